#include "trial_case.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "check.h"
#include "files/file.h"

struct synapse trial_case_device(void)
{
    struct synapse d = synapse_default;

    d.track.length_m = 200e-9;
    d.track.width_m = 80e-9;
    d.track.repeats = 2;
    d.barrier.length_m = 20e-9;
    d.barrier.breadth_m = 20e-9;
    d.barrier.corner_m = 8e-9;
    d.barrier.centre_m = 120e-9;
    d.start.skyrmions = 1;
    d.start.radius_m = 10e-9;
    d.start.equilibrate_s = 20e-12;
    d.pulses.width_s = 40e-12;
    d.pulses.gap_s = 60e-12;
    d.pulses.window_s = 40e-12;
    d.pulses.samples = 8;
    d.pulses.up = 2;
    d.pulses.down = 1;
    d.readout.from_m = 120e-9;
    d.readout.to_m = 200e-9;
    return d;
}

void trial_case_set(struct trial *t, const struct synapse *d, const char *label)
{
    memset(t, 0, sizeof *t);
    t->synapse = *d;
    t->seed = 7;
    trial_set_cycles(t, 1);
    trial_name(t, label);
}

void trial_case_make_folder(char folder[64])
{
    snprintf(folder, 64, "/tmp/skyloom-trial-XXXXXX");
    assert_non_null(mkdtemp(folder));
}

void trial_case_remove_file(const char *folder, const char *key, const char *ext)
{
    char path[256];

    snprintf(path, sizeof path, "%s/runs/%s.%s", folder, key, ext);
    assert_int_equal(unlink(path), 0);
}

void trial_case_remove_folder(const char *folder)
{
    char path[256];

    snprintf(path, sizeof path, "%s/runs", folder);
    rmdir(path);
    assert_int_equal(rmdir(folder), 0);
}

static unsigned char *read_file(const char *folder, const char *key, const char *ext, size_t *n)
{
    struct error err = {0};
    unsigned char *data = NULL;
    char path[256];

    snprintf(path, sizeof path, "%s/runs/%s.%s", folder, key, ext);
    if (file_read_all(path, 1 << 22, &data, n, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return data;
}

void trial_case_check_same(const char *folder, const char *other, const char *key, const char *ext)
{
    size_t n, m;
    unsigned char *a = read_file(folder, key, ext, &n), *b = read_file(other, key, ext, &m);

    assert_int_equal(n, m);
    assert_memory_equal(a, b, n);
    free(a);
    free(b);
}

void trial_case_overwrite(const char *path, long at, const char *with)
{
    FILE *f = fopen(path, "r+");

    assert_non_null(f);
    assert_int_equal(fseek(f, at, at < 0 ? SEEK_END : SEEK_SET), 0);
    assert_true(fputs(with, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

void trial_case_refused(enum status s, const struct error *err, const char *says)
{
    assert_int_equal(s, STATUS_BAD_FILE);
    if (strstr(err->text, says) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err->text, says);
}
