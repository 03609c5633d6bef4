#include "learn/checkpoint.h"
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "files/blob.h"

static struct blob_array matrix(const char *prefix, int l, const struct mlp *m, float *data)
{
    struct blob_array a = {.type = "float32", .n_dims = 2, .data = data};

    snprintf(a.name, sizeof a.name, "%s%d", prefix, l);
    a.shape[0] = (size_t)m->size[l];
    a.shape[1] = (size_t)m->size[l + 1];
    return a;
}

/* Hashes as text: JSON integers are signed. */
static json_t *make_header(const struct checkpoint *c)
{
    char train[17], data[17];

    snprintf(train, sizeof train, "%016" PRIx64, c->origin.train_hash);
    snprintf(data, sizeof data, "%016" PRIx64, c->origin.data_hash);
    return json_pack("{s:s, s:s, s:s, s:I, s:f, s:I, s:I}", "kind", "checkpoint", "train_hash",
                     train, "data_hash", data, "step", (json_int_t)c->step, "loss_sum", c->loss_sum,
                     "n_right", (json_int_t)c->n_right, "n_seen", (json_int_t)c->n_seen);
}

enum status checkpoint_write(const char *path, const struct checkpoint *c, const struct sgd *s,
                             struct error *err)
{
    struct blob_array arrays[2 * MLP_MAX_LAYERS];
    json_t *header = make_header(c);
    size_t n = 0;
    enum status status;

    if (header == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    for (int l = 0; l < s->m->n_layers; l++) {
        arrays[n++] = matrix("weight", l, s->m, s->m->weight[l]);
        arrays[n++] = matrix("velocity", l, s->m, s->velocity[l]);
    }
    status = blob_write(path, header, arrays, n, err);
    json_decref(header);
    return status;
}

static bool same_training(const json_t *header, const struct mlp_origin *origin)
{
    const char *kind = json_string_value(json_object_get(header, "kind"));

    return kind != NULL && strcmp(kind, "checkpoint") == 0 && mlp_origin_agrees(header, origin);
}

static bool copy_matrix(const struct blob_array *arrays, size_t n, const char *prefix, int l,
                        const struct mlp *m, float *to)
{
    const struct blob_array want = matrix(prefix, l, m, to);
    const struct blob_array *a = blob_find(arrays, n, want.name);

    if (a == NULL || strcmp(a->type, want.type) != 0 || a->n_dims != 2
        || a->shape[0] != want.shape[0] || a->shape[1] != want.shape[1])
        return false;
    memcpy(to, a->data, a->shape[0] * a->shape[1] * sizeof(float));
    return true;
}

static bool unpack(json_t *header, const struct blob_array *arrays, size_t n, struct checkpoint *c,
                   struct sgd *s)
{
    json_int_t step, n_right, n_seen;
    bool ok = json_unpack(header, "{s:I, s:F, s:I, s:I}", "step", &step, "loss_sum", &c->loss_sum,
                          "n_right", &n_right, "n_seen", &n_seen)
                  == 0
              && step >= 0;

    for (int l = 0; ok && l < s->m->n_layers; l++)
        ok = copy_matrix(arrays, n, "weight", l, s->m, s->m->weight[l])
             && copy_matrix(arrays, n, "velocity", l, s->m, s->velocity[l]);
    if (!ok)
        return false;
    c->step = step;
    c->n_right = n_right;
    c->n_seen = n_seen;
    return true;
}

enum status checkpoint_read(const char *path, struct checkpoint *c, struct sgd *s, bool *found,
                            struct error *err)
{
    json_t *header = NULL;
    struct blob_array *arrays = NULL;
    size_t n = 0;
    enum status status;

    *found = false;
    if (access(path, F_OK) != 0)
        return STATUS_OK;
    status = blob_read(path, &header, &arrays, &n, err);
    if (status != STATUS_OK)
        return status;
    *found = same_training(header, &c->origin);
    if (*found && !unpack(header, arrays, n, c, s))
        status = error_set(err, STATUS_BAD_FILE,
                           "%s: checkpoint lacks arrays or keys of this network; delete it to "
                           "train from the start",
                           path);
    blob_free(header, arrays, n);
    return status;
}

bool checkpoint_is_of(const char *path, const struct mlp_origin *origin)
{
    struct error unreadable;
    json_t *header = NULL;
    struct blob_array *arrays = NULL;
    size_t n = 0;
    bool is;

    if (access(path, F_OK) != 0 || blob_read(path, &header, &arrays, &n, &unreadable) != STATUS_OK)
        return false;
    is = same_training(header, origin);
    blob_free(header, arrays, n);
    return is;
}
