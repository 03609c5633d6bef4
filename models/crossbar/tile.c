#include "crossbar/tile.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define ALIGN 64

static size_t columns_of(const struct tile *t) { return (size_t)t->config.geometry.columns; }

static void *place(char *memory, size_t *used, size_t bytes)
{
    const size_t at = *used;

    *used += (bytes + ALIGN - 1) / ALIGN * ALIGN;
    return memory == NULL ? NULL : memory + at;
}

static struct xbar_config xbar_config_of(const struct tile *t)
{
    return (struct xbar_config){.geometry = t->config.geometry,
                                .converter = t->config.converter,
                                .card = &t->card,
                                .seed = t->config.seed,
                                .read_noise =
                                    t->config.read_noise && t->config.kind->noise_S != NULL};
}

/* One list of the arrays, for their size (memory NULL) and for their places. */
static size_t lay_out(struct tile *t, char *memory, void **xbar_memory)
{
    const struct xbar_config xbar = xbar_config_of(t);
    const size_t columns = columns_of(t), word_lines = (size_t)t->config.geometry.word_lines;
    const size_t cells = word_lines * columns;
    size_t used = 0;

    *xbar_memory = place(memory, &used, xbar_bytes(&xbar, 1));
    t->shared = place(memory, &used, t->config.kind->shared_size);
    t->cells = place(memory, &used, cells * t->config.kind->cell_size);
    t->clock_s = place(memory, &used, cells * sizeof *t->clock_s);
    t->stale = place(memory, &used, word_lines * sizeof *t->stale);
    t->row_S = place(memory, &used, columns * sizeof *t->row_S);
    t->row_noise_S = place(memory, &used, columns * sizeof *t->row_noise_S);
    t->pair_variance = place(memory, &used, columns * sizeof *t->pair_variance);
    t->row_quanta = place(memory, &used, 2 * columns * sizeof *t->row_quanta);
    return used;
}

enum status tile_check(const struct tile_config *config, struct error *err)
{
    const enum status status = device_kind_check(config->kind, err);

    if (status != STATUS_OK)
        return status;
    if (!(config->g_quantum_S >= 0.0))
        return error_set(err, STATUS_BAD_CONFIG,
                         "tile: g_quantum_S = %g S, must be 0 or above (0: 1/1000 of the range)",
                         config->g_quantum_S);
    return xbar_geometry_check(&config->geometry, 1, err);
}

size_t tile_bytes(const struct tile_config *config)
{
    struct tile t = {.config = *config, .card = {.n_states = 2}};
    void *unused;

    return lay_out(&t, NULL, &unused);
}

static struct device_key key_of(const struct tile *t, int word_line, int column)
{
    return (struct device_key){.seed = t->config.seed,
                               .array = t->config.tile_id,
                               .row = (uint32_t)word_line,
                               .column = (uint32_t)column};
}

static size_t index_of(const struct tile *t, int word_line, size_t column)
{
    return (size_t)word_line * columns_of(t) + column;
}

static void *cell_at(const struct tile *t, int word_line, size_t column)
{
    return t->cells + index_of(t, word_line, column) * t->config.kind->cell_size;
}

/* The two ends of the range as states: what the crossbar checks its quantum against. */
static void set_card(struct tile *t)
{
    const struct device_traits *traits = &t->traits;
    const double range_S = traits->g_max_S - traits->g_min_S;

    snprintf(t->card.name, sizeof t->card.name, "%.63s", t->config.kind->name);
    t->card.n_states = 2;
    t->card.state[0].g_mean_S = traits->g_min_S;
    t->card.state[1].g_mean_S = traits->g_max_S;
    t->card.g_quantum_S = t->config.g_quantum_S > 0.0 ? t->config.g_quantum_S : range_S / 1000.0;
    t->config.g_quantum_S = t->card.g_quantum_S;
}

static enum status check_traits(const struct tile *t, struct error *err)
{
    const struct device_traits *traits = &t->traits;

    if (!(traits->g_min_S >= 0.0 && traits->g_max_S > traits->g_min_S && isfinite(traits->g_max_S)))
        return error_set(err, STATUS_BAD_CONFIG,
                         "device %s: conductance from %g to %g S, must be ascending, finite and "
                         "not negative",
                         t->config.kind->name, traits->g_min_S, traits->g_max_S);
    return STATUS_OK;
}

/* A quantum above the range would make all cells alike. */
static enum status check_quantum(const struct tile *t, struct error *err)
{
    const double range_S = t->traits.g_max_S - t->traits.g_min_S;

    if (!(t->config.g_quantum_S <= range_S))
        return error_set(err, STATUS_BAD_CONFIG,
                         "tile: g_quantum_S = %g S, must be at most %g S, the range of device %s",
                         t->config.g_quantum_S, range_S, t->config.kind->name);
    return STATUS_OK;
}

static enum status init_cells(struct tile *t, struct error *err)
{
    enum status status = STATUS_OK;

    for (int w = 0; w < t->config.geometry.word_lines && status == STATUS_OK; w++) {
        const struct device_key key = key_of(t, w, 0);

        status = t->config.kind->init(t->shared, cell_at(t, w, 0), columns_of(t), &key, err);
    }
    return status;
}

enum status tile_init(struct tile *t, const struct tile_config *config, const float *normal,
                      void *memory, struct error *err)
{
    enum status status = tile_check(config, err);
    struct xbar_config xbar;
    void *xbar_memory;

    if (status != STATUS_OK)
        return status;
    *t = (struct tile){.config = *config, .card = {.n_states = 2}};
    memset(memory, 0, lay_out(t, memory, &xbar_memory));
    status = config->kind->prepare(config->device, t->shared, &t->traits, err);
    t->config.device = NULL;
    if (status == STATUS_OK)
        status = check_traits(t, err);
    if (status == STATUS_OK)
        status = check_quantum(t, err);
    if (status != STATUS_OK)
        return status;
    set_card(t);
    xbar = xbar_config_of(t);
    status = xbar_init(&t->xbar, &xbar, 1, config->tile_id, normal, xbar_memory, err);
    if (status == STATUS_OK)
        status = init_cells(t, err);
    tile_restore(t);
    return status;
}

void tile_restore(struct tile *t)
{
    memset(t->stale, true, (size_t)t->config.geometry.word_lines * sizeof *t->stale);
}

/* --- time --- */

/* Brings the cells from..to of a word line to the present, side by side where their clocks agree.
 */
static enum status age(struct tile *t, int word_line, size_t from, size_t to, struct error *err)
{
    double *clock_s = &t->clock_s[index_of(t, word_line, 0)];
    enum status status = STATUS_OK;

    if (t->traits.holds)
        from = to;
    while (from < to && status == STATUS_OK) {
        const struct device_key key = key_of(t, word_line, (int)from);
        const double since_s = clock_s[from];
        size_t end = from;

        for (; end < to && clock_s[end] == since_s; end++)
            clock_s[end] = t->time_s;
        if (since_s < t->time_s) {
            t->stale[word_line] = true;
            status = t->config.kind->rest(t->shared, cell_at(t, word_line, from), end - from, &key,
                                          t->time_s - since_s, err);
        }
        from = end;
    }
    return status;
}

enum status tile_rest(struct tile *t, double seconds, struct error *err)
{
    const enum status status = device_rest_check(seconds, "tile", err);

    if (status == STATUS_OK)
        t->time_s += seconds;
    return status;
}

/* --- pulses --- */

static enum status check_cell(const struct tile *t, int word_line, int column, struct error *err)
{
    const struct xbar_geometry *g = &t->config.geometry;

    if (!(word_line >= 0 && word_line < g->word_lines && column >= 0 && column < g->columns))
        return error_set(err, STATUS_BAD_CONFIG,
                         "tile: word line %d, column %d, must be in [0, %d] and [0, %d]", word_line,
                         column, g->word_lines - 1, g->columns - 1);
    return STATUS_OK;
}

/* A kind of one's own may be wrong. */
static enum status check_energy(const struct tile *t, size_t n, struct error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!(t->row_S[i] >= 0.0 && isfinite(t->row_S[i])))
            return error_set(err, STATUS_BAD_CONFIG,
                             "device %s: energy of a pulse = %g J, must be finite and not negative",
                             t->config.kind->name, t->row_S[i]);
    return STATUS_OK;
}

/* The pulsed ones are ahead of the present by their pulse until time has gone on. */
static enum status pulse_cells(struct tile *t, int word_line, size_t from, size_t n,
                               const struct device_pulse pulse[], struct error *err)
{
    const struct device_kind *kind = t->config.kind;
    const struct device_key key = key_of(t, word_line, (int)from);
    void *cells = cell_at(t, word_line, from);
    enum status status = age(t, word_line, from, from + n, err);
    double widest_s = 0.0;

    if (status == STATUS_OK)
        kind->energy_J(t->shared, cells, n, pulse, t->row_S);
    if (status == STATUS_OK)
        status = check_energy(t, n, err);
    if (status == STATUS_OK)
        status = kind->pulse(t->shared, cells, n, &key, pulse, err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        const double width_s = pulse[i].polarity != 0 ? pulse[i].width_s : 0.0;

        t->clock_s[index_of(t, word_line, from + i)] += width_s;
        t->energy_J += t->row_S[i];
        widest_s = fmax(widest_s, width_s);
    }
    t->time_s += widest_s;
    t->stale[word_line] = true;
    return STATUS_OK;
}

enum status tile_pulse(struct tile *t, int word_line, int column, const struct device_pulse *pulse,
                       struct error *err)
{
    const enum status status = check_cell(t, word_line, column, err);

    return status == STATUS_OK ? pulse_cells(t, word_line, (size_t)column, 1, pulse, err) : status;
}

enum status tile_pulse_row(struct tile *t, int word_line, const struct device_pulse pulse[],
                           struct error *err)
{
    const enum status status = check_cell(t, word_line, 0, err);

    return status == STATUS_OK ? pulse_cells(t, word_line, 0, columns_of(t), pulse, err) : status;
}

enum status tile_program(struct tile *t, int word_line, int column, int pulses, struct error *err)
{
    const int polarity = pulses < 0 ? -1 : 1;
    struct device_pulse pulse = t->traits.pulse;
    enum status status = check_cell(t, word_line, column, err);

    if (status == STATUS_OK && (pulses < -TILE_MAX_PULSES || pulses > TILE_MAX_PULSES))
        status = error_set(err, STATUS_BAD_CONFIG, "tile: pulses = %d, must be in [-%d, %d]",
                           pulses, TILE_MAX_PULSES, TILE_MAX_PULSES);
    pulse.polarity = polarity;
    for (; pulses != 0 && status == STATUS_OK; pulses -= polarity) {
        status = pulse_cells(t, word_line, (size_t)column, 1, &pulse, err);
        if (status == STATUS_OK)
            status = tile_rest(t, t->traits.gap_s, err);
    }
    return status;
}

/* --- reading --- */

/* A kind of one's own may be wrong: nothing outside of its range goes on. */
static enum status conductance(struct tile *t, int word_line, double conductance_S[],
                               struct error *err)
{
    const struct device_traits *traits = &t->traits;
    const struct device_key key = key_of(t, word_line, 0);
    const double slack_S = 1e-9 * traits->g_max_S;

    t->config.kind->conductance_S(t->shared, cell_at(t, word_line, 0), columns_of(t), &key,
                                  conductance_S);
    for (size_t i = 0; i < columns_of(t); i++)
        if (!(conductance_S[i] >= traits->g_min_S - slack_S
              && conductance_S[i] <= traits->g_max_S + slack_S))
            return error_set(err, STATUS_BAD_CONFIG,
                             "device %s: conductance of word line %d, column %d = %g S, must be in "
                             "[%g, %g]",
                             t->config.kind->name, word_line, (int)i, conductance_S[i],
                             traits->g_min_S, traits->g_max_S);
    return STATUS_OK;
}

enum status tile_conductance_S(struct tile *t, int word_line, double conductance_S[],
                               struct error *err)
{
    enum status status = check_cell(t, word_line, 0, err);

    if (status == STATUS_OK)
        status = age(t, word_line, 0, columns_of(t), err);
    return status == STATUS_OK ? conductance(t, word_line, conductance_S, err) : status;
}

/* variance[columns] += that of a word line's read noise, quanta^2 */
static enum status add_variance(struct tile *t, int word_line, double variance[], struct error *err)
{
    const double quantum_S = t->config.g_quantum_S;

    t->config.kind->noise_S(t->shared, cell_at(t, word_line, 0), columns_of(t), t->row_noise_S);
    for (size_t i = 0; i < columns_of(t); i++) {
        const double noise = t->row_noise_S[i] / quantum_S;

        variance[i] += noise * noise;
        if (!(variance[i] <= UINT16_MAX))
            return error_set(err, STATUS_BAD_CONFIG,
                             "tile: g_quantum_S = %g S, too small for a read noise of %g S of "
                             "device %s: variances are 16 bit integers",
                             quantum_S, t->row_noise_S[i], t->config.kind->name);
    }
    return STATUS_OK;
}

static enum status to_quanta(struct tile *t, int word_line, int32_t quanta[], struct error *err)
{
    const enum status status = conductance(t, word_line, t->row_S, err);

    for (size_t i = 0; i < columns_of(t) && status == STATUS_OK; i++)
        quanta[i] = (int32_t)lrint(t->row_S[i] / t->config.g_quantum_S);
    if (status == STATUS_OK && t->xbar.config.read_noise)
        return add_variance(t, word_line, t->pair_variance, err);
    return status;
}

/* The two word lines of an input come to the present; what changed goes to the crossbar. */
static enum status refresh_input(struct tile *t, int input, bool *changed, struct error *err)
{
    const int plus = 2 * input, minus = plus + 1;
    enum status status = age(t, plus, 0, columns_of(t), err);

    if (status == STATUS_OK)
        status = age(t, minus, 0, columns_of(t), err);
    if (status != STATUS_OK || !(t->stale[plus] || t->stale[minus]))
        return status;
    memset(t->pair_variance, 0, columns_of(t) * sizeof *t->pair_variance);
    status = to_quanta(t, plus, t->row_quanta, err);
    if (status == STATUS_OK)
        status = to_quanta(t, minus, t->row_quanta + columns_of(t), err);
    if (status != STATUS_OK)
        return status;
    xbar_set_input(&t->xbar, 0, input, t->row_quanta, t->pair_variance);
    t->stale[plus] = t->stale[minus] = false;
    *changed = true;
    return STATUS_OK;
}

static enum status refresh(struct tile *t, uint64_t rows, struct error *err)
{
    const int inputs = t->config.geometry.word_lines / 2;
    enum status status = STATUS_OK;
    bool changed = false;

    if (inputs < 64 && rows >> inputs != 0)
        return error_set(err, STATUS_BAD_CONFIG, "tile: rows 0x%llx beyond the last input %d",
                         (unsigned long long)rows, inputs - 1);
    for (; rows != 0 && status == STATUS_OK; rows &= rows - 1)
        status = refresh_input(t, __builtin_ctzll(rows), &changed, err);
    if (changed)
        xbar_set_done(&t->xbar, 0);
    return status;
}

enum status tile_sum(struct tile *t, uint64_t rows, int32_t sum[], struct error *err)
{
    const enum status status = refresh(t, rows, err);

    if (status == STATUS_OK)
        xbar_sum(&t->xbar, 0, rows, sum);
    return status;
}

enum status tile_read(struct tile *t, uint64_t rows, uint32_t image, uint32_t step, int16_t code[],
                      struct error *err)
{
    const enum status status = refresh(t, rows, err);

    if (status == STATUS_OK)
        xbar_read(&t->xbar, 0, rows, image, step, code);
    return status;
}
