#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lab/calibrate/hot_parts.h"
#include "lab/track/film.h"
#include "files/file.h"
#include "scratch_folder.h"

/* --- films made by the particle model itself --- */

static struct calibration cold_one(void)
{
    struct calibration c = {.particles = skyrmions_default};

    snprintf(c.name, sizeof c.name, "test");
    c.particles.drive_Nm_per_A = 1.6e-16;
    c.particles.edge_loss_m = 2e-9;
    c.particles.pair_loss_m = 5e-9;
    c.stack.repeats = 1;
    c.stack.crowding_m3 = 1e-24;
    c.stack.efficiency = synapse_default.torque.efficiency;
    c.stack.torque_thickness_m = synapse_default.torque.thickness_m;
    c.fit.wall_m = 5e-9;
    return c;
}

static const double mz = 0.9, drive = 1.2, pairs = 1.5, edges = 1.3, alone_m = 14e-9,
                    softness_m_per_J = -1e11, rate_per_s = 4e6, share = 0.4;

static struct skyrmions_config hot_one(const struct calibration *c, const struct measure *m)
{
    struct skyrmions_config p = c->particles;

    calibrate_set_track(&m->film, &p);
    p.gyro_Js_per_m2 *= mz;
    p.dissipation_Js_per_m2 *= mz;
    p.drive_Nm_per_A *= drive;
    p.pair_J *= pairs;
    p.edge_J *= edges;
    p.death_rate_per_s = rate_per_s;
    p.death_share = share;
    p.thermal.seed = (int64_t)m->seed;
    return p;
}

/* Radii fall with the energy felt; a body of its own place in the table for each id. */
static void add_look(const struct skyrmions *s, double factor, struct hot_table *t)
{
    struct hot_look *l = &t->look[t->n_looks++];
    double felt_J[SKYRMIONS_MAX];

    *l = (struct hot_look){.time_s = s->time_s, .factor = factor, .film_mz = mz};
    skyrmions_feel(&s->config, s->n, s->x_m, s->y_m, NULL, felt_J);
    for (int i = 0; i < s->n; i++)
        l->body[s->id[i]] = (struct measure_body){
            s->x_m[i], s->y_m[i], alone_m + softness_m_per_J * felt_J[i] * 1e-9, 0.0, 1.0};
}

static void write_hot(const struct calibration *c, const struct measure *m)
{
    struct hot_table *t = calloc(1, sizeof *t);
    struct skyrmions s = {.config = hot_one(c, m)};
    double x_m[SKYRMIONS_MAX], y_m[SKYRMIONS_MAX];
    const int n = (int)lround(m->run_s / m->look_s);
    struct error err = {0};

    t->n_layers = 1;
    t->n_bodies = (int)m->film.start.skyrmions;
    assert_int_equal(track_lattice(&m->film, x_m, y_m, &err), STATUS_OK);
    for (int i = 0; i < t->n_bodies; i++)
        assert_int_equal(skyrmions_add(&s, x_m[i], y_m[i], &err), STATUS_OK);
    add_look(&s, 0.0, t);
    for (int i = 1; i <= n; i++) {
        const double factor = hot_factor(m, (i - 0.5) * m->look_s);

        s.config.radius_m = 13e-9; /* near the mean of those in the table */
        s.config.density_A_per_m2 = factor * m->film.torque.density_A_per_m2;
        if (skyrmions_run(&s, i * m->look_s, &err) != STATUS_OK)
            fail_msg("%s", err.text);
        add_look(&s, factor, t);
    }
    assert_int_equal(hot_write(m, folder, t, &err), STATUS_OK);
    free(t);
}

static struct synapse one_layer(void)
{
    struct synapse d = synapse_default;

    d.track.repeats = 1;
    d.material.temperature_K = 300.0;
    return d;
}

/* 9 films: 2 to 10 % of each. */
static void heat_comes_back_from_films_of_particles(void **state)
{
    struct calibrate_fitting *f = calloc(1, sizeof *f);
    struct measure_list *all = calloc(1, sizeof *all), *list = calloc(1, sizeof *list);
    struct calibration c = cold_one();
    const struct synapse d = one_layer();
    const struct calibration_hot *hot = &c.hot;
    struct error err = {0};

    (void)state;
    calibrate_plan(&c, &d, all);
    for (uint64_t seed = 1; seed <= 9; seed++) {
        struct measure m = all->measure[all->n - 1];

        assert_int_equal(m.kind, MEASURE_HOT);
        m.seed = seed;
        measure_name(&m);
        write_hot(&c, &m);
        list->measure[list->n++] = m;
    }
    *f = (struct calibrate_fitting){.list = list, .folder = folder, .c = &c};
    if (calibrate_fit_hot(f, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_close(hot->temperature_K, 300.0, 1e-12);
    assert_close(hot->magnetisation, mz, 1e-6);
    assert_close(hot->gyro_Js_per_m2, mz * c.particles.gyro_Js_per_m2, 1e-6);
    assert_close(hot->drive_Nm_per_A, drive * c.particles.drive_Nm_per_A, 0.1);
    assert_close(hot->pair_J, pairs * c.particles.pair_J, 0.1);
    assert_close(hot->edge_J, edges * c.particles.edge_J, 0.1);
    assert_close(hot->dissipation_Js_per_m2, mz * c.particles.dissipation_Js_per_m2, 1e-6);
    assert_true(fabs(hot->fitted_dissipation_Js_per_m2 - mz * c.particles.dissipation_Js_per_m2)
                < 3.0 * hot->dissipation_error_Js_per_m2);
    assert_close(hot->noise_ratio, 1.0, 0.1);
    assert_true(hot->pair_error_J < 0.1 * hot->pair_J);
    assert_close(hot->radius_m, alone_m, 0.01);
    assert_true(hot->deaths > 10.0);
    assert_true(fabs(hot->death_share - share) < 3.0 * hot->death_share_error);
    assert_true(fabs(hot->death_rate_per_s - rate_per_s) < 3.0 * hot->death_rate_error_per_s);
    free(all);
    free(list);
    free(f);
}

/* --- what was lost --- */

/* One of two layers flickers, then loses it for good. */
static void a_flicker_is_no_loss(void **state)
{
    const struct measure m = {
        .look_s = 20e-12, .radius_m = 10e-9, .film.track = {.length_m = 100e-9, .width_m = 100e-9}};
    struct hot_table *t = calloc(1, sizeof *t);

    (void)state;
    t->n_layers = 2;
    t->n_bodies = 1;
    t->n_looks = 30;
    for (int i = 0; i < 30; i++)
        t->look[i].body[0] = (struct measure_body){50e-9, 50e-9, 10e-9, 0.0,
                                                   i == 5 || i == 6 || i >= 20 ? 1.0 : 2.0};
    assert_int_equal(hot_lost_at(&m, t, 0, 2), 20);
    assert_int_equal(hot_lost_at(&m, t, 0, 1), 30);
    t->look[10].body[0].y_m = 90e-9; /* comes back from an edge */
    assert_int_equal(hot_lost_at(&m, t, 0, 2), 20);
    for (int i = 15; i < 30; i++)
        t->look[i].body[0].y_m = 90e-9; /* and leaves over it */
    assert_int_equal(hot_lost_at(&m, t, 0, 2), 15);
    for (int i = 15; i < 30; i++)
        t->look[i].body[0].y_m = 50e-9;
    t->n_looks = 23; /* too early to tell */
    assert_int_equal(hot_lost_at(&m, t, 0, 2), 23);
    free(t);
}

/* Two of four layers: 0 is drawn to an edge and is seen there, then loses layers, 1 is torn at 40
 * nm from one, and what is left of it leaves over it. */
static void set_taken_and_torn(struct hot_table *t)
{
    *t = (struct hot_table){.n_looks = 40, .n_bodies = 2, .n_layers = 4};
    for (int i = 0; i < 40; i++) {
        t->look[i].body[0] = (struct measure_body){150e-9, i < 10 ? 60e-9 : 12e-9, 10e-9, 0.0,
                                                   i < 20   ? 4.0
                                                   : i < 30 ? 1.0
                                                            : 0.0};
        t->look[i].body[1] = (struct measure_body){250e-9, i < 15 ? 40e-9 : 8e-9, 10e-9, 0.0,
                                                   i < 12   ? 4.0
                                                   : i < 25 ? 3.0
                                                            : 0.0};
    }
}

static void what_an_edge_takes_does_not_die_of_heat(void **state)
{
    struct hot_fitting *h = calloc(1, sizeof *h);
    struct skyrmions_exposure exposure[80];
    const struct calibration c = cold_one();
    struct measure m = {.film = synapse_default, .look_s = 20e-12, .radius_m = 10e-9};
    double deaths = 0.0, time_s = 0.0;

    (void)state;
    m.film.material.temperature_K = 300.0;
    h->exposure = exposure;
    set_taken_and_torn(&h->table);
    assert_true(hot_is_taken(&m, &h->table, 0, 4) && !hot_is_taken(&m, &h->table, 1, 4));
    assert_true(hot_is_taken(&m, &h->table, 1, 3)); /* what is left */
    hot_take_lives(h, &m, &c.particles);
    for (size_t i = 0; i < h->n_exposures; i++) {
        deaths += exposure[i].deaths;
        time_s += exposure[i].time_s;
    }
    assert_close(deaths, 0.25, 1e-12);
    assert_close(time_s, (10 + 12) * m.look_s, 1e-12);
    for (int i = 0; i < 40; i++)
        h->table.look[i].body[0].layers = i < 10 ? 4.0 : 0.0; /* on the film, all at once */
    assert_false(hot_is_taken(&m, &h->table, 0, 4));
    free(h);
}

static void pulses_go_there_and_back_and_rest(void **state)
{
    const struct measure m = {.factor = 1.0};

    (void)state;
    assert_true(hot_factor(&m, 0.5e-9) == 0.0);
    assert_true(hot_factor(&m, 1.5e-9) == 1.0 && hot_factor(&m, 3.5e-9) == 0.0);
    assert_true(hot_factor(&m, 4.5e-9) == 2.0);
    assert_true(hot_factor(&m, 7.5e-9) == -1.0 && hot_factor(&m, 10.5e-9) == -2.0);
    assert_true(hot_factor(&m, 12.5e-9) == 0.0);
}

/* --- a film of LLG --- */

static void two_in_a_hot_film_are_seen_in_all_layers(void **state)
{
    const struct trial_options options = {.folder = folder};
    struct hot_table *t = malloc(sizeof *t);
    struct measure m;
    struct error err = {0};

    (void)state;
    memset(&m, 0, sizeof m);
    m.kind = MEASURE_HOT;
    m.film = synapse_default;
    m.film.track.length_m = 160e-9;
    m.film.track.width_m = 100e-9;
    m.film.track.repeats = 2;
    m.film.barrier.on = false;
    m.film.barrier.centre_m = 160e-9;
    m.film.material.temperature_K = 100.0;
    m.film.start.skyrmions = 2;
    m.film.readout.from_m = 0.0;
    m.film.readout.to_m = 160e-9;
    m.radius_m = 12e-9;
    m.settle_s = 20e-12;
    m.run_s = 40e-12;
    m.look_s = 20e-12;
    m.seed = 1;
    measure_name(&m);
    if (measure_run(&m, &options, &err) != STATUS_OK || hot_read(&m, folder, t, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(t->n_looks, 3);
    for (int i = 0; i < 2; i++)
        assert_true(t->look[2].body[i].layers == 2.0);
    assert_true(t->look[2].film_mz > 0.9 && t->look[2].film_mz < 1.0);
    assert_true(hypot(t->look[2].body[0].x_m - t->look[2].body[1].x_m,
                      t->look[2].body[0].y_m - t->look[2].body[1].y_m)
                > 40e-9);
    free(t);
}

/* --- use --- */

static struct calibration both(const struct synapse *d)
{
    struct calibration c = cold_one();

    snprintf(c.stack.hash, sizeof c.stack.hash, "%016llx",
             (unsigned long long)calibrate_stack_hash(d));
    c.hot = (struct calibration_hot){.temperature_K = 300.0,
                                     .magnetisation = 0.9,
                                     .radius_m = 2.0 * c.particles.radius_m,
                                     .gyro_Js_per_m2 = 0.9 * c.particles.gyro_Js_per_m2,
                                     .dissipation_Js_per_m2 = c.particles.dissipation_Js_per_m2,
                                     .drive_Nm_per_A = c.particles.drive_Nm_per_A,
                                     .pair_J = 3.0 * c.particles.pair_J,
                                     .edge_J = c.particles.edge_J,
                                     .barrier_J = c.particles.barrier_J,
                                     .edge_loss_m = c.particles.edge_loss_m,
                                     .death_rate_per_s = 1e7,
                                     .death_share = 0.5};
    return c;
}

static void coefficients_go_with_the_temperature(void **state)
{
    struct synapse d = one_layer();
    const struct calibration c = both(&d);
    struct skyrmions_config p;
    struct error err = {0};

    (void)state;
    assert_int_equal(calibrate_apply(&c, &d, &p, &err), STATUS_OK);
    assert_close(p.pair_J, 3.0 * c.particles.pair_J, 1e-12);
    assert_true(p.death_rate_per_s == 1e7 && p.death_share == 0.5);
    d.material.temperature_K = 150.0;
    assert_int_equal(calibrate_apply(&c, &d, &p, &err), STATUS_OK);
    assert_close(p.pair_J, 2.0 * c.particles.pair_J, 1e-12);
    assert_close(p.radius_m, 1.5 * c.particles.radius_m, 1e-12);
    d.material.temperature_K = 0.0;
    assert_int_equal(calibrate_apply(&c, &d, &p, &err), STATUS_OK);
    assert_close(p.gyro_Js_per_m2, c.particles.gyro_Js_per_m2, 1e-12);
    assert_true(p.death_rate_per_s == 0.0);
    d.material.temperature_K = 400.0;
    assert_int_equal(calibrate_apply(&c, &d, &p, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "400 K, must be in [0, 360]"));
}

static void coefficients_of_0_K_are_for_0_K(void **state)
{
    struct synapse d = one_layer();
    struct calibration c = both(&d);
    struct skyrmions_config p;
    struct error err = {0};

    (void)state;
    c.hot = (struct calibration_hot){0};
    d.material.temperature_K = 10.0;
    assert_int_equal(calibrate_apply(&c, &d, &p, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "material.temperature_K = 10 K, must be 0"));
    d.material.temperature_K = 0.0;
    assert_int_equal(calibrate_apply(&c, &d, &p, &err), STATUS_OK);
}

static void refused_by_the_file(const struct calibration *c, const char *says)
{
    struct calibration back;
    struct error err = {0};
    char path[128];

    snprintf(path, sizeof path, "%s/wrong.yaml", folder);
    assert_int_equal(calibrate_write(path, c, "a command", 1, &err), STATUS_OK);
    assert_int_equal(calibrate_load(path, &back, &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, says) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, says);
}

static void coefficients_that_cannot_be_are_refused_by_their_key(void **state)
{
    const struct synapse d = one_layer();
    struct calibration c = both(&d);

    (void)state;
    c.hot.gyro_Js_per_m2 = -c.hot.gyro_Js_per_m2;
    refused_by_the_file(&c, "hot.gyro_Js_per_m2 = ");
    c = both(&d);
    c.hot.dissipation_Js_per_m2 = 0.0;
    refused_by_the_file(&c, "hot.dissipation_Js_per_m2 = 0, must not be 0");
    c = both(&d);
    c.hot.crowding_m3 = -1e-18;
    refused_by_the_file(&c, "hot.crowding_m3 = -1e-18 m^3, must be in [0, 1e-20]");
    c = both(&d);
    c.stack.torque_thickness_m = 0.0;
    refused_by_the_file(&c, "stack.torque_thickness_m = 0 m, must be in [1e-10, 1e-06]");
    c = both(&d);
    c.particles.layers = c.stack.repeats + 1;
    refused_by_the_file(&c, "must be stack.repeats, 1");
}

/* A missing coefficient must not become a default in silence. */
static void each_missing_coefficient_is_named(void **state)
{
    const struct synapse d = one_layer();
    const struct calibration c = both(&d);
    struct calibration back;
    struct error err = {0};
    unsigned char *text;
    char path[128], *line;
    size_t n;

    (void)state;
    snprintf(path, sizeof path, "%s/missing.yaml", folder);
    for (size_t i = 0; i < skyrmions_n_params; i++) {
        char key[80];

        assert_int_equal(calibrate_write(path, &c, "a command", 1, &err), STATUS_OK);
        assert_int_equal(file_read_all(path, 1 << 16, &text, &n, &err), STATUS_OK);
        snprintf(key, sizeof key, "  %s:", skyrmions_params[i].name);
        line = strstr(strstr((char *)text, "particles:\n"), key);
        line[2] = '#';
        line[0] = line[1] = ' ';
        memset(line + 2, '#', strcspn(line + 2, "\n"));
        assert_int_equal(file_write_all(path, text, n, &err), STATUS_OK);
        free(text);
        assert_int_equal(calibrate_load(path, &back, &err), STATUS_BAD_CONFIG);
        snprintf(key, sizeof key, "particles.%s is missing", skyrmions_params[i].name);
        if (strstr(err.text, key) == NULL)
            fail_msg("%s", err.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heat_comes_back_from_films_of_particles),
        cmocka_unit_test(a_flicker_is_no_loss),
        cmocka_unit_test(what_an_edge_takes_does_not_die_of_heat),
        cmocka_unit_test(pulses_go_there_and_back_and_rest),
        cmocka_unit_test(two_in_a_hot_film_are_seen_in_all_layers),
        cmocka_unit_test(coefficients_go_with_the_temperature),
        cmocka_unit_test(coefficients_of_0_K_are_for_0_K),
        cmocka_unit_test(coefficients_that_cannot_be_are_refused_by_their_key),
        cmocka_unit_test(each_missing_coefficient_is_named),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
