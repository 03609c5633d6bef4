#include "lab/llg/film_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/philox.h"

enum { LINE = 64, NORMALS = 65536, VECTORS = 2 /* m, noise */ };

/* Before the arrays of cells. */
struct fixed_part {
    double interlayer_J_per_m2[CASE_MAX_LAYERS];
    struct torque_layer torque[CASE_MAX_TORQUES * CASE_MAX_LAYERS];
    float normal_table[NORMALS];
};

/* --- memory --- */

static size_t round_up(size_t n, size_t to) { return (n + to - 1) / to * to; }

static real *take(real **memory, size_t n)
{
    real *taken = *memory;

    *memory += round_up(n, LINE / sizeof(real));
    return taken;
}

static struct vector_field take_vectors(real **memory, size_t n)
{
    struct vector_field v;

    v.x = take(memory, n);
    v.y = take(memory, n);
    v.z = take(memory, n);
    return v;
}

/* Where the bonds of the magnet and the stages of the stepper go. */
struct rest {
    real *magnet, *llg;
    uint8_t *region;
};

static enum status take_memory(struct film *f, struct rest *rest, struct error *err)
{
    const struct mesh *mesh = &f->c->mesh;
    const size_t n = mesh_cells(mesh), line = LINE / sizeof(real);
    const size_t reals = material_reals(mesh) + 3 * VECTORS * round_up(n, line)
                         + round_up(magnet_reals(mesh), line) + round_up(llg_reals(mesh), line)
                         + round_up(n, line);
    const size_t bytes = round_up(sizeof(struct fixed_part), LINE) + reals * sizeof(real) + n;
    real *next;

    f->memory = aligned_alloc(LINE, round_up(bytes, LINE));
    if (f->memory == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: no memory for %zu cells (%zu MiB)", f->c->name,
                         n, bytes >> 20);
    memset(f->memory, 0, round_up(bytes, LINE));
    next = f->memory;
    next += round_up(sizeof(struct fixed_part), LINE) / sizeof(real);
    material_take(take(&next, material_reals(mesh)), mesh, &f->magnet.material);
    f->m = take_vectors(&next, n);
    f->magnet.thermal.noise_T = take_vectors(&next, n);
    f->damping = take(&next, n);
    rest->magnet = take(&next, magnet_reals(mesh));
    rest->llg = take(&next, llg_reals(mesh));
    rest->region = (uint8_t *)next;
    return STATUS_OK;
}

/* --- forces --- */

static enum status make_demag(struct film *f, int n_threads, struct error *err)
{
    const struct llg_case *c = f->c;
    const bool averaged = c->magnetostatic == MAGNETOSTATIC_AVERAGED;
    const struct demag_config config = {.mesh = c->mesh,
                                        .kind = averaged ? DEMAG_AVERAGED : DEMAG_RESOLVED,
                                        .n_stack = (int)c->n_stack,
                                        .n_threads = n_threads};
    enum status s;

    if (c->magnetostatic == MAGNETOSTATIC_OFF)
        return STATUS_OK;
    s = demag_create(&f->magnet.demag, &config, err);
    if (s == STATUS_OK)
        demag_share(f->magnet.demag, f->crew);
    return s;
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
            film_unit_vector(c->torque[i].torque.polarisation, of[n++].polarisation);
        }
    qsort(of, (size_t)n, sizeof *of, compare_torques);
    return n;
}

static void set_current(struct film *f)
{
    const struct llg_case *c = f->c;
    const double *j = c->current.zhang_li_A_per_m2;
    struct torque_layer *torque = ((struct fixed_part *)f->memory)->torque;
    const int n_z = c->mesh.n_z;

    f->current = c->current;
    f->current.layer = NULL;
    f->current.n_torques = 0;
    for (int i = 0; i < n_z * CASE_MAX_TORQUES; i++)
        torque[i] = torque_layer_default; /* without a current density */
    for (int z = 0; z < n_z; z++) {
        struct torque_layer of[CASE_MAX_TORQUES];
        const int n = layer_torques(c, z, of);

        for (int i = 0; i < n; i++)
            torque[i * n_z + z] = of[i];
        f->current.n_torques = n > f->current.n_torques ? n : f->current.n_torques;
    }
    if (f->current.n_torques > 0)
        f->current.layer = torque;
    f->llg.current = f->current.layer != NULL || j[0] != 0.0 || j[1] != 0.0 ? &f->current : NULL;
}

static void set_forces(struct film *f)
{
    const struct llg_case *c = f->c;
    struct fixed_part *fixed = f->memory;

    for (size_t i = 0; i < c->n_fields; i++) {
        f->source[i] = (struct zeeman_source){.region = llg_case_region(c, c->field[i].region),
                                              .waveform = c->field[i].waveform};
        memcpy(f->source[i].field_T, c->field[i].field_T, sizeof f->source[i].field_T);
    }
    f->magnet.source = f->source;
    f->magnet.n_sources = (int)c->n_fields;
    for (int z = 0; z + 1 < c->mesh.n_z; z++)
        fixed->interlayer_J_per_m2[z] = c->interlayer_J_per_m2;
    if (c->interlayer_J_per_m2 != 0.0 && c->mesh.n_z > 1)
        f->magnet.interlayer_J_per_m2 = fixed->interlayer_J_per_m2;
    normal_table_fill(fixed->normal_table);
    f->magnet.thermal.normal_table = fixed->normal_table;
    f->magnet.thermal.config = c->thermal;
    set_current(f);
}

/* --- open, close, stages --- */

static enum status build(struct film *f, int n_threads, struct error *err)
{
    struct rest rest = {0};
    enum status s = take_memory(f, &rest, err);

    if (s == STATUS_OK)
        s = film_paint(f, rest.region, err);
    if (s == STATUS_OK)
        s = film_check_effects(f, err);
    if (s != STATUS_OK)
        return s;
    film_measure_cells(f);
    set_forces(f);
    s = magnet_prepare(&f->magnet, rest.magnet, err);
    if (s == STATUS_OK)
        s = crew_open(&f->crew, n_threads, err);
    if (s != STATUS_OK)
        return s;
    f->magnet.crew = f->crew;
    s = make_demag(f, n_threads, err);
    if (s == STATUS_OK)
        s = film_set_start(f, err);
    f->llg.m = f->m;
    return s == STATUS_OK ? llg_open(&f->llg, rest.llg, err) : s;
}

enum status film_open(struct film *f, const struct llg_case *c, int n_threads, struct error *err)
{
    enum status s = llg_case_check(c, c->name, err);

    *f = (struct film){.c = c, .magnet.mesh = c->mesh, .llg.config = c->llg};
    f->llg.magnet = &f->magnet;
    if (s == STATUS_OK)
        s = build(f, n_threads, err);
    if (s != STATUS_OK)
        film_close(f);
    return s;
}

void film_close(struct film *f)
{
    demag_destroy(f->magnet.demag);
    if (f->crew != NULL)
        crew_close(f->crew);
    free(f->memory);
    *f = (struct film){0};
}

static void set_damping(struct film *f, double damping)
{
    for (size_t i = 0; i < mesh_cells(&f->c->mesh); i++)
        if (f->magnet.material.saturation_A_per_m[i] > 0)
            f->magnet.material.damping[i] = isnan(damping) ? f->damping[i] : (real)damping;
}

/* A film relaxes under what its fields are at that instant, where a pulse that begins or ends is
 * off, and they do not move meanwhile. */
static void set_sources(struct film *f, bool runs)
{
    const struct llg_case *c = f->c;

    for (size_t i = 0; i < c->n_fields; i++) {
        const struct waveform *w = &c->field[i].waveform;
        const double factor = runs ? 1.0 : waveform_at_rest(w, f->llg.time_s);

        f->source[i].waveform = runs ? *w : waveform_default;
        for (int k = 0; k < 3; k++)
            f->source[i].field_T[k] = factor * c->field[i].field_T[k];
    }
}

void film_enter_stage(struct film *f, const struct case_stage *s)
{
    const struct llg_case *c = f->c;
    const bool runs = s->kind == STAGE_RUN;
    struct zeeman_source *source = &f->source[c->n_fields];

    set_sources(f, runs);
    *source = (struct zeeman_source){.region = -1, .waveform = waveform_default};
    memcpy(source->field_T, s->field_T, sizeof source->field_T);
    f->magnet.n_sources = (int)c->n_fields;
    if (s->field_T[0] != 0.0 || s->field_T[1] != 0.0 || s->field_T[2] != 0.0)
        f->magnet.n_sources++;
    set_current(f);
    if (!runs || !s->current)
        f->llg.current = NULL;
    set_damping(f, s->damping);
    f->magnet.thermal.config = c->thermal;
    if (runs && !isnan(s->temperature_K))
        f->magnet.thermal.config.temperature_K = s->temperature_K;
    if (!runs)
        f->magnet.thermal.config.temperature_K = 0.0;
    f->llg.rate_is_fresh = false;
}
