#ifndef SKYLOOM_LAB_LLG_PATH_PARTS_H
#define SKYLOOM_LAB_LLG_PATH_PARTS_H
#include "lab/llg/path.h"
/* Internal to csim/lab/llg/path*.c. */
struct path_sums { /* of the instants in the window; means and sums of products about them */
    double n, t, x, y, radius, tt, tx, ty;
};

struct path_one { /* a skyrmion of a layer */
    int layer, id;
    bool alive;    /* at the last look */
    uint64_t look; /* the last one with a row of it */
    double from_s, to_s, x_m, y_m, radius_m;
    struct path_sums sums;
    double edge_m, apart_m;
};

struct path_rim {
    int layer;
    double x_m, y_m; /* centre of the empty cell */
};

struct path_row {
    double time_s, x_m, y_m, radius_m;
    int layer, id;
};

enum status llg_path_rim_open(struct llg_path *t, const char *path, struct error *err);
double llg_path_edge_m(const struct llg_path *t, int layer, double x_m, double y_m);

struct path_one *llg_path_find(const struct llg_path *t, int layer, int id);
/* Takes the next row of the file into the figures; false when memory is out. */
bool llg_path_count_row(struct llg_path *t, const struct path_row *row);

struct path_disc {
    double x_m, y_m, radius_m;
};
/* partner[new] = old or -1: the nearest pairs first, none farther apart than `reach` times the sum
 * of their radii. False when memory is out. */
bool llg_path_match(const struct path_disc old[], int n_old, const struct path_disc new[],
                    int n_new, double reach, int partner[]);
#endif
