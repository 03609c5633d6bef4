#include "check.h"
#include "base/crew.h"
#include <string.h>

static void add_one(void *context, int begin, int end)
{
    int *row = context;

    for (int i = begin; i < end; i++)
        row[i]++;
}

static void every_row_is_done_once_at_any_number_of_threads(void **state)
{
    static const int n_threads[] = {1, 2, 3, 7};
    int row[101];
    struct error err;

    (void)state;
    for (size_t t = 0; t < sizeof n_threads / sizeof n_threads[0]; t++) {
        struct crew *crew;

        memset(row, 0, sizeof row);
        assert_int_equal(crew_open(&crew, n_threads[t], &err), STATUS_OK);
        for (int round = 0; round < 300; round++)
            crew_run(crew, add_one, row, round % 2 ? 101 : 2);
        crew_close(crew);
        for (int i = 0; i < 101; i++)
            assert_int_equal(row[i], i < 2 ? 300 : 150);
    }
    crew_run(NULL, add_one, row, 1);
    assert_int_equal(row[0], 301);
}

struct by_worker {
    int row[101], of_worker[16]; /* a worker counts without a lock */
};

static void count_rows(void *context, int worker, int begin, int end)
{
    struct by_worker *count = context;

    for (int i = begin; i < end; i++)
        count->row[i]++;
    count->of_worker[worker] += end - begin;
}

static void a_worker_has_its_own_number(void **state)
{
    (void)state;
    for (int n_workers = 1; n_workers <= 5; n_workers++) {
        struct by_worker count = {0};
        struct crew *crew;
        struct error err;
        int sum = 0;

        assert_int_equal(crew_open(&crew, 4, &err), STATUS_OK);
        for (int round = 0; round < 300; round++)
            crew_run_workers(crew, n_workers, count_rows, &count, 101);
        crew_close(crew);
        for (int i = 0; i < 101; i++)
            assert_int_equal(count.row[i], 300);
        for (int w = 0; w < n_workers; w++)
            sum += count.of_worker[w];
        assert_int_equal(sum, 300 * 101);
        if (n_workers < 4) /* too few for the crew: the caller alone */
            assert_int_equal(count.of_worker[0], 300 * 101);
    }
}

static void no_threads_is_refused_by_name(void **state)
{
    struct crew *crew;
    struct error err;

    (void)state;
    assert_int_equal(crew_open(&crew, 0, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "n_threads = 0, must be in [1, 16]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_done_once_at_any_number_of_threads),
        cmocka_unit_test(a_worker_has_its_own_number),
        cmocka_unit_test(no_threads_is_refused_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
