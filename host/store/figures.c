/* figures.c - figures.db: facts by case, links between them, and the mark (figures.h).
 *
 * One transaction brings it up to date. Its journal is SQLite's plain one, not a WAL: nobody else
 * has it open for long, and it needs no checkpoints. To change the shape: a new FIGURES_VERSION;
 * a file of another version is deleted and made again.
 */
#include "store/figures.h"
#include <stdlib.h>
#include <unistd.h>
#include "store/sqlite.h"
#include "store/tables.h"

enum { FIGURES_VERSION = 2 };

static const char shape[] =
    "CREATE TABLE mark (id INTEGER PRIMARY KEY CHECK (id = 1), head INTEGER NOT NULL,"
    "  hash BLOB NOT NULL) STRICT;"
    "INSERT INTO mark VALUES (1, 0, x'');"
    "CREATE TABLE facts (case_id INTEGER PRIMARY KEY, ref BLOB NOT NULL, workflow TEXT NOT NULL,"
    "  office TEXT NOT NULL, type TEXT NOT NULL, extra TEXT NOT NULL, seq INTEGER NOT NULL,"
    "  first INTEGER NOT NULL, last INTEGER NOT NULL, body TEXT NOT NULL) STRICT;"
    "CREATE TABLE links (id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, \"to\" BLOB NOT NULL,"
    "  \"as\" TEXT NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL) STRICT;"
    "CREATE INDEX links_case ON links(case_id);"
    "CREATE INDEX links_to ON links(\"to\");";

struct figures {
    struct db db;
    char *path;
    int64_t head, reached; /* the mark; where it will be */
    int64_t at;            /* the last that was given: its journal row, or its case if void */
    struct digest hash;
    bool is_writing, is_void; /* void: every case is to be folded */
    bool has_begun;           /* some have been given */
};

static int translate(struct figures *figures, int rc, struct err *err)
{
    if (rc == SQLITE_OK)
        return 0;
    if ((rc & 0xff) == SQLITE_BUSY)
        return err_set(err, STATUS_BUSY,
                       "Another report is being prepared. Ask again in a moment.");
    return db_status(&figures->db, rc, "reading figures.db", err);
}

/* ---- opening ---- */

static int64_t version_of(struct db *db)
{
    sqlite3_stmt *stmt = NULL;
    int64_t version = -1;
    if (sqlite3_prepare_v2(db->handle, "PRAGMA user_version", -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW)
        version = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return version;
}

static int make_tables(struct figures *figures)
{
    char version[64];
    struct db *db = &figures->db;
    sqlite3_snprintf(sizeof version, version, "PRAGMA user_version = %d", FIGURES_VERSION);
    int rc = db_exec(db, "BEGIN IMMEDIATE");
    if (rc == SQLITE_OK && version_of(db) == FIGURES_VERSION) /* another was faster */
        return db_exec(db, "COMMIT");
    if (rc == SQLITE_OK)
        rc = db_exec(db, shape);
    if (rc == SQLITE_OK)
        rc = db_exec(db, version);
    if (rc == SQLITE_OK)
        rc = db_exec(db, "COMMIT");
    if (rc != SQLITE_OK)
        db_roll_back(db);
    return rc;
}

static int open_file(struct figures *figures)
{
    int rc = db_open_plain(&figures->db, figures->path);
    int64_t version = rc == SQLITE_OK ? version_of(&figures->db) : 0;
    if (rc == SQLITE_OK && version == 0)
        rc = make_tables(figures);
    else if (rc == SQLITE_OK && version != FIGURES_VERSION)
        rc = SQLITE_NOTADB;
    return rc;
}

static bool is_spoilt(int rc)
{
    return (rc & 0xff) == SQLITE_NOTADB || (rc & 0xff) == SQLITE_CORRUPT ||
           (rc & 0xff) == SQLITE_ERROR;
}

const char *reader_directory(const struct reader *reader)
{
    return reader_is_sqlite(reader)
               ? ((const struct sqlite_reader *)(const void *)reader)->store->directory
               : NULL;
}

int figures_open(struct reader *reader, struct figures **out, struct err *err)
{
    *out = NULL;
    if (!reader_is_sqlite(reader))
        return err_set(err, STATUS_LATER, "Reports are read from SQLite only.");
    struct figures *figures = mem_zero(sizeof *figures);
    struct buf path = {0};
    buf_printf(&path, "%s/figures.db", reader_directory(reader));
    figures->path = path.bytes;
    int rc = open_file(figures);
    if (is_spoilt(rc)) { /* it is only made of what the journals say */
        db_close(&figures->db);
        (void)unlink(figures->path);
        rc = open_file(figures);
    }
    int status = translate(figures, rc, err);
    if (status != 0) {
        figures_close(figures);
        return status;
    }
    *out = figures;
    return 0;
}

void figures_close(struct figures *figures)
{
    if (!figures)
        return;
    figures_undo(figures);
    db_close(&figures->db);
    free(figures->path);
    free(figures);
}

/* ---- up to date ---- */

static int read_mark(struct figures *figures)
{
    static const struct query query = {QUERY_FIGURES_MARK, "SELECT head, hash FROM mark"};
    struct run run = db_run(&figures->db, &query);
    if (run_step(&run)) {
        figures->head = get_int(&run);
        get_digest(&run, &figures->hash);
    }
    return run_end(&run);
}

int figures_begin(struct figures *figures, struct err *err)
{
    static const struct query begin = {QUERY_BEGIN_WRITE, "BEGIN IMMEDIATE"};
    int rc = db_once(&figures->db, &begin);
    figures->is_writing = rc == SQLITE_OK;
    if (rc == SQLITE_OK)
        rc = read_mark(figures);
    figures->reached = figures->head;
    figures->is_void = figures->head == 0;
    figures->has_begun = false;
    return translate(figures, rc, err);
}

void figures_undo(struct figures *figures)
{
    if (figures->is_writing)
        db_roll_back(&figures->db);
    figures->is_writing = false;
}

void figures_take_all(struct figures *figures)
{
    figures->is_void = true;
}

int figures_forget(struct figures *figures, struct err *err)
{
    int rc = db_exec(&figures->db, "DELETE FROM facts; DELETE FROM links;");
    figures->head = 0;
    figures->is_void = true;
    return translate(figures, rc, err);
}

/* Is the journal row of the mark still the one it was? */
static int check_mark(struct figures *figures, struct reader *reader, struct err *err)
{
    struct arena arena = {0};
    struct journal_row *rows;
    size_t count = 0;
    int rc = reader_back(reader, figures->head, 1, &arena, &rows, &count, err);
    bool is_same =
        rc == 0 && count == 1 && memcmp(&rows[0].hash, &figures->hash, sizeof figures->hash) == 0;
    arena_close(&arena);
    if (rc == STATUS_CORRUPT || rc == STATUS_NOT_FOUND) { /* there is no such row any more */
        err_clear(err);
        rc = 0;
    }
    return rc == 0 && !is_same ? figures_forget(figures, err) : rc;
}

/* What moves while pages are read is above `reached`, for next time. */
static int begin_changed(struct figures *figures, struct db *db)
{
    figures->has_begun = true;
    figures->at = figures->is_void ? 0 : figures->head;
    return journal_last_id(db, &figures->reached);
}

static int next_changed(struct figures *figures, struct db *db, size_t limit, struct rows *rows)
{
    struct moved_walk walk = {figures->head, figures->reached, figures->at};
    int rc = figures->is_void ? cases_all(db, figures->at, limit, rows)
                              : cases_moved(db, &walk, limit, rows);
    const struct case_row *items = rows->items;
    if (!figures->is_void)
        figures->at = walk.at;
    else if (rows->count > 0)
        figures->at = items[rows->count - 1].id;
    return rc;
}

int figures_changed(struct figures *figures, struct reader *reader, size_t limit,
                    struct arena *arena, struct case_row **out, size_t *count, struct err *err)
{
    struct rows rows = {.arena = arena, .size = sizeof **out};
    int status = !figures->has_begun && !figures->is_void ? check_mark(figures, reader, err) : 0;
    struct db *db = status == 0 ? sqlite_reader_begin(reader, &status, err) : NULL;

    *out = NULL;
    *count = 0;
    if (!db)
        return status;
    int rc = figures->has_begun ? SQLITE_OK : begin_changed(figures, db);
    if (rc == SQLITE_OK)
        rc = next_changed(figures, db, limit, &rows);
    status = sqlite_reader_end(reader, rc, err);
    *out = rows.items;
    *count = rows.count;
    return status;
}

static int put_row(struct figures *figures, const struct figures_row *row)
{
    static const struct query query = {QUERY_FIGURES_PUT, "INSERT OR REPLACE INTO facts VALUES "
                                                          "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
    struct run run = db_run(&figures->db, &query);
    run_int(&run, row->case_id);
    run_id(&run, &row->ref);
    run_text(&run, row->workflow);
    run_text(&run, row->office);
    run_text(&run, row->type);
    run_text(&run, row->extra);
    run_int(&run, row->seq);
    run_int(&run, row->first_ms);
    run_int(&run, row->last_ms);
    run_text(&run, row->body);
    return run_once(&run);
}

static int drop_links(struct figures *figures, int64_t case_id)
{
    static const struct query query = {QUERY_FIGURES_UNLINK, "DELETE FROM links WHERE case_id = ?"};
    struct run run = db_run(&figures->db, &query);
    run_int(&run, case_id);
    return run_once(&run);
}

static int put_link(struct figures *figures, int64_t case_id, const struct figures_link *link)
{
    static const struct query query = {
        QUERY_FIGURES_LINK,
        "INSERT INTO links (case_id, \"to\", \"as\", at, seq) VALUES (?, ?, ?, ?, ?)"};
    struct run run = db_run(&figures->db, &query);
    run_int(&run, case_id);
    run_id(&run, &link->to);
    run_text(&run, link->as);
    run_int(&run, link->at_ms);
    run_int(&run, link->seq);
    return run_once(&run);
}

int figures_put(struct figures *figures, const struct figures_row *row,
                const struct figures_link *links, size_t link_count, struct err *err)
{
    int rc = put_row(figures, row);
    if (rc == SQLITE_OK)
        rc = drop_links(figures, row->case_id);
    for (size_t i = 0; rc == SQLITE_OK && i < link_count; i++)
        rc = put_link(figures, row->case_id, &links[i]);
    return translate(figures, rc, err);
}

static int put_mark(struct figures *figures)
{
    static const struct query query = {QUERY_FIGURES_MARK_PUT,
                                       "UPDATE mark SET head = ?, hash = ?"};
    struct run run = db_run(&figures->db, &query);
    run_int(&run, figures->reached);
    run_digest(&run, &figures->hash);
    return run_once(&run);
}

int figures_end(struct figures *figures, struct reader *reader, struct err *err)
{
    static const struct query commit = {QUERY_COMMIT, "COMMIT"};
    struct arena arena = {0};
    struct journal_row *rows;
    size_t count = 0;
    int status = 0, rc = SQLITE_OK;

    if (figures->reached != figures->head) {
        status = reader_back(reader, figures->reached, 1, &arena, &rows, &count, err);
        if (status == 0 && count == 1)
            figures->hash = rows[0].hash;
        if (status == 0)
            rc = put_mark(figures);
    }
    arena_close(&arena);
    if (status == 0 && rc == SQLITE_OK)
        rc = db_once(&figures->db, &commit);
    if (status == 0)
        status = translate(figures, rc, err);
    if (status == 0)
        figures->is_writing = false;
    else
        figures_undo(figures);
    return status;
}

/* ---- reading ---- */

#define FIGURES_COLUMNS                                                                            \
    "case_id, ref, workflow, office, type, extra, seq, first, last, body FROM facts "

static void read_row(struct run *run, struct arena *arena, struct figures_row *row)
{
    row->case_id = get_int(run);
    get_id(run, &row->ref);
    row->workflow = get_text(run, arena);
    row->office = get_text(run, arena);
    row->type = get_text(run, arena);
    row->extra = get_text(run, arena);
    row->seq = get_int(run);
    row->first_ms = get_int(run);
    row->last_ms = get_int(run);
    row->body = get_text(run, arena);
}

int figures_each(struct figures *figures, const struct figures_span *span,
                 int (*on_row)(void *owner, const struct figures_row *row, struct err *err),
                 void *owner, struct err *err)
{
    static const struct query query = {
        QUERY_FIGURES_EACH,
        "SELECT " FIGURES_COLUMNS "WHERE (?1 = '' OR workflow = ?1) AND last >= ?2 AND first < ?3 "
        "ORDER BY case_id"};
    struct run run = db_run(&figures->db, &query);
    struct arena arena = {0};
    int status = 0;

    run_text(&run, span->workflow);
    run_int(&run, span->from_ms);
    run_int(&run, span->until_ms);
    while (status == 0 && run_step(&run)) {
        struct figures_row row;
        arena_clear(&arena);
        read_row(&run, &arena, &row);
        status = on_row(owner, &row, err);
    }
    int rc = run_end(&run);
    arena_close(&arena);
    return status != 0 ? status : translate(figures, rc, err);
}

int figures_links(struct figures *figures, const struct id *to, struct arena *arena,
                  struct figures_link **out, size_t *count, struct err *err)
{
    static const struct query query = {
        QUERY_FIGURES_LINKS,
        "SELECT \"as\", at, links.seq, facts.extra FROM links INDEXED BY links_to "
        "JOIN facts ON facts.case_id = links.case_id WHERE \"to\" = ?"};
    struct rows rows = {.arena = arena, .size = sizeof **out};
    struct run run = db_run(&figures->db, &query);
    run_id(&run, to);
    while (run_step(&run)) {
        struct figures_link *link = rows_add(&rows);
        link->to = *to;
        link->as = get_text(&run, arena);
        link->at_ms = get_int(&run);
        link->seq = get_int(&run);
        link->extra = get_text(&run, arena);
    }
    *out = rows.items;
    *count = rows.count;
    return translate(figures, run_end(&run), err);
}

int figures_find(struct figures *figures, int64_t case_id, struct arena *arena,
                 struct figures_row *out, struct err *err)
{
    static const struct query query = {QUERY_FIGURES_FIND,
                                       "SELECT " FIGURES_COLUMNS "WHERE case_id = ?"};
    struct run run = db_run(&figures->db, &query);
    run_int(&run, case_id);
    bool is_there = run_step(&run);
    if (is_there)
        read_row(&run, arena, out);
    int status = translate(figures, run_end(&run), err);
    return status == 0 && !is_there ? STATUS_NOT_FOUND : status;
}
