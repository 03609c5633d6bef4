#include "learn/mlp.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "files/blob.h"

void mlp_free(struct mlp *m)
{
    for (int l = 0; l < MLP_MAX_LAYERS; l++)
        free(m->weight[l]);
    *m = (struct mlp){0};
}

static json_t *make_header(const struct mlp *m)
{
    json_t *header = json_object(), *sizes = json_array(), *lambdas = json_array();

    for (int l = 0; l <= m->n_layers; l++)
        json_array_append_new(sizes, json_integer(m->size[l]));
    for (int l = 0; l < m->n_layers; l++)
        json_array_append_new(lambdas, json_real(m->lambda[l]));
    json_object_set_new(header, "kind", json_string("mlp"));
    json_object_set_new(header, "layers", sizes);
    json_object_set_new(header, "lambda", lambdas);
    json_object_set_new(header, "train_accuracy", json_real(m->train_accuracy));
    json_object_set_new(header, "validation_accuracy", json_real(m->validation_accuracy));
    json_object_set_new(header, "provenance", json_string(m->provenance));
    return header;
}

enum status mlp_write(const char *path, const struct mlp *m, struct error *err)
{
    struct blob_array arrays[MLP_MAX_LAYERS];
    json_t *header = make_header(m);
    enum status status;

    for (int l = 0; l < m->n_layers; l++) {
        arrays[l] = (struct blob_array){.type = "float32",
                                        .shape = {(size_t)m->size[l], (size_t)m->size[l + 1]},
                                        .n_dims = 2,
                                        .data = m->weight[l]};
        snprintf(arrays[l].name, sizeof arrays[l].name, "weight%d", l);
    }
    status = blob_write(path, header, arrays, (size_t)m->n_layers, err);
    json_decref(header);
    return status;
}

static bool read_header(json_t *header, struct mlp *m)
{
    json_t *sizes, *lambdas;
    const char *kind, *provenance;
    size_t n;

    if (json_unpack(header, "{s:s, s:o, s:o, s:F, s:F, s:s}", "kind", &kind, "layers", &sizes,
                    "lambda", &lambdas, "train_accuracy", &m->train_accuracy, "validation_accuracy",
                    &m->validation_accuracy, "provenance", &provenance)
            != 0
        || strcmp(kind, "mlp") != 0)
        return false;
    n = json_array_size(lambdas);
    if (n < 1 || n > MLP_MAX_LAYERS || json_array_size(sizes) != n + 1)
        return false;
    m->n_layers = (int)n;
    snprintf(m->provenance, sizeof m->provenance, "%s", provenance);
    for (size_t l = 0; l <= n; l++) {
        const json_int_t size = json_integer_value(json_array_get(sizes, l));

        if (!(size >= 1 && size <= 1 << 20))
            return false;
        m->size[l] = (int)size;
    }
    for (size_t l = 0; l < n; l++) {
        m->lambda[l] = json_number_value(json_array_get(lambdas, l));
        if (!(m->lambda[l] > 0.0 && isfinite(m->lambda[l])))
            return false;
    }
    return true;
}

static enum status read_weights(const char *path, const struct blob_array *arrays, size_t n,
                                struct mlp *m, struct error *err)
{
    for (int l = 0; l < m->n_layers; l++) {
        const size_t rows = (size_t)m->size[l], cols = (size_t)m->size[l + 1];
        const struct blob_array *a;
        char name[32];

        snprintf(name, sizeof name, "weight%d", l);
        a = blob_find(arrays, n, name);
        if (a == NULL || strcmp(a->type, "float32") != 0 || a->n_dims != 2 || a->shape[0] != rows
            || a->shape[1] != cols)
            return error_set(err, STATUS_BAD_FILE, "%s: %s is not a float32 array of %zu x %zu",
                             path, name, rows, cols);
        m->weight[l] = malloc(rows * cols * sizeof(float));
        if (m->weight[l] == NULL)
            return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
        memcpy(m->weight[l], a->data, rows * cols * sizeof(float));
        for (size_t i = 0; i < rows * cols; i++)
            if (!isfinite(m->weight[l][i]))
                return error_set(err, STATUS_BAD_FILE, "%s: %s[%zu] is not finite", path, name, i);
    }
    return STATUS_OK;
}

enum status mlp_read(const char *path, struct mlp *m, struct error *err)
{
    json_t *header = NULL;
    struct blob_array *arrays = NULL;
    size_t n = 0;
    enum status status;

    *m = (struct mlp){0};
    status = blob_read(path, &header, &arrays, &n, err);
    if (status != STATUS_OK)
        return status;
    if (!read_header(header, m))
        status = error_set(err, STATUS_BAD_FILE,
                           "%s: not a trained network (header lacks keys or has bad values)", path);
    if (status == STATUS_OK)
        status = read_weights(path, arrays, n, m, err);
    blob_free(header, arrays, n);
    if (status != STATUS_OK)
        mlp_free(m);
    return status;
}
