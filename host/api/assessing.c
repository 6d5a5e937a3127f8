/* assessing.c - what the endpoints of assessments have in common (assessing.h). */
#include "api/assessing.h"
#include "api/problem.h"
#include "base/wallclock.h"

const char *assessing_today(struct arena *arena, int64_t now_ms)
{
    char text[16];
    return arena_text(arena, date_to_text(date_of(now_ms), text));
}

struct value *assessing_shown(struct arena *arena, const char *key, const struct value *body,
                              int64_t now_ms)
{
    struct value *shown = value_copy(arena, body);
    value_put(arena, shown, "key", value_string(arena, key));
    value_put(arena, shown, "state",
              value_string(arena, assess_state(body, assessing_today(arena, now_ms))));
    return shown;
}

int assessing_refuse(struct err *err)
{
    return err_set_at(err, STATUS_FORBIDDEN, "not_a_supervisor", NULL,
                      "Assessments are circulated and appeals ruled by who supervises the offices "
                      "they are about; a unit appeals through its head.");
}

int assessing_change(struct recording *recording, struct reader *reader,
                     int (*change)(struct recording *recording, const struct value *body,
                                   struct value **out, struct err *err),
                     struct err *err)
{
    struct arena *arena = &recording->change->arena;
    struct record_row row;
    struct value *body, *out;
    int rc =
        recording_read(recording, reader, RECORD_ASSESSMENT, recording->target, &row, &body, err);

    if (rc == 0)
        rc = recording_expect(recording, row.version, err);
    if (rc == 0)
        rc = change(recording, body, &out, err);
    if (rc != 0)
        return rc;
    recording_put(recording, RECORD_ASSESSMENT, recording->target, row.version, out);
    value_put(arena, recording->reply, "assessment",
              assessing_shown(arena, recording->target, out, recording->now_ms));
    return 0;
}
