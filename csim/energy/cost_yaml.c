#include "energy/cost_yaml.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "base/param_table.h"
#include "config/settings.h"
#include "files/share.h"

#define COST_LIMIT 1e12

struct coefficient_line { /* as written */
    char name[64], unit[32], source[256], node[32];
    double value, low, high;
};

#define TEXT(member, doc_)                                                                         \
    {                                                                                              \
        PARAM_TEXT(coefficient_line, member, doc_), .required = true                               \
    }
#define NUMBER(member, doc_)                                                                       \
    {                                                                                              \
        PARAM_NUMBER(coefficient_line, member, "", 0.0, COST_LIMIT, doc_), .required = true        \
    }
static const struct param line_params[] = {
    TEXT(name, "of the coefficient, as in the formulas"),
    TEXT(unit, "must be the one that the formulas need"),
    NUMBER(value, "typical"),
    NUMBER(low, "lower end of the range"),
    NUMBER(high, "upper end of the range"),
    TEXT(source, "where the value and the range come from"),
    TEXT(node, "technology node"),
};
#undef TEXT
#undef NUMBER

static const struct param header_params[] = {
    {PARAM_TEXT(cost_card, name, "of the card"), .required = true},
    {PARAM_TEXT(cost_card, doc, "what it describes")},
};

static int find_cost(const char *name)
{
    for (int i = 0; i < COST_COUNT; i++)
        if (strcmp(name, cost_info[i].name) == 0)
            return i;
    return -1;
}

static enum status take_line(const char *path, const struct coefficient_line *line,
                             struct cost_card *card, bool seen[], struct error *err)
{
    const int id = find_cost(line->name);

    if (id < 0)
        return error_set(err, STATUS_BAD_FILE, "%s: unknown coefficient '%s'", path, line->name);
    if (seen[id])
        return error_set(err, STATUS_BAD_FILE, "%s: coefficient '%s' is given twice", path,
                         line->name);
    if (strcmp(line->unit, cost_info[id].unit) != 0)
        return error_set(err, STATUS_BAD_FILE, "%s: %s has unit '%s', must be '%s'", path,
                         line->name, line->unit, cost_info[id].unit);
    if (!(line->low <= line->value && line->value <= line->high))
        return error_set(err, STATUS_BAD_FILE,
                         "%s: %s = %g %s, must be within its own range [%g, %g]", path, line->name,
                         line->value, line->unit, line->low, line->high);
    if (line->source[0] == '\0' || line->node[0] == '\0')
        return error_set(err, STATUS_BAD_FILE, "%s: %s needs a source and a node", path,
                         line->name);
    seen[id] = true;
    card->c[id].value = (struct range){line->low, line->value, line->high};
    memcpy(card->c[id].source, line->source, sizeof line->source);
    memcpy(card->c[id].node, line->node, sizeof line->node);
    return STATUS_OK;
}

static enum status take_lines(const char *path, const struct coefficient_line lines[], size_t n,
                              struct cost_card *card, struct error *err)
{
    bool seen[COST_COUNT] = {false};

    for (size_t i = 0; i < n; i++) {
        const enum status status = take_line(path, &lines[i], card, seen, err);

        if (status != STATUS_OK)
            return status;
    }
    for (int id = 0; id < COST_COUNT; id++)
        if (!seen[id])
            return error_set(err, STATUS_BAD_FILE, "%s: coefficient '%s' (%s) is missing", path,
                             cost_info[id].name, cost_info[id].unit);
    /* interpolation between banks takes logarithms of these */
    if (!(card->c[COST_SRAM_8K].value.low > 0.0 && card->c[COST_SRAM_32K].value.low > 0.0
          && card->c[COST_SRAM_1M].value.low > 0.0))
        return error_set(err, STATUS_BAD_FILE, "%s: sram_8k, sram_32k and sram_1m must be above 0",
                         path);
    return STATUS_OK;
}

struct cost_file { /* as settings see it */
    struct cost_card card;
    struct coefficient_line line[2 * COST_COUNT];
    size_t n_lines;
};

static const struct settings_section cost_sections[] = {
    {.name = "", .part = {{SETTINGS_TABLE(header_params)}}},
    {.name = "coefficients",
     .part = {{SETTINGS_TABLE(line_params)}},
     SETTINGS_LIST(cost_file, line, n_lines, 1, 2 * COST_COUNT)},
};

/* Words decide nothing. */
static bool is_price(const char *section, const char *key)
{
    return section[0] != '\0' && strcmp(key, "unit") != 0 && strcmp(key, "source") != 0
           && strcmp(key, "node") != 0;
}

static const struct cost_file no_costs = {0};
static const struct settings cost_settings = {cost_sections, SETTINGS_COUNT(cost_sections),
                                              &no_costs, sizeof no_costs, is_price};

enum status cost_load(const char *name, struct cost_card *card, struct error *err)
{
    struct cost_file file;
    struct path path;
    enum status status = share_path("cards", name, ".yaml", &path, err);

    *card = no_costs.card;
    if (status == STATUS_OK)
        status = settings_load(&cost_settings, path.text, &file, err);
    if (status != STATUS_OK)
        return status;
    *card = file.card;
    return take_lines(path.text, file.line, file.n_lines, card, err);
}

/* In the order of the formulas, whatever that of the file. A coefficient that comes later changes
 * no hash while it costs nothing. */
uint64_t cost_hash(const struct cost_card *card)
{
    struct cost_file file = no_costs;

    for (int id = 0; id < COST_COUNT; id++) {
        const struct range *r = &card->c[id].value;
        struct coefficient_line *line = &file.line[file.n_lines];

        if (r->high == 0.0)
            continue;
        snprintf(line->name, sizeof line->name, "%s", cost_info[id].name);
        line->low = r->low;
        line->value = r->typical;
        line->high = r->high;
        file.n_lines++;
    }
    return settings_hash(&cost_settings, &file);
}

#define AREA_TEXT(member, doc_)                                                                    \
    {                                                                                              \
        PARAM_TEXT(core_area, member, doc_), .required = true                                      \
    }
#define AREA(member, unit_, doc_)                                                                  \
    {                                                                                              \
        PARAM_NUMBER(core_area, member, unit_, 0.0, 1e9, doc_), .required = true                   \
    }
static const struct param area_params[] = {
    AREA_TEXT(name, "of the core"),
    AREA_TEXT(source, "the command that counted, or 'assumed'"),
    AREA(gates, "gate", "two-input NAND equivalents, without RAM"),
    AREA(gates_per_input, "gate", "more for each input of a tile"),
    AREA(gates_per_converter, "gate", "more for each converter lane"),
    AREA(flops, "1", "flip-flops, without RAM"),
    AREA(flops_per_input, "1", "more for each input of a tile"),
    AREA(flops_per_converter, "1", "more for each converter lane"),
};
#undef AREA_TEXT
#undef AREA

static const struct settings_section area_section = {.name = "",
                                                     .part = {{SETTINGS_TABLE(area_params)}}};

static const struct core_area no_area = {0};
static bool is_number(const char *section, const char *key)
{
    return section[0] == '\0' && strcmp(key, "name") != 0 && strcmp(key, "source") != 0;
}
static const struct settings area_settings = {&area_section, 1, &no_area, sizeof no_area,
                                              is_number};

enum status area_load(const char *name, struct core_area *area, struct error *err)
{
    struct path path;
    const enum status status = share_path("cards", name, ".yaml", &path, err);

    *area = no_area;
    return status == STATUS_OK ? settings_load(&area_settings, path.text, area, err) : status;
}

uint64_t area_hash(const struct core_area *area) { return settings_hash(&area_settings, area); }
