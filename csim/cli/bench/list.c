#include "cli/bench/list.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"
#include "files/file.h"

void bench_list_add(json_t *list, const char *name, double value, const char *unit, int n_workers,
                    const char *workers)
{
    json_array_append_new(list, json_pack("{s:s, s:f, s:s, s:i}", "name", name, "value", value,
                                          "unit", unit, "threads", n_workers));
    cli_progress_done();
    printf("%-36s %12.4g %-20s %d %s\n", name, value, unit, n_workers, workers);
    fflush(stdout);
}

enum status bench_list_write(json_t *list, const char *path, struct error *err)
{
    char *text = json_dumps(list, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
    enum status status;

    if (!text)
        return error_set(err, STATUS_NO_MEMORY, "bench: no memory");
    status = file_write_all(path, text, strlen(text), err);
    free(text);
    return status;
}
