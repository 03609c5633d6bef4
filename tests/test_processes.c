#include "check.h"
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "threads/processes.h"

#define N_JOBS 50

static enum status square(void *context, struct processes_job *job, struct error *err)
{
    (void)context;
    (void)err;
    *(int *)job->result = job->index * job->index;
    return STATUS_OK;
}

/* Jobs 7 and 30 fail, 7 late. */
static enum status fail_some(void *context, struct processes_job *job, struct error *err)
{
    if (job->index == 7)
        usleep(20000);
    if (job->index == 7 || job->index == 30)
        return error_set(err, STATUS_MISMATCH, "job %d", job->index);
    return square(context, job, err);
}

static enum status die(void *context, struct processes_job *job, struct error *err)
{
    if (job->index == 5)
        raise(SIGKILL);
    return square(context, job, err);
}

static enum status leave(void *context, struct processes_job *job, struct error *err)
{
    if (job->index == 5)
        _exit(3);
    return square(context, job, err);
}

static enum status wait_a_while(void *context, struct processes_job *job, struct error *err)
{
    usleep(5000);
    return square(context, job, err);
}

struct films {
    atomic_int begun, kept; /* shared with the workers */
    int n_workers;          /* with so many under way, the caller gets an alarm; 0: it gets none */
    pid_t caller;
};

static void begin(struct films *films)
{
    if (atomic_fetch_add(&films->begun, 1) + 1 == films->n_workers)
        kill(films->caller, SIGALRM);
}

/* Until it is stopped, as a film that keeps its state. */
static enum status wait_for_stop(void *context, struct processes_job *job, struct error *err)
{
    struct films *films = context;

    begin(films);
    for (int i = 0; i < 2000 && !*job->stop; i++) {
        usleep(5000);
        processes_note_share(job, i / 2000.0);
    }
    atomic_fetch_add(&films->kept, 1);
    return error_set(err, *job->stop ? STATUS_INTERRUPTED : STATUS_MISMATCH, "kept");
}

/* Job 3 is one without which the others are worth nothing. */
static enum status end_all(void *context, struct processes_job *job, struct error *err)
{
    if (job->index != 3)
        return job->index < 3 ? STATUS_OK : wait_for_stop(context, job, err);
    job->ends_all = true;
    return error_set(err, STATUS_BAD_CONFIG, "job 3");
}

struct seen {
    int n_told, last, n_failed;
    double running;
    char text[64];
};

static void see(void *context, int done, double running, int n_jobs)
{
    struct seen *seen = context;

    assert_true(done >= seen->last && done <= n_jobs);
    seen->n_told++;
    seen->last = done;
    seen->running = running > seen->running ? running : seen->running;
}

static void see_failure(void *context, const struct error *err)
{
    struct seen *seen = context;

    seen->n_failed++;
    snprintf(seen->text, sizeof seen->text, "%.60s", err->text);
}

static void results_do_not_depend_on_the_number_of_workers(void **state)
{
    (void)state;
    for (int workers = 1; workers <= 5; workers += 2) {
        int results[N_JOBS] = {0};
        struct seen seen = {0};
        struct processes_tally tally;
        const struct processes p = {.n_jobs = N_JOBS,
                                    .n_workers = workers,
                                    .result_size = sizeof(int),
                                    .job = square,
                                    .progress = see,
                                    .caller = &seen};
        struct error err;

        assert_int_equal(processes_run(&p, results, &tally, &err), STATUS_OK);
        for (int i = 0; i < N_JOBS; i++)
            assert_int_equal(results[i], i * i);
        assert_int_equal(seen.last, N_JOBS);
        assert_true(tally.done == N_JOBS && tally.failed == 0 && !tally.stopped);
    }
}

static void no_jobs_are_done_at_once(void **state)
{
    const struct processes p = {.n_workers = 3, .job = die};
    struct error err;

    (void)state;
    assert_int_equal(processes_run(&p, NULL, NULL, &err), STATUS_OK);
}

static void first_failing_job_wins_however_late_it_is(void **state)
{
    (void)state;
    for (int workers = 1; workers <= 4; workers++) {
        int results[N_JOBS];
        const struct processes p = {
            .n_jobs = N_JOBS, .n_workers = workers, .result_size = sizeof(int), .job = fail_some};
        struct error err;

        assert_int_equal(processes_run(&p, results, NULL, &err), STATUS_MISMATCH);
        assert_string_equal(err.text, "job 7");
    }
}

static void a_failing_job_leaves_the_others_their_turn_where_asked(void **state)
{
    (void)state;
    for (int workers = 1; workers <= 4; workers++) {
        struct seen seen = {0};
        struct processes_tally tally;
        int results[N_JOBS];
        const struct processes p = {.n_jobs = N_JOBS,
                                    .n_workers = workers,
                                    .result_size = sizeof(int),
                                    .job = fail_some,
                                    .go_on = true,
                                    .failed = see_failure,
                                    .caller = &seen};
        struct error err;

        assert_int_equal(processes_run(&p, results, &tally, &err), STATUS_MISMATCH);
        assert_string_equal(err.text, "job 7");
        assert_true(tally.done == N_JOBS - 2 && tally.failed == 2 && !tally.stopped);
        if (workers == 1) { /* else the others may be through before the caller looks */
            assert_int_equal(seen.n_failed, 2);
            assert_string_equal(seen.text, "job 30");
        }
    }
}

static struct films *shared_films(int n_workers)
{
    struct films *f =
        mmap(NULL, sizeof *f, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    assert_ptr_not_equal(f, MAP_FAILED);
    f->n_workers = n_workers;
    f->caller = getpid();
    return f;
}

static void a_job_can_end_all(void **state)
{
    struct films *films = shared_films(0);
    struct processes_tally tally;
    const struct processes p = {.n_jobs = 8,
                                .n_workers = 3,
                                .job = end_all,
                                .context = films,
                                .go_on = true,
                                .patient = true};
    struct error err;

    (void)state;
    assert_int_equal(processes_run(&p, NULL, &tally, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "job 3");
    assert_true(tally.stopped && tally.failed == 1);
    assert_true(films->kept <= 2);
    munmap(films, sizeof *films);
}

static void worker_that_dies_is_an_error(void **state)
{
    int results[N_JOBS];
    struct processes_tally tally;
    struct processes p = {.n_jobs = N_JOBS, .n_workers = 2, .result_size = sizeof(int), .job = die};
    struct error err;

    (void)state;
    for (int patient = 0; patient < 2; patient++) {
        p.patient = p.go_on = patient;
        p.job = die;
        assert_int_equal(processes_run(&p, results, &tally, &err), STATUS_NO_MEMORY);
        assert_non_null(strstr(err.text, "of 2 died by signal 9"));
        assert_true(tally.stopped);
        p.job = leave;
        assert_int_equal(processes_run(&p, results, &tally, &err), STATUS_NO_MEMORY);
        assert_non_null(strstr(err.text, "of 2 ended with status 3"));
    }
}

static void stop_flag_ends_the_run(void **state)
{
    (void)state;
    for (int workers = 1; workers <= 2; workers++) {
        int results[N_JOBS];
        const volatile int stop = 1;
        const struct processes p = {.n_jobs = N_JOBS,
                                    .n_workers = workers,
                                    .result_size = sizeof(int),
                                    .job = wait_a_while,
                                    .stop = &stop};
        struct error err;

        assert_int_equal(processes_run(&p, results, NULL, &err), STATUS_INTERRUPTED);
        assert_non_null(strstr(err.text, "interrupted after "));
        assert_non_null(strstr(err.text, " of 50"));
    }
}

static volatile int stop_requested;

static void on_alarm(int number)
{
    (void)number;
    stop_requested = 1;
}

/* The caller alone gets an alarm, in the middle of jobs. */
static enum status run_until_alarm(const struct processes *p, struct processes_tally *tally,
                                   struct error *err)
{
    void (*const before)(int) = signal(SIGALRM, on_alarm);
    enum status status;

    stop_requested = 0;
    status = processes_run(p, NULL, tally, err);
    signal(SIGALRM, before);
    return status;
}

static void patient_workers_keep_what_they_have_when_interrupted(void **state)
{
    (void)state;
    for (int workers = 1; workers <= 3; workers++) {
        struct films *films = shared_films(workers);
        struct processes_tally tally;
        const struct processes p = {.n_jobs = 20,
                                    .n_workers = workers,
                                    .job = wait_for_stop,
                                    .context = films,
                                    .go_on = true,
                                    .patient = true,
                                    .stop = &stop_requested};
        struct error err;

        assert_int_equal(run_until_alarm(&p, &tally, &err), STATUS_INTERRUPTED);
        assert_string_equal(err.text, "interrupted after 0 of 20");
        assert_int_equal(films->kept, workers);
        assert_true(tally.stopped && tally.failed == 0);
        munmap(films, sizeof *films);
    }
}

static enum status sleep_on(void *context, struct processes_job *job, struct error *err)
{
    (void)job;
    (void)err;
    begin(context);
    sleep(60);
    return STATUS_OK;
}

static void workers_that_do_not_look_are_ended(void **state)
{
    struct films *films = shared_films(3);
    const struct processes p = {
        .n_jobs = 20, .n_workers = 3, .job = sleep_on, .context = films, .stop = &stop_requested};
    const time_t began = time(NULL);
    struct error err;

    (void)state;
    assert_int_equal(run_until_alarm(&p, NULL, &err), STATUS_INTERRUPTED);
    assert_true(time(NULL) - began < 30);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* none is left behind */
    munmap(films, sizeof *films);
}

static enum status say_rank(void *context, struct processes_job *job, struct error *err)
{
    int *result = job->result;

    (void)context;
    (void)err;
    result[0] = job->rank + 1;
    result[1] = job->n_ranks;
    usleep(1000);
    return STATUS_OK;
}

/* Two calls, as two ranks of mpirun make them, with three workers each. */
static void a_job_knows_its_rank_and_the_number_of_ranks(void **state)
{
    (void)state;
    for (int rank = 0; rank < 2; rank++) {
        int results[N_JOBS][2];
        struct processes_tally tally;
        const struct processes p = {.n_jobs = N_JOBS,
                                    .n_workers = 3,
                                    .rank = rank,
                                    .n_ranks = 2,
                                    .result_size = sizeof results[0],
                                    .job = say_rank};
        struct error err;

        assert_int_equal(processes_run(&p, results, &tally, &err), STATUS_OK);
        assert_int_equal(tally.done, N_JOBS / 2);
        for (int i = 0; i < N_JOBS; i++) {
            if (i % 2 != rank) {
                assert_true(results[i][0] == 0 && results[i][1] == 0);
                continue;
            }
            assert_int_equal(results[i][1], 6);
            assert_in_range(results[i][0] - 1, 3 * rank, 3 * rank + 2);
        }
    }
}

static enum status run_long(void *context, struct processes_job *job, struct error *err)
{
    (void)context;
    (void)err;
    for (int i = 0; i < 260; i++) {
        processes_note_share(job, 0.5);
        usleep(5000);
    }
    return STATUS_OK;
}

static void shares_of_running_jobs_are_told_every_second(void **state)
{
    (void)state;
    for (int workers = 1; workers <= 2; workers++) {
        struct seen seen = {0};
        const struct processes p = {.n_jobs = workers,
                                    .n_workers = workers,
                                    .job = run_long,
                                    .progress = see,
                                    .caller = &seen};
        struct error err;

        assert_int_equal(processes_run(&p, NULL, NULL, &err), STATUS_OK);
        assert_int_equal(seen.last, workers);
        assert_true(seen.n_told >= 2);
        assert_true(seen.running >= 0.5 && seen.running <= 0.5 * workers);
    }
}

static void rank_among(const char *rank, const char *n_ranks, int want_rank, int want_n)
{
    int got_rank = 7, got_n = 9;

    setenv("PMI_RANK", rank, 1);
    setenv("PMI_SIZE", n_ranks, 1);
    processes_find_rank(&got_rank, &got_n);
    assert_int_equal(got_rank, want_rank);
    assert_int_equal(got_n, want_n);
}

static void the_rank_is_that_of_the_launcher_where_there_are_several(void **state)
{
    static const char *const others[] = {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE",
                                         "SLURM_PROCID", "SLURM_STEP_NUM_TASKS"};

    (void)state;
    for (int i = 0; i < 4; i++)
        unsetenv(others[i]);
    rank_among("2", "5", 2, 5);
    rank_among("0", "1", 7, 9); /* alone */
    rank_among("5", "5", 7, 9); /* no such rank */
    rank_among("-1", "5", 7, 9);
    rank_among("", "", 7, 9);
    setenv("SLURM_PROCID", "1", 1);
    setenv("SLURM_STEP_NUM_TASKS", "3", 1);
    rank_among("0", "1", 1, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_do_not_depend_on_the_number_of_workers),
        cmocka_unit_test(no_jobs_are_done_at_once),
        cmocka_unit_test(first_failing_job_wins_however_late_it_is),
        cmocka_unit_test(a_failing_job_leaves_the_others_their_turn_where_asked),
        cmocka_unit_test(a_job_can_end_all),
        cmocka_unit_test(worker_that_dies_is_an_error),
        cmocka_unit_test(stop_flag_ends_the_run),
        cmocka_unit_test(patient_workers_keep_what_they_have_when_interrupted),
        cmocka_unit_test(workers_that_do_not_look_are_ended),
        cmocka_unit_test(a_job_knows_its_rank_and_the_number_of_ranks),
        cmocka_unit_test(shares_of_running_jobs_are_told_every_second),
        cmocka_unit_test(the_rank_is_that_of_the_launcher_where_there_are_several),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
