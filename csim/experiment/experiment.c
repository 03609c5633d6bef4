#include "experiment/experiment.h"
#include <stdlib.h>
#include <string.h>

const struct experiment *const experiments[] = {&experiment_map, NULL};

const struct experiment *experiment_find(const char *name)
{
    for (size_t i = 0; experiments[i] != NULL; i++)
        if (strcmp(experiments[i]->name, name) == 0)
            return experiments[i];
    return NULL;
}

enum status trial_list_add(struct trial_list *list, const struct device *d, const char *label,
                           uint64_t seed, bool empty, int cycles, struct error *err)
{
    struct trial *t;

    if (list->n == list->n_max) {
        const int n_max = list->n_max > 0 ? 2 * list->n_max : 16;
        struct trial *more = realloc(list->trial, (size_t)n_max * sizeof *more);

        if (more == NULL)
            return error_set(err, STATUS_NO_MEMORY, "%s: no memory for %d trials", label, n_max);
        list->trial = more;
        list->n_max = n_max;
    }
    t = &list->trial[list->n++];
    memset(t, 0, sizeof *t); /* its bytes are hashed */
    t->device = *d;
    t->seed = seed;
    t->empty = empty;
    trial_set_cycles(t, cycles);
    trial_name(t, label);
    return device_check(d, label, err);
}

void trial_list_free(struct trial_list *list)
{
    free(list->trial);
    *list = (struct trial_list){0};
}

const double *trial_row_at(const struct trial_table *table, int pulse)
{
    return table->value[pulse < table->n_rows ? pulse : table->n_rows - 1];
}

double trial_row_count(const double *row)
{
    return row[TRIAL_PRE] + row[TRIAL_BARRIER] + row[TRIAL_POST];
}
