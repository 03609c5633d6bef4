#include "experiment/trial_parts.h"
#include "io/file.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
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

    trial_path(path, r->trial, r->options->folder, "radii");
    file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file >= 0) {
        good = pwrite(file, &sample, sizeof sample, (off_t)(at * sizeof sample))
               == (ssize_t)sizeof sample;
        good &= close(file) == 0;
    }
    return good ? STATUS_OK
                : error_set(err, STATUS_BAD_FILE, "%s: cannot write: %s", path, strerror(errno));
}

static struct trial_radius sum_up(size_t n, const struct at_sample samples[])
{
    struct trial_radius sum = {0.0, 0.0, 0.0};
    int with = 0;

    for (size_t i = 0; i < n; i++)
        if (samples[i].mean_m > 0.0) {
            const double off_m = samples[i].mean_m - sum.mean_m;

            sum.mean_m += off_m / ++with;
            sum.time_sd_m += off_m * (samples[i].mean_m - sum.mean_m); /* B. Welford */
            sum.sd_m += samples[i].sd_m * samples[i].sd_m;
        }
    sum.sd_m = with > 0 ? sqrt(sum.sd_m / with) : 0.0;
    sum.time_sd_m = with > 1 ? sqrt(sum.time_sd_m / (with - 1)) : 0.0;
    return sum;
}

enum status trial_read_radii(const struct trial_run *r, struct error *err)
{
    const size_t n = (size_t)r->trial->device.pulses.samples, limit = (size_t)r->table->n_rows * n;
    struct at_sample *samples;
    unsigned char *bytes;
    char path[1100];
    size_t n_bytes;
    enum status s;

    trial_path(path, r->trial, r->options->folder, "radii");
    if (access(path, F_OK) != 0) /* of a state from before there were any */
        return STATUS_OK;
    samples = calloc(limit, sizeof *samples);
    if (samples == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    s = file_read_all(path, limit * sizeof *samples, &bytes, &n_bytes, err);
    if (s == STATUS_OK) {
        memcpy(samples, bytes, n_bytes);
        for (size_t i = 0; i < (size_t)r->table->n_rows; i++)
            r->table->radius[i] = sum_up(n, samples + i * n);
        free(bytes);
    }
    free(samples);
    return s;
}
