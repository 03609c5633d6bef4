#include "check.h"
#include <Random123/philox.h>
#include <stdlib.h>
#include <string.h>
#include "twin/golden.h"

/* The independent check: from the int8 weights before mapping, a dense integer product per step,
 * its own LIF and its own Philox. It shares no code with map/ or models/crossbar; both twins, the
 * ideal one and the tiled one with an ideal card and a wide converter, must equal it: every spike
 * and every membrane of every neuron and step. */
enum { MAX_STATES = 12, LAYERS = 3 };

struct network {
    int size[LAYERS + 1], steps;
    int8_t *weight[LAYERS]; /* [in][out] */
    int threshold[LAYERS], leak, gain, refractory, bits;
    bool subtract;
};

struct record { /* [layer][step][neuron] */
    uint8_t *spike[LAYERS];
    int32_t *v[LAYERS];
};

static uint32_t random_word(uint32_t seed, uint32_t n)
{
    const philox4x32_ctr_t counter = {{n, 0, 0, 0}};
    const philox4x32_key_t key = {{seed, 77}};

    return philox4x32(counter, key).v[0];
}

struct dice {
    uint32_t seed, n;
};

static int roll(struct dice *d, int min, int max)
{
    return min + (int)(random_word(d->seed, d->n++) % (uint32_t)(max - min + 1));
}

static struct network random_network(struct dice *d)
{
    struct network net = {.steps = roll(d, 3, 24),
                          .leak = roll(d, 0, 7),
                          .gain = roll(d, 0, 5),
                          .refractory = roll(d, 0, 1) * roll(d, 0, 3),
                          .bits = roll(d, 10, 20),
                          .subtract = roll(d, 0, 1)};

    for (int l = 0; l <= LAYERS; l++)
        net.size[l] = roll(d, 1, l == LAYERS ? 10 : 150);
    for (int l = 0; l < LAYERS; l++) {
        const int top = (1 << (net.bits - 1)) - 1, wanted = roll(d, 1, 60) << net.gain;

        net.threshold[l] = wanted < top ? wanted : top;
        net.weight[l] = malloc((size_t)(net.size[l] * net.size[l + 1]));
        for (int i = 0; i < net.size[l] * net.size[l + 1]; i++)
            net.weight[l][i] = (int8_t)roll(d, l ? -6 : 1 - MAX_STATES, MAX_STATES - 1);
    }
    return net;
}

static struct record record_create(const struct network *net)
{
    struct record r;

    for (int l = 0; l < LAYERS; l++) {
        r.spike[l] = calloc((size_t)(net->steps * net->size[l + 1]), 1);
        r.v[l] = calloc((size_t)(net->steps * net->size[l + 1]), sizeof(int32_t));
    }
    return r;
}

static void record_destroy(struct record *r)
{
    for (int l = 0; l < LAYERS; l++) {
        free(r->spike[l]);
        free(r->v[l]);
    }
}

static int64_t floor_divide(int64_t a, int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

/* One neuron over all steps: spikes in, spikes and membranes out. */
static void dense_neuron(const struct network *net, int l, int neuron, const uint8_t *in,
                         struct record *r)
{
    const int n_in = net->size[l], n_out = net->size[l + 1];
    const int64_t top = ((int64_t)1 << (net->bits - 1)) - 1;
    int64_t v = 0;
    int rest = 0;

    for (int t = 0; t < net->steps; t++) {
        int64_t product = 0;
        int fired = 0;

        for (int i = 0; i < n_in; i++)
            product += in[t * n_in + i] * net->weight[l][i * n_out + neuron];
        if (net->leak)
            v -= v > 0 ? -floor_divide(-v, (int64_t)1 << net->leak)
                       : floor_divide(v, (int64_t)1 << net->leak);
        if (rest) {
            rest--;
        } else {
            v += product * ((int64_t)1 << net->gain);
            if (v > top)
                v = top;
            if (v < -top - 1)
                v = -top - 1;
            fired = v >= net->threshold[l];
        }
        if (fired) {
            v = net->subtract ? v - net->threshold[l] : 0;
            rest = net->refractory;
        }
        r->spike[l][t * n_out + neuron] = (uint8_t)fired;
        r->v[l][t * n_out + neuron] = (int32_t)v;
    }
}

static void dense_run(const struct network *net, const uint8_t *input, struct record *r)
{
    for (int l = 0; l < LAYERS; l++)
        for (int neuron = 0; neuron < net->size[l + 1]; neuron++)
            dense_neuron(net, l, neuron, l ? r->spike[l - 1] : input, r);
}

static struct program program_of(const struct network *net, struct dice *d)
{
    static const struct xbar_geometry geometries[] = {{128, 128, 8}, {32, 32, 4},   {128, 64, 64},
                                                      {6, 5, 1},     {64, 128, 16}, {128, 12, 3}};
    struct program p = {.n_states = MAX_STATES,
                        .n_layers = LAYERS,
                        .timesteps = net->steps,
                        .geometry = geometries[roll(d, 0, 5)],
                        .converter_bits = 16,
                        .converter_lsb_S = 1e-6};

    for (int l = 0; l < LAYERS; l++)
        p.layer[l] =
            (struct program_layer){.n_in = net->size[l],
                                   .n_out = net->size[l + 1],
                                   .level = net->weight[l],
                                   .lif = {.threshold = net->threshold[l],
                                           .leak_shift = (uint8_t)net->leak,
                                           .gain_shift = (uint8_t)net->gain,
                                           .refractory_steps = (uint8_t)net->refractory,
                                           .reset_subtract = net->subtract,
                                           .membrane_bits = (uint8_t)net->bits},
                                   .threshold_levels = ldexp(net->threshold[l], -net->gain)};
    return p;
}

static struct device_card ideal_card(void)
{
    struct device_card card = {.name = "ideal",
                               .kind = "ideal",
                               .n_states = MAX_STATES,
                               .read_voltage_V = 0.1,
                               .g_quantum_S = 1e-6 / 16};

    for (int s = 0; s < MAX_STATES; s++)
        card.state[s].g_mean_S = (1 + s) * 1e-6;
    return card;
}

static void set_bits(const uint8_t *spike, int steps, int n, uint64_t *bits)
{
    const int words = (n + 63) / 64;

    for (int t = 0; t < steps; t++)
        for (int i = 0; i < n; i++)
            bits[t * words + i / 64] |= (uint64_t)spike[t * n + i] << (i % 64);
}

/* Spikes counted token by token: the first class to reach the highest count. */
static int dense_winner(const struct network *net, const struct record *r)
{
    const int n = net->size[LAYERS];
    int count[64] = {0}, winner = 0, best = 0;

    for (int t = 0; t < net->steps; t++)
        for (int k = 0; k < n; k++)
            if (r->spike[LAYERS - 1][t * n + k] && ++count[k] > best) {
                best = count[k];
                winner = k;
            }
    return winner;
}

static void compare(const struct network *net, const struct record *want,
                    const struct golden_trace *got)
{
    for (int l = 0; l < LAYERS; l++) {
        const int n = net->size[l + 1], words = (n + 63) / 64;

        for (int t = 0; t < net->steps; t++)
            for (int k = 0; k < n; k++) {
                const int at = t * n + k;
                const int spike = got->spike_bits[l][t * words + k / 64] >> (k % 64) & 1;

                if (spike != want->spike[l][at] || got->membrane[l][at] != want->v[l][at])
                    fail_msg("layer %d step %d neuron %d: spike %d, want %d; membrane %d, want %d",
                             l, t, k, spike, want->spike[l][at], got->membrane[l][at],
                             want->v[l][at]);
            }
    }
}

/* Returns the saturations that the twin counted. */
static uint64_t run_twin(const struct network *net, const struct program *p,
                         const struct golden_config *config, const uint8_t *input,
                         const struct record *want)
{
    const size_t in_words = (size_t)(net->size[0] + 63) / 64;
    uint64_t *bits = calloc((size_t)net->steps * in_words, sizeof *bits);
    struct golden_trace trace = {0};
    struct golden_scratch *scratch;
    struct golden_image image;
    struct golden *g;
    struct error err = {0};

    for (int l = 0; l < LAYERS; l++) {
        const size_t steps = (size_t)net->steps, n = (size_t)net->size[l + 1];

        trace.spike_bits[l] = calloc(steps * ((n + 63) / 64), sizeof(uint64_t));
        trace.membrane[l] = calloc(steps * n, sizeof(int32_t));
    }
    set_bits(input, net->steps, net->size[0], bits);
    if (golden_create(&g, p, config, &err) != STATUS_OK
        || golden_scratch_create(&scratch, g, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    for (int again = 0; again < 2; again++) { /* the second image starts as clean as the first */
        golden_run(g, scratch, bits, 5, &image, &trace);
        compare(net, want, &trace);
        assert_int_equal(image.winner, dense_winner(net, want));
    }
    golden_scratch_destroy(scratch);
    golden_destroy(g);
    for (int l = 0; l < LAYERS; l++) {
        free(trace.spike_bits[l]);
        free(trace.membrane[l]);
    }
    free(bits);
    return image.ledger.layer[0].n[EVENT_SATURATIONS] + image.ledger.layer[1].n[EVENT_SATURATIONS]
           + image.ledger.layer[2].n[EVENT_SATURATIONS];
}

static int count_spikes(const struct network *net, const struct record *r)
{
    int sum = 0;

    for (int i = 0; i < net->steps * net->size[LAYERS]; i++)
        sum += r->spike[LAYERS - 1][i];
    return sum;
}

static void check_networks(enum golden_array array, uint32_t seed, int n_networks)
{
    const struct device_card card = ideal_card();
    uint64_t saturations = 0;
    int spikes = 0;

    for (int i = 0; i < n_networks; i++) {
        struct dice dice = {seed + (uint32_t)i, 0};
        struct network net = random_network(&dice);
        struct program p = program_of(&net, &dice);
        struct golden_config config = {
            .array = array,
            .xbar = {.geometry = p.geometry, .converter = {16, 1024}, .card = &card},
            .timing = {.array = ARRAY_ANALOG, .settle_cycles = 4, .conversion_cycles = 1}};
        struct record want = record_create(&net);
        uint8_t *input = calloc((size_t)(net.steps * net.size[0]), 1);
        const int percent = roll(&dice, 1, 60);

        for (int k = 0; k < net.steps * net.size[0]; k++)
            input[k] = roll(&dice, 0, 99) < percent;
        dense_run(&net, input, &want);
        saturations += run_twin(&net, &p, &config, input, &want);
        spikes += count_spikes(&net, &want);
        record_destroy(&want);
        free(input);
        for (int l = 0; l < LAYERS; l++)
            free(net.weight[l]);
    }
    assert_true(spikes > 10 * n_networks); /* the check has seen something */
    assert_true(saturations > 0);
}

static void ideal_twin_equals_a_dense_integer_product(void **state)
{
    (void)state;
    check_networks(GOLDEN_IDEAL, 1000, 60);
}

static void tiled_twin_with_ideal_card_equals_a_dense_integer_product(void **state)
{
    (void)state;
    check_networks(GOLDEN_TILED, 2000, 60);
}

static void encoder_compares_pixels_with_philox_bytes(void **state)
{
    enum { N_IN = 83, STEPS = 9, WORDS = 2 };
    const uint64_t seed = 0x123456789abcdefull;
    const philox4x32_key_t key = {{(uint32_t)seed ^ 1u * 0x9E3779B9u, (uint32_t)(seed >> 32)}};
    int8_t level[N_IN] = {1};
    struct program p = {
        .n_states = 2,
        .n_layers = 1,
        .timesteps = STEPS,
        .geometry = {128, 1, 1},
        .converter_bits = 8,
        .converter_lsb_S = 1e-6,
        .layer[0] = {
            .n_in = N_IN, .n_out = 1, .level = level, .lif = {.threshold = 1, .membrane_bits = 8}}};
    const struct golden_config config = {.timing = {.settle_cycles = 1, .conversion_cycles = 1},
                                         .input_seed = seed};
    uint8_t pixels[N_IN];
    uint64_t bits[STEPS * WORDS];
    struct golden *g;
    struct error err = {0};

    (void)state;
    for (int i = 0; i < N_IN; i++)
        pixels[i] = i < 40 ? (uint8_t)(i * 13) : i < 60 ? 0 : 255;
    assert_int_equal(golden_create(&g, &p, &config, &err), STATUS_OK);
    golden_encode(g, pixels, 4321, bits);
    for (uint32_t t = 0; t < STEPS; t++)
        for (uint32_t i = 0; i < N_IN; i++) {
            const philox4x32_ctr_t counter = {{4321, t, i / 16, 0}};
            const uint32_t word = philox4x32(counter, key).v[i % 16 / 4];
            const uint8_t byte = (uint8_t)(word >> (8 * (i % 4)));

            assert_int_equal(bits[t * WORDS + i / 64] >> (i % 64) & 1, byte < pixels[i]);
        }
    for (uint32_t t = 0; t < STEPS; t++)
        assert_int_equal(bits[t * WORDS + 1] >> (N_IN - 64), 0);
    golden_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ideal_twin_equals_a_dense_integer_product),
        cmocka_unit_test(tiled_twin_with_ideal_card_equals_a_dense_integer_product),
        cmocka_unit_test(encoder_compares_pixels_with_philox_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
