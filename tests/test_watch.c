#include "check.h"
#include <stdio.h>
#include <string.h>
#include "base/watch.h"

struct heard {
    int n_lines, n_over, n_reports;
    char line[256], report[256];
};

static void hear(void *context, const char *line)
{
    struct heard *h = context;

    if (!line) {
        h->n_over++;
        return;
    }
    h->n_lines++;
    snprintf(h->line, sizeof h->line, "%s", line);
}

static void hear_report(void *context, const char *line)
{
    struct heard *h = context;

    h->n_reports++;
    snprintf(h->report, sizeof h->report, "%s", line);
}

static void nobody_needs_to_watch(void **state)
{
    const struct watch empty = {0};
    const struct watch *const watches[] = {NULL, &empty};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct watch_count count = watch_count_start(watches[i], "x", 10, "images");

        watch_progress(watches[i], "%d", 1);
        watch_report(watches[i], "%d", 1);
        watch_over(watches[i]);
        count.shown_s -= 1;
        watch_count_show(&count, 5);
        assert_false(watch_stopped(watches[i]));
    }
}

static void lines_and_reports_reach_who_watches(void **state)
{
    struct heard heard = {0};
    const struct watch watch = {.progress = hear, .report = hear_report, .context = &heard};

    (void)state;
    watch_progress(&watch, "epoch %d", 3);
    assert_string_equal(heard.line, "epoch 3");
    watch_report(&watch, "no %s", "figure");
    assert_string_equal(heard.report, "no figure");
    watch_over(&watch);
    assert_int_equal(heard.n_lines, 1);
    assert_int_equal(heard.n_reports, 1);
    assert_int_equal(heard.n_over, 1);
}

static void the_stop_flag_is_read_each_time(void **state)
{
    volatile int stop = 0;
    const struct watch watch = {.stop = &stop};
    struct error err;

    (void)state;
    assert_false(watch_stopped(&watch));
    stop = 1;
    assert_true(watch_stopped(&watch));
    assert_int_equal(watch_interrupted(&err), STATUS_INTERRUPTED);
    assert_int_equal(err.code, STATUS_INTERRUPTED);
}

static void a_count_is_shown_a_few_times_a_second(void **state)
{
    struct heard heard = {0};
    const struct watch watch = {.progress = hear, .context = &heard};
    struct watch_count count = watch_count_start(&watch, "demo", 100, "images");

    (void)state;
    watch_count_show(&count, 1);
    assert_int_equal(heard.n_lines, 0);
    count.start_s -= 10.0; /* as if ten seconds had gone */
    count.shown_s -= 10.0;
    watch_count_show(&count, 20);
    watch_count_show(&count, 21);
    assert_int_equal(heard.n_lines, 1);
    assert_string_equal(heard.line, "demo: 20 of 100 images, 2 images/s, 40 s left");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_needs_to_watch),
        cmocka_unit_test(lines_and_reports_reach_who_watches),
        cmocka_unit_test(the_stop_flag_is_read_each_time),
        cmocka_unit_test(a_count_is_shown_a_few_times_a_second),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
