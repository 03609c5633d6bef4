#include "check.h"
#include <string.h>
#include "micromag_case.h"

#ifdef SKYLOOM_DOUBLE
static const double tolerance = 1e-6, rounding = 1e-13;
#else
static const double tolerance = 1e-4, rounding = 3e-6;
#endif

static const struct zeeman_source sources[] = {
    {{0.01, -0.02, 0.08}, -1, {.kind = WAVEFORM_CONSTANT}},
    {{0.05, 0.03, -0.01}, 2, {.kind = WAVEFORM_SINE, .frequency_Hz = 1e9}},
};
static const double interlayer_J_per_m2[] = {2e-4, -3e-4};
static const double at_s = 0.1e-9;

/* Two materials, tilted axes, a hole and a chipped corner: every bond that can be special. */
static void open_mixed(struct micromag_case *c, double spacer_m)
{
    struct material *mat = &c->g.material;

    micromag_case_open(c, (struct mesh){7, 5, 3, 2e-9, 2.5e-9, 1e-9, spacer_m});
    for (size_t i = 0; i < mesh_cells(&c->g.mesh); i++) {
        const double turn = 0.3 * (double)i;

        c->region[i] = (uint8_t)(i % 7 < 3 ? 0 : 2);
        if (i % 7 < 3) {
            mat->saturation_A_per_m[i] = (real)600e3;
            mat->exchange_J_per_m[i] = (real)16e-12;
            mat->dmi_J_per_m2[i] = (real)-0.8e-3;
        }
        mat->bulk_dmi_J_per_m2[i] = (real)(1e-3 + 1e-5 * (double)i);
        mat->axis.x[i] = (real)(0.6 * cos(turn));
        mat->axis.y[i] = (real)(0.6 * sin(turn));
        mat->axis.z[i] = (real)0.8;
    }
    mat->saturation_A_per_m[0] = 0;
    mat->saturation_A_per_m[35 + 17] = 0;
    c->g.region = c->region;
    c->g.source = sources;
    c->g.n_sources = 2;
    c->g.interlayer_J_per_m2 = interlayer_J_per_m2;
    c->g.thermal.config = (struct thermal_config){300.0, 7};
    micromag_case_prepare(c);
    micromag_case_random_m(c, 11);
    thermal_draw(&c->g, 1.76e11, 3, 1e-13);
}

/* Rows of one material each, but for a hole in one of them. */
static void open_in_rows(struct micromag_case *c)
{
    struct material *mat = &c->g.material;

    open_mixed(c, 0.0);
    for (size_t i = 0; i < mesh_cells(&c->g.mesh); i++) {
        const double y = (double)(i / 7 % 5);

        mat->saturation_A_per_m[i] = (real)(600e3 + 1e5 * y);
        mat->exchange_J_per_m[i] = (real)(10e-12 + 1e-12 * y);
        mat->anisotropy_J_per_m3[i] = (real)(700e3 - 1e5 * y);
        mat->dmi_J_per_m2[i] = (real)(1e-3 + 1e-4 * y);
        mat->axis.x[i] = (real)(0.6 * cos(y));
        mat->axis.y[i] = (real)(0.6 * sin(y));
    }
    mat->saturation_A_per_m[35 + 17] = 0;
    c->g.region = NULL;
    micromag_case_prepare(c);
    micromag_case_random_m(c, 11);
    thermal_draw(&c->g, 1.76e11, 3, 1e-13);
}

static void open_demag(struct micromag_case *c)
{
    const struct demag_config config = {c->g.mesh, DEMAG_RESOLVED, 1, 1};
    struct error err = {0};

    if (demag_create(&c->g.demag, &config, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void close_mixed(struct micromag_case *c)
{
    demag_destroy(c->g.demag);
    micromag_case_close(c);
}

static void clear_field(struct micromag_case *c)
{
    const size_t bytes = mesh_cells(&c->g.mesh) * sizeof(real);

    memset(c->field_T.x, 0, bytes);
    memset(c->field_T.y, 0, bytes);
    memset(c->field_T.z, 0, bytes);
}

static double largest(const struct micromag_case *c)
{
    const real *field[3] = {c->field_T.x, c->field_T.y, c->field_T.z};
    double max = 0.0;

    for (int k = 0; k < 3; k++)
        for (size_t i = 0; i < mesh_cells(&c->g.mesh); i++)
            max = fmax(max, fabs((double)field[k][i]));
    return max;
}

/* Energies are at most quadratic in m, so that a central difference is exact at any step. */
static double difference_T(struct micromag_case *c, const struct field_term *term, real *m)
{
    const real middle = *m, step = (real)0.25;
    double high, low, width;

    *m = middle + step;
    width = (double)*m;
    high = term->energy_J(&c->g, at_s, c->m);
    *m = middle - step;
    width -= (double)*m;
    low = term->energy_J(&c->g, at_s, c->m);
    *m = middle;
    return -(high - low) / width;
}

static void check_term(struct micromag_case *c, const struct field_term *term)
{
    real *m[3] = {c->m.x, c->m.y, c->m.z};
    const real *field[3] = {c->field_T.x, c->field_T.y, c->field_T.z};
    double max;

    clear_field(c);
    term->add_field(&c->g, at_s, c->m, c->field_T);
    max = largest(c);
    if (!(max > 1e-4))
        fail_msg("%s: largest field %g T, the case does not use the term", term->name, max);
    for (size_t i = 0; i < mesh_cells(&c->g.mesh); i++)
        for (int k = 0; k < 3 && c->g.material.saturation_A_per_m[i] > 0; k++) {
            const double moment =
                (double)c->g.material.saturation_A_per_m[i] * mesh_cell_volume_m3(&c->g.mesh);
            const double want = difference_T(c, term, &m[k][i]) / moment;

            if (!(fabs((double)field[k][i] - want) <= tolerance * max))
                fail_msg("%s: cell %zu component %d: field %.9g T, -dE/dm %.9g T (largest %g T)",
                         term->name, i, k, (double)field[k][i], want, max);
        }
}

static void every_field_is_minus_the_slope_of_its_energy(void **state)
{
    (void)state;
    for (int apart = 0; apart < 2; apart++) {
        struct micromag_case c;

        open_mixed(&c, apart ? 2e-9 : 0.0);
        open_demag(&c);
        for (const struct field_term *const *t = field_terms; *t != NULL; t++)
            check_term(&c, *t);
        close_mixed(&c);
    }
}

/* One layer that stands for four. */
static void the_averaged_demag_field_is_the_slope_of_its_energy_too(void **state)
{
    struct micromag_case c;
    struct error err;

    (void)state;
    micromag_case_open(&c, (struct mesh){7, 5, 1, 2e-9, 2.5e-9, 1e-9, 2e-9});
    micromag_case_random_m(&c, 4);
    assert_int_equal(
        demag_create(&c.g.demag, &(struct demag_config){c.g.mesh, DEMAG_AVERAGED, 4, 1}, &err),
        STATUS_OK);
    check_term(&c, &field_magnetostatic);
    close_mixed(&c);
}

static void the_fused_pass_is_the_sum_of_the_terms(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        struct micromag_case c;
        real sum[3 * 105];

        if (kind == 0)
            open_in_rows(&c);
        else
            open_mixed(&c, 0.0);
        if (kind == 1)
            c.g.region = NULL;
        clear_field(&c);
        for (const struct field_term *const *t = field_terms; *t != NULL; t++)
            (*t)->add_field(&c.g, at_s, c.m, c.field_T);
        memcpy(sum, c.field_T.x, sizeof sum); /* x, y and z follow each other */
        field_set_total(&c.g, at_s, c.m, c.field_T);
        for (size_t i = 0; i < 3 * 105; i++)
            if (!(fabs((double)sum[i] - (double)c.field_T.x[i]) <= rounding * largest(&c)))
                fail_msg("value %zu: %g T fused, %g T apart", i, (double)c.field_T.x[i],
                         (double)sum[i]);
        close_mixed(&c);
    }
}

static void the_field_has_the_same_bytes_on_any_number_of_threads(void **state)
{
    struct micromag_case c;
    real one[3 * 105];
    struct error err;

    (void)state;
    open_mixed(&c, 0.0);
    field_set_total(&c.g, at_s, c.m, c.field_T);
    memcpy(one, c.field_T.x, sizeof one);
    for (int n = 2; n < 5; n++) {
        assert_int_equal(crew_open(&c.g.crew, n, &err), STATUS_OK);
        thermal_draw(&c.g, 1.76e11, 3, 1e-13);
        field_set_total(&c.g, at_s, c.m, c.field_T);
        crew_close(c.g.crew);
        assert_memory_equal(one, c.field_T.x, sizeof one);
    }
    close_mixed(&c);
}

/* k along x: 2 A k^2 / Ms with the second difference in place of k^2; 2 D k / Ms likewise. */
static void a_cycloid_has_the_field_of_the_formula(void **state)
{
    const double k = 2.0 * M_PI / 64e-9, d = 1e-9, a = 10e-12, dmi = 1.7e-3;
    const double saturation = MICROMAG_CASE_SATURATION;
    struct micromag_case c;

    (void)state;
    micromag_case_open(&c, (struct mesh){64, 1, 1, d, d, d, 0.0});
    for (int i = 0; i < 64; i++) {
        c.m.x[i] = (real)sin(k * d * i);
        c.m.z[i] = (real)cos(k * d * i);
    }
    clear_field(&c);
    field_exchange.add_field(&c.g, 0.0, c.m, c.field_T);
    assert_close((double)c.field_T.z[32],
                 -2.0 * a / saturation * 2.0 * (1.0 - cos(k * d)) / (d * d) * -1.0, tolerance);
    clear_field(&c);
    field_dmi.add_field(&c.g, 0.0, c.m, c.field_T);
    /* B = 2 D / Ms (-dmz/dx, 0, dmx/dx): along m for this sense of turn, D > 0 */
    assert_close((double)c.field_T.z[32], 2.0 * dmi / saturation * sin(k * d) / d * -1.0,
                 tolerance);
    assert_close((double)c.field_T.x[16], 2.0 * dmi / saturation * sin(k * d) / d, tolerance);
    micromag_case_close(&c);
}

static void a_pulse_train_is_what_its_table_says(void **state)
{
    const struct waveform w = {.kind = WAVEFORM_PULSES,
                               .start_s = 1e-9,
                               .width_s = 2e-9,
                               .gap_s = 3e-9,
                               .count = 2,
                               .alternate = true};
    const double edge_s[] = {1e-9, 3e-9, 6e-9, 8e-9};
    double t = 0.0;

    (void)state;
    assert_true(waveform_at(&w, 0.5e-9) == 0.0 && waveform_at(&w, 2e-9) == 1.0);
    assert_true(waveform_at(&w, 4e-9) == 0.0 && waveform_at(&w, 7e-9) == -1.0);
    assert_true(waveform_at(&w, 12e-9) == 0.0);
    for (int i = 0; i < 4; i++) {
        t = waveform_next_edge_s(&w, t);
        assert_close(t, edge_s[i], 1e-12);
    }
    assert_true(isinf(waveform_next_edge_s(&w, t)));
}

static void the_random_field_has_the_variance_of_its_formula(void **state)
{
    struct micromag_case c;
    const double kB = 1.380649e-23, gamma = 1.76e11, dt = 1e-13;
    double sum = 0.0;

    (void)state;
    micromag_case_open(&c, (struct mesh){101, 50, 2, 2e-9, 2e-9, 1e-9, 2e-9});
    c.g.thermal.config = (struct thermal_config){300.0, 3};
    thermal_draw(&c.g, gamma, 5, dt);
    for (size_t i = 0; i < 3 * 10100; i++) /* x, y and z follow each other */
        sum += (double)c.g.thermal.noise_T.x[i] * (double)c.g.thermal.noise_T.x[i];
    assert_close(sum / 30300.0,
                 2.0 * 0.1 * kB * 300.0 / (gamma * MICROMAG_CASE_SATURATION * 4e-27 * dt), 0.03);
    micromag_case_close(&c);
}

static void a_bad_material_is_refused_by_cell_value_and_range(void **state)
{
    struct micromag_case c;
    struct error err;

    (void)state;
    micromag_case_open(&c, (struct mesh){3, 2, 1, 1e-9, 1e-9, 1e-9, 0.0});
    c.g.material.damping[4] = (real)NAN;
    assert_int_equal(magnet_prepare(&c.g, c.bonds, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "damping of cell 4 = "));
    c.g.material.damping[4] = (real)0.1;
    for (int i = 0; i < 6; i++)
        c.g.material.saturation_A_per_m[i] = 0;
    assert_int_equal(magnet_prepare(&c.g, c.bonds, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "saturation = 0 A/m in all 6 cells"));
    c.g.mesh.n_y = 0;
    assert_int_equal(magnet_prepare(&c.g, c.bonds, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "mesh: n_y = 0, must be in [1, 65536]");
    c.g.mesh.n_y = 2;
    micromag_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_minus_the_slope_of_its_energy),
        cmocka_unit_test(the_averaged_demag_field_is_the_slope_of_its_energy_too),
        cmocka_unit_test(the_fused_pass_is_the_sum_of_the_terms),
        cmocka_unit_test(the_field_has_the_same_bytes_on_any_number_of_threads),
        cmocka_unit_test(a_cycloid_has_the_field_of_the_formula),
        cmocka_unit_test(a_pulse_train_is_what_its_table_says),
        cmocka_unit_test(the_random_field_has_the_variance_of_its_formula),
        cmocka_unit_test(a_bad_material_is_refused_by_cell_value_and_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
