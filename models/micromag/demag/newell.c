#include "micromag/demag/demag.h"
#include <math.h>
/* N_ij(r) = (1/V) int_V int_V' T_ij(r + a - b) da db with T = -(3 r r - 1) / (4 pi r^5): the
 * cell-averaged tensor, H = -N M. Near: Newell's closed form, a second difference along each axis
 * of f or g. The differences cancel to about (d/r)^6 of the terms, so they are summed in long
 * double and given up beyond NEAR_CELLS. Far: the six-fold average is a three-fold one with the hat
 * weight (1 - |t|), done by the three-point Gauss rule of that weight. It matches every multipole
 * up to the fifth order; the next one is 0.25 (d/r)^6, 1e-8 at the switch. */
enum { NEAR_CELLS = 16 };

static const long double pi = 3.14159265358979323846264338327950288L;

/* value * asinh(a / b); the product's limit is 0 where b = 0. */
static long double times_asinh(long double value, long double a, long double b)
{
    return b > 0 && value != 0 ? value * asinhl(a / b) : 0;
}

static long double times_atan(long double value, long double a, long double b)
{
    return b != 0 && value != 0 ? value * atanl(a / b) : 0;
}

/* Newell 1993, eq. 27 and 32: f is even in x, y and z; g is odd in x and y, even in z. */
static long double newell_f(long double x, long double y, long double z)
{
    const long double x2 = x * x, y2 = y * y, z2 = z * z, r = sqrtl(x2 + y2 + z2);

    x = fabsl(x);
    y = fabsl(y);
    z = fabsl(z);
    return times_asinh(y * (z2 - x2) / 2, y, sqrtl(x2 + z2))
           + times_asinh(z * (y2 - x2) / 2, z, sqrtl(x2 + y2)) - times_atan(x * y * z, y * z, x * r)
           + (2 * x2 - y2 - z2) * r / 6;
}

static long double newell_g(long double x, long double y, long double z)
{
    const long double x2 = x * x, y2 = y * y, z2 = z * z, r = sqrtl(x2 + y2 + z2);

    z = fabsl(z);
    return times_asinh(x * y * z, z, sqrtl(x2 + y2))
           + times_asinh(y * (3 * z2 - y2) / 6, x, sqrtl(y2 + z2))
           + times_asinh(x * (3 * z2 - x2) / 6, y, sqrtl(x2 + z2))
           - times_atan(z * z2 / 6, x * y, z * r) - times_atan(z * y2 / 2, x * z, y * r)
           - times_atan(z * x2 / 2, y * z, x * r) - x * y * r / 3;
}

typedef long double (*potential)(long double x, long double y, long double z);

/* Second differences along the three axes, in units of the longest edge. */
static double near_entry(potential p, const long double cell[3], const long double at[3])
{
    static const int weight[3] = {-1, 2, -1};
    long double sum = 0;

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++)
                sum += weight[i] * weight[j] * weight[k]
                       * p(at[0] + (i - 1) * cell[0], at[1] + (j - 1) * cell[1],
                           at[2] + (k - 1) * cell[2]);
    return (double)(sum / (4 * pi * cell[0] * cell[1] * cell[2]));
}

/* N_ij for i = j from f with axis i first, else from g with the axes i, j first. */
static double near_component(potential p, const long double cell[3], const long double at[3], int i,
                             int j, int k)
{
    const long double c[3] = {cell[i], cell[j], cell[k]}, a[3] = {at[i], at[j], at[k]};

    return near_entry(p, c, a);
}

static void near_tensor(const long double cell[3], const long double at[3], double tensor[6])
{
    tensor[0] = near_component(newell_f, cell, at, 0, 1, 2);
    tensor[1] = near_component(newell_f, cell, at, 1, 2, 0);
    tensor[2] = near_component(newell_f, cell, at, 2, 0, 1);
    tensor[3] = near_component(newell_g, cell, at, 0, 1, 2);
    tensor[4] = near_component(newell_g, cell, at, 0, 2, 1);
    tensor[5] = near_component(newell_g, cell, at, 1, 2, 0);
}

static void add_dipole(double weight, double x, double y, double z, double tensor[6])
{
    const double inverse_r2 = 1 / (x * x + y * y + z * z);
    const double w3 = weight * inverse_r2 * sqrt(inverse_r2), w5 = 3 * w3 * inverse_r2;

    tensor[0] += w3 - w5 * x * x;
    tensor[1] += w3 - w5 * y * y;
    tensor[2] += w3 - w5 * z * z;
    tensor[3] -= w5 * x * y;
    tensor[4] -= w5 * x * z;
    tensor[5] -= w5 * y * z;
}

static void far_tensor(const long double cell[3], const long double at[3], double tensor[6])
{
    static const double node[3] = {-0.63245553203367587, 0, 0.63245553203367587}; /* sqrt(2/5) */
    static const double weight[3] = {5.0 / 24, 7.0 / 12, 5.0 / 24};
    const double dx = (double)cell[0], dy = (double)cell[1], dz = (double)cell[2];
    const double x = (double)at[0], y = (double)at[1], z = (double)at[2];
    const double scale = dx * dy * dz / (4 * (double)pi);

    for (int i = 0; i < 6; i++)
        tensor[i] = 0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++)
                add_dipole(scale * weight[i] * weight[j] * weight[k], x + node[i] * dx,
                           y + node[j] * dy, z + node[k] * dz, tensor);
}

void demag_tensor(double cell_x_m, double cell_y_m, double cell_z_m, double x_m, double y_m,
                  double z_m, double tensor[6])
{
    const double edge = fmax(cell_x_m, fmax(cell_y_m, cell_z_m));
    const long double unit = 1 / (long double)edge;
    const long double cell[3] = {cell_x_m * unit, cell_y_m * unit, cell_z_m * unit};
    const long double at[3] = {x_m * unit, y_m * unit, z_m * unit};

    if (at[0] * at[0] + at[1] * at[1] + at[2] * at[2] > NEAR_CELLS * NEAR_CELLS)
        far_tensor(cell, at, tensor);
    else
        near_tensor(cell, at, tensor);
}
