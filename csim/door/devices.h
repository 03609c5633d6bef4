#ifndef SKYLOOM_DOOR_DEVICES_H
#define SKYLOOM_DOOR_DEVICES_H
#include "device/device.h"
#include "door/parts.h"
/* Kinds from the other side of the door behind the interface of models/device. */
enum { DOOR_MAX_KINDS = 32 };

struct door_kind {
    struct skyloom_device_kind theirs;
    struct device_kind ours; /* its config is the door_kind's `theirs` */
};
struct skyloom_devices {
    struct door_kind kind[DOOR_MAX_KINDS];
    int n;
};
/* NULL if there is none. */
const struct device_kind *door_find_kind(const struct skyloom_devices *devices, const char *name);
#endif
