#include "lab/track/synapse.h"
#include "base/param_table.h"
/* Every key of a device file. Defaults are those of papers/000, Appendix A, where it gives one. */
const struct device device_default = {
    .track = {.length_m = 800e-9,
              .width_m = 220e-9,
              .cell_m = 4e-9,
              .repeats = 4,
              .magnet_m = 1e-9,
              .spacer_m = 2e-9},
    .material = {.saturation_A_per_m = 956e3,
                 .exchange_J_per_m = 10e-12,
                 .anisotropy_J_per_m3 = 717e3,
                 .dmi_J_per_m2 = 1.7e-3,
                 .damping = 0.1,
                 .field_T = 0.08},
    .barrier = {.on = true,
                .length_m = 145e-9,
                .breadth_m = 60e-9,
                .corner_m = 20e-9,
                .orientation = BARRIER_ACROSS,
                .centre_m = 400e-9,
                .anisotropy_J_per_m3 = 860e3},
    .torque = {.density_A_per_m2 = 3e11, .efficiency = 0.6, .thickness_m = 8e-9},
    .pulses = {.width_s = 2e-9,
               .gap_s = 5e-9,
               .up = 10,
               .down = 10,
               .window_s = 2.5e-9,
               .samples = 100,
               .prepare_width_s = 25e-9,
               .prepare_fraction = 0.1,
               .rest_s = 40e-9},
    .start = {.skyrmions = 20,
              .radius_m = 14e-9,
              .wall_m = 6e-9,
              .margin_m = 20e-9,
              .equilibrate_s = 1e-9,
              .torque_T = 1e-3},
    .readout = {.conductance_S = 20e-6,
                .tmr = 2.8,
                .from_m = 400e-9,
                .to_m = 800e-9,
                .layer = -1,
                .depth = 0.5,
                .min_radius_m = 5e-9},
    .heating = {.resistivity_Ohm_m = 8e-7, .conductor_m = 12e-9, .capacity_J_per_m3K = 2.8e6},
    .grains = {.columnar = true},
    .solver = {.time_step_s = 0.25e-12, .still_time_step_s = 1.35e-12, .demag_every = 1},
    .scan = {.thickness_m = "12e-9 8e-9 5e-9 3e-9",
             .skyrmions = "12 20",
             .repeats = "2 4 6 8",
             .interspace = "0.7 1.0 1.2 1.5 1.7 2.0",
             .diameter_m = 53.3e-9,
             .map_pulses = 5,
             .fill = 14},
    .characterise = {.cycles = 2,
                     .watch_s = 200e-9,
                     .steady_s = 10e-9,
                     .films = 4,
                     .read_voltage_V = 0.05,
                     .read_voltage_limit_V = 0.1},
};

static const char *const models[] = {"resolved", "averaged", NULL};
static const char *const orientations[] = {"across", "along", NULL};
static const char *const sites[] = {"outer", "all", "bottom", "top", NULL};

static const struct param top_params[] = {
    {PARAM_TEXT(device, name, "name of the device"), .required = true},
    {PARAM_TEXT(device, doc, "what it is, in a line")},
};
static const struct param track_params[] = {
    {PARAM_NUMBER(device_track, length_m, "m", 2e-8, 1e-5, "length of the track, along x")},
    {PARAM_NUMBER(device_track, width_m, "m", 2e-8, 1e-5, "width of the track, along y")},
    {PARAM_NUMBER(device_track, cell_m, "m", 5e-10, 1e-8, "side of a cell of the mesh")},
    {PARAM_WHOLE(device_track, repeats, "", 1, 32, "magnetic layers n of [HM1/FM/HM2]_n")},
    {PARAM_NUMBER(device_track, magnet_m, "m", 1e-10, 1e-7, "thickness of one magnetic layer")},
    {PARAM_NUMBER(device_track, spacer_m, "m", 1e-10, 1e-7,
                  "heavy metal between two magnetic layers")},
    {PARAM_CHOICE(device_track, model, models,
                  "layers each of their own, or one that stands for all")},
    {PARAM_NUMBER(device_track, interlayer_J_per_m2, "J/m^2", -1e-2, 1e-2,
                  "coupling of neighbouring layers, above 0 parallel")},
};
static const struct param material_params[] = {
    {PARAM_NUMBER(device_material, saturation_A_per_m, "A/m", 1e3, 1e7,
                  "saturation magnetisation")},
    {PARAM_NUMBER(device_material, exchange_J_per_m, "J/m", 1e-14, 1e-10, "exchange stiffness")},
    {PARAM_NUMBER(device_material, anisotropy_J_per_m3, "J/m^3", 0, 1e8,
                  "uniaxial anisotropy along z")},
    {PARAM_NUMBER(device_material, dmi_J_per_m2, "J/m^2", -0.1, 0.1,
                  "interfacial DMI, OOMMF's sign")},
    {PARAM_NUMBER(device_material, damping, "", 1e-4, 10, "Gilbert damping")},
    {PARAM_NUMBER(device_material, field_T, "T", -10, 10, "applied field along z")},
    {PARAM_NUMBER(device_material, temperature_K, "K", 0, 1000, "temperature")},
};
static const struct param barrier_params[] = {
    {PARAM_FLAG(device_barrier, on, "whether there is one")},
    {PARAM_NUMBER(device_barrier, length_m, "m", 1e-9, 1e-5,
                  "side that lies across or along the track")},
    {PARAM_NUMBER(device_barrier, breadth_m, "m", 1e-9, 1e-5, "the other side")},
    {PARAM_NUMBER(device_barrier, corner_m, "m", 0, 1e-5, "radius of its corners")},
    {PARAM_CHOICE(device_barrier, orientation, orientations, "where the length lies")},
    {PARAM_NUMBER(device_barrier, centre_m, "m", 0, 1e-5,
                  "middle of the barrier, from the left end")},
    {PARAM_NUMBER(device_barrier, anisotropy_J_per_m3, "J/m^3", 0, 1e8,
                  "uniaxial anisotropy in it")},
};
static const struct param torque_params[] = {
    {PARAM_NUMBER(device_torque, density_A_per_m2, "A/m^2", 0, 1e14, "current density of a pulse")},
    {PARAM_NUMBER(device_torque, efficiency, "", -10, 10,
                  "spin Hall polarisation; spins along +y")},
    {PARAM_NUMBER(device_torque, thickness_m, "m", 1e-10, 1e-6,
                  "effective thickness of the torque")},
    {PARAM_NUMBER(device_torque, field_like, "", -10, 10, "field-like torque over damping-like")},
    {PARAM_CHOICE(device_torque, site, sites, "layers that the torque acts on")},
};
static const struct param pulses_params[] = {
    {PARAM_NUMBER(device_pulses, width_s, "s", 1e-12, 1e-6, "length of a pulse")},
    {PARAM_NUMBER(device_pulses, gap_s, "s", 1e-12, 1e-6, "from the end of a pulse to the next")},
    {PARAM_WHOLE(device_pulses, up, "", 0, 100, "pulses that drive along +x (LTP)")},
    {PARAM_WHOLE(device_pulses, down, "", 0, 100, "pulses that drive along -x after them (LTD)")},
    {PARAM_NUMBER(device_pulses, window_s, "s", 1e-13, 1e-6,
                  "end of the gap, where conductance is sampled")},
    {PARAM_WHOLE(device_pulses, samples, "", 2, 1000, "samples in the window")},
    {PARAM_NUMBER(device_pulses, prepare_width_s, "s", 1e-12, 1e-6,
                  "length of the initialisation pulse")},
    {PARAM_NUMBER(device_pulses, prepare_fraction, "", 0, 1, "its current over that of a pulse")},
    {PARAM_NUMBER(device_pulses, rest_s, "s", 1e-12, 1e-6, "rest before the initialisation pulse")},
};
static const struct param start_params[] = {
    {PARAM_WHOLE(device_start, skyrmions, "", 1, 128, "skyrmions put into the pre-synapse")},
    {PARAM_NUMBER(device_start, radius_m, "m", 1e-9, 1e-6, "radius they are put in with")},
    {PARAM_NUMBER(device_start, wall_m, "m", 1e-10, 1e-6, "wall width they are put in with")},
    {PARAM_NUMBER(device_start, margin_m, "m", 0, 1e-6,
                  "least distance of a centre to edge and barrier")},
    {PARAM_NUMBER(device_start, equilibrate_s, "s", 0, 1e-6,
                  "time without current before the first pulse")},
    {PARAM_NUMBER(device_start, torque_T, "T", 1e-7, 1,
                  "relaxed when the largest torque is below this")},
};
static const struct param readout_params[] = {
    {PARAM_NUMBER(device_readout, conductance_S, "S", 1e-12, 1,
                  "G0: of the junction over a film that points up all over")},
    {PARAM_NUMBER(device_readout, tmr, "", 0.01, 100,
                  "tunnelling magnetoresistance; 2.8 is 280 %")},
    {PARAM_NUMBER(device_readout, from_m, "m", 0, 1e-5,
                  "where the junction begins, from the left end")},
    {PARAM_NUMBER(device_readout, to_m, "m", 0, 1e-5, "where it ends")},
    {PARAM_WHOLE(device_readout, layer, "", -1, 31,
                 "layer that is read, from 0; -1: the mean of all")},
    {PARAM_NUMBER(device_readout, depth, "", 0, 1,
                  "mz against the film that the core of a skyrmion reaches")},
    {PARAM_NUMBER(device_readout, min_radius_m, "m", 0, 1e-7, "smaller spots do not count")},
};
static const struct param heating_params[] = {
    {PARAM_NUMBER(device_heating, resistivity_Ohm_m, "Ohm m", 1e-9, 1e-3,
                  "of the metal that conducts")},
    {PARAM_NUMBER(device_heating, conductor_m, "m", 1e-10, 1e-6,
                  "thickness of all of it together")},
    {PARAM_NUMBER(device_heating, capacity_J_per_m3K, "J/(m^3 K)", 1e4, 1e8,
                  "heat capacity of the stack")},
};
static const struct param grain_params[] = {
    {PARAM_NUMBER(grains_config, size_m, "m", 0, 1e-6,
                  "of Voronoi grains, root of their mean area; 0: none")},
    {PARAM_NUMBER(grains_config, anisotropy_spread, "", 0, 1,
                  "standard deviation of Ku over its mean")},
    {PARAM_NUMBER(grains_config, axis_tilt_deg, "deg", 0, 90,
                  "root mean square tilt of the easy axis")},
    {PARAM_FLAG(grains_config, columnar, "grains through all layers; else each layer has its own")},
    {PARAM_WHOLE(grains_config, seed, "", 0, 1e9,
                 "of the grains; 0: of the run, so that every run is another film")},
};
static const struct param solver_params[] = {
    {PARAM_NUMBER(device_solver, time_step_s, "s", 1e-15, 1e-11,
                  "step at a temperature, for cells of 4 nm")},
    {PARAM_NUMBER(device_solver, still_time_step_s, "s", 1e-15, 1e-11,
                  "step at 0 K, for cells of 4 nm")},
    {PARAM_WHOLE(device_solver, demag_every, "", 1, 16,
                 "at a temperature: steps between stray fields of other cells")},
};
static const struct param scan_params[] = {
    {PARAM_TEXT(device_scan, thickness_m,
                "effective thicknesses of the torque that map goes through")},
    {PARAM_TEXT(device_scan, skyrmions, "initial counts that map goes through")},
    {PARAM_TEXT(device_scan, repeats, "repeats that fig4 goes through")},
    {PARAM_TEXT(device_scan, interspace,
                "gaps beside the barrier that fig5 goes through, in diameters")},
    {PARAM_NUMBER(device_scan, diameter_m, "m", 1e-9, 1e-6,
                  "the diameter that interspace is counted in")},
    {PARAM_WHOLE(device_scan, map_pulses, "", 1, 100, "pulses along +x at a point of map")},
    {PARAM_WHOLE(device_scan, fill, "", 1, 64, "skyrmions that fig4 goes up to")},
};
static const struct param characterise_params[] = {
    {PARAM_WHOLE(device_characterise, cycles, "", 1, 16,
                 "of pulses up and down that count, after a first one that does not")},
    {PARAM_NUMBER(device_characterise, watch_s, "s", 1e-9, 1e-4,
                  "time without current that full and empty devices are watched")},
    {PARAM_NUMBER(device_characterise, steady_s, "s", 1e-10, 1e-6,
                  "of a read that says whether a watched state is still there")},
    {PARAM_WHOLE(device_characterise, films, "", 1, 64,
                 "at a temperature: seeds of LLG of the film that the junction reads")},
    {PARAM_NUMBER(device_characterise, read_voltage_V, "V", 1e-6, 10, "of the card")},
    {PARAM_NUMBER(device_characterise, read_voltage_limit_V, "V", 1e-6, 10, "of the card")},
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define SECTION(name_)                                                                             \
    {                                                                                              \
#name_, name_##_params, COUNT(name_##_params), offsetof(struct device, name_)              \
    }
const struct device_section device_sections[] = {
    {"", top_params, COUNT(top_params), 0},
    SECTION(track),
    SECTION(material),
    SECTION(barrier),
    SECTION(torque),
    SECTION(pulses),
    SECTION(start),
    SECTION(readout),
    SECTION(heating),
    {"grains", grain_params, COUNT(grain_params), offsetof(struct device, grains)},
    SECTION(solver),
    SECTION(scan),
    SECTION(characterise),
};
const size_t device_n_sections = COUNT(device_sections);
