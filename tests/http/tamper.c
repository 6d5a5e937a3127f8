/* tamper.c - changes the database of an office behind the host's back: tamper DIR SQL. What keeps
 * the journal append-only is taken away first, as whoever tampers would. */
#include <sqlite3.h>
#include <stdio.h>

static const char unlock[] = "DROP TRIGGER IF EXISTS journal_is_not_changed;"
                             "DROP TRIGGER IF EXISTS journal_is_not_deleted;"
                             "DROP TRIGGER IF EXISTS audit_is_not_changed;"
                             "DROP TRIGGER IF EXISTS audit_is_not_deleted;";

int main(int argc, char **argv)
{
    char path[4096];
    sqlite3 *db = NULL;
    int rc = SQLITE_MISUSE;

    if (argc == 3) {
        snprintf(path, sizeof path, "%s/comity.db", argv[1]);
        rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
    }
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db, unlock, NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db, argv[2], NULL, NULL, NULL);
    if (rc == SQLITE_OK && sqlite3_changes(db) == 0)
        rc = SQLITE_NOTFOUND;
    if (rc != SQLITE_OK)
        printf("tamper: %s\n", db && rc != SQLITE_NOTFOUND ? sqlite3_errmsg(db) : "no row changed");
    sqlite3_close(db);
    return rc != SQLITE_OK;
}
