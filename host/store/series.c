/* series.c - how far a series of numbers has come, of cases or of letters.
 *
 * A serial begins with a digit: the series of another prefix that goes on with a letter is not
 * ours. Longer numbers are greater, so all of a series are looked at, once in a life of the host;
 * one by one only if fewer stand there than the last one says: the host died with some reserved.
 */
#include "store/db.h"
#include "store/tables.h"

#define OF_CASES                                                                                   \
    "FROM cases INDEXED BY cases_number WHERE number IS NOT NULL "                                 \
    "AND number >= ?1 || '0' AND number < ?1 || ':'" /* what follows '9' */
#define OF_LETTERS                                                                                 \
    "FROM parts INDEXED BY letters_number WHERE kind = 9 AND key > '=' AND key < '>' "             \
    "AND key >= ?1 || '0' AND key < ?1 || ':'"
#define SERIAL(column) "CAST(substr(" column ", length(?1) + 1) AS INTEGER)"

static const struct series_queries {
    struct query extent, serials;
} of_cases =
    {
        {QUERY_CASE_SERIES,  "SELECT count(*), max(" SERIAL("number") ") " OF_CASES              },
        {QUERY_CASE_SERIALS, "SELECT " SERIAL("number") " AS serial " OF_CASES " ORDER BY serial"}
},
  of_letters = {
      {QUERY_LETTER_SERIES, "SELECT count(*), max(" SERIAL("key") ") " OF_LETTERS},
      {QUERY_LETTER_SERIALS, "SELECT " SERIAL("key") " AS serial " OF_LETTERS " ORDER BY serial"}};

int series_read(struct db *db, struct slice prefix, struct arena *arena, struct series_row *out)
{
    const struct series_queries *queries =
        prefix.len > 0 && prefix.bytes[0] == LETTER_NUMBERED ? &of_letters : &of_cases;
    int64_t count = 0, next = 1;

    *out = (struct series_row){0};
    struct run run = db_run(db, &queries->extent);
    run_text(&run, prefix);
    if (run_step(&run)) {
        count = get_int(&run);
        out->last = get_int(&run); /* NULL: 0 */
    }
    int rc = run_end(&run);
    if (rc != SQLITE_OK || count >= out->last)
        return rc;
    out->missing = ARENA_ARRAY(arena, int64_t, (size_t)(out->last - count));
    run = db_run(db, &queries->serials);
    run_text(&run, prefix);
    while (run_step(&run))
        for (int64_t serial = get_int(&run); next <= serial; next++)
            if (next < serial && out->missing_count < (size_t)(out->last - count))
                out->missing[out->missing_count++] = next;
    return run_end(&run);
}
