#include "cli/bench/llg.h"
#include <stdio.h>
#include <time.h>
#include "base/clock.h"
#include "cli/bench/film.h"
#include "cli/bench/list.h"
#include "cli/cli.h"
#include "micromag/observe/observe.h"
#include "micromag/steppers/relax.h"

#define RUN_SECONDS 3.0
/* OOMMF 2.1a0, double precision: M cell evaluations a second, of CPU time on one thread and of wall
 * time on two, and CPU seconds. */
#define PEER_LAYER_1_THREAD 5.4
#define PEER_LAYER_2_THREADS 6.5
#define PEER_STACK 3.6 /* 400x110x4, per core */
#define PEER_PROBLEM_4_LEAST_S 2.8
#define PEER_PROBLEM_4_MOST_S 3.5

static const double start[3] = {0.3, 0.2, 1.0};
static const struct cell_material multilayer = {.saturation_A_per_m = 956e3,
                                                .exchange_J_per_m = 10e-12,
                                                .anisotropy_J_per_m3 = 717e3,
                                                .easy_axis = {0.0, 0.0, 1.0},
                                                .dmi_J_per_m2 = 1.7e-3,
                                                .damping = 0.1};
static const struct cell_material permalloy = {
    .saturation_A_per_m = 8e5, .exchange_J_per_m = 1.3e-11, .damping = 0.02};

struct stopwatch {
    double wall_s, cpu_s;
};

static struct stopwatch now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (struct stopwatch){clock_now_s(), (double)t.tv_sec + 1e-9 * (double)t.tv_nsec};
}

static struct stopwatch since(struct stopwatch then)
{
    const struct stopwatch t = now();

    return (struct stopwatch){t.wall_s - then.wall_s, t.cpu_s - then.cpu_s};
}

static struct mesh film_mesh(int n_layers)
{
    return (struct mesh){400, 110, n_layers, 2e-9, 2e-9, 1e-9, n_layers > 1 ? 2e-9 : 0.0};
}

/* A run by Heun's method, a few steps at a time until RUN_SECONDS have gone. */
static enum status run_film(struct bench_film *f, struct stopwatch *used, struct error *err)
{
    const struct stopwatch begin = now();
    struct llg *s = &f->film.llg;
    enum status status = STATUS_OK;

    f->film.source[0].field_T[2] = 0.08;
    s->config.stepper = LLG_HEUN;
    s->time_step_s = s->config.time_step_s = 1e-13;
    do {
        cli_progress("400x110x%d, %llu steps", f->film.magnet.mesh.n_z,
                     (unsigned long long)s->step);
        status =
            watch_stopped(&cli_watch) ? watch_interrupted(err) : llg_run(s, s->time_s + 2e-12, err);
        *used = since(begin);
    } while (status == STATUS_OK && used->wall_s < RUN_SECONDS);
    return status;
}

/* One thread counts by its CPU time, as the peer did, two by the wall clock. */
static enum status bench_films(json_t *list, int n_layers, int n_threads, double peer,
                               struct error *err)
{
    const struct mesh mesh = film_mesh(n_layers);
    struct stopwatch used = {0};
    char name[64];
    struct bench_film f;
    enum status status = bench_film_open(&f, &mesh, &multilayer, start, n_threads, err);

    if (status == STATUS_OK)
        status = run_film(&f, &used, err);
    if (status == STATUS_OK) {
        const double cell_evaluations =
            1e-6 * (double)f.film.llg.evaluations * (double)mesh_cells(&mesh);
        const double wall_rate = cell_evaluations / used.wall_s;
        const double cpu_rate = cell_evaluations / used.cpu_s;
        const double rate = n_threads == 1 ? cpu_rate : wall_rate;

        snprintf(name, sizeof name, "llg_film_400x110x%d_mcell_evals_per_s", n_layers);
        bench_list_add(list, name, rate, "M/s", n_threads, "threads");
        printf(
            "  %llu evaluations of dm/dt in %llu steps of Heun; %.1f M/s by the wall clock, %.1f "
            "by CPU time; %.1f x OOMMF\n",
            (unsigned long long)f.film.llg.evaluations, (unsigned long long)f.film.llg.step,
            wall_rate, cpu_rate, rate / peer);
    }
    bench_film_close(&f);
    return status;
}

enum { ROUNDS = 20, REPEATS = 20 };

/* Both in turns and the shortest of each, so that other work on the machine weighs on neither. */
static enum status bench_transforms(json_t *list, struct error *err)
{
    const struct mesh mesh = film_mesh(1);
    double transforms_s = 1.0, evaluation_s = 1.0;
    struct bench_film f;
    enum status status = bench_film_open(&f, &mesh, &multilayer, start, 1, err);

    if (status != STATUS_OK)
        return status;
    for (int round = 0; round < ROUNDS; round++) {
        struct stopwatch begin = now();
        double used_s;

        for (int i = 0; i < REPEATS; i++)
            demag_transform_only(f.film.magnet.demag);
        used_s = since(begin).cpu_s / REPEATS;
        transforms_s = used_s < transforms_s ? used_s : transforms_s;
        begin = now();
        for (int i = 0; i < REPEATS; i++)
            llg_set_rate(&f.film.llg, 0.0, f.film.m, f.film.llg.rate[0]);
        used_s = since(begin).cpu_s / REPEATS;
        evaluation_s = used_s < evaluation_s ? used_s : evaluation_s;
    }
    bench_film_close(&f);
    bench_list_add(list, "llg_film_fft_fraction", transforms_s / evaluation_s, "", 1, "threads");
    printf("  transforms alone %.3f ms of an evaluation of %.3f ms (30 M/s are %.2f ms)\n",
           1e3 * transforms_s, 1e3 * evaluation_s, 1e-3 * (double)mesh_cells(&mesh) / 30.0);
    return STATUS_OK;
}

/* muMAG 4, field 1: relaxed S-state, then 1 ns by Dormand-Prince at its default tolerance. */
static enum status run_problem_4(struct bench_film *f, double *relax_s, double *run_s,
                                 struct error *err)
{
    const struct relax_config deep = {.stopping_torque_T = 5e-7, .max_iterations = 100000};
    struct stopwatch begin = now();
    struct relax_result result;
    enum status status = relax_run(&f->film.llg, &deep, &result, err);

    *relax_s = since(begin).cpu_s;
    f->film.source[0].field_T[0] = -24.6e-3;
    f->film.source[0].field_T[1] = 4.3e-3;
    begin = now();
    if (status == STATUS_OK)
        status = llg_run(&f->film.llg, 1e-9, err);
    *run_s = since(begin).cpu_s;
    return status;
}

static enum status bench_problem_4(json_t *list, struct error *err)
{
    static const double s_state[3] = {1.0, 0.1, 0.0};
    const struct mesh mesh = {128, 32, 1, 500e-9 / 128, 125e-9 / 32, 3e-9, 0.0};
    double relax_s, run_s, mean[3];
    struct bench_film f;
    enum status status = bench_film_open(&f, &mesh, &permalloy, s_state, 1, err);

    if (status == STATUS_OK)
        status = run_problem_4(&f, &relax_s, &run_s, err);
    if (status == STATUS_OK) {
        observe_mean(&f.film.magnet, f.film.m, -1, -1, mean);
        bench_list_add(list, "llg_mumag4_cpu_s", run_s, "s", 1, "threads");
        printf("  field 1, 1 ns: %llu evaluations in %llu steps, relaxed before in %.2f s; mean m "
               "(%.6f, %.6f, %.6f);\n  OOMMF takes %.1f-%.1f s, %.1f-%.1f x as long\n",
               (unsigned long long)f.film.llg.evaluations, (unsigned long long)f.film.llg.step,
               relax_s, mean[0], mean[1], mean[2], PEER_PROBLEM_4_LEAST_S, PEER_PROBLEM_4_MOST_S,
               PEER_PROBLEM_4_LEAST_S / run_s, PEER_PROBLEM_4_MOST_S / run_s);
    }
    bench_film_close(&f);
    return status;
}

enum status bench_llg(json_t *list, struct error *err)
{
    enum status status = bench_films(list, 1, 1, PEER_LAYER_1_THREAD, err);

    if (status == STATUS_OK)
        status = bench_films(list, 1, 2, PEER_LAYER_2_THREADS, err);
    if (status == STATUS_OK)
        status = bench_films(list, 4, 1, PEER_STACK, err);
    if (status == STATUS_OK)
        status = bench_films(list, 4, 2, 2 * PEER_STACK, err);
    if (status == STATUS_OK)
        status = bench_transforms(list, err);
    if (status == STATUS_OK)
        status = bench_problem_4(list, err);
    return status;
}
