#include "lab/calibrate/hot.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "files/file.h"
#include "lab/track/film.h"
#include "micromag/observe/skyrmion.h"
#include "micromag/start.h"

enum { MAX_LAYERS = MEASURE_MAX_LAYERS, MAX_FOUND = 128 };

struct watch {
    const struct measure *m;
    const struct trial_options *options;
    struct track track;
    struct llg_loop loop;
    int32_t *labels;
    double x_m[MEASURE_BODIES][MAX_LAYERS], y_m[MEASURE_BODIES][MAX_LAYERS]; /* seen last */
    struct measure_table *table;
};

/* --- looks --- */

/* As experiments count them: lab/track/census.h. */
static int find(const struct watch *w, int layer, struct skyrmion found[])
{
    const struct synapse_readout *r = &w->m->film.readout;
    const struct skyrmion_config config = {.layer = layer,
                                           .up = synapse_up(&w->m->film),
                                           .depth = r->depth,
                                           .min_radius_m = r->min_radius_m,
                                           .max_radius_m = 6.0 * w->m->radius_m};
    const int n =
        skyrmion_find(&config, &w->track.film.magnet, w->track.film.m, w->labels, found, MAX_FOUND);

    return n < MAX_FOUND ? n : MAX_FOUND;
}

/* Which of those found is skyrmion i of the layer: the one nearest to where it was, and not nearer
 * to the other one's place. -1: none. */
static int match(const struct watch *w, int i, int layer, const struct skyrmion found[], int n)
{
    double best_m = 3.0 * w->m->radius_m;
    int best = -1;

    for (int k = 0; k < n; k++) {
        const double here_m =
            hypot(found[k].x_m - w->x_m[i][layer], found[k].y_m - w->y_m[i][layer]);
        const int j = 1 - i;

        if (w->m->n > 1
            && hypot(found[k].x_m - w->x_m[j][layer], found[k].y_m - w->y_m[j][layer]) < here_m)
            continue;
        if (here_m < best_m) {
            best_m = here_m;
            best = k;
        }
    }
    return best;
}

struct sighting {
    double x_m[MAX_LAYERS], y_m[MAX_LAYERS], radius_m;
    int n;
};

static struct measure_body body_of(const struct sighting *s)
{
    struct measure_body b = {.layers = s->n};

    for (int i = 0; i < s->n; i++) {
        b.x_m += s->x_m[i] / s->n;
        b.y_m += s->y_m[i] / s->n;
        for (int j = 0; j < i; j++)
            b.apart_m = fmax(b.apart_m, hypot(s->x_m[i] - s->x_m[j], s->y_m[i] - s->y_m[j]));
    }
    b.radius_m = s->n > 0 ? s->radius_m / s->n : 0.0;
    return b;
}

static void find_bodies(struct watch *w, struct measure_row *row)
{
    struct sighting seen[MEASURE_BODIES] = {0};

    for (int layer = 0; layer < w->track.film.magnet.mesh.n_z; layer++) {
        struct skyrmion found[MAX_FOUND];
        const int n = find(w, layer, found);
        int which[MEASURE_BODIES];

        for (int i = 0; i < w->m->n; i++)
            which[i] = match(w, i, layer, found, n);
        for (int i = 0; i < w->m->n; i++) {
            struct sighting *s = &seen[i];

            if (which[i] < 0)
                continue;
            s->x_m[s->n] = w->x_m[i][layer] = found[which[i]].x_m;
            s->y_m[s->n] = w->y_m[i][layer] = found[which[i]].y_m;
            s->radius_m += found[which[i]].radius_m;
            s->n++;
        }
    }
    for (int i = 0; i < w->m->n; i++)
        row->body[i] = body_of(&seen[i]);
}

static double angle_square(const struct vector_field m, size_t i, size_t j)
{
    const double dot = (double)m.x[i] * (double)m.x[j] + (double)m.y[i] * (double)m.y[j]
                       + (double)m.z[i] * (double)m.z[j];
    const double angle = acos(fmin(fmax(dot, -1.0), 1.0));

    return angle * angle;
}

/* The angle between neighbours, unlike the length of their difference, is right to second order
 * even where a wall is as narrow as a cell. */
static void integrate(const struct watch *w, struct measure_row *row)
{
    const struct mesh *mesh = &w->track.film.magnet.mesh;
    const double reach_m = 3.0 * w->m->radius_m, area_m2 = mesh->cell_x_m * mesh->cell_y_m;

    for (int z = 0; z < mesh->n_z; z++)
        for (int y = 1; y + 1 < mesh->n_y; y++)
            for (int x = 1; x + 1 < mesh->n_x; x++) {
                const size_t i =
                    ((size_t)z * (size_t)mesh->n_y + (size_t)y) * (size_t)mesh->n_x + (size_t)x;
                const double dx = (x + 0.5) * mesh->cell_x_m - row->body[0].x_m;
                const double dy = (y + 0.5) * mesh->cell_y_m - row->body[0].y_m;
                const double mz = (double)w->track.film.m.z[i];

                if (dx * dx + dy * dy > reach_m * reach_m)
                    continue;
                row->wall_area_m2 += (1.0 - mz * mz) * area_m2 / mesh->n_z;
                row->dissipation += 0.5
                                    * (angle_square(w->track.film.m, i, i + 1)
                                       + angle_square(w->track.film.m, i, i + (size_t)mesh->n_x))
                                    / mesh->n_z;
            }
}

/* False: nothing more to see. Where the question is who is lost, what is left is followed, too. */
static bool look(struct watch *w, double time_s)
{
    struct measure_row *row = &w->table->row[w->table->n_rows++];

    *row = (struct measure_row){.time_s = time_s};
    find_bodies(w, row);
    integrate(w, row);
    if (w->m->kind == MEASURE_PUSH || w->m->kind == MEASURE_SQUEEZE)
        return row->body[0].layers + row->body[1].layers > 0.0;
    return measure_is_whole(w->m, w->table, w->table->n_rows - 1);
}

/* --- the run --- */

/* One row: the mean radius of all, and how many layers have as many as were put in. */
static enum status observe_crowd(struct watch *w, struct error *err)
{
    const struct synapse_start *start = &w->m->film.start;
    const struct relax_config relax = {.stopping_torque_T = start->torque_T,
                                       .max_iterations = 20000};
    struct measure_body *body = &w->table->row[0].body[0];
    struct skyrmion found[MAX_FOUND];
    struct relax_result result;
    int all = 0;
    enum status status = track_nucleate(&w->track, err);

    if (status == STATUS_OK)
        status = llg_loop_relax(&w->loop, &relax, &result, err);
    for (int layer = 0; layer < w->track.film.magnet.mesh.n_z && status == STATUS_OK; layer++) {
        const int n = find(w, layer, found);

        for (int i = 0; i < n; i++, all++)
            body->radius_m += found[i].radius_m;
        body->layers += n == start->skyrmions;
    }
    body->radius_m = all > 0 ? body->radius_m / all : 0.0;
    w->table->n_rows = 1;
    return status;
}

/* Cells that are nearer to another one keep what they have. */
static void place_one(struct watch *w, int body, double radius_m, struct vector_field before)
{
    const struct measure *m = w->m;
    const struct mesh *mesh = &w->track.film.magnet.mesh;
    const double other_m = m->x_m[1 - body];

    start_add_skyrmion(&w->track.film.magnet,
                       &(struct start_skyrmion){.x_m = m->x_m[body],
                                                .y_m = m->y_m[body],
                                                .radius_m = radius_m,
                                                .wall_width_m = m->wall_m,
                                                .up = synapse_up(&m->film),
                                                .layer = -1},
                       w->track.film.m);
    for (size_t i = 0; i < mesh_cells(mesh) && before.x != NULL; i++) {
        const double x_m = ((double)(i % (size_t)mesh->n_x) + 0.5) * mesh->cell_x_m;

        if (fabs(x_m - other_m) > fabs(x_m - m->x_m[body]))
            continue;
        w->track.film.m.x[i] = before.x[i];
        w->track.film.m.y[i] = before.y[i];
        w->track.film.m.z[i] = before.z[i];
    }
}

/* Two that are squeezed each have their half of the film; the second is smaller by a tenth, since
 * two that are the same would do the same. */
static enum status place(struct watch *w, struct error *err)
{
    static const double of_second = 0.9;
    const struct measure *m = w->m;
    const bool halves = m->kind == MEASURE_SQUEEZE;
    const size_t n = mesh_cells(&w->track.film.magnet.mesh);
    real *kept = halves ? malloc(3 * n * sizeof *kept) : NULL;
    struct vector_field before = {0};

    if (halves && kept == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", m->key);
    if (halves)
        before = (struct vector_field){kept, kept + n, kept + 2 * n};
    for (int i = 0; i < m->n; i++) {
        const bool second = halves && i > 0;

        if (second) {
            memcpy(before.x, w->track.film.m.x, n * sizeof *kept);
            memcpy(before.y, w->track.film.m.y, n * sizeof *kept);
            memcpy(before.z, w->track.film.m.z, n * sizeof *kept);
        }
        place_one(w, i, second ? of_second * m->radius_m : m->radius_m,
                  second ? before : (struct vector_field){0});
        for (int layer = 0; layer < MAX_LAYERS; layer++) {
            w->x_m[i][layer] = m->x_m[i];
            w->y_m[i][layer] = m->y_m[i];
        }
    }
    free(kept);
    return STATUS_OK;
}

static void set_damping(struct watch *w, double damping)
{
    for (size_t i = 0; i < mesh_cells(&w->track.film.magnet.mesh); i++)
        w->track.film.magnet.material.damping[i] = (real)damping;
    film_forces_changed(&w->track.film);
}

/* One alone settles into the minimum. What would move off is only damped strongly, until it has
 * stopped ringing. */
static enum status settle(struct watch *w, struct error *err)
{
    static const double strong_damping = 0.5;
    const struct relax_config relax = {.stopping_torque_T = 2e-5, .max_iterations = 20000};
    struct relax_result result;
    enum status status;

    if ((status = place(w, err)) != STATUS_OK)
        return status;
    if (w->m->kind == MEASURE_REST || w->m->kind == MEASURE_DRIVE)
        return llg_loop_relax(&w->loop, &relax, &result, err);
    set_damping(w, strong_damping);
    status = llg_loop_run(&w->loop, w->m->settle_s, err);
    set_damping(w, w->m->film.material.damping);
    return status;
}

static enum status observe(struct watch *w, struct error *err)
{
    const struct measure *m = w->m;
    const int n = (int)lround(m->run_s / m->look_s);
    enum status status = settle(w, err);

    film_forces_changed(&w->track.film);
    w->track.film.llg.time_s = m->settle_s;
    track_set_current(&w->track, m->factor);
    if (status != STATUS_OK || !look(w, 0.0))
        return status;
    for (int i = 1; i <= n && i < MEASURE_MAX_ROWS; i++) {
        status = llg_loop_run(&w->loop, m->settle_s + i * m->look_s, err);
        if (status != STATUS_OK || !look(w, i * m->look_s))
            return status;
    }
    return STATUS_OK;
}

bool measure_is_whole(const struct measure *m, const struct measure_table *t, int row)
{
    for (int i = 0; i < m->n; i++)
        if (t->row[row].body[i].layers < t->n_layers)
            return false;
    return true;
}

static enum status run_opened(struct watch *w, struct error *err)
{
    const struct mesh *mesh = &w->track.film.magnet.mesh;
    struct path runs;
    enum status status;

    w->labels = calloc(2 * (size_t)mesh->n_x * (size_t)mesh->n_y, sizeof *w->labels);
    w->table = calloc(1, sizeof *w->table);
    if (w->labels == NULL || w->table == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", w->m->key);
    w->table->n_layers = mesh->n_z;
    status = w->m->kind == MEASURE_CROWD ? observe_crowd(w, err) : observe(w, err);
    if (status != STATUS_OK)
        return status;
    status = path_join(&runs, err, w->options->folder, "runs");
    if (status == STATUS_OK)
        status = file_make_dirs(runs.text, err);
    return status == STATUS_OK ? measure_write(w->m, w->options->folder, w->table, err) : status;
}

/* --- the loop --- */

static void tell(void *context, double torque_T)
{
    const struct measure_listener *l = context;
    const struct trial_options *o = l->options;

    (void)torque_T;
    if (o->progress != NULL)
        o->progress(o->context, l->film->llg.time_s / (l->m->settle_s + l->m->run_s));
}

static enum status interrupted(void *context, struct error *err)
{
    const struct measure_listener *l = context;

    return error_set(err, STATUS_INTERRUPTED, "%s: interrupted", l->m->key);
}

struct llg_loop measure_loop(struct film *film, struct measure_listener *l)
{
    return (struct llg_loop){.film = film,
                             .stop = l->options->stop,
                             .steps = TRIAL_STEPS,
                             .keep_every_wall_s = INFINITY,
                             .context = l,
                             .progress = tell,
                             .interrupted = interrupted};
}

enum status measure_run(const struct measure *m, const struct trial_options *options,
                        struct error *err)
{
    struct watch w = {.m = m, .options = options};
    struct measure_listener listener = {m, options, &w.track.film};
    enum status status;

    if (m->kind == MEASURE_HOT)
        return hot_run(m, options, err);
    w.loop = measure_loop(&w.track.film, &listener);
    status = track_open(&w.track, &m->film, 0, err);
    if (status == STATUS_OK)
        status = run_opened(&w, err);
    free(w.labels);
    free(w.table);
    track_close(&w.track);
    return status;
}
