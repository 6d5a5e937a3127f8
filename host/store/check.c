/* check.c - the database looked at as a file: every page, every index against its table; and the
 * chain of the audit log. What cases say of themselves is for the engine's verify.
 *
 * The chain tells of every row changed, put in or taken out, but for the newest: what was cut off
 * at the end leaves no trace in it.
 */
#include "store/lists.h"
#include "store/sqlite.h"
#include "store/tables.h"

enum { AUDIT_PAGE = 1000 };

int list_check(struct reader *reader, struct err *err)
{
    static const struct query query = {QUERY_CHECK, "PRAGMA integrity_check(1)"};
    struct arena arena = {0};
    struct slice finding = slice_of("ok");
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct run run = db_run(db, &query);
    if (run_step(&run))
        finding = get_text(&run, &arena);
    status = sqlite_reader_end(reader, run_end(&run), err);
    if (status == 0 && !slice_is(finding, "ok"))
        status = err_set(err, STATUS_CORRUPT,
                         "The database is damaged (%.*s). Keep the folder as it is and restore the "
                         "last backup.",
                         SLICE_ARG(finding));
    arena_close(&arena);
    return status;
}

struct audit_walk {
    int64_t after, seen; /* rowid; rows of this page */
    struct digest former;
    bool is_broken; /* at `after` */
};

static int walk_page(struct db *db, struct audit_walk *walk, struct arena *arena)
{
    static const struct query query = {
        QUERY_CHECK_AUDIT, "SELECT id, at, actor, what, case_ref, body, hash FROM audit "
                           "WHERE id > ? ORDER BY id LIMIT ?"};
    struct run run = db_run(db, &query);
    run_int(&run, walk->after);
    run_int(&run, AUDIT_PAGE);
    for (walk->seen = 0; !walk->is_broken && run_step(&run); walk->seen++) {
        struct audit_row row = {0};
        struct digest kept, hash;
        walk->after = get_int(&run);
        row.at = get_int(&run);
        row.actor = get_text(&run, arena);
        row.what = get_text(&run, arena);
        get_id(&run, &row.case_ref);
        row.body = get_text(&run, arena);
        get_digest(&run, &kept);
        audit_hash(&walk->former, &row, &hash);
        walk->is_broken = memcmp(&kept, &hash, sizeof hash) != 0;
        walk->former = kept;
    }
    return run_end(&run);
}

int list_check_audit(struct reader *reader, struct err *err)
{
    struct audit_walk walk = {.seen = AUDIT_PAGE};
    int status = 0;

    while (status == 0 && !walk.is_broken && walk.seen == AUDIT_PAGE) {
        struct arena arena = {0};
        struct db *db = sqlite_reader_begin(reader, &status, err);
        if (db)
            status = sqlite_reader_end(reader, walk_page(db, &walk, &arena), err);
        arena_close(&arena);
    }
    if (status == 0 && walk.is_broken)
        status = err_set(err, STATUS_CORRUPT,
                         "Line %lld of the audit log is not the one that was recorded: its hash "
                         "does not follow from the line before.",
                         (long long)walk.after);
    return status;
}
