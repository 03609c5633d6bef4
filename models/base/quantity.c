#include "base/quantity.h"
#include <math.h>
#include <stdio.h>

const char *quantity_text(char *out, size_t size, double value, const char *unit)
{
    static const char *const prefix[] = {"a", "f", "p", "n", "u", "m", "", "k", "M", "G", "T"};
    const int n = sizeof prefix / sizeof prefix[0], unity = 6;
    const double magnitude = fabs(value);
    int p = unity;
    double scaled;

    if (magnitude > 0.0 && isfinite(magnitude)) {
        p = unity + (int)floor((log10(magnitude) + 2e-4) / 3.0); /* 999.6 becomes 1.00 k */
        p = p < 0 ? 0 : p >= n ? n - 1 : p;
    }
    scaled = value / pow(10.0, 3.0 * (p - unity));
    snprintf(out, size, "%.*f %s%s",
             magnitude == 0.0       ? 0
             : fabs(scaled) < 9.995 ? 2
             : fabs(scaled) < 99.95 ? 1
                                    : 0,
             scaled, prefix[p], unit);
    return out;
}
