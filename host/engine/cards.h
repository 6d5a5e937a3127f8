/* cards.h - supervision cards as parts of a case: issued by a ladder or the script, then moved by
 * the unit that answers and the one that issued (accept_card.c). A card is keyed by the turn that
 * issued it, "57-1", and outlives its stage; so does the clock for its answer, "SUP-D1@card/57-1".
 */
#pragma once
#include "duty/card.h"
#include "engine/turn.h"

struct card_order {
    enum card_colour colour;
    const char *clock, *step;   /* key and step it comes with; NULL: the script issues it */
    const struct value *to;     /* recipients; NULL: nobody in particular */
    const struct value *reason; /* a text or a handle; NULL: the step says why */
    const char *reply;          /* id of the clock for the answer; NULL */
    const char *new_date;       /* NULL */
};

/* Its key, in the turn's arena. A clock for the answer that cannot start is left out. */
const char *card_put(struct turn *turn, const struct card_order *order);
MUST_CHECK int card_of_part(struct turn *turn, const struct part *part, struct card *out,
                            struct err *err);
void card_keep(struct turn *turn, const char *key, const struct card *card);
/* Is it the clock for the answer to a card? It does not end with the stage. */
bool card_has_clock(struct slice key);
