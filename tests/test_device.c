#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lab/track/synapse.h"

static enum status load_text(const char *text, struct synapse *d, struct error *err)
{
    char path[64] = "/tmp/skyloom-device-XXXXXX.yaml";
    const int file = mkstemps(path, 5);
    enum status s;

    assert_true(file >= 0);
    assert_true(write(file, text, strlen(text)) == (ssize_t)strlen(text));
    close(file);
    s = synapse_load(path, d, err);
    unlink(path);
    return s;
}

static void refused(const char *text, const char *says)
{
    struct error err = {0};
    struct synapse d;

    assert_int_equal(load_text(text, &d, &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, says) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, says);
    assert_null(strchr(err.text, '\n'));
}

static void what_a_file_does_not_say_is_the_papers(void **state)
{
    (void)state;
    struct error err = {0};
    struct synapse d;

    assert_int_equal(load_text("name: x\ntrack:\n  repeats: 2\n", &d, &err), STATUS_OK);
    assert_int_equal(d.track.repeats, 2);
    assert_close(d.material.saturation_A_per_m, 956e3, 1e-12);
    assert_close(d.barrier.length_m, 145e-9, 1e-12);
}

static void a_name_that_is_not_shipped_is_answered_with_those_that_are(void **state)
{
    (void)state;
    struct error err = {0};
    struct synapse d;

    assert_int_equal(synapse_load("nosuch", &d, &err), STATUS_BAD_FILE);
    if (strstr(err.text, "must be one of gate, paper, small") == NULL
        || strstr(err.text, "particles") != NULL)
        fail_msg("%s", err.text);
    assert_int_equal(synapse_load("./nosuch.yaml", &d, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "no readable file ./nosuch.yaml"));
}

static void the_shipped_device_loads(void **state)
{
    (void)state;
    struct error err = {0};
    struct synapse d;

    if (synapse_load("paper", &d, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_string_equal(d.name, "paper");
}

/* hbar 3e11 A/m^2 0.6 / (2 e 956e3 A/m 1 nm): the reference's 62 mT. */
static void the_torque_of_the_paper_over_one_nanometre_is_62_mT(void **state)
{
    (void)state;
    struct synapse d = synapse_default;

    d.torque.thickness_m = 1e-9;
    assert_close(synapse_torque_T(&d), 61.97e-3, 1e-3);
}

static void the_length_across_leaves_smaller_gaps(void **state)
{
    (void)state;
    struct synapse d = synapse_default;

    d.barrier.orientation = BARRIER_ACROSS;
    assert_close(synapse_interspace_m(&d), 37.5e-9, 1e-9);
    d.barrier.orientation = BARRIER_ALONG;
    assert_close(synapse_interspace_m(&d), 80e-9, 1e-9);
}

static void nonsense_is_refused_in_a_line(void **state)
{
    (void)state;
    refused("name: x\nbarrier:\n  length_m: 220e-9\n", "the barrier closes the track");
    refused("name: x\ntorque:\n  density_A_per_m2: 30\n", "1 MA/cm^2 is 1e10 A/m^2");
    refused("name: x\nbarrier:\n  corner_m: 31e-9\n", "barrier.corner_m");
    refused("name: x\nbarrier:\n  centre_m: 50e-9\n", "no pre-synapse");
    refused("name: x\nstart:\n  skyrmions: 0\n", "start.skyrmions = 0");
    refused("name: x\ntrack:\n  length_m: 801e-9\n", "track.length_m");
    refused("name: x\nreadout:\n  layer: 4\n", "readout.layer = 4");
    refused("name: x\nreadout:\n  to_m: 900e-9\n", "readout.from_m");
    refused("name: x\npulses:\n  window_s: 6e-9\n", "pulses.window_s");
    refused("name: x\nscan:\n  skyrmions: 3 four\n", "scan.skyrmions");
    refused("name: x\nmaterial:\n  damping: .nan\n", "damping");
    refused("name: x\nspeed: 3\n", "unknown key");
    refused("name: a/b\n", "name = \"a/b\"");
    refused("name: ../../zz\n", "name = \"../../zz\"");
    refused("name: .\n", "name = \".\"");
    refused("name: a b\n", "name = \"a b\"");
}

static void the_hash_tells_what_decides_the_numbers(void **state)
{
    (void)state;
    struct synapse a = synapse_default, b = synapse_default;

    snprintf(b.name, sizeof b.name, "other");
    b.heating.conductor_m = 3e-9;
    b.characterise.watch_s = 1e-6;
    assert_true(synapse_hash(&a) == synapse_hash(&b));
    b.torque.thickness_m *= 1.0 + 1e-15;
    assert_true(synapse_hash(&a) != synapse_hash(&b));
}

static void a_list_is_numbers_between_blanks(void **state)
{
    (void)state;
    double values[SCAN_MAX];
    struct error err = {0};
    int n;

    assert_int_equal(synapse_scan_values("1e-9 2, 3", "k", values, &n, &err), STATUS_OK);
    assert_int_equal(n, 3);
    assert_close(values[0], 1e-9, 1e-15);
    assert_int_equal(synapse_scan_values("", "k", values, &n, &err), STATUS_BAD_CONFIG);
    assert_int_equal(synapse_scan_values("-1", "k", values, &n, &err), STATUS_BAD_CONFIG);
    assert_int_equal(
        synapse_scan_values("1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8", "k", values, &n, &err),
        STATUS_BAD_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_file_does_not_say_is_the_papers),
        cmocka_unit_test(a_name_that_is_not_shipped_is_answered_with_those_that_are),
        cmocka_unit_test(the_shipped_device_loads),
        cmocka_unit_test(the_torque_of_the_paper_over_one_nanometre_is_62_mT),
        cmocka_unit_test(the_length_across_leaves_smaller_gaps),
        cmocka_unit_test(nonsense_is_refused_in_a_line),
        cmocka_unit_test(the_hash_tells_what_decides_the_numbers),
        cmocka_unit_test(a_list_is_numbers_between_blanks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
