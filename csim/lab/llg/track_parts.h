#ifndef SKYLOOM_LAB_LLG_TRACK_PARTS_H
#define SKYLOOM_LAB_LLG_TRACK_PARTS_H
#include "lab/llg/track.h"
/* Internal to csim/lab/llg/track*.c. */
struct track_sums { /* of the instants in the window; means and sums of products about them */
    double n, t, x, y, radius, tt, tx, ty;
};

struct track_one { /* a skyrmion of a layer */
    int layer, id;
    bool alive;    /* at the last look */
    uint64_t look; /* the last one with a row of it */
    double from_s, to_s, x_m, y_m, radius_m;
    struct track_sums sums;
    double edge_m, apart_m;
};

struct track_rim {
    int layer;
    double x_m, y_m; /* centre of the empty cell */
};

struct track_row {
    double time_s, x_m, y_m, radius_m;
    int layer, id;
};

enum status llg_track_rim_open(struct llg_track *t, const char *path, struct error *err);
double llg_track_edge_m(const struct llg_track *t, int layer, double x_m, double y_m);

struct track_one *llg_track_find(const struct llg_track *t, int layer, int id);
/* Takes the next row of the file into the figures; false when memory is out. */
bool llg_track_count_row(struct llg_track *t, const struct track_row *row);

struct track_disc {
    double x_m, y_m, radius_m;
};
/* partner[new] = old or -1: the nearest pairs first, none farther apart than `reach` times the sum
 * of their radii. False when memory is out. */
bool llg_track_match(const struct track_disc old[], int n_old, const struct track_disc new[],
                     int n_new, double reach, int partner[]);
#endif
