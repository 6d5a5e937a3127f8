/* store.h - where cases are kept: write sets go in, durability comes back, readers read.
 *
 * A *write set* is everything one loan of a case (or one administrative act) writes: all of it or
 * nothing. store_submit hands it over; later, always from the store's own thread, `on_settled` of
 * the store's options gets it back with `status`:
 *   0               committed and synced
 *   STATUS_REFUSED  the guard matched no row, or a constraint: this one alone was not written
 *   STATUS_FULL     disk full or read-only: nothing of its batch was written
 *   STATUS_UNKNOWN  COMMIT failed: it may or may not be on disk
 * Settled in the order of submission. The store commits what is there when the last commit ends: no
 * waiting window, at most 4,096 write sets or 8 MiB at a time.
 *
 * After UNKNOWN the store's `generation` has moved on: write sets of an older one (submitted before
 * the owner knew) settle as UNKNOWN without being tried. It reopens by itself (rules.md E3) and
 * tells by on_state; when it cannot, STORE_DEAD: the process must end with exit code 74.
 *
 * Readers belong to one thread each, never write and never checkpoint. Each call is one short read
 * transaction begun within it, so what was settled before is seen.
 *
 * Behind `struct store_calls` are SQLite and simulated. Lists (SQLite only) are in store/lists.h,
 * what is read of releases in store/releases.h, of records, effects, notices in store/office.h.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/list.h"
#include "data/value.h"
#include "store/limits.h"
#include "store/rows.h"

struct store;
struct reader;

enum op_kind {
    OP_PUT_PART,  /* insert or replace part */
    OP_DROP_PART, /* by kind and key */
    OP_SEND,      /* message, to another case */
    OP_TAKE,      /* delete message `number` from the inbox; refused if it is not there */
    OP_KEY, /* key; its journal_id becomes that of rows[number]; of a deed (a write set of no */
            /* case): number KEY_OF_DEED, and the reply is kept */
    OP_INCIDENT,    /* insert or replace incident by ref */
    OP_VAULT_KEY,   /* insert or replace; emptied `sealed` is overwritten on disk (secure_delete) */
    OP_VAULT,       /* insert, for the case of the write set */
    OP_RELEASE,     /* insert unless its digest is there */
    OP_ACTIVATE,    /* release `number` becomes the active one; 0: that of the OP_RELEASE before. */
                    /* Appends the activation and deletes the stays of all other releases */
    OP_STAY,        /* insert or replace, by case; case_id 0: the case of the write set */
    OP_UNSTAY,      /* delete, by stay.case_id (0 as above); nothing if it is not there */
    OP_TOKEN,       /* insert */
    OP_AUDIT,       /* append, chained */
    OP_RECORD,      /* insert (number 0) or replace the one at version `number` */
    OP_EFFECT,      /* the same by ref; case_id 0: the case of the write set */
    OP_NOTICE,      /* insert; case_id as above */
    OP_NOTICE_READ, /* nothing if read before; refused if there is no such notice */
};

enum { KEY_OF_DEED = -1, LETTER_NUMBERED = '=' };

struct op {
    struct op *next;
    enum op_kind kind;
    int64_t number;
    union {
        struct part part;
        struct message_row message;
        struct key_row key;
        struct incident_row incident;
        struct vault_key_row vault_key;
        struct vault_row vault;
        struct release_row release;
        struct activation_row activation; /* by, why, kind, at */
        struct stay_row stay;
        struct token_row token;
        struct audit_row audit;
        struct record_row record;
        struct effect_row effect;
        struct notice_row notice;
        struct notice_read_row notice_read;
    };
};

struct write_set {
    struct list_link link;
    struct arena arena;       /* owns all it points to; closed by write_set_close */
    size_t bytes;             /* about; for the size of a batch */
    bool has_case;            /* false: an administrative write set, only ops */
    int64_t expected_seq;     /* the guard: the case's seq in the store (0: it must not exist) */
    int64_t epoch;            /* the guard: the host that believes it owns the case */
    int64_t generation;       /* store_generation when the owner began */
    struct case_row row;      /* the case after it; but id, head and back as before it (0: new) */
    struct journal_row *rows; /* its turns, seq expected_seq + 1 ... */
    size_t row_count, row_capacity;
    struct op *first_op, *last_op;
    void *owner;    /* of the submitter */
    int status;     /* out; once 0, ids, head and back are those of the store */
    struct err err; /* out; codes of a refusal: stale_seq wrong_epoch case_exists number_taken
                     * key_taken message_taken stale_version not_sound constraint */
};

struct write_set *write_set_new(void);
void write_set_close(struct write_set *set); /* frees it whole; NULL allowed */
void write_set_clear(struct write_set *set); /* as new, with memory it has: to be filled again */
struct op *write_set_add(struct write_set *set, enum op_kind kind);
/* Takes back all ops behind `last`, which was last_op before they were added (NULL: none was). */
void write_set_rewind(struct write_set *set, struct op *last);
struct journal_row *write_set_add_row(struct write_set *set);

enum store_state { STORE_OPEN, STORE_FULL, STORE_DEAD };

struct store_options {
    const char *directory; /* holds comity.db; made by store_create */
    /* Both are called on the store's thread; `settled` lists write sets by their link. */
    void (*on_settled)(void *owner, struct list *settled);
    void (*on_state)(void *owner, enum store_state state, int64_t generation);
    void *owner;
    struct wallclock *clock;
    const char *vfs;   /* NULL: the system's; tests name the crash VFS */
    bool is_read_only; /* offline verify: a shared lock, no thread, no epoch; never submit to it */
    bool is_stepped;   /* store/stepped.h */
    const struct store_limits *limits; /* NULL: store_limits_default; copied */
};

/* A new data directory with an empty database; refuses a directory that already holds one. */
MUST_CHECK int store_create(const char *directory, struct err *err);
/* Locks the directory, migrates, takes the next epoch, starts the thread. STATUS_LOCKED,
 * STATUS_NEWER_SCHEMA, STATUS_CORRUPT, STATUS_IO: one clear sentence in err. */
MUST_CHECK int store_open(const struct store_options *options, struct store **out, struct err *err);
/* Settles what was submitted, checkpoints, closes. No reader may be open. */
void store_close(struct store *store);
/* Says of a directory nobody serves that it was put back from a backup. When it is opened next, all
 * pending effects are held: since the backup they may have been sent. */
MUST_CHECK int store_mark_restored(const char *directory, struct err *err);

void store_submit(struct store *store, struct write_set *set); /* takes it; any thread */
int64_t store_epoch(const struct store *store);
int64_t store_generation(const struct store *store);

MUST_CHECK int reader_open(struct store *store, struct reader **out, struct err *err);
void reader_close(struct reader *reader);
/* Until reader_let_go the calls of this reader read in one transaction: for who makes many in a
 * row. Short all the same: checkpoints, and a store that reopens, wait for it. */
MUST_CHECK int reader_hold(struct reader *reader, struct err *err);
void reader_let_go(struct reader *reader); /* after a reader_hold that went well */

/* A case with its parts, as last committed. */
struct case_image {
    struct case_row row;
    struct part *parts; /* by kind, then key bytewise */
    size_t part_count;
};

/* In an op of a case's write set, case_id 0 of a vault key or incident means that case. */

/* STATUS_NOT_FOUND without a text if there is no such case. */
MUST_CHECK int reader_load(struct reader *reader, const struct id *ref, struct arena *arena,
                           struct case_image *out, struct err *err);
/* The same without tasks that have ended: what a turn works on. A case may have thousands behind
 * it. */
MUST_CHECK int reader_load_live(struct reader *reader, const struct id *ref, struct arena *arena,
                                struct case_image *out, struct err *err);
/* A task of the case in whatever state, by its ref; STATUS_NOT_FOUND without a text. */
MUST_CHECK int reader_task(struct reader *reader, int64_t case_id, const struct id *ref,
                           struct arena *arena, struct part *out, struct err *err);
/* The rows replay needs, oldest (the opening) first: from `back` of the case. */
MUST_CHECK int reader_stage(struct reader *reader, const struct case_row *row, struct arena *arena,
                            struct journal_row **rows, size_t *count, struct err *err);
/* Rows of every kind going back from journal row `from` (0: none), at most `limit`, newest first.
 */
MUST_CHECK int reader_back(struct reader *reader, int64_t from, size_t limit, struct arena *arena,
                           struct journal_row **rows, size_t *count, struct err *err);
/* Due in (after, until], in order of (due_ms, case_id, kind, key); after NULL: from the start. */
MUST_CHECK int reader_due(struct reader *reader, const struct due_row *after, int64_t until_ms,
                          size_t limit, struct arena *arena, struct due_row **rows, size_t *count,
                          struct err *err);
/* Cases that are ready, by rowid above `after`. Parked and closed ones never are. */
MUST_CHECK int reader_ready(struct reader *reader, int64_t after, size_t limit, struct arena *arena,
                            struct case_row **rows, size_t *count, struct err *err);
MUST_CHECK int reader_inbox(struct reader *reader, int64_t after, size_t limit, struct arena *arena,
                            struct message_row **rows, size_t *count, struct err *err);
/* All cases by rowid above `after`, closed ones too: for verify and sweeps. */
MUST_CHECK int reader_cases(struct reader *reader, int64_t after, size_t limit, struct arena *arena,
                            struct case_row **rows, size_t *count, struct err *err);
MUST_CHECK int reader_key(struct reader *reader, const struct digest *digest, struct arena *arena,
                          struct key_row *out, struct err *err); /* STATUS_NOT_FOUND */
MUST_CHECK int reader_vault(struct reader *reader, int64_t case_id, const struct id *ref,
                            struct arena *arena, struct vault_row *out, struct vault_key_row *key,
                            struct err *err);
MUST_CHECK int reader_vault_keys(struct reader *reader, int64_t case_id, struct arena *arena,
                                 struct vault_key_row **rows, size_t *count, struct err *err);
MUST_CHECK int reader_incidents(struct reader *reader, int64_t case_id, bool only_open,
                                struct arena *arena, struct incident_row **rows, size_t *count,
                                struct err *err); /* case_id 0: all */
/* The series whose numbers are `prefix` and a serial: of cases, with LETTER_NUMBERED of letters. */
MUST_CHECK int reader_series(struct reader *reader, struct slice prefix, struct arena *arena,
                             struct series_row *out, struct err *err);
/* Of every series of letters the key with its last number: LETTER_NUMBERED series "\n" number. */
MUST_CHECK int reader_letter_numbers(struct reader *reader, struct arena *arena,
                                     struct slice **rows, size_t *count, struct err *err);
MUST_CHECK int reader_tokens(struct reader *reader, struct arena *arena, struct token_row **rows,
                             size_t *count, struct err *err);
