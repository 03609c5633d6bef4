#include "report/result_json.h"
#include <stdio.h>
#include <string.h>

json_t *result_range_json(struct range r)
{
    return json_pack("{s:f,s:f,s:f}", "low", r.low, "typical", r.typical, "high", r.high);
}

json_t *result_text_json(const char *text)
{
    char ascii[1024];
    json_t *o = json_string(text);
    size_t n = 0;

    if (o)
        return o;
    for (; n < sizeof ascii - 1 && text[n]; n++)
        ascii[n] = (unsigned char)text[n] < 128 ? text[n] : '?';
    ascii[n] = '\0';
    return json_string(ascii);
}

json_t *result_warnings_json(const struct warnings *w)
{
    json_t *list = json_array();

    for (int i = 0; i < w->n; i++)
        json_array_append_new(list, result_text_json(w->line[i]));
    return list;
}

static json_t *json_item(const struct bill_item *item)
{
    return json_pack("{s:s,s:i,s:s,s:f,s:o,s:o,s:s}", "component",
                     bill_component_names[item->component], "layer", item->layer, "phase",
                     bill_phase_names[item->phase], "quantity", item->quantity, "one",
                     result_range_json(item->one), "energy_J", result_range_json(item->energy_J),
                     "formula", item->formula);
}

static bool nonzero(struct range r) { return r.high > 0.0; }

static json_t *json_by_layer(const struct bill *b)
{
    json_t *list = json_array();
    int last = -1;

    for (size_t i = 0; i < b->n_items; i++)
        last = b->item[i].layer > last ? b->item[i].layer : last;
    for (int l = 0; l <= last; l++)
        json_array_append_new(list, result_range_json(bill_layer_J(b, l)));
    return list;
}

json_t *result_bill_json(const struct bill *b)
{
    json_t *phases = json_object(), *components = json_object(), *items = json_array();

    for (int p = 0; p < PHASE_COUNT; p++)
        if (nonzero(bill_phase_J(b, (enum bill_phase)p, -1)))
            json_object_set_new(phases, bill_phase_names[p],
                                result_range_json(bill_phase_J(b, (enum bill_phase)p, -1)));
    for (int c = 0; c < COMPONENT_COUNT; c++)
        if (nonzero(bill_component_J(b, (enum bill_component)c, -1)))
            json_object_set_new(components, bill_component_names[c],
                                result_range_json(bill_component_J(b, (enum bill_component)c, -1)));
    for (size_t i = 0; i < b->n_items; i++)
        json_array_append_new(items, json_item(&b->item[i]));
    return json_pack("{s:f,s:f,s:f,s:o,s:o,s:o,s:o}", "low", b->total_J.low, "typical",
                     b->total_J.typical, "high", b->total_J.high, "by_phase", phases,
                     "by_component", components, "by_layer", json_by_layer(b), "items", items);
}

static json_t *json_layer_events(const struct layer_ledger *n)
{
    json_t *o = json_object(), *states = json_array();
    int last = 0;

    for (int e = 0; e < EVENT_COUNT; e++)
        json_object_set_new(o, event_names[e], json_integer((json_int_t)n->n[e]));
    json_object_set_new(o, "read_quanta_cycles", json_integer(n->read_quanta_cycles));
    for (int s = 0; s < CARD_MAX_STATES; s++)
        last = n->cell_reads[s] ? s : last;
    for (int s = 0; s <= last; s++)
        json_array_append_new(states, json_integer((json_int_t)n->cell_reads[s]));
    json_object_set_new(o, "cell_reads", states);
    return o;
}

json_t *result_events_json(const struct ledger *ledger)
{
    json_t *total = json_object(), *layers = json_array();

    for (int e = 0; e < EVENT_COUNT; e++) {
        uint64_t sum = 0;

        for (int l = 0; l < ledger->n_layers; l++)
            sum += ledger->layer[l].n[e];
        json_object_set_new(total, event_names[e], json_integer((json_int_t)sum));
    }
    for (int l = 0; l < ledger->n_layers; l++)
        json_array_append_new(layers, json_layer_events(&ledger->layer[l]));
    return json_pack("{s:I,s:I,s:I,s:I,s:o,s:o}", "images", (json_int_t)ledger->images, "cycles",
                     (json_int_t)ledger->cycles, "program_cycles",
                     (json_int_t)ledger->program_cycles, "synaptic_ops",
                     (json_int_t)ledger->synaptic_ops, "total", total, "layers", layers);
}

static bool read_range(const json_t *o, struct range *r)
{
    return json_unpack((json_t *)(uintptr_t)o, "{s:F,s:F,s:F}", "low", &r->low, "typical",
                       &r->typical, "high", &r->high)
           == 0;
}

static int name_index(const char *name, const char *const names[], int n)
{
    for (int i = 0; i < n; i++)
        if (strcmp(name, names[i]) == 0)
            return i;
    return -1;
}

static bool read_item(const json_t *o, struct bill_item *item)
{
    const char *component, *phase, *formula;
    const json_t *one, *energy;
    int c, p;

    if (json_unpack((json_t *)(uintptr_t)o, "{s:s,s:i,s:s,s:F,s:o,s:o,s:s}", "component",
                    &component, "layer", &item->layer, "phase", &phase, "quantity", &item->quantity,
                    "one", &one, "energy_J", &energy, "formula", &formula)
        != 0)
        return false;
    c = name_index(component, bill_component_names, COMPONENT_COUNT);
    p = name_index(phase, bill_phase_names, PHASE_COUNT);
    if (c < 0 || p < 0 || item->layer < 0 || item->layer >= PROGRAM_MAX_LAYERS
        || !read_range(one, &item->one) || !read_range(energy, &item->energy_J))
        return false;
    item->component = (enum bill_component)c;
    item->phase = (enum bill_phase)p;
    snprintf(item->formula, sizeof item->formula, "%s", formula);
    return true;
}

bool result_bill_read(const json_t *o, struct bill *b)
{
    const json_t *items = json_object_get(o, "items");
    size_t n = json_array_size(items);

    memset(b, 0, sizeof *b);
    if (!json_is_array(items) || n > BILL_MAX_ITEMS)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!read_item(json_array_get(items, i), &b->item[i]))
            return false;
        b->total_J = range_sum(b->total_J, b->item[i].energy_J);
    }
    b->n_items = n;
    return true;
}

static bool read_count(const json_t *o, const char *key, uint64_t *value)
{
    const json_t *number = json_object_get(o, key);

    if (!json_is_integer(number) || json_integer_value(number) < 0)
        return false;
    *value = (uint64_t)json_integer_value(number);
    return true;
}

static bool read_layer_events(const json_t *o, struct layer_ledger *n)
{
    const json_t *states = json_object_get(o, "cell_reads");
    uint64_t quanta;

    for (int e = 0; e < EVENT_COUNT; e++) /* one that a result of an older version lacks: 0 */
        if (json_object_get(o, event_names[e]) && !read_count(o, event_names[e], &n->n[e]))
            return false;
    if (!read_count(o, "read_quanta_cycles", &quanta) || json_array_size(states) > CARD_MAX_STATES)
        return false;
    n->read_quanta_cycles = (int64_t)quanta;
    for (size_t s = 0; s < json_array_size(states); s++)
        n->cell_reads[s] = (uint64_t)json_integer_value(json_array_get(states, s));
    return true;
}

bool result_events_read(const json_t *o, struct ledger *ledger)
{
    const json_t *layers = json_object_get(o, "layers");

    memset(ledger, 0, sizeof *ledger);
    if (!read_count(o, "images", &ledger->images) || !read_count(o, "cycles", &ledger->cycles)
        || !read_count(o, "program_cycles", &ledger->program_cycles)
        || !read_count(o, "synaptic_ops", &ledger->synaptic_ops)
        || json_array_size(layers) > PROGRAM_MAX_LAYERS)
        return false;
    ledger->n_layers = (int)json_array_size(layers);
    for (int l = 0; l < ledger->n_layers; l++)
        if (!read_layer_events(json_array_get(layers, (size_t)l), &ledger->layer[l]))
            return false;
    return true;
}
