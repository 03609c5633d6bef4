#ifndef SKYLOOM_SHARE_H
#define SKYLOOM_SHARE_H
#include "error.h"
/* Where the shipped cards, designs and Verilog are: $SKYLOOM_HOME, else the source tree this was
 * built from, else PREFIX/share/skyloom. */
const char *share_root(void);
/* share_path("cards", "ideal", ".yaml", ...) -> <root>/cards/ideal.yaml. A name that contains '/'
 * or ends in ext is a path already. The file must exist. */
enum status share_path(const char *kind, const char *name, const char *ext, char out[1024],
                       struct error *err);
#endif
