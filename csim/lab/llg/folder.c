#include "lab/llg/folder.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum status llg_folder_lock(const char *folder, int *lock, struct error *err)
{
    *lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*lock < 0)
        return error_set(err, STATUS_BAD_FILE, "%.900s: cannot open: %s", folder, strerror(errno));
    if (flock(*lock, LOCK_EX | LOCK_NB) == 0)
        return STATUS_OK;
    if (errno == EWOULDBLOCK) {
        close(*lock);
        *lock = -1;
        return error_set(err, STATUS_BAD_FILE,
                         "%.900s: another run is writing there, must be a folder of its own",
                         folder);
    }
    close(*lock);
    *lock = -1;
    return STATUS_OK;
}

/* --- names --- */

/* 0: no digits there. */
static size_t n_digits(const char *text) { return strspn(text, "0123456789"); }

static bool is_one_of(const char *text, const char *const words[])
{
    while (*words != NULL)
        if (strcmp(text, *words++) == 0)
            return true;
    return false;
}

/* m000123 with one of the endings. */
static bool is_numbered(const char *name, const char *const ends[])
{
    const size_t digits = name[0] == 'm' ? n_digits(name + 1) : 0;

    return digits >= 6 && is_one_of(name + 1 + digits, ends);
}

static bool is_frame(const char *name)
{
    static const char *const ends[] = {".png", NULL};

    return is_numbered(name, ends);
}

static bool is_of_earlier_run(const char *name)
{
    static const char stage[] = "m_stage", field[] = "_field";
    static const char *const states[] = {".ovf", NULL};
    static const char *const names[] = {
        "m_start.png",     "m_start_hue.png", "m_final.ovf",   "m_final.png",
        "m_final_hue.png", "result.json",     "skyrmions.txt", NULL};
    static const char *const ends[] = {".ovf", ".png", "_hue.png", NULL};
    const char *number = name + strlen(stage);

    if (is_numbered(name, states) || is_one_of(name, names))
        return true;
    if (strncmp(name, stage, strlen(stage)) != 0 || n_digits(number) == 0)
        return false;
    number += n_digits(number);
    if (strncmp(number, field, strlen(field)) == 0 && n_digits(number + strlen(field)) > 0)
        number += strlen(field) + n_digits(number + strlen(field));
    return is_one_of(number, ends);
}

static bool is_output(const char *name)
{
    static const char *const names[] = {"table.txt", "checkpoint.state", NULL};

    return is_one_of(name, names) || is_of_earlier_run(name) || is_frame(name);
}

/* As files/file.c names them: NAME.tmp.PID. */
static bool is_left_over(const char *name)
{
    const char *tmp = strstr(name, ".tmp.");
    char output[256];
    long pid;

    if (tmp == NULL || !isdigit((unsigned char)tmp[5]) || tmp[5 + n_digits(tmp + 5)] != '\0')
        return false;
    pid = strtol(tmp + 5, NULL, 10);
    snprintf(output, sizeof output, "%.*s", (int)(tmp - name), name);
    return is_output(output) && pid > 1 && pid <= INT32_MAX && kill((pid_t)pid, 0) != 0
           && errno == ESRCH;
}

/* --- removing --- */

static bool is_same_file(const char *path, const char *other)
{
    struct stat a, b;

    return stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev
           && a.st_ino == b.st_ino;
}

/* Files that the name picks, but not the one to keep. */
static enum status remove_files(const char *folder, bool (*picks)(const char *name),
                                const char *keep, struct error *err)
{
    DIR *dir = opendir(folder);
    enum status status = STATUS_OK;

    if (dir == NULL) /* nothing of an earlier run there */
        return STATUS_OK;
    for (struct dirent *entry; status == STATUS_OK && (entry = readdir(dir)) != NULL;) {
        struct path path;

        if (!picks(entry->d_name)
            || (status = path_join(&path, err, folder, "%s", entry->d_name)) != STATUS_OK)
            continue;
        if (!is_same_file(path.text, keep) && unlink(path.text) != 0)
            status = error_set(err, STATUS_BAD_FILE, "%s: cannot remove: %s", path.text,
                               strerror(errno));
    }
    closedir(dir);
    return status;
}

void llg_folder_sweep(const char *folder)
{
    struct error harmless;
    struct path frames;

    remove_files(folder, is_left_over, "", &harmless);
    if (path_join(&frames, &harmless, folder, "frames") == STATUS_OK)
        remove_files(frames.text, is_left_over, "", &harmless);
}

enum status llg_folder_clear(const char *folder, const struct llg_case *c, struct error *err)
{
    struct path frames, start = {""};
    enum status status = path_join(&frames, err, folder, "frames");

    if (status == STATUS_OK && c->start.kind == START_FILE)
        status = llg_case_path(c, c->start.file, &start, err);
    if (status == STATUS_OK)
        status = remove_files(folder, is_of_earlier_run, start.text, err);
    return status != STATUS_OK ? status : remove_files(frames.text, is_frame, start.text, err);
}
