/* assessment_appeal.c - POST /api/v1/assessments/{key}/appeals: the head of a unit says that an
 * indicator is wrong; POST .../rulings: who circulated it decides.
 */
#include "api/assessing.h"
#include "api/endpoints.h"
#include "api/reporting.h"

const struct input_rule assessment_appeal_input[] = {
    {.place = INPUT_BODY,
     .name = "office",
     .most = INPUT_NAME_MOST,
     .is_required = true,
     .about = "The unit"                                   },
    {.place = INPUT_BODY,
     .name = "rate",
     .most = INPUT_NAME_MOST,
     .is_required = true,
     .about = "The indicator"                              },
    {.place = INPUT_BODY,
     .name = "ground",
     .most = 20,
     .is_required = true,
     .about = "figures, exclusion, beyond_control or other"},
    {.place = INPUT_BODY,
     .name = "cases",
     .type = INPUT_WORDS,
     .most = 200,
     .about = "Numbers of the cases it is about"           },
    INPUT_LAST,
};
const struct input_rule assessment_rule_input[] = {
    {.place = INPUT_BODY,
     .name = "appeal",
     .type = INPUT_INT,
     .most = 10000,
     .is_required = true,
     .about = "Which, from 1"},
    {.place = INPUT_BODY,
     .name = "outcome",
     .most = 20,
     .is_required = true,
     .about = "upheld or rejected"},
    {.place = INPUT_BODY,
     .name = "count",
     .type = INPUT_INT,
     .most = 1000000000,
     .about = "Upheld: what the indicator counts from now on" },
    {.place = INPUT_BODY,
     .name = "of",
     .type = INPUT_INT,
     .most = 1000000000,
     .about = "... out of" },
    INPUT_LAST,
};

static int add_appeal(struct recording *recording, const struct value *body, struct value **out,
                      struct err *err)
{
    struct arena *arena = &recording->change->arena;
    const struct value *input = recording->input;
    const struct assess_appeal appeal = {.office = value_get_text(input, "office"),
                                         .rate = value_get_text(input, "rate"),
                                         .ground = value_get_text(input, "ground"),
                                         .cases = value_get(input, "cases"),
                                         .today = assessing_today(arena, recording->now_ms),
                                         .by = recording->actor->id};

    if (!actor_leads_office(recording->actor, appeal.office))
        return assessing_refuse(err);
    return assess_appeal(arena, body, &appeal, out, err);
}

static int add_ruling(struct recording *recording, const struct value *body, struct value **out,
                      struct err *err)
{
    struct arena *arena = &recording->change->arena;
    const struct value *input = recording->input;
    const struct assess_ruling ruling = {.number = value_get_int(input, "appeal", 0),
                                         .outcome = value_get_text(input, "outcome"),
                                         .count = value_get_int(input, "count", -1),
                                         .of = value_get_int(input, "of", -1),
                                         .today = assessing_today(arena, recording->now_ms),
                                         .by = recording->actor->id};
    const struct value *appeal =
        value_item(value_get(body, "appeals"), (size_t)(ruling.number > 0 ? ruling.number - 1 : 0));
    const char *office = value_text_or(value_get(body, "office"), "");

    if (!reporting_may_see(recording->actor, recording->staff, office) ||
        (value_is_text(value_get(appeal, "by"), recording->actor->id) &&
         !recording->actor->is_administrator)) /* nobody rules on his own appeal */
        return assessing_refuse(err);
    return assess_rule(arena, body, &ruling, out, err);
}

static int prepare_appeal(struct recording *recording, struct reader *reader, struct err *err)
{
    return assessing_change(recording, reader, add_appeal, err);
}

static int prepare_ruling(struct recording *recording, struct reader *reader, struct err *err)
{
    return assessing_change(recording, reader, add_ruling, err);
}

void answer_assessment_appeal(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "assessment_appealed", prepare_appeal);
}

void answer_assessment_rule(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "assessment_ruled", prepare_ruling);
}
