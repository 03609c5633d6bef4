#include "micromag/material.h"
#include <math.h>

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

void material_set_cell(struct material *mat, size_t cell, const struct cell_material *of)
{
    const double *axis = of->easy_axis;
    const double length = sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
    real *const component[3] = {mat->axis.x, mat->axis.y, mat->axis.z};

    mat->saturation_A_per_m[cell] = (real)of->saturation_A_per_m;
    mat->exchange_J_per_m[cell] = (real)of->exchange_J_per_m;
    mat->anisotropy_J_per_m3[cell] = (real)of->anisotropy_J_per_m3;
    for (int i = 0; i < 3; i++)
        component[i][cell] = (real)(length > 0.0 ? axis[i] / length : 0.0);
    mat->dmi_J_per_m2[cell] = (real)of->dmi_J_per_m2;
    mat->bulk_dmi_J_per_m2[cell] = (real)of->bulk_dmi_J_per_m2;
    mat->damping[cell] = (real)of->damping;
}
