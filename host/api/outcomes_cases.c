/* outcomes_cases.c - GET /api/v1/releases/{digest}/outcomes/cases: the cases that would have gone
 * otherwise or cannot be compared, one by one. Those that are the same are only counted.
 */
#include <stdlib.h>

#include "api/endpoints.h"
#include "api/outcomes.h"
#include "api/problem.h"

const struct input_rule outcomes_cases_input[] = {
    {.place = INPUT_QUERY,
     .name = "verdict",
     .most = 20,
     .about = "Only these: different, incomparable"},
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

static void show(struct call *call, const struct release_named *release)
{
    const struct value *input = call->private_data;
    const struct outcomes *outcomes = outcomes_find_last(call, release);
    const char *word = value_get_text(input, "verdict"), *cursor = value_get_text(input, "cursor");
    int verdict = -1;

    if (!outcomes)
        return;
    for (int i = 0; word && i < OUTCOME_VERDICTS; i++)
        if (strcmp(outcome_verdict_word((enum outcome_verdict)i), word) == 0)
            verdict = i;
    if (word && verdict < 0) {
        problem_answer_status(call, STATUS_MALFORMED, "verdict is different or incomparable.");
        return;
    }
    call_answer_json(call, 200,
                     outcomes_cases(outcomes, cursor ? strtoll(cursor, NULL, 10) : 0, verdict,
                                    input_limit(input), &call->arena));
}

void answer_outcomes_cases(struct call *call)
{
    struct value *input = input_take(call);
    if (!input)
        return;
    call->private_data = input;
    preflights_find(call, show);
}
