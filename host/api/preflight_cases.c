/* preflight_cases.c - GET /api/v1/releases/{digest}/preflight/cases: the cases a pre-flight found
 * something about, one by one. Those that are simply the same are only counted; sealed ones are
 * here for the cleared.
 */
#include <stdlib.h>

#include "api/endpoints.h"
#include "api/preflights.h"
#include "api/problem.h"
#include "api/service.h"

const struct input_rule preflight_cases_input[] = {
    {.place = INPUT_QUERY,
     .name = "verdict",
     .most = 20,
     .about = "Only these: changed, moves, held, diverges, raises, gone, same (parked cases)"},
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

static void show(struct call *call, const struct release_named *release)
{
    const struct value *input = call->private_data;
    const struct preflight *preflight = preflights_last(call, release);
    const char *word = value_get_text(input, "verdict");
    enum verdict verdict = VERDICT_COUNT;
    const struct eyes *eyes = engine_eyes(call->service->engine, call->actor, &call->arena);
    const struct finding *finding;
    const char *cursor = value_get_text(input, "cursor");
    int64_t after = cursor ? strtoll(cursor, NULL, 10) : 0;
    struct value *page = value_map(&call->arena), *items = value_list(&call->arena);

    if (!preflight)
        return;
    if (word && !verdict_from_word(word, &verdict)) {
        problem_answer_status(call, STATUS_MALFORMED,
                              "verdict is one of same, changed, moves, held, diverges, raises, "
                              "gone.");
        return;
    }
    while ((finding = preflight_next(preflight, eyes, after, verdict)) &&
           value_len(items) < input_limit(input)) {
        value_push(&call->arena, items, finding_value(&call->arena, finding));
        after = finding->case_id;
    }
    value_put(&call->arena, page, "items", items);
    value_put_null(&call->arena, page, "next");
    if (finding)
        value_put(&call->arena, page, "next",
                  value_string(&call->arena, arena_printf(&call->arena, "%lld", (long long)after)));
    call_answer_json(call, 200, page);
}

void answer_preflight_cases(struct call *call)
{
    struct value *input = input_take(call);
    if (!input)
        return;
    call->private_data = input;
    preflights_find(call, show);
}
