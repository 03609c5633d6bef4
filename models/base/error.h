#ifndef SKYLOOM_BASE_ERROR_H
#define SKYLOOM_BASE_ERROR_H
/* The ground floor: what every other room stands on - errors, tables of parameters (param.h), keyed
 * random numbers (philox.h), constants of nature, SIMD and rows of work in lockstep (crew.h).
 *
 * Errors travel up by return code; the words travel in a caller-owned struct. */
enum status {
    STATUS_OK = 0,
    STATUS_BAD_CONFIG, /* a value the user wrote; exit code 2 */
    STATUS_BAD_FILE,   /* a file that is missing, truncated, malformed, unwritable; exit code 2 */
    STATUS_PROTOCOL,   /* hardware handshake broken: names cycle and tile; exit code 1 */
    STATUS_MISMATCH,   /* two engines disagree; exit code 1 */
    STATUS_NO_MEMORY,  /* exit code 1 */
    STATUS_INTERRUPTED /* ctrl-C; valid files are left; exit code 130 */
};

struct error {
    enum status code;
    char text[512]; /* "designs/demo.yaml: tile.columns = -1, must be in [1, 128]" */
};

/* Fills *err and returns code, so a failing function is one line: return error_set(...). */
__attribute__((format(printf, 3, 4))) enum status error_set(struct error *err, enum status code,
                                                            const char *fmt, ...);
#endif
