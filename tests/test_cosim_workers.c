#include "check.h"
#include "cosim/workers.h"
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define N_JOBS 50

static enum status square(void *context, int index, void *result, struct error *err)
{
    (void)context;
    (void)err;
    *(int *)result = index * index;
    return STATUS_OK;
}

/* Jobs 7 and 30 fail, 7 late. */
static enum status fail_some(void *context, int index, void *result, struct error *err)
{
    (void)context;
    *(int *)result = index;
    if (index == 7)
        usleep(20000);
    if (index == 7 || index == 30)
        return error_set(err, STATUS_MISMATCH, "job %d", index);
    return STATUS_OK;
}

static enum status die(void *context, int index, void *result, struct error *err)
{
    (void)context;
    (void)err;
    *(int *)result = index;
    if (index == 5)
        raise(SIGKILL);
    return STATUS_OK;
}

static enum status wait_a_while(void *context, int index, void *result, struct error *err)
{
    (void)context;
    (void)err;
    *(int *)result = index;
    usleep(5000);
    return STATUS_OK;
}

static void remember_last(void *context, int done, int n_jobs)
{
    (void)n_jobs;
    *(int *)context = done;
}

static void results_do_not_depend_on_the_number_of_workers(void **state)
{
    (void)state;
    for (int workers = 1; workers <= 5; workers += 2) {
        int results[N_JOBS] = {0}, last = 0;
        const struct workers_config config = {.n_jobs = N_JOBS,
                                              .n_workers = workers,
                                              .result_size = sizeof(int),
                                              .job = square,
                                              .progress = remember_last,
                                              .progress_context = &last};
        struct error err;

        assert_int_equal(workers_run(&config, results, &err), STATUS_OK);
        for (int i = 0; i < N_JOBS; i++)
            assert_int_equal(results[i], i * i);
        assert_int_equal(last, N_JOBS);
    }
}

static void first_failing_job_wins_however_late_it_is(void **state)
{
    (void)state;
    for (int workers = 1; workers <= 4; workers++) {
        int results[N_JOBS];
        const struct workers_config config = {
            .n_jobs = N_JOBS, .n_workers = workers, .result_size = sizeof(int), .job = fail_some};
        struct error err;

        assert_int_equal(workers_run(&config, results, &err), STATUS_MISMATCH);
        assert_string_equal(err.text, "job 7");
    }
}

static void worker_that_dies_is_an_error(void **state)
{
    int results[N_JOBS];
    const struct workers_config config = {
        .n_jobs = N_JOBS, .n_workers = 2, .result_size = sizeof(int), .job = die};
    struct error err;

    (void)state;
    assert_int_not_equal(workers_run(&config, results, &err), STATUS_OK);
    assert_non_null(strstr(err.text, "died by signal 9"));
}

static void stop_flag_ends_the_run(void **state)
{
    (void)state;
    for (int workers = 1; workers <= 2; workers++) {
        int results[N_JOBS];
        const volatile int stop = 1;
        const struct workers_config config = {.n_jobs = N_JOBS,
                                              .n_workers = workers,
                                              .result_size = sizeof(int),
                                              .job = wait_a_while,
                                              .stop = &stop};
        struct error err;

        assert_int_equal(workers_run(&config, results, &err), STATUS_INTERRUPTED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_do_not_depend_on_the_number_of_workers),
        cmocka_unit_test(first_failing_job_wins_however_late_it_is),
        cmocka_unit_test(worker_that_dies_is_an_error),
        cmocka_unit_test(stop_flag_ends_the_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
