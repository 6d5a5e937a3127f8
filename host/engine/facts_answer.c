/* facts_answer.c - of an answer to a form what statistics may know (facts_answer.h). */
#include "engine/facts_answer.h"

static const struct value *form_fields(const struct workflow *workflow, const char *form)
{
    const struct value *model = workflow ? workflow->model : &value_nil;
    return form ? value_get(value_get(value_get(model, "forms"), form), "fields") : &value_nil;
}

/* The word of a field that statistics may know: a choice, or yes or no. NULL: another field. */
static const char *word_of(const struct value *field, const struct value *given)
{
    if (value_is_text(value_get(field, "type"), "choice"))
        return given->type == VALUE_TEXT ? given->text.bytes : NULL;
    if (value_is_text(value_get(field, "type"), "yes_no") && given->type == VALUE_BOOL)
        return given->boolean ? "yes" : "no";
    return NULL;
}

/* "field=choice" lines: words of declarations and nothing else. NULL: none. */
const char *answer_choices(struct arena *arena, const struct workflow *workflow, const char *form,
                           const struct value *answer)
{
    const struct value *fields = form_fields(workflow, form);
    struct buf lines = {0};

    for (size_t i = 0; i < value_len(fields); i++) {
        const char *name = value_get_text(value_item(fields, i), "name");
        const char *choice = name ? word_of(value_item(fields, i), value_get(answer, name)) : NULL;
        if (choice)
            buf_printf(&lines, "%s=%s\n", name, choice);
    }
    const char *copy = lines.len ? arena_copy(arena, buf_slice(&lines)).bytes : NULL;
    buf_close(&lines);
    return copy;
}

/* More than any office will see: a slip of the keyboard does not overflow a sum of cases. */
static int64_t add_money(int64_t sum, int64_t more)
{
    static const int64_t most = INT64_C(1000000000000000); /* fen */
    if (more <= 0)
        return sum;
    return more >= most || sum >= most - more ? most : sum + more;
}

static int64_t money_in(const struct value *fields, const struct value *answer)
{
    int64_t sum = 0;

    for (size_t i = 0; i < value_len(fields); i++) {
        const struct value *field = value_item(fields, i);
        const struct value *given = value_get(answer, value_text_or(value_get(field, "name"), ""));
        if (given->type == VALUE_INT && value_is_text(value_get(field, "type"), "money"))
            sum = add_money(sum, given->integer);
        for (size_t k = 0; given->type == VALUE_LIST && k < value_len(given); k++)
            sum = add_money(sum, money_in(value_get(field, "fields"), value_item(given, k)));
    }
    return sum;
}

int64_t answer_money(const struct workflow *workflow, const char *form, const struct value *answer)
{
    return money_in(form_fields(workflow, form), answer);
}
