#include "lab/track/states.h"
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

static const double least_step = 0.01;

static bool is_above(const struct experiment_level *level, const struct experiment_level *last)
{
    const double step = level->mean - last->mean;

    return step > level->sd + last->sd && step > least_step;
}

/* The lowest level above the last state; below 0: none. */
static int next_state(int n, const struct experiment_level level[],
                      const struct experiment_level *last)
{
    int best = -1;

    for (int i = 0; i < n; i++)
        if ((last == NULL || is_above(&level[i], last))
            && (best < 0 || level[i].mean < level[best].mean))
            best = i;
    return best;
}

int experiment_pick_states(int n, const struct experiment_level level[], int max, int of_state[])
{
    int states = 0;

    for (int i = next_state(n, level, NULL); i >= 0 && states < max;
         i = next_state(n, level, &level[i])) {
        if (of_state != NULL)
            of_state[states] = i;
        states++;
    }
    return states;
}

int experiment_count_states(int n, const struct experiment_level level[])
{
    return experiment_pick_states(n, level, INT_MAX, NULL);
}
