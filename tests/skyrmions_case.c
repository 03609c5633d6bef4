#include "skyrmions_case.h"
#include "check.h"

void skyrmions_case_add(struct skyrmions *s, double x_m, double y_m)
{
    struct error err = {0};

    if (skyrmions_add(s, x_m, y_m, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

void skyrmions_case_run(struct skyrmions *s, double until_s)
{
    struct error err = {0};

    if (skyrmions_check(&s->config, "test", &err) != STATUS_OK
        || skyrmions_run(s, until_s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}
