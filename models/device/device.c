#include "device/device.h"
#include <math.h>
#include <string.h>
#include "device/kinds.h"

const struct device_kind *const device_kinds[] = {&device_synapse_card, &device_skyrmion_track,
                                                  &device_mtj, &device_wall, NULL};

const struct device_kind *device_find(const char *name)
{
    for (size_t i = 0; device_kinds[i] != NULL; i++)
        if (strcmp(device_kinds[i]->name, name) == 0)
            return device_kinds[i];
    return NULL;
}

enum status device_kind_check(const struct device_kind *kind, struct error *err)
{
    const char *missing = NULL;

    if (kind == NULL || kind->name == NULL || kind->name[0] == '\0')
        return error_set(err, STATUS_BAD_CONFIG, "device: a kind without a name");
    if (kind->cell_size == 0)
        missing = "cell_size";
    else if (kind->prepare == NULL)
        missing = "prepare";
    else if (kind->init == NULL)
        missing = "init";
    else if (kind->pulse == NULL)
        missing = "pulse";
    else if (kind->rest == NULL)
        missing = "rest";
    else if (kind->conductance_S == NULL)
        missing = "conductance_S";
    else if (kind->energy_J == NULL)
        missing = "energy_J";
    if (missing != NULL)
        return error_set(err, STATUS_BAD_CONFIG, "device %s: %s = 0, must be given", kind->name,
                         missing);
    if (kind->cell_size > DEVICE_MAX_CELL_SIZE || kind->shared_size > DEVICE_MAX_SHARED_SIZE)
        return error_set(err, STATUS_BAD_CONFIG,
                         "device %s: cell_size = %zu bytes, shared_size = %zu bytes, must be at "
                         "most %zu and %zu",
                         kind->name, kind->cell_size, kind->shared_size, DEVICE_MAX_CELL_SIZE,
                         DEVICE_MAX_SHARED_SIZE);
    return STATUS_OK;
}

enum status device_pulse_check(const struct device_pulse pulse[], size_t n, const char *where,
                               struct error *err)
{
    for (size_t i = 0; i < n; i++) {
        const struct device_pulse *p = &pulse[i];

        if (!(p->polarity >= -1 && p->polarity <= 1))
            return error_set(err, STATUS_BAD_CONFIG, "%s: polarity = %d, must be -1, 0 or 1", where,
                             p->polarity);
        if (!(p->amplitude_A_per_m2 >= 0.0 && p->amplitude_A_per_m2 <= 1e15))
            return error_set(err, STATUS_BAD_CONFIG,
                             "%s: amplitude_A_per_m2 = %g A/m^2, must be in [0, 1e15]", where,
                             p->amplitude_A_per_m2);
        if (!(p->width_s >= 0.0 && p->width_s <= 1.0))
            return error_set(err, STATUS_BAD_CONFIG, "%s: width_s = %g s, must be in [0, 1]", where,
                             p->width_s);
    }
    return STATUS_OK;
}

enum status device_rest_check(double seconds, const char *where, struct error *err)
{
    if (!(seconds >= 0.0 && isfinite(seconds)))
        return error_set(err, STATUS_BAD_CONFIG, "%s: rest = %g s, must be finite and not negative",
                         where, seconds);
    return STATUS_OK;
}

struct philox_words device_draw(const struct device_key *key, size_t i, uint32_t event,
                                uint32_t use)
{
    const uint32_t cell = key->row << 16 | (key->column + (uint32_t)i);

    return philox(key->seed, PHILOX_DEVICE, key->array, cell, event, use);
}

int64_t device_cell_seed(const struct device_key *key, size_t i)
{
    const struct philox_words words = device_draw(key, i, 0, UINT32_MAX);

    return (int64_t)((uint64_t)words.w[0] << 30 ^ words.w[1]);
}
