#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "files/file.h"
#include "io/ovf_parts.h"

/* The shortest decimal that reads back to the same double: 2.5e-09, not 2.5000000000000001e-09. */
static void put_number(FILE *f, const char *before, double value, const char *after)
{
    char text[32];

    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    fprintf(f, "%s%s%s", before, text, after);
}

static void put_axis(FILE *f, const char *name, const double value[3])
{
    for (int i = 0; i < 3; i++) {
        char label[32];

        snprintf(label, sizeof label, "# %c%s: ", "xyz"[i], name);
        put_number(f, label, value[i], "\n");
    }
}

static void put_head(FILE *f, const struct mesh *g, const struct ovf_quantity *quantity,
                     double time_s)
{
    const double step[] = {g->cell_x_m, g->cell_y_m, g->cell_z_m + (g->n_z > 1 ? g->spacer_m : 0)};
    const double zero[3] = {0}, base[] = {step[0] / 2, step[1] / 2, step[2] / 2};
    const double max[] = {step[0] * g->n_x, step[1] * g->n_y, step[2] * g->n_z};
    const char *q = quantity->name, *u = quantity->unit;

    fprintf(f,
            "# OOMMF OVF 2.0\n# Segment count: 1\n# Begin: Segment\n# Begin: Header\n"
            "# Title: %s\n# meshtype: rectangular\n# meshunit: m\n",
            q);
    put_axis(f, "min", zero);
    put_axis(f, "max", max);
    fprintf(f, "# valuedim: 3\n# valuelabels: %s_x %s_y %s_z\n# valueunits: %s %s %s\n", q, q, q, u,
            u, u);
    put_number(f, "# Desc: Total simulation time:  ", time_s, "  s\n");
    if (g->n_z > 1 && g->spacer_m > 0) {
        put_number(f, "# Desc: Layers:  ", g->cell_z_m, " m thick, ");
        put_number(f, "", g->spacer_m, " m apart\n");
    }
    put_axis(f, "base", base);
    fprintf(f, "# xnodes: %d\n# ynodes: %d\n# znodes: %d\n", g->n_x, g->n_y, g->n_z);
    put_axis(f, "stepsize", step);
    fprintf(f, "# End: Header\n");
}

/* Little endian whatever the machine. */
static void put_binary(FILE *f, double value, size_t width)
{
    unsigned char bytes[8] = {0};
    uint64_t bits;

    if (width == 4) {
        const float single = (float)value;
        uint32_t half;

        memcpy(&half, &single, 4);
        bits = half;
    } else {
        memcpy(&bits, &value, 8);
    }
    for (size_t i = 0; i < width; i++)
        bytes[i] = (unsigned char)(bits >> 8 * i);
    fwrite(bytes, 1, width, f);
}

static void put_data(FILE *f, size_t cells, struct vector_field v, enum ovf_format format)
{
    const size_t width = format == OVF_BINARY4 ? 4 : 8;
    const int digits = sizeof(real) == 4 ? 9 : 17;

    if (format == OVF_TEXT) {
        for (size_t i = 0; i < cells; i++)
            fprintf(f, "%.*g %.*g %.*g\n", digits, (double)v.x[i], digits, (double)v.y[i], digits,
                    (double)v.z[i]);
        return;
    }
    put_binary(f, width == 4 ? (double)OVF_CHECK4 : OVF_CHECK8, width);
    for (size_t i = 0; i < cells; i++) {
        put_binary(f, (double)v.x[i], width);
        put_binary(f, (double)v.y[i], width);
        put_binary(f, (double)v.z[i], width);
    }
    fputc('\n', f);
}

enum status ovf_write(const char *path, const struct mesh *mesh, struct vector_field field,
                      const struct ovf_quantity *quantity, double time_s, enum ovf_format format,
                      struct error *err)
{
    struct file_out f;
    enum status status = file_out_open(&f, path, err);

    if (status != STATUS_OK)
        return status;
    put_head(f.stream, mesh, quantity, time_s);
    fprintf(f.stream, "# Begin: Data %s\n", ovf_format_names[format]);
    put_data(f.stream, mesh_cells(mesh), field, format);
    fprintf(f.stream, "# End: Data %s\n# End: Segment\n", ovf_format_names[format]);
    return file_out_commit(&f, err); /* reports any write that failed */
}
