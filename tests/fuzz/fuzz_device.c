#include "lab/track/film.h"
#include "fuzz.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    struct synapse d;
    enum status s = synapse_load(fuzz_file(data, size), &d, &err);

    fuzz_check(s, &err);
    if (s != STATUS_OK)
        return 0;
    if (synapse_check(&d, "again", &err) != STATUS_OK || synapse_hash(&d) != synapse_hash(&d))
        abort();
    s = track_check_lattice(&d, &err);
    fuzz_check(s, &err);
    return 0;
}
