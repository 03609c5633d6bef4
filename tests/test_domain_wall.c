#include "check.h"
#include <string.h>
#include "compact/domain_wall.h"

static const double hbar = 1.054571817e-34, electron = 1.602176634e-19, kB = 1.380649e-23;

static struct wall bloch_wall(void)
{
    struct wall s = {.config = wall_default, .angle_rad = 1.5};

    s.config.time_step_s = 1e-12;
    return s;
}

static void run(struct wall *s, double until_s)
{
    struct error err = {0};

    if (wall_check(&s->config, "test", &err) != STATUS_OK
        || wall_run(s, until_s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

/* Mean velocity once it has settled: between half turns if the wall turns. */
static double velocity(struct wall s)
{
    const double settle_s = 30e-9, watch_s = 100e-9;
    double from_m, from_s, half_turns;
    double turned_m[2] = {0}, turned_s[2] = {0};
    int n = 0;

    run(&s, settle_s);
    from_m = s.position_m;
    from_s = s.time_s;
    half_turns = floor(s.angle_rad / M_PI);
    while (s.time_s < from_s + watch_s) {
        run(&s, s.time_s + 0.01e-9);
        if (floor(s.angle_rad / M_PI) != half_turns) {
            turned_m[n > 0] = s.position_m;
            turned_s[n++ > 0] = s.time_s;
        }
        half_turns = floor(s.angle_rad / M_PI);
    }
    if (n >= 2)
        return (turned_m[1] - turned_m[0]) / (turned_s[1] - turned_s[0]);
    return (s.position_m - from_m) / (s.time_s - from_s);
}

static void below_walker_the_mobility_is_gamma_delta_over_alpha(void **state)
{
    (void)state;
    for (int64_t p = -1; p <= 1; p += 2) {
        struct wall s = bloch_wall();
        const struct wall_config *c = &s.config;

        s.config.polarity = p;
        s.config.field_T[2] = 0.9 * wall_walker_T(c);
        assert_close(velocity(s),
                     (double)p * c->gyromagnetic_rad_per_sT * c->wall_width_m * c->field_T[2]
                         / c->damping,
                     1e-6);
        assert_close(velocity(s), (double)p * 0.9 * wall_walker_m_per_s(c), 1e-6);
    }
}

static void above_walker_the_wall_turns_and_slows_down(void **state)
{
    (void)state;
    for (double ratio = 1.2; ratio < 5.0; ratio *= 2.0) {
        struct wall s = bloch_wall();
        const struct wall_config *c = &s.config;
        const double walker = wall_walker_T(c), field = ratio * walker;
        const double turning =
            sqrt(field * field - walker * walker) / (1.0 + c->damping * c->damping);

        s.config.field_T[2] = field;
        assert_close(velocity(s),
                     c->gyromagnetic_rad_per_sT * c->wall_width_m / c->damping * (field - turning),
                     0.01);
    }
}

static void the_walker_field_parts_sliding_from_turning(void **state)
{
    (void)state;
    for (int above = 0; above <= 1; above++) {
        struct wall s = bloch_wall();

        s.config.field_T[2] = (above ? 1.01 : 0.99) * wall_walker_T(&s.config);
        run(&s, 200e-9);
        assert_int_equal(s.angle_rad > 10.0, above);
    }
}

static double transfer(const struct wall_config *c)
{
    const double beta = c->non_adiabaticity;

    return -9.2740100783e-24 * c->zhang_li_polarisation * c->density_A_per_m2
           / (electron * c->saturation_A_per_m * (1.0 + beta * beta));
}

static struct wall current_wall(double density, double beta)
{
    struct wall s = bloch_wall();

    s.config.density_A_per_m2 = density;
    s.config.zhang_li_polarisation = 0.5;
    s.config.non_adiabaticity = beta;
    return s;
}

static void beta_equal_to_alpha_carries_the_wall_with_the_electrons(void **state)
{
    (void)state;
    for (double density = -1e11; density > -1e13; density *= 8.0) {
        struct wall s = current_wall(density, wall_default.damping);

        s.angle_rad = M_PI / 2.0;
        run(&s, 5e-9);
        assert_close(s.position_m, transfer(&s.config) * 5e-9, 1e-9);
        assert_close(s.angle_rad, M_PI / 2.0, 1e-9);
    }
}

static void other_betas_scale_the_velocity(void **state)
{
    struct wall s = current_wall(-5e11, 0.03);

    (void)state;
    assert_close(velocity(s), 0.03 / s.config.damping * transfer(&s.config), 1e-6);
}

/* beta = 0: no motion below u = gamma Delta K / Ms, sqrt(u^2 - u_c^2) / (1 + alpha^2) above */
static void without_beta_the_wall_is_pinned_by_itself(void **state)
{
    struct wall s = current_wall(-1e12, 0.0);
    const double alpha = s.config.damping, critical = wall_walker_m_per_s(&s.config);
    const double per_density = transfer(&s.config) / s.config.density_A_per_m2;

    (void)state;
    s.config.density_A_per_m2 = 0.8 * critical / per_density;
    assert_true(fabs(velocity(s)) < 1e-5 * critical);
    s.config.density_A_per_m2 = 1.5 * critical / per_density;
    assert_close(velocity(s), critical * sqrt(1.5 * 1.5 - 1.0) / (1.0 + alpha * alpha), 0.01);
}

/* --- the equations of the header, term by term --- */

/* A wall with everything switched on, K and the fields so large that no term is small. */
static struct wall busy_wall(int64_t polarity, double angle)
{
    struct wall s = {.config = wall_default, .position_m = 13e-9, .angle_rad = angle};
    struct wall_config *c = &s.config;
    const double field[3] = {0.03, -0.05, 0.04}, spins[3] = {0.48, 0.64, 0.6};

    c->polarity = polarity;
    c->dmi_J_per_m2 = 0.3e-3;
    c->pinning_J_per_m2 = 1e-3;
    c->density_A_per_m2 = -2e12;
    c->zhang_li_polarisation = 0.6;
    c->non_adiabaticity = 0.4;
    c->torque.density_A_per_m2 = 3e11;
    c->torque.secondary = 0.25;
    c->time_step_s = 1e-15;
    memcpy(c->field_T, field, sizeof field);
    memcpy(c->torque.polarisation, spins, sizeof spins);
    return s;
}

static double torque_T(const struct wall_config *c, double share)
{
    return share * hbar * c->torque.density_A_per_m2
           / (electron * c->saturation_A_per_m * c->torque.thickness_m);
}

/* Slope of the energy with the field-like torque counted as a field. */
static void slopes(struct wall s, double *by_position, double *by_angle)
{
    struct wall ahead = s, turned = s;

    for (int i = 0; i < 3; i++)
        s.config.field_T[i] +=
            torque_T(&s.config, s.config.torque.secondary) * s.config.torque.polarisation[i];
    ahead.config = turned.config = s.config;
    ahead.position_m += 1e-13;
    turned.angle_rad += 1e-5;
    s.position_m -= 1e-13;
    *by_position = (wall_energy_J(&ahead) - wall_energy_J(&s)) / 2e-13;
    s.position_m += 1e-13;
    s.angle_rad -= 1e-5;
    *by_angle = (wall_energy_J(&turned) - wall_energy_J(&s)) / 2e-5;
}

static void assert_equations(struct wall s)
{
    const struct wall_config *c = &s.config;
    const double p = (double)c->polarity, width = c->wall_width_m, *spin = c->torque.polarisation;
    const double gamma = c->gyromagnetic_rad_per_sT, angle = s.angle_rad, at = s.position_m;
    const double scale = 2.0 * width * c->saturation_A_per_m * c->area_m2 / gamma;
    const double torque = gamma * torque_T(c, 0.5 * c->torque.efficiency);
    double by_position, by_angle, speed, turning;

    slopes(s, &by_position, &by_angle);
    run(&s, 1e-15);
    speed = (s.position_m - at) / 1e-15;
    turning = (s.angle_rad - angle) / 1e-15;
    assert_close(p * speed / width - c->damping * turning,
                 p * transfer(c) / width + by_angle / scale + torque * spin[2], 1e-3);
    assert_close(turning + c->damping * p * speed / width,
                 c->non_adiabaticity * p * transfer(c) / width - p * width * by_position / scale
                     + M_PI / 2.0 * torque * (spin[1] * cos(angle) - spin[0] * sin(angle)),
                 1e-3);
}

static void every_term_is_in_the_equations(void **state)
{
    (void)state;
    for (double angle = 0.3; angle < 6.0; angle += 0.9) {
        assert_equations(busy_wall(1, angle));
        assert_equations(busy_wall(-1, angle));
    }
}

static struct wall chiral_wall(double dmi, double density, int64_t polarity)
{
    struct wall s = bloch_wall();

    s.config.transverse_J_per_m3 = 0.0;
    s.config.dmi_J_per_m2 = dmi;
    s.config.torque.density_A_per_m2 = density;
    s.config.polarity = polarity;
    s.angle_rad = (dmi > 0.0) == (polarity > 0) ? 0.1 : 3.0;
    s.config.time_step_s = 1e-13;
    return s;
}

/* v = v_D / sqrt(1 + (J_D / J)^2) with v_D = gamma pi D / (2 Ms), Thiaville 2012, eq. (10) */
static void the_torque_drives_a_chiral_wall_up_to_the_dmi_velocity(void **state)
{
    (void)state;
    for (double density = 1e11; density < 1e13; density *= 5.0) {
        struct wall s = chiral_wall(0.5e-3, density, 1);
        const struct wall_config *c = &s.config;
        const double gamma = c->gyromagnetic_rad_per_sT, ms = c->saturation_A_per_m;
        const double field =
            0.5 * hbar * density * c->torque.efficiency / (electron * ms * c->torque.thickness_m);
        const double rigid = 0.5 * M_PI * gamma * c->wall_width_m * field / c->damping;
        const double limit = 0.5 * M_PI * gamma * c->dmi_J_per_m2 / ms;

        run(&s, 10e-9);
        assert_close(velocity(s), 1.0 / sqrt(1.0 / (rigid * rigid) + 1.0 / (limit * limit)), 1e-5);
    }
}

/* Chirality is the DMI's, so both kinds of wall go the same way, and the other way for -D. */
static void walls_of_both_polarities_go_the_same_way(void **state)
{
    const double up = velocity(chiral_wall(0.5e-3, 1e11, 1));

    (void)state;
    assert_true(up > 0.0); /* as a skyrmion of the same film goes */
    assert_close(velocity(chiral_wall(0.5e-3, 1e11, -1)), up, 1e-6);
    assert_close(velocity(chiral_wall(-0.5e-3, 1e11, 1)), -up, 1e-6);
}

/* 2 Ms B against the steepest slope pi V / L */
static void pinning_holds_up_to_its_steepest_slope(void **state)
{
    (void)state;
    for (int above = 0; above <= 1; above++) {
        struct wall s = bloch_wall();
        struct wall_config *c = &s.config;

        c->damping = 1.0;
        c->pinning_J_per_m2 = 2e-4;
        c->field_T[2] = (above ? 1.02 : 0.98) * M_PI * c->pinning_J_per_m2
                        / (2.0 * c->saturation_A_per_m * c->pinning_period_m);
        run(&s, 200e-9);
        assert_int_equal(s.position_m > c->pinning_period_m, above);
    }
}

/* The two degrees of freedom in their wells: <q^2> and <(phi - pi/2)^2> by equipartition. */
static void a_pinned_wall_fluctuates_with_half_kT(void **state)
{
    struct wall s = bloch_wall();
    struct wall_config *c = &s.config;
    double q2 = 0.0, a2 = 0.0, stiff_q, stiff_a;
    const int n = 100000;

    (void)state;
    c->damping = 0.5;
    c->thermal.temperature_K = 100.0;
    c->pinning_J_per_m2 = 1e-2;
    c->transverse_J_per_m3 = 1e5;
    stiff_q = 2.0 * M_PI * M_PI * c->pinning_J_per_m2 * c->area_m2
              / (c->pinning_period_m * c->pinning_period_m);
    stiff_a = 4.0 * c->wall_width_m * c->transverse_J_per_m3 * c->area_m2;
    for (int i = 0; i < n; i++) {
        run(&s, s.time_s + 20e-12);
        q2 += s.position_m * s.position_m / n;
        a2 += (s.angle_rad - M_PI / 2.0) * (s.angle_rad - M_PI / 2.0) / n;
    }
    assert_close(stiff_q * q2, kB * 100.0, 0.02);
    assert_close(stiff_a * a2, kB * 100.0, 0.02);
}

static void assert_refused(struct wall_config config, const char *words)
{
    struct error err = {0};

    assert_int_equal(wall_check(&config, "wall.yaml", &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", err.text, words);
}

static void bad_values_are_named(void **state)
{
    struct wall_config c = wall_default;

    (void)state;
    c.wall_width_m = NAN;
    assert_refused(c, "wall.yaml: wall_width_m = nan");
    c = wall_default;
    c.polarity = 0;
    assert_refused(c, "polarity = 0, must be 1 or -1");
    c = wall_default;
    c.torque.asymmetry = 2.0;
    assert_refused(c, "asymmetry = 2, must be 1 for a wall");
    c = wall_default;
    c.torque.polarisation[0] = 1.0;
    assert_refused(c, "polarisation has length 1.41421");
    c = wall_default;
    c.time_step_s = 1e-9;
    assert_refused(c, "time_step_s = 1e-09 s, must be at most 6.79e-11 s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(below_walker_the_mobility_is_gamma_delta_over_alpha),
        cmocka_unit_test(above_walker_the_wall_turns_and_slows_down),
        cmocka_unit_test(the_walker_field_parts_sliding_from_turning),
        cmocka_unit_test(beta_equal_to_alpha_carries_the_wall_with_the_electrons),
        cmocka_unit_test(other_betas_scale_the_velocity),
        cmocka_unit_test(without_beta_the_wall_is_pinned_by_itself),
        cmocka_unit_test(every_term_is_in_the_equations),
        cmocka_unit_test(the_torque_drives_a_chiral_wall_up_to_the_dmi_velocity),
        cmocka_unit_test(walls_of_both_polarities_go_the_same_way),
        cmocka_unit_test(pinning_holds_up_to_its_steepest_slope),
        cmocka_unit_test(a_pinned_wall_fluctuates_with_half_kT),
        cmocka_unit_test(bad_values_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
