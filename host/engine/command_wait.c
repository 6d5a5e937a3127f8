/* command_wait.c - waiting for a signal, a clock, a time, a person. Each wait is a row; the fiber
 * owns nothing. What is there already when a wait begins ends it at once, in the turn after this.
 */
#include <stdlib.h>
#include "data/canon.h"
#include "engine/calendars.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/tasks.h"

static int compare_told(const void *a, const void *b)
{
    const struct told_wait *left = a, *right = b;
    if (left->since != right->since)
        return left->since < right->since ? -1 : 1;
    return slice_compare(left->key, right->key);
}

size_t waits_told(struct turn *turn, struct told_wait **out)
{
    struct told_wait *told = ARENA_ARRAY(turn->arena, struct told_wait, turn->cf->parts.count + 1);
    struct part *wait;
    struct err ignored = {0};
    size_t count = 0;

    for (size_t i = 0; (wait = parts_next(&turn->cf->parts, PART_WAIT, &i)); count++) {
        struct told_wait *one = &told[count];
        if (canon_read(turn->arena, wait->body, &one->body, &ignored) != 0)
            one->body = value_map(turn->arena);
        one->key = arena_copy(turn->arena, wait->key);
        one->since = value_get_int(one->body, "since", 0);
        one->is_open = wait->status == WAIT_OPEN;
    }
    qsort(told, count, sizeof *told, compare_told);
    *out = told;
    return count;
}

struct part *wait_still_open(struct turn *turn, const struct told_wait *told)
{
    struct part *wait = told->is_open ? parts_find(&turn->cf->parts, PART_WAIT, told->key) : NULL;
    return wait && wait->status == WAIT_OPEN ? wait : NULL;
}

void wait_add(struct turn *turn, const char *id, enum verb verb, const char *name, int64_t due_ms,
              struct value *body)
{
    struct arena *arena = turn->arena;
    struct part part = {
        .kind = PART_WAIT, .key = slice_of(id), .status = WAIT_OPEN, .due_ms = due_ms};

    value_put(arena, body, "verb", value_string(arena, verb_word(verb)));
    value_put(arena, body, "name", value_string(arena, name));
    value_put(arena, body, "since", value_int(arena, ++turn->cf->order));
    part.body = canon_text(arena, body);
    parts_put(&turn->cf->parts, &part);
    const char *expires = value_get_text(body, "expires");
    struct part *clock =
        expires ? parts_find(&turn->cf->parts, PART_CLOCK, slice_of(expires)) : NULL;
    if (clock && clock->due_ms == 0 && !memchr(clock->key.bytes, '@', clock->key.len))
        wait_expire_if_past(turn, parts_find(&turn->cf->parts, PART_WAIT, slice_of(id)), clock);
}

/* ---- await ---- */

int check_await(struct turn *turn, struct asked *asked, struct err *err)
{
    const struct value *signal =
        workflow_signal(turn->cf->workflow, asked->name ? asked->name : "");
    const char *expires = asked_option(asked, "expires");

    if (value_is_nil(signal))
        return command_refuse(err, asked, "there is no signal \"%s\" in this workflow.",
                              asked->name ? asked->name : "");
    if (value_get_bool(signal, "is_handled", false))
        return command_refuse(err, asked,
                              "the signal \"%s\" has a handler (on \"%s\"): it is handled or "
                              "awaited, never both.",
                              asked->name, asked->name);
    if (expires && value_is_nil(workflow_clock(turn->cf->workflow, expires)))
        return command_refuse(err, asked, "expires = \"%s\" names no clock of this workflow.",
                              expires);
    return 0;
}

void wait_remember(struct turn *turn, struct part *wait, const char *name, const char *text)
{
    struct part changed = *wait;
    struct value *body;
    struct err ignored = {0};

    if (canon_read(turn->arena, wait->body, &body, &ignored) != 0)
        return;
    value_put(turn->arena, body, name, value_string(turn->arena, text));
    changed.body = canon_text(turn->arena, body);
    parts_put(&turn->cf->parts, &changed);
}

/* The oldest by its key: one that was given back may stand behind younger ones in memory. */
static struct part *oldest_kept(struct turn *turn, const char *signal, struct value **answer)
{
    struct part *kept, *oldest = NULL;

    for (size_t i = 0; (kept = parts_next(&turn->cf->parts, PART_SIGNAL, &i));) {
        struct value *body;
        struct err ignored = {0};
        if (kept->status != SIGNAL_KEPT ||
            canon_read(turn->arena, kept->body, &body, &ignored) != 0 ||
            !value_is_text(value_get(body, "signal"), signal) ||
            (oldest && slice_compare(kept->key, oldest->key) > 0))
            continue;
        oldest = kept;
        *answer = value_get(body, "value");
    }
    return oldest;
}

void await_take_kept(struct turn *turn, struct part *wait, const char *signal)
{
    struct slice id = arena_copy(turn->arena, wait->key);
    struct value *answer = NULL;
    struct part *kept = oldest_kept(turn, signal, &answer);

    if (!kept)
        return;
    const char *key = arena_copy(turn->arena, kept->key).bytes;
    parts_drop(&turn->cf->parts, PART_SIGNAL, slice_of(key));
    wait_remember(turn, wait, "stood", key);
    wait_end(turn, parts_find(&turn->cf->parts, PART_WAIT, id), answer, false, false);
}

/* A wait that had ended is closed before anybody heard it: what it was given is not lost. A signal
 * stands again where it stood, a falling due is news again. */
void wait_give_back(struct turn *turn, const struct value *body)
{
    const struct value *value = value_get(body, "value");
    const char *stood = value_get_text(body, "stood"), *clock_key_ = value_get_text(body, "handed");
    struct part *part =
        clock_key_ ? parts_find(&turn->cf->parts, PART_CLOCK, slice_of(clock_key_)) : NULL;
    struct clock clock;
    struct err ignored = {0};

    if (stood && !value_is_text(value_get(value, "outcome"), "expired"))
        signal_keep(turn, value_get_text(body, "name"), (struct value *)value, SIGNAL_KEPT, stood);
    if (part && clock_of_part(turn, part, &clock, &ignored) == 0) {
        clock_take_back(&clock);
        clock_keep(turn, clock_key_, &clock);
    }
}

void apply_await(struct turn *turn, const struct asked *asked)
{
    struct value *body = value_map(turn->arena);
    struct err ignored = {0};
    const char *expires = asked_option(asked, "expires");
    int64_t due_ms;

    if (expires)
        value_put(turn->arena, body, "expires",
                  value_string(turn->arena, clock_for(turn, asked, expires, &due_ms, &ignored)));
    wait_add(turn, asked->id, asked->verb, asked->name, 0, body);
    struct part *wait = parts_find(&turn->cf->parts, PART_WAIT, slice_of(asked->id));
    if (wait->status == WAIT_OPEN)
        await_take_kept(turn, wait, asked->name);
}

/* ---- await_clock ---- */

int check_await_clock(struct turn *turn, struct asked *asked, struct err *err)
{
    if (!asked->name || value_is_nil(workflow_clock(turn->cf->workflow, asked->name)))
        return command_refuse(err, asked, "there is no clock \"%s\" in this workflow.",
                              asked->name ? asked->name : "");
    return 0;
}

/* A clock that fell due while nobody waited is handed over now, once in the life of a case; of
 * several (rows) the one that was due first. */
void await_clock_take_due(struct turn *turn, struct part *wait)
{
    struct value *body;
    struct part *part;
    struct clock clock, first;
    struct due due;
    struct err ignored = {0};
    const char *key = NULL;
    int64_t first_ms = INT64_MAX;

    if (canon_read(turn->arena, wait->body, &body, &ignored) != 0)
        return;
    const char *name = value_get_text(body, "name"), *row = value_get_text(body, "row");
    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_CLOCK, &i));) {
        if (clock_of_part(turn, part, &clock, &ignored) != 0 || strcmp(clock.id, name) != 0 ||
            (row && strcmp(row, clock.row) != 0) || !clock_has_news(&clock))
            continue;
        clock_due(&clock, turn_clock_calendar(turn, &clock), &due);
        if (key && (due.at_ms > first_ms ||
                    (due.at_ms == first_ms && strncmp(key, part->key.bytes, part->key.len) < 0)))
            continue;
        key = arena_copy(turn->arena, part->key).bytes;
        first_ms = due.at_ms;
        first = clock;
    }
    if (!key || clock_hand_over(&first, turn->at, &ignored) != 0)
        return;
    struct slice id = arena_copy(turn->arena, wait->key);
    clock_keep(turn, key, &first);
    wait_remember(turn, wait, "handed", key);
    wait_end(turn, parts_find(&turn->cf->parts, PART_WAIT, id), clock_news_value(turn, &first),
             false, false);
}

void apply_await_clock(struct turn *turn, const struct asked *asked)
{
    struct value *body = value_map(turn->arena);
    value_put(turn->arena, body, "row", value_string(turn->arena, asked->row));
    value_put(turn->arena, body, "left", value_copy(turn->arena, value_get(asked->args, "left")));
    wait_add(turn, asked->id, asked->verb, asked->name, 0, body);
    wait_left_begin(turn, parts_find(&turn->cf->parts, PART_WAIT, slice_of(asked->id)));
    await_clock_take_due(turn, parts_find(&turn->cf->parts, PART_WAIT, slice_of(asked->id)));
}

/* ---- sleep ---- */

/* Days end at 24:00 of their last day, like every period of days. */
int check_sleep(struct turn *turn, struct asked *asked, struct err *err)
{
    struct duration length;
    int64_t until;

    if (duration_from_value(asked->args, &length, err) != 0)
        return command_refuse(err, asked, "give a duration: sleep(days(7)).");
    if (!calendar_end_ms(turn_calendar(turn), turn->at, length, &until))
        return command_refuse(err, asked,
                              "the office does not open so long any more: look at its hours.");
    asked->result = value_map(turn->arena);
    value_put(turn->arena, asked->result, "until", value_int(turn->arena, until));
    return 0;
}

int check_sleep_until(struct turn *turn, struct asked *asked, struct err *err)
{
    const char *text = value_text_or(asked->args, NULL);
    int64_t until;
    int32_t date;

    if (asked->args->type == VALUE_INT)
        until = asked->args->integer;
    else if (text && date_from_text(slice_of(text), &date))
        until = date_start_ms(date);
    else if (!text || !time_from_text(slice_of(text), &until))
        return command_refuse(err, asked, "give a date: sleep_until(\"2026-02-10\").");
    asked->result = value_map(turn->arena);
    value_put(turn->arena, asked->result, "until", value_int(turn->arena, until));
    return 0;
}

void apply_sleep(struct turn *turn, const struct asked *asked)
{
    int64_t until = value_get_int(asked->result, "until", turn->at);
    wait_add(turn, asked->id, asked->verb, NULL, until > 0 ? until : 1, value_map(turn->arena));
}

/* ---- incident ---- */

int check_incident(struct turn *turn, struct asked *asked, struct err *err)
{
    (void)turn;
    if (!value_get_text(asked->args, "zh") || !value_get_text(asked->args, "en"))
        return command_refuse(err, asked,
                              "give the text people read: incident { zh = ..., en = ... }.");
    return 0;
}

void apply_incident(struct turn *turn, const struct asked *asked)
{
    struct err told = {0};
    struct value *body = value_map(turn->arena);
    err_set_at(&told, STATUS_INVALID, "asked", NULL, "%s / %s", asked_option(asked, "zh"),
               asked_option(asked, "en"));
    value_put(turn->arena, body, "incident", incident_keep(turn, "asked", &told));
    wait_add(turn, asked->id, asked->verb, NULL, 0, body);
}
