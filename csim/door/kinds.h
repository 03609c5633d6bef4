#ifndef SKYLOOM_DOOR_KINDS_H
#define SKYLOOM_DOOR_KINDS_H
#include "device/kinds.h"
/* Settings of the kinds that come with the library, "spin.damping=0.01". */

union door_kind_config { /* of any of them */
    struct device_synapse_card_config synapse_card;
    struct device_mtj_config mtj;
    struct device_wall_config wall;
    struct device_skyrmion_track_config skyrmion_track;
};
struct door_kind_settings {
    union door_kind_config config;
    struct device_card card; /* that synapse_card's config may point to */
};
/* *config: what the kind's prepare is given, its own default where there are no settings; it may
 * point into s, which stays where it is until then. A kind of one's own takes no settings. */
enum status door_kind_configure(const struct device_kind *kind, const char *const settings[],
                                struct door_kind_settings *s, const void **config,
                                struct error *err);
#endif
