/* dispatch_act.c - POST /api/v1/dispatches/{id}/{act}: what people do with places.
 *
 *   claim, leave, swap              a place for oneself; nobody can be given one
 *   confirm, decline, insure        by who organises it
 *   checkin, checkout, rate         at the place
 *   acknowledge, depart, arrive,    by units that were alerted: none of these needs anything but
 *   result                          to be sent; `result` is freed, next_level or cannot_come
 *
 * {id} is the case and the name of the dispatch, so no look-up stands between a crowd and its case.
 */
#include "api/acting.h"
#include "api/endpoints.h"
#include "api/problem.h"
#include "duty/dispatch_deed.h"
#include "engine/dispatch_show.h"

const struct input_rule dispatch_act_input[] = {
    {.place = INPUT_BODY,
     .name = "post",
     .most = INPUT_NAME_MOST,
     .about = "Which of several posts"                                                                                    },
    {.place = INPUT_BODY,
     .name = "place",
     .most = INPUT_NAME_MOST,
     .about = "Which place, as in helpers/1834; left out: my own"                                                         },
    {.place = INPUT_BODY,
     .name = "for",
     .most = INPUT_NAME_MOST,
     .about = "Of a swap: the place I would have for it"                                                                  },
    {.place = INPUT_BODY,                                      .name = "code", .most = 20, .about = "Of the meeting point"},
    {.place = INPUT_BODY,
     .name = "minutes",
     .type = INPUT_INT,
     .most = HOURS_MOST_MIN,
     .about = "Of a check-out by who leads: the hours as he confirms them"},
    {.place = INPUT_BODY,
     .name = "insured",
     .type = INPUT_YES_NO,
     .about = "Of a check-in by who leads: he is insured"                                                                                                 },
    {.place = INPUT_BODY,
     .name = "note",
     .most = 4 * NOTE_MOST,
     .about = "Of a check-out: for who comes next; kept as a personal value"                                                                                                },
    {.place = INPUT_BODY,
     .name = "rating",
     .type = INPUT_INT,
     .most = 5,
     .about = "1 to 5, of the service one has done"},
    {.place = INPUT_BODY,
     .name = "result",
     .most = 20,
     .about = "Of an alarm: freed, next_level or cannot_come"                                                                                                     },
    INPUT_DATA("Of a check-out: the answer to the form asked at the end"),
    {.place = INPUT_BODY, .name = "outcome",               .most = INPUT_NAME_MOST,       .about = "Its outcome"},
    INPUT_LAST,
};

static const char *find_act(const char *word)
{
    for (int i = 0; i < DEED_KINDS; i++)
        if (strcmp(deed_word((enum deed_kind)i), word) == 0)
            return deed_word((enum deed_kind)i);
    return NULL;
}

void answer_dispatch_act(struct call *call)
{
    struct id ref;
    const char *name, *word = find_act(call_param(call, "act"));
    const struct value *input = word ? input_take(call) : NULL;

    if (!word) {
        problem_answer_status(call, STATUS_NOT_FOUND, "Nobody can do that with a place.");
        return;
    }
    if (!input)
        return;
    if (!dispatch_id_read(call_param(call, "id"), &ref, &name)) {
        problem_answer_status(call, STATUS_NOT_FOUND, "There is no such dispatch.");
        return;
    }
    struct act *act = acting_new(call, ACT_PLACE, input);
    act->case_ref = ref;
    act->outcome = word;
    act->name = arena_text(&act->arena, name);
    act->data = value_copy(&act->arena, input);
    acting_post(call, act);
}
