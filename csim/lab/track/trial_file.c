#include "lab/track/trial_parts.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "files/file.h"
#include "io/field_image.h"
#include "io/run_state.h"

enum status trial_path(struct path *path, const struct trial *t, const char *folder,
                       const char *ext, struct error *err)
{
    return path_join(path, err, folder, "runs/%s.%s", t->key, ext);
}

/* --- the state: the film, the clock, and the rows so far as numbers --- */

enum { FIXED_NUMBERS = 4, FIXED_COUNTS = 6, LAG_NUMBERS = 2, FIELDS = 3 };

struct state {
    struct run_number *numbers;
    char (*names)[48];
    struct run_count counts[FIXED_COUNTS + 1];
    struct run_field fields[FIELDS];
    uint64_t hash, n_rows;
    struct run_state list;
};

/* Only of runs that extrapolate the stray field. */
static void add_lag(struct state *s, struct lag *lag)
{
    s->numbers[s->list.n_numbers++] = (struct run_number){"stray_s", &lag->at_s[0]};
    s->numbers[s->list.n_numbers++] = (struct run_number){"stray_before_s", &lag->at_s[1]};
    s->counts[s->list.n_counts++] = (struct run_count){"stray_known", &lag->known};
    s->fields[s->list.n_fields++] = (struct run_field){"stray_T", lag->field_T[0]};
    s->fields[s->list.n_fields++] = (struct run_field){"stray_before_T", lag->field_T[1]};
}

static enum status open_state(struct state *s, struct trial_run *r, size_t n_rows,
                              struct error *err)
{
    struct llg *llg = &r->track.film.llg;
    const size_t n_columns = (size_t)r->table->n_columns, n = FIXED_NUMBERS + n_rows * n_columns;
    size_t k = 0;

    s->numbers = calloc(n + LAG_NUMBERS, sizeof *s->numbers);
    s->names = calloc(n, sizeof *s->names);
    if (s->numbers == NULL || s->names == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", r->trial->key);
    s->numbers[k++] = (struct run_number){"time_s", &llg->time_s};
    s->numbers[k++] = (struct run_number){"time_step_s", &llg->time_step_s};
    s->numbers[k++] = (struct run_number){"mean_S", &r->samples_S.mean};
    s->numbers[k++] = (struct run_number){"square_S2", &r->samples_S.square};
    for (size_t i = 0; i < n_rows; i++)
        for (size_t j = 0; j < n_columns; j++, k++) {
            snprintf(s->names[k], sizeof s->names[k], "row%zu.%zu", i, j);
            s->numbers[k] = (struct run_number){s->names[k], &r->table->value[i][j]};
        }
    s->counts[0] = (struct run_count){"step", &llg->step};
    s->counts[1] = (struct run_count){"evaluations", &llg->evaluations};
    s->counts[2] = (struct run_count){"pulse", &r->pulse};
    s->counts[3] = (struct run_count){"sample", &r->sample};
    s->counts[4] = (struct run_count){"rows", &s->n_rows};
    s->counts[5] = (struct run_count){"hash", &s->hash};
    s->fields[0] = (struct run_field){"m", r->track.film.m};
    s->list = (struct run_state){.mesh = &r->track.film.magnet.mesh,
                                 .numbers = s->numbers,
                                 .n_numbers = n,
                                 .counts = s->counts,
                                 .n_counts = FIXED_COUNTS,
                                 .fields = s->fields,
                                 .n_fields = 1};
    if (r->trial->synapse.solver.demag_every > 1)
        add_lag(s, &llg->lag);
    return STATUS_OK;
}

static void close_state(struct state *s)
{
    free(s->numbers);
    free(s->names);
}

enum status trial_keep(struct trial_run *r, struct error *err)
{
    struct state s = {.hash = trial_hash(r->trial), .n_rows = (uint64_t)r->table->n_rows};
    struct path path;
    enum status status = open_state(&s, r, (size_t)s.n_rows, err);

    if (status == STATUS_OK)
        status = trial_path(&path, r->trial, r->options->folder, "state", err);
    if (status == STATUS_OK)
        status = run_state_write(path.text, &s.list, err);
    close_state(&s);
    return status;
}

/* Rows are as many as finished pulses, which must be known before they can be read. */
static enum status read_state(struct trial_run *r, const char *path, size_t n_rows,
                              struct error *err)
{
    struct state s = {0};
    enum status status = open_state(&s, r, n_rows, err);

    if (status == STATUS_OK)
        status = run_state_read(path, &s.list, err);
    if (status == STATUS_OK && s.hash != trial_hash(r->trial))
        status = error_set(err, STATUS_BAD_FILE, "%s: of another device or protocol", path);
    if (status == STATUS_OK && (s.n_rows > TRIAL_MAX_PULSES || r->pulse != s.n_rows))
        status = error_set(err, STATUS_BAD_FILE, "%s: %" PRIu64 " rows after %" PRIu64 " pulses",
                           path, s.n_rows, r->pulse);
    r->table->n_rows = (int)s.n_rows;
    r->samples_S.n = (int)r->sample;
    close_state(&s);
    return status != STATUS_OK ? trial_remedy(err, "without this file the run begins again")
                               : status;
}

enum status trial_remedy(struct error *err, const char *remedy)
{
    const size_t n = strlen(err->text);

    if (err->code == STATUS_BAD_FILE)
        snprintf(err->text + n, sizeof err->text - n, "; %s", remedy);
    return err->code;
}

const char *trial_why(int number) { return strerror(number != 0 ? number : ENOSPC); }

static size_t frame_bytes(const struct trial_run *r)
{
    return (size_t)r->track.film.magnet.mesh.n_x * (size_t)r->track.film.magnet.mesh.n_y;
}

static enum status check_frames(const struct trial_run *r, struct error *err)
{
    const size_t needed = frame_bytes(r) * (size_t)r->table->n_rows;
    struct path path;
    struct stat st;
    enum status status;

    if (fstat(r->frames, &st) == 0 && (size_t)st.st_size >= needed)
        return STATUS_OK;
    status = trial_path(&path, r->trial, r->options->folder, "frames", err);
    if (status != STATUS_OK)
        return status;
    return error_set(err, STATUS_BAD_FILE,
                     "%s: pictures of finished pulses are missing, must be %zu bytes or more; "
                     "without the .state beside it the run begins again",
                     path.text, needed);
}

enum status trial_resume(struct trial_run *r, bool *found, struct error *err)
{
    struct path path;
    enum status status = trial_path(&path, r->trial, r->options->folder, "state", err);

    *found = status == STATUS_OK && access(path.text, F_OK) == 0;
    if (!*found)
        return status;
    status = read_state(r, path.text, 0, err);
    if (status == STATUS_OK)
        status = read_state(r, path.text, (size_t)r->table->n_rows, err);
    if (status == STATUS_OK)
        status = check_frames(r, err);
    return status == STATUS_OK ? trial_check_radii(r, err) : status;
}

/* --- pictures: mz averaged over the layers, a byte per cell, one frame per row --- */

static void set_frame(const struct track *t, uint8_t *frame)
{
    const size_t n = (size_t)t->film.magnet.mesh.n_x * (size_t)t->film.magnet.mesh.n_y;

    for (size_t i = 0; i < n; i++) {
        double sum = 0.0;

        for (int layer = 0; layer < t->film.magnet.mesh.n_z; layer++)
            sum += (double)t->film.m.z[(size_t)layer * n + i];
        frame[i] = (uint8_t)lround(127.0 + 126.0 * sum / t->film.magnet.mesh.n_z);
    }
}

enum status trial_lock(struct trial_run *r, struct error *err)
{
    struct path path;
    struct stat st = {0};
    const enum status status = trial_path(&path, r->trial, r->options->folder, "frames", err);

    if (status != STATUS_OK)
        return status;
    while (st.st_nlink == 0) { /* else who had it before has removed it: it is no file any more */
        if (r->frames >= 0)
            close(r->frames);
        r->frames = open(path.text, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
        if (r->frames < 0 || fstat(r->frames, &st) != 0)
            return error_set(err, STATUS_BAD_FILE, "%s: cannot write: %s", path.text,
                             strerror(errno));
        if (flock(r->frames, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
            close(r->frames);
            r->frames = -1;
            return error_set(err, STATUS_BAD_FILE,
                             "%s: another process is at this run: wait for it or give another -o",
                             path.text);
        }
        if (fstat(r->frames, &st) != 0)
            break;
    }
    return STATUS_OK;
}

enum status trial_add_frame(const struct trial_run *r, struct error *err)
{
    const size_t n = frame_bytes(r);
    uint8_t *frame = malloc(n);
    struct path path;
    bool good;
    const enum status status = trial_path(&path, r->trial, r->options->folder, "frames", err);

    if (status != STATUS_OK) {
        free(frame);
        return status;
    }
    if (frame == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path.text);
    set_frame(&r->track, frame);
    errno = 0;
    good = pwrite(r->frames, frame, n, (off_t)(n * (size_t)(r->table->n_rows - 1))) == (ssize_t)n;
    free(frame);
    return good ? STATUS_OK
                : error_set(err, STATUS_BAD_FILE, "%s: cannot write: %s", path.text,
                            trial_why(errno));
}

/* All frames as one tall film, the first on top, a grey line between. */
static enum status write_strip(const char *path, const struct mesh *mesh, const uint8_t *frames,
                               int n_frames, struct error *err)
{
    const int tall = n_frames * (mesh->n_y + 1) - 1;
    struct mesh strip = *mesh;
    real *m = calloc(3 * (size_t)tall * (size_t)mesh->n_x, sizeof *m);
    const size_t n = (size_t)tall * (size_t)mesh->n_x;
    enum status status;

    if (m == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    strip.n_y = tall;
    strip.n_z = 1;
    for (int k = 0; k < n_frames; k++)
        for (int i = 0; i < mesh->n_x * mesh->n_y; i++) {
            const size_t at = (size_t)(n_frames - 1 - k) * (size_t)((mesh->n_y + 1) * mesh->n_x);

            m[2 * n + at + (size_t)i] =
                (real)((frames[k * mesh->n_x * mesh->n_y + i] - 127.0) / 126.0
                       + 1e-6); /* zero would be an empty cell */
        }
    status = image_write_field(path, &strip, (struct vector_field){m, m + n, m + 2 * n},
                               &(struct image_options){.colours = IMAGE_MZ, .zoom = 1}, err);
    free(m);
    return status;
}

static enum status finish_strip(const struct trial_run *r, struct error *err)
{
    const struct mesh *mesh = &r->track.film.magnet.mesh;
    const size_t n = (size_t)mesh->n_x * (size_t)mesh->n_y * (size_t)r->table->n_rows;
    struct path stored, png;
    unsigned char *frames;
    size_t bytes;
    enum status status;

    status = trial_path(&stored, r->trial, r->options->folder, "frames", err);
    if (status == STATUS_OK)
        status = trial_path(&png, r->trial, r->options->folder, "png", err);
    if (status == STATUS_OK)
        status = file_read_all(stored.text, n, &frames, &bytes, err);
    if (status != STATUS_OK)
        return status;
    if (bytes != n)
        status =
            error_set(err, STATUS_BAD_FILE,
                      "%s: %zu bytes, must be %zu; without this file and the .state beside it the "
                      "run begins again",
                      stored.text, bytes, n);
    else
        status = write_strip(png.text, mesh, frames, r->table->n_rows, err);
    free(frames);
    return status;
}

/* --- the end --- */

void trial_clear(const struct trial_run *r)
{
    static const char *const left_over[] = {"state", "frames", "radii", "unrest"};

    for (int i = 0; i < 4; i++) {
        struct path path;
        struct error none;

        if (trial_path(&path, r->trial, r->options->folder, left_over[i], &none) == STATUS_OK)
            unlink(path.text);
    }
}

enum status trial_finish(const struct trial_run *r, struct error *err)
{
    enum status status = trial_read_radii(r, err);

    if (status == STATUS_OK)
        status = finish_strip(r, err);
    if (status == STATUS_OK)
        status = trial_write_table(r, err); /* last: where it is, the trial is done */
    if (status == STATUS_OK)
        trial_clear(r);
    return status;
}
