#include <stdio.h>
#include "cli/cli.h"
#include "lab/calibrate/request.h"

static void print_findings(const char *path, const struct calibration *c)
{
    const struct skyrmions_config *p = &c->particles;
    const struct calibration_fit *f = &c->fit;

    printf("%s:\n", path);
    printf("  radius %.2f nm, wall %.2f nm\n", 1e9 * p->radius_m, 1e9 * f->wall_m);
    printf("  G %.4g J s/m^2; D %.4g +- %.2g, of the profile at rest %.4g\n", p->gyro_Js_per_m2,
           p->dissipation_Js_per_m2, f->dissipation_error_Js_per_m2,
           f->static_dissipation_Js_per_m2);
    printf("  drive %.4g +- %.2g N m/A, by theory %.4g; velocities within %.1f %%; layers up to "
           "%.1f nm apart\n",
           p->drive_Nm_per_A, f->drive_error_Nm_per_A, f->static_drive_Nm_per_A,
           100.0 * f->velocity_deviation, 1e9 * f->apart_m);
    printf("  pair %.3g +- %.2g J, %.2f +- %.2f nm, seen from %.1f to %.1f nm; residual %.1f %%, "
           "sideways %.1f %%\n",
           p->pair_J, f->pair_error_J, 1e9 * p->pair_length_m, 1e9 * f->pair_length_error_m,
           1e9 * f->pair_from_m, 1e9 * f->pair_to_m, 100.0 * f->pair_residual,
           100.0 * f->pair_sideways);
    printf("  edge %.3g +- %.2g J, %.2f +- %.2f nm, seen from %.1f to %.1f nm; residual %.1f %%, "
           "sideways %.1f %%\n",
           p->edge_J, f->edge_error_J, 1e9 * p->edge_length_m, 1e9 * f->edge_length_error_m,
           1e9 * f->edge_from_m, 1e9 * f->edge_to_m, 100.0 * f->edge_residual,
           100.0 * f->edge_sideways);
    printf("  barrier %.3g +- %.2g J, decay %.2f +- %.2f nm, reach %.2f +- %.2f nm; residual "
           "%.1f %%, sideways %.1f %%\n",
           p->barrier_J, f->barrier_error_J, 1e9 * p->barrier_decay_m,
           1e9 * f->barrier_decay_error_m, 1e9 * p->barrier_reach_m, 1e9 * f->barrier_reach_error_m,
           100.0 * f->barrier_residual, 100.0 * f->barrier_sideways);
    printf("  an edge takes a layer nearer than %.1f nm (alive at %.1f, dead at %.1f), the next at "
           "%.1f (%.1f, %.1f), the rest %.1f nm further in; lost nearer than %.1f nm to another "
           "(%.1f, %.1f)\n",
           1e9 * p->edge_loss_m, 1e9 * f->edge_alive_m, 1e9 * f->edge_dead_m, 1e9 * p->edge_next_m,
           1e9 * f->next_alive_m, 1e9 * f->next_dead_m, 1e9 * p->edge_step_m, 1e9 * p->pair_loss_m,
           1e9 * f->pair_alive_m, 1e9 * f->pair_dead_m);
}

static void print_heat(const struct calibration *c)
{
    const struct skyrmions_config *p = &c->particles;
    const struct calibration_hot *h = &c->hot;

    if (h->temperature_K == 0.0)
        return;
    printf("  at %g K: magnetisation %.3f, radius %.2f nm; by themselves drifts give D %.3g +- "
           "%.2g J s/m^2; over 0 K: drive "
           "%.2f +- %.2f, pair %.2f +- %.2f, edge %.2f +- %.2f, barrier %.2f +- %.2f; noise %.2f\n",
           h->temperature_K, h->magnetisation, 1e9 * h->radius_m, h->fitted_dissipation_Js_per_m2,
           h->dissipation_error_Js_per_m2, h->drive_Nm_per_A / p->drive_Nm_per_A,
           h->drive_error_Nm_per_A / p->drive_Nm_per_A, h->pair_J / p->pair_J,
           h->pair_error_J / p->pair_J, h->edge_J / p->edge_J, h->edge_error_J / p->edge_J,
           p->barrier_J != 0.0 ? h->barrier_J / p->barrier_J : 0.0,
           p->barrier_J != 0.0 ? h->barrier_error_J / p->barrier_J : 0.0, h->noise_ratio);
    if (h->deaths > 0.0)
        printf("  %.3g died in %.3g ns of skyrmion time: rate %.2g +- %.2g /ns times exp(s U/kT), "
               "s = %.2f +- %.2f; the energy felt gains %.1f of log-likelihood\n",
               h->deaths, 1e9 * h->alive_s, 1e-9 * h->death_rate_per_s,
               1e-9 * h->death_rate_error_per_s, h->death_share, h->death_share_error,
               h->death_gain);
    else
        printf("  none died in %.3g ns of skyrmion time: at most %.2g /ns (95 %%)\n",
               1e9 * h->alive_s, 1e-9 * h->death_bound_per_s);
}

static enum status calibrate(const struct cli_args *args, const struct calibrate_request *request,
                             struct error *err)
{
    struct calibration c;
    struct path path;
    const enum status status = calibrate_request_run(request, &cli_watch, &c, &path, err);

    if (status == STATUS_OK && !args->quiet) {
        print_findings(path.text, &c);
        print_heat(&c);
    }
    return status;
}

static enum status compare(const struct cli_args *args, const struct calibrate_request *request,
                           struct error *err)
{
    struct particles_summary sum;
    struct path table;
    const enum status status = calibrate_request_compare(request, &cli_watch, &sum, &table, err);

    if (status != STATUS_OK || args->quiet)
        return status;
    cli_print_table(table.text);
    printf("%d points beside LLG; within two standard errors: crossed %d, broken %d, annihilated "
           "%d, stuck %d. %d points without LLG. Left out: %d runs not finished, %d points of "
           "another stack\n",
           sum.compared, sum.crossed_agree, sum.broken_agree, sum.annihilated_agree,
           sum.stuck_agree, sum.alone, sum.unfinished, sum.other_stack);
    return STATUS_OK;
}

static enum status run(const struct cli_args *args, struct error *err)
{
    const struct calibrate_request request = {
        .device = args->positional[0],
        .set = args->set,
        .n_set = args->n_sets,
        .out = args->out,
        .n_workers = cli_workers(args),
        .command = args->command,
        .particles = args->positional[1],
        .experiment = args->experiment,
        .n_seeds = (int)args->seeds,
    };

    if (args->n_positional > 1)
        return compare(args, &request, err);
    if (args->experiment)
        return error_set(err, STATUS_BAD_CONFIG,
                         "calibrate: --experiment %s wants the file of particles too: skyloom "
                         "calibrate DEVICE PARTICLES --experiment %s",
                         args->experiment, args->experiment);
    return calibrate(args, &request, err);
}

static const char *const calibrate_options[] = {"experiment", "seeds",   "set",   "out",
                                                "processes",  "threads", "quiet", NULL};

const struct cli_verb cmd_calibrate = {
    .name = "calibrate",
    .usage = "skyloom calibrate DEVICE [PARTICLES --experiment NAME] [options]",
    .doc =
        "Skyrmions of a device as particles: coefficients from micromagnetics of small films.\n"
        "DEVICE is as for skyloom device. Writes FILE, by default out/NAME-nN-particles.yaml for "
        "N\n"
        "layers; the films' tables are kept in out/calibrate/runs, and the same command goes on\n"
        "from there.\n"
        "With PARTICLES, such a file: finished runs of skyloom device in DIR beside runs of the\n"
        "particle model, DIR/particles-NAME.tsv and, pulse by pulse, -pulses.tsv.",
    .options = calibrate_options,
    .min_positional = 1,
    .max_positional = 2,
    .example = "  skyloom calibrate paper -o out/particles.yaml\n"
               "  skyloom calibrate paper out/particles.yaml --experiment map -o out/map\n",
    .run = run,
};
