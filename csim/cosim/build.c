#include "cosim/build.h"
#include "cosim/tool.h"
#include "io/file.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* All that is known while one library is made. */
struct workshop {
    const struct cosim_build *build;
    const char *source_dir, *cache_dir;
    char include_dir[512]; /* verilated.h lives here */
    char version[256];     /* of verilator and the compiler */
    char parameters[1024]; /* -G flags, one line */
    char directory[1024];  /* temporary, in cache_dir */
    char log[1024];
    uint64_t key;
};

/* Beside rtl/: what this module adds, and headers the glue reads. */
static const char *const glue[] = {
    "csim/cosim/core_sim.sv", "csim/cosim/core_taps.sv", "csim/cosim/xbar_dpi.sv",
    "csim/cosim/flat_sim.sv", "csim/cosim/network.cpp",  "csim/cosim/api.h",
    "csim/cosim/context.hpp", "csim/cosim/stitched.hpp", "csim/cosim/flat.hpp",
    "csim/energy/ledger.h",
};
#define N_GLUE (sizeof glue / sizeof glue[0])

static const char optimise_fast[] = "-O3";
static const char optimise_quick[] = "-O1";

/* verilated.cpp and friends, compiled once per cache. */
static const char *const runtime_sources[] = {"verilated", "verilated_threads", "verilated_dpi"};
#define N_RUNTIME (sizeof runtime_sources / sizeof runtime_sources[0])

static bool is_rtl(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot != NULL && strcmp(dot, ".v") == 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_names(char **names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
}

/* Sorted "rtl/x.v" names followed by the glue. */
static enum status list_sources(const char *source_dir, char ***names, size_t *n, struct error *err)
{
    char path[1100];
    DIR *dir;
    const struct dirent *entry;
    size_t n_rtl = 0;

    snprintf(path, sizeof path, "%s/rtl", source_dir);
    *n = 0;
    *names = calloc(256 + N_GLUE, sizeof **names);
    dir = opendir(path);
    if (dir == NULL || *names == NULL) {
        if (dir != NULL)
            closedir(dir);
        free(*names);
        return error_set(err, STATUS_BAD_FILE, "cosim: %s: %s", path, strerror(errno));
    }
    while ((entry = readdir(dir)) != NULL && n_rtl < 256) {
        if (!is_rtl(entry->d_name))
            continue;
        snprintf(path, sizeof path, "rtl/%s", entry->d_name);
        (*names)[n_rtl++] = strdup(path);
    }
    closedir(dir);
    qsort(*names, n_rtl, sizeof **names, compare_names);
    *n = n_rtl;
    for (size_t i = 0; i < N_GLUE; i++)
        (*names)[(*n)++] = strdup(glue[i]);
    return STATUS_OK;
}

/* First line of what a command prints. */
static void first_line(const char *command, char line[], size_t size)
{
    FILE *pipe = popen(command, "r");

    line[0] = '\0';
    if (pipe == NULL)
        return;
    if (fgets(line, (int)size, pipe) == NULL)
        line[0] = '\0';
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
    snprintf(w->include_dir, sizeof w->include_dir, "%s/include", root);
    snprintf(w->version, sizeof w->version, "%s; %s", verilator, compiler);
    return STATUS_OK;
}

/* Asking takes a tenth of a second; the answers are kept in the cache while the tools stay. */
static enum status find_tools(struct workshop *w, struct error *err)
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
        if (length == 2)
            return STATUS_OK;
    }
    status = ask_tools(w, err);
    if (status != STATUS_OK)
        return status;
    length = snprintf(text, sizeof text, "%s\n%s\n", w->version, w->include_dir);
    return file_write_all(path, text, (size_t)length, err);
}

/* -march=native: a cache shared by different machines must not mix. */
static uint64_t hash_processor(void)
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

/* Layers' core counts packed 8 bits each, layer 0 lowest: the fabric's parameter CORES. */
static void write_parameters(struct workshop *w)
{
    const struct cosim_build *b = w->build;
    char cores[2 * PROGRAM_MAX_LAYERS + 1];
    int n = 0;

    for (int l = PROGRAM_MAX_LAYERS - 1; l >= 0; l--)
        n += snprintf(cores + n, sizeof cores - (size_t)n, "%02x",
                      (unsigned)(l < b->n_layers ? b->cores[l] : 0) & 0xffu);
    snprintf(w->parameters, sizeof w->parameters,
             "WORD_LINES=%d COLUMNS=%d CONVERTERS=%d CODE_BITS=%d TILES=%d MEMBRANE_BITS=%d "
             "LAYERS=%d CORES=64'h%s WEIGHT_BITS=%d DIGITAL=%d",
             b->geometry.word_lines, b->geometry.columns, b->geometry.converters, b->code_bits,
             b->max_tiles, b->membrane_bits, b->n_layers, cores, b->weight_bits,
             b->array == ARRAY_DIGITAL);
}

/* The source with the mutant's edit. Caller frees. */
static enum status read_source(const struct workshop *w, const char *name, unsigned char **text,
                               size_t *n, struct error *err)
{
    const struct cosim_mutant *m = w->build->mutant;
    char path[2048], *from, *to;
    unsigned char *edited;
    size_t found = 0;
    enum status status;

    snprintf(path, sizeof path, "%s/%s", w->source_dir, name);
    status = file_read_all(path, 1 << 20, text, n, err);
    if (status != STATUS_OK || m == NULL || strcmp(m->file, name) != 0)
        return status;
    for (from = strstr((char *)*text, m->find); from != NULL; from = strstr(from + 1, m->find))
        found++;
    if (found == 0) {
        free(*text);
        return error_set(err, STATUS_BAD_CONFIG, "cosim: mutant: %s does not hold \"%s\"", name,
                         m->find);
    }
    edited = calloc(*n + found * strlen(m->replace) + 1, 1);
    if (edited == NULL) {
        free(*text);
        return error_set(err, STATUS_NO_MEMORY, "cosim: out of memory");
    }
    to = (char *)edited;
    for (from = (char *)*text; *from != '\0';) {
        if (strncmp(from, m->find, strlen(m->find)) == 0) {
            to = stpcpy(to, m->replace);
            from += strlen(m->find);
        } else {
            *to++ = *from++;
        }
    }
    free(*text);
    *text = edited;
    *n = (size_t)(to - (char *)edited);
    return STATUS_OK;
}

static enum status copy_sources(const struct workshop *w, char **names, size_t n_names,
                                struct error *err)
{
    char path[2048];

    for (size_t i = 0; i < n_names; i++) {
        unsigned char *text;
        size_t n;
        enum status status = read_source(w, names[i], &text, &n, err);

        if (status != STATUS_OK)
            return status;
        snprintf(path, sizeof path, "%s/%s", w->directory, names[i]);
        status = file_write_all(path, text, n, err);
        free(text);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static bool is_member(const char *name, const char *list)
{
    const char *hit = strstr(list, name);

    return hit != NULL && (hit == list || hit[-1] == ' ') && hit[strlen(name)] == ' ';
}

/* -G for the parameters this top has: an unknown one is an error for verilator. */
static void add_parameters(const struct workshop *w, const char *wanted, struct tool *t)
{
    char copy[sizeof w->parameters], name[64], *save = NULL;

    snprintf(copy, sizeof copy, "%s", w->parameters);
    for (char *p = strtok_r(copy, " ", &save); p != NULL; p = strtok_r(NULL, " ", &save)) {
        snprintf(name, sizeof name, "%.*s", (int)strcspn(p, "="), p);
        if (is_member(name, wanted))
            tool_argument(t, "-G%s", p);
    }
}

static void verilate_command(const struct workshop *w, const char *top, const char *prefix,
                             const char *parameters, char **names, size_t n_names, struct tool *t)
{
    memset(t, 0, sizeof *t);
    for (const char *const *a =
             (const char *const[]){"verilator", "--cc", "-O3", "--x-assign", "fast", "--x-initial",
                                   "fast", "--noassert", "--output-split", "0", "-Wno-fatal",
                                   "-Wno-lint", "-Wno-style", "+define+SKYLOOM_SIM", NULL};
         *a != NULL; a++)
        tool_argument(t, "%s", *a);
    if (w->build->trace && strcmp(top, "fabric") != 0) /* waves are of a core */
        tool_argument(t, "--trace-fst");
    tool_argument(t, "--top-module");
    tool_argument(t, "%s", top);
    tool_argument(t, "--prefix");
    tool_argument(t, "%s", prefix);
    tool_argument(t, "--Mdir");
    tool_argument(t, "%s", prefix);
    add_parameters(w, parameters, t);
    for (size_t i = 0; i < n_names; i++) {
        const char *dot = strrchr(names[i], '.');

        if (strcmp(dot, ".v") == 0 || strcmp(dot, ".sv") == 0)
            tool_argument(t, "%s", names[i]);
    }
}

static const char core_parameters[] =
    "WORD_LINES COLUMNS CONVERTERS CODE_BITS TILES MEMBRANE_BITS WEIGHT_BITS DIGITAL ";
/* Of rtl/fabric.v */
static const char fabric_parameters[] = "COLUMNS LAYERS CORES ";
static const char flat_parameters[] = "WORD_LINES COLUMNS CONVERTERS CODE_BITS TILES "
                                      "MEMBRANE_BITS WEIGHT_BITS DIGITAL LAYERS CORES ";

static enum status verilate(const struct workshop *w, char **names, size_t n_names,
                            struct error *err)
{
    struct tool core, fabric;
    pid_t pid;
    enum status status, second;

    if (w->build->flat) {
        verilate_command(w, "flat_sim", "Vflat", flat_parameters, names, n_names, &core);
        return tool_run(&core, w->directory, w->log, err);
    }
    verilate_command(w, "core_sim", "Vcore", core_parameters, names, n_names, &core);
    verilate_command(w, "fabric", "Vfabric", fabric_parameters, names, n_names, &fabric);
    status = tool_start(&core, w->directory, w->log, &pid, err);
    if (status != STATUS_OK)
        return status;
    second = tool_run(&fabric, w->directory, w->log, err);
    status = tool_wait(&core, w->log, pid, err);
    return status != STATUS_OK ? status : second;
}

/* One file that includes the generated ones: verilator's own "fast" code together with the
 * stitching, so that the compiler sees the hot loop whole; constructors and the like apart. */
static enum status write_unit(const struct workshop *w, bool slow, struct error *err)
{
    static const char *const prefixes[] = {"Vcore", "Vfabric", "Vflat"};
    struct file_out out;
    char path[2048];
    enum status status;

    snprintf(path, sizeof path, "%s/%s.cpp", w->directory, slow ? "slow" : "fast");
    status = file_out_open(&out, path, err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        DIR *dir;
        const struct dirent *entry;

        snprintf(path, sizeof path, "%s/%s", w->directory, prefixes[i]);
        dir = opendir(path);
        while (dir != NULL && (entry = readdir(dir)) != NULL) {
            const char *dot = strrchr(entry->d_name, '.');
            const bool is_slow = strstr(entry->d_name, "__Slow") != NULL
                                 || strstr(entry->d_name, "__Syms") != NULL
                                 || strstr(entry->d_name, "__Trace") != NULL;

            if (dot != NULL && strcmp(dot, ".cpp") == 0 && is_slow == slow)
                fprintf(out.stream, "#include \"%s/%s\"\n", prefixes[i], entry->d_name);
        }
        if (dir != NULL)
            closedir(dir);
    }
    if (!slow)
        fprintf(out.stream, "#include \"csim/cosim/network.cpp\"\n");
    return file_out_commit(&out, err);
}

static int bits_for(int values)
{
    int bits = 0;

    while (1 << bits < values)
        bits++;
    return bits;
}

/* Bits of a core's input address: tile and word-line pair (rtl/neurocore.v). */
static int input_width(const struct cosim_build *b)
{
    return bits_for(b->geometry.word_lines / 2) + (b->max_tiles > 1 ? bits_for(b->max_tiles) : 1);
}

static void compile_command(const struct workshop *w, const char *optimise, struct tool *t)
{
    int cores = 0;

    for (int l = 0; l < w->build->n_layers; l++)
        cores += w->build->cores[l];
    memset(t, 0, sizeof *t);
    for (const char *const *a =
             (const char *const[]){"g++", "-std=c++17", "-fPIC", "-march=native", "-w", "-fno-plt",
                                   "-fvisibility=hidden", "-faligned-new", "-fno-strict-aliasing",
                                   "-fcf-protection=none", "-DVM_COVERAGE=0", "-DVM_SC=0",
                                   "-DVM_TRACE_VCD=0", "-DVL_TIME_CONTEXT", NULL};
         *a != NULL; a++)
        tool_argument(t, "%s", *a);
    tool_argument(t, "%s", optimise);
    tool_argument(t, "-DVM_TRACE=%d", w->build->trace);
    tool_argument(t, "-DVM_TRACE_FST=%d", w->build->trace);
    tool_argument(t, "-DSKYLOOM_FLAT=%d", w->build->flat);
    tool_argument(t, "-DSKYLOOM_DIGITAL=%d", w->build->array == ARRAY_DIGITAL);
    tool_argument(t, "-DSKYLOOM_LAYERS=%d", w->build->n_layers);
    tool_argument(t, "-DSKYLOOM_CORES=%d", cores);
    tool_argument(t, "-DSKYLOOM_CODE_BITS=%d", w->build->code_bits);
    tool_argument(t, "-DSKYLOOM_CONVERTERS=%d", w->build->geometry.converters);
    tool_argument(t, "-DSKYLOOM_IN_WIDTH=%d", input_width(w->build));
    tool_argument(t, "-DSKYLOOM_DIRECT=%d", !w->build->trace);
    tool_argument(t, "-I%s", w->directory);
    tool_argument(t, "-I%s/csim/cosim", w->directory);
    tool_argument(t, "-I%s/Vcore", w->directory);
    tool_argument(t, "-I%s/Vfabric", w->directory);
    tool_argument(t, "-I%s/Vflat", w->directory);
    tool_argument(t, "-I%s/csim", w->source_dir);
    tool_argument(t, "-I%s/models", w->source_dir);
    tool_argument(t, "-I%s", w->include_dir);
    tool_argument(t, "-I%s/vltstd", w->include_dir);
}

static enum status hash_sources(struct workshop *w, char **names, size_t n_names, struct error *err)
{
    const unsigned options =
        (unsigned)w->build->trace | (unsigned)w->build->flat << 1 | (unsigned)w->build->quick << 2;
    struct tool recipe;

    w->key = hash_fnv1a(hash_processor(), w->version, strlen(w->version));
    w->key = hash_fnv1a(w->key, w->parameters, strlen(w->parameters));
    w->key = hash_fnv1a(w->key, &options, sizeof options);
    verilate_command(w, "", "", core_parameters, NULL, 0, &recipe);
    w->key = hash_fnv1a(w->key, recipe.text, recipe.used);
    compile_command(w, w->build->quick ? optimise_quick : optimise_fast, &recipe);
    w->key = hash_fnv1a(w->key, recipe.text, recipe.used);
    for (size_t i = 0; i < n_names; i++) {
        unsigned char *text;
        size_t n;
        const enum status status = read_source(w, names[i], &text, &n, err);

        if (status != STATUS_OK)
            return status;
        w->key = hash_fnv1a(w->key, text, n);
        free(text);
    }
    return STATUS_OK;
}

static enum status compile(const struct workshop *w, const char *optimise, const char *source,
                           const char *object, struct error *err, pid_t *pid)
{
    struct tool t;

    compile_command(w, optimise, &t);
    tool_argument(&t, "-c");
    tool_argument(&t, "%s", source);
    tool_argument(&t, "-o");
    tool_argument(&t, "%s", object);
    return pid != NULL ? tool_start(&t, w->directory, w->log, pid, err)
                       : tool_run(&t, w->directory, w->log, err);
}

/* Verilator's runtime does not depend on the design: one object per cache, tool version and
 * tracing. */
static enum status runtime_object(const struct workshop *w, char path[1024], struct error *err)
{
    char source[1100], temporary[1100];
    const uint64_t key = hash_fnv1a(HASH_START, w->version, strlen(w->version));
    struct file_out out;
    enum status status;

    snprintf(path, 1024, "%s/verilated-%016llx-%d.o", w->cache_dir, (unsigned long long)key,
             w->build->trace);
    if (access(path, R_OK) == 0)
        return STATUS_OK;
    snprintf(source, sizeof source, "%s/runtime.cpp", w->directory);
    snprintf(temporary, sizeof temporary, "%s/runtime.o", w->directory);
    status = file_out_open(&out, source, err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < N_RUNTIME; i++)
        fprintf(out.stream, "#include \"%s.cpp\"\n", runtime_sources[i]);
    if (w->build->trace)
        fprintf(out.stream, "#include \"verilated_fst_c.cpp\"\n");
    status = file_out_commit(&out, err);
    if (status == STATUS_OK)
        status = compile(w, "-O1", source, temporary, err, NULL);
    if (status == STATUS_OK && rename(temporary, path) != 0)
        status = error_set(err, STATUS_BAD_FILE, "cosim: %s: %s", path, strerror(errno));
    return status;
}

static enum status link_library(const struct workshop *w, const char *runtime, struct error *err)
{
    struct tool t = {.n = 0};

    tool_argument(&t, "g++");
    tool_argument(&t, "-shared");
    tool_argument(&t, "-o");
    tool_argument(&t, "libcosim.so");
    tool_argument(&t, "fast.o");
    tool_argument(&t, "slow.o");
    tool_argument(&t, "%s", runtime);
    tool_argument(&t, "-Wl,-z,now");
    tool_argument(&t, "-Wl,-Bsymbolic");
    tool_argument(&t, "-lpthread");
    if (w->build->trace)
        tool_argument(&t, "-lz");
    return tool_run(&t, w->directory, w->log, err);
}

static enum status compile_all(const struct workshop *w, struct error *err)
{
    char runtime[1024];
    const char *optimise = w->build->quick ? optimise_quick : optimise_fast;
    struct tool waiting = {.n = 0};
    enum status status = write_unit(w, false, err), second;
    pid_t pid;

    if (status == STATUS_OK)
        status = write_unit(w, true, err);
    if (status == STATUS_OK)
        status = compile(w, optimise, "fast.cpp", "fast.o", err, &pid);
    if (status != STATUS_OK)
        return status;
    status = compile(w, "-O0", "slow.cpp", "slow.o", err, NULL);
    if (status == STATUS_OK)
        status = runtime_object(w, runtime, err);
    tool_argument(&waiting, "g++");
    second = tool_wait(&waiting, w->log, pid, err);
    status = status != STATUS_OK ? status : second;
    return status != STATUS_OK ? status : link_library(w, runtime, err);
}

/* Only the library stays; sources and objects are a few megabytes a parameter set. */
static enum status finish(const struct workshop *w, const char *final, struct error *err)
{
    char from[1100], parts[1100];
    static const char *const leftovers[] = {"Vcore", "Vfabric", "Vflat", "rtl", "csim"};

    for (size_t i = 0; i < sizeof leftovers / sizeof leftovers[0]; i++) {
        snprintf(parts, sizeof parts, "%s/%s", w->directory, leftovers[i]);
        if (getenv("SKYLOOM_KEEP_BUILD") == NULL)
            tool_remove_tree(parts);
    }
    snprintf(from, sizeof from, "%s", w->directory);
    if (rename(from, final) == 0 || errno == ENOTEMPTY || errno == EEXIST)
        return STATUS_OK; /* another process was faster: its library is the same */
    return error_set(err, STATUS_BAD_FILE, "cosim: %s: %s", final, strerror(errno));
}

static enum status build_library(struct workshop *w, char **names, size_t n_names,
                                 const char *final, struct error *err)
{
    enum status status;

    snprintf(w->directory, sizeof w->directory, "%s/tmp.%016llx.%d", w->cache_dir,
             (unsigned long long)w->key, (int)getpid());
    snprintf(w->log, sizeof w->log, "%s/%016llx.log", w->cache_dir, (unsigned long long)w->key);
    unlink(w->log);
    status = file_make_dirs(w->directory, err);
    if (status == STATUS_OK)
        status = copy_sources(w, names, n_names, err);
    if (status == STATUS_OK)
        status = verilate(w, names, n_names, err);
    if (status == STATUS_OK)
        status = compile_all(w, err);
    if (status == STATUS_OK)
        status = finish(w, final, err);
    tool_remove_tree(w->directory);
    if (status == STATUS_OK)
        unlink(w->log);
    return status;
}

enum status cosim_library(const struct cosim_build *build, const char *source_dir,
                          const char *cache_dir, void (*report)(void *, const char *),
                          void *report_context, char path[1024], struct error *err)
{
    struct workshop w = {.build = build};
    char **names, final[1100], source_path[1024], cache_path[1024];
    size_t n_names;
    enum status status;

    if (realpath(source_dir, source_path) == NULL)
        return error_set(err, STATUS_BAD_FILE, "cosim: %s: %s", source_dir, strerror(errno));
    status = file_make_dirs(cache_dir, err);
    if (status != STATUS_OK)
        return status;
    if (realpath(cache_dir, cache_path) == NULL)
        return error_set(err, STATUS_BAD_FILE, "cosim: %s: %s", cache_dir, strerror(errno));
    w.source_dir = source_path;
    w.cache_dir = cache_path;
    status = find_tools(&w, err);
    if (status == STATUS_OK)
        status = list_sources(source_path, &names, &n_names, err);
    if (status != STATUS_OK)
        return status;
    write_parameters(&w);
    status = hash_sources(&w, names, n_names, err);
    snprintf(final, sizeof final, "%s/%016llx", cache_path, (unsigned long long)w.key);
    snprintf(path, 1024, "%.1000s/libcosim.so", final);
    if (status == STATUS_OK && access(path, R_OK) != 0) {
        char line[1200];

        snprintf(line, sizeof line, "building the RTL (%s)", w.parameters);
        if (report != NULL)
            report(report_context, line);
        status = build_library(&w, names, n_names, final, err);
    }
    free_names(names, n_names);
    return status;
}
