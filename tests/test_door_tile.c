#include "door_case.h"
#include <limits.h>
#include <math.h>
#include <string.h>

/* Devices and tiles of include/skyloom.h. */

struct step { /* a kind of one's own: a conductance that goes up and down by steps */
    double step_S;
};

static enum skyloom_status step_prepare(const void *config, void *shared,
                                        struct skyloom_device_traits *traits,
                                        struct skyloom_error *err)
{
    const struct step *c = config;

    memcpy(shared, c, sizeof *c);
    *traits = (struct skyloom_device_traits){
        .g_min_S = 1e-6, .g_max_S = 2e-6, .pulse = {1, 1e10, 1e-9}, .gap_s = 2e-9, .step_s = 1e-12};
    if (c->step_S > 0.0)
        return SKYLOOM_OK;
    strcpy(err->text, "step: step_S must be above 0");
    return SKYLOOM_BAD_CONFIG;
}

static enum skyloom_status step_init(const void *shared, void *cells, size_t n,
                                     const struct skyloom_device_key *key,
                                     struct skyloom_error *err)
{
    (void)shared, (void)key, (void)err;
    for (size_t i = 0; i < n; i++)
        ((double *)cells)[i] = 1e-6;
    return SKYLOOM_OK;
}

/* A pulse of another width than its own is refused, without words. */
static enum skyloom_status step_pulse(const void *shared, void *cells, size_t n,
                                      const struct skyloom_device_key *key,
                                      const struct skyloom_device_pulse pulse[],
                                      struct skyloom_error *err)
{
    const struct step *c = shared;
    double *g_S = cells;

    (void)err;
    assert_int_equal(key->row, 0);
    for (size_t i = 0; i < n; i++) {
        if (pulse[i].polarity != 0 && pulse[i].width_s != 1e-9)
            return SKYLOOM_PROTOCOL;
        g_S[i] = fmin(2e-6, fmax(1e-6, g_S[i] + pulse[i].polarity * c->step_S));
    }
    return SKYLOOM_OK;
}

static void step_conductance(const void *shared, const void *cells, size_t n,
                             const struct skyloom_device_key *key, double conductance_S[])
{
    (void)shared, (void)key;
    memcpy(conductance_S, cells, n * sizeof *conductance_S);
}

static void step_energy(const void *shared, const void *cells, size_t n,
                        const struct skyloom_device_pulse pulse[], double energy_J[])
{
    (void)shared, (void)cells;
    for (size_t i = 0; i < n; i++)
        energy_J[i] = pulse[i].polarity != 0 ? 1e-15 : 0.0;
}

static struct skyloom_device_kind step_kind(const struct step *config)
{
    return (struct skyloom_device_kind){.name = "step",
                                        .config = config,
                                        .shared_bytes = sizeof *config,
                                        .cell_bytes = sizeof(double),
                                        .prepare = step_prepare,
                                        .init = step_init,
                                        .pulse = step_pulse,
                                        .conductance_S = step_conductance,
                                        .energy_J = step_energy};
}

static struct skyloom_devices *with_step(const struct step *config)
{
    const struct skyloom_device_kind kind = step_kind(config);
    struct skyloom_devices *devices;

    assert_int_equal(skyloom_devices_open(&devices, NULL), SKYLOOM_OK);
    assert_int_equal(skyloom_devices_register(devices, &kind, NULL), SKYLOOM_OK);
    return devices;
}

static void kinds_are_found_by_names_that_are_taken_once(void **state)
{
    static const struct step config = {1e-7};
    struct skyloom_device_kind kind = step_kind(&config);
    struct skyloom_devices *devices = with_step(&config);
    struct skyloom_error err;
    int n = 0;

    (void)state;
    while (skyloom_devices_name(devices, n) != NULL)
        n++;
    assert_string_equal(skyloom_devices_name(devices, 0), "synapse_card");
    assert_string_equal(skyloom_devices_name(devices, n - 1), "step");
    assert_null(skyloom_devices_name(devices, -1));
    assert_int_equal(skyloom_devices_register(devices, &kind, &err), SKYLOOM_BAD_CONFIG);
    kind.name = "mtj";
    assert_int_equal(skyloom_devices_register(devices, &kind, &err), SKYLOOM_BAD_CONFIG);
    kind.name = "other";
    kind.pulse = NULL;
    assert_int_equal(skyloom_devices_register(devices, &kind, &err), SKYLOOM_BAD_CONFIG);
    assert_non_null(strstr(err.text, "pulse"));
    kind = step_kind(&config);
    kind.name = "huge";
    kind.cell_bytes = SIZE_MAX / 128; /* bytes of a tile would come round to few */
    assert_int_equal(skyloom_devices_register(devices, &kind, &err), SKYLOOM_BAD_CONFIG);
    kind.cell_bytes = sizeof(double);
    kind.shared_bytes = SIZE_MAX;
    assert_int_equal(skyloom_devices_register(devices, &kind, &err), SKYLOOM_BAD_CONFIG);
    skyloom_devices_close(devices);
}

/* More columns than are handed over at once. */
static void a_tile_of_a_kind_of_ones_own_is_programmed_and_read(void **state)
{
    enum { COLUMNS = 100 };
    static const struct step config = {1e-7};
    const struct skyloom_tile_config tile_config = {.inputs = 1, .columns = COLUMNS};
    struct skyloom_devices *devices = with_step(&config);
    struct skyloom_device_pulse pulse[COLUMNS] = {{0, 0.0, 0.0}};
    struct skyloom_tile_info info;
    struct skyloom_tile *t;
    struct skyloom_error err;
    const uint64_t first = 1, beyond = 2;
    double sum_S[COLUMNS], conductance_S[COLUMNS];
    int16_t code[COLUMNS];

    (void)state;
    assert_status(skyloom_tile_open(&t, devices, "step", NULL, &tile_config, &err), SKYLOOM_OK);
    assert_status(skyloom_tile_program(t, 0, 99, 4, NULL, &err), SKYLOOM_OK);
    pulse[70] = (struct skyloom_device_pulse){1, 1e10, 1e-9};
    assert_status(skyloom_tile_pulse(t, 0, pulse, NULL, &err), SKYLOOM_OK);
    assert_status(skyloom_tile_sum(t, &first, NULL, sum_S, &err), SKYLOOM_OK);
    assert_close(sum_S[99], 4e-7, 1e-9);
    assert_close(sum_S[70], 1e-7, 1e-9);
    assert_true(sum_S[0] == 0.0);
    assert_status(skyloom_tile_conductance(t, 0, NULL, conductance_S, &err), SKYLOOM_OK);
    assert_close(conductance_S[99], 1.4e-6, 1e-9);
    assert_status(skyloom_tile_read(t, &first, 0, 0, NULL, code, &err), SKYLOOM_OK);
    skyloom_tile_get(t, &info);
    assert_int_equal(code[99], lrint(4e-7 / info.code_S));
    assert_close(info.energy_J, 5e-15, 1e-9);
    assert_close(info.time_s, 4 * 3e-9 + 1e-9, 1e-9);
    pulse[70].width_s = 2e-9;
    assert_status(skyloom_tile_pulse(t, 0, pulse, NULL, &err), SKYLOOM_BAD_CONFIG);
    assert_status(skyloom_tile_program(t, 2, 0, 1, NULL, &err), SKYLOOM_BAD_CONFIG);
    assert_status(skyloom_tile_rest(t, -1.0, &err), SKYLOOM_BAD_CONFIG);
    assert_status(skyloom_tile_sum(t, &beyond, NULL, sum_S, &err), SKYLOOM_BAD_CONFIG);
    skyloom_tile_close(t);
    skyloom_devices_close(devices);
}

static void what_a_kind_says_reaches_who_opens_the_tile(void **state)
{
    static const struct step config = {0.0};
    struct skyloom_tile_config tile_config = {.inputs = 1, .columns = 1};
    struct skyloom_devices *devices = with_step(&config);
    struct skyloom_tile *t;
    struct skyloom_error err;

    (void)state;
    assert_status(skyloom_tile_open(&t, devices, "step", NULL, &tile_config, &err),
                  SKYLOOM_BAD_CONFIG);
    assert_string_equal(err.text, "step: step_S must be above 0");
    assert_null(t);
    assert_status(skyloom_tile_open(&t, NULL, "step", NULL, &tile_config, &err),
                  SKYLOOM_BAD_CONFIG);
    tile_config.inputs = INT_MAX;
    assert_status(skyloom_tile_open(&t, devices, "step", NULL, &tile_config, &err),
                  SKYLOOM_BAD_CONFIG);
    skyloom_devices_close(devices);
}

static void a_tile_of_a_card_has_its_conductances(void **state)
{
    static const char *const ideal[] = {"card=ideal", "losses=false", NULL};
    static const char *const none[] = {"card=no-such", NULL};
    const struct skyloom_tile_config config = {.inputs = 2, .columns = 4};
    struct skyloom_card *card;
    struct skyloom_card_info info;
    struct skyloom_tile *t;
    struct skyloom_error err;
    double conductance_S[4];

    (void)state;
    assert_status(skyloom_tile_open(&t, NULL, "synapse_card", none, &config, &err),
                  SKYLOOM_BAD_FILE);
    assert_null(t);
    assert_status(skyloom_card_load(&card, "ideal", &err), SKYLOOM_OK);
    skyloom_card_get(card, &info);
    skyloom_card_free(card);
    assert_status(skyloom_tile_open(&t, NULL, "synapse_card", ideal, &config, &err), SKYLOOM_OK);
    assert_status(skyloom_tile_program(t, 3, 2, 2, NULL, &err), SKYLOOM_OK);
    assert_status(skyloom_tile_conductance(t, 3, NULL, conductance_S, &err), SKYLOOM_OK);
    assert_close(conductance_S[2], info.state[2].mean_S, 1e-9);
    assert_close(conductance_S[1], info.state[0].mean_S, 1e-9);
    skyloom_tile_close(t);
}

/* One key of each part of each kind, and one that it has not. */
static void kinds_of_the_library_are_set_by_their_tables(void **state)
{
    static const struct {
        const char *kind, *good[6], *bad;
    } kinds[] = {
        {"mtj",
         {"tmr=3", "spin.damping=0.05", "torque.efficiency=0.5", "torque.polarisation=[0, 0, 1]",
          "thermal.temperature_K=0", NULL},
         "card=ideal"},
        {"wall",
         {"g_high_S=8e-5", "wall.damping=0.2", "torque.efficiency=0.2", "thermal.temperature_K=0",
          NULL},
         "wall.density_A_per_m2=1"},
        {"skyrmion_track",
         {"skyrmions=4", "track.pair_J=1e-18", "thermal.temperature_K=0", NULL},
         "skyrmions=1000"},
        {"synapse_card", {"spread=false", "draw=3", NULL}, "state=1"},
    };
    const struct skyloom_tile_config config = {.inputs = 1, .columns = 2};
    struct skyloom_tile_info info;
    struct skyloom_tile *t;
    struct skyloom_error err;

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const char *const bad[] = {kinds[i].bad, NULL};

        assert_status(skyloom_tile_open(&t, NULL, kinds[i].kind, kinds[i].good, &config, &err),
                      SKYLOOM_OK);
        skyloom_tile_get(t, &info);
        if (i == 0)
            assert_close(info.device.g_max_S / info.device.g_min_S, 4.0, 1e-12);
        if (i == 1)
            assert_close(info.device.g_max_S, 8e-5, 1e-12);
        skyloom_tile_close(t);
        assert_status(skyloom_tile_open(&t, NULL, kinds[i].kind, bad, &config, &err),
                      SKYLOOM_BAD_CONFIG);
        assert_null(t);
    }
    assert_status(skyloom_tile_open(&t, NULL, "wall", (const char *[]){"thermal.seed=2", NULL},
                                    &config, &err),
                  SKYLOOM_BAD_CONFIG); /* it is the tile's */
}

static void a_kind_of_ones_own_takes_no_settings(void **state)
{
    static const struct step config = {1e-7};
    static const char *const settings[] = {"step_S=1e-8", NULL};
    const struct skyloom_tile_config tile_config = {.inputs = 1, .columns = 1};
    struct skyloom_devices *devices = with_step(&config);
    struct skyloom_tile *t;
    struct skyloom_error err;

    (void)state;
    assert_status(skyloom_tile_open(&t, devices, "step", settings, &tile_config, &err),
                  SKYLOOM_BAD_CONFIG);
    assert_non_null(strstr(err.text, "step_S=1e-8"));
    skyloom_devices_close(devices);
}

/* 0.1 ms are 1e8 steps of the junction, minutes of work. */
static void a_watch_stops_a_tile_that_ages(void **state)
{
    volatile int stopped = 0;
    const struct skyloom_watch watch = {
        .progress = door_case_stop, .context = (void *)(uintptr_t)&stopped, .stop = &stopped};
    const struct skyloom_tile_config config = {.inputs = 1, .columns = 2};
    const uint64_t first = 1;
    struct skyloom_tile *t;
    struct skyloom_error err;
    double sum_S[2];
    int16_t code[2];

    (void)state;
    assert_status(skyloom_tile_open(&t, NULL, "mtj", NULL, &config, &err), SKYLOOM_OK);
    assert_status(skyloom_tile_rest(t, 1e-3, &err), SKYLOOM_BAD_CONFIG);
    assert_non_null(strstr(err.text, "1e+09 steps"));
    assert_status(skyloom_tile_rest(t, 0.9e-4, &err), SKYLOOM_OK);
    assert_status(skyloom_tile_sum(t, &first, &watch, sum_S, &err), SKYLOOM_INTERRUPTED);
    assert_status(skyloom_tile_read(t, &first, 0, 0, &watch, code, &err), SKYLOOM_INTERRUPTED);
    assert_status(skyloom_tile_conductance(t, 0, &watch, sum_S, &err), SKYLOOM_INTERRUPTED);
    assert_status(skyloom_tile_program(t, 0, 0, 1, &watch, &err), SKYLOOM_INTERRUPTED);
    skyloom_tile_close(t);
}

/* Its rest would take too many steps of the integrator that it says it has. */
static void a_kind_without_rest_holds(void **state)
{
    static const struct step config = {1e-7};
    const struct skyloom_tile_config tile_config = {.inputs = 1, .columns = 1};
    struct skyloom_devices *devices = with_step(&config);
    struct skyloom_tile *t;
    struct skyloom_error err;

    (void)state;
    assert_status(skyloom_tile_open(&t, devices, "step", NULL, &tile_config, &err), SKYLOOM_OK);
    assert_status(skyloom_tile_rest(t, 1.0, &err), SKYLOOM_OK);
    skyloom_tile_close(t);
    skyloom_devices_close(devices);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_found_by_names_that_are_taken_once),
        cmocka_unit_test(a_tile_of_a_kind_of_ones_own_is_programmed_and_read),
        cmocka_unit_test(what_a_kind_says_reaches_who_opens_the_tile),
        cmocka_unit_test(a_tile_of_a_card_has_its_conductances),
        cmocka_unit_test(kinds_of_the_library_are_set_by_their_tables),
        cmocka_unit_test(a_kind_of_ones_own_takes_no_settings),
        cmocka_unit_test(a_watch_stops_a_tile_that_ages),
        cmocka_unit_test(a_kind_without_rest_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
