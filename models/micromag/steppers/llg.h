#ifndef SKYLOOM_MICROMAG_STEPPERS_LLG_H
#define SKYLOOM_MICROMAG_STEPPERS_LLG_H
#include "micromag/torque.h"
/* Landau-Lifshitz-Gilbert dynamics of a magnet: state, steppers, the run over a span of time. */
enum llg_stepper { LLG_HEUN, LLG_DORMAND_PRINCE, LLG_RUNGE_KUTTA };

struct llg_config {
    double gyromagnetic_rad_per_sT;
    int stepper;        /* enum llg_stepper */
    double time_step_s; /* Heun: fixed; Dormand-Prince: the first */
    double tolerance;   /* Dormand-Prince: largest error of m in a step */
    double min_step_s, max_step_s;
    int64_t
        demag_every; /* Heun: steps from one stray field of other cells to the next, see lag.h */
};

extern const struct llg_config llg_default;
extern const struct param llg_params[];
extern const size_t llg_n_params;

enum { LLG_STAGES = 7 };

/* Stray field of the other cells as it was evaluated last: with m, the clock and step the state of
 * a run with demag_every above 1. */
struct lag {
    uint64_t known; /* evaluations at hand: 0, 1 or 2 */
    double at_s[2]; /* the last, the one before */
    struct vector_field field_T[2], held_T;
};

struct llg {
    struct llg_config config;
    struct magnet *magnet;
    const struct current *current; /* NULL: none */
    struct vector_field m;         /* unit vectors, zero in empty cells; the caller's */
    double time_s, time_step_s;    /* time_step_s: of the next step. With m and step, the state */
    uint64_t step, evaluations, rejected;
    double error; /* of the last step, Dormand-Prince */
    /* by llg_open: */
    struct vector_field field_T, trial, rate[LLG_STAGES];
    struct lag lag;     /* in the rates that Heun does not use; who changes m clears known */
    real *row_value;    /* per row of cells */
    bool rate_is_fresh; /* rate[0] belongs to m and time_s */
};

/* One stepper: advances m by h or, if it rejects, leaves m and proposes a shorter time_step_s. */
struct stepper {
    const char *name;
    int order;
    bool adaptive;
    enum status (*step)(struct llg *s, double h_s, bool *accepted, struct error *err);
};
extern const struct stepper stepper_heun, stepper_dormand_prince, stepper_runge_kutta;
extern const struct stepper *const steppers[]; /* by enum llg_stepper, NULL-terminated */

enum status llg_check(const struct llg_config *config, struct error *err);
size_t llg_reals(const struct mesh *mesh);
/* Checks the config and takes the memory. config, magnet, current and m are set by the caller. */
enum status llg_open(struct llg *s, real *memory, struct error *err);
/* To until_s exactly. Steps end at the edges of the waveforms, so that none is stepped over. */
enum status llg_run(struct llg *s, double until_s, struct error *err);
/* The same in parts of at most n_steps each. A caller that changed m, the magnet or the current
 * since the last part clears rate_is_fresh. */
enum status llg_run_steps(struct llg *s, double until_s, uint64_t n_steps, struct error *err);
/* s->field_T = the field at m and time_s, that of currents included. */
void llg_set_field(struct llg *s, double time_s, struct vector_field m);
/* rate = dm/dt at m and time_s; the field is left in s->field_T. */
void llg_set_rate(struct llg *s, double time_s, struct vector_field m, struct vector_field rate);
#endif
