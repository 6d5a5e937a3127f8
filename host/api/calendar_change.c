/* calendar_change.c - POST /api/v1/calendars: a new list of holidays, or the hours and closures of
 * an office, after its preview was looked at. Refused with 409 stale_preview if the calendars have
 * changed since.
 */
#include "api/calendar_change.h"
#include "api/deeding.h"
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/service.h"
#include "engine/calendar_edit.h"
#include "engine/offices.h"

const struct input_rule calendar_change_input[] = {
    CALENDAR_INPUT,
    {.place = INPUT_BODY,
      .name = "preview",
      .most = 64,
      .is_required = true,
      .about = "The name of the preview that was looked at"},
    INPUT_LAST,
};

static void on_done(struct calendar_edit *edit)
{
    struct call *call = edit->owner;
    if (edit->status == 0)
        call_answer_json(call, 200, edit->reply);
    else {
        edit->err.status = edit->status;
        problem_answer(call, &edit->err);
    }
    calendar_edit_free(edit);
}

static void go(struct call *call, void *plan, const struct once_digests *key)
{
    struct calendar_edit *edit = plan;
    edit->key = key;
    engine_edit_calendar(call->service->engine, edit);
}

static void drop(void *plan)
{
    calendar_edit_free(plan);
}

/* What is asked for must be one thing, and have a reason once it is to be done. */
static const char *fault_of(struct call *call, const struct value *input, bool is_preview)
{
    const char *office = value_get_text(input, "office");
    bool has_list = !value_is_nil(value_get(input, "list"));
    bool has_hours = !value_is_nil(value_get(input, "hours"));

    if (has_list == has_hours || has_hours != (office != NULL))
        return "Give a `list`, or an `office` and its `hours`.";
    if (office && !engine_has_office(call->service->engine, office))
        return "The active release has no such office.";
    if (!is_preview && !value_get_text(input, "why"))
        return "Say `why`: everybody whose due date moves may ask.";
    return NULL;
}

void calendar_change_start(struct call *call, const struct value *input, bool is_preview)
{
    const char *fault = fault_of(call, input, is_preview);
    if (fault) {
        problem_answer_status(call, STATUS_MALFORMED, fault);
        return;
    }
    struct calendar_edit *edit = calendar_edit_new();
    const struct value *hours = value_get(input, "hours");
    edit->actor = call->actor;
    edit->office = value_get_text(input, "office");
    edit->csv = input_slice(input, "list");
    edit->hours = value_len(hours) > 0 ? hours : &value_nil;
    edit->why = value_get_text(input, "why");
    edit->preview = value_get_text(input, "preview");
    edit->is_preview = is_preview;
    edit->on_done = on_done;
    edit->owner = call;
    struct deeding deeding = {.plan = edit, .go = go, .drop = drop};
    if (is_preview)
        go(call, edit, NULL);
    else
        deeding_start(call, &deeding);
}

void answer_calendar_change(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        calendar_change_start(call, input, false);
}
