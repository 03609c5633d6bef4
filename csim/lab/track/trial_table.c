#include "lab/track/trial_parts.h"
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "files/file.h"
/* The table of a finished trial, FOLDER/runs/KEY.tsv. */

const char *const trial_column_names[TRIAL_COLUMNS] = {"pulse",    "factor",  "time_s",  "G_S",
                                                       "G_sd_S",   "pre",     "barrier", "post",
                                                       "radius_m", "apart_m", "torn"};

enum { RADIUS_COLUMNS = 3 };
/* How lines begin. */
static const char unrest[] = "# not at rest:", check_mark[] = "# check ";
/* How the head ends where a check follows as the last line. */
static const char promise[] = ", checked", none_there[] = ", no skyrmions";
static const char again[] = "without this file the run is done again";

/* --- writing it --- */

enum status trial_note_unrest(const struct trial_run *r, double torque_T, struct error *err)
{
    struct path path;
    char line[200];
    const enum status status = trial_path(&path, r->trial, r->options->folder, "unrest", err);

    if (status != STATUS_OK)
        return status;
    snprintf(line, sizeof line,
             "%s the relaxation ended with a torque of %.3g T, start.torque_T is %g T\n", unrest,
             torque_T, r->trial->synapse.start.torque_T);
    return file_write_all(path.text, line, strlen(line), err);
}

/* The note lies beside the state, which a run may go on from. */
static enum status copy_unrest(FILE *f, const struct trial_run *r, struct error *err)
{
    unsigned char *text;
    struct path path;
    size_t n;
    enum status status = trial_path(&path, r->trial, r->options->folder, "unrest", err);

    if (status != STATUS_OK || access(path.text, F_OK) != 0)
        return status;
    status = file_read_all(path.text, 1 << 10, &text, &n, err);
    if (status != STATUS_OK)
        return status;
    fputs((const char *)text, f);
    free(text);
    return STATUS_OK;
}

static void print_head(FILE *f, const struct trial_run *r)
{
    const struct trial *t = r->trial;

    fprintf(f, "# skyloom %s, device %016" PRIx64 ", trial %016" PRIx64 ", seed %" PRIu64 "%s%s\n",
            SKYLOOM_VERSION, synapse_hash(&t->synapse), trial_hash(t), t->seed,
            t->empty ? none_there : "", promise);
    for (int i = 0; i < TRIAL_COLUMNS; i++)
        fprintf(f, "%s%s", i > 0 ? "\t" : "", trial_column_names[i]);
    for (int i = 0; i < r->track.film.magnet.mesh.n_z; i++)
        fprintf(f, "\tpre_%d\tbarrier_%d\tpost_%d", i, i, i);
    fputs("\tradius_mean_m\tradius_sd_m\tradius_time_sd_m\n", f);
}

static void print_rows(FILE *f, const struct trial_table *table)
{
    for (int i = 0; i < table->n_rows; i++) {
        const struct trial_radius *radius = &table->radius[i];

        for (int j = 0; j < table->n_columns; j++)
            fprintf(f, "%.9g\t", table->value[i][j]);
        fprintf(f, "%.9g\t%.9g\t%.9g\n", radius->mean_m, radius->sd_m, radius->time_sd_m);
    }
}

enum status trial_write_table(const struct trial_run *r, struct error *err)
{
    struct path path;
    char *text = NULL;
    size_t n = 0;
    FILE *f;
    enum status status = trial_path(&path, r->trial, r->options->folder, "tsv", err);

    if (status != STATUS_OK)
        return status;
    f = open_memstream(&text, &n);
    if (f == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path.text);
    status = copy_unrest(f, r, err);
    print_head(f, r);
    print_rows(f, r->table);
    fflush(f);
    fprintf(f, "%s%016" PRIx64 "\n", check_mark, hash_fnv1a(HASH_START, text, n));
    if (fclose(f) != 0)
        status = error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path.text);
    if (status == STATUS_OK)
        status = file_write_all(path.text, text, n, err);
    free(text);
    return status;
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

/* --- what is not the table of this run --- */

/* What a table says of itself. */
struct reading {
    bool checked;  /* has the check, which is right */
    bool promised; /* must have it */
    bool named;    /* has the hash of this trial in its head */
};

/* The last line holds a hash over all before it; tables from before there was one end without. */
static enum status check_text(const char *path, const char *text, size_t n, struct reading *in,
                              struct error *err)
{
    const char *last = text + n;
    char right[64];
    uint64_t hash;

    if (n == 0 || text[n - 1] != '\n')
        return error_set(err, STATUS_BAD_FILE, "%s: its end is missing; %s", path, again);
    for (last--; last > text && last[-1] != '\n';)
        last--;
    in->checked = strncmp(last, check_mark, strlen(check_mark)) == 0;
    if (!in->checked)
        return STATUS_OK;
    hash = hash_fnv1a(HASH_START, text, (size_t)(last - text));
    snprintf(right, sizeof right, "%s%016" PRIx64 "\n", check_mark, hash);
    if (strcmp(last, right) == 0)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_FILE,
                     "%s: changed after it was written (check %016" PRIx64 "); %s", path, hash,
                     again);
}

/* "# skyloom VERSION, device HASH, trial HASH, seed N[, no skyrmions][, checked]" */
static bool read_head(const struct trial *t, const char *head, struct reading *in)
{
    char own[64], rest[64];
    const char *at = strstr(head, ", trial ");
    size_t n;

    snprintf(own, sizeof own, ", trial %016" PRIx64, trial_hash(t));
    snprintf(rest, sizeof rest, ", seed %" PRIu64 "%s", t->seed, t->empty ? none_there : "");
    n = strlen(own);
    if (at == NULL || strlen(at) < n || strncmp(at + n, rest, strlen(rest)) != 0)
        return false;
    in->named = strncmp(at, own, n) == 0;
    at += n + strlen(rest);
    in->promised |= strcmp(at, promise) == 0;
    return *at == '\0' || strcmp(at, promise) == 0;
}

static bool is_measured(const struct trial *t, const double *row, const struct trial_radius *r)
{
    return row[TRIAL_TIME] >= 0.0 && row[TRIAL_APART] >= 0.0 && row[TRIAL_TORN] >= 0.0
           && trial_is_radius(t, row[TRIAL_RADIUS]) && trial_is_radius(t, r->mean_m)
           && trial_is_radius(t, r->sd_m) && trial_is_radius(t, r->time_sd_m);
}

/* Rows of this run's pulses, whose skyrmions are those that were put in, but for one that heat may
 * make by itself. */
static bool is_plausible(const struct trial *t, const double *row, int number, int layers)
{
    const double most =
        (t->empty ? 0.0 : (double)t->synapse.start.skyrmions) + TRIAL_TOLERATED_SPOTS;
    const struct synapse_readout *r = &t->synapse.readout;
    double sum[3] = {0.0};

    for (int i = 0; i < 3 * layers; i++) {
        if (row[TRIAL_COLUMNS + i] < 0.0)
            return false;
        sum[i % 3] += row[TRIAL_COLUMNS + i] / layers;
    }
    for (int i = 0; i < 3; i++)
        if (fabs(sum[i] - row[TRIAL_PRE + i]) > 1e-6)
            return false;
    return row[TRIAL_PULSE] == number && fabs(row[TRIAL_FACTOR] - t->pulse[number].factor) < 1e-6
           && trial_row_count(row) <= most && row[TRIAL_G_SD] >= 0.0 && row[TRIAL_G] >= 0.0
           && row[TRIAL_G] <= r->conductance_S * (1.0 + r->tmr) * (1.0 + 1e-6);
}

static enum status check_size(const struct trial *t, const char *path,
                              const struct trial_table *table, int n_columns, struct error *err)
{
    const int n = table->n_rows;

    if (n == 0)
        return error_set(err, STATUS_BAD_FILE, "%s: no rows; %s", path, again);
    if (table->n_columns != n_columns)
        return error_set(err, STATUS_BAD_FILE, "%s: %d columns, must be %d; %s", path,
                         table->n_columns, n_columns + RADIUS_COLUMNS, again);
    /* a run ends before its last pulse only where no skyrmion is left */
    if (n > t->n_pulses || (n < t->n_pulses && trial_row_count(table->value[n - 1]) > 0.0))
        return error_set(err, STATUS_BAD_FILE, "%s: %d rows, must be %d; %s", path, n, t->n_pulses,
                         again);
    return STATUS_OK;
}

/* With the trial's hash in the head; one that an older version gave a trial is known by its name
 * alone, which were runs from before radii were measured. */
static enum status check_origin(const char *path, const struct reading *in, bool has_radii,
                                struct error *err)
{
    if (in->promised && !in->checked)
        return error_set(err, STATUS_BAD_FILE, "%s: its end, the check, is missing; %s", path,
                         again);
    if (!in->named && (in->checked || has_radii))
        return error_set(err, STATUS_BAD_FILE, "%s: of another run; %s", path, again);
    return STATUS_OK;
}

static enum status check_table(const struct trial *t, const char *path, struct trial_table *table,
                               const struct reading *in, struct error *err)
{
    const int layers = t->synapse.track.model == TRACK_RESOLVED ? (int)t->synapse.track.repeats : 1;
    const int n_columns = TRIAL_COLUMNS + 3 * layers;
    enum status status =
        check_origin(path, in, table->n_columns == n_columns + RADIUS_COLUMNS, err);

    take_radii(table, n_columns);
    if (status == STATUS_OK)
        status = check_size(t, path, table, n_columns, err);
    for (int i = 0; status == STATUS_OK && !in->checked && i < table->n_rows; i++)
        if (!is_plausible(t, table->value[i], i, layers)
            || !is_measured(t, table->value[i], &table->radius[i]))
            status =
                error_set(err, STATUS_BAD_FILE,
                          "%s: row of pulse %d: its pulse, factor, time, G_S, radii or counts (up "
                          "to %d skyrmions) are not of this run; %s",
                          path, i, (int)t->synapse.start.skyrmions, again);
    return status;
}

static enum status take_row(const char *path, int number, char *line, struct trial_table *table,
                            struct error *err)
{
    int n = 0;

    if (table->n_rows == TRIAL_MAX_PULSES || !read_row(line, table->value[table->n_rows], &n)
        || (table->n_rows > 0 && n != table->n_columns))
        return error_set(err, STATUS_BAD_FILE, "%s:%d: not a row of a trial; %s", path, number,
                         again);
    table->n_columns = n;
    table->n_rows++;
    return STATUS_OK;
}

static enum status take_line(const struct trial *t, const char *path, int number, char *line,
                             struct trial_table *table, struct reading *in, struct error *err)
{
    static const char head[] = "# skyloom ";

    if (strncmp(line, head, strlen(head)) == 0 && !read_head(t, line, in))
        return error_set(err, STATUS_BAD_FILE, "%s:%d: of another run; %s", path, number, again);
    table->unrest |= strncmp(line, unrest, strlen(unrest)) == 0;
    if (line[0] == '\0' || strncmp(line, "pulse\t", 6) == 0)
        return STATUS_OK;
    if (line[0] == '#' && (table->n_rows == 0 || in->checked)) /* but for a check, above the rows */
        return STATUS_OK;
    return take_row(path, number, line, table, err);
}

enum status trial_read(const struct trial *t, const char *folder, struct trial_table *table,
                       struct error *err)
{
    enum { LIMIT = 1 << 22 };
    struct reading in = {0};
    struct path path;
    char *rest, *line;
    unsigned char *text;
    size_t bytes;
    enum status status = trial_path(&path, t, folder, "tsv", err);

    if (status == STATUS_OK)
        status = file_read_all(path.text, LIMIT, &text, &bytes, err);
    if (status != STATUS_OK)
        return status;
    status = check_text(path.text, (const char *)text, bytes, &in, err);
    *table = (struct trial_table){0};
    rest = (char *)text;
    for (int number = 1; status == STATUS_OK && (line = strsep(&rest, "\n")) != NULL; number++)
        status = take_line(t, path.text, number, line, table, &in, err);
    if (status == STATUS_OK)
        status = check_table(t, path.text, table, &in, err);
    free(text);
    return status;
}

const double *trial_row_at(const struct trial_table *table, int pulse)
{
    return table->value[pulse < table->n_rows ? pulse : table->n_rows - 1];
}

double trial_row_count(const double *row)
{
    return row[TRIAL_PRE] + row[TRIAL_BARRIER] + row[TRIAL_POST];
}
