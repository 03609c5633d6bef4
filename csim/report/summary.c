#include <stdio.h>
#include <string.h>
#include "base/quantity.h"
#include "report/result.h"

static void print_range(FILE *stream, const char *name, struct range r, double total)
{
    char typical[24], low[24], high[24];

    fprintf(stream, "  %-18s %10s   %10s .. %s", name,
            quantity_text(typical, sizeof typical, r.typical, "J"),
            quantity_text(low, sizeof low, r.low, "J"),
            quantity_text(high, sizeof high, r.high, "J"));
    if (total > 0.0)
        fprintf(stream, "%*s %5.1f %%", 10 - (int)strlen(high), "", 100.0 * r.typical / total);
    fputc('\n', stream);
}

static void print_comparison(FILE *stream, const struct result_comparison *c)
{
    char rate[24];

    if (!c->present)
        return;
    fprintf(stream, "  golden against RTL %llu images, %llu differences%s%s",
            (unsigned long long)c->images, (unsigned long long)c->differences,
            c->text[0] ? ": " : "", c->text);
    if (c->wall_s > 0.0 && !c->differences)
        fprintf(
            stream, "; %.3g images/s, %s", (double)c->images / c->wall_s,
            quantity_text(rate, sizeof rate, (double)c->core_cycles / c->wall_s, "core-cycles/s"));
    fputc('\n', stream);
}

static void print_head(FILE *stream, const struct run_result *r)
{
    fprintf(stream, "%s: %d", r->name, r->n_in[0]);
    for (int l = 0; l < r->n_layers; l++)
        fprintf(stream, "-%d", r->n_out[l]);
    fprintf(stream, ", T = %d, engine %s\n", r->timesteps, r->engine);
    fprintf(stream, "  data               %s\n", r->provenance.data_source);
    fprintf(stream, "  synapses           %s, %d levels; %d x %d tiles, %d converters of %d bit\n",
            r->provenance.device_card, r->levels, r->geometry.word_lines, r->geometry.columns,
            r->geometry.converters, r->converter_bits);
    fprintf(stream, "  accuracy           %.2f %%  (%llu of %llu images)\n",
            100.0 * result_accuracy(r), (unsigned long long)r->correct,
            (unsigned long long)r->images);
    print_comparison(stream, &r->comparison);
}

static void print_time(FILE *stream, const struct run_result *r)
{
    char time[24], clock[24], rate[24];
    const double images = (double)r->ledger.images;

    fprintf(stream, "  latency            %s per image: %.0f cycles (%llu .. %llu) at %s\n",
            quantity_text(time, sizeof time, r->bill.time_s, "s"), r->bill.cycles,
            (unsigned long long)r->cycles_min, (unsigned long long)r->cycles_max,
            quantity_text(clock, sizeof clock, r->frequency_Hz, "Hz"));
    fprintf(stream, "  simulated in       %.2f s on %d thread%s: %.4g images/s", r->wall_s,
            r->threads, r->threads == 1 ? "" : "s",
            r->wall_s > 0.0 ? (double)r->images / r->wall_s : 0.0);
    if (r->core_cycles && r->wall_s > 0.0)
        fprintf(
            stream, ", %s",
            quantity_text(rate, sizeof rate, (double)r->core_cycles / r->wall_s, "core-cycles/s"));
    fputc('\n', stream);
    fprintf(stream, "  clipped codes      %.2f %%", 100.0 * result_clipped(&r->ledger.layer[0]));
    for (int l = 1; l < r->n_layers; l++)
        fprintf(stream, ", %.2f %%", 100.0 * result_clipped(&r->ledger.layer[l]));
    fputs(r->n_layers > 1 ? " by layer\n" : "\n", stream);
    if (images > 0.0 && r->ledger.synaptic_ops > 0)
        fprintf(stream, "  synaptic ops       %.4g per image, %s each\n",
                (double)r->ledger.synaptic_ops / images,
                quantity_text(time, sizeof time,
                              r->bill.total_J.typical * images / (double)r->ledger.synaptic_ops,
                              "J"));
}

static void print_baseline(FILE *stream, const struct run_result *r)
{
    const struct result_baseline *b = &r->baseline;
    const struct range ratio = result_ratio(r), switching = result_ratio_switching(r);
    char time[24];

    if (!b->present)
        return;
    print_range(stream, "same net on SRAM", b->bill.total_J, 0.0);
    fprintf(stream,
            "                     SRAM / array: %.3g x (all low %.3g, all high %.3g); %s per "
            "image, %.2f %%\n",
            ratio.typical, ratio.low, ratio.high,
            quantity_text(time, sizeof time, b->bill.time_s, "s"), 100.0 * b->accuracy);
    fprintf(
        stream,
        "                     without clock and leakage: %.3g x (all low %.3g, all high %.3g)\n",
        switching.typical, switching.low, switching.high);
}

void summary_print(FILE *stream, const struct run_result *r)
{
    char time[24];

    print_head(stream, r);
    print_time(stream, r);
    fprintf(stream, "energy per image        typical          low .. high        share\n");
    for (int p = 0; p < PHASE_COUNT; p++) {
        const struct range sum = bill_phase_J(&r->bill, (enum bill_phase)p, -1);

        if (sum.high > 0.0)
            print_range(stream, bill_phase_names[p], sum, r->bill.total_J.typical);
    }
    print_range(stream, "total", r->bill.total_J, r->bill.total_J.typical);
    print_baseline(stream, r);
    if (r->program_bill.n_items) {
        print_range(stream, "programming, once", r->program_bill.total_J, 0.0);
        fprintf(stream, "                     in %s\n",
                quantity_text(time, sizeof time, r->program_bill.time_s, "s"));
    }
    for (int i = 0; i < r->warnings.n; i++)
        fprintf(stream, "  warning: %s\n", r->warnings.line[i]);
    fprintf(stream,
            "  off-chip, not in the bill: rate encoder, host, regulators (docs/energy.md)\n");
}
