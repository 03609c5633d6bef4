#include "case_text.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "check.h"
#include "files/file.h"

static char path[] = "/tmp/skyloom_test_case_XXXXXX";

int case_text_open(void **state)
{
    const int fd = mkstemp(path);

    (void)state;
    return fd < 0 || close(fd) != 0;
}

int case_text_close(void **state)
{
    (void)state;
    return unlink(path);
}

const char *case_text_path(void) { return path; }

enum status case_text_load(const char *text, struct llg_case *c, struct error *err)
{
    assert_int_equal(file_write_all(path, text, strlen(text), err), STATUS_OK);
    return llg_case_load(path, c, err);
}

void case_text_load_well(const char *text, struct llg_case *c)
{
    struct error err = {0};

    if (case_text_load(text, c, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}
