#include "door/devices.h"
#include <math.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/* A shared block of ours: the other side's table of functions, and behind it its own block. */
struct bridge {
    struct skyloom_device_kind theirs;
    alignas(max_align_t) unsigned char shared[];
};
enum { PART = 64 }; /* cells that are handed over at once */

/* --- one call each --- */

static struct skyloom_device_key key_of(const struct device_key *key, size_t from)
{
    return (struct skyloom_device_key){.seed = key->seed,
                                       .array = key->array,
                                       .row = key->row,
                                       .column = key->column + (uint32_t)from};
}

static enum status status_of(enum skyloom_status status, const struct skyloom_error *theirs,
                             const struct skyloom_device_kind *kind, const char *call,
                             struct error *err)
{
    if (status == SKYLOOM_OK)
        return STATUS_OK;
    if (status < SKYLOOM_OK || status > SKYLOOM_INTERRUPTED || theirs->text[0] == '\0')
        return error_set(err, STATUS_BAD_CONFIG, "device %s: %s failed with status %d", kind->name,
                         call, (int)status);
    return error_set(err, (enum status)status, "%.*s", (int)sizeof theirs->text - 1, theirs->text);
}

static enum status check_traits(const struct skyloom_device_traits *t, const char *name,
                                struct error *err)
{
    if (!(t->g_min_S >= 0.0 && t->g_max_S > t->g_min_S && isfinite(t->g_max_S)))
        return error_set(err, STATUS_BAD_CONFIG,
                         "device %s: g_min_S = %g S, g_max_S = %g S, must be 0 <= g_min_S < "
                         "g_max_S, finite",
                         name, t->g_min_S, t->g_max_S);
    if (!(t->step_s >= 0.0 && isfinite(t->step_s)))
        return error_set(err, STATUS_BAD_CONFIG,
                         "device %s: step_s = %g s, must be 0 or more, finite", name, t->step_s);
    return device_rest_check(t->gap_s, name, err);
}

static enum status prepare(const void *config, void *shared, struct device_traits *traits,
                           struct error *err)
{
    const struct skyloom_device_kind *kind = config;
    struct bridge *b = shared;
    struct skyloom_device_traits t = {.pulse = {.polarity = 1}};
    struct skyloom_error theirs = {.code = SKYLOOM_OK};
    struct device_pulse own_pulse;
    enum status status;

    b->theirs = *kind;
    status = status_of(kind->prepare(kind->config, b->shared, &t, &theirs), &theirs, kind,
                       "prepare", err);
    if (status == STATUS_OK)
        status = check_traits(&t, kind->name, err);
    own_pulse = (struct device_pulse){.polarity = t.pulse.polarity,
                                      .amplitude_A_per_m2 = t.pulse.amplitude_A_per_m2,
                                      .width_s = t.pulse.width_s};
    *traits = (struct device_traits){.g_min_S = t.g_min_S,
                                     .g_max_S = t.g_max_S,
                                     .pulse = own_pulse,
                                     .gap_s = t.gap_s,
                                     .holds = kind->rest == NULL,
                                     .step_s = t.step_s};
    return status == STATUS_OK ? device_pulse_check(&own_pulse, 1, kind->name, err) : status;
}

static enum status init(const void *shared, void *cells, size_t n, const struct device_key *key,
                        struct error *err)
{
    const struct bridge *b = shared;
    const struct skyloom_device_key k = key_of(key, 0);
    struct skyloom_error theirs = {.code = SKYLOOM_OK};

    return status_of(b->theirs.init(b->shared, cells, n, &k, &theirs), &theirs, &b->theirs, "init",
                     err);
}

static void copy_pulses(const struct device_pulse from[], size_t n,
                        struct skyloom_device_pulse to[])
{
    for (size_t i = 0; i < n; i++)
        to[i] = (struct skyloom_device_pulse){.polarity = from[i].polarity,
                                              .amplitude_A_per_m2 = from[i].amplitude_A_per_m2,
                                              .width_s = from[i].width_s};
}

static size_t part_of(size_t n, size_t from) { return n - from < PART ? n - from : PART; }

static enum status pulse(const void *shared, void *cells, size_t n, const struct device_key *key,
                         const struct device_pulse pulses[], struct error *err)
{
    const struct bridge *b = shared;
    enum status status = device_pulse_check(pulses, n, b->theirs.name, err);

    for (size_t from = 0; from < n && status == STATUS_OK; from += PART) {
        const struct skyloom_device_key k = key_of(key, from);
        struct skyloom_device_pulse part[PART];
        struct skyloom_error theirs = {.code = SKYLOOM_OK};

        copy_pulses(pulses + from, part_of(n, from), part);
        status = status_of(b->theirs.pulse(b->shared,
                                           (unsigned char *)cells + from * b->theirs.cell_bytes,
                                           part_of(n, from), &k, part, &theirs),
                           &theirs, &b->theirs, "pulse", err);
    }
    return status;
}

static enum status rest(const void *shared, void *cells, size_t n, const struct device_key *key,
                        double seconds, struct error *err)
{
    const struct bridge *b = shared;
    const struct skyloom_device_key k = key_of(key, 0);
    struct skyloom_error theirs = {.code = SKYLOOM_OK};
    const enum status status = device_rest_check(seconds, b->theirs.name, err);

    if (status != STATUS_OK || b->theirs.rest == NULL)
        return status;
    return status_of(b->theirs.rest(b->shared, cells, n, &k, seconds, &theirs), &theirs, &b->theirs,
                     "rest", err);
}

static void conductance_S(const void *shared, const void *cells, size_t n,
                          const struct device_key *key, double conductance[])
{
    const struct bridge *b = shared;
    const struct skyloom_device_key k = key_of(key, 0);

    b->theirs.conductance_S(b->shared, cells, n, &k, conductance);
}

static void noise_S(const void *shared, const void *cells, size_t n, double noise[])
{
    const struct bridge *b = shared;

    b->theirs.noise_S(b->shared, cells, n, noise);
}

static void energy_J(const void *shared, const void *cells, size_t n,
                     const struct device_pulse pulses[], double energy[])
{
    const struct bridge *b = shared;
    struct skyloom_device_pulse part[PART];

    for (size_t from = 0; from < n; from += PART) {
        const unsigned char *first = (const unsigned char *)cells + from * b->theirs.cell_bytes;

        copy_pulses(pulses + from, part_of(n, from), part);
        if (b->theirs.energy_J != NULL)
            b->theirs.energy_J(b->shared, first, part_of(n, from), part, energy + from);
        else
            memset(energy + from, 0, part_of(n, from) * sizeof *energy);
    }
}

/* --- the list --- */

const struct device_kind *door_find_kind(const struct skyloom_devices *devices, const char *name)
{
    for (int i = 0; i < devices->n; i++)
        if (strcmp(devices->kind[i].ours.name, name) == 0)
            return &devices->kind[i].ours;
    return device_find(name);
}

static enum status check_kind(const struct skyloom_devices *devices, const struct device_kind *ours,
                              const struct skyloom_device_kind *kind, struct error *err)
{
    const char *missing = kind->prepare == NULL         ? "prepare"
                          : kind->init == NULL          ? "init"
                          : kind->pulse == NULL         ? "pulse"
                          : kind->conductance_S == NULL ? "conductance_S"
                                                        : NULL;
    const enum status status = device_kind_check(ours, err);

    if (status != STATUS_OK)
        return status;
    if (missing != NULL)
        return error_set(err, STATUS_BAD_CONFIG, "device %s: %s = 0, must be given", kind->name,
                         missing);
    if (door_find_kind(devices, kind->name) != NULL)
        return error_set(err, STATUS_BAD_CONFIG, "device %s: there is a kind of that name",
                         kind->name);
    if (devices->n == DOOR_MAX_KINDS)
        return error_set(err, STATUS_BAD_CONFIG, "device %s: there are %d kinds, at most %d",
                         kind->name, devices->n, DOOR_MAX_KINDS);
    return STATUS_OK;
}

enum skyloom_status skyloom_devices_register(struct skyloom_devices *devices,
                                             const struct skyloom_device_kind *kind,
                                             struct skyloom_error *err)
{
    struct door_kind *slot = &devices->kind[devices->n];
    const struct device_kind ours = {.name = kind->name,
                                     .doc = kind->doc != NULL ? kind->doc : "",
                                     .config_size = sizeof slot->theirs,
                                     .config_default = &slot->theirs,
                                     .shared_size = kind->shared_bytes <= DEVICE_MAX_SHARED_SIZE
                                                        ? sizeof(struct bridge) + kind->shared_bytes
                                                        : SIZE_MAX,
                                     .cell_size = kind->cell_bytes,
                                     .prepare = prepare,
                                     .init = init,
                                     .pulse = pulse,
                                     .rest = rest,
                                     .conductance_S = conductance_S,
                                     .noise_S = kind->noise_S != NULL ? noise_S : NULL,
                                     .energy_J = energy_J};
    struct error why;
    const enum status status = check_kind(devices, &ours, kind, &why);

    if (status == STATUS_OK) {
        *slot = (struct door_kind){*kind, ours};
        devices->n++;
    }
    return door_error(err, status, &why);
}

enum skyloom_status skyloom_devices_open(struct skyloom_devices **devices,
                                         struct skyloom_error *err)
{
    struct error why;

    return door_error(err, door_alloc((void **)devices, sizeof **devices, &why), &why);
}

const char *skyloom_devices_name(const struct skyloom_devices *devices, int i)
{
    int shipped = 0;

    while (device_kinds[shipped] != NULL) {
        if (shipped == i)
            return device_kinds[i]->name;
        shipped++;
    }
    i -= shipped;
    return i >= 0 && i < devices->n ? devices->kind[i].ours.name : NULL;
}

void skyloom_devices_close(struct skyloom_devices *devices) { free(devices); }
