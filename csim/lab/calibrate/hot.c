#include "lab/calibrate/hot.h"
#include <math.h>
#include <stdlib.h>
#include "files/file.h"
#include "lab/track/census.h"
#include "lab/track/film.h"

/* A pulse and a strong one forward, so that they come to an edge and into each other, and two such
 * back, with rests between. */
static const double rest_s = 1e-9, pulse_s = 2e-9, strong = 2.0;

struct hot_place { /* where a layer saw a body last, and how many looks ago; gone: for good */
    double x_m, y_m;
    int missed;
    bool gone;
};

struct hot_watch {
    const struct measure *m;
    const struct trial_options *options;
    struct track track;
    struct llg_loop loop;
    struct census_scratch scratch;
    double reach_m; /* that a skyrmion moves between looks */
    struct hot_place place[HOT_MAX_BODIES][CENSUS_MAX_LAYERS];
    struct hot_table *table;
};

double hot_factor(const struct measure *m, double time_s)
{
    const double period_s = pulse_s + rest_s, pulse = (time_s - rest_s) / period_s;

    if (time_s < rest_s || time_s - rest_s - floor(pulse) * period_s >= pulse_s)
        return 0.0;
    return (pulse < 2.0 ? 1.0 : -1.0) * (fmod(pulse, 2.0) < 1.0 ? 1.0 : strong) * m->factor;
}

/* --- looks --- */

static double off_m(const struct hot_place *p, const struct skyrmion *s)
{
    return p->gone ? INFINITY : hypot(s->x_m - p->x_m, s->y_m - p->y_m);
}

/* The nearest of those found in a layer to where body i was, if it is no other body's. -1: none. */
static int match(const struct hot_watch *w, int i, int layer, const struct skyrmion found[], int n)
{
    double best_m = w->reach_m;
    int best = -1;

    for (int k = 0; k < n; k++) {
        const double here_m = off_m(&w->place[i][layer], &found[k]);
        bool mine = here_m < best_m;

        for (int j = 0; j < w->table->n_bodies && mine; j++)
            mine = j == i || off_m(&w->place[j][layer], &found[k]) >= here_m;
        if (!mine)
            continue;
        best_m = here_m;
        best = k;
    }
    return best;
}

static void add_sighting(struct measure_body *b, const struct skyrmion *s)
{
    b->layers++;
    b->x_m += (s->x_m - b->x_m) / b->layers;
    b->y_m += (s->y_m - b->y_m) / b->layers;
    b->radius_m += (s->radius_m - b->radius_m) / b->layers;
}

static void find_body(struct hot_watch *w, const struct census *c, int i, struct measure_body *b)
{
    const struct skyrmion *seen[CENSUS_MAX_LAYERS];
    int n_seen = 0;

    *b = (struct measure_body){0};
    for (int layer = 0; layer < c->n_layers; layer++) {
        const struct skyrmion *found = w->scratch.found + layer * CENSUS_MAX;
        const int k = match(w, i, layer, found, c->pre[layer] + c->barrier[layer] + c->post[layer]);

        if (k < 0)
            continue;
        for (int j = 0; j < n_seen; j++)
            b->apart_m =
                fmax(b->apart_m, hypot(seen[j]->x_m - found[k].x_m, seen[j]->y_m - found[k].y_m));
        seen[n_seen++] = &found[k];
        add_sighting(b, &found[k]);
    }
}

/* After all bodies are matched, so that each is matched against the same places. Where one is gone
 * another may come by. */
static void remember(struct hot_watch *w, const struct census *c)
{
    const int patience = hot_patience(w->m);

    for (int layer = 0; layer < c->n_layers; layer++) {
        const struct skyrmion *found = w->scratch.found + layer * CENSUS_MAX;
        const int n = c->pre[layer] + c->barrier[layer] + c->post[layer];
        int which[HOT_MAX_BODIES];

        for (int i = 0; i < w->table->n_bodies; i++)
            which[i] = match(w, i, layer, found, n);
        for (int i = 0; i < w->table->n_bodies; i++) {
            struct hot_place *p = &w->place[i][layer];

            if (which[i] >= 0)
                *p = (struct hot_place){found[which[i]].x_m, found[which[i]].y_m, 0, p->gone};
            else
                p->gone = ++p->missed > patience;
        }
    }
}

static bool is_film(const struct hot_watch *w, const struct hot_look *look, double x_m, double y_m)
{
    const struct synapse_track *film = &w->m->film.track;
    const double far_m = 2.0 * w->m->radius_m, to_m = w->track.barrier_from_m - far_m;

    if (x_m < far_m || x_m > to_m || y_m < far_m || y_m > film->width_m - far_m)
        return false;
    for (int i = 0; i < w->table->n_bodies; i++)
        if (look->body[i].layers > 0
            && hypot(x_m - look->body[i].x_m, y_m - look->body[i].y_m) < far_m)
            return false;
    return true;
}

static double film_mz(const struct hot_watch *w, const struct hot_look *look)
{
    const struct mesh *mesh = &w->track.film.magnet.mesh;
    const double up = synapse_up(&w->m->film);
    const size_t in_layer = (size_t)mesh->n_x * (size_t)mesh->n_y;
    double sum = 0.0;
    long n = 0;

    for (int y = 0; y < mesh->n_y; y++)
        for (int x = 0; x < mesh->n_x; x++) {
            const size_t at = (size_t)y * (size_t)mesh->n_x + (size_t)x;

            if (!is_film(w, look, (x + 0.5) * mesh->cell_x_m, (y + 0.5) * mesh->cell_y_m))
                continue;
            for (int z = 0; z < mesh->n_z; z++, n++)
                sum += up * (double)w->track.film.m.z[(size_t)z * in_layer + at];
        }
    return n > 0 ? sum / (double)n : 0.0;
}

static void look(struct hot_watch *w, double time_s, double factor)
{
    struct hot_look *l = &w->table->look[w->table->n_looks++];
    struct census c;

    *l = (struct hot_look){.time_s = time_s, .factor = factor};
    census_take(&w->track, &w->scratch, &c);
    for (int i = 0; i < w->table->n_bodies; i++)
        find_body(w, &c, i, &l->body[i]);
    remember(w, &c);
    l->film_mz = film_mz(w, l);
}

/* --- the run --- */

static enum status begin(struct hot_watch *w, struct error *err)
{
    const struct synapse *d = &w->m->film;
    const struct relax_config relax = {.stopping_torque_T = d->start.torque_T,
                                       .max_iterations = 20000};
    struct relax_result result;
    double x_m[128], y_m[128];
    enum status status = track_lattice(d, x_m, y_m, err);

    w->table->n_bodies = (int)d->start.skyrmions;
    for (int i = 0; i < w->table->n_bodies && status == STATUS_OK; i++)
        for (int layer = 0; layer < w->table->n_layers; layer++)
            w->place[i][layer] = (struct hot_place){x_m[i], y_m[i], 0, false};
    if (status == STATUS_OK)
        status = track_nucleate(&w->track, err);
    if (status == STATUS_OK)
        status = llg_loop_relax(&w->loop, &relax, &result, err);
    film_forces_changed(&w->track.film);
    w->track.film.llg.time_s = 0.0;
    return status;
}

static enum status observe(struct hot_watch *w, struct error *err)
{
    const struct measure *m = w->m;
    const int heating = (int)lround(m->settle_s / m->look_s);
    const int n = (int)lround(m->run_s / m->look_s);
    double before = 0.0;
    enum status status = begin(w, err);

    w->reach_m = 3.0 * m->radius_m; /* from the lattice to where they rest */
    if (status == STATUS_OK)
        look(w, 0.0, 0.0);
    w->reach_m = m->radius_m;
    track_set_temperature(&w->track, m->film.material.temperature_K);
    for (int i = 1; i <= heating + n && status == STATUS_OK; i++) {
        const double time_s = (i - heating) * m->look_s;
        const double factor = i > heating ? hot_factor(m, time_s - 0.5 * m->look_s) : 0.0;

        if (i == 1 || factor != before)
            track_set_current(&w->track, factor);
        before = factor;
        status = llg_loop_run(&w->loop, i * m->look_s, err);
        if (i <= heating)
            w->table->n_looks = 0;
        if (status == STATUS_OK && w->table->n_looks < HOT_MAX_LOOKS)
            look(w, time_s, factor);
    }
    return status;
}

static enum status run_opened(struct hot_watch *w, struct error *err)
{
    struct path runs;
    enum status status = census_open(&w->scratch, &w->track, err);

    if (status != STATUS_OK)
        return status;
    w->table->n_layers = w->track.film.magnet.mesh.n_z;
    status = observe(w, err);
    if (status == STATUS_OK)
        status = path_join(&runs, err, w->options->folder, "runs");
    if (status == STATUS_OK)
        status = file_make_dirs(runs.text, err);
    return status == STATUS_OK ? hot_write(w->m, w->options->folder, w->table, err) : status;
}

enum status hot_run(const struct measure *m, const struct trial_options *options, struct error *err)
{
    struct hot_watch *w = calloc(1, sizeof *w);
    struct measure_listener listener = {m, options, NULL};
    enum status status;

    if (w == NULL || (w->table = calloc(1, sizeof *w->table)) == NULL) {
        free(w);
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", m->key);
    }
    w->m = m;
    w->options = options;
    listener.film = &w->track.film;
    w->loop = measure_loop(&w->track.film, &listener);
    status = track_open(&w->track, &m->film, m->seed, err);
    if (status == STATUS_OK)
        status = run_opened(w, err);
    census_close(&w->scratch);
    track_close(&w->track);
    free(w->table);
    free(w);
    return status;
}
