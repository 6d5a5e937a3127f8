/* schema.c - the tables of comity.db and how older ones become the present ones.
 *
 * PRAGMA application_id says that a file is ours, PRAGMA user_version which schema it has. Step n
 * of `steps` leads from version n to n + 1, in one transaction with the new version number, so
 * a crash leaves one or the other. Steps are never edited once released; add one at the end.
 *
 * The layout:
 *   journal   a plain rowid table, appended in commit order (clustered by case it is half as fast);
 *             a case finds its own rows by `prev` and `back`, from cases.head and cases.back
 *   parts     waits, clocks, signals, links of cases; a rowid table with an index, since a
 *             WITHOUT ROWID tree spends a whole overflow page on each body over 1,000 bytes
 *   tasks     the same for tasks, with what lists of people ask for
 *   records   what an office keeps about itself: people, calendars, targets ...
 *   effects   the outbox; notices, notice_reads: what people are told and what they have seen
 * journal, audit and activations are append-only by trigger, releases cannot be changed.
 */
#include "store/schema.h"

enum { APPLICATION_ID = 0x436d7479 }; /* "Cmty" */

static const char step_1[] =
    "CREATE TABLE host (id INTEGER PRIMARY KEY CHECK (id = 1), epoch INTEGER NOT NULL,"
    "  probes INTEGER NOT NULL, active_release INTEGER NOT NULL) STRICT;"
    "INSERT INTO host VALUES (1, 0, 0, 0);"
    "CREATE TABLE cases (id INTEGER PRIMARY KEY, ref BLOB NOT NULL, number TEXT,"
    "  workflow TEXT NOT NULL, office TEXT NOT NULL, stage TEXT NOT NULL, outcome TEXT NOT NULL,"
    "  status INTEGER NOT NULL, is_ready INTEGER NOT NULL, release INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL, head INTEGER NOT NULL, back INTEGER NOT NULL,"
    "  opened_at INTEGER NOT NULL, at INTEGER NOT NULL, hash BLOB NOT NULL,"
    "  extra TEXT NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX cases_ref ON cases(ref);"
    "CREATE UNIQUE INDEX cases_number ON cases(number) WHERE number IS NOT NULL;"
    "CREATE INDEX cases_ready ON cases(id) WHERE is_ready = 1;"
    "CREATE INDEX cases_alive ON cases(id) WHERE status <> 3;"
    "CREATE TABLE journal (id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL, prev INTEGER NOT NULL, back INTEGER NOT NULL,"
    "  mark INTEGER NOT NULL, release INTEGER NOT NULL, at INTEGER NOT NULL,"
    "  body TEXT NOT NULL, hash BLOB NOT NULL) STRICT;"
    "CREATE TABLE parts (id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, kind INTEGER NOT NULL,"
    "  key TEXT NOT NULL, status INTEGER NOT NULL, due_ms INTEGER NOT NULL,"
    "  body TEXT NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX parts_key ON parts(case_id, kind, key);"
    "CREATE INDEX parts_due ON parts(due_ms, case_id, kind, key) WHERE due_ms > 0;"
    "CREATE TABLE tasks (id INTEGER PRIMARY KEY, ref BLOB NOT NULL, case_id INTEGER NOT NULL,"
    "  key TEXT NOT NULL, status INTEGER NOT NULL, form TEXT NOT NULL, \"to\" TEXT NOT NULL,"
    "  assignee TEXT NOT NULL, opened_at INTEGER NOT NULL, due_at INTEGER NOT NULL,"
    "  due_ms INTEGER NOT NULL, body TEXT NOT NULL,"
    /* Without a due time comes last. */
    "  due_sort INTEGER GENERATED ALWAYS AS (iif(due_at = 0, 999999999999999, due_at))) STRICT;"
    "CREATE UNIQUE INDEX tasks_ref ON tasks(ref);"
    "CREATE UNIQUE INDEX tasks_key ON tasks(case_id, key);"
    "CREATE INDEX tasks_by_status ON tasks(status, due_sort, opened_at, id);"
    "CREATE INDEX tasks_by_due ON tasks(due_sort, opened_at, id);"
    "CREATE INDEX tasks_by_assignee ON tasks(assignee, status) WHERE assignee <> '';"
    /* AUTOINCREMENT: the number of a message that was taken is never given again. */
    "CREATE TABLE inbox (id INTEGER PRIMARY KEY AUTOINCREMENT, receiver BLOB NOT NULL,"
    "  body TEXT NOT NULL) STRICT;"
    "CREATE INDEX inbox_receiver ON inbox(receiver);"
    "CREATE TABLE keys (id INTEGER PRIMARY KEY, digest BLOB NOT NULL, request BLOB NOT NULL,"
    "  case_ref BLOB, journal_id INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX keys_digest ON keys(digest);"
    "CREATE TABLE incidents (id INTEGER PRIMARY KEY, ref BLOB NOT NULL, case_id INTEGER NOT NULL,"
    "  case_ref BLOB, at INTEGER NOT NULL, ended_at INTEGER NOT NULL, kind TEXT NOT NULL,"
    "  code TEXT NOT NULL, body TEXT NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX incidents_ref ON incidents(ref);"
    "CREATE INDEX incidents_case ON incidents(case_id);"
    "CREATE INDEX incidents_open ON incidents(id) WHERE ended_at = 0;"
    "CREATE TABLE vault_keys (id INTEGER PRIMARY KEY, ref BLOB NOT NULL,"
    "  case_id INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX vault_keys_ref ON vault_keys(case_id, ref);"
    "CREATE TABLE vault (id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, ref BLOB NOT NULL,"
    "  key BLOB NOT NULL, sealed BLOB NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX vault_ref ON vault(case_id, ref);"
    "CREATE TABLE releases (id INTEGER PRIMARY KEY, digest BLOB NOT NULL, at INTEGER NOT NULL,"
    "  body TEXT NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX releases_digest ON releases(digest);"
    "CREATE TABLE tokens (id INTEGER PRIMARY KEY, digest BLOB NOT NULL, name TEXT NOT NULL,"
    "  roles TEXT NOT NULL, actor BLOB NOT NULL, at INTEGER NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX tokens_digest ON tokens(digest);"
    "CREATE TABLE audit (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL,"
    "  what TEXT NOT NULL, case_ref BLOB, body TEXT NOT NULL, hash BLOB NOT NULL) STRICT;"
    "CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal"
    "  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;"
    "CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal"
    "  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;"
    "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit"
    "  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;"
    "CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit"
    "  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;";

/* What a turn loads of the tasks of a case: a clerk's case may have thousands that have ended. */
static const char step_2[] = "CREATE INDEX tasks_live ON tasks(case_id, key) WHERE status < 2;";

/* Who published and who activated; which cases stay behind. What was active before this step knew
 * nobody, so its activation has neither name nor reason. */
static const char step_3[] =
    "ALTER TABLE releases ADD COLUMN \"by\" TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE releases ADD COLUMN note TEXT NOT NULL DEFAULT '';"
    "CREATE TABLE activations (id INTEGER PRIMARY KEY, release INTEGER NOT NULL,"
    "  former INTEGER NOT NULL, at INTEGER NOT NULL, \"by\" TEXT NOT NULL, why TEXT NOT NULL,"
    "  kind TEXT NOT NULL) STRICT;"
    "INSERT INTO activations (release, former, at, \"by\", why, kind)"
    "  SELECT releases.id, 0, releases.at, '', '', 'serve' FROM host, releases"
    "  WHERE releases.id = host.active_release;"
    "CREATE TABLE stays (case_id INTEGER PRIMARY KEY, release INTEGER NOT NULL,"
    "  stage_seq INTEGER NOT NULL, seq INTEGER NOT NULL, verdict INTEGER NOT NULL,"
    "  body TEXT NOT NULL) STRICT;"
    "CREATE TRIGGER activations_are_not_changed BEFORE UPDATE ON activations"
    "  BEGIN SELECT RAISE(ABORT, 'the list of activations is append-only'); END;"
    "CREATE TRIGGER activations_are_not_deleted BEFORE DELETE ON activations"
    "  BEGIN SELECT RAISE(ABORT, 'the list of activations is append-only'); END;"
    "CREATE TRIGGER releases_are_not_changed BEFORE UPDATE ON releases"
    "  BEGIN SELECT RAISE(ABORT, 'a release cannot be changed'); END;"
    "CREATE TRIGGER releases_are_not_deleted BEFORE DELETE ON releases"
    "  BEGIN SELECT RAISE(ABORT, 'a release is kept'); END;";

/* Records, the outbox, notices. Parts of the newer kinds stay when they have ended and may be
 * thousands in one case, so what a turn loads of them has an index; the first five kinds need none.
 */
static const char step_4[] =
    "CREATE INDEX parts_card ON parts(status, case_id) WHERE kind = 6;"
    "CREATE INDEX parts_live ON parts(case_id, kind, key) WHERE kind > 5 AND status < 100;"
    "CREATE UNIQUE INDEX letters_number ON parts(key)"
    "  WHERE kind = 9 AND key > '=' AND key < '>';"
    "ALTER TABLE host ADD COLUMN is_restored INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE keys ADD COLUMN reply TEXT NOT NULL DEFAULT '';"
    "CREATE TABLE records (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, key TEXT NOT NULL,"
    "  version INTEGER NOT NULL, status INTEGER NOT NULL, at INTEGER NOT NULL,"
    "  body TEXT NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX records_key ON records(kind, key);"
    "CREATE TABLE effects (id INTEGER PRIMARY KEY, ref BLOB NOT NULL, case_id INTEGER NOT NULL,"
    "  case_ref BLOB, key TEXT NOT NULL, target TEXT NOT NULL, kind TEXT NOT NULL,"
    "  status INTEGER NOT NULL, version INTEGER NOT NULL, attempts INTEGER NOT NULL,"
    "  next_at INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,"
    "  error TEXT NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX effects_ref ON effects(ref);"
    "CREATE INDEX effects_by_status ON effects(status, next_at, id);"
    "CREATE INDEX effects_case ON effects(case_id, id);"
    "CREATE TABLE notices (id INTEGER PRIMARY KEY, ref BLOB NOT NULL, case_id INTEGER NOT NULL,"
    "  case_ref BLOB, at INTEGER NOT NULL, not_before INTEGER NOT NULL, office TEXT NOT NULL,"
    "  person TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX notices_ref ON notices(ref);"
    "CREATE INDEX notices_person ON notices(person, id) WHERE person <> '';"
    "CREATE INDEX notices_role ON notices(role, office, id) WHERE person = '';"
    "CREATE TABLE notice_reads (notice_id INTEGER NOT NULL, person TEXT NOT NULL,"
    "  at INTEGER NOT NULL, PRIMARY KEY (notice_id, person)) STRICT, WITHOUT ROWID;";

/* What lists of work ask for; `status` stands in each index, or it would cover nothing. Whose
 * people an older task was for is told by its case. */
static const char step_5[] =
    "ALTER TABLE tasks ADD COLUMN office TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE tasks ADD COLUMN words TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE tasks ADD COLUMN rank INTEGER NOT NULL DEFAULT 2;"
    "ALTER TABLE tasks ADD COLUMN follow_up INTEGER NOT NULL DEFAULT 0;"
    /* due_sort, but stored: an index over a computed column covers nothing (SQLite 3.40) */
    "ALTER TABLE tasks ADD COLUMN due_order INTEGER NOT NULL DEFAULT 0;"
    "UPDATE tasks SET words = \"to\", due_order = due_sort,"
    "  office = (SELECT cases.office FROM cases WHERE cases.id = tasks.case_id);"
    "CREATE INDEX tasks_group ON tasks(office, rank, due_order, opened_at, id, words, status)"
    "  WHERE status = 0;"
    "CREATE INDEX tasks_named ON tasks(rank, due_order, opened_at, id, words, status)"
    "  WHERE status = 0 AND instr(words, '@') > 0;"
    "CREATE INDEX tasks_mine ON tasks(assignee, rank, due_order, opened_at, id, follow_up, status)"
    "  WHERE status = 1;"
    "CREATE INDEX tasks_office ON tasks(office, rank, due_order, opened_at, id, status)"
    "  WHERE status < 2;";

/* Dispatches that are going on: not their posts, which are rows beside them. */
static const char step_6[] = "CREATE INDEX parts_dispatch ON parts(id) WHERE kind = 7 AND "
                             "status < 5 AND instr(key, '#') = 0;";

/* In which cases somebody is a party: facts "party/DIGEST/KEY". */
static const char step_7[] = "CREATE INDEX parts_party ON parts(key, case_id) WHERE kind = 12 AND "
                             "key >= 'party/' AND key < 'party0';";

/* Parties noted before that index was thought of, "party/KEY" with digests inside, are noted as all
 * are now: hints of duplicates know the older cases too. */
static const char step_8[] =
    "INSERT OR IGNORE INTO parts (case_id, kind, key, status, due_ms, body)"
    "  SELECT p.case_id, p.kind, 'party/' || d.value || '/' || substr(p.key, 7), p.status,"
    "    p.due_ms, '{}'"
    "  FROM parts p, json_each(CASE WHEN json_valid(p.body) THEN p.body ELSE '{}' END,"
    "    '$.digests') d"
    "  WHERE p.kind = 12 AND p.key >= 'party/' AND p.key < 'party0'"
    "    AND instr(substr(p.key, 7), '/') = 0 AND d.type = 'text';"
    "DELETE FROM parts WHERE kind = 12 AND key >= 'party/' AND key < 'party0'"
    "  AND instr(substr(key, 7), '/') = 0 AND json_valid(body);";

static const char *const steps[] = {step_1, step_2, step_3, step_4, step_5, step_6, step_7, step_8};
enum { SCHEMA_VERSION = sizeof steps / sizeof *steps };

static int read_pragma(struct db *db, const char *sql, int64_t *out)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    *out = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* Whose file is it, and of which version? An empty one is version 0. */
static int read_version(struct db *db, int64_t *version, struct err *err)
{
    int64_t application = 0, tables = 0;
    int rc = read_pragma(db, "PRAGMA application_id", &application);
    if (rc == SQLITE_OK)
        rc = read_pragma(db, "PRAGMA user_version", version);
    if (rc == SQLITE_OK)
        rc = read_pragma(db, "SELECT count(*) FROM sqlite_schema", &tables);
    if (rc != SQLITE_OK)
        return db_status(db, rc, "opening the database", err);
    if (application != APPLICATION_ID && (application != 0 || tables != 0))
        return err_set(err, STATUS_CORRUPT,
                       "comity.db in this folder is a database of another program. Name the "
                       "folder that `comity init` made.");
    if (*version > SCHEMA_VERSION)
        return err_set(err, STATUS_NEWER_SCHEMA,
                       "The data was written by a newer Comity (schema %lld, this one knows %d). "
                       "Nothing was changed. Install that version or a later one.",
                       (long long)*version, SCHEMA_VERSION);
    return 0;
}

static int take_step(struct db *db, int64_t version)
{
    char tail[96];
    sqlite3_snprintf(sizeof tail, tail, "PRAGMA application_id = %d; PRAGMA user_version = %lld",
                     APPLICATION_ID, (long long)version + 1);
    int rc = db_exec(db, "BEGIN IMMEDIATE");
    if (rc == SQLITE_OK)
        rc = db_exec(db, steps[version]);
    if (rc == SQLITE_OK)
        rc = db_exec(db, tail);
    if (rc == SQLITE_OK)
        rc = db_exec(db, "COMMIT");
    if (rc != SQLITE_OK)
        db_roll_back(db);
    return rc;
}

static int take_steps(struct db *db, int64_t version, struct err *err)
{
    int status = 0;
    for (; status == 0 && version < SCHEMA_VERSION; version++) {
        int rc = take_step(db, version);
        if (rc != SQLITE_OK)
            status = db_status(db, rc, "bringing the database to the present schema", err);
    }
    return status;
}

/* An emptied file reads as a new one: an office must not begin again over what it had. */
int schema_refuse_empty(struct err *err)
{
    return err_set(err, STATUS_CORRUPT,
                   "comity.db is empty, as `comity init` never leaves it. Nothing was changed. "
                   "Keep the folder as it is and restore the last backup.");
}

int schema_create(struct db *db, struct err *err)
{
    int64_t version = 0;
    int status = read_version(db, &version, err);
    return status == 0 ? take_steps(db, version, err) : status;
}

int schema_migrate(struct db *db, struct err *err)
{
    int64_t version = 0;
    int status = read_version(db, &version, err);
    if (status == 0 && version == 0)
        status = schema_refuse_empty(err);
    return status == 0 ? take_steps(db, version, err) : status;
}

int schema_check(struct db *db, struct err *err)
{
    int64_t version = 0;
    int status = read_version(db, &version, err);
    if (status == 0 && version == 0)
        status = schema_refuse_empty(err);
    if (status == 0 && version < SCHEMA_VERSION)
        return err_set(err, STATUS_IO,
                       "The data has an older schema (%lld, this Comity needs %d). Start `comity "
                       "serve` on it once, which brings it up to date.",
                       (long long)version, SCHEMA_VERSION);
    return status;
}
