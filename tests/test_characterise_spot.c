#include "check.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lab/characterise/spot.h"
#include "files/file.h"
#include "scratch_folder.h"

static void films_are_the_junctions_with_the_same_seeds_each(void **state)
{
    static const char *const label[] = {"spot-empty", "spot-few", "spot-crowd"};
    static const int64_t skyrmions[] = {1, 5, 10};
    struct synapse d = synapse_default;
    struct trial_list list = {0};
    struct error err = {0};

    (void)state;
    d.material.temperature_K = 300.0;
    d.characterise.films = 2;
    assert_int_equal(spot_plan(&d, 7, &list, &err), STATUS_OK);
    assert_int_equal(list.n, 6);
    for (int i = 0; i < list.n; i++) {
        const struct trial *t = &list.trial[i];

        assert_string_equal(t->label, label[i % 3]);
        assert_int_equal(strncmp(t->key, label[i % 3], strlen(label[i % 3])), 0);
        assert_int_equal(t->seed, 7 + i / 3);
        assert_true(t->empty == (i % 3 == 0));
        assert_int_equal(t->synapse.start.skyrmions, skyrmions[i % 3]);
        assert_close(t->synapse.track.length_m, d.readout.to_m - d.readout.from_m, 1e-12);
        assert_false(t->synapse.barrier.on);
    }
    trial_list_free(&list);
}

static void at_0_K_one_run_of_each_says_all(void **state)
{
    struct synapse d = synapse_default;
    struct trial_list list = {0};
    struct error err = {0};

    (void)state;
    assert_int_equal(spot_plan(&d, 1, &list, &err), STATUS_OK);
    assert_int_equal(list.n, 3);
    trial_list_free(&list);
}

static void a_crowd_that_does_not_fit_is_made_smaller(void **state)
{
    struct synapse d = synapse_default;
    struct trial_list list = {0};
    struct error err = {0};

    (void)state;
    d.start.skyrmions = 100;
    assert_int_equal(spot_plan(&d, 1, &list, &err), STATUS_OK);
    assert_true(list.trial[2].synapse.start.skyrmions > 10);
    assert_true(list.trial[2].synapse.start.skyrmions < 50);
    trial_list_free(&list);
}

/* 800 nm^2 of each of five, 640 of each of ten: 1/1066.7 per nm^2 of nearly none, and the eleventh
 * adds less than 640. */
static void skyrmions_in_a_crowd_are_worth_less(void **state)
{
    const struct spot s = {.few = 5, .few_area_m2 = 800e-18, .crowd = 10, .crowd_area_m2 = 640e-18};
    const struct spot same = {.crowd_area_m2 = 640e-18};
    const double h = 1e-4;

    (void)state;
    assert_close(spot_total_m2(&s, 5.0), 4000e-18, 1e-12);
    assert_close(spot_total_m2(&s, 10.0), 6400e-18, 1e-12);
    assert_true(spot_total_m2(&s, 0.0) == 0.0);
    assert_close(spot_added_m2(&s, 0.0), 800e-18 * 4.0 / 3.0, 1e-12);
    for (double n = 0.5; n < 40.0; n += 1.5)
        assert_close(spot_added_m2(&s, n),
                     (spot_total_m2(&s, n + h) - spot_total_m2(&s, n - h)) / (2.0 * h), 1e-6);
    assert_true(spot_added_m2(&s, 10.0) < 640e-18);
    assert_close(spot_total_m2(&same, 7.0), 7.0 * 640e-18, 1e-12);
}

static void what_llg_could_not_run_says_that_no_skyrmion_lives(void **state)
{
    struct synapse d = synapse_default;
    struct error err = {0};

    (void)state;
    d.material.temperature_K = 900.0;
    error_set(&err, STATUS_BAD_CONFIG, "the film boils");
    assert_int_equal(spot_refused(&d, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "no skyrmion lives"));
    assert_non_null(strstr(err.text, "900 K"));
    assert_non_null(strstr(err.text, "the film boils"));
}

/* --- tables that LLG left --- */

static struct synapse one_layer(void)
{
    struct synapse d = synapse_default;

    d.track.repeats = 1;
    d.start.skyrmions = 20;
    return d;
}

/* Two rows of a film whose skyrmions reverse area_m2 each, over a film that reverses a tenth. */
static void write_film(const struct synapse *d, const struct trial *t, double area_m2, int started,
                       int left)
{
    const double film_m2 = t->synapse.track.length_m * t->synapse.track.width_m;
    const double share = 0.1 + 0.5 * (started + left) * area_m2 / film_m2;
    const double G_S = d->readout.conductance_S * (1.0 + d->readout.tmr * share);
    const double sd_S = t->empty ? 3e-8 : 5e-8;
    char path[300], text[400];
    struct error err = {0};
    const int n = snprintf(text, sizeof text,
                           "0\t0\t1e-9\t%.17g\t%.17g\t%d\t0\t0\t1e-8\t0\t0\t%d\t0\t0\n"
                           "1\t0\t1e-9\t%.17g\t%.17g\t%d\t0\t0\t1e-8\t0\t0\t%d\t0\t0\n",
                           G_S, sd_S, started, started, G_S, sd_S, left, left);

    snprintf(path, sizeof path, "%s/runs/%.128s.tsv", folder, t->key);
    assert_int_equal(file_write_all(path, text, (size_t)n, &err), STATUS_OK);
}

struct ends { /* of each run: skyrmions left */
    int few[3], crowd[3];
    double few_m2; /* area of each of few; 0: 800 nm^2 */
};

/* Three runs; those of the second reverse a tenth more, those of the third a tenth less. */
static enum status take(const struct synapse *d, const struct ends *ends, struct spot *out,
                        struct error *err)
{
    static const double factor[] = {1.0, 1.1, 0.9};
    const double few_m2 = ends->few_m2 > 0.0 ? ends->few_m2 : 800e-18;
    struct trial_list list = {0};
    enum status status;

    assert_int_equal(spot_plan(d, 1, &list, err), STATUS_OK);
    for (int run = 0; run < list.n / 3; run++) {
        write_film(d, &list.trial[3 * run], 0.0, 0, 0);
        write_film(d, &list.trial[3 * run + 1], factor[run] * few_m2, 5, ends->few[run]);
        write_film(d, &list.trial[3 * run + 2], factor[run] * 640e-18, 10, ends->crowd[run]);
    }
    status = spot_measure(d, &list, folder, out, err);
    trial_list_free(&list);
    return status;
}

static struct synapse warm(void)
{
    struct synapse d = one_layer();

    d.material.temperature_K = 300.0;
    d.characterise.films = 3;
    return d;
}

static void areas_film_and_flicker_are_means_of_runs(void **state)
{
    static const struct ends ends = {.few = {5, 5, 5}, .crowd = {10, 9, 10}};
    const struct synapse d = warm();
    const double film_m2 = 400e-9 * 220e-9;
    const double to_m2 = film_m2 / (d.readout.conductance_S * d.readout.tmr);
    struct spot s;
    struct error err = {0};

    (void)state;
    if (take(&d, &ends, &s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(s.runs, 3);
    assert_close(s.few_area_m2, 800e-18, 1e-9);
    assert_close(s.crowd_area_m2, 640e-18, 1e-9);
    assert_close(s.few_error_m2, 80e-18 / sqrt(3.0), 1e-6);
    assert_close(s.crowd_error_m2, 64e-18 / sqrt(3.0), 1e-6);
    assert_close(s.film_share, 0.1, 1e-9);
    assert_close(s.film_variance_m2 * film_m2, to_m2 * to_m2 * 9e-16, 1e-9);
    /* 16e-16 S^2 of 10, 9.5 and 10 */
    assert_close(s.area_sd_m2 * s.area_sd_m2,
                 to_m2 * to_m2 * 16e-16 * (1.0 / 10 + 1.0 / 9.5 + 1.0 / 10) / 3.0, 1e-9);
    assert_int_equal(s.started, 45);
    assert_int_equal(s.alive, 44);
}

static void one_run_has_no_error(void **state)
{
    static const struct ends ends = {.few = {5}, .crowd = {10}};
    const struct synapse d = one_layer();
    struct spot s;
    struct error err = {0};

    (void)state;
    assert_int_equal(take(&d, &ends, &s, &err), STATUS_OK);
    assert_int_equal(s.runs, 1);
    assert_true(s.few_error_m2 == 0.0 && s.crowd_error_m2 == 0.0);
}

static void few_that_die_leave_the_crowd_to_say_it(void **state)
{
    static const struct ends ends = {.few = {0, 0, 0}, .crowd = {10, 10, 10}};
    const struct synapse d = warm();
    struct spot s;
    struct error err = {0};

    (void)state;
    assert_int_equal(take(&d, &ends, &s, &err), STATUS_OK);
    assert_true(s.few_area_m2 == 0.0);
    assert_close(spot_total_m2(&s, 3.0), 3.0 * 640e-18, 1e-9);
    assert_int_equal(s.alive, 30);
}

static void films_that_end_empty_have_no_card(void **state)
{
    static const struct ends ends = {.few = {0, 0, 0}, .crowd = {0, 0, 0}};
    const struct synapse d = warm();
    struct spot s;
    struct error err = {0};

    (void)state;
    assert_int_equal(take(&d, &ends, &s, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "no skyrmion lives in 1 layer"));
    assert_non_null(strstr(err.text, "none of 45"));
}

/* Five of 1400 nm^2 are more than ten of 640. */
static void few_that_reverse_more_than_the_crowd_are_refused(void **state)
{
    static const struct ends ends = {.few = {5, 5, 5}, .crowd = {10, 10, 10}, .few_m2 = 1400e-18};
    const struct synapse d = warm();
    struct spot s;
    struct error err = {0};

    (void)state;
    assert_int_equal(take(&d, &ends, &s, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "5 skyrmions reverse 1.4e-15 m^2 each"));
    assert_non_null(strstr(err.text, "must be below 1.28e-15 m^2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(films_are_the_junctions_with_the_same_seeds_each),
        cmocka_unit_test(at_0_K_one_run_of_each_says_all),
        cmocka_unit_test(a_crowd_that_does_not_fit_is_made_smaller),
        cmocka_unit_test(skyrmions_in_a_crowd_are_worth_less),
        cmocka_unit_test(what_llg_could_not_run_says_that_no_skyrmion_lives),
        cmocka_unit_test(areas_film_and_flicker_are_means_of_runs),
        cmocka_unit_test(one_run_has_no_error),
        cmocka_unit_test(few_that_die_leave_the_crowd_to_say_it),
        cmocka_unit_test(films_that_end_empty_have_no_card),
        cmocka_unit_test(few_that_reverse_more_than_the_crowd_are_refused),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
