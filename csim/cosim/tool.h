#ifndef SKYLOOM_COSIM_TOOL_H
#define SKYLOOM_COSIM_TOOL_H
#include <stddef.h>
#include <sys/types.h>
#include "base/error.h"
/* Running verilator and the compiler: no shell, output appended to a log. */
#define TOOL_MAX_ARGUMENTS 128

struct tool {
    const char *argument[TOOL_MAX_ARGUMENTS + 1]; /* NULL-terminated */
    int n;
    char text[16384]; /* formatted arguments live here */
    size_t used;
};

void tool_argument(struct tool *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Starts it in directory; its output goes to log. */
enum status tool_start(const struct tool *t, const char *directory, const char *log, pid_t *pid,
                       struct error *err);
enum status tool_wait(const struct tool *t, const char *log, pid_t pid, struct error *err);
enum status tool_run(const struct tool *t, const char *directory, const char *log,
                     struct error *err);
/* Removes a directory and what is in it; best effort. */
void tool_remove_tree(const char *directory);
#endif
