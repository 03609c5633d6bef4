#include "cli/bench_film.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELL_ARRAYS = 12, LINE = 16 }; /* m, axis and six of the material */

static size_t line_up(size_t n) { return (n + LINE - 1) / LINE * LINE; }

static void fill(real *array, size_t n, double value)
{
    for (size_t i = 0; i < n; i++)
        array[i] = (real)value;
}

static void set_cells(struct bench_film *f, const struct bench_material *material,
                      const double direction[3])
{
    const double norm = sqrt(direction[0] * direction[0] + direction[1] * direction[1]
                             + direction[2] * direction[2]);
    struct material *mat = &f->magnet.material;
    const size_t n = mesh_cells(&f->magnet.mesh);
    const struct {
        real **array;
        double value;
    } cells[CELL_ARRAYS] = {
        {&f->m.x, direction[0] / norm},
        {&f->m.y, direction[1] / norm},
        {&f->m.z, direction[2] / norm},
        {&mat->axis.x, 0.0},
        {&mat->axis.y, 0.0},
        {&mat->axis.z, 1.0},
        {&mat->saturation_A_per_m, material->saturation_A_per_m},
        {&mat->exchange_J_per_m, material->exchange_J_per_m},
        {&mat->anisotropy_J_per_m3, material->anisotropy_J_per_m3},
        {&mat->dmi_J_per_m2, material->dmi_J_per_m2},
        {&mat->bulk_dmi_J_per_m2, 0.0},
        {&mat->damping, material->damping},
    };

    for (size_t i = 0; i < CELL_ARRAYS; i++) {
        *cells[i].array = f->memory + i * line_up(n);
        fill(*cells[i].array, n, cells[i].value);
    }
}

static enum status open_parts(struct bench_film *f, int n_threads, struct error *err)
{
    const struct mesh *mesh = &f->magnet.mesh;
    const struct demag_config demag = {*mesh, DEMAG_RESOLVED, 1, n_threads};
    real *const bonds = f->memory + CELL_ARRAYS * line_up(mesh_cells(mesh));
    enum status status = magnet_prepare(&f->magnet, bonds, err);

    if (status == STATUS_OK)
        status = demag_create(&f->magnet.demag, &demag, err);
    if (status == STATUS_OK)
        status = crew_open(&f->magnet.crew, n_threads, err);
    if (status == STATUS_OK) {
        demag_share(f->magnet.demag, f->magnet.crew);
        status = llg_open(&f->llg, bonds + line_up(magnet_reals(mesh)), err);
    }
    return status;
}

enum status bench_film_open(struct bench_film *f, const struct mesh *mesh,
                            const struct bench_material *material, const double direction[3],
                            int n_threads, struct error *err)
{
    const size_t reals = CELL_ARRAYS * line_up(mesh_cells(mesh)) + line_up(magnet_reals(mesh))
                         + line_up(llg_reals(mesh));
    enum status status;

    memset(f, 0, sizeof *f);
    f->memory = aligned_alloc(LINE * sizeof(real), reals * sizeof(real));
    if (f->memory == NULL)
        return error_set(err, STATUS_NO_MEMORY, "bench: no memory for %zu cells", mesh_cells(mesh));
    f->magnet.mesh = *mesh;
    f->source.region = -1;
    f->magnet.source = &f->source;
    f->magnet.n_sources = 1;
    set_cells(f, material, direction);
    f->llg = (struct llg){.config = llg_default, .magnet = &f->magnet, .m = f->m};
    status = open_parts(f, n_threads, err);
    if (status != STATUS_OK)
        bench_film_close(f);
    return status;
}

void bench_film_close(struct bench_film *f)
{
    demag_destroy(f->magnet.demag);
    crew_close(f->magnet.crew);
    free(f->memory);
    memset(f, 0, sizeof *f);
}
