#include "micromag/magnet.h"
#include <string.h>
#include "micromag/terms/rows.h"

const struct field_term *const field_terms[] = {
    &field_exchange,   &field_anisotropy, &field_dmi,
    &field_bulk_dmi,   &field_zeeman,     &field_magnetostatic,
    &field_interlayer, &field_thermal,    NULL};

enum { BOND_ARRAYS = 8 };

static size_t bond_reals(const struct mesh *mesh)
{
    const size_t n = ((size_t)mesh->n_x + 1) * ((size_t)mesh->n_y + 1) * ((size_t)mesh->n_z + 1);

    return (n + 15) / 16 * 16; /* every array begins a cache line if the memory does */
}

static size_t flag_reals(const struct mesh *mesh) /* one byte a row */
{
    return (size_t)mesh_rows(mesh) / sizeof(real) + 1;
}

size_t magnet_reals(const struct mesh *mesh)
{
    return BOND_ARRAYS * bond_reals(mesh) + 4 * mesh_cells(mesh) + flag_reals(mesh);
}

enum status magnet_check_mesh(const struct mesh *mesh, struct error *err)
{
    const int n[3] = {mesh->n_x, mesh->n_y, mesh->n_z};
    const double cell_m[3] = {mesh->cell_x_m, mesh->cell_y_m, mesh->cell_z_m};
    static const char axis[] = "xyz";

    for (int i = 0; i < 3; i++) {
        if (n[i] < 1 || n[i] > MESH_MAX_SIDE)
            return error_set(err, STATUS_BAD_CONFIG, "mesh: n_%c = %d, must be in [1, %d]", axis[i],
                             n[i], MESH_MAX_SIDE);
        if (!(cell_m[i] >= 1e-11 && cell_m[i] <= 1e-3))
            return error_set(err, STATUS_BAD_CONFIG,
                             "mesh: cell_%c_m = %g m, must be in [1e-11, 0.001]", axis[i],
                             cell_m[i]);
    }
    if (!(mesh->spacer_m >= 0.0 && mesh->spacer_m <= 1e-3))
        return error_set(err, STATUS_BAD_CONFIG, "mesh: spacer_m = %g m, must be in [0, 0.001]",
                         mesh->spacer_m);
    return STATUS_OK;
}

static enum status check_cells(const struct magnet *g, struct error *err)
{
    const struct material *mat = &g->material;
    const struct {
        const char *name, *unit;
        const real *value;
        double min, max;
    } table[] = {
        {"saturation", "A/m", mat->saturation_A_per_m, 0.0, 1e7},
        {"exchange", "J/m", mat->exchange_J_per_m, 0.0, 1e-9},
        {"anisotropy", "J/m^3", mat->anisotropy_J_per_m3, -1e9, 1e9},
        {"dmi", "J/m^2", mat->dmi_J_per_m2, -1.0, 1.0},
        {"bulk_dmi", "J/m^2", mat->bulk_dmi_J_per_m2, -1.0, 1.0},
        {"damping", "1", mat->damping, 0.0, 100.0},
    };
    const size_t n = mesh_cells(&g->mesh);
    size_t magnetic = 0;

    for (size_t t = 0; t < sizeof table / sizeof table[0]; t++)
        for (size_t i = 0; i < n; i++) {
            const double v = (double)table[t].value[i];

            if (!(v >= table[t].min && v <= table[t].max))
                return error_set(err, STATUS_BAD_CONFIG,
                                 "material: %s of cell %zu = %g %s, must be in [%g, %g]",
                                 table[t].name, i, v, table[t].unit, table[t].min, table[t].max);
        }
    for (size_t i = 0; i < n; i++)
        magnetic += mat->saturation_A_per_m[i] > 0;
    if (magnetic == 0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "material: saturation = 0 A/m in all %zu cells, must be > 0 in one", n);
    return STATUS_OK;
}

/* 0 where either is 0 or the signs differ: no coupling rather than an infinite one. */
static double harmonic_mean(double a, double b)
{
    return a * b > 0.0 ? 2.0 * a * b / (a + b) : 0.0;
}

/* The three coefficients of one pair of neighbours d apart. */
static void set_pair(const struct magnet *g, size_t i, size_t j, double d, real *exchange,
                     real *dmi, real *bulk)
{
    const struct material *mat = &g->material;

    if (!(mat->saturation_A_per_m[i] > 0 && mat->saturation_A_per_m[j] > 0))
        return;
    *exchange =
        (real)(2.0
               * harmonic_mean((double)mat->exchange_J_per_m[i], (double)mat->exchange_J_per_m[j])
               / (d * d));
    if (dmi != NULL)
        *dmi =
            (real)(harmonic_mean((double)mat->dmi_J_per_m2[i], (double)mat->dmi_J_per_m2[j]) / d);
    *bulk =
        (real)(harmonic_mean((double)mat->bulk_dmi_J_per_m2[i], (double)mat->bulk_dmi_J_per_m2[j])
               / d);
}

static void fill_bonds(struct magnet *g)
{
    const struct mesh *mesh = &g->mesh;
    struct bonds *b = &g->bonds;
    const size_t nx = (size_t)mesh->n_x, ny = (size_t)mesh->n_y, nz = (size_t)mesh->n_z;

    for (size_t z = 0; z < nz; z++)
        for (size_t y = 0; y < ny; y++)
            for (size_t x = 0; x < nx; x++) {
                const size_t i = (z * ny + y) * nx + x;
                const size_t bx = (z * ny + y) * (nx + 1) + x + 1;
                const size_t by = (z * (ny + 1) + y + 1) * nx + x;
                const size_t bz = ((z + 1) * ny + y) * nx + x;

                if (x + 1 < nx)
                    set_pair(g, i, i + 1, mesh->cell_x_m, &b->exchange_x[bx], &b->dmi_x[bx],
                             &b->bulk_x[bx]);
                if (y + 1 < ny)
                    set_pair(g, i, i + nx, mesh->cell_y_m, &b->exchange_y[by], &b->dmi_y[by],
                             &b->bulk_y[by]);
                if (z + 1 < nz && b->has_z)
                    set_pair(g, i, i + nx * ny, mesh->cell_z_m, &b->exchange_z[bz], NULL,
                             &b->bulk_z[bz]);
            }
}

static bool is_even(const real *value, size_t n)
{
    for (size_t i = 2; i + 1 < n; i++)
        if (value[i] != value[1])
            return false;
    return true;
}

static void find_even_rows(struct magnet *g)
{
    const struct material *mat = &g->material;
    struct bonds *b = &g->bonds;

    for (int index = 0; index < mesh_rows(&g->mesh); index++) {
        const struct row r = row_of(&g->mesh, index);
        const real *const of_cells[] = {b->exchange_y + r.south_bond,
                                        b->exchange_y + r.north_bond,
                                        b->dmi_y + r.south_bond,
                                        b->dmi_y + r.north_bond,
                                        b->inverse_saturation + r.at,
                                        mat->anisotropy_J_per_m3 + r.at,
                                        mat->axis.x + r.at,
                                        mat->axis.y + r.at,
                                        mat->axis.z + r.at};
        bool even = is_even(b->exchange_x + r.west_bond, r.n + 1)
                    && is_even(b->dmi_x + r.west_bond, r.n + 1);

        for (size_t i = 0; i < sizeof of_cells / sizeof of_cells[0]; i++)
            even = even && is_even(of_cells[i], r.n);
        b->row_is_even[index] = even;
    }
}

enum status magnet_prepare(struct magnet *g, real *memory, struct error *err)
{
    struct bonds *b = &g->bonds;
    real **const array[BOND_ARRAYS] = {&b->exchange_x, &b->exchange_y, &b->exchange_z, &b->dmi_x,
                                       &b->dmi_y,      &b->bulk_x,     &b->bulk_y,     &b->bulk_z};
    const size_t n = mesh_cells(&g->mesh);
    enum status status = magnet_check_mesh(&g->mesh, err);

    if (status == STATUS_OK)
        status = check_cells(g, err);
    if (status != STATUS_OK)
        return status;
    memset(memory, 0, magnet_reals(&g->mesh) * sizeof *memory);
    memset(b, 0, sizeof *b);
    for (int i = 0; i < BOND_ARRAYS; i++)
        *array[i] = memory + (size_t)i * bond_reals(&g->mesh);
    b->inverse_saturation = memory + BOND_ARRAYS * bond_reals(&g->mesh);
    g->scratch_T.x = b->inverse_saturation + n;
    g->scratch_T.y = g->scratch_T.x + n;
    g->scratch_T.z = g->scratch_T.y + n;
    b->row_is_even = (uint8_t *)(g->scratch_T.z + n);
    b->has_z = g->mesh.n_z > 1 && g->mesh.spacer_m == 0.0;
    for (size_t i = 0; i < n; i++) {
        const real saturation = g->material.saturation_A_per_m[i];

        b->inverse_saturation[i] = saturation > 0 ? 1 / saturation : 0;
        b->has_dmi |= g->material.dmi_J_per_m2[i] != 0;
        b->has_bulk |= g->material.bulk_dmi_J_per_m2[i] != 0;
        b->has_anisotropy |= g->material.anisotropy_J_per_m3[i] != 0;
    }
    fill_bonds(g);
    find_even_rows(g);
    return STATUS_OK;
}

double field_total_energy_J(const struct magnet *g, double time_s, struct vector_field m)
{
    double sum = 0.0;

    for (const struct field_term *const *t = field_terms; *t != NULL; t++)
        sum += (*t)->energy_J(g, time_s, m);
    return sum;
}
