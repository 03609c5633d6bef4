#ifndef SKYLOOM_REPORT_RESULT_JSON_H
#define SKYLOOM_REPORT_RESULT_JSON_H
#include <jansson.h>
#include "report/result.h"
/* Pieces of result.json and their readers. Writers return a new reference (NULL: no memory);
 * readers take missing or odd values as an error of the whole file. */
json_t *result_range_json(struct range r);
/* A path or a CPU name need not be UTF-8; what is not, is shown as '?'. */
json_t *result_text_json(const char *text);
json_t *result_warnings_json(const struct warnings *w);
json_t *result_bill_json(const struct bill *b);
json_t *result_events_json(const struct ledger *ledger);
bool result_bill_read(const json_t *o, struct bill *b);
bool result_events_read(const json_t *o, struct ledger *ledger);
#endif
