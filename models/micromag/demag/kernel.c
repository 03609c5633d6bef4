#include "micromag/demag/parts.h"
#include <math.h>
#include <string.h>
#include "base/constants.h"
/* The kernel in frequency space. In the plane N is even or odd along each axis, so a quarter of it
 * goes through cosine and sine transforms (in double) and comes out real; entries odd along one
 * axis would carry -i, those odd along both -1. */
enum { ENTRIES = 6 };

static const unsigned odd_x[ENTRIES] = {0, 0, 0, 1, 1, 0}, odd_y[ENTRIES] = {0, 0, 0, 1, 0, 1};

struct quarter {  /* [entry][half_y + 1][half_x + 1] */
    int n_x, n_y; /* points */
    double *value[ENTRIES];
};

/* The tensor between layers `distance` apart, or its mean over a stack. */
static void tensor_at(const struct demag_config *config, int x, int y, int distance, double sum[6])
{
    const struct mesh *g = &config->mesh;
    const int n = config->kind == DEMAG_AVERAGED ? config->n_stack : 1;

    for (int e = 0; e < ENTRIES; e++)
        sum[e] = 0;
    for (int l = 0; l < n; l++) {
        const double weight = l == 0 ? 1 : 2.0 * (n - l) / n;
        double tensor[6];

        demag_tensor(g->cell_x_m, g->cell_y_m, g->cell_z_m, x * g->cell_x_m, y * g->cell_y_m,
                     (distance + l) * (g->cell_z_m + g->spacer_m), tensor);
        for (int e = 0; e < ENTRIES; e++)
            sum[e] += weight * tensor[e];
    }
}

void demag_self_tensor(const struct demag *d, double diagonal[3])
{
    double tensor[6];

    tensor_at(&d->config, 0, 0, 0, tensor);
    memcpy(diagonal, tensor, 3 * sizeof *diagonal);
}

static void quarter_fill(struct quarter *q, const struct demag_config *config, int distance)
{
    const size_t points = (size_t)q->n_x * (size_t)q->n_y;

    for (int e = 0; e < ENTRIES; e++)
        memset(q->value[e], 0, points * sizeof(double));
    for (int y = 0; y < config->mesh.n_y; y++)
        for (int x = 0; x < config->mesh.n_x; x++) {
            double tensor[6];

            tensor_at(config, x, y, distance, tensor);
            for (int e = 0; e < ENTRIES; e++)
                q->value[e][y * q->n_x + x] = tensor[e];
        }
}

/* In place; an odd axis is transformed without its ends, which are zero. */
static enum status quarter_transform(struct quarter *q, int e, struct error *err)
{
    const int in_memory[2] = {q->n_y, q->n_x};
    const int n[2] = {q->n_y - 2 * (int)odd_y[e], q->n_x - 2 * (int)odd_x[e]};
    const fftw_r2r_kind kind[2] = {odd_y[e] ? FFTW_RODFT00 : FFTW_REDFT00,
                                   odd_x[e] ? FFTW_RODFT00 : FFTW_REDFT00};
    double *const first = q->value[e] + odd_y[e] * (unsigned)q->n_x + odd_x[e];
    fftw_plan plan;

    for (int y = 0; y < q->n_y && odd_x[e]; y++)
        q->value[e][y * q->n_x] = 0;
    for (int x = 0; x < q->n_x && odd_y[e]; x++)
        q->value[e][x] = 0;
    plan = fftw_plan_many_r2r(2, n, 1, first, in_memory, 1, 0, first, in_memory, 1, 0, kind,
                              FFTW_ESTIMATE);
    if (plan == NULL)
        return error_set(err, STATUS_NO_MEMORY, "demag: no plan for %d x %d points", n[1], n[0]);
    fftw_execute(plan);
    fftw_destroy_plan(plan);
    return STATUS_OK;
}

/* One column of one block; a frequency beyond the half spectrum is the mirror of one inside. */
static void column_store(const struct demag *d, const struct quarter *q, int distance, int block,
                         int lane)
{
    const int parity_x = block >= d->blocks_even;
    const int k = (block - (parity_x ? d->blocks_even : 0)) * LANES + lane;
    const int at = 2 * k + parity_x, x = at <= d->half_x ? at : 2 * d->half_x - at;
    const double scale = -mu0_N_per_A2 / (8.0 * d->half_x * d->half_y);
    const int rows_even = demag_kernel_rows(d->half_y, 0);
    const int n_z = d->config.mesh.n_z;
    real *const column = d->kernel + (size_t)block * d->kernel_stride + lane;

    for (int row = 0; row <= d->half_y; row++)
        for (int e = 0; e < d->entries; e++) {
            const int y = row < rows_even ? 2 * row : 2 * (row - rows_even) + 1;
            const double mirrored = x != at && odd_x[e] ? -1 : 1;
            const double both_odd = odd_x[e] && odd_y[e] ? -1 : 1;

            column[((row * n_z + distance) * d->entries + e) * LANES] =
                (real)(scale * mirrored * both_odd * q->value[e][y * q->n_x + x]);
        }
}

static enum status distance_fill(struct demag *d, struct quarter *q, int distance,
                                 struct error *err)
{
    enum status status = STATUS_OK;

    quarter_fill(q, &d->config, distance);
    for (int e = 0; e < d->entries && status == STATUS_OK; e++)
        status = quarter_transform(q, e, err);
    for (int b = 0; b < d->blocks && status == STATUS_OK; b++)
        for (int lane = 0; lane < LANES; lane++)
            column_store(d, q, distance, b, lane);
    return status;
}

enum status demag_kernel_fill(struct demag *d, struct error *err)
{
    struct quarter q = {.n_x = d->half_x + 1, .n_y = d->half_y + 1};
    const size_t points = (size_t)q.n_x * (size_t)q.n_y;
    double *const all = fftw_alloc_real(ENTRIES * points);
    enum status status = STATUS_OK;

    if (all == NULL)
        return error_set(err, STATUS_NO_MEMORY, "demag: no memory for the kernel of %d x %d cells",
                         d->config.mesh.n_x, d->config.mesh.n_y);
    for (size_t e = 0; e < ENTRIES; e++)
        q.value[e] = all + e * points;
    for (int distance = 0; distance < d->config.mesh.n_z && status == STATUS_OK; distance++)
        status = distance_fill(d, &q, distance, err);
    fftw_free(all);
    return status;
}
