#include "micromag/film.h"
#include <math.h>
#include <string.h>
#include "base/philox.h"
#include "micromag/observe/thermometer.h"

enum { LINE = 64, NORMALS = 65536 };
#define TORQUE_BYTES(mesh) (FILM_MAX_TORQUES * (size_t)(mesh)->n_z * sizeof(struct torque_layer))

struct film_config film_config_default(const struct mesh *mesh)
{
    return (struct film_config){.mesh = *mesh,
                                .magnetostatic = MAGNETOSTATIC_RESOLVED,
                                .n_stack = 1,
                                .thermal = thermal_default,
                                .llg = llg_default,
                                .n_threads = 1};
}

/* --- memory: normal table, torques, material, m, noise, bonds, stages, damping, regions --- */

static size_t round_up(size_t n) { return (n + LINE - 1) / LINE * LINE; }

static void *take(char **at, size_t bytes)
{
    void *const here = *at;

    *at += round_up(bytes);
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

static size_t bytes_of(const struct mesh *mesh)
{
    const size_t n = mesh_cells(mesh), vectors = 2; /* m, noise */

    return NORMALS * sizeof(float) + round_up(TORQUE_BYTES(mesh)) + round_up(n * sizeof(real))
           + round_up(material_reals(mesh) * sizeof(real))
           + 3 * vectors * round_up(n * sizeof(real)) + round_up(magnet_reals(mesh) * sizeof(real))
           + round_up(llg_reals(mesh) * sizeof(real)) + round_up(n);
}

enum status film_size(const struct film_config *config, size_t *bytes, struct error *err)
{
    const struct mesh *mesh = &config->mesh;
    enum status status = magnet_check_mesh(mesh, err);

    if (status == STATUS_OK)
        status = llg_check(&config->llg, err);
    if (status != STATUS_OK)
        return status;
    if (mesh->n_z > FILM_MAX_LAYERS)
        return error_set(err, STATUS_BAD_CONFIG, "film: n_z = %d layers, must be in [1, %d]",
                         mesh->n_z, FILM_MAX_LAYERS);
    if (!isfinite(config->interlayer_J_per_m2))
        return error_set(err, STATUS_BAD_CONFIG,
                         "film: interlayer_J_per_m2 = %g J/m^2, must be finite",
                         config->interlayer_J_per_m2);
    *bytes = bytes_of(mesh) + LINE; /* its beginning may lie anywhere */
    return STATUS_OK;
}

void film_lay_out(struct film *f, const struct film_config *config, void *memory)
{
    const size_t n = mesh_cells(&config->mesh), over = (uintptr_t)memory % LINE;
    char *at = (char *)memory + (over > 0 ? LINE - over : 0);

    memset(at, 0, bytes_of(&config->mesh));
    *f = (struct film){.config = *config, .memory = memory, .current.waveform = waveform_default};
    f->magnet.mesh = config->mesh;
    f->normal_table = take(&at, NORMALS * sizeof(float));
    f->torque = take(&at, TORQUE_BYTES(&config->mesh));
    material_take(take(&at, material_reals(&config->mesh) * sizeof(real)), &config->mesh,
                  &f->magnet.material);
    f->m = take_vectors(&at, n);
    f->magnet.thermal.noise_T = take_vectors(&at, n);
    f->bonds = take(&at, magnet_reals(&config->mesh) * sizeof(real));
    f->stages = take(&at, llg_reals(&config->mesh) * sizeof(real));
    f->damping = take(&at, n * sizeof(real));
    f->region = take(&at, n);
    f->magnet.region = f->region;
    f->magnet.source = f->source;
    f->llg = (struct llg){.config = config->llg, .magnet = &f->magnet, .m = f->m};
}

void film_set_cell(struct film *f, size_t cell, const struct cell_material *material)
{
    material_set_cell(&f->magnet.material, cell, material);
}

/* --- open, close --- */

static enum status open_demag(struct film *f, struct error *err)
{
    const struct film_config *c = &f->config;
    const bool averaged = c->magnetostatic == MAGNETOSTATIC_AVERAGED;
    const struct demag_config config = {.mesh = c->mesh,
                                        .kind = averaged ? DEMAG_AVERAGED : DEMAG_RESOLVED,
                                        .n_stack = c->n_stack,
                                        .n_threads = c->n_threads};
    enum status status;

    if (c->magnetostatic == MAGNETOSTATIC_OFF)
        return STATUS_OK;
    status = demag_create(&f->magnet.demag, &config, err);
    if (status == STATUS_OK)
        demag_share(f->magnet.demag, f->crew);
    return status;
}

enum status film_open(struct film *f, struct error *err)
{
    enum status status = magnet_prepare(&f->magnet, f->bonds, err);

    for (int z = 0; z < f->config.mesh.n_z; z++)
        f->interlayer_J_per_m2[z] = f->config.interlayer_J_per_m2;
    if (f->config.interlayer_J_per_m2 != 0.0)
        f->magnet.interlayer_J_per_m2 = f->interlayer_J_per_m2;
    memcpy(f->damping, f->magnet.material.damping,
           mesh_cells(&f->config.mesh) * sizeof *f->damping);
    normal_table_fill(f->normal_table);
    f->magnet.thermal.normal_table = f->normal_table;
    f->magnet.thermal.config = f->config.thermal;
    if (status == STATUS_OK)
        status = crew_open(&f->crew, f->config.n_threads, err);
    f->magnet.crew = f->crew;
    if (status == STATUS_OK)
        status = open_demag(f, err);
    return status == STATUS_OK ? llg_open(&f->llg, f->stages, err) : status;
}

void *film_close(struct film *f)
{
    void *const memory = f->memory;

    demag_destroy(f->magnet.demag);
    crew_close(f->crew);
    *f = (struct film){0};
    return memory;
}

/* --- what acts on it --- */

enum status film_add_field(struct film *f, const struct zeeman_source *source, struct error *err)
{
    if (f->magnet.n_sources >= FILM_MAX_FIELDS)
        return error_set(err, STATUS_BAD_CONFIG, "film: more than %d applied fields",
                         FILM_MAX_FIELDS);
    if (source->region < -1 || source->region >= MAGNET_REGIONS)
        return error_set(err, STATUS_BAD_CONFIG, "film: field in region %d, must be in [-1, %d]",
                         source->region, MAGNET_REGIONS - 1);
    f->source[f->magnet.n_sources++] = *source;
    film_forces_changed(f);
    return STATUS_OK;
}

void film_set_current(struct film *f, const struct current *current)
{
    film_forces_changed(f);
    f->llg.current = NULL;
    if (current == NULL)
        return;
    f->current = *current;
    if (current->layer != NULL) {
        const size_t n = current->n_torques > 1 ? (size_t)current->n_torques : 1;

        if (current->layer != f->torque)
            memcpy(f->torque, current->layer, n * (size_t)f->config.mesh.n_z * sizeof *f->torque);
        f->current.layer = f->torque;
    }
    if (current->layer != NULL || current->zhang_li_A_per_m2[0] != 0.0
        || current->zhang_li_A_per_m2[1] != 0.0)
        f->llg.current = &f->current;
}

void film_set_damping(struct film *f, double damping)
{
    for (size_t i = 0; i < mesh_cells(&f->config.mesh); i++)
        if (f->magnet.material.saturation_A_per_m[i] > 0)
            f->magnet.material.damping[i] = isnan(damping) ? f->damping[i] : (real)damping;
    film_forces_changed(f);
}

void film_set_temperature(struct film *f, double temperature_K)
{
    f->magnet.thermal.config.temperature_K = temperature_K;
    film_forces_changed(f);
}

void film_m_changed(struct film *f)
{
    f->llg.rate_is_fresh = false;
    f->llg.lag.known = 0;
}

void film_forces_changed(struct film *f) { f->llg.rate_is_fresh = false; }

enum status film_material_changed(struct film *f, struct error *err)
{
    film_m_changed(f); /* the stray field follows Ms */
    return magnet_prepare(&f->magnet, f->bonds, err);
}

/* --- time --- */

enum status film_run(struct film *f, double until_s, uint64_t n_steps, struct error *err)
{
    return llg_run_steps(&f->llg, until_s, n_steps, err);
}

static void hold_fields(struct film *f)
{
    for (int i = 0; i < f->magnet.n_sources; i++) {
        struct zeeman_source *source = &f->source[i];
        const double factor = waveform_at_rest(&source->waveform, f->llg.time_s);

        for (int c = 0; c < 3; c++)
            source->field_T[c] *= factor;
        source->waveform = waveform_default;
    }
}

enum status film_relax(struct film *f, const struct relax_config *config,
                       struct relax_result *result, struct error *err)
{
    struct zeeman_source moving[FILM_MAX_FIELDS];
    enum status status;

    memcpy(moving, f->source, sizeof moving);
    hold_fields(f);
    status = relax_run(&f->llg, config, result, err);
    memcpy(f->source, moving, sizeof moving);
    if (status == STATUS_OK)
        f->llg.evaluations += (uint64_t)result->iterations + 1;
    return status;
}

/* --- figures --- */

void film_mean(const struct film *f, int layer, int region, double mean[3])
{
    observe_mean(&f->magnet, f->m, layer, region, mean);
}

void film_energies_J(const struct film *f, double energies_J[FILM_MAX_TERMS], double *total_J)
{
    const bool averaged = f->config.magnetostatic == MAGNETOSTATIC_AVERAGED;
    const double n_layers = averaged ? f->config.n_stack : 1.0;

    *total_J = 0.0;
    for (int i = 0; i < FILM_MAX_TERMS && field_terms[i] != NULL; i++) {
        energies_J[i] = field_terms[i] == &field_thermal
                            ? 0.0
                            : n_layers * field_terms[i]->energy_J(&f->magnet, f->llg.time_s, f->m)
                                  + 0.0; /* no -0 */
        *total_J += energies_J[i];
    }
}

/* The field goes where llg leaves that of a stage: nothing of the state lies there. */
struct vector_field film_field_T(struct film *f)
{
    struct magnet quiet = f->magnet;

    quiet.thermal.config.temperature_K = 0.0;
    field_set_total(&quiet, f->llg.time_s, f->m, f->llg.field_T);
    return f->llg.field_T;
}

double film_max_torque_T(struct film *f)
{
    return observe_max_torque_T(&f->magnet, f->m, film_field_T(f));
}

double film_temperature_K(struct film *f)
{
    struct thermometer t = {0};

    thermometer_read(&t, &f->magnet, f->llg.time_s, f->m, f->llg.field_T);
    return thermometer_K(&t);
}

double film_conductance_S(const struct film *f, const struct mtj_config *mtj)
{
    return mtj_conductance_S(mtj, &f->magnet, f->m);
}
