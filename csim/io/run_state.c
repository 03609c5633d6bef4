#include "io/run_state.h"
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "files/blob.h"

#define KIND "micromagnetic run"

static const char *real_type(void) { return sizeof(real) == 4 ? "float32" : "float64"; }

static json_t *mesh_to_json(const struct mesh *g)
{
    return json_pack("{s:i, s:i, s:i, s:f, s:f, s:f, s:f}", "n_x", g->n_x, "n_y", g->n_y, "n_z",
                     g->n_z, "cell_x_m", g->cell_x_m, "cell_y_m", g->cell_y_m, "cell_z_m",
                     g->cell_z_m, "spacer_m", g->spacer_m);
}

/* NULL when a number is not finite or memory is out. Counts are text: JSON's integers have a sign.
 */
static json_t *make_header(const struct run_state *state)
{
    json_t *numbers = json_object(), *counts = json_object();
    int bad = 0;

    for (size_t i = 0; i < state->n_numbers; i++)
        bad |= json_object_set_new(numbers, state->numbers[i].name,
                                   json_real(*state->numbers[i].value));
    for (size_t i = 0; i < state->n_counts; i++) {
        char text[24];

        snprintf(text, sizeof text, "%" PRIu64, *state->counts[i].value);
        bad |= json_object_set_new(counts, state->counts[i].name, json_string(text));
    }
    if (bad) {
        json_decref(numbers);
        json_decref(counts);
        return NULL;
    }
    return json_pack("{s:s, s:o, s:o, s:o}", "kind", KIND, "mesh", mesh_to_json(state->mesh),
                     "numbers", numbers, "counts", counts);
}

static void name_array(char name[32], const struct run_state *state, size_t i)
{
    snprintf(name, 32, "%.29s.%c", state->fields[i / 3].name, "xyz"[i % 3]);
}

static real *component(const struct run_state *state, size_t i)
{
    const struct vector_field *f = &state->fields[i / 3].field;

    return i % 3 == 0 ? f->x : i % 3 == 1 ? f->y : f->z;
}

static enum status check_finite(const char *path, const struct run_state *state, struct error *err)
{
    for (size_t i = 0; i < state->n_numbers; i++)
        if (!isfinite(*state->numbers[i].value))
            return error_set(err, STATUS_BAD_FILE, "%s: %s = %g, must be finite", path,
                             state->numbers[i].name, *state->numbers[i].value);
    return STATUS_OK;
}

enum status run_state_write(const char *path, const struct run_state *state, struct error *err)
{
    const struct mesh *g = state->mesh;
    const size_t n = 3 * state->n_fields;
    struct blob_array *arrays = calloc(n ? n : 1, sizeof *arrays);
    json_t *header = make_header(state);
    enum status status = check_finite(path, state, err);

    for (size_t i = 0; arrays != NULL && i < n; i++) {
        arrays[i] = (struct blob_array){.shape = {(size_t)g->n_z, (size_t)g->n_y, (size_t)g->n_x},
                                        .n_dims = 3};
        snprintf(arrays[i].type, sizeof arrays[i].type, "%s", real_type());
        name_array(arrays[i].name, state, i);
        arrays[i].data = component(state, i);
    }
    if (status == STATUS_OK && (arrays == NULL || header == NULL))
        status = error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    if (status == STATUS_OK)
        status = blob_write(path, header, arrays, n, err);
    free(arrays);
    json_decref(header);
    return status;
}

static enum status check_mesh(const char *path, const struct run_state *state, json_t *header,
                              struct error *err)
{
    const char *kind = json_string_value(json_object_get(header, "kind"));
    json_t *mesh;
    int same;

    if (kind == NULL || strcmp(kind, KIND) != 0)
        return error_set(err, STATUS_BAD_FILE, "%s: not a checkpoint of a %s", path, KIND);
    mesh = mesh_to_json(state->mesh);
    same = json_equal(mesh, json_object_get(header, "mesh"));
    json_decref(mesh);
    return same ? STATUS_OK
                : error_set(err, STATUS_BAD_FILE, "%s: made on another mesh than %d x %d x %d",
                            path, state->mesh->n_x, state->mesh->n_y, state->mesh->n_z);
}

static enum status check_arrays(const char *path, const struct run_state *state,
                                const struct blob_array *arrays, size_t n, struct error *err)
{
    for (size_t i = 0; i < 3 * state->n_fields; i++) {
        const struct blob_array *a;
        char name[32];

        name_array(name, state, i);
        a = blob_find(arrays, n, name);
        if (a == NULL)
            return error_set(err, STATUS_BAD_FILE, "%s: no array '%s'", path, name);
        if (strcmp(a->type, real_type()) != 0)
            return error_set(err, STATUS_BAD_FILE, "%s: array '%s' is %s, this build has %s", path,
                             name, a->type, real_type());
        if (a->n_dims != 3 || a->shape[0] != (size_t)state->mesh->n_z
            || a->shape[1] != (size_t)state->mesh->n_y || a->shape[2] != (size_t)state->mesh->n_x)
            return error_set(err, STATUS_BAD_FILE, "%s: array '%s' is not of the mesh", path, name);
    }
    return STATUS_OK;
}

/* strtoull alone takes signs and blanks. */
static int read_count(const char *text, uint64_t *value)
{
    const size_t n = text != NULL ? strlen(text) : 0;
    char again[24];

    if (n == 0 || n > 20 || strspn(text, "0123456789") != n)
        return -1;
    *value = strtoull(text, NULL, 10);
    snprintf(again, sizeof again, "%" PRIu64, *value);
    return strcmp(again, text);
}

/* The last check: all that the header must hold is there. */
static enum status check_values(const char *path, const struct run_state *state, json_t *header,
                                struct error *err)
{
    json_t *numbers = json_object_get(header, "numbers");
    json_t *counts = json_object_get(header, "counts");
    uint64_t unused;

    for (size_t i = 0; i < state->n_numbers; i++)
        if (!json_is_number(json_object_get(numbers, state->numbers[i].name)))
            return error_set(err, STATUS_BAD_FILE, "%s: no number '%s'", path,
                             state->numbers[i].name);
    for (size_t i = 0; i < state->n_counts; i++) {
        json_t *count = json_object_get(counts, state->counts[i].name);

        if (read_count(json_string_value(count), &unused) != 0)
            return error_set(err, STATUS_BAD_FILE, "%s: no count '%s'", path,
                             state->counts[i].name);
    }
    return STATUS_OK;
}

static void take(const struct run_state *state, json_t *header, const struct blob_array *arrays,
                 size_t n)
{
    json_t *numbers = json_object_get(header, "numbers");
    json_t *counts = json_object_get(header, "counts");

    for (size_t i = 0; i < state->n_numbers; i++)
        *state->numbers[i].value =
            json_number_value(json_object_get(numbers, state->numbers[i].name));
    for (size_t i = 0; i < state->n_counts; i++)
        read_count(json_string_value(json_object_get(counts, state->counts[i].name)),
                   state->counts[i].value);
    for (size_t i = 0; i < 3 * state->n_fields; i++) {
        char name[32];

        name_array(name, state, i);
        memcpy(component(state, i), blob_find(arrays, n, name)->data,
               mesh_cells(state->mesh) * sizeof(real));
    }
}

enum status run_state_read(const char *path, const struct run_state *state, struct error *err)
{
    struct blob_array *arrays;
    json_t *header;
    size_t n;
    enum status status = blob_read(path, &header, &arrays, &n, err);

    if (status != STATUS_OK)
        return status;
    status = check_mesh(path, state, header, err);
    if (status == STATUS_OK)
        status = check_arrays(path, state, arrays, n, err);
    if (status == STATUS_OK)
        status = check_values(path, state, header, err);
    if (status == STATUS_OK)
        take(state, header, arrays, n);
    blob_free(header, arrays, n);
    return status;
}
