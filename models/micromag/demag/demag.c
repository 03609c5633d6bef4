#include "micromag/demag/parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LAYERS = 1 << 10 };

static int is_smooth(int n)
{
    for (int p = 2; p <= 5; p++)
        while (n % p == 0)
            n /= p;
    return n == 1;
}

static int smooth_from(int n, int step)
{
    for (n = (n + step - 1) / step * step; !is_smooth(n); n += step)
        ;
    return n;
}

static enum status check_count(const char *name, int value, int most, struct error *err)
{
    if (value >= 1 && value <= most)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG, "demag: %s = %d, must be in [1, %d]", name, value,
                     most);
}

static enum status check_length(const char *name, double value, double least, struct error *err)
{
    if (value >= least && value < 1)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG, "demag: %s = %g m, must be in [%g, 1)", name, value,
                     least);
}

static enum status check(const struct demag_config *c, struct error *err)
{
    const struct mesh *g = &c->mesh;
    enum status status = STATUS_OK;
    const struct {
        const char *name;
        int value, most;
    } counts[] = {{"n_x", g->n_x, MESH_MAX_SIDE},
                  {"n_y", g->n_y, MESH_MAX_SIDE},
                  {"n_z", g->n_z, c->kind == DEMAG_AVERAGED ? 1 : MAX_LAYERS},
                  {"n_stack", c->kind == DEMAG_AVERAGED ? c->n_stack : 1, MAX_LAYERS},
                  {"n_threads", c->n_threads, CREW_MAX_THREADS}};

    for (size_t i = 0; i < sizeof counts / sizeof counts[0] && status == STATUS_OK; i++)
        status = check_count(counts[i].name, counts[i].value, counts[i].most, err);
    if (status == STATUS_OK)
        status = check_length("cell_x_m", g->cell_x_m, 1e-15, err);
    if (status == STATUS_OK)
        status = check_length("cell_y_m", g->cell_y_m, 1e-15, err);
    if (status == STATUS_OK)
        status = check_length("cell_z_m", g->cell_z_m, 1e-15, err);
    if (status == STATUS_OK)
        status = check_length("spacer_m", g->spacer_m, 0, err);
    return status;
}

/* FFTW's allocation is aligned as its plans want; all of it is zeroed. */
static real *reals(size_t count, int *ok)
{
    real *p = FFT(malloc)(count * sizeof *p);

    if (p == NULL)
        *ok = 0;
    else
        memset(p, 0, count * sizeof *p);
    return p;
}

static void size(struct demag *d)
{
    const struct mesh *g = &d->config.mesh;
    const size_t rows = 3 * (size_t)g->n_z * (size_t)g->n_y;

    d->half_x = smooth_from(g->n_x, LANES);
    d->half_y = demag_fft_length(g->n_y);
    d->blocks_even = (d->half_x / 2 + LANES) / LANES; /* of half_x / 2 + 1 columns */
    d->blocks = d->blocks_even + (d->half_x / 2 + LANES - 1) / LANES;
    d->entries = g->n_z == 1 ? 4 : 6;
    /* An odd number of cache lines a block: a row's writes then spread over all cache sets. */
    d->block_stride = ((rows + (size_t)d->config.n_threads) | 1) * ROW;
    d->plane_stride = (size_t)(d->half_y | 1) * ROW;
    d->kernel_stride = (size_t)g->n_z * (size_t)((d->half_y + 1) * d->entries * LANES);
}

static void allocate_scratch(struct scratch *s, const struct demag *d, int *ok)
{
    const size_t half_x = (size_t)d->half_x;
    const size_t planes = 3 * (size_t)d->config.mesh.n_z;

    s->rows = reals(4 * half_x, ok);
    s->spectra = reals(4 * (half_x + LANES), ok);
    s->blank = reals(half_x, ok);
    s->waste = reals(half_x, ok);
    s->columns = reals(planes * d->plane_stride, ok);
    s->even = reals(planes * (size_t)d->config.mesh.n_y * ROW, ok);
    s->layers = reals(planes * ROW, ok);
}

static void twiddles_fill(struct twiddles *w, int n, int *ok)
{
    w->cosine = reals((size_t)n, ok);
    w->sine = reals((size_t)n, ok);
    for (int i = 0; i < n && *ok; i++) {
        w->cosine[i] = (real)cos(M_PI * i / n);
        w->sine[i] = (real)-sin(M_PI * i / n);
    }
}

static enum status allocate(struct demag *d, struct error *err)
{
    int ok = 1;

    d->spectrum = reals((size_t)d->blocks * d->block_stride, &ok);
    d->kernel = reals((size_t)d->blocks * d->kernel_stride, &ok);
    twiddles_fill(&d->twiddle_x, d->half_x, &ok);
    d->fft_reals = reals(demag_fft_reals(d->half_y), &ok);
    d->fft_places = calloc((size_t)d->half_y, sizeof *d->fft_places);
    ok &= d->fft_places != NULL;
    for (int t = 0; t < d->config.n_threads; t++)
        allocate_scratch(&d->scratch[t], d, &ok);
    if (ok) {
        demag_fft_plan(&d->fft_y, d->half_y, d->fft_reals, d->fft_places);
        return STATUS_OK;
    }
    return error_set(err, STATUS_NO_MEMORY, "demag: no memory for %d x %d x %d cells",
                     d->config.mesh.n_x, d->config.mesh.n_y, d->config.mesh.n_z);
}

static FFT(plan) row_plan(const struct demag *d, real *from, real *to, int sign)
{
    return FFT(plan_dft_1d)(d->half_x, (FFT(complex) *)from, (FFT(complex) *)to, sign,
                            FFTW_ESTIMATE);
}

/* Estimated, never measured, so that every run takes the same steps. */
static enum status plan(struct demag *d, struct error *err)
{
    const struct scratch *s = &d->scratch[0];

    d->row_forward = row_plan(d, s->rows, s->spectra, FFTW_FORWARD);
    d->row_inverse = row_plan(d, s->spectra, s->rows, FFTW_BACKWARD);
    if (d->row_forward && d->row_inverse)
        return STATUS_OK;
    return error_set(err, STATUS_NO_MEMORY, "demag: no plan for transforms of %d points",
                     d->half_x);
}

enum status demag_create(struct demag **out, const struct demag_config *config, struct error *err)
{
    enum status status = check(config, err);
    struct demag *d;

    if (status != STATUS_OK)
        return status;
    d = calloc(1, sizeof *d);
    if (d == NULL)
        return error_set(err, STATUS_NO_MEMORY, "demag: no memory");
    d->config = *config;
    size(d);
    status = allocate(d, err);
    if (status == STATUS_OK)
        status = plan(d, err);
    if (status == STATUS_OK)
        status = demag_kernel_fill(d, err);
    if (status == STATUS_OK && config->n_threads > 1)
        status = crew_open(&d->own_crew, config->n_threads, err);
    d->crew = d->own_crew;
    if (status != STATUS_OK) {
        demag_destroy(d);
        return status;
    }
    *out = d;
    return STATUS_OK;
}

static void free_all(real *const *arrays, size_t count)
{
    for (size_t i = 0; i < count; i++)
        FFT(free)(arrays[i]);
}

void demag_destroy(struct demag *d)
{
    if (d == NULL)
        return;
    crew_close(d->own_crew);
    for (int t = 0; t < CREW_MAX_THREADS; t++) {
        const struct scratch *s = &d->scratch[t];

        free_all(
            (real *[]){s->rows, s->spectra, s->blank, s->waste, s->columns, s->even, s->layers}, 7);
    }
    free_all(
        (real *[]){d->spectrum, d->kernel, d->twiddle_x.cosine, d->twiddle_x.sine, d->fft_reals},
        5);
    free(d->fft_places);
    FFT(destroy_plan)(d->row_forward);
    FFT(destroy_plan)(d->row_inverse);
    free(d);
}

void demag_share(struct demag *d, struct crew *crew)
{
    crew_close(d->own_crew);
    d->own_crew = NULL;
    d->crew = crew;
}

static void run_step(void *context, int worker, int begin, int end)
{
    const struct demag_job *job = context;

    job->step(job, worker, begin, end);
}

void demag_add_field(struct demag *d, const real *saturation_A_per_m, struct vector_field m,
                     struct vector_field field_T)
{
    const int n_workers = d->config.n_threads, pairs = demag_pairs(d);
    struct demag_job job = {.d = d,
                            .saturation_A_per_m = saturation_A_per_m,
                            .m = {m.x, m.y, m.z},
                            .field_T = {field_T.x, field_T.y, field_T.z}};

    job.step = demag_rows_forward;
    crew_run_workers(d->crew, n_workers, run_step, &job, pairs);
    job.step = demag_columns;
    crew_run_workers(d->crew, n_workers, run_step, &job, d->blocks);
    job.step = demag_rows_inverse;
    crew_run_workers(d->crew, n_workers, run_step, &job, pairs);
}

void demag_transform_only(struct demag *d)
{
    const struct scratch *s = &d->scratch[0];
    const int planes = 3 * d->config.mesh.n_z, n_y = d->config.mesh.n_y;
    const int rows = 2 * planes * ((n_y + 1) / 2);

    memset(s->rows, 0, 4 * (size_t)d->half_x * sizeof(real));
    for (int i = 0; i < rows; i++) {
        demag_fft(d->row_forward, s->rows, s->spectra);
        demag_fft(d->row_inverse, s->spectra, s->rows);
    }
    for (int i = 0; i < 2 * d->blocks * planes; i++) {
        demag_fft_forward(&d->fft_y, i % 2, s->even, n_y, s->columns);
        demag_fft_inverse(&d->fft_y, i % 2, s->columns, s->even, s->even, n_y);
    }
}
