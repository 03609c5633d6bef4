#include "files/host.h"
#include <stdio.h>
#include <unistd.h>

void host_cpu(char text[128])
{
    FILE *f = fopen("/proc/cpuinfo", "r");
    char line[256];

    snprintf(text, 128, "unknown");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "model name : %127[^\n]", text) == 1)
            break;
    if (f)
        fclose(f);
}

int host_threads(int64_t wanted)
{
    const long online = sysconf(_SC_NPROCESSORS_ONLN);

    return wanted > 0 ? (int)wanted : online > 0 ? (int)online : 1;
}
