#ifndef SKYLOOM_DOOR_CARD_H
#define SKYLOOM_DOOR_CARD_H
#include "device/card.h"
#include "door/parts.h"
struct skyloom_card {
    struct device_card card;
};
#endif
