/* card.c - the life of a supervision card (card.h).
 *
 * K1. Each mark is made once and stays; whoever comes later is told what stands.
 * K2. The status follows from the marks: it is the last of them that was made.
 *
 * To add a mark: a member of struct card, a row in mark_names, its status and its function here.
 */
#include "duty/card.h"

#include "base/wallclock.h"

static const char *const colour_words[] = {
    [CARD_BLUE] = "blue", [CARD_YELLOW] = "yellow", [CARD_ORANGE] = "orange", [CARD_RED] = "red"};
enum { COLOUR_COUNT = sizeof colour_words / sizeof colour_words[0] };

bool card_colour_of(const char *word, enum card_colour *out)
{
    for (int colour = 0; word && colour < COLOUR_COUNT; colour++)
        if (strcmp(word, colour_words[colour]) == 0) {
            *out = (enum card_colour)colour;
            return true;
        }
    return false;
}

const char *card_colour_word(enum card_colour colour)
{
    return colour_words[colour];
}

const char *card_status_word(enum card_status status)
{
    switch (status) {
    case CARD_ISSUED:
        return "issued";
    case CARD_ACKNOWLEDGED:
        return "acknowledged";
    case CARD_ANSWERED:
        return "answered";
    case CARD_WITHDRAWN:
        return "withdrawn";
    }
    return "unknown";
}

int card_part_status(const struct card *card)
{
    int64_t range[2];
    if (card->status == CARD_WITHDRAWN)
        return CARD_PART_WITHDRAWN + (int)card->colour;
    if (card->status == CARD_ANSWERED)
        return CARD_PART_ANSWERED + (int)card->colour;
    card_part_range(card->colour, range);
    return (int)range[card->status == CARD_ACKNOWLEDGED];
}

enum card_colour card_part_colour(int64_t status)
{
    return (enum card_colour)((status - 1) / 2);
}

void card_part_range(enum card_colour colour, int64_t range[2])
{
    range[0] = 2 * (int64_t)colour + 1;
    range[1] = range[0] + 1;
}

/* ---- acts ---- */

static int refuse_again(const struct card_mark *before, enum card_status status, struct err *err)
{
    char text[40];
    const char *word = card_status_word(status);
    return err_set_at(err, STATUS_CONFLICT, "card_stands", NULL,
                      "This card was %s on %s; that stays.", word,
                      time_to_text(before->at_ms, text));
}

static int check_not_withdrawn(const struct card *card, struct err *err)
{
    return card->withdrawn.at_ms ? refuse_again(&card->withdrawn, CARD_WITHDRAWN, err) : 0;
}

int card_acknowledge(struct card *card, const struct card_mark *mark, struct err *err)
{
    int rc = check_not_withdrawn(card, err);
    if (rc == 0 && card->answered.at_ms)
        rc = refuse_again(&card->answered, CARD_ANSWERED, err);
    if (rc == 0 && card->acknowledged.at_ms)
        rc = refuse_again(&card->acknowledged, CARD_ACKNOWLEDGED, err);
    if (rc < 0)
        return rc;
    card->acknowledged = *mark;
    card->status = CARD_ACKNOWLEDGED;
    return 0;
}

int card_answer(struct card *card, const struct card_mark *mark, struct err *err)
{
    int rc = check_not_withdrawn(card, err);
    if (rc == 0 && card->answered.at_ms)
        rc = refuse_again(&card->answered, CARD_ANSWERED, err);
    if (rc == 0 && !mark->words)
        rc = err_set(err, STATUS_INVALID, "A card is answered in words: say what was done.");
    if (rc < 0)
        return rc;
    card->answered = *mark;
    card->status = CARD_ANSWERED;
    return 0;
}

int card_withdraw(struct card *card, const struct card_mark *mark, struct err *err)
{
    int rc = check_not_withdrawn(card, err);
    if (rc == 0 && !mark->words)
        rc = err_set(err, STATUS_INVALID, "A card is withdrawn with a reason.");
    if (rc < 0)
        return rc;
    card->withdrawn = *mark;
    card->status = CARD_WITHDRAWN;
    return 0;
}

/* ---- as a value ---- */

static const struct mark_name {
    const char *name;
    size_t offset;
    enum card_status status;
} mark_names[] = {
    {"issued",       offsetof(struct card, issued),       CARD_ISSUED      },
    {"acknowledged", offsetof(struct card, acknowledged), CARD_ACKNOWLEDGED},
    {"answered",     offsetof(struct card, answered),     CARD_ANSWERED    },
    {"withdrawn",    offsetof(struct card, withdrawn),    CARD_WITHDRAWN   },
};
enum { MARK_COUNT = sizeof mark_names / sizeof mark_names[0] };

struct value *card_to_value(struct arena *arena, const struct card *card)
{
    struct value *map = value_map(arena);

    value_put(arena, map, "colour", value_string(arena, colour_words[card->colour]));
    value_put(arena, map, "office", value_string(arena, card->office));
    value_put(arena, map, "clock", value_string(arena, card->clock));
    value_put(arena, map, "step", value_string(arena, card->step));
    value_put(arena, map, "issuer", value_string(arena, card->issuer));
    if (card->to)
        value_put(arena, map, "to", value_copy(arena, card->to));
    value_put(arena, map, "reply", value_string(arena, card->reply));
    value_put(arena, map, "new_date", value_string(arena, card->new_date));
    for (size_t i = 0; i < MARK_COUNT; i++) {
        const struct card_mark *mark = (const void *)((const char *)card + mark_names[i].offset);
        if (!mark->at_ms)
            continue;
        struct value *entry = value_map(arena);
        value_put(arena, entry, "at", value_int(arena, mark->at_ms));
        value_put(arena, entry, "by", value_string(arena, mark->by));
        if (mark->words)
            value_put(arena, entry, "words", value_copy(arena, mark->words));
        value_put(arena, map, mark_names[i].name, entry);
    }
    return map;
}

static const char *text_read(struct arena *arena, const struct value *map, const char *name)
{
    const char *text = value_get_text(map, name);
    return text ? arena_text(arena, text) : NULL;
}

static void marks_read(struct arena *arena, const struct value *value, struct card *card)
{
    for (size_t i = 0; i < MARK_COUNT; i++) {
        const struct value *entry = value_get(value, mark_names[i].name);
        struct card_mark *mark = (void *)((char *)card + mark_names[i].offset);
        const struct value *words = value_get(entry, "words");
        mark->at_ms = value_get_int(entry, "at", 0);
        mark->by = text_read(arena, entry, "by");
        mark->words = value_is_nil(words) ? NULL : value_copy(arena, words);
        if (mark->at_ms)
            card->status = mark_names[i].status;
    }
}

int card_from_value(struct arena *arena, const struct value *value, struct card *out,
                    struct err *err)
{
    const struct value *to = value_get(value, "to");

    *out = (struct card){.office = text_read(arena, value, "office"),
                         .clock = text_read(arena, value, "clock"),
                         .step = text_read(arena, value, "step"),
                         .issuer = text_read(arena, value, "issuer"),
                         .to = value_is_nil(to) ? NULL : value_copy(arena, to),
                         .reply = text_read(arena, value, "reply"),
                         .new_date = text_read(arena, value, "new_date")};
    marks_read(arena, value, out);
    if (!card_colour_of(value_get_text(value, "colour"), &out->colour) || !out->issued.at_ms ||
        !value_is_equal(card_to_value(arena, out), value))
        return err_set(err, STATUS_CORRUPT, "a stored card cannot be read");
    return 0;
}
