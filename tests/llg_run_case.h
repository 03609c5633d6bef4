#ifndef SKYLOOM_TESTS_LLG_RUN_CASE_H
#define SKYLOOM_TESTS_LLG_RUN_CASE_H
#include "lab/llg/run.h"
/* Small cases that are run into folders of one directory per test program. */

/* A film of two layers with a skyrmion, a field that oscillates and pulses of current: all that a
 * checkpoint could forget. Small, so that it may be stopped after every step. */
#define CASE                                                                                       \
    "name: tiny\n"                                                                                 \
    "mesh:\n  n_x: 24\n  n_y: 16\n  n_z: 2\n"                                                      \
    "  cell_x_m: 4e-9\n  cell_y_m: 4e-9\n  cell_z_m: 1e-9\n  spacer_m: 2e-9\n"                     \
    "material:\n  saturation_A_per_m: 956e3\n  exchange_J_per_m: 10e-12\n"                         \
    "  anisotropy_J_per_m3: 717e3\n  dmi_J_per_m2: 1.7e-3\n  damping: 0.1\n"                       \
    "start:\n  kind: uniform\n  direction: [0, 0.3, 1]\n"                                          \
    "skyrmion:\n  - {x_m: 48e-9, y_m: 32e-9, radius_m: 12e-9, wall_width_m: 5e-9}\n"               \
    "field:\n  - {field_T: [0, 0, 0.05]}\n"                                                        \
    "  - {field_T: [0.01, 0, 0], waveform: sine, frequency_Hz: 20e9}\n"                            \
    "torque:\n  - {layer: 1, polarisation: [0, 1, 0], efficiency: 0.6, thickness_m: 1e-9,\n"       \
    "     density_A_per_m2: 1e11}\n"                                                               \
    "current:\n  waveform: pulses\n  start_s: 2.5e-12\n  width_s: 5e-12\n  gap_s: 4e-12\n"         \
    "  count: 2\n"                                                                                 \
    "output:\n  table_every_s: 1e-12\n  ovf: true\n  ovf_every_s: 5e-12\n  pictures: true\n"       \
    "  picture_every_s: 10e-12\n  energies: true\n  torque: true\n  charge: true\n"                \
    "  layers: true\n"                                                                             \
    "relax:\n  stopping_torque_T: 1e-3\n  max_iterations: 600\n"
#define STAGES                                                                                     \
    "stage:\n  - {kind: relax}\n  - {kind: run, duration_s: 12e-12}\n"                             \
    "  - {kind: run, duration_s: 8.5e-12, current: false}\n"
#define ADAPTIVE_300_K "thermal:\n  temperature_K: 300\n  seed: 7\n"
#define HEUN_300_K "llg:\n  stepper: heun\n  time_step_s: 0.3e-12\n" ADAPTIVE_300_K
#define HEUN_LAGGED_300_K                                                                          \
    "llg:\n  stepper: heun\n  time_step_s: 0.3e-12\n  demag_every: 3\n" ADAPTIVE_300_K

int run_case_open(void **state); /* cmocka's set-up: makes the directory */
int run_case_close(void **state);
const char *run_case_path(const char *name); /* in the directory; lost 16 calls on */
void run_case_remove(const char *folder);
struct llg_case *run_case_load(const char *text); /* to be freed */
enum status run_case_run(const struct llg_case *c, const char *folder, int n_threads, bool resume,
                         bool stop, struct llg_run_result *result, struct error *err);
void run_case_run_well(const struct llg_case *c, const char *folder, int n_threads,
                       struct llg_run_result *result);
/* Stopped at the first chance, resumed, stopped again, with other threads each time; how often. */
int run_case_run_stopping(const struct llg_case *c, const char *folder,
                          struct llg_run_result *result);
#endif
