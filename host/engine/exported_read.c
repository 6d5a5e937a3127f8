/* exported_read.c - the file of an exported case taken apart (export.h, exported.h).
 *
 * Read in pieces: the text between them is fixed, a piece is one object of canonical JSON, found by
 * its brackets. Turns come newest first; each is checked against the hash its follower gave, so a
 * changed turn is named. The digest over the whole comes last: it also guards what no hash covers.
 */
#include <stdlib.h>
#include "data/canon.h"
#include "engine/export.h"
#include "engine/exported.h"
#include "engine/row.h"
#include "script/release.h"

#define TIME_MOST  INT64_C(253402300799999) /* the end of the year 9999 */
#define WHOLE_MOST ((INT64_C(1) << 53) - 1)

struct file {
    struct slice text;
    size_t at;
    struct arena *arena;
    struct disk_case *out;
    size_t turn_capacity, release_capacity;
};

/* ---- pieces ---- */

static bool take_text(struct file *file, const char *text)
{
    size_t len = strlen(text);
    if (file->text.len - file->at < len || memcmp(file->text.bytes + file->at, text, len) != 0)
        return false;
    file->at += len;
    return true;
}

/* One past the '"' that ends the text that begins at `at`; 0: it does not end. */
static size_t end_of_text(struct slice text, size_t at)
{
    for (at++; at < text.len; at++) {
        if (text.bytes[at] == '\\')
            at++;
        else if (text.bytes[at] == '"')
            return at + 1;
    }
    return 0;
}

/* One past the bracket that ends the object at `at`; 0: it does not end. */
static size_t end_of_object(struct slice text, size_t at)
{
    size_t depth = 0;

    while (at < text.len) {
        char c = text.bytes[at];
        if (c == '"') {
            at = end_of_text(text, at);
            if (at == 0)
                return 0;
            continue;
        }
        at++;
        if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && --depth == 0)
            return at;
    }
    return 0;
}

static int not_whole(const char *where, struct err *err)
{
    return err_set(err, STATUS_CORRUPT,
                   "The file is not a whole exported case: it ends or changes shape in %s. Export "
                   "it again: comity case export ID > FILE",
                   where);
}

static int take_object(struct file *file, const char *where, struct value **out, struct err *err)
{
    size_t end = 0;

    if (file->at < file->text.len && file->text.bytes[file->at] == '{')
        end = end_of_object(file->text, file->at);
    if (end == 0)
        return not_whole(where, err);
    struct slice piece = {file->text.bytes + file->at, end - file->at};
    file->at = end;
    if (canon_read(file->arena, piece, out, err) == 0)
        return 0;
    return err_set(err, STATUS_CORRUPT, "%s cannot be read: the file was changed there", where);
}

/* ---- members ---- */

/* What is shown to people must not steer their terminal. */
static bool is_plain(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.bytes[i] < 0x20 || text.bytes[i] == 0x7F)
            return false;
    return text.len <= 400;
}

static bool get_text(const struct value *map, const char *name, struct slice *out)
{
    const struct value *value = value_get(map, name);
    *out = value->type == VALUE_TEXT ? value->text : (struct slice){"", 0};
    return value_is_nil(value) || value->type == VALUE_TEXT;
}

static bool get_plain(const struct value *map, const char *name, struct slice *out)
{
    return get_text(map, name, out) && is_plain(*out);
}

static bool get_int(const struct value *map, const char *name, int64_t most, int64_t *out)
{
    const struct value *value = value_get(map, name);
    *out = value_int_or(value, 0);
    return (value_is_nil(value) || value->type == VALUE_INT) && *out >= 0 && *out <= most;
}

static bool get_id(const struct value *map, const char *name, struct id *out)
{
    const struct value *value = value_get(map, name);
    return value->type == VALUE_TEXT && id_from_text(value->text.bytes, value->text.len, out);
}

static int hex_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool get_digest(const struct value *map, const char *name, struct digest *out)
{
    const struct value *value = value_get(map, name);
    if (value->type != VALUE_TEXT || value->text.len != sizeof out->bytes * 2)
        return false;
    for (size_t i = 0; i < sizeof out->bytes; i++) {
        int high = hex_of(value->text.bytes[2 * i]), low = hex_of(value->text.bytes[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out->bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* ---- the head ---- */

static bool get_status(const struct value *map, enum case_status *out)
{
    for (int status = CASE_OPEN; status <= CASE_CLOSED; status++)
        if (value_is_text(value_get(map, "status"), case_status_word(status))) {
            *out = (enum case_status)status;
            return true;
        }
    return false;
}

static int read_row(const struct value *value, struct case_row *row, struct err *err)
{
    bool is_read =
        get_id(value, "id", &row->ref) && get_plain(value, "number", &row->number) &&
        get_plain(value, "workflow", &row->workflow) && get_plain(value, "office", &row->office) &&
        get_plain(value, "stage", &row->stage) && get_plain(value, "outcome", &row->outcome) &&
        get_text(value, "extra", &row->extra) && get_status(value, &row->status) &&
        get_int(value, "release", WHOLE_MOST, &row->release) &&
        get_int(value, "seq", WHOLE_MOST, &row->seq) &&
        get_int(value, "opened_at", TIME_MOST, &row->opened_at) &&
        get_int(value, "at", TIME_MOST, &row->at) && get_digest(value, "hash", &row->hash);

    row->is_ready = value_get_bool(value, "ready", false);
    return is_read && row->seq > 0
               ? 0
               : err_set(err, STATUS_CORRUPT, "The file says of no case what it is.");
}

static bool read_part(const struct value *value, struct part *part)
{
    int64_t kind, status;
    bool is_read = get_int(value, "kind", PART_KINDS - 1, &kind) && kind >= PART_WAIT &&
                   get_int(value, "status", 100, &status) && get_text(value, "key", &part->key) &&
                   get_text(value, "body", &part->body) &&
                   get_int(value, "due_ms", INT64_MAX, &part->due_ms) &&
                   get_text(value, "form", &part->form) && get_text(value, "to", &part->to) &&
                   get_text(value, "assignee", &part->assignee) &&
                   get_int(value, "opened_at", TIME_MOST, &part->opened_at) &&
                   get_int(value, "due_at", TIME_MOST, &part->due_at);

    part->kind = is_read ? (enum part_kind)kind : PART_WAIT;
    part->status = is_read ? (int)status : 0;
    return is_read && (value_is_nil(value_get(value, "ref")) || get_id(value, "ref", &part->ref));
}

static bool read_incident(const struct value *value, const struct id *ref, struct incident_row *row)
{
    row->case_ref = *ref;
    return get_id(value, "id", &row->ref) && get_int(value, "at", TIME_MOST, &row->at) &&
           get_int(value, "ended_at", TIME_MOST, &row->ended_at) &&
           get_plain(value, "kind", &row->kind) && get_plain(value, "code", &row->code) &&
           get_text(value, "body", &row->body);
}

static int read_head(struct file *file, struct err *err)
{
    struct disk_case *out = file->out;
    struct value *head;
    int rc = take_object(file, "its head", &head, err);
    if (rc == 0)
        rc = read_row(value_get(head, "row"), &out->row, err);
    if (rc != 0)
        return rc;
    const struct value *parts = value_get(head, "parts"), *rows = value_get(head, "incidents");
    out->parts = ARENA_ARRAY(file->arena, struct part, value_len(parts) + 1);
    out->incidents = ARENA_ARRAY(file->arena, struct incident_row, value_len(rows) + 1);
    for (; rc == 0 && out->part_count < value_len(parts); out->part_count++)
        if (!read_part(value_item(parts, out->part_count), &out->parts[out->part_count]))
            rc = err_set(err, STATUS_CORRUPT, "Part %zu of the case cannot be read.",
                         out->part_count + 1);
    for (; rc == 0 && out->incident_count < value_len(rows); out->incident_count++)
        if (!read_incident(value_item(rows, out->incident_count), &out->row.ref,
                           &out->incidents[out->incident_count]))
            rc = err_set(err, STATUS_CORRUPT, "Incident %zu of the case cannot be read.",
                         out->incident_count + 1);
    return rc;
}

/* ---- the journal ---- */

static struct journal_row *add_turn(struct file *file)
{
    struct disk_case *out = file->out;
    if (out->turn_count == file->turn_capacity) {
        size_t capacity = file->turn_capacity ? 2 * file->turn_capacity : 256;
        struct journal_row *turns = ARENA_ARRAY(file->arena, struct journal_row, capacity);
        if (out->turn_count)
            memcpy(turns, out->turns, out->turn_count * sizeof *turns);
        out->turns = turns;
        file->turn_capacity = capacity;
    }
    return &out->turns[out->turn_count++];
}

/* What the store keeps beside a row follows from its body. */
static int read_body(struct journal_row *row, struct err *err)
{
    struct arena scratch = {0};
    struct value *body;
    int rc = row_read(&scratch, row, &body, err);

    if (rc == 0) {
        row->is_opening = !value_is_nil(value_get(body, "opening"));
        row->is_replayed = row->is_opening || !value_is_nil(value_get(body, "heard")) ||
                           !value_is_nil(value_get(body, "error")) ||
                           !value_is_nil(value_get(body, "clocks"));
    }
    arena_close(&scratch);
    return rc;
}

static int read_turn(struct file *file, int64_t seq, struct err *err)
{
    struct value *value;
    const char *where = arena_printf(file->arena, "turn %lld", (long long)seq);
    int rc = take_object(file, where, &value, err);
    if (rc != 0)
        return rc;
    struct journal_row *row = add_turn(file);
    if (!get_int(value, "seq", WHOLE_MOST, &row->seq) ||
        !get_int(value, "release", WHOLE_MOST, &row->release) ||
        !get_int(value, "at", TIME_MOST, &row->at) || !get_text(value, "body", &row->body) ||
        !get_digest(value, "hash", &row->hash) || row->body.len == 0)
        return err_set(err, STATUS_CORRUPT, "%s cannot be read: the file was changed there", where);
    if (row->seq != seq)
        return err_set(err, STATUS_CORRUPT, "turn %lld is missing", (long long)seq);
    return 0;
}

/* A turn against the hash of the one before it, which was read after it. */
static int check_turn(struct file *file, struct journal_row *row, const struct digest *former,
                      struct err *err)
{
    struct digest hash;

    journal_hash(former, &file->out->row.ref, row, &hash);
    if (memcmp(&hash, &row->hash, sizeof hash) != 0)
        return err_set(err, STATUS_CORRUPT,
                       "turn %lld is not the one that was recorded: its hash does not follow from "
                       "the turn before",
                       (long long)row->seq);
    return read_body(row, err);
}

/* Turns were read newest first; everybody else goes the other way. */
static void turn_around(struct disk_case *out)
{
    for (size_t i = 0, k = out->turn_count; i + 1 < k; i++) {
        struct journal_row row = out->turns[i];
        out->turns[i] = out->turns[--k];
        out->turns[k] = row;
    }
}

static int read_journal(struct file *file, struct err *err)
{
    static const struct digest none;
    struct disk_case *out = file->out;
    int rc = take_text(file, ",\"journal\":[") ? 0 : not_whole("its head", err);

    for (int64_t seq = out->row.seq; rc == 0 && seq > 0; seq--) {
        if (out->turn_count > 0 && !take_text(file, ","))
            return not_whole(arena_printf(file->arena, "turn %lld", (long long)seq), err);
        rc = read_turn(file, seq, err);
        if (rc != 0)
            return rc;
        struct journal_row *row = &out->turns[out->turn_count - 1];
        struct digest hash = row->hash;
        if (out->turn_count > 1)
            rc = check_turn(file, row - 1, &hash, err);
        else if (memcmp(&hash, &out->row.hash, sizeof hash) != 0)
            rc = err_set(err, STATUS_CORRUPT, "turn %lld is not the one its case names",
                         (long long)seq);
    }
    if (rc == 0)
        rc = check_turn(file, &out->turns[out->turn_count - 1], &none, err);
    turn_around(out);
    return rc;
}

/* ---- releases ---- */

static struct release_row *add_release(struct file *file)
{
    struct disk_case *out = file->out;
    if (out->release_count == file->release_capacity) {
        size_t capacity = file->release_capacity ? 2 * file->release_capacity : 8;
        struct release_row *rows = ARENA_ARRAY(file->arena, struct release_row, capacity);
        if (out->release_count)
            memcpy(rows, out->releases, out->release_count * sizeof *rows);
        out->releases = rows;
        file->release_capacity = capacity;
    }
    return &out->releases[out->release_count++];
}

/* The digest over its files must be the one it is known by. */
static int check_files(struct file *file, const struct value *files, const struct release_row *row,
                       struct err *err)
{
    size_t count = value_len(files);
    struct script_file *list = ARENA_ARRAY(file->arena, struct script_file, count + 1);
    struct digest digest;

    for (size_t i = 0; i < count; i++) {
        const struct member *member = &files->map.members[i];
        if (member->value->type != VALUE_TEXT || !is_plain(member->key))
            return err_set(err, STATUS_CORRUPT, "release %lld holds no scripts",
                           (long long)row->id);
        list[i] = (struct script_file){.path = member->key.bytes, .text = member->value->text};
    }
    int rc = release_digest_of(list, count, &digest, err);
    if (rc == 0 && memcmp(&digest, &row->digest, sizeof digest) == 0)
        return 0;
    return err_set(err, STATUS_CORRUPT,
                   "release %lld is not the one that was published: its scripts have another "
                   "digest",
                   (long long)row->id);
}

static int read_release(struct file *file, struct err *err)
{
    struct value *value, *body = value_map(file->arena);
    const char *where = arena_printf(file->arena, "release %zu", file->out->release_count + 1);
    int rc = take_object(file, where, &value, err);
    if (rc != 0)
        return rc;
    struct release_row *row = add_release(file);
    struct value *files = value_get(value, "files");
    if (!get_int(value, "id", WHOLE_MOST, &row->id) || row->id == 0 ||
        !get_int(value, "at", TIME_MOST, &row->at) || !get_digest(value, "digest", &row->digest) ||
        files->type != VALUE_MAP)
        return err_set(err, STATUS_CORRUPT, "%s of the file cannot be read", where);
    value_put(file->arena, body, "files", files);
    row->body = canon_text(file->arena, body);
    row->by = row->note = slice_of("");
    return check_files(file, files, row, err);
}

static int read_releases(struct file *file, struct err *err)
{
    int rc = take_text(file, "],\"releases\":[") ? 0 : not_whole("turn 1", err);

    while (rc == 0 && !take_text(file, "]")) {
        if (file->out->release_count > 0 && !take_text(file, ","))
            return not_whole("its releases", err);
        rc = read_release(file, err);
    }
    return rc;
}

/* ---- the whole ---- */

static int check_whole(struct file *file, struct err *err)
{
    struct digest digest;
    char text[2 * DIGEST_BYTES + 1];

    digest_of((struct slice){file->text.bytes, file->at}, &digest);
    if (!take_text(file, ",\"whole\":\""))
        return not_whole("its end", err);
    if (!take_text(file, digest_to_text(&digest, text)))
        return err_set(err, STATUS_CORRUPT,
                       "The file is not as it was exported: its digest is another. Turns and "
                       "releases are as recorded; something else was changed.");
    if (!take_text(file, "\"}") || (take_text(file, "\n"), file->at != file->text.len))
        return not_whole("its end", err);
    return 0;
}

static int check_version(struct file *file, struct err *err)
{
    static const char begin[] = "{\"comity_case\":";
    size_t digits = 0;

    if (!take_text(file, begin))
        return err_set_at(err, STATUS_CORRUPT, "not_exported", NULL,
                          "This is no exported case. One is made by: comity case export ID > FILE");
    struct slice rest = {file->text.bytes + file->at, file->text.len - file->at};
    while (digits < rest.len && rest.bytes[digits] >= '0' && rest.bytes[digits] <= '9')
        digits++;
    if (digits == 1 && rest.bytes[0] - '0' == EXPORT_VERSION && take_text(file, "1,\"head\":"))
        return 0;
    if (digits == 0 || (digits == 1 && rest.bytes[0] - '0' <= EXPORT_VERSION))
        return not_whole("its head", err);
    return err_set(err, STATUS_NEWER_SCHEMA,
                   "The file was exported by a newer Comity (version %.*s of the format, this one "
                   "reads %d). Use that one.",
                   (int)(digits < 9 ? digits : 9), rest.bytes, EXPORT_VERSION);
}

int exported_read(struct slice text, struct arena *arena, struct disk_case *out, struct err *err)
{
    struct file file = {.text = text, .arena = arena, .out = out};

    *out = (struct disk_case){0};
    int rc = check_version(&file, err);
    if (rc == 0)
        rc = read_head(&file, err);
    if (rc == 0)
        rc = read_journal(&file, err);
    if (rc == 0)
        rc = read_releases(&file, err);
    return rc == 0 ? check_whole(&file, err) : rc;
}
