#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"
#include "lab/llg/case.h"
#include "lab/track/experiment.h"
#include "net/design.h"
/* What `skyloom help design`, `help case` and `help device` list. */

static void range_of(const struct param *p, char *out, size_t size)
{
    out[0] = '\0';
    if (p->type == PARAM_INT || p->type == PARAM_DOUBLE || p->type == PARAM_VECTOR)
        snprintf(out, size, "%s[%g, %g]%s%s", p->type == PARAM_VECTOR ? "3 x " : "", p->min, p->max,
                 p->unit ? " " : "", p->unit ? p->unit : "");
    else if (p->type == PARAM_ENUM)
        for (int i = 0; p->choices[i]; i++)
            snprintf(out + strlen(out), size - strlen(out), "%s%s", i ? "|" : "", p->choices[i]);
    else if (p->type == PARAM_BOOL)
        snprintf(out, size, "true|false");
}

static bool is_unset(const struct param *p, const void *config)
{
    const void *value = (const char *)config + p->offset;

    return ((p->type == PARAM_DOUBLE || p->type == PARAM_VECTOR) && isnan(*(const double *)value))
           || (p->type == PARAM_STRING && *(const char *)value == '\0');
}

/* As the ranges are written, 60 and not 6e+01, where no digit is lost. */
static void default_of(const struct param *p, const void *config, char *out, size_t size)
{
    const void *value = (const char *)config + p->offset;

    if (p->type == PARAM_DOUBLE) {
        snprintf(out, size, "%g", *(const double *)value);
        if (strtod(out, NULL) == *(const double *)value)
            return;
    }
    config_format(p, config, out, size);
}

static void print_keys(const struct settings *settings, int width)
{
    for (struct settings_walk w = settings_keys(settings); settings_next(&w);) {
        const char *section = w.section->name, *list = w.section->max_items > 0 ? "[]" : "";
        char key[96], range[96], value[600] = "not given";

        snprintf(key, sizeof key, "%s%s%s%s", section, list, *section ? "." : "", w.param.name);
        range_of(&w.param, range, sizeof range);
        if (w.param.required)
            snprintf(value, sizeof value, "required");
        else if (!is_unset(&w.param, w.values))
            default_of(&w.param, w.values, value, sizeof value);
        printf("  %-*s %-14s %-26s %s\n", width, key, value, range, w.param.doc);
    }
}

void cli_print_design_keys(void)
{
    puts("Keys of a design file with default and range (skyloom run DESIGN --set tile.columns=32\n"
         "changes one):\n");
    print_keys(&design_settings, 26);
}

void cli_print_case_keys(void)
{
    struct llg_case defaults;
    const struct settings settings = llg_case_settings(&defaults);

    puts("Keys of a case with default and range. --set changes those of sections: skyloom llg\n"
         "CASE --set llg.tolerance=1e-6; name[] are lists, which only the file gives:\n");
    print_keys(&settings, 34);
}

static void print_devices(void)
{
    char names[300], *rest = names;

    puts("\nShipped devices:");
    synapse_names(names, sizeof names);
    for (const char *name; (name = strsep(&rest, ", ")) != NULL;) {
        struct error ignored;
        struct synapse d;

        if (*name != '\0' && !synapse_load(name, &d, &ignored))
            printf("  %-10s %s\n", name, d.doc);
    }
}

void cli_print_device_keys(void)
{
    print_devices();
    puts("\nExperiments:");
    for (int i = 0; experiments[i]; i++)
        printf("  %-10s %s\n", experiments[i]->name, experiments[i]->doc);
    puts("\nKeys of a device file with default and range (skyloom device DEVICE --set\n"
         "torque.thickness_m=6e-9 changes one):\n");
    print_keys(&synapse_settings, 34);
}
