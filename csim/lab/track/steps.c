#include "lab/track/experiment.h"
#include "lab/track/film.h"
#include "micromag/steppers/stability.h"
/* Time steps of a list of trials, before the first of them runs: |m| does not show one that is
 * somewhat too long, whose rounding grows into noise. */

/* What the fastest mode of a film depends on. */
static struct synapse film_of(const struct synapse *d)
{
    struct synapse film = synapse_default;

    film.track = d->track;
    film.material = d->material;
    film.barrier = d->barrier;
    film.solver = d->solver;
    return film;
}

static enum status check_step(const struct trial *t, struct track *track, struct error *err)
{
    const bool hot = t->synapse.material.temperature_K > 0.0;
    const double asked_s =
        hot ? t->synapse.solver.time_step_s : t->synapse.solver.still_time_step_s;
    struct llg *llg = &track->film.llg;
    struct llg_mode mode = {.rad_per_s =
                                llg->config.gyromagnetic_rad_per_sT * llg_saturated_mode_T(llg),
                            .damping = t->synapse.material.damping};
    double longest_s;

    track_set_temperature(track, t->synapse.material.temperature_K);
    mode.stepper = llg->config.stepper;
    longest_s = llg_mode_step_s(&mode, llg->time_step_s, trial_end_s(t, t->n_pulses));
    if (longest_s >= llg->time_step_s)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG,
                     "%s: solver.%s = %g s, must be at most %.4g s: beyond it the fastest mode of "
                     "this film grows by itself",
                     t->label, hot ? "time_step_s" : "still_time_step_s", asked_s,
                     asked_s * longest_s / llg->time_step_s);
}

static bool is_checked(const struct trial_list *list, int at)
{
    const struct synapse film = film_of(&list->trial[at].synapse);

    for (int i = 0; i < at; i++) {
        const struct synapse other = film_of(&list->trial[i].synapse);

        if (synapse_hash(&other) == synapse_hash(&film)
            && trial_end_s(&list->trial[i], list->trial[i].n_pulses)
                   >= trial_end_s(&list->trial[at], list->trial[at].n_pulses))
            return true;
    }
    return false;
}

enum status trial_list_check_steps(const struct trial_list *list, struct error *err)
{
    enum status status = STATUS_OK;

    for (int i = 0; i < list->n && status == STATUS_OK; i++) {
        const struct trial *t = &list->trial[i];
        struct track track;

        if (is_checked(list, i))
            continue;
        status = track_open(&track, &t->synapse, t->seed, err);
        if (status == STATUS_OK)
            status = check_step(t, &track, err);
        track_close(&track);
    }
    return status;
}
