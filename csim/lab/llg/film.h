#ifndef SKYLOOM_LAB_LLG_FILM_H
#define SKYLOOM_LAB_LLG_FILM_H
#include "lab/llg/case.h"
enum { FILM_MAX_TERMS = 16 }; /* room for the energies of field_terms */

/* A case made real: the magnet, its current and its stepper, ready to run. One film at a time may
 * be opened (FFTW plans); the case must outlive it. */
struct film {
    const struct llg_case *c;
    struct magnet magnet;
    struct torque_layer torque[CASE_MAX_LAYERS];
    struct current current;
    struct zeeman_source source[CASE_MAX_FIELDS + 1]; /* the last one is the stage's */
    struct vector_field m;
    struct llg llg;
    struct crew *crew;
    void *memory; /* everything else */
    /* The largest cell side over the shortest exchange length sqrt(2 A / (mu0 Ms^2)); above 1 the
     * user is warned. */
    double cell_over_exchange_length, exchange_length_m;
};

/* The film in its starting state. n_threads 1 .. CREW_MAX_THREADS. */
enum status film_open(struct film *f, const struct llg_case *c, int n_threads, struct error *err);
void film_close(struct film *f); /* harmless on a zeroed film */
/* Sets fields, current, damping and temperature as a stage of the case says. */
void film_enter_stage(struct film *f, const struct case_stage *s);
#endif
