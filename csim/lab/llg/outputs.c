#include "lab/llg/outputs.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "io/field_image.h"

enum column_kind {
    COLUMN_MEAN,   /* item: component */
    COLUMN_ENERGY, /* item: field term, -1 the total */
    COLUMN_TORQUE,
    COLUMN_TEMPERATURE,
    COLUMN_CHARGE,
    COLUMN_CONDUCTANCE,
    COLUMN_CURRENT,
    COLUMN_STAGE,
    COLUMN_FIELD, /* item: component */
    COLUMN_DENSITY
};

static void add(struct outputs *o, struct outputs_column column)
{
    if (o->n_columns < TABLE_MAX_COLUMNS - 1)
        o->column[o->n_columns] = column;
    o->n_columns++; /* table.c refuses more than fit */
}

static void add_mean(struct outputs *o, const char *of, int layer, int region)
{
    for (int i = 0; i < 3; i++) {
        struct outputs_column column = {"", COLUMN_MEAN, layer, region, i};

        snprintf(column.name, sizeof column.name, "m%c%s ()", "xyz"[i], of);
        add(o, column);
    }
}

static void add_energies(struct outputs *o)
{
    add(o, (struct outputs_column){"E_total (J)", COLUMN_ENERGY, -1, -1, -1});
    for (int i = 0; field_terms[i] != NULL; i++) {
        struct outputs_column column = {"", COLUMN_ENERGY, -1, -1, i};

        if (field_terms[i] == &field_thermal)
            continue;
        snprintf(column.name, sizeof column.name, "E_%s (J)", field_terms[i]->name);
        add(o, column);
    }
}

static bool has_current(const struct llg_case *c)
{
    const double *j = c->current.zhang_li_A_per_m2;

    return c->n_torques > 0 || j[0] != 0.0 || j[1] != 0.0 || j[2] != 0.0;
}

/* Each layer of a stack has its charge; a single one needs no number. */
static void add_charges(struct outputs *o)
{
    const int n_z = o->c->mesh.n_z;

    for (int layer = 0; layer < n_z; layer++) {
        struct outputs_column column = {"Q ()", COLUMN_CHARGE, layer, -1, 0};

        if (n_z > 1)
            snprintf(column.name, sizeof column.name, "Q.layer%d ()", layer);
        add(o, column);
    }
}

/* What tells rows of one instant apart. Last, so that who reads by place finds the others. */
static void add_causes(struct outputs *o)
{
    add(o, (struct outputs_column){"stage ()", COLUMN_STAGE, -1, -1, 0});
    for (int i = 0; i < 3; i++) {
        struct outputs_column column = {"", COLUMN_FIELD, -1, -1, i};

        snprintf(column.name, sizeof column.name, "B_ext_%c (T)", "xyz"[i]);
        add(o, column);
    }
    add(o, (struct outputs_column){"J (A/m2)", COLUMN_DENSITY, -1, -1, 0});
}

static void choose_columns(struct outputs *o)
{
    const struct llg_case *c = o->c;
    char of[40];

    add_mean(o, "", -1, -1);
    if (c->output.energies)
        add_energies(o);
    if (c->output.torque)
        add(o, (struct outputs_column){"max_torque (T)", COLUMN_TORQUE, -1, -1, 0});
    if (c->output.temperature)
        add(o, (struct outputs_column){"temperature (K)", COLUMN_TEMPERATURE, -1, -1, 0});
    if (c->output.charge)
        add_charges(o);
    for (size_t i = 0; c->output.regions && i < c->n_regions; i++) {
        snprintf(of, sizeof of, ".%s", c->region[i].name);
        add_mean(o, of, -1, (int)i + 1);
    }
    for (int layer = 0; c->output.layers && layer < c->mesh.n_z; layer++) {
        snprintf(of, sizeof of, ".layer%d", layer);
        add_mean(o, of, layer, -1);
    }
    if (c->readout.on)
        add(o, (struct outputs_column){"G (S)", COLUMN_CONDUCTANCE, -1, -1, 0});
    if (has_current(c))
        add(o, (struct outputs_column){"current ()", COLUMN_CURRENT, -1, -1, 0});
    add_causes(o);
}

static enum status path_of(const struct outputs *o, const char *name, const char *ext,
                           struct path *path, struct error *err)
{
    return path_join(path, err, o->folder, "%s%s", name, ext);
}

enum status llg_outputs_open(struct outputs *o, struct film *film, const struct llg_case *c,
                             const char *folder, size_t n_rows, struct error *err)
{
    const char *names[TABLE_MAX_COLUMNS];
    struct path path;
    enum status status;

    *o = (struct outputs){.film = film, .c = c, .folder = folder};
    llg_applied_shares(film, o->region_share);
    choose_columns(o);
    for (size_t i = 0; i < o->n_columns && i < TABLE_MAX_COLUMNS; i++)
        names[i] = o->column[i].name;
    if ((status = path_of(o, "table", ".txt", &path, err)) != STATUS_OK)
        return status;
    return n_rows == SIZE_MAX
               ? table_create(&o->table, path.text, names, o->n_columns, err)
               : table_resume(&o->table, path.text, names, o->n_columns, n_rows, err);
}

enum status llg_outputs_close(struct outputs *o, struct error *err)
{
    return table_close(&o->table, err);
}

/* --- table --- */

static void fill(struct outputs *o, const struct outputs_stage *stage, double values[])
{
    struct film *f = o->film;
    const double current =
        stage->current ? waveform_at(&o->c->current.waveform, f->llg.time_s) : 0.0;
    double energies_J[FILM_MAX_TERMS], total_J = 0.0, mean[3] = {0.0, 0.0, 0.0}, field_T[3];

    llg_applied_field_T(f, o->region_share, field_T);
    if (o->c->output.energies)
        film_energies_J(f, energies_J, &total_J);
    for (size_t i = 0; i < o->n_columns; i++) {
        const struct outputs_column *column = &o->column[i];

        switch ((enum column_kind)column->kind) {
        case COLUMN_MEAN:
            if (column->item == 0)
                film_mean(f, column->layer, column->region, mean);
            values[i] = mean[column->item];
            break;
        case COLUMN_ENERGY:
            values[i] = column->item < 0 ? total_J : energies_J[column->item];
            break;
        case COLUMN_TORQUE:
            values[i] = film_max_torque_T(f);
            break;
        case COLUMN_TEMPERATURE:
            values[i] = film_temperature_K(f);
            break;
        case COLUMN_CHARGE:
            values[i] = charge_berg_luescher(&f->magnet, f->m, column->layer);
            break;
        case COLUMN_CONDUCTANCE:
            values[i] = llg_film_conductance_S(f, o->c);
            break;
        case COLUMN_CURRENT:
            values[i] = current;
            break;
        case COLUMN_STAGE:
            values[i] = (double)stage->number;
            break;
        case COLUMN_FIELD:
            values[i] = field_T[column->item] + 0.0; /* no -0 */
            break;
        case COLUMN_DENSITY:
            values[i] = current * llg_applied_density_A_per_m2(o->c) + 0.0;
            break;
        }
    }
}

enum status llg_outputs_row(struct outputs *o, const struct outputs_stage *stage, struct error *err)
{
    double values[TABLE_MAX_COLUMNS] = {o->film->llg.time_s};

    fill(o, stage, values + 1);
    return table_row(&o->table, values, err);
}

/* --- states and pictures --- */

enum status llg_outputs_state(const struct outputs *o, const char *name, struct error *err)
{
    const struct ovf_quantity quantity = {"m", "1"};
    struct path path;
    enum status status = path_of(o, name, ".ovf", &path, err);

    if (status != STATUS_OK)
        return status;
    return ovf_write(path.text, &o->film->magnet.mesh, o->film->m, &quantity, o->film->llg.time_s,
                     (enum ovf_format)o->c->output.ovf_format, err);
}

static enum status picture(const struct outputs *o, const char *name, const char *ext,
                           enum image_colours colours, struct error *err)
{
    const struct case_output *want = &o->c->output;
    const struct image_options options = {colours, (int)want->picture_layer,
                                          (int)llg_case_zoom(o->c)};
    struct path path;
    enum status status = path_of(o, name, ext, &path, err);

    return status != STATUS_OK
               ? status
               : image_write_field(path.text, &o->film->magnet.mesh, o->film->m, &options, err);
}

/* |mz| over the magnetic cells */
static double mean_height(const struct film *f)
{
    const size_t n = mesh_cells(&f->magnet.mesh);
    double sum = 0.0, cells = 0.0;

    for (size_t i = 0; i < n; i++) {
        sum += fabs((double)f->m.z[i]);
        cells += f->magnet.material.saturation_A_per_m[i] > 0 ? 1.0 : 0.0;
    }
    return sum / cells; /* a film has a magnetic cell */
}

enum status llg_outputs_pictures(const struct outputs *o, const char *name, struct error *err)
{
    const double upright = 0.9; /* beyond it a picture of hues is all but black or white */
    const enum status status = picture(o, name, ".png", IMAGE_MZ, err);

    if (status != STATUS_OK || mean_height(o->film) > upright)
        return status;
    return picture(o, name, "_hue.png", IMAGE_IN_PLANE, err);
}

enum status llg_outputs_frame(const struct outputs *o, uint64_t number, struct error *err)
{
    char name[40];

    snprintf(name, sizeof name, "frames/m%06" PRIu64, number);
    return picture(o, name, ".png", o->in_plane ? IMAGE_IN_PLANE : IMAGE_MZ, err);
}

bool llg_outputs_in_plane(const struct film *f) { return mean_height(f) < 0.5; }
