#include "door/parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)SKYLOOM_OK == STATUS_OK && (int)SKYLOOM_BAD_CONFIG == STATUS_BAD_CONFIG
                   && (int)SKYLOOM_BAD_FILE == STATUS_BAD_FILE
                   && (int)SKYLOOM_PROTOCOL == STATUS_PROTOCOL
                   && (int)SKYLOOM_MISMATCH == STATUS_MISMATCH
                   && (int)SKYLOOM_NO_MEMORY == STATUS_NO_MEMORY
                   && (int)SKYLOOM_INTERRUPTED == STATUS_INTERRUPTED,
               "both sides of the door count alike");

enum skyloom_status door_error(struct skyloom_error *err, enum status status,
                               const struct error *from)
{
    if (err == NULL)
        return (enum skyloom_status)status;
    *err = (struct skyloom_error){.code = (enum skyloom_status)status};
    if (status != STATUS_OK)
        memcpy(err->text, from->text, sizeof err->text);
    return err->code;
}

enum status door_alloc(void **handle, size_t size, struct error *err)
{
    *handle = calloc(1, size);
    return *handle != NULL ? STATUS_OK
                           : error_set(err, STATUS_NO_MEMORY, "no memory for %zu bytes", size);
}

const char *door_name(const char *name) { return name != NULL ? name : ""; }

enum status door_check_finite(const double value[], size_t n, const char *name, struct error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(value[i]))
            return error_set(err, STATUS_BAD_CONFIG, "%s = %g, must be finite", name, value[i]);
    return STATUS_OK;
}

struct watch door_watch(const struct skyloom_watch *watch)
{
    if (watch == NULL)
        return (struct watch){0};
    return (struct watch){.progress = watch->progress,
                          .report = watch->report,
                          .context = watch->context,
                          .stop = watch->stop};
}

const char *skyloom_version(void) { return SKYLOOM_VERSION; }

void skyloom_text_free(char *text) { free(text); }
