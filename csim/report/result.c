#include "report/result.h"
#include <stdlib.h>
#include <string.h>
#include "files/file.h"
#include "report/result_json.h"

enum status result_create(struct run_result **r, struct error *err)
{
    *r = calloc(1, sizeof **r);
    return *r ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory for a result");
}

void result_free(struct run_result *r)
{
    if (r == NULL)
        return;
    json_decref(r->provenance.design);
    json_decref(r->provenance.cost_coefficients);
    json_decref(r->provenance.program);
    free(r);
}

double result_accuracy(const struct run_result *r)
{
    return r->images ? (double)r->correct / (double)r->images : 0.0;
}

double result_clipped(const struct layer_ledger *layer)
{
    const double conversions = (double)layer->n[EVENT_CONVERSIONS];

    return conversions > 0.0 ? (double)layer->n[EVENT_CLIPPED] / conversions : 0.0;
}

static json_t *param_json(const struct param *p, const char *field)
{
    switch (p->type) {
    case PARAM_DOUBLE:
        return json_real(*(const double *)(const void *)field);
    case PARAM_INT:
        return json_integer(*(const int64_t *)(const void *)field);
    case PARAM_BOOL:
        return json_boolean(*(const bool *)(const void *)field);
    case PARAM_ENUM:
        return json_string(p->choices[*(const int *)(const void *)field]);
    case PARAM_STRING:
        return json_string(field);
    case PARAM_VECTOR:
        return json_pack("[f, f, f]", ((const double *)(const void *)field)[0],
                         ((const double *)(const void *)field)[1],
                         ((const double *)(const void *)field)[2]);
    }
    return NULL;
}

json_t *result_design_json(const struct design *d)
{
    json_t *all = json_object(), *o = all;
    const struct settings_section *section = NULL;

    for (struct settings_walk w = settings_values(&design_settings, d); settings_next(&w);) {
        if (w.section != section && w.section->name[0])
            json_object_set_new(all, w.section->name, o = json_object());
        section = w.section;
        json_object_set_new(o, w.param.name,
                            param_json(&w.param, (const char *)w.values + w.param.offset));
    }
    return all;
}

json_t *result_cost_json(const struct cost_card *c)
{
    json_t *list = json_array();

    for (int i = 0; i < COST_COUNT; i++)
        json_array_append_new(list,
                              json_pack("{s:s,s:s,s:f,s:f,s:f,s:s,s:s}", "name", cost_info[i].name,
                                        "unit", cost_info[i].unit, "value", c->c[i].value.typical,
                                        "low", c->c[i].value.low, "high", c->c[i].value.high,
                                        "source", c->c[i].source, "node", c->c[i].node));
    return list;
}

static json_t *confusion_json(const struct run_result *r)
{
    json_t *rows = json_array();

    for (int label = 0; label < r->n_classes; label++) {
        json_t *row = json_array();

        for (int winner = 0; winner < r->n_classes; winner++)
            json_array_append_new(row, json_integer(r->confusion[label][winner]));
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *network_json(const struct run_result *r)
{
    json_t *layers = json_array();

    for (int l = 0; l < r->n_layers; l++) {
        const double spikes = (double)r->ledger.layer[l].n[EVENT_SPIKES];
        const double steps = (double)r->images * r->timesteps;

        json_array_append_new(layers, json_pack("{s:i,s:i,s:i,s:i,s:f,s:f}", "inputs", r->n_in[l],
                                                "neurons", r->n_out[l], "cores", r->cores[l],
                                                "tiles_per_core", r->tiles[l], "spikes_per_image",
                                                steps > 0.0 ? spikes / (double)r->images : 0.0,
                                                "spikes_per_neuron_and_step",
                                                steps > 0.0 ? spikes / steps / r->n_out[l] : 0.0));
    }
    return json_pack("{s:o,s:i,s:i,s:i,s:i,s:i}", "layers", layers, "word_lines",
                     r->geometry.word_lines, "columns", r->geometry.columns, "converters",
                     r->geometry.converters, "converter_bits", r->converter_bits, "weight_levels",
                     r->levels);
}

static json_t *sample_json(const struct run_result *r, const struct result_sample *s)
{
    static const char digits[] = "0123456789abcdef";
    char hex[2 * RESULT_MAX_PIXELS + 1];
    json_t *spikes = json_array();
    int n = s->rows * s->cols;

    n = n > RESULT_MAX_PIXELS ? RESULT_MAX_PIXELS : n;
    for (int i = 0; i < n; i++) {
        hex[2 * i] = digits[s->pixels[i] >> 4];
        hex[2 * i + 1] = digits[s->pixels[i] & 15];
    }
    hex[2 * n] = '\0';
    for (int c = 0; c < r->n_classes; c++)
        json_array_append_new(spikes, json_integer(s->spikes[c]));
    return json_pack("{s:i,s:i,s:i,s:i,s:i,s:s,s:o}", "image", (int)s->image, "label", s->label,
                     "winner", s->winner, "rows", s->rows, "cols", s->cols, "pixels_hex", hex,
                     "spikes", spikes);
}

static json_t *samples_json(const struct run_result *r)
{
    json_t *list = json_array();

    for (int i = 0; i < r->n_samples; i++)
        json_array_append_new(list, sample_json(r, &r->sample[i]));
    return list;
}

static double per(uint64_t sum, uint64_t images)
{
    return images ? (double)sum / (double)images : 0.0;
}

static json_t *baseline_json(const struct run_result *r)
{
    const struct result_baseline *b = &r->baseline;
    const double cycles = per(b->ledger.cycles, b->ledger.images);

    if (!b->present)
        return json_null();
    return json_pack("{s:s,s:I,s:f,s:f,s:f,s:o,s:o,s:o,s:o}", "array", "xbar_digital (SRAM)",
                     "images", (json_int_t)b->images, "accuracy", b->accuracy, "cycles_per_image",
                     cycles, "time_per_image_s", cycles / r->frequency_Hz, "energy_per_image_J",
                     result_bill_json(&b->bill), "ratio", result_range_json(result_ratio(r)),
                     "ratio_switching", result_range_json(result_ratio_switching(r)), "events",
                     result_events_json(&b->ledger));
}

static struct range ratio(struct range baseline, struct range array)
{
    if (!(array.low > 0.0))
        return (struct range){0.0, 0.0, 0.0};
    return (struct range){baseline.low / array.low, baseline.typical / array.typical,
                          baseline.high / array.high};
}

struct range result_ratio(const struct run_result *r)
{
    return ratio(r->baseline.bill.total_J, r->bill.total_J);
}

static struct range switching_J(const struct bill *b)
{
    struct range sum = {0.0, 0.0, 0.0};

    for (int p = 0; p < PHASE_CLOCK; p++)
        sum = range_sum(sum, bill_phase_J(b, (enum bill_phase)p, -1));
    return sum;
}

struct range result_ratio_switching(const struct run_result *r)
{
    return ratio(switching_J(&r->baseline.bill), switching_J(&r->bill));
}

static json_t *comparison_json(const struct run_result *r)
{
    const struct result_comparison *c = &r->comparison;

    if (!c->present)
        return json_null();
    return json_pack("{s:I,s:I,s:I,s:f,s:s}", "images", (json_int_t)c->images, "differences",
                     (json_int_t)c->differences, "rtl_core_cycles", (json_int_t)c->core_cycles,
                     "wall_s", c->wall_s, "first_difference", c->text);
}

static json_t *shared(json_t *o) { return o ? json_incref(o) : json_null(); }

static json_t *provenance_json(const struct result_provenance *p)
{
    json_t *o = json_object();
    const struct {
        const char *key, *text;
    } texts[] = {
        {"version", p->version},
        {"command", p->command},
        {"design_file", p->design_file},
        {"design_hash", p->design_hash},
        {"program_file", p->program_file},
        {"program_hash", p->program_hash},
        {"data_source", p->data_source},
        {"host_cpu", p->host_cpu},
        {"device_card", p->device_card},
        {"device_source", p->device_source},
        {"device_ambiguity", p->device_ambiguity},
        {"spread_note", p->spread_note},
        {"noise_note", p->noise_note},
        {"cost_card", p->cost_card},
        {"area_card", p->area_card},
        {"area_source", p->area_source},
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        json_object_set_new(o, texts[i].key, result_text_json(texts[i].text));
    json_object_set_new(o, "design", shared(p->design));
    json_object_set_new(o, "cost_coefficients", shared(p->cost_coefficients));
    json_object_set_new(o, "program", shared(p->program));
    return o;
}

static json_t *units_json(void)
{
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "accuracy", "fraction of images",
                     "confusion", "images, [label][winner]", "cycles_per_image", "clock cycles",
                     "time_per_image_s", "s", "energy_per_image_J",
                     "J; low and high: all coefficients at that end of their range", "wall_s",
                     "s of host time", "synaptic_ops_per_image", "spikes x fan-out, no padding",
                     "baseline.ratio", "energy of the baseline / energy of the array",
                     "baseline.ratio_switching", "the same without clock and leakage");
}

static void add_figures(json_t *o, const struct run_result *r)
{
    const uint64_t images = r->ledger.images;
    const double cycles = per(r->ledger.cycles, images);

    json_object_set_new(o, "accuracy", json_real(result_accuracy(r)));
    json_object_set_new(o, "correct", json_integer((json_int_t)r->correct));
    json_object_set_new(o, "images", json_integer((json_int_t)r->images));
    json_object_set_new(o, "timesteps", json_integer(r->timesteps));
    json_object_set_new(o, "classes", json_integer(r->n_classes));
    json_object_set_new(o, "clock_Hz", json_real(r->frequency_Hz));
    json_object_set_new(o, "cycles_per_image", json_real(cycles));
    json_object_set_new(o, "cycles_per_image_min", json_integer((json_int_t)r->cycles_min));
    json_object_set_new(o, "cycles_per_image_max", json_integer((json_int_t)r->cycles_max));
    json_object_set_new(o, "time_per_image_s", json_real(cycles / r->frequency_Hz));
    json_object_set_new(o, "synaptic_ops_per_image",
                        json_real(per(r->ledger.synaptic_ops, images)));
    json_object_set_new(o, "wall_s", json_real(r->wall_s));
    json_object_set_new(o, "images_per_s",
                        r->wall_s > 0.0 ? json_real((double)r->images / r->wall_s) : json_null());
    json_object_set_new(o, "threads", json_integer(r->threads));
    json_object_set_new(o, "rtl_core_cycles", json_integer((json_int_t)r->core_cycles));
}

static json_t *programming_json(const struct run_result *r)
{
    return json_pack("{s:f,s:f,s:o,s:o}", "cycles", r->program_bill.cycles, "time_s",
                     r->program_bill.time_s, "energy_J", result_bill_json(&r->program_bill),
                     "events", result_events_json(&r->program_ledger));
}

static json_t *result_json(const struct run_result *r)
{
    json_t *o = json_object(), *notes = json_array();

    json_object_set_new(o, "format", json_string(RESULT_FORMAT));
    json_object_set_new(o, "name", result_text_json(r->name));
    json_object_set_new(o, "doc", result_text_json(r->doc));
    json_object_set_new(o, "engine", json_string(r->engine));
    add_figures(o, r);
    json_object_set_new(o, "energy_per_image_J", result_bill_json(&r->bill));
    json_object_set_new(o, "baseline", baseline_json(r));
    json_object_set_new(o, "programming", programming_json(r));
    json_object_set_new(o, "comparison", comparison_json(r));
    json_object_set_new(o, "confusion", confusion_json(r));
    json_object_set_new(o, "events", result_events_json(&r->ledger));
    json_object_set_new(o, "network", network_json(r));
    for (int i = 0; bill_not_counted[i]; i++)
        json_array_append_new(notes, json_string(bill_not_counted[i]));
    json_object_set_new(o, "not_counted", notes);
    json_object_set_new(o, "samples", samples_json(r));
    json_object_set_new(o, "warnings", result_warnings_json(&r->warnings));
    json_object_set_new(o, "units", units_json());
    json_object_set_new(o, "provenance", provenance_json(&r->provenance));
    return o;
}

/* jansson refuses NaN and broken UTF-8 by leaving the value out: then a key is missing, and a file
 * with a missing key must not be written. */
static const char *missing_key(const json_t *o)
{
    static const char *const keys[] = {
        "format",   "name",       "doc",        "engine",  "accuracy",
        "wall_s",   "confusion",  "events",     "network", "energy_per_image_J",
        "baseline", "comparison", "provenance", "samples", "time_per_image_s",
        "clock_Hz", "programming"};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (json_object_get(o, keys[i]) == NULL)
            return keys[i];
    return NULL;
}

enum status result_text(const struct run_result *r, char **text, struct error *err)
{
    json_t *o = result_json(r);
    const char *missing = missing_key(o);

    *text = missing ? NULL : json_dumps(o, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    json_decref(o);
    if (missing)
        return error_set(err, STATUS_BAD_CONFIG, "result: '%s' cannot be written as JSON", missing);
    return *text ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "result: no memory");
}

enum status result_write(const char *path, const struct run_result *r, struct error *err)
{
    char *text;
    enum status status = result_text(r, &text, err);

    if (status != STATUS_OK)
        return status;
    status = file_write_all(path, text, strlen(text), err);
    free(text);
    return status;
}
