#include "io/ovf_parts.h"
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum key {
    KEY_NODES, /* x, y, z follow each other */
    KEY_STEP = 3,
    KEY_BASE = 6,
    KEY_MIN = 9,
    KEY_MAX = 12,
    KEY_VALUE_DIM = 15,
    KEY_MULTIPLIER,
    KEY_SEGMENTS,
    N_KEYS
};

static const char *const key_names[N_KEYS] = {"xnodes",
                                              "ynodes",
                                              "znodes",
                                              "xstepsize",
                                              "ystepsize",
                                              "zstepsize",
                                              "xbase",
                                              "ybase",
                                              "zbase",
                                              "xmin",
                                              "ymin",
                                              "zmin",
                                              "xmax",
                                              "ymax",
                                              "zmax",
                                              "valuedim",
                                              "valuemultiplier",
                                              "segmentcount"};

struct keys {
    double value[N_KEYS];
    bool given[N_KEYS];
    double unit_m; /* of lengths; 0: not given */
};

static enum status read_version(struct ovf_reader *r, int *version, struct error *err)
{
    static const char *const old[] = {"rectangular mesh v1.0", "rectangular mesh v0.99",
                                      "rectangular mesh v0.0a0"};
    struct ovf_line line;

    *version = 0;
    if (r->n < 7 || r->data[0] != '#' || ovf_next_line(r, &line, err) != STATUS_OK || r->line != 1)
        r->line = 1;
    else if (strcmp(line.label, "oommfovf2.0") == 0)
        *version = 2;
    else if (strcmp(line.label, "oommf") == 0 && strstr(line.value, "irregular") != NULL)
        return ovf_bad(r, err, "an irregular mesh; only rectangular ones can be read");
    else if (strcmp(line.label, "oommf") == 0)
        for (size_t i = 0; i < sizeof old / sizeof old[0]; i++)
            *version |= ovf_same(line.value, old[i]);
    if (*version == 0)
        return ovf_bad(r, err,
                       "not an OVF file: the first line must be '# OOMMF OVF 2.0' or "
                       "'# OOMMF: rectangular mesh v1.0'");
    return STATUS_OK;
}

static enum status set_number(const struct ovf_reader *r, struct keys *keys, int key,
                              const struct ovf_line *line, struct error *err)
{
    char *end;
    const double value = strtod(line->value, &end);

    if (keys->given[key])
        return ovf_bad(r, err, "%s is given twice", key_names[key]);
    if (line->value[0] == '\0' || *end != '\0' || line->cut || !isfinite(value))
        return ovf_bad(r, err, "%s = '%.40s', must be a number", key_names[key], line->value);
    keys->given[key] = true;
    keys->value[key] = value;
    return STATUS_OK;
}

static enum status set_unit(const struct ovf_reader *r, struct keys *keys,
                            const struct ovf_line *line, struct error *err)
{
    static const struct {
        const char *name;
        double m;
    } units[] = {{"m", 1}, {"mm", 1e-3}, {"um", 1e-6}, {"nm", 1e-9}};

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(line->value, units[i].name) == 0) {
            keys->unit_m = units[i].m;
            return STATUS_OK;
        }
    return ovf_bad(r, err, "meshunit = '%.40s', must be m, mm, um or nm", line->value);
}

/* OOMMF and mumax3 both write "Desc: Total simulation time:  1e-09  s"; OOMMF writes -2 for none.
 */
static double time_of(const char *value)
{
    static const char words[] = "Total simulation time:";
    const double time_s =
        strncmp(value, words, sizeof words - 1) == 0 ? strtod(value + sizeof words - 1, NULL) : 0;

    return isfinite(time_s) && time_s > 0 ? time_s : 0;
}

/* A label that is not ours is for a person or another program. */
static enum status set_key(const struct ovf_reader *r, struct keys *keys, struct ovf *ovf,
                           const struct ovf_line *line, struct error *err)
{
    for (int i = 0; i < N_KEYS; i++)
        if (strcmp(line->label, key_names[i]) == 0)
            return set_number(r, keys, i, line, err);
    if (strcmp(line->label, "meshunit") == 0)
        return set_unit(r, keys, line, err);
    if (strcmp(line->label, "meshtype") == 0 && !ovf_same(line->value, "rectangular"))
        return ovf_bad(r, err, "meshtype = '%.40s', must be rectangular", line->value);
    if (strcmp(line->label, "desc") == 0 && time_of(line->value) > 0)
        ovf->time_s = time_of(line->value);
    return STATUS_OK;
}

static void set_unless_given(struct keys *keys, int key, double value)
{
    if (!keys->given[key] && isfinite(value)) {
        keys->given[key] = true;
        keys->value[key] = value;
    }
}

/* What the other keys say, programs leave out. Without a unit lengths are in m: those of another
 * one would be far out of range. Without a lower corner the mesh begins at 0. */
static void deduce(struct keys *keys)
{
    const double *v = keys->value;

    if (keys->unit_m == 0)
        keys->unit_m = 1;
    for (int i = 0; i < 3; i++) {
        const bool has_extent = keys->given[KEY_MIN + i] && keys->given[KEY_MAX + i];
        const double extent = v[KEY_MAX + i] - v[KEY_MIN + i];

        if (has_extent && keys->given[KEY_NODES + i])
            set_unless_given(keys, KEY_STEP + i, extent / v[KEY_NODES + i]);
        if (has_extent && keys->given[KEY_STEP + i]
            && fabs(extent / v[KEY_STEP + i] - rint(extent / v[KEY_STEP + i])) < 1e-3)
            set_unless_given(keys, KEY_NODES + i, rint(extent / v[KEY_STEP + i]));
        set_unless_given(keys, KEY_BASE + i, v[KEY_MIN + i] + v[KEY_STEP + i] / 2);
    }
}

static enum status check_range(const struct ovf_reader *r, const struct keys *keys, int key,
                               struct error *err)
{
    const double v = keys->value[key];

    if (!keys->given[key])
        return ovf_bad(r, err, "the header has no %s", key_names[key]);
    if (key < KEY_STEP && !(v >= 1 && v <= (double)OVF_MAX_CELLS && v == floor(v)))
        return ovf_bad(r, err, "%s = %.17g, must be a whole number in [1, %zu]", key_names[key], v,
                       OVF_MAX_CELLS);
    if (key >= KEY_STEP && key < KEY_BASE && !(v * keys->unit_m >= 1e-15 && v * keys->unit_m <= 1))
        return ovf_bad(r, err, "%s = %.17g m, must be in [1e-15, 1]", key_names[key],
                       v * keys->unit_m);
    return STATUS_OK;
}

static enum status check_keys(const struct ovf_reader *r, const struct keys *keys, int version,
                              struct error *err)
{
    const double *v = keys->value;

    for (int i = 0; i < KEY_MIN; i++) {
        enum status status = check_range(r, keys, i, err);

        if (status != STATUS_OK)
            return status;
    }
    if (v[0] * v[1] * v[2] > (double)OVF_MAX_CELLS)
        return ovf_bad(r, err, "%.0f x %.0f x %.0f cells, must be at most %zu", v[0], v[1], v[2],
                       OVF_MAX_CELLS);
    if (version == 2 && !keys->given[KEY_VALUE_DIM])
        return ovf_bad(r, err, "the header has no valuedim");
    if (keys->given[KEY_VALUE_DIM] && v[KEY_VALUE_DIM] != 3)
        return ovf_bad(r, err, "valuedim = %.17g, must be 3 (a vector field)", v[KEY_VALUE_DIM]);
    if (keys->given[KEY_SEGMENTS] && v[KEY_SEGMENTS] != 1)
        return ovf_bad(r, err, "segment count = %.17g, must be 1", v[KEY_SEGMENTS]);
    return STATUS_OK;
}

static enum status finish(const struct ovf_reader *r, struct keys *keys, struct ovf_head *head,
                          struct ovf *ovf, struct error *err)
{
    const double *v = keys->value;
    enum status status;

    deduce(keys);
    status = check_keys(r, keys, head->version, err);
    if (status != STATUS_OK)
        return status;
    ovf->mesh = (struct mesh){.n_x = (int)v[KEY_NODES],
                              .n_y = (int)v[KEY_NODES + 1],
                              .n_z = (int)v[KEY_NODES + 2],
                              .cell_x_m = v[KEY_STEP] * keys->unit_m,
                              .cell_y_m = v[KEY_STEP + 1] * keys->unit_m,
                              .cell_z_m = v[KEY_STEP + 2] * keys->unit_m};
    for (int i = 0; i < 3; i++)
        ovf->min_m[i] = (v[KEY_BASE + i] - v[KEY_STEP + i] / 2) * keys->unit_m;
    head->multiplier = head->version == 1 && keys->given[KEY_MULTIPLIER] ? v[KEY_MULTIPLIER] : 1;
    return STATUS_OK;
}

static enum status read_format(const struct ovf_reader *r, const struct ovf_line *line,
                               enum ovf_format *format, struct error *err)
{
    static const char *const begin[] = {"data text", "data binary 4", "data binary 8"};

    for (int i = 0; i <= OVF_BINARY8; i++)
        if (strcmp(line->label, "begin") == 0 && ovf_same(line->value, begin[i])) {
            *format = (enum ovf_format)i;
            return STATUS_OK;
        }
    return ovf_bad(r, err, "'# Begin: Data Text', 'Data Binary 4' or 'Data Binary 8' is expected");
}

enum status ovf_read_head(struct ovf_reader *r, struct ovf_head *head, struct ovf *ovf,
                          struct error *err)
{
    static const char *const order[][2] = {
        {"begin", "Segment"}, {"begin", "Header"}, {"end", "Header"}};
    struct keys keys = {0};
    size_t stage = 0;
    struct ovf_line line;
    enum status status = read_version(r, &head->version, err);

    while (status == STATUS_OK && (status = ovf_next_line(r, &line, err)) == STATUS_OK) {
        if (stage == 3)
            return read_format(r, &line, &head->format, err);
        if (strcmp(line.label, "begin") == 0 || strcmp(line.label, "end") == 0) {
            if (strcmp(line.label, order[stage][0]) != 0 || !ovf_same(line.value, order[stage][1]))
                return ovf_bad(r, err, "'# %s: %s' is expected", stage < 2 ? "Begin" : "End",
                               order[stage][1]);
            if (++stage == 3)
                status = finish(r, &keys, head, ovf, err);
        } else {
            status = set_key(r, &keys, ovf, &line, err);
        }
    }
    return status;
}
