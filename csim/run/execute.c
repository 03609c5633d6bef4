#include "run/execute.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "run/evaluate.h"
#include "run/evaluate_rtl.h"
#include "energy/cost_yaml.h"

enum status execute_prices_load(const struct design *d, struct execute_prices *price,
                                struct error *err)
{
    const enum status status = cost_load(d->cost.cost_card, &price->cost, err);

    return status ? status : area_load("area-neurocore", &price->area, err);
}

static enum status check_images(const struct cli_args *args, const struct dataset *data, int *n,
                                struct error *err)
{
    const int64_t left = data->n - args->first_image;

    if (left < 1)
        return error_set(err, STATUS_BAD_CONFIG, "--first-image = %" PRId64 ", %s holds %d images",
                         args->first_image, data->source, data->n);
    if (args->images > left)
        return error_set(err, STATUS_BAD_CONFIG,
                         "--images = %" PRId64 ", %s holds %" PRId64 " from image %" PRId64,
                         args->images, data->source, left, args->first_image);
    *n = (int)(args->images ? args->images : left);
    return STATUS_OK;
}

enum status execute_check_cards(const struct design *d, struct error *err)
{
    struct execute_prices price;
    struct device_card card;
    const enum status status = prepare_card(d, &card, err);

    return status ? status : execute_prices_load(d, &price, err);
}

enum status execute_check_images(const struct cli_args *args, const struct design *d,
                                 struct error *err)
{
    struct dataset data;
    enum status status = dataset_load(d->data.set, d->data.path, DATASET_TEST, &data, err);
    int n;

    if (status)
        return status;
    status = check_images(args, &data, &n, err);
    dataset_free(&data);
    return status;
}

static void fill_network(struct run_result *r, const struct prepared *p)
{
    const struct program *g = &p->program;

    snprintf(r->name, sizeof r->name, "%s", p->design.name);
    snprintf(r->doc, sizeof r->doc, "%s", p->design.doc);
    r->timesteps = g->timesteps;
    r->n_layers = g->n_layers;
    r->geometry = g->geometry;
    r->converter_bits = g->converter_bits;
    r->levels = 2 * g->n_states - 1;
    r->frequency_Hz = p->design.cost.frequency_Hz;
    for (int l = 0; l < g->n_layers; l++) {
        r->n_in[l] = g->layer[l].n_in;
        r->n_out[l] = g->layer[l].n_out;
        r->cores[l] = program_cores(g, l);
        r->tiles[l] = program_tiles(g, l);
    }
    r->n_classes = r->n_out[g->n_layers - 1];
}

/* A text that may be longer than its place in the result. */
static void copy(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%.*s", (int)size - 1, from);
}

static void fill_provenance(struct run_result *r, const struct prepared *p,
                            const struct cli_args *args, const struct dataset *data,
                            const struct execute_prices *price)
{
    struct result_provenance *v = &r->provenance;

    copy(v->version, sizeof v->version, SKYLOOM_VERSION);
    copy(v->design_file, sizeof v->design_file, p->design_file);
    copy(v->program_file, sizeof v->program_file, p->program_path);
    snprintf(v->design_hash, sizeof v->design_hash, "%016" PRIx64, design_hash(&p->design));
    snprintf(v->program_hash, sizeof v->program_hash, "%016" PRIx64, p->program_hash);
    copy(v->data_source, sizeof v->data_source, data->source);
    copy(v->device_card, sizeof v->device_card, p->card.name);
    copy(v->device_source, sizeof v->device_source, p->card.source);
    copy(v->device_ambiguity, sizeof v->device_ambiguity, p->card.ambiguity);
    copy(v->spread_note, sizeof v->spread_note, p->card.spread_note);
    copy(v->noise_note, sizeof v->noise_note, p->card.noise_note);
    copy(v->cost_card, sizeof v->cost_card, price->cost.name);
    copy(v->area_card, sizeof v->area_card, price->area.name);
    copy(v->area_source, sizeof v->area_source, price->area.source);
    cli_host_cpu(v->host_cpu);
    cli_command_line(v->command, args);
    v->design = result_design_json(&p->design);
    v->cost_coefficients = result_cost_json(&price->cost);
    v->program = json_loads(p->program.provenance, 0, NULL);
}

static void add_sample(struct run_result *r, const struct evaluation *e, const struct dataset *data,
                       int i)
{
    const uint32_t number = e->first + (uint32_t)i;
    const size_t pixels = (size_t)(data->rows * data->cols);
    struct result_sample *s = &r->sample[r->n_samples];

    if (r->n_samples == RESULT_MAX_SAMPLES || pixels > RESULT_MAX_PIXELS)
        return;
    *s = (struct result_sample){.image = number,
                                .label = data->labels[number],
                                .winner = e->image[i].winner,
                                .rows = data->rows,
                                .cols = data->cols};
    memcpy(s->pixels, data->pixels + number * pixels, pixels);
    memcpy(s->spikes, e->image[i].spikes, sizeof s->spikes);
    r->n_samples++;
}

/* Eight images as they come and the first four that were read wrongly. */
static void fill_samples(struct run_result *r, const struct evaluation *e,
                         const struct dataset *data)
{
    const int plain = e->n < RESULT_MAX_SAMPLES - 4 ? e->n : RESULT_MAX_SAMPLES - 4;

    for (int i = 0; i < plain; i++)
        add_sample(r, e, data, i);
    for (int i = plain; i < e->n; i++)
        if (e->image[i].winner != data->labels[e->first + (uint32_t)i])
            add_sample(r, e, data, i);
}

static void fill_images(struct run_result *r, const struct evaluation *e,
                        const struct dataset *data)
{
    r->images = (uint64_t)e->n;
    r->threads = e->threads;
    r->wall_s = e->wall_s;
    r->ledger = e->ledger;
    r->cycles_min = UINT64_MAX;
    for (int i = 0; i < e->n; i++) {
        const int label = data->labels[e->first + (uint32_t)i];

        if (label < RESULT_MAX_CLASSES && e->image[i].winner < RESULT_MAX_CLASSES)
            r->confusion[label][e->image[i].winner]++;
        r->correct += label == e->image[i].winner;
        r->cycles_min =
            e->image[i].ledger.cycles < r->cycles_min ? e->image[i].ledger.cycles : r->cycles_min;
        r->cycles_max =
            e->image[i].ledger.cycles > r->cycles_max ? e->image[i].ledger.cycles : r->cycles_max;
    }
    fill_samples(r, e, data);
}

static struct bill_input bill_input(const struct prepared *p, const struct program *program,
                                    const struct execute_prices *price, enum array_kind array,
                                    const struct ledger *ledger)
{
    return (struct bill_input){.ledger = ledger,
                               .program = program,
                               .card = &p->card,
                               .cost = &price->cost,
                               .area = &price->area,
                               .array = array,
                               .frequency_Hz = p->design.cost.frequency_Hz};
}

static enum status run_baseline(const struct cli_args *args, const struct prepared *p,
                                const struct dataset *data, int n,
                                const struct execute_prices *price, struct result_baseline *b,
                                struct error *err)
{
    const struct program digital = prepare_digital(&p->program);
    struct golden_config config = p->golden;
    struct evaluation e = {0};
    struct golden *g;
    enum status status;

    n = args->baseline_images < n ? (int)args->baseline_images : n;
    if (!n)
        return STATUS_OK;
    config.array = GOLDEN_IDEAL;
    config.timing.array = ARRAY_DIGITAL;
    if ((status = golden_create(&g, &digital, &config, err)))
        return status;
    status = evaluate_golden(g, data, (uint32_t)args->first_image, n, cli_threads(args->threads),
                             "digital baseline", &e, err);
    golden_destroy(g);
    if (!status) {
        const struct bill_input in = bill_input(p, &digital, price, ARRAY_DIGITAL, &e.ledger);

        b->present = true;
        b->images = (uint64_t)n;
        b->accuracy = evaluation_accuracy(&e, data);
        b->ledger = e.ledger;
        status = bill_run(&in, &b->bill, err);
    }
    evaluation_free(&e);
    return status;
}

static enum status run_golden(const struct cli_args *args, const struct prepared *p,
                              const struct dataset *data, const struct golden *g, int n,
                              struct run_result *r, struct error *err)
{
    struct evaluation e;
    const enum status status = evaluate_golden(g, data, (uint32_t)args->first_image, n,
                                               cli_threads(args->threads), p->design.name, &e, err);

    if (!status) {
        fill_images(r, &e, data);
        golden_program_ledger(g, evaluate_pulse_cycles(p), evaluate_gap_cycles(p),
                              &r->program_ledger);
    }
    evaluation_free(&e);
    return status;
}

static enum status run_rtl(const struct cli_args *args, const struct prepared *p,
                           const struct dataset *data, const struct golden *g, int n,
                           struct run_result *r, struct error *err)
{
    const bool both = args->engine == ENGINE_BOTH;
    struct rtl_evaluation e;
    enum status status;

    if (args->rtl_images && args->rtl_images < n)
        n = (int)args->rtl_images;
    status = evaluate_rtl(p, args, data, both ? g : NULL, (uint32_t)args->first_image, n, &e, err);
    if (both) {
        r->comparison.present = true;
        r->comparison.images = (uint64_t)e.images.n;
        r->comparison.differences = e.difference[0] ? 1 : 0;
        r->comparison.core_cycles = e.core_cycles;
        r->comparison.wall_s = e.images.wall_s;
        snprintf(r->comparison.text, sizeof r->comparison.text, "%s", e.difference);
    } else if (!status) {
        fill_images(r, &e.images, data);
        r->program_ledger = e.program;
        r->core_cycles = e.core_cycles;
    }
    evaluation_free(&e.images);
    return status;
}

static enum status run_engines(const struct cli_args *args, const struct prepared *p,
                               const struct dataset *data, int n, struct run_result *r,
                               struct error *err)
{
    struct golden_config config = p->golden;
    struct golden *g = NULL;
    enum status status = STATUS_OK, rtl = STATUS_OK;

    if (args->engine != ENGINE_GOLDEN)
        config.array = GOLDEN_TILED; /* the RTL reads tiles, whatever they lose */
    snprintf(r->engine, sizeof r->engine, "%s", cli_engine_names[args->engine]);
    if (args->engine != ENGINE_RTL)
        status = golden_create(&g, &p->program, &config, err);
    if (!status && args->engine != ENGINE_RTL)
        status = run_golden(args, p, data, g, n, r, err);
    if (!status && args->engine != ENGINE_GOLDEN)
        rtl = run_rtl(args, p, data, g, n, r, err);
    golden_destroy(g);
    return status ? status : rtl;
}

static enum status run_bills(const struct prepared *p, const struct execute_prices *price,
                             struct run_result *r, struct error *err)
{
    struct bill_input in = bill_input(p, &p->program, price, ARRAY_ANALOG, &r->ledger);
    enum status status = bill_run(&in, &r->bill, err);

    if (status)
        return status;
    in.ledger = &r->program_ledger;
    return bill_program(&in, &r->program_bill, err);
}

enum status execute_run(const struct cli_args *args, const struct prepared *p, struct run_result *r,
                        struct error *err)
{
    struct execute_prices price;
    struct dataset data;
    struct error difference;
    enum status status, engines = STATUS_OK;
    int n = 0;

    if ((status = execute_prices_load(&p->design, &price, err))
        || (status =
                dataset_load(p->design.data.set, p->design.data.path, DATASET_TEST, &data, err)))
        return status;
    fill_network(r, p);
    fill_provenance(r, p, args, &data, &price);
    if (data.rows * data.cols != r->n_in[0])
        status = error_set(err, STATUS_BAD_CONFIG, "%s: images are %d x %d, the network takes %d",
                           data.source, data.rows, data.cols, r->n_in[0]);
    if (!status && !(status = check_images(args, &data, &n, err))) {
        status = engines = run_engines(args, p, &data, n, r, &difference);
        if (status)
            *err = difference;
        if (status == STATUS_MISMATCH) /* the bill of the twin is still worth reading */
            status = STATUS_OK;
        if (!status)
            status = run_baseline(args, p, &data, n, &price, &r->baseline, err);
        if (!status)
            status = run_bills(p, &price, r, err);
        if (!status && engines) {
            *err = difference;
            status = engines;
        }
    }
    dataset_free(&data);
    return status;
}
