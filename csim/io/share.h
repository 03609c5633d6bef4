#ifndef SKYLOOM_SHARE_H
#define SKYLOOM_SHARE_H
#include "error.h"
#define SHARE_PATH_MAX 1024
/* Where the shipped cards, designs and Verilog are: $SKYLOOM_HOME, else share/skyloom beside the
 * bin/ of an installed program, else the source tree this was built from, else
 * PREFIX/share/skyloom. */
void share_root(char out[SHARE_PATH_MAX]);
/* share_path("cards", "ideal", ".yaml", ...) -> <root>/cards/ideal.yaml. A name that contains '/'
 * or ends in ext is a path already. The file must exist. */
enum status share_path(const char *kind, const char *name, const char *ext,
                       char out[SHARE_PATH_MAX], struct error *err);
#endif
