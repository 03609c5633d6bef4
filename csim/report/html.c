#include <stdlib.h>
#include "files/file.h"
#include "report/parts.h"

static const char style[] =
    "body{font:15px/1.5 system-ui,sans-serif;color:#212b33;background:#f4f6f8;margin:0}"
    "main{max-width:1040px;margin:0 auto;padding:24px}"
    "section{background:#fff;border:1px solid #dfe4e8;border-radius:8px;padding:8px 24px 16px;"
    "margin:16px 0;overflow-x:auto}"
    "h1{margin:8px 0 0}h2{font-size:1.2em;margin:10px 0}h3{font-size:1em;margin:14px 0 4px}"
    "p{margin:8px 0}svg{display:block;width:100%;height:auto}"
    "svg text{font:12px system-ui,sans-serif;fill:#212b33}svg .light text{fill:#fff}"
    ".tiles{display:flex;flex-wrap:wrap;gap:12px;margin:16px 0}"
    ".tiles div{flex:1 1 150px;background:#fff;border:1px solid #dfe4e8;border-radius:8px;"
    "padding:12px 16px}.tiles b{display:block;font-size:1.5em}.tiles small,.range{color:#66727c;"
    "font-size:.85em}"
    "table{border-collapse:collapse;margin:8px 0;font-size:.9em;width:100%}"
    "th,td{text-align:right;padding:3px 8px;border-bottom:1px solid #e9ecef;white-space:nowrap}"
    "th:first-child,td:first-child,.name,.formula,.left td,.left th{text-align:left}"
    ".formula,.left td{white-space:normal}.left td:first-child{white-space:nowrap}"
    ".total{font-weight:600}"
    ".legend span{margin-right:14px;white-space:nowrap}.legend i{display:inline-block;width:12px;"
    "height:12px;margin-right:5px;border-radius:2px}"
    ".core{fill:#e8f1f4;stroke:#1f6f8b}.stripe{stroke:#1f6f8b;opacity:.45;fill:none}"
    ".arrow,.whisker{stroke:#212b33;fill:none;stroke-width:1.5}.grid{stroke:#e3e7ea}"
    ".samples{display:flex;flex-wrap:wrap;gap:12px}figure{margin:0;border:1px solid #dfe4e8;"
    "border-top:3px solid #5aa469;border-radius:6px;padding:8px;display:flex;flex-wrap:wrap;"
    "width:294px;gap:6px}figure.wrong{border-top-color:#c94f7c}figure svg{width:170px}"
    "figure img{image-rendering:pixelated;background:#000}figcaption{width:100%;font-size:.9em}"
    "pre{font-size:.85em;background:#f4f6f8;padding:10px;border-radius:6px;overflow-x:auto}"
    "summary{cursor:pointer;color:#1f6f8b;margin:6px 0}";

static void open_tile(FILE *f, const char *name) { fprintf(f, "<div>%s<b>", name); }

static void tiles(FILE *f, const struct run_result *r)
{
    const struct range ratio = result_ratio(r);
    const double ops = (double)r->ledger.synaptic_ops;
    const double images = (double)r->ledger.images;

    fputs("<div class=\"tiles\">\n", f);
    open_tile(f, "accuracy");
    fprintf(f, "%.2f %%</b><small>%llu images</small></div>\n", 100.0 * result_accuracy(r),
            (unsigned long long)r->images);
    open_tile(f, "latency");
    html_quantity(f, r->bill.time_s, "s");
    fprintf(f, "</b><small>%.0f cycles per image</small></div>\n", r->bill.cycles);
    open_tile(f, "energy per image");
    html_quantity(f, r->bill.total_J.typical, "J");
    fputs("</b><small>", f);
    html_quantity(f, r->bill.total_J.low, "J");
    fputs(" .. ", f);
    html_quantity(f, r->bill.total_J.high, "J");
    fputs("</small></div>\n", f);
    if (r->baseline.present) {
        open_tile(f, "SRAM baseline");
        fprintf(f, "%.3g x</b><small>the energy (%.3g low, %.3g high)</small></div>\n",
                ratio.typical, ratio.low, ratio.high);
    }
    if (ops > 0.0) {
        open_tile(f, "per synaptic operation");
        html_quantity(f, r->bill.total_J.typical * images / ops, "J");
        fputs("</b><small>", f);
        html_quantity(f, ops / images, "");
        fputs(" operations per image</small></div>\n", f);
    }
    fputs("</div>\n", f);
}

static void report_warnings(FILE *f, const struct warnings *w)
{
    if (!w->n)
        return;
    fputs("<section id=\"warnings\"><h2>Warnings</h2>\n<ul>\n", f);
    for (int i = 0; i < w->n; i++) {
        fputs("<li>", f);
        html_text(f, w->line[i]);
        fputs("</li>\n", f);
    }
    fputs("</ul></section>\n", f);
}

static void page(FILE *f, const struct run_result *r)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\" />"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" /><title>",
          f);
    html_text(f, r->name);
    fprintf(f, " - skyloom</title>\n<style>%s</style></head><body><main>\n<h1>", style);
    html_text(f, r->name);
    fputs("</h1>\n<p>", f);
    html_text(f, r->doc);
    fputs("</p>\n", f);
    tiles(f, r);
    report_warnings(f, &r->warnings);
    report_network(f, r);
    report_energy(f, r);
    report_energy_table(f, r);
    report_timing(f, r);
    report_confusion(f, r);
    report_samples(f, r);
    report_provenance(f, r);
    fputs("</main></body></html>\n", f);
}

static void provenance_row(FILE *f, const char *name, const char *text)
{
    if (text[0] == '\0')
        return;
    fprintf(f, "<tr><td>%s</td><td>", name);
    html_text(f, text);
    fputs("</td></tr>\n", f);
}

static void coefficients(FILE *f, const json_t *list)
{
    size_t i;
    json_t *c;

    fputs("<details><summary>coefficients of the cost card</summary>\n<table class=\"left\"><thead>"
          "<tr><th>name</th><th>value</th><th>low</th><th>high</th><th>unit</th><th>node</th>"
          "<th>source</th></tr></thead><tbody>\n",
          f);
    json_array_foreach((json_t *)(uintptr_t)list, i, c)
    {
        const char *name = "", *unit = "", *source = "", *node = "";
        double value = 0.0, low = 0.0, high = 0.0;

        json_unpack(c, "{s:s,s:s,s:s,s:s,s:F,s:F,s:F}", "name", &name, "unit", &unit, "source",
                    &source, "node", &node, "value", &value, "low", &low, "high", &high);
        fputs("<tr><td>", f);
        html_text(f, name);
        fprintf(f, "</td><td>%.4g</td><td>%.4g</td><td>%.4g</td><td>", value, low, high);
        html_text(f, unit);
        fputs("</td><td>", f);
        html_text(f, node);
        fputs("</td><td>", f);
        html_text(f, source);
        fputs("</td></tr>\n", f);
    }
    fputs("</tbody></table></details>\n", f);
}

static void dump(FILE *f, const char *summary, const json_t *o)
{
    char *text = o && !json_is_null(o) ? json_dumps(o, JSON_INDENT(2)) : NULL;

    if (text == NULL)
        return;
    fprintf(f, "<details><summary>%s</summary><pre>", summary);
    html_text(f, text);
    fputs("</pre></details>\n", f);
    free(text);
}

void report_provenance(FILE *f, const struct run_result *r)
{
    const struct result_provenance *p = &r->provenance;

    fputs("<section id=\"provenance\"><h2>Provenance</h2>\n<table class=\"left\"><tbody>\n", f);
    provenance_row(f, "version", p->version);
    provenance_row(f, "command", p->command);
    provenance_row(f, "design", p->design_file);
    provenance_row(f, "design hash", p->design_hash);
    provenance_row(f, "program", p->program_file);
    provenance_row(f, "program hash", p->program_hash);
    provenance_row(f, "data", p->data_source);
    provenance_row(f, "device card", p->device_card);
    provenance_row(f, "its source", p->device_source);
    provenance_row(f, "left open there", p->device_ambiguity);
    provenance_row(f, "spread", p->spread_note);
    provenance_row(f, "read noise", p->noise_note);
    provenance_row(f, "cost card", p->cost_card);
    provenance_row(f, "core area", p->area_card);
    provenance_row(f, "its source", p->area_source);
    provenance_row(f, "host", p->host_cpu);
    fputs("</tbody></table>\n", f);
    dump(f, "every key of the design", p->design);
    dump(f, "the program's own provenance", p->program);
    if (json_is_array(p->cost_coefficients))
        coefficients(f, p->cost_coefficients);
    fputs("</section>\n", f);
}

enum status report_html_write(const char *path, const struct run_result *r, struct error *err)
{
    struct file_out out;
    enum status status = file_out_open(&out, path, err);

    if (status != STATUS_OK)
        return status;
    page(out.stream, r);
    return file_out_commit(&out, err);
}
