/* Trains, maps and runs a design: accuracy, latency, energy.
 *     cc run_design.c $(pkg-config --cflags --libs skyloom) -o run_design
 *     ./run_design demo 100                     # a hundred images; minutes of training at first
 *     ./run_design demo 100 device.card=ideal   # with keys changed
 * ctrl-C ends it and leaves valid files. */
#include <signal.h>
#include <skyloom.h>
#include <stdio.h>
#include <stdlib.h>

static volatile int stop;

static void on_signal(int number) { stop = number; }

static void show(void *context, const char *line)
{
    (void)context;
    fprintf(stderr, "\r\033[K%s", line != NULL ? line : "");
}

static int fail(const struct skyloom_error *err)
{
    fprintf(stderr, "run_design: %s\n", err->text);
    return 1;
}

int main(int argc, char *argv[])
{
    const char *name = argc > 1 ? argv[1] : "demo";
    struct skyloom_run_options options = {.images = argc > 2 ? atoi(argv[2]) : 100};
    const struct skyloom_watch watch = {.progress = show, .stop = &stop};
    struct skyloom_design *design;
    struct skyloom_result result;
    struct skyloom_error err;
    char *json;

    signal(SIGINT, on_signal);
    if (skyloom_design_load(&design, name, &err) != SKYLOOM_OK)
        return fail(&err);
    for (int i = 3; i < argc; i++)
        if (skyloom_design_set(design, argv[i], &err) != SKYLOOM_OK)
            return fail(&err);
    if (skyloom_run(design, &options, &watch, &result, &json, &err) != SKYLOOM_OK)
        return fail(&err);
    printf("%s: %.2f %% of %llu images\n", result.name, 100.0 * result.accuracy,
           (unsigned long long)result.images);
    printf("an image takes %.3g us and %.3g nJ (%.3g to %.3g)\n",
           1e6 * (double)result.cycles / (double)result.images / result.frequency_Hz,
           1e9 * result.energy_per_image_J.typical, 1e9 * result.energy_per_image_J.low,
           1e9 * result.energy_per_image_J.high);
    for (int i = 0; i < result.n_warnings; i++)
        printf("warning: %s\n", result.warning[i]);
    printf("%s\n", json);
    skyloom_text_free(json);
    skyloom_design_free(design);
    return 0;
}
