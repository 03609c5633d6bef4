#ifndef SKYLOOM_LAB_LLG_FILM_PARTS_H
#define SKYLOOM_LAB_LLG_FILM_PARTS_H
#include "lab/llg/film.h"
/* Internal to csim/lab/llg: the cells of a film. */

enum { OUTSIDE = 255 }; /* of the geometry; larger than any region */

/* Material and region of all cells: f->region is zero on entry and the magnet's at the end, where
 * what is outside the geometry is empty and counts as around all regions. */
enum status llg_film_paint(struct film *f, const struct llg_case *c, struct error *err);
/* While OUTSIDE is there: refuses a film whose every cell is empty, and says what covers them. */
enum status llg_film_check_magnetic(const struct film *f, const struct llg_case *c,
                                    struct error *err);
/* After llg_film_paint: what the case asks for acts on a magnetic cell, or is refused. */
enum status llg_film_check_effects(const struct film *f, const struct llg_case *c,
                                   struct error *err);
/* The state that the case begins with. */
enum status llg_film_set_start(struct film *f, const struct llg_case *c, struct error *err);
/* Zero stays zero. */
void llg_unit_vector(const double v[3], double out[3]);
#endif
