#include "lab/calibrate/hot_parts.h"
#include <math.h>
#include <string.h>
/* How skyrmions of a hot film move, and what they feel. */

struct skyrmions_config hot_film_of(const struct measure *m, const struct skyrmions_config *p)
{
    struct skyrmions_config film = *p;

    calibrate_set_track(&m->film, &film);
    return film;
}

/* --- places and velocities --- */

struct stretch { /* bodies that are whole all through it */
    int n, rows, which[HOT_MAX_BODIES];
    double x_m[HOT_MAX_BODIES], y_m[HOT_MAX_BODIES], velocity_m_per_s[HOT_MAX_BODIES][2];
    double radius_m, factor;
    bool steady; /* the current is the same all through it */
};

static bool is_whole(const struct hot_table *t, int first, int rows, int body)
{
    for (int i = first; i < first + rows; i++)
        if (t->look[i].body[body].layers < t->n_layers)
            return false;
    return true;
}

static void add_body(const struct hot_table *t, int first, int rows, int body, double look_s,
                     struct stretch *s)
{
    const double middle = 0.5 * (rows - 1);
    double square = 0.0, *v = s->velocity_m_per_s[s->n];

    v[0] = v[1] = s->x_m[s->n] = s->y_m[s->n] = 0.0;
    for (int i = 0; i < rows; i++) {
        const struct measure_body *b = &t->look[first + i].body[body];

        s->x_m[s->n] += b->x_m / rows;
        s->y_m[s->n] += b->y_m / rows;
        s->radius_m += b->radius_m / rows;
        v[0] += (i - middle) * b->x_m;
        v[1] += (i - middle) * b->y_m;
        square += (i - middle) * (i - middle) * look_s;
    }
    v[0] /= square;
    v[1] /= square;
    s->which[s->n++] = body;
}

static void set_stretch(const struct hot_table *t, int first, int rows, double look_s,
                        struct stretch *s)
{
    *s = (struct stretch){.rows = rows, .factor = t->look[first + rows - 1].factor, .steady = true};
    for (int i = first + 1; i < first + rows; i++)
        s->steady = s->steady && t->look[i].factor == s->factor;
    for (int body = 0; body < t->n_bodies; body++)
        if (is_whole(t, first, rows, body))
            add_body(t, first, rows, body, look_s, s);
    s->radius_m = s->n > 0 ? s->radius_m / s->n : 0.0;
}

/* --- forces --- */

/* Where the laws of repulsion were seen at 0 K: not at an edge, not nearer to another than three
 * radii. */
static bool is_in_range(const struct measure *m, const struct stretch *s, int i)
{
    const struct measure_body b = {.x_m = s->x_m[i], .y_m = s->y_m[i]};

    for (int j = 0; j < s->n; j++)
        if (j != i && hypot(s->x_m[i] - s->x_m[j], s->y_m[i] - s->y_m[j]) < 3.0 * m->radius_m)
            return false;
    return hot_is_on_film(m, &b);
}

static void add_felt(struct hot_fitting *h, const struct measure *m, const struct stretch *s)
{
    const struct skyrmions_config film = hot_film_of(m, &h->f->c->particles);
    const double angle = film.drive_angle_deg * M_PI / 180.0;
    const double drive_N =
        film.drive_Nm_per_A * s->radius_m * m->film.torque.density_A_per_m2 * s->factor;
    struct skyrmions_config one[SKYRMIONS_SOURCES];
    double x_N[SKYRMIONS_SOURCES][HOT_MAX_BODIES], y_N[SKYRMIONS_SOURCES][HOT_MAX_BODIES];

    for (int k = SKYRMIONS_PAIRS; k < SKYRMIONS_SOURCES; k++) {
        one[k] = film;
        one[k].pair_J = k == SKYRMIONS_PAIRS ? film.pair_J : 0.0;
        one[k].edge_J = k == SKYRMIONS_EDGES ? film.edge_J : 0.0;
        one[k].barrier_J = k == SKYRMIONS_BARRIER ? film.barrier_J : 0.0;
        skyrmions_set_force(&one[k], s->n, s->x_m, s->y_m, NULL, x_N[k], y_N[k]);
    }
    for (int i = 0; i < s->n; i++) {
        struct skyrmions_felt *felt = &h->felt[h->n_felt];

        if (!is_in_range(m, s, i))
            continue;
        h->n_felt++;
        felt->force_N[SKYRMIONS_DRIVE][0] = drive_N * cos(angle);
        felt->force_N[SKYRMIONS_DRIVE][1] = drive_N * sin(angle);
        for (int k = SKYRMIONS_PAIRS; k < SKYRMIONS_SOURCES; k++) {
            felt->force_N[k][0] = x_N[k][i];
            felt->force_N[k][1] = y_N[k][i];
        }
        memcpy(felt->velocity_m_per_s, s->velocity_m_per_s[i], sizeof felt->velocity_m_per_s);
    }
}

void hot_take_motion(struct hot_fitting *h, const struct measure *m)
{
    const struct hot_table *t = &h->table;

    h->look_s = m->look_s;
    for (int first = 0; first + HOT_ROWS <= t->n_looks; first += HOT_ROWS - 1) {
        struct stretch s;

        set_stretch(t, first, HOT_ROWS, m->look_s, &s);
        if (s.steady)
            add_felt(h, m, &s);
    }
    for (int i = 0; i < t->n_looks; i++) {
        h->mz_sum += t->look[i].film_mz;
        h->mz_n += t->look[i].film_mz != 0.0;
    }
}
