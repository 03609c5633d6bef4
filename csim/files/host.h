#ifndef SKYLOOM_FILES_HOST_H
#define SKYLOOM_FILES_HOST_H
#include <stdint.h>
/* The computer this runs on. */
void host_cpu(char text[128]);    /* name of its processor, "unknown" where it says none */
int host_threads(int64_t wanted); /* 0: processors online */
#endif
