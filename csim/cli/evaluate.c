#include "cli/evaluate.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"

struct job { /* shared by the threads of one evaluation */
    const struct golden *golden;
    const struct dataset *data;
    struct evaluation *out;
    const char *label;
    size_t input_words;
    atomic_int next, finished;
    double start_s;
};

struct worker {
    struct job *job;
    pthread_t thread;
    bool speaks, started;
    struct golden_scratch *scratch;
    uint64_t *input;
    struct ledger ledger;
};

static void show_progress(struct job *j, int done)
{
    const double elapsed_s = cli_now_s() - j->start_s, rate = done / (elapsed_s + 1e-9);

    cli_progress("%s: %d of %d images, %.0f images/s, %.0f s left", j->label, done, j->out->n, rate,
                 (j->out->n - done) / rate);
}

static void *worker_run(void *context)
{
    struct worker *w = context;
    struct job *j = w->job;
    struct evaluation *e = j->out;
    const size_t pixels = (size_t)(j->data->rows * j->data->cols);
    struct golden_image image;
    double shown_s = j->start_s;

    for (int i; !*cli_stop() && (i = atomic_fetch_add(&j->next, 1)) < e->n;) {
        const uint32_t number = e->first + (uint32_t)i;

        golden_encode(j->golden, j->data->pixels + number * pixels, number, w->input);
        golden_run(j->golden, w->scratch, w->input, number, &image, NULL);
        e->winner[i] = image.winner;
        e->cycles[i] = image.ledger.cycles;
        memcpy(e->spikes[i], image.spikes, sizeof image.spikes);
        ledger_add(&w->ledger, &image.ledger);
        const int done = atomic_fetch_add(&j->finished, 1) + 1;
        if (w->speaks && cli_now_s() - shown_s > 0.2) {
            shown_s = cli_now_s();
            show_progress(j, done);
        }
    }
    return NULL;
}

static enum status workers_create(struct worker *w, struct job *j, int n, struct error *err)
{
    for (int i = 0; i < n; i++) {
        w[i].job = j;
        w[i].speaks = i == 0;
        if (golden_scratch_create(&w[i].scratch, j->golden, err))
            return err->code;
        if (!(w[i].input = calloc(j->input_words, sizeof *w[i].input)))
            return error_set(err, STATUS_NO_MEMORY, "%s: no memory", j->label);
    }
    return STATUS_OK;
}

/* Worker 0 runs on the calling thread; where a thread cannot be made the others do its work. */
static void workers_run(struct worker *w, int n)
{
    for (int i = 1; i < n; i++)
        w[i].started = !pthread_create(&w[i].thread, NULL, worker_run, &w[i]);
    worker_run(&w[0]);
    for (int i = 1; i < n; i++)
        if (w[i].started)
            pthread_join(w[i].thread, NULL);
}

enum status evaluation_alloc(struct evaluation *e, uint32_t first, int n, struct error *err)
{
    *e = (struct evaluation){.first = first, .n = n};
    e->winner = calloc((size_t)n + 1, sizeof *e->winner);
    e->spikes = calloc((size_t)n + 1, sizeof *e->spikes);
    e->cycles = calloc((size_t)n + 1, sizeof *e->cycles);
    if (!e->winner || !e->spikes || !e->cycles)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %d images", n);
    return STATUS_OK;
}

size_t evaluate_input_words(const struct program *p)
{
    return (size_t)p->timesteps * (size_t)((p->layer[0].n_in + 63) / 64);
}

enum status evaluate_golden(const struct golden *g, const struct program *p,
                            const struct dataset *data, uint32_t first, int n, int threads,
                            const char *label, struct evaluation *out, struct error *err)
{
    struct job j = {.golden = g, .data = data, .out = out, .label = label};
    struct worker *w;
    enum status status;

    *out = (struct evaluation){0};
    if (n < 0 || (int64_t)first + n > data->n)
        return error_set(err, STATUS_BAD_CONFIG, "images %u..%lld asked for, %s holds %d", first,
                         (long long)first + n - 1, data->source, data->n);
    threads = threads > n ? n : threads;
    threads = threads < 1 ? 1 : threads;
    j.input_words = evaluate_input_words(p);
    j.start_s = cli_now_s();
    w = calloc((size_t)threads, sizeof *w);
    status =
        w ? evaluation_alloc(out, first, n, err) : error_set(err, STATUS_NO_MEMORY, "no memory");
    if (!status && !(status = workers_create(w, &j, threads, err))) {
        workers_run(w, threads);
        for (int i = 0; i < threads; i++)
            ledger_add(&out->ledger, &w[i].ledger);
        status = *cli_stop() ? cli_interrupted(err) : STATUS_OK;
    }
    for (int i = 0; w && i < threads; i++) {
        golden_scratch_destroy(w[i].scratch);
        free(w[i].input);
    }
    free(w);
    out->threads = threads;
    out->wall_s = cli_now_s() - j.start_s;
    cli_progress_done();
    return status;
}

double evaluation_accuracy(const struct evaluation *e, const struct dataset *data)
{
    int right = 0;

    for (int i = 0; i < e->n; i++)
        right += e->winner[i] == data->labels[e->first + (uint32_t)i];
    return e->n ? (double)right / e->n : 0;
}

void evaluation_free(struct evaluation *e)
{
    free(e->winner);
    free(e->spikes);
    free(e->cycles);
    *e = (struct evaluation){0};
}
