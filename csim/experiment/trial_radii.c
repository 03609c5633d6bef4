#include "experiment/trial_parts.h"
#include "io/file.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* Radii at every sample of a trial, in KEY.radii while it runs: a place per sample, so that a run
 * that goes on from its last state writes the same ones again. */

struct at_sample {
    double mean_m, sd_m; /* of a census; zeros without skyrmions, or where nothing was written */
};

enum status trial_add_radii(const struct trial_run *r, const struct census *c, struct error *err)
{
    const struct at_sample sample = {c->radius_m, c->radius_sd_m};
    const uint64_t at = r->pulse * (uint64_t)r->trial->device.pulses.samples + r->sample;
    char path[1100];
    bool good = false;
    int file;

    errno = 0;
    trial_path(path, r->trial, r->options->folder, "radii");
    file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file >= 0) {
        good = pwrite(file, &sample, sizeof sample, (off_t)(at * sizeof sample))
               == (ssize_t)sizeof sample;
        good &= close(file) == 0;
    }
    return good ? STATUS_OK
                : error_set(err, STATUS_BAD_FILE, "%s: cannot write: %s", path, trial_why(errno));
}

static size_t bytes_of(const struct trial_run *r, uint64_t n_rows, uint64_t n_samples)
{
    const uint64_t samples = n_rows * (uint64_t)r->trial->device.pulses.samples + n_samples;

    return (size_t)samples * sizeof(struct at_sample);
}

enum status trial_check_radii(const struct trial_run *r, struct error *err)
{
    const size_t needed = bytes_of(r, (uint64_t)r->table->n_rows, r->sample);
    char path[1100];
    struct stat st;

    trial_path(path, r->trial, r->options->folder, "radii");
    if (needed == 0 || (stat(path, &st) == 0 && (size_t)st.st_size >= needed))
        return STATUS_OK;
    return error_set(
        err, STATUS_BAD_FILE,
        "%s: radii of finished samples are missing, must be %zu bytes or more; without "
        "the .state beside it the run begins again",
        path, needed);
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

/* What a census can give: not what a damaged file holds. */
static bool is_radius(double radius_m) { return radius_m >= 0.0 && radius_m < 1e-4; }

static enum status check_samples(const char *path, size_t n, const struct at_sample samples[],
                                 struct error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!is_radius(samples[i].mean_m) || !is_radius(samples[i].sd_m))
            return error_set(err, STATUS_BAD_FILE,
                             "%s: sample %zu: radius %g m, deviation %g m: damaged; without this "
                             "file and the .state beside it the run begins again",
                             path, i, samples[i].mean_m, samples[i].sd_m);
    return STATUS_OK;
}

enum status trial_read_radii(const struct trial_run *r, struct error *err)
{
    const size_t n = (size_t)r->trial->device.pulses.samples, all = (size_t)r->table->n_rows * n;
    unsigned char *bytes;
    char path[1100];
    size_t n_bytes;
    enum status s;

    trial_path(path, r->trial, r->options->folder, "radii");
    s = file_read_all(path, all * sizeof(struct at_sample), &bytes, &n_bytes, err);
    if (s != STATUS_OK)
        return s;
    if (n_bytes != all * sizeof(struct at_sample))
        s = error_set(err, STATUS_BAD_FILE,
                      "%s: %zu bytes, must be %zu; without this file and the .state beside it the "
                      "run begins again",
                      path, n_bytes, all * sizeof(struct at_sample));
    else
        s = check_samples(path, all, (const struct at_sample *)(const void *)bytes, err);
    for (size_t i = 0; s == STATUS_OK && i < (size_t)r->table->n_rows; i++)
        r->table->radius[i] = sum_up(n, (const struct at_sample *)(const void *)bytes + i * n);
    free(bytes);
    return s;
}
