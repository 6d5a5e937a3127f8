/* form_retake.c - a recorded answer against a form that was perhaps not the one it was given to.
 *
 * What the journal holds of a personal value is its handle: that something was given, and the facts
 * fixed then. So a sealed field takes any handle, and nothing is sealed or opened here.
 *
 * R1. An answer that the form would not have taken is refused with every place named: an outcome it
 *     does not offer, a field it now demands, a choice that is gone, a fact nobody fixed.
 * R2. Fields it does not have are left out: it would not have asked for them.
 * R3. For the form it was given to, the answer comes out as it was recorded.
 */
#include "base/wallclock.h"
#include "duty/actor.h"
#include "duty/form.h"
#include "duty/form_field.h"
#include "duty/form_shape.h"

struct retaking {
    struct checking checking;
    const struct value *needs; /* of the outcome, or NULL */
};

static void note(struct retaking *retaking, const char *path, const char *code, const char *zh,
                 const char *en)
{
    checking_note(&retaking->checking, path, code, zh, en);
}

/* A value that is sealed now and lay open then: its handle says only that it was given. */
static struct value *some_handle(struct retaking *retaking)
{
    return value_handle(retaking->checking.arena, slice_of("00000000000000000000000000"));
}

static bool is_sealed_within(const struct value *value)
{
    bool is = value->type == VALUE_HANDLE;
    for (size_t i = 0; value->type == VALUE_MAP && !is && i < value_len(value); i++)
        is = is_sealed_within(value->map.members[i].value);
    return is;
}

/* Facts as they were fixed; those of a date that lies open can be told even if nobody asked. */
static void retake_facts(struct retaking *retaking, const struct form_field *field,
                         const char *path, const struct value *from, struct value *clean)
{
    struct arena *arena = retaking->checking.arena;
    const struct value *facts = value_get(field->decl, "facts");
    const struct value *date = value_get(from, field->name);

    for (size_t i = 0; i < value_len(facts); i++) {
        const struct member *fact = &facts->map.members[i];
        struct value *fixed = value_get_slice(from, fact->key);
        if (fixed->type == VALUE_BOOL)
            value_put_slice(arena, clean, fact->key, value_copy(arena, fixed));
        else if (date->type == VALUE_TEXT)
            form_facts(&retaking->checking, field, date, clean);
        else
            note(retaking, arena_printf(arena, "%s.%s", path, fact->key.bytes), "fact_not_recorded",
                 "当时没有记录这一事实", "this fact was not recorded then");
    }
}

static struct value *retake_rows(struct retaking *retaking, const struct form_field *field,
                                 const char *path, const struct value *given);

static struct value *retake_value(struct retaking *retaking, const struct form_field *field,
                                  const char *path, const struct value *given)
{
    if (field_is(field, "rows") && given->type == VALUE_LIST)
        return retake_rows(retaking, field, path, given);
    if (field->is_personal)
        return given->type == VALUE_HANDLE ? value_copy(retaking->checking.arena, given)
                                           : some_handle(retaking);
    if (!is_sealed_within(given))
        return field->type->check(&retaking->checking, field, path, given);
    note(retaking, path, "sealed_then", "当时此项已封存，脚本现在要读它",
         "it was sealed then; now the script reads it");
    return NULL;
}

static struct value *retake_fields(struct retaking *retaking, const struct form_field *fields,
                                   size_t count, const char *prefix, const struct value *from)
{
    struct arena *arena = retaking->checking.arena;
    struct value *clean = value_map(arena);

    for (size_t i = 0; i < count; i++) {
        const struct form_field *field = &fields[i];
        const struct value *given = value_get(from, field->name);
        const char *path = arena_printf(arena, "%s%s", prefix, field->name);
        if (field_is_missing(field, given)) {
            if (field->is_required || words_have(retaking->needs, field->name))
                note(retaking, path, "required", "此项现在必须填写，当时没有填",
                     "it is required now and was not given then");
            continue;
        }
        struct value *kept = retake_value(retaking, field, path, given);
        if (!kept)
            continue;
        value_put(arena, clean, field->name, kept);
        if (field_is(field, "date"))
            retake_facts(retaking, field, path, from, clean);
    }
    return clean;
}

static struct value *retake_rows(struct retaking *retaking, const struct form_field *field,
                                 const char *path, const struct value *given)
{
    struct arena *arena = retaking->checking.arena;
    struct value *rows = value_list(arena);
    const struct value *needs = retaking->needs;
    int64_t len = (int64_t)value_len(given);

    if ((field->has_min && len < field->min) || (field->has_max && len > field->max))
        note(retaking, path, "too_few_or_many", "行数不合现在的要求",
             "it has fewer or more rows than are taken now");
    retaking->needs = NULL;
    for (size_t i = 0; i < value_len(given); i++)
        value_push(arena, rows,
                   retake_fields(retaking, field->fields, field->field_count,
                                 arena_printf(arena, "%s[%zu].", path, i), value_item(given, i)));
    retaking->needs = needs;
    return rows;
}

static void retake_outcome(struct retaking *retaking, const struct form *form, const char *outcome)
{
    if (form_has_outcomes(form) && !form_has_outcome(form, outcome))
        note(retaking, "outcome", "not_a_choice", "现在没有这个办理结果",
             "this outcome is not offered now");
    if (!form_has_outcomes(form) && outcome)
        note(retaking, "outcome", "undeclared", "此表单现在没有办理结果可选",
             "this form has no outcomes now");
}

int form_retake(const struct form *form, const struct form_answer *answer, struct arena *arena,
                struct form_result *out, struct err *err)
{
    struct retaking retaking = {
        .checking = {.arena = arena,
                     .errors = value_list(arena),
                     .today = answer->today,
                     .is_recorded = true}
    };
    const struct value *outcome = form_find_outcome(form, answer->outcome);

    retaking.needs = outcome ? value_get(outcome, "needs") : NULL;
    retake_outcome(&retaking, form, answer->outcome);
    out->errors = retaking.checking.errors;
    out->clean = retake_fields(&retaking, form->fields, form->field_count, "", answer->data);
    if (value_len(out->errors) == 0)
        return 0;
    const struct value *first = value_item(out->errors, 0);
    return err_set_at(err, STATUS_INVALID, "invalid", NULL,
                      "The form \"%s\" would not take the recorded answer: %s: %s.", form->name,
                      value_text_or(value_get(first, "field"), ""),
                      value_text_or(value_get(value_get(first, "message"), "en"), ""));
}
