#include "check.h"
#include "files/file.h"
#include "io/ovf.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/skyloom_test_ovf_XXXXXX";

static int make_file(void **state)
{
    const int fd = mkstemp(path);

    (void)state;
    return fd < 0 || close(fd) != 0;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

#define CELLS 24
static const struct mesh small = {
    .n_x = 4, .n_y = 3, .n_z = 2, .cell_x_m = 2.5e-9, .cell_y_m = 2e-9, .cell_z_m = 1e-9};
static const struct ovf_quantity magnetisation = {"m", "1"};

static struct vector_field fill(real values[3 * CELLS])
{
    for (int i = 0; i < 3 * CELLS; i++)
        values[i] = (real)sin(0.7 * i) / 3;
    return (struct vector_field){values, values + CELLS, values + 2 * CELLS};
}

static void write_small(enum ovf_format format)
{
    real values[3 * CELLS];
    struct error err;

    assert_int_equal(ovf_write(path, &small, fill(values), &magnetisation, 1.5e-9, format, &err),
                     STATUS_OK);
}

static void put_text(const char *text)
{
    struct error err;

    assert_int_equal(file_write_all(path, text, strlen(text), &err), STATUS_OK);
}

static unsigned char *get_bytes(size_t *n)
{
    unsigned char *data;
    struct error err;

    assert_int_equal(file_read_all(path, 1 << 20, &data, n, &err), STATUS_OK);
    return data;
}

static void assert_refused(const char *because)
{
    struct ovf ovf;
    struct error err = {0};

    assert_int_equal(ovf_read(path, &ovf, &err), STATUS_BAD_FILE);
    assert_null(ovf.field.x);
    if (strstr(err.text, because) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, because);
}

static void every_format_reads_back_to_the_same_bits(void **state)
{
    real values[3 * CELLS];
    struct vector_field want = fill(values);

    (void)state;
    for (int format = OVF_TEXT; format <= OVF_BINARY8; format++) {
        const bool exact = format != OVF_BINARY4 || sizeof(real) == 4;
        struct error err;
        struct ovf ovf;

        write_small((enum ovf_format)format);
        assert_int_equal(ovf_read(path, &ovf, &err), STATUS_OK);
        assert_int_equal(ovf.mesh.n_x, 4);
        assert_int_equal(ovf.mesh.n_y, 3);
        assert_int_equal(ovf.mesh.n_z, 2);
        assert_true(ovf.mesh.cell_x_m == 2.5e-9 && ovf.mesh.cell_y_m == 2e-9);
        assert_true(ovf.mesh.cell_z_m == 1e-9 && ovf.time_s == 1.5e-9);
        for (int i = 0; i < 3; i++)
            assert_true(fabs(ovf.min_m[i]) < 1e-24);
        for (int i = 0; i < CELLS; i++) {
            assert_close((double)ovf.field.x[i], (double)want.x[i], exact ? 0 : 1e-7);
            assert_close((double)ovf.field.y[i], (double)want.y[i], exact ? 0 : 1e-7);
            assert_close((double)ovf.field.z[i], (double)want.z[i], exact ? 0 : 1e-7);
        }
        ovf_free(&ovf);
    }
}

/* Labels, order and check values as OOMMF's user guide has them. */
static void the_bytes_written_are_ovf_2(void **state)
{
    static const char want[] =
        "# OOMMF OVF 2.0\n# Segment count: 1\n# Begin: Segment\n# Begin: Header\n# Title: m\n"
        "# meshtype: rectangular\n# meshunit: m\n# xmin: 0\n# ymin: 0\n# zmin: 0\n# xmax: 5e-09\n"
        "# ymax: 2e-09\n# zmax: 1e-09\n# valuedim: 3\n# valuelabels: m_x m_y m_z\n"
        "# valueunits: 1 1 1\n# Desc: Total simulation time:  0  s\n# xbase: 1.25e-09\n"
        "# ybase: 1e-09\n# zbase: 5e-10\n# xnodes: 2\n# ynodes: 1\n# znodes: 1\n"
        "# xstepsize: 2.5e-09\n# ystepsize: 2e-09\n# zstepsize: 1e-09\n# End: Header\n"
        "# Begin: Data Binary 4\n"
        "\x38\xb4\x96\x49"
        "\0\0\x80\x3f\0\0\0\0\0\0\0\0"
        "\0\0\0\0\0\0\0\x3f\0\0\x80\xbf"
        "\n# End: Data Binary 4\n# End: Segment\n";
    const struct mesh two = {
        .n_x = 2, .n_y = 1, .n_z = 1, .cell_x_m = 2.5e-9, .cell_y_m = 2e-9, .cell_z_m = 1e-9};
    real x[] = {1, 0}, y[] = {0, (real)0.5}, z[] = {0, -1};
    unsigned char *got;
    struct error err;
    size_t n;

    (void)state;
    assert_int_equal(
        ovf_write(path, &two, (struct vector_field){x, y, z}, &magnetisation, 0, OVF_BINARY4, &err),
        STATUS_OK);
    got = get_bytes(&n);
    assert_int_equal(n, sizeof want - 1);
    assert_memory_equal(got, want, n);
    free(got);
}

static void layers_apart_are_written_with_their_pitch(void **state)
{
    struct mesh apart = small;
    real values[3 * CELLS];
    struct error err;
    struct ovf ovf;

    (void)state;
    apart.spacer_m = 4e-9;
    assert_int_equal(ovf_write(path, &apart, fill(values), &magnetisation, 0, OVF_BINARY8, &err),
                     STATUS_OK);
    assert_int_equal(ovf_read(path, &ovf, &err), STATUS_OK);
    assert_close(ovf.mesh.cell_z_m, 5e-9, 1e-15);
    assert_int_equal(ovf_check_mesh(&ovf, path, &apart, &err), STATUS_OK);
    assert_int_equal(ovf_check_mesh(&ovf, path, &small, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "2e-09 x 5e-09 m, the mesh has 2.5e-09 x 2e-09 x 1e-09 m"));
    apart.n_x = 5;
    assert_int_equal(ovf_check_mesh(&ovf, path, &apart, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "4 x 3 x 2 cells, the mesh is 5 x 3 x 2"));
    ovf_free(&ovf);
}

#define HEAD_1                                                                                     \
    "# OOMMF: rectangular mesh v1.0\n## a comment\n#\n# Segment count: 1\n# Begin: Segment\n"      \
    "# Begin: Header\n# Title: old ## comment\n# meshtype: rectangular\n# MeshUnit: nm\n"          \
    "# xbase: 1\n# ybase: 1\n# zbase: 1\n# x step size: 2\n# ystepsize: 2\n# zstepsize: 2\n"       \
    "# xnodes: 2\n# ynodes: 1\n# znodes: 1\n# xmin: 0\n# ValueRangeMinMag: 1\n# valueunit: A/m\n"  \
    "# valuemultiplier: 0.5\n# End: Header\n"

static void ovf_1_is_big_endian_and_scaled(void **state)
{
    static const char binary4[] = HEAD_1 "# Begin: data binary 4\n"
                                         "\x49\x96\xb4\x38"
                                         "\x3f\x80\0\0\0\0\0\0\0\0\0\0"
                                         "\0\0\0\0\x40\0\0\0\xbf\x80\0\0"
                                         "\n# End: data binary 4\n# End: segment\n";
    static const char text[] = HEAD_1 "# Begin: Data Text\n1 0 0 ## first\n## second\n0 2\r\n-1\n"
                                      "# End: Data Text\n# End: Segment\n";
    struct error err;
    struct ovf ovf;

    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(file_write_all(path, i ? text : binary4,
                                        i ? sizeof text - 1 : sizeof binary4 - 1, &err),
                         STATUS_OK);
        assert_int_equal(ovf_read(path, &ovf, &err), STATUS_OK);
        assert_close(ovf.mesh.cell_x_m, 2e-9, 1e-15);
        assert_true(ovf.min_m[0] == 0 && ovf.time_s == 0);
        assert_true(ovf.field.x[0] == (real)0.5 && ovf.field.x[1] == 0);
        assert_true(ovf.field.y[1] == 1 && ovf.field.z[1] == (real)-0.5);
        ovf_free(&ovf);
    }
}

static void every_truncation_is_refused(void **state)
{
    (void)state;
    for (int format = OVF_TEXT; format <= OVF_BINARY8; format++) {
        unsigned char *data;
        struct error err;
        size_t n;

        write_small((enum ovf_format)format);
        data = get_bytes(&n);
        for (size_t i = 0; i + 1 < n; i++) { /* the last line end may be missing */
            assert_int_equal(file_write_all(path, data, i, &err), STATUS_OK);
            assert_refused(path);
        }
        free(data);
    }
}

/* The text with the first `from` replaced. */
static void put_changed(const unsigned char *data, size_t n, const char *from, const char *to)
{
    const unsigned char *at = memmem(data, n, from, strlen(from));
    const size_t before = (size_t)(at - data), after = n - before - strlen(from);
    unsigned char *copy = malloc(n + strlen(to));
    struct error err;

    assert_non_null(at);
    assert_non_null(copy);
    memcpy(copy, data, before);
    memcpy(copy + before, to, strlen(to));
    memcpy(copy + before + strlen(to), at + strlen(from), after);
    assert_int_equal(file_write_all(path, copy, before + strlen(to) + after, &err), STATUS_OK);
    free(copy);
}

static void a_wrong_header_is_named_with_its_line(void **state)
{
    static const char *const wrong[][3] = {
        {"# OOMMF OVF 2.0", "# OOMMF OVF 3.0", ":1: not an OVF file"},
        {"# OOMMF OVF 2.0", "# OOMMF: irregular mesh v1.0", ":1: an irregular mesh"},
        {"# Segment count: 1", "# Segment count: 2", "segment count = 2, must be 1"},
        {"# Begin: Header", "# Begin: Data Text", ":4: '# Begin: Header' is expected"},
        {"# Title: m", "Title: m", ":5: a line of the form"},
        {"rectangular", "irregular", ":6: meshtype = 'irregular', must be rectangular"},
        {"meshunit: m", "meshunit: mile", ":7: meshunit = 'mile', must be m, mm, um or nm"},
        {"valuedim: 3", "valuedim: 1", "valuedim = 1, must be 3"},
        {"valuedim", "valuedime", "the header has no valuedim"},
        {"xnodes: 4", "xnodes: 0", "xnodes = 0, must be a whole number in [1, 16777216]"},
        {"xnodes: 4", "xnodes: 4.5", "xnodes = 4.5, must be"},
        {"xnodes: 4", "xnodes: -4", "xnodes = -4, must be"},
        {"xnodes: 4", "xnodes: nan", "xnodes = 'nan', must be a number"},
        {"xnodes: 4", "xnodes: 4x", ":21: xnodes = '4x', must be a number"},
        {"xnodes: 4", "xnodes:", ":21: xnodes = '', must be a number"},
        {"xnodes: 4", "xnodes: 99999999999999999999", "xnodes = 1e+20, must be"},
        {"xnodes: 4", "xnodes: 16777216", "16777216 x 3 x 2 cells, must be at most 16777216"},
        {"xnodes: 4", "xnodes: 2000000", "truncated: 2000000 x 3 x 2 cells"},
        {"# xnodes: 4", "# xnodes: 4\n# xnodes: 4", "xnodes is given twice"},
        {"ystepsize: 2e-09", "ystepsize: 0", "ystepsize = 0 m, must be in [1e-15, 1]"},
        {"ystepsize: 2e-09", "ystepsize: -2", "ystepsize = -2 m, must be in [1e-15, 1]"},
        {"Begin: Data Text", "Begin: Data Binary 16", "is expected"},
    };
    unsigned char *data;
    size_t n;

    (void)state;
    write_small(OVF_TEXT);
    data = get_bytes(&n);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        put_changed(data, n, wrong[i][0], wrong[i][1]);
        assert_refused(wrong[i][2]);
    }
    free(data);
}

static void what_other_keys_say_may_be_missing(void **state)
{
    static const char *const not_needed[] = {
        "# Title",  "# meshtype",    "# meshunit",   "# xbase",     "# ybase",
        "# zbase",  "# xstepsize",   "# ystepsize",  "# zstepsize", "# xnodes",
        "# znodes", "# valuelabels", "# valueunits", "# Desc",      "# Segment count"};
    unsigned char *data;
    size_t n;

    (void)state;
    write_small(OVF_TEXT);
    data = get_bytes(&n);
    for (size_t i = 0; i < sizeof not_needed / sizeof not_needed[0]; i++) {
        struct error err = {0};
        struct ovf ovf;

        put_changed(data, n, not_needed[i], "## not there");
        if (ovf_read(path, &ovf, &err))
            fail_msg("%s: %s", not_needed[i], err.text);
        assert_int_equal(ovf_check_mesh(&ovf, path, &small, &err), STATUS_OK);
        for (int k = 0; k < 3; k++)
            assert_true(fabs(ovf.min_m[k]) < 1e-20);
        ovf_free(&ovf);
    }
    free(data);
}

#define NODES_ONLY                                                                                 \
    "# OOMMF OVF 2.0\n# Begin: Segment\n# Begin: Header\n# valuedim: 3\n# xnodes: 2\n# ynodes: "   \
    "1\n"                                                                                          \
    "# znodes: 1\n"
#define TWO_CELLS                                                                                  \
    "# End: Header\n# Begin: Data Text\n1 0 0\n0 0 1\n# End: Data Text\n# End: Segment\n"

static void a_header_that_leaves_it_open_is_refused(void **state)
{
    struct error err = {0};
    struct ovf ovf;

    (void)state;
    put_text(NODES_ONLY TWO_CELLS);
    assert_refused("the header has no xstepsize");
    put_text(NODES_ONLY "# xmin: 1e-9\n# xmax: 5e-9\n# ystepsize: 2e-9\n" TWO_CELLS);
    assert_refused("the header has no zstepsize");
    /* nm without saying so */
    put_text(NODES_ONLY "# xstepsize: 2\n# ystepsize: 2\n# zstepsize: 2\n" TWO_CELLS);
    assert_refused("xstepsize = 2 m, must be in [1e-15, 1]");
    put_text(NODES_ONLY
             "# xmin: 1e-9\n# xmax: 5e-9\n# ystepsize: 2e-9\n# zstepsize: 2e-9\n" TWO_CELLS);
    if (ovf_read(path, &ovf, &err))
        fail_msg("%s", err.text);
    assert_close(ovf.mesh.cell_x_m, 2e-9, 1e-12);
    assert_close(ovf.min_m[0], 1e-9, 1e-12);
    ovf_free(&ovf);
}

static void data_of_another_size_is_refused(void **state)
{
    unsigned char *data;
    size_t n;

    (void)state;
    for (int format = OVF_TEXT; format <= OVF_BINARY8; format++) {
        write_small((enum ovf_format)format);
        data = get_bytes(&n);
        put_changed(data, n, "xnodes: 4", "xnodes: 5");
        assert_refused("truncated: ");
        put_changed(data, n, "xnodes: 4", "xnodes: 3");
        assert_refused("data of another size than the header says");
        put_changed(data, n, "End: Data", "End: Dada");
        assert_refused("'# End: Data");
        free(data);
    }
    put_text("");
    assert_refused(":1: not an OVF file");
}

static void a_value_that_is_no_number_is_refused_with_its_place(void **state)
{
    static const char data[] = HEAD_1 "# Begin: Data Text\n1 2 3\n4 abc 6\n# End: Data Text\n"
                                      "# End: Segment\n";
    unsigned char *binary;
    struct error err;
    size_t n, at;
    char want[64];

    (void)state;
    put_text(data);
    assert_refused(":26: value 5 of 6: 'abc 6");
    put_changed((const unsigned char *)data, sizeof data - 1, "abc", "nan");
    assert_refused(":26: y of cell 1 = nan, must be in [");
    put_changed((const unsigned char *)data, sizeof data - 1, "abc 6", "1e999 6");
    assert_refused(":26: y of cell 1 = inf, must be in [");
    put_changed((const unsigned char *)data, sizeof data - 1, "abc 6", "1e4");
    assert_refused(":27: truncated: the data ends after 5 of 6 values");
    write_small(OVF_BINARY4);
    binary = get_bytes(&n);
    at = (size_t)((unsigned char *)memmem(binary, n, "\x38\xb4\x96\x49", 4) - binary);
    memcpy(binary + at + 8, "\0\0\xc0\x7f", 4); /* NaN as y of the first cell */
    assert_int_equal(file_write_all(path, binary, n, &err), STATUS_OK);
    snprintf(want, sizeof want, ": byte %zu: y of cell 0 = nan", at + 8);
    assert_refused(want);
    memcpy(binary + at, "\x49\x96\xb4\x38", 4);
    assert_int_equal(file_write_all(path, binary, n, &err), STATUS_OK);
    assert_refused("must be 1234567 as little endian IEEE floating point (the bytes are in the");
    free(binary);
}

static void a_file_that_cannot_be_opened_or_written_is_an_error(void **state)
{
    real values[3 * CELLS];
    struct error err;
    struct ovf ovf;

    (void)state;
    assert_int_equal(ovf_read("/tmp/skyloom_no_such.ovf", &ovf, &err), STATUS_BAD_FILE);
    assert_int_equal(
        ovf_write("/dev/full", &small, fill(values), &magnetisation, 0, OVF_TEXT, &err),
        STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "No space left"));
}

/* The s-state of muMAG problem 4 as OOMMF wrote it. Its exchange energy, 9.03756820262907e-20 J in
 * OOMMF's table, is the sum over neighbours of A (m_i - m_j)^2 / step^2 * volume. */
static void a_file_of_oommf_reads_and_has_oommfs_exchange_energy(void **state)
{
    static const char file[] = "../shared/data/physics_mumag4/oommf_s_state.omf";
    double sum = 0;
    struct error err;
    struct ovf ovf;

    (void)state;
    if (access(file, R_OK) != 0) {
        print_message("skipped: no %s\n", file);
        skip();
    }
    assert_int_equal(ovf_read(file, &ovf, &err), STATUS_OK);
    assert_int_equal(ovf.mesh.n_x, 200);
    assert_int_equal(ovf.mesh.n_y, 50);
    assert_int_equal(ovf.mesh.n_z, 1);
    assert_close(ovf.mesh.cell_z_m, 3e-9, 1e-12);
    for (int y = 0; y < 50; y++)
        for (int x = 0; x < 200; x++) {
            const size_t i = (size_t)(y * 200 + x);
            const real *const m[] = {ovf.field.x, ovf.field.y, ovf.field.z};
            double norm = 0;

            for (int c = 0; c < 3; c++) {
                const double here = (double)m[c][i];

                norm += here * here;
                sum += x < 199 ? pow((double)m[c][i + 1] - here, 2) : 0;
                sum += y < 49 ? pow((double)m[c][i + 200] - here, 2) : 0;
            }
            assert_close(norm, 1, sizeof(real) == 4 ? 1e-6 : 1e-12);
        }
    assert_close(1.3e-11 * sum * 3e-9, 9.03756820262907e-20, sizeof(real) == 4 ? 1e-5 : 1e-10);
    ovf_free(&ovf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_reads_back_to_the_same_bits),
        cmocka_unit_test(the_bytes_written_are_ovf_2),
        cmocka_unit_test(layers_apart_are_written_with_their_pitch),
        cmocka_unit_test(ovf_1_is_big_endian_and_scaled),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(a_wrong_header_is_named_with_its_line),
        cmocka_unit_test(what_other_keys_say_may_be_missing),
        cmocka_unit_test(a_header_that_leaves_it_open_is_refused),
        cmocka_unit_test(data_of_another_size_is_refused),
        cmocka_unit_test(a_value_that_is_no_number_is_refused_with_its_place),
        cmocka_unit_test(a_file_that_cannot_be_opened_or_written_is_an_error),
        cmocka_unit_test(a_file_of_oommf_reads_and_has_oommfs_exchange_energy),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
