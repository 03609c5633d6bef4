#ifndef SKYLOOM_FILES_SHARE_H
#define SKYLOOM_FILES_SHARE_H
#include <stddef.h>
#include "base/error.h"
#include "files/path.h"
/* Where the shipped cards, designs and Verilog are: $SKYLOOM_HOME, else share/skyloom beside the
 * bin/ of an installed program, else the source tree this was built from, else
 * PREFIX/share/skyloom. */
enum status share_root(struct path *root, struct error *err);
/* share_path("cards", "ideal", ".yaml", ...) -> <root>/cards/ideal.yaml. A name that contains '/'
 * or ends in ext is a path already. The file must exist: another name is answered with those that
 * are shipped. */
enum status share_path(const char *kind, const char *name, const char *ext, struct path *out,
                       struct error *err);
/* Names of the shipped files of a kind, "gate, paper": those that end in ext, but not in `but`
 * (NULL: all). What does not fit is left out. */
void share_names(const char *kind, const char *ext, const char *but, char *out, size_t size);
#endif
