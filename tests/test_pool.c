#include "check.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "threads/pool.h"

#define N_ITEMS 101

static const int n_threads[] = {-1, 1, 2, 3, 7};
#define N_POOLS (sizeof n_threads / sizeof n_threads[0])

struct items {
    int count[N_ITEMS], worker[N_ITEMS];
    int of_worker[16]; /* a worker counts without a lock */
    int fails[2];      /* 0: none */
    atomic_int begun;
    volatile int *stop;
};

static enum status count_item(void *context, int worker, int item, struct error *err)
{
    struct items *items = context;

    items->count[item]++;
    items->worker[item] = worker;
    items->of_worker[worker]++;
    atomic_fetch_add(&items->begun, 1);
    if (item >= 20 && items->stop != NULL)
        *items->stop = 1;
    for (int i = 0; i < 2; i++)
        if (items->fails[i] != 0 && item == items->fails[i]) {
            usleep(i == 0 ? 20000 : 0);
            return error_set(err, STATUS_MISMATCH, "item %d", item);
        }
    return STATUS_OK;
}

static struct pool *open_pool(int threads)
{
    struct pool *pool;
    struct error err;

    assert_int_equal(pool_open(&pool, threads, &err), STATUS_OK);
    assert_int_equal(pool_workers(pool), threads < 1 ? 1 : threads);
    return pool;
}

static void every_item_is_done_once_at_any_number_of_threads(void **state)
{
    (void)state;
    for (size_t t = 0; t < N_POOLS; t++) {
        struct pool *pool = open_pool(n_threads[t]);
        struct items items = {0};
        struct error err;
        int sum = 0;

        for (int round = 0; round < 300; round++) {
            const struct pool_job job = {
                .run = count_item, .context = &items, .n_items = round % 2 ? N_ITEMS : 1};

            assert_int_equal(pool_do(pool, &job, &err), STATUS_OK);
        }
        for (int i = 0; i < N_ITEMS; i++)
            assert_int_equal(items.count[i], i < 1 ? 300 : 150);
        for (int w = 0; w < pool_workers(pool); w++)
            sum += items.of_worker[w];
        assert_int_equal(sum, 150 * N_ITEMS + 150);
        pool_close(pool);
    }
}

static void add_one(void *context, int item) { ((int *)context)[item]++; }

static void items_that_cannot_fail_need_no_status(void **state)
{
    (void)state;
    for (size_t t = 0; t < N_POOLS; t++) {
        struct pool *pool = open_pool(n_threads[t]);
        int count[N_ITEMS] = {0};

        pool_run(pool, add_one, count, 0);
        for (int round = 0; round < 300; round++)
            pool_run(pool, add_one, count, N_ITEMS);
        for (int i = 0; i < N_ITEMS; i++)
            assert_int_equal(count[i], 300);
        pool_close(pool);
    }
}

static void the_lowest_failing_item_wins_however_late_it_is(void **state)
{
    (void)state;
    for (size_t t = 0; t < N_POOLS; t++) {
        struct pool *pool = open_pool(n_threads[t]);

        for (int round = 0; round < 3; round++) {
            struct items items = {.fails = {7, 9}};
            const struct pool_job job = {.run = count_item, .context = &items, .n_items = N_ITEMS};
            struct error err;

            assert_int_equal(pool_do(pool, &job, &err), STATUS_MISMATCH);
            assert_string_equal(err.text, "item 7");
            for (int i = 0; i <= 7; i++)
                assert_int_equal(items.count[i], 1);
            if (n_threads[t] <= 1)
                assert_int_equal(items.begun, 8);
        }
        pool_close(pool);
    }
}

static void a_pool_that_failed_does_its_next_job(void **state)
{
    struct pool *pool = open_pool(3);
    struct items bad = {.fails = {1, 0}}, good = {0};
    struct pool_job job = {.run = count_item, .context = &bad, .n_items = N_ITEMS};
    struct error err;

    (void)state;
    assert_int_equal(pool_do(pool, &job, &err), STATUS_MISMATCH);
    job.context = &good;
    assert_int_equal(pool_do(pool, &job, &err), STATUS_OK);
    assert_int_equal(good.begun, N_ITEMS);
    pool_close(pool);
}

static void stop_flag_ends_the_job(void **state)
{
    (void)state;
    for (size_t t = 0; t < N_POOLS; t++) {
        struct pool *pool = open_pool(n_threads[t]);
        volatile int stop = 0;
        struct items items = {.stop = &stop};
        const struct pool_job job = {.run = count_item,
                                     .context = &items,
                                     .n_items = N_ITEMS,
                                     .items = "images",
                                     .stop = &stop};
        char text[64];
        struct error err;

        assert_int_equal(pool_do(pool, &job, &err), STATUS_INTERRUPTED);
        snprintf(text, sizeof text, "interrupted after %d of %d images", items.begun, N_ITEMS);
        assert_string_equal(err.text, text);
        assert_in_range(items.begun, 21, 20 + pool_workers(pool));
        pool_close(pool);
    }
}

struct seen {
    pthread_t caller;
    int n_told, last;
};

static void see(void *context, int done, int n_items)
{
    struct seen *seen = context;

    assert_true(pthread_equal(seen->caller, pthread_self()));
    assert_true(done >= seen->last && done <= n_items);
    seen->n_told++;
    seen->last = done;
}

static enum status take_long(void *context, int worker, int item, struct error *err)
{
    (void)context;
    (void)worker;
    (void)err;
    usleep(item == 1 ? 900000 : 1000); /* the caller may have to wait for another's item */
    return STATUS_OK;
}

static void progress_is_told_in_the_caller_while_it_waits(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        struct pool *pool = open_pool(threads);
        struct seen seen = {.caller = pthread_self()};
        const struct pool_job job = {
            .run = take_long, .n_items = 10, .progress = see, .progress_context = &seen};
        struct error err;

        assert_int_equal(pool_do(pool, &job, &err), STATUS_OK);
        assert_int_equal(seen.last, 10);
        assert_true(seen.n_told >= 2);
        pool_close(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_is_done_once_at_any_number_of_threads),
        cmocka_unit_test(items_that_cannot_fail_need_no_status),
        cmocka_unit_test(the_lowest_failing_item_wins_however_late_it_is),
        cmocka_unit_test(a_pool_that_failed_does_its_next_job),
        cmocka_unit_test(stop_flag_ends_the_job),
        cmocka_unit_test(progress_is_told_in_the_caller_while_it_waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
