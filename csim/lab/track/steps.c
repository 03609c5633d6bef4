#include "lab/track/experiment.h"
#include <string.h>
#include "lab/track/film.h"
#include "micromag/steppers/stability.h"
/* Time steps and cells of a list of trials, before the first of them runs: |m| does not show a step
 * that is somewhat too long, whose rounding grows into noise, nor does a table show that walls
 * stick to the mesh. */

/* What the fastest mode of a film and its lengths depend on. */
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

/* Said once, however many films have it. */
static void doubt_cells(const struct trial *t, const struct track *track, struct warnings *doubts)
{
    struct warnings of_film = {0};

    film_doubt_cells(&track->film, NULL, &of_film);
    for (int i = 0; i < of_film.n; i++) {
        bool is_known = false;

        for (int k = 0; k < doubts->n; k++)
            is_known |= strstr(doubts->line[k], of_film.line[i]) != NULL;
        if (!is_known)
            warnings_add(doubts, "%s: %s", t->label, of_film.line[i]);
    }
}

enum status trial_list_check_films(const struct trial_list *list, bool to_run,
                                   struct warnings *doubts, struct error *err)
{
    enum status status = STATUS_OK;

    for (int i = 0; i < list->n && status == STATUS_OK; i++) {
        const struct trial *t = &list->trial[i];
        struct track track;

        if (is_checked(list, i))
            continue;
        status = track_open(&track, &t->synapse, t->seed, err);
        if (status == STATUS_OK)
            doubt_cells(t, &track, doubts);
        if (status == STATUS_OK && to_run)
            status = check_step(t, &track, err);
        track_close(&track);
    }
    return status;
}
