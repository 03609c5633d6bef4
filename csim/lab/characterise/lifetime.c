#include "lab/characterise/lifetime.h"
#include <math.h>

/* Probability of at most n where mean are expected. */
static double at_most(int64_t n, double mean)
{
    double sum = 0.0;

    for (int64_t i = 0; i <= n; i++)
        sum += exp((double)i * log(mean) - mean - lgamma((double)i + 1.0));
    return sum;
}

/* The mean at which at most n are seen with that probability. */
static double mean_with(int64_t n, double probability)
{
    double low = 0.0, high = (double)n + 10.0 * sqrt((double)n + 1.0) + 10.0;

    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);

        *(at_most(n, middle) > probability ? &low : &high) = middle;
    }
    return 0.5 * (low + high);
}

struct characterise_rate characterise_rate_of(int64_t events, double exposure)
{
    if (events == 0)
        return (struct characterise_rate){.high = mean_with(0, 0.05) / exposure};
    return (struct characterise_rate){.mean = (double)events / exposure,
                                      .low = mean_with(events - 1, 0.975) / exposure,
                                      .high = mean_with(events, 0.025) / exposure};
}

static int nearest(double read_S, int n_states, const double state_S[])
{
    int best = 0;

    for (int i = 1; i < n_states; i++)
        if (fabs(state_S[i] - read_S) < fabs(state_S[best] - read_S))
            best = i;
    return best;
}

struct characterise_wait characterise_wait_of(int n_reads, const double read_S[], double span_s,
                                              int n_states, const double state_S[])
{
    const int at = nearest(read_S[0], n_states, state_S), top = n_states - 1;
    /* the outermost states have one neighbour, whose step counts on both sides */
    const double up_S = at < top ? state_S[at + 1] - state_S[at] : state_S[at] - state_S[at - 1];
    const double down_S = at > 0 ? state_S[at] - state_S[at - 1] : up_S;
    int last = 0;

    for (int i = 1; i < n_reads; i++) {
        const double off_S = read_S[i] - read_S[0];

        if (off_S < 0.5 * up_S && off_S > -0.5 * down_S)
            last = i;
    }
    return (struct characterise_wait){.waited_s = span_s * (last + 1),
                                      .lost = last < n_reads - CHARACTERISE_GONE_READS};
}
