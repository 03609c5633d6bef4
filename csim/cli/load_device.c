#include "cli/cli.h"
#include "lab/track/synapse.h"

enum status cli_load_device(const struct cli_args *args, struct device *d, struct error *err)
{
    enum status status = device_load(args->positional[0], d, err);

    for (int i = 0; i < args->n_sets && !status; i++)
        status = device_set(d, args->set[i], err);
    return status || !args->n_sets ? status : device_check(d, args->positional[0], err);
}
