#include "lab/llg/film_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- forces --- */

static enum status add_fields(struct film *f, const struct llg_case *c, struct error *err)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; status == STATUS_OK && i < c->n_fields; i++) {
        struct zeeman_source source = {.region = llg_case_region(c, c->field[i].region),
                                       .waveform = c->field[i].waveform};

        memcpy(source.field_T, c->field[i].field_T, sizeof source.field_T);
        status = film_add_field(f, &source, err);
    }
    return status;
}

/* The torques of the list, each layer without one at 0 A/m^2. */
static void set_current(struct film *f, const struct llg_case *c)
{
    struct torque_layer torque[CASE_MAX_LAYERS];
    struct current current = c->current;

    current.layer = NULL;
    for (int z = 0; z < c->mesh.n_z; z++)
        torque[z] = torque_layer_default;
    for (size_t i = 0; i < c->n_torques; i++)
        for (int z = 0; z < c->mesh.n_z; z++)
            if (c->torque[i].layer == -1 || c->torque[i].layer == z) {
                torque[z] = c->torque[i].torque;
                llg_unit_vector(c->torque[i].torque.polarisation, torque[z].polarisation);
                current.layer = torque;
            }
    film_set_current(f, &current);
}

static void set_damping(struct film *f, const struct llg_case *c, double damping)
{
    for (size_t i = 0; i < mesh_cells(&c->mesh); i++)
        if (f->magnet.material.saturation_A_per_m[i] > 0)
            f->magnet.material.damping[i] =
                (real)(isnan(damping) ? llg_case_material(c, f->region[i]).damping : damping);
}

/* --- open, close, stages --- */

static struct film_config config_of(const struct llg_case *c, int n_threads)
{
    return (struct film_config){.mesh = c->mesh,
                                .magnetostatic = c->magnetostatic,
                                .n_stack = (int)c->n_stack,
                                .interlayer_J_per_m2 = c->interlayer_J_per_m2,
                                .thermal = c->thermal,
                                .llg = c->llg,
                                .n_threads = n_threads};
}

static enum status build(struct film *f, const struct llg_case *c, int n_threads, struct error *err)
{
    const struct film_config config = config_of(c, n_threads);
    size_t bytes;
    enum status status = film_size(&config, &bytes, err);
    void *memory;

    if (status != STATUS_OK)
        return status;
    memory = malloc(bytes);
    if (memory == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: no memory for %zu cells (%zu MiB)", c->name,
                         mesh_cells(&c->mesh), bytes >> 20);
    film_lay_out(f, &config, memory);
    status = llg_film_paint(c, f->region, err);
    if (status == STATUS_OK)
        status = llg_film_check_magnetic(c, f->region, err);
    if (status != STATUS_OK)
        return status;
    llg_film_set_material(f, c);
    status = film_open(f, err);
    if (status == STATUS_OK)
        status = add_fields(f, c, err);
    set_current(f, c);
    return status == STATUS_OK ? llg_film_set_start(f, c, err) : status;
}

enum status llg_film_open(struct film *f, const struct llg_case *c, int n_threads,
                          struct error *err)
{
    enum status status = llg_case_check(c, c->name, err);

    *f = (struct film){0};
    if (status == STATUS_OK)
        status = build(f, c, n_threads, err);
    if (status != STATUS_OK)
        llg_film_close(f);
    return status;
}

void llg_film_close(struct film *f) { free(film_close(f)); }

void llg_film_enter_stage(struct film *f, const struct llg_case *c, const struct case_stage *s)
{
    const bool runs = s->kind == STAGE_RUN;
    struct zeeman_source *source = &f->source[c->n_fields];

    *source = (struct zeeman_source){.region = -1, .waveform = waveform_default};
    memcpy(source->field_T, s->field_T, sizeof source->field_T);
    f->magnet.n_sources = (int)c->n_fields;
    if (s->field_T[0] != 0.0 || s->field_T[1] != 0.0 || s->field_T[2] != 0.0)
        f->magnet.n_sources++;
    if (runs && s->current)
        set_current(f, c);
    else
        film_set_current(f, NULL);
    set_damping(f, c, s->damping);
    f->magnet.thermal.config = c->thermal;
    if (runs && !isnan(s->temperature_K))
        f->magnet.thermal.config.temperature_K = s->temperature_K;
    if (!runs)
        f->magnet.thermal.config.temperature_K = 0.0;
    film_forces_changed(f);
}

double llg_film_conductance_S(const struct film *f, const struct llg_case *c)
{
    struct mtj_config mtj = c->readout.mtj;

    mtj.region = llg_case_region(c, c->readout.region);
    llg_unit_vector(c->readout.fixed, mtj.fixed);
    return film_conductance_S(f, &mtj);
}
