#include "report/parts.h"
#include <math.h>
#include <string.h>

static double spikes_per_image(const struct run_result *r, int layer)
{
    return r->ledger.images
               ? (double)r->ledger.layer[layer].n[EVENT_SPIKES] / (double)r->ledger.images
               : 0.0;
}

/* Boxes from left to right; a core is a square with its row tiles as stripes, 24 at most. */
static void draw_layer(FILE *f, const struct run_result *r, int l, double x)
{
    const int shown = r->cores[l] < 24 ? r->cores[l] : 24;

    svg_text(f, x + 65, 18, "middle", "layer %d: %d neurons", l, r->n_out[l]);
    for (int c = 0; c < shown; c++) {
        const double left = x + 67 - 15.5 * (shown < 4 ? shown : 4) + 31 * (c % 4);
        const double top = 102 - 13 * ((shown + 3) / 4) + 26 * (c / 4); /* centred on the arrow */

        fprintf(f,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"27\" height=\"22\" rx=\"3\" class=\"core\" />"
                "<path d=\"M%.1f %.1fv14m5 -14v14m5 -14v14m5 -14v14\" class=\"stripe\" />\n",
                left, top, left + 6, top + 4);
    }
    svg_text(f, x + 65, 204, "middle", "%d core%s x %d tiles%s", r->cores[l],
             r->cores[l] == 1 ? "" : "s", r->tiles[l], r->cores[l] > shown ? " (24 drawn)" : "");
    svg_text(f, x + 65, 222, "middle", "%.1f spikes per image", spikes_per_image(r, l));
}

void report_network(FILE *f, const struct run_result *r)
{
    const int step = 175, width = 110 + step * r->n_layers + 90;

    fputs("<section id=\"network\"><h2>Network</h2>\n", f);
    svg_open(f, width, 230, "network");
    fputs("<rect x=\"5\" y=\"60\" width=\"80\" height=\"80\" rx=\"4\" class=\"core\" />\n", f);
    svg_text(f, 45, 96, "middle", "%d", r->n_in[0]);
    svg_text(f, 45, 114, "middle", "pixels");
    svg_text(f, 45, 162, "middle", "rate code");
    svg_text(f, 45, 178, "middle", "(host)");
    for (int l = 0; l < r->n_layers; l++) {
        const double x = 120 + step * l;

        fprintf(f, "<path d=\"M%.1f 100h24m-6 -5l6 5l-6 5\" class=\"arrow\" />\n", x - 30);
        draw_layer(f, r, l, x);
    }
    fprintf(f, "<path d=\"M%d 100h24m-6 -5l6 5l-6 5\" class=\"arrow\" />\n",
            90 + step * r->n_layers);
    svg_text(f, 120 + step * r->n_layers, 104, "start", "read-out");
    svg_close(f);
    fprintf(f,
            "<p>T = %d steps; tiles of %d word lines x %d columns, %d converters of %d bit each; "
            "weights of %d signed levels on <b>",
            r->timesteps, r->geometry.word_lines, r->geometry.columns, r->geometry.converters,
            r->converter_bits, r->levels);
    html_text(f, r->provenance.device_card);
    fputs("</b>.</p>\n</section>\n", f);
}

static void timing_row(FILE *f, const struct run_result *r, int l)
{
    const uint64_t *n = r->ledger.layer[l].n;
    const double all = (double)r->ledger.cycles * (r->cores[l] > 0 ? r->cores[l] : 1);
    const double read = all > 0.0 ? (double)n[EVENT_DRIVEN_CYCLES] / all : 0.0;
    const double sweep = all > 0.0 ? (double)n[EVENT_SWEEP_CYCLES] / all : 0.0;
    const double images = r->ledger.images ? (double)r->ledger.images : 1.0;

    fprintf(
        f,
        "<tr><th>layer %d</th><td>%d</td><td>%.1f</td><td>%.1f</td><td>%.1f</td><td>%.2f %%</td>"
        "<td>%.1f %%</td><td>%.1f %%</td><td>",
        l, r->cores[l], (double)n[EVENT_TOKENS_IN] / images, (double)n[EVENT_TILE_READS] / images,
        (double)n[EVENT_CONVERSIONS] / images, 100.0 * result_clipped(&r->ledger.layer[l]),
        100.0 * read, 100.0 * sweep);
    svg_open(f, 200, 14, "share of time");
    svg_box(f, 0, 1, 200, 12, "#e9ecef", "idle or waiting");
    svg_box(f, 0, 1, 200 * fmin(read, 1.0), 12, report_colour(PHASE_READ), "word lines driven");
    svg_box(f, 200 * fmin(read, 1.0), 1, 200 * fmin(sweep, 1.0 - fmin(read, 1.0)), 12,
            report_colour(PHASE_NEURON), "neuron sweep");
    svg_close(f);
    fputs("</td></tr>\n", f);
}

void report_timing(FILE *f, const struct run_result *r)
{
    fputs("<section id=\"timing\"><h2>Timing</h2>\n<p>", f);
    html_quantity(f, r->bill.time_s, "s");
    fprintf(f, " per image: %.1f cycles on average (%llu .. %llu) at ", r->bill.cycles,
            (unsigned long long)r->cycles_min, (unsigned long long)r->cycles_max);
    html_quantity(f, r->frequency_Hz, "Hz");
    fputs(".</p>\n<table><thead><tr><th></th><th>cores</th><th>tokens in</th><th>tile reads</th>"
          "<th>conversions</th><th>clipped</th><th>reading</th><th>sweeping</th>"
          "<th class=\"name\">a core's time</th></tr></thead><tbody>\n",
          f);
    for (int l = 0; l < r->n_layers; l++)
        timing_row(f, r, l);
    fprintf(f,
            "</tbody></table>\n<p>Counts per image. Tokens are spikes and end-of-step marks; "
            "clipped: share of codes at an end of the converter's range; reading: word lines "
            "driven; sweeping: neurons updated; the rest of the time a core "
            "waits.</p>\n<p>Simulated by the %s in %.3g s on %d thread%s",
            strcmp(r->engine, "rtl") ? "golden twin" : "Verilog", r->wall_s, r->threads,
            r->threads == 1 ? "" : "s");
    if (r->wall_s > 0.0)
        fprintf(f, ": %.4g images/s", (double)r->images / r->wall_s);
    if (r->core_cycles > 0 && r->wall_s > 0.0) {
        fputs(", ", f);
        html_quantity(f, (double)r->core_cycles / r->wall_s, "core-cycles/s");
    }
    fputs(".</p>\n", f);
    if (r->comparison.present) {
        fprintf(f,
                "<p>Golden twin against Verilog: %llu images compared, <b>%llu differences</b>. ",
                (unsigned long long)r->comparison.images,
                (unsigned long long)r->comparison.differences);
        html_text(f, r->comparison.text);
        fputs("</p>\n", f);
    }
    fputs("</section>\n", f);
}

static void confusion_cell(FILE *f, const struct run_result *r, int label, int winner, double cell)
{
    uint64_t row = 0;
    double share;
    char fill[24], title[80], a[8], b[8];

    for (int w = 0; w < r->n_classes; w++)
        row += r->confusion[label][w];
    share = row ? (double)r->confusion[label][winner] / (double)row : 0.0;
    /* errors are few: their colour grows with the root */
    snprintf(fill, sizeof fill, label == winner ? "rgba(31,111,139,%.3f)" : "rgba(224,123,57,%.3f)",
             label == winner ? share : sqrt(share));
    snprintf(title, sizeof title, "%s read as %s: %u", report_class(r, label, a),
             report_class(r, winner, b), r->confusion[label][winner]);
    svg_box(f, 90 + cell * winner, 24 + cell * label, cell - 1, cell - 1, fill, title);
    if (r->n_classes <= 20 && r->confusion[label][winner]) {
        const bool dark = share > 0.5;

        fprintf(f, "<g class=\"%s\">", dark ? "light" : "plain");
        svg_text(f, 90 + cell * (winner + 0.5), 24 + cell * (label + 0.5) + 4, "middle", "%u",
                 r->confusion[label][winner]);
        fputs("</g>", f);
    }
}

void report_confusion(FILE *f, const struct run_result *r)
{
    const double cell = r->n_classes <= 20 ? 56.0 : 900.0 / r->n_classes;
    const int size = (int)(cell * r->n_classes);
    char name[8];

    fprintf(f,
            "<section id=\"confusion\"><h2>Confusion</h2>\n<p>%llu of %llu images right: "
            "<b>%.2f %%</b>. Rows: true class; columns: the network's answer.</p>\n",
            (unsigned long long)r->correct, (unsigned long long)r->images,
            100.0 * result_accuracy(r));
    svg_open(f, size + 100, size + 30, "confusion matrix");
    for (int c = 0; c < r->n_classes; c++) {
        if (r->n_classes <= 20) {
            svg_text(f, 90 + cell * (c + 0.5), 16, "middle", "%s", report_class(r, c, name));
            svg_text(f, 82, 24 + cell * (c + 0.5) + 4, "end", "%s", report_class(r, c, name));
        }
        for (int w = 0; w < r->n_classes; w++)
            confusion_cell(f, r, c, w, cell);
    }
    svg_close(f);
    fputs("</section>\n", f);
}

static void draw_sample(FILE *f, const struct run_result *r, const struct result_sample *s)
{
    const int height = 14 * r->n_classes + 4;
    uint32_t most = 1;
    char a[8], b[8];

    for (int c = 0; c < r->n_classes; c++)
        most = s->spikes[c] > most ? s->spikes[c] : most;
    fprintf(f, "<figure class=\"%s\">", s->label == s->winner ? "right" : "wrong");
    html_image(f, s->pixels, s->rows, s->cols, s->cols <= 32 ? 4 : 1);
    svg_open(f, 170, height, "output spikes per class");
    for (int c = 0; c < r->n_classes; c++) {
        const double y = 2 + 14 * c;

        svg_text(f, 52, y + 10, "end", "%s", report_class(r, c, a));
        svg_box(f, 58, y, 80.0 * s->spikes[c] / most, 11, c == s->winner ? "#1f6f8b" : "#c3ccd3",
                "spikes");
        svg_text(f, 62 + 80.0 * s->spikes[c] / most, y + 10, "start", "%u", s->spikes[c]);
    }
    svg_close(f);
    fprintf(f, "<figcaption>image %u: %s", s->image, report_class(r, s->label, a));
    if (s->label != s->winner)
        fprintf(f, ", read as <b>%s</b>", report_class(r, s->winner, b));
    fputs("</figcaption></figure>\n", f);
}

void report_samples(FILE *f, const struct run_result *r)
{
    if (r->n_samples == 0)
        return;
    fputs("<section id=\"samples\"><h2>Sample images and output spikes</h2>\n"
          "<div class=\"samples\">\n",
          f);
    for (int i = 0; i < r->n_samples; i++)
        if (r->sample[i].rows > 0 && r->sample[i].cols > 0)
            draw_sample(f, r, &r->sample[i]);
    fputs("</div></section>\n", f);
}
