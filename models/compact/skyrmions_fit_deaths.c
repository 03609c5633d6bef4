#include "compact/skyrmions_fit.h"
#include <math.h>
/* Deaths as a Poisson process of rate r exp(share U): for a given share the likeliest r is deaths
 * over sum exp(share U) t; the share is where the mean U of those that died is that of the exposure
 * so weighted. */

struct weighted { /* by exp(share U) t */
    double time_s, mean, variance;
};

static struct weighted weigh(const struct skyrmions_exposure e[], size_t n, double share)
{
    struct weighted w = {0.0, 0.0, 0.0};
    double square = 0.0;

    for (size_t i = 0; i < n; i++) {
        const double weight = e[i].time_s * exp(share * e[i].energy_kT);

        w.time_s += weight;
        w.mean += weight * e[i].energy_kT;
        square += weight * e[i].energy_kT * e[i].energy_kT;
    }
    w.mean /= w.time_s;
    w.variance = square / w.time_s - w.mean * w.mean;
    return w;
}

static double log_likelihood(double deaths, double sum_kT, double share, double time_s)
{
    return deaths > 0.0 ? deaths * log(deaths / time_s) + share * sum_kT - deaths : 0.0;
}

/* 95 % upper bound of a mean where none was seen: exp(-3) is 5 %. */
static const double none_seen = 3.0;

enum status skyrmions_fit_deaths(const struct skyrmions_exposure sample[], size_t n,
                                 const char *where, struct skyrmions_deaths *out, struct error *err)
{
    double deaths = 0.0, sum_kT = 0.0, time_s = 0.0, low = 0.0, high = 1.0;
    struct weighted w;

    for (size_t i = 0; i < n; i++) {
        deaths += sample[i].deaths;
        sum_kT += sample[i].deaths * sample[i].energy_kT;
        time_s += sample[i].time_s;
    }
    if (!(time_s > 0.0))
        return error_set(err, STATUS_BAD_CONFIG, "%s: no time in which a skyrmion lived", where);
    *out = (struct skyrmions_deaths){.deaths = deaths, .time_s = time_s};
    for (int i = 0; i < 60 && deaths >= 2.0; i++) { /* the mean rises with the share */
        const double middle = 0.5 * (low + high);

        if (weigh(sample, n, middle).mean < sum_kT / deaths)
            low = middle;
        else
            high = middle;
    }
    out->share = deaths >= 2.0 ? 0.5 * (low + high) : 0.0;
    w = weigh(sample, n, out->share);
    out->rate_per_s = deaths / w.time_s;
    out->bound_per_s = deaths > 0.0 ? 0.0 : none_seen / time_s;
    if (deaths >= 2.0) {
        out->share_error = 1.0 / sqrt(deaths * fmax(w.variance, 1e-300));
        out->rate_error_per_s =
            out->rate_per_s * sqrt(1.0 / deaths + pow(w.mean * out->share_error, 2.0));
    } else {
        out->rate_error_per_s = out->rate_per_s;
    }
    out->gain = log_likelihood(deaths, sum_kT, out->share, w.time_s)
                - log_likelihood(deaths, sum_kT, 0.0, time_s);
    return STATUS_OK;
}
