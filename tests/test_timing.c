#include "check.h"
#include <stdlib.h>
#include <string.h>
#include "twin/timing.h"
/* The closed form against numbers by hand and against a cycle-by-cycle walk of tokens, banks, FIFOs
 * and states. That RTL and closed form agree is the business of the co-simulation tests. */

enum { STEPS = 12, CORES = 4, LAYERS = 3 };

static uint64_t random_bits;

static uint32_t below(uint32_t n)
{
    random_bits = random_bits * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((random_bits >> 33) % n);
}

/* --- the walk --- */

enum core_state { IDLE, WALK, LIF, SWEEP };

struct walk_core {
    bool full[2], sending, sent_all;
    int write_bank, read_bank, step, neurons, phases;
    enum core_state state;
    int64_t until, send_from;
    uint32_t left; /* spikes to send */
};

struct walk_link {
    int source, fifo, head_is_eos[2], step;
    bool done[CORES], first;
    int64_t first_seen;
};

struct walk {
    const struct program *p;
    const struct timing_config *config;
    const struct timing_counts *counts;
    struct walk_core core[LAYERS][CORES];
    struct walk_link link[LAYERS + 1];
    uint64_t sweep_end[LAYERS][STEPS][CORES];
    int64_t now, host_from;
    int host_step;
    uint32_t host_left;
    bool finished;
};

static bool source_valid(const struct walk *w, int l, int source, bool *eos)
{
    const struct walk_core *c;

    if (l == 0) {
        *eos = w->host_left == 0;
        return w->host_step < w->p->timesteps && w->now >= w->host_from;
    }
    c = &w->core[l - 1][source];
    *eos = c->left == 0;
    return c->sending && w->now >= c->send_from;
}

static void source_accept(struct walk *w, int l, int source, bool eos)
{
    struct walk_core *c;

    if (l == 0) {
        if (!eos) {
            w->host_left--;
            return;
        }
        if (++w->host_step == w->p->timesteps)
            return;
        w->host_left = w->counts->input_spikes[w->host_step];
        w->host_from = w->now + 1 + w->config->source_delay[w->host_step];
        return;
    }
    c = &w->core[l - 1][source];
    if (eos)
        c->sent_all = true;
    else
        c->left--;
}

/* Destinations take the head; true when all have. */
static bool give_head(struct walk *w, int l, int n_destinations, const bool ready[])
{
    struct walk_link *k = &w->link[l];
    bool all = true;

    if (l == w->p->n_layers) {
        if (!k->first)
            return true;
        if (k->first_seen < 0)
            k->first_seen = w->now;
        return w->now >= k->first_seen + w->config->sink_delay[k->step];
    }
    for (int d = 0; d < n_destinations; d++) {
        struct walk_core *c = &w->core[l][d];
        if (!k->done[d] && ready[d]) {
            k->done[d] = true;
            if (k->head_is_eos[0]) {
                c->full[c->write_bank] = true;
                c->write_bank ^= 1;
            }
        }
        all = all && k->done[d];
    }
    return all;
}

static void link_cycle(struct walk *w, int l, const bool ready[])
{
    struct walk_link *k = &w->link[l];
    const int n_sources = l == 0 ? 1 : program_cores(w->p, l - 1);
    const int n_destinations = l == w->p->n_layers ? 1 : program_cores(w->p, l);
    bool eos, push = false, push_eos = false;
    const int fifo = k->fifo, source = k->source;

    if (fifo < 2 && source_valid(w, l, source, &eos)) {
        const bool final = source == n_sources - 1;
        source_accept(w, l, source, eos);
        push = !eos || final;
        push_eos = eos;
        if (eos)
            k->source = final ? 0 : source + 1;
    }
    if (fifo > 0 && give_head(w, l, n_destinations, ready)) {
        if (l == w->p->n_layers && k->head_is_eos[0] && ++k->step == w->p->timesteps)
            w->finished = true;
        k->first = k->head_is_eos[0];
        k->first_seen = -1;
        k->head_is_eos[0] = k->head_is_eos[1];
        k->fifo--;
        memset(k->done, 0, sizeof k->done);
    }
    if (push)
        k->head_is_eos[k->fifo++] = push_eos;
}

static void core_cycle(struct walk *w, int l, int n, const struct walk_core *before)
{
    struct walk_core *c = &w->core[l][n];
    const uint32_t tiles = w->counts->active_tiles[l][c->step];
    const uint32_t rows = w->counts->active_rows[l][c->step];

    if (before->state == IDLE && before->full[before->read_bank]) {
        c->state = tiles > 0 ? WALK : LIF;
        c->until = w->now + 2;
        for (uint32_t t = 0; t < tiles; t++) /* rows: all in the first tile but one each */
            c->until += 1
                        + (int64_t)timing_driven_cycles(w->config, c->phases,
                                                        t == 0 ? (int)(rows - (tiles - 1)) : 1);
        c->until -= 1;
        if (tiles == 0) {
            c->full[c->read_bank] = false;
            c->read_bank ^= 1;
        }
    } else if (before->state == WALK && w->now == before->until) {
        c->full[c->read_bank] = false;
        c->read_bank ^= 1;
        c->state = LIF;
    } else if (before->state == LIF && !before->sending) {
        c->state = SWEEP;
        c->until = w->now + 1 + c->neurons + 2;
    } else if (before->state == SWEEP && w->now == before->until) {
        w->sweep_end[l][c->step][n] = (uint64_t)w->now;
        c->state = IDLE;
        c->sending = true;
        c->send_from = w->now + 2;
        c->left =
            w->counts->spikes[l][(size_t)c->step * (size_t)program_cores(w->p, l) + (size_t)n];
        c->step++;
    }
    if (c->sent_all)
        c->sending = c->sent_all = false;
}

static uint64_t walk_image(struct walk *w)
{
    w->host_left = w->counts->input_spikes[0];
    for (int l = 0; l <= w->p->n_layers; l++)
        w->link[l] = (struct walk_link){.first = true, .first_seen = -1};
    for (w->now = 0; !w->finished && w->now < 1000000; w->now++) {
        struct walk_core before[LAYERS][CORES];
        bool ready[LAYERS + 1][CORES] = {{false}};
        memcpy(before, w->core, sizeof before);
        for (int l = 0; l < w->p->n_layers; l++)
            for (int c = 0; c < program_cores(w->p, l); c++)
                ready[l][c] = !before[l][c].full[before[l][c].write_bank];
        for (int l = 0; l <= w->p->n_layers; l++)
            link_cycle(w, l, ready[l]);
        for (int l = 0; l < w->p->n_layers; l++)
            for (int c = 0; c < program_cores(w->p, l); c++)
                core_cycle(w, l, c, &before[l][c]);
    }
    return (uint64_t)w->now;
}

/* --- random cases --- */

struct case_data {
    struct program p;
    struct timing_config config;
    struct timing_counts counts;
    uint32_t input[STEPS], spikes[LAYERS][STEPS * CORES], tiles[LAYERS][STEPS], rows[LAYERS][STEPS];
    uint32_t source_delay[STEPS], sink_delay[STEPS];
    struct walk walk;
};

static void make_counts(struct case_data *d)
{
    for (int s = 0; s < STEPS; s++) {
        d->input[s] = below(3) ? below(20) : 0;
        d->source_delay[s] = below(3) ? 0 : below(200);
        d->sink_delay[s] = below(3) ? 0 : below(300);
    }
    d->counts.input_spikes = d->input;
    for (int l = 0; l < d->p.n_layers; l++) {
        const int cores = program_cores(&d->p, l);
        for (int s = 0; s < STEPS; s++) {
            uint32_t in = l == 0 ? d->input[s] : 0;
            for (int c = 0; l > 0 && c < program_cores(&d->p, l - 1); c++)
                in += d->spikes[l - 1][s * program_cores(&d->p, l - 1) + c];
            d->rows[l][s] = in;
            d->tiles[l][s] = in > 3 ? 1 + below(3) : in > 0;
            for (int c = 0; c < cores; c++)
                d->spikes[l][s * cores + c] = below(2) ? below(9) : 0;
        }
        d->counts.spikes[l] = d->spikes[l];
        d->counts.active_tiles[l] = d->tiles[l];
        d->counts.active_rows[l] = d->rows[l];
    }
}

static void make_case(struct case_data *d, uint64_t seed)
{
    random_bits = seed;
    memset(d, 0, sizeof *d);
    d->p.n_layers = 1 + (int)below(LAYERS);
    d->p.timesteps = STEPS;
    d->p.geometry = (struct xbar_geometry){.word_lines = 32, .columns = 8, .converters = 2};
    for (int l = 0; l < d->p.n_layers; l++) {
        d->p.layer[l].n_out = 1 + (int)below(8 * CORES);
        for (int c = 0; c < program_cores(&d->p, l); c++) {
            const int left = d->p.layer[l].n_out - 8 * c;
            d->walk.core[l][c].neurons = left < 8 ? left : 8;
            d->walk.core[l][c].phases = (d->walk.core[l][c].neurons + 1) / 2;
        }
    }
    d->config.array = below(2) ? ARRAY_ANALOG : ARRAY_DIGITAL;
    d->config.settle_cycles = 1 + (int)below(6);
    d->config.conversion_cycles = 1 + (int)below(3);
    d->config.source_delay = d->source_delay;
    d->config.sink_delay = d->sink_delay;
    make_counts(d);
    d->walk.p = &d->p;
    d->walk.config = &d->config;
    d->walk.counts = &d->counts;
}

static void closed_form_equals_a_cycle_by_cycle_walk(void **state)
{
    struct case_data *d = malloc(sizeof *d);
    uint64_t sweep[LAYERS][STEPS * CORES];

    (void)state;
    assert_non_null(d);
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        struct timing_trace trace = {{sweep[0], sweep[1], sweep[2]}};
        void *scratch;
        uint64_t got, want;
        make_case(d, seed);
        scratch = malloc(timing_scratch_bytes(&d->p));
        got = timing_image(&d->p, &d->config, &d->counts, &trace, scratch);
        free(scratch);
        want = walk_image(&d->walk);
        for (int l = 0; l < d->p.n_layers; l++)
            for (int s = 0; s < STEPS; s++)
                for (int c = 0; c < program_cores(&d->p, l); c++)
                    if (sweep[l][s * program_cores(&d->p, l) + c] != d->walk.sweep_end[l][s][c])
                        fail_msg("seed %d layer %d step %d core %d: sweep ends %d, walk says %d",
                                 (int)seed, l, s, c, (int)sweep[l][s * program_cores(&d->p, l) + c],
                                 (int)d->walk.sweep_end[l][s][c]);
        if (got != want)
            fail_msg("seed %d: %d cycles, walk says %d", (int)seed, (int)got, (int)want);
    }
    free(d);
}

/* --- by hand --- */

static uint64_t one_step(uint32_t in, uint32_t tiles, uint32_t out, int neurons)
{
    struct program p = {.n_layers = 1, .timesteps = 1};
    const struct timing_config config = {ARRAY_ANALOG, 4, 1, NULL, NULL};
    const struct timing_counts counts = {&in, {&out}, {&tiles}, {&in}};
    char *scratch;
    uint64_t cycles;

    p.geometry = (struct xbar_geometry){128, 128, 8};
    p.layer[0].n_out = neurons;
    scratch = malloc(timing_scratch_bytes(&p));
    cycles = timing_image(&p, &config, &counts, NULL, scratch);
    free(scratch);
    return cycles;
}

static void an_empty_step_takes_its_neurons_and_ten_cycles(void **state)
{
    (void)state;
    /* accepted by the host link 0, core 1, seen 2, LIF 3, sweep 4 .. n + 6, token n + 8, read n + 9
     */
    assert_int_equal(one_step(0, 0, 0, 10), 20);
    assert_int_equal(one_step(0, 0, 0, 128), 138);
}

static void tokens_take_one_cycle_each_and_a_tile_its_drive_and_one(void **state)
{
    (void)state;
    /* 2 phases: driven 4 + 2 + 1 cycles */
    assert_int_equal(one_step(5, 1, 0, 10), 20 + 5 + 2 + 7);
    assert_int_equal(one_step(5, 3, 0, 10), 20 + 5 + 2 + 7 + 2 * 8);
    assert_int_equal(one_step(5, 3, 4, 10), 20 + 5 + 2 + 7 + 2 * 8 + 4);
}

static void driven_cycles_count_settling_phases_and_the_last_code(void **state)
{
    const struct timing_config analog = {ARRAY_ANALOG, 4, 1, NULL, NULL};
    const struct timing_config slow = {ARRAY_ANALOG, 1, 3, NULL, NULL};
    const struct timing_config digital = {.array = ARRAY_DIGITAL};

    (void)state;
    assert_int_equal(timing_driven_cycles(&analog, 16, 7), 21);
    assert_int_equal(timing_driven_cycles(&slow, 2, 7), 8);
    assert_int_equal(timing_driven_cycles(&digital, 16, 7), 2 + 16 * 11);
}

static void programming_takes_a_cycle_per_command_and_its_pulses(void **state)
{
    (void)state;
    assert_int_equal(timing_program_cycles(3, 10, 2, 1), 33);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_step_takes_its_neurons_and_ten_cycles),
        cmocka_unit_test(tokens_take_one_cycle_each_and_a_tile_its_drive_and_one),
        cmocka_unit_test(driven_cycles_count_settling_phases_and_the_last_code),
        cmocka_unit_test(programming_takes_a_cycle_per_command_and_its_pulses),
        cmocka_unit_test(closed_form_equals_a_cycle_by_cycle_walk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
