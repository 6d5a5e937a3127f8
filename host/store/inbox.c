/* inbox.c - table `inbox`: messages on their way to a case, deleted by the turn that takes them. */
#include "store/tables.h"

int inbox_send(struct db *db, struct message_row *message)
{
    static const struct query query = {QUERY_INBOX_SEND,
                                       "INSERT INTO inbox (receiver, body) VALUES (?, ?)"};
    struct run run = db_run(db, &query);
    run_id(&run, &message->to);
    run_text(&run, message->body);
    int rc = run_once(&run);
    if (rc == SQLITE_OK)
        message->id = sqlite3_last_insert_rowid(db->handle);
    return rc;
}

/* A message that is not there was taken before: whoever takes it twice must not be believed. */
int inbox_take(struct db *db, int64_t id, const struct id *receiver)
{
    static const struct query query = {
        QUERY_INBOX_TAKE, "DELETE FROM inbox WHERE id = ?1 AND (?2 IS NULL OR receiver = ?2)"};
    static const struct id nobody;
    struct run run = db_run(db, &query);
    run_int(&run, id);
    run_id_or_null(&run, receiver ? receiver : &nobody);
    int rc = run_once(&run);
    return rc == SQLITE_OK && sqlite3_changes(db->handle) == 0 ? SQLITE_NOTFOUND : rc;
}

int inbox_list(struct db *db, int64_t after, size_t limit, struct rows *rows)
{
    static const struct query query = {
        QUERY_INBOX_LIST, "SELECT id, receiver, body FROM inbox WHERE id > ? ORDER BY id LIMIT ?"};
    struct run run = db_run(db, &query);
    run_int(&run, after);
    run_int(&run, (int64_t)limit);
    while (run_step(&run)) {
        struct message_row *row = rows_add(rows);
        row->id = get_int(&run);
        get_id(&run, &row->to);
        row->body = get_text(&run, rows->arena);
    }
    return run_end(&run);
}
