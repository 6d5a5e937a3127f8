/* outcome_value.c - one case that was compared, as JSON. */
#include "base/wallclock.h"
#include "engine/outcome_groups.h"

enum { LISTED_MOST = 100 };

const char *retold_note_word(enum retold_note_kind kind)
{
    static const char *const words[] = {
        [RETOLD_ANSWER_UNUSED] = "answer_unused",   [RETOLD_ANSWER_REFUSED] = "answer_refused",
        [RETOLD_SIGNAL_REFUSED] = "signal_refused", [RETOLD_NOT_BEGUN] = "not_begun",
        [RETOLD_NOT_GUESSED] = "not_guessed",
    };
    return words[kind];
}

static void put_text(struct arena *arena, struct value *map, const char *key, const char *text)
{
    if (text && *text)
        value_put(arena, map, key, value_string(arena, text));
}

static void put_time(struct arena *arena, struct value *map, const char *key, int64_t at)
{
    char text[40];
    if (at)
        put_text(arena, map, key, time_to_text(at, text));
}

static struct value *differences_value(struct arena *arena, const struct differences *differences)
{
    struct value *list = value_list(arena);

    for (const struct difference *at = differences->first; at && value_len(list) < LISTED_MOST;
         at = at->next) {
        struct value *map = value_map(arena);
        put_text(arena, map, "kind", difference_word(at->kind));
        put_text(arena, map, "subject", at->subject);
        put_text(arena, map, "row", at->row);
        put_text(arena, map, "was", at->was);
        put_text(arena, map, "now", at->now);
        if (at->shift_ms)
            value_put(arena, map, "shift_ms", value_int(arena, at->shift_ms));
        value_push(arena, list, map);
    }
    return list;
}

static struct value *notes_value(struct arena *arena, const struct retold_note *notes)
{
    struct value *list = value_list(arena);

    for (; notes && value_len(list) < LISTED_MOST; notes = notes->next) {
        struct value *map = value_map(arena);
        put_text(arena, map, "kind", retold_note_word(notes->kind));
        put_text(arena, map, "name", notes->name);
        put_text(arena, map, "row", notes->row);
        put_text(arena, map, "why", notes->why);
        put_time(arena, map, "at", notes->at);
        value_push(arena, list, map);
    }
    return list;
}

static struct value *waits_value(struct arena *arena, const struct outcome *outcome)
{
    struct value *list = value_list(arena);

    for (const struct outcome_wait *at = outcome->waits; at && value_len(list) < LISTED_MOST;
         at = at->next) {
        struct value *map = value_map(arena);
        put_text(arena, map, "form", at->form);
        put_text(arena, map, "row", at->row);
        put_text(arena, map, "stage", outcome->now.stage);
        put_time(arena, map, "since", at->since);
        value_push(arena, list, map);
    }
    return list;
}

static struct value *course_value(struct arena *arena, const struct course *course)
{
    struct value *map = value_map(arena), *stages = value_list(arena);

    put_text(arena, map, "status", case_status_word(course->status));
    put_text(arena, map, "outcome", course->outcome);
    put_time(arena, map, "closed_at", course->closed_at);
    for (size_t i = 0; i < course->stage_count && i < LISTED_MOST; i++) {
        struct value *stage = value_map(arena);
        put_text(arena, stage, "stage", course->stages[i].name);
        put_time(arena, stage, "at", course->stages[i].at);
        value_push(arena, stages, stage);
    }
    value_put(arena, map, "stages", stages);
    return map;
}

struct value *outcome_value(struct arena *arena, const struct outcome *outcome)
{
    struct value *map = value_map(arena);
    char text[ID_TEXT_LEN + 1];

    put_text(arena, map, "case", id_to_text(&outcome->ref, text));
    put_text(arena, map, "number", outcome->number);
    put_text(arena, map, "workflow", outcome->workflow);
    put_text(arena, map, "office", outcome->office);
    put_time(arena, map, "opened_at", outcome->opened_at);
    put_text(arena, map, "verdict", outcome_verdict_word(outcome->verdict));
    put_text(arena, map, "reason", outcome->reason);
    if (outcome->verdict == OUTCOME_INCOMPARABLE)
        return map;
    value_put(arena, map, "was", course_value(arena, &outcome->was));
    if (outcome->now.status)
        value_put(arena, map, "now", course_value(arena, &outcome->now));
    value_put(arena, map, "differences", differences_value(arena, &outcome->differences));
    value_put(arena, map, "difference_count",
              value_int(arena, (int64_t)outcome->differences.count));
    value_put(arena, map, "notes", notes_value(arena, outcome->notes));
    value_put(arena, map, "waits", waits_value(arena, outcome));
    return map;
}
