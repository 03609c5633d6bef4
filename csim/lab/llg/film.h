#ifndef SKYLOOM_LAB_LLG_FILM_H
#define SKYLOOM_LAB_LLG_FILM_H
#include "lab/llg/case.h"
enum { FILM_MAX_TERMS = 16 }; /* room for the energies of field_terms */

/* Lengths of the materials that cells must resolve: see film_lengths.c. */
enum film_length_kind { FILM_EXCHANGE, FILM_WALL, FILM_DMI, FILM_LENGTHS };
struct film_length {
    double shortest_m; /* in the film; infinite: none */
    int region;        /* where */
    double cells;      /* the longest side of a cell in it */
};

/* A case made real: the magnet, its current and its stepper, ready to run. One film at a time may
 * be opened (FFTW plans); the case must outlive it. */
struct film {
    const struct llg_case *c;
    struct magnet magnet;
    struct current current;
    struct zeeman_source source[CASE_MAX_FIELDS + 1]; /* the last one is the stage's */
    struct vector_field m;
    struct llg llg;
    struct crew *crew;
    real *damping; /* [cells], the material's, which a stage may change */
    void *memory;  /* everything else */
    struct film_length length[FILM_LENGTHS];
};

/* The film in its starting state. n_threads 1 .. CREW_MAX_THREADS. */
enum status film_open(struct film *f, const struct llg_case *c, int n_threads, struct error *err);
void film_close(struct film *f); /* harmless on a zeroed film */
/* What of the case has no effect in this film, and which cells are too large. */
void film_tell(const struct film *f, const struct llg_listener *l);
/* Sets fields, current, damping and temperature as a stage of the case says. */
void film_enter_stage(struct film *f, const struct case_stage *s);
#endif
