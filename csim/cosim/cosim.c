#include "cosim/parts.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/philox.h"
#include "cosim/build.h"

/* The port model behind plain pointers. */
static void op_begin_step(void *port, uint32_t image, uint32_t step)
{
    port_begin_step(port, image, step);
}

static int op_drive(void *port, uint64_t cycle, int tile, uint64_t rows)
{
    return (int)port_drive(port, cycle, tile, rows);
}

static int op_convert(void *port, uint64_t cycle, int phase, int16_t code[])
{
    return (int)port_convert(port, cycle, phase, code);
}

static int op_release(void *port, uint64_t cycle) { return (int)port_release(port, cycle); }

static int op_pulse(void *port, uint64_t cycle, int tile, int word_line, int column, int polarity)
{
    return (int)port_pulse(port, cycle, tile, word_line, column, polarity);
}

/* Programming mode ends after every command; the conductances are made once, when all are done. */
static int op_programming(void *port, uint64_t cycle, bool on)
{
    struct port *p = port;

    if (on || p->error.code != STATUS_OK)
        return (int)port_programming(port, cycle, on);
    p->programming = false;
    return STATUS_OK;
}

static const char *op_error(const void *port) { return ((const struct port *)port)->error.text; }

static const struct cosim_port_ops port_ops = {
    .begin_step = op_begin_step,
    .drive = op_drive,
    .convert = op_convert,
    .release = op_release,
    .pulse = op_pulse,
    .programming = op_programming,
    .error = op_error,
};

static struct cosim_build build_of(const struct cosim_config *config)
{
    const struct program *p = config->program;
    struct cosim_build b = {.geometry = p->geometry,
                            .code_bits = config->golden.xbar.converter.bits,
                            .membrane_bits = p->layer[0].lif.membrane_bits,
                            .array = config->golden.timing.array,
                            .trace = config->trace_path != NULL,
                            .flat = config->flat,
                            .quick = config->quick,
                            .n_layers = p->n_layers,
                            .weight_bits = config->weight_bits,
                            .mutant = config->mutant};

    for (int l = 0; l < p->n_layers; l++) {
        b.cores[l] = program_cores(p, l);
        if (program_tiles(p, l) > b.max_tiles)
            b.max_tiles = program_tiles(p, l);
    }
    if (b.weight_bits == 0) /* unused by an analog array: one build for all cards */
        b.weight_bits = b.array == ARRAY_DIGITAL ? program_weight_bits(p) : 2;
    return b;
}

struct limit {
    const char *name;
    int value, min, max;
};

static enum status check_limits(const struct limit limits[], size_t n, struct error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!(limits[i].value >= limits[i].min && limits[i].value <= limits[i].max))
            return error_set(err, STATUS_BAD_CONFIG, "cosim: %s = %d, must be in [%d, %d] in RTL",
                             limits[i].name, limits[i].value, limits[i].min, limits[i].max);
    return STATUS_OK;
}

/* Parameters of rtl/neurocore.v, where its ranges are narrower than the twin's. */
static enum status check_geometry(const struct cosim_config *config, struct error *err)
{
    const struct program *p = config->program;
    const struct xbar_geometry *g = &p->geometry;
    const struct timing_config *timing = &config->golden.timing;
    const struct limit limits[] = {
        {"word_lines", g->word_lines, 4, 128},
        {"columns", g->columns, 2, 128},
        {"converter bits", config->golden.xbar.converter.bits, 2, 16},
        {"membrane_bits", p->layer[0].lif.membrane_bits, 8, 28},
        {"classes", p->layer[p->n_layers - 1].n_out, 1, 64},
        {"timesteps", p->timesteps, 1, 65535},
        {"settle_cycles", timing->array == ARRAY_ANALOG ? timing->settle_cycles : 1, 1, 65535},
        {"conversion_cycles", timing->array == ARRAY_ANALOG ? timing->conversion_cycles : 1, 1,
         65535},
        {"pulse_cycles", config->pulse_cycles, 1, 65535},
        {"gap_cycles", config->gap_cycles, 1, 65535},
    };

    if ((g->word_lines & (g->word_lines - 1)) != 0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "cosim: word_lines = %d, must be a power of two in RTL", g->word_lines);
    return check_limits(limits, sizeof limits / sizeof limits[0], err);
}

static enum status check_config(const struct cosim_config *config, struct error *err)
{
    const struct program *p = config->program;

    if (config->golden.array != GOLDEN_TILED)
        return error_set(err, STATUS_BAD_CONFIG,
                         "cosim: the RTL reads tiles through converters; the twin's array must be "
                         "tiled");
    for (int l = 0; l < p->n_layers; l++) {
        const struct limit limits[] = {
            {"cores of a layer", program_cores(p, l), 1, 255},
            {"row tiles (inputs of a layer over half of tile.word_lines)", program_tiles(p, l), 1,
             64},
            {"inputs of a layer", p->layer[l].n_in, 1, 65536},
        };
        const enum status status = check_limits(limits, sizeof limits / sizeof limits[0], err);

        if (status != STATUS_OK)
            return status;
        if (p->layer[l].lif.membrane_bits != p->layer[0].lif.membrane_bits)
            return error_set(err, STATUS_BAD_CONFIG,
                             "cosim: layer %d has %d membrane bits, layer 0 %d; must be equal", l,
                             p->layer[l].lif.membrane_bits, p->layer[0].lif.membrane_bits);
    }
    return check_geometry(config, err);
}

static enum status make_normal(struct cosim *c, struct error *err)
{
    if (!c->config.golden.xbar.read_noise)
        return STATUS_OK;
    c->normal = malloc(65536 * sizeof *c->normal);
    if (c->normal == NULL)
        return error_set(err, STATUS_NO_MEMORY, "cosim: no memory for the noise table");
    normal_table_fill(c->normal);
    return STATUS_OK;
}

/* Crossbars of all cores, all cells in the background state: the RTL programs them. */
static enum status make_arrays(struct cosim *c, struct error *err)
{
    const struct program *p = c->program;
    const struct xbar_config *config = &c->config.golden.xbar;
    const struct port_timing timing = {.settle_cycles = c->config.golden.timing.settle_cycles,
                                       .conversion_cycles =
                                           c->config.golden.timing.conversion_cycles};
    size_t bytes = 0, used = 0;
    enum status status = make_normal(c, err);
    int at = 0;

    for (int l = 0; l < p->n_layers; l++)
        bytes += (size_t)program_cores(p, l)
                 * ((xbar_bytes(config, program_tiles(p, l)) + 63) & ~(size_t)63);
    c->port = calloc((size_t)c->n_cores, sizeof *c->port);
    c->xbar = calloc((size_t)c->n_cores, sizeof *c->xbar);
    c->xbar_memory = aligned_alloc(64, bytes);
    if (c->port == NULL || c->xbar == NULL || c->xbar_memory == NULL)
        return error_set(err, STATUS_NO_MEMORY, "cosim: no memory for %zu bytes of crossbars",
                         bytes);
    for (int l = 0; l < p->n_layers && status == STATUS_OK; l++)
        for (int k = 0; k < program_cores(p, l) && status == STATUS_OK; k++, at++) {
            const int tiles = program_tiles(p, l);

            status = xbar_init(&c->xbar[at], config, tiles, program_first_tile_id(p, l, k),
                               c->normal, (char *)c->xbar_memory + used, err);
            used += (xbar_bytes(config, tiles) + 63) & ~(size_t)63;
            port_init(&c->port[at], &c->xbar[at], timing);
        }
    return status;
}

static enum status make_setup(struct cosim *c, struct error *err)
{
    const struct program *p = c->program;
    int at = 0;

    c->setup = calloc((size_t)c->n_cores, sizeof *c->setup);
    if (c->setup == NULL)
        return error_set(err, STATUS_NO_MEMORY, "cosim: no memory for %d cores", c->n_cores);
    for (int l = 0; l < p->n_layers; l++)
        for (int k = 0; k < program_cores(p, l); k++, at++) {
            const struct lif_params *lif = &p->layer[l].lif;

            c->setup[at] = (struct cosim_core_setup){
                .port = is_digital(c) ? NULL : &c->port[at],
                .neurons = program_neurons(p, l, k),
                .phases = program_phases(p, l, k),
                .membrane_offset = k * p->geometry.columns,
                .threshold = lif->threshold,
                .leak_shift = lif->leak_shift,
                .gain_shift = lif->gain_shift,
                .refractory_steps = lif->refractory_steps,
                .reset_subtract = lif->reset_subtract,
            };
        }
    return STATUS_OK;
}

static enum status load_library(struct cosim *c, const char *path, struct error *err)
{
    const struct cosim_api *(*get)(void);

    c->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (c->library == NULL)
        return error_set(err, STATUS_BAD_FILE, "cosim: %s", dlerror());
    *(void **)&get = dlsym(c->library, "skyloom_cosim_api");
    c->api = get != NULL ? get() : NULL;
    if (c->api == NULL || c->api->version != COSIM_API_VERSION)
        return error_set(err, STATUS_BAD_FILE, "cosim: %s: not a library of this version", path);
    return STATUS_OK;
}

static enum status make_network(struct cosim *c, struct error *err)
{
    const struct program *p = c->program;
    const struct timing_config *timing = &c->config.golden.timing;
    struct cosim_setup s = {.ops = port_ops,
                            .n_layers = p->n_layers,
                            .timesteps = p->timesteps,
                            .n_classes = p->layer[p->n_layers - 1].n_out,
                            .inputs_per_tile = p->geometry.word_lines / 2,
                            .columns = p->geometry.columns,
                            .converters = p->geometry.converters,
                            .settle_cycles = timing->settle_cycles,
                            .conversion_cycles = timing->conversion_cycles,
                            .pulse_cycles = c->config.pulse_cycles,
                            .gap_cycles = c->config.gap_cycles,
                            .core = c->setup,
                            .trace_path = c->config.trace_path,
                            .trace_layer = c->config.trace_layer,
                            .trace_core = c->config.trace_core,
                            .trace_from = c->config.trace_from,
                            .trace_to = c->config.trace_to};
    char text[400];

    for (int l = 0; l < p->n_layers; l++) {
        s.cores[l] = program_cores(p, l);
        s.neurons[l] = p->layer[l].n_out;
        s.inputs[l] = p->layer[l].n_in;
    }
    c->network = c->api->create(&s, text, sizeof text);
    return c->network != NULL ? STATUS_OK : error_set(err, STATUS_BAD_CONFIG, "cosim: %s", text);
}

enum status cosim_open(struct cosim **out, const struct cosim_config *config,
                       const char *source_dir, const char *cache_dir, const struct watch *watch,
                       struct error *err)
{
    struct cosim_build build;
    struct cosim *c;
    struct path path;
    enum status status = check_config(config, err);

    *out = NULL;
    if (status != STATUS_OK)
        return status;
    build = build_of(config);
    status = cosim_library(&build, source_dir, cache_dir, watch, &path, err);
    if (status != STATUS_OK)
        return status;
    c = calloc(1, sizeof *c);
    if (c == NULL)
        return error_set(err, STATUS_NO_MEMORY, "cosim: no memory");
    c->config = *config;
    c->program = config->program;
    for (int l = 0; l < c->program->n_layers; l++)
        c->n_cores += program_cores(c->program, l);
    status = load_library(c, path.text, err);
    if (status == STATUS_OK && !is_digital(c))
        status = make_arrays(c, err);
    if (status == STATUS_OK)
        status = make_setup(c, err);
    if (status == STATUS_OK)
        status = make_network(c, err);
    if (status != STATUS_OK) {
        cosim_close(c);
        return status;
    }
    *out = c;
    return STATUS_OK;
}

void cosim_close(struct cosim *c)
{
    if (c == NULL)
        return;
    if (c->network != NULL)
        c->api->destroy(c->network);
    if (c->library != NULL)
        dlclose(c->library);
    free(c->setup);
    free(c->port);
    free(c->xbar);
    free(c->xbar_memory);
    free(c->normal);
    free(c);
}
