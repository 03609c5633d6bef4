#include "cosim/build_parts.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "files/file.h"

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
    char *const copy = strdup(path != NULL ? path : ""), *rest = copy, *folder;
    struct path file;
    struct error none;
    struct stat info;

    while (rest != NULL && (folder = strsep(&rest, ":")) != NULL) {
        if (folder[0] == '\0' || path_join(&file, &none, folder, "%s", name) != STATUS_OK
            || stat(file.text, &info) != 0)
            continue;
        hash = hash_fnv1a(hash, file.text, strlen(file.text));
        hash = hash_fnv1a(hash, &info.st_size, sizeof info.st_size);
        hash = hash_fnv1a(hash, &info.st_mtim, sizeof info.st_mtim);
        break;
    }
    free(copy);
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
    snprintf(w->version, sizeof w->version, "%s; %s", verilator, compiler);
    return path_join(&w->include_dir, err, root, "include");
}

/* Asking takes a tenth of a second; the answers are kept in the cache while the tools stay. */
enum status cosim_build_find_tools(struct workshop *w, struct error *err)
{
    const uint64_t key = hash_tool(hash_tool(HASH_START, "verilator"), "g++");
    struct path path;
    char text[sizeof w->version + PATH_SIZE + 2];
    unsigned char *kept;
    size_t n;
    int length;
    enum status status =
        path_join(&path, err, w->cache_dir, "tools-%016llx.txt", (unsigned long long)key);

    if (status != STATUS_OK)
        return status;
    if (access(path.text, R_OK) == 0
        && file_read_all(path.text, sizeof text, &kept, &n, err) == STATUS_OK) {
        length = sscanf((char *)kept, "%255[^\n]\n%1023[^\n]\n", w->version, w->include_dir.text);
        free(kept);
        if (length == 2 && access(w->include_dir.text, R_OK) == 0)
            return STATUS_OK;
    }
    status = ask_tools(w, err);
    if (status != STATUS_OK)
        return status;
    length = snprintf(text, sizeof text, "%s\n%s\n", w->version, w->include_dir.text);
    return file_write_all(path.text, text, (size_t)length, err);
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
