#ifndef SKYLOOM_BASE_WARNINGS_H
#define SKYLOOM_BASE_WARNINGS_H
/* What a result should not be read without: lines, each a whole sentence with its numbers. A run is
 * not refused for them. */
enum { WARNINGS_MAX = 16 };

struct warnings {
    int n;
    char line[WARNINGS_MAX][320];
};

/* One more line; beyond WARNINGS_MAX the last one says so. */
__attribute__((format(printf, 2, 3))) void warnings_add(struct warnings *w, const char *fmt, ...);
#endif
