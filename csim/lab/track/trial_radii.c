#include "lab/track/trial_parts.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "files/file.h"
/* Radii at every sample of a trial, in KEY.radii while it runs: a place per sample, so that a run
 * that goes on from its last state writes the same ones again. */

struct at_sample {
    double mean_m, sd_m; /* of a census; zeros without skyrmions, or where nothing was written */
};

enum status trial_add_radii(const struct trial_run *r, const struct census *c, struct error *err)
{
    const struct at_sample sample = {c->radius_m, c->radius_sd_m};
    const uint64_t at = r->pulse * (uint64_t)r->trial->synapse.pulses.samples + r->sample;
    struct path path;
    bool good = false;
    int file;
    const enum status status = trial_path(&path, r->trial, r->options->folder, "radii", err);

    if (status != STATUS_OK)
        return status;
    errno = 0;
    file = open(path.text, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file >= 0) {
        good = pwrite(file, &sample, sizeof sample, (off_t)(at * sizeof sample))
               == (ssize_t)sizeof sample;
        good &= close(file) == 0;
    }
    return good ? STATUS_OK
                : error_set(err, STATUS_BAD_FILE, "%s: cannot write: %s", path.text,
                            trial_why(errno));
}

static struct trial_radius sum_up(size_t n, const struct at_sample samples[])
{
    struct moments means_m = {0};
    double square_m2 = 0.0;

    for (size_t i = 0; i < n; i++)
        if (samples[i].mean_m > 0.0) {
            moments_add(&means_m, samples[i].mean_m);
            square_m2 += samples[i].sd_m * samples[i].sd_m;
        }
    return (struct trial_radius){means_m.mean, means_m.n > 0 ? sqrt(square_m2 / means_m.n) : 0.0,
                                 moments_sd(&means_m)};
}

bool trial_is_radius(const struct trial *t, double radius_m)
{
    return radius_m >= 0.0 && radius_m < t->synapse.track.length_m;
}

static enum status damaged(const char *path, size_t i, const struct at_sample *sample,
                           struct error *err)
{
    return error_set(err, STATUS_BAD_FILE,
                     "%s: sample %zu: radius %g m, deviation %g m: damaged; without this file and "
                     "the .state beside it the run begins again",
                     path, i, sample->mean_m, sample->sd_m);
}

/* The last sample of a pulse is of the film that its row is of. */
static enum status check_samples(const struct trial_run *r, const char *path, size_t n,
                                 const struct at_sample samples[], struct error *err)
{
    const size_t per_row = (size_t)r->trial->synapse.pulses.samples;

    for (size_t i = 0; i < n; i++)
        if (!trial_is_radius(r->trial, samples[i].mean_m)
            || !trial_is_radius(r->trial, samples[i].sd_m)
            || (samples[i].sd_m > 0.0 && !(samples[i].mean_m > 0.0)))
            return damaged(path, i, &samples[i], err);
    for (size_t row = 0; row < (size_t)r->table->n_rows; row++) {
        const size_t i = (row + 1) * per_row - 1;

        if (fabs(samples[i].mean_m - r->table->value[row][TRIAL_RADIUS]) > 1e-15)
            return damaged(path, i, &samples[i], err);
    }
    return STATUS_OK;
}

enum status trial_check_radii(const struct trial_run *r, struct error *err)
{
    enum { LIMIT = 1 << 22 }; /* TRIAL_MAX_PULSES of 1000 samples and more */
    const size_t per_row = (size_t)r->trial->synapse.pulses.samples;
    const size_t n = (size_t)r->table->n_rows * per_row + r->sample;
    unsigned char *bytes = NULL;
    struct path path;
    size_t n_bytes = 0;
    enum status status = trial_path(&path, r->trial, r->options->folder, "radii", err);

    if (status != STATUS_OK || n == 0
        || r->sample >= per_row) /* the latter is no state of this run: told later */
        return STATUS_OK;
    if (access(path.text, F_OK) == 0)
        status = file_read_all(path.text, LIMIT, &bytes, &n_bytes, err);
    if (status == STATUS_OK && n_bytes / sizeof(struct at_sample) < n)
        status = error_set(
            err, STATUS_BAD_FILE,
            "%s: radii of finished samples are missing, must be %zu bytes or more; without "
            "the .state beside it the run begins again",
            path.text, n * sizeof(struct at_sample));
    if (status == STATUS_OK)
        status = check_samples(r, path.text, n, (const struct at_sample *)(const void *)bytes, err);
    free(bytes);
    return status;
}

enum status trial_read_radii(const struct trial_run *r, struct error *err)
{
    const size_t n = (size_t)r->trial->synapse.pulses.samples, all = (size_t)r->table->n_rows * n;
    unsigned char *bytes;
    struct path path;
    size_t n_bytes;
    enum status status = trial_path(&path, r->trial, r->options->folder, "radii", err);

    if (status == STATUS_OK)
        status = file_read_all(path.text, all * sizeof(struct at_sample), &bytes, &n_bytes, err);
    if (status != STATUS_OK)
        return status;
    if (n_bytes != all * sizeof(struct at_sample))
        status =
            error_set(err, STATUS_BAD_FILE,
                      "%s: %zu bytes, must be %zu; without this file and the .state beside it the "
                      "run begins again",
                      path.text, n_bytes, all * sizeof(struct at_sample));
    else
        status =
            check_samples(r, path.text, all, (const struct at_sample *)(const void *)bytes, err);
    for (size_t i = 0; status == STATUS_OK && i < (size_t)r->table->n_rows; i++)
        r->table->radius[i] = sum_up(n, (const struct at_sample *)(const void *)bytes + i * n);
    free(bytes);
    return status;
}
