#include <math.h>
#include <stdlib.h>
#include "lab/llg/path_parts.h"

struct pair {
    double distance_m;
    int old, new;
};

/* Ties are broken, so that the order is the same everywhere. */
static int by_distance(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;

    if (a->distance_m != b->distance_m)
        return a->distance_m < b->distance_m ? -1 : 1;
    return a->old != b->old ? a->old - b->old : a->new - b->new;
}

/* Fills pair unless it is NULL; how many there are. */
static size_t near_pairs(const struct path_disc old[], int n_old, const struct path_disc new[],
                         int n_new, double reach, struct pair *pair)
{
    size_t n = 0;

    for (int i = 0; i < n_old; i++)
        for (int j = 0; j < n_new; j++) {
            const double distance_m = hypot(new[j].x_m - old[i].x_m, new[j].y_m - old[i].y_m);

            if (!(distance_m <= reach * (old[i].radius_m + new[j].radius_m)))
                continue;
            if (pair != NULL)
                pair[n] = (struct pair){distance_m, i, j};
            n++;
        }
    return n;
}

bool llg_path_match(const struct path_disc old[], int n_old, const struct path_disc new[],
                    int n_new, double reach, int partner[])
{
    const size_t n = near_pairs(old, n_old, new, n_new, reach, NULL);
    struct pair *pair = malloc((n + 1) * sizeof *pair);
    bool *taken = calloc((size_t)n_old + 1, sizeof *taken);
    const bool have = pair != NULL && taken != NULL;

    for (int j = 0; j < n_new; j++)
        partner[j] = -1;
    if (have) {
        near_pairs(old, n_old, new, n_new, reach, pair);
        qsort(pair, n, sizeof *pair, by_distance);
    }
    for (size_t i = 0; have && i < n; i++)
        if (!taken[pair[i].old] && partner[pair[i].new] < 0) {
            taken[pair[i].old] = true;
            partner[pair[i].new] = pair[i].old;
        }
    free(taken);
    free(pair);
    return have;
}
