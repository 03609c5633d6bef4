#ifndef SKYLOOM_TESTS_SCRATCH_FOLDER_H
#define SKYLOOM_TESTS_SCRATCH_FOLDER_H
#include <stdio.h>
#include <stdlib.h>
/* A folder for all tests of a program: make_folder and remove_folder are its group's set-up and
 * tear-down. */
static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/skyloom-test-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}
#endif
