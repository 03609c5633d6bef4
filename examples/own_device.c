/* A device kind of one's own in a tile: a memristor that saturates softly, programmed and read.
 *     cc own_device.c $(pkg-config --cflags --libs skyloom) -o own_device && ./own_device */
#include <skyloom.h>
#include <stdio.h>

static const double low_S = 1e-6, high_S = 9e-6, share = 0.1; /* of the way to the end per pulse */

static enum skyloom_status prepare(const void *config, void *shared,
                                   struct skyloom_device_traits *traits, struct skyloom_error *err)
{
    (void)config, (void)shared, (void)err;
    traits->g_min_S = low_S;
    traits->g_max_S = high_S;
    traits->pulse.amplitude_A_per_m2 = 1e10;
    traits->pulse.width_s = 50e-9;
    return SKYLOOM_OK;
}

static enum skyloom_status init(const void *shared, void *cells, size_t n,
                                const struct skyloom_device_key *key, struct skyloom_error *err)
{
    (void)shared, (void)key, (void)err;
    for (size_t i = 0; i < n; i++)
        ((double *)cells)[i] = low_S;
    return SKYLOOM_OK;
}

static enum skyloom_status pulse(const void *shared, void *cells, size_t n,
                                 const struct skyloom_device_key *key,
                                 const struct skyloom_device_pulse pulses[],
                                 struct skyloom_error *err)
{
    double *g_S = cells;

    (void)shared, (void)key, (void)err;
    for (size_t i = 0; i < n; i++)
        if (pulses[i].polarity != 0)
            g_S[i] += share * ((pulses[i].polarity > 0 ? high_S : low_S) - g_S[i]);
    return SKYLOOM_OK;
}

static void conductance(const void *shared, const void *cells, size_t n,
                        const struct skyloom_device_key *key, double g_S[])
{
    (void)shared, (void)key;
    for (size_t i = 0; i < n; i++)
        g_S[i] = ((const double *)cells)[i];
}

int main(void)
{
    const struct skyloom_device_kind memristor = {.name = "memristor",
                                                  .cell_bytes = sizeof(double),
                                                  .prepare = prepare,
                                                  .init = init,
                                                  .pulse = pulse,
                                                  .conductance_S = conductance};
    const struct skyloom_tile_config config = {.inputs = 2, .columns = 4, .seed = 1};
    const uint64_t first = 1; /* bits of the driven inputs */
    struct skyloom_devices *devices = NULL;
    struct skyloom_tile *tile = NULL;
    struct skyloom_error err;
    enum skyloom_status status = skyloom_devices_open(&devices, &err);
    double sum_S[4];
    int16_t code[4];

    if (!status && !(status = skyloom_devices_register(devices, &memristor, &err)))
        status = skyloom_tile_open(&tile, devices, "memristor", NULL, &config, &err);
    for (int column = 0; column < 4 && !status; column++) /* 0, 3, 6, 9 up on the plus line */
        status = skyloom_tile_program(tile, 0, column, 3 * column, NULL, &err);
    if (!status && !(status = skyloom_tile_sum(tile, &first, NULL, sum_S, &err)))
        status = skyloom_tile_read(tile, &first, 0, 0, NULL, code, &err);
    for (int column = 0; column < 4 && !status; column++)
        printf("%d pulses: %.3g uS, code %d\n", 3 * column, 1e6 * sum_S[column], code[column]);
    if (status)
        fprintf(stderr, "own_device: %s\n", err.text);
    skyloom_tile_close(tile);
    skyloom_devices_close(devices);
    return status;
}
