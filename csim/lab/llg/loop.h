#ifndef SKYLOOM_LAB_LLG_LOOP_H
#define SKYLOOM_LAB_LLG_LOOP_H
#include "micromag/film.h"
/* A film on its way: some steps, then a look at whoever watches, at ctrl-C and at the clock on the
 * wall, and on. Cases, trials of a device and the runs of a calibration all go this way. A look
 * changes no number of the run: steps end at the instants of the run alone. */
struct llg_loop {
    struct film *film;
    const volatile int *stop; /* nonzero: keep and end; NULL: none */
    uint64_t steps;           /* between two looks, 1 at least */
    double keep_every_wall_s; /* infinite: only when stopped */
    double kept_s;            /* on clock_now_s, when last or when the run began */
    void *context;
    /* At every look; torque_T: while relaxing, else 0. NULL: none. */
    void (*progress)(void *context, double torque_T);
    /* Writes a checkpoint, from which the run goes on to the same bytes. NULL: none. */
    enum status (*keep)(void *context, struct error *err);
    /* Says where the run was stopped; returns STATUS_INTERRUPTED. */
    enum status (*interrupted)(void *context, struct error *err);
};

/* Steps between two looks at a clock on the wall: a small mesh would spend its time there. */
uint64_t llg_loop_steps(const struct mesh *mesh);
/* For where a checkpoint may be written beside the looks of the others. */
enum status llg_loop_look(struct llg_loop *l, double torque_T, struct error *err);
/* To until_s exactly; a look between any two parts, none at the end. */
enum status llg_loop_run(struct llg_loop *l, double until_s, struct error *err);
/* From instant to instant as long as `next` names one, `at` each and then a look, which the last
 * one is left without. Both get the context. */
enum status llg_loop_instants(struct llg_loop *l, bool (*next)(void *context, double *instant_s),
                              enum status (*at)(void *context, double instant_s, struct error *err),
                              struct error *err);
/* To rest in one go. Heard at every step, nothing is kept. */
enum status llg_loop_relax(struct llg_loop *l, const struct relax_config *config,
                           struct relax_result *result, struct error *err);
/* To rest in blocks of steps with a look between any two, so that a run that goes on from there
 * takes the same steps. iterations: those of the blocks so far. */
enum status llg_loop_relax_blocks(struct llg_loop *l, const struct relax_config *config,
                                  uint64_t *iterations, struct relax_result *result,
                                  struct error *err);
#endif
