#ifndef SKYLOOM_MICROMAG_MAGNET_H
#define SKYLOOM_MICROMAG_MAGNET_H
#include <stdbool.h>
#include <stdint.h>
#include "base/crew.h"
#include "micromag/demag/demag.h"
#include "micromag/material.h"
#include "micromag/terms/thermal.h"
#include "micromag/terms/zeeman.h"
/* The room of micromagnetics: a film as cells with a unit vector m each. terms/ has the terms of
 * the energy, demag/ the stray field, steppers/ the integrators, observe/ what is read off; film.h
 * puts them together.
 *
 * Everything that makes an effective field on m. The caller owns every array; m is zero in empty
 * cells. B is in tesla, B = -dE/dm / (Ms V) of one cell of one layer. */

/* Coefficients between neighbours, zero at the rim and towards empty cells, so that the loops have
 * no branch. [..._x]: rows of n_x + 1, entry i is left of cell i. [..._y]: n_y + 1 rows a layer.
 * [..._z]: n_z + 1 layers, all zero unless the layers touch. */
struct bonds {
    real *exchange_x, *exchange_y, *exchange_z; /* 2 A / d^2, harmonic mean of A, J/m^3 */
    real *dmi_x, *dmi_y;                        /* D / d, harmonic mean of D, J/m^3 */
    real *bulk_x, *bulk_y, *bulk_z;
    real *inverse_saturation; /* 1 / Ms per cell, 0 where empty */
    /* per row of cells: the in-plane coefficients and the anisotropy are the same in all cells of
     * it but the first and the last */
    uint8_t *row_is_even;
    bool has_dmi, has_bulk, has_anisotropy, has_z;
};

/* What a stepper holds over a step instead of evaluating it in each stage: noise and the stray
 * field of the other cells, as one field, and of the own cell own * Ms * m. */
struct held {
    struct vector_field field_T; /* x NULL: nothing is held */
    double own_T_m_per_A[3];
};

struct magnet {
    struct mesh mesh;
    struct material material;
    struct bonds bonds;                 /* by magnet_prepare */
    const uint8_t *region;              /* per cell; NULL: all in region 0 */
    const struct zeeman_source *source; /* applied fields, summed */
    int n_sources;
    const double *interlayer_J_per_m2; /* [n_z - 1] between layers, > 0 parallel; NULL: none */
    struct demag *demag;               /* NULL: no magnetostatic field */
    struct thermal thermal;
    struct held held;              /* zeroed by the caller; see lag.h */
    struct vector_field scratch_T; /* [cells], by magnet_prepare: the energy of the demag field */
    struct crew *crew;             /* NULL: one thread */
};

/* Cells and lengths within what the fields can take. */
enum status magnet_check_mesh(const struct mesh *mesh, struct error *err);
/* Reals of memory that magnet_prepare needs. */
size_t magnet_reals(const struct mesh *mesh);
/* Checks mesh and material and fills g->bonds in memory; again after a change of the material. */
enum status magnet_prepare(struct magnet *g, real *memory, struct error *err);

/* A field term: one file, one table. energy_J sums over the film in double. */
struct field_term {
    const char *name;
    void (*add_field)(const struct magnet *g, double time_s, struct vector_field m,
                      struct vector_field field_T);
    double (*energy_J)(const struct magnet *g, double time_s, struct vector_field m);
};
extern const struct field_term field_exchange, field_anisotropy, field_dmi, field_bulk_dmi,
    field_zeeman, field_magnetostatic, field_interlayer, field_thermal;
extern const struct field_term *const field_terms[]; /* all of them, NULL-terminated */

/* field_T = sum of all terms: exchange, anisotropy, interfacial DMI, uniform Zeeman and thermal in
 * one pass over the film, the others after it. What g->held has takes the place of its terms. */
void field_set_total(const struct magnet *g, double time_s, struct vector_field m,
                     struct vector_field field_T);
double field_total_energy_J(const struct magnet *g, double time_s, struct vector_field m);

static inline struct vector_field vector_at(struct vector_field v, size_t i)
{
    return (struct vector_field){v.x + i, v.y + i, v.z + i};
}
#endif
