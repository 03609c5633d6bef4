#include "cosim/build_parts.h"
#include "files/file.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* First line of what a command prints; a signal meanwhile does not cut it short. */
static void first_line(const char *command, char line[], size_t size)
{
    FILE *pipe = popen(command, "r");

    line[0] = '\0';
    if (pipe == NULL)
        return;
    while (fgets(line, (int)size, pipe) == NULL) {
        line[0] = '\0';
        if (!ferror(pipe) || errno != EINTR)
            break;
        clearerr(pipe);
    }
    line[strcspn(line, "\n")] = '\0';
    pclose(pipe);
}

static uint64_t hash_tool(uint64_t hash, const char *name)
{
    const char *path = getenv("PATH");
    char copy[4096], file[4400], *save = NULL;
    struct stat info;

    snprintf(copy, sizeof copy, "%s", path != NULL ? path : "");
    for (char *dir = strtok_r(copy, ":", &save); dir != NULL; dir = strtok_r(NULL, ":", &save)) {
        snprintf(file, sizeof file, "%s/%s", dir, name);
        if (stat(file, &info) != 0)
            continue;
        hash = hash_fnv1a(hash, file, strlen(file));
        hash = hash_fnv1a(hash, &info.st_size, sizeof info.st_size);
        return hash_fnv1a(hash, &info.st_mtim, sizeof info.st_mtim);
    }
    return hash;
}

static enum status ask_tools(struct workshop *w, struct error *err)
{
    char verilator[100], compiler[100], root[400];

    first_line("verilator --version 2>/dev/null", verilator, sizeof verilator);
    if (verilator[0] == '\0')
        return error_set(err, STATUS_BAD_FILE,
                         "cosim: verilator not found; install it (make setup) or use the golden "
                         "engine");
    first_line("g++ --version 2>/dev/null", compiler, sizeof compiler);
    if (compiler[0] == '\0')
        return error_set(err, STATUS_BAD_FILE, "cosim: g++ not found; install it (make setup)");
    first_line("verilator --getenv VERILATOR_ROOT 2>/dev/null", root, sizeof root);
    if (root[0] == '\0')
        return error_set(err, STATUS_BAD_FILE,
                         "cosim: verilator --getenv VERILATOR_ROOT failed; is it installed whole?");
    snprintf(w->include_dir, sizeof w->include_dir, "%s/include", root);
    snprintf(w->version, sizeof w->version, "%s; %s", verilator, compiler);
    return STATUS_OK;
}

/* Asking takes a tenth of a second; the answers are kept in the cache while the tools stay. */
enum status cosim_build_find_tools(struct workshop *w, struct error *err)
{
    const uint64_t key = hash_tool(hash_tool(HASH_START, "verilator"), "g++");
    char path[1100], text[800];
    unsigned char *kept;
    size_t n;
    int length;
    enum status status;

    snprintf(path, sizeof path, "%s/tools-%016llx.txt", w->cache_dir, (unsigned long long)key);
    if (access(path, R_OK) == 0 && file_read_all(path, sizeof text, &kept, &n, err) == STATUS_OK) {
        length = sscanf((char *)kept, "%255[^\n]\n%511[^\n]\n", w->version, w->include_dir);
        free(kept);
        if (length == 2 && access(w->include_dir, R_OK) == 0)
            return STATUS_OK;
    }
    status = ask_tools(w, err);
    if (status != STATUS_OK)
        return status;
    length = snprintf(text, sizeof text, "%s\n%s\n", w->version, w->include_dir);
    return file_write_all(path, text, (size_t)length, err);
}

/* -march=native: a cache shared by different machines must not mix. */
uint64_t cosim_build_hash_processor(void)
{
    FILE *info = fopen("/proc/cpuinfo", "r");
    char line[4096] = "";

    while (info != NULL && fgets(line, sizeof line, info) != NULL)
        if (strncmp(line, "flags", 5) == 0 || strncmp(line, "Features", 8) == 0)
            break;
    if (info != NULL)
        fclose(info);
    return hash_fnv1a(HASH_START, line, strlen(line));
}
