#ifndef SKYLOOM_LAB_LLG_FILM_H
#define SKYLOOM_LAB_LLG_FILM_H
#include "lab/llg/case.h"
#include "micromag/film.h"
/* A case made real: its film, ready to run. */

/* In its starting state; the fields of the list are the film's first sources. One film at a time
 * may be opened. n_threads 1 .. CREW_MAX_THREADS. */
enum status llg_film_open(struct film *f, const struct llg_case *c, int n_threads,
                          struct error *err);
/* As many as wanted; 0: as many as the mesh is worth, since on a small one threads would only wait
 * for each other. */
int llg_film_threads(int64_t wanted, const struct mesh *mesh);
void llg_film_close(struct film *f); /* harmless on a zeroed film */
/* Sets fields, current, damping and temperature as a stage of the case says. */
void llg_film_enter_stage(struct film *f, const struct llg_case *c, const struct case_stage *s);
/* What of the case has no effect in this film, and which cells are too large. */
void llg_film_tell(const struct film *f, const struct llg_case *c, const struct llg_listener *l);
/* Where the case reads one. */
double llg_film_conductance_S(const struct film *f, const struct llg_case *c);
#endif
