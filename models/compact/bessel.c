#include "compact/bessel.h"
#include <math.h>

static double polynomial(const double c[7], double x)
{
    double sum = c[6];

    for (int i = 5; i >= 0; i--)
        sum = sum * x + c[i];
    return sum;
}

static double bessel_i0(double x)
{
    static const double c[7] = {1.0,       3.5156229, 3.0899424, 1.2067492,
                                0.2659732, 0.0360768, 0.0045813};

    return polynomial(c, x * x / (3.75 * 3.75));
}

static double bessel_i1(double x)
{
    static const double c[7] = {0.5,        0.87890594, 0.51498869, 0.15084934,
                                0.02658733, 0.00301532, 0.00032411};

    return x * polynomial(c, x * x / (3.75 * 3.75));
}

double bessel_k0(double x)
{
    static const double near[7] = {-0.57721566, 0.42278420, 0.23069756, 0.03488590,
                                   0.00262698,  0.00010750, 0.00000740};
    static const double far[7] = {1.25331414, -0.07832358, 0.02189568, -0.01062446,
                                  0.00587872, -0.00251540, 0.00053208};

    if (x <= 2.0)
        return -log(x / 2.0) * bessel_i0(x) + polynomial(near, x * x / 4.0);
    return exp(-x) / sqrt(x) * polynomial(far, 2.0 / x);
}

double bessel_k1(double x)
{
    static const double near[7] = {1.0,         0.15443144,  -0.67278579, -0.18156897,
                                   -0.01919402, -0.00110404, -0.00004686};
    static const double far[7] = {1.25331414,  0.23498619, -0.03655620, 0.01504268,
                                  -0.00780353, 0.00325614, -0.00068245};

    if (x <= 2.0)
        return log(x / 2.0) * bessel_i1(x) + polynomial(near, x * x / 4.0) / x;
    return exp(-x) / sqrt(x) * polynomial(far, 2.0 / x);
}
