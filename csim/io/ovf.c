#include "io/ovf.h"
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "files/file.h"
#include "io/ovf_parts.h"

const char *const ovf_format_names[] = {
    [OVF_TEXT] = "Text", [OVF_BINARY4] = "Binary 4", [OVF_BINARY8] = "Binary 8"};

enum status ovf_bad(const struct ovf_reader *r, struct error *err, const char *fmt, ...)
{
    char text[384];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (r->in_binary)
        return error_set(err, STATUS_BAD_FILE, "%s: byte %zu: %s", r->path, r->at, text);
    return error_set(err, STATUS_BAD_FILE, "%s:%zu: %s", r->path, r->line, text);
}

static bool is_blank(unsigned char c) { return c == ' ' || c == '\t' || c == '\r'; }

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

bool ovf_same(const char *a, const char *b)
{
    for (;;) {
        while (is_blank((unsigned char)*a))
            a++;
        while (is_blank((unsigned char)*b))
            b++;
        if (lower(*a) != lower(*b))
            return false;
        if (*a == '\0')
            return true;
        a++;
        b++;
    }
}

/* text: behind the '#', to the end of the line or to a comment. */
static void split(const unsigned char *text, size_t n, struct ovf_line *line)
{
    size_t i = 0, k = 0;

    for (; i < n && text[i] != ':'; i++)
        if (!is_blank(text[i]) && k < sizeof line->label - 1)
            line->label[k++] = lower((char)text[i]);
    line->label[k] = '\0';
    i += i < n; /* the colon */
    while (i < n && is_blank(text[i]))
        i++;
    while (n > i && is_blank(text[n - 1]))
        n--;
    line->cut = n - i >= OVF_VALUE_BYTES;
    k = line->cut ? OVF_VALUE_BYTES - 1 : n - i;
    memcpy(line->value, text + i, k);
    line->value[k] = '\0';
}

enum status ovf_next_line(struct ovf_reader *r, struct ovf_line *line, struct error *err)
{
    while (r->at < r->n) {
        const unsigned char *text = r->data + r->at;
        const unsigned char *end = memchr(text, '\n', r->n - r->at);
        size_t n = end != NULL ? (size_t)(end - text) : r->n - r->at;

        r->line++;
        while (n > 0 && is_blank(*text)) {
            text++;
            n--;
        }
        if (n > 0 && *text != '#')
            return ovf_bad(r, err, "a line of the form '# label: value' is expected");
        r->at = end != NULL ? (size_t)(end - r->data) + 1 : r->n;
        if (n > 0 && !(n > 1 && text[1] == '#')) {
            for (size_t i = 1; i + 1 < n; i++)
                if (text[i] == '#' && text[i + 1] == '#')
                    n = i;
            split(text + 1, n - 1, line);
            if (line->label[0] != '\0')
                return STATUS_OK;
        }
    }
    return ovf_bad(r, err, "truncated: the file ends before '# End: Segment'");
}

static enum status expect_end(struct ovf_reader *r, const char *what, struct error *err)
{
    struct ovf_line line;
    const size_t at = r->at;
    struct ovf_reader here = *r;
    const bool more = r->at < r->n;
    enum status status = ovf_next_line(r, &line, err);

    here.line += !r->in_binary;
    here.at = at;
    if (status == STATUS_OK && strcmp(line.label, "end") == 0 && ovf_same(line.value, what))
        return STATUS_OK;
    return ovf_bad(&here, err, "%s: '# End: %s' is expected here",
                   more ? "data of another size than the header says" : "truncated", what);
}

static enum status read_all(struct ovf_reader *r, struct ovf *ovf, struct error *err)
{
    struct ovf_head head = {0};
    char what[32];
    enum status status = ovf_read_head(r, &head, ovf, err);

    if (status == STATUS_OK)
        status = ovf_read_data(r, &head, ovf, err);
    if (status != STATUS_OK)
        return status;
    snprintf(what, sizeof what, "Data %s", ovf_format_names[head.format]);
    status = expect_end(r, what, err);
    return status != STATUS_OK ? status : expect_end(r, "Segment", err);
}

enum status ovf_read(const char *path, struct ovf *ovf, struct error *err)
{
    struct ovf_reader r = {.path = path};
    unsigned char *data;
    enum status status;

    *ovf = (struct ovf){0};
    status = file_read_all(path, OVF_MAX_BYTES, &data, &r.n, err);
    if (status != STATUS_OK)
        return status;
    r.data = data;
    status = read_all(&r, ovf, err);
    free(data);
    if (status != STATUS_OK)
        ovf_free(ovf);
    return status;
}

void ovf_free(struct ovf *ovf)
{
    free(ovf->field.x); /* y and z lie behind it */
    *ovf = (struct ovf){0};
}

static bool is_near(double a, double b) { return fabs(a - b) <= 1e-5 * fabs(b); }

enum status ovf_check_mesh(const struct ovf *ovf, const char *path, const struct mesh *mesh,
                           struct error *err)
{
    const struct mesh *got = &ovf->mesh;
    const double step_z_m = mesh->cell_z_m + (mesh->n_z > 1 ? mesh->spacer_m : 0);

    if (got->n_x != mesh->n_x || got->n_y != mesh->n_y || got->n_z != mesh->n_z)
        return error_set(err, STATUS_BAD_FILE, "%s: %d x %d x %d cells, the mesh is %d x %d x %d",
                         path, got->n_x, got->n_y, got->n_z, mesh->n_x, mesh->n_y, mesh->n_z);
    if (!is_near(got->cell_x_m, mesh->cell_x_m) || !is_near(got->cell_y_m, mesh->cell_y_m)
        || (!is_near(got->cell_z_m, step_z_m)))
        return error_set(err, STATUS_BAD_FILE,
                         "%s: steps of %.9g x %.9g x %.9g m, the mesh has %.9g x %.9g x %.9g m",
                         path, got->cell_x_m, got->cell_y_m, got->cell_z_m, mesh->cell_x_m,
                         mesh->cell_y_m, step_z_m);
    return STATUS_OK;
}
