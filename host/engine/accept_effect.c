/* accept_effect.c - what became of an effect reaches its case (outbox.h): once, by the inbox. A
 * wait that is still open hears it; one that is not is forgotten (engine rule E17), the row stays.
 */
#include "data/canon.h"
#include "engine/accept.h"

int accept_effect(struct turn *turn, const struct value *body, struct err *err)
{
    struct arena *arena = turn->arena;
    const char *key = value_get_text(body, "key"), *ref = value_get_text(body, "effect");
    struct value *answer = value_get(body, "answer");
    struct part *wait = key ? parts_find(&turn->cf->parts, PART_WAIT, slice_of(key)) : NULL;
    struct value *asked;
    struct err ignored = {0};

    if (!key || !ref)
        return err_set(err, STATUS_CORRUPT, "a message about no effect");
    value_put(arena, turn->event_value, "kind", value_string(arena, "effect"));
    value_put(arena, turn->event_value, "effect", value_string(arena, ref));
    value_put(arena, turn->event_value, "key", value_string(arena, key));
    value_put(arena, turn->event_value, "answer", answer);
    turn->is_outside = true;
    turn_note_done(turn, "effect", slice_of(key), value_text_or(value_get(answer, "outcome"), ""));
    if (wait && wait->status == WAIT_OPEN && turn->cf->row.status != CASE_CLOSED &&
        canon_read(arena, wait->body, &asked, &ignored) == 0 &&
        value_is_text(value_get(asked, "effect"), ref))
        wait_end(turn, wait, answer, false, false);
    return 0;
}
