#ifndef SKYLOOM_RESULT_JSON_H
#define SKYLOOM_RESULT_JSON_H
#include <jansson.h>
#include "cli/result.h"
/* Pieces of result.json and their readers. Writers return a new reference (NULL: no memory);
 * readers take missing or odd values as an error of the whole file. */
json_t *json_range(struct range r);
json_t *json_bill(const struct bill *b);
json_t *json_events(const struct ledger *ledger);
bool json_read_bill(const json_t *o, struct bill *b);
bool json_read_events(const json_t *o, struct ledger *ledger);
#endif
