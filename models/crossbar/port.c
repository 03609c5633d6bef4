#include "crossbar/port.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void port_init(struct port *p, struct xbar *xbar, struct port_timing timing)
{
    *p = (struct port){.xbar = xbar, .timing = timing};
}

void port_begin_step(struct port *p, uint32_t image, uint32_t step)
{
    p->image = image;
    p->step = step;
}

/* The first broken rule stays: what follows it is a consequence. */
__attribute__((format(printf, 4, 5))) static enum status broken(struct port *p, uint64_t cycle,
                                                                int tile, const char *fmt, ...)
{
    char rule[256];
    va_list args;

    va_start(args, fmt);
    vsnprintf(rule, sizeof rule, fmt, args);
    va_end(args);
    return error_set(&p->error, STATUS_PROTOCOL, "crossbar port: cycle %llu, tile %d: %s",
                     (unsigned long long)cycle, tile, rule);
}

static bool beyond_inputs(const struct port *p, uint64_t rows)
{
    const int inputs = p->xbar->config.geometry.word_lines / 2;

    return inputs < 64 && rows >> inputs != 0;
}

static void count_read(struct port *p, uint64_t driven_cycles)
{
    const int n_states = (int)p->xbar->config.card->n_states;
    uint32_t cells[CARD_MAX_STATES];
    int64_t quanta = 0;

    p->counts.tile_reads++;
    p->counts.word_lines += 2 * (uint64_t)__builtin_popcountll(p->rows);
    p->counts.driven_cycles += driven_cycles;
    for (uint64_t rows = p->rows; rows != 0; rows &= rows - 1) {
        quanta += xbar_row_quanta(p->xbar, p->tile, __builtin_ctzll(rows));
        xbar_row_states(p->xbar, p->tile, __builtin_ctzll(rows), cells);
        for (int k = 0; k < n_states; k++)
            p->counts.cell_reads[k] += cells[k];
    }
    p->counts.read_quanta_cycles += quanta * (int64_t)driven_cycles;
}

enum status port_drive(struct port *p, uint64_t cycle, int tile, uint64_t rows)
{
    if (p->error.code != STATUS_OK)
        return p->error.code;
    if (p->programming)
        return broken(p, cycle, tile, "word lines driven for reading while programming");
    if (p->driven)
        return broken(p, cycle, tile, "driven while tile %d is still driven since cycle %llu",
                      p->tile, (unsigned long long)p->drive_cycle);
    if (!(tile >= 0 && tile < p->xbar->n_tiles))
        return broken(p, cycle, tile, "no such tile, must be in [0, %d]", p->xbar->n_tiles - 1);
    if (beyond_inputs(p, rows))
        return broken(p, cycle, tile, "rows 0x%llx beyond the last input %d",
                      (unsigned long long)rows, p->xbar->config.geometry.word_lines / 2 - 1);
    p->driven = true;
    p->tile = tile;
    p->rows = rows;
    p->drive_cycle = cycle;
    p->busy_until = cycle + (uint64_t)p->timing.settle_cycles;
    /* Read when the first code is wanted: until then the cells come from memory. */
    p->read = false;
    xbar_prefetch(p->xbar, tile, rows);
    return STATUS_OK;
}

uint64_t port_ready_cycle(const struct port *p) { return p->busy_until; }

enum status port_convert(struct port *p, uint64_t cycle, int phase, int16_t code[])
{
    const struct xbar_geometry *g = &p->xbar->config.geometry;
    const int phases = g->columns / g->converters;

    if (p->error.code != STATUS_OK)
        return p->error.code;
    if (p->programming)
        return broken(p, cycle, p->tile, "conversion while programming");
    if (!p->driven)
        return broken(p, cycle, p->tile, "conversion without driven word lines");
    if (cycle < p->busy_until)
        return broken(p, cycle, p->tile, "conversion of phase %d before ready at cycle %llu", phase,
                      (unsigned long long)p->busy_until);
    if (!(phase >= 0 && phase < phases))
        return broken(p, cycle, p->tile, "phase %d, must be in [0, %d]", phase, phases - 1);
    if (!p->read)
        xbar_read(p->xbar, p->tile, p->rows, p->image, p->step, p->code);
    p->read = true;
    memcpy(code, &p->code[phase * g->converters], (size_t)g->converters * sizeof *code);
    p->busy_until = cycle + (uint64_t)p->timing.conversion_cycles;
    p->counts.conversions += (uint64_t)g->converters;
    for (int i = 0; i < g->converters; i++)
        p->counts.clipped += converter_at_end(&p->xbar->config.converter, code[i]);
    return STATUS_OK;
}

enum status port_release(struct port *p, uint64_t cycle)
{
    if (p->error.code != STATUS_OK)
        return p->error.code;
    if (!p->driven || cycle < p->drive_cycle)
        return broken(p, cycle, p->tile, "word lines released that are not driven");
    count_read(p, cycle - p->drive_cycle);
    p->driven = false;
    return STATUS_OK;
}

enum status port_pulse(struct port *p, uint64_t cycle, int tile, int word_line, int column,
                       int polarity)
{
    const struct xbar_geometry *g = &p->xbar->config.geometry;

    if (p->error.code != STATUS_OK)
        return p->error.code;
    if (p->driven)
        return broken(p, cycle, tile, "programming pulse while tile %d is driven", p->tile);
    if (!p->programming)
        return broken(p, cycle, tile, "programming pulse outside programming");
    if (!(tile >= 0 && tile < p->xbar->n_tiles))
        return broken(p, cycle, tile, "no such tile, must be in [0, %d]", p->xbar->n_tiles - 1);
    if (!(word_line >= 0 && word_line < g->word_lines && column >= 0 && column < g->columns))
        return broken(p, cycle, tile,
                      "pulse at word line %d, column %d, must be in [0, %d] and [0, %d]", word_line,
                      column, g->word_lines - 1, g->columns - 1);
    if (polarity != 1 && polarity != -1)
        return broken(p, cycle, tile, "pulse of polarity %d, must be 1 or -1", polarity);
    xbar_pulse(p->xbar, tile, word_line, column, polarity);
    p->counts.pulses++;
    return STATUS_OK;
}

enum status port_programming(struct port *p, uint64_t cycle, bool on)
{
    if (p->error.code != STATUS_OK)
        return p->error.code;
    if (on && p->driven)
        return broken(p, cycle, p->tile, "programming switched on while word lines are driven");
    if (p->programming && !on)
        xbar_prepare(p->xbar);
    p->programming = on;
    return STATUS_OK;
}
