#ifndef SKYLOOM_COSIM_PARTS_H
#define SKYLOOM_COSIM_PARTS_H
#include "cosim/api.h"
#include "cosim/cosim.h"
#include "crossbar/port.h"
/* Private to csim/cosim/cosim*.c. */
struct cosim {
    struct cosim_config config;
    const struct program *program;
    void *library;
    const struct cosim_api *api;
    struct cosim_network *network;
    int n_cores;                    /* of all layers */
    struct cosim_core_setup *setup; /* [n_cores] */
    struct port *port;              /* [n_cores], analog */
    struct xbar *xbar;              /* [n_cores], analog */
    void *xbar_memory;
    float *normal;
    bool loaded;
    uint64_t signature;
};

static inline bool is_digital(const struct cosim *c)
{
    return c->config.golden.timing.array == ARRAY_DIGITAL;
}

#endif
