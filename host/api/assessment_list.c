/* assessment_list.c - GET /api/v1/assessments, GET /api/v1/assessments/{key}: for those who lead or
 * supervise the offices it is about, and those who lead one of them: it was circulated to them. It
 * holds small numbers, so it is not for who only counts; others are told that there is none.
 */
#include "api/assessing.h"
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reporting.h"
#include "base/wallclock.h"

const struct input_rule assessment_list_input[] = {INPUT_CURSOR, INPUT_LIMIT, INPUT_LAST};
const struct input_rule assessment_show_input[] = {INPUT_LAST};

static bool is_for_anybody_like_him(struct call *call)
{
    if (reporting_is_anybody(call->actor))
        return true;
    problem_answer_status(call, STATUS_FORBIDDEN,
                          "Assessments are for those who lead or supervise the offices they are "
                          "about.");
    return false;
}

static struct value *show(const struct record_listing *listing, const char *key,
                          const struct value *body, struct arena *arena)
{
    const char *office = value_text_or(value_get(body, "office"), "");

    if (!reporting_may_see(listing->actor, listing->staff, office) &&
        !reporting_sees_some(listing->actor, listing->staff, office))
        return NULL;
    return assessing_shown(arena, key, body, listing->now_ms);
}

/* The list has what it is and how it stands, not every part. */
static struct value *show_short(const struct record_listing *listing, const char *key,
                                const struct value *body, struct arena *arena)
{
    struct value *shown = show(listing, key, body, arena);

    if (!shown)
        return NULL;
    value_put(arena, shown, "indicators", &value_nil);
    value_put(arena, shown, "units", &value_nil);
    return shown;
}

void answer_assessment_list(struct call *call)
{
    if (is_for_anybody_like_him(call))
        record_list_start(call, RECORD_ASSESSMENT, show_short);
}

void answer_assessment_show(struct call *call)
{
    const struct value *input = is_for_anybody_like_him(call) ? input_take(call) : NULL;
    if (input)
        record_show_start(
            call, &(struct record_listing){.kind = RECORD_ASSESSMENT, .input = input, .show = show},
            call_param(call, "key"));
}
