#include <math.h>
#include "compact/skyrmions.h"

/* Beyond these many lengths a force is left out: exp(-12) of the 177 kT of two skyrmions is
 * 1e-3 kT. */
static const double reach_lengths = 12.0;

double skyrmions_pair_J(const struct skyrmions_config *config, double distance_m)
{
    const double x = distance_m / config->pair_length_m;

    if (x > reach_lengths)
        return 0.0;
    return config->pair_J * exp(-x);
}

double skyrmions_pair_N(const struct skyrmions_config *config, double distance_m)
{
    const double x = distance_m / config->pair_length_m;

    if (x > reach_lengths)
        return 0.0;
    return config->pair_J / config->pair_length_m * exp(-x);
}

/* Returns the smallest distance squared. */
static double add_pairs(const struct skyrmions_config *c, int n, const double x_m[],
                        const double y_m[], const double share[], double force_x_N[],
                        double force_y_N[])
{
    const double reach_m = reach_lengths * c->pair_length_m;
    const double reach_m2 = c->pair_J > 0.0 ? reach_m * reach_m : 0.0;
    double closest_m2 = INFINITY;

    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++) {
            const double dx = x_m[i] - x_m[j], dy = y_m[i] - y_m[j];
            const double square = dx * dx + dy * dy;

            if (square < reach_m2 && square > 0.0) {
                const double distance_m = sqrt(square);
                const double over_m = skyrmions_pair_N(c, distance_m) / distance_m;
                const double both = share != NULL ? fmin(share[i], share[j]) : 1.0;
                const double on_i = share != NULL ? both / share[i] * over_m : over_m;
                const double on_j = share != NULL ? both / share[j] * over_m : over_m;

                force_x_N[i] += on_i * dx;
                force_y_N[i] += on_i * dy;
                force_x_N[j] -= on_j * dx;
                force_y_N[j] -= on_j * dy;
            }
            closest_m2 = square < closest_m2 ? square : closest_m2;
        }
    return closest_m2;
}

static double edge_J(const struct skyrmions_config *c, double distance_m)
{
    const double x = distance_m / c->edge_length_m;

    return x > reach_lengths ? 0.0 : c->edge_J * exp(-x);
}

/* Along one axis, from both ends. */
static double edges_N(const struct skyrmions_config *c, double at_m, double size_m)
{
    return (edge_J(c, at_m) - edge_J(c, size_m - at_m)) / c->edge_length_m;
}

/* Signed distance from the rounded rectangle and its gradient. Inside, the gradient turns over on
 * the lines that are equally far from two sides. */
static double barrier_distance(const struct skyrmions_config *c, double x_m, double y_m,
                               double gradient[2])
{
    const double dx = x_m - c->barrier_x_m, dy = y_m - c->barrier_y_m;
    const double qx = fabs(dx) - 0.5 * c->barrier_along_m + c->barrier_corner_m;
    const double qy = fabs(dy) - 0.5 * c->barrier_across_m + c->barrier_corner_m;
    const double out_x = fmax(qx, 0.0), out_y = fmax(qy, 0.0);
    const double out = sqrt(out_x * out_x + out_y * out_y);

    gradient[0] = copysign(out > 0.0 ? out_x / out : (double)(qx >= qy), dx);
    gradient[1] = copysign(out > 0.0 ? out_y / out : (double)(qx < qy), dy);
    return out + fmin(fmax(qx, qy), 0.0) - c->barrier_corner_m;
}

double skyrmions_barrier_J(const struct skyrmions_config *config, double x_m, double y_m)
{
    double gradient[2];
    const double s = barrier_distance(config, x_m, y_m, gradient) - config->barrier_reach_m;

    return config->barrier_J / (1.0 + exp(s / config->barrier_decay_m));
}

static void add_barrier(const struct skyrmions_config *c, double x_m, double y_m, double force_N[2])
{
    double gradient[2], weight, slope_N;
    const double s = barrier_distance(c, x_m, y_m, gradient) - c->barrier_reach_m;

    if (fabs(s) > 2.0 * reach_lengths * c->barrier_decay_m)
        return;
    weight = 1.0 / (1.0 + exp(s / c->barrier_decay_m));
    slope_N = c->barrier_J / c->barrier_decay_m * weight * (1.0 - weight);
    force_N[0] += slope_N * gradient[0];
    force_N[1] += slope_N * gradient[1];
}

double skyrmions_set_force(const struct skyrmions_config *config, int n, const double x_m[],
                           const double y_m[], const double share[], double force_x_N[],
                           double force_y_N[])
{
    for (int i = 0; i < n; i++) {
        double force_N[2] = {0.0, 0.0};

        if (config->edge_J > 0.0) {
            force_N[0] = edges_N(config, x_m[i], config->length_m);
            force_N[1] = edges_N(config, y_m[i], config->width_m);
        }
        if (config->barrier_J != 0.0)
            add_barrier(config, x_m[i], y_m[i], force_N);
        force_x_N[i] = force_N[0];
        force_y_N[i] = force_N[1];
    }
    if (config->pair_J == 0.0 && config->pair_loss_m == 0.0)
        return INFINITY;
    return sqrt(add_pairs(config, n, x_m, y_m, share, force_x_N, force_y_N));
}

void skyrmions_feel(const struct skyrmions_config *config, int n, const double x_m[],
                    const double y_m[], const double share[], double felt_J[])
{
    const struct skyrmions_config *c = config;

    for (int i = 0; i < n; i++) {
        felt_J[i] = (share != NULL ? share[i] : 1.0)
                    * (edge_J(c, x_m[i]) + edge_J(c, c->length_m - x_m[i]) + edge_J(c, y_m[i])
                       + edge_J(c, c->width_m - y_m[i]) + skyrmions_barrier_J(c, x_m[i], y_m[i]));
        for (int j = 0; j < i; j++) {
            const double both = share != NULL ? fmin(share[i], share[j]) : 1.0;
            const double pair_J =
                both * skyrmions_pair_J(c, hypot(x_m[i] - x_m[j], y_m[i] - y_m[j]));

            felt_J[i] += pair_J;
            felt_J[j] += pair_J;
        }
    }
}

double skyrmions_energy_J(const struct skyrmions *s)
{
    const struct skyrmions_config *c = &s->config;
    double sum = 0.0;

    for (int i = 0; i < s->n; i++) {
        sum +=
            skyrmions_share(s, i)
            * (edge_J(c, s->x_m[i]) + edge_J(c, c->length_m - s->x_m[i]) + edge_J(c, s->y_m[i])
               + edge_J(c, c->width_m - s->y_m[i]) + skyrmions_barrier_J(c, s->x_m[i], s->y_m[i]));
        for (int j = 0; j < i; j++)
            sum += fmin(skyrmions_share(s, i), skyrmions_share(s, j))
                   * skyrmions_pair_J(c, hypot(s->x_m[i] - s->x_m[j], s->y_m[i] - s->y_m[j]));
    }
    return sum;
}

/* --- the step --- */

/* Largest second derivative of the energy anywhere a skyrmion can be. */
static double stiffness_N_per_m(const struct skyrmions_config *c)
{
    const double pair = 2.0 * skyrmions_pair_N(c, c->pair_loss_m) / c->pair_length_m;
    const double nearest_m = c->layers > 1 ? 0.0 : c->edge_loss_m;
    const double edge = edge_J(c, nearest_m) / (c->edge_length_m * c->edge_length_m);
    const double corner_m = fmax(c->barrier_corner_m, c->barrier_decay_m);
    /* w (1 - w) of the sigmoid w is 1/4 at most, its slope over the decay 1 / (6 sqrt 3) */
    const double barrier = fabs(c->barrier_J) / c->barrier_decay_m
                           * fmax(0.0963 / c->barrier_decay_m, 0.25 / corner_m);

    return fmax(pair, fmax(edge, barrier));
}

static double shortest_length_m(const struct skyrmions_config *c)
{
    double shortest_m = c->radius_m;

    if (c->pair_J > 0.0)
        shortest_m = fmin(shortest_m, c->pair_length_m);
    if (c->edge_J > 0.0)
        shortest_m = fmin(shortest_m, c->edge_length_m);
    if (c->barrier_J != 0.0)
        shortest_m = fmin(shortest_m, c->barrier_decay_m);
    return shortest_m;
}

double skyrmions_step_s(const struct skyrmions_config *config)
{
    const struct skyrmions_config *c = config;
    const double drag = hypot(c->gyro_Js_per_m2, c->dissipation_Js_per_m2);
    const double length_m = 0.1 * shortest_length_m(c);
    const double drift = fabs(c->drive_Nm_per_A * c->radius_m * c->density_A_per_m2) / drag;
    const double diffusion = skyrmions_diffusion_m2_per_s(c);
    double step_s = 10e-12;

    if (c->time_step_s > 0.0)
        return c->time_step_s;
    step_s = fmin(step_s, 0.2 * drag / stiffness_N_per_m(c)); /* 0 N/m: infinite */
    step_s = fmin(step_s, length_m / drift);
    return fmin(step_s, length_m * length_m / (2.0 * diffusion));
}
