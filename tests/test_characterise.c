#include "check.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "lab/characterise/characterise.h"
#include "lab/track/heat.h"

/* Toy devices: particles whose answer is known, and a junction that sees 40000 nm^2 of each. */
static const double kB = 1.380649e-23;

struct toy {
    struct synapse device;
    struct calibration calibration;
    struct characterise c;
};

/* A track without edges, barrier, pairs and noise, 6 um long and 1 um wide, read from 2.2 um on, in
 * which a pulse pushes straight along it: no gyration. */
static struct toy moving_toy(double per_pulse_m)
{
    struct toy t = {.device = synapse_default};
    struct synapse *d = &t.device;
    struct skyrmions_config *p = &t.calibration.particles;
    double speed;

    snprintf(d->name, sizeof d->name, "toy");
    d->track.length_m = 6e-6;
    d->track.width_m = 1e-6;
    d->barrier.on = false;
    d->barrier.centre_m = 2.6e-6;
    d->readout.from_m = 2.2e-6;
    d->readout.to_m = 6e-6;
    d->material.temperature_K = 0.0;
    d->start.skyrmions = 5;
    d->start.margin_m = 400e-9;
    d->pulses.up = d->pulses.down = 6;
    *p = skyrmions_default;
    p->edge_J = p->pair_J = p->barrier_J = 0.0;
    p->edge_loss_m = p->pair_loss_m = 0.0;
    p->gyro_Js_per_m2 = 0.0;
    speed = p->drive_Nm_per_A * p->radius_m * d->torque.density_A_per_m2 / p->dissipation_Js_per_m2;
    p->dissipation_Js_per_m2 *= speed * d->pulses.width_s / per_pulse_m;
    snprintf(t.calibration.stack.hash, sizeof t.calibration.stack.hash, "%016" PRIx64,
             calibrate_stack_hash(d));
    t.calibration.stack.repeats = d->track.repeats;
    t.calibration.stack.torque_thickness_m = d->torque.thickness_m;
    t.calibration.stack.efficiency = d->torque.efficiency;
    t.c.spot = (struct spot){.crowd_area_m2 = 4e-14, .started = 1, .alive = 1};
    t.c.seed = 1;
    t.c.draws = 2;
    d->characterise.watch_s = 20e-9;
    d->characterise.steady_s = 5e-9;
    t.c.n_workers = 2;
    return t;
}

/* The same particles hot, but for their deaths. */
static struct calibration_hot hot_of(const struct calibration *c, double death_per_s)
{
    const struct skyrmions_config *p = &c->particles;

    return (struct calibration_hot){.temperature_K = 300.0,
                                    .magnetisation = 1.0,
                                    .radius_m = p->radius_m,
                                    .gyro_Js_per_m2 = p->gyro_Js_per_m2,
                                    .dissipation_Js_per_m2 = p->dissipation_Js_per_m2,
                                    .drive_Nm_per_A = p->drive_Nm_per_A,
                                    .pair_J = p->pair_J,
                                    .edge_J = p->edge_J,
                                    .barrier_J = p->barrier_J,
                                    .edge_loss_m = p->edge_loss_m,
                                    .death_rate_per_s = death_per_s};
}

static enum status characterise(struct toy *t, struct characterised *out, struct error *err)
{
    struct draw *draws = calloc((size_t)t->c.draws, sizeof *draws);
    enum status status;

    assert_non_null(draws);
    t->c.synapse = &t->device;
    t->c.calibration = &t->calibration;
    status = characterise_run(&t->c, draws, err);
    if (status == STATUS_OK)
        status = characterise_reduce(&t->c, draws, out, err);
    free(draws);
    return status;
}

static void good(struct toy *t, struct characterised *out)
{
    struct error err = {0};

    if (characterise(t, out, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void refused(struct toy *t, const char *says)
{
    struct characterised out;
    struct error err = {0};

    assert_int_equal(characterise(t, &out, &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, says) == NULL || strchr(err.text, '\n') != NULL)
        fail_msg("\"%s\" does not say \"%s\" in one line", err.text, says);
}

/* --- states and steps --- */

/* Five in a row, 360 nm apart, the first 180 nm before the junction; as far a pulse moves them: one
 * more with each pulse, six states, single steps. */
static void where_a_pulse_moves_by_one_place_every_step_is_single(void **state)
{
    struct toy t = moving_toy(360e-9);
    struct characterised out;

    (void)state;
    good(&t, &out);
    assert_int_equal(out.n_states, 6);
    for (int i = 0; i < out.n_states; i++)
        assert_int_equal(out.level[out.of_state[i]].count, i);
    for (int64_t i = 0; i < out.n_steps; i++) {
        const struct card_step *s = &out.step[i];
        const bool at_end = s->direction > 0 ? s->from == 5 : s->from == 0;

        assert_true(s->samples > 0);
        if (s->from > 0 && s->from < 5)
            assert_close(s->single, 1.0, 1e-12);
        if (at_end)
            assert_close(s->missed, 1.0, 1e-12);
        assert_close(s->change, s->mean * (double)s->direction, 1e-12);
    }
    assert_true(out.losses.mean == 0.0 && out.losses.low == 0.0);
    assert_close(out.losses.high, 2.9957 / (double)out.pulses, 1e-4);
    assert_true(out.stuck_after_down == 0.0 && out.stuck_after_up == 0.0);
    assert_close(out.first_cold, 1.0, 1e-12);
    assert_close(out.whole_remaining, 5.0, 1e-12);
}

static void twice_the_way_is_two_states_a_pulse(void **state)
{
    struct toy t = moving_toy(720e-9);
    struct characterised out;
    bool seen = false;

    (void)state;
    t.device.pulses.up = t.device.pulses.down = 2; /* four of five pass */
    good(&t, &out);
    assert_int_equal(out.level[out.of_state[out.n_states - 1]].count, 4);
    for (int64_t i = 0; i < out.n_steps; i++)
        if (out.step[i].direction > 0 && out.step[i].skyrmions == 2.0) {
            assert_close(out.step[i].change, 2.0, 1e-12);
            seen = true;
        }
    assert_true(seen);
}

/* G0 (1 + TMR k 40000 nm^2 / (3.8 um x 1 um)) */
static void conductance_is_the_share_of_the_area(void **state)
{
    struct toy t = moving_toy(360e-9);
    struct characterised out;

    (void)state;
    t.c.spot.film_share = 0.05;
    t.c.spot.area_sd_m2 = 1e-16;
    t.c.spot.film_variance_m2 = 2e-22;
    good(&t, &out);
    for (int k = 0; k < out.n_levels; k++) {
        const struct characterise_level *l = &out.level[k];
        const double area_m2 = 3.8e-6 * 1e-6, unit_S = 20e-6 * 2.8 / area_m2;

        assert_close(l->mean_S, 20e-6 * (1.0 + 2.8 * (0.05 + l->skyrmions * 4e-14 / area_m2)),
                     1e-9);
        assert_close(l->noise_S, unit_S * sqrt(2e-22 * area_m2 + l->skyrmions * 1e-32), 1e-9);
    }
}

/* --- retention --- */

/* None of two devices changes in 20 ns: at least 13 ns, at 95 %. */
static void a_state_that_is_not_lost_has_a_lower_bound(void **state)
{
    struct toy t = moving_toy(360e-9);
    struct characterised out;

    (void)state;
    good(&t, &out);
    assert_int_equal(out.lifetime[DRAW_FULL].lost, 0);
    assert_close(out.lifetime[DRAW_FULL].time_s, 2.0 * 20e-9 / 2.9957, 1e-4);
    assert_true(out.lifetime[DRAW_FULL].high_s == 0.0);
}

/* Free diffusion along x only: 20 ns later a count of one reads with more spread, around the same
 * mean, and a device at 0 K reads the same. */
static void states_that_are_read_later_have_diffused(void **state)
{
    struct toy t = moving_toy(360e-9), still = t;
    struct characterised out;
    struct device_card card;

    (void)state;
    t.device.material.temperature_K = 300.0;
    t.calibration.hot = hot_of(&t.calibration, 0.0);
    t.calibration.particles.dissipation_Js_per_m2 = kB * 300.0 / 0.2e-6; /* 90 nm in 20 ns */
    t.calibration.particles.drive_Nm_per_A *=
        kB * 300.0 / 0.2e-6 / still.calibration.particles.dissipation_Js_per_m2;
    t.c.draws = 8;
    t.c.after_s = 20e-9;
    good(&t, &out);
    for (int i = 0; i < out.n_levels; i++) {
        assert_int_equal(out.later[i].count, out.level[i].count);
        assert_int_equal(out.later[i].samples, out.level[i].samples);
        assert_close(out.later[i].mean_S, out.level[i].mean_S, 0.02);
    }
    assert_true(out.later[2].programming_S > 1.2 * out.level[2].programming_S);
    characterise_card(&t.c, &out, &card);
    assert_true(card.state[2].g_mean_S == out.later[out.of_state[2]].mean_S);
    still.c.after_s = 20e-9;
    good(&still, &out);
    for (int i = 0; i < out.n_levels; i++)
        assert_close(out.later[i].mean_S, out.level[i].mean_S, 1e-12);
}

static void states_whose_order_is_gone_say_so(void **state)
{
    struct toy t = moving_toy(360e-9);
    struct draw *draws = calloc(2, sizeof *draws);
    struct characterised out;
    struct error err = {0};

    (void)state;
    assert_non_null(draws);
    t.c.synapse = &t.device;
    t.c.calibration = &t.calibration;
    assert_int_equal(characterise_run(&t.c, draws, &err), STATUS_OK);
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < draws[i].n_levels; k++)
            draws[i].level[k].later_mean = 5.0 - draws[i].level[k].mean;
    assert_int_equal(characterise_reduce(&t.c, draws, &out, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "nothing of their order is left"));
    free(draws);
}

/* --- the card --- */

static void the_card_has_states_heat_and_notes(void **state)
{
    struct toy t = moving_toy(360e-9);
    struct characterised out;
    struct device_card card;
    struct error err = {0};

    (void)state;
    good(&t, &out);
    characterise_card(&t.c, &out, &card);
    if (card_check(&card, "toy", &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(card.n_states, 6);
    assert_true(card.retention_estimate_s == 0.0); /* nothing escapes at 0 K: not known */
    assert_close(card.pulse_energy_J, heat_pulse_energy_J(&t.device), 1e-12);
    assert_close(card_update_energy_J(&card), card.pulse_energy_J, 1e-9);
    /* a tenth of the current, 12.5 times as long */
    assert_close(card.initialise_energy_J, 0.125 * card.pulse_energy_J, 1e-9);
    assert_int_equal(card.draws, 2);
    assert_true(card_mean_step_S(&card) / card.g_quantum_S >= 50.0);
    assert_non_null(strstr(card.programming_note, "lower bound"));
    assert_true(strlen(card.programming_note) + 300 < sizeof card.programming_note);
}

static void draws_do_not_depend_on_the_workers(void **state)
{
    struct toy one = moving_toy(360e-9), two = one;
    struct characterised a, b;

    (void)state;
    one.device.material.temperature_K = two.device.material.temperature_K = 300.0;
    one.calibration.hot = two.calibration.hot = hot_of(&one.calibration, 0.0);
    one.c.draws = two.c.draws = 5;
    one.c.n_workers = 1;
    good(&one, &a);
    good(&two, &b);
    assert_memory_equal(a.level, b.level, sizeof a.level);
    assert_memory_equal(a.step, b.step, sizeof a.step);
    assert_true(a.level[1].programming_S > 0.0);
}

/* --- what cannot be a card --- */

static void pulses_that_reach_nothing_say_so(void **state)
{
    struct toy t = moving_toy(20e-9);

    (void)state;
    refused(&t, "the pulses drive no skyrmion past the barrier");
}

/* Hot, free, and hardly driven: counts change as often one way as the other. */
static void diffusion_is_no_step(void **state)
{
    struct toy t = moving_toy(0.02e-9);

    (void)state;
    t.device.material.temperature_K = 300.0;
    t.calibration.hot = hot_of(&t.calibration, 0.0);
    t.calibration.particles.dissipation_Js_per_m2 = kB * 300.0 / 1e-6; /* 1 um in 1 us */
    t.calibration.particles.drive_Nm_per_A = 0.0;
    t.c.draws = 6;
    refused(&t, "the pulses drive no skyrmion past the barrier");
}

static void pulses_that_annihilate_all_say_so(void **state)
{
    struct toy t = moving_toy(7e-6);

    (void)state;
    t.calibration.particles.edge_loss_m = 10e-9;
    refused(&t, "annihilate all skyrmions");
}

/* Half a cycle of 84 ns is 42 ns: at 1/20 ns hardly any is left, at 1/2 us most are. */
static void skyrmions_that_die_of_heat_say_so(void **state)
{
    struct toy t = moving_toy(360e-9);
    struct characterised out;

    (void)state;
    t.device.material.temperature_K = 300.0;
    t.calibration.particles.dissipation_Js_per_m2 *= 1e3; /* cold enough not to diffuse */
    t.calibration.particles.drive_Nm_per_A *= 1e3;
    t.calibration.hot = hot_of(&t.calibration, 0.5e6);
    t.c.draws = 8;
    good(&t, &out);
    assert_true(out.lost_to_heat > 0.0 && out.first_to_heat < out.lost_to_heat);
    assert_true(out.losses.mean > out.losses.low && out.losses.low > 0.0);
    t.calibration.hot = hot_of(&t.calibration, 50e6);
    refused(&t, "no skyrmion of 4 layers lives long enough at 300 K");
}

static void states_that_read_alike_say_so(void **state)
{
    struct toy t = moving_toy(360e-9);

    (void)state;
    t.c.spot.film_variance_m2 = 1e-14; /* a film that flickers over more than all skyrmions have */
    refused(&t, "no two states can be told apart");
}

static void pulses_in_one_direction_program_nothing(void **state)
{
    struct synapse d = synapse_default;
    struct error err = {0};

    (void)state;
    assert_int_equal(characterise_check(&d, &err), STATUS_OK);
    d.pulses.down = 0;
    assert_int_equal(characterise_check(&d, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "pulses.down = 0"));
}

static void interrupted_is_interrupted(void **state)
{
    struct toy t = moving_toy(360e-9);
    struct characterised out;
    struct error err = {0};
    const int stop = 1;

    (void)state;
    t.c.stop = &stop;
    assert_int_equal(characterise(&t, &out, &err), STATUS_INTERRUPTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_a_pulse_moves_by_one_place_every_step_is_single),
        cmocka_unit_test(twice_the_way_is_two_states_a_pulse),
        cmocka_unit_test(conductance_is_the_share_of_the_area),
        cmocka_unit_test(a_state_that_is_not_lost_has_a_lower_bound),
        cmocka_unit_test(states_that_are_read_later_have_diffused),
        cmocka_unit_test(states_whose_order_is_gone_say_so),
        cmocka_unit_test(the_card_has_states_heat_and_notes),
        cmocka_unit_test(draws_do_not_depend_on_the_workers),
        cmocka_unit_test(pulses_that_reach_nothing_say_so),
        cmocka_unit_test(diffusion_is_no_step),
        cmocka_unit_test(pulses_that_annihilate_all_say_so),
        cmocka_unit_test(skyrmions_that_die_of_heat_say_so),
        cmocka_unit_test(states_that_read_alike_say_so),
        cmocka_unit_test(pulses_in_one_direction_program_nothing),
        cmocka_unit_test(interrupted_is_interrupted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
