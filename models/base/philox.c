#include "base/philox.h"
#include <Random123/philox.h>
#include <math.h>

struct philox_words philox(uint64_t seed, enum philox_domain domain, uint32_t c0, uint32_t c1,
                           uint32_t c2, uint32_t c3)
{
    const philox4x32_ctr_t counter = {{c0, c1, c2, c3}};
    const philox4x32_key_t key = {
        {(uint32_t)seed ^ (uint32_t)domain * 0x9E3779B9u, (uint32_t)(seed >> 32)}};
    const philox4x32_ctr_t out = philox4x32(counter, key);

    return (struct philox_words){{out.v[0], out.v[1], out.v[2], out.v[3]}};
}

static double polynomial(const double c[8], double x)
{
    double sum = c[7];

    for (int i = 6; i >= 0; i--)
        sum = sum * x + c[i];
    return sum;
}

/* M. J. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988) 477: the normal quantile
 * of p = 0.5 + q to about 16 digits, so that the float is the rounded exact value. */
static double normal_quantile(double q)
{
    static const double centre_num[8] = {3.3871328727963666080e0, 1.3314166789178437745e2,
                                         1.9715909503065514427e3, 1.3731693765509461125e4,
                                         4.5921953931549871457e4, 6.7265770927008700853e4,
                                         3.3430575583588128105e4, 2.5090809287301226727e3};
    static const double centre_den[8] = {1.0,
                                         4.2313330701600911252e1,
                                         6.8718700749205790830e2,
                                         5.3941960214247511077e3,
                                         2.1213794301586595867e4,
                                         3.9307895800092710610e4,
                                         2.8729085735721942674e4,
                                         5.2264952788528545610e3};
    static const double tail_num[8] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                       5.76949722146069140550e0,  3.64784832476320460504e0,
                                       1.27045825245236838258e0,  2.41780725177450611770e-1,
                                       2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double tail_den[8] = {1.0,
                                       2.05319162663775882187e0,
                                       1.67638483018380384940e0,
                                       6.89767334985100004550e-1,
                                       1.48103976427480074590e-1,
                                       1.51986665636164571966e-2,
                                       5.47593808499534494600e-4,
                                       1.05075007164441684324e-9};
    const double tail = 0.5 - fabs(q);
    double r, z;

    if (fabs(q) <= 0.425) {
        r = 0.180625 - q * q;
        return q * polynomial(centre_num, r) / polynomial(centre_den, r);
    }
    r = sqrt(-log(tail)) - 1.6; /* 16 bits: sqrt(-log(tail)) < 3.5, the far tail is not needed */
    z = polynomial(tail_num, r) / polynomial(tail_den, r);
    return q < 0.0 ? -z : z;
}

float normal_from_bits(uint16_t u)
{
    return (float)normal_quantile(((double)u - 32767.5) / 65536.0);
}

void normal_table_fill(float table[65536])
{
    for (int u = 0; u < 65536; u++)
        table[u] = normal_from_bits((uint16_t)u);
}
