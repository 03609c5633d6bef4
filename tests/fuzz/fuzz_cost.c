#include "fuzz.h"
#include "energy/cost_yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    struct cost_card card;

    fuzz_check(cost_load(fuzz_file(data, size), &card, &err), &err);
    return 0;
}
