#include <math.h>
#include <png.h>
#include <stdarg.h>
#include <string.h>
#include "base/quantity.h"
#include "report/parts.h"

/* Bytes of the UTF-8 character at text, 0 if there is none (a path may hold anything). */
static int utf8_length(const unsigned char *text)
{
    const int n = text[0] < 0x80                      ? 1
                  : text[0] >= 0xc2 && text[0] < 0xe0 ? 2
                  : text[0] >= 0xe0 && text[0] < 0xf0 ? 3
                  : text[0] >= 0xf0 && text[0] < 0xf5 ? 4
                                                      : 0;

    for (int i = 1; i < n; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return n;
}

static void html_character(FILE *f, const unsigned char *text)
{
    const int n = utf8_length(text);

    if (n == 0 && (text[0] & 0xc0) != 0x80)
        fputc('?', f);
    for (int i = 0; i < n; i++)
        fputc(text[i], f);
}

void html_text(FILE *f, const char *text)
{
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;

        if (c == '&')
            fputs("&amp;", f);
        else if (c == '<')
            fputs("&lt;", f);
        else if (c == '>')
            fputs("&gt;", f);
        else if (c == '"')
            fputs("&quot;", f);
        else if (c >= 32 || c == '\n' || c == '\t') /* the rest is not allowed in a page */
            html_character(f, (const unsigned char *)text);
    }
}

void html_quantity(FILE *f, double value, const char *unit)
{
    char text[32];

    html_text(f, quantity_text(text, sizeof text, value, unit));
}

void html_range(FILE *f, struct range r, const char *unit)
{
    html_quantity(f, r.typical, unit);
    fputs(" <span class=\"range\">(", f);
    html_quantity(f, r.low, unit);
    fputs(" .. ", f);
    html_quantity(f, r.high, unit);
    fputs(")</span>", f);
}

void svg_open(FILE *f, int width, int height, const char *label)
{
    fprintf(f, "<svg viewBox=\"0 0 %d %d\" style=\"max-width:%dpx\" role=\"img\" aria-label=\"",
            width, height, width);
    html_text(f, label);
    fputs("\">\n", f);
}

void svg_close(FILE *f) { fputs("</svg>\n", f); }

void svg_text(FILE *f, double x, double y, const char *anchor, const char *fmt, ...)
{
    char text[256];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    fprintf(f, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
    html_text(f, text);
    fputs("</text>\n", f);
}

void svg_box(FILE *f, double x, double y, double width, double height, const char *fill,
             const char *title)
{
    fprintf(f, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\"><title>", x,
            y, fmax(width, 0.0), height, fill);
    html_text(f, title);
    fputs("</title></rect>\n", f);
}

const char *report_colour(enum bill_phase phase)
{
    static const char *const colours[PHASE_COUNT] = {
        [PHASE_INPUT] = "#7fb3d5",      [PHASE_READ] = "#1f6f8b",    [PHASE_CONVERSION] = "#e07b39",
        [PHASE_ACCUMULATE] = "#f2b84b", [PHASE_NEURON] = "#8e6bb0",  [PHASE_SPIKES] = "#5aa469",
        [PHASE_CLOCK] = "#b0b7bf",      [PHASE_LEAKAGE] = "#6c757d", [PHASE_PROGRAM] = "#c94f7c",
    };

    return colours[phase];
}

const char *report_class(const struct run_result *r, int label, char out[8])
{
    static const char *const fashion[10] = {"T-shirt", "Trouser", "Pullover", "Dress", "Coat",
                                            "Sandal",  "Shirt",   "Sneaker",  "Bag",   "Boot"};
    const json_t *data = json_object_get(r->provenance.design, "data");
    const char *set = json_string_value(json_object_get(data, "set"));

    if (set && strcmp(set, "fashion-mnist") == 0 && label >= 0 && label < 10)
        return fashion[label];
    snprintf(out, 8, "%d", label);
    return out;
}

static void put_base64(FILE *f, const unsigned char *data, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < n; i += 3) {
        const unsigned word = (unsigned)data[i] << 16
                              | (i + 1 < n ? (unsigned)data[i + 1] << 8 : 0u)
                              | (i + 2 < n ? (unsigned)data[i + 2] : 0u);

        fputc(digits[word >> 18], f);
        fputc(digits[word >> 12 & 63], f);
        fputc(i + 1 < n ? digits[word >> 6 & 63] : '=', f);
        fputc(i + 2 < n ? digits[word & 63] : '=', f);
    }
}

void html_image(FILE *f, const uint8_t pixels[], int rows, int cols, int scale)
{
    unsigned char data[2 * RESULT_MAX_PIXELS + 4096];
    png_alloc_size_t n = sizeof data;
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)cols,
                       .height = (png_uint_32)rows,
                       .format = PNG_FORMAT_GRAY};

    if (!png_image_write_to_memory(&image, data, &n, 0, pixels, cols, NULL))
        return; /* an empty image: the page stays readable */
    fprintf(f, "<img width=\"%d\" height=\"%d\" alt=\"input image\" src=\"data:image/png;base64,",
            cols * scale, rows * scale);
    put_base64(f, data, n);
    fputs("\" />", f);
}
