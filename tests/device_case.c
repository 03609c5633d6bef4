#include "device_case.h"
#include <stdlib.h>
#include "check.h"

static void *room(size_t n, size_t bytes)
{
    void *memory = calloc(n, bytes);

    assert_non_null(memory);
    return memory;
}

struct device_case device_case_begin(const struct device_kind *kind, const void *config, size_t n)
{
    struct device_case c = {.kind = kind,
                            .shared = room(1, kind->shared_size),
                            .cells = room(n, kind->cell_size),
                            .n = n,
                            .key = {.seed = DEVICE_CASE_SEED}};
    struct error err = {0};

    if (kind->prepare(config, c.shared, &c.traits, &err) != STATUS_OK
        || kind->init(c.shared, c.cells, n, &c.key, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return c;
}

void device_case_end(struct device_case *c)
{
    free(c->shared);
    free(c->cells);
}

void device_case_pulse(struct device_case *c, int polarity, double amplitude_A_per_m2,
                       double width_s)
{
    struct device_pulse *pulse = room(c->n, sizeof *pulse);
    struct error err = {0};

    for (size_t i = 0; i < c->n; i++)
        pulse[i] = (struct device_pulse){polarity, amplitude_A_per_m2, width_s};
    if (c->kind->pulse(c->shared, c->cells, c->n, &c->key, pulse, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    free(pulse);
}

void device_case_rest(struct device_case *c, double seconds)
{
    struct error err = {0};

    if (c->kind->rest(c->shared, c->cells, c->n, &c->key, seconds, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

double device_case_S(const struct device_case *c, size_t i)
{
    struct device_key key = c->key;
    double conductance_S;

    key.column += (uint32_t)i;
    c->kind->conductance_S(c->shared, c->cells + i * c->kind->cell_size, 1, &key, &conductance_S);
    return conductance_S;
}

double device_case_J(const struct device_case *c, int polarity)
{
    struct device_pulse pulse = c->traits.pulse;
    double energy_J;

    pulse.polarity = polarity;
    c->kind->energy_J(c->shared, c->cells, 1, &pulse, &energy_J);
    return energy_J;
}
