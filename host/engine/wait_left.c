/* wait_left.c - await_clock with left = "25%" or days(3): until no more than that is left of the
 * clock.
 *
 * Such a wait has a timer of its own, for the first moment at which that is so of a clock it is
 * about; the moment is that of a step of a ladder with the same `left` (duty/ladder.h). Whatever
 * moves the clock moves the timer (clock_keep). A clock that is paused has no such moment, one that
 * was stopped ends the wait as it ends any await_clock, and so does a falling due that nobody has
 * heard of. It is no mark in the ledger: who waits again when so little is left is told at once.
 */
#include "data/canon.h"
#include "duty/ladder.h"
#include "engine/calendars.h"
#include "engine/clocks.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/tasks.h"

/* What an open wait of this kind is about; nil: it is of another. */
static struct value *left_of(struct turn *turn, const struct part *wait)
{
    struct value *body;
    struct err ignored = {0};
    bool is_likely = wait->status == WAIT_OPEN &&
                     memmem(wait->body.bytes, wait->body.len, "\"left\"", strlen("\"left\""));

    if (!is_likely || canon_read(turn->arena, wait->body, &body, &ignored) != 0 ||
        !value_is_text(value_get(body, "verb"), verb_word(VERB_AWAIT_CLOCK)) ||
        value_is_nil(value_get(body, "left")))
        return NULL;
    return body;
}

static bool is_about(const struct value *body, const struct clock *clock)
{
    const char *row = value_get_text(body, "row");
    return value_is_text(value_get(body, "name"), clock->id) &&
           (!row || strcmp(row, clock->row) == 0) && !clock_is_stopped(clock);
}

/* The clock of which it is so first, and when; false: of none. */
static bool first_moment(struct turn *turn, const struct value *body, struct clock *first,
                         int64_t *at_ms)
{
    struct part *part;
    struct clock clock;
    struct err ignored = {0};
    int64_t moment;
    bool is_any = false;

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_CLOCK, &i));) {
        if (clock_of_part(turn, part, &clock, &ignored) != 0 || !is_about(body, &clock) ||
            !ladder_moment(&clock, turn_clock_calendar(turn, &clock), body, &moment) ||
            (is_any && moment >= *at_ms))
            continue;
        is_any = true;
        *at_ms = moment;
        *first = clock;
    }
    return is_any;
}

static void set_timer(struct turn *turn, struct part *wait, const struct value *body)
{
    struct part part = *wait;
    struct clock first;
    int64_t at_ms = 0;

    if (!first_moment(turn, body, &first, &at_ms))
        at_ms = 0;
    if (at_ms == wait->due_ms)
        return;
    part.key = arena_copy(turn->arena, wait->key);
    part.body = arena_copy(turn->arena, wait->body);
    part.due_ms = at_ms;
    parts_put(&turn->cf->parts, &part);
}

void wait_left_begin(struct turn *turn, struct part *wait)
{
    const struct value *body = wait ? left_of(turn, wait) : NULL;
    if (body)
        set_timer(turn, wait, body);
}

void waits_follow_clock(struct turn *turn, const char *id)
{
    struct part *wait;

    for (size_t i = 0; (wait = parts_next(&turn->cf->parts, PART_WAIT, &i));) {
        const struct value *body = left_of(turn, wait);
        if (body && value_is_text(value_get(body, "name"), id))
            set_timer(turn, wait, body);
    }
}

bool wait_left_due(struct turn *turn, struct part *wait)
{
    const struct value *body = left_of(turn, wait);
    struct clock first;
    int64_t at_ms;

    if (!body)
        return false;
    if (!first_moment(turn, body, &first, &at_ms) || at_ms > turn->at) {
        set_timer(turn, wait, body); /* it has moved since */
        return true;
    }
    struct value *news = clock_news_value(turn, &first);
    value_put(turn->arena, news, "outcome", value_string(turn->arena, "left"));
    turn_note_done(turn, "wait", arena_copy(turn->arena, wait->key), "left");
    wait_end(turn, wait, news, false, false);
    return true;
}
