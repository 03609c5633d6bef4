#ifndef SKYLOOM_LAB_LLG_PATH_H
#define SKYLOOM_LAB_LLG_PATH_H
#include "files/table.h"
#include "lab/llg/case.h"
/* Skyrmions over time. Each look at the film finds those of every layer and matches them to those
 * of the look before, the nearest first, as far as twice the sum of both radii: what moves farther
 * from one look to the next is another one. An area that touches the rim of the mesh is no new
 * skyrmion, but an old one may touch it. The same id in two layers means the same skyrmion: they
 * overlapped when the later one appeared.
 *
 * skyrmions.txt has a row for each skyrmion of each look: t, layer, id, x, y, radius. Everything
 * else is computed of the rows as written, so a run that goes on reads them again and a checkpoint
 * keeps only two counts. */
struct llg_path_result {
    int layer, id;                           /* ids from 1 in the order of appearance */
    bool lost;                               /* gone before the end */
    double velocity_m_per_s[2];              /* slopes of least-squares lines through x(t),
                                                y(t); NaN for less than two instants */
    double mean_radius_m;                    /* this and the next two: over the window */
    double edge_m;                           /* least distance of its centre to the rim */
    double apart_m;                          /* largest distance to its centre in another
                                                layer; NaN where there is none */
    double from_s, to_s, x_m, y_m, radius_m; /* first and last seen; where and how then */
};

struct path_one;
struct path_rim;
struct llg_path {
    uint64_t n_last; /* rows of the last look; with table.n_rows what a checkpoint keeps */
    struct table table;
    const struct magnet *magnet;
    struct skyrmion_config finder;
    double from_s, to_s; /* of the window */
    struct path_one *one;
    size_t n, capacity;
    int n_ids;
    uint64_t look; /* of the last row */
    double last_time_s;
    int last_layer, last_id;
    struct path_rim *rim; /* empty cells beside others */
    size_t n_rim;
    int32_t *scratch;
    struct skyrmion *found;
    int found_capacity;
};

/* The magnet must outlive the path; its material is not changed. Finder's layer is not used. */
enum status llg_path_open(struct llg_path *t, const struct case_track *window,
                          const struct skyrmion_config *finder, const struct magnet *magnet,
                          const char *path, struct error *err);
/* Goes on after n_rows rows, n_last of them by the last look; later rows are cut. */
enum status llg_path_resume(struct llg_path *t, const struct case_track *window,
                            const struct skyrmion_config *finder, const struct magnet *magnet,
                            const char *path, uint64_t n_rows, uint64_t n_last, struct error *err);
enum status llg_path_look(struct llg_path *t, double time_s, struct vector_field m,
                          struct error *err);
/* Of at most n_max skyrmions in the order of their appearance, each layer for itself; how many. */
size_t llg_path_results(const struct llg_path *t, struct llg_path_result results[], size_t n_max);
/* Harmless on a zeroed one. */
enum status llg_path_close(struct llg_path *t, struct error *err);
#endif
