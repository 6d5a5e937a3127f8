/* cards.c - supervision cards as parts of a case (cards.h), and the verb that issues one. */
#include "engine/calendars.h"
#include "engine/cards.h"
#include "data/canon.h"
#include "engine/clocks.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/recipients.h"

static const char clock_mark[] = "@card/";

bool card_has_clock(struct slice key)
{
    return memmem(key.bytes, key.len, clock_mark, sizeof clock_mark - 1) != NULL;
}

int card_of_part(struct turn *turn, const struct part *part, struct card *out, struct err *err)
{
    struct value *body;
    int rc = canon_read(turn->arena, part->body, &body, err);
    return rc == 0 ? card_from_value(turn->arena, body, out, err) : rc;
}

void card_keep(struct turn *turn, const char *key, const struct card *card)
{
    struct part part = {.kind = PART_CARD,
                        .key = slice_of(key),
                        .status = card_part_status(card),
                        .body = canon_text(turn->arena, card_to_value(turn->arena, card))};
    parts_put(&turn->cf->parts, &part);
}

/* The first number of this turn that is free. */
static const char *new_key(struct turn *turn)
{
    for (int n = 1;; n++) {
        const char *key = arena_printf(turn->arena, "%lld-%d", (long long)turn->seq, n);
        if (!parts_find(&turn->cf->parts, PART_CARD, slice_of(key)))
            return key;
    }
}

static const char *start_reply(struct turn *turn, const char *clock, const char *card)
{
    const char *key = arena_printf(turn->arena, "%s%s%s", clock, clock_mark, card);
    struct err ignored = {0};

    if (!turn->cf->workflow ||
        clock_begin(turn, clock, NULL, key, value_int(turn->arena, turn->at), NULL, &ignored) != 0)
        return NULL;
    return key;
}

const char *card_put(struct turn *turn, const struct card_order *order)
{
    const char *key = new_key(turn);
    struct card card = {
        .colour = order->colour,
        .status = CARD_ISSUED,
        .office = arena_copy(turn->arena, turn->cf->row.office).bytes,
        .clock = order->clock,
        .step = order->step,
        .to = order->to,
        .new_date = order->new_date,
        .issued = {.at_ms = turn->at, .words = order->reason}
    };

    if (order->reply)
        card.reply = start_reply(turn, order->reply, key);
    card_keep(turn, key, &card);
    turn_note_done(turn, "card", slice_of(key), "issued");
    return key;
}

/* ---- card("red", { to, reason }) ---- */

/* A card is for a unit: none of those it names may be a citizen of the case. */
static const char *citizen_among(const struct turn *turn, const struct value *to)
{
    const struct value *people = value_get(turn->cf->workflow->model, "people");
    const char *word = value_text_or(to, NULL);

    if (to->type != VALUE_LIST)
        return word && !value_is_nil(value_get(people, word)) ? word : NULL;
    for (size_t i = 0; i < value_len(to); i++)
        if ((word = citizen_among(turn, value_item(to, i))))
            return word;
    return NULL;
}

int check_card(struct turn *turn, struct asked *asked, struct err *err)
{
    const struct value *to = value_get(asked->args, "to");
    const struct value *reason = value_get(asked->args, "reason");
    enum card_colour colour;

    if (!card_colour_of(asked->name, &colour))
        return command_refuse(err, asked, "a card is blue, yellow, orange or red, not \"%s\".",
                              asked->name ? asked->name : "");
    if (reason->type != VALUE_TEXT && reason->type != VALUE_HANDLE)
        return command_refuse(err, asked, "reason = ... is missing: why the card is given.");
    const char *citizen = citizen_among(turn, to);
    if (citizen)
        return command_refuse(err, asked,
                              "to = \"%s\" is a citizen: cards are for units and cases.", citizen);
    return 0;
}

void apply_card(struct turn *turn, const struct asked *asked)
{
    const struct value *to = value_get(asked->args, "to");
    struct recipients_where where = {0};
    struct card_order order = {.reason = value_get(asked->args, "reason"),
                               .reply = asked_option(asked, "reply")};

    card_colour_of(asked->name, &order.colour);
    if (!value_is_nil(to))
        order.to = recipients_of(turn, to, &where);
    card_put(turn, &order);
}
