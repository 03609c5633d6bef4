#include "check.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cli/cli.h"
#include "files/file.h"
#include "net/program.h"

#define DESIGN                                                                                     \
    "name: tiny\ndata:\n  set: mnist\n  path: %s\nnetwork:\n  layers: 784-16-10\n"                 \
    "train:\n  plain_epochs: 1\n"

static char directory[] = "/tmp/test_cli.XXXXXX";

static const char *in_directory(const char *name)
{
    static char path[64][256];
    static int next;

    next = (next + 1) % 64;
    snprintf(path[next], sizeof path[next], "%s/%s", directory, name);
    return path[next];
}

static void write_text(const char *path, const char *text)
{
    struct error err;

    assert_int_equal(file_write_all(path, text, strlen(text), &err), STATUS_OK);
}

/* A design in the test's directory with one more line. */
static const char *write_design(const char *more)
{
    static char text[2048];
    const char *path = in_directory("design.yaml");

    snprintf(text, sizeof text, DESIGN "%s", directory, more);
    write_text(path, text);
    return path;
}

/* argv as a shell would give it, NULL-terminated; returns what main turns into an exit code. */
static enum status run_line(const char *const words[], struct error *err)
{
    struct cli_args args = {.programs = in_directory("programs"), .cache = in_directory("cache")};
    const struct cli_verb *verb = cli_find(words[0]);
    char *argv[16];
    int argc = 0;

    assert_non_null(verb);
    for (int i = 1; words[i]; i++)
        argv[argc++] = (char *)(uintptr_t)words[i];
    *err = (struct error){STATUS_OK, ""};
    if (cli_parse(verb, argc, argv, &args, err))
        return err->code;
    return cli_run(verb, &args, err);
}

static void assert_refused(const char *const words[], const char *message)
{
    struct error err;
    const enum status status = run_line(words, &err);

    assert_int_equal(cli_exit_code(status), 2);
    assert_null(strchr(err.text, '\n'));
    if (!strstr(err.text, message))
        fail_msg("\"%s\" does not say \"%s\"", err.text, message);
}
#define REFUSED(message, ...) assert_refused((const char *const[]){__VA_ARGS__, NULL}, message)

static void every_verb_has_help_with_an_example(void **state)
{
    (void)state;
    for (size_t i = 0; cli_verbs[i]; i++) {
        assert_non_null(cli_verbs[i]->example);
        assert_non_null(strstr(cli_verbs[i]->example, "skyloom "));
        assert_ptr_equal(cli_find(cli_verbs[i]->name), cli_verbs[i]);
    }
}

static void exit_codes_are_those_of_the_manual(void **state)
{
    (void)state;
    assert_int_equal(cli_exit_code(STATUS_OK), 0);
    assert_int_equal(cli_exit_code(STATUS_BAD_CONFIG), 2);
    assert_int_equal(cli_exit_code(STATUS_BAD_FILE), 2);
    assert_int_equal(cli_exit_code(STATUS_MISMATCH), 1);
    assert_int_equal(cli_exit_code(STATUS_PROTOCOL), 1);
    assert_int_equal(cli_exit_code(STATUS_INTERRUPTED), 130);
}

static void wrong_options_are_refused_in_one_line(void **state)
{
    (void)state;
    REFUSED("unknown option --frobnicate", "run", "x.yaml", "--frobnicate");
    REFUSED("--images = -1, must be a whole number in [0, 100000]", "run", "x", "--images", "-1");
    REFUSED("--images = ten", "run", "x", "--images=ten");
    REFUSED("N is missing", "run", "x", "-n");
    REFUSED("--engine = verilog, must be golden, rtl or both", "run", "x", "--engine", "verilog");
    REFUSED("an argument is missing", "run");
    REFUSED("one argument too many", "run", "x", "y");
    REFUSED("must be KEY=VALUE", "run", "x", "--set", "tile.columns");
    REFUSED("--quiet takes no value", "run", "x", "--quiet=1");
    REFUSED("must be check or show", "card", "bake", "ideal");
    REFUSED("neither a verb nor 'design', 'case' or 'device'", "help", "frobnicate");
    REFUSED("calibrate: experiment = (none), must be one of map, curve,", "calibrate", "small",
            "particles.yaml");
    REFUSED("--out: character 2 is a control character", "device", "x", "-o", "a\nb");
}

static void a_path_that_would_be_cut_is_refused(void **state)
{
    char path[1002];

    (void)state;
    memset(path, 'd', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    REFUSED("1001 characters, must be at most 900", "characterise", "x", "-o", path);
}

static void options_may_stand_anywhere(void **state)
{
    const struct cli_verb *verb = cli_find("run");
    char *const argv[] = {"-n", "5", "d.yaml", "--set=a.b=1", "-s", "c.d=2", "--engine", "both"};
    struct cli_args args = {0};
    struct error err;

    (void)state;
    assert_int_equal(cli_parse(verb, 8, argv, &args, &err), STATUS_OK);
    assert_int_equal(args.images, 5);
    assert_int_equal(args.engine, RUN_BOTH);
    assert_int_equal(args.n_sets, 2);
    assert_string_equal(args.set[1], "c.d=2");
    assert_string_equal(args.positional[0], "d.yaml");
}

static void bad_designs_are_refused_in_one_line(void **state)
{
    (void)state;
    REFUSED("nowhere.yaml", "run", in_directory("nowhere.yaml"));
    REFUSED("colour", "run", write_design("colour: blue\n"));
    REFUSED("columns", "run", write_design("tile:\n  columns: many\n"));
    REFUSED("columns", "run", write_design("tile:\n  columns: -1\n"));
    REFUSED("rate", "run", write_design("  rate: nan\n"));
    REFUSED("bits", "run", write_design("converter:\n  bits: 99\n"));
    REFUSED("columns", "run", write_design(""), "--set", "tile.columns=1000");
    REFUSED("tile.colums", "run", write_design(""), "--set", "tile.colums=8");
    REFUSED("no-such-card", "run", write_design(""), "--set", "device.card=no-such-card");
    REFUSED("states", "run", write_design(""), "--set", "device.card=skyrmion-mml4-7", "--set",
            "device.states=60");
    REFUSED("no-such-cost", "run", write_design(""), "--set", "cost.cost_card=no-such-cost");
}

static void put_big_endian(unsigned char *at, unsigned v)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(v >> (24 - 8 * i));
}

static void write_images(unsigned magic, unsigned n, size_t bytes)
{
    unsigned char *file = calloc(1, bytes + 16);
    struct error err;

    put_big_endian(file, magic);
    put_big_endian(file + 4, n);
    put_big_endian(file + 8, 28);
    put_big_endian(file + 12, 28);
    assert_int_equal(
        file_write_all(in_directory("train-images-idx3-ubyte"), file, 16 + bytes, &err), STATUS_OK);
    free(file);
}

static void bad_image_files_are_refused_in_one_line(void **state)
{
    (void)state;
    unlink(in_directory("train-images-idx3-ubyte"));
    REFUSED("train-images", "train", write_design(""));
    write_images(2051, 10, 3 * 784); /* truncated */
    REFUSED("train-images", "train", write_design(""));
    write_images(2049, 10, 10 * 784); /* a label file's magic */
    REFUSED("train-images", "train", write_design(""));
    write_images(2051, 4000000000U, 10 * 784); /* says it is huge */
    REFUSED("train-images", "train", write_design(""));
    write_images(2051, 10, 10 * 784 + 5); /* more than it says */
    REFUSED("train-images", "train", write_design(""));
    assert_int_not_equal(access(in_directory("programs/tiny-s1.mlp"), F_OK), 0);
    unlink(in_directory("train-images-idx3-ubyte"));
}

static void a_program_for_another_network_is_refused(void **state)
{
    struct program g = {.design = "other",
                        .card = "ideal",
                        .n_states = 2,
                        .n_layers = 1,
                        .timesteps = 10,
                        .geometry = {8, 4, 2},
                        .converter_bits = 8,
                        .converter_lsb_S = 1e-6,
                        .provenance = "{}"};
    struct error err = {STATUS_OK, ""};
    const char *path = in_directory("other.prog");

    (void)state;
    g.layer[0] = (struct program_layer){
        .n_in = 4, .n_out = 2, .level = calloc(8, 1), .lif = {.threshold = 5, .membrane_bits = 16}};
    if (program_write(path, &g, &err))
        fail_msg("%s", err.text);
    free(g.layer[0].level);
    REFUSED("program of another network", "run", write_design(""), "--program", path);
    write_text(path, "SKYLOOM1\ngarbage");
    REFUSED("other.prog", "run", write_design(""), "--program", path);
    REFUSED("other.prog", "inspect", path);
}

static void bad_cards_are_refused_in_one_line(void **state)
{
    (void)state;
    write_text(in_directory("card.yaml"), "name: bad\nstates: []\n");
    REFUSED("card.yaml", "card", "check", in_directory("card.yaml"));
    REFUSED("nothing.yaml", "card", "check", in_directory("nothing.yaml"));
}

static void an_unwritable_directory_is_refused_before_any_work(void **state)
{
    (void)state;
    REFUSED("/dev/null", "run", write_design(""), "-o", "/dev/null/out");
    write_text(in_directory("file"), "");
    REFUSED("file", "run", write_design(""), "-o", in_directory("file"));
}

static void sweeps_check_their_ranges(void **state)
{
    const char *design = write_design("");
    const char *out = in_directory("sweep");

    (void)state;
    REFUSED("are needed", "sweep", design);
    REFUSED("step > 0", "sweep", design, "-o", out, "-r", "neuron.timesteps=10:1:1");
    REFUSED("step > 0", "sweep", design, "-o", out, "-r", "neuron.timesteps=1:9:0");
    REFUSED("empty", "sweep", design, "-o", out, "-r", "neuron.timesteps=1,,2");
    REFUSED("neuron.timestep", "sweep", design, "-o", out, "-r", "neuron.timestep=1,2");
    REFUSED("timesteps", "sweep", design, "-o", out, "-r", "neuron.timesteps=1,-2");
    REFUSED("step > 0", "sweep", design, "-o", out, "-r", "neuron.timesteps=1:5:inf");
    REFUSED("step > 0", "sweep", design, "-o", out, "-r", "neuron.timesteps=1:5:");
    REFUSED("step > 0", "sweep", design, "-o", out, "-r", "neuron.timesteps=1:201");
    /* a step below the last digit of the first value */
    REFUSED("frequency_Hz", "sweep", design, "-o", out, "-r", "cost.frequency_Hz=1e15:1e15:1e-5");
    REFUSED("given twice", "sweep", design, "-o", out, "-r", "neuron.timesteps=1,2", "-r",
            "neuron.timesteps=3,4");
    REFUSED("no-such-card", "sweep", design, "-o", out, "-r", "cost.cost_card=cmos45,no-such-card");
    REFUSED("device.states = 50", "sweep", design, "-o", out, "-r", "device.states=3,50");
}

static void a_reference_checks_its_place_and_design(void **state)
{
    (void)state;
    REFUSED("/dev/null", "reference", write_design(""), "-o", "/dev/null/out");
    REFUSED("convert.step", "reference", write_design(""), "-s", "convert.step=widest");
    REFUSED("--images", "reference", write_design(""), "-n", "-1");
}

#define FILM                                                                                       \
    "name: film\nmesh: {n_x: 8, n_y: 4, n_z: 1, cell_x_m: 2e-9, cell_y_m: 2e-9, cell_z_m: 1e-9}\n" \
    "material: {saturation_A_per_m: 956e3, exchange_J_per_m: 10e-12, damping: 0.1}\n"              \
    "start: {kind: uniform, direction: [0, 0.3, 1]}\nstage:\n  - {kind: run, duration_s: 1e-12}\n"

static void a_case_is_run_and_leaves_its_provenance(void **state)
{
    const char *const line[] = {"llg", in_directory("film.yaml"), "-o", in_directory("film"), "-q",
                                "-s",  "thermal.seed=7",          NULL};
    unsigned char *text;
    struct error err;
    size_t n;

    (void)state;
    write_text(in_directory("film.yaml"), FILM);
    if (run_line(line, &err))
        fail_msg("%s", err.text);
    assert_int_equal(file_read_all(in_directory("film/result.json"), 65536, &text, &n, &err),
                     STATUS_OK);
    assert_non_null(strstr((char *)text, "thermal.seed=7\",\n"));
    assert_non_null(strstr((char *)text, "\"seed\": 7,"));
    assert_non_null(strstr((char *)text, "\"case_hash\": \""));
    assert_non_null(strstr((char *)text, "\"fftw\": \"fftw-3"));
    assert_int_equal(access(in_directory("film/table.txt"), F_OK), 0);
    assert_int_not_equal(access(in_directory("film/checkpoint.state"), F_OK), 0);
    free(text);
}

static void bad_cases_are_refused_in_one_line(void **state)
{
    const char *film = in_directory("film.yaml"), *out = in_directory("bad");

    (void)state;
    write_text(film, FILM);
    REFUSED("no shipped case 'no-such-case': must be one of", "llg", "no-such-case", "-o", out);
    REFUSED("time_step_s", "llg", film, "-o", out, "-s", "llg.time_step_s=-1");
    REFUSED("llg.colour", "llg", film, "-o", out, "-s", "llg.colour=1");
    REFUSED("either resume or force", "llg", film, "-o", out, "--resume", "--force");
    REFUSED("nothing.ovf", "llg", film, "-o", in_directory("bad/deep"), "-s", "start.kind=file",
            "-s", "start.file=nothing.ovf");
    assert_int_not_equal(access(in_directory("bad"), F_OK), 0);
    write_text(in_directory("bad/checkpoint.state"), "garbage");
    REFUSED("a run was stopped there; option resume goes on, force starts anew", "llg", film, "-o",
            out);
    REFUSED("checkpoint.state", "llg", film, "-o", out, "--resume");
}

static void nothing_is_left_half_written(void **state)
{
    (void)state;
    assert_int_not_equal(access(in_directory("programs/tiny-s1.mlp.checkpoint"), F_OK), 0);
    assert_int_not_equal(access(in_directory("sweep/sweep.tsv"), F_OK), 0);
}

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    return system(command);
}

static void bad_devices_are_refused_in_one_line(void **state)
{
    (void)state;
    REFUSED("must be one of map", "device", "paper", "-e", "fig9");
    REFUSED("\"../../zz\"", "device", "paper", "-e", "fig2", "-s", "name=../../zz");
    REFUSED("start.skyrmions = 0", "device", "paper", "-e", "fig2", "-s", "start.skyrmions=0");
    REFUSED("the barrier closes the track", "device", "paper", "-e", "fig2", "-s",
            "barrier.breadth_m=220e-9");
}

/* One ctrl-C comes twice from a terminal and from what passes it on. */
static void a_signal_that_comes_twice_is_one(void **state)
{
    (void)state;
    assert_false(watch_stopped(&cli_watch));
    cli_catch_signals();
    raise(SIGINT);
    raise(SIGINT);
    raise(SIGTERM);
    assert_true(watch_stopped(&cli_watch));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_verb_has_help_with_an_example),
        cmocka_unit_test(exit_codes_are_those_of_the_manual),
        cmocka_unit_test(wrong_options_are_refused_in_one_line),
        cmocka_unit_test(a_path_that_would_be_cut_is_refused),
        cmocka_unit_test(options_may_stand_anywhere),
        cmocka_unit_test(bad_designs_are_refused_in_one_line),
        cmocka_unit_test(bad_image_files_are_refused_in_one_line),
        cmocka_unit_test(a_program_for_another_network_is_refused),
        cmocka_unit_test(bad_cards_are_refused_in_one_line),
        cmocka_unit_test(an_unwritable_directory_is_refused_before_any_work),
        cmocka_unit_test(sweeps_check_their_ranges),
        cmocka_unit_test(a_reference_checks_its_place_and_design),
        cmocka_unit_test(a_case_is_run_and_leaves_its_provenance),
        cmocka_unit_test(bad_cases_are_refused_in_one_line),
        cmocka_unit_test(nothing_is_left_half_written),
        cmocka_unit_test(bad_devices_are_refused_in_one_line),
        cmocka_unit_test(a_signal_that_comes_twice_is_one), /* last: it leaves a stop behind */
    };

    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
