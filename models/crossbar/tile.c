#include <math.h>
#include <stdio.h>
#include <string.h>
#include "base/clock.h"
#include "crossbar/tile_parts.h"

#define ALIGN 64
#define PART_STEPS 65536.0 /* of a cell between two looks at the watch */

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

/* Hours of work that a slip of the power of ten asks for. */
static enum status check_steps(const struct tile *t, const char *what, double seconds,
                               struct error *err)
{
    const double step_s = t->traits.step_s;

    if (!(step_s > 0.0) || seconds <= TILE_MOST_STEPS * step_s)
        return STATUS_OK;
    return error_set(
        err, STATUS_BAD_CONFIG,
        "tile: %s of %g s takes %.3g steps of %g s for each cell of device %s, must be "
        "at most %g steps",
        what, seconds, seconds / step_s, step_s, t->config.kind->name, TILE_MOST_STEPS);
}

static enum status check_traits(const struct tile *t, struct error *err)
{
    const struct device_traits *traits = &t->traits;
    enum status status;

    if (!(traits->g_min_S >= 0.0 && traits->g_max_S > traits->g_min_S && isfinite(traits->g_max_S)))
        return error_set(err, STATUS_BAD_CONFIG,
                         "device %s: conductance from %g to %g S, must be ascending, finite and "
                         "not negative",
                         t->config.kind->name, traits->g_min_S, traits->g_max_S);
    status = check_steps(t, "a gap", traits->gap_s, err);
    return status == STATUS_OK ? check_steps(t, "a pulse", traits->pulse.width_s, err) : status;
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

/* False: to be stopped. */
static bool look(struct tile *t, int word_line, size_t column, double since_s)
{
    const double now_s = t->watch != NULL ? clock_now_s() : 0.0;

    if (watch_stopped(t->watch))
        return false;
    if (now_s - t->told_s > 0.2) {
        t->told_s = now_s;
        watch_progress(t->watch, "tile: word line %d, column %zu at %.4g of %.4g ns", word_line,
                       column, 1e9 * since_s, 1e9 * t->time_s);
    }
    return true;
}

/* Cells side by side with one clock, in parts of whole steps, which are the same whoever watches.
 */
static enum status age_some(struct tile *t, int word_line, size_t from, size_t to,
                            struct error *err)
{
    const struct device_key key = key_of(t, word_line, (int)from);
    const double part_s = t->traits.step_s > 0.0 ? PART_STEPS * t->traits.step_s : INFINITY;
    double *clock_s = &t->clock_s[index_of(t, word_line, 0)];
    enum status status = STATUS_OK;

    while (clock_s[from] < t->time_s && status == STATUS_OK) {
        const double since_s = clock_s[from];
        double until_s = fmin(since_s + part_s, t->time_s);

        if (!look(t, word_line, from, since_s))
            return watch_interrupted(err);
        if (!(until_s > since_s)) /* a part is below the rounding of so late a time */
            until_s = t->time_s;
        t->stale[word_line] = true;
        status = t->config.kind->rest(t->shared, cell_at(t, word_line, from), to - from, &key,
                                      until_s - since_s, err);
        for (size_t i = from; i < to; i++)
            clock_s[i] = until_s;
    }
    return status;
}

/* Side by side where their clocks agree, one by one where each takes long. */
enum status tile_age(struct tile *t, int word_line, size_t from, size_t to, struct error *err)
{
    const double *clock_s = &t->clock_s[index_of(t, word_line, 0)];
    enum status status = STATUS_OK;

    if (t->traits.holds)
        from = to;
    while (from < to && status == STATUS_OK) {
        size_t end = from + 1;

        while (end < to && clock_s[end] == clock_s[from] && !(t->traits.step_s > 0.0))
            end++;
        status = age_some(t, word_line, from, end, err);
        from = end;
    }
    return status;
}

enum status tile_rest(struct tile *t, double seconds, struct error *err)
{
    enum status status = device_rest_check(seconds, "tile", err);

    if (status == STATUS_OK && !t->traits.holds)
        status = check_steps(t, "a rest", seconds, err);
    if (status == STATUS_OK)
        t->time_s += seconds;
    return status;
}

/* --- pulses --- */

enum status tile_check_cell(const struct tile *t, int word_line, int column, struct error *err)
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

static enum status check_pulses(const struct tile *t, size_t n, const struct device_pulse pulse[],
                                struct error *err)
{
    enum status status = device_pulse_check(pulse, n, t->config.kind->name, err);

    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        if (pulse[i].polarity != 0)
            status = check_steps(t, "a pulse", pulse[i].width_s, err);
    return status;
}

/* The pulsed ones are ahead of the present by their pulse until time has gone on. */
static enum status pulse_some(struct tile *t, int word_line, size_t from, size_t n,
                              const struct device_pulse pulse[], double *widest_s,
                              struct error *err)
{
    const struct device_kind *kind = t->config.kind;
    const struct device_key key = key_of(t, word_line, (int)from);
    void *cells = cell_at(t, word_line, from);
    enum status status;

    kind->energy_J(t->shared, cells, n, pulse, t->row_S);
    status = check_energy(t, n, err);
    if (status == STATUS_OK)
        status = kind->pulse(t->shared, cells, n, &key, pulse, err);
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        const double width_s = pulse[i].polarity != 0 ? pulse[i].width_s : 0.0;

        t->clock_s[index_of(t, word_line, from + i)] += width_s;
        t->energy_J += t->row_S[i];
        *widest_s = fmax(*widest_s, width_s);
    }
    return status;
}

static enum status pulse_cells(struct tile *t, int word_line, size_t from, size_t n,
                               const struct device_pulse pulse[], struct error *err)
{
    const size_t at_once = t->traits.step_s > 0.0 ? 1 : n;
    enum status status = check_pulses(t, n, pulse, err);
    double widest_s = 0.0;

    if (status == STATUS_OK)
        status = tile_age(t, word_line, from, from + n, err);
    for (size_t i = 0; i < n && status == STATUS_OK; i += at_once)
        status = watch_stopped(t->watch)
                     ? watch_interrupted(err)
                     : pulse_some(t, word_line, from + i, at_once, pulse + i, &widest_s, err);
    t->time_s += widest_s;
    t->stale[word_line] = true;
    return status;
}

enum status tile_pulse(struct tile *t, int word_line, int column, const struct device_pulse *pulse,
                       struct error *err)
{
    const enum status status = tile_check_cell(t, word_line, column, err);

    return status == STATUS_OK ? pulse_cells(t, word_line, (size_t)column, 1, pulse, err) : status;
}

enum status tile_pulse_row(struct tile *t, int word_line, const struct device_pulse pulse[],
                           struct error *err)
{
    const enum status status = tile_check_cell(t, word_line, 0, err);

    return status == STATUS_OK ? pulse_cells(t, word_line, 0, columns_of(t), pulse, err) : status;
}

enum status tile_program(struct tile *t, int word_line, int column, int pulses, struct error *err)
{
    const int polarity = pulses < 0 ? -1 : 1;
    struct device_pulse pulse = t->traits.pulse;
    enum status status = tile_check_cell(t, word_line, column, err);

    if (status == STATUS_OK && (pulses < -TILE_MAX_PULSES || pulses > TILE_MAX_PULSES))
        status = error_set(err, STATUS_BAD_CONFIG, "tile: pulses = %d, must be in [-%d, %d]",
                           pulses, TILE_MAX_PULSES, TILE_MAX_PULSES);
    pulse.polarity = polarity;
    for (; pulses != 0 && status == STATUS_OK; pulses -= polarity) {
        if (watch_stopped(t->watch))
            return watch_interrupted(err);
        status = pulse_cells(t, word_line, (size_t)column, 1, &pulse, err);
        if (status == STATUS_OK)
            status = tile_rest(t, t->traits.gap_s, err);
    }
    return status;
}
