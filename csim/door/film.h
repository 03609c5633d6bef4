#ifndef SKYLOOM_DOOR_FILM_H
#define SKYLOOM_DOOR_FILM_H
#include "door/parts.h"
#include "lab/llg/film.h"
struct skyloom_film {
    struct llg_case c;
    struct film film;
    struct case_stage own; /* what the caller set by hand */
};
#endif
