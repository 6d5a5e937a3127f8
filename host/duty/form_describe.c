/* form_describe.c - a form told to who shows it: all that a client needs to draw it and to check an
 * answer before it is sent. The host checks again, by the same limits.
 *
 * Of every type: name, words, limits, whether it must be given. Besides, by type: `pattern` (of a
 * text), `example`, `parts` (of a person or an address), `columns` (of a sheet), `file_types`.
 */
#include "duty/attachment_type.h"
#include "duty/form.h"
#include "duty/form_field.h"
#include "duty/form_shape.h"
#include "duty/sheet.h"

static const struct type_rule {
    const char *type, *pattern, *example;
} type_rules[] = {
    {"phone",     "1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?", "13812345678"              },
    {"id_number", "[0-9A-HJ-NP-RT-UW-Ya-hj-np-rt-uw-y]{18}",              "11010519491231002X"       },
    {"date",      "[0-9]{4}-[0-9]{2}-[0-9]{2}",                           "2026-02-10"               },
    {"time",      NULL,                                                   "2026-02-10T09:30:00+08:00"},
    {"office",    "[0-9A-Za-z_-]{1,40}",                                  "370102003"                },
    {"duration",  NULL,                                                   "{\"n\":5,\"unit\":\"wd\"}"},
};

/* How much a field holds where its declaration says nothing. */
static const struct type_most {
    const char *type;
    int64_t most;
} type_most[] = {
    {"text",  FORM_TEXT_MAX   },
    {"files", FORM_FILES_USUAL},
    {"rows",  FORM_ROWS_MAX   },
    {"sheet", FORM_SHEET_MAX  },
};

static void parts_put(struct arena *arena, struct value *out, const char *const *words)
{
    struct value *list = value_list(arena);
    for (; *words; words++)
        value_push(arena, list, value_string(arena, *words));
    value_put(arena, out, "parts", list);
}

static void rules_put(struct arena *arena, struct value *out, const struct form_field *field)
{
    static const char *const person[] = {"name", "phone", "id_type", "id_number", "address", NULL};
    static const char *const address[] = {"area", "text", NULL};
    for (size_t i = 0; i < sizeof type_rules / sizeof *type_rules; i++)
        if (field_is(field, type_rules[i].type)) {
            value_put(arena, out, "pattern", value_string(arena, type_rules[i].pattern));
            value_put(arena, out, "example", value_string(arena, type_rules[i].example));
        }
    for (size_t i = 0; i < sizeof type_most / sizeof *type_most; i++)
        if (field_is(field, type_most[i].type) && !field->has_max)
            value_put(arena, out, "max", value_int(arena, type_most[i].most));
    if (field_is(field, "people"))
        parts_put(arena, out, person);
    if (field_is(field, "address"))
        parts_put(arena, out, address);
    if (field_is(field, "sheet"))
        value_put(arena, out, "columns", sheet_columns(arena));
    if (field_is(field, "files")) {
        value_put(arena, out, "file_types", attachment_types(arena));
        value_put(arena, out, "file_bytes", value_int(arena, ATTACHMENT_BYTES_MOST));
    }
}

static void describe_put(struct arena *arena, struct value *out, const struct value *decl,
                         const char *key)
{
    value_put(arena, out, key, value_copy(arena, value_get(decl, key)));
}

static struct value *fields_describe(struct arena *arena, const struct form_field *fields,
                                     size_t count);

static struct value *field_describe(struct arena *arena, const struct form_field *field)
{
    static const char *const copied[] = {"name",    "type",  "zh",    "en",    "min",   "max",
                                         "choices", "facts", "basis", "after", "within"};
    struct value *out = value_map(arena);
    for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++)
        describe_put(arena, out, field->decl, copied[i]);
    rules_put(arena, out, field);
    value_put(arena, out, "required", value_bool(arena, field->is_required));
    value_put(arena, out, "personal", value_bool(arena, field->is_personal));
    value_put(arena, out, "sealed", value_bool(arena, field->is_sealed));
    if (field_is(field, "rows"))
        value_put(arena, out, "fields", fields_describe(arena, field->fields, field->field_count));
    return out;
}

static struct value *fields_describe(struct arena *arena, const struct form_field *fields,
                                     size_t count)
{
    struct value *list = value_list(arena);
    for (size_t i = 0; i < count; i++)
        value_push(arena, list, field_describe(arena, &fields[i]));
    return list;
}

struct value *form_describe(struct arena *arena, const struct form *form)
{
    struct value *out = value_map(arena);
    value_put(arena, out, "name", value_string(arena, form->name));
    describe_put(arena, out, form->decl, "zh");
    describe_put(arena, out, form->decl, "en");
    struct value *outcomes = value_list(arena);
    for (size_t i = 0; i < value_len(form->outcomes); i++)
        value_push(arena, outcomes, value_copy(arena, value_item(form->outcomes, i)));
    value_put(arena, out, "outcomes", outcomes);
    value_put(arena, out, "fields", fields_describe(arena, form->fields, form->field_count));
    return out;
}
