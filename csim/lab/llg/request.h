#ifndef SKYLOOM_LAB_LLG_REQUEST_H
#define SKYLOOM_LAB_LLG_REQUEST_H
#include "base/watch.h"
#include "lab/llg/result.h"
/* A micromagnetic case as it is asked for: loaded, changed, run in a folder of its own that nobody
 * else writes to, and told. */
struct llg_request {
    const char *name;       /* a file, or a shipped case */
    const char *const *set; /* [n_set] "key=value", in this order */
    int n_set;
    const char *out; /* folder of all output; NULL: out/NAME */
    int64_t threads; /* 0: as many as the mesh is worth */
    bool resume;     /* go on where a run was stopped */
    bool force;      /* begin anew there */
    const char *command;
};

/* report is for the caller to zero and to keep; result.json is written. A case that has ended in
 * its folder is not resumed: the watch is told, and the report says so. */
enum status llg_request_run(const struct llg_request *q, const struct watch *watch,
                            struct llg_report *report, struct error *err);
#endif
