/* case_card.c - POST /api/v1/cases/{id}/cards/{card}/{act}: a supervision card is acknowledged or
 * answered by the unit it is for, or withdrawn by those who issue cards. {card} is its `id` as the
 * case shows it.
 */
#include "api/acting.h"
#include "api/endpoints.h"
#include "api/problem.h"

const struct input_rule case_card_input[] = {
    {.place = INPUT_BODY,
     .name = "reply",
     .most = 2000,
     .about = "Of an answer: what was done. Kept as a personal value"},
    {.place = INPUT_BODY,
     .name = "reason",
     .most = 2000,
     .about = "Of a withdrawal: why. Kept as a personal value"       },
    INPUT_LAST,
};

static const char *find_act(const char *word)
{
    static const char *const words[] = {"acknowledge", "answer", "withdraw"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i]) == 0)
            return words[i];
    return NULL;
}

void answer_case_card(struct call *call)
{
    struct id ref;
    const char *word = find_act(call_param(call, "act"));
    const struct value *input = word ? input_take(call) : NULL;

    if (!word) {
        problem_answer_status(call, STATUS_NOT_FOUND,
                              "A card is acknowledged, answered or withdrawn.");
        return;
    }
    if (!input || !input_take_id(call, "id", &ref))
        return;
    struct act *act = acting_new(call, ACT_CARD, input);
    act->case_ref = ref;
    act->outcome = word;
    act->name = arena_text(&act->arena, call_param(call, "card"));
    act->data = value_copy(&act->arena, input);
    acting_post(call, act);
}
