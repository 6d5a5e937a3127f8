/* accept_effect.c - what became of an effect reaches its case (outbox.h): once, by the inbox. A
 * wait that is still open hears it; one that is not is forgotten (engine rule E17), the row stays.
 */
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/command.h"
#include "engine/inside.h"

/* Where a case is lived again an effect has another ref, and on another release its command may
 * have another number: then the oldest that is waited for at the same target. */
static bool is_the_same(const struct turn *turn, const struct told_wait *told,
                        const struct value *body)
{
    if (value_is_equal(value_get(told->body, "effect"), value_get(body, "effect")))
        return true;
    return turn->engine->telling && value_is_text(value_get(told->body, "verb"), "effect") &&
           value_is_equal(value_get(told->body, "name"), value_get(body, "target"));
}

static struct part *find_wait(struct turn *turn, const struct value *body)
{
    struct part *wait = NULL;
    struct told_wait *told;
    size_t count = waits_told(turn, &told);

    for (size_t i = 0; i < count && !wait; i++)
        if (is_the_same(turn, &told[i], body))
            wait = wait_still_open(turn, &told[i]);
    return wait;
}

int accept_effect(struct turn *turn, const struct value *body, struct err *err)
{
    static const char *const members[] = {"effect", "key", "target", "answer"};
    struct arena *arena = turn->arena;
    const char *key = value_get_text(body, "key");
    struct value *answer = value_get(body, "answer");

    if (!key || !value_get_text(body, "effect"))
        return err_set(err, STATUS_CORRUPT, "a message about no effect");
    value_put(arena, turn->event_value, "kind", value_string(arena, event_word(EVENT_EFFECT)));
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        value_put(arena, turn->event_value, members[i], value_get(body, members[i]));
    turn->is_outside = true;
    turn_note_done(turn, "effect", slice_of(key), value_text_or(value_get(answer, "outcome"), ""));
    struct part *wait = turn->cf->row.status != CASE_CLOSED ? find_wait(turn, body) : NULL;
    if (wait)
        wait_end(turn, wait, answer, false, false);
    return 0;
}
