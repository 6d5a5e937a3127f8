/* roster_change.c - POST /api/v1/rosters/{key}/overrides {from, until, people}: somebody else has
 * the shift, or nobody. Whoever had it and whoever has it now is told.
 */
#include "api/endpoints.h"
#include "api/recording.h"
#include "engine/roster_news.h"

const struct input_rule roster_change_input[] = {
    {.place = INPUT_BODY, .name = "from", .most = 40, .is_required = true, .about = "Date or time"},
    {.place = INPUT_BODY,
     .name = "until",
     .most = 40,
     .is_required = true,
     .about = "Date (included) or time"                                                           },
    {.place = INPUT_BODY,
     .name = "people",
     .type = INPUT_LIST,
     .most = 50,
     .about = "Keys; an empty list: nobody"                                                       },
    INPUT_LAST,
};

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    struct arena *arena = &recording->change->arena;
    struct record_row row;
    struct value *former, *given = value_map(arena), *list = value_list(arena);
    int rc =
        recording_read(recording, reader, RECORD_ROSTER, recording->target, &row, &former, err);

    if (rc == 0)
        rc = recording_expect(recording, row.version, err);
    if (rc == 0 && !actor_leads_office(recording->actor, value_get_text(former, "office")))
        rc = recording_refuse(err);
    if (rc != 0)
        return rc;
    value_push(arena, list, value_copy(arena, recording->input));
    value_put(arena, given, "overrides", list);
    const struct value *before = value_get(former, "overrides");
    struct value *body = roster_input(&recording->checked, given, former);
    struct value *all = value_list(arena), *added = value_get(body, "overrides");
    for (size_t i = 0; i < value_len(before); i++)
        if (value_get_int(value_item(before, i), "until", 0) >
            recording->now_ms) /* the past is past */
            value_push(arena, all, value_item(before, i));
    for (size_t i = 0; i < value_len(added); i++)
        value_push(arena, all, value_item(added, i));
    value_put(arena, body, "overrides", all);
    value_put(arena, recording->reply, "key", value_string(arena, recording->target));
    recording_put(recording, RECORD_ROSTER, recording->target, row.version, body);
    recording->change->notices = roster_news(
        &(struct roster_change){
            .key = recording->target, .former = former, .body = body, .now_ms = recording->now_ms},
        arena);
    return 0;
}

void answer_roster_change(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "roster_changed", prepare);
}
