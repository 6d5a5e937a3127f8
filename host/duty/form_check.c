/* form_check.c - one answer against one form: all that is wrong at once, or a clean value.
 *
 *   look at everything  --wrong-->  errors, nothing else has happened
 *        |
 *        v right
 *   seal: personal values are replaced by handles, in the order of the form
 *
 * F1. The sealer is called only when every field is right.
 * F2. What was given is never changed; what is kept is copied.
 * F3. Facts are computed from the plain value before it is sealed, and stand beside it.
 * F4. No error quotes a value, only names; of undeclared members only what reads as a name.
 */
#include "duty/form.h"

#include "base/wallclock.h"
#include "duty/actor.h"
#include "duty/calendar.h"
#include "duty/duration.h"
#include "duty/form_field.h"
#include "duty/form_shape.h"

/* --- looking --------------------------------------------------------------------------------- */

static bool is_declared(const struct fields_answer *answer, struct slice name)
{
    for (size_t i = 0; i < answer->count; i++)
        if (slice_is(name, answer->fields[i].name))
            return true;
    return false;
}

static void undeclared_check(struct checking *checking, const struct fields_answer *answer)
{
    for (size_t i = 0; i < answer->given->map.len; i++) {
        struct slice name = answer->given->map.members[i].key;
        if (is_declared(answer, name))
            continue;
        checking->is_malformed = true;
        checking_note(checking,
                      arena_printf(checking->arena, "%s%.*s", answer->prefix,
                                   SLICE_ARG(slice_repeatable(name))),
                      "undeclared", "表单中没有这一项", "the form has no such field");
    }
}

/* In full years: reached on the birthday; of 29 February, in other years, on 1 March. */
static bool is_age_under(int32_t born, int32_t today, int64_t years)
{
    int born_year, born_month, born_day, year, month, day;
    date_to_civil(born, &born_year, &born_month, &born_day);
    date_to_civil(today, &year, &month, &day);
    bool is_before = month < born_month || (month == born_month && day < born_day);
    return year - born_year - is_before < years;
}

void form_facts(struct checking *checking, const struct form_field *field, const struct value *date,
                struct value *clean)
{
    const struct value *facts = value_get(field->decl, "facts");
    int32_t born;
    if (value_len(facts) == 0 || !date_from_text(date->text, &born))
        return;
    for (size_t i = 0; i < facts->map.len; i++) {
        const struct member *fact = &facts->map.members[i];
        bool is_under = is_age_under(born, checking->today, value_get_int(fact->value, "n", 0));
        value_put_slice(checking->arena, clean, fact->key, value_bool(checking->arena, is_under));
    }
}

static void field_check(struct checking *checking, const struct fields_answer *answer,
                        const struct form_field *field, struct value *clean)
{
    const struct value *given = value_get(answer->given, field->name);
    const char *path = arena_printf(checking->arena, "%s%s", answer->prefix, field->name);
    if (field_is_missing(field, given)) {
        if (field->is_required || words_have(answer->needs, field->name))
            checking_note(checking, path, "required", "此项必须填写", "this field is required");
        return;
    }
    struct value *kept = field->type->check(checking, field, path, given);
    if (!kept)
        return;
    value_put(checking->arena, clean, field->name, kept);
    if (field_is(field, "date"))
        form_facts(checking, field, kept, clean);
}

/* A date or time as milliseconds; false: it is not given, or wrong and said so already. */
static bool read_moment(const struct value *given, int64_t *at_ms)
{
    int32_t date;
    if (given->type != VALUE_TEXT)
        return false;
    if (!date_from_text(given->text, &date))
        return time_from_text(given->text, at_ms);
    *at_ms = date_start_ms(date);
    return true;
}

/* after = "starts", within = hours(8). On the same day is after a date. */
static void order_check(struct checking *checking, const struct fields_answer *answer,
                        const struct form_field *field, const struct value *clean)
{
    const char *after = value_get_text(field->decl, "after");
    const char *path = arena_printf(checking->arena, "%s%s", answer->prefix, field->name);
    struct duration within = {0};
    struct err ignored = {0};
    int64_t at_ms, from_ms, most_ms;

    if (!after || !read_moment(value_get(clean, after), &from_ms) ||
        !read_moment(value_get(clean, field->name), &at_ms))
        return;
    if (at_ms < from_ms || (at_ms == from_ms && field_is(field, "time"))) {
        checking_note(checking, path, "too_early",
                      arena_printf(checking->arena, "应晚于“%s”", after),
                      arena_printf(checking->arena, "must lie after \"%s\"", after));
        return;
    }
    if (duration_from_value(value_get(field->decl, "within"), &within, &ignored) != 0)
        return;
    most_ms = duration_is_days(within) ? within.n * DAY_MS : duration_ms(within);
    if (at_ms - from_ms > most_ms) {
        char zh[DURATION_TEXT_SIZE], en[DURATION_TEXT_SIZE];
        checking_note(checking, path, "too_late",
                      arena_printf(checking->arena, "距“%s”不得超过%s", after,
                                   duration_to_text(within, LANGUAGE_ZH, zh)),
                      arena_printf(checking->arena, "must lie within %s of \"%s\"",
                                   duration_to_text(within, LANGUAGE_EN, en), after));
    }
}

struct value *fields_check(struct checking *checking, const struct fields_answer *answer)
{
    struct value *clean = value_map(checking->arena);
    undeclared_check(checking, answer);
    for (size_t i = 0; i < answer->count; i++)
        field_check(checking, answer, &answer->fields[i], clean);
    for (size_t i = 0; i < answer->count; i++)
        order_check(checking, answer, &answer->fields[i], clean);
    return clean;
}

static void outcome_check(struct checking *checking, const struct form *form, const char *outcome)
{
    if (!form_has_outcomes(form) && outcome) {
        checking->is_malformed = true;
        checking_note(checking, "outcome", "undeclared", "此表单没有办理结果可选",
                      "this form has no outcomes");
    } else if (form_has_outcomes(form) && !outcome) {
        checking_note(checking, "outcome", "required", "必须选择办理结果",
                      "an outcome is required");
    } else if (outcome && !form_has_outcome(form, outcome)) {
        struct buf words = {0};
        for (size_t i = 0; i < value_len(form->outcomes); i++)
            buf_printf(&words, "%s%s", i ? ", " : "",
                       value_get_text(value_item(form->outcomes, i), "id"));
        checking_note(checking, "outcome", "not_a_choice",
                      arena_printf(checking->arena, "应为下列结果之一：%s", words.bytes),
                      arena_printf(checking->arena, "must be one of: %s", words.bytes));
        buf_close(&words);
    }
}

/* --- sealing --------------------------------------------------------------------------------- */

struct sealing {
    const struct form_sealer *sealer;
    struct arena *arena;
    const char *rows; /* the rows field being sealed, or NULL */
    int row;
    int row_key;                    /* of a row that is about one person, else -1 */
    const struct value *row_person; /* who that is; NULL */
    int next_key;                   /* the next person not met yet */
};

static int person_key_of(struct sealing *sealing, const struct form_field *field)
{
    if (sealing->row_key >= 0)
        return sealing->row_key;
    return field_is(field, "people") ? sealing->next_key++ : -1;
}

static int value_seal(struct sealing *sealing, const struct form_field *field, struct value *clean)
{
    const struct value *plain = value_get(clean, field->name);
    if (value_is_nil(plain))
        return 0;
    bool is_person = field_is(field, "people");
    struct seal_request request = {.type = field->type->word,
                                   .field = field->name,
                                   .rows = sealing->rows,
                                   .row = sealing->row,
                                   .person_key = person_key_of(sealing, field),
                                   .is_person = is_person,
                                   .person = sealing->row_key >= 0 ? sealing->row_person
                                             : is_person           ? plain
                                                                   : NULL,
                                   .is_sealed = field->is_sealed,
                                   .plain = plain};
    struct value *handle = NULL;
    int rc = sealing->sealer->seal(sealing->sealer->owner, &request, &handle);
    if (rc == 0)
        value_put(sealing->arena, clean, field->name, handle);
    return rc;
}

static int fields_seal(struct sealing *sealing, const struct form_field *fields, size_t count,
                       struct value *clean);

/* The first value of type people in a row, as it is before anything is sealed. */
static const struct value *row_person(const struct form_field *rows, const struct value *row)
{
    for (size_t i = 0; i < rows->field_count; i++) {
        const struct value *value = value_get(row, rows->fields[i].name);
        if (field_is(&rows->fields[i], "people") && !value_is_nil(value))
            return value;
    }
    return NULL;
}

static int rows_seal(struct sealing *sealing, const struct form_field *field, struct value *clean)
{
    const struct value *rows = value_get(clean, field->name);
    int rc = 0;
    sealing->rows = field->name;
    for (size_t i = 0; rc == 0 && i < value_len(rows); i++) {
        sealing->row = (int)i;
        sealing->row_key = field->is_about_one ? sealing->next_key++ : -1;
        sealing->row_person = row_person(field, value_item(rows, i));
        rc = fields_seal(sealing, field->fields, field->field_count, value_item(rows, i));
    }
    sealing->rows = NULL;
    sealing->row = sealing->row_key = -1;
    return rc;
}

static int fields_seal(struct sealing *sealing, const struct form_field *fields, size_t count,
                       struct value *clean)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (field_is(&fields[i], "rows"))
            rc = rows_seal(sealing, &fields[i], clean);
        else if (fields[i].is_personal)
            rc = value_seal(sealing, &fields[i], clean);
    }
    return rc;
}

/* --- both ------------------------------------------------------------------------------------ */

static int checking_end(const struct checking *checking, const struct form *form, struct err *err)
{
    size_t count = value_len(checking->errors);
    if (checking->is_malformed)
        return err_set_at(err, STATUS_MALFORMED, "undeclared_field", NULL,
                          "Something was sent that the form \"%s\" does not have; errors says "
                          "where (%zu). Nothing was recorded.",
                          form->name, count);
    if (count > 0)
        return err_set_at(err, STATUS_INVALID, "invalid", NULL,
                          "The form \"%s\" is not valid in %zu place%s; errors names each. "
                          "Nothing was recorded.",
                          form->name, count, count == 1 ? "" : "s");
    return 0;
}

int form_check(const struct form *form, const struct form_answer *answer, struct arena *arena,
               struct form_result *out, struct err *err)
{
    struct checking checking = {.arena = arena,
                                .errors = value_list(arena),
                                .today = answer->today,
                                .around = answer->around};
    const struct value *data = answer->data;
    *out = (struct form_result){.clean = &value_nil, .errors = checking.errors};
    if (value_is_nil(data))
        data = value_map(arena);
    if (data->type != VALUE_MAP)
        return err_set(err, STATUS_MALFORMED, "form \"%s\": the data is a map of fields",
                       form->name);
    outcome_check(&checking, form, answer->outcome);
    const struct value *outcome = form_find_outcome(form, answer->outcome);
    struct fields_answer fields = {.fields = form->fields,
                                   .count = form->field_count,
                                   .prefix = "",
                                   .given = data,
                                   .needs = outcome ? value_get(outcome, "needs") : NULL};
    struct value *clean = fields_check(&checking, &fields);
    int rc = checking_end(&checking, form, err);
    if (rc < 0)
        return rc;
    struct sealing sealing = {.sealer = answer->sealer, .arena = arena, .row = -1, .row_key = -1};
    rc = fields_seal(&sealing, form->fields, form->field_count, clean);
    if (rc < 0)
        return err_set(err, rc, "form \"%s\": a personal value could not be put away", form->name);
    out->clean = clean;
    return 0;
}
