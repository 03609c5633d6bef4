#include "cosim/tool.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "files/path.h"

void tool_argument(struct tool *t, const char *fmt, ...)
{
    va_list args;
    const size_t left = sizeof t->text - t->used;
    int length;

    va_start(args, fmt);
    length = vsnprintf(t->text + t->used, left, fmt, args);
    va_end(args);
    if (length < 0 || (size_t)length >= left || t->n >= TOOL_MAX_ARGUMENTS)
        return; /* the command is then incomplete and the tool says so in the log */
    t->argument[t->n++] = t->text + t->used;
    t->argument[t->n] = NULL;
    t->used += (size_t)length + 1;
}

static void become(const struct tool *t, const char *directory, const char *log)
{
    char *argument[TOOL_MAX_ARGUMENTS + 1];
    const int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0666);
    const int in = open("/dev/null", O_RDONLY);

    if (out < 0 || in < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0
        || chdir(directory) != 0)
        _exit(126);
    for (int i = 0; i < t->n; i++)
        dprintf(1, "%s%s", t->argument[i], i + 1 < t->n ? " " : "\n");
    memcpy(argument, t->argument, sizeof argument);
    execvp(argument[0], argument);
    dprintf(2, "%s: %s\n", argument[0], strerror(errno));
    _exit(127);
}

enum status tool_start(const struct tool *t, const char *directory, const char *log, pid_t *pid,
                       struct error *err)
{
    *pid = fork();
    if (*pid < 0)
        return error_set(err, STATUS_NO_MEMORY, "cosim: cannot start %s: %s", t->argument[0],
                         strerror(errno));
    if (*pid == 0)
        become(t, directory, log);
    return STATUS_OK;
}

enum status tool_wait(const struct tool *t, const char *log, pid_t pid, struct error *err)
{
    int result = 0;

    while (waitpid(pid, &result, 0) < 0)
        if (errno != EINTR)
            return error_set(err, STATUS_BAD_FILE, "cosim: lost %s: %s", t->argument[0],
                             strerror(errno));
    if (WIFEXITED(result) && WEXITSTATUS(result) == 0)
        return STATUS_OK;
    if ((WIFSIGNALED(result) && WTERMSIG(result) == SIGINT)
        || (WIFEXITED(result) && WEXITSTATUS(result) == 128 + SIGINT))
        return error_set(err, STATUS_INTERRUPTED, "interrupted while building the RTL");
    if (WIFEXITED(result) && WEXITSTATUS(result) == 127)
        return error_set(err, STATUS_BAD_FILE,
                         "cosim: %s could not be started, is it installed? (make setup); see %s",
                         t->argument[0], log);
    return error_set(err, STATUS_BAD_FILE, "cosim: %s failed; see %s", t->argument[0], log);
}

enum status tool_run(const struct tool *t, const char *directory, const char *log,
                     struct error *err)
{
    pid_t pid;
    const enum status status = tool_start(t, directory, log, &pid, err);

    return status == STATUS_OK ? tool_wait(t, log, pid, err) : status;
}

void tool_remove_tree(const char *directory)
{
    DIR *dir = opendir(directory);
    const struct dirent *entry;
    struct path path;
    struct error none;
    struct stat info;

    if (dir == NULL)
        return;
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (path_join(&path, &none, directory, "%s", entry->d_name) != STATUS_OK)
            continue;
        if (lstat(path.text, &info) == 0 && S_ISDIR(info.st_mode))
            tool_remove_tree(path.text);
        else
            unlink(path.text);
    }
    closedir(dir);
    rmdir(directory);
}
