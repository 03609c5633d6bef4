#ifndef SKYLOOM_RUN_EXECUTE_H
#define SKYLOOM_RUN_EXECUTE_H
#include "report/result.h"
#include "run/prepare.h"
/* Raised whenever the same design, program, cards and images give another result. */
#define RESULT_VERSION 1

struct execute_prices { /* what turns ledgers into bills */
    struct cost_card cost;
    struct core_area area;
};
enum status execute_prices_load(const struct design *d, struct execute_prices *price,
                                struct error *err);
/* What a run reads besides its program, so that a wrong card or too few test images show before
 * hours of training and not after. */
enum status execute_check_cards(const struct design *d, struct error *err);
enum status execute_check_images(const struct run_options *o, const struct design *d,
                                 struct error *err);
/* One run: images through the engines, the digital baseline, both bills. The result owns its
 * strings and JSON; free it by result_free. On a difference between engines the result is filled
 * all the same (comparison.text says where) and STATUS_MISMATCH returned. */
enum status execute_run(const struct run_options *o, const struct watch *watch,
                        const struct prepared *p, struct run_result *r, struct error *err);
#endif
