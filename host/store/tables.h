/* tables.h - what each table's file gives to batch.c (writing) and reader.c (reading). Inside
 * store/ only. Writers return a SQLite code; SQLITE_NOTFOUND: the row it stands on is not there.
 * Readers append to a `struct rows` or fill a struct; texts are copied into the arena.
 */
#pragma once
#include "store/db.h"
#include "store/office.h"

/* A growing array in an arena. */
struct rows {
    struct arena *arena;
    size_t size; /* of one */
    void *items;
    size_t count, capacity;
};
void *rows_add(struct rows *rows); /* zeroed */

/* cases.c */
MUST_CHECK int cases_insert(struct db *db, const struct case_row *row);
/* `row` as it will be; it must now stand at former_seq and former_head. */
MUST_CHECK int cases_update(struct db *db, const struct case_row *row, int64_t former_seq,
                            int64_t former_head);
MUST_CHECK int cases_last_id(struct db *db, int64_t *id);
bool cases_find(struct db *db, const struct id *ref, struct arena *arena, struct case_row *out,
                int *code);
MUST_CHECK int cases_ready(struct db *db, int64_t after, size_t limit, struct rows *rows);
MUST_CHECK int cases_dispatching(struct db *db, int64_t after, size_t limit, struct rows *rows);
MUST_CHECK int cases_tasked(struct db *db, int64_t after, size_t limit, struct rows *rows);
MUST_CHECK int cases_all(struct db *db, int64_t after, size_t limit, struct rows *rows);
/* Those with a turn in the journal rows above `mark` up to `until`; begins with `at` = mark. */
struct moved_walk {
    int64_t mark, until, at;
};
MUST_CHECK int cases_moved(struct db *db, struct moved_walk *walk, size_t limit, struct rows *rows);
const char *cases_moved_sql(void); /* for tests, which look at its plan */

/* series.c */
MUST_CHECK int series_read(struct db *db, struct slice prefix, struct arena *arena,
                           struct series_row *out);

/* journal.c */
MUST_CHECK int journal_insert(struct db *db, const struct journal_row *row);
MUST_CHECK int journal_last_id(struct db *db, int64_t *id);
/* From row `id` along `back` (is_stage) or `prev`; newest first. */
enum journal_way { JOURNAL_BY_BACK, JOURNAL_BY_PREV };
MUST_CHECK int journal_follow(struct db *db, int64_t id, enum journal_way way, size_t limit,
                              struct rows *rows);

/* parts.c; tasks too */
MUST_CHECK int parts_write(struct db *db, int64_t case_id, const struct part *part);
MUST_CHECK int parts_remove(struct db *db, int64_t case_id, const struct part *part);
MUST_CHECK int parts_read(struct db *db, int64_t case_id, bool only_live, struct rows *rows);
bool parts_find_part(struct db *db, int64_t case_id, const struct part *like, struct arena *arena,
                     struct part *out, int *code);
MUST_CHECK int parts_letter_numbers(struct db *db, struct rows *rows); /* struct slice */
bool parts_find_task(struct db *db, int64_t case_id, const struct id *ref, struct arena *arena,
                     struct part *out, int *code);
MUST_CHECK int parts_due(struct db *db, const struct due_row *after, int64_t until_ms, size_t limit,
                         struct rows *rows);

/* inbox.c */
MUST_CHECK int inbox_send(struct db *db, struct message_row *message); /* gives it its id */
/* receiver NULL: whosever it is */
MUST_CHECK int inbox_take(struct db *db, int64_t id, const struct id *receiver);
MUST_CHECK int inbox_list(struct db *db, int64_t after, size_t limit, struct rows *rows);

/* keys.c */
MUST_CHECK int keys_put(struct db *db, const struct key_row *key);
bool keys_find(struct db *db, const struct digest *digest, struct arena *arena, struct key_row *out,
               int *code);

/* incidents.c */
MUST_CHECK int incidents_put(struct db *db, const struct incident_row *incident);
const char *incidents_of_case_sql(void); /* for tests, which look at its plan */
MUST_CHECK int incidents_list(struct db *db, int64_t case_id, bool only_open, struct rows *rows);

/* vault.c */
MUST_CHECK int vault_key_put(struct db *db, const struct vault_key_row *key);
MUST_CHECK int vault_key_list(struct db *db, int64_t case_id, struct rows *rows);
MUST_CHECK int vault_put(struct db *db, int64_t case_id, const struct vault_row *value);
bool vault_find(struct db *db, int64_t case_id, const struct id *ref, struct arena *arena,
                struct vault_row *out, struct vault_key_row *key, int *code);

/* releases.c */
MUST_CHECK int releases_put(struct db *db, struct release_row *release); /* gives it its id */
enum releases_shape { RELEASES_WHOLE, RELEASES_HEADS };
MUST_CHECK int releases_list(struct db *db, enum releases_shape shape, struct rows *rows,
                             int64_t *active);
bool releases_find(struct db *db, int64_t id, struct arena *arena, struct release_row *out,
                   int *code);

/* SQLITE_NOTFOUND: no such release. *former: the one active until now, 0: none. */
MUST_CHECK int releases_activate(struct db *db, int64_t id, int64_t *former);

/* activations.c; `row` names the release, and is given its id and the former one */
MUST_CHECK int activations_add(struct db *db, struct activation_row *row);
MUST_CHECK int activations_list(struct db *db, int64_t before, size_t limit, struct rows *rows);

/* stays.c */
MUST_CHECK int stays_put(struct db *db, const struct stay_row *row);
MUST_CHECK int stays_drop(struct db *db, int64_t case_id);
MUST_CHECK int stays_drop_others(struct db *db, int64_t release); /* all but those of `release` */
bool stays_find(struct db *db, int64_t case_id, struct arena *arena, struct stay_row *out,
                int *code);
MUST_CHECK int stays_list(struct db *db, int64_t after, size_t limit, struct rows *rows);

/* tokens.c */
MUST_CHECK int tokens_put(struct db *db, const struct token_row *token);
MUST_CHECK int tokens_list(struct db *db, struct rows *rows);

/* records.c; `version`: the one it must have now, 0: none. SQLITE_NOTFOUND: it has another */
MUST_CHECK int records_put(struct db *db, const struct record_row *row, int64_t version);
bool records_find(struct db *db, enum record_kind kind, struct slice key, struct arena *arena,
                  struct record_row *out, int *code);
MUST_CHECK int records_list(struct db *db, const struct record_span *span, struct rows *rows);

/* effects.c; the same */
MUST_CHECK int effects_put(struct db *db, const struct effect_row *row, int64_t version);
bool effects_find(struct db *db, const struct id *ref, struct arena *arena, struct effect_row *out,
                  int *code);
MUST_CHECK int effects_list(struct db *db, const struct effect_span *span, struct rows *rows);
MUST_CHECK int effects_hold(struct db *db); /* all pending ones, if the host was restored */

/* notices.c */
MUST_CHECK int notices_put(struct db *db, const struct notice_row *row);
MUST_CHECK int notices_read(struct db *db, const struct notice_read_row *row);
bool notices_find(struct db *db, const struct id *ref, struct arena *arena, struct notice_row *out,
                  int *code);
MUST_CHECK int notices_list(struct db *db, int64_t after, size_t limit, struct rows *rows);

/* audit.c: `former` is the hash of the last row, and becomes that of this one. */
MUST_CHECK int audit_append(struct db *db, const struct audit_row *row, struct digest *former);
MUST_CHECK int audit_last(struct db *db, struct digest *out); /* zero: none yet */
