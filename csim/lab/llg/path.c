#include "lab/llg/path.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "files/file.h"
#include "lab/llg/path_parts.h"

#define MAX_BYTES ((size_t)1 << 30) /* of a file that is read again */
/* In sums of radii: from look to look, and over the layers. */
static const double reach_in_time = 2.0, reach_over_layers = 1.0;
static const char *const columns[] = {"layer ()", "id ()", "x (m)", "y (m)", "radius (m)"};
enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

static enum status no_memory(const struct llg_path *t, struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", t->table.path.text);
}

/* --- open and close --- */

static enum status prepare(struct llg_path *t, const struct case_track *window,
                           const struct skyrmion_config *finder, const struct magnet *magnet,
                           const char *path, struct error *err)
{
    const struct mesh *mesh = &magnet->mesh;

    *t = (struct llg_path){.magnet = magnet,
                           .finder = *finder,
                           .from_s = window->from_s,
                           .to_s = window->to_s,
                           .found_capacity = 64};
    t->scratch = malloc(2 * (size_t)mesh->n_x * (size_t)mesh->n_y * sizeof *t->scratch);
    t->found = malloc((size_t)t->found_capacity * sizeof *t->found);
    if (t->scratch == NULL || t->found == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    return llg_path_rim_open(t, path, err);
}

enum status llg_path_open(struct llg_path *t, const struct case_track *window,
                          const struct skyrmion_config *finder, const struct magnet *magnet,
                          const char *path, struct error *err)
{
    const enum status status = prepare(t, window, finder, magnet, path, err);

    return status != STATUS_OK ? status : table_create(&t->table, path, columns, N_COLUMNS, err);
}

static bool read_number(const char **text, double *value)
{
    char *end;

    *value = strtod(*text, &end);
    if (end == *text || !isfinite(*value) || (*end != '\t' && *end != '\n'))
        return false;
    *text = end + 1;
    return true;
}

static bool read_row(const char **text, const struct mesh *mesh, struct path_row *row)
{
    double v[1 + N_COLUMNS];

    for (int i = 0; i < 1 + N_COLUMNS; i++)
        if (!read_number(text, &v[i]) || ((*text)[-1] == '\n') != (i == N_COLUMNS))
            return false;
    if (!(v[1] >= 0.0 && v[1] < mesh->n_z && v[2] >= 1.0 && v[2] < 1e9))
        return false;
    *row = (struct path_row){v[0], v[3], v[4], v[5], (int)v[1], (int)v[2]};
    return true;
}

static enum status read_again(struct llg_path *t, const char *text, uint64_t n_last,
                              struct error *err)
{
    const size_t n_rows = t->table.n_rows;
    struct path_row row;

    text = strchr(text, '\n'); /* table_resume has seen the header */
    text = text == NULL ? "" : text + 1;
    for (size_t i = 0; i < n_rows; i++) {
        if (!read_row(&text, &t->magnet->mesh, &row))
            return error_set(err, STATUS_BAD_FILE, "%s:%zu: not a row of this run",
                             t->table.path.text, i + 2);
        if (!llg_path_count_row(t, &row))
            return no_memory(t, err);
        if (i + n_last >= n_rows)
            llg_path_find(t, row.layer, row.id)->alive = true;
    }
    t->n_last = n_last;
    return STATUS_OK;
}

enum status llg_path_resume(struct llg_path *t, const struct case_track *window,
                            const struct skyrmion_config *finder, const struct magnet *magnet,
                            const char *path, uint64_t n_rows, uint64_t n_last, struct error *err)
{
    enum status status = prepare(t, window, finder, magnet, path, err);
    unsigned char *data = NULL;
    size_t n = 0;

    if (status == STATUS_OK)
        status = table_resume(&t->table, path, columns, N_COLUMNS, (size_t)n_rows, err);
    if (status == STATUS_OK)
        status = file_read_all(path, MAX_BYTES, &data, &n, err);
    if (status == STATUS_OK)
        status = read_again(t, (const char *)data, n_last, err);
    free(data);
    return status;
}

enum status llg_path_close(struct llg_path *t, struct error *err)
{
    free(t->one);
    free(t->rim);
    free(t->scratch);
    free(t->found);
    t->one = NULL;
    t->rim = NULL;
    t->scratch = NULL;
    t->found = NULL;
    t->n = t->capacity = 0;
    return table_close(&t->table, err);
}

/* --- a look --- */

/* A skyrmion that was found in the layer, and who it is: id 0 is nobody. */
struct sighting {
    const struct skyrmion *found;
    int id;
};

struct layer_look {
    struct llg_path *track;
    int layer, n_found;
    struct sighting *sighting;            /* [n_found] */
    struct path_disc *known, *seen;       /* [track->n], [n_found] */
    int *known_id, *partner, *seen_index; /* [track->n], [n_found], [n_found] */
    int n_known, n_seen;
};

static int find_in_layer(struct llg_path *t, int layer, struct vector_field m)
{
    struct skyrmion_config config = t->finder;
    int n;

    config.layer = layer;
    n = skyrmion_find(&config, t->magnet, m, t->scratch, t->found, t->found_capacity);
    if (n > t->found_capacity) {
        struct skyrmion *grown = realloc(t->found, (size_t)n * sizeof *grown);

        if (grown == NULL)
            return -1;
        t->found = grown;
        t->found_capacity = n;
        n = skyrmion_find(&config, t->magnet, m, t->scratch, t->found, n);
    }
    return n;
}

static bool open_layer(struct layer_look *l)
{
    const size_t n_old = l->track->n + 1, n_new = (size_t)l->n_found + 1;

    l->sighting = calloc(n_new, sizeof *l->sighting);
    l->known = malloc(n_old * sizeof *l->known);
    l->seen = malloc(n_new * sizeof *l->seen);
    l->known_id = malloc(n_old * sizeof *l->known_id);
    l->partner = malloc(n_new * sizeof *l->partner);
    l->seen_index = malloc(n_new * sizeof *l->seen_index);
    for (int i = 0; l->sighting != NULL && i < l->n_found; i++)
        l->sighting[i].found = &l->track->found[i];
    return l->sighting != NULL && l->known != NULL && l->seen != NULL && l->known_id != NULL
           && l->partner != NULL && l->seen_index != NULL;
}

static void close_layer(struct layer_look *l)
{
    free(l->sighting);
    free(l->known);
    free(l->seen);
    free(l->known_id);
    free(l->partner);
    free(l->seen_index);
}

/* Those of this layer; or of the others, as far as this layer never had them. */
static void gather_known(struct layer_look *l, bool of_this_layer)
{
    l->n_known = 0;
    for (size_t i = 0; i < l->track->n; i++) {
        const struct path_one *one = &l->track->one[i];

        if (!one->alive || (one->layer == l->layer) != of_this_layer
            || (!of_this_layer && llg_path_find(l->track, l->layer, one->id) != NULL))
            continue;
        l->known[l->n_known] = (struct path_disc){one->x_m, one->y_m, one->radius_m};
        l->known_id[l->n_known++] = one->id;
    }
}

static void gather_nobodies(struct layer_look *l, bool at_rim_too)
{
    l->n_seen = 0;
    for (int i = 0; i < l->n_found; i++) {
        const struct skyrmion *found = l->sighting[i].found;

        if (l->sighting[i].id != 0 || (found->touches_rim && !at_rim_too))
            continue;
        l->seen[l->n_seen] = (struct path_disc){found->x_m, found->y_m, found->radius_m};
        l->seen_index[l->n_seen++] = i;
    }
}

static bool has_id(const struct layer_look *l, int id)
{
    for (int i = 0; i < l->n_found; i++)
        if (l->sighting[i].id == id)
            return true;
    return false;
}

/* Gives what was found the ids of those it was near to. */
static bool recognise(struct layer_look *l, bool of_this_layer)
{
    gather_known(l, of_this_layer);
    gather_nobodies(l, of_this_layer);
    if (!llg_path_match(l->known, l->n_known, l->seen, l->n_seen,
                        of_this_layer ? reach_in_time : reach_over_layers, l->partner))
        return false;
    for (int i = 0; i < l->n_seen; i++)
        if (l->partner[i] >= 0 && !has_id(l, l->known_id[l->partner[i]]))
            l->sighting[l->seen_index[i]].id = l->known_id[l->partner[i]];
    return true;
}

static void name_the_rest(struct layer_look *l)
{
    gather_nobodies(l, false);
    for (int i = 0; i < l->n_seen; i++)
        l->sighting[l->seen_index[i]].id = ++l->track->n_ids;
}

static int by_id(const void *left, const void *right)
{
    return ((const struct sighting *)left)->id - ((const struct sighting *)right)->id;
}

static enum status write_one(struct layer_look *l, double time_s, const struct sighting *s,
                             struct error *err)
{
    struct llg_path *t = l->track;
    const double v[1 + N_COLUMNS] = {time_s,        l->layer,      s->id,
                                     s->found->x_m, s->found->y_m, s->found->radius_m};
    const struct path_row row = {table_as_written(v[0]),
                                 table_as_written(v[3]),
                                 table_as_written(v[4]),
                                 table_as_written(v[5]),
                                 l->layer,
                                 s->id};
    const enum status status = table_row(&t->table, v, err);

    if (status != STATUS_OK)
        return status;
    if (!llg_path_count_row(t, &row))
        return no_memory(t, err);
    llg_path_find(t, l->layer, s->id)->alive = true;
    t->n_last++;
    return STATUS_OK;
}

static enum status write_layer(struct layer_look *l, double time_s, struct error *err)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; i < l->track->n; i++)
        l->track->one[i].alive &= l->track->one[i].layer != l->layer;
    qsort(l->sighting, (size_t)l->n_found, sizeof *l->sighting, by_id);
    for (int i = 0; i < l->n_found && status == STATUS_OK; i++)
        if (l->sighting[i].id != 0)
            status = write_one(l, time_s, &l->sighting[i], err);
    return status;
}

static enum status look_at_layer(struct llg_path *t, int layer, double time_s,
                                 struct vector_field m, struct error *err)
{
    struct layer_look l = {.track = t, .layer = layer, .n_found = find_in_layer(t, layer, m)};
    enum status status = STATUS_NO_MEMORY;

    if (l.n_found >= 0 && open_layer(&l) && recognise(&l, true) && recognise(&l, false)) {
        name_the_rest(&l);
        status = write_layer(&l, time_s, err);
    } else {
        no_memory(t, err);
    }
    close_layer(&l);
    return status;
}

enum status llg_path_look(struct llg_path *t, double time_s, struct vector_field m,
                          struct error *err)
{
    enum status status = STATUS_OK;

    t->n_last = 0;
    for (int layer = 0; layer < t->magnet->mesh.n_z && status == STATUS_OK; layer++)
        status = look_at_layer(t, layer, time_s, m, err);
    return status;
}
