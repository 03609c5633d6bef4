#include "experiment/trial_parts.h"
#include "io/file.h"
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* The table of a finished trial, FOLDER/runs/KEY.tsv. */

const char *const trial_column_names[TRIAL_COLUMNS] = {"pulse",    "factor",  "time_s",  "G_S",
                                                       "G_sd_S",   "pre",     "barrier", "post",
                                                       "radius_m", "apart_m", "torn"};

enum { RADIUS_COLUMNS = 3 };
static const char unrest[] = "# not at rest:"; /* how a line begins */

/* --- writing it --- */

enum status trial_note_unrest(const struct trial_run *r, double torque_T, struct error *err)
{
    char path[1100], line[200];

    trial_path(path, r->trial, r->options->folder, "unrest");
    snprintf(line, sizeof line,
             "%s the relaxation ended with a torque of %.3g T, start.torque_T is %g T\n", unrest,
             torque_T, r->trial->device.start.torque_T);
    return file_write_all(path, line, strlen(line), err);
}

/* The note lies beside the state, which a run may go on from. */
static enum status copy_unrest(FILE *f, const struct trial_run *r, struct error *err)
{
    unsigned char *text;
    char path[1100];
    size_t n;
    enum status s;

    trial_path(path, r->trial, r->options->folder, "unrest");
    if (access(path, F_OK) != 0)
        return STATUS_OK;
    s = file_read_all(path, 1 << 10, &text, &n, err);
    if (s != STATUS_OK)
        return s;
    fputs((const char *)text, f);
    free(text);
    return STATUS_OK;
}

static void print_head(FILE *f, const struct trial_run *r)
{
    const struct trial *t = r->trial;

    fprintf(f, "# skyloom %s, device %016" PRIx64 ", trial %016" PRIx64 ", seed %" PRIu64 "%s\n",
            SKYLOOM_VERSION, device_hash(&t->device), trial_hash(t), t->seed,
            t->empty ? ", no skyrmions" : "");
    for (int i = 0; i < TRIAL_COLUMNS; i++)
        fprintf(f, "%s%s", i > 0 ? "\t" : "", trial_column_names[i]);
    for (int i = 0; i < r->track.magnet.mesh.n_z; i++)
        fprintf(f, "\tpre_%d\tbarrier_%d\tpost_%d", i, i, i);
    fputs("\tradius_mean_m\tradius_sd_m\tradius_time_sd_m\n", f);
}

enum status trial_write_table(const struct trial_run *r, struct error *err)
{
    char path[1100];
    struct file_out f;
    enum status s;

    trial_path(path, r->trial, r->options->folder, "tsv");
    s = file_out_open(&f, path, err);
    if (s != STATUS_OK)
        return s;
    s = copy_unrest(f.stream, r, err);
    print_head(f.stream, r);
    for (int i = 0; i < r->table->n_rows; i++) {
        const struct trial_radius *radius = &r->table->radius[i];

        for (int j = 0; j < r->table->n_columns; j++)
            fprintf(f.stream, "%.9g\t", r->table->value[i][j]);
        fprintf(f.stream, "%.9g\t%.9g\t%.9g\n", radius->mean_m, radius->sd_m, radius->time_sd_m);
    }
    if (s == STATUS_OK)
        return file_out_commit(&f, err);
    file_out_abandon(&f);
    return s;
}

/* --- reading it back --- */

static bool read_row(char *line, double *row, int *n)
{
    char *at = line;

    for (*n = 0; *at != '\0'; (*n)++) {
        char *end;

        if (*n == TRIAL_MAX_COLUMNS)
            return false;
        row[*n] = strtod(at, &end);
        if (end == at || (*end != '\t' && *end != '\0') || !isfinite(row[*n]))
            return false;
        at = *end == '\t' ? end + 1 : end;
    }
    return *n > TRIAL_COLUMNS;
}

/* Off the end of the rows, into their own place; a table without them is of an older version. */
static void take_radii(struct trial_table *table, int n_columns)
{
    if (table->n_columns != n_columns + RADIUS_COLUMNS)
        return;
    table->n_columns = n_columns;
    for (int i = 0; i < table->n_rows; i++) {
        double *radius = &table->value[i][n_columns];

        table->radius[i] = (struct trial_radius){radius[0], radius[1], radius[2]};
        radius[0] = radius[1] = radius[2] = 0.0;
    }
}

/* A run ends before its last pulse only where no skyrmion is left. */
static enum status check_table(const struct trial *t, const char *path, struct trial_table *table,
                               struct error *err)
{
    const int layers = t->device.track.model == TRACK_RESOLVED ? (int)t->device.track.repeats : 1;
    const int n = table->n_rows, n_columns = TRIAL_COLUMNS + 3 * layers;
    const double *last;

    if (n == 0)
        return error_set(err, STATUS_BAD_FILE, "%s: no rows", path);
    take_radii(table, n_columns);
    if (table->n_columns != n_columns)
        return error_set(err, STATUS_BAD_FILE, "%s: %d columns, must be %d", path, table->n_columns,
                         n_columns + RADIUS_COLUMNS);
    last = table->value[n - 1];
    if (n > t->n_pulses || (n < t->n_pulses && trial_row_count(last) > 0.0))
        return error_set(err, STATUS_BAD_FILE,
                         "%s: %d rows, must be %d; without this file the run is done again", path,
                         n, t->n_pulses);
    return STATUS_OK;
}

enum status trial_read(const struct trial *t, const char *folder, struct trial_table *table,
                       struct error *err)
{
    enum { LIMIT = 1 << 22 };
    char path[1100], *rest, *line;
    unsigned char *text;
    int number = 0, n = 0;
    size_t bytes;
    enum status s;

    trial_path(path, t, folder, "tsv");
    s = file_read_all(path, LIMIT, &text, &bytes, err);
    if (s != STATUS_OK)
        return s;
    *table = (struct trial_table){0};
    rest = (char *)text;
    while (s == STATUS_OK && (line = strsep(&rest, "\n")) != NULL) {
        number++;
        table->unrest |= strncmp(line, unrest, strlen(unrest)) == 0;
        if (line[0] == '#' || line[0] == '\0' || strncmp(line, "pulse\t", 6) == 0)
            continue;
        if (table->n_rows == TRIAL_MAX_PULSES || !read_row(line, table->value[table->n_rows], &n)
            || (table->n_rows > 0 && n != table->n_columns))
            s = error_set(err, STATUS_BAD_FILE, "%s:%d: not a row of a trial", path, number);
        table->n_columns = n;
        table->n_rows++;
    }
    if (s == STATUS_OK)
        s = check_table(t, path, table, err);
    free(text);
    return s;
}

const double *trial_row_at(const struct trial_table *table, int pulse)
{
    return table->value[pulse < table->n_rows ? pulse : table->n_rows - 1];
}

double trial_row_count(const double *row)
{
    return row[TRIAL_PRE] + row[TRIAL_BARRIER] + row[TRIAL_POST];
}
