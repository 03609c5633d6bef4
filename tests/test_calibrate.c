#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lab/calibrate/fit.h"
#include "lab/calibrate/particles.h"
#include "files/file.h"
#include "scratch_folder.h"

/* --- films made by the particle model itself --- */

static const double known_R_m = 15e-9, known_wall_m = 5e-9, known_crowding_m3 = 2e-23;

static struct skyrmions_config known(const struct calibration *rest)
{
    struct skyrmions_config k = rest->particles;

    k.dissipation_Js_per_m2 = 5e-14;
    k.drive_Nm_per_A = 4e-16;
    k.pair_J = 3e-18;
    k.pair_length_m = 12e-9;
    k.edge_J = 6e-19;
    k.edge_length_m = 16e-9;
    k.barrier_J = 3e-19;
    k.barrier_decay_m = 6e-9;
    k.barrier_reach_m = 5e-9;
    k.edge_loss_m = 22e-9;
    k.edge_next_m = 20e-9;
    k.edge_step_m = 3e-9;
    k.pair_loss_m = 1e-9;
    k.time_step_s = 2e-12;
    return k;
}

static void write_rest(const struct measure *m)
{
    struct measure_table *t = calloc(1, sizeof *t);
    struct error err = {0};

    t->n_layers = 4;
    t->n_rows = 1;
    t->row[0].body[0] =
        (struct measure_body){.x_m = 1e-7, .y_m = 1e-7, .radius_m = known_R_m, .layers = 4};
    t->row[0].dissipation = 20.0;
    t->row[0].wall_area_m2 = 4.0 * M_PI * known_R_m * known_wall_m;
    assert_int_equal(measure_write(m, folder, t, &err), STATUS_OK);
    free(t);
}

static void add_row(const struct measure *m, const struct skyrmions *s, struct measure_table *t)
{
    struct measure_row *row = &t->row[t->n_rows++];

    row->time_s = s->time_s;
    for (int i = 0; i < m->n; i++)
        row->body[i] = (struct measure_body){s->x_m[i], s->y_m[i], known_R_m, 1e-9,
                                             i < s->n ? 4 - s->torn[i] : 0};
}

/* The film of a measurement with edges only where they are meant. */
static struct skyrmions_config film_of(const struct measure *m, const struct skyrmions_config *k)
{
    struct skyrmions_config c = *k;
    const struct synapse_barrier *b = &m->film.barrier;

    c.length_m = m->film.track.length_m;
    c.width_m = m->film.track.width_m;
    c.pre_end_m = c.post_begin_m = 0.5 * c.length_m;
    c.density_A_per_m2 = m->factor * m->film.torque.density_A_per_m2;
    if (m->kind != MEASURE_BARRIER)
        c.barrier_J = 0.0;
    c.barrier_x_m = b->centre_m;
    c.barrier_y_m = 0.5 * c.width_m;
    c.barrier_along_m = b->breadth_m;
    c.barrier_across_m = b->length_m;
    c.barrier_corner_m = b->corner_m;
    return c;
}

static void write_film(const struct measure *m, const struct skyrmions_config *k)
{
    struct measure_table *t = calloc(1, sizeof *t);
    struct skyrmions s = {.config = film_of(m, k)};
    const int n = (int)lround(m->run_s / m->look_s);
    struct error err = {0};

    t->n_layers = 4;
    for (int i = 0; i < m->n; i++)
        assert_int_equal(skyrmions_add(&s, m->x_m[i], m->y_m[i], &err), STATUS_OK);
    add_row(m, &s, t);
    if (m->kind == MEASURE_SQUEEZE && m->at_m < 20e-9) {
        s.n = 1; /* the second is gone at the next look */
        add_row(m, &s, t);
    }
    for (int i = 1; i <= n && i < MEASURE_MAX_ROWS && s.n == m->n; i++) {
        if (skyrmions_run(&s, i * m->look_s, &err) != STATUS_OK)
            fail_msg("%s: %s", m->key, err.text);
        add_row(m, &s, t);
    }
    if (m->kind == MEASURE_CROWD) {
        t->n_rows = 1;
        t->row[0].body[0].radius_m = known_R_m
                                     - known_crowding_m3 * (double)m->film.start.skyrmions
                                           / (m->film.track.length_m * m->film.track.width_m);
    }
    assert_int_equal(measure_write(m, folder, t, &err), STATUS_OK);
    free(t);
}

static struct synapse paper(void)
{
    struct synapse d = synapse_default;

    snprintf(d.name, sizeof d.name, "paper");
    return d;
}

static void calibrate_known(struct calibration *c, struct measure_list *list)
{
    struct synapse d = paper();
    struct skyrmions_config k;
    struct error err = {0};

    d.material.temperature_K = 0.0; /* nothing hot: tests/test_calibrate_hot.c */
    list->n = 0;
    assert_int_equal(calibrate_plan_rest(&d, list, &err), STATUS_OK);
    write_rest(&list->measure[0]);
    assert_int_equal(calibrate_set_rest(&d, &list->measure[0], folder, c, &err), STATUS_OK);
    k = known(c);
    list->n = 0;
    calibrate_plan(c, &d, list);
    for (int i = 0; i < list->n; i++)
        write_film(&list->measure[i], &k);
    if (calibrate_fit(list, folder, c, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static struct calibration calibration_of_known(void)
{
    struct measure_list *list = calloc(1, sizeof *list);
    struct calibration c;

    calibrate_known(&c, list);
    free(list);
    return c;
}

static void fits_return_the_model_that_made_the_films(void **state)
{
    const struct calibration c = calibration_of_known();
    const struct skyrmions_config k = known(&c), *p = &c.particles;

    (void)state;
    assert_close(p->radius_m, known_R_m, 1e-9);
    assert_close(c.fit.wall_m, known_wall_m, 1e-6);
    assert_close(p->dissipation_Js_per_m2, k.dissipation_Js_per_m2, 0.02);
    assert_close(p->drive_Nm_per_A, k.drive_Nm_per_A, 0.005);
    assert_close(p->pair_J, k.pair_J, 0.1);
    assert_close(p->pair_length_m, k.pair_length_m, 0.02);
    assert_close(p->edge_J, k.edge_J, 0.05);
    assert_close(p->edge_length_m, k.edge_length_m, 0.02);
    assert_close(p->barrier_J, k.barrier_J, 0.02);
    assert_close(p->barrier_decay_m, k.barrier_decay_m, 0.02);
    assert_close(p->barrier_reach_m, k.barrier_reach_m, 0.05);
    assert_close(c.stack.crowding_m3, known_crowding_m3, 1e-6);
    assert_true(c.fit.velocity_deviation < 0.01);
    assert_true(c.fit.pair_residual < 0.02 && c.fit.edge_residual < 0.02
                && c.fit.barrier_residual < 0.05);
    assert_true(c.fit.pair_sideways < 0.02 && c.fit.edge_sideways < 0.02);
}

static void a_skyrmion_smaller_than_the_mesh_is_none(void **state)
{
    const struct synapse d = paper();
    struct measure_list *list = calloc(1, sizeof *list);
    struct measure_table *t = calloc(1, sizeof *t);
    struct calibration c;
    struct error err = {0};

    (void)state;
    assert_int_equal(calibrate_plan_rest(&d, list, &err), STATUS_OK);
    write_rest(&list->measure[0]);
    assert_int_equal(measure_read(&list->measure[0], folder, t, &err), STATUS_OK);
    t->row[0].body[0].radius_m = 4e-9;
    assert_int_equal(measure_write(&list->measure[0], folder, t, &err), STATUS_OK);
    assert_int_equal(calibrate_set_rest(&d, &list->measure[0], folder, &c, &err),
                     STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "does not live"));
    free(list);
    free(t);
}

static void a_loss_is_where_the_film_lost_it(void **state)
{
    const struct calibration c = calibration_of_known();

    (void)state;
    assert_close(c.particles.edge_loss_m, 22e-9, 0.03);
    assert_close(c.fit.edge_dead_m, 22e-9, 0.05);
    assert_close(c.particles.edge_loss_m, 0.5 * (c.fit.edge_dead_m + c.fit.edge_alive_m), 1e-9);
    assert_int_equal(c.particles.layers, 4);
    assert_int_equal(c.particles.driven_layers, 2);
    assert_close(c.particles.edge_next_m, 20e-9, 0.03);
    assert_close(c.particles.edge_step_m, 3e-9, 0.2); /* less the way of a look */
    assert_true(c.fit.pair_dead_m < 20e-9 && c.fit.pair_alive_m >= 20e-9);
    assert_close(c.particles.pair_loss_m, 0.5 * (c.fit.pair_dead_m + c.fit.pair_alive_m), 1e-9);
}

/* --- errors --- */

/* The mean of three numbers, without one of them. */
static enum status mean_of(void *context, int without, double value[], struct error *err)
{
    const double *numbers = context;
    double sum = 0.0;

    (void)err;
    for (int i = 0; i < 3; i++)
        sum += i != without ? numbers[i] : 0.0;
    value[0] = sum / (without < 0 ? 3.0 : 2.0);
    return STATUS_OK;
}

static void leaving_out_runs_gives_the_error_of_a_mean(void **state)
{
    double numbers[] = {1.0, 2.0, 6.0}, value, error;
    struct error err = {0};

    (void)state;
    assert_int_equal(calibrate_leave_out(3, 1, mean_of, numbers, "mean", &value, &error, &err),
                     STATUS_OK);
    assert_close(value, 3.0, 1e-12);
    assert_close(error, sqrt(7.0 / 3.0), 1e-12); /* deviation sqrt(7) over sqrt(3) */
    assert_int_equal(calibrate_leave_out(2, 1, mean_of, numbers, "mean", &value, &error, &err),
                     STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "mean: 2 films with motion, must be 3 or more: errors come from "
                                  "leaving out one");
}

/* --- the file --- */

static void a_calibration_reads_back_to_the_same_bytes(void **state)
{
    const struct calibration c = calibration_of_known();
    struct calibration back;
    struct error err = {0};
    char path[128];

    (void)state;
    snprintf(path, sizeof path, "%s/known.yaml", folder);
    assert_int_equal(calibrate_write(path, &c, "a command", 1, &err), STATUS_OK);
    if (calibrate_load(path, &back, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_string_equal(back.name, "paper-n4-particles");
    assert_memory_equal(&back.fit, &c.fit, sizeof c.fit);
    assert_string_equal(back.stack.hash, c.stack.hash);
    assert_true(back.stack.crowding_m3 == c.stack.crowding_m3);
    for (size_t i = 0; i < skyrmions_n_params; i++) {
        const struct param *p = &skyrmions_params[i];

        if (p->type == PARAM_DOUBLE)
            assert_memory_equal((const char *)&back.particles + p->offset,
                                (const char *)&c.particles + p->offset, sizeof(double));
    }
}

static void half_a_calibration_is_refused(void **state)
{
    static const char text[] = "name: half\ndoc: \"\"\nstack:\n  repeats: 4\n";
    struct calibration c;
    struct error err = {0};
    char path[128];

    (void)state;
    snprintf(path, sizeof path, "%s/half.yaml", folder);
    assert_int_equal(file_write_all(path, text, sizeof text - 1, &err), STATUS_OK);
    assert_int_equal(calibrate_load(path, &c, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "half.yaml"));
}

/* Of all values, defaults or not, and of nothing else. */
static void the_stack_has_a_hash_of_its_own(void **state)
{
    struct synapse d = paper(), same = d, other;
    const uint64_t hash = calibrate_stack_hash(&d);

    (void)state;
    assert_true(hash != HASH_START);
    same.track.length_m *= 2.0;
    same.torque.density_A_per_m2 *= 2.0;
    same.material.temperature_K = 100.0;
    assert_true(calibrate_stack_hash(&same) == hash);
    for (int i = 0; i < 5; i++) {
        double *const values[] = {&other.material.damping, &other.material.exchange_J_per_m,
                                  &other.track.magnet_m, &other.torque.field_like,
                                  &other.barrier.anisotropy_J_per_m3};

        other = d;
        *values[i] = 1.01 * *values[i] + 1e-12;
        assert_true(calibrate_stack_hash(&other) != hash);
    }
}

static void another_torque_scales_and_another_stack_is_refused(void **state)
{
    const struct calibration c = calibration_of_known();
    struct skyrmions_config p;
    struct synapse d = paper();
    struct error err = {0};

    (void)state;
    d.torque.thickness_m *= 2.0;
    d.barrier.orientation = BARRIER_ALONG;
    d.track.length_m = 600e-9;
    assert_int_equal(calibrate_apply(&c, &d, &p, &err), STATUS_OK);
    assert_close(p.drive_Nm_per_A, 0.5 * c.particles.drive_Nm_per_A, 1e-12);
    assert_close(p.barrier_along_m, 145e-9, 1e-12);
    assert_close(p.length_m, 600e-9, 1e-12);
    d.track.repeats = 2;
    assert_int_equal(calibrate_apply(&c, &d, &p, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "2 layers"));
}

/* --- runs --- */

static struct trial trial_of(const struct synapse *d)
{
    struct trial t;

    memset(&t, 0, sizeof t);
    t.synapse = *d;
    trial_set_cycles(&t, 1);
    trial_name(&t, "point");
    return t;
}

static void pulses_move_particles_and_a_seed_repeats(void **state)
{
    const struct calibration c = calibration_of_known();
    struct trial_table *a = malloc(sizeof *a), *b = malloc(sizeof *b);
    struct synapse d = paper();
    struct error err = {0};
    struct trial t;

    (void)state;
    d.start.skyrmions = 6;
    d.barrier.orientation = BARRIER_ALONG;
    d.pulses.down = 0;
    t = trial_of(&d);
    assert_int_equal(particles_run(&c, &t, 3, a, &err), STATUS_OK);
    assert_int_equal(particles_run(&c, &t, 3, b, &err), STATUS_OK);
    assert_memory_equal(a, b, sizeof *a);
    assert_int_equal(a->n_rows, 11);
    assert_true(a->value[0][TRIAL_PRE] == 6.0 && trial_row_count(a->value[10]) <= 6.0);
    assert_true(a->value[10][TRIAL_POST] > 0.0);
    /* six on 327.5 nm x 220 nm */
    assert_close(a->value[0][TRIAL_RADIUS],
                 known_R_m - known_crowding_m3 * 6.0 / (327.5e-9 * 220e-9), 1e-9);
    assert_close(a->value[10][TRIAL_TIME], 71e-9, 1e-9);
    free(a);
    free(b);
}

/* A film table as if LLG had made it. */
static void write_trial(const struct trial *t, const struct trial_table *table)
{
    char path[1100], text[4096] = "pulse\n";
    size_t n = 0;
    struct error err = {0};

    for (int i = 0; i < table->n_rows; i++) {
        const double *row = table->value[i];

        for (int j = 0; j < TRIAL_COLUMNS; j++)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%.9g", j > 0 ? "\t" : "", row[j]);
        for (int j = 0; j < t->synapse.track.repeats; j++)
            n += (size_t)snprintf(text + n, sizeof text - n, "\t%g\t%g\t%g", row[TRIAL_PRE],
                                  row[TRIAL_BARRIER], row[TRIAL_POST]);
        n += (size_t)snprintf(text + n, sizeof text - n, "\n");
    }
    snprintf(path, sizeof path, "%s/runs/%s.tsv", folder, t->key);
    assert_int_equal(file_write_all(path, text, n, &err), STATUS_OK);
}

static void a_run_of_particles_agrees_with_particles(void **state)
{
    const struct calibration c = calibration_of_known();
    struct trial_table *table = malloc(sizeof *table);
    struct particles_summary sum;
    struct synapse d = paper();
    struct trial trials[3];
    const struct trial_list list = {.trial = trials, .n = 3, .n_max = 3};
    const volatile int stop = 1;
    const struct watch stopped = {.stop = &stop};
    struct error err = {0};

    (void)state;
    d.start.skyrmions = 4;
    d.pulses.up = 3;
    trials[0] = trials[1] = trials[2] = trial_of(&d);
    trial_name(&trials[1], "later");
    trials[2].synapse.track.repeats = 2;
    trial_name(&trials[2], "other");
    assert_int_equal(particles_run(&c, &trials[0], 99, table, &err), STATUS_OK);
    write_trial(&trials[0], table);
    assert_int_equal(particles_compare(&c, &list, "test", folder, NULL, &sum, &err), STATUS_OK);
    assert_int_equal(sum.compared, 1);
    assert_int_equal(sum.unfinished, 1);
    assert_int_equal(sum.alone, 1); /* what is not finished has the particles alone */
    assert_int_equal(sum.other_stack, 1);
    assert_int_equal(sum.annihilated_agree, 1);
    for (int i = 0; i < table->n_rows; i++) /* all lost at once */
        table->value[i][TRIAL_PRE] = table->value[i][TRIAL_POST] = 0.0;
    write_trial(&trials[0], table);
    assert_int_equal(particles_compare(&c, &list, "test", folder, NULL, &sum, &err), STATUS_OK);
    assert_int_equal(sum.annihilated_agree, 0);
    assert_int_equal(particles_compare(&c, &(struct trial_list){.trial = &trials[1], .n = 1},
                                       "test", folder, NULL, &sum, &err),
                     STATUS_OK);
    assert_true(sum.compared == 0 && sum.alone == 1);
    assert_int_equal(particles_compare(&c, &(struct trial_list){.trial = &trials[2], .n = 1},
                                       "test", folder, NULL, &sum, &err),
                     STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "its coefficients are of another stack"));
    assert_int_equal(particles_compare(&c, &list, "test", folder, &stopped, &sum, &err),
                     STATUS_INTERRUPTED);
    free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fits_return_the_model_that_made_the_films),
        cmocka_unit_test(a_skyrmion_smaller_than_the_mesh_is_none),
        cmocka_unit_test(a_loss_is_where_the_film_lost_it),
        cmocka_unit_test(leaving_out_runs_gives_the_error_of_a_mean),
        cmocka_unit_test(a_calibration_reads_back_to_the_same_bytes),
        cmocka_unit_test(half_a_calibration_is_refused),
        cmocka_unit_test(the_stack_has_a_hash_of_its_own),
        cmocka_unit_test(another_torque_scales_and_another_stack_is_refused),
        cmocka_unit_test(pulses_move_particles_and_a_seed_repeats),
        cmocka_unit_test(a_run_of_particles_agrees_with_particles),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
