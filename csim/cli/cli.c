#include "cli/cli.h"
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "files/file.h"

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

const volatile int *cli_stop(void) { return &stop_requested; }

enum status cli_interrupted(struct error *err)
{
    return error_set(err, STATUS_INTERRUPTED, "interrupted; nothing was left half-written");
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

double cli_now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int cli_threads(int64_t wanted)
{
    const long online = sysconf(_SC_NPROCESSORS_ONLN);

    return wanted > 0 ? (int)wanted : online > 0 ? (int)online : 1;
}

int cli_workers(const struct cli_args *args)
{
    return args->processes > 0 ? (int)args->processes : cli_threads(args->threads);
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

void cli_report(void *context, const char *line)
{
    (void)context;
    cli_progress("%s", line);
}

enum status cli_check_file(const char *path, struct error *err)
{
    enum { PROBE_BYTES = 1 << 18 }; /* more than a result and a report need */
    struct file_out f;
    enum status status = file_out_open(&f, path, err);

    if (status)
        return status;
    for (int i = 0; i < PROBE_BYTES; i++)
        if (putc(0, f.stream) == EOF)
            break;
    if (fflush(f.stream) || ferror(f.stream))
        status = error_set(err, STATUS_BAD_FILE, "%s: cannot write: %s", path, strerror(errno));
    file_out_abandon(&f);
    return status;
}

enum status cli_check_out(const char *dir, struct error *err)
{
    char path[1024];
    const enum status status = file_make_dirs(dir, err);

    if (status)
        return status;
    if (snprintf(path, sizeof path, "%s/.probe", dir) >= (int)sizeof path)
        return error_set(err, STATUS_BAD_FILE, "%s: path too long", dir);
    return cli_check_file(path, err);
}

void cli_host_cpu(char text[128])
{
    FILE *f = fopen("/proc/cpuinfo", "r");
    char line[256];

    snprintf(text, 128, "unknown");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "model name : %127[^\n]", text) == 1)
            break;
    if (f)
        fclose(f);
}

void cli_command_line(char text[512], const struct cli_args *args)
{
    int n = snprintf(text, 512, "skyloom %s", args->verb);

    for (int i = 0; i < args->n_words && n < 511; i++)
        n += snprintf(text + n, 512 - (size_t)n, " %s", args->words[i]);
    for (char *c = text; *c != '\0'; c++) /* it becomes a line of a file */
        if (iscntrl((unsigned char)*c))
            *c = '?';
}
