#include "cli/cli.h"
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "files/file.h"
#include "files/folders.h"
#include "files/host.h"

/* What a signal handler writes. */
static volatile int stop_requested;
static volatile time_t stop_s;

/* One ctrl-C may come twice within milliseconds: from the terminal, and passed on by mpirun,
 * timeout or a shell. One that is meant to end the process at once comes later. */
static void on_signal(int number)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    if (stop_requested && now.tv_sec >= stop_s + 2) {
        signal(number, SIG_DFL);
        raise(number);
    }
    if (!stop_requested)
        stop_s = now.tv_sec;
    stop_requested = 1;
}

void cli_catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    sigaction(SIGINT, &action, NULL); /* a second one, 2 s later, ends the process at once */
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGPIPE, &ignore, NULL); /* writes return an error instead */
    sigaction(SIGXFSZ, &ignore, NULL);
}

enum status cli_run(const struct cli_verb *verb, const struct cli_args *args, struct error *err)
{
    const struct folders made[] = {folders_before(args->out), folders_before(args->trace)};
    const enum status status = verb->run(args, err);

    for (size_t i = 0; status != STATUS_OK && i < sizeof made / sizeof made[0]; i++)
        folders_remove_empty(&made[i]);
    return status;
}

int cli_exit_code(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return 0;
    case STATUS_BAD_CONFIG:
    case STATUS_BAD_FILE:
        return 2;
    case STATUS_INTERRUPTED:
        return 130;
    case STATUS_PROTOCOL:
    case STATUS_MISMATCH:
    case STATUS_NO_MEMORY:
        break;
    }
    return 1;
}

void cli_print_table(const char *path)
{
    unsigned char *text;
    struct error ignored;
    size_t n;

    if (file_read_all(path, 1 << 22, &text, &n, &ignored))
        return;
    printf("%s:\n%s", path, (const char *)text);
    free(text);
}

int cli_workers(const struct cli_args *args)
{
    return args->processes > 0 ? (int)args->processes : host_threads(args->threads);
}

void cli_progress(const char *fmt, ...)
{
    char line[160];
    va_list args;

    if (!isatty(STDERR_FILENO))
        return;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    fprintf(stderr, "\r\033[K%s", line);
}

void cli_progress_done(void)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

static void show_line(void *context, const char *line)
{
    (void)context;
    if (line)
        cli_progress("%s", line);
    else
        cli_progress_done();
}

static void show_report(void *context, const char *line)
{
    (void)context;
    cli_progress_done();
    fprintf(stderr, "skyloom: %s\n", line);
}

const struct watch cli_watch = {
    .progress = show_line, .report = show_report, .stop = &stop_requested};
