#include "check.h"
#include <stdlib.h>
#include "compact/domain_wall.h"
#include "micromag/steppers/llg.h"
#include "micromag_case.h"

/* The collective coordinates against the LLG of a row of cells with the same material: signs and
 * sizes of field, DMI, spin-orbit torque and spin transfer, for both polarities. Without demag the
 * wall is held by the DMI alone. */
enum { CELLS = 200 };
static const double cell_m = 2e-9, anisotropy = 2e5, exchange = 10e-12, span_s = 0.3e-9;

static void set_wall(struct micromag_case *c, double polarity, double width_m, double angle)
{
    for (int i = 0; i < CELLS; i++) {
        const double x = (i + 0.5 - 0.5 * CELLS) * cell_m / width_m, across = 1.0 / cosh(x);

        c->m.x[i] = (real)(across * cos(angle));
        c->m.y[i] = (real)(across * sin(angle));
        c->m.z[i] = (real)(-polarity * tanh(x));
    }
}

static double mean_z(const struct micromag_case *c)
{
    double sum = 0.0;

    for (int i = 0; i < CELLS; i++)
        sum += (double)c->m.z[i] / CELLS;
    return sum;
}

/* Displacement of the wall in LLG. */
static double llg_path(const struct wall *w)
{
    struct micromag_case c;
    struct zeeman_source source = {
        {w->config.field_T[0], w->config.field_T[1], w->config.field_T[2]},
        -1,
        {.kind = WAVEFORM_CONSTANT}};
    struct current current = {.layer = &w->config.torque,
                              .zhang_li_A_per_m2 = {w->config.density_A_per_m2, 0.0, 0.0},
                              .zhang_li_polarisation = w->config.zhang_li_polarisation,
                              .non_adiabaticity = w->config.non_adiabaticity};
    struct llg s = {.config = llg_default, .magnet = &c.g, .current = &current};
    struct error err = {0};
    real *memory;
    double from;

    micromag_case_open(&c, (struct mesh){CELLS, 1, 1, cell_m, cell_m, 1e-9, 0.0});
    memory = malloc(llg_reals(&c.g.mesh) * sizeof *memory);
    assert_non_null(memory);
    for (int i = 0; i < CELLS; i++) {
        c.g.material.anisotropy_J_per_m3[i] = (real)anisotropy;
        c.g.material.dmi_J_per_m2[i] = (real)w->config.dmi_J_per_m2;
    }
    micromag_case_prepare(&c);
    c.g.source = &source;
    c.g.n_sources = 1;
    set_wall(&c, (double)w->config.polarity, w->config.wall_width_m, w->angle_rad);
    from = mean_z(&c);
    s.m = c.m;
    s.config.stepper = LLG_HEUN;
    s.config.time_step_s = 1e-13;
    if (llg_open(&s, memory, &err) != STATUS_OK || llg_run(&s, span_s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    from = (double)w->config.polarity * 0.5 * CELLS * cell_m * (mean_z(&c) - from);
    free(memory);
    micromag_case_close(&c);
    return from;
}

static struct wall chiral_wall(int64_t polarity)
{
    struct wall w = {.config = wall_default};

    w.config.transverse_J_per_m3 = 0.0;
    w.config.dmi_J_per_m2 = 0.3e-3;
    w.config.wall_width_m = wall_width_of(exchange, anisotropy);
    w.config.polarity = polarity;
    w.config.gyromagnetic_rad_per_sT = llg_default.gyromagnetic_rad_per_sT;
    w.angle_rad = polarity > 0 ? 0.0 : M_PI;
    return w;
}

static void assert_same_path(struct wall w, const char *what)
{
    const double want = llg_path(&w);
    struct error err = {0};

    if (wall_check(&w.config, what, &err) != STATUS_OK || wall_run(&w, span_s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    if (!(fabs(w.position_m - want) < 0.04 * fabs(want) + 0.2e-9))
        fail_msg("%s, polarity %d: %g m, LLG %g m", what, (int)w.config.polarity, w.position_m,
                 want);
}

static void a_field_moves_the_wall_as_in_llg(void **state)
{
    (void)state;
    for (int64_t p = -1; p <= 1; p += 2) {
        struct wall w = chiral_wall(p);

        w.config.field_T[2] = 20e-3;
        assert_same_path(w, "field");
        w.config.field_T[0] = 20e-3;
        w.config.field_T[1] = -10e-3;
        assert_same_path(w, "field aslant");
    }
}

static void the_spin_orbit_torque_moves_it_as_in_llg(void **state)
{
    (void)state;
    for (int64_t p = -1; p <= 1; p += 2) {
        struct wall w = chiral_wall(p);

        w.config.torque.density_A_per_m2 = 5e10;
        assert_same_path(w, "torque");
        w.config.torque.polarisation[0] = 0.6;
        w.config.torque.polarisation[1] = 0.64;
        w.config.torque.polarisation[2] = 0.48;
        w.config.torque.secondary = -0.2;
        assert_same_path(w, "torque aslant");
    }
}

static void spin_transfer_moves_it_as_in_llg(void **state)
{
    (void)state;
    for (int64_t p = -1; p <= 1; p += 2) {
        struct wall w = chiral_wall(p);

        w.config.density_A_per_m2 = -3e12;
        w.config.zhang_li_polarisation = 0.5;
        w.config.non_adiabaticity = 0.1;
        assert_same_path(w, "transfer");
        w.config.non_adiabaticity = 0.3;
        assert_same_path(w, "transfer, large beta");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_moves_the_wall_as_in_llg),
        cmocka_unit_test(the_spin_orbit_torque_moves_it_as_in_llg),
        cmocka_unit_test(spin_transfer_moves_it_as_in_llg),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
