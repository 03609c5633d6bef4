#include "lab/track/trial.h"
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "files/file.h"
#include "lab/track/trial_parts.h"

void trial_add_pulse(struct trial *t, double factor, double width_s, double gap_s)
{
    if (t->n_pulses < TRIAL_MAX_PULSES)
        t->pulse[t->n_pulses++] = (struct trial_pulse){factor, width_s, gap_s};
}

void trial_set_cycles(struct trial *t, int cycles)
{
    const struct synapse_pulses *p = &t->synapse.pulses;

    t->n_pulses = 0;
    trial_add_pulse(t, 0.0, 0.0, t->synapse.start.equilibrate_s);
    for (int cycle = 0; cycle < cycles; cycle++) {
        for (int64_t i = 0; i < p->up; i++)
            trial_add_pulse(t, 1.0, p->width_s, p->gap_s);
        for (int64_t i = 0; i < p->down; i++)
            trial_add_pulse(t, -1.0, p->width_s, p->gap_s);
    }
}

/* Change it when the meaning of a trial's numbers changes. What a trial or a pulse gets later goes
 * in behind these by hash_number, which leaves a neutral 0 out: tables of trials are found by it.
 */
static const char trial_version[] = "trial 1";

uint64_t trial_hash(const struct trial *t)
{
    const uint64_t device = synapse_hash(&t->synapse);
    const uint64_t more[2] = {t->seed, t->empty};
    uint64_t hash = hash_fnv1a(HASH_START, trial_version, sizeof trial_version);

    hash = hash_fnv1a(hash, &device, sizeof device);
    hash = hash_fnv1a(hash, more, sizeof more);
    for (int i = 0; i < t->n_pulses; i++) {
        const struct trial_pulse *p = &t->pulse[i];
        const double pulse[] = {p->factor, p->width_s, p->gap_s};

        hash = hash_fnv1a(hash, pulse, sizeof pulse);
    }
    return hash;
}

void trial_name(struct trial *t, const char *label)
{
    snprintf(t->label, sizeof t->label, "%s", label);
    snprintf(t->key, sizeof t->key, "%.111s-%08" PRIx32, label, (uint32_t)trial_hash(t));
}

bool trial_is_done(const struct trial *t, const char *folder)
{
    struct path path;
    struct error none;

    return trial_path(&path, t, folder, "tsv", &none) == STATUS_OK && access(path.text, F_OK) == 0;
}

double trial_end_s(const struct trial *t, int n_pulses)
{
    double sum_s = 0.0;

    for (int i = 0; i < n_pulses; i++)
        sum_s += t->pulse[i].width_s + t->pulse[i].gap_s;
    return sum_s;
}

static void tell(void *context, double torque_T)
{
    const struct trial_run *r = context;
    const struct trial_options *o = r->options;

    (void)torque_T;
    if (o->progress != NULL)
        o->progress(o->context,
                    r->track.film.llg.time_s / trial_end_s(r->trial, r->trial->n_pulses));
}

static enum status keep(void *context, struct error *err) { return trial_keep(context, err); }

static enum status interrupted(void *context, struct error *err)
{
    const struct trial_run *r = context;

    return error_set(err, STATUS_INTERRUPTED, "%s: interrupted at %g s", r->trial->key,
                     r->track.film.llg.time_s);
}

static struct llg_loop loop_of(struct trial_run *r)
{
    return (struct llg_loop){.film = &r->track.film,
                             .stop = r->options->stop,
                             .steps = TRIAL_STEPS,
                             .keep_every_wall_s = r->options->keep_every_wall_s,
                             .kept_s = clock_now_s(),
                             .context = r,
                             .progress = tell,
                             .keep = keep,
                             .interrupted = interrupted};
}

/* When the pulse that runs ends, where its samples begin, and how long they take. */
static double pulse_off_s(const struct trial_run *r)
{
    return trial_end_s(r->trial, (int)r->pulse) + r->trial->pulse[r->pulse].width_s;
}

static double window_s(const struct trial_run *r)
{
    return fmin(r->trial->synapse.pulses.window_s, r->trial->pulse[r->pulse].gap_s);
}

static double sampled_from_s(const struct trial_run *r)
{
    return pulse_off_s(r) + r->trial->pulse[r->pulse].gap_s - window_s(r);
}

static bool next_sample(void *context, double *instant_s)
{
    const struct trial_run *r = context;
    const int64_t samples = r->trial->synapse.pulses.samples;

    *instant_s = sampled_from_s(r) + window_s(r) * (double)(r->sample + 1) / (double)samples;
    return r->sample < (uint64_t)samples;
}

static enum status add_sample(void *context, double instant_s, struct error *err)
{
    struct trial_run *r = context;
    struct census c;
    enum status status;

    (void)instant_s;
    census_take(&r->track, &r->scratch, &c);
    status = trial_add_radii(r, &c, err);
    r->sample++;
    moments_add(&r->samples_S, track_conductance_S(&r->track));
    return status;
}

static void add_row(struct trial_run *r)
{
    double *row = r->table->value[r->table->n_rows++];
    struct census c;

    census_take(&r->track, &r->scratch, &c);
    row[TRIAL_PULSE] = (double)r->pulse;
    row[TRIAL_FACTOR] = r->trial->pulse[r->pulse].factor;
    row[TRIAL_TIME] = r->track.film.llg.time_s;
    row[TRIAL_G] = r->samples_S.mean;
    row[TRIAL_G_SD] = moments_sd(&r->samples_S);
    row[TRIAL_PRE] = census_mean(&c, c.pre);
    row[TRIAL_BARRIER] = census_mean(&c, c.barrier);
    row[TRIAL_POST] = census_mean(&c, c.post);
    row[TRIAL_RADIUS] = c.radius_m;
    row[TRIAL_APART] = c.apart_m;
    row[TRIAL_TORN] = c.torn;
    for (int i = 0; i < c.n_layers; i++) {
        row[TRIAL_COLUMNS + 3 * i] = c.pre[i];
        row[TRIAL_COLUMNS + 3 * i + 1] = c.barrier[i];
        row[TRIAL_COLUMNS + 3 * i + 2] = c.post[i];
    }
}

static double skyrmions_left(const struct trial_run *r)
{
    return trial_row_count(r->table->value[r->table->n_rows - 1]);
}

static enum status run_pulse(struct trial_run *r, struct error *err)
{
    enum status status;

    track_set_current(&r->track, r->trial->pulse[r->pulse].factor);
    status = llg_loop_run(&r->loop, pulse_off_s(r), err);
    track_set_current(&r->track, 0.0);
    if (status == STATUS_OK)
        status = llg_loop_run(&r->loop, sampled_from_s(r), err);
    if (status == STATUS_OK)
        status = llg_loop_instants(&r->loop, next_sample, add_sample, err);
    if (status != STATUS_OK)
        return status;
    add_row(r);
    r->pulse++;
    r->sample = 0;
    r->samples_S = (struct moments){0};
    return trial_add_frame(r, err);
}

/* A film to begin with: at rest, with its skyrmions. */
static enum status begin(struct trial_run *r, struct error *err)
{
    const struct relax_config relax = {.stopping_torque_T = r->trial->synapse.start.torque_T,
                                       .max_iterations = 20000};
    struct relax_result result;
    enum status status = r->trial->empty ? STATUS_OK : track_nucleate(&r->track, err);

    if (status == STATUS_OK)
        status = llg_loop_relax(&r->loop, &relax, &result, err);
    if (status == STATUS_INTERRUPTED)
        return error_set(err, status, "%s: interrupted before it was at rest", r->trial->key);
    return status == STATUS_OK && !result.converged ? trial_note_unrest(r, result.torque_T, err)
                                                    : status;
}

static enum status none_left(const struct trial_run *r, struct error *err)
{
    const struct synapse *d = &r->trial->synapse;

    return error_set(err, STATUS_BAD_CONFIG,
                     "%s: none of the %d skyrmions is left after %g s at %g K without current: no "
                     "skyrmion lives in %d layers here",
                     r->trial->key, (int)d->start.skyrmions, d->start.equilibrate_s,
                     d->material.temperature_K, (int)d->track.repeats);
}

static enum status spots_by_themselves(const struct trial_run *r, struct error *err)
{
    const struct synapse *d = &r->trial->synapse;

    return error_set(err, STATUS_BAD_CONFIG,
                     "%s: a film without skyrmions shows %g of them after %g s at %g K: what is "
                     "counted here are no skyrmions (material.temperature_K, readout.depth, "
                     "min_radius_m)",
                     r->trial->key, skyrmions_left(r), d->start.equilibrate_s,
                     d->material.temperature_K);
}

/* Without skyrmions further pulses say nothing; the table then ends early. */
static enum status run_pulses(struct trial_run *r, struct error *err)
{
    enum status status = STATUS_OK;

    track_set_temperature(&r->track, r->trial->synapse.material.temperature_K);
    while (status == STATUS_OK && r->pulse < (uint64_t)r->trial->n_pulses) {
        status = run_pulse(r, err);
        if (status == STATUS_OK && r->trial->empty && skyrmions_left(r) > TRIAL_TOLERATED_SPOTS)
            return spots_by_themselves(r, err);
        if (status != STATUS_OK || r->trial->empty || skyrmions_left(r) > 0.0)
            continue;
        if (r->pulse == 1)
            return none_left(r, err);
        break;
    }
    return status;
}

/* What a state says of itself must be within the run. */
static enum status check_place(const struct trial_run *r, struct error *err)
{
    const double time_s = r->track.film.llg.time_s, slack_s = 1e-11;
    const int pulse = (int)r->pulse, n = r->trial->n_pulses;

    if (pulse < n && r->sample < (uint64_t)r->trial->synapse.pulses.samples
        && time_s >= trial_end_s(r->trial, pulse) - slack_s
        && time_s <= trial_end_s(r->trial, pulse + 1) + slack_s)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_FILE,
                     "%s.state: pulse %d of %d, sample %" PRIu64 ", %g s: not a state of this run; "
                     "without this file the run begins again",
                     r->trial->key, pulse, n, r->sample, time_s);
}

/* From the last state, or from the beginning. */
static enum status start(struct trial_run *r, struct error *err)
{
    bool found = false;
    enum status status = trial_lock(r, err);

    if (status == STATUS_OK)
        status = trial_resume(r, &found, err);
    if (status != STATUS_OK)
        return status;
    return found ? check_place(r, err) : begin(r, err);
}

enum status trial_run(const struct trial *t, const struct trial_options *options, struct error *err)
{
    struct trial_run r = {.trial = t, .options = options, .frames = -1};
    struct path runs;
    enum status status = track_open(&r.track, &t->synapse, t->seed, err);

    r.table = calloc(1, sizeof *r.table);
    if (status == STATUS_OK && r.table == NULL)
        status = error_set(err, STATUS_NO_MEMORY, "%s: out of memory", t->key);
    if (status == STATUS_OK)
        status = path_join(&runs, err, options->folder, "runs");
    if (status == STATUS_OK)
        status = file_make_dirs(runs.text, err);
    if (status == STATUS_OK)
        status = census_open(&r.scratch, &r.track, err);
    if (status == STATUS_OK) {
        r.loop = loop_of(&r);
        r.table->n_columns = TRIAL_COLUMNS + 3 * r.track.film.magnet.mesh.n_z;
        status = start(&r, err);
    }
    if (status == STATUS_OK)
        status = run_pulses(&r, err);
    if (status == STATUS_OK)
        status = trial_finish(&r, err);
    if (status == STATUS_BAD_CONFIG && r.frames >= 0) /* it would end there again */
        trial_clear(&r);
    if (r.frames >= 0)
        close(r.frames);
    census_close(&r.scratch);
    track_close(&r.track);
    free(r.table);
    return status;
}
