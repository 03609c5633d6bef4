#include "check.h"
#include "lab/llg/loop.h"
#include "micromag/start.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A film of one cell in 1 T, ten steps of 0.1 ps from instant to instant. */
struct way {
    struct film film;
    struct llg_loop loop;
    volatile int stop;
    int n_next, n_at, looks, kept, stop_at_look;
    double at_s[4];
};

static void count_look(void *context, double torque_T)
{
    struct way *w = context;

    (void)torque_T;
    w->stop = ++w->looks == w->stop_at_look;
}

static enum status count_kept(void *context, struct error *err)
{
    struct way *w = context;

    (void)err;
    w->kept++;
    return STATUS_OK;
}

static enum status say_where(void *context, struct error *err)
{
    const struct way *w = context;

    return error_set(err, STATUS_INTERRUPTED, "stopped after %d instants", w->n_at);
}

static bool next_of_three(void *context, double *instant_s)
{
    struct way *w = context;

    w->n_next++;
    *instant_s = 1e-12 * (w->n_at + 1);
    return w->n_at < 3;
}

static enum status note_instant(void *context, double instant_s, struct error *err)
{
    struct way *w = context;

    (void)err;
    assert_true(w->film.llg.time_s == instant_s);
    w->at_s[w->n_at++] = instant_s;
    return STATUS_OK;
}

static int open_way(void **state)
{
    static struct way w;
    const struct mesh mesh = {1, 1, 1, 4e-9, 4e-9, 4e-9, 0.0};
    const struct zeeman_source source = {
        .field_T = {0.0, 0.0, 1.0}, .region = -1, .waveform = waveform_default};
    struct film_config config = film_config_default(&mesh);
    struct error err = {0};
    size_t bytes;

    memset(&w, 0, sizeof w);
    config.magnetostatic = MAGNETOSTATIC_OFF;
    config.llg.stepper = LLG_HEUN;
    assert_int_equal(film_size(&config, &bytes, &err), STATUS_OK);
    film_lay_out(&w.film, &config, malloc(bytes));
    film_set_cell(&w.film, 0, &(struct cell_material){.saturation_A_per_m = 8e5, .damping = 0.1});
    assert_int_equal(film_open(&w.film, &err), STATUS_OK);
    assert_int_equal(film_add_field(&w.film, &source, &err), STATUS_OK);
    start_uniform(&w.film.magnet, (const double[3]){1.0, 0.0, 0.0}, w.film.m);
    w.loop = (struct llg_loop){.film = &w.film,
                               .stop = &w.stop,
                               .steps = 4,
                               .keep_every_wall_s = INFINITY,
                               .context = &w,
                               .progress = count_look,
                               .keep = count_kept,
                               .interrupted = say_where};
    *state = &w;
    return 0;
}

static int close_way(void **state)
{
    struct way *w = *state;

    free(film_close(&w->film));
    return 0;
}

/* Ten steps in parts of four have two looks between them, and one follows each instant but the
 * last. */
static void every_instant_is_met_and_looks_lie_between(void **state)
{
    struct way *w = *state;
    struct error err = {0};

    assert_int_equal(llg_loop_instants(&w->loop, next_of_three, note_instant, &err), STATUS_OK);
    assert_int_equal(w->n_at, 3);
    assert_int_equal(w->film.llg.step, 30);
    assert_int_equal(w->looks, 3 * 2 + 2);
    assert_int_equal(w->kept, 0);
}

static void a_stop_is_kept_once_and_goes_on_to_the_same_state(void **state)
{
    struct way *w = *state;
    struct error err = {0};
    real whole, parts;

    assert_int_equal(llg_loop_instants(&w->loop, next_of_three, note_instant, &err), STATUS_OK);
    whole = w->film.m.x[0];
    close_way(state);
    open_way(state);
    w->stop_at_look = 3; /* just after the first instant */
    assert_int_equal(llg_loop_instants(&w->loop, next_of_three, note_instant, &err),
                     STATUS_INTERRUPTED);
    assert_string_equal(err.text, "stopped after 1 instants");
    assert_int_equal(w->kept, 1);
    w->stop = 0;
    assert_int_equal(llg_loop_instants(&w->loop, next_of_three, note_instant, &err), STATUS_OK);
    parts = w->film.m.x[0];
    assert_true(parts == whole);
}

static void checkpoints_come_by_the_clock_on_the_wall(void **state)
{
    struct way *w = *state;
    struct error err = {0};

    w->loop.keep_every_wall_s = 0.0;
    assert_int_equal(llg_loop_run(&w->loop, 1e-12, &err), STATUS_OK);
    assert_int_equal(w->kept, 2);
}

static void a_way_to_rest_hears_a_stop_and_keeps_nothing(void **state)
{
    const struct relax_config config = {.stopping_torque_T = 1e-5, .max_iterations = 1000};
    struct way *w = *state;
    struct relax_result result;
    struct error err = {0};

    w->stop_at_look = 2;
    assert_int_equal(llg_loop_relax(&w->loop, &config, &result, &err), STATUS_INTERRUPTED);
    assert_int_equal(w->kept, 0);
    w->stop = 0;
    assert_int_equal(llg_loop_relax(&w->loop, &config, &result, &err), STATUS_OK);
    assert_true(result.converged && w->film.m.z[0] > (real)0.999);
}

static void blocks_count_the_steps_of_those_before(void **state)
{
    const struct relax_config config = {.stopping_torque_T = 1e-5, .max_iterations = 1200};
    struct way *w = *state;
    struct relax_result result;
    struct error err = {0};
    uint64_t iterations = 1197;

    assert_int_equal(llg_loop_relax_blocks(&w->loop, &config, &iterations, &result, &err),
                     STATUS_OK);
    assert_false(result.converged);
    assert_int_equal(iterations, 1200);
    iterations = 600;
    assert_int_equal(llg_loop_relax_blocks(&w->loop, &config, &iterations, &result, &err),
                     STATUS_OK);
    assert_true(result.converged);
}

#define WAY_TEST(test) cmocka_unit_test_setup_teardown(test, open_way, close_way)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WAY_TEST(every_instant_is_met_and_looks_lie_between),
        WAY_TEST(a_stop_is_kept_once_and_goes_on_to_the_same_state),
        WAY_TEST(checkpoints_come_by_the_clock_on_the_wall),
        WAY_TEST(a_way_to_rest_hears_a_stop_and_keeps_nothing),
        WAY_TEST(blocks_count_the_steps_of_those_before),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
