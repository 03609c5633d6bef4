#include "micromag/material.h"

enum { ARRAYS = 9, LINE_BYTES = 64 };

/* Each array begins a line of cache where the memory does. */
static size_t array_reals(const struct mesh *mesh)
{
    const size_t line = LINE_BYTES / sizeof(real);

    return (mesh_cells(mesh) + line - 1) / line * line;
}

size_t material_reals(const struct mesh *mesh) { return ARRAYS * array_reals(mesh); }

void material_take(real *memory, const struct mesh *mesh, struct material *mat)
{
    real **const array[ARRAYS] = {&mat->saturation_A_per_m,
                                  &mat->exchange_J_per_m,
                                  &mat->anisotropy_J_per_m3,
                                  &mat->axis.x,
                                  &mat->axis.y,
                                  &mat->axis.z,
                                  &mat->dmi_J_per_m2,
                                  &mat->bulk_dmi_J_per_m2,
                                  &mat->damping};

    for (int i = 0; i < ARRAYS; i++)
        *array[i] = memory + (size_t)i * array_reals(mesh);
}
