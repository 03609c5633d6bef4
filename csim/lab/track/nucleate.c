#include "lab/track/film.h"
#include <math.h>
#include "micromag/start.h"

enum { MAX_PLACES = 128 };

struct area {
    double x_m, y_m, length_m, width_m;
};

struct place {
    double x_m, y_m;
};

/* n places in rows along x; every second row is moved by half a step. */
static void set_rows(const struct area *a, int n, int rows, struct place at[])
{
    int i = 0;

    for (int row = 0; row < rows; row++) {
        const int in_row = n / rows + (row < n % rows);
        const double step_m = a->length_m / in_row, shift = rows == 1 ? 0.0 : row % 2 ? 0.2 : -0.2;

        for (int k = 0; k < in_row; k++, i++)
            at[i] = (struct place){a->x_m + (k + 0.5 + shift) * step_m,
                                   a->y_m + (row + 0.5) * a->width_m / rows};
    }
}

static double least_distance_m(int n, const struct place at[])
{
    double least_m = INFINITY;

    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            least_m = fmin(least_m, hypot(at[i].x_m - at[j].x_m, at[i].y_m - at[j].y_m));
    return least_m;
}

/* The number of rows that keeps them furthest apart. */
static double spread_out(const struct area *a, int n, struct place at[])
{
    double best_m = -1.0;
    int best = 1;

    for (int rows = 1; rows <= n; rows++) {
        double least_m;

        set_rows(a, n, rows, at);
        least_m = least_distance_m(n, at);
        if (least_m > best_m) {
            best_m = least_m;
            best = rows;
        }
    }
    set_rows(a, n, best, at);
    return best_m;
}

static enum status set_lattice(const struct synapse *d, struct place at[], struct error *err)
{
    const struct synapse_start *start = &d->start;
    const double from_m = synapse_barrier_begin_m(d);
    const struct area area = {start->margin_m, start->margin_m, from_m - 2.0 * start->margin_m,
                              d->track.width_m - 2.0 * start->margin_m};
    const double needed_m = 2.0 * (start->radius_m + start->wall_m);
    const int n = (int)start->skyrmions;
    double least_m;

    if (!(area.length_m > 0.0 && area.width_m > 0.0))
        return error_set(err, STATUS_BAD_CONFIG,
                         "start.margin_m = %g m leaves nothing of a pre-synapse of %g m x %g m",
                         start->margin_m, from_m, d->track.width_m);
    least_m = spread_out(&area, n, at);
    if (!(least_m >= needed_m))
        return error_set(err, STATUS_BAD_CONFIG,
                         "start.skyrmions = %d: they would be %.3g m apart in a pre-synapse of "
                         "%g m x %g m, must be %g m (start.radius_m, wall_m, margin_m)",
                         n, least_m, from_m, d->track.width_m, needed_m);
    return STATUS_OK;
}

enum status track_check_lattice(const struct synapse *d, struct error *err)
{
    struct place at[MAX_PLACES];

    return set_lattice(d, at, err);
}

enum status track_lattice(const struct synapse *d, double x_m[], double y_m[], struct error *err)
{
    struct place at[MAX_PLACES];
    const enum status status = set_lattice(d, at, err);

    for (int i = 0; status == STATUS_OK && i < d->start.skyrmions; i++) {
        x_m[i] = at[i].x_m;
        y_m[i] = at[i].y_m;
    }
    return status;
}

enum status track_nucleate(struct track *t, struct error *err)
{
    const struct synapse *d = &t->synapse;
    struct place at[MAX_PLACES];
    const enum status status = set_lattice(d, at, err);

    for (int i = 0; status == STATUS_OK && i < d->start.skyrmions; i++)
        start_add_skyrmion(&t->film.magnet,
                           &(struct start_skyrmion){.x_m = at[i].x_m,
                                                    .y_m = at[i].y_m,
                                                    .radius_m = d->start.radius_m,
                                                    .wall_width_m = d->start.wall_m,
                                                    .up = synapse_up(d),
                                                    .layer = -1},
                           t->film.m);
    return status;
}
