#include "report/sweep_table.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cosim/tool.h"
#include "files/file.h"

struct column {
    const char *name;
    size_t offset; /* of a double in struct sweep_row */
};

#define AT(member) offsetof(struct sweep_row, member)
static const struct column columns[] = {
    {"accuracy", AT(accuracy)},
    {"cycles_per_image", AT(cycles_per_image)},
    {"time_per_image_s", AT(time_per_image_s)},
    {"energy_per_image_J", AT(energy_J.typical)},
    {"energy_per_image_low_J", AT(energy_J.low)},
    {"energy_per_image_high_J", AT(energy_J.high)},
    {"synaptic_ops_per_image", AT(synaptic_ops_per_image)},
    {"baseline_accuracy", AT(baseline_accuracy)},
    {"baseline_energy_per_image_J", AT(baseline_energy_J)},
};
#define N_COLUMNS (sizeof columns / sizeof *columns)

static double cell(const struct sweep_row *row, size_t column)
{
    return *(const double *)(const void *)((const char *)row + columns[column].offset);
}

void sweep_row_fill(struct sweep_row *row, const struct run_result *r)
{
    const double images = r->images ? (double)r->images : 1;

    row->images = r->images;
    row->accuracy = result_accuracy(r);
    row->cycles_per_image = (double)r->ledger.cycles / images;
    row->time_per_image_s = r->frequency_Hz > 0 ? row->cycles_per_image / r->frequency_Hz : 0;
    row->energy_J = r->bill.total_J;
    row->synaptic_ops_per_image = (double)r->ledger.synaptic_ops / images;
    if (r->baseline.present) {
        row->baseline_accuracy = r->baseline.accuracy;
        row->baseline_energy_J = r->baseline.bill.total_J.typical;
    }
}

static int n_axes(const struct sweep *s) { return s->axis[1].n ? 2 : 1; }

void sweep_print_row(FILE *stream, const struct sweep *s, const struct sweep_row *row)
{
    for (int a = 0; a < n_axes(s); a++)
        fprintf(stream, "%s=%s  ", s->axis[a].key, row->value[a]);
    fprintf(stream, "accuracy %.2f %% of %llu  %.0f cycles  %.3g J (%.3g .. %.3g)\n",
            100 * row->accuracy, (unsigned long long)row->images, row->cycles_per_image,
            row->energy_J.typical, row->energy_J.low, row->energy_J.high);
    fflush(stream);
}

static enum status write_tsv(const char *dir, const struct sweep *s, struct error *err)
{
    struct file_out f;
    struct path path;
    enum status status;

    if ((status = path_join(&path, err, dir, "sweep.tsv")) != STATUS_OK
        || (status = file_out_open(&f, path.text, err)) != STATUS_OK)
        return status;
    for (int a = 0; a < n_axes(s); a++)
        fprintf(f.stream, "%s\t", s->axis[a].key);
    fputs("images", f.stream);
    for (size_t c = 0; c < N_COLUMNS; c++)
        fprintf(f.stream, "\t%s", columns[c].name);
    for (int i = 0; i < s->n_rows; i++) {
        putc('\n', f.stream);
        for (int a = 0; a < n_axes(s); a++)
            fprintf(f.stream, "%s\t", s->row[i].value[a]);
        fprintf(f.stream, "%llu", (unsigned long long)s->row[i].images);
        for (size_t c = 0; c < N_COLUMNS; c++)
            fprintf(f.stream, "\t%.10g", cell(&s->row[i], c));
    }
    putc('\n', f.stream);
    return file_out_commit(&f, err);
}

static void accuracy_span(const struct sweep *s, double *mean, double *min, double *max)
{
    *mean = 0;
    *min = 1;
    *max = 0;
    for (int i = 0; i < s->n_rows; i++) {
        const double a = s->row[i].accuracy;

        *mean += a / s->n_rows;
        *min = a < *min ? a : *min;
        *max = a > *max ? a : *max;
    }
}

static json_t *row_json(const struct sweep *s, const struct sweep_row *row)
{
    json_t *o = json_object();

    for (int a = 0; a < n_axes(s); a++)
        json_object_set_new(o, s->axis[a].key, json_string(row->value[a]));
    json_object_set_new(o, "images", json_integer((json_int_t)row->images));
    for (size_t c = 0; c < N_COLUMNS; c++)
        json_object_set_new(o, columns[c].name, json_real(cell(row, c)));
    return o;
}

static enum status write_json(const char *dir, const struct sweep *s, struct error *err)
{
    json_t *top = json_object(), *keys = json_array(), *rows = json_array();
    double mean, min, max;
    struct path path;
    char *text;
    enum status status;

    for (int a = 0; a < n_axes(s); a++)
        json_array_append_new(keys, json_string(s->axis[a].key));
    for (int i = 0; i < s->n_rows; i++)
        json_array_append_new(rows, row_json(s, &s->row[i]));
    accuracy_span(s, &mean, &min, &max);
    json_object_set_new(top, "keys", keys);
    json_object_set_new(top, "accuracy_mean", json_real(mean));
    json_object_set_new(top, "accuracy_min", json_real(min));
    json_object_set_new(top, "accuracy_max", json_real(max));
    json_object_set_new(top, "rows", rows);
    text = json_dumps(top, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
    json_decref(top);
    if (!text)
        return error_set(err, STATUS_NO_MEMORY, "sweep.json: no memory");
    if ((status = path_join(&path, err, dir, "sweep.json")) == STATUS_OK)
        status = file_write_all(path.text, text, strlen(text), err);
    free(text);
    return status;
}

static bool is_numeric(const struct sweep_axis *axis)
{
    for (int i = 0; i < axis->n; i++) {
        char *end;

        strtod(axis->value[i], &end);
        if (*end)
            return false;
    }
    return true;
}

/* One data block per series; x, accuracy in percent, energy and its range in nJ, baseline in nJ. */
static void write_data(FILE *f, const struct sweep *s)
{
    const char *quote = is_numeric(&s->axis[0]) ? "" : "\"";
    const int n = s->axis[0].n;

    for (int i = 0; i < s->n_rows; i++) {
        const struct sweep_row *row = &s->row[i];

        if (i % n == 0)
            fprintf(f, "$series%d << EOD\n", i / n);
        fprintf(f, "%s%s%s %.10g %.10g %.10g %.10g %.10g\n", quote, row->value[0], quote,
                100 * row->accuracy, 1e9 * row->energy_J.typical, 1e9 * row->energy_J.low,
                1e9 * row->energy_J.high, 1e9 * row->baseline_energy_J);
        if (i % n == n - 1)
            fputs("EOD\n", f);
    }
}

static void write_plot(FILE *f, const struct sweep *s)
{
    const char *x = is_numeric(&s->axis[0]) ? "1" : "0";
    const char *labels = is_numeric(&s->axis[0]) ? "" : ":xtic(1)";
    const int n_series = s->n_rows / s->axis[0].n;

    fprintf(f, "set multiplot layout 1,2\nset ylabel 'accuracy (%%)'\nplot");
    for (int k = 0; k < n_series; k++)
        fprintf(f, "%s $series%d using %s:2%s with linespoints pt 7 lc %d title '%s%s%s'",
                k ? "," : "", k, x, labels, k + 1, s->axis[1].n ? s->axis[1].key : "",
                s->axis[1].n ? " = " : "accuracy",
                s->axis[1].n ? s->row[k * s->axis[0].n].value[1] : "");
    fprintf(f, "\nset ylabel 'energy per image (nJ), low .. high'\nset logscale y\nplot");
    for (int k = 0; k < n_series; k++) {
        fprintf(f, "%s $series%d using %s:3:4:5%s with yerrorlines pt 7 lc %d title '%s'",
                k ? "," : "", k, x, labels, k + 1, k ? "" : "this array");
        if (s->row[0].baseline_energy_J > 0)
            fprintf(f, ", $series%d using %s:6 with lines dt 2 lc %d title '%s'", k, x, k + 1,
                    k ? "" : "SRAM baseline");
    }
    fprintf(f, "\nunset multiplot\n");
}

static enum status write_script(const char *dir, const struct sweep *s, struct error *err)
{
    struct file_out f;
    struct path path;
    enum status status;

    if ((status = path_join(&path, err, dir, "figure.gp")) != STATUS_OK
        || (status = file_out_open(&f, path.text, err)) != STATUS_OK)
        return status;
    fputs("# gnuplot figure.gp makes figure.svg and figure.png\n", f.stream);
    write_data(f.stream, s);
    fprintf(f.stream, "set xlabel '%s' noenhanced\nset key bottom right noenhanced\nset grid\n",
            s->axis[0].key);
    fputs("set xtics noenhanced\nset offsets graph 0.05, graph 0.05, 0, 0\n", f.stream);
    fputs("do for [format in 'svg png'] {\n"
          "  if (format eq 'svg') { set terminal svg size 1000,420 background 'white' }\n"
          "  else { set terminal pngcairo size 1000,420 }\n"
          "  set output 'figure.'.format\n"
          "  unset logscale\n",
          f.stream);
    write_plot(f.stream, s);
    fputs("}\nunset output\n", f.stream);
    return file_out_commit(&f, err);
}

enum status sweep_draw(const char *dir, struct error *err)
{
    struct tool t = {0};
    struct path log;
    enum status status = path_join(&log, err, dir, "gnuplot.log");

    if (status != STATUS_OK)
        return status;
    unlink(log.text);
    tool_argument(&t, "gnuplot");
    tool_argument(&t, "figure.gp");
    status = tool_run(&t, dir, log.text, err);
    if (status == STATUS_OK)
        unlink(log.text);
    return status;
}

enum status sweep_write(const char *dir, const struct sweep *s, struct error *err)
{
    enum status status;

    if ((status = write_tsv(dir, s, err)) != STATUS_OK
        || (status = write_json(dir, s, err)) != STATUS_OK)
        return status;
    return write_script(dir, s, err);
}

void sweep_print_summary(FILE *stream, const char *dir, const struct sweep *s)
{
    double mean, min, max;

    accuracy_span(s, &mean, &min, &max);
    fprintf(stream,
            "%d points: accuracy mean %.3f %%, lowest %.2f %%, highest %.2f %%\n"
            "written in %s: sweep.tsv sweep.json figure.gp%s\n",
            s->n_rows, 100 * mean, 100 * min, 100 * max, dir,
            s->drawn ? " figure.svg figure.png" : "");
}
