#include "lab/llg/film_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "files/host.h"

_Static_assert((int)FILM_MAX_FIELDS > (int)CASE_MAX_FIELDS, "the list and the field of a stage");

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

static int compare_doubles(const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

/* Any order will do: sums are rounded, and the order in the file must not show in them. */
static int compare_torques(const void *left, const void *right)
{
    const struct torque_layer *a = left, *b = right;
    const double x[] = {a->polarisation[0], a->polarisation[1], a->polarisation[2],
                        a->efficiency,      a->asymmetry,       a->secondary,
                        a->thickness_m,     a->density_A_per_m2};
    const double y[] = {b->polarisation[0], b->polarisation[1], b->polarisation[2],
                        b->efficiency,      b->asymmetry,       b->secondary,
                        b->thickness_m,     b->density_A_per_m2};

    return compare_doubles(x, y, sizeof x / sizeof x[0]);
}

/* The torques of one layer; how many. */
static int layer_torques(const struct llg_case *c, int layer, struct torque_layer of[])
{
    int n = 0;

    for (size_t i = 0; i < c->n_torques; i++)
        if (c->torque[i].layer == -1 || c->torque[i].layer == layer) {
            of[n] = c->torque[i].torque;
            llg_unit_vector(c->torque[i].torque.polarisation, of[n++].polarisation);
        }
    qsort(of, (size_t)n, sizeof *of, compare_torques);
    return n;
}

/* The torques of the list, each layer without one at 0 A/m^2. */
static void set_current(struct film *f, const struct llg_case *c)
{
    const int n_z = c->mesh.n_z;
    struct current current = c->current;

    current.n_torques = 0;
    for (int i = 0; i < CASE_MAX_TORQUES * n_z; i++)
        f->torque[i] = torque_layer_default;
    for (int z = 0; z < n_z; z++) {
        struct torque_layer of[CASE_MAX_TORQUES];
        const int n = layer_torques(c, z, of);

        for (int i = 0; i < n; i++)
            f->torque[i * n_z + z] = of[i];
        current.n_torques = n > current.n_torques ? n : current.n_torques;
    }
    current.layer = current.n_torques > 0 ? f->torque : NULL;
    film_set_current(f, &current);
}

/* A film relaxes under what its fields are at that instant, and they do not move meanwhile. */
static void set_fields(struct film *f, const struct llg_case *c, bool runs)
{
    for (size_t i = 0; i < c->n_fields; i++) {
        const struct waveform *w = &c->field[i].waveform;
        const double factor = runs ? 1.0 : waveform_at_rest(w, f->llg.time_s);

        f->source[i].waveform = runs ? *w : waveform_default;
        for (int k = 0; k < 3; k++)
            f->source[i].field_T[k] = factor * c->field[i].field_T[k];
    }
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
    status = llg_film_paint(f, c, err);
    if (status == STATUS_OK)
        status = llg_film_check_effects(f, c, err);
    if (status == STATUS_OK)
        status = film_open(f, err);
    if (status == STATUS_OK)
        status = add_fields(f, c, err);
    if (status != STATUS_OK)
        return status;
    set_current(f, c);
    return llg_film_set_start(f, c, err);
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

int llg_film_threads(int64_t wanted, const struct mesh *mesh)
{
    const size_t cells_of_one = 8192, most = 1 + (mesh_cells(mesh) - 1) / cells_of_one;
    const int n = host_threads(wanted);
    const int possible = n < CREW_MAX_THREADS ? n : CREW_MAX_THREADS;

    return wanted == 0 && most < (size_t)possible ? (int)most : possible;
}

void llg_film_close(struct film *f) { free(film_close(f)); }

void llg_film_enter_stage(struct film *f, const struct llg_case *c, const struct case_stage *s)
{
    const bool runs = s->kind == STAGE_RUN;
    struct zeeman_source *source = &f->source[c->n_fields];

    set_fields(f, c, runs);
    *source = (struct zeeman_source){.region = -1, .waveform = waveform_default};
    memcpy(source->field_T, s->field_T, sizeof source->field_T);
    f->magnet.n_sources = (int)c->n_fields;
    if (s->field_T[0] != 0.0 || s->field_T[1] != 0.0 || s->field_T[2] != 0.0)
        f->magnet.n_sources++;
    if (runs && s->current)
        set_current(f, c);
    else
        film_set_current(f, NULL);
    film_set_damping(f, s->damping);
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
