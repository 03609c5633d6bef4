/* A permalloc film of 128 x 32 x 4 nm relaxes along its length; then a field across it is switched
 * on and the magnetisation turns.
 *     cc film.c $(pkg-config --cflags --libs skyloom) -o film && ./film */
#include <skyloom.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const settings[] = {
    "mesh.n_x=32",
    "mesh.n_y=8",
    "mesh.n_z=1",
    "mesh.cell_x_m=4e-9",
    "mesh.cell_y_m=4e-9",
    "mesh.cell_z_m=4e-9",
    "material.saturation_A_per_m=8e5",
    "material.exchange_J_per_m=1.3e-11",
    "material.damping=0.02",
    "start.direction=[1, 0.1, 0]",
    NULL,
};

static void must(enum skyloom_status status, const struct skyloom_error *err)
{
    if (status == SKYLOOM_OK)
        return;
    fprintf(stderr, "film: %s\n", err->text);
    exit(1);
}

int main(void)
{
    const double field_T[3] = {0.0, 0.05, 0.0}, every_s = 50e-12;
    struct skyloom_film *film;
    struct skyloom_error err;
    double mean[3], torque_T;

    must(skyloom_film_open(&film, NULL, settings, 1, NULL, &err), &err);
    must(skyloom_film_relax(film, NULL, &torque_T, &err), &err);
    printf("# relaxed to a torque of %.1e T, energy %.4g J\n", torque_T,
           skyloom_film_energy_J(film, NULL));
    must(skyloom_film_set_field(film, field_T, &err), &err);
    printf("# t (s)\tmx\tmy\tmz\n");
    for (int i = 0; i <= 20; i++) {
        must(skyloom_film_advance(film, i * every_s, NULL, &err), &err);
        skyloom_film_mean(film, -1, -1, mean);
        printf("%.3g\t%.6f\t%.6f\t%.6f\n", skyloom_film_time_s(film), mean[0], mean[1], mean[2]);
    }
    must(skyloom_film_write(film, "film.ovf", &err), &err);
    skyloom_film_close(film);
    return 0;
}
