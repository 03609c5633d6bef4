#include "micromag_case.h"
#include <math.h>
#include <stdlib.h>
#include "check.h"
#include "base/philox.h"

static void set_all(real *array, size_t n, double value)
{
    for (size_t i = 0; i < n; i++)
        array[i] = (real)value;
}

static struct vector_field vectors_in(real *memory, size_t n)
{
    return (struct vector_field){memory, memory + n, memory + 2 * n};
}

void micromag_case_open(struct micromag_case *c, struct mesh mesh)
{
    const size_t n = mesh_cells(&mesh);
    real *vectors;

    *c = (struct micromag_case){.g.mesh = mesh};
    c->cells = calloc(material_reals(&mesh) + 9 * n, sizeof *c->cells);
    c->bonds = calloc(magnet_reals(&mesh), sizeof *c->bonds);
    c->region = calloc(n, 1);
    c->normal_table = malloc(65536 * sizeof *c->normal_table);
    assert_true(c->cells != NULL && c->bonds != NULL && c->region != NULL
                && c->normal_table != NULL);
    normal_table_fill(c->normal_table);
    c->g.thermal.normal_table = c->normal_table;
    material_take(c->cells, &mesh, &c->g.material);
    vectors = c->cells + material_reals(&mesh);
    c->m = vectors_in(vectors, n);
    c->field_T = vectors_in(vectors + 3 * n, n);
    c->g.thermal.noise_T = vectors_in(vectors + 6 * n, n);
    set_all(c->g.material.saturation_A_per_m, n, MICROMAG_CASE_SATURATION);
    set_all(c->g.material.exchange_J_per_m, n, 10e-12);
    set_all(c->g.material.anisotropy_J_per_m3, n, 717e3);
    set_all(c->g.material.axis.z, n, 1.0);
    set_all(c->g.material.dmi_J_per_m2, n, 1.7e-3);
    set_all(c->g.material.damping, n, 0.1);
    micromag_case_uniform_m(c, 0.0, 0.0, 1.0);
    micromag_case_prepare(c);
}

void micromag_case_prepare(struct micromag_case *c)
{
    struct error err = {0};

    if (magnet_prepare(&c->g, c->bonds, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

void micromag_case_close(struct micromag_case *c)
{
    free(c->cells);
    free(c->bonds);
    free(c->region);
    free(c->normal_table);
}

static void set_m(struct micromag_case *c, size_t i, const double v[3])
{
    const double norm = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    const double scale = c->g.material.saturation_A_per_m[i] > 0 ? 1.0 / norm : 0.0;

    c->m.x[i] = (real)(scale * v[0]);
    c->m.y[i] = (real)(scale * v[1]);
    c->m.z[i] = (real)(scale * v[2]);
}

void micromag_case_random_m(struct micromag_case *c, unsigned seed)
{
    for (size_t i = 0; i < mesh_cells(&c->g.mesh); i++) {
        const struct philox_words w = philox(seed, PHILOX_TEST, (uint32_t)i, 0, 0, 0);
        const double v[3] = {c->normal_table[w.w[0] & 0xffff], c->normal_table[w.w[1] & 0xffff],
                             c->normal_table[w.w[2] & 0xffff]};

        set_m(c, i, v);
    }
}

void micromag_case_uniform_m(struct micromag_case *c, double x, double y, double z)
{
    for (size_t i = 0; i < mesh_cells(&c->g.mesh); i++)
        set_m(c, i, (const double[3]){x, y, z});
}
