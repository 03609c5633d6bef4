#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/bench/list.h"
#include "cli/bench/llg.h"
#include "cli/bench/load.h"
#include "cli/bench/particles.h"
#include "cli/cli.h"
#include "files/file.h"
#include "files/share.h"
#include "run/evaluate.h"
#include "run/evaluate_rtl.h"

#define BENCH_SECONDS 4.0             /* per figure */
#define PEER_IMAGES_PER_S (1 / 0.219) /* Brian2 C++ standalone, 784-2400-2400-10, T = 100 */
#define PEER_SYNAPTIC_OPS_PER_S 3.1e6 /* tinyODIN under Verilator */

struct bench {
    const struct cli_args *args;
    const char *suffix; /* "", "_small" */
    struct prepared prepared;
    struct dataset data;
    json_t *list;
    double noisy, rtl_images, rtl_synaptic_ops; /* for the ratios */
};

static void add(struct bench *b, const char *name, double value, const char *unit, int n_workers)
{
    char full[64];

    snprintf(full, sizeof full, "%s%s", name, b->suffix);
    bench_list_add(b->list, full, value, unit, n_workers,
                   strncmp(name, "rtl", 3) ? "threads" : "processes");
}

static int image_count(const struct bench *b, double per_s)
{
    const double wanted = per_s * BENCH_SECONDS;
    const int most =
        b->args->images && b->args->images < b->data.n ? (int)b->args->images : b->data.n;

    return wanted < 8 ? (most < 8 ? most : 8) : wanted > most ? most : (int)wanted;
}

static enum status bench_golden(struct bench *b, const char *name, const struct program *program,
                                const struct golden_config *config, int threads, double *rate,
                                struct error *err)
{
    struct evaluation e = {0};
    struct golden *g;
    enum status status = golden_create(&g, program, config, err);
    int n = image_count(b, 2 * threads);

    if (status != STATUS_OK)
        return status;
    for (int round = 0; round < 2 && status == STATUS_OK;
         round++) { /* the first one measures how many fit */
        evaluation_free(&e);
        status = evaluate_golden(g, &b->data, 0, n, threads, name, &cli_watch, &e, err);
        *rate = e.n / (e.wall_s + 1e-9);
        n = image_count(b, *rate);
    }
    evaluation_free(&e);
    golden_destroy(g);
    if (status == STATUS_OK)
        add(b, name, *rate, "images/s", threads);
    return status;
}

static enum status bench_goldens(struct bench *b, struct error *err)
{
    const struct prepared *p = &b->prepared;
    const struct program digital = prepare_digital(&p->program);
    struct golden_config ideal = p->golden, tiled = p->golden, noisy = p->golden;
    enum status status = STATUS_OK;
    double rate;

    ideal.array = GOLDEN_IDEAL;
    tiled.array = noisy.array = GOLDEN_TILED;
    tiled.xbar.spread = tiled.xbar.read_noise = false;
    noisy.xbar.spread = noisy.xbar.read_noise = true;
    for (int threads = 1; threads <= 2 && status == STATUS_OK; threads++) {
        status =
            bench_golden(b, "golden_ideal_images_per_s", &digital, &ideal, threads, &rate, err);
        if (status == STATUS_OK)
            status = bench_golden(b, "golden_tiled_images_per_s", &p->program, &tiled, threads,
                                  &rate, err);
        if (status == STATUS_OK)
            status = bench_golden(b, "golden_noisy_images_per_s", &p->program, &noisy, threads,
                                  &b->noisy, err);
    }
    return status;
}

static void add_rtl(struct bench *b, const struct rtl_evaluation *e)
{
    const double wall_s = e->images.wall_s;

    b->rtl_images = e->images.n / wall_s;
    b->rtl_synaptic_ops = (double)e->images.ledger.synaptic_ops / wall_s;
    add(b, "rtl_core_cycles_per_s", (double)e->core_cycles / wall_s, "cycles/s", e->images.threads);
    add(b, "rtl_synaptic_ops_per_s", b->rtl_synaptic_ops, "operations/s", e->images.threads);
    add(b, "rtl_images_per_s", b->rtl_images, "images/s", e->images.threads);
}

static enum status bench_rtl(struct bench *b, struct error *err)
{
    struct run_options o;
    struct rtl_evaluation e;
    enum status status = cli_run_options(b->args, &o, err);
    int n = image_count(b, 0);

    if (status != STATUS_OK)
        return status;
    o.processes = o.processes ? o.processes : 2;
    for (int round = 0; round < 2; round++) { /* the first one measures how many fit */
        double rate;

        status = evaluate_rtl(&b->prepared, &o, &cli_watch, &b->data, NULL, n, &e, err);
        if (status == STATUS_OK && round)
            add_rtl(b, &e);
        rate = n / (e.images.wall_s + 1e-9);
        evaluation_free(&e.images);
        if (status != STATUS_OK)
            return status;
        n = image_count(b, rate);
    }
    return STATUS_OK;
}

static enum status bench_design(struct bench *b, const char *name, struct error *err)
{
    struct run_options o;
    struct design d;
    struct path file;
    struct error reason;
    enum status status;

    if ((status = cli_run_options(b->args, &o, err)) != STATUS_OK)
        return status;
    o.design = name;
    o.make = RUN_MAKE_PROGRAM;
    if ((status = prepare_design(&o, &d, &file, err)) != STATUS_OK)
        return status;
    if (dataset_load(d.data.set, d.data.path, DATASET_TEST, &b->data, &reason)) {
        watch_report(&cli_watch, "bench: random images: %s", reason.text);
        if ((status = bench_random_images(&b->data, err)) != STATUS_OK)
            return status;
    }
    if (prepare_run(&o, &cli_watch, &b->prepared, &reason)) {
        watch_report(&cli_watch, "bench: random weights at a trained network's spike rates: %s",
                     reason.text);
        b->prepared.design = d;
        status = bench_random_program(&b->prepared, &b->data, err);
    }
    if (status == STATUS_OK)
        status = bench_goldens(b, err);
    if (status == STATUS_OK)
        status = bench_rtl(b, err);
    prepared_free(&b->prepared);
    dataset_free(&b->data);
    return status;
}

static enum status bench_networks(const struct cli_args *args, json_t *list, struct error *err)
{
    static const char *const designs[] = {"mnist-deep", "mnist-small"};
    static const char *const suffixes[] = {"", "_small"};
    enum status status = STATUS_OK;

    for (int i = 0; i < 2 && status == STATUS_OK; i++) {
        struct bench b = {.args = args, .suffix = suffixes[i], .list = list};

        status = bench_design(&b, designs[i], err);
        if (status == STATUS_OK && i == 0)
            printf("  golden with noise is %.0f x Brian2 C++ standalone (%.2f images/s, reference "
                   "machine);\n  RTL does %.0f x the synaptic operations of tinyODIN under "
                   "Verilator (3.1 M/s)\n  and 1/%.0f of the twin's images\n",
                   b.noisy / PEER_IMAGES_PER_S, PEER_IMAGES_PER_S,
                   b.rtl_synaptic_ops / PEER_SYNAPTIC_OPS_PER_S, b.noisy / b.rtl_images);
    }
    return status;
}

static enum status bench(const struct cli_args *args, struct error *err)
{
    const char *part = args->n_positional ? args->positional[0] : NULL;
    const char *out = args->out ? args->out : "out/bench.json";
    struct error write_error;
    enum status status;
    json_t *list;

    if (part && strcmp(part, "network") != 0 && strcmp(part, "llg") != 0
        && strcmp(part, "particles") != 0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "bench: part = %s, must be network, llg or particles", part);
    if ((status = file_check(out, err)) != STATUS_OK)
        return status;
    list = json_array();
    if (!part || !strcmp(part, "network"))
        status = bench_networks(args, list, err);
    if (status == STATUS_OK && (!part || !strcmp(part, "llg")))
        status = bench_llg(list, err);
    if (status == STATUS_OK && (!part || !strcmp(part, "particles")))
        status = bench_particles(list, err);
    if (json_array_size(list) && bench_list_write(list, out, &write_error) && status == STATUS_OK) {
        *err = write_error; /* what was measured is kept, whatever came after */
        status = write_error.code;
    }
    json_decref(list);
    return status;
}

static const char *const bench_options[] = {"out",   "images",    "programs",
                                            "cache", "processes", NULL};

const struct cli_verb cmd_bench = {
    .name = "bench",
    .usage = "skyloom bench [network|llg|particles] [-o FILE]",
    .doc = "Measure the speed of networks, micromagnetics and particles, or of one of them.\n"
           "network: images per second of twin and RTL on mnist-deep and mnist-small. Trained\n"
           "programs are taken where they are; else random weights at a trained network's rates.\n"
           "llg: films of 400 x 110 cells and muMAG problem 4. particles: the synapse by the\n"
           "particle model against LLG. Writes a list of {name, value, unit, threads},\n"
           "out/bench.json by default.",
    .max_positional = 1,
    .options = bench_options,
    .example = "  skyloom bench -o out/bench.json\n  skyloom bench llg\n",
    .run = bench,
};
