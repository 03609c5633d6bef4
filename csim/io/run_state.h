#ifndef SKYLOOM_IO_RUN_STATE_H
#define SKYLOOM_IO_RUN_STATE_H
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "micromag/mesh.h"
/* Checkpoint of a micromagnetic run: named numbers and vector fields, bit by bit, in a blob
 * (files/blob.h). The same list of places is written from and read into. */
struct run_number {
    const char *name;
    double *value; /* finite */
};

struct run_count {
    const char *name;
    uint64_t *value; /* steps, seeds, hashes */
};

struct run_field {
    const char *name; /* up to 29 characters */
    struct vector_field field;
};

struct run_state {
    const struct mesh *mesh;
    const struct run_number *numbers;
    size_t n_numbers;
    const struct run_count *counts;
    size_t n_counts;
    const struct run_field *fields;
    size_t n_fields;
};

enum status run_state_write(const char *path, const struct run_state *state, struct error *err);
/* A file of another mesh, precision or list is refused. After an error the places keep what they
 * held. */
enum status run_state_read(const char *path, const struct run_state *state, struct error *err);
#endif
