#include "lab/track/experiment.h"
#include <stdio.h>
/* Fig. 8: from five start states, a rest in which the skyrmions spread, then ten pulses in all,
 * with and without an initialisation pulse of a tenth of the current before them. */

enum { START_STATES = 5 };

static void set_pulses(struct trial *t, int before, bool prepare)
{
    const struct synapse_pulses *p = &t->synapse.pulses;

    trial_set_cycles(t, 0);
    for (int i = 0; i < before; i++)
        trial_add_pulse(t, 1.0, p->width_s, p->gap_s);
    trial_add_pulse(t, 0.0, 0.0, t->synapse.pulses.rest_s);
    if (prepare)
        trial_add_pulse(t, p->prepare_fraction, p->prepare_width_s, p->gap_s);
    for (int i = before; i < p->up; i++)
        trial_add_pulse(t, 1.0, p->width_s, p->gap_s);
}

static enum status plan_start(const struct synapse *d, int before, bool prepare, int n_seeds,
                              struct trial_list *list, struct error *err)
{
    const int first = list->n;
    char label[TRIAL_LABEL];
    enum status status;

    snprintf(label, sizeof label, "after-%d-%s", before, prepare ? "prepared" : "cold");
    status = trial_list_add_point(list, d, label, n_seeds, 0, err);
    for (int i = first; i < list->n && status == STATUS_OK; i++)
        if (!list->trial[i].empty) {
            set_pulses(&list->trial[i], before, prepare);
            trial_name(&list->trial[i], label);
        }
    return status;
}

static enum status plan(const struct synapse *d, int n_seeds, struct trial_list *list,
                        struct error *err)
{
    enum status status = STATUS_OK;

    for (int k = 1; k <= START_STATES && status == STATUS_OK; k++)
        for (int prepare = 0; prepare < 2 && status == STATUS_OK; prepare++)
            status = plan_start(d, k, prepare, n_seeds, list, err);
    return status;
}

const struct experiment experiment_fig8 = {
    .name = "fig8",
    .doc = "from five start states: rest, then pulses with and without an initialisation pulse",
    .plan = plan,
};
