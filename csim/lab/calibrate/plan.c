#include "lab/calibrate/calibrate.h"
#include <math.h>
#include <string.h>
/* Films and starting places. Lengths go with the skyrmion's radius R; edges that are not meant are
 * six radii away or more, where their force is below a hundredth of what is measured. */

static double whole_cells(const struct synapse *d, double length_m)
{
    return d->track.cell_m * ceil(length_m / d->track.cell_m - 1e-9);
}

/* The device's stack as a film at 0 K without barrier. */
static struct measure on_film(const struct synapse *d, int kind, double length_m, double width_m,
                              double radius_m, double wall_m)
{
    struct measure m;

    memset(&m, 0, sizeof m);
    m.kind = kind;
    m.film = *d;
    m.film.track.length_m = whole_cells(d, length_m);
    m.film.track.width_m = whole_cells(d, width_m);
    m.film.material.temperature_K = 0.0;
    m.film.grains.size_m = 0.0;
    m.film.barrier.on = false;
    m.film.readout.from_m = 0.0;
    m.film.readout.to_m = m.film.track.length_m;
    m.n = 1;
    m.x_m[0] = 0.5 * m.film.track.length_m;
    m.y_m[0] = 0.5 * m.film.track.width_m;
    m.radius_m = radius_m;
    m.wall_m = wall_m;
    m.settle_s = 0.2e-9;
    m.look_s = 20e-12;
    return m;
}

static void add(struct measure_list *list, struct measure m, double at_m)
{
    m.at_m = at_m;
    measure_name(&m);
    list->measure[list->n++] = m;
}

enum status calibrate_plan_rest(const struct synapse *d, struct measure_list *list,
                                struct error *err)
{
    const double r_m = d->start.radius_m;
    struct measure m = on_film(d, MEASURE_REST, 20.0 * r_m, 16.0 * r_m, r_m, d->start.wall_m);

    if (d->material.field_T == 0.0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: material.field_T = 0 T, must be above or below: it says where the "
                         "film points",
                         d->name);
    if (d->torque.efficiency == 0.0 || d->torque.density_A_per_m2 == 0.0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: torque.efficiency = %g, density_A_per_m2 = %g A/m^2, must not be 0: "
                         "nothing would be driven",
                         d->name, d->torque.efficiency, d->torque.density_A_per_m2);
    m.run_s = 0.1e-9;
    add(list, m, r_m);
    return synapse_check(&m.film, "film of 20 by 16 start.radius_m", err);
}

/* Through the middle of the film, so that its edges cancel, for as long as it moves by eight radii
 * or less; velocity at a factor of 1 by theory. Slower ones do not move by a cell: they feel the
 * mesh. */
static void plan_drive(const struct synapse *d, const double velocity[2], double r_m, double wall_m,
                       struct measure_list *list)
{
    static const double factors[] = {0.75, 1.0, 1.5, 2.0};
    const double speed = hypot(velocity[0], velocity[1]);

    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
        struct measure m = on_film(d, MEASURE_DRIVE, 16.0 * r_m, 20.0 * r_m, r_m, wall_m);
        const double far_s = 8.0 * r_m / (factors[i] * speed);

        m.factor = factors[i];
        m.run_s = fmax(fmin(3.0e-9, m.look_s * floor(far_s / m.look_s)), 1.2e-9);
        m.x_m[0] -= 0.6 * m.run_s * factors[i] * velocity[0];
        m.y_m[0] -= 0.6 * m.run_s * factors[i] * velocity[1];
        add(list, m, r_m);
    }
}

static struct measure two_on_film(const struct synapse *d, int kind, double distance_m, double r_m,
                                  double wall_m)
{
    struct measure m = on_film(d, kind, 20.0 * r_m, 16.0 * r_m, r_m, wall_m);

    m.n = 2;
    m.x_m[1] = m.x_m[0] + 0.5 * distance_m;
    m.x_m[0] -= 0.5 * distance_m;
    m.y_m[1] = m.y_m[0];
    return m;
}

static void plan_pairs(const struct synapse *d, double r_m, double wall_m,
                       struct measure_list *list)
{
    static const double in_radii[] = {2.6, 3.2, 4.0};

    for (size_t i = 0; i < sizeof in_radii / sizeof *in_radii; i++) {
        const double distance_m = in_radii[i] * r_m;
        struct measure m = two_on_film(d, MEASURE_PAIR, distance_m, r_m, wall_m);

        /* A second one overwrites its surroundings, so both begin small; they grow at once. */
        m.radius_m = fmin(r_m, 0.3 * distance_m);
        m.wall_m = fmin(wall_m, 0.08 * distance_m);
        m.run_s = 2e-9;
        add(list, m, distance_m);
    }
}

/* As large as they can be beside each other, from the smallest that count as skyrmions up to their
 * size at rest. */
static void plan_squeeze(const struct synapse *d, double r_m, double wall_m,
                         struct measure_list *list)
{
    enum { STEPS = 5 };
    const double near_m = 2.0 * d->readout.min_radius_m + wall_m, far_m = 2.2 * r_m;

    for (int i = 0; i <= STEPS; i++) {
        const double distance_m = near_m + i * (far_m - near_m) / STEPS;
        struct measure m = two_on_film(d, MEASURE_SQUEEZE, distance_m, r_m, wall_m);

        m.radius_m = fmin(r_m, 0.5 * (distance_m - wall_m));
        m.settle_s = 0.0;
        m.look_s = 5e-12;
        m.run_s = 0.6e-9;
        add(list, m, distance_m);
    }
}

static void plan_edges(const struct synapse *d, double r_m, double wall_m,
                       struct measure_list *list)
{
    static const double in_radii[] = {1.6, 2.0, 2.5};

    for (size_t i = 0; i < sizeof in_radii / sizeof *in_radii; i++) {
        struct measure m = on_film(d, MEASURE_EDGE, 22.0 * r_m, 12.0 * r_m, r_m, wall_m);

        m.y_m[0] = in_radii[i] * r_m;
        m.run_s = 1.4e-9;
        add(list, m, m.y_m[0]);
    }
}

/* The barrier's longer side as a strip across the film: no corner is near. Distances from its edge,
 * below zero within. */
static void plan_barrier(const struct synapse *d, double r_m, double wall_m,
                         struct measure_list *list)
{
    static const double in_radii[] = {-0.6, -0.2, 0.2, 0.6, 1.0, 1.5, 2.0};
    const double depth_m = fmin(d->barrier.length_m, d->barrier.breadth_m);

    for (size_t i = 0; d->barrier.on && i < sizeof in_radii / sizeof *in_radii; i++) {
        struct measure m =
            on_film(d, MEASURE_BARRIER, depth_m + 20.0 * r_m, 18.0 * r_m, r_m, wall_m);
        struct synapse_barrier *b = &m.film.barrier;

        b->on = true;
        b->orientation = BARRIER_ACROSS;
        b->breadth_m = depth_m;
        b->length_m = 2.0 * m.film.track.width_m;
        b->corner_m = 0.0;
        b->centre_m = 0.5 * m.film.track.length_m;
        m.x_m[0] = b->centre_m - 0.5 * depth_m - in_radii[i] * r_m;
        m.run_s = 0.9e-9;
        add(list, m, in_radii[i] * r_m);
    }
}

/* Up to six times the device's current against the edge that a positive current drives to; theory
 * says which it is and which way the skyrmion then slides. */
static void plan_push(const struct synapse *d, const double velocity[2], double r_m, double wall_m,
                      struct measure_list *list)
{
    static const double factors[] = {1.5, 2.5, 4.0, 6.0};

    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
        struct measure m = on_film(d, MEASURE_PUSH, 34.0 * r_m, 10.0 * r_m, r_m, wall_m);
        const double in_m = 6.0 * r_m, near_m = 2.0 * r_m;

        m.x_m[0] = velocity[0] > 0.0 ? in_m : m.film.track.length_m - in_m;
        m.y_m[0] = velocity[1] > 0.0 ? m.film.track.width_m - near_m : near_m;
        m.factor = factors[i];
        m.run_s = 2.5e-9;
        m.look_s = 10e-12;
        add(list, m, near_m);
    }
}

/* The pre-synapse alone with two thirds of the skyrmions that it begins with. */
static void plan_crowd(const struct synapse *d, double r_m, double wall_m,
                       struct measure_list *list)
{
    const double begin_m = synapse_barrier_begin_m(d);
    struct measure m = on_film(d, MEASURE_CROWD, begin_m, d->track.width_m, r_m, wall_m);
    const double area_m2 = m.film.track.length_m * m.film.track.width_m;

    m.film.barrier.centre_m = m.film.track.length_m; /* where the lattice ends */
    m.film.start.skyrmions = d->start.skyrmions > 3 ? 2 * d->start.skyrmions / 3 : 2;
    add(list, m, sqrt(area_m2 / (double)m.film.start.skyrmions));
}

/* So many that they repel each other as pairs do, and do not yet fill the film: seven radii apart.
 */
static int fit_in(const struct measure *m, int most)
{
    const double each_m = 7.0 * m->radius_m;
    const struct synapse *film = &m->film;
    const double length_m =
        film->track.length_m - (film->barrier.on ? film->barrier.breadth_m : 0.0);
    const int n = (int)(length_m * film->track.width_m / (0.866 * each_m * each_m));

    return n > most ? (most > 2 ? most : 2) : n > 2 ? n : 2;
}

/* Half of the device's track at its temperature with a strip of the barrier at its right end, and
 * at most half of its skyrmions. */
static void plan_hot(const struct synapse *d, double r_m, double wall_m, struct measure_list *list)
{
    for (uint64_t seed = 1; seed <= CALIBRATE_HOT_SEEDS; seed++) {
        struct measure m =
            on_film(d, MEASURE_HOT, 0.5 * d->track.length_m, d->track.width_m, r_m, wall_m);
        struct synapse_barrier *b = &m.film.barrier;

        m.film.material.temperature_K = d->material.temperature_K;
        if (m.film.solver.demag_every < 2)
            m.film.solver.demag_every =
                2; /* micromag/steppers/lag.h: half the time, the same physics */
        b->on = d->barrier.on;
        b->orientation = BARRIER_ACROSS;
        b->breadth_m = fmin(d->barrier.length_m, d->barrier.breadth_m);
        b->length_m = 2.0 * m.film.track.width_m;
        b->corner_m = 0.0;
        b->centre_m = m.film.track.length_m - (b->on ? 0.5 * b->breadth_m : 0.0);
        m.film.start.skyrmions = fit_in(&m, (int)(d->start.skyrmions / 2));
        m.seed = seed;
        m.factor = 1.0;
        m.settle_s = 0.5e-9;
        m.run_s = 13e-9; /* hot_factor */
        add(list, m, r_m);
    }
}

void calibrate_plan(const struct calibration *rest, const struct synapse *d,
                    struct measure_list *list)
{
    const double r_m = rest->particles.radius_m, wall_m = rest->fit.wall_m;
    const double angle = rest->particles.drive_angle_deg * M_PI / 180.0;
    const double force = rest->particles.drive_Nm_per_A * r_m * d->torque.density_A_per_m2;
    const double force_N[2] = {force * cos(angle), force * sin(angle)};
    double velocity[2];

    skyrmions_velocity(&rest->particles, force_N, velocity);
    plan_drive(d, velocity, r_m, wall_m, list);
    plan_pairs(d, r_m, wall_m, list);
    plan_edges(d, r_m, wall_m, list);
    plan_barrier(d, r_m, wall_m, list);
    plan_push(d, velocity, r_m, wall_m, list);
    plan_squeeze(d, r_m, wall_m, list);
    plan_crowd(d, r_m, wall_m, list);
    if (d->material.temperature_K > 0.0)
        plan_hot(d, r_m, wall_m, list);
}
