#include <math.h>
#include <stdlib.h>
#include "lab/llg/run_parts.h"

/* An area at the rim is a domain, or a skyrmion no more. */
static void measure_skyrmions(struct run *r)
{
    enum { MAX = 1024 };
    const struct mesh *mesh = &r->film.magnet.mesh;
    int32_t *scratch = malloc(2 * (size_t)mesh->n_x * (size_t)mesh->n_y * sizeof *scratch);
    struct skyrmion *found = malloc(MAX * sizeof *found);
    double sum_m = 0.0;
    int n = 0, n_inside = 0;

    if (scratch != NULL && found != NULL)
        n = skyrmion_find(&r->c->skyrmion_finder, &r->film.magnet, r->film.m, scratch, found, MAX);
    for (int i = 0; i < n && i < MAX; i++)
        if (!found[i].touches_rim) {
            sum_m += found[i].radius_m;
            n_inside++;
        }
    r->result->n_skyrmions = n_inside;
    r->result->radius_m = n_inside > 0 ? sum_m / n_inside : NAN;
    free(found);
    free(scratch);
}

enum status llg_run_finish(struct run *r, struct error *err)
{
    const struct case_output *o = &r->c->output;
    struct llg_run_result *result = r->result;
    enum status status = STATUS_OK;

    if (o->ovf)
        status = llg_outputs_state(&r->out, "m_final", err);
    if (!status && o->pictures)
        status = llg_outputs_pictures(&r->out, "m_final", err);
    if (status)
        return status;
    result->time_s = r->film.llg.time_s;
    film_mean(&r->film, -1, -1, result->mean);
    film_energies_J(&r->film, result->energies_J, &result->energy_J);
    result->max_torque_T = film_max_torque_T(&r->film);
    result->charge = charge_berg_luescher(&r->film.magnet, r->film.m, 0);
    result->conductance_S = r->c->readout.on ? llg_film_conductance_S(&r->film, r->c) : NAN;
    result->steps = r->film.llg.step;
    result->rejected = r->film.llg.rejected;
    result->evaluations = r->film.llg.evaluations;
    measure_skyrmions(r);
    if (r->c->track.skyrmions)
        result->n_tracks = llg_track_results(&r->track, result->track, RUN_MAX_TRACKS);
    result->wall_s = r->at.wall_s + llg_run_clock_s() - r->started_s;
    result->cpu_s = r->at.cpu_s + llg_run_cpu_s() - r->cpu_started_s;
    return STATUS_OK;
}
