#ifndef SKYLOOM_CROSSBAR_PORT_H
#define SKYLOOM_CROSSBAR_PORT_H
#include <stdbool.h>
#include <stdint.h>
#include "base/error.h"
#include "crossbar/xbar.h"
/* The analog macro behind the crossbar port of one core: timing and protocol of struct xbar.
 * The RTL calls on controller events, never every clock; the model keeps its own time. A broken
 * protocol is an error that names cycle and tile and stays (later calls return it again):
 * converting before the array has settled, driving two tiles, converting without drive, a phase
 * out of range, reading while programming, pulsing while driven, a pulse out of range. */
struct port_timing {
    int settle_cycles;     /* from drive to the first allowed conversion, >= 1 */
    int conversion_cycles; /* per phase, >= 1 */
};

struct port_counts { /* the model's own ledger, compared with taps and twin */
    uint64_t tile_reads, word_lines, conversions, pulses;
    uint64_t clipped;                     /* conversions with a code at an end of the range */
    uint64_t driven_cycles;               /* sum over reads of cycles driven */
    int64_t read_quanta_cycles;           /* sum of G quanta over driven rows x driven cycles */
    uint64_t cell_reads[CARD_MAX_STATES]; /* cells of driven rows by state, once per tile read */
};

struct port {
    struct xbar *xbar;
    struct port_timing timing;
    uint32_t image, step;
    bool driven, programming;
    int tile;
    uint64_t rows;
    uint64_t drive_cycle, busy_until;
    bool read; /* code holds this drive's codes */
    int16_t code[128];
    struct port_counts counts;
    struct error error;
};

void port_init(struct port *p, struct xbar *xbar, struct port_timing timing);
void port_begin_step(struct port *p, uint32_t image, uint32_t step); /* keys of the read noise */
enum status port_drive(struct port *p, uint64_t cycle, int tile, uint64_t rows);
/* First cycle at which a conversion may start. */
uint64_t port_ready_cycle(const struct port *p);
/* Converts one phase: code[converters]. Columns phase*converters + lane. */
enum status port_convert(struct port *p, uint64_t cycle, int phase, int16_t code[]);
enum status port_release(struct port *p, uint64_t cycle); /* word lines off */
enum status port_pulse(struct port *p, uint64_t cycle, int tile, int word_line, int column,
                       int polarity);
enum status port_programming(struct port *p, uint64_t cycle, bool on);
#endif
