/* form.c - forms: opened from their declaration, asked about, described.
 *
 * A form is built once per release and shared by threads; nothing in it changes. It borrows every
 * text from the declaration. Personal by default: free text unless `plain`, people, telephone and
 * identity numbers, addresses, files; besides these whatever is marked `personal` or `sealed`, and
 * all fields of rows so marked.
 *
 * To add a property of fields: read it in field_open, use it in form_field.c, show it in
 * field_describe.
 */
#include "duty/form.h"

#include "duty/form_field.h"
#include "duty/form_shape.h"

/* What an answer has besides its fields. */
static const char *const reserved_names[] = {"outcome", "by", "on", "at", "office", "row", "way"};

/* --- opening --------------------------------------------------------------------------------- */

struct opening {
    struct arena *arena;
    const char *form;
    const char *form_at;
    bool is_personal, is_sealed; /* of the rows these fields stand in */
    bool is_in_rows;
    struct err *err;
};

static const char *place_of(const struct opening *opening, const struct value *decl)
{
    const char *at = value_get_text(decl, "at");
    return at ? at : opening->form_at;
}

static int refuse(const struct opening *opening, const struct value *decl, const char *what)
{
    const char *name = value_get_text(decl, "name");
    return err_set_at(opening->err, STATUS_INVALID, "bad_form", place_of(opening, decl),
                      "form \"%s\", field \"%s\": %s", opening->form, name ? name : "?", what);
}

static bool name_is_reserved(const char *name)
{
    for (size_t i = 0; i < sizeof reserved_names / sizeof reserved_names[0]; i++)
        if (strcmp(reserved_names[i], name) == 0)
            return true;
    return false;
}

static int choices_check(const struct opening *opening, const struct value *decl)
{
    const struct value *choices = value_get(decl, "choices");
    if (choices->type != VALUE_LIST || value_len(choices) == 0)
        return refuse(opening, decl, "a choice lists what may be chosen");
    for (size_t i = 0; i < value_len(choices); i++) {
        const char *id = value_get_text(value_item(choices, i), "id");
        if (!id || !id[0])
            return refuse(opening, decl, "each choice begins with its id: { \"court\", zh, en }");
        for (size_t k = 0; k < i; k++)
            if (value_is_text(value_get(value_item(choices, k), "id"), id))
                return refuse(opening, decl, "a choice is listed twice");
    }
    return 0;
}

/* What a field may hold at most, whatever its declaration says. */
static int most_check(const struct opening *opening, const struct form_field *field)
{
    static const struct {
        const char *type;
        int64_t most;
        const char *sentence;
    } limits[] = {
        {"rows",  FORM_ROWS_MAX,  "rows are at most 500"           },
        {"files", FORM_FILES_MAX, "a field takes at most 50 files" },
        {"sheet", FORM_SHEET_MAX, "a sheet has at most 10,000 rows"},
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (field_is(field, limits[i].type) && field->has_max && field->max > limits[i].most)
            return refuse(opening, field->decl, limits[i].sentence);
    return 0;
}

static int facts_check(const struct opening *opening, const struct form_field *field)
{
    const struct value *facts = value_get(field->decl, "facts");
    if (value_is_nil(facts))
        return 0;
    if (!field_is(field, "date") || facts->type != VALUE_MAP)
        return refuse(opening, field->decl, "facts are asked of a date");
    for (size_t i = 0; i < facts->map.len; i++) {
        const struct value *fact = facts->map.members[i].value;
        if (!value_is_text(value_get(fact, "kind"), "age_under"))
            return refuse(opening, field->decl, "the only kind of fact is age_under(years)");
        int64_t years = value_get_int(fact, "n", -1);
        if (years < 1 || years > 150)
            return refuse(opening, field->decl, "age_under takes 1 to 150 years");
    }
    return 0;
}

static int fields_open(struct opening *opening, const struct value *decls,
                       struct form_field **fields, size_t *count);

static int rows_open(const struct opening *opening, struct form_field *field)
{
    if (opening->is_in_rows)
        return refuse(opening, field->decl, "rows within rows are not possible");
    struct opening inside = *opening;
    inside.is_personal = field->is_personal;
    inside.is_sealed = field->is_sealed;
    inside.is_in_rows = true;
    const struct value *decls = value_get(field->decl, "fields");
    if (value_len(decls) == 0)
        return refuse(opening, field->decl, "rows have fields of their own");
    int rc = fields_open(&inside, decls, &field->fields, &field->field_count);
    int people = 0;
    for (size_t i = 0; rc == 0 && i < field->field_count; i++)
        people += field_is(&field->fields[i], "people");
    field->is_about_one = people == 1;
    field->is_personal = false; /* its fields are, each by itself */
    return rc;
}

static int type_check(const struct opening *opening, struct form_field *field)
{
    const char *word = value_get_text(field->decl, "type");
    field->type = field_type_find(word);
    if (!field->type)
        return refuse(opening, field->decl, "there is no such type of field");
    bool is_plain = value_get_bool(field->decl, "plain", false);
    if (is_plain && !field->type->may_be_plain)
        return refuse(opening, field->decl, "only text may be plain");
    field->is_sealed = opening->is_sealed || value_get_bool(field->decl, "sealed", false);
    bool is_marked =
        opening->is_personal || field->is_sealed || value_get_bool(field->decl, "personal", false);
    if (is_plain && is_marked)
        return refuse(opening, field->decl, "plain and personal exclude each other");
    field->is_personal = is_marked || (field->type->is_personal && !is_plain);
    return 0;
}

static int field_open(struct opening *opening, const struct value *decl, struct form_field *field)
{
    field->decl = decl;
    field->name = value_get_text(decl, "name");
    if (!field->name || !field->name[0])
        return refuse(opening, decl, "a field has a name");
    if (!opening->is_in_rows && name_is_reserved(field->name))
        return refuse(opening, decl,
                      "no field may be called outcome, by, on, at, office, row or way: every "
                      "answer has those already");
    int rc = type_check(opening, field);
    if (rc < 0)
        return rc;
    if (!field_limits_read(field))
        return refuse(opening, decl,
                      "min and max are whole numbers (dates: \"2026-02-10\" or "
                      "\"today\"), min not above max");
    field->is_required = value_get_bool(decl, "required", false);
    rc = most_check(opening, field);
    if (rc == 0)
        rc = facts_check(opening, field);
    if (rc == 0 && field_is(field, "choice"))
        rc = choices_check(opening, decl);
    if (rc == 0 && field_is(field, "rows"))
        rc = rows_open(opening, field);
    return rc;
}

static const struct form_field *field_find(const struct form_field *fields, size_t count,
                                           const char *name)
{
    for (size_t i = 0; name && i < count; i++)
        if (strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

/* Facts stand beside the fields, so their names may not meet. */
static int fact_names_check(const struct opening *opening, const struct form_field *fields,
                            size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct value *facts = value_get(fields[i].decl, "facts");
        for (size_t k = 0; k < value_len(facts); k++) {
            const char *name = facts->map.members[k].key.bytes;
            if (field_find(fields, count, name) || name_is_reserved(name))
                return refuse(opening, fields[i].decl, "a fact has the name of a field");
        }
    }
    return 0;
}

static int fields_open(struct opening *opening, const struct value *decls,
                       struct form_field **fields, size_t *count)
{
    size_t len = value_len(decls);
    if (len > FORM_FIELDS_MAX)
        return err_set_at(opening->err, STATUS_INVALID, "bad_form", opening->form_at,
                          "form \"%s\" has more than %d fields", opening->form, FORM_FIELDS_MAX);
    *fields = ARENA_ARRAY(opening->arena, struct form_field, len + 1);
    for (*count = 0; *count < len; ++*count) {
        const struct value *decl = value_item(decls, *count);
        int rc = field_open(opening, decl, &(*fields)[*count]);
        if (rc < 0)
            return rc;
        if (field_find(*fields, *count, (*fields)[*count].name))
            return refuse(opening, decl, "the name is used twice");
    }
    return fact_names_check(opening, *fields, *count);
}

/* Rows of which some must be given, and no outcome says when: then always. */
static void rows_require(struct form *form)
{
    for (size_t i = 0; i < form->field_count; i++) {
        struct form_field *field = &form->fields[i];
        if (field_is(field, "rows") && field->has_min && field->min > 0)
            field->is_required = field->is_required || !form_has_outcomes(form);
    }
}

static int outcomes_check(const struct opening *opening, const struct form *form)
{
    for (size_t i = 0; i < value_len(form->outcomes); i++) {
        const struct value *outcome = value_item(form->outcomes, i);
        const char *id = value_get_text(outcome, "id");
        const struct value *needs = value_get(outcome, "needs");
        for (size_t k = 0; k < value_len(needs); k++) {
            const char *name = value_text_or(value_item(needs, k), "?");
            if (!field_find(form->fields, form->field_count, name))
                return err_set_at(opening->err, STATUS_INVALID, "bad_form", opening->form_at,
                                  "form \"%s\", outcome \"%s\" needs \"%s\", which is no field "
                                  "of the form",
                                  form->name, id ? id : "?", name);
        }
    }
    return 0;
}

int form_open(struct arena *arena, const char *name, const struct value *decl, struct form **out,
              struct err *err)
{
    *out = NULL;
    const char *at = value_get_text(decl, "at");
    struct form *form = ARENA_NEW(arena, struct form);
    form->name = arena_text(arena, name);
    form->decl = decl;
    form->outcomes = value_get(decl, "outcomes");
    struct opening opening = {.arena = arena, .form = form->name, .form_at = at, .err = err};
    int rc = fields_open(&opening, value_get(decl, "fields"), &form->fields, &form->field_count);
    if (rc == 0)
        rc = outcomes_check(&opening, form);
    if (rc < 0)
        return rc;
    rows_require(form);
    *out = form;
    return 0;
}

/* --- asking ---------------------------------------------------------------------------------- */

const char *form_name(const struct form *form)
{
    return form->name;
}

bool form_has_outcomes(const struct form *form)
{
    return value_len(form->outcomes) > 0;
}

const struct value *form_find_outcome(const struct form *form, const char *id)
{
    for (size_t i = 0; id && i < value_len(form->outcomes); i++)
        if (value_is_text(value_get(value_item(form->outcomes, i), "id"), id))
            return value_item(form->outcomes, i);
    return NULL;
}

bool form_has_outcome(const struct form *form, const char *outcome)
{
    return form_find_outcome(form, outcome) != NULL;
}

bool form_field_is_personal(const struct form *form, const char *name)
{
    const struct form_field *field = field_find(form->fields, form->field_count, name);
    return field && field->is_personal;
}

static bool has_handle(const struct value *value)
{
    bool has = value->type == VALUE_HANDLE;
    if (value->type == VALUE_LIST || value->type == VALUE_MAP)
        for (size_t i = 0; !has && i < value_len(value); i++)
            has = has_handle(value->type == VALUE_LIST ? value_item(value, i)
                                                       : value->map.members[i].value);
    return has;
}

static const char *open_handle(const struct form_field *fields, size_t count,
                               const struct value *data, struct arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        const struct value *value = value_get(data, fields[i].name);
        const char *inner = NULL;
        if (fields[i].is_personal || !has_handle(value))
            continue;
        if (!field_is(&fields[i], "rows") || value->type != VALUE_LIST)
            return arena_text(arena, fields[i].name);
        for (size_t k = 0; !inner && k < value_len(value); k++)
            inner =
                open_handle(fields[i].fields, fields[i].field_count, value_item(value, k), arena);
        if (inner)
            return arena_printf(arena, "%s.%s", fields[i].name, inner);
    }
    return NULL;
}

const char *form_open_handle(const struct form *form, const struct value *data, struct arena *arena)
{
    return open_handle(form->fields, form->field_count, data, arena);
}

const char *form_field_type(const struct form *form, const char *name)
{
    const struct form_field *field = field_find(form->fields, form->field_count, name);
    return field ? field->type->word : NULL;
}
