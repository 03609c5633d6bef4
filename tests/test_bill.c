#include "check.h"
#include "energy/bill.h"
#include "energy/cost_yaml.h"
#include "twin/golden_many.h"
#include <stdbool.h>

/* A network that a person can price: 2 inputs, 2 neurons, one tile of 4 word lines x 2 columns with
 * one converter (so 2 phases), 2 states, 4-bit codes, 8-bit membranes, 2 steps, 1 image, f = 4 Hz.
 * Weights: input 0 -> (+1, -1), input 1 -> (+1, 0). Conductance: state 0 = 10, state 1 = 20 quanta.
 * Step 0: input 0 spikes. Step 1: both. Neuron 0 fires once. A tile read is driven for 7 cycles.
 * Word lines of input 0 carry 20 + 10 + 10 + 20 = 60 quanta, of input 1 20 + 10 + 10 + 10 = 50:
 * 60 x 7 + 110 x 7 = 1190 quanta-cycles. Costs are small whole numbers of joules, so that every sum
 * is exact in a double and "equal" below means equal. */
static const struct program program = {
    .n_states = 2,
    .n_layers = 1,
    .timesteps = 2,
    .geometry = {.word_lines = 4, .columns = 2, .converters = 1},
    .converter_bits = 4,
    .layer = {{.n_in = 2, .n_out = 2, .lif = {.threshold = 1, .membrane_bits = 8}}},
};
static const struct device_card card = {
    .n_states = 2, .read_voltage_V = 0.5, .g_quantum_S = 2.0, .pulse_energy_J = 3.0};
static const struct core_area area = {.gates = 100,
                                      .gates_per_input = 1,
                                      .gates_per_converter = 8, /* 100 + 2 + 8 = 110 */
                                      .flops = 10,
                                      .flops_per_input = 1,
                                      .flops_per_converter = 4}; /* 10 + 2 + 4 = 16 */
static const struct ledger analog = {
    .n_layers = 1,
    .images = 1,
    .cycles = 40,                           /* 10 s */
    .layer = {{.n = {[EVENT_TOKENS_IN] = 5, /* 1 + end, 2 + end */
                     [EVENT_BITMAP_WRITES] = 3,
                     [EVENT_TILE_READS] = 2,
                     [EVENT_WORD_LINES] = 6,
                     [EVENT_CONVERSIONS] = 4,
                     [EVENT_ACCUMULATIONS] = 4,
                     [EVENT_NEURON_UPDATES] = 4,
                     [EVENT_SPIKES] = 1,
                     [EVENT_TOKENS_OUT] = 3,
                     [EVENT_DRIVEN_CYCLES] = 14,
                     [EVENT_SWEEP_CYCLES] = 4},
               .read_quanta_cycles = 1190}},
};

static const double toy[COST_COUNT] = {
    [COST_SUPPLY] = 2,
    [COST_WALDEN_FOM] = 1,
    [COST_CURRENT_SENSE] = 3,
    [COST_COLUMN_MUX] = 2,
    [COST_WORD_LINE_DRIVER] = 5,
    [COST_DECODER_32] = 32,
    [COST_DECODER_128] = 64,
    [COST_CELL_PITCH] = 2,
    [COST_WIRE_CAPACITANCE] = 0.25,
    [COST_LINK_LENGTH] = 4, /* 1 F: C V^2 / 4 = 1 J per bit */
    [COST_ADD_8] = 8,
    [COST_ADD_16] = 16,
    [COST_ADD_32] = 32, /* 1 J per bit */
    [COST_SRAM_8K] = 64,
    [COST_SRAM_32K] = 64,
    [COST_SRAM_1M] = 64,
    [COST_FLOP] = 2, /* small memories cost 2 J per bit, as registers do */
    [COST_CLOCK] = 1,
    [COST_GATE_SWITCH] = 1,
    [COST_ACTIVITY] = 0.5,
    [COST_SRAM_LEAKAGE] = 0.25,
    [COST_GATE_LEAKAGE] = 0.125,
    [COST_DRIVER_GATES] = 2,
    [COST_CONVERTER_GATES] = 4,
};

static struct cost_card toy_card(void)
{
    struct cost_card c = {.name = "toy"};

    for (int i = 0; i < COST_COUNT; i++)
        c.c[i].value = (struct range){toy[i] / 2.0, toy[i], toy[i] * 2.0};
    return c;
}

/* The example itself, run by the twin: the counts above were made by hand, not copied from it.
 * Codes are whole levels, threshold 3: neuron 0 sums 1, then 1 + 2 = 3 and fires. Settle 4 cycles,
 * one a conversion, one to release: 4 + 2 + 1 = 7. The pipeline's 40 cycles belong to test_timing.
 */
static void the_twin_counts_what_a_person_counts(void **state)
{
    int8_t level[] = {1, -1, 1, 0};
    const uint64_t input[] = {1, 3};
    struct program p = program;
    struct device_card two_states = card;
    struct golden_config config = {.array = GOLDEN_TILED,
                                   .timing = {.settle_cycles = 4, .conversion_cycles = 1}};
    struct golden *g;
    struct golden_scratch *scratch;
    struct golden_image image;
    struct error err = {0};

    (void)state;
    p.layer[0].level = level;
    p.layer[0].lif.threshold = 3;
    p.converter_lsb_S = 1e-5;      /* 10 quanta */
    two_states.g_quantum_S = 1e-6; /* conductances like a device, counts as above */
    two_states.state[0].g_mean_S = 1e-5;
    two_states.state[1].g_mean_S = 2e-5;
    if (golden_config_crossbar(&config, &p, &two_states, &err) != STATUS_OK
        || golden_create(&g, &p, &config, &err) != STATUS_OK
        || golden_scratch_create(&scratch, g, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    golden_run(g, scratch, input, 0, &image, NULL);
    assert_int_equal(image.winner, 0);
    assert_int_equal(image.spikes[0], 1);
    for (int e = 0; e < EVENT_COUNT; e++)
        if (image.ledger.layer[0].n[e] != analog.layer[0].n[e])
            fail_msg("%s: twin %llu, by hand %llu", event_names[e],
                     (unsigned long long)image.ledger.layer[0].n[e],
                     (unsigned long long)analog.layer[0].n[e]);
    assert_int_equal(image.ledger.layer[0].read_quanta_cycles, 1190);
    /* input 0 has 2 of 4 cells in state 1, read twice; input 1 has 1 of 4, read once */
    assert_int_equal(image.ledger.layer[0].cell_reads[0], 2 * 2 + 3);
    assert_int_equal(image.ledger.layer[0].cell_reads[1], 2 * 2 + 1);
    assert_int_equal(image.ledger.synaptic_ops, 3 * 2);
    golden_scratch_destroy(scratch);
    golden_destroy(g);
}

struct expected {
    enum bill_component component;
    enum bill_phase phase;
    double energy_J;
};

static void check_lines(const struct bill *b, const struct expected want[], size_t n, double total)
{
    assert_int_equal(b->n_items, n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(b->item[i].component, want[i].component);
        assert_int_equal(b->item[i].phase, want[i].phase);
        if (b->item[i].energy_J.typical != want[i].energy_J)
            fail_msg("line %zu: %.17g J, by hand %.17g J (%s)", i, b->item[i].energy_J.typical,
                     want[i].energy_J, b->item[i].formula);
    }
    if (b->total_J.typical != total)
        fail_msg("total %.17g J, by hand %.17g J", b->total_J.typical, total);
}

static void two_neurons_cost_what_a_person_computes(void **state)
{
    const struct cost_card cost = toy_card();
    const struct bill_input in = {&analog, &program, &card, &cost, &area, ARRAY_ANALOG, 4.0};
    const struct expected want[] = {
        {COMPONENT_LINK, PHASE_INPUT, 15},             /* 5 tokens x 3 bit x 1 */
        {COMPONENT_BITMAP, PHASE_INPUT, 24},           /* 3 writes x 2 x 2 bit x 2 */
        {COMPONENT_BITMAP, PHASE_INPUT, 8},            /* 2 reads x 2 x 1 bit x 2 */
        {COMPONENT_BITMAP, PHASE_READ, 8},             /* 2 reads x 2 bit x 2 */
        {COMPONENT_DRIVER, PHASE_READ, 30},            /* 6 lines x 5 */
        {COMPONENT_DRIVER, PHASE_READ, 1.5},           /* 6 x 2 cells x 2 x 0.25 x 0.5^2 */
        {COMPONENT_ARRAY, PHASE_READ, 148.75},         /* 1190 / 4 x 0.5^2 x 2 */
        {COMPONENT_CONVERTER, PHASE_CONVERSION, 64},   /* 4 x 1 x 2^4 */
        {COMPONENT_CONVERTER, PHASE_CONVERSION, 12},   /* 4 x 3 */
        {COMPONENT_CONVERTER, PHASE_CONVERSION, 8},    /* 4 x 2 */
        {COMPONENT_ACCUMULATOR, PHASE_ACCUMULATE, 20}, /* 4 x 5 bit x 1 */
        {COMPONENT_ACCUMULATOR, PHASE_ACCUMULATE, 80}, /* 4 x 2 x 5 bit x 2 */
        {COMPONENT_ACCUMULATOR, PHASE_NEURON, 40},     /* 4 x 5 bit x 2 */
        {COMPONENT_NEURON, PHASE_NEURON, 128},         /* 4 x 4 x 8 bit x 1 */
        {COMPONENT_NEURON, PHASE_NEURON, 192},         /* 4 x 2 x (8 + 4) bit x 2 */
        {COMPONENT_SPIKE_LIST, PHASE_SPIKES, 4},       /* 1 x 2 x 1 bit x 2 */
        {COMPONENT_LINK, PHASE_SPIKES, 36},            /* 3 x 2 x 3 bit x 2 */
        {COMPONENT_LINK, PHASE_SPIKES, 9},             /* 3 x 3 bit x 1 */
        {COMPONENT_READOUT, PHASE_SPIKES, 96},         /* 1 x (2 x 16 + 32 x 2) */
        {COMPONENT_CLOCK, PHASE_CLOCK, 640},           /* 40 cycles x 16 x 1 */
        {COMPONENT_CONTROL, PHASE_CLOCK, 1265},        /* (5 + 14 + 4) x 110 x 0.5 x 1 */
        {COMPONENT_LOGIC, PHASE_LEAKAGE, 137.5},       /* 10 s x 110 x 0.125 */
        {COMPONENT_MEMORY, PHASE_LEAKAGE, 105},        /* 10 x (4 + 2 + 2 x 17 + 2) x 0.25 */
        {COMPONENT_DRIVER, PHASE_LEAKAGE, 10},         /* 10 x 4 x 2 x 0.125 */
        {COMPONENT_CONVERTER, PHASE_LEAKAGE, 5},       /* 10 x 1 x 4 x 0.125 */
    };
    struct bill bill;
    struct error err;

    (void)state;
    assert_int_equal(bill_run(&in, &bill, &err), STATUS_OK);
    /* 47 + 188.25 + 84 + 100 + 360 + 145 + 1905 + 257.5 */
    check_lines(&bill, want, sizeof want / sizeof want[0], 3086.75);
    assert_true(bill.time_s == 10.0 && bill.cycles == 40.0);
}

static void the_same_network_in_memory_pays_for_reads_and_leaks(void **state)
{
    const struct cost_card cost = toy_card();
    struct ledger ledger = analog;
    const struct bill_input in = {&ledger, &program, &card, &cost, &area, ARRAY_DIGITAL, 4.0};
    struct bill bill;
    struct error err;

    (void)state;
    ledger.layer[0].n[EVENT_MEMORY_READS] = 6; /* 3 spikes x 2 phases, words of 1 x 2 bit */
    assert_int_equal(bill_run(&in, &bill, &err), STATUS_OK);
    assert_int_equal(program_weight_bits(&program), 2);
    assert_true(bill_phase_J(&bill, PHASE_CONVERSION, -1).high == 0.0);
    assert_true(bill_component_J(&bill, COMPONENT_ARRAY, -1).high == 0.0);
    assert_true(bill_component_J(&bill, COMPONENT_ADDER, -1).typical == 24.0); /* 6 x 4 bit */
    /* 6 x 2 bit x 2 J + 10 s x (2 rows x 2 phases x 1 x 2 bit) x 0.25 W */
    assert_true(bill_component_J(&bill, COMPONENT_WEIGHT_MEMORY, -1).typical == 24.0 + 20.0);
    assert_true(bill_component_J(&bill, COMPONENT_DRIVER, -1).high == 0.0);
}

static void programming_is_priced_once_and_apart(void **state)
{
    const struct cost_card cost = toy_card();
    const struct ledger loading = {
        .n_layers = 1,
        .program_cycles = 16, /* 4 s */
        .layer = {{.n = {[EVENT_PROGRAM_COMMANDS] = 3, [EVENT_PROGRAM_PULSES] = 3}}}};
    const struct bill_input in = {&loading, &program, &card, &cost, &area, ARRAY_ANALOG, 4.0};
    const struct expected want[] = {
        {COMPONENT_LINK, PHASE_PROGRAM, 39},     /* 3 x (1 + 2 + 1 + 9) bit */
        {COMPONENT_DRIVER, PHASE_PROGRAM, 12},   /* 3 x 32 x 4 / 32 */
        {COMPONENT_DRIVER, PHASE_PROGRAM, 15},   /* 3 x 5 */
        {COMPONENT_ARRAY, PHASE_PROGRAM, 9},     /* 3 pulses x 3 */
        {COMPONENT_CLOCK, PHASE_PROGRAM, 256},   /* 16 x 16 */
        {COMPONENT_LOGIC, PHASE_PROGRAM, 55},    /* 4 x 110 x 0.125 */
        {COMPONENT_MEMORY, PHASE_PROGRAM, 42},   /* 4 x 42 x 0.25 */
        {COMPONENT_DRIVER, PHASE_PROGRAM, 4},    /* 4 x 8 x 0.125 */
        {COMPONENT_CONVERTER, PHASE_PROGRAM, 2}, /* 4 x 4 x 0.125 */
    };
    struct bill bill;
    struct error err;

    (void)state;
    assert_int_equal(bill_program(&in, &bill, &err), STATUS_OK);
    check_lines(&bill, want, sizeof want / sizeof want[0], 434.0);
}

/* Three layers of many cores with the shipped card: nothing round about it. */
static void big_example(struct program *p, struct ledger *ledger)
{
    *p = program;
    p->n_layers = 3;
    p->n_states = 7;
    p->geometry = (struct xbar_geometry){128, 128, 8};
    p->converter_bits = 8;
    *ledger = (struct ledger){.n_layers = 3, .images = 7, .cycles = 70001};
    for (int l = 0; l < 3; l++) {
        p->layer[l] = program.layer[0];
        p->layer[l].n_in = l ? 2400 : 784;
        p->layer[l].n_out = l < 2 ? 2400 : 10;
        p->layer[l].lif.membrane_bits = 20;
        for (int e = 0; e < EVENT_COUNT; e++)
            ledger->layer[l].n[e] = (uint64_t)(1013 * (e + 3) + 77 * l);
        ledger->layer[l].read_quanta_cycles = 123456789 + l;
    }
}

static bool equal(struct range a, struct range b, double tolerance)
{
    return fabs(a.low - b.low) <= tolerance * b.low
           && fabs(a.typical - b.typical) <= tolerance * b.typical
           && fabs(a.high - b.high) <= tolerance * b.high;
}

static void totals_are_the_sum_of_their_parts(void **state)
{
    struct device_card skyrmion = card;
    struct program p;
    struct ledger ledger;
    struct cost_card cost;
    struct bill bill;
    struct error err;
    struct range sum = {0, 0, 0}, phases = sum, components = sum, layers = sum;

    (void)state;
    big_example(&p, &ledger);
    skyrmion.g_quantum_S = 1e-7;
    assert_int_equal(cost_load("cmos45", &cost, &err), STATUS_OK);
    for (int digital = 0; digital < 2; digital++) {
        const struct bill_input in = {
            &ledger, &p, &skyrmion, &cost, &area, digital ? ARRAY_DIGITAL : ARRAY_ANALOG, 1e8};

        sum = phases = components = layers = (struct range){0, 0, 0};
        assert_int_equal(bill_run(&in, &bill, &err), STATUS_OK);
        for (size_t i = 0; i < bill.n_items; i++) {
            const struct range e = bill.item[i].energy_J;

            assert_true(e.low <= e.typical && e.typical <= e.high && e.low >= 0.0);
            assert_true(equal(range_scale(bill.item[i].one, bill.item[i].quantity), e, 0.0));
            assert_true(bill.item[i].formula[0] != '\0');
            sum = range_sum(sum, e);
        }
        for (int i = 0; i < PHASE_COUNT; i++)
            phases = range_sum(phases, bill_phase_J(&bill, (enum bill_phase)i, -1));
        for (int i = 0; i < COMPONENT_COUNT; i++)
            components = range_sum(components, bill_component_J(&bill, (enum bill_component)i, -1));
        for (int l = 0; l < 3; l++)
            layers = range_sum(layers, bill_layer_J(&bill, l));
        assert_true(equal(sum, bill.total_J, 0.0)); /* the same order: exact */
        assert_true(equal(phases, bill.total_J, 1e-12));
        assert_true(equal(components, bill.total_J, 1e-12));
        assert_true(equal(layers, bill.total_J, 1e-12));
    }
}

static void leakage_is_power_times_the_real_time_of_all_cores(void **state)
{
    const struct cost_card cost = toy_card();
    struct ledger slow = analog;
    const struct bill_input in = {&slow, &program, &card, &cost, &area, ARRAY_ANALOG, 4.0};
    struct bill one, two;
    struct error err;

    (void)state;
    assert_int_equal(bill_run(&in, &one, &err), STATUS_OK);
    slow.cycles *= 2; /* nothing else happens, only time */
    assert_int_equal(bill_run(&in, &two, &err), STATUS_OK);
    assert_true(bill_phase_J(&two, PHASE_LEAKAGE, -1).typical
                == 2.0 * bill_phase_J(&one, PHASE_LEAKAGE, -1).typical);
    assert_true(bill_phase_J(&two, PHASE_READ, -1).typical
                == bill_phase_J(&one, PHASE_READ, -1).typical);
}

static const struct bill_item *find(const struct bill *b, int layer, enum bill_component component,
                                    enum bill_phase phase)
{
    for (size_t i = 0; i < b->n_items; i++)
        if (b->item[i].layer == layer && b->item[i].component == component
            && b->item[i].phase == phase)
            return &b->item[i];
    fail_msg("layer %d: no %s in %s", layer, bill_component_names[component],
             bill_phase_names[phase]);
    return NULL;
}

/* Layer 0 of 784-2400-...: 19 cores of 13 tiles, the last core with 96 neurons in 12 of 16 phases.
 * RAM bits of a core: bitmaps 2 x 13 x 64, list 2 x 13 x 4, sums 128 x 12, neurons 128 x 24, spike
 * list 128 x 7. Weights: 784 rows x (18 x 16 + 12) phases x 8 lanes x 4 bits. */
static void every_core_tile_lane_and_used_phase_is_paid_for(void **state)
{
    const struct cost_card cost = toy_card();
    struct program p;
    struct ledger ledger;
    struct bill array, memory;
    struct error err;

    (void)state;
    big_example(&p, &ledger);
    ledger.images = 1;
    struct bill_input in = {&ledger, &p, &card, &cost, &area, ARRAY_ANALOG, 1.0};
    assert_int_equal(bill_run(&in, &array, &err), STATUS_OK);
    in.array = ARRAY_DIGITAL;
    assert_int_equal(bill_run(&in, &memory, &err), STATUS_OK);
    assert_true(find(&array, 0, COMPONENT_MEMORY, PHASE_LEAKAGE)->one.typical
                == 19 * (1664 + 104 + 1536 + 3072 + 896) * 0.25);
    assert_true(find(&array, 0, COMPONENT_DRIVER, PHASE_LEAKAGE)->one.typical
                == 19 * 13 * 128 * 2 * 0.125);
    assert_true(find(&array, 0, COMPONENT_CONVERTER, PHASE_LEAKAGE)->one.typical
                == 19 * 13 * 8 * 4 * 0.125);
    assert_true(find(&memory, 0, COMPONENT_WEIGHT_MEMORY, PHASE_LEAKAGE)->one.typical
                == 784.0 * 300 * 8 * 4 * 0.25);
    assert_true(find(&memory, 0, COMPONENT_WEIGHT_MEMORY, PHASE_READ)->one.typical
                == 8 * 4 * 2); /* lanes x bits x J */
    assert_true(find(&memory, 0, COMPONENT_ADDER, PHASE_READ)->one.typical == 8 * 8);
}

static void a_bill_of_nothing_is_refused(void **state)
{
    const struct cost_card cost = toy_card();
    const struct ledger none = {.n_layers = 1};
    struct bill_input in = {&none, &program, &card, &cost, &area, ARRAY_ANALOG, 4.0};
    struct bill bill;
    struct error err;

    (void)state;
    assert_int_equal(bill_run(&in, &bill, &err), STATUS_BAD_CONFIG);
    in.ledger = &analog;
    in.frequency_Hz = NAN;
    assert_int_equal(bill_run(&in, &bill, &err), STATUS_BAD_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_twin_counts_what_a_person_counts),
        cmocka_unit_test(two_neurons_cost_what_a_person_computes),
        cmocka_unit_test(the_same_network_in_memory_pays_for_reads_and_leaks),
        cmocka_unit_test(programming_is_priced_once_and_apart),
        cmocka_unit_test(totals_are_the_sum_of_their_parts),
        cmocka_unit_test(leakage_is_power_times_the_real_time_of_all_cores),
        cmocka_unit_test(every_core_tile_lane_and_used_phase_is_paid_for),
        cmocka_unit_test(a_bill_of_nothing_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
