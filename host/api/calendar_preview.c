/* calendar_preview.c - POST /api/v1/calendars/preview: which due dates would move, old and new,
 * case by case. Writes nothing. Its `preview` is what the edit itself names.
 */
#include "api/calendar_change.h"
#include "api/endpoints.h"

const struct input_rule calendar_preview_input[] = {CALENDAR_INPUT, INPUT_LAST};

void answer_calendar_preview(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        calendar_change_start(call, input, true);
}
