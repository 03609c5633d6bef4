#include "run/execute.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "energy/cost_yaml.h"
#include "files/host.h"
#include "run/doubts.h"
#include "run/evaluate.h"
#include "run/evaluate_rtl.h"

struct job { /* a run under way */
    const struct run_options *o;
    const struct watch *watch;
    const struct prepared *prepared;
    struct execute_prices price;
    struct dataset data;
    int n; /* images */
};

enum status execute_prices_load(const struct design *d, struct execute_prices *price,
                                struct error *err)
{
    const enum status status = cost_load(d->cost.cost_card, &price->cost, err);

    return status != STATUS_OK ? status : area_load("area-neurocore", &price->area, err);
}

static enum status check_images(const struct run_options *o, const struct dataset *data, int *n,
                                struct error *err)
{
    const int64_t left = data->n - o->first_image;

    if (left < 1)
        return error_set(err, STATUS_BAD_CONFIG, "first image = %" PRId64 ", %s holds %d images",
                         o->first_image, data->source.text, data->n);
    if (o->images > left)
        return error_set(err, STATUS_BAD_CONFIG,
                         "images = %" PRId64 ", %s holds %" PRId64 " from image %" PRId64,
                         o->images, data->source.text, left, o->first_image);
    *n = (int)(o->images ? o->images : left);
    return STATUS_OK;
}

enum status execute_check_cards(const struct design *d, struct error *err)
{
    struct execute_prices price;
    struct device_card card;
    const enum status status = prepare_card(d, &card, err);

    return status != STATUS_OK ? status : execute_prices_load(d, &price, err);
}

enum status execute_check_images(const struct run_options *o, const struct design *d,
                                 struct error *err)
{
    struct dataset data;
    enum status status = dataset_load(d->data.set, d->data.path, DATASET_TEST, &data, err);
    int n;

    if (status != STATUS_OK)
        return status;
    status = check_images(o, &data, &n, err);
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

static void fill_provenance(struct run_result *r, const struct job *job)
{
    const struct prepared *p = job->prepared;
    struct result_provenance *v = &r->provenance;

    copy(v->version, sizeof v->version, SKYLOOM_VERSION);
    copy(v->design_file, sizeof v->design_file, p->design_file.text);
    copy(v->program_file, sizeof v->program_file, p->program_path.text);
    snprintf(v->design_hash, sizeof v->design_hash, "%016" PRIx64, design_hash(&p->design));
    snprintf(v->program_hash, sizeof v->program_hash, "%016" PRIx64, p->program_hash);
    copy(v->data_source, sizeof v->data_source, job->data.source.text);
    copy(v->device_card, sizeof v->device_card, p->card.name);
    copy(v->device_source, sizeof v->device_source, p->card.source);
    copy(v->device_ambiguity, sizeof v->device_ambiguity, p->card.ambiguity);
    copy(v->spread_note, sizeof v->spread_note, p->card.spread_note);
    copy(v->noise_note, sizeof v->noise_note, p->card.noise_note);
    copy(v->cost_card, sizeof v->cost_card, job->price.cost.name);
    copy(v->area_card, sizeof v->area_card, job->price.area.name);
    copy(v->area_source, sizeof v->area_source, job->price.area.source);
    host_cpu(v->host_cpu);
    copy(v->command, sizeof v->command, job->o->command ? job->o->command : "");
    v->design = result_design_json(&p->design);
    v->cost_coefficients = result_cost_json(&job->price.cost);
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

static struct bill_input bill_input(const struct job *job, const struct program *program,
                                    enum array_kind array, const struct ledger *ledger)
{
    return (struct bill_input){.ledger = ledger,
                               .program = program,
                               .card = &job->prepared->card,
                               .cost = &job->price.cost,
                               .area = &job->price.area,
                               .array = array,
                               .frequency_Hz = job->prepared->design.cost.frequency_Hz};
}

static enum status run_twin(const struct job *job, const struct golden *g, int n, const char *label,
                            struct evaluation *e, struct error *err)
{
    return evaluate_golden(g, &job->data, (uint32_t)job->o->first_image, n, run_threads(job->o),
                           label, job->watch, e, err);
}

static enum status run_baseline(const struct job *job, struct result_baseline *b, struct error *err)
{
    const struct program digital = prepare_digital(&job->prepared->program);
    const int n = job->o->baseline_images < job->n ? (int)job->o->baseline_images : job->n;
    struct golden_config config = job->prepared->golden;
    struct evaluation e = {0};
    struct golden *g;
    enum status status;

    if (!n)
        return STATUS_OK;
    config.array = GOLDEN_IDEAL;
    config.timing.array = ARRAY_DIGITAL;
    if ((status = golden_create(&g, &digital, &config, err)) != STATUS_OK)
        return status;
    status = run_twin(job, g, n, "digital baseline", &e, err);
    golden_destroy(g);
    if (status == STATUS_OK) {
        const struct bill_input in = bill_input(job, &digital, ARRAY_DIGITAL, &e.ledger);

        b->present = true;
        b->images = (uint64_t)n;
        b->accuracy = evaluation_accuracy(&e, &job->data);
        b->ledger = e.ledger;
        status = bill_run(&in, &b->bill, err);
    }
    evaluation_free(&e);
    return status;
}

static enum status run_golden(const struct job *job, const struct golden *g, struct run_result *r,
                              struct error *err)
{
    const struct prepared *p = job->prepared;
    struct evaluation e;
    const enum status status = run_twin(job, g, job->n, p->design.name, &e, err);

    if (status == STATUS_OK) {
        fill_images(r, &e, &job->data);
        golden_program_ledger(g, evaluate_pulse_cycles(p), evaluate_gap_cycles(p),
                              &r->program_ledger);
    }
    evaluation_free(&e);
    return status;
}

static enum status run_rtl(const struct job *job, const struct golden *g, struct run_result *r,
                           struct error *err)
{
    const struct run_options *o = job->o;
    const int n = o->rtl_images && o->rtl_images < job->n ? (int)o->rtl_images : job->n;
    struct rtl_evaluation e;
    const enum status status =
        evaluate_rtl(job->prepared, o, job->watch, &job->data, g, n, &e, err);

    if (g) {
        r->comparison.present = true;
        r->comparison.images = (uint64_t)e.images.n;
        r->comparison.differences = e.difference[0] ? 1 : 0;
        r->comparison.core_cycles = e.core_cycles;
        r->comparison.wall_s = e.images.wall_s;
        snprintf(r->comparison.text, sizeof r->comparison.text, "%s", e.difference);
    } else if (status == STATUS_OK) {
        fill_images(r, &e.images, &job->data);
        r->program_ledger = e.program;
        r->core_cycles = e.core_cycles;
    }
    evaluation_free(&e.images);
    return status;
}

static enum status run_engines(const struct job *job, struct run_result *r, struct error *err)
{
    const enum run_engine engine = job->o->engine;
    struct golden_config config = job->prepared->golden;
    struct golden *g = NULL;
    enum status status = STATUS_OK;

    if (engine != RUN_GOLDEN)
        config.array = GOLDEN_TILED; /* the RTL reads tiles, whatever they lose */
    snprintf(r->engine, sizeof r->engine, "%s", run_engine_names[engine]);
    if (engine != RUN_RTL
        && (status = golden_create(&g, &job->prepared->program, &config, err)) == STATUS_OK)
        status = run_golden(job, g, r, err);
    if (status == STATUS_OK && engine != RUN_GOLDEN)
        status = run_rtl(job, g, r, err);
    golden_destroy(g);
    return status;
}

static enum status run_bills(const struct job *job, struct run_result *r, struct error *err)
{
    struct bill_input in = bill_input(job, &job->prepared->program, ARRAY_ANALOG, &r->ledger);
    enum status status = bill_run(&in, &r->bill, err);

    if (status != STATUS_OK)
        return status;
    in.ledger = &r->program_ledger;
    return bill_program(&in, &r->program_bill, err);
}

static enum status run_and_price(const struct job *job, struct run_result *r, struct error *err)
{
    struct error difference = {STATUS_OK, ""};
    const enum status engines = run_engines(job, r, &difference);
    enum status status;

    *err = difference;
    if (engines && engines != STATUS_MISMATCH) /* of which the twin's bill is worth reading */
        return engines;
    if ((status = run_baseline(job, &r->baseline, err)) != STATUS_OK
        || (status = run_bills(job, r, err)) != STATUS_OK)
        return status;
    doubts_of_run(job->prepared, r);
    *err = difference;
    return engines;
}

static enum status check_pixels(const struct job *job, int n_in, struct error *err)
{
    const struct dataset *data = &job->data;

    if (data->rows * data->cols == n_in)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG, "%s: images are %d x %d, the network takes %d",
                     data->source.text, data->rows, data->cols, n_in);
}

enum status execute_run(const struct run_options *o, const struct watch *watch,
                        const struct prepared *p, struct run_result *r, struct error *err)
{
    const struct design *d = &p->design;
    struct job job = {.o = o, .watch = watch, .prepared = p};
    enum status status;

    if ((status = execute_prices_load(d, &job.price, err)) != STATUS_OK
        || (status = dataset_load(d->data.set, d->data.path, DATASET_TEST, &job.data, err))
               != STATUS_OK)
        return status;
    fill_network(r, p);
    fill_provenance(r, &job);
    if ((status = check_pixels(&job, r->n_in[0], err)) == STATUS_OK
        && (status = check_images(o, &job.data, &job.n, err)) == STATUS_OK)
        status = run_and_price(&job, r, err);
    dataset_free(&job.data);
    return status;
}
