#include "files/file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

uint64_t hash_fnv1a(uint64_t hash, const void *data, size_t n)
{
    const unsigned char *p = data;

    for (size_t i = 0; i < n; i++)
        hash = (hash ^ p[i]) * 0x100000001b3u;
    return hash;
}

uint64_t hash_number(uint64_t hash, const char *name, double value)
{
    char line[128];
    const int n = snprintf(line, sizeof line, "%.80s=%.17g\n", name, value);

    return value == 0.0 ? hash : hash_fnv1a(hash, line, (size_t)n);
}

static enum status cannot(const char *path, const char *what, int number, struct error *err)
{
    return error_set(err, STATUS_BAD_FILE, "%s: cannot %s: %s", path, what, strerror(number));
}

enum status file_make_dirs(const char *path, struct error *err)
{
    struct path whole;
    char *const dir = whole.text;
    struct stat st;
    const enum status status = path_set(&whole, err, "%s", path);

    if (status != STATUS_OK)
        return status;
    for (char *slash = dir + 1; dir[0] != '\0'; slash++) {
        const char end = *slash;

        if (end != '/' && end != '\0')
            continue;
        *slash = '\0';
        if (mkdir(dir, 0777) != 0 && !(errno == EEXIST && stat(dir, &st) == 0))
            return cannot(dir, "make directory", errno, err);
        if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode))
            return error_set(err, STATUS_BAD_FILE, "%s: not a directory", dir);
        *slash = end;
        if (end == '\0')
            break;
    }
    return STATUS_OK;
}

static enum status make_parent(const char *path, struct error *err)
{
    struct path parent;
    const enum status status = path_set(&parent, err, "%s", path);

    if (status != STATUS_OK || !path_up(&parent))
        return status;
    return file_make_dirs(parent.text, err);
}

/* A device or a pipe is written in place: renaming over /dev/full would replace the device. */
enum status file_out_open(struct file_out *f, const char *path, struct error *err)
{
    struct stat st;
    enum status status;

    *f = (struct file_out){0};
    if (path[0] == '\0')
        return error_set(err, STATUS_BAD_FILE, "output: the path is empty");
    status = path_set(&f->path, err, "%s", path);
    if (status != STATUS_OK)
        return status;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return error_set(err, STATUS_BAD_FILE, "%s: cannot write: is a directory", path);
    if (stat(path, &st) != 0 || S_ISREG(st.st_mode)) {
        status = make_parent(path, err);
        if (status == STATUS_OK)
            status = path_set(&f->temporary, err, "%s.tmp.%ld", path, (long)getpid());
        if (status != STATUS_OK)
            return status;
    }
    f->stream = fopen(f->temporary.text[0] != '\0' ? f->temporary.text : path, "wb");
    if (f->stream == NULL)
        return cannot(path, "write", errno, err);
    return STATUS_OK;
}

void file_out_abandon(struct file_out *f)
{
    if (f->stream != NULL)
        fclose(f->stream);
    f->stream = NULL;
    if (f->temporary.text[0] != '\0')
        unlink(f->temporary.text);
}

/* A full disk shows in fwrite, fflush, fsync or fclose, depending on the file system. */
enum status file_out_commit(struct file_out *f, struct error *err)
{
    int number = 0;

    if (fflush(f->stream) != 0)
        number = errno;
    else if (ferror(f->stream))
        number = EIO;
    else if (fsync(fileno(f->stream)) != 0 && errno != EINVAL && errno != EROFS)
        number = errno;
    if (fclose(f->stream) != 0 && number == 0)
        number = errno;
    f->stream = NULL;
    if (number == 0 && f->temporary.text[0] != '\0' && rename(f->temporary.text, f->path.text) != 0)
        number = errno;
    if (number == 0)
        return STATUS_OK;
    file_out_abandon(f);
    return cannot(f->path.text, "write", number, err);
}

enum status file_write_all(const char *path, const void *data, size_t n, struct error *err)
{
    struct file_out f;
    enum status status = file_out_open(&f, path, err);

    if (status != STATUS_OK)
        return status;
    if (n > 0 && fwrite(data, 1, n, f.stream) != n) {
        const int number = errno;

        file_out_abandon(&f);
        return cannot(path, "write", number, err);
    }
    return file_out_commit(&f, err);
}

/* Reads until the end or one byte past the limit. */
static enum status read_stream(gzFile gz, const char *path, size_t limit, unsigned char **data,
                               size_t *n, struct error *err)
{
    size_t capacity = 65536;
    unsigned char *buffer = malloc(capacity + 1);

    *n = 0;
    while (buffer != NULL) {
        const size_t room = capacity - *n;
        const int got = gzread(gz, buffer + *n, (unsigned)(room < 1 << 30 ? room : 1 << 30));
        int code;

        gzerror(gz, &code);
        if (got < 0 || (got == 0 && code == Z_BUF_ERROR)) {
            free(buffer);
            if (code == Z_ERRNO)
                return cannot(path, "read", errno, err);
            return error_set(err, STATUS_BAD_FILE, "%s: broken or truncated gzip after %zu bytes",
                             path, *n);
        }
        *n += (size_t)got;
        if (*n > limit) {
            free(buffer);
            return error_set(err, STATUS_BAD_FILE, "%s: larger than %zu bytes", path, limit);
        }
        if (got == 0) {
            buffer[*n] = '\0';
            *data = buffer;
            return STATUS_OK;
        }
        if (*n == capacity) {
            unsigned char *more = realloc(buffer, capacity * 2 + 1);

            if (more == NULL)
                free(buffer);
            buffer = more;
            capacity *= 2;
        }
    }
    return error_set(err, STATUS_NO_MEMORY, "%s: out of memory after %zu bytes", path, *n);
}

enum status file_read_all(const char *path, size_t limit, unsigned char **data, size_t *n,
                          struct error *err)
{
    struct stat st;
    gzFile gz;
    enum status status;

    *data = NULL;
    *n = 0;
    if (stat(path, &st) != 0)
        return cannot(path, "read", errno, err);
    if (S_ISDIR(st.st_mode))
        return error_set(err, STATUS_BAD_FILE, "%s: is a directory", path);
    errno = 0;
    gz = gzopen(path, "rb");
    if (gz == NULL)
        return cannot(path, "read", errno ? errno : ENOMEM, err);
    gzbuffer(gz, 1 << 17);
    status = read_stream(gz, path, limit, data, n, err);
    gzclose_r(gz);
    return status;
}

enum status file_check(const char *path, struct error *err)
{
    enum { PROBE_BYTES = 1 << 18 }; /* more than a result and a report need */
    struct file_out f;
    enum status status = file_out_open(&f, path, err);

    if (status != STATUS_OK)
        return status;
    for (int i = 0; i < PROBE_BYTES; i++)
        if (putc(0, f.stream) == EOF)
            break;
    if (fflush(f.stream) || ferror(f.stream))
        status = error_set(err, STATUS_BAD_FILE, "%s: cannot write: %s", path, strerror(errno));
    file_out_abandon(&f);
    return status;
}

enum status file_check_folder(const char *folder, struct error *err)
{
    struct path probe;
    enum status status = file_make_dirs(folder, err);

    if (status == STATUS_OK)
        status = path_join(&probe, err, folder, ".probe");
    return status == STATUS_OK ? file_check(probe.text, err) : status;
}
