#include "fuzz.h"
#include "net/program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    struct program p;
    const enum status s = program_read(fuzz_file(data, size), &p, &err);

    fuzz_check(s, &err);
    if (s == STATUS_OK)
        program_free(&p);
    return 0;
}
