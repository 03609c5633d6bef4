#include <math.h>
#include <string.h>
#include "base/quantity.h"
#include "report/parts.h"

#define CHART_WIDTH 760
#define BAR_LEFT 130.0
#define BAR_SPAN 600.0

static const char *plain(const char *name, char out[40])
{
    snprintf(out, 40, "%s", name);
    for (char *c = out; *c; c++)
        *c = *c == '_' ? ' ' : *c;
    return out;
}

static void stacked_bar(FILE *f, const struct bill *b, const char *name, double y, double full_J)
{
    double x = BAR_LEFT;
    char total[32];

    svg_text(f, BAR_LEFT - 8, y + 22, "end", "%s", name);
    for (int p = 0; p < PHASE_COUNT; p++) {
        const double energy_J = bill_phase_J(b, (enum bill_phase)p, -1).typical;
        const double width = BAR_SPAN * energy_J / full_J;
        char title[96], value[32], phase[40];

        if (!(energy_J > 0.0))
            continue;
        snprintf(title, sizeof title, "%s: %s", plain(bill_phase_names[p], phase),
                 quantity_text(value, sizeof value, energy_J, "J"));
        svg_box(f, x, y, width, 34, report_colour((enum bill_phase)p), title);
        if (width > 55.0) {
            fputs("<g class=\"light\">", f);
            svg_text(f, x + width / 2, y + 21, "middle", "%s", value);
            fputs("</g>", f);
        }
        x += width;
    }
    svg_text(f, BAR_LEFT, y - 5, "start", "total %s",
             quantity_text(total, sizeof total, b->total_J.typical, "J"));
}

static void legend(FILE *f)
{
    fputs("<p class=\"legend\">", f);
    for (int p = 0; p < PHASE_PROGRAM; p++) {
        char phase[40];

        fprintf(f, "<span><i style=\"background:%s\"></i>", report_colour((enum bill_phase)p));
        html_text(f, plain(bill_phase_names[p], phase));
        fputs("</span> ", f);
    }
    fputs("</p>\n", f);
}

struct log_axis {
    double low, decades;
};

static double log_x(struct log_axis a, double value)
{
    return BAR_LEFT + BAR_SPAN * (log10(value) - a.low) / a.decades;
}

static struct log_axis log_axis_for(double low, double high)
{
    struct log_axis a = {floor(log10(low)), 1.0};

    a.decades = fmax(ceil(log10(high)) - a.low, 1.0);
    return a;
}

static void whisker(FILE *f, struct log_axis a, struct range r, const char *name, double y)
{
    char low[32], typical[32], high[32];
    const double x0 = log_x(a, r.low), x1 = log_x(a, r.typical), x2 = log_x(a, r.high);

    svg_text(f, BAR_LEFT - 8, y + 4, "end", "%s", name);
    fprintf(f, "<path d=\"M%.1f %.1fH%.1fM%.1f %.1fv12M%.1f %.1fv12\" class=\"whisker\" />\n", x0,
            y, x2, x0, y - 6, x2, y - 6);
    fprintf(f, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"#1f6f8b\" />\n", x1, y);
    svg_text(f, (x0 + x2) / 2, y + 20, "middle", "%s  ..  %s  ..  %s",
             quantity_text(low, sizeof low, r.low, "J"),
             quantity_text(typical, sizeof typical, r.typical, "J"),
             quantity_text(high, sizeof high, r.high, "J"));
}

/* The range the coefficients leave, on a log axis: it may span decades, where bars cannot. */
static void ranges(FILE *f, const struct run_result *r)
{
    const struct range a = r->bill.total_J, b = r->baseline.bill.total_J;
    const bool two = r->baseline.present && b.low > 0.0;
    const double low = two ? fmin(a.low, b.low) : a.low, high = two ? fmax(a.high, b.high) : a.high;
    const struct log_axis axis = log_axis_for(low > 0.0 ? low : 1e-18, high);

    if (!(a.low > 0.0))
        return;
    svg_open(f, CHART_WIDTH, two ? 130 : 80, "energy per image, low to high");
    for (int d = 0; d <= (int)axis.decades; d++) {
        const double x = BAR_LEFT + BAR_SPAN * d / axis.decades;
        char tick[32];

        fprintf(f, "<path d=\"M%.1f 18V%d\" class=\"grid\" />\n", x, two ? 125 : 75);
        svg_text(f, x, 12, "middle", "%s",
                 quantity_text(tick, sizeof tick, pow(10.0, axis.low + d), "J"));
    }
    whisker(f, axis, a, "array", 38);
    if (two)
        whisker(f, axis, b, "SRAM", 88);
    svg_close(f);
}

void report_energy(FILE *f, const struct run_result *r)
{
    const bool two = r->baseline.present;
    const double full_J = two ? fmax(r->bill.total_J.typical, r->baseline.bill.total_J.typical)
                              : r->bill.total_J.typical;

    fputs("<section id=\"energy\"><h2>Energy per image</h2>\n", f);
    if (full_J > 0.0) {
        svg_open(f, CHART_WIDTH, two ? 130 : 70, "energy per image by phase");
        stacked_bar(f, &r->bill, "array", 22, full_J);
        if (two)
            stacked_bar(f, &r->baseline.bill, "SRAM", 86, full_J);
        svg_close(f);
        legend(f);
        fputs("<p>Range that the coefficients' uncertainty gives: all at their low, typical and "
              "high end at once.</p>\n",
              f);
        ranges(f, r);
    }
    if (two) {
        const struct range ratio = result_ratio(r), switching = result_ratio_switching(r);

        fprintf(f,
                "<p>The same network with its weights in SRAM (<code>xbar_digital</code>, %llu "
                "images) takes <b>%.3g times</b> the energy of the array (%.3g with all "
                "coefficients low, %.3g with all high)",
                (unsigned long long)r->baseline.images, ratio.typical, ratio.low, ratio.high);
        fputs(" and ", f);
        html_quantity(f, r->baseline.bill.time_s, "s");
        fprintf(
            f,
            " per image; its accuracy is %.2f %%. It reads row after row, so clock and leakage "
            "run longer; without these two the ratio is <b>%.3g</b> (%.3g low, %.3g high).</p>\n",
            100.0 * r->baseline.accuracy, switching.typical, switching.low, switching.high);
    }
    fputs("</section>\n", f);
}

static void cell(FILE *f, double energy_J)
{
    fputs("<td>", f);
    if (energy_J > 0.0)
        html_quantity(f, energy_J, "J");
    fputs("</td>", f);
}

/* A line of the table: its name, then layer by layer, then all. */
static void open_row(FILE *f, const char *name)
{
    char text[40];

    fputs("<tr><th>", f);
    html_text(f, plain(name, text));
    fputs("</th>", f);
}

static void close_row(FILE *f, struct range sum, double total_J)
{
    fputs("<td>", f);
    html_range(f, sum, "J");
    fprintf(f, "</td><td>%.1f %%</td></tr>\n", 100.0 * sum.typical / total_J);
}

static void phase_rows(FILE *f, const struct run_result *r)
{
    for (enum bill_phase p = 0; p < PHASE_PROGRAM; p++) {
        const struct range sum = bill_phase_J(&r->bill, p, -1);

        if (!(sum.high > 0.0))
            continue;
        open_row(f, bill_phase_names[p]);
        for (int l = 0; l < r->n_layers; l++)
            cell(f, bill_phase_J(&r->bill, p, l).typical);
        close_row(f, sum, r->bill.total_J.typical);
    }
}

static void component_rows(FILE *f, const struct run_result *r)
{
    for (enum bill_component c = 0; c < COMPONENT_COUNT; c++) {
        const struct range sum = bill_component_J(&r->bill, c, -1);

        if (!(sum.high > 0.0))
            continue;
        open_row(f, bill_component_names[c]);
        for (int l = 0; l < r->n_layers; l++)
            cell(f, bill_component_J(&r->bill, c, l).typical);
        close_row(f, sum, r->bill.total_J.typical);
    }
}

static void table_head(FILE *f, const struct run_result *r, const char *what)
{
    fprintf(f, "<table><thead><tr><th>%s</th>", what);
    for (int l = 0; l < r->n_layers; l++)
        fprintf(f, "<th>layer %d</th>", l);
    fputs("<th>all (low .. high)</th><th>share</th></tr></thead><tbody>\n", f);
}

static void total_row(FILE *f, const struct run_result *r)
{
    fputs("<tr class=\"total\"><th>total</th>", f);
    for (int l = 0; l < r->n_layers; l++)
        cell(f, bill_layer_J(&r->bill, l).typical);
    fputs("<td>", f);
    html_range(f, r->bill.total_J, "J");
    fputs("</td><td>100 %</td></tr></tbody></table>\n", f);
}

static void bill_lines(FILE *f, const struct bill *b, const char *summary)
{
    fprintf(f,
            "<details><summary>%s</summary>\n<table><thead><tr><th>layer</th>"
            "<th class=\"name\">phase</th><th class=\"name\">component</th><th>quantity</th>"
            "<th>each</th><th>energy</th><th class=\"name\">formula</th></tr></thead><tbody>\n",
            summary);
    for (size_t i = 0; i < b->n_items; i++) {
        const struct bill_item *item = &b->item[i];
        const bool power = strncmp(item->formula, "time", 4) == 0;
        char name[40];

        fprintf(f, "<tr><td>%d</td><td class=\"name\">", item->layer);
        html_text(f, plain(bill_phase_names[item->phase], name));
        fputs("</td><td class=\"name\">", f);
        html_text(f, plain(bill_component_names[item->component], name));
        fprintf(f, "</td><td>%.6g%s</td><td>", item->quantity, power ? " s" : "");
        html_quantity(f, item->one.typical, power ? "W" : "J");
        fputs("</td><td>", f);
        html_range(f, item->energy_J, "J");
        fputs("</td><td class=\"formula\">", f);
        html_text(f, item->formula);
        fputs("</td></tr>\n", f);
    }
    fputs("</tbody></table></details>\n", f);
}

static void not_counted(FILE *f)
{
    fputs("<h3>Not in the bill</h3><ul>\n", f);
    for (int i = 0; bill_not_counted[i]; i++) {
        fputs("<li>", f);
        html_text(f, bill_not_counted[i]);
        fputs("</li>\n", f);
    }
    fputs("</ul>\n", f);
}

void report_energy_table(FILE *f, const struct run_result *r)
{
    fputs("<section id=\"bill\"><h2>The bill</h2>\n", f);
    table_head(f, r, "phase");
    phase_rows(f, r);
    total_row(f, r);
    table_head(f, r, "component");
    component_rows(f, r);
    total_row(f, r);
    bill_lines(f, &r->bill, "every line of the bill, with its formula");
    if (r->baseline.present)
        bill_lines(f, &r->baseline.bill, "every line of the SRAM baseline");
    if (r->program_bill.n_items) {
        fputs("<h3>Programming, once</h3><p>", f);
        html_range(f, r->program_bill.total_J, "J");
        fputs(" in ", f);
        html_quantity(f, r->program_bill.time_s, "s");
        fputs(".</p>\n", f);
        bill_lines(f, &r->program_bill, "every line of the programming bill");
    }
    not_counted(f);
    fputs("</section>\n", f);
}
