#include "lab/calibrate/fit.h"
#include <math.h>

enum status calibrate_leave_out(int n_runs, int n_values,
                                enum status (*refit)(void *context, int without, double value[],
                                                     struct error *err),
                                void *context, const char *where, double value[],
                                double value_error[], struct error *err)
{
    double one[CALIBRATE_MAX_VALUES], square[CALIBRATE_MAX_VALUES] = {0.0};
    enum status status = refit(context, -1, value, err);

    if (status == STATUS_OK && n_runs < 3)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: %d films with motion, must be 3 or more: errors come from leaving "
                         "out one",
                         where, n_runs);
    for (int run = 0; run < n_runs && status == STATUS_OK; run++) {
        status = refit(context, run, one, err);
        for (int i = 0; i < n_values; i++)
            square[i] += (one[i] - value[i]) * (one[i] - value[i]);
    }
    for (int i = 0; i < n_values; i++)
        value_error[i] = sqrt(square[i] * (n_runs - 1) / n_runs);
    return status;
}
