#include "lab/calibrate/measure.h"
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "files/file.h"

const char *const measure_kinds[] = {"rest", "drive",   "pair",  "edge", "barrier",
                                     "push", "squeeze", "crowd", "hot",  NULL};

/* Change it when the meaning of a measurement's numbers changes. What a measurement gets later goes
 * in at the end by hash_number, which leaves a neutral 0 out: tables of films are found by it. */
static const char measure_version[] = "measure 2", hot_version[] = "hot 1",
                  loss_version[] = "loss 1";

static uint64_t hash_of(const struct measure *m)
{
    const uint64_t film = synapse_hash(&m->film);
    const double numbers[] = {m->n,      m->x_m[0], m->y_m[0],   m->x_m[1], m->y_m[1], m->radius_m,
                              m->wall_m, m->factor, m->settle_s, m->run_s,  m->look_s};
    uint64_t hash = hash_fnv1a(HASH_START, measure_version, sizeof measure_version);

    hash = hash_fnv1a(hash, &film, sizeof film);
    hash = hash_fnv1a(hash, numbers, sizeof numbers);
    if (m->kind == MEASURE_PUSH || m->kind == MEASURE_SQUEEZE)
        return hash_fnv1a(hash, loss_version, sizeof loss_version);
    if (m->kind != MEASURE_HOT)
        return hash;
    hash = hash_fnv1a(hash, hot_version, sizeof hot_version);
    return hash_fnv1a(hash, &m->seed, sizeof m->seed);
}

void measure_name(struct measure *m)
{
    snprintf(m->key, sizeof m->key, "%s-n%d-%.1fnm-%gx-%08" PRIx32, measure_kinds[m->kind],
             (int)m->film.track.repeats, 1e9 * m->at_m, m->factor, (uint32_t)hash_of(m));
}

enum status measure_path(struct path *path, const struct measure *m, const char *folder,
                         struct error *err)
{
    return path_join(path, err, folder, "runs/%s.tsv", m->key);
}

bool measure_is_done(const struct measure *m, const char *folder)
{
    struct path path;
    struct error none;

    return measure_path(&path, m, folder, &none) == STATUS_OK && access(path.text, F_OK) == 0;
}

int measure_list_body(struct measure_body *b, double *at[MEASURE_BODY_NUMBERS])
{
    double *const numbers[] = {&b->x_m, &b->y_m, &b->radius_m, &b->apart_m, &b->layers};

    memcpy(at, numbers, sizeof numbers);
    return MEASURE_BODY_NUMBERS;
}

void measure_print_numbers(FILE *f, double *const at[], int n, int digits)
{
    for (int k = 0; k < n; k++)
        fprintf(f, "%.*g%c", digits, *at[k], k + 1 < n ? '\t' : '\n');
}

bool measure_scan_numbers(const char *line, double *const at[], int n)
{
    char *end;

    for (int k = 0; k < n; k++, line = end) {
        *at[k] = strtod(line, &end);
        if (end == line || !isfinite(*at[k]))
            return false;
    }
    return line[strspn(line, "\r\t ")] == '\0';
}

enum { ROW_NUMBERS = 3 + MEASURE_BODY_NUMBERS * MEASURE_BODIES };

/* The numbers of a row in the order of the file. */
static void list_row(struct measure_row *row, double *at[ROW_NUMBERS])
{
    int k = 0;

    at[k++] = &row->time_s;
    for (int i = 0; i < MEASURE_BODIES; i++)
        k += measure_list_body(&row->body[i], at + k);
    at[k++] = &row->dissipation;
    at[k++] = &row->wall_area_m2;
}

enum status measure_write(const struct measure *m, const char *folder,
                          const struct measure_table *table, struct error *err)
{
    struct path path;
    struct file_out f;
    enum status status = measure_path(&path, m, folder, err);

    if (status == STATUS_OK)
        status = file_out_open(&f, path.text, err);
    if (status != STATUS_OK)
        return status;
    fprintf(f.stream,
            "# skyloom %s, film %016" PRIx64 ", %d layers, factor %g, settled %g s\n"
            "# time_s\tx_m y_m radius_m apart_m layers of one\tof the other\tdissipation\t"
            "wall_area_m2\n",
            SKYLOOM_VERSION, synapse_hash(&m->film), table->n_layers, m->factor, m->settle_s);
    for (int i = 0; i < table->n_rows; i++) {
        struct measure_row row = table->row[i];
        double *at[ROW_NUMBERS];

        list_row(&row, at);
        measure_print_numbers(f.stream, at, ROW_NUMBERS, 9);
    }
    return file_out_commit(&f, err);
}

static bool read_row(const char *line, struct measure_row *row)
{
    double *at[ROW_NUMBERS];

    list_row(row, at);
    return measure_scan_numbers(line, at, ROW_NUMBERS);
}

enum status measure_each_line(const struct measure *m, const char *folder, const char *what,
                              size_t max_bytes, bool (*take)(void *table, const char *line),
                              void *table, struct error *err)
{
    struct path path;
    char *rest, *line;
    unsigned char *text;
    size_t bytes;
    enum status status = measure_path(&path, m, folder, err);
    int number = 0, rows = 0;

    if (status == STATUS_OK)
        status = file_read_all(path.text, max_bytes, &text, &bytes, err);
    if (status != STATUS_OK)
        return status;
    rest = (char *)text;
    while (status == STATUS_OK && (line = strsep(&rest, "\n")) != NULL) {
        number++;
        if (line[0] == '#' || line[0] == '\0')
            continue;
        rows++;
        if (!take(table, line))
            status = error_set(err, STATUS_BAD_FILE, "%s:%d: not a row of a %s", path.text, number,
                               what);
    }
    if (status == STATUS_OK && rows == 0)
        status = error_set(err, STATUS_BAD_FILE, "%s: no rows", path.text);
    free(text);
    return status;
}

static bool take_row(void *to, const char *line)
{
    struct measure_table *table = to;

    return table->n_rows < MEASURE_MAX_ROWS && read_row(line, &table->row[table->n_rows++]);
}

enum status measure_read(const struct measure *m, const char *folder, struct measure_table *table,
                         struct error *err)
{
    enum { LIMIT = 1 << 20 };

    *table = (struct measure_table){.n_layers = (int)m->film.track.repeats};
    if (m->film.track.model == TRACK_AVERAGED)
        table->n_layers = 1;
    return measure_each_line(m, folder, "measurement", LIMIT, take_row, table, err);
}
