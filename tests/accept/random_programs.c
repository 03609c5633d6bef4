/* Random programs on the RTL and the twin, over all parameter sets, on worker processes:
 *   random_programs [--programs N] [--sets N] [--seed N] [--workers N]
 * Prints the seed, what the cases went through, and the first difference if there is one. */
#include "threads/processes.h"
#include "cosim_case.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SOURCES SKYLOOM_SOURCE_DIR
#define CACHE SKYLOOM_SOURCE_DIR "/build/cosim"
#define STEPS 20

struct options {
    int programs, sets, seed, workers;
};

static enum status run_program(void *context, struct processes_job *job, struct error *err)
{
    const struct options *o = context;
    const struct random_set *set = &random_sets[job->index % o->sets];
    const uint64_t seed = (uint64_t)o->seed * 1000000u + (uint64_t)job->index;
    struct random_case c;
    struct error inner = {.code = STATUS_OK};
    enum status status = random_case_make(&c, set, seed, STEPS, &inner);

    if (status == STATUS_OK)
        status = case_run(&c, 2, SOURCES, CACHE, job->result, &inner);
    random_case_free(&c);
    return status == STATUS_OK ? status
                               : error_set(err, status, "set %s seed %llu: %.400s", set->name,
                                           (unsigned long long)seed, inner.text);
}

static void show(void *context, int done, double running, int n)
{
    (void)context;
    (void)running;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%d of %d programs", done, n);
}

static void add(struct case_counts *sum, const struct case_counts *more)
{
    sum->programs += more->programs;
    sum->images += more->images;
    sum->core_cycles += more->core_cycles;
    sum->spikes += more->spikes;
    sum->saturations += more->saturations;
    sum->refractory += more->refractory;
    sum->clipped += more->clipped;
    sum->stall_cycles += more->stall_cycles;
}

static int parse(int argc, char **argv, struct options *o)
{
    const struct {
        const char *name;
        int *value;
    } known[] = {{"--programs", &o->programs},
                 {"--sets", &o->sets},
                 {"--seed", &o->seed},
                 {"--workers", &o->workers}};

    for (int i = 1; i < argc; i += 2) {
        bool found = false;

        for (size_t k = 0; k < sizeof known / sizeof known[0] && i + 1 < argc; k++)
            if (strcmp(argv[i], known[k].name) == 0) {
                *known[k].value = atoi(argv[i + 1]);
                found = true;
            }
        if (!found) {
            fprintf(stderr, "usage: %s [--programs N] [--sets N] [--seed N] [--workers N]\n",
                    argv[0]);
            return 2;
        }
    }
    o->sets = o->sets < 1 || o->sets > n_random_sets ? n_random_sets : o->sets;
    return 0;
}

static int verdict(const struct options *o, const struct case_counts *n)
{
    const bool all_hit =
        n->spikes && n->saturations && n->refractory && n->clipped && n->stall_cycles;

    printf("%llu programs, %llu images over %d parameter sets, %llu core cycles: 0 differences\n"
           "%llu spikes, %llu saturations, %llu refractory updates, %llu clipped codes, "
           "%llu stall cycles\n",
           (unsigned long long)n->programs, (unsigned long long)n->images, o->sets,
           (unsigned long long)n->core_cycles, (unsigned long long)n->spikes,
           (unsigned long long)n->saturations, (unsigned long long)n->refractory,
           (unsigned long long)n->clipped, (unsigned long long)n->stall_cycles);
    if (!all_hit)
        printf("FAIL: a case was never hit\n");
    return all_hit ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct options o = {.programs = 1000,
                        .sets = n_random_sets,
                        .seed = 1,
                        .workers = (int)sysconf(_SC_NPROCESSORS_ONLN)};
    struct case_counts sum = {0}, *results;
    struct error err = {.code = STATUS_OK};
    int rc = parse(argc, argv, &o);

    if (rc != 0)
        return rc;
    results = calloc((size_t)o.programs + 1, sizeof *results);
    if (results == NULL)
        return 1;
    printf("seed %d\n", o.seed);
    const struct processes processes = {.n_jobs = o.programs,
                                        .n_workers = o.workers,
                                        .result_size = sizeof *results,
                                        .job = run_program,
                                        .context = &o,
                                        .progress = show};
    if (processes_run(&processes, results, NULL, &err) != STATUS_OK) {
        printf("\nFAIL: %s\n", err.text);
        free(results);
        return 1;
    }
    fprintf(stderr, "\n");
    for (int i = 0; i < o.programs; i++)
        add(&sum, &results[i]);
    free(results);
    return verdict(&o, &sum);
}
