#ifndef SKYLOOM_BENCH_FILM_H
#define SKYLOOM_BENCH_FILM_H
#include "micromag/llg.h"
/* A film of one material for the benchmark. */
struct bench_material {
    double saturation_A_per_m, exchange_J_per_m, anisotropy_J_per_m3, dmi_J_per_m2, damping;
};

struct bench_film {
    struct magnet magnet;
    struct zeeman_source source; /* in use from the start, at 0 T */
    struct vector_field m;
    struct llg llg;
    real *memory;
};

/* With m along (x, y, z), and the steppers' defaults. */
enum status bench_film_open(struct bench_film *f, const struct mesh *mesh,
                            const struct bench_material *material, const double direction[3],
                            int n_threads, struct error *err);
void bench_film_close(struct bench_film *f); /* harmless on a zeroed film */
#endif
