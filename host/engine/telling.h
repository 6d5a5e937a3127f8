/* telling.h - what a case's journal tells of the outside: enough to let the case be lived again.
 *
 * All of it is what was recorded, so nothing is drawn, computed or asked a second time: the answers
 * people gave (personal values as handles, facts as they were fixed), the seeds of stages, the
 * values of `record`, the cases it started. A world that retells (engine/retell.h) asks these
 * functions where a live host asks people, chance and other cases; `engine->telling` is NULL in
 * every live host.
 */
#pragma once
#include "duty/form.h"
#include "engine/turn.h"

/* When was the event of a row taken? What is recorded is heard once its row has settled, so the
 * journal says of some events that they were there before. */
enum told_loan {
    LOAN_OF_ITS_OWN,
    LOAN_THE_SAME, /* as the event before */
    LOAN_THE_NEXT, /* it stood in the inbox when that loan ended */
};

struct told_row {
    const struct journal_row *row;
    const struct value *body;
    enum event_kind kind; /* EVENT_KINDS: an event that cannot be told again */
    enum told_loan loan;
};

/* The n-th of its name that was recorded stands for the n-th that is asked for. */
struct told_thing {
    const char *name;          /* stage, name of a record, workflow of a case */
    const struct value *value; /* seed, recorded outcome, id of the case */
};

struct told_things {
    struct told_thing *items;
    size_t count, capacity;
};

struct given { /* things asked for in this retelling: the turn may still fail and ask again */
    const char *name;
    int64_t seq;
};

struct given_things {
    struct given *items;
    size_t count, capacity;
};

struct telling {
    struct arena arena;
    struct case_image image;
    const struct journal_row *journal; /* oldest first, image.row.seq of them */
    struct told_row *rows;
    size_t count;
    struct told_things seeds, records, children;
    struct given_things seeds_given, records_given, children_given;
};

enum { TELLING_ROWS_MOST = 20000, TELLING_BYTES_MOST = 32 << 20 };

/* STATUS_TOO_LARGE beyond the limits above, STATUS_LATER if it holds an event that no journal of
 * this version can tell again: err says which. */
MUST_CHECK int telling_read(struct reader *reader, const struct id *ref, struct telling *out,
                            struct err *err);
void telling_close(struct telling *telling);
/* Begins again: nothing has been given yet. */
void telling_rewind(struct telling *telling);

/* Is it a turn that follows by itself from the one before? */
bool event_follows(enum event_kind kind);

/* ---- asked by the turns of a retelling ---- */

/* A recorded answer in the place of one that is checked and sealed: form_retake. */
MUST_CHECK int telling_answer(struct turn *turn, const struct form *form, const char *outcome,
                              const struct value *answer, struct value **clean, struct err *err);
void telling_seed(struct turn *turn, const char *stage, uint8_t seed[16]);
/* The recorded outcome of this record, or what its function has just given. */
struct value *telling_record(struct turn *turn, const char *name, struct value *value);
/* The case that was started instead of `child`; left alone if none was. */
void telling_child(struct turn *turn, const char *workflow, struct id *child);
/* The posts of a dispatch as recorded: their plan is in a vault that is not here. NULL: none. */
struct value *telling_posts(struct turn *turn, const char *dispatch);
/* The turn has failed: what it was given it will ask for again. */
void telling_take_back(struct turn *turn);
