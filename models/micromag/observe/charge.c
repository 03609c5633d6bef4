#include <math.h>
#include "micromag/observe/observe.h"
#include "micromag/terms/rows.h"

struct vec {
    double x, y, z;
};

static struct vec at(struct vector_field m, size_t i)
{
    return (struct vec){(double)m.x[i], (double)m.y[i], (double)m.z[i]};
}

static struct vec minus(struct vec a, struct vec b)
{
    return (struct vec){a.x - b.x, a.y - b.y, a.z - b.z};
}

static double dot(struct vec a, struct vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

static double volume(struct vec a, struct vec b, struct vec c)
{
    return a.x * (b.y * c.z - b.z * c.y) + a.y * (b.z * c.x - b.x * c.z)
           + a.z * (b.x * c.y - b.y * c.x);
}

static bool magnetic(const struct magnet *g, size_t i)
{
    return g->material.saturation_A_per_m[i] > 0;
}

/* m(high) - m(low) over the distance between the two, the cell itself where there is none. */
static struct vec slope(const struct magnet *g, struct vector_field m, size_t i, size_t low,
                        size_t high)
{
    const size_t from = magnetic(g, low) ? low : i, to = magnetic(g, high) ? high : i;
    const double cells = (double)(from != i) + (double)(to != i);
    const struct vec d = minus(at(m, to), at(m, from));
    const double scale = cells > 0.0 ? 1.0 / cells : 0.0;

    return (struct vec){scale * d.x, scale * d.y, scale * d.z};
}

double charge_finite_difference(const struct magnet *g, struct vector_field m, int layer)
{
    double sum = 0.0;

    for (int y = 0; y < g->mesh.n_y; y++) {
        const struct row r = row_of(&g->mesh, layer * g->mesh.n_y + y);

        for (size_t x = 0; x < r.n; x++) {
            const size_t i = r.at + x;

            if (magnetic(g, i))
                sum += volume(at(m, i), slope(g, m, i, x > 0 ? i - 1 : i, x + 1 < r.n ? i + 1 : i),
                              slope(g, m, i, r.south + x, r.north + x));
        }
    }
    return sum / (4.0 * M_PI);
}

/* Signed solid angle of three unit vectors; none where a corner is empty. */
static double solid_angle(const struct magnet *g, struct vector_field m, size_t i, size_t j,
                          size_t k)
{
    const struct vec a = at(m, i), b = at(m, j), c = at(m, k);

    if (!magnetic(g, i) || !magnetic(g, j) || !magnetic(g, k))
        return 0.0;
    return 2.0 * atan2(volume(a, b, c), 1.0 + dot(a, b) + dot(b, c) + dot(c, a));
}

double charge_berg_luescher(const struct magnet *g, struct vector_field m, int layer)
{
    double sum = 0.0;

    for (int y = 0; y + 1 < g->mesh.n_y; y++) {
        const struct row r = row_of(&g->mesh, layer * g->mesh.n_y + y);

        for (size_t x = 0; x + 1 < r.n; x++) {
            const size_t i = r.at + x, north = r.north + x;

            sum += solid_angle(g, m, i, i + 1, north) + solid_angle(g, m, i + 1, north + 1, north);
        }
    }
    return sum / (4.0 * M_PI);
}
