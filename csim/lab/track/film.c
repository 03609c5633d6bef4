#include "lab/track/film.h"
#include "micromag/start.h"
#include "base/philox.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VECTORS = 2 /* m, noise */, NORMAL_TABLE = 65536 };

static struct mesh mesh_of(const struct device *d)
{
    const struct device_track *t = &d->track;
    const bool resolved = t->model == TRACK_RESOLVED;

    return (struct mesh){.n_x = (int)lround(t->length_m / t->cell_m),
                         .n_y = (int)lround(t->width_m / t->cell_m),
                         .n_z = resolved ? (int)t->repeats : 1,
                         .cell_x_m = t->cell_m,
                         .cell_y_m = t->cell_m,
                         .cell_z_m = t->magnet_m,
                         .spacer_m = t->spacer_m};
}

/* --- memory: cells, bonds, stepper, normal table, regions, in one piece --- */

static void *take(char **at, size_t bytes)
{
    void *const here = *at;

    *at += (bytes + 63) / 64 * 64;
    return here;
}

static struct vector_field take_vectors(char **at, size_t n)
{
    struct vector_field v;

    v.x = take(at, n * sizeof(real));
    v.y = take(at, n * sizeof(real));
    v.z = take(at, n * sizeof(real));
    return v;
}

struct pieces {
    real *bonds, *stepper;
    float *normal_table;
    uint8_t *region;
};

static enum status take_memory(struct track *t, struct pieces *p, struct error *err)
{
    const struct mesh *mesh = &t->magnet.mesh;
    const size_t n = mesh_cells(mesh), material = material_reals(mesh) * sizeof(real);
    const size_t vectors = 3 * VECTORS * (n * sizeof(real) + 64);
    const size_t bonds = magnet_reals(mesh) * sizeof(real),
                 stepper = llg_reals(mesh) * sizeof(real);
    const size_t all =
        material + vectors + bonds + stepper + NORMAL_TABLE * sizeof(float) + n + 5 * 64;
    char *at = aligned_alloc(64, (all + 63) / 64 * 64);

    if (at == NULL)
        return error_set(err, STATUS_NO_MEMORY, "track: no memory for %zu cells", n);
    memset(at, 0, all);
    t->memory = at;
    material_take(take(&at, material), mesh, &t->magnet.material);
    t->m = take_vectors(&at, n);
    t->magnet.thermal.noise_T = take_vectors(&at, n);
    p->bonds = take(&at, bonds);
    p->stepper = take(&at, stepper);
    p->normal_table = take(&at, NORMAL_TABLE * sizeof(float));
    p->region = take(&at, n);
    return STATUS_OK;
}

/* --- material --- */

bool track_in_barrier(const struct device *d, double x_m, double y_m)
{
    const struct device_barrier *b = &d->barrier;
    const double u = fabs(x_m - b->centre_m) - 0.5 * device_barrier_x_m(d) + b->corner_m;
    const double v = fabs(y_m - 0.5 * d->track.width_m) - 0.5 * device_barrier_y_m(d) + b->corner_m;

    if (!b->on || u > b->corner_m || v > b->corner_m)
        return false;
    return u <= 0.0 || v <= 0.0 || u * u + v * v <= b->corner_m * b->corner_m;
}

static void fill_cells(struct track *t, uint8_t *region)
{
    const struct device *d = &t->device;
    const struct mesh *mesh = &t->magnet.mesh;
    struct material *mat = &t->magnet.material;

    for (size_t i = 0; i < mesh_cells(mesh); i++) {
        const size_t in_layer = i % ((size_t)mesh->n_x * (size_t)mesh->n_y);
        const double x_m = ((double)(in_layer % (size_t)mesh->n_x) + 0.5) * mesh->cell_x_m;
        const double y_m = ((double)(in_layer / (size_t)mesh->n_x) + 0.5) * mesh->cell_y_m;
        const double ku = track_in_barrier(d, x_m, y_m) ? d->barrier.anisotropy_J_per_m3
                                                        : d->material.anisotropy_J_per_m3;

        mat->saturation_A_per_m[i] = (real)d->material.saturation_A_per_m;
        mat->exchange_J_per_m[i] = (real)d->material.exchange_J_per_m;
        mat->anisotropy_J_per_m3[i] = (real)ku;
        mat->axis.z[i] = 1;
        mat->dmi_J_per_m2[i] = (real)d->material.dmi_J_per_m2;
        mat->damping[i] = (real)d->material.damping;
        region[i] = x_m >= d->readout.from_m && x_m < d->readout.to_m;
        t->m.z[i] = (real)device_up(d);
    }
}

/* --- forces --- */

static bool has_torque(const struct device *d, int layer, int n)
{
    switch ((enum torque_site)d->torque.site) {
    case TORQUE_OUTER:
        return layer == 0 || layer == n - 1;
    case TORQUE_ALL:
        return true;
    case TORQUE_BOTTOM:
        return layer == 0;
    case TORQUE_TOP:
        return layer == n - 1;
    }
    return false;
}

/* Layers that move as one share the torque of those it acts on: min(2, n) / n for the outer ones.
 */
static void set_torque(struct track *t)
{
    const struct device *d = &t->device;
    const int n = (int)d->track.repeats, n_z = t->magnet.mesh.n_z;
    int driven = 0;

    for (int i = 0; i < n; i++)
        driven += has_torque(d, i, n);
    for (int i = 0; i < n_z; i++) {
        const double share = n_z == n ? (double)has_torque(d, i, n) : (double)driven / n;

        t->torque[i] = torque_layer_default;
        t->torque[i].efficiency = d->torque.efficiency;
        t->torque[i].secondary = 0.5 * d->torque.field_like * d->torque.efficiency;
        t->torque[i].thickness_m = d->torque.thickness_m;
        t->drive_A_per_m2[i] = share * d->torque.density_A_per_m2;
        t->interlayer_J_per_m2[i] = d->track.interlayer_J_per_m2;
    }
    t->current = (struct current){.layer = t->torque, .waveform = waveform_default};
    t->current.waveform.kind = WAVEFORM_CONSTANT;
}

static void set_junction(struct track *t)
{
    t->junction = mtj_default;
    t->junction.rule = MTJ_LINEAR;
    t->junction.conductance_S = t->device.readout.conductance_S;
    t->junction.tmr = t->device.readout.tmr;
    t->junction.fixed[2] = device_up(&t->device);
    t->junction.region = 1;
    t->junction.layer = t->magnet.mesh.n_z > 1 ? t->device.readout.layer : -1;
}

static enum status open_demag(struct track *t, struct error *err)
{
    const struct device_track *d = &t->device.track;
    const struct demag_config config = {.mesh = t->magnet.mesh,
                                        .kind = d->model == TRACK_AVERAGED ? DEMAG_AVERAGED
                                                                           : DEMAG_RESOLVED,
                                        .n_stack = (int)d->repeats,
                                        .n_threads = 1};

    return demag_create(&t->magnet.demag, &config, err);
}

void track_set_temperature(struct track *t, double temperature_K)
{
    const struct device *d = &t->device;
    const double fine = d->track.cell_m / 4e-9, scale = fine < 1.0 ? fine * fine : 1.0;
    /* noise of layers that move as one: of n times the volume of a cell */
    const double share = t->magnet.mesh.n_z == d->track.repeats ? 1.0 : (double)d->track.repeats;

    t->magnet.thermal.config.temperature_K = temperature_K / share;
    t->llg.time_step_s =
        scale * (temperature_K > 0.0 ? d->solver.time_step_s : d->solver.still_time_step_s);
    t->llg.config.time_step_s = t->llg.time_step_s;
    t->llg.config.stepper = temperature_K > 0.0 ? LLG_HEUN : LLG_RUNGE_KUTTA;
    t->llg.config.demag_every = temperature_K > 0.0 ? d->solver.demag_every : 1;
}

void track_set_current(struct track *t, double factor)
{
    for (int i = 0; i < t->magnet.mesh.n_z; i++)
        t->torque[i].density_A_per_m2 = factor * t->drive_A_per_m2[i];
    t->llg.current = factor != 0.0 ? &t->current : NULL;
}

static void apply_grains(struct track *t, uint64_t seed)
{
    struct grains_config grains = t->device.grains;

    grains.seed = grains.seed != 0 ? grains.seed : (int64_t)seed;
    grains_apply(&grains, &t->magnet.mesh, &t->magnet.material);
}

enum status track_open(struct track *t, const struct device *d, uint64_t seed, struct error *err)
{
    struct pieces p = {0};
    enum status s;

    *t = (struct track){.device = *d, .magnet.mesh = mesh_of(d)};
    s = take_memory(t, &p, err);
    if (s != STATUS_OK)
        return s;
    normal_table_fill(p.normal_table);
    t->magnet.thermal.normal_table = p.normal_table;
    t->magnet.thermal.config.seed = (int64_t)seed;
    t->magnet.region = p.region;
    fill_cells(t, p.region);
    t->field = (struct zeeman_source){
        .field_T = {0.0, 0.0, d->material.field_T}, .region = -1, .waveform = waveform_default};
    t->magnet.source = &t->field;
    t->magnet.n_sources = 1;
    set_torque(t);
    set_junction(t);
    t->magnet.interlayer_J_per_m2 =
        d->track.interlayer_J_per_m2 != 0.0 ? t->interlayer_J_per_m2 : NULL;
    t->barrier_from_m = device_barrier_begin_m(d);
    t->barrier_to_m = device_barrier_end_m(d);
    t->llg = (struct llg){.config = llg_default, .magnet = &t->magnet, .m = t->m};
    if (d->grains.size_m >= GRAINS_MIN_SIZE_M)
        apply_grains(t, seed);
    s = magnet_prepare(&t->magnet, p.bonds, err);
    if (s == STATUS_OK)
        s = open_demag(t, err);
    if (s == STATUS_OK)
        s = llg_open(&t->llg, p.stepper, err);
    if (s != STATUS_OK)
        track_close(t);
    else
        track_set_temperature(t, 0.0);
    return s;
}

void track_close(struct track *t)
{
    demag_destroy(t->magnet.demag);
    free(t->memory);
    *t = (struct track){0};
}

double track_conductance_S(const struct track *t)
{
    return mtj_conductance_S(&t->junction, &t->magnet, t->m);
}
