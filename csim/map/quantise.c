#include "map/quantise.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The positive half of a card's levels and the decision boundaries between them; the negative half
 * mirrors it. bound[k] separates level k from level k + 1 and belongs to k + 1. */
struct ladder {
    int top;
    double value[CARD_MAX_STATES], bound[CARD_MAX_STATES];
};

double quantise_level_value(const struct device_card *card, int level)
{
    return card_level_S(card, level) / card_mean_step_S(card);
}

static struct ladder ladder_of(const struct device_card *card)
{
    struct ladder l = {.top = (int)card->n_states - 1};

    for (int k = 0; k <= l.top; k++)
        l.value[k] = quantise_level_value(card, k);
    for (int k = 0; k < l.top; k++)
        l.bound[k] = 0.5 * (l.value[k] + l.value[k + 1]);
    return l;
}

static int level_of(const struct ladder *l, double x)
{
    const double magnitude = fabs(x);
    int k = 0;

    while (k < l->top && magnitude >= l->bound[k])
        k++;
    return x < 0.0 ? -k : k;
}

int quantise_level(const struct device_card *card, double w_over_step)
{
    const struct ladder l = ladder_of(card);

    return level_of(&l, w_over_step);
}

void quantise_levels(const struct device_card *card, const float w[], size_t n, double step,
                     int8_t level[])
{
    const struct ladder l = ladder_of(card);

    for (size_t i = 0; i < n; i++)
        level[i] = (int8_t)level_of(&l, w[i] / step);
}

/* Magnitudes sorted, with running sums: the squared error of any step then costs one search per
 * level instead of a pass over millions of weights. */
struct sorted {
    size_t n;
    float *magnitude; /* [n] ascending */
    double *sum;      /* [n + 1] sum of the first i magnitudes */
};

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

static bool sort_magnitudes(struct sorted *s, const float w[], size_t n)
{
    s->n = n;
    s->magnitude = malloc(n * sizeof *s->magnitude);
    s->sum = malloc((n + 1) * sizeof *s->sum);
    if (!s->magnitude || !s->sum)
        return false;
    for (size_t i = 0; i < n; i++)
        s->magnitude[i] = fabsf(w[i]);
    qsort(s->magnitude, n, sizeof *s->magnitude, ascending);
    s->sum[0] = 0.0;
    for (size_t i = 0; i < n; i++)
        s->sum[i + 1] = s->sum[i] + (double)s->magnitude[i];
    return true;
}

static size_t first_at_least(const struct sorted *s, double value)
{
    size_t low = 0, high = s->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if ((double)s->magnitude[middle] >= value)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Squared error less the constant sum of w^2: sum over levels of (s v_k)^2 n_k - 2 s v_k sum_k. */
static double squared_error(const struct sorted *s, const struct ladder *l, double step)
{
    size_t from = 0;
    double error = 0.0;

    for (int k = 0; k <= l->top; k++) {
        const size_t to = k < l->top ? first_at_least(s, step * l->bound[k]) : s->n;
        const double v = step * l->value[k];

        error += v * v * (double)(to - from) - 2.0 * v * (s->sum[to] - s->sum[from]);
        from = to;
    }
    return error;
}

/* The error has shallow local minima: a scan in small ratios finds the valley, a golden section its
 * floor. */
static double search(const struct sorted *s, const struct ladder *l, double largest)
{
    enum { POINTS = 512, SECTIONS = 48 };
    const double ratio = pow(0.01, 1.0 / POINTS), section = 0.5 * (sqrt(5.0) - 1.0);
    double best = largest, best_error = squared_error(s, l, largest), low, high;

    for (int i = 1; i <= POINTS; i++) {
        const double step = largest * pow(ratio, i), error = squared_error(s, l, step);

        if (error < best_error) {
            best_error = error;
            best = step;
        }
    }
    low = best * ratio;
    high = fmin(best / ratio, largest);
    for (int i = 0; i < SECTIONS; i++) {
        const double a = high - section * (high - low), b = low + section * (high - low);

        if (squared_error(s, l, a) <= squared_error(s, l, b))
            high = b;
        else
            low = a;
    }
    return squared_error(s, l, 0.5 * (low + high)) < best_error ? 0.5 * (low + high) : best;
}

double quantise_step(const struct device_card *card, const float w[], size_t n, bool mse)
{
    const struct ladder l = ladder_of(card);
    struct sorted s = {0};
    double largest = 0.0, step;

    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs((double)w[i]));
    step = largest > 0.0 ? largest / l.value[l.top] : 1.0;
    if (mse && largest > 0.0) {
        if (sort_magnitudes(&s, w, n))
            step = search(&s, &l, step);
        else
            step = NAN;
        free(s.magnitude);
        free(s.sum);
    }
    return step;
}
