/* letters.h - documents of a case: issued in a turn, numbered, shown and written out when asked
 * for.
 *
 * A letter is a part of its case (PART_LETTER): which template of which release, the values it
 * speaks of, to whom, its number and what became of each copy. Personal values stay handles: the
 * paper is made each time somebody who may looks at it, from parts that never change, and what was
 * erased is gone from it too.
 *
 *   WAITING --number--> ISSUED        of a letter with a number of its office's series; the loop
 *                                     reserves it for a turn of its own (engine rule E19)
 *   ISSUED                            of one without: it has the case's number and its ordinal
 *
 * Keys: "0001" by ordinal; once numbered LETTER_NUMBERED series "\n" number, which is unique.
 */
#pragma once
#include "data/paper.h"
#include "engine/turn.h"

enum letter_status { LETTER_WAITING = 1, LETTER_ISSUED = 2 };

struct clock; /* duty/clock.h */
struct staff; /* duty/staff.h */

struct letter_order {
    const char *name;           /* as declared */
    const struct value *to;     /* words as recipients_of takes them */
    const struct value *with;   /* what it speaks of; may be nil */
    const char *command;        /* of the verb; NULL: of a ladder, an extension */
    const char *clock;          /* key: recipients and `due` are meant of it; NULL */
    const struct clock *moved;  /* a clock as it is kept only after the letter; NULL */
    const struct value *reason; /* what it goes out for, { zh, en } or text; may be nil */
};

/* Is it a name that every letter has, whatever its script gives? */
bool letter_gives(const char *name);
/* STATUS_NOT_FOUND: no such letter is declared. STATUS_INVALID: something it must say is not given;
 * err says what. Changes nothing. */
MUST_CHECK int letter_check(struct turn *turn, const struct letter_order *order, struct err *err);
/* What the script passes on as the letter: "letter/2", as it will be issued at this command. */
struct value *letter_reference(struct turn *turn);
/* The same, then the letter is a part of the case. *ref: { letter = ordinal, number, to } in the
 * turn's arena. Works in every turn, also of parked cases. */
MUST_CHECK int letter_issue(struct turn *turn, const struct letter_order *order, struct value **ref,
                            struct err *err);
/* The message by which the turn that issued a letter asks for its number. */
MUST_CHECK int letter_take_number(struct turn *turn, const struct value *body, struct err *err);
/* The series of such a message, in the arena: what the loop counts; NULL: it is none. */
const char *letter_series(const struct value *body, struct arena *arena);

/* Was one of this name issued by the stage that is open? For its duties. */
bool letter_was_issued(const struct turn *turn, const char *name);

/* ---- proof of service: the verb `serve`, and people who bring the copies ---- */

/* Ends the wait of `serve` if every copy has come to an end. */
void letter_end_wait(struct turn *turn, const char *command, const struct value *letter);

/* ---- reading: any thread with a reader ---- */

/* { items = [ letter ] } as GET /cases/{id}/letters shows them. */
MUST_CHECK int letters_show(struct reader *reader, const struct id *ref, const struct eyes *eyes,
                            struct arena *arena, struct value **out, struct err *err);

struct letter_ask {
    struct id ref;
    int64_t ordinal;
    size_t copy;             /* of which recipient */
    const char *lang;        /* "zh", "en": STATUS_NOT_FOUND if the letter has none */
    const struct eyes *eyes; /* of who asks (veil.h); NULL: sees everything */
    bool is_personal;        /* personal values are opened; the look has been recorded */
    const struct staff
        *staff; /* who works here, by whose names ids are written; borrowed, or NULL */
};
/* *name: of the file, without its ending: number and title. */
MUST_CHECK int letter_paper(struct engine *engine, struct reader *reader,
                            const struct letter_ask *ask, struct arena *arena, struct paper *out,
                            const char **name, struct err *err);
