#include "lab/llg/result.h"
#include <fftw3.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "files/file.h"
#include "files/host.h"
#include "report/result_json.h"

/* NaN: nothing was measured */
static json_t *number(double value) { return isfinite(value) ? json_real(value) : json_null(); }

static json_t *vector(const double *v, int n)
{
    json_t *list = json_array();

    for (int i = 0; i < n; i++)
        json_array_append_new(list, number(v[i]));
    return list;
}

static json_t *energies(const struct llg_run_result *result)
{
    json_t *o = json_pack("{s:o}", "total", number(result->energy_J));

    for (int i = 0; field_terms[i] != NULL; i++)
        if (field_terms[i] != &field_thermal)
            json_object_set_new(o, field_terms[i]->name, number(result->energies_J[i]));
    return o;
}

static json_t *tracks(const struct llg_run_result *result)
{
    json_t *list = json_array();

    for (size_t i = 0; i < result->n_tracks; i++) {
        const struct llg_path_result *t = &result->track[i];

        json_array_append_new(list, json_pack("{s:i,s:i,s:b,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}",
                                              "id", t->id, "layer", t->layer, "lost", t->lost,
                                              "velocity_m_per_s", vector(t->velocity_m_per_s, 2),
                                              "mean_radius_m", number(t->mean_radius_m), "edge_m",
                                              number(t->edge_m), "apart_m", number(t->apart_m),
                                              "from_s", number(t->from_s), "to_s", number(t->to_s),
                                              "x_m", number(t->x_m), "y_m", number(t->y_m),
                                              "radius_m", number(t->radius_m)));
    }
    return list;
}

static json_t *stages(const struct llg_run_result *result)
{
    json_t *list = json_array();

    for (size_t i = 0; i < result->n_stages; i++) {
        const struct llg_stage_result *g = &result->stage[i];
        json_t *o = json_pack("{s:s,s:I,s:o}", "kind", g->relaxes ? "relax" : "run", "fields",
                              (json_int_t)g->fields, "end_s", number(g->end_s));

        if (g->relaxes) {
            json_object_set_new(o, "converged", json_boolean(g->unsettled == 0));
            json_object_set_new(o, "not_converged", json_integer((json_int_t)g->unsettled));
            json_object_set_new(o, "stalled", json_integer((json_int_t)g->stalled));
            json_object_set_new(o, "torque_T", number(g->torque_T));
            json_object_set_new(o, "steps", json_integer((json_int_t)g->iterations));
        } else {
            json_object_set_new(o, "steps", json_integer((json_int_t)g->steps));
        }
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *mesh_json(const struct mesh *mesh)
{
    return json_pack("{s:[iii],s:[fff],s:f}", "cells", mesh->n_x, mesh->n_y, mesh->n_z, "cell_m",
                     mesh->cell_x_m, mesh->cell_y_m, mesh->cell_z_m, "spacer_m", mesh->spacer_m);
}

static json_t *provenance(const struct llg_report *r)
{
    json_t *o = json_object();
    char cpu[128], hash[32];

    host_cpu(cpu);
    snprintf(hash, sizeof hash, "%016" PRIx64, llg_case_hash(&r->c));
    json_object_set_new(o, "version", json_string(SKYLOOM_VERSION));
    json_object_set_new(o, "command", result_text_json(r->command));
    json_object_set_new(o, "case_file", result_text_json(r->case_path.text));
    json_object_set_new(o, "case_hash", json_string(hash));
    json_object_set_new(o, "seed", json_integer(r->c.thermal.seed));
    json_object_set_new(o, "start_seed", json_integer(r->c.start.seed));
    json_object_set_new(o, "threads", json_integer(r->threads));
#ifdef SKYLOOM_DOUBLE
    json_object_set_new(o, "precision", json_string("double"));
    json_object_set_new(o, "fftw", json_string(fftw_version));
#else
    json_object_set_new(o, "precision", json_string("single"));
    json_object_set_new(o, "fftw", json_string(fftwf_version));
#endif
    json_object_set_new(o, "host_cpu", result_text_json(cpu));
    return o;
}

static void add_state(json_t *o, const struct llg_run_result *result)
{
    json_object_set_new(o, "time_s", number(result->time_s));
    json_object_set_new(o, "mean_m", vector(result->mean, 3));
    json_object_set_new(o, "energies_J", energies(result));
    json_object_set_new(o, "max_torque_T", number(result->max_torque_T));
    json_object_set_new(o, "charge", number(result->charge));
    json_object_set_new(o, "skyrmions", json_integer(result->n_skyrmions));
    json_object_set_new(o, "radius_m", number(result->radius_m));
    json_object_set_new(o, "conductance_S", number(result->conductance_S));
    json_object_set_new(o, "tracks", tracks(result));
    json_object_set_new(o, "stages", stages(result));
}

static void add_work(json_t *o, const struct llg_report *r)
{
    const struct llg_run_result *result = &r->result;

    json_object_set_new(o, "steps", json_integer((json_int_t)result->steps));
    json_object_set_new(o, "rejected", json_integer((json_int_t)result->rejected));
    json_object_set_new(o, "evaluations", json_integer((json_int_t)result->evaluations));
    json_object_set_new(o, "wall_s", number(result->wall_s));
    json_object_set_new(o, "cpu_s", number(result->cpu_s));
    json_object_set_new(o, "mcell_evals_per_s", number(llg_result_speed(r)));
}

enum status llg_result_write(const char *path, const struct llg_report *r, struct error *err)
{
    json_t *o = json_object();
    enum status status;
    char *text;

    json_object_set_new(o, "format", json_string(LLG_RESULT_FORMAT));
    json_object_set_new(o, "name", result_text_json(r->c.name));
    json_object_set_new(o, "doc", result_text_json(r->c.doc));
    json_object_set_new(o, "mesh", mesh_json(&r->c.mesh));
    add_state(o, &r->result);
    add_work(o, r);
    json_object_set_new(o, "warning", result_text_json(r->result.warning));
    json_object_set_new(o, "provenance", provenance(r));
    text = json_dumps(o, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    json_decref(o);
    if (text == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: no memory", path);
    status = file_write_all(path, text, strlen(text), err);
    free(text);
    return status;
}
