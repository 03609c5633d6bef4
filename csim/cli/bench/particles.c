#include "cli/bench/particles.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "cli/bench/list.h"
#include "cli/cli.h"
#include "lab/calibrate/particles.h"
#include "lab/track/film.h"

#define LLG_SECONDS 3.0
enum { PARTICLE_RUNS = 20 };

static double cpu_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* CPU seconds of the whole trial, from the first ones of it. */
static enum status time_llg(const struct trial *t, double end_s, double *used_s, struct error *err)
{
    struct track track;
    enum status status = track_open(&track, &t->synapse, 1, err);
    double begin_s;

    if (status != STATUS_OK)
        return status;
    status = track_nucleate(&track, err);
    track_set_temperature(&track, t->synapse.material.temperature_K);
    begin_s = cpu_s();
    while (status == STATUS_OK && cpu_s() - begin_s < LLG_SECONDS) {
        cli_progress("layer-resolved LLG, %.2g s of %.3g s", track.film.llg.time_s, end_s);
        status = watch_stopped(&cli_watch)
                     ? watch_interrupted(err)
                     : llg_run(&track.film.llg, track.film.llg.time_s + 5e-12, err);
    }
    *used_s = (cpu_s() - begin_s) * end_s / track.film.llg.time_s;
    track_close(&track);
    return status;
}

static enum status time_particles(const struct trial *t, const struct calibration *c, double *end_s,
                                  double *used_s, struct error *err)
{
    struct trial_table *table = malloc(sizeof *table);
    const double begin_s = cpu_s();
    enum status status =
        table != NULL ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "bench: out of memory");

    for (uint64_t seed = 1; seed <= PARTICLE_RUNS && status == STATUS_OK; seed++)
        status = particles_run(c, t, seed, table, err);
    *used_s = (cpu_s() - begin_s) / PARTICLE_RUNS;
    if (status == STATUS_OK)
        *end_s = table->value[table->n_rows - 1][TRIAL_TIME];
    free(table);
    return status;
}

enum status bench_particles(json_t *list, struct error *err)
{
    struct calibration c;
    struct synapse d;
    struct trial t;
    double llg_s, particles_s, end_s;
    enum status status = synapse_load("paper", &d, err);

    if (status == STATUS_OK)
        status = calibrate_load("paper-n4-particles", &c, err);
    if (status != STATUS_OK)
        return status;
    memset(&t, 0, sizeof t);
    t.synapse = d;
    trial_set_cycles(&t, 1);
    status = time_particles(&t, &c, &end_s, &particles_s, err);
    if (status == STATUS_OK)
        status = time_llg(&t, end_s, &llg_s, err);
    if (status != STATUS_OK)
        return status;
    bench_list_add(list, "particles_run_s", particles_s, "s", 1, "threads");
    bench_list_add(list, "particles_over_llg_speed", llg_s / particles_s, "", 1, "threads");
    printf("  %d skyrmions, %g K, %.0f ns: %.3g s of LLG in %d layers\n", (int)d.start.skyrmions,
           d.material.temperature_K, 1e9 * end_s, llg_s, (int)d.track.repeats);
    return STATUS_OK;
}
