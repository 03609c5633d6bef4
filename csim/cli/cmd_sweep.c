#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli/cli.h"
#include "run/execute.h"
#include "report/sweep_table.h"
#include "files/file.h"

/* "first:last:step" (step 1 if left out). The values are counted before the first is written: of
 * 1e15:1e15:1e-5 no sum is ever above the last. */
static enum status expand_steps(const char *text, struct sweep_axis *axis, struct error *err)
{
    const int wanted = strchr(strchr(text, ':') + 1, ':') ? 3 : 2;
    double first, last, step = 1, steps;
    char rest;

    if (sscanf(text, "%lf:%lf:%lf%c", &first, &last, &step, &rest) != wanted
        || !(step > 0 && isfinite(step)) || !(last >= first)
        || !((steps = floor((last - first) / step + 1e-9)) < SWEEP_MAX_VALUES))
        return error_set(err, STATUS_BAD_CONFIG,
                         "--set-range %s=%s: must be first:last:step with step > 0 and at most %d "
                         "values",
                         axis->key, text, SWEEP_MAX_VALUES);
    for (int i = 0; i <= (int)steps; i++)
        snprintf(axis->value[axis->n++], sizeof axis->value[0], "%.10g", first + i * step);
    return STATUS_OK;
}

static enum status expand_list(const char *text, struct sweep_axis *axis, struct error *err)
{
    while (true) {
        const size_t n = strcspn(text, ",");

        if (!n || n >= sizeof axis->value[0] || axis->n == SWEEP_MAX_VALUES)
            return error_set(err, STATUS_BAD_CONFIG,
                             "--set-range %s: a value is empty or too long, or more than %d values",
                             axis->key, SWEEP_MAX_VALUES);
        snprintf(axis->value[axis->n++], sizeof axis->value[0], "%.*s", (int)n, text);
        if (!text[n])
            return STATUS_OK;
        text += n + 1;
    }
}

static enum status expand(const char *range, struct sweep_axis *axis, struct error *err)
{
    const char *values = strchr(range, '=') + 1;

    *axis = (struct sweep_axis){0};
    if ((size_t)(values - range) > sizeof axis->key)
        return error_set(err, STATUS_BAD_CONFIG, "--set-range %s: key too long", range);
    snprintf(axis->key, sizeof axis->key, "%.*s", (int)(values - range) - 1, range);
    return strchr(values, ':') ? expand_steps(values, axis, err) : expand_list(values, axis, err);
}

static enum status set_key(struct design *d, const struct sweep_axis *axis, int i,
                           struct error *err)
{
    char assignment[sizeof axis->key + sizeof axis->value[0] + 2];

    if (!axis->n)
        return STATUS_OK;
    snprintf(assignment, sizeof assignment, "%s=%s", axis->key, axis->value[i]);
    return design_set(d, assignment, err);
}

static enum status point_design(const struct cli_args *args, const struct sweep *s, int i, int j,
                                struct design *d, struct error *err)
{
    enum status status;

    if ((status = prepare_design(args, d, err)) || (status = set_key(d, &s->axis[0], i, err))
        || (status = set_key(d, &s->axis[1], j, err)))
        return status;
    return design_check(d, args->positional[0], err);
}

/* The name of a point's file says all it depends on but the version of the program, so a finished
 * point is not run again and a changed one not taken. The cards are zeroed before they are filled:
 * their bytes are their values. */
static enum status point_path(char path[1100], const struct cli_args *args,
                              const struct prepared *p, struct error *err)
{
    const int64_t keys[] = {args->images, args->first_image, args->rtl_images,
                            args->baseline_images, args->engine};
    const uint64_t design = design_hash(&p->design);
    struct execute_prices price;
    uint64_t h = HASH_START;
    enum status status = execute_prices_load(&p->design, &price, err);

    if (status)
        return status;
    h = hash_fnv1a(h, &design, sizeof design);
    h = hash_fnv1a(h, &p->program_hash, sizeof p->program_hash);
    h = hash_fnv1a(h, &p->card, sizeof p->card);
    h = hash_fnv1a(h, &price, sizeof price);
    h = hash_fnv1a(h, keys, sizeof keys);
    snprintf(path, 1100, "%s/points/%016" PRIx64 ".json", args->out, h);
    return STATUS_OK;
}

static enum status run_point(const struct cli_args *args, struct prepared *p, const char *path,
                             struct sweep_row *row, struct error *err)
{
    struct run_result *r = NULL;
    struct error ignored;
    enum status status;

    if (!access(path, F_OK) && !result_read(path, &r, &ignored)) {
        sweep_row_fill(row, r);
        result_free(r);
        return STATUS_OK;
    }
    if ((status = result_create(&r, err)))
        return status;
    if (!(status = execute_run(args, p, r, err)))
        status = result_write(path, r, err);
    sweep_row_fill(row, r);
    result_free(r);
    return status;
}

static enum status sweep_point(const struct cli_args *args, struct sweep *s, int i, int j,
                               struct error *err)
{
    struct prepared p = {0};
    struct sweep_row *row = &s->row[s->n_rows];
    char path[1100];
    enum status status;

    if ((status = point_design(args, s, i, j, &p.design, err)))
        return status;
    snprintf(p.design_file, sizeof p.design_file, "%s", args->positional[0]);
    if ((status = prepare_program(args, PREPARE_MISSING, &p, err)))
        return status;
    *row = (struct sweep_row){.value = {s->axis[0].value[i], s->axis[1].value[j]}};
    if (!(status = point_path(path, args, &p, err)))
        status = run_point(args, &p, path, row, err);
    prepared_free(&p);
    if (status)
        return status;
    s->n_rows++;
    if (!args->quiet)
        sweep_print_row(stdout, s, row);
    return STATUS_OK;
}

static enum status sweep_points(const struct cli_args *args, struct sweep *s, struct error *err)
{
    const int n = s->axis[0].n, m = s->axis[1].n ? s->axis[1].n : 1;
    enum status status = STATUS_OK;

    if (!(s->row = calloc((size_t)(n * m), sizeof *s->row)))
        return error_set(err, STATUS_NO_MEMORY, "sweep: no memory for %d points", n * m);
    for (int j = 0; j < m; j++) /* every value is checked before the first point runs */
        for (int i = 0; i < n; i++) {
            struct design d;

            if ((status = point_design(args, s, i, j, &d, err))
                || (status = execute_check_cards(&d, err)))
                return status;
        }
    for (int j = 0; j < m && !status; j++)
        for (int i = 0; i < n && !status; i++)
            status = sweep_point(args, s, i, j, err);
    if (status == STATUS_INTERRUPTED)
        return error_set(err, status,
                         "interrupted; %d of %d points are kept in %s/points, the "
                         "same command goes on from there",
                         s->n_rows, n * m, args->out);
    return status;
}

static enum status sweep(const struct cli_args *args, struct error *err)
{
    struct sweep s = {0};
    char points[1024];
    enum status status = STATUS_OK;

    if (!args->n_ranges || !args->out)
        return error_set(err, STATUS_BAD_CONFIG, "sweep: --set-range and -o DIR are needed");
    if (strlen(args->out) > 900)
        return error_set(err, STATUS_BAD_CONFIG, "-o %.40s...: path too long", args->out);
    for (int i = 0; !status && i < args->n_ranges; i++)
        status = expand(args->range[i], &s.axis[i], err);
    if (!status && !strcmp(s.axis[0].key, s.axis[1].key))
        status = error_set(err, STATUS_BAD_CONFIG, "--set-range %s: given twice", s.axis[0].key);
    snprintf(points, sizeof points, "%s/points", args->out);
    if (status || (status = cli_check_out(points, err)))
        return status;
    if (!(status = sweep_points(args, &s, err)))
        status = sweep_write(args->out, &s, args->quiet, err);
    free(s.row);
    return status;
}

static const char *const sweep_options[] = {
    "set-range",  "out",      "set",   "images",  "first-image", "baseline-images", "engine",
    "rtl-images", "programs", "cache", "threads", "processes",   "quiet",           NULL};

const struct cli_verb cmd_sweep = {
    .name = "sweep",
    .usage = "skyloom sweep DESIGN.yaml --set-range KEY=RANGE [--set-range KEY=RANGE] -o DIR",
    .doc = "Run a design over a range of one or two keys: table and figure.\n"
           "DIR/sweep.tsv, sweep.json, figure.svg and figure.png (by gnuplot from figure.gp).\n"
           "Finished points are kept in DIR/points: after ctrl-C the same command goes on.",
    .options = sweep_options,
    .min_positional = 1,
    .max_positional = 1,
    .example =
        "Accuracy and energy against the number of steps:\n"
        "  skyloom sweep designs/demo.yaml --set-range neuron.timesteps=10:60:10 -n 2000 "
        "-o out/steps\n"
        "Ten device samples:\n"
        "  skyloom sweep designs/mnist-deep.yaml --set-range device.draw=0:9 -o out/draws\n"
        "Converter bits against range:\n"
        "  skyloom sweep designs/mnist-small.yaml --set-range converter.lsb_levels=0.25,0.5,1 "
        "--set-range converter.bits=5:8 -n 2000 -o out/converter\n",
    .run = sweep,
};
