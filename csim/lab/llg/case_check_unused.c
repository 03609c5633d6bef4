#include "lab/llg/case_parts.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
/* A key that has no effect beside the others is a mistake: who gives it means something else. Where
 * a whole section is off, or of another kind, its keys are only told. */

static bool same_numbers(const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i] && !(isnan(a[i]) && isnan(b[i])))
            return false;
    return true;
}

/* Whether both have the same there. */
static bool is_same(const struct param *p, const void *a, const void *b)
{
    const void *x = (const char *)a + p->offset, *y = (const char *)b + p->offset;

    switch (p->type) {
    case PARAM_BOOL:
        return *(const bool *)x == *(const bool *)y;
    case PARAM_INT:
        return *(const int64_t *)x == *(const int64_t *)y;
    case PARAM_ENUM:
        return *(const int *)x == *(const int *)y;
    case PARAM_STRING:
        return strcmp(x, y) == 0;
    case PARAM_DOUBLE:
        return same_numbers(x, y, 1);
    case PARAM_VECTOR:
        return same_numbers(x, y, 3);
    }
    return true;
}

static bool is_word(const char *words, const char *key)
{
    char word[40];

    snprintf(word, sizeof word, " %s ", key);
    return strstr(words, word) != NULL;
}

static const char *find_unused(const struct case_unused *u)
{
    for (size_t i = 0; i < u->n_params; i++)
        if (!is_word(u->acting, u->params[i].name)
            && !is_same(&u->params[i], u->value, u->otherwise))
            return u->params[i].name;
    return NULL;
}

enum status case_check_unused(const struct case_check *k, const struct case_unused *u)
{
    const char *key = find_unused(u);

    return key == NULL ? STATUS_OK
                       : CASE_BAD(k, "%s.%s has no effect: %s", k->where, u->what, key, u->because);
}

enum status case_check_shape_keys(const struct case_check *k, const char *what,
                                  const struct shape *shape)
{
    static const char *const acting[] = {
        [SHAPE_ALL] = " shape layer n_layers outside ",
        [SHAPE_RECTANGLE] = " shape layer n_layers outside x_m y_m width_m height_m angle_deg ",
        [SHAPE_ROUNDED_RECTANGLE] =
            " shape layer n_layers outside x_m y_m width_m height_m angle_deg corner_radius_m ",
        [SHAPE_ELLIPSE] = " shape layer n_layers outside x_m y_m width_m height_m angle_deg ",
        [SHAPE_IMAGE] = " shape layer n_layers outside x_m y_m width_m height_m angle_deg ",
    };
    char because[64];

    snprintf(because, sizeof because, "shape is %s", shape_params[0].choices[shape->kind]);
    return case_check_unused(k,
                             &(struct case_unused){what, shape_params, shape_n_params, shape,
                                                   &shape_default, acting[shape->kind], because});
}

/* --- told, not refused: what --set switches off may be switched on again --- */

static bool tell_unused(const struct llg_listener *l, const struct case_unused *u)
{
    const char *key = find_unused(u);
    char text[200];

    if (key == NULL)
        return false;
    snprintf(text, sizeof text, "%s.%s has no effect: %s", u->what, key, u->because);
    l->tell(l->context, text);
    return true;
}

static void tell_of_start(const struct llg_case *c, const struct llg_listener *l)
{
    static const char *const acting[] = {
        [START_UNIFORM] = " kind direction ",
        [START_RANDOM] = " kind seed ",
        [START_VORTEX] = " kind circulation polarity width_m x_m y_m ",
        [START_TWO_DOMAINS] = " kind left right wall width_m x_m ",
        [START_FILE] = " kind file ",
    };
    char because[64];
    struct case_unused u = {"start",   case_start_params,   case_start_n_params,
                            &c->start, &case_start_default, acting[c->start.kind],
                            because};

    snprintf(because, sizeof because, "start.kind is %s",
             case_start_params[0].choices[c->start.kind]);
    if (tell_unused(l, &u))
        return;
    u.params = case_start_middle_params;
    u.n_params = case_start_n_middle_params;
    tell_unused(l, &u);
}

static void tell_of_readout(const struct llg_case *c, const struct llg_listener *l)
{
    static const char because[] = "readout.on is false";
    const struct case_readout otherwise = {.fixed = {0.0, 0.0, 1.0}};
    const struct case_readout *r = &c->readout;

    if (r->on
        || tell_unused(l, &(struct case_unused){"readout", case_readout_params,
                                                case_readout_n_params, r, &otherwise, "", because}))
        return;
    tell_unused(l, &(struct case_unused){"readout", mtj_params, mtj_n_params, &r->mtj, &mtj_default,
                                         " region ", because});
}

static bool has_run(const struct llg_case *c, bool with_current)
{
    for (size_t i = 0; i < c->n_stages; i++)
        if (c->stage[i].kind == STAGE_RUN && (c->stage[i].current || !with_current))
            return true;
    return false;
}

static void tell_of_currents(const struct llg_case *c, const struct llg_listener *l)
{
    const struct current *j = &c->current;
    const bool in_film = j->zhang_li_A_per_m2[0] != 0.0 || j->zhang_li_A_per_m2[1] != 0.0;

    if (!in_film)
        tell_unused(l, &(struct case_unused){"current", current_params, current_n_params, j,
                                             &(const struct current){0}, "",
                                             "current.zhang_li_A_per_m2 is 0"});
    if (!in_film && c->n_torques == 0) {
        if (j->waveform.kind != WAVEFORM_CONSTANT)
            l->tell(l->context, "current.waveform has no effect: there is neither a current in the "
                                "film nor a torque");
    } else if (!has_run(c, true)) {
        l->tell(l->context, "currents and torques have no effect: no stage is a run with them");
    }
}

static bool has_relax(const struct llg_case *c)
{
    for (size_t i = 0; i < c->n_stages; i++)
        if (c->stage[i].kind == STAGE_RELAX)
            return true;
    return false;
}

static bool is_hot(const struct llg_case *c)
{
    for (size_t i = 0; i < c->n_stages; i++)
        if (c->stage[i].kind == STAGE_RUN
            && (isnan(c->stage[i].temperature_K) ? c->thermal.temperature_K
                                                 : c->stage[i].temperature_K)
                   > 0.0)
            return true;
    return false;
}

static void tell_of_steps(const struct llg_case *c, const struct llg_listener *l)
{
    static const char *const acting[] = {
        [LLG_HEUN] = " gyromagnetic_rad_per_sT stepper time_step_s demag_every ",
        [LLG_DORMAND_PRINCE] =
            " gyromagnetic_rad_per_sT stepper time_step_s tolerance min_step_s max_step_s ",
        [LLG_RUNGE_KUTTA] = " gyromagnetic_rad_per_sT stepper time_step_s ",
    };
    char because[64];

    snprintf(because, sizeof because, "llg.stepper is %s", llg_params[1].choices[c->llg.stepper]);
    if (has_run(c, false))
        tell_unused(l, &(struct case_unused){"llg", llg_params, llg_n_params, &c->llg, &llg_default,
                                             acting[c->llg.stepper], because});
    if (!has_relax(c))
        tell_unused(l, &(struct case_unused){"relax", relax_params, relax_n_params, &c->relax,
                                             &relax_default, "", "no stage is a relaxation"});
    if (!is_hot(c))
        tell_unused(l, &(struct case_unused){"thermal", thermal_params, thermal_n_params,
                                             &c->thermal, &thermal_default, " temperature_K ",
                                             "no stage is a run at a temperature"});
}

/* Keys that ask for files or columns which other keys leave out. */
static void tell_of_outputs(const struct llg_case *c, const struct llg_listener *l)
{
    const struct case_output *o = &c->output;

    if (!o->ovf && o->ovf_every_s > 0.0)
        l->tell(l->context, "output.ovf_every_s has no effect: output.ovf is false");
    if (!o->pictures && o->picture_every_s == 0.0 && (o->zoom != 0 || o->picture_layer != 0))
        l->tell(l->context, "output.zoom and picture_layer have no effect: there are no pictures");
    if (o->regions && c->n_regions == 0)
        l->tell(l->context, "output.regions has no effect: there is no region");
}

static void tell_of_stages(const struct llg_case *c, const struct llg_listener *l)
{
    char text[200];

    for (size_t i = 0; i < c->n_stages; i++) {
        const struct case_stage *g = &c->stage[i];
        const char *key = g->kind == STAGE_RUN ? NULL
                          : !isnan(g->damping) ? "damping"
                          : !g->current        ? "current"
                                               : NULL;

        if (key == NULL)
            continue;
        snprintf(text, sizeof text, "stage[%zu].%s has no effect: it is a relaxation", i, key);
        l->tell(l->context, text);
    }
}

void llg_case_tell(const struct llg_case *c, const struct llg_listener *l)
{
    char text[200];

    tell_of_start(c, l);
    tell_of_currents(c, l);
    tell_of_readout(c, l);
    tell_of_steps(c, l);
    tell_of_outputs(c, l);
    tell_of_stages(c, l);
    if (c->thermal.temperature_K > 0.0 && !has_run(c, false)) {
        snprintf(text, sizeof text, "thermal.temperature_K = %g K has no effect: no stage is a run",
                 c->thermal.temperature_K);
        l->tell(l->context, text);
    }
    if (c->llg.demag_every > 1 && c->magnetostatic == MAGNETOSTATIC_OFF)
        l->tell(l->context, "llg.demag_every has no effect: magnetostatics.mode is off");
    if (!c->track.skyrmions && (c->track.from_s != 0.0 || !isnan(c->track.to_s)))
        l->tell(l->context, "track.from_s and to_s have no effect: track.skyrmions is false");
}
