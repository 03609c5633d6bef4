#include "net/program.h"
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "files/blob.h"

/* The program file: a blob whose JSON header says everything but the levels; "level0", "level1",
 * ... are int8 arrays [n_in][n_out]. Format version 1. */
#define KIND "skyloom program"
#define VERSION 1

static json_t *layer_json(const struct program_layer *l)
{
    return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:s, s:i, s:f}", "n_in", l->n_in, "n_out",
                     l->n_out, "threshold", (int)l->lif.threshold, "leak_shift",
                     (int)l->lif.leak_shift, "gain_shift", (int)l->lif.gain_shift,
                     "refractory_steps", (int)l->lif.refractory_steps, "reset",
                     l->lif.reset_subtract ? "subtract" : "zero", "membrane_bits",
                     (int)l->lif.membrane_bits, "threshold_levels", l->threshold_levels);
}

static json_t *header_json(const struct program *p)
{
    json_t *layers = json_array(), *provenance = json_loads(p->provenance, 0, NULL);

    for (int l = 0; l < p->n_layers; l++)
        json_array_append_new(layers, layer_json(&p->layer[l]));
    if (!provenance)
        provenance = json_object();
    return json_pack("{s:s, s:i, s:s, s:s, s:i, s:i, s:{s:i, s:i, s:i}, s:{s:i, s:f}, s:o, s:o}",
                     "kind", KIND, "version", VERSION, "design", p->design, "card", p->card,
                     "states", p->n_states, "timesteps", p->timesteps, "geometry", "word_lines",
                     p->geometry.word_lines, "columns", p->geometry.columns, "converters",
                     p->geometry.converters, "converter", "bits", p->converter_bits, "lsb_S",
                     p->converter_lsb_S, "layers", layers, "provenance", provenance);
}

enum status program_write(const char *path, const struct program *p, struct error *err)
{
    struct blob_array arrays[PROGRAM_MAX_LAYERS] = {0};
    enum status status = program_check(p, path, err);
    json_t *header;

    if (status != STATUS_OK)
        return status;
    for (int l = 0; l < p->n_layers; l++) {
        snprintf(arrays[l].name, sizeof arrays[l].name, "level%d", l);
        snprintf(arrays[l].type, sizeof arrays[l].type, "int8");
        arrays[l].n_dims = 2;
        arrays[l].shape[0] = (size_t)p->layer[l].n_in;
        arrays[l].shape[1] = (size_t)p->layer[l].n_out;
        arrays[l].data = p->layer[l].level;
    }
    header = header_json(p);
    if (!header)
        return error_set(err, STATUS_BAD_FILE, "%s: names in the program are not UTF-8", path);
    status = blob_write(path, header, arrays, (size_t)p->n_layers, err);
    json_decref(header);
    return status;
}

/* Where a value is looked for: errors name file and key. */
struct place {
    const char *path, *prefix;
    const json_t *object;
};

static enum status get_int(const struct place *at, const char *key, int *value, struct error *err)
{
    const json_t *item = json_object_get(at->object, key);
    const json_int_t number = json_integer_value(item);

    if (!json_is_integer(item))
        return error_set(err, STATUS_BAD_FILE, "%s: %s%s: missing or not an integer", at->path,
                         at->prefix, key);
    if (number < INT_MIN || number > INT_MAX)
        return error_set(err, STATUS_BAD_FILE, "%s: %s%s = %lld, does not fit", at->path,
                         at->prefix, key, (long long)number);
    *value = (int)number;
    return STATUS_OK;
}

static enum status get_byte(const struct place *at, const char *key, uint8_t *value,
                            struct error *err)
{
    int number = 0;
    const enum status status = get_int(at, key, &number, err);

    if (status == STATUS_OK && (number < 0 || number > 255))
        return error_set(err, STATUS_BAD_FILE, "%s: %s%s = %d, must be in [0, 255]", at->path,
                         at->prefix, key, number);
    *value = (uint8_t)number;
    return status;
}

static enum status get_real(const struct place *at, const char *key, double *value,
                            struct error *err)
{
    const json_t *item = json_object_get(at->object, key);

    if (!json_is_number(item))
        return error_set(err, STATUS_BAD_FILE, "%s: %s%s: missing or not a number", at->path,
                         at->prefix, key);
    *value = json_number_value(item);
    return STATUS_OK;
}

static enum status get_text(const struct place *at, const char *key, char *value, size_t size,
                            struct error *err)
{
    const char *text = json_string_value(json_object_get(at->object, key));

    if (!text || strlen(text) >= size)
        return error_set(err, STATUS_BAD_FILE,
                         "%s: %s%s: missing, not a string or longer than %zu characters", at->path,
                         at->prefix, key, size - 1);
    memcpy(value, text, strlen(text) + 1);
    return STATUS_OK;
}

static enum status read_layer(const struct place *at, struct program_layer *l, struct error *err)
{
    char reset[16] = "";
    enum status status = get_int(at, "n_in", &l->n_in, err);

    if (status == STATUS_OK)
        status = get_int(at, "n_out", &l->n_out, err);
    if (status == STATUS_OK)
        status = get_int(at, "threshold", &l->lif.threshold, err);
    if (status == STATUS_OK)
        status = get_byte(at, "leak_shift", &l->lif.leak_shift, err);
    if (status == STATUS_OK)
        status = get_byte(at, "gain_shift", &l->lif.gain_shift, err);
    if (status == STATUS_OK)
        status = get_byte(at, "refractory_steps", &l->lif.refractory_steps, err);
    if (status == STATUS_OK)
        status = get_byte(at, "membrane_bits", &l->lif.membrane_bits, err);
    if (status == STATUS_OK)
        status = get_real(at, "threshold_levels", &l->threshold_levels, err);
    if (status == STATUS_OK)
        status = get_text(at, "reset", reset, sizeof reset, err);
    if (status == STATUS_OK && strcmp(reset, "zero") && strcmp(reset, "subtract"))
        status = error_set(err, STATUS_BAD_FILE, "%s: %sreset = %s, must be zero or subtract",
                           at->path, at->prefix, reset);
    l->lif.reset_subtract = strcmp(reset, "subtract") == 0;
    return status;
}

static enum status read_geometry(const char *path, const json_t *header, struct program *p,
                                 struct error *err)
{
    const struct place geometry = {path, "geometry.", json_object_get(header, "geometry")};
    const struct place converter = {path, "converter.", json_object_get(header, "converter")};
    enum status status = get_int(&geometry, "word_lines", &p->geometry.word_lines, err);

    if (status == STATUS_OK)
        status = get_int(&geometry, "columns", &p->geometry.columns, err);
    if (status == STATUS_OK)
        status = get_int(&geometry, "converters", &p->geometry.converters, err);
    if (status == STATUS_OK)
        status = get_int(&converter, "bits", &p->converter_bits, err);
    if (status == STATUS_OK)
        status = get_real(&converter, "lsb_S", &p->converter_lsb_S, err);
    return status;
}

static enum status read_head(const char *path, const json_t *header, struct program *p,
                             struct error *err)
{
    const struct place top = {path, "", header};
    const char *kind = json_string_value(json_object_get(header, "kind"));
    int version = 0;
    enum status status;

    if (!kind || strcmp(kind, KIND))
        return error_set(err, STATUS_BAD_FILE, "%s: kind = %.40s, must be %s", path,
                         kind ? kind : "missing", KIND);
    status = get_int(&top, "version", &version, err);
    if (status == STATUS_OK && version != VERSION)
        status =
            error_set(err, STATUS_BAD_FILE, "%s: version = %d, must be %d", path, version, VERSION);
    if (status == STATUS_OK)
        status = get_text(&top, "design", p->design, sizeof p->design, err);
    if (status == STATUS_OK)
        status = get_text(&top, "card", p->card, sizeof p->card, err);
    if (status == STATUS_OK)
        status = get_int(&top, "states", &p->n_states, err);
    if (status == STATUS_OK)
        status = get_int(&top, "timesteps", &p->timesteps, err);
    if (status == STATUS_OK)
        status = read_geometry(path, header, p, err);
    return status;
}

static enum status read_layers(const char *path, const json_t *header, struct program *p,
                               struct error *err)
{
    const json_t *layers = json_object_get(header, "layers");
    const size_t n = json_array_size(layers);
    enum status status = STATUS_OK;

    if (n < 1 || n > PROGRAM_MAX_LAYERS)
        return error_set(err, STATUS_BAD_FILE, "%s: layers = %zu, must be in [1, %d]", path, n,
                         PROGRAM_MAX_LAYERS);
    p->n_layers = (int)n;
    for (size_t l = 0; l < n && status == STATUS_OK; l++) {
        char prefix[32];
        const struct place at = {path, prefix, json_array_get(layers, l)};

        snprintf(prefix, sizeof prefix, "layers[%zu].", l);
        status = read_layer(&at, &p->layer[l], err);
    }
    return status;
}

/* Takes the levels of all layers over from the blob. */
static enum status take_levels(const char *path, struct program *p, struct blob_array *arrays,
                               size_t n, struct error *err)
{
    if (n != (size_t)p->n_layers)
        return error_set(err, STATUS_BAD_FILE, "%s: %zu arrays for %d layers", path, n,
                         p->n_layers);
    for (int l = 0; l < p->n_layers; l++) {
        struct blob_array *a = NULL;
        char name[32];

        snprintf(name, sizeof name, "level%d", l);
        for (size_t i = 0; i < n; i++)
            if (!strcmp(arrays[i].name, name))
                a = &arrays[i];
        if (!a || strcmp(a->type, "int8") || a->n_dims != 2 || p->layer[l].n_in < 1
            || p->layer[l].n_out < 1 || a->shape[0] != (size_t)p->layer[l].n_in
            || a->shape[1] != (size_t)p->layer[l].n_out)
            return error_set(err, STATUS_BAD_FILE,
                             "%s: array %s is missing or not int8 of shape %d x %d", path, name,
                             p->layer[l].n_in, p->layer[l].n_out);
        p->layer[l].level = a->data;
        a->data = NULL;
    }
    return STATUS_OK;
}

static void read_provenance(const json_t *header, struct program *p)
{
    char *text = json_dumps(json_object_get(header, "provenance"), JSON_COMPACT | JSON_SORT_KEYS);

    if (text && strlen(text) < sizeof p->provenance)
        memcpy(p->provenance, text, strlen(text) + 1);
    free(text);
}

enum status program_read(const char *path, struct program *p, struct error *err)
{
    struct blob_array *arrays;
    json_t *header;
    size_t n;
    enum status status = blob_read(path, &header, &arrays, &n, err);

    memset(p, 0, sizeof *p);
    if (status != STATUS_OK)
        return status;
    status = read_head(path, header, p, err);
    if (status == STATUS_OK)
        status = read_layers(path, header, p, err);
    if (status == STATUS_OK)
        status = take_levels(path, p, arrays, n, err);
    if (status == STATUS_OK)
        status = program_check(p, path, err);
    if (status == STATUS_OK)
        read_provenance(header, p);
    else
        program_free(p);
    blob_free(header, arrays, n);
    return status;
}
