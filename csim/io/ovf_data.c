#include "io/ovf_parts.h"
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef SKYLOOM_DOUBLE
#define REAL_LARGEST DBL_MAX
#else
#define REAL_LARGEST ((double)FLT_MAX)
#endif

static enum status allocate(struct ovf_reader *r, struct ovf *ovf, struct error *err)
{
    const size_t cells = mesh_cells(&ovf->mesh);

    ovf->field.x = malloc(3 * cells * sizeof(real));
    if (ovf->field.x == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory (%zu cells)", r->path, cells);
    ovf->field.y = ovf->field.x + cells;
    ovf->field.z = ovf->field.y + cells;
    return STATUS_OK;
}

/* i counts values as the file has them: x, y, z of the first cell, x, y, z of the second ... */
static enum status set_value(const struct ovf_reader *r, struct ovf *ovf, size_t i, double value,
                             struct error *err)
{
    real *const component[] = {ovf->field.x, ovf->field.y, ovf->field.z};

    if (!(fabs(value) <= REAL_LARGEST))
        return ovf_bad(r, err, "%c of cell %zu = %g, must be in [%g, %g]", "xyz"[i % 3], i / 3,
                       value, -REAL_LARGEST, REAL_LARGEST);
    component[i % 3][i / 3] = (real)value;
    return STATUS_OK;
}

static double number_at(const unsigned char *p, size_t width, bool big_endian)
{
    uint64_t bits = 0;
    double value;

    for (size_t i = 0; i < width; i++)
        bits = bits << 8 | p[big_endian ? i : width - 1 - i];
    if (width == 4) {
        const uint32_t half = (uint32_t)bits;
        float single;

        memcpy(&single, &half, 4);
        return (double)single;
    }
    memcpy(&value, &bits, 8);
    return value;
}

static enum status check_value(const struct ovf_reader *r, size_t width, bool big_endian,
                               struct error *err)
{
    const double want = width == 4 ? (double)OVF_CHECK4 : OVF_CHECK8;
    const double got = number_at(r->data + r->at, width, big_endian);

    if (got == want)
        return STATUS_OK;
    return ovf_bad(r, err, "check value %.17g, must be %.17g as %s endian IEEE floating point%s",
                   got, want, big_endian ? "big" : "little",
                   number_at(r->data + r->at, width, !big_endian) == want
                       ? " (the bytes are in the other order)"
                       : "");
}

static enum status read_binary(struct ovf_reader *r, const struct ovf_head *head, struct ovf *ovf,
                               struct error *err)
{
    const size_t width = head->format == OVF_BINARY4 ? 4 : 8;
    const size_t values = 3 * mesh_cells(&ovf->mesh), need = (values + 1) * width;
    const bool big_endian = head->version == 1;
    enum status status;

    r->in_binary = true;
    if (r->n - r->at < need)
        return ovf_bad(r, err, "truncated: %d x %d x %d cells need %zu bytes, %zu are left",
                       ovf->mesh.n_x, ovf->mesh.n_y, ovf->mesh.n_z, need, r->n - r->at);
    status = check_value(r, width, big_endian, err);
    if (status == STATUS_OK)
        status = allocate(r, ovf, err);
    r->at += width;
    for (size_t i = 0; status == STATUS_OK && i < values; i++) {
        status = set_value(r, ovf, i,
                           head->multiplier * number_at(r->data + r->at, width, big_endian), err);
        r->at += width;
    }
    return status;
}

/* Blanks, line ends and comments (## to the end of the line). */
static void skip_space(struct ovf_reader *r)
{
    for (; r->at < r->n; r->at++) {
        const unsigned char c = r->data[r->at];

        if (c == '#' && r->data[r->at + 1] == '#')
            while (r->at + 1 < r->n && r->data[r->at + 1] != '\n')
                r->at++;
        else if (c == '\n')
            r->line++;
        else if (c != ' ' && c != '\t' && c != '\r')
            break;
    }
}

/* A number and what must follow one. strtod stops at the NUL behind the data. */
static bool take_number(struct ovf_reader *r, double *value)
{
    const char *text = (const char *)r->data + r->at;
    char *end;

    *value = strtod(text, &end);
    if (end == text || (*end != '\0' && strchr(" \t\r\n#", *end) == NULL))
        return false;
    r->at += (size_t)(end - text);
    return true;
}

static enum status read_text(struct ovf_reader *r, const struct ovf_head *head, struct ovf *ovf,
                             struct error *err)
{
    const size_t values = 3 * mesh_cells(&ovf->mesh);
    enum status status = STATUS_OK;

    r->line++; /* the line that at is in, from here on */
    /* A value takes two bytes at least: the memory taken is bounded by the file. */
    if ((r->n - r->at) / 2 < values - 1)
        return ovf_bad(r, err, "truncated: %d x %d x %d cells are %zu values, %zu bytes are left",
                       ovf->mesh.n_x, ovf->mesh.n_y, ovf->mesh.n_z, values, r->n - r->at);
    status = allocate(r, ovf, err);
    for (size_t i = 0; status == STATUS_OK && i < values; i++) {
        double value;

        skip_space(r);
        if (r->at == r->n || r->data[r->at] == '#')
            return ovf_bad(r, err, "truncated: the data ends after %zu of %zu values", i, values);
        if (!take_number(r, &value))
            return ovf_bad(r, err, "value %zu of %zu: '%.24s' is not a number", i + 1, values,
                           (const char *)r->data + r->at);
        status = set_value(r, ovf, i, head->multiplier * value, err);
    }
    skip_space(r);
    r->line--;
    return status;
}

enum status ovf_read_data(struct ovf_reader *r, const struct ovf_head *head, struct ovf *ovf,
                          struct error *err)
{
    return head->format == OVF_TEXT ? read_text(r, head, ovf, err) : read_binary(r, head, ovf, err);
}
