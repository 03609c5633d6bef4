#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "config/config.h"
#include "io/field_image.h"
#include "files/file.h"
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
    c->material = (struct case_material){.easy_axis = {0.0, 0.0, 1.0}, .damping = 0.1};
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
        c->region[i].material = (struct case_material)NO_MATERIAL;
    }
    for (size_t i = 0; i < CASE_MAX_FIELDS; i++)
        c->field[i].waveform = waveform_default;
    for (size_t i = 0; i < CASE_MAX_TORQUES; i++)
        c->torque[i] = (struct case_torque){-1, torque_layer_default};
    for (size_t i = 0; i < CASE_MAX_SKYRMIONS; i++)
        c->skyrmion[i] = start_skyrmion_default;
    for (size_t i = 0; i < CASE_MAX_STAGES; i++)
        c->stage[i] = (struct case_stage){.current = true, .damping = NAN, .temperature_K = NAN};
}

static void copy_sizes(struct llg_case *c)
{
    c->mesh.n_x = (int)c->n_x;
    c->mesh.n_y = (int)c->n_y;
    c->mesh.n_z = (int)c->n_z;
}

/* The folder of the case, and its name where the file does not say one. */
static void take_path(const char *path, struct llg_case *c)
{
    const char *slash = strrchr(path, '/'), *stem = slash != NULL ? slash + 1 : path;
    size_t n = strcspn(stem, ".");

    snprintf(c->file, sizeof c->file, "%s", path);
    snprintf(c->folder, sizeof c->folder, "%.*s", slash != NULL ? (int)(slash - path) : 1,
             slash != NULL ? path : ".");
    if (slash == path)
        snprintf(c->folder, sizeof c->folder, "/");
    if (c->name[0] != '\0')
        return;
    n = n < sizeof c->name ? n : sizeof c->name - 1;
    memcpy(c->name, stem, n);
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)c->name[i]) && strchr("_-", c->name[i]) == NULL)
            c->name[i] = '_';
    if (n == 0)
        c->name[0] = '_';
}

/* Room for the keys of all groups: config_load wants them all at once. */
struct tables {
    struct case_keys keys[CASE_MAX_GROUPS];
    struct config_section section[CASE_MAX_GROUPS];
    struct config_list list[CASE_MAX_GROUPS];
    size_t n_sections, n_lists;
};

static void fill_tables(struct tables *t, struct llg_case *c)
{
    t->n_sections = t->n_lists = 0;
    for (size_t i = 0; i < case_n_groups; i++) {
        const struct case_group *g = &case_groups[i];
        struct case_keys *keys = &t->keys[i];

        llg_case_keys(g, keys);
        if (g->max_items == 0)
            t->section[t->n_sections++] = (struct config_section){g->name, keys->param, keys->n, c};
        else
            t->list[t->n_lists++] = (struct config_list){
                g->name,      keys->param,  keys->n,      (char *)c + g->offset,
                g->item_size, g->max_items, g->min_items, (void *)((char *)c + g->count_offset)};
    }
}

enum status llg_case_load(const char *path, struct llg_case *c, struct error *err)
{
    struct tables *t = malloc(sizeof *t);
    enum status s;

    if (t == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%.300s: out of memory", path);
    llg_case_default(c);
    fill_tables(t, c);
    s = config_load(path, t->section, t->n_sections, t->list, t->n_lists, err);
    free(t);
    if (s != STATUS_OK)
        return s;
    take_path(path, c);
    copy_sizes(c);
    return llg_case_check(c, path, err);
}

/* The list that an assignment speaks of: "stage=", "stage.kind=", "stage[0].kind=". */
static const struct case_group *list_of(const char *assignment)
{
    const size_t n = strcspn(assignment, "=.[");

    for (size_t i = 0; i < case_n_groups; i++)
        if (case_groups[i].max_items > 0 && strlen(case_groups[i].name) == n
            && strncmp(assignment, case_groups[i].name, n) == 0)
            return &case_groups[i];
    return NULL;
}

enum status llg_case_set(struct llg_case *c, const char *assignment, struct error *err)
{
    const struct case_group *list = list_of(assignment);
    struct tables *t;
    enum status s;

    if (list != NULL)
        return error_set(err, STATUS_BAD_CONFIG,
                         "--set %.60s: %s is a list, which only the file of a case gives",
                         assignment, list->name);
    t = malloc(sizeof *t);
    if (t == NULL)
        return error_set(err, STATUS_NO_MEMORY, "--set: out of memory");
    fill_tables(t, c);
    s = config_set(assignment, t->section, t->n_sections, err);
    free(t);
    copy_sizes(c);
    return s;
}

void llg_case_path(const struct llg_case *c, const char *name, char out[LLG_CASE_PATH])
{
    if (name[0] == '/')
        snprintf(out, LLG_CASE_PATH, "%s", name);
    else
        snprintf(out, LLG_CASE_PATH, "%s/%s", c->folder, name);
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

struct case_material llg_case_material(const struct llg_case *c, int region)
{
    const struct case_material *all = &c->material;
    struct case_material m = region > 0 ? c->region[region - 1].material : *all;

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
        end_s += c->stage[i].kind == STAGE_RUN ? c->stage[i].duration_s : 0.0;
    return end_s;
}

/* --- hash --- */

static uint64_t hash_file(uint64_t hash, const struct llg_case *c, const char *name)
{
    struct error err;
    unsigned char *data;
    char path[LLG_CASE_PATH];
    size_t n;

    llg_case_path(c, name, path);
    if (name[0] == '\0' || file_read_all(path, OVF_MAX_BYTES, &data, &n, &err) != STATUS_OK)
        return hash; /* opening the film says what is wrong with it */
    hash = hash_fnv1a(hash, data, n);
    free(data);
    return hash;
}

/* Over the text of every value, so that padding and unused bytes do not count. */
static uint64_t hash_group(uint64_t hash, const struct llg_case *c, const struct case_group *g)
{
    struct case_keys keys;

    llg_case_keys(g, &keys);
    for (size_t i = 0; i < llg_case_n_items(c, g); i++)
        for (size_t k = 0; k < keys.n; k++) {
            char line[1024], value[600];

            if (strcmp(keys.param[k].name, "checkpoint_every_wall_s") == 0)
                continue;
            config_format(&keys.param[k], llg_case_item(c, g, i), value, sizeof value);
            snprintf(line, sizeof line, "%s[%zu].%s=%s\n", g->name, i, keys.param[k].name, value);
            hash = hash_fnv1a(hash, line, strlen(line));
        }
    return hash;
}

uint64_t llg_case_hash(const struct llg_case *c)
{
    const unsigned char real_bytes = sizeof(real);
    uint64_t hash = hash_fnv1a(HASH_START, &real_bytes, 1);

    for (size_t i = 0; i < case_n_groups; i++)
        if (case_groups[i].name[0] != '\0' && strcmp(case_groups[i].name, "output") != 0)
            hash = hash_group(hash, c, &case_groups[i]);
    hash = hash_file(hash, c, c->geometry_image);
    for (size_t i = 0; i < c->n_regions; i++)
        hash = hash_file(hash, c, c->region[i].image);
    return hash_file(hash, c, c->start.file);
}

uint64_t llg_case_output_hash(const struct llg_case *c)
{
    uint64_t hash = HASH_START;

    for (size_t i = 0; i < case_n_groups; i++)
        if (strcmp(case_groups[i].name, "output") == 0)
            hash = hash_group(hash, c, &case_groups[i]);
    return hash;
}

void llg_case_each_key(const struct llg_case *c,
                       void (*each)(void *context, const char *section, bool is_list,
                                    const struct param *p, const void *values),
                       void *context)
{
    for (size_t i = 0; i < case_n_groups; i++) {
        struct case_keys keys;

        llg_case_keys(&case_groups[i], &keys);
        for (size_t k = 0; k < keys.n; k++)
            each(context, case_groups[i].name, case_groups[i].max_items > 0, &keys.param[k],
                 llg_case_item(c, &case_groups[i], 0));
    }
}
