#include "cli/bench/film.h"
#include <stdlib.h>
#include <string.h>

static void set_case(struct llg_case *c, const struct mesh *mesh,
                     const struct cell_material *material, const double direction[3])
{
    llg_case_default(c);
    strcpy(c->name, "bench");
    c->mesh = *mesh;
    c->n_x = mesh->n_x;
    c->n_y = mesh->n_y;
    c->n_z = mesh->n_z;
    c->material = *material;
    memcpy(c->start.direction, direction, sizeof c->start.direction);
    c->n_fields = 1;
    c->n_stages = 1;
    c->stage[0].kind = STAGE_RUN;
    c->stage[0].duration_s = 1e-9;
}

enum status bench_film_open(struct bench_film *f, const struct mesh *mesh,
                            const struct cell_material *material, const double direction[3],
                            int n_threads, struct error *err)
{
    enum status status;

    *f = (struct bench_film){.c = malloc(sizeof *f->c)};
    if (f->c == NULL)
        return error_set(err, STATUS_NO_MEMORY, "bench: no memory");
    set_case(f->c, mesh, material, direction);
    status = llg_film_open(&f->film, f->c, n_threads, err);
    if (status != STATUS_OK)
        bench_film_close(f);
    return status;
}

void bench_film_close(struct bench_film *f)
{
    llg_film_close(&f->film);
    free(f->c);
    f->c = NULL;
}
