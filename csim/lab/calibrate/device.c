#include "lab/calibrate/particles.h"

/* All skyrmions before the barrier, where cells start. */
static double start_radius_m(const struct calibration *c,
                             const struct device_skyrmion_track_config *config)
{
    const struct skyrmions s = {.config = config->track, .n = (int)config->skyrmions};

    return particles_radius_m(c, &s);
}

enum status calibrate_device_config(const struct calibration *c, const struct synapse *d,
                                    struct device_skyrmion_track_config *out, struct error *err)
{
    const struct device_skyrmion_track_config *usual = device_skyrmion_track.config_default;
    enum status status;

    *out = *usual;
    if ((status = calibrate_apply(c, d, &out->track, err)) != STATUS_OK)
        return status;
    out->track.thermal.seed = usual->track.thermal.seed;
    out->skyrmions = d->start.skyrmions;
    out->from_m = d->readout.from_m;
    out->to_m = d->readout.to_m;
    out->g_zero_S = d->readout.conductance_S;
    out->tmr = d->readout.tmr;
    out->width_s = d->pulses.width_s;
    out->gap_s = d->pulses.gap_s;
    out->resistivity_Ohm_m = d->heating.resistivity_Ohm_m;
    out->conductor_m2 = d->heating.conductor_m * d->track.width_m;
    out->track.radius_m = start_radius_m(c, out);
    return STATUS_OK;
}
