#ifndef SKYLOOM_MICROMAG_STEPPERS_RELAX_H
#define SKYLOOM_MICROMAG_STEPPERS_RELAX_H
#include "micromag/steppers/llg.h"
/* A minimum of the energy by steepest descent with Barzilai-Borwein steps, each a rotation of every
 * moment towards its field (L. Exl et al., J. Appl. Phys. 115, 17D118 (2014)). No currents, no
 * thermal field; applied fields as they are at s->time_s. */
struct relax_config {
    double stopping_torque_T; /* largest |m x B| of a cell */
    int64_t max_iterations;
    bool (*look_up)(void *context); /* at every step; false: stop. NULL: none */
    void *context;
};
extern const struct relax_config relax_default;
extern const struct param relax_params[];
extern const size_t relax_n_params;

struct relax_result {
    double torque_T;
    int64_t iterations;
    bool converged;
    bool stalled; /* the torque falls no more, at the rounding of m and field; neither this nor
                     converged: max_iterations came first */
};
/* Changes s->m; uses the memory of the opened s. STATUS_INTERRUPTED where look_up says so. */
enum status relax_run(struct llg *s, const struct relax_config *config, struct relax_result *result,
                      struct error *err);
#endif
