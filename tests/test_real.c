#include "check.h"
#include <stdlib.h>
#include <string.h>
#include "twin/golden_many.h"
#include "twin/real.h"
#include "base/philox.h"

/* The network in real numbers against the golden twin: where the weights are whole levels and
 * nothing leaks, both do the same sums. */
enum { N_IN = 90, HIDDEN = 70, CLASSES = 10, STEPS = 25, N_IMAGES = 45 };

struct fixture {
    struct program p;
    struct real_network n;
    float weight[2][N_IN * HIDDEN];
    uint8_t pixels[N_IMAGES * N_IN];
};

static uint32_t dice(uint32_t i) { return philox(5, PHILOX_TEST, i, 0, 0, 0).w[0]; }

static void make_layer(struct fixture *f, int l, int n_in, int n_out, int threshold)
{
    struct program_layer *p = &f->p.layer[l];

    *p = (struct program_layer){.n_in = n_in,
                                .n_out = n_out,
                                .level = malloc((size_t)(n_in * n_out)),
                                .lif = {.threshold = threshold, .membrane_bits = 20}};
    for (int i = 0; i < n_in * n_out; i++) {
        p->level[i] = (int8_t)((int)(dice((uint32_t)(100000 * l + i)) % 11) - 4);
        f->weight[l][i] = p->level[i];
    }
    f->n.layer[l] = (struct real_layer){n_in, n_out, f->weight[l], threshold};
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->p = (struct program){.n_states = 7,
                            .n_layers = 2,
                            .timesteps = STEPS,
                            .geometry = {32, 16, 4},
                            .converter_bits = 12,
                            .converter_lsb_S = 1e-6};
    f->n = (struct real_network){.n_layers = 2, .timesteps = STEPS, .input_seed = 9};
    make_layer(f, 0, N_IN, HIDDEN, 60);
    make_layer(f, 1, HIDDEN, CLASSES, 40);
    for (uint32_t i = 0; i < N_IMAGES * N_IN; i++)
        f->pixels[i] = dice(900000 + i) % 3 ? 0 : (uint8_t)dice(1900000 + i);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    free(f->p.layer[0].level);
    free(f->p.layer[1].level);
    free(f);
    return 0;
}

static void run_real(const struct fixture *f, const struct real_network *n, int n_threads,
                     int winner[])
{
    const struct real_job job = {
        .pixels = f->pixels, .n = N_IMAGES, .first_image = 100, .n_threads = n_threads};
    struct error err = {0};

    if (real_run_many(n, &job, winner, &err))
        fail_msg("%s", err.text);
}

/* Returns how many different classes won: a test of one answer tests nothing. */
static int expect_the_twin(const struct fixture *f, const struct real_network *n)
{
    const struct golden_config config = {
        .array = GOLDEN_IDEAL, .timing = {ARRAY_ANALOG, 4, 1}, .input_seed = 9};
    const struct golden_many job = {
        .pixels = f->pixels, .n = N_IMAGES, .first_image = 100, .n_threads = 1};
    static struct golden_image image[N_IMAGES];
    int winner[N_IMAGES], n_seen = 0;
    bool seen[CLASSES] = {0};
    struct golden *g;
    struct error err = {0};

    if (golden_create(&g, &f->p, &config, &err) || golden_run_many(g, &job, image, &err))
        fail_msg("%s", err.text);
    golden_destroy(g);
    run_real(f, n, 1, winner);
    for (int i = 0; i < N_IMAGES; i++) {
        assert_int_equal(winner[i], image[i].winner);
        n_seen += !seen[winner[i]];
        seen[winner[i]] = true;
    }
    return n_seen;
}

static void whole_weights_give_the_answers_of_the_twin(void **state)
{
    struct fixture *f = *state;

    for (int subtract = 0; subtract < 2; subtract++)
        for (int rest = 0; rest < 3; rest++) {
            struct real_network n = f->n;

            n.reset_subtract = subtract;
            n.refractory_steps = rest;
            for (int l = 0; l < 2; l++) {
                f->p.layer[l].lif.reset_subtract = subtract;
                f->p.layer[l].lif.refractory_steps = (uint8_t)rest;
            }
            assert_true(expect_the_twin(f, &n) > 3);
        }
}

/* One input that spikes at (almost) every step with weight 1: with a leak of 1/2 the membrane stays
 * below 2, without it reaches it. */
static void a_membrane_leaks_by_its_share(void **state)
{
    static const uint8_t white[1] = {255};
    const float weight[2] = {0.0f, 1.0f};
    const struct real_job job = {.pixels = white, .n = 1, .n_threads = 1};
    struct real_network n = {.n_layers = 1, .timesteps = 20, .input_seed = 1};
    struct error err;
    int winner;

    (void)state;
    n.layer[0] = (struct real_layer){1, 2, weight, 2.0};
    assert_int_equal(real_run_many(&n, &job, &winner, &err), STATUS_OK);
    assert_int_equal(winner, 1);
    n.leak_shift = 1;
    assert_int_equal(real_run_many(&n, &job, &winner, &err), STATUS_OK);
    assert_int_equal(winner, 0);
    n.layer[0].threshold = 1.9;
    assert_int_equal(real_run_many(&n, &job, &winner, &err), STATUS_OK);
    assert_int_equal(winner, 1);
}

static void threads_do_not_change_an_answer(void **state)
{
    const struct fixture *f = *state;
    struct real_network n = f->n;
    int one[N_IMAGES], three[N_IMAGES];

    n.leak_shift = 4;
    run_real(f, &n, 1, one);
    run_real(f, &n, 3, three);
    assert_memory_equal(one, three, sizeof one);
}

static void a_stopped_run_says_so(void **state)
{
    const struct fixture *f = *state;
    const volatile int stop = 1;
    const struct watch watch = {.stop = &stop};
    const struct real_job job = {
        .pixels = f->pixels, .n = N_IMAGES, .n_threads = 1, .watch = &watch};
    struct error err;
    int winner[N_IMAGES];

    assert_int_equal(real_run_many(&f->n, &job, winner, &err), STATUS_INTERRUPTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_weights_give_the_answers_of_the_twin),
        cmocka_unit_test(a_membrane_leaks_by_its_share),
        cmocka_unit_test(threads_do_not_change_an_answer),
        cmocka_unit_test(a_stopped_run_says_so),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
