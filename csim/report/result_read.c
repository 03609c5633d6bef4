#include "report/result.h"
#include <stdlib.h>
#include <string.h>
#include "files/file.h"
#include "report/result_json.h"

#define RESULT_LIMIT ((size_t)64 << 20)

static bool read_text(const json_t *o, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(o, key));

    if (text == NULL)
        return false;
    snprintf(out, size, "%s", text);
    return true;
}

static bool read_int(const json_t *o, const char *key, int min, int max, int *out)
{
    const json_t *number = json_object_get(o, key);

    if (!json_is_integer(number) || json_integer_value(number) < min
        || json_integer_value(number) > max)
        return false;
    *out = (int)json_integer_value(number);
    return true;
}

static bool read_uint64(const json_t *o, const char *key, uint64_t *out)
{
    const json_t *number = json_object_get(o, key);

    if (!json_is_integer(number) || json_integer_value(number) < 0)
        return false;
    *out = (uint64_t)json_integer_value(number);
    return true;
}

static bool read_double(const json_t *o, const char *key, double *out)
{
    const json_t *number = json_object_get(o, key);

    if (!json_is_number(number))
        return false;
    *out = json_number_value(number);
    return true;
}

static bool read_confusion(const json_t *rows, struct run_result *r)
{
    if (json_array_size(rows) != (size_t)r->n_classes)
        return false;
    for (int label = 0; label < r->n_classes; label++) {
        const json_t *row = json_array_get(rows, (size_t)label);

        if (json_array_size(row) != (size_t)r->n_classes)
            return false;
        for (int c = 0; c < r->n_classes; c++)
            r->confusion[label][c] = (uint32_t)json_integer_value(json_array_get(row, (size_t)c));
    }
    return true;
}

static bool read_network(const json_t *o, struct run_result *r)
{
    const json_t *layers = json_object_get(o, "layers");
    const size_t n = json_array_size(layers);
    const int big = 1 << 24;

    if (n < 1 || n > PROGRAM_MAX_LAYERS)
        return false;
    r->n_layers = (int)n;
    for (size_t l = 0; l < n; l++) {
        const json_t *layer = json_array_get(layers, l);

        if (!read_int(layer, "inputs", 1, big, &r->n_in[l])
            || !read_int(layer, "neurons", 1, big, &r->n_out[l])
            || !read_int(layer, "cores", 0, big, &r->cores[l])
            || !read_int(layer, "tiles_per_core", 0, big, &r->tiles[l]))
            return false;
    }
    return read_int(o, "word_lines", 0, big, &r->geometry.word_lines)
           && read_int(o, "columns", 0, big, &r->geometry.columns)
           && read_int(o, "converters", 0, big, &r->geometry.converters)
           && read_int(o, "converter_bits", 0, big, &r->converter_bits)
           && read_int(o, "weight_levels", 0, big, &r->levels);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_sample(const json_t *o, int n_classes, struct result_sample *s)
{
    const char *hex = json_string_value(json_object_get(o, "pixels_hex"));
    const json_t *spikes = json_object_get(o, "spikes");
    int image, n;

    if (hex == NULL || !read_int(o, "image", 0, 1 << 30, &image)
        || !read_int(o, "label", 0, 63, &s->label) || !read_int(o, "winner", 0, 63, &s->winner)
        || !read_int(o, "rows", 0, RESULT_MAX_PIXELS, &s->rows)
        || !read_int(o, "cols", 0, RESULT_MAX_PIXELS, &s->cols))
        return false;
    n = s->rows * s->cols;
    if (n > RESULT_MAX_PIXELS || strlen(hex) != 2 * (size_t)n)
        return false;
    s->image = (uint32_t)image;
    for (int i = 0; i < n; i++) {
        const int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        s->pixels[i] = (uint8_t)(16 * high + low);
    }
    for (int c = 0; c < n_classes; c++)
        s->spikes[c] = (uint32_t)json_integer_value(json_array_get(spikes, (size_t)c));
    return true;
}

static bool read_samples(const json_t *list, struct run_result *r)
{
    const size_t n = json_array_size(list);

    if (!json_is_array(list) || n > RESULT_MAX_SAMPLES)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!read_sample(json_array_get(list, i), r->n_classes, &r->sample[i]))
            return false;
    r->n_samples = (int)n;
    return true;
}

static void bill_times(struct bill *b, const struct ledger *ledger, double frequency_Hz)
{
    b->cycles = ledger->images ? (double)ledger->cycles / (double)ledger->images
                               : (double)ledger->program_cycles;
    b->time_s = b->cycles / frequency_Hz;
}

static bool read_baseline(const json_t *o, struct run_result *r)
{
    struct result_baseline *b = &r->baseline;

    if (json_is_null(o))
        return true;
    b->present = true;
    if (!read_uint64(o, "images", &b->images) || !read_double(o, "accuracy", &b->accuracy)
        || !result_events_read(json_object_get(o, "events"), &b->ledger)
        || !result_bill_read(json_object_get(o, "energy_per_image_J"), &b->bill))
        return false;
    bill_times(&b->bill, &b->ledger, r->frequency_Hz);
    return true;
}

static bool read_comparison(const json_t *o, struct result_comparison *c)
{
    if (json_is_null(o))
        return true;
    c->present = true;
    return read_uint64(o, "images", &c->images) && read_uint64(o, "differences", &c->differences)
           && read_uint64(o, "rtl_core_cycles", &c->core_cycles)
           && read_double(o, "wall_s", &c->wall_s)
           && read_text(o, "first_difference", c->text, sizeof c->text);
}

#define TEXT(field) read_text(o, #field, p->field, sizeof p->field)
static bool read_provenance(const json_t *o, struct result_provenance *p)
{
    p->design = json_incref(json_object_get(o, "design"));
    p->cost_coefficients = json_incref(json_object_get(o, "cost_coefficients"));
    p->program = json_incref(json_object_get(o, "program"));
    return TEXT(version) && TEXT(command) && TEXT(design_file) && TEXT(design_hash)
           && TEXT(program_file) && TEXT(program_hash) && TEXT(data_source) && TEXT(host_cpu)
           && TEXT(device_card) && TEXT(device_source) && TEXT(device_ambiguity)
           && TEXT(spread_note) && TEXT(noise_note) && TEXT(cost_card) && TEXT(area_card)
           && TEXT(area_source);
}
#undef TEXT

static bool read_figures(const json_t *o, struct run_result *r)
{
    return read_text(o, "name", r->name, sizeof r->name)
           && read_text(o, "doc", r->doc, sizeof r->doc)
           && read_text(o, "engine", r->engine, sizeof r->engine)
           && read_uint64(o, "correct", &r->correct) && read_uint64(o, "images", &r->images)
           && read_int(o, "timesteps", 1, 1 << 24, &r->timesteps)
           && read_int(o, "classes", 1, RESULT_MAX_CLASSES, &r->n_classes)
           && read_double(o, "clock_Hz", &r->frequency_Hz) && r->frequency_Hz > 0.0
           && read_uint64(o, "cycles_per_image_min", &r->cycles_min)
           && read_uint64(o, "cycles_per_image_max", &r->cycles_max)
           && read_double(o, "wall_s", &r->wall_s)
           && read_int(o, "threads", 0, 1 << 24, &r->threads)
           && read_uint64(o, "rtl_core_cycles", &r->core_cycles);
}

static bool read_warnings(const json_t *list, struct warnings *w)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *line = json_string_value(json_array_get(list, i));

        if (line == NULL || i == WARNINGS_MAX)
            return false;
        warnings_add(w, "%s", line);
    }
    return true; /* results of version 0.1.0 have none */
}

/* The first part of the file that does not read, or NULL. */
static const char *read_parts(const json_t *o, struct run_result *r)
{
    const json_t *programming = json_object_get(o, "programming");

    if (!read_figures(o, r))
        return "a figure at the top level";
    if (!read_network(json_object_get(o, "network"), r))
        return "network";
    if (!read_confusion(json_object_get(o, "confusion"), r))
        return "confusion";
    if (!result_events_read(json_object_get(o, "events"), &r->ledger)
        || r->ledger.n_layers > r->n_layers)
        return "events";
    if (!result_bill_read(json_object_get(o, "energy_per_image_J"), &r->bill))
        return "energy_per_image_J";
    if (!result_bill_read(json_object_get(programming, "energy_J"), &r->program_bill)
        || !result_events_read(json_object_get(programming, "events"), &r->program_ledger))
        return "programming";
    if (!read_baseline(json_object_get(o, "baseline"), r))
        return "baseline";
    if (!read_comparison(json_object_get(o, "comparison"), &r->comparison))
        return "comparison";
    if (!read_samples(json_object_get(o, "samples"), r))
        return "samples";
    if (!read_warnings(json_object_get(o, "warnings"), &r->warnings))
        return "warnings";
    if (!read_provenance(json_object_get(o, "provenance"), &r->provenance))
        return "provenance";
    bill_times(&r->bill, &r->ledger, r->frequency_Hz);
    r->program_bill.cycles = (double)r->program_ledger.program_cycles;
    r->program_bill.time_s = r->program_bill.cycles / r->frequency_Hz;
    return NULL;
}

static enum status read_object(const char *path, const json_t *o, struct run_result *r,
                               struct error *err)
{
    const char *format = json_string_value(json_object_get(o, "format"));
    const char *bad;

    if (format == NULL || strcmp(format, RESULT_FORMAT) != 0)
        return error_set(err, STATUS_BAD_FILE, "%s: not a result (format '%.40s', must be '%s')",
                         path, format ? format : "", RESULT_FORMAT);
    bad = read_parts(o, r);
    if (bad)
        return error_set(err, STATUS_BAD_FILE, "%s: %s is missing or out of range", path, bad);
    return STATUS_OK;
}

enum status result_read(const char *path, struct run_result **r, struct error *err)
{
    unsigned char *text;
    size_t n;
    json_error_t where;
    json_t *o;
    enum status status = file_read_all(path, RESULT_LIMIT, &text, &n, err);

    *r = NULL;
    if (status != STATUS_OK)
        return status;
    o = json_loadb((const char *)text, n, JSON_REJECT_DUPLICATES, &where);
    free(text);
    if (o == NULL)
        return error_set(err, STATUS_BAD_FILE, "%s:%d: not JSON: %s", path, where.line, where.text);
    status = result_create(r, err);
    if (status == STATUS_OK)
        status = read_object(path, o, *r, err);
    json_decref(o);
    if (status != STATUS_OK) {
        result_free(*r);
        *r = NULL;
    }
    return status;
}
