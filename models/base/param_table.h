#ifndef SKYLOOM_BASE_PARAM_TABLE_H
#define SKYLOOM_BASE_PARAM_TABLE_H
#include <stddef.h>
#include "base/param.h"
/* Rows of a table of struct param: {PARAM_NUMBER(llg_config, tolerance, "", 1e-12, 0.1, "doc")}.
 * The key in the file is the member's name. No more than initialisers, so that a row may go on:
 * {PARAM_..., .required = true}. */
#define PARAM_AT(type_, member) .name = #member, .offset = offsetof(struct type_, member)
#define PARAM_NUMBER(type_, member, unit_, min_, max_, doc_)                                       \
    PARAM_AT(type_, member), .type = PARAM_DOUBLE, .unit = unit_, .min = min_, .max = max_,        \
                             .doc = doc_
#define PARAM_WHOLE(type_, member, unit_, min_, max_, doc_)                                        \
    PARAM_AT(type_, member), .type = PARAM_INT, .unit = unit_, .min = min_, .max = max_, .doc = doc_
#define PARAM_VECTOR3(type_, member, unit_, min_, max_, doc_)                                      \
    PARAM_AT(type_, member), .type = PARAM_VECTOR, .unit = unit_, .min = min_, .max = max_,        \
                             .doc = doc_
#define PARAM_FLAG(type_, member, doc_)                                                            \
    PARAM_AT(type_, member), .type = PARAM_BOOL, .unit = "", .doc = doc_
#define PARAM_CHOICE(type_, member, choices_, doc_)                                                \
    PARAM_AT(type_, member), .type = PARAM_ENUM, .unit = "", .choices = choices_, .doc = doc_
#define PARAM_TEXT(type_, member, doc_)                                                            \
    PARAM_AT(type_, member), .type = PARAM_STRING, .unit = "", .doc = doc_,                        \
                             .size = sizeof((struct type_ *)NULL)->member
#endif
