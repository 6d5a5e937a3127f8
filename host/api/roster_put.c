/* roster_put.c - PUT /api/v1/rosters/{key}: a roster as it is from now on; what is not given stays.
 * Whoever's shifts of the weeks to come are others now is told, in the same write set.
 */
#include "api/endpoints.h"
#include "api/recording.h"
#include "engine/roster_news.h"

const struct input_rule roster_put_input[] = {
    INPUT_MEMBER("office", INPUT_TEXT, INPUT_NAME_MOST, "Whose roster it is"),
    INPUT_MEMBER("zh", INPUT_TEXT, 200, "Title"),
    INPUT_MEMBER("en", INPUT_TEXT, 200, "Title"),
    INPUT_MEMBER("starts", INPUT_TEXT, 10, "Date from which turns count"),
    INPUT_MEMBER("turn", INPUT_TEXT, 10, "shift, day or week: when it is the next team's"),
    INPUT_MEMBER("days", INPUT_LIST, 7, "Days with shifts, 1 is Monday; all unless said"),
    INPUT_MEMBER("shifts", INPUT_LIST, 24, "[{from, until}]; the whole day unless said"),
    INPUT_MEMBER("teams", INPUT_LIST, 400, "[[key, ...], ...] in the order of turns"),
    INPUT_MEMBER("overrides", INPUT_LIST, 1000,
                 "[{from, until, people}]: these and nobody else in that time"),
    INPUT_MEMBER("fixed", INPUT_LIST, 1000, "[{date, people}]: holidays, whoever's turn it is"),
    INPUT_LAST,
};

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    struct arena *arena = &recording->change->arena;
    struct record_row row = {0};
    struct value *former = NULL;
    int rc = record_read(reader, RECORD_ROSTER, recording->target, arena, &row, &former, err);

    if (rc != 0 && rc != STATUS_NOT_FOUND)
        return rc;
    err_clear(err);
    bool is_there = rc == 0 && row.status != 0;
    rc = recording_expect(recording, row.version, err);
    if (rc != 0)
        return rc;
    if (!staff_key_is_valid(recording->target))
        input_fault(
            &recording->checked, "key", "wrong_key",
            "值班表代码为1至32个字母、数字或 . _ -，至少一个字母",
            "the key of a roster has 1 to 32 letters, digits, . _ -, at least one a letter");
    struct value *body =
        roster_input(&recording->checked, recording->input, is_there ? former : NULL);
    if (value_len(recording->checked.errors) > 0)
        return 0;
    if (!actor_leads_office(recording->actor, value_get_text(body, "office")) ||
        (is_there && !actor_leads_office(recording->actor, value_get_text(former, "office"))))
        return recording_refuse(err);
    value_put(arena, recording->reply, "key", value_string(arena, recording->target));
    recording_put(recording, RECORD_ROSTER, recording->target, row.version, body);
    recording->change->notices =
        roster_news(&(struct roster_change){.key = recording->target,
                                            .former = is_there ? former : NULL,
                                            .body = body,
                                            .now_ms = recording->now_ms},
                    arena);
    return 0;
}

void answer_roster_put(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "roster_changed", prepare);
}
