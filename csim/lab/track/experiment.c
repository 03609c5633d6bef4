#include "lab/track/experiment.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lab/track/film.h"

const struct experiment *const experiments[] = {
    &experiment_map,  &experiment_curve, &experiment_map_hot, &experiment_fig2,
    &experiment_fig3, &experiment_fig4,  &experiment_fig5,    &experiment_fig8,
    &experiment_mesh, &experiment_step,  &experiment_energy,  NULL};
const char *const experiment_orientations[] = {"across", "along", NULL};

const struct experiment *experiment_find(const char *name)
{
    for (size_t i = 0; experiments[i] != NULL; i++)
        if (strcmp(experiments[i]->name, name) == 0)
            return experiments[i];
    return NULL;
}

enum status experiment_choose(const char *name, const char *verb, const struct experiment **e,
                              struct error *err)
{
    char names[256] = "";

    *e = name != NULL ? experiment_find(name) : NULL;
    if (*e != NULL)
        return STATUS_OK;
    for (size_t i = 0; experiments[i] != NULL; i++) {
        strncat(names, i > 0 ? ", " : "", sizeof names - strlen(names) - 1);
        strncat(names, experiments[i]->name, sizeof names - strlen(names) - 1);
    }
    return error_set(err, STATUS_BAD_CONFIG, "%s: experiment = %s, must be one of %s", verb,
                     name != NULL ? name : "(none)", names);
}

enum status experiment_conclude(const struct experiment *e, const struct synapse *d,
                                const struct trial_list *list, const char *folder, json_t *summary,
                                struct error *err)
{
    return e->conclude != NULL ? e->conclude(d, list, folder, summary, err)
                               : experiment_write_curves(e->name, list, folder, summary, err);
}

enum status trial_list_add(struct trial_list *list, const struct synapse *d, const char *label,
                           uint64_t seed, bool empty, int cycles, struct error *err)
{
    const int n_pulses = 1 + cycles * (int)(d->pulses.up + d->pulses.down);
    struct trial *t;

    if (n_pulses > TRIAL_MAX_PULSES)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: pulses.up = %d, down = %d: %d pulses in all, must be at most %d",
                         label, (int)d->pulses.up, (int)d->pulses.down, n_pulses - 1,
                         TRIAL_MAX_PULSES - 1);
    if (list->n == list->n_max) {
        const int n_max = list->n_max > 0 ? 2 * list->n_max : 16;
        struct trial *more = realloc(list->trial, (size_t)n_max * sizeof *more);

        if (more == NULL)
            return error_set(err, STATUS_NO_MEMORY, "%s: no memory for %d trials", label, n_max);
        list->trial = more;
        list->n_max = n_max;
    }
    t = &list->trial[list->n++];
    memset(t, 0, sizeof *t);
    t->synapse = *d;
    t->seed = seed;
    t->empty = empty;
    trial_set_cycles(t, cycles);
    trial_name(t, label);
    if (!empty) {
        const enum status status = track_check_lattice(d, err);

        if (status != STATUS_OK)
            return status;
    }
    return synapse_check(d, label, err);
}

int trial_list_find(const struct trial_list *list, const char *label)
{
    for (int i = 0; i < list->n; i++)
        if (strcmp(list->trial[i].label, label) == 0)
            return i;
    return -1;
}

const struct trial *trial_list_reference(const struct trial_list *list, const struct trial *t,
                                         const char *folder)
{
    for (int i = 0; i < list->n; i++)
        if (list->trial[i].empty && list->trial[i].seed == t->seed
            && strcmp(list->trial[i].label, t->reference) == 0
            && trial_is_done(&list->trial[i], folder))
            return &list->trial[i];
    return NULL;
}

enum status trial_list_none_done(const char *folder, struct error *err)
{
    return error_set(err, STATUS_BAD_FILE,
                     "%.300s/runs: no run is done whose film without skyrmions is done too",
                     folder);
}

/* What the film without skyrmions depends on; a film at 0 K hardly does on the barrier's place. */
static void name_reference(const struct synapse *d, char label[TRIAL_LABEL])
{
    const double step_s =
        d->material.temperature_K > 0.0 ? d->solver.time_step_s : d->solver.still_time_step_s;

    snprintf(label, TRIAL_LABEL, "empty-n%d-%gK-%gx%gx%g-%gx%g-%gps", (int)d->track.repeats,
             d->material.temperature_K, 1e9 * d->track.length_m, 1e9 * d->track.width_m,
             1e9 * d->track.cell_m, d->barrier.on ? 1e9 * synapse_barrier_x_m(d) : 0.0,
             d->barrier.on ? 1e9 * synapse_barrier_y_m(d) : 0.0, 1e12 * step_s);
}

enum status trial_list_add_point(struct trial_list *list, const struct synapse *d,
                                 const char *label, int n_seeds, int cycles, struct error *err)
{
    const bool chance = d->material.temperature_K > 0.0 || d->grains.size_m > 0.0;
    const int n = chance ? n_seeds : 1;
    char reference[TRIAL_LABEL];
    enum status status = STATUS_OK;
    bool known;

    name_reference(d, reference);
    known = trial_list_find(list, reference) >= 0;
    for (int i = 0; i < n && !known && status == STATUS_OK; i++)
        status = trial_list_add(list, d, reference, (uint64_t)i + 1, true, 0, err);
    for (int i = 0; i < n && status == STATUS_OK; i++) {
        status = trial_list_add(list, d, label, (uint64_t)i + 1, false, cycles, err);
        snprintf(list->trial[list->n - 1].reference, TRIAL_LABEL, "%s", reference);
    }
    return status;
}

void trial_list_free(struct trial_list *list)
{
    free(list->trial);
    *list = (struct trial_list){0};
}

enum status experiment_blame(struct error *err, const char *fmt, ...)
{
    char key[128], text[sizeof err->text];
    va_list args;

    va_start(args, fmt);
    vsnprintf(key, sizeof key, fmt, args);
    va_end(args);
    snprintf(text, sizeof text, "%s", err->text);
    if (err->code == STATUS_BAD_CONFIG)
        snprintf(err->text, sizeof err->text, "%s: %.360s", key, text);
    return err->code;
}
