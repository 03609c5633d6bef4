#include "fuzz.h"
#include "io/card_yaml.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct device_card card;
    struct error err = {0};
    const enum status s = card_load(fuzz_file(data, size), &card, &err);

    fuzz_check(s, &err);
    if (s == STATUS_OK && card_check(&card, "again", &err) != STATUS_OK)
        abort();
    return 0;
}
