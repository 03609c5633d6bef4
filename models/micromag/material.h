#ifndef SKYLOOM_MICROMAG_MATERIAL_H
#define SKYLOOM_MICROMAG_MATERIAL_H
#include "micromag/mesh.h"
/* Material per cell, made from regions or set cell by cell; the caller owns the arrays [cells].
 * saturation 0 means an empty cell. Energy of the interfacial DMI: D [(m . grad) m_z - m_z div m]:
 * D > 0 relaxes a core-down Neel skyrmion to m_r < 0 (OOMMF's sign). */
struct material {
    real *saturation_A_per_m;  /* Ms */
    real *exchange_J_per_m;    /* A */
    real *anisotropy_J_per_m3; /* Ku, first order, uniaxial */
    struct vector_field axis;  /* unit vectors of the easy axis */
    real *dmi_J_per_m2;        /* interfacial D */
    real *bulk_dmi_J_per_m2;
    real *damping; /* Gilbert alpha */
};

/* The material of one cell or of many. */
struct cell_material {
    double saturation_A_per_m, exchange_J_per_m, anisotropy_J_per_m3;
    double easy_axis[3]; /* of any length; zero: none */
    double dmi_J_per_m2, bulk_dmi_J_per_m2, damping;
};

/* Reals of memory that the arrays need. */
size_t material_reals(const struct mesh *mesh);
/* Lays the arrays out in memory, of which it changes nothing. */
void material_take(real *memory, const struct mesh *mesh, struct material *mat);
void material_set_cell(struct material *mat, size_t cell, const struct cell_material *of);
#endif
