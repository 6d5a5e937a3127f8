/* assessment_circulate.c - POST /api/v1/assessments: a period that is over is assessed and
 * circulated to the units it is about; from then on they may appeal.
 */
#include "api/assessing.h"
#include "api/endpoints.h"
#include "api/reporting.h"
#include "engine/assessing.h"

const struct input_rule assessment_circulate_input[] = {
    {.place = INPUT_BODY,
     .name = "workflow",
     .most = INPUT_NAME_MOST,
     .is_required = true,
     .about = "Of this workflow"},
    {.place = INPUT_BODY,
     .name = "name",
     .most = INPUT_NAME_MOST,
     .is_required = true,
     .about = "The assessment it declares"},
    {.place = INPUT_BODY,
     .name = "period",
     .most = 7,
     .is_required = true,
     .about = "2026, 2026-Q1 or 2026-03"},
    {.place = INPUT_BODY,
     .name = "office",
     .most = INPUT_NAME_MOST,
     .about = "Of this office and those below it; of all unless said"},
    INPUT_LAST,
};

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    struct arena *arena = &recording->change->arena;
    const struct value *input = recording->input;
    struct assess_question question = {.workflow = value_get_text(input, "workflow"),
                                       .name = value_get_text(input, "name"),
                                       .period = value_get_text(input, "period"),
                                       .office = value_get_text(input, "office"),
                                       .now_ms = recording->now_ms};
    struct value *body;

    if (!reporting_may_see(recording->actor, recording->staff,
                           question.office ? question.office : ""))
        return assessing_refuse(err);
    int rc = assess_make(recording->engine, reader, &question, arena, &body, err);
    if (rc != 0)
        return rc;
    const char *key =
        arena_printf(arena, "%s.%s.%s%s%s", question.workflow, question.name, question.period,
                     question.office ? "." : "", question.office ? question.office : "");
    recording_put(recording, RECORD_ASSESSMENT, key, 0, body); /* once */
    value_put(arena, recording->reply, "assessment",
              assessing_shown(arena, key, body, recording->now_ms));
    return 0;
}

void answer_assessment_circulate(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "assessment_circulated", prepare);
}
