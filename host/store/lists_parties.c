/* lists_parties.c - the cases of a person, found by the keyed digest of a number of his. The index
 * holds digests only: nobody is found by it who is not known already.
 */
#include "store/lists_inside.h"
#include "store/tables.h"

static int run_parties(struct db *db, struct slice digest, size_t limit, struct rows *rows)
{
    static const struct query query = {
        QUERY_LIST_PARTIES,
        "SELECT DISTINCT c.ref, c.id FROM parts p INDEXED BY parts_party JOIN cases c "
        "ON c.id = p.case_id WHERE p.kind = 12 AND p.key >= 'party/' AND p.key < 'party0' "
        "AND p.key > 'party/' || ?1 || '/' AND p.key < 'party/' || ?1 || '0' "
        "ORDER BY c.id DESC LIMIT ?2"};
    struct run run = db_run(db, &query);

    run_text(&run, digest);
    run_int(&run, (int64_t)limit);
    while (run_step(&run))
        get_id(&run, rows_add(rows));
    return run_end(&run);
}

int list_parties(struct reader *reader, struct slice digest, size_t limit, struct arena *arena,
                 struct id **refs, size_t *count, struct err *err)
{
    struct rows rows = {.arena = arena, .size = sizeof(struct id)};
    int status = 0;
    struct db *db = sqlite_reader_begin(reader, &status, err);

    *refs = NULL;
    *count = 0;
    if (!db)
        return status;
    status = sqlite_reader_end(reader, run_parties(db, digest, limit, &rows), err);
    *refs = rows.items;
    *count = rows.count;
    return status;
}
