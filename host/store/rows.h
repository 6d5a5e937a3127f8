/* rows.h - what the store keeps, as plain structs. Text and bytes are borrowed from an arena: of
 * the write set when writing, of the caller when reading.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/id.h"
#include "base/slice.h"
#include "data/digest.h"
#include "store/office_rows.h"

enum case_status { CASE_OPEN = 1, CASE_PARKED = 2, CASE_CLOSED = 3 };
/* "open" "parked" "closed"; "unknown" for what a damaged row holds. */
const char *case_status_word(int64_t status);

/* The case as its last turn left it. `head` is the journal row of that turn; `back` the last row
 * that replay needs (turns that wake no script are skipped by it). */
struct case_row {
    int64_t id; /* rowid; 0: not in the store yet, given by the store at its first commit */
    struct id ref;
    struct slice number; /* for people; may be empty */
    struct slice workflow, office, stage, outcome;
    enum case_status status;
    bool is_ready;         /* has work and nothing to wait for (rules.md E13): indexed */
    int64_t release;       /* rowid of the release its stage runs on */
    int64_t seq;           /* of its last turn; 0: none */
    int64_t head, back;    /* filled in by the store at commit from the rows of the write set */
    int64_t opened_at, at; /* first turn, last turn */
    struct digest hash;    /* of the last row: the next is chained to it */
    struct slice extra;    /* canonical JSON, the engine's own small counters */
};

/* One turn (rules.md E5). id, prev and back are filled in by the store. */
struct journal_row {
    int64_t id, case_id, seq, prev, back;
    bool is_opening;  /* a stage opens here: replay starts at this row, its `back` is 0 */
    bool is_replayed; /* false: wakes no script, replay skips it */
    int64_t release, at;
    struct slice body; /* canonical JSON */
    struct digest hash;
};

/* What hangs on a case: one row each in its own table, loaded with the case. */
enum part_kind {
    PART_WAIT = 1,
    PART_TASK,
    PART_CLOCK,
    PART_SIGNAL,
    PART_LINK,
    PART_CARD,
    PART_DISPATCH,
    PART_PLACE,
    PART_LETTER,
    PART_EFFECT,
    PART_CUSTODY,
    PART_FACT,
    PART_KINDS
};

struct part {
    enum part_kind kind;
    struct slice
        key;        /* unique in (case, kind): command id, task key, clock key, order of a signal */
    int status;     /* the kind's own enum; of tasks the store knows it: task_status_words */
    int64_t due_ms; /* all but tasks: when it fires, indexed; 0: never */
    struct slice body; /* canonical JSON */
    /* Tasks only, for the lists: */
    struct id ref;
    struct slice form, to, assignee; /* `to`: role or relation names, one per line */
    int64_t opened_at, due_at;       /* due_at: when people should be done; 0: none */
    struct slice office;             /* whose people it is for */
    struct slice words; /* who may claim it, one per line: "mediator", "@" and an id; and "!" before
                         * either for who may not */
    int rank;           /* 0 urgent, 1 high, 2 normal */
    int64_t follow_up;  /* when who has it wants to see it again; 0: never */
};

/* Of tasks only these are open: 0 and 1, whatever their words. Of all other parts, what has ended
 * has a status of 100 or more: kept, but not loaded by reader_load_live. */
enum { TASK_STATUS_LIVE_MOST = 1, PART_STATUS_ENDED = 100 };
static inline bool part_is_live(const struct part *part)
{
    return part->status <=
           (part->kind == PART_TASK ? TASK_STATUS_LIVE_MOST : PART_STATUS_ENDED - 1);
}

/* How lists call the status of a task, by number: "open" "claimed" "done" "expired" "cancelled". */
enum { TASK_STATUS_WORDS = 5 };
extern const char *const task_status_words[TASK_STATUS_WORDS];

/* A message for another case, on its way (rules.md E6). */
struct message_row {
    int64_t id; /* given by the store; order of delivery per receiver */
    struct id to;
    struct slice body; /* canonical JSON */
};

struct incident_row {
    struct id ref;
    int64_t case_id; /* 0: of no case */
    struct id case_ref;
    int64_t at, ended_at; /* ended_at 0: open */
    struct slice kind;    /* "script" "verdict" "asked" ... */
    struct slice code;
    struct slice body; /* canonical JSON: message, where, stack, stage, seq */
};

/* The first answer to an Idempotency-Key: found again by its keyed digest (rules.md E14). One
 * whose `at` is older than KEY_LIFE_MS may be replaced, and is cleared away some time. */
enum { KEY_LIFE_MS = 7 * 24 * 3600 * 1000 };
struct key_row {
    struct digest digest;  /* of person, route, key */
    struct digest request; /* of the body: another body is another request */
    struct id case_ref;
    int64_t journal_id; /* filled in by the store: row `row_index` of the write set; 0: a deed */
    int64_t at;
    struct slice reply; /* the answer to a deed, which has no row to render it from */
};

/* Numbers of a series: a prefix and a serial from 1 on. */
struct series_row {
    int64_t last;     /* 0: none yet */
    int64_t *missing; /* below the last, in order: reserved when the host died, and nobody's */
    size_t missing_count;
};

struct vault_key_row {
    struct id ref; /* names the person in the case, or the case itself */
    int64_t case_id;
    struct slice sealed; /* the person's key under the master key; empty: destroyed */
};

struct vault_row {
    struct id ref; /* the handle */
    struct id key; /* vault_key_row.ref */
    struct slice sealed;
};

struct release_row {
    int64_t id;
    struct digest digest;
    int64_t at;
    struct slice by, note; /* who published it, and what they said */
    struct slice body;     /* canonical JSON: { files = { path = text } } */
};

/* When a release became the active one: appended, never changed. */
struct activation_row {
    int64_t id, release;
    int64_t former; /* the release active before; 0: none was. Filled in by the store */
    int64_t at;
    struct slice by, why;
    struct slice kind; /* "activate" "rollback" "watch" "serve" */
};

/* A case that stays behind the active release until it leaves its stage (rules.md E11). */
struct stay_row {
    int64_t case_id;
    int64_t release; /* the one it does not go to */
    int64_t stage_seq, seq;
    int verdict;       /* enum verdict of the engine */
    struct slice body; /* canonical JSON: why, in words and by file and line */
};

struct token_row {
    struct digest digest;     /* keyed digest of the token */
    struct slice name, roles; /* roles one per line */
    struct id actor;
    int64_t at;
};

struct audit_row {
    int64_t at;
    struct slice actor, what;
    struct id case_ref;
    struct slice body;
};

/* A timer that falls due: of a part of any kind but tasks. */
struct due_row {
    int64_t due_ms, case_id;
    struct id case_ref;
    enum part_kind kind;
    struct slice key;
};

/* The hash a row must carry: over that of the row before it (zero bytes for the first), the case,
 * seq, release, at and body. */
void journal_hash(const struct digest *former, const struct id *case_ref,
                  const struct journal_row *row, struct digest *out);
/* The same for the audit log. */
void audit_hash(const struct digest *former, const struct audit_row *row, struct digest *out);
