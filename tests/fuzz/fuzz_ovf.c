#include "fuzz.h"
#include "io/ovf.h"
#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    struct ovf ovf;
    const enum status s = ovf_read(fuzz_file(data, size), &ovf, &err);

    fuzz_check(s, &err);
    if (s == STATUS_OK) /* what was accepted is whole and finite */
        for (size_t i = 0; i < 3 * mesh_cells(&ovf.mesh); i++)
            if (!isfinite(ovf.field.x[i]))
                abort();
    ovf_free(&ovf);
    return 0;
}
