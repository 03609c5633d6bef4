#ifndef SKYLOOM_CROSSBAR_TILE_PARTS_H
#define SKYLOOM_CROSSBAR_TILE_PARTS_H
#include "crossbar/tile.h"
/* Internal to tiles: cells, and time that passes for them. */

static inline size_t columns_of(const struct tile *t) { return (size_t)t->config.geometry.columns; }

static inline struct device_key key_of(const struct tile *t, int word_line, int column)
{
    return (struct device_key){.seed = t->config.seed,
                               .array = t->config.tile_id,
                               .row = (uint32_t)word_line,
                               .column = (uint32_t)column};
}

static inline size_t index_of(const struct tile *t, int word_line, size_t column)
{
    return (size_t)word_line * columns_of(t) + column;
}

static inline void *cell_at(const struct tile *t, int word_line, size_t column)
{
    return t->cells + index_of(t, word_line, column) * t->config.kind->cell_size;
}

/* BAD_CONFIG: there is no such cell. */
enum status tile_check_cell(const struct tile *t, int word_line, int column, struct error *err);
/* Brings the cells from .. to of a word line to the present. */
enum status tile_age(struct tile *t, int word_line, size_t from, size_t to, struct error *err);
#endif
