#ifndef SKYLOOM_LAB_LLG_FILM_PARTS_H
#define SKYLOOM_LAB_LLG_FILM_PARTS_H
#include "lab/llg/film.h"
/* Internal to csim/llg: the cells of a film. */

/* Number of the region of each cell; region[] is zero on entry. */
enum status film_paint(const struct film *f, uint8_t *region, struct error *err);
/* After film_paint: refuses a film whose every cell is empty, and says what covers them. */
enum status film_check_magnetic(const struct film *f, const uint8_t *region, struct error *err);
/* Material of all cells, and region[] as the magnet's. */
void film_set_material(struct film *f, uint8_t *region);
/* The state that the case begins with. */
enum status film_set_start(struct film *f, struct error *err);
/* Zero stays zero. */
void film_unit_vector(const double v[3], double out[3]);
#endif
