/* case_list.c - GET /api/v1/cases: cases by page, without personal values. */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "duty/card.h"
#include "engine/veil.h"
#include "store/lists.h"

const struct input_rule case_list_input[] = {
    {.place = INPUT_QUERY,
     .name = "workflow",
     .most = INPUT_NAME_MOST,
     .about = "Of this workflow"                                                                       },
    {.place = INPUT_QUERY, .name = "status", .most = 20,              .about = "open, parked or closed"},
    {.place = INPUT_QUERY, .name = "stage",  .most = INPUT_NAME_MOST, .about = "In this stage"         },
    {.place = INPUT_QUERY, .name = "number", .most = INPUT_NAME_MOST, .about = "With this number"      },
    {.place = INPUT_QUERY,
     .name = "card",
     .most = 10,
     .about = "With an open card of this colour: blue, yellow, orange or red"                          },
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

static void word_cards(struct arena *arena, struct value *items)
{
    for (size_t i = 0; i < value_len(items); i++) {
        int64_t status = value_get_int(value_item(items, i), "card", 0);
        if (status > 0)
            value_put(arena, value_item(items, i), "card",
                      value_string(arena, card_colour_word(card_part_colour(status))));
    }
}

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    static const char *const times[] = {"opened_at", "at", NULL};
    struct case_filter *filter = reading->plan;
    filter->eyes = &reading->eyes->list;
    int rc = list_cases(reader, filter, &reading->read.arena, &reading->out, err);
    if (rc == 0)
        word_cards(&reading->read.arena, value_get(reading->out, "items"));
    if (rc == 0)
        word_item_times(&reading->read.arena, reading->out, times);
    return rc;
}

void answer_case_list(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    struct case_filter *filter = ARENA_NEW(&call->arena, struct case_filter);
    filter->workflow = input_slice(input, "workflow");
    filter->status = input_slice(input, "status");
    filter->stage = input_slice(input, "stage");
    filter->number = input_slice(input, "number");
    enum card_colour colour;
    const char *card = value_get_text(input, "card");
    if (card && !card_colour_of(card, &colour)) {
        problem_answer_status(call, STATUS_MALFORMED, "A card is blue, yellow, orange or red.");
        return;
    }
    if (card)
        card_part_range(colour, filter->card);
    filter->cursor = input_slice(input, "cursor");
    filter->limit = input_limit(input);
    reading_start(call, filter, fill, NULL);
}
