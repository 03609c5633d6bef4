#include "lab/llg/film_parts.h"
#include <math.h>
#include <stdio.h>
/* Whether cells are small enough for what turns in them. Static figures of a wall along an axis of
 * the mesh, in docs/micromagnetics.md: at 0.8 of its width it takes 0.7 % of 2 K / Ms to move it
 * from one cell to the next, at 1 already 6 %, at 1.3 all of it. */

static const struct {
    double most; /* sides of a cell in it */
    const char *name, *effect;
} lengths[FILM_LENGTHS] = {
    [FILM_EXCHANGE] = {1.0, "exchange lengths",
                       "m may turn within it, walls and vortices may stick"},
    [FILM_WALL] = {0.8, "wall widths sqrt(A / K)", "walls stick to the mesh"},
    [FILM_DMI] = {1.0, "lengths 2 A / |D|", "m may turn within it by more than a radian"},
};

/* The longest side along which there is a neighbour to turn against; of the exchange length, which
 * the stray field of one cell asks for too, the longest of all. */
static double side_m(const struct mesh *mesh, enum film_length which)
{
    const bool all = which == FILM_EXCHANGE;
    double side_m = all || mesh->n_x > 1 ? mesh->cell_x_m : 0.0;

    side_m = fmax(side_m, all || mesh->n_y > 1 ? mesh->cell_y_m : 0.0);
    return fmax(side_m, all || (mesh->n_z > 1 && mesh->spacer_m == 0.0) ? mesh->cell_z_m : 0.0);
}

void llg_film_tell_of_cells(const struct film *f, const struct llg_case *c,
                            const struct llg_listener *l)
{
    for (int k = 0; k < FILM_LENGTHS; k++) {
        int region;
        const double length_m = film_shortest_m(f, (enum film_length)k, &region);
        const double sides = side_m(&f->magnet.mesh, (enum film_length)k) / length_m;
        char text[256];

        if (!(sides > lengths[k].most))
            continue;
        snprintf(text, sizeof text,
                 "the longest side of a cell is %.3g %s of %.3g nm%s%s, should be at most %g: %s",
                 sides, lengths[k].name, 1e9 * length_m, region > 0 ? " in region " : "",
                 region > 0 ? c->region[region - 1].name : "", lengths[k].most, lengths[k].effect);
        l->tell(l->context, text);
    }
}
