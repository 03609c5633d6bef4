#ifndef SKYLOOM_TESTS_DOOR_CASE_H
#define SKYLOOM_TESTS_DOOR_CASE_H
#include <skyloom.h>
#include "check.h"

/* A call that must come to a status, else with its line. */
#define assert_status(call, wanted)                                                                \
    do {                                                                                           \
        const enum skyloom_status got_ = (call);                                                   \
        if (got_ != (wanted))                                                                      \
            fail_msg("%s: status %d, %s", #call, got_, got_ != SKYLOOM_OK ? err.text : "");        \
    } while (0)

/* A watch's progress that stops what it is told of. */
static inline void door_case_stop(void *context, const char *line)
{
    (void)line;
    *(volatile int *)context = 1;
}
#endif
