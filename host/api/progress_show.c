/* progress_show.c - GET /api/v1/progress/{code}: how a case stands, for the citizen whom the code
 * was given to; the same as the page GET /t/{code}, for programs. Open to whoever has the code.
 */
#include "api/endpoints.h"
#include "api/following.h"
#include "api/problem.h"

const struct input_rule progress_show_input[] = {INPUT_LAST};

static struct value *both(struct arena *arena, const char *zh, const char *en)
{
    return phrase(arena, zh, en);
}

static struct value *show_period(struct arena *arena, const struct value *period)
{
    static const char *const shown[] = {"name", "whose", "state", "due", "due_at", "is_late"};
    struct value *out = value_map(arena);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        value_put(arena, out, shown[i], value_copy(arena, value_get(period, shown[i])));
    value_put(arena, out, "why",
              both(arena, period_why(arena, period, LANGUAGE_ZH),
                   period_why(arena, period, LANGUAGE_EN)));
    return out;
}

static struct value *show_some(struct arena *arena, const struct value *from,
                               const char *const *names)
{
    struct value *list = value_list(arena);
    for (size_t i = 0; i < value_len(from); i++) {
        struct value *item = value_map(arena);
        for (const char *const *name = names; *name; name++)
            value_put(arena, item, *name, value_copy(arena, value_get(value_item(from, i), *name)));
        value_push(arena, list, item);
    }
    return list;
}

static struct value *show(struct arena *arena, const struct value *from)
{
    static const char *const plain[] = {"number",  "workflow",   "office", "status",
                                        "outcome", "registered", "stage"};
    static const char *const of_letter[] = {"name", "number", "date", "state", "on", NULL};
    static const char *const of_link[] = {"number", "name", NULL};
    struct value *out = value_map(arena), *periods = value_list(arena);

    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        value_put(arena, out, plain[i], value_copy(arena, value_get(from, plain[i])));
    for (size_t i = 0; i < value_len(value_get(from, "periods")); i++)
        value_push(arena, periods, show_period(arena, value_item(value_get(from, "periods"), i)));
    value_put(arena, out, "periods", periods);
    value_put(arena, out, "next",
              both(arena, next_step(from, LANGUAGE_ZH), next_step(from, LANGUAGE_EN)));
    value_put(arena, out, "letters", show_some(arena, value_get(from, "letters"), of_letter));
    value_put(arena, out, "linked", show_some(arena, value_get(from, "linked"), of_link));
    return out;
}

static void answer(struct call *call, enum following_end end, const struct value *shown)
{
    static const struct {
        int http_status;
        const char *code;
        enum public_word detail;
    } ends[] = {
        [FOLLOWING_UNKNOWN] = {404, "not_found",   SAY_UNKNOWN  },
        [FOLLOWING_TOO_OFTEN] = {429, "too_often",   SAY_TOO_OFTEN},
        [FOLLOWING_TROUBLE] = {503, "unavailable", SAY_TROUBLE  },
    };
    if (end == FOLLOWING_FOUND) {
        call_answer_json(call, 200, show(&call->arena, shown));
        return;
    }
    if (end != FOLLOWING_UNKNOWN)
        call_add_header(call, "Retry-After", "10");
    call_answer_problem(call,
                        &(struct problem){.http_status = ends[end].http_status,
                                          .code = ends[end].code,
                                          .detail = public_text(ends[end].detail, LANGUAGE_EN)});
}

void answer_progress_show(struct call *call)
{
    call_add_header(call, "Cache-Control", "no-store");
    call_add_header(call, "X-Robots-Tag", "noindex");
    if (input_take(call))
        following_start(call, call_param(call, "code"), answer);
}
