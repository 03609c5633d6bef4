#ifndef SKYLOOM_LAB_LLG_FILM_PARTS_H
#define SKYLOOM_LAB_LLG_FILM_PARTS_H
#include "lab/llg/film.h"
/* Internal to csim/lab/llg: the cells of a film. */

/* Number of the region of each cell; region[] is zero on entry. */
enum status llg_film_paint(const struct llg_case *c, uint8_t *region, struct error *err);
/* After llg_film_paint: refuses a film whose every cell is empty, and says what covers them. */
enum status llg_film_check_magnetic(const struct llg_case *c, const uint8_t *region,
                                    struct error *err);
/* Material of all cells, and f->region as the magnet's. */
void llg_film_set_material(struct film *f, const struct llg_case *c);
/* The state that the case begins with. */
enum status llg_film_set_start(struct film *f, const struct llg_case *c, struct error *err);
/* Zero stays zero. */
void llg_unit_vector(const double v[3], double out[3]);
#endif
