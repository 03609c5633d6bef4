#include "base/param.h"
#include <inttypes.h>
#include <string.h>

static enum status check_double(const struct param *p, double value, const char *where,
                                struct error *err)
{
    if (value >= p->min && value <= p->max) /* written so that NaN fails */
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG, "%s: %s = %g%s%s, must be in [%g, %g]", where, p->name,
                     value, p->unit[0] ? " " : "", p->unit, p->min, p->max);
}

/* Compared as integers where the limit fits one, so that 2^53 + 1 is not rounded into range. */
static enum status check_int(const struct param *p, int64_t value, const char *where,
                             struct error *err)
{
    const bool low = p->min > -9.2e18 && value < (int64_t)p->min;
    const bool high = p->max < 9.2e18 && value > (int64_t)p->max;

    if (!low && !high)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG, "%s: %s = %" PRId64 "%s%s, must be in [%.0f, %.0f]",
                     where, p->name, value, p->unit[0] ? " " : "", p->unit, p->min, p->max);
}

static enum status check_enum(const struct param *p, int value, const char *where,
                              struct error *err)
{
    int n = 0;

    while (p->choices[n] != NULL)
        n++;
    if (value >= 0 && value < n)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG, "%s: %s = %d, must be in [0, %d]", where, p->name,
                     value, n - 1);
}

static enum status check_string(const struct param *p, const char *value, const char *where,
                                struct error *err)
{
    if (memchr(value, '\0', p->size) != NULL)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG, "%s: %s: longer than %zu characters", where, p->name,
                     p->size - 1);
}

static enum status check_vector(const struct param *p, const double value[3], const char *where,
                                struct error *err)
{
    for (int i = 0; i < 3; i++)
        if (!(value[i] >= p->min && value[i] <= p->max))
            return error_set(err, STATUS_BAD_CONFIG, "%s: %s[%d] = %g%s%s, must be in [%g, %g]",
                             where, p->name, i, value[i], p->unit[0] ? " " : "", p->unit, p->min,
                             p->max);
    return STATUS_OK;
}

static enum status check_one(const struct param *p, const void *value, const char *where,
                             struct error *err)
{
    switch (p->type) {
    case PARAM_DOUBLE:
        return check_double(p, *(const double *)value, where, err);
    case PARAM_INT:
        return check_int(p, *(const int64_t *)value, where, err);
    case PARAM_BOOL:
        return STATUS_OK;
    case PARAM_ENUM:
        return check_enum(p, *(const int *)value, where, err);
    case PARAM_STRING:
        return check_string(p, value, where, err);
    case PARAM_VECTOR:
        return check_vector(p, value, where, err);
    }
    return STATUS_OK;
}

enum status params_check(const struct param *params, size_t n, const void *config,
                         const char *where, struct error *err)
{
    for (size_t i = 0; i < n; i++) {
        const void *value = (const char *)config + params[i].offset;
        enum status status = check_one(&params[i], value, where, err);

        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}
