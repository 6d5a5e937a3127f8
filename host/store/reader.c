/* reader.c - the journal half read from SQLite: each call one short read transaction.
 *
 * A reader has its own connection, opened read-only at its first call and again after the store
 * was reopened. Its lock is taken for the length of a call; nobody else wants it but the store's
 * thread when it must have every connection closed.
 *
 *   db = sqlite_reader_begin(...)    locked, in a transaction begun now
 *   rc = cases_find(db, ...)
 *   return sqlite_reader_end(reader, rc, err);
 */
#include <stdlib.h>
#include "base/buf.h"
#include "store/sqlite.h"
#include "store/tables.h"

static struct sqlite_reader *reader_of(struct reader *reader)
{
    return (struct sqlite_reader *)reader;
}

static int open_connection(struct sqlite_reader *reader, struct err *err)
{
    if (reader->db.handle)
        return 0;
    if (reader->store->state == STORE_DEAD)
        return err_set(err, STATUS_STOPPING, "The store has stopped. Start the host again.");
    int rc = db_open(&reader->db, reader->store->path, reader->store->vfs, DB_READER);
    int status = db_status(&reader->db, rc, "opening the database for reading", err);
    if (status != 0)
        db_close(&reader->db);
    return status;
}

struct db *sqlite_reader_begin(struct reader *base, int *status, struct err *err)
{
    static const struct query begin = {QUERY_BEGIN_READ, "BEGIN"};
    struct sqlite_reader *reader = reader_of(base);
    if (reader->is_held) {
        *status = 0;
        return &reader->db;
    }
    pthread_mutex_lock(&reader->lock);
    *status = open_connection(reader, err);
    if (*status == 0)
        *status = db_status(&reader->db, db_once(&reader->db, &begin), "reading", err);
    if (*status == 0)
        return &reader->db;
    pthread_mutex_unlock(&reader->lock);
    return NULL;
}

int sqlite_reader_end(struct reader *base, int code, struct err *err)
{
    static const struct query commit = {QUERY_COMMIT, "COMMIT"};
    struct sqlite_reader *reader = reader_of(base);
    int status = db_status(&reader->db, code, "reading from the database", err);
    if (reader->is_held)
        return status;
    if (db_once(&reader->db, &commit) != SQLITE_OK)
        db_close(&reader->db); /* begins anew at the next call */
    pthread_mutex_unlock(&reader->lock);
    return status;
}

static int end_list(struct reader *reader, int code, const struct rows *rows, struct found *found,
                    struct err *err)
{
    found->items = rows->items;
    found->count = rows->count;
    return sqlite_reader_end(reader, code, err);
}

/* For a single row: what is not there has no text. */
static int end_find(struct reader *reader, bool is_there, int code, struct err *err)
{
    int status = sqlite_reader_end(reader, code, err);
    return status == 0 && !is_there ? STATUS_NOT_FOUND : status;
}

static int hold(struct reader *base, struct err *err)
{
    int status = 0;
    reader_of(base)->is_held = sqlite_reader_begin(base, &status, err) != NULL;
    return status;
}

static void let_go(struct reader *base)
{
    reader_of(base)->is_held = false;
    (void)sqlite_reader_end(base, SQLITE_OK, NULL);
}

static void close_reader(struct reader *base)
{
    struct sqlite_reader *reader = reader_of(base);
    pthread_mutex_lock(&reader->store->lock);
    struct sqlite_reader **at = &reader->store->readers;
    while (*at != reader)
        at = &(*at)->next;
    *at = reader->next;
    pthread_mutex_unlock(&reader->store->lock);
    db_close(&reader->db);
    pthread_mutex_destroy(&reader->lock);
    free(reader);
}

static int load(struct reader *reader, const struct id *ref, bool only_live, struct arena *arena,
                struct case_image *out, struct err *err)
{
    int status = 0, rc = SQLITE_OK;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows parts = {.arena = arena, .size = sizeof(struct part)};
    bool is_there = cases_find(db, ref, arena, &out->row, &rc);
    if (is_there && rc == SQLITE_OK)
        rc = parts_read(db, out->row.id, only_live, &parts);
    out->parts = parts.items;
    out->part_count = parts.count;
    return end_find(reader, is_there, rc, err);
}

static int task(struct reader *reader, int64_t case_id, const struct id *ref, struct arena *arena,
                struct part *out, struct err *err)
{
    int status = 0, rc = SQLITE_OK;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    bool is_there = parts_find_task(db, case_id, ref, arena, out, &rc);
    return end_find(reader, is_there, rc, err);
}

static void turn_around(struct journal_row *rows, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct journal_row row = rows[i];
        rows[i] = rows[count - 1 - i];
        rows[count - 1 - i] = row;
    }
}

static int stage(struct reader *reader, const struct case_row *row, struct found *found,
                 struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct journal_row)};
    int rc = journal_follow(db, row->back, JOURNAL_BY_BACK, SIZE_MAX, &rows);
    turn_around(rows.items, rows.count);
    return end_list(reader, rc, &rows, found, err);
}

static int back(struct reader *reader, int64_t from, size_t limit, struct found *found,
                struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct journal_row)};
    int rc = journal_follow(db, from, JOURNAL_BY_PREV, limit, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int due(struct reader *reader, const struct due_row *after, int64_t until_ms, size_t limit,
               struct found *found, struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct due_row)};
    int rc = parts_due(db, after, until_ms, limit, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int ready(struct reader *reader, int64_t after, size_t limit, struct found *found,
                 struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct case_row)};
    int rc = cases_ready(db, after, limit, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int dispatching(struct reader *reader, int64_t after, size_t limit, struct found *found,
                       struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct case_row)};
    int rc = cases_dispatching(db, after, limit, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int tasked(struct reader *reader, int64_t after, size_t limit, struct found *found,
                  struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct case_row)};
    int rc = cases_tasked(db, after, limit, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int inbox(struct reader *reader, int64_t after, size_t limit, struct found *found,
                 struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct message_row)};
    int rc = inbox_list(db, after, limit, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int cases(struct reader *reader, int64_t after, size_t limit, struct found *found,
                 struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct case_row)};
    int rc = cases_all(db, after, limit, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int key(struct reader *reader, const struct digest *digest, struct arena *arena,
               struct key_row *out, struct err *err)
{
    int status = 0, rc = SQLITE_OK;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    bool is_there = keys_find(db, digest, arena, out, &rc);
    return end_find(reader, is_there, rc, err);
}

static int vault(struct reader *reader, int64_t case_id, const struct id *ref, struct arena *arena,
                 struct vault_row *out, struct vault_key_row *vault_key, struct err *err)
{
    int status = 0, rc = SQLITE_OK;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    bool is_there = vault_find(db, case_id, ref, arena, out, vault_key, &rc);
    return end_find(reader, is_there, rc, err);
}

static int vault_keys(struct reader *reader, int64_t case_id, struct found *found, struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct vault_key_row)};
    int rc = vault_key_list(db, case_id, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int incidents(struct reader *reader, int64_t case_id, bool only_open, struct found *found,
                     struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct incident_row)};
    int rc = incidents_list(db, case_id, only_open, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int list_releases(struct reader *reader, enum releases_shape shape, struct found *found,
                         int64_t *active, struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct release_row)};
    int rc = releases_list(db, shape, &rows, active);
    return end_list(reader, rc, &rows, found, err);
}

static int releases(struct reader *reader, struct found *found, int64_t *active, struct err *err)
{
    return list_releases(reader, RELEASES_WHOLE, found, active, err);
}

static int release_heads(struct reader *reader, struct found *found, int64_t *active,
                         struct err *err)
{
    return list_releases(reader, RELEASES_HEADS, found, active, err);
}

static int release(struct reader *reader, int64_t id, struct arena *arena, struct release_row *out,
                   struct err *err)
{
    int status = 0, rc = SQLITE_OK;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    bool is_there = releases_find(db, id, arena, out, &rc);
    return end_find(reader, is_there, rc, err);
}

static int activations(struct reader *reader, int64_t before, size_t limit, struct found *found,
                       struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct activation_row)};
    int rc = activations_list(db, before, limit, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int stay(struct reader *reader, int64_t case_id, struct arena *arena, struct stay_row *out,
                struct err *err)
{
    int status = 0, rc = SQLITE_OK;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    bool is_there = stays_find(db, case_id, arena, out, &rc);
    return end_find(reader, is_there, rc, err);
}

static int stays(struct reader *reader, int64_t after, size_t limit, struct found *found,
                 struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct stay_row)};
    int rc = stays_list(db, after, limit, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int series(struct reader *reader, struct slice prefix, struct arena *arena,
                  struct series_row *out, struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    int rc = series_read(db, prefix, arena, out);
    return sqlite_reader_end(reader, rc, err);
}

static int letter_numbers(struct reader *reader, struct found *found, struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct slice)};
    int rc = parts_letter_numbers(db, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int tokens(struct reader *reader, struct found *found, struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct token_row)};
    int rc = tokens_list(db, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int part(struct reader *reader, int64_t case_id, const struct part *like,
                struct arena *arena, struct part *out, struct err *err)
{
    int status = 0, rc = SQLITE_OK;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    bool is_there = parts_find_part(db, case_id, like, arena, out, &rc);
    return end_find(reader, is_there, rc, err);
}

static int record(struct reader *reader, enum record_kind kind, struct slice key_text,
                  struct arena *arena, struct record_row *out, struct err *err)
{
    int status = 0, rc = SQLITE_OK;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    bool is_there = records_find(db, kind, key_text, arena, out, &rc);
    return end_find(reader, is_there, rc, err);
}

static int records(struct reader *reader, const struct record_span *span, struct found *found,
                   struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct record_row)};
    int rc = records_list(db, span, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int effect(struct reader *reader, const struct id *ref, struct arena *arena,
                  struct effect_row *out, struct err *err)
{
    int status = 0, rc = SQLITE_OK;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    bool is_there = effects_find(db, ref, arena, out, &rc);
    return end_find(reader, is_there, rc, err);
}

static int effects(struct reader *reader, const struct effect_span *span, struct found *found,
                   struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct effect_row)};
    int rc = effects_list(db, span, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static int notice(struct reader *reader, const struct id *ref, struct arena *arena,
                  struct notice_row *out, struct err *err)
{
    int status = 0, rc = SQLITE_OK;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    bool is_there = notices_find(db, ref, arena, out, &rc);
    return end_find(reader, is_there, rc, err);
}

static int notices(struct reader *reader, int64_t after, size_t limit, struct found *found,
                   struct err *err)
{
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct rows rows = {.arena = found->arena, .size = sizeof(struct notice_row)};
    int rc = notices_list(db, after, limit, &rows);
    return end_list(reader, rc, &rows, found, err);
}

static const struct reader_calls calls = {
    .close = close_reader,
    .load = load,
    .task = task,
    .stage = stage,
    .back = back,
    .due = due,
    .ready = ready,
    .dispatching = dispatching,
    .tasked = tasked,
    .inbox = inbox,
    .hold = hold,
    .let_go = let_go,
    .cases = cases,
    .key = key,
    .vault = vault,
    .vault_keys = vault_keys,
    .incidents = incidents,
    .releases = releases,
    .release_heads = release_heads,
    .release = release,
    .activations = activations,
    .stay = stay,
    .stays = stays,
    .series = series,
    .letter_numbers = letter_numbers,
    .tokens = tokens,
    .part = part,
    .record = record,
    .records = records,
    .effect = effect,
    .effects = effects,
    .notice = notice,
    .notices = notices,
};

bool reader_is_sqlite(const struct reader *reader)
{
    return reader->calls == &calls;
}

int sqlite_reader_open(struct store *base, struct reader **out, struct err *err)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    struct sqlite_reader *reader = mem_zero(sizeof *reader);
    reader->base.calls = &calls;
    reader->store = store;
    pthread_mutex_init(&reader->lock, NULL);
    pthread_mutex_lock(&store->lock);
    reader->next = store->readers;
    store->readers = reader;
    pthread_mutex_unlock(&store->lock);
    pthread_mutex_lock(&reader->lock);
    int status = open_connection(reader, err);
    pthread_mutex_unlock(&reader->lock);
    if (status != 0) {
        close_reader(&reader->base);
        return status;
    }
    *out = &reader->base;
    return 0;
}
