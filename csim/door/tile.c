#include <math.h>
#include <stdlib.h>
#include "crossbar/tile.h"
#include "door/devices.h"
#include "door/kinds.h"

struct skyloom_tile {
    struct tile tile;
    void *memory;
    float *normal;              /* NULL: no read noise */
    struct device_pulse *pulse; /* [columns] scratch, like the next one */
    int32_t *sum;
};

static const struct skyloom_devices no_devices;
enum { DEFAULT_BITS = 8, DEFAULT_QUANTA = 1000, TILE_ALIGN = 64, NORMALS = 65536 };
enum { MOST_INPUTS = 64, WORD = 64 }; /* of the crossbar; bits of a word of inputs */

/* --- make and free --- */

static enum status set_converter(const struct skyloom_tile_config *c, struct converter *converter,
                                 struct error *err)
{
    const int bits = c->code_bits == 0 ? DEFAULT_BITS : c->code_bits;
    const double all = ldexp((double)DEFAULT_QUANTA * c->inputs, 1 - bits);
    const double most = 1 << CONVERTER_SHIFT, step = c->code_quanta;

    return converter_init(converter, bits, step == 0.0 ? fmin(fmax(all, 1.0), most) : step, err);
}

static enum status set_config(const struct skyloom_devices *devices, const char *kind,
                              const struct skyloom_tile_config *c, struct tile_config *out,
                              struct error *err)
{
    *out = (struct tile_config){.geometry = {2 * c->inputs, c->columns, c->columns},
                                .kind = door_find_kind(devices, kind),
                                .seed = c->seed,
                                .tile_id = c->id,
                                .g_quantum_S = c->quantum_S,
                                .read_noise = c->read_noise};
    if (out->kind == NULL)
        return error_set(err, STATUS_BAD_CONFIG, "tile: there is no kind of device '%.64s'", kind);
    return set_converter(c, &out->converter, err);
}

static enum status open_memory(struct skyloom_tile *t, const struct tile_config *config,
                               struct error *err)
{
    const size_t bytes = tile_bytes(config), columns = (size_t)config->geometry.columns;

    t->memory = aligned_alloc(TILE_ALIGN, (bytes + TILE_ALIGN - 1) / TILE_ALIGN * TILE_ALIGN);
    t->pulse = malloc(columns * sizeof *t->pulse);
    t->sum = malloc(columns * sizeof *t->sum);
    if (config->read_noise)
        t->normal = malloc(NORMALS * sizeof *t->normal);
    if (t->memory == NULL || t->pulse == NULL || t->sum == NULL
        || (config->read_noise && t->normal == NULL))
        return error_set(err, STATUS_NO_MEMORY, "tile: no memory for %zu bytes", bytes);
    if (t->normal != NULL)
        normal_table_fill(t->normal);
    return STATUS_OK;
}

static enum status open_tile(struct skyloom_tile *t, const struct skyloom_devices *devices,
                             const char *kind, const char *const settings[],
                             const struct skyloom_tile_config *c, struct error *err)
{
    struct door_kind_settings device;
    struct tile_config config;
    enum status status;

    if (!(c->inputs >= 1 && c->inputs <= MOST_INPUTS))
        return error_set(err, STATUS_BAD_CONFIG, "tile: inputs = %d, must be in [1, %d]", c->inputs,
                         MOST_INPUTS);
    status = set_config(devices, door_name(kind), c, &config, err);
    if (status == STATUS_OK)
        status = door_kind_configure(config.kind, settings, &device, &config.device, err);
    if (status == STATUS_OK)
        status = tile_check(&config, err);
    if (status == STATUS_OK)
        status = open_memory(t, &config, err);
    return status == STATUS_OK ? tile_init(&t->tile, &config, t->normal, t->memory, err) : status;
}

enum skyloom_status skyloom_tile_open(struct skyloom_tile **tile,
                                      const struct skyloom_devices *devices, const char *kind,
                                      const char *const settings[],
                                      const struct skyloom_tile_config *config,
                                      struct skyloom_error *err)
{
    struct error why;
    enum status status = door_alloc((void **)tile, sizeof **tile, &why);

    if (status == STATUS_OK)
        status =
            open_tile(*tile, devices != NULL ? devices : &no_devices, kind, settings, config, &why);
    if (status != STATUS_OK) {
        skyloom_tile_close(*tile);
        *tile = NULL;
    }
    return door_error(err, status, &why);
}

void skyloom_tile_close(struct skyloom_tile *tile)
{
    if (tile == NULL)
        return;
    free(tile->memory);
    free(tile->normal);
    free(tile->pulse);
    free(tile->sum);
    free(tile);
}

void skyloom_tile_get(const struct skyloom_tile *tile, struct skyloom_tile_info *info)
{
    const struct tile *t = &tile->tile;
    const struct device_pulse *pulse = &t->traits.pulse;

    *info = (struct skyloom_tile_info){
        .device = {.g_min_S = t->traits.g_min_S,
                   .g_max_S = t->traits.g_max_S,
                   .pulse = {pulse->polarity, pulse->amplitude_A_per_m2, pulse->width_s},
                   .gap_s = t->traits.gap_s,
                   .step_s = t->traits.step_s},
        .quantum_S = t->config.g_quantum_S,
        .code_S = t->config.g_quantum_S * (1 << CONVERTER_SHIFT) / t->config.converter.multiplier,
        .time_s = t->time_s,
        .energy_J = t->energy_J};
}

/* --- pulses and time --- */

/* Heard during one call. */
static void begin(struct skyloom_tile *tile, const struct watch *watch)
{
    tile->tile.watch = watch;
    tile->tile.told_s = 0.0;
}

static enum skyloom_status end(struct skyloom_tile *tile, enum status status,
                               const struct error *why, struct skyloom_error *err)
{
    watch_over(tile->tile.watch);
    tile->tile.watch = NULL;
    return door_error(err, status, why);
}

enum skyloom_status skyloom_tile_program(struct skyloom_tile *tile, int word_line, int column,
                                         int pulses, const struct skyloom_watch *watch,
                                         struct skyloom_error *err)
{
    const struct watch w = door_watch(watch);
    struct error why;

    begin(tile, &w);
    return end(tile, tile_program(&tile->tile, word_line, column, pulses, &why), &why, err);
}

enum skyloom_status skyloom_tile_pulse(struct skyloom_tile *tile, int word_line,
                                       const struct skyloom_device_pulse pulse[],
                                       const struct skyloom_watch *watch, struct skyloom_error *err)
{
    const struct watch w = door_watch(watch);
    const int columns = tile->tile.config.geometry.columns;
    struct error why;

    for (int i = 0; i < columns; i++)
        tile->pulse[i] = (struct device_pulse){.polarity = pulse[i].polarity,
                                               .amplitude_A_per_m2 = pulse[i].amplitude_A_per_m2,
                                               .width_s = pulse[i].width_s};
    begin(tile, &w);
    return end(tile, tile_pulse_row(&tile->tile, word_line, tile->pulse, &why), &why, err);
}

enum skyloom_status skyloom_tile_rest(struct skyloom_tile *tile, double seconds,
                                      struct skyloom_error *err)
{
    struct error why;

    return door_error(err, tile_rest(&tile->tile, seconds, &why), &why);
}

/* --- reading --- */

enum skyloom_status skyloom_tile_conductance(struct skyloom_tile *tile, int word_line,
                                             const struct skyloom_watch *watch,
                                             double conductance_S[], struct skyloom_error *err)
{
    const struct watch w = door_watch(watch);
    struct error why;

    begin(tile, &w);
    return end(tile, tile_conductance_S(&tile->tile, word_line, conductance_S, &why), &why, err);
}

/* The crossbar's tiles have one word of inputs. */
_Static_assert((int)MOST_INPUTS <= (int)WORD, "inputs of a tile");

enum skyloom_status skyloom_tile_sum(struct skyloom_tile *tile, const uint64_t inputs[],
                                     const struct skyloom_watch *watch, double sum_S[],
                                     struct skyloom_error *err)
{
    const struct watch w = door_watch(watch);
    struct error why;
    enum status status;

    begin(tile, &w);
    status = tile_sum(&tile->tile, inputs[0], tile->sum, &why);
    for (int i = 0; status == STATUS_OK && i < tile->tile.config.geometry.columns; i++)
        sum_S[i] = tile->sum[i] * tile->tile.config.g_quantum_S;
    return end(tile, status, &why, err);
}

enum skyloom_status skyloom_tile_read(struct skyloom_tile *tile, const uint64_t inputs[],
                                      uint32_t image, uint32_t step,
                                      const struct skyloom_watch *watch, int16_t code[],
                                      struct skyloom_error *err)
{
    const struct watch w = door_watch(watch);
    struct error why;

    begin(tile, &w);
    return end(tile, tile_read(&tile->tile, inputs[0], image, step, code, &why), &why, err);
}
