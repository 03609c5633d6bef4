#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/clock.h"
#include "lab/llg/run_parts.h"

enum { MAX_FOUND = 1024 };
struct search {
    int32_t *scratch;
    struct skyrmion *found;
};

enum status llg_run_write_point(struct run *r, struct error *err)
{
    const bool sweeps = llg_case_points(&r->c->stage[r->at.stage]) > 1;
    enum status status = STATUS_OK;
    char name[60];

    if (r->c->n_stages == 1 && !sweeps)
        return STATUS_OK;
    if (sweeps)
        snprintf(name, sizeof name, "m_stage%zu_field%zu", (size_t)r->at.stage + 1,
                 (size_t)r->at.point + 1);
    else
        snprintf(name, sizeof name, "m_stage%zu", (size_t)r->at.stage + 1);
    if (r->c->output.ovf)
        status = llg_outputs_state(&r->out, name, err);
    if (status == STATUS_OK && r->c->output.pictures)
        status = llg_outputs_pictures(&r->out, name, err);
    return status;
}

/* An area at the rim is a domain, or a skyrmion no more. */
static int find_inside(const struct run *r, const struct skyrmion_config *finder,
                       const struct search *s, double *radius_m)
{
    const int n =
        skyrmion_find(finder, &r->film.magnet, r->film.m, s->scratch, s->found, MAX_FOUND);
    double sum_m = 0.0;
    int n_inside = 0;

    for (int i = 0; i < n && i < MAX_FOUND; i++)
        if (!s->found[i].touches_rim) {
            sum_m += s->found[i].radius_m;
            n_inside++;
        }
    *radius_m = n_inside > 0 ? sum_m / n_inside : NAN;
    return n_inside;
}

/* A charge without a skyrmion may be a finder that looks the wrong way. A vortex has half of one.
 */
static void question(struct run *r, const struct search *s)
{
    const struct llg_run_result *result = r->result;
    struct skyrmion_config other = r->c->skyrmion_finder;
    char text[200];
    double radius_m;
    int n;

    if (result->n_skyrmions > 0 || !(fabs(result->charge) >= 0.75))
        return;
    other.up = -skyrmion_film_up(&other, &r->film.magnet, r->film.m);
    n = find_inside(r, &other, s, &radius_m);
    if (n > 0)
        snprintf(text, sizeof text,
                 "charge %.2f and no skyrmion: finder.up = %d, with %d it finds %d", result->charge,
                 (int)-other.up, (int)other.up, n);
    else if (r->c->n_skyrmions > 0 || r->c->track.skyrmions)
        snprintf(text, sizeof text,
                 "charge %.2f and no skyrmion: nothing off the rim has finder.depth, min_radius_m "
                 "and max_radius_m",
                 result->charge);
    else
        return;
    llg_warn(r, text);
}

static enum status measure_skyrmions(struct run *r, struct error *err)
{
    const struct mesh *mesh = &r->film.magnet.mesh;
    const struct search s = {malloc(2 * (size_t)mesh->n_x * (size_t)mesh->n_y * sizeof(int32_t)),
                             malloc(MAX_FOUND * sizeof(struct skyrmion))};
    enum status status = STATUS_OK;

    if (s.scratch == NULL || s.found == NULL) {
        status =
            error_set(err, STATUS_NO_MEMORY, "%s: no memory to look for skyrmions", r->c->name);
    } else {
        r->result->n_skyrmions = find_inside(r, &r->c->skyrmion_finder, &s, &r->result->radius_m);
        question(r, &s);
    }
    free(s.found);
    free(s.scratch);
    return status;
}

enum status llg_run_finish(struct run *r, struct error *err)
{
    const struct case_output *o = &r->c->output;
    struct llg_run_result *result = r->result;
    enum status status = STATUS_OK;

    if (o->ovf)
        status = llg_outputs_state(&r->out, "m_final", err);
    if (status == STATUS_OK && o->pictures)
        status = llg_outputs_pictures(&r->out, "m_final", err);
    if (status != STATUS_OK)
        return status;
    result->time_s = r->film.llg.time_s;
    film_mean(&r->film, -1, -1, result->mean);
    film_energies_J(&r->film, result->energies_J, &result->energy_J);
    result->max_torque_T = film_max_torque_T(&r->film);
    result->charge =
        charge_berg_luescher(&r->film.magnet, r->film.m, (int)r->c->skyrmion_finder.layer);
    result->conductance_S = r->c->readout.on ? llg_film_conductance_S(&r->film, r->c) : NAN;
    result->steps = r->film.llg.step;
    result->rejected = r->film.llg.rejected;
    result->evaluations = r->film.llg.evaluations;
    llg_record_results(r, result);
    if ((status = measure_skyrmions(r, err)) != STATUS_OK)
        return status;
    if (r->c->track.skyrmions)
        result->n_tracks = llg_path_results(&r->track, result->track, RUN_MAX_TRACKS);
    result->wall_s = r->at.wall_s + clock_now_s() - r->started_s;
    result->cpu_s = r->at.cpu_s + llg_run_cpu_s() - r->cpu_started_s;
    return STATUS_OK;
}
