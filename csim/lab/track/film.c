#include "lab/track/film.h"
#include <math.h>
#include <stdlib.h>

static struct mesh mesh_of(const struct synapse *d)
{
    const struct synapse_track *t = &d->track;
    const bool resolved = t->model == TRACK_RESOLVED;

    return (struct mesh){.n_x = (int)lround(t->length_m / t->cell_m),
                         .n_y = (int)lround(t->width_m / t->cell_m),
                         .n_z = resolved ? (int)t->repeats : 1,
                         .cell_x_m = t->cell_m,
                         .cell_y_m = t->cell_m,
                         .cell_z_m = t->magnet_m,
                         .spacer_m = t->spacer_m};
}

/* --- material --- */

bool track_in_barrier(const struct synapse *d, double x_m, double y_m)
{
    const struct synapse_barrier *b = &d->barrier;
    const double u = fabs(x_m - b->centre_m) - 0.5 * synapse_barrier_x_m(d) + b->corner_m;
    const double v =
        fabs(y_m - 0.5 * d->track.width_m) - 0.5 * synapse_barrier_y_m(d) + b->corner_m;

    if (!b->on || u > b->corner_m || v > b->corner_m)
        return false;
    return u <= 0.0 || v <= 0.0 || u * u + v * v <= b->corner_m * b->corner_m;
}

static void fill_cells(struct track *t)
{
    const struct synapse *d = &t->synapse;
    const struct mesh *mesh = &t->film.magnet.mesh;
    const struct cell_material film = {.saturation_A_per_m = d->material.saturation_A_per_m,
                                       .exchange_J_per_m = d->material.exchange_J_per_m,
                                       .anisotropy_J_per_m3 = d->material.anisotropy_J_per_m3,
                                       .easy_axis = {0.0, 0.0, 1.0},
                                       .dmi_J_per_m2 = d->material.dmi_J_per_m2,
                                       .damping = d->material.damping};
    struct cell_material barrier = film;

    barrier.anisotropy_J_per_m3 = d->barrier.anisotropy_J_per_m3;
    for (size_t i = 0; i < mesh_cells(mesh); i++) {
        const size_t in_layer = i % ((size_t)mesh->n_x * (size_t)mesh->n_y);
        const double x_m = ((double)(in_layer % (size_t)mesh->n_x) + 0.5) * mesh->cell_x_m;
        const double y_m = ((double)(in_layer / (size_t)mesh->n_x) + 0.5) * mesh->cell_y_m;

        film_set_cell(&t->film, i, track_in_barrier(d, x_m, y_m) ? &barrier : &film);
        t->film.region[i] = x_m >= d->readout.from_m && x_m < d->readout.to_m;
        t->film.m.z[i] = (real)synapse_up(d);
    }
}

static void apply_grains(struct track *t, uint64_t seed)
{
    struct grains_config grains = t->synapse.grains;

    grains.seed = grains.seed != 0 ? grains.seed : (int64_t)seed;
    grains_apply(&grains, &t->film.magnet.mesh, &t->film.magnet.material);
}

/* --- forces --- */

static bool has_torque(const struct synapse *d, int layer, int n)
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
    const struct synapse *d = &t->synapse;
    const int n = (int)d->track.repeats, n_z = t->film.magnet.mesh.n_z;
    struct torque_layer layer[FILM_MAX_LAYERS];
    int driven = 0;

    for (int i = 0; i < n; i++)
        driven += has_torque(d, i, n);
    for (int i = 0; i < n_z; i++) {
        const double share = n_z == n ? (double)has_torque(d, i, n) : (double)driven / n;

        layer[i] = torque_layer_default;
        layer[i].efficiency = d->torque.efficiency;
        layer[i].secondary = 0.5 * d->torque.field_like * d->torque.efficiency;
        layer[i].thickness_m = d->torque.thickness_m;
        t->drive_A_per_m2[i] = share * d->torque.density_A_per_m2;
    }
    film_set_current(&t->film, &(struct current){.layer = layer, .waveform = waveform_default});
    track_set_current(t, 0.0);
}

static void set_junction(struct track *t)
{
    t->junction = mtj_default;
    t->junction.rule = MTJ_LINEAR;
    t->junction.conductance_S = t->synapse.readout.conductance_S;
    t->junction.tmr = t->synapse.readout.tmr;
    t->junction.fixed[2] = synapse_up(&t->synapse);
    t->junction.region = 1;
    t->junction.layer = t->film.magnet.mesh.n_z > 1 ? t->synapse.readout.layer : -1;
}

void track_set_temperature(struct track *t, double temperature_K)
{
    const struct synapse *d = &t->synapse;
    const double fine = d->track.cell_m / 4e-9, scale = fine < 1.0 ? fine * fine : 1.0;
    /* noise of layers that move as one: of n times the volume of a cell */
    const double share =
        t->film.magnet.mesh.n_z == d->track.repeats ? 1.0 : (double)d->track.repeats;
    struct llg *llg = &t->film.llg;

    film_set_temperature(&t->film, temperature_K / share);
    llg->time_step_s =
        scale * (temperature_K > 0.0 ? d->solver.time_step_s : d->solver.still_time_step_s);
    llg->config.time_step_s = llg->time_step_s;
    llg->config.stepper = temperature_K > 0.0 ? LLG_HEUN : LLG_RUNGE_KUTTA;
    llg->config.demag_every = temperature_K > 0.0 ? d->solver.demag_every : 1;
}

void track_set_current(struct track *t, double factor)
{
    for (int i = 0; i < t->film.magnet.mesh.n_z; i++)
        t->film.torque[i].density_A_per_m2 = factor * t->drive_A_per_m2[i];
    t->film.llg.current = factor != 0.0 ? &t->film.current : NULL;
    film_forces_changed(&t->film);
}

/* --- open, close --- */

static struct film_config config_of(const struct synapse *d, uint64_t seed)
{
    const struct mesh mesh = mesh_of(d);
    struct film_config config = film_config_default(&mesh);

    if (d->track.model == TRACK_AVERAGED)
        config.magnetostatic = MAGNETOSTATIC_AVERAGED;
    config.n_stack = (int)d->track.repeats;
    config.interlayer_J_per_m2 = d->track.interlayer_J_per_m2;
    config.thermal.seed = (int64_t)seed;
    return config;
}

static enum status build(struct track *t, uint64_t seed, struct error *err)
{
    const struct synapse *d = &t->synapse;
    const struct film_config config = config_of(d, seed);
    const struct zeeman_source field = {
        .field_T = {0.0, 0.0, d->material.field_T}, .region = -1, .waveform = waveform_default};
    size_t bytes;
    enum status status = film_size(&config, &bytes, err);
    void *const memory = status == STATUS_OK ? malloc(bytes) : NULL;

    if (status != STATUS_OK)
        return status;
    if (memory == NULL)
        return error_set(err, STATUS_NO_MEMORY, "track: no memory for %zu cells (%zu MiB)",
                         mesh_cells(&config.mesh), bytes >> 20);
    film_lay_out(&t->film, &config, memory);
    fill_cells(t);
    if (d->grains.size_m >= GRAINS_MIN_SIZE_M)
        apply_grains(t, seed);
    status = film_open(&t->film, err);
    return status == STATUS_OK ? film_add_field(&t->film, &field, err) : status;
}

enum status track_open(struct track *t, const struct synapse *d, uint64_t seed, struct error *err)
{
    enum status status;

    *t = (struct track){.synapse = *d,
                        .barrier_from_m = synapse_barrier_begin_m(d),
                        .barrier_to_m = synapse_barrier_end_m(d)};
    status = build(t, seed, err);
    if (status != STATUS_OK) {
        track_close(t);
        return status;
    }
    set_torque(t);
    set_junction(t);
    track_set_temperature(t, 0.0);
    return status;
}

void track_close(struct track *t)
{
    free(film_close(&t->film));
    *t = (struct track){0};
}

double track_conductance_S(const struct track *t)
{
    return film_conductance_S(&t->film, &t->junction);
}
