#include "map/compensate.h"
#include <cblas.h>
#include <stdlib.h>
#include <string.h>
#include "map/quantise.h"

#define BLOCK 64
#define DAMPING 0.01 /* of the mean diagonal */

/* LAPACK, Fortran conventions: the lower triangle of a column-major matrix is the upper one of
 * ours.
 */
void spotrf_(const char *uplo, const int *n, float *a, const int *lda, int *info);
void spotri_(const char *uplo, const int *n, float *a, const int *lda, int *info);

struct work {
    float *u;      /* [n_in][n_in] H, then U in the upper triangle */
    float *weight; /* [n_in][n_out] with the errors made good so far */
    float *error;  /* [BLOCK][n_out] of the rows of one block, over U_ii */
};

static bool work_alloc(struct work *w, size_t n_in, size_t n_out)
{
    w->u = calloc(n_in * n_in, sizeof *w->u);
    w->weight = malloc(n_in * n_out * sizeof *w->weight);
    w->error = malloc(BLOCK * n_out * sizeof *w->error);
    return w->u && w->weight && w->error;
}

static void work_free(struct work *w)
{
    free(w->u);
    free(w->weight);
    free(w->error);
}

static void damp(float *h, int n)
{
    double sum = 0.0;

    for (int i = 0; i < n; i++)
        sum += (double)h[(size_t)i * (size_t)n + (size_t)i];
    for (int i = 0; i < n; i++)
        h[(size_t)i * (size_t)n + (size_t)i] += (float)(DAMPING * sum / n + 1e-12);
}

/* U of H^-1 = U^T U; false if H is not positive definite. */
static bool factor(const struct compensate_layer *l, float *u)
{
    const int n = l->n_in;
    int info = 0;

    cblas_ssyrk(CblasRowMajor, CblasUpper, CblasTrans, n, l->n_images, 1.0f / (float)l->n_images,
                l->input, n, 0.0f, u, n);
    damp(u, n);
    spotrf_("L", &n, u, &n, &info);
    if (info == 0)
        spotri_("L", &n, u, &n, &info);
    if (info == 0)
        spotrf_("L", &n, u, &n, &info);
    return info == 0;
}

/* Rounds row i and takes its error from the rows of the block that follow. */
static void round_row(const struct compensate_layer *l, const struct device_card *card,
                      struct work *w, int i, int first, int end)
{
    const size_t n_in = (size_t)l->n_in, n_out = (size_t)l->n_out, row = (size_t)i;
    const float *u = w->u + row * n_in;
    float *weight = w->weight + row * n_out, *error = w->error + (size_t)(i - first) * n_out;
    int8_t *level = l->level + row * n_out;

    quantise_levels(card, weight, n_out, l->step, level);
    for (size_t k = 0; k < n_out; k++)
        error[k] =
            (float)((weight[k] - l->step * quantise_level_value(card, level[k])) / (double)u[i]);
    for (int j = i + 1; j < end; j++)
        cblas_saxpy(l->n_out, -u[j], error, 1, w->weight + (size_t)j * n_out, 1);
}

enum status compensate_round(const struct compensate_layer *l, const struct device_card *card,
                             struct error *err)
{
    const size_t n_in = (size_t)l->n_in, n_out = (size_t)l->n_out;
    struct work w;
    enum status status = STATUS_OK;

    openblas_set_num_threads(1);
    if (!work_alloc(&w, n_in, n_out)) {
        status = error_set(err, STATUS_NO_MEMORY, "map: no memory to round %d x %d weights",
                           l->n_in, l->n_out);
    } else if (!factor(l, w.u)) {
        quantise_levels(card, l->weight, n_in * n_out, l->step, l->level);
    } else {
        memcpy(w.weight, l->weight, n_in * n_out * sizeof *w.weight);
        for (int first = 0; first < l->n_in; first += BLOCK) {
            const int end = first + BLOCK < l->n_in ? first + BLOCK : l->n_in;

            for (int i = first; i < end; i++)
                round_row(l, card, &w, i, first, end);
            if (end < l->n_in)
                cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, l->n_in - end, l->n_out,
                            end - first, -1.0f, w.u + (size_t)first * n_in + end, l->n_in, w.error,
                            l->n_out, 1.0f, w.weight + (size_t)end * n_out, l->n_out);
        }
    }
    work_free(&w);
    return status;
}

enum status compensate_forward(const struct compensate_layer *l, const struct device_card *card,
                               float output[], struct error *err)
{
    const size_t n = (size_t)l->n_in * (size_t)l->n_out;
    const size_t n_output = (size_t)l->n_images * (size_t)l->n_out;
    float *weight = malloc(n * sizeof *weight);

    if (!weight)
        return error_set(err, STATUS_NO_MEMORY, "map: no memory for %d x %d weights", l->n_in,
                         l->n_out);
    for (size_t i = 0; i < n; i++)
        weight[i] = (float)(l->step * quantise_level_value(card, l->level[i]));
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, l->n_images, l->n_out, l->n_in, 1.0f,
                l->input, l->n_in, weight, l->n_out, 0.0f, output, l->n_out);
    for (size_t i = 0; i < n_output; i++)
        output[i] = output[i] > 0.0f ? output[i] : 0.0f;
    free(weight);
    return STATUS_OK;
}
