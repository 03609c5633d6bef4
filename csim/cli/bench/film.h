#ifndef SKYLOOM_CLI_BENCH_FILM_H
#define SKYLOOM_CLI_BENCH_FILM_H
#include "lab/llg/film.h"
/* A film of one material for the benchmark: a case that no file has. */
struct bench_film {
    struct llg_case *c;
    struct film film; /* source[0] is in use from the start, at 0 T */
};

/* With m along (x, y, z), and the steppers' defaults. */
enum status bench_film_open(struct bench_film *f, const struct mesh *mesh,
                            const struct cell_material *material, const double direction[3],
                            int n_threads, struct error *err);
void bench_film_close(struct bench_film *f); /* harmless on a zeroed film */
#endif
