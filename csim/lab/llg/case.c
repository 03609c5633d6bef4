#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "files/file.h"
#include "io/field_image.h"
#include "lab/llg/case_parts.h"

#define NO_MATERIAL                                                                                \
    {                                                                                              \
        .saturation_A_per_m = NAN, .exchange_J_per_m = NAN, .anisotropy_J_per_m3 = NAN,            \
        .easy_axis = {NAN, NAN, NAN}, .dmi_J_per_m2 = NAN, .bulk_dmi_J_per_m2 = NAN,               \
        .damping = NAN                                                                             \
    }

const struct case_start case_start_default = {.direction = {0.0, 0.0, 1.0},
                                              .left = {1.0, 0.0, 0.0},
                                              .right = {-1.0, 0.0, 0.0},
                                              .wall = {0.0, 1.0, 0.0},
                                              .seed = 1,
                                              .circulation = 1,
                                              .polarity = 1,
                                              .width_m = 20e-9,
                                              .x_m = NAN,
                                              .y_m = NAN};

static void set_sections(struct llg_case *c)
{
    c->n_z = 1;
    c->n_stack = 1;
    c->magnetostatic = MAGNETOSTATIC_RESOLVED;
    c->geometry = shape_default;
    c->material = (struct cell_material){.easy_axis = {0.0, 0.0, 1.0}, .damping = 0.1};
    c->start = case_start_default;
    c->llg = llg_default;
    c->relax = relax_default;
    c->thermal = thermal_default;
    c->current.waveform = waveform_default;
    c->skyrmion_finder = skyrmion_default;
    c->output = (struct case_output){.table_every_s = 1e-11,
                                     .checkpoint_every_wall_s = 60.0,
                                     .ovf_format = OVF_BINARY4,
                                     .ovf = true,
                                     .pictures = true,
                                     .energies = true};
    c->track.to_s = NAN;
    c->readout.fixed[2] = 1.0;
    c->readout.mtj = mtj_default;
}

void llg_case_default(struct llg_case *c)
{
    memset(c, 0, sizeof *c);
    set_sections(c);
    for (size_t i = 0; i < CASE_MAX_REGIONS; i++) {
        c->region[i].shape = shape_default;
        c->region[i].material = (struct cell_material)NO_MATERIAL;
    }
    for (size_t i = 0; i < CASE_MAX_FIELDS; i++)
        c->field[i].waveform = waveform_default;
    for (size_t i = 0; i < CASE_MAX_TORQUES; i++)
        c->torque[i] = (struct case_torque){-1, torque_layer_default};
    for (size_t i = 0; i < CASE_MAX_SKYRMIONS; i++)
        c->skyrmion[i] = start_skyrmion_default;
    for (size_t i = 0; i < CASE_MAX_STAGES; i++)
        c->stage[i] = (struct case_stage){
            .field_to_T = {NAN, NAN, NAN}, .current = true, .damping = NAN, .temperature_K = NAN};
}

static void copy_sizes(struct llg_case *c)
{
    c->mesh.n_x = (int)c->n_x;
    c->mesh.n_y = (int)c->n_y;
    c->mesh.n_z = (int)c->n_z;
}

/* The folder of the case, and its name where the file does not say one. */
static enum status set_path(struct llg_case *c, const char *path, struct error *err)
{
    const char *slash = strrchr(path, '/'), *stem = slash != NULL ? slash + 1 : path;
    size_t n = strcspn(stem, ".");
    enum status status = path_set(&c->file, err, "%s", path);

    c->folder = c->file;
    if (status == STATUS_OK && !path_up(&c->folder))
        status = path_set(&c->folder, err, ".");
    if (status != STATUS_OK || c->name[0] != '\0')
        return status;
    n = n < sizeof c->name ? n : sizeof c->name - 1;
    memcpy(c->name, stem, n);
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)c->name[i]) && strchr("_-", c->name[i]) == NULL)
            c->name[i] = '_';
    if (n == 0)
        c->name[0] = '_';
    return STATUS_OK;
}

static bool decides(const char *section, const char *key)
{
    (void)key;
    return section[0] != '\0' && strcmp(section, "output") != 0;
}

struct settings llg_case_settings(struct llg_case *defaults)
{
    llg_case_default(defaults);
    return (struct settings){.section = case_sections,
                             .n_sections = case_n_sections,
                             .defaults = defaults,
                             .size = sizeof *defaults,
                             .decides = decides};
}

enum status llg_case_load(const char *path, struct llg_case *c, struct error *err)
{
    struct llg_case defaults;
    const struct settings settings = llg_case_settings(&defaults);
    enum status status = settings_load(&settings, path, c, err);

    if (status == STATUS_OK)
        status = set_path(c, path, err);
    if (status != STATUS_OK)
        return status;
    copy_sizes(c);
    return llg_case_check(c, path, err);
}

enum status llg_case_set(struct llg_case *c, const char *assignment, struct error *err)
{
    struct llg_case defaults;
    const struct settings settings = llg_case_settings(&defaults);
    const enum status status = settings_set(&settings, assignment, "case", c, err);

    copy_sizes(c);
    return status;
}

enum status llg_case_path(const struct llg_case *c, const char *name, struct path *path,
                          struct error *err)
{
    return path_join(path, err, name[0] == '/' ? "" : c->folder.text, "%s", name);
}

int llg_case_region(const struct llg_case *c, const char *name)
{
    if (name[0] == '\0')
        return -1;
    for (size_t i = 0; i < c->n_regions; i++)
        if (strcmp(c->region[i].name, name) == 0)
            return (int)i + 1;
    return -2;
}

static double or_else(double value, double otherwise) { return isnan(value) ? otherwise : value; }

struct cell_material llg_case_material(const struct llg_case *c, int region)
{
    const struct cell_material *all = &c->material;
    struct cell_material m = region > 0 ? c->region[region - 1].material : *all;

    m.saturation_A_per_m = or_else(m.saturation_A_per_m, all->saturation_A_per_m);
    m.exchange_J_per_m = or_else(m.exchange_J_per_m, all->exchange_J_per_m);
    m.anisotropy_J_per_m3 = or_else(m.anisotropy_J_per_m3, all->anisotropy_J_per_m3);
    for (int i = 0; i < 3; i++)
        m.easy_axis[i] = or_else(m.easy_axis[i], all->easy_axis[i]);
    m.dmi_J_per_m2 = or_else(m.dmi_J_per_m2, all->dmi_J_per_m2);
    m.bulk_dmi_J_per_m2 = or_else(m.bulk_dmi_J_per_m2, all->bulk_dmi_J_per_m2);
    m.damping = or_else(m.damping, all->damping);
    return m;
}

int64_t llg_case_zoom(const struct llg_case *c)
{
    const int64_t wanted_pixels = 400;
    const int longest = c->mesh.n_x > c->mesh.n_y ? c->mesh.n_x : c->mesh.n_y;
    int64_t zoom;

    if (c->output.zoom > 0 || longest < 1)
        return c->output.zoom;
    zoom = 1 + (wanted_pixels - 1) / longest;
    return zoom < IMAGE_MAX_ZOOM ? zoom : IMAGE_MAX_ZOOM;
}

double llg_case_end_s(const struct llg_case *c, size_t n_stages)
{
    double end_s = 0.0;

    for (size_t i = 0; i < n_stages; i++)
        end_s += c->stage[i].kind == STAGE_RUN
                     ? (double)llg_case_points(&c->stage[i]) * c->stage[i].duration_s
                     : 0.0;
    return end_s;
}

uint64_t llg_case_points(const struct case_stage *stage)
{
    const uint64_t steps = (uint64_t)stage->field_steps;

    return 1 + (stage->there_and_back ? 2 * steps : steps);
}

struct case_stage llg_case_point(const struct case_stage *stage, uint64_t point)
{
    const uint64_t steps = (uint64_t)stage->field_steps;
    const uint64_t at = point <= steps ? point : 2 * steps - point;
    struct case_stage one = *stage;

    for (int i = 0; steps > 0 && i < 3; i++) /* both ends exact */
        one.field_T[i] =
            ((double)(steps - at) * stage->field_T[i] + (double)at * stage->field_to_T[i])
            / (double)steps;
    one.field_steps = 0;
    one.there_and_back = false;
    return one;
}

/* --- hash --- */

static uint64_t hash_file(uint64_t hash, const struct llg_case *c, const char *name)
{
    struct error err;
    unsigned char *data;
    struct path path;
    size_t n;

    if (name[0] == '\0' || llg_case_path(c, name, &path, &err) != STATUS_OK
        || file_read_all(path.text, OVF_MAX_BYTES, &data, &n, &err) != STATUS_OK)
        return hash; /* opening the film says what is wrong with it */
    hash = hash_fnv1a(hash_fnv1a(hash, &n, sizeof n), data, n);
    free(data);
    return hash;
}

/* Change it when what a key means, or its default, changes. */
static const char case_version[] = "case 1";

uint64_t llg_case_hash(const struct llg_case *c)
{
    const unsigned char real_bytes = sizeof(real);
    struct llg_case defaults;
    const struct settings settings = llg_case_settings(&defaults);
    uint64_t hash = hash_fnv1a(settings_hash(&settings, c), &real_bytes, 1);

    hash = hash_fnv1a(hash, case_version, sizeof case_version);
    hash = hash_file(hash, c, c->geometry_image);
    for (size_t i = 0; i < c->n_regions; i++)
        hash = hash_file(hash, c, c->region[i].image);
    return hash_file(hash, c, c->start.file);
}

static bool fills_the_table(const char *section, const char *key)
{
    return strcmp(section, "output") == 0 && strcmp(key, "checkpoint_every_wall_s") != 0;
}

uint64_t llg_case_output_hash(const struct llg_case *c)
{
    struct llg_case defaults;
    struct settings settings = llg_case_settings(&defaults);

    settings.decides = fills_the_table;
    return settings_hash(&settings, c);
}
