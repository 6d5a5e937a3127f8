/* case_clock.c - POST /api/v1/cases/{id}/clocks/{clock}/{act}: what people do to a clock of a case.
 *
 *   pause, resume          where the clock says who may; `reason` is one of its words
 *   extend                 `apply`: ask for it; without: grant it, as who may approve, what was
 *                          applied for (`application`) or not; `refuse`: turn an application down
 *   acknowledge            a step of its ladder has been seen
 *   hold, withdraw         no step before `until`; no step any more
 *
 * {clock} is its `key` as the case shows it, or its id, with `row` for one of several.
 */
#include "api/acting.h"
#include "api/endpoints.h"
#include "api/problem.h"

const struct input_rule case_clock_input[] = {
    {.place = INPUT_BODY,
     .name = "row",
     .most = INPUT_NAME_MOST,
     .about = "Which of several clocks of this id, as in obligations/2"                },
    {.place = INPUT_BODY,
     .name = "reason",
     .most = 2000,
     .about = "Why. Of a pause one of the clock's words; else kept as a personal value"},
    {.place = INPUT_BODY,
     .name = "by",
     .type = INPUT_MAP,
     .about = "Of an extension: {n, unit}; left out: as long as it may be"             },
    {.place = INPUT_BODY,
     .name = "apply",
     .type = INPUT_YES_NO,
     .about = "Of an extension: ask for it, for another person to decide"              },
    {.place = INPUT_BODY,
     .name = "application",
     .type = INPUT_INT,
     .most = 1000,
     .about = "Of an extension: the number of the application that is decided"},
    {.place = INPUT_BODY,
     .name = "refuse",
     .type = INPUT_YES_NO,
     .about = "Of an extension: the application is turned down"                                                              },
    {.place = INPUT_BODY,
     .name = "step",
     .most = INPUT_NAME_MOST,
     .about = "The step acknowledged; left out: the last one taken"                                                           },
    {.place = INPUT_BODY,                   .name = "until", .most = 40, .about = "Of a hold: a date, or a time"},
    INPUT_LAST,
};

static const char *const act_words[] = {"pause", "resume",      "extend",
                                        "hold",  "acknowledge", "withdraw"};

static const char *find_act(const char *word)
{
    for (size_t i = 0; i < sizeof act_words / sizeof *act_words; i++)
        if (strcmp(word, act_words[i]) == 0)
            return act_words[i];
    return NULL;
}

void answer_case_clock(struct call *call)
{
    struct id ref;
    const char *word = find_act(call_param(call, "act"));
    const struct value *input = word ? input_take(call) : NULL;

    if (!word) {
        problem_answer_status(call, STATUS_NOT_FOUND,
                              "A clock is paused, resumed or extended; of its ladder a step is "
                              "acknowledged, or it is held or withdrawn.");
        return;
    }
    if (!input || !input_take_id(call, "id", &ref))
        return;
    struct act *act = acting_new(call, ACT_CLOCK, input);
    const char *row = value_get_text(input, "row");
    act->case_ref = ref;
    act->outcome = word;
    act->name = arena_text(&act->arena, call_param(call, "clock"));
    act->row = row ? arena_text(&act->arena, row) : NULL;
    act->data = value_copy(&act->arena, input);
    acting_post(call, act);
}
