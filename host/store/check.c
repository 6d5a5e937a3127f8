/* check.c - the database looked at as a file: every page, every index against its table. What cases
 * say of themselves is for the engine's verify.
 */
#include "store/lists.h"
#include "store/sqlite.h"

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
