/* accept_letter.c - proof of service: what became of a copy of a letter, told by whoever brought
 * it.
 *
 * A copy comes to an end once: the first proof stays. When every copy of a letter that `serve`
 * waits for has, the wait ends: "failed" if one could not be brought, else "served" on the last
 * day.
 */
#include <stdlib.h>
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/letters.h"
#include "engine/tasks.h"
#include "engine/replay.h"
#include "engine/veil.h"

static const char *const ways[] = {"in_person", "by_post", "online", "left_there", "by_notice"};

static bool is_way(const char *word)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(ways[i], word) == 0)
            return true;
    return false;
}

static struct part *find_letter(struct turn *turn, int64_t ordinal, struct value **body)
{
    struct part *part;
    struct err ignored = {0};

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_LETTER, &i));)
        if (canon_read(turn->arena, part->body, body, &ignored) == 0 &&
            value_get_int(*body, "ordinal", 0) == ordinal)
            return part;
    return NULL;
}

/* Who brings letters works in the office that holds the case. */
static int check_bringer(const struct turn *turn, struct err *err)
{
    const struct actor *actor = turn->event->act->actor;
    const char *office = arena_copy(turn->arena, turn->cf->row.office).bytes;
    bool may = actor->is_administrator || value_len(actor->roles) > 0;

    for (size_t i = 0; !may && i < actor->membership_count; i++)
        may = strcmp(actor->memberships[i].office, office) == 0;
    return may ? 0
               : err_set(err, STATUS_FORBIDDEN,
                         "Proof of service is entered by people of the office that holds the "
                         "case.");
}

/* When it was brought: a date up to today, today if nothing is said. */
static int read_date(const struct turn *turn, const struct value *data, int32_t *date,
                     struct err *err)
{
    const struct value *on = value_get(data, "on");

    *date = date_of(turn->at);
    if (value_is_nil(on))
        return 0;
    if (on->type != VALUE_TEXT || !date_from_text(on->text, date) || *date > date_of(turn->at))
        return err_set(
            err, STATUS_INVALID,
            "\"on\" is the day it was brought, as \"2026-02-10\", and not in the future. "
            "Nothing was recorded.");
    return 0;
}

static int check_proof(struct turn *turn, const struct value *data, struct err *err)
{
    const char *outcome = turn->event->act->outcome;
    const char *way = value_get_text(data, "way");

    if (!outcome || (strcmp(outcome, "served") != 0 && strcmp(outcome, "failed") != 0))
        return err_set(err, STATUS_INVALID, "The outcome is \"served\" or \"failed\".");
    if (strcmp(outcome, "served") == 0 && (!way || !is_way(way)))
        return err_set(err, STATUS_INVALID,
                       "\"way\" says how it was brought: in_person, by_post, online, left_there or "
                       "by_notice. Nothing was recorded.");
    return 0;
}

static int end_copy(struct turn *turn, struct value *copy, const struct value *data,
                    struct err *err)
{
    struct arena *arena = turn->arena;
    const struct value *words = NULL;
    int32_t date;

    if (!value_is_text(value_get(copy, "state"), "issued"))
        return err_set(err, STATUS_CONFLICT,
                       "This copy is %s since %s; that proof stays. Nothing was recorded.",
                       value_text_or(value_get(copy, "state"), ""),
                       value_text_or(value_get(copy, "on"), ""));
    int rc = read_date(turn, data, &date, err);
    if (rc == 0 && strcmp(turn->event->act->outcome, "failed") == 0)
        rc = accept_needed_words(turn, "reason", &words, err);
    if (rc != 0)
        return rc;
    value_put(arena, copy, "state", value_string(arena, turn->event->act->outcome));
    value_put(arena, copy, "way", value_string(arena, value_get_text(data, "way")));
    value_put(arena, copy, "on", date_value(arena, date));
    value_put(arena, copy, "by_whom", value_string(arena, turn_by(turn)));
    if (words)
        value_put(arena, copy, "reason", value_copy(arena, words));
    return 0;
}

/* Ids of commands begin anew in each stage, so what waits under the id of this letter's command may
 * be a task, or wait for another letter: it is this one's only if it names its ordinal. */
static struct part *find_wait(struct turn *turn, const char *command, const struct value *letter)
{
    struct part *wait = command ? parts_find(&turn->cf->parts, PART_WAIT, slice_of(command)) : NULL;
    int64_t ordinal = value_get_int(letter, "ordinal", 0);
    struct value *body;
    struct err ignored = {0};

    if (!wait || wait->status != WAIT_OPEN ||
        canon_read(turn->arena, wait->body, &body, &ignored) != 0)
        return NULL;
    return ordinal > 0 && value_get_int(body, "letter", 0) == ordinal ? wait : NULL;
}

/* And the clock that would have ended it. */
static void end_wait(struct turn *turn, const struct part *wait, struct value *answer)
{
    struct slice key = arena_copy(turn->arena, wait->key);
    struct value *body;
    struct err ignored = {0};

    if (canon_read(turn->arena, wait->body, &body, &ignored) == 0)
        own_clock_drop(turn, value_get_text(body, "expires"));
    wait_end(turn, parts_find(&turn->cf->parts, PART_WAIT, key), answer, false, false);
}

void letter_end_wait(struct turn *turn, const char *command, const struct value *letter)
{
    struct arena *arena = turn->arena;
    struct part *wait = find_wait(turn, command, letter);
    const struct value *copies = value_get(letter, "to");
    const char *outcome = value_len(copies) > 0 ? "served" : "failed";
    struct value *answer = value_map(arena);
    const struct value *last = &value_nil;

    if (!wait)
        return;
    for (size_t i = 0; i < value_len(copies); i++) {
        const struct value *copy = value_item(copies, i);
        if (value_is_text(value_get(copy, "state"), "issued"))
            return;
        if (value_is_text(value_get(copy, "state"), "failed"))
            outcome = "failed";
        if (value_is_nil(last) || strcmp(value_text_or(value_get(copy, "on"), ""),
                                         value_text_or(value_get(last, "on"), "")) > 0)
            last = copy;
    }
    value_put(arena, answer, "outcome", value_string(arena, outcome));
    value_put(arena, answer, "on",
              value_is_nil(last) ? date_value(arena, date_of(turn->at))
                                 : value_copy(arena, value_get(last, "on")));
    value_put(arena, answer, "way", value_copy(arena, value_get(last, "way")));
    value_put(arena, answer, "at", value_int(arena, turn->at));
    value_put(arena, answer, "by", value_copy(arena, value_get(last, "by_whom")));
    end_wait(turn, wait, answer);
}

/* Commands are numbered anew in each stage: in another one somebody else waits under the number. A
 * proof does not wake the script, so the stage may have to be read. */
static int is_of_this_stage(struct turn *turn, const struct value *letter, bool *is,
                            struct err *err)
{
    struct stage stage = {0};
    int64_t seq = turn->cf->stage.seq;
    int rc = turn->cf->has_stage ? 0 : turn_data(turn, &stage, err);

    if (!turn->cf->has_stage)
        seq = stage.seq;
    *is = value_get_int(letter, "stage", 0) == seq;
    stage_close(&stage);
    return rc;
}

/* act: name = ordinal, index = copy, outcome, data = { way, on, reason } */
int accept_letter(struct turn *turn, struct err *err)
{
    const struct act *act = turn->event->act;
    const struct value *data = act->data;
    struct arena *arena = turn->arena;
    struct value *body = NULL;
    int64_t ordinal = act->name ? strtoll(act->name, NULL, 10) : 0;
    size_t copy = (size_t)value_get_int(data, "copy", 0);
    struct part *part;
    bool is_awaited = false;

    int rc = veil_check_actor(turn, err);
    if (rc == 0)
        rc = check_bringer(turn, err);
    if (rc == 0)
        rc = check_proof(turn, data, err);
    if (rc != 0)
        return rc;
    part = find_letter(turn, ordinal, &body);
    if (!part || value_is_nil(value_item(value_get(body, "to"), copy)))
        return err_set(err, STATUS_NOT_FOUND, "The case has no such copy of a letter.");
    rc = end_copy(turn, value_item(value_get(body, "to"), copy), data, err);
    if (rc == 0)
        rc = is_of_this_stage(turn, body, &is_awaited, err);
    if (rc != 0)
        return rc;
    struct part kept = *part;
    kept.key = arena_copy(arena, part->key);
    kept.body = canon_text(arena, body);
    parts_put(&turn->cf->parts, &kept);
    turn_put_by(turn);
    value_put(arena, turn->event_value, "letter", value_int(arena, ordinal));
    value_put(arena, turn->event_value, "copy", value_int(arena, (int64_t)copy));
    turn_note_done(turn, "letter", slice_of(value_text_or(value_get(body, "number"), "")),
                   act->outcome);
    if (is_awaited)
        letter_end_wait(turn, value_get_text(body, "command"), body);
    return 0;
}
