#include "fuzz.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
/* usage: fuzz_X CORPUS_DIR RUNS [SEED]. Deterministic mutations of the corpus; the input that
 * crashed is left in fuzz-crash.bin. */
#define MAX_SEEDS 64
#define MAX_BYTES 8192

struct input {
    size_t n;
    uint8_t byte[MAX_BYTES];
};

static struct input seeds[MAX_SEEDS], current;
static size_t n_seeds;
static uint64_t random_state;

void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

const char *fuzz_file(const uint8_t *data, size_t size)
{
    static char path[64];
    static int fd = -1;

    if (fd < 0)
        fd = memfd_create("fuzz", 0);
    if (fd < 0 || ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/%ld/fd/%d", (long)getpid(), fd);
    return path;
}

void fuzz_check(enum status s, const struct error *err)
{
    if (s == STATUS_OK)
        return;
    if (err->text[0] == '\0' || err->code != s)
        abort();
    for (const char *c = err->text; *c != '\0'; c++)
        if ((unsigned char)*c < ' ')
            abort();
}

static void save_crash(void)
{
    FILE *f = fopen("fuzz-crash.bin", "wb");

    if (f == NULL)
        return;
    fwrite(current.byte, 1, current.n, f);
    fclose(f);
    fprintf(stderr, "fuzz: the input is in fuzz-crash.bin\n");
}

static uint32_t random_below(size_t n) /* splitmix64 */
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return n == 0 ? 0 : (uint32_t)((z ^ (z >> 31)) % n);
}

static void splice(size_t at, size_t remove, const void *data, size_t n)
{
    if (remove > current.n - at)
        remove = current.n - at;
    if (current.n - remove + n > MAX_BYTES)
        return;
    memmove(current.byte + at + n, current.byte + at + remove, current.n - at - remove);
    memmove(current.byte + at, data, n);
    current.n += n - remove;
}

static void mutate(void)
{
    static const char *const words[] = {"-1",       "0",     "nan",
                                        ".nan",     "1e999", "99999999999999999999",
                                        "true",     "[",     "]",
                                        "{",        "}",     ": ",
                                        ",",        "\n",    "- ",
                                        "\"",       "'",     "&a",
                                        "*a",       "!!",    "---\n",
                                        "\\u0000",  "null",  "%",
                                        "1e-320",   "0x10",  "\xff\xff\xff\xff",
                                        "\x1f\x8b", "|\n",   "#"};
    const size_t at = random_below(current.n + 1);
    uint8_t block[64];
    size_t n = random_below(sizeof block);

    switch (random_below(7)) {
    case 0:
        if (at < current.n)
            current.byte[at] ^= (uint8_t)(1u << random_below(8));
        break;
    case 1:
        block[0] = (uint8_t)random_below(256);
        splice(at, random_below(2), block, 1);
        break;
    case 2:
        splice(at, n, block, 0);
        break;
    case 3: {
        const char *word = words[random_below(sizeof words / sizeof words[0])];

        splice(at, random_below(6), word, strlen(word));
        break;
    }
    case 4: /* repeat a piece */
        n = n < current.n - at ? n : current.n - at;
        memcpy(block, current.byte + at, n);
        splice(random_below(current.n + 1), 0, block, n);
        break;
    case 5: { /* a piece of another seed */
        const struct input *other = &seeds[random_below(n_seeds)];
        const size_t from = random_below(other->n + 1);

        n = n < other->n - from ? n : other->n - from;
        splice(at, n, other->byte + from, n);
        break;
    }
    default:
        if (random_below(8) == 0)
            current.n = at;
        break;
    }
}

static void read_seed(const char *dir, const char *name)
{
    char path[1024];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "rb");
    if (f == NULL || n_seeds == MAX_SEEDS)
        return;
    seeds[n_seeds].n = fread(seeds[n_seeds].byte, 1, MAX_BYTES, f);
    n_seeds++;
    fclose(f);
}

/* In the order of names, so that a run is the same on every file system. */
static void read_seeds(const char *dir)
{
    struct dirent **list = NULL;
    const int n = scandir(dir, &list, NULL, alphasort);

    for (int i = 0; i < n; i++) {
        if (list[i]->d_name[0] != '.')
            read_seed(dir, list[i]->d_name);
        free(list[i]);
    }
    free(list);
    if (n_seeds == 0)
        n_seeds = 1; /* the empty input */
}

int main(int argc, char **argv)
{
    const long runs = argc > 2 ? atol(argv[2]) : 10000;

    if (argc < 2) {
        fprintf(stderr, "usage: %s CORPUS_DIR [RUNS] [SEED]\n", argv[0]);
        return 2;
    }
    random_state = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    read_seeds(argv[1]);
    if (__sanitizer_set_death_callback != NULL)
        __sanitizer_set_death_callback(save_crash);
    for (long i = 0; i < runs; i++) {
        current = seeds[i < (long)n_seeds ? (size_t)i : random_below(n_seeds)];
        for (uint32_t k = i < (long)n_seeds ? 0 : 1 + random_below(6); k > 0; k--)
            mutate();
        LLVMFuzzerTestOneInput(current.byte, current.n);
    }
    printf("%s: %ld runs, %zu seeds: ok\n", argv[0], runs, n_seeds);
    return 0;
}
