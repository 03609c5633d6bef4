#ifndef SKYLOOM_IO_OVF_H
#define SKYLOOM_IO_OVF_H
#include <stddef.h>
#include "base/error.h"
#include "micromag/mesh.h"
/* Vector fields in OOMMF's format. Written: OVF 2.0. Read: OVF 2.0 and 1.0, text, binary 4 and 8;
 * rectangular meshes, one segment, three values per cell, plain or gzipped. A file that is
 * truncated, too long, or holds a value that is not finite is refused with line or byte. Of nodes,
 * step, base, min and max along an axis those may be missing that the others say; without a
 * meshunit lengths are in m, without base and min the mesh begins at 0. */
#define OVF_MAX_CELLS ((size_t)1 << 24)
#define OVF_MAX_BYTES ((size_t)1 << 29) /* of a file read, unpacked */

enum ovf_format { OVF_TEXT, OVF_BINARY4, OVF_BINARY8 };

struct ovf {
    /* cell_z_m is the step along z and spacer_m 0: OVF knows no gaps between layers. */
    struct mesh mesh;
    double min_m[3];           /* corner of the mesh */
    double time_s;             /* 0 when the file does not say */
    struct vector_field field; /* owned; free with ovf_free */
};

/* After an error there is nothing to free. */
enum status ovf_read(const char *path, struct ovf *ovf, struct error *err);
void ovf_free(struct ovf *ovf);
/* Nodes equal, steps equal within 1e-5 (other programs write single precision); the step along z is
 * mesh's cell_z_m + spacer_m. path is for the message. */
enum status ovf_check_mesh(const struct ovf *ovf, const char *path, const struct mesh *mesh,
                           struct error *err);

struct ovf_quantity {
    const char *name; /* one word: "m" gives the labels m_x m_y m_z */
    const char *unit; /* one word: "1", "T", "A/m" */
};

/* Atomic. The mesh begins at 0, 0, 0. Layers spacer_m apart are written as a mesh of step
 * cell_z_m + spacer_m along z. */
enum status ovf_write(const char *path, const struct mesh *mesh, struct vector_field field,
                      const struct ovf_quantity *quantity, double time_s, enum ovf_format format,
                      struct error *err);
#endif
