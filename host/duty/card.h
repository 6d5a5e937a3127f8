/* card.h - a supervision card: what is held against a unit in a case, and what it answers.
 *
 *      ISSUED --acknowledge--> ACKNOWLEDGED --answer--> ANSWERED
 *        |  \------------- answer -----------------------^ |
 *        +--------- withdraw (its issuer, with a reason) --+--> WITHDRAWN
 *
 * A card is for a unit and a case, never for a citizen. Nothing of it is ever taken out: who issued
 * it, who answered, who withdrew it and why all stay. Texts that people write are handles of the
 * vault. All a card points at lives in the arena it was read or made in.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "data/value.h"

enum card_colour { CARD_BLUE, CARD_YELLOW, CARD_ORANGE, CARD_RED };

/* From 100 on it has ended (store/rows.h). */
enum card_status {
    CARD_ISSUED = 1,
    CARD_ACKNOWLEDGED = 2,
    CARD_ANSWERED = 3,
    CARD_WITHDRAWN = 100
};

/* One thing that was done to it. */
struct card_mark {
    int64_t at_ms;             /* 0: not done */
    const char *by;            /* who; NULL: the host */
    const struct value *words; /* a reason, a reply: a handle or a text; NULL */
};

struct card {
    enum card_colour colour;
    enum card_status status;
    const char *office;     /* the unit it is for; "": the host knows no offices */
    const char *clock;      /* key of the clock it came with, or NULL */
    const char *step;       /* of that clock's ladder, or NULL: the script issued it */
    const char *issuer;     /* the office whose supervisor may withdraw it; or a person */
    const struct value *to; /* who was told, as recipients; or NULL */
    const char *reply;      /* key of the clock for the answer, or NULL */
    const char *new_date;   /* the date set for it, or NULL */
    struct card_mark issued, acknowledged, answered, withdrawn;
};

bool card_colour_of(const char *word, enum card_colour *out);
const char *card_colour_word(enum card_colour colour);
const char *card_status_word(enum card_status status); /* "unknown" for what a damaged row holds */

/* The status of its row in a store: open cards by colour, so that a list finds those of one colour
 * and the gravest of a case. From 1 to CARD_OPEN_MOST it is open, issued or acknowledged. */
enum { CARD_OPEN_MOST = 8, CARD_PART_ANSWERED = 20, CARD_PART_WITHDRAWN = 100 };
int card_part_status(const struct card *card);
/* Of an open one: its colour. */
enum card_colour card_part_colour(int64_t status);
/* The statuses of open cards of that colour, from and to. */
void card_part_range(enum card_colour colour, int64_t range[2]);

/* Each returns 0, or STATUS_CONFLICT with what was done before, and changes nothing then. */
MUST_CHECK int card_acknowledge(struct card *card, const struct card_mark *mark, struct err *err);
MUST_CHECK int card_answer(struct card *card, const struct card_mark *mark, struct err *err);
MUST_CHECK int card_withdraw(struct card *card, const struct card_mark *mark, struct err *err);

struct value *card_to_value(struct arena *arena, const struct card *card);
/* STATUS_CORRUPT on anything card_to_value would not write. */
MUST_CHECK int card_from_value(struct arena *arena, const struct value *value, struct card *out,
                               struct err *err);
