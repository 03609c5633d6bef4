#include "lab/track/heat.h"
#include <stdio.h>
#include "files/file.h"
#include "lab/track/experiment.h"

static double density_J_per_m3(const struct synapse *d)
{
    const double j = d->torque.density_A_per_m2;

    return d->heating.resistivity_Ohm_m * j * j * d->pulses.width_s;
}

double heat_pulse_energy_J(const struct synapse *d)
{
    return density_J_per_m3(d) * d->track.length_m * d->track.width_m * d->heating.conductor_m;
}

double heat_pulse_rise_K(const struct synapse *d)
{
    return density_J_per_m3(d) / d->heating.capacity_J_per_m3K;
}

/* --- the table: the paper gives ~300 fJ but neither resistivity nor thickness --- */

static enum status plan(const struct synapse *d, int n_seeds, struct trial_list *list,
                        struct error *err)
{
    (void)d;
    (void)n_seeds;
    (void)list;
    (void)err;
    return STATUS_OK;
}

static void print_rows(FILE *f, const struct synapse *d)
{
    static const double density_A_per_m2[] = {3e11, 5e11};
    static const double resistivity_Ohm_m[] = {20e-8, 50e-8, 80e-8};
    static const double conductor_m[] = {2e-9, 6e-9, 12e-9, 24e-9};

    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 4; k++) {
                struct synapse p = *d;

                p.torque.density_A_per_m2 = density_A_per_m2[i];
                p.heating.resistivity_Ohm_m = resistivity_Ohm_m[j];
                p.heating.conductor_m = conductor_m[k];
                fprintf(f, "%g\t%g\t%g\t%.4g\t%.4g\n", density_A_per_m2[i], resistivity_Ohm_m[j],
                        conductor_m[k], heat_pulse_energy_J(&p), heat_pulse_rise_K(&p));
            }
}

static enum status conclude(const struct synapse *d, const struct trial_list *list,
                            const char *folder, json_t *summary, struct error *err)
{
    struct path path;
    struct file_out f;
    enum status status;

    (void)list;
    status = path_join(&path, err, folder, "energy.tsv");
    if (status == STATUS_OK)
        status = file_out_open(&f, path.text, err);
    if (status != STATUS_OK)
        return status;
    fputs("density_A_per_m2\tresistivity_Ohm_m\tconductor_m\tpulse_J\trise_K\n", f.stream);
    print_rows(f.stream, d);
    json_object_set_new(summary, "pulse_J", json_real(heat_pulse_energy_J(d)));
    json_object_set_new(summary, "rise_K", json_real(heat_pulse_rise_K(d)));
    return file_out_commit(&f, err);
}

const struct experiment experiment_energy = {
    .name = "energy",
    .doc = "Joule heat of a pulse for currents, resistivities and thicknesses of the metal",
    .plan = plan,
    .conclude = conclude,
};
