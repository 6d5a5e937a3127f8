/* case_signal.c - POST /api/v1/cases/{id}/signals/{name} {data}: somebody tells a case something.
 */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule case_signal_input[] = {
    INPUT_DATA("Answer to the signal's form; `row` says which row it is about, as in parties/1"),
    INPUT_LAST,
};

/* `outcome` and `row` stand among the fields of a signal's answer, where no field may be called so.
 */
static const char *take_word(struct act *act, const char *name)
{
    const struct value *word = value_get(act->data, name);
    const char *text = word->type == VALUE_TEXT ? arena_text(&act->arena, word->text.bytes) : NULL;
    if (text)
        value_put(&act->arena, act->data, name, &value_nil);
    return text;
}

void answer_case_signal(struct call *call)
{
    struct id ref;
    const struct value *input = input_take(call);
    if (!input || !input_take_id(call, "id", &ref))
        return;
    struct act *act = acting_new(call, ACT_SIGNAL, input);
    act->case_ref = ref;
    act->name = arena_text(&act->arena, call_param(call, "name"));
    act->outcome = take_word(act, "outcome");
    act->row = take_word(act, "row");
    acting_post(call, act);
}
