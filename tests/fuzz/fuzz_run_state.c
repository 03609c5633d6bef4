#include "fuzz.h"
#include "io/run_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static real m[3 * 4];
    static double time_s;
    static uint64_t steps;
    const struct mesh mesh = {
        .n_x = 2, .n_y = 2, .n_z = 1, .cell_x_m = 2e-9, .cell_y_m = 2e-9, .cell_z_m = 1e-9};
    const struct run_number number = {"time_s", &time_s};
    const struct run_count count = {"steps", &steps};
    const struct run_field field = {"m", {m, m + 4, m + 8}};
    const struct run_state state = {&mesh, &number, 1, &count, 1, &field, 1};
    struct error err = {0};

    fuzz_check(run_state_read(fuzz_file(data, size), &state, &err), &err);
    return 0;
}
