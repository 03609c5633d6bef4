#include "lab/characterise/escape.h"
#include <math.h>
#include <stdlib.h>
#include "base/constants.h"

/* x counts from the end that the skyrmion is near; the law is that of the track. */
struct side {
    const struct skyrmions_config *c;
    bool mirrored;
    double kT_J;
};

static double energy_J(const struct side *s, double x_m, double y_m)
{
    struct skyrmions one = {.config = *s->c, .n = 1};

    one.x_m[0] = s->mirrored ? s->c->length_m - x_m : x_m;
    one.y_m[0] = y_m;
    return skyrmions_energy_J(&one);
}

struct across {
    double sum_m;    /* int dy e^{-U/kT} */
    double lowest_J; /* and where it lies */
    double at_m;
};

static struct across cross(const struct side *s, double x_m)
{
    enum { POINTS = 200 };
    const double from_m = fmax(0.0, s->c->edge_loss_m), free_m = s->c->width_m - 2.0 * from_m;
    struct across a = {.lowest_J = INFINITY};

    for (int i = 0; i < POINTS; i++) {
        const double y_m = from_m + free_m * (i + 0.5) / POINTS, u_J = energy_J(s, x_m, y_m);

        a.sum_m += exp(-u_J / s->kT_J) * free_m / POINTS;
        if (u_J < a.lowest_J) {
            a.lowest_J = u_J;
            a.at_m = y_m;
        }
    }
    return a;
}

/* The growing rate of d/dt r = v(-H r) over the curvature a, H = (-a, b): how easily it moves along
 * x at a saddle. */
static double mobility_m_per_Ns(const struct skyrmions_config *c, double a, double b)
{
    const double g = c->gyro_Js_per_m2, d = c->dissipation_Js_per_m2, square = g * g + d * d;
    const double trace = d * (a - b) / square, product = a * b / square;

    if (!(b > 0.0))
        return d / square;
    if (!(a > 1e-6 * b))
        return 1.0 / d;
    return 0.5 * (trace + sqrt(trace * trace + 4.0 * product)) / a;
}

static double saddle_mobility(const struct side *s, double x_m, double y_m)
{
    const double h = 0.5e-9, middle = energy_J(s, x_m, y_m);
    const double a = 2.0 * middle - energy_J(s, x_m + h, y_m) - energy_J(s, x_m - h, y_m);
    const double b = energy_J(s, x_m, y_m + h) + energy_J(s, x_m, y_m - h) - 2.0 * middle;

    return mobility_m_per_Ns(s->c, a / (h * h), b / (h * h));
}

struct escape escape_of(const struct skyrmions_config *config, int from)
{
    enum { POINTS = 800 };
    const struct skyrmions_config *c = config;
    const double kT_J = boltzmann_J_per_K * c->thermal.temperature_K;
    const struct side s = {.c = c, .mirrored = from > 0, .kT_J = kT_J};
    const double near_m = s.mirrored ? c->length_m - c->post_begin_m : c->pre_end_m;
    const double far_m = s.mirrored ? c->length_m - c->pre_end_m : c->post_begin_m;
    const double begin_m = fmax(0.0, c->edge_loss_m), step_m = (far_m - begin_m) / POINTS;
    struct escape e = {.time_s = INFINITY};
    struct across saddle = {.lowest_J = -INFINITY};
    double inside_m2 = 0.0, lowest_J = INFINITY, saddle_m = 0.0, sum = 0.0;

    if (!(kT_J > 0.0))
        return e;
    for (int i = 0; i < POINTS; i++) {
        const double x_m = begin_m + (i + 0.5) * step_m;
        const struct across here = cross(&s, x_m);

        inside_m2 += here.sum_m * step_m;
        if (x_m > 0.5 * near_m)
            sum += inside_m2 / here.sum_m * step_m;
        lowest_J = fmin(lowest_J, here.lowest_J);
        if (x_m > 0.5 * near_m && here.lowest_J > saddle.lowest_J) {
            saddle = here;
            saddle_m = x_m;
        }
    }
    if (c->barrier_J > 0.0) {
        e.height_J = saddle.lowest_J - lowest_J;
        e.time_s = sum / (kT_J * saddle_mobility(&s, saddle_m, saddle.at_m));
    } else {
        e.time_s = sum / skyrmions_diffusion_m2_per_s(c);
    }
    return e;
}
