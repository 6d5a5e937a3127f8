/* custody.h - which office holds a case, and the way it went.
 *
 * The holder is cf->row.office and nothing else. Each time a case moves on, a part of kind
 * PART_CUSTODY keeps the leg: from, to, when, why, whose word, on which level; and `done` of the
 * row says it, so that the journal alone tells the way (engine/verify_custody.c). The number of the
 * case stays, no clock is touched, the stage goes on. It goes on with the changes of the office
 * that held the case when it began (casefile_plays); the next stage takes those of the new holder.
 * Giving a case back is a leg like any other.
 */
#pragma once
#include "engine/turn.h"

/* What the parts of kind PART_CUSTODY are; all of them live as long as the case. */
enum custody_status {
    CUSTODY_LEG = 1, /* "way/SEQ.N"     { from, to, at, kind, why, by, level } */
    CUSTODY_SEAL = 2 /* "seal/NAME"     a field or row that only the cleared may see */
};

/* How a case came to move on, as its row says it. */
enum custody_kind { CUSTODY_RECEIVED, CUSTODY_RAISED, CUSTODY_GIVEN_BACK, CUSTODY_RULED };

struct custody_leg {
    const char *to; /* code of an office */
    enum custody_kind kind;
    const char *why; /* nothing personal; may be NULL */
};

/* Its name in "zh" or "en"; the code where nobody has named it. */
const char *custody_office_name(const struct turn *turn, const char *code, const char *language);
/* The office that a word of a script or a ladder means for this case: "parent", "review_body",
 * "sealed_route" of the holder, or a code. NULL: there is none. In the turn's arena. */
const char *custody_office(const struct turn *turn, const char *word);
/* The case is now held by leg->to. To its holder: nothing happens. */
void custody_move(struct turn *turn, const struct custody_leg *leg);
/* A step of a ladder, or a person: one level up. STATUS_NOT_OFFERED if nobody stands there, and
 * nothing has changed then: the step says so and goes on. */
MUST_CHECK int custody_raise(struct turn *turn, const char *to, const char *reason,
                             struct err *err);
/* When the case was last handed from that office to the present holder; 0: never. Raised is not
 * handed: who stands above may give it down again. */
int64_t custody_came_from(const struct turn *turn, const char *office);
/* Under what name it signs letters; what it is called if there is no other. */
const char *custody_office_organ(const struct turn *turn, const char *code, const char *language);
/* All whom the workflow knows by a relation: the citizens of the case. */
struct value *custody_citizens(const struct turn *turn);
const char *custody_kind_word(enum custody_kind kind);
/* May he say where the case goes: a supervisor, leader, dispatcher or head of the office that holds
 * it, or of one above? */
bool custody_may_direct(const struct turn *turn, const struct actor *actor);
