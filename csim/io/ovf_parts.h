#ifndef SKYLOOM_IO_OVF_PARTS_H
#define SKYLOOM_IO_OVF_PARTS_H
#include <stdbool.h>
#include "io/ovf.h"
/* Between the files of the OVF reader and writer. */
#define OVF_CHECK4 1234567.0f
#define OVF_CHECK8 123456789012345.0

struct ovf_reader {
    const char *path;
    const unsigned char *data; /* a NUL follows */
    size_t n, at;
    size_t line;    /* of the text before at */
    bool in_binary; /* lines mean nothing any more: messages give the byte */
};

struct ovf_head {
    int version; /* 1: big endian, 2: little endian */
    enum ovf_format format;
    double multiplier; /* of OVF 1.0 */
};

extern const char *const ovf_format_names[]; /* "Text", "Binary 4", "Binary 8" */

__attribute__((format(printf, 3, 4))) enum status ovf_bad(const struct ovf_reader *r,
                                                          struct error *err, const char *fmt, ...);

#define OVF_VALUE_BYTES 256
struct ovf_line {
    char label[32]; /* lower case, without blanks; what is longer than any label is cut */
    char value[OVF_VALUE_BYTES];
    bool cut; /* the value is longer */
};

/* The next line that is neither empty nor a ## comment. */
enum status ovf_next_line(struct ovf_reader *r, struct ovf_line *line, struct error *err);
/* Case and blanks do not count. */
bool ovf_same(const char *a, const char *b);
/* Up to and with "# Begin: Data". */
enum status ovf_read_head(struct ovf_reader *r, struct ovf_head *head, struct ovf *ovf,
                          struct error *err);
/* Allocates and fills ovf->field. */
enum status ovf_read_data(struct ovf_reader *r, const struct ovf_head *head, struct ovf *ovf,
                          struct error *err);
#endif
