#include "check.h"
#include "report/result.h"
#include "base/quantity.h"
#include "energy/cost_yaml.h"
#include "files/file.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct program program = {
    .n_states = 7,
    .n_layers = 2,
    .timesteps = 20,
    .geometry = {128, 128, 8},
    .converter_bits = 8,
    .layer = {{.n_in = 784, .n_out = 256, .lif = {.threshold = 100, .membrane_bits = 20}},
              {.n_in = 256, .n_out = 10, .lif = {.threshold = 100, .membrane_bits = 20}}},
};
static const struct device_card card = {
    .n_states = 7, .read_voltage_V = 0.1, .g_quantum_S = 1e-7, .pulse_energy_J = 300e-15};

/* Counts of about the size that a 784-256-10 network makes in 20 steps. */
static struct ledger counts(uint64_t images)
{
    struct ledger a = {
        .n_layers = 2, .images = images, .cycles = 9000 * images, .synaptic_ops = 500000 * images};
    const uint64_t n[2][EVENT_COUNT] = {
        {4200, 4000, 500, 8000, 64000, 64000, 5120, 400, 420, 0, 10000, 5200, 32000, 0, 0},
        {420, 400, 70, 800, 1120, 1120, 200, 30, 50, 0, 500, 210, 800, 0, 0}};

    for (int l = 0; l < 2; l++) {
        for (int e = 0; e < EVENT_COUNT; e++)
            a.layer[l].n[e] = n[l][e] * images;
        a.layer[l].read_quanta_cycles = (int64_t)(400000000 * images) / (1 + 20 * l);
        for (int s = 0; s < 7; s++)
            a.layer[l].cell_reads[s] = (uint64_t)(1000 * (s + 1)) * images;
    }
    return a;
}

static void fill_bills(struct run_result *r, const struct cost_card *cost)
{
    const struct core_area area = {.name = "core", .gates = 8000, .flops = 1000};
    struct bill_input in = {&r->ledger, &program, &card, cost, &area, ARRAY_ANALOG, 1e8};
    struct error err;

    r->program_ledger.n_layers = 2;
    r->program_ledger.program_cycles = 1000000;
    r->program_ledger.layer[0].n[EVENT_PROGRAM_PULSES] = 300000;
    r->program_ledger.layer[0].n[EVENT_PROGRAM_COMMANDS] = 100000;
    assert_int_equal(bill_run(&in, &r->bill, &err), STATUS_OK);
    in.ledger = &r->program_ledger;
    assert_int_equal(bill_program(&in, &r->program_bill, &err), STATUS_OK);
    in.ledger = &r->baseline.ledger;
    in.array = ARRAY_DIGITAL;
    assert_int_equal(bill_run(&in, &r->baseline.bill, &err), STATUS_OK);
}

static struct run_result *example(void)
{
    struct run_result *r;
    struct cost_card cost;
    struct error err;

    assert_int_equal(result_create(&r, &err), STATUS_OK);
    assert_int_equal(cost_load("cmos45", &cost, &err), STATUS_OK);
    strcpy(r->name, "two <b>& \"layers\"");
    strcpy(r->doc, "an example <script>alert(1)</script>");
    strcpy(r->engine, "both");
    r->n_classes = 10;
    r->timesteps = 20;
    r->n_layers = 2;
    r->threads = 2;
    r->images = 100;
    r->geometry = program.geometry;
    r->converter_bits = 8;
    r->levels = 13;
    r->frequency_Hz = 1e8;
    r->cycles_min = 8000;
    r->cycles_max = 10001;
    r->wall_s = 1.5;
    r->core_cycles = 12345678;
    for (int l = 0; l < 2; l++) {
        r->n_in[l] = program.layer[l].n_in;
        r->n_out[l] = program.layer[l].n_out;
        r->cores[l] = l ? 1 : 2;
        r->tiles[l] = l ? 4 : 13;
    }
    for (int c = 0; c < 10; c++) {
        r->confusion[c][c] = 9;
        r->confusion[c][(c + 3) % 10] = 1;
        r->correct += 9;
    }
    r->ledger = r->baseline.ledger = counts(100);
    r->baseline.present = true;
    r->baseline.images = 100;
    r->baseline.accuracy = 0.91;
    r->comparison.present = true;
    r->comparison.images = 20;
    fill_bills(r, &cost);
    r->n_samples = RESULT_MAX_SAMPLES;
    for (int i = 0; i < RESULT_MAX_SAMPLES; i++) {
        struct result_sample *s = &r->sample[i];

        *s = (struct result_sample){.image = (uint32_t)i,
                                    .label = i % 10,
                                    .winner = i % 5 ? i % 10 : 7,
                                    .rows = 28,
                                    .cols = 28};
        for (int p = 0; p < 784; p++)
            s->pixels[p] = (uint8_t)(p * (i + 1));
        for (int c = 0; c < 10; c++)
            s->spikes[c] = (uint32_t)(c == s->winner ? 18 : (c * 7 + i) % 11);
    }
    strcpy(r->provenance.version, "test");
    strcpy(r->provenance.device_card, "skyrmion-mml4-7");
    strcpy(r->provenance.host_cpu, "a CPU with a broken name \xff\xfe");
    r->provenance.design = result_design_json(&design_default);
    r->provenance.cost_coefficients = result_cost_json(&cost);
    warnings_add(&r->warnings, "states <last> %d ns", 124);
    return r;
}

static char *temporary(char path[64], const char *ext)
{
    snprintf(path, 64, "/tmp/skyloom-result-%d.%s", (int)getpid(), ext);
    return path;
}

static void result_json_has_the_stable_keys(void **state)
{
    static const char *const keys[] = {
        "accuracy",         "confusion",
        "images",           "timesteps",
        "cycles_per_image", "time_per_image_s",
        "baseline",         "energy_per_image_J",
        "events",           "synaptic_ops_per_image",
        "wall_s",           "images_per_s",
        "provenance",       "engine",
        "comparison",       "programming",
        "warnings",
    };
    struct run_result *r = example();
    struct error err = {0};
    json_error_t where;
    char path[64];
    json_t *o, *energy;

    (void)state;
    if (result_write(temporary(path, "json"), r, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    o = json_load_file(path, 0, &where);
    assert_non_null(o);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (!json_object_get(o, keys[i]))
            fail_msg("no key '%s'", keys[i]);
    assert_close(json_number_value(json_object_get(o, "accuracy")), 0.9, 1e-15);
    assert_close(json_number_value(json_object_get(o, "cycles_per_image")), 9000, 1e-15);
    assert_close(json_number_value(json_object_get(o, "time_per_image_s")), 9e-5, 1e-15);
    energy = json_object_get(o, "energy_per_image_J");
    assert_true(json_number_value(json_object_get(energy, "typical")) == r->bill.total_J.typical);
    assert_non_null(json_object_get(json_object_get(energy, "by_phase"), "array_read"));
    assert_non_null(json_object_get(json_object_get(o, "baseline"), "ratio"));
    assert_non_null(json_object_get(json_object_get(o, "baseline"), "ratio_switching"));
    json_decref(o);
    result_free(r);
    unlink(path);
}

static void a_result_reads_back_as_it_was(void **state)
{
    struct run_result *r = example(), *back;
    struct error err = {0};
    char path[64], again[64];
    unsigned char *a, *b;
    size_t n, m;

    (void)state;
    assert_int_equal(result_write(temporary(path, "json"), r, &err), STATUS_OK);
    if (result_read(path, &back, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_memory_equal(&back->ledger, &r->ledger, sizeof r->ledger);
    assert_true(back->bill.total_J.high == r->bill.total_J.high);
    assert_true(back->bill.time_s == r->bill.time_s);
    assert_memory_equal(back->sample, r->sample, sizeof r->sample);
    assert_int_equal(result_write(temporary(again, "again"), back, &err), STATUS_OK);
    assert_int_equal(file_read_all(path, 1 << 24, &a, &n, &err), STATUS_OK);
    assert_int_equal(file_read_all(again, 1 << 24, &b, &m, &err), STATUS_OK);
    assert_int_equal(n, m);
    assert_memory_equal(a, b, n);
    free(a);
    free(b);
    result_free(r);
    result_free(back);
    unlink(path);
    unlink(again);
}

static void a_bad_result_file_gives_one_line(void **state)
{
    static const char *const texts[] = {"",
                                        "{",
                                        "[]",
                                        "{\"format\": 3}",
                                        "{\"format\": \"skyloom result 1\"}",
                                        "{\"format\": \"skyloom result 1\", \"name\": \"x\"}"};
    struct run_result *r;
    struct error err;
    char path[64];

    (void)state;
    temporary(path, "bad");
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_int_equal(file_write_all(path, texts[i], strlen(texts[i]), &err), STATUS_OK);
        assert_int_equal(result_read(path, &r, &err), STATUS_BAD_FILE);
        assert_null(r);
        assert_null(strchr(err.text, '\n'));
        assert_non_null(strstr(err.text, path));
    }
    unlink(path);
    assert_int_equal(result_read(path, &r, &err), STATUS_BAD_FILE);
}

/* Every tag closed in order, no tag inside a tag: what an XML parser would ask. */
static void check_balanced(const char *page)
{
    char stack[64][16];
    int depth = 0;

    for (const char *at = strchr(page, '<'); at; at = strchr(at + 1, '<')) {
        const char *end = strchr(at, '>');
        char name[16];

        assert_non_null(end);
        if (at[1] == '!')
            continue;
        assert_true(sscanf(at + (at[1] == '/' ? 2 : 1), "%15[a-z0-9A-Z]", name) == 1);
        if (at[1] == '/') {
            assert_true(depth > 0);
            if (strcmp(stack[--depth], name) != 0)
                fail_msg("</%s> closes <%s>", name, stack[depth]);
        } else if (end[-1] != '/') {
            assert_true(depth < 64);
            memcpy(stack[depth++], name, sizeof name);
        }
    }
    assert_int_equal(depth, 0);
}

static void the_report_is_one_well_formed_page_that_fetches_nothing(void **state)
{
    struct run_result *r = example();
    struct error err = {0};
    unsigned char *page;
    size_t n;
    char path[64];
    const char *keep = getenv("SKYLOOM_KEEP_REPORT");

    (void)state;
    if (report_html_write(keep ? keep : temporary(path, "html"), r, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(file_read_all(keep ? keep : path, 1 << 24, &page, &n, &err), STATUS_OK);
    check_balanced((const char *)page);
    assert_null(strstr((const char *)page, "<script"));
    assert_null(strstr((const char *)page, "http"));
    assert_non_null(strstr((const char *)page, "two &lt;b&gt;&amp; &quot;layers&quot;"));
    assert_non_null(strstr((const char *)page, "data:image/png;base64,iVBOR"));
    assert_null(strstr((const char *)page, ">nan"));
    assert_null(strstr((const char *)page, "\"nan"));
    free(page);
    result_free(r);
    if (!keep)
        unlink(path);
}

static void a_report_without_baseline_or_samples_is_still_a_page(void **state)
{
    struct run_result *r = example();
    struct error err = {0};
    unsigned char *page;
    size_t n;
    char path[64];

    (void)state;
    r->baseline.present = false;
    r->comparison.present = false;
    r->n_samples = 0;
    memset(&r->program_bill, 0, sizeof r->program_bill);
    assert_int_equal(report_html_write(temporary(path, "html"), r, &err), STATUS_OK);
    assert_int_equal(file_read_all(path, 1 << 24, &page, &n, &err), STATUS_OK);
    check_balanced((const char *)page);
    free(page);
    result_free(r);
    unlink(path);
}

static void the_summary_fits_a_terminal(void **state)
{
    struct run_result *r = example();
    char *text;
    size_t n;
    int lines = 0;
    FILE *f = open_memstream(&text, &n);

    (void)state;
    assert_non_null(f);
    summary_print(f, r);
    fclose(f);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        assert_true(strlen(line) <= 110);
        lines++;
    }
    assert_in_range(lines, 15, 30);
    free(text);
    result_free(r);
}

static void engineering_units_keep_three_digits(void **state)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0.0, "0 J"},          {1.0, "1.00 J"},       {999.4, "999 J"},     {999.9, "1.00 kJ"},
        {1.234e-9, "1.23 nJ"}, {12.34e-9, "12.3 nJ"}, {123.4e-9, "123 nJ"}, {3e-15, "3.00 fJ"},
        {2e-18, "2.00 aJ"},    {1e-3, "1.00 mJ"},     {1e-6, "1.00 uJ"},    {1e-12, "1.00 pJ"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[32];

        assert_string_equal(quantity_text(text, sizeof text, cases[i].value, "J"), cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(result_json_has_the_stable_keys),
        cmocka_unit_test(a_result_reads_back_as_it_was),
        cmocka_unit_test(a_bad_result_file_gives_one_line),
        cmocka_unit_test(the_report_is_one_well_formed_page_that_fetches_nothing),
        cmocka_unit_test(a_report_without_baseline_or_samples_is_still_a_page),
        cmocka_unit_test(the_summary_fits_a_terminal),
        cmocka_unit_test(engineering_units_keep_three_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
