#ifndef SKYLOOM_LAB_LLG_OUTPUTS_H
#define SKYLOOM_LAB_LLG_OUTPUTS_H
#include "files/table.h"
#include "lab/llg/applied.h"
/* What a run leaves in its folder: table.txt, states m*.ovf, pictures. Bytes depend on the state
 * alone. */
struct outputs_column {
    char name[64];
    int kind, layer, region, item;
};

struct outputs {
    struct film *film;
    const struct llg_case *c;
    const char *folder;
    struct table table;
    struct outputs_column column[TABLE_MAX_COLUMNS]; /* after the time */
    size_t n_columns;
    double region_share[MAGNET_REGIONS]; /* of the magnetic cells */
    bool in_plane;                       /* frames show hues; decided when the run starts */
};

/* n_rows: of the checkpoint that goes on; SIZE_MAX: a new table. */
enum status llg_outputs_open(struct outputs *o, struct film *film, const struct llg_case *c,
                             const char *folder, size_t n_rows, struct error *err);
enum status llg_outputs_close(struct outputs *o, struct error *err);

/* A row of the state as it is. */
struct outputs_stage {
    uint64_t number; /* from 1 */
    bool current;    /* whether it lets currents act */
};
enum status llg_outputs_row(struct outputs *o, const struct outputs_stage *stage,
                            struct error *err);
/* DIR/NAME.ovf; DIR/NAME.png with mz and, where |mz| is below 0.9 in the mean, DIR/NAME_hue.png. */
enum status llg_outputs_state(const struct outputs *o, const char *name, struct error *err);
enum status llg_outputs_pictures(const struct outputs *o, const char *name, struct error *err);
/* DIR/frames/m000123.png: mz, or hues for a film that lies in the plane. */
enum status llg_outputs_frame(const struct outputs *o, uint64_t number, struct error *err);
/* Whether most of m lies in the plane. */
bool llg_outputs_in_plane(const struct film *f);
#endif
