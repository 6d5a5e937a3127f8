/* check_outside.c - what the world outside has seen against what the host has on its disk.
 *
 *   nothing was sent for a turn that did not commit: every key outside is a row
 *   no attempt goes out that was not counted before
 *   what is called done was taken; what was taken is not called dead unless it was refused too
 *   every case hears of an effect once, and only of one that has ended
 */
#include <stdio.h>
#include "data/canon.h"
#include "simulation/run.h"
#include "store/office.h"

enum { ROWS_MOST = 1000000 };

static void fail_effect(struct run *run, const struct effect_row *row, const char *what)
{
    char ref[ID_TEXT_LEN + 1];
    run_fail(run, "effect %s (%.*s, %s, %d attempts) %s", id_to_text(&row->ref, ref),
             SLICE_ARG(row->target), effect_status_word(row->status), row->attempts, what);
}

static void check_row(struct run *run, const struct effect_row *row)
{
    char ref[ID_TEXT_LEN + 1];
    const struct seen_key *seen = outside_find(&run->world.outside, id_to_text(&row->ref, ref));
    int count = seen ? seen->count : 0, taken = seen ? seen->taken : 0;

    if (count > row->attempts)
        fail_effect(run, row, arena_printf(&run->arena, "was sent %d times", count));
    if (row->status == EFFECT_DONE && taken == 0)
        fail_effect(run, row, "is called done, but nobody took it");
    bool is_erased = memmem(row->error.bytes, row->error.len, "erased", 6) != NULL;
    if (row->status == EFFECT_DEAD && slice_is(row->target, "good") && !is_erased)
        fail_effect(run, row, "was given up, though its target answers most of the time");
    if (row->status == EFFECT_HELD)
        fail_effect(run, row, "is held, though nothing was restored");
}

/* Every row, in all states. */
static size_t check_rows(struct run *run)
{
    size_t total = 0;
    for (int status = EFFECT_PENDING; status < EFFECT_STATUSES; status++) {
        struct arena arena = {0};
        struct effect_span span = {.status = (enum effect_status)status,
                                   .after_next_at = INT64_MIN,
                                   .until_ms = INT64_MAX,
                                   .limit = ROWS_MOST};
        struct effect_row *rows;
        struct err err = {0};
        size_t count = 0;
        if (reader_effects(run->world.reader, &span, &arena, &rows, &count, &err) != 0)
            run_fail(run, "effects cannot be read: %s", err.text);
        for (size_t i = 0; i < count && !run->has_failed; i++)
            check_row(run, &rows[i]);
        total += count;
        arena_close(&arena);
    }
    return total;
}

static void check_keys(struct run *run)
{
    const struct outside *outside = &run->world.outside;
    for (size_t i = 0; i < outside->count && !outside->has_overflowed; i++) {
        struct arena arena = {0};
        struct effect_row row;
        struct err err = {0};
        struct id ref;
        if (!id_from_text(outside->seen[i].key, ID_TEXT_LEN, &ref) ||
            reader_effect(run->world.reader, &ref, &arena, &row, &err) != 0)
            run_fail(run, "%s was sent, but no turn that asked for it committed",
                     outside->seen[i].key);
        arena_close(&arena);
    }
}

void check_outside(struct run *run)
{
    check_keys(run);
    check_rows(run);
}

const char *heard_follow(struct heard_effects *heard, struct run *run, const struct value *event)
{
    const char *ref = value_get_text(event, "effect");
    struct arena arena = {0};
    struct effect_row row;
    struct err err = {0};
    struct id id;
    const char *fault = NULL;

    if (!value_is_text(value_get(event, "kind"), "effect") || !ref)
        return NULL;
    for (size_t i = 0; i < heard->count; i++)
        if (strcmp(heard->refs[i], ref) == 0)
            fault = "heard twice of an effect:";
    if (heard->count < HEARD_MOST)
        heard->refs[heard->count++] = ref;
    if (!id_from_text(ref, strlen(ref), &id) ||
        reader_effect(run->world.reader, &id, &arena, &row, &err) != 0)
        fault = "heard of an effect that is not there:";
    else if (row.status != EFFECT_DONE && row.status != EFFECT_DEAD)
        fault = "heard of an effect that has not ended:";
    else if (value_is_text(value_get(value_get(event, "answer"), "outcome"), "done") !=
             (row.status == EFFECT_DONE))
        fault = "was told otherwise of an effect than it went:";
    arena_close(&arena);
    return fault;
}
