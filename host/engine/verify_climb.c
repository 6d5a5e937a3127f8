/* verify_climb.c - ladders and cards of a case, told by its journal (verify_climb.h).
 *
 * Steps and cards outlive stages, the rows of one stage do not tell of those before. So of a clock
 * the steps told in this stage must be the last ones in its ledger, in their order and at their
 * times; and of cards those issued in this stage, or moved in it, must stand as the rows say.
 */
#include "engine/verify_climb.h"
#include <stdlib.h>
#include "data/canon.h"
#include "duty/card.h"
#include "duty/clock.h"
#include "engine/row.h"
#include "engine/stage.h"

struct told_climb {
    struct arena *arena;
    struct value *steps; /* { clock key = [{ step, at, moment }] } */
    struct value *cards; /* { key = status word } */
};

/* ---- telling ---- */

static void tell_step(struct told_climb *told, const struct value *event, int64_t at)
{
    struct arena *arena = told->arena;
    const char *key = value_get_text(event, "clock");
    struct value *list = value_get(told->steps, key), *entry = value_map(arena);

    if (value_is_nil(list)) {
        list = value_list(arena);
        value_put(arena, told->steps, key, list);
    }
    value_put(arena, entry, "step", value_get(event, "step"));
    value_put(arena, entry, "at", value_int(arena, at));
    value_put(arena, entry, "moment", value_get(event, "moment"));
    value_push(arena, list, entry);
}

/* A clock started again under its key has a ledger of its own. */
static void tell_commands(struct told_climb *told, const struct value *commands)
{
    for (size_t i = 0; i < value_len(commands); i++) {
        const struct value *command = value_item(commands, i);
        if (value_is_text(value_get(command, "kind"), "start_clock") &&
            value_is_nil(value_get(command, "refused")))
            value_put(told->arena, told->steps,
                      clock_key(told->arena, value_text_or(value_get(command, "name"), ""),
                                value_get_text(command, "row")),
                      &value_nil);
    }
}

static int tell_row(struct told_climb *told, const struct journal_row *row, struct err *err)
{
    struct value *body;
    int rc = row_read(told->arena, row, &body, err);
    if (rc != 0)
        return rc;
    const struct value *event = value_get(body, "event"), *done = value_get(body, "done");
    bool is_step = value_is_text(value_get(event, "kind"), "due") &&
                   value_get_text(event, "step") && value_get_text(event, "clock");
    if (is_step)
        tell_step(told, event, row->at);
    tell_commands(told, value_get(body, "commands"));
    for (size_t i = 0; i < value_len(done); i++) {
        const char *card = value_get_text(value_item(done, i), "card");
        if (card)
            value_put(told->arena, told->cards, card, value_get(value_item(done, i), "status"));
    }
    return 0;
}

/* ---- comparing ---- */

static bool is_as_told(const struct clock *clock, const struct ledger_entry *taken,
                       const struct value *told)
{
    const struct value *steps = value_get(clock->ladder, "steps");
    const struct value *terms = value_item(steps, (size_t)taken->number - 1);
    return value_is_equal(value_get(terms, "name"), value_get(told, "step")) &&
           taken->at_ms == value_get_int(told, "at", 0) &&
           taken->from_ms == value_get_int(told, "moment", 0);
}

static int check_steps(const struct told_climb *told, const struct part *part, int64_t since,
                       struct err *err)
{
    struct value *body;
    struct clock clock;
    const struct value *list = value_get_slice(told->steps, part->key);
    int rc = canon_read(told->arena, part->body, &body, err);

    if (rc == 0)
        rc = clock_from_value(told->arena, body, &clock, err);
    if (rc != 0)
        return rc;
    size_t left = value_len(list);
    for (size_t i = clock.ledger_len; i-- > 0;) {
        const struct ledger_entry *entry = &clock.ledger[i];
        if (entry->kind != LEDGER_STEPPED || (left == 0 && entry->at_ms <= since))
            continue;
        if (left == 0)
            return err_set(err, STATUS_CORRUPT,
                           "a step of the ladder of clock %.*s was taken, which no row tells of",
                           SLICE_ARG(part->key));
        if (!is_as_told(&clock, entry, value_item(list, --left)))
            return err_set(err, STATUS_CORRUPT,
                           "a step of the ladder of clock %.*s was taken otherwise than its row "
                           "tells",
                           SLICE_ARG(part->key));
    }
    if (left == 0)
        return 0;
    return err_set(err, STATUS_CORRUPT,
                   "the rows tell of %zu more steps of the ladder of clock %.*s than were taken",
                   left, SLICE_ARG(part->key));
}

static int check_card(const struct told_climb *told, const struct part *part, int64_t opening,
                      struct err *err)
{
    const char *status = value_text_or(value_get_slice(told->cards, part->key), NULL);
    struct value *body;
    struct card card;
    int rc = canon_read(told->arena, part->body, &body, err);

    if (rc == 0)
        rc = card_from_value(told->arena, body, &card, err);
    if (rc != 0)
        return rc;
    if (card_part_status(&card) != part->status)
        return err_set(err, STATUS_CORRUPT, "the card %.*s says of itself what its row does not",
                       SLICE_ARG(part->key));
    if (!status && strtoll(part->key.bytes, NULL, 10) >= opening)
        return err_set(err, STATUS_CORRUPT, "the journal never issued the card %.*s",
                       SLICE_ARG(part->key));
    if (!status || strcmp(status, card_status_word(card.status)) == 0)
        return 0;
    return err_set(err, STATUS_CORRUPT, "the card %.*s is %s, its journal says %s",
                   SLICE_ARG(part->key), card_status_word(card.status), status);
}

int verify_climb(const struct case_image *image, const struct journal_row *rows, size_t count,
                 struct arena *arena, struct err *err)
{
    struct told_climb told = {.arena = arena, .steps = value_map(arena), .cards = value_map(arena)};
    int64_t found = 0;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = tell_row(&told, &rows[i], err);
    for (size_t i = 0; rc == 0 && count > 0 && i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind == PART_CLOCK)
            rc = check_steps(&told, part, rows[0].at, err);
        else if (part->kind == PART_CARD) {
            found += !value_is_nil(value_get_slice(told.cards, part->key));
            rc = check_card(&told, part, rows[0].seq, err);
        }
    }
    if (rc == 0 && found != (int64_t)value_len(told.cards))
        rc = err_set(err, STATUS_CORRUPT, "the journal tells of %zu cards, %lld are there",
                     value_len(told.cards), (long long)found);
    return rc;
}
