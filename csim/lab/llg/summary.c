#include <math.h>
#include "base/quantity.h"
#include "lab/llg/result.h"

double llg_result_speed(const struct llg_report *r)
{
    const double cells = (double)mesh_cells(&r->c.mesh);

    return r->result.wall_s > 0.0 ? 1e-6 * cells * (double)r->result.evaluations / r->result.wall_s
                                  : NAN;
}

static void print_head(FILE *stream, const struct llg_report *r)
{
    const struct mesh *mesh = &r->c.mesh;

    fprintf(stream, "%s: %d x %d x %d cells of %.3g x %.3g x %.3g nm, %zu stage%s\n", r->c.name,
            mesh->n_x, mesh->n_y, mesh->n_z, 1e9 * mesh->cell_x_m, 1e9 * mesh->cell_y_m,
            1e9 * mesh->cell_z_m, r->c.n_stages, r->c.n_stages == 1 ? "" : "s");
}

static void print_relaxation(FILE *stream, const struct llg_stage_result *g)
{
    char text[24];

    fprintf(stream, "relax, %llu steps to a torque of %s", (unsigned long long)g->iterations,
            quantity_text(text, sizeof text, g->torque_T, "T"));
    if (g->fields > 1)
        fprintf(stream, " at most, %llu fields", (unsigned long long)g->fields);
    if (g->unsettled > 0 && g->fields > 1)
        fprintf(stream, ", %llu NOT converged", (unsigned long long)g->unsettled);
    else
        fputs(g->unsettled > 0 ? ", NOT converged" : ", converged", stream);
    if (g->stalled > 0)
        fputs(" (at the rounding of the numbers)", stream);
}

/* Of many stages those that did not end well, and the last. */
static void print_stages(FILE *stream, const struct llg_run_result *result)
{
    enum { MOST = 8 };
    size_t left_out = 0;

    for (size_t i = 0; i < result->n_stages; i++) {
        const struct llg_stage_result *g = &result->stage[i];
        char text[24];

        if (result->n_stages > MOST && i + 1 < result->n_stages && g->unsettled == 0) {
            left_out++;
            continue;
        }
        fprintf(stream, "  stage %-4zu         ", i + 1);
        if (g->relaxes)
            print_relaxation(stream, g);
        else
            fprintf(stream, "run, %llu steps to %s", (unsigned long long)g->steps,
                    quantity_text(text, sizeof text, g->end_s, "s"));
        fputc('\n', stream);
    }
    if (left_out > 0)
        fprintf(stream, "  other stages       %zu, as they should\n", left_out);
}

static void print_energies(FILE *stream, const struct llg_run_result *result)
{
    fprintf(stream, "  energy             %.6g J\n", result->energy_J);
    for (int i = 0; field_terms[i] != NULL; i++)
        if (result->energies_J[i] != 0.0)
            fprintf(stream, "    %-16s %.6g J\n", field_terms[i]->name, result->energies_J[i]);
}

static void print_tracks(FILE *stream, const struct llg_run_result *result)
{
    for (size_t i = 0; i < result->n_tracks; i++) {
        const struct llg_path_result *t = &result->track[i];

        fprintf(stream,
                "    no. %d, layer %d   v = (%.2f, %.2f) m/s, radius %.2f nm, to (%.1f, %.1f) nm, "
                "at least %.1f nm from the rim%s\n",
                t->id, t->layer, t->velocity_m_per_s[0], t->velocity_m_per_s[1],
                1e9 * t->mean_radius_m, 1e9 * t->x_m, 1e9 * t->y_m, 1e9 * t->edge_m,
                t->lost ? ", lost" : "");
    }
}

/* Of a film without skyrmions both lines would say nothing. */
static void print_skyrmions(FILE *stream, const struct llg_report *r)
{
    const struct llg_run_result *result = &r->result;

    if (!r->c.track.skyrmions && r->c.n_skyrmions == 0 && !(fabs(result->charge) >= 0.5))
        return;
    fprintf(stream, "  charge             %.4f\n", result->charge);
    fprintf(stream, "  skyrmions          %d", result->n_skyrmions);
    if (result->n_skyrmions > 0)
        fprintf(stream, ", mean radius %.2f nm", 1e9 * result->radius_m);
    fputc('\n', stream);
    print_tracks(stream, result);
}

static void print_state(FILE *stream, const struct llg_report *r)
{
    const struct llg_run_result *result = &r->result;
    char text[24];

    fprintf(stream, "  time               %s, %llu steps, %llu rejected\n",
            quantity_text(text, sizeof text, result->time_s, "s"),
            (unsigned long long)result->steps, (unsigned long long)result->rejected);
    fprintf(stream, "  mean m             (%.6f, %.6f, %.6f)\n", result->mean[0], result->mean[1],
            result->mean[2]);
    print_energies(stream, result);
    fprintf(stream, "  largest torque     %s\n",
            quantity_text(text, sizeof text, result->max_torque_T, "T"));
    print_skyrmions(stream, r);
    if (isfinite(result->conductance_S))
        fprintf(stream, "  conductance        %s\n",
                quantity_text(text, sizeof text, result->conductance_S, "S"));
}

static void print_files(FILE *stream, const struct llg_report *r)
{
    const struct case_output *o = &r->c.output;

    fprintf(stream, "written: %s/table.txt", r->folder.text);
    if (o->ovf)
        fprintf(stream, " %s/m_final.ovf", r->folder.text);
    if (o->pictures)
        fprintf(stream, " %s/m_final.png", r->folder.text);
    if (r->c.track.skyrmions)
        fprintf(stream, " %s/skyrmions.txt", r->folder.text);
    fprintf(stream, " %s/result.json\n", r->folder.text);
}

void llg_result_print(FILE *stream, const struct llg_report *r)
{
    const struct llg_run_result *result = &r->result;

    print_head(stream, r);
    print_stages(stream, result);
    print_state(stream, r);
    fprintf(stream,
            "  work               %llu field evaluations in %.2f s on %d thread%s: %.1f "
            "Mcell-evals/s; CPU %.2f s\n",
            (unsigned long long)result->evaluations, result->wall_s, r->threads,
            r->threads == 1 ? "" : "s", llg_result_speed(r), result->cpu_s);
    print_files(stream, r);
}
