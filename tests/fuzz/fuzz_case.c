#include "fuzz.h"
#include "lab/llg/case.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct llg_case c;
    struct error err = {0};
    const enum status s = llg_case_load(fuzz_file(data, size), &c, &err);

    fuzz_check(s, &err);
    if (s == STATUS_OK && llg_case_check(&c, "again", &err) != STATUS_OK)
        abort();
    return 0;
}
