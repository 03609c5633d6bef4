#include "cosim/build_parts.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "files/file.h"

static const char optimise_fast[] = "-O3";
static const char optimise_quick[] = "-O1";

/* verilated.cpp and friends, compiled once per cache. */
static const char *const runtime_sources[] = {"verilated", "verilated_threads", "verilated_dpi"};
#define N_RUNTIME (sizeof runtime_sources / sizeof runtime_sources[0])

/* Layers' core counts packed 8 bits each, layer 0 lowest: the fabric's parameter CORES. */
void cosim_build_write_parameters(struct workshop *w)
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

enum status cosim_build_verilate(const struct workshop *w, char **names, size_t n_names,
                                 struct error *err)
{
    struct tool core, fabric;
    pid_t pid;
    enum status status, second;

    if (w->build->flat) {
        verilate_command(w, "flat_sim", "Vflat", flat_parameters, names, n_names, &core);
        return tool_run(&core, w->directory.text, w->log.text, err);
    }
    verilate_command(w, "core_sim", "Vcore", core_parameters, names, n_names, &core);
    verilate_command(w, "fabric", "Vfabric", fabric_parameters, names, n_names, &fabric);
    status = tool_start(&core, w->directory.text, w->log.text, &pid, err);
    if (status != STATUS_OK)
        return status;
    second = tool_run(&fabric, w->directory.text, w->log.text, err);
    status = tool_wait(&core, w->log.text, pid, err);
    return status != STATUS_OK ? status : second;
}

/* One file that includes the generated ones: verilator's own "fast" code together with the
 * stitching, so that the compiler sees the hot loop whole; constructors and the like apart. */
static enum status write_unit(const struct workshop *w, bool slow, struct error *err)
{
    static const char *const prefixes[] = {"Vcore", "Vfabric", "Vflat"};
    struct file_out out;
    struct path path;
    enum status status = path_join(&path, err, w->directory.text, "%s.cpp", slow ? "slow" : "fast");

    if (status == STATUS_OK)
        status = file_out_open(&out, path.text, err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        DIR *dir;
        const struct dirent *entry;

        status = path_join(&path, err, w->directory.text, "%s", prefixes[i]);
        if (status != STATUS_OK) {
            file_out_abandon(&out);
            return status;
        }
        dir = opendir(path.text);
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
    tool_argument(t, "-I%s", w->directory.text);
    tool_argument(t, "-I%s/csim/cosim", w->directory.text);
    tool_argument(t, "-I%s/Vcore", w->directory.text);
    tool_argument(t, "-I%s/Vfabric", w->directory.text);
    tool_argument(t, "-I%s/Vflat", w->directory.text);
    tool_argument(t, "-I%s/csim", w->source_dir);
    tool_argument(t, "-I%s/models", w->source_dir);
    tool_argument(t, "-I%s", w->include_dir.text);
    tool_argument(t, "-I%s/vltstd", w->include_dir.text);
}

uint64_t cosim_build_hash_recipe(const struct workshop *w, uint64_t hash)
{
    const unsigned options =
        (unsigned)w->build->trace | (unsigned)w->build->flat << 1 | (unsigned)w->build->quick << 2;
    struct tool recipe;

    hash = hash_fnv1a(hash, w->parameters, strlen(w->parameters));
    hash = hash_fnv1a(hash, &options, sizeof options);
    verilate_command(w, "", "", core_parameters, NULL, 0, &recipe);
    hash = hash_fnv1a(hash, recipe.text, recipe.used);
    compile_command(w, w->build->quick ? optimise_quick : optimise_fast, &recipe);
    return hash_fnv1a(hash, recipe.text, recipe.used);
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
    return pid != NULL ? tool_start(&t, w->directory.text, w->log.text, pid, err)
                       : tool_run(&t, w->directory.text, w->log.text, err);
}

/* Verilator's runtime does not depend on the design: one object per cache, tool version and
 * tracing. */
static enum status runtime_object(const struct workshop *w, struct path *path, struct error *err)
{
    struct path source, temporary;
    const uint64_t key = hash_fnv1a(HASH_START, w->version, strlen(w->version));
    struct file_out out;
    enum status status = path_join(path, err, w->cache_dir, "verilated-%016llx-%d.o",
                                   (unsigned long long)key, w->build->trace);

    if (status != STATUS_OK || access(path->text, R_OK) == 0)
        return status;
    status = path_join(&source, err, w->directory.text, "runtime.cpp");
    if (status == STATUS_OK)
        status = path_join(&temporary, err, w->directory.text, "runtime.o");
    if (status == STATUS_OK)
        status = file_out_open(&out, source.text, err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < N_RUNTIME; i++)
        fprintf(out.stream, "#include \"%s.cpp\"\n", runtime_sources[i]);
    if (w->build->trace)
        fprintf(out.stream, "#include \"verilated_fst_c.cpp\"\n");
    status = file_out_commit(&out, err);
    if (status == STATUS_OK)
        status = compile(w, "-O1", source.text, temporary.text, err, NULL);
    if (status == STATUS_OK && rename(temporary.text, path->text) != 0)
        status = error_set(err, STATUS_BAD_FILE, "cosim: %s: %s", path->text, strerror(errno));
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
    return tool_run(&t, w->directory.text, w->log.text, err);
}

enum status cosim_build_compile(const struct workshop *w, struct error *err)
{
    struct path runtime;
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
        status = runtime_object(w, &runtime, err);
    tool_argument(&waiting, "g++");
    second = tool_wait(&waiting, w->log.text, pid, err);
    status = status != STATUS_OK ? status : second;
    return status != STATUS_OK ? status : link_library(w, runtime.text, err);
}
