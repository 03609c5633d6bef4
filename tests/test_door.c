#include "check.h"
#include "llg_run_case.h"
#include <limits.h>
#include <math.h>
#include <skyloom.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A call that must come to a status, else with its line. */
#define assert_status(call, wanted)                                                                \
    do {                                                                                           \
        const enum skyloom_status got_ = (call);                                                   \
        if (got_ != (wanted))                                                                      \
            fail_msg("%s: status %d, %s", #call, got_, got_ != SKYLOOM_OK ? err.text : "");        \
    } while (0)

/* --- cards --- */

static void a_card_is_loaded_by_name_with_its_states(void **state)
{
    struct skyloom_card *card;
    struct skyloom_card_info info;
    struct skyloom_error err;

    (void)state;
    assert_int_equal(skyloom_card_load(&card, "skyrmion-mml4-7", &err), SKYLOOM_OK);
    skyloom_card_get(card, &info);
    assert_string_equal(info.name, "skyrmion-mml4-7");
    assert_int_equal(info.n_states, 7);
    for (int k = 1; k < info.n_states; k++)
        assert_true(info.state[k].mean_S > info.state[k - 1].mean_S);
    assert_true(info.pulse_width_s > 0.0 && info.read_voltage_V > 0.0);
    skyloom_card_free(card);
    skyloom_card_free(NULL);
}

static void what_is_not_there_leaves_null_and_a_line(void **state)
{
    struct skyloom_card *card = (struct skyloom_card *)state;
    struct skyloom_design *design = (struct skyloom_design *)state;
    struct skyloom_film *film = (struct skyloom_film *)state;
    struct skyloom_error err;

    assert_int_equal(skyloom_card_load(&card, "no-such", &err), SKYLOOM_BAD_FILE);
    assert_null(card);
    assert_int_equal(err.code, SKYLOOM_BAD_FILE);
    assert_non_null(strstr(err.text, "no-such"));
    assert_int_equal(skyloom_card_load(&card, NULL, &err), SKYLOOM_BAD_CONFIG);
    assert_int_equal(skyloom_design_load(&design, "no-such", NULL), SKYLOOM_BAD_FILE);
    assert_null(design);
    assert_int_equal(skyloom_film_open(&film, "no-such", NULL, 1, NULL, &err), SKYLOOM_BAD_FILE);
    assert_null(film);
}

/* --- designs --- */

static void a_design_keeps_its_keys_when_a_setting_is_refused(void **state)
{
    struct skyloom_design *design;
    struct skyloom_run_options options = {.images = -1};
    struct skyloom_error err;
    char *json;

    (void)state;
    assert_int_equal(skyloom_design_load(&design, "demo", &err), SKYLOOM_OK);
    assert_int_equal(skyloom_design_set(design, "tile.columns=32", &err), SKYLOOM_OK);
    assert_int_equal(skyloom_design_set(design, NULL, &err), SKYLOOM_BAD_CONFIG);
    assert_int_equal(skyloom_design_set(design, "tile.colums=64", &err), SKYLOOM_BAD_CONFIG);
    assert_string_equal(err.text, "design: unknown key tile.colums (did you mean tile.columns?)");
    assert_int_equal(skyloom_run(design, &options, NULL, NULL, &json, &err), SKYLOOM_BAD_CONFIG);
    assert_null(json);
    skyloom_design_free(design);
}

/* --- films --- */

static const char *const one_cell[] = {
    "mesh.n_x=1",
    "mesh.n_y=1",
    "mesh.n_z=1",
    "mesh.cell_x_m=5e-9",
    "mesh.cell_y_m=5e-9",
    "mesh.cell_z_m=5e-9",
    "material.saturation_A_per_m=8e5",
    "material.exchange_J_per_m=1e-11",
    "material.damping=0.1",
    "magnetostatics.mode=off",
    "start.direction=[1, 0, 0]",
    NULL,
};

static struct skyloom_film *open_cell(void)
{
    struct skyloom_film *film;
    struct skyloom_error err;

    if (skyloom_film_open(&film, NULL, one_cell, 1, NULL, &err) != SKYLOOM_OK)
        fail_msg("%s", err.text);
    return film;
}

/* m_z = tanh(alpha gamma B t / (1 + alpha^2)) from the equator. */
static void a_moment_turns_into_a_field_as_the_formula_says(void **state)
{
    const double field_T[3] = {0.0, 0.0, 1.0}, alpha = 0.1, time_s = 40e-12;
    struct skyloom_film *film = open_cell();
    struct skyloom_error err;
    double mean[3];

    (void)state;
    assert_int_equal(skyloom_film_set_field(film, field_T, &err), SKYLOOM_OK);
    assert_int_equal(skyloom_film_advance(film, time_s, NULL, &err), SKYLOOM_OK);
    skyloom_film_mean(film, -1, -1, mean);
    assert_close(mean[2], tanh(alpha * 1.7594613e11 * time_s / (1.0 + alpha * alpha)), 1e-3);
    assert_close(skyloom_film_time_s(film), time_s, 1e-12);
    assert_close(skyloom_film_energy_J(film, "zeeman"), -8e5 * 1.25e-25 * mean[2], 1e-6);
    assert_true(isnan(skyloom_film_energy_J(film, "gravity")));
    skyloom_film_mean(film, 1, -1, mean);
    assert_true(mean[2] == 0.0);
    skyloom_film_close(film);
}

static void a_relaxed_moment_lies_along_the_field_at_the_same_time(void **state)
{
    const double field_T[3] = {0.0, 0.3, 0.0};
    struct skyloom_film *film = open_cell();
    struct skyloom_error err;
    double torque_T;
    float m[3], b[3];

    (void)state;
    assert_int_equal(skyloom_film_set_field(film, field_T, &err), SKYLOOM_OK);
    assert_int_equal(skyloom_film_relax(film, NULL, &torque_T, &err), SKYLOOM_OK);
    skyloom_film_m(film, m);
    skyloom_film_field(film, b);
    assert_close((double)m[1], 1.0, 1e-6);
    assert_close((double)b[1], 0.3, 1e-6);
    assert_true(torque_T < 1e-3);
    assert_true(skyloom_film_time_s(film) == 0.0);
    skyloom_film_close(film);
}

static void a_state_without_direction_is_refused_and_changes_nothing(void **state)
{
    const float zero[3] = {0.0f, 0.0f, 0.0f}, up[3] = {0.0f, 0.0f, 4.0f};
    struct skyloom_film *film = open_cell();
    struct skyloom_error err;
    float m[3];

    (void)state;
    assert_int_equal(skyloom_film_set_m(film, zero, &err), SKYLOOM_BAD_CONFIG);
    assert_int_equal(skyloom_film_write(film, NULL, &err), SKYLOOM_BAD_FILE);
    skyloom_film_m(film, m);
    assert_close((double)m[0], 1.0, 1e-7);
    assert_int_equal(skyloom_film_set_m(film, up, &err), SKYLOOM_OK);
    skyloom_film_m(film, m);
    assert_close((double)m[2], 1.0, 1e-7);
    skyloom_film_close(film);
}

static void numbers_that_are_none_are_refused_by_a_film(void **state)
{
    const double field_T[3] = {0.0, NAN, 0.0};
    struct skyloom_film *film = open_cell();
    struct skyloom_error err;

    (void)state;
    assert_int_equal(skyloom_film_set_field(film, field_T, &err), SKYLOOM_BAD_CONFIG);
    assert_int_equal(skyloom_film_set_temperature(film, -1.0, &err), SKYLOOM_BAD_CONFIG);
    assert_int_equal(skyloom_film_advance(film, INFINITY, NULL, &err), SKYLOOM_BAD_CONFIG);
    assert_int_equal(skyloom_film_run_stage(film, 0, NULL, &err), SKYLOOM_BAD_CONFIG);
    assert_int_equal(skyloom_film_steps(film), 0);
    assert_int_equal(skyloom_film_step(film, &err), SKYLOOM_OK);
    assert_int_equal(skyloom_film_steps(film), 1);
    skyloom_film_close(film);
}

static void stop(void *context, const char *line)
{
    (void)line;
    *(volatile int *)context = 1;
}

static void a_watch_stops_a_film(void **state)
{
    volatile int stopped = 0;
    const struct skyloom_watch watch = {
        .progress = stop, .context = (void *)(uintptr_t)&stopped, .stop = &stopped};
    const double field_T[3] = {0.0, 0.0, 1.0};
    struct skyloom_film *film = open_cell();
    struct skyloom_error err;

    (void)state;
    assert_int_equal(skyloom_film_set_field(film, field_T, &err), SKYLOOM_OK);
    assert_int_equal(skyloom_film_advance(film, 1.0, &watch, &err), SKYLOOM_INTERRUPTED);
    assert_int_equal(skyloom_film_relax(film, &watch, NULL, &err), SKYLOOM_INTERRUPTED);
    skyloom_film_close(film);
}

/* Rows are those of the ends of points alone. */
static const char two_stages[] =
    "mesh: {n_x: 12, n_y: 4, cell_x_m: 4e-9, cell_y_m: 4e-9, cell_z_m: 4e-9}\n"
    "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1.3e-11, damping: 0.1}\n"
    "start: {direction: [1, 0.1, 0]}\n"
    "stage:\n"
    "  - {kind: relax, field_T: [0.1, 0, 0], field_to_T: [-0.1, 0.02, 0], field_steps: 4,\n"
    "     there_and_back: true}\n"
    "  - {kind: run, duration_s: 20e-12, field_T: [0, 0.1, 0]}\n"
    "  - {kind: run, duration_s: 10e-12, field_T: [0, 0, 0.1], field_to_T: [0, 0, 0.3],\n"
    "     field_steps: 2}\n"
    "output: {table_every_s: 0, ovf: false, pictures: false}\n";
enum { ROWS = 9 + 1 + 3 };

static void read_rows(const char *folder, double row[ROWS][4])
{
    char path[400], line[4096];
    FILE *f;

    snprintf(path, sizeof path, "%s/table.txt", folder);
    f = fopen(path, "r");
    assert_non_null(f);
    assert_non_null(fgets(line, sizeof line, f));
    for (int i = 0; i < ROWS; i++) {
        assert_non_null(fgets(line, sizeof line, f));
        assert_int_equal(
            sscanf(line, "%lf %lf %lf %lf", &row[i][0], &row[i][1], &row[i][2], &row[i][3]), 4);
    }
    assert_null(fgets(line, sizeof line, f));
    fclose(f);
}

/* Files hold six digits of a number at least. */
static void assert_row(const struct skyloom_film *film, const double row[4])
{
    double mean[3];

    skyloom_film_mean(film, -1, -1, mean);
    assert_close(skyloom_film_time_s(film), row[0], 1e-6);
    for (int k = 0; k < 3; k++)
        assert_true(fabs(mean[k] - row[1 + k]) < 2e-6);
}

static void stages_and_sweeps_come_to_the_rows_of_the_case(void **state)
{
    static double row[ROWS][4];
    static struct llg_run_result result;
    struct llg_case *c = run_case_load(two_stages);
    const char *folder = run_case_path("rows");
    struct skyloom_film *film;
    struct skyloom_error err;
    int at = 0;

    (void)state;
    run_case_run_well(c, folder, 1, &result);
    read_rows(folder, row);
    assert_status(skyloom_film_open(&film, c->file.text, NULL, 1, NULL, &err), SKYLOOM_OK);
    assert_int_equal(skyloom_film_stages(film), 3);
    assert_int_equal(skyloom_film_points(film, 0), 9);
    assert_int_equal(skyloom_film_points(film, 3), 0);
    for (int point = 0; point < 9; point++) {
        assert_status(skyloom_film_run_point(film, 0, point, NULL, &err), SKYLOOM_OK);
        assert_row(film, row[at++]);
    }
    for (int stage = 1; stage < 3; stage++) {
        assert_status(skyloom_film_run_stage(film, stage, NULL, &err), SKYLOOM_OK);
        at += skyloom_film_points(film, stage);
        assert_row(film, row[at - 1]);
    }
    assert_int_equal(skyloom_film_steps(film), result.steps);
    assert_status(skyloom_film_run_point(film, 0, 9, NULL, &err), SKYLOOM_BAD_CONFIG);
    assert_status(skyloom_film_run_stage(film, 3, NULL, &err), SKYLOOM_BAD_CONFIG);
    skyloom_film_close(film);
    run_case_remove(folder);
    free(c);
}

static void hear(void *context, const char *line) { snprintf(context, 400, "%s", line); }

static void a_film_of_cells_that_are_too_wide_says_so(void **state)
{
    static const char *const wide[] = {
        "mesh.n_x=4",
        "mesh.n_y=4",
        "mesh.cell_x_m=20e-9",
        "mesh.cell_y_m=20e-9",
        "mesh.cell_z_m=1e-9",
        "material.saturation_A_per_m=1e6",
        "material.exchange_J_per_m=1e-11",
        NULL,
    };
    char heard[400] = "";
    const struct skyloom_watch watch = {.report = hear, .context = heard};
    struct skyloom_film *film;
    struct skyloom_error err;

    (void)state;
    assert_status(skyloom_film_open(&film, NULL, wide, 1, &watch, &err), SKYLOOM_OK);
    assert_non_null(strstr(heard, "warning: the longest side of a cell is"));
    skyloom_film_close(film);
}

/* --- particles --- */

static void a_pulse_drives_a_skyrmion_along_the_track_and_rest_does_not(void **state)
{
    struct skyloom_particles *p;
    struct skyloom_particles_count count;
    struct skyloom_error err;
    double x_m, y_m, begin_m = 1e-7;

    (void)state;
    assert_status(skyloom_particles_open(&p, "paper-n1-particles", NULL, NULL, 1, &err),
                  SKYLOOM_OK);
    assert_status(skyloom_particles_add(p, begin_m, 1.1e-7, &err), SKYLOOM_OK);
    assert_status(skyloom_particles_add(p, 1.0, 1.0, &err), SKYLOOM_BAD_CONFIG);
    assert_status(skyloom_particles_pulse(p, 3e11, 2e-9, NULL, &err), SKYLOOM_OK);
    assert_int_equal(skyloom_particles_places(p, 1, &x_m, &y_m), 1);
    assert_true(x_m > begin_m + 1e-9);
    begin_m = x_m;
    assert_status(skyloom_particles_rest(p, 1e-9, NULL, &err), SKYLOOM_OK);
    skyloom_particles_places(p, 1, &x_m, &y_m);
    assert_close(x_m, begin_m, 1e-2);
    assert_close(skyloom_particles_time_s(p), 3e-9, 1e-12);
    skyloom_particles_count(p, &count);
    assert_int_equal(count.pre + count.barrier + count.post, 1);
    assert_status(skyloom_particles_rest(p, -1e-9, NULL, &err), SKYLOOM_BAD_CONFIG);
    assert_status(skyloom_particles_pulse(p, NAN, 1e-9, NULL, &err), SKYLOOM_BAD_CONFIG);
    skyloom_particles_close(p);
}

static void a_device_brings_its_skyrmions_and_its_pulse(void **state)
{
    static const char *const one_layer[] = {"track.repeats=1", NULL};
    struct skyloom_particles *p;
    struct skyloom_particles_count before, after;
    struct skyloom_error err;
    double density_A_per_m2, width_s, gap_s;

    (void)state;
    assert_status(skyloom_particles_open(&p, "paper-n1-particles", "paper", one_layer, 1, &err),
                  SKYLOOM_OK);
    skyloom_particles_own_pulse(p, &density_A_per_m2, &width_s, &gap_s);
    assert_true(density_A_per_m2 > 0.0 && width_s > 0.0 && gap_s > 0.0);
    skyloom_particles_count(p, &before);
    assert_true(before.pre > 0 && before.post == 0);
    for (int i = 0; i < 4; i++)
        assert_status(skyloom_particles_pulse(p, density_A_per_m2, width_s, NULL, &err),
                      SKYLOOM_OK);
    skyloom_particles_count(p, &after);
    assert_true(after.pre < before.pre);
    assert_int_equal(after.pre + after.barrier + after.post + after.at_edge + after.in_pairs
                         + after.to_heat,
                     before.pre + before.barrier);
    skyloom_particles_close(p);
    assert_status(skyloom_particles_open(&p, "paper-n1-particles", "paper", NULL, 1, &err),
                  SKYLOOM_BAD_CONFIG); /* of another stack */
    assert_null(p);
}

static void a_watch_stops_particles_where_they_are(void **state)
{
    volatile int stopped = 0;
    const struct skyloom_watch watch = {
        .progress = stop, .context = (void *)(uintptr_t)&stopped, .stop = &stopped};
    struct skyloom_particles *p;
    struct skyloom_error err;
    double time_s;

    (void)state;
    assert_status(skyloom_particles_open(&p, "paper-n1-particles", NULL, NULL, 1, &err),
                  SKYLOOM_OK);
    assert_status(skyloom_particles_add(p, 1e-7, 1.1e-7, &err), SKYLOOM_OK);
    assert_status(skyloom_particles_rest(p, 1.0, &watch, &err), SKYLOOM_INTERRUPTED);
    time_s = skyloom_particles_time_s(p);
    assert_true(time_s > 0.0 && time_s < 1e-3);
    assert_status(skyloom_particles_pulse(p, 1e11, 1e-9, &watch, &err), SKYLOOM_INTERRUPTED);
    assert_true(skyloom_particles_time_s(p) == time_s);
    skyloom_particles_close(p);
}

/* --- devices and tiles --- */

struct step { /* a kind of one's own: a conductance that goes up and down by steps */
    double step_S;
};

static enum skyloom_status step_prepare(const void *config, void *shared,
                                        struct skyloom_device_traits *traits,
                                        struct skyloom_error *err)
{
    const struct step *c = config;

    memcpy(shared, c, sizeof *c);
    *traits = (struct skyloom_device_traits){1e-6, 2e-6, {1, 1e10, 1e-9}, 2e-9};
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
    double sum_S[COLUMNS], conductance_S[COLUMNS];
    int16_t code[COLUMNS];

    (void)state;
    assert_status(skyloom_tile_open(&t, devices, "step", &tile_config, &err), SKYLOOM_OK);
    assert_status(skyloom_tile_program(t, 0, 99, 4, &err), SKYLOOM_OK);
    pulse[70] = (struct skyloom_device_pulse){1, 1e10, 1e-9};
    assert_status(skyloom_tile_pulse(t, 0, pulse, &err), SKYLOOM_OK);
    assert_status(skyloom_tile_sum(t, 1, sum_S, &err), SKYLOOM_OK);
    assert_close(sum_S[99], 4e-7, 1e-9);
    assert_close(sum_S[70], 1e-7, 1e-9);
    assert_true(sum_S[0] == 0.0);
    assert_status(skyloom_tile_conductance(t, 0, conductance_S, &err), SKYLOOM_OK);
    assert_close(conductance_S[99], 1.4e-6, 1e-9);
    assert_status(skyloom_tile_read(t, 1, 0, 0, code, &err), SKYLOOM_OK);
    skyloom_tile_get(t, &info);
    assert_int_equal(code[99], lrint(4e-7 / info.code_S));
    assert_close(info.energy_J, 5e-15, 1e-9);
    assert_close(info.time_s, 4 * 3e-9 + 1e-9, 1e-9);
    pulse[70].width_s = 2e-9;
    assert_status(skyloom_tile_pulse(t, 0, pulse, &err), SKYLOOM_BAD_CONFIG);
    assert_status(skyloom_tile_program(t, 2, 0, 1, &err), SKYLOOM_BAD_CONFIG);
    assert_status(skyloom_tile_rest(t, -1.0, &err), SKYLOOM_BAD_CONFIG);
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
    assert_status(skyloom_tile_open(&t, devices, "step", &tile_config, &err), SKYLOOM_BAD_CONFIG);
    assert_string_equal(err.text, "step: step_S must be above 0");
    assert_null(t);
    assert_status(skyloom_tile_open(&t, NULL, "step", &tile_config, &err), SKYLOOM_BAD_CONFIG);
    tile_config.inputs = INT_MAX;
    assert_status(skyloom_tile_open(&t, devices, "step", &tile_config, &err), SKYLOOM_BAD_CONFIG);
    skyloom_devices_close(devices);
}

static void a_tile_of_a_card_has_its_conductances(void **state)
{
    struct skyloom_card *card;
    struct skyloom_card_info info;
    struct skyloom_tile_config config = {.inputs = 2, .columns = 4};
    struct skyloom_tile *t;
    struct skyloom_error err;
    double conductance_S[4];

    (void)state;
    assert_status(skyloom_tile_open(&t, NULL, "synapse_card", &config, &err), SKYLOOM_BAD_CONFIG);
    assert_status(skyloom_card_load(&card, "ideal", &err), SKYLOOM_OK);
    skyloom_card_get(card, &info);
    config.card = card;
    assert_status(skyloom_tile_open(&t, NULL, "synapse_card", &config, &err), SKYLOOM_OK);
    skyloom_tile_close(t);
    assert_status(skyloom_tile_open(&t, NULL, "mtj", &config, &err), SKYLOOM_BAD_CONFIG);
    assert_non_null(strstr(err.text, "no effect"));
    assert_status(skyloom_tile_open(&t, NULL, "synapse_card", &config, &err), SKYLOOM_OK);
    skyloom_card_free(card);
    assert_status(skyloom_tile_program(t, 3, 2, 2, &err), SKYLOOM_OK);
    assert_status(skyloom_tile_conductance(t, 3, conductance_S, &err), SKYLOOM_OK);
    assert_close(conductance_S[2], info.state[2].mean_S, 1e-9);
    assert_close(conductance_S[1], info.state[0].mean_S, 1e-9);
    skyloom_tile_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_is_loaded_by_name_with_its_states),
        cmocka_unit_test(what_is_not_there_leaves_null_and_a_line),
        cmocka_unit_test(a_design_keeps_its_keys_when_a_setting_is_refused),
        cmocka_unit_test(a_moment_turns_into_a_field_as_the_formula_says),
        cmocka_unit_test(a_relaxed_moment_lies_along_the_field_at_the_same_time),
        cmocka_unit_test(a_state_without_direction_is_refused_and_changes_nothing),
        cmocka_unit_test(numbers_that_are_none_are_refused_by_a_film),
        cmocka_unit_test(a_watch_stops_a_film),
        cmocka_unit_test(stages_and_sweeps_come_to_the_rows_of_the_case),
        cmocka_unit_test(a_film_of_cells_that_are_too_wide_says_so),
        cmocka_unit_test(a_pulse_drives_a_skyrmion_along_the_track_and_rest_does_not),
        cmocka_unit_test(a_device_brings_its_skyrmions_and_its_pulse),
        cmocka_unit_test(a_watch_stops_particles_where_they_are),
        cmocka_unit_test(kinds_are_found_by_names_that_are_taken_once),
        cmocka_unit_test(a_tile_of_a_kind_of_ones_own_is_programmed_and_read),
        cmocka_unit_test(what_a_kind_says_reaches_who_opens_the_tile),
        cmocka_unit_test(a_tile_of_a_card_has_its_conductances),
    };
    return cmocka_run_group_tests(tests, run_case_open, run_case_close);
}
