#include "fuzz.h"
#include "net/design.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    struct design d;
    const enum status s = design_load(fuzz_file(data, size), &d, &err);

    fuzz_check(s, &err);
    if (s == STATUS_OK && design_check(&d, "again", &err) != STATUS_OK)
        abort();
    return 0;
}
