#include "lab/calibrate/hot.h"
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "files/file.h"

enum { LOOK_NUMBERS = 3 + MEASURE_BODY_NUMBERS * HOT_MAX_BODIES };

/* The numbers of a look in the order of the file. */
static int list_look(struct hot_look *l, int n_bodies, double *at[LOOK_NUMBERS])
{
    int k = 0;

    at[k++] = &l->time_s;
    at[k++] = &l->factor;
    at[k++] = &l->film_mz;
    for (int i = 0; i < n_bodies; i++)
        k += measure_list_body(&l->body[i], at + k);
    return k;
}

enum status hot_write(const struct measure *m, const char *folder, const struct hot_table *table,
                      struct error *err)
{
    struct path path;
    struct file_out f;
    enum status status = measure_path(&path, m, folder, err);

    if (status == STATUS_OK)
        status = file_out_open(&f, path.text, err);
    if (status != STATUS_OK)
        return status;
    fprintf(f.stream,
            "# skyloom %s, film %016" PRIx64 ", %d layers, %d skyrmions, %g K, seed %" PRIu64 "\n"
            "# time_s\tfactor\tfilm_mz\tx_m y_m radius_m apart_m layers of each\n",
            SKYLOOM_VERSION, synapse_hash(&m->film), table->n_layers, table->n_bodies,
            m->film.material.temperature_K, m->seed);
    for (int i = 0; i < table->n_looks; i++) {
        struct hot_look look = table->look[i];
        double *at[LOOK_NUMBERS];

        measure_print_numbers(f.stream, at, list_look(&look, table->n_bodies, at), 6);
    }
    return file_out_commit(&f, err);
}

static bool read_look(const char *line, int n_bodies, struct hot_look *look)
{
    double *at[LOOK_NUMBERS];

    return measure_scan_numbers(line, at, list_look(look, n_bodies, at));
}

static bool take_look(void *to, const char *line)
{
    struct hot_table *table = to;

    return table->n_looks < HOT_MAX_LOOKS
           && read_look(line, table->n_bodies, &table->look[table->n_looks++]);
}

enum status hot_read(const struct measure *m, const char *folder, struct hot_table *table,
                     struct error *err)
{
    enum { LIMIT = 1 << 22 };

    table->n_looks = 0;
    table->n_bodies = (int)m->film.start.skyrmions;
    table->n_layers = m->film.track.model == TRACK_AVERAGED ? 1 : (int)m->film.track.repeats;
    return measure_each_line(m, folder, "hot film", LIMIT, take_look, table, err);
}

int hot_patience(const struct measure *m) { return (int)ceil(0.1e-9 / m->look_s); }

bool hot_is_on_film(const struct measure *m, const struct measure_body *b)
{
    const struct synapse_track *film = &m->film.track;
    const double x_m = fmin(b->x_m, film->length_m - b->x_m);
    const double y_m = fmin(b->y_m, film->width_m - b->y_m);

    return fmin(x_m, y_m) >= 1.5 * m->radius_m;
}

int hot_lost_at(const struct measure *m, const struct hot_table *t, int body, int layers)
{
    int last = t->n_looks - 1;

    while (last >= 0
           && (t->look[last].body[body].layers < layers
               || !hot_is_on_film(m, &t->look[last].body[body])))
        last--;
    return t->n_looks - 1 - last >= hot_patience(m) ? last + 1 : t->n_looks;
}

bool hot_is_taken(const struct measure *m, const struct hot_table *t, int body, int layers)
{
    for (int i = hot_lost_at(m, t, body, layers); i < t->n_looks; i++)
        if (t->look[i].body[body].layers >= layers)
            return true;
    return false;
}
