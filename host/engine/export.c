/* export.c - a case as one file (export.h). */
#include "engine/export.h"
#include <stdlib.h>
#include "data/canon.h"
#include "store/releases.h"

enum { PAGE_ROWS = 64, PAGE_ROWS_MOST = 1024, PAGE_BYTES = 2 << 20 };

static struct value *id_value(struct arena *arena, const struct id *id)
{
    char text[ID_TEXT_LEN + 1];
    return id_is_zero(id) ? &value_nil : value_string(arena, id_to_text(id, text));
}

static struct value *digest_value(struct arena *arena, const struct digest *digest)
{
    char text[2 * DIGEST_BYTES + 1];
    return value_string(arena, digest_to_text(digest, text));
}

static void put_int(struct arena *arena, struct value *map, const char *name, int64_t number)
{
    value_put(arena, map, name, number ? value_int(arena, number) : &value_nil);
}

static void put_text(struct arena *arena, struct value *map, const char *name, struct slice text)
{
    value_put(arena, map, name, text.len ? value_text(arena, text) : &value_nil);
}

/* ---- the head ---- */

static struct value *row_value(struct arena *arena, const struct case_row *row)
{
    struct value *value = value_map(arena);

    value_put(arena, value, "id", id_value(arena, &row->ref));
    put_text(arena, value, "number", row->number);
    put_text(arena, value, "workflow", row->workflow);
    put_text(arena, value, "office", row->office);
    put_text(arena, value, "stage", row->stage);
    put_text(arena, value, "outcome", row->outcome);
    put_text(arena, value, "extra", row->extra);
    value_put(arena, value, "status", value_string(arena, case_status_word(row->status)));
    value_put(arena, value, "ready", row->is_ready ? value_bool(arena, true) : &value_nil);
    put_int(arena, value, "release", row->release);
    put_int(arena, value, "seq", row->seq);
    put_int(arena, value, "opened_at", row->opened_at);
    put_int(arena, value, "at", row->at);
    value_put(arena, value, "hash", digest_value(arena, &row->hash));
    return value;
}

static struct value *part_value(struct arena *arena, const struct part *part)
{
    struct value *value = value_map(arena);

    put_int(arena, value, "kind", part->kind);
    put_text(arena, value, "key", part->key);
    put_int(arena, value, "status", part->status);
    put_int(arena, value, "due_ms", part->due_ms);
    put_text(arena, value, "body", part->body);
    value_put(arena, value, "ref", id_value(arena, &part->ref));
    put_text(arena, value, "form", part->form);
    put_text(arena, value, "to", part->to);
    put_text(arena, value, "assignee", part->assignee);
    put_int(arena, value, "opened_at", part->opened_at);
    put_int(arena, value, "due_at", part->due_at);
    return value;
}

static struct value *incident_value(struct arena *arena, const struct incident_row *row)
{
    struct value *value = value_map(arena);

    value_put(arena, value, "id", id_value(arena, &row->ref));
    put_int(arena, value, "at", row->at);
    put_int(arena, value, "ended_at", row->ended_at);
    put_text(arena, value, "kind", row->kind);
    put_text(arena, value, "code", row->code);
    put_text(arena, value, "body", row->body);
    return value;
}

static int no_case(struct err *err)
{
    return err_set(err, STATUS_NOT_FOUND, "There is no such case.");
}

int export_head(struct reader *reader, const struct id *ref, struct arena *arena,
                struct value **out, struct err *err)
{
    struct case_image image;
    struct incident_row *incidents;
    size_t count;
    struct value *head = value_map(arena), *parts = value_list(arena), *rows = value_list(arena);

    int rc = reader_load(reader, ref, arena, &image, err);
    if (rc == STATUS_NOT_FOUND)
        return no_case(err);
    if (rc == 0)
        rc = reader_incidents(reader, image.row.id, false, arena, &incidents, &count, err);
    if (rc != 0)
        return rc;
    for (size_t i = 0; i < image.part_count; i++)
        value_push(arena, parts, part_value(arena, &image.parts[i]));
    for (size_t i = 0; i < count; i++)
        value_push(arena, rows, incident_value(arena, &incidents[i]));
    value_put(arena, head, "row", row_value(arena, &image.row));
    value_put(arena, head, "parts", parts);
    value_put(arena, head, "incidents", rows);
    *out = value_map(arena);
    value_put(arena, *out, "head", head);
    put_int(arena, *out, "next", image.row.head);
    return 0;
}

/* ---- the journal ---- */

static struct value *turn_value(struct arena *arena, const struct journal_row *row)
{
    struct value *value = value_map(arena);

    value_put(arena, value, "at", value_int(arena, row->at));
    value_put(arena, value, "body", value_text(arena, row->body));
    value_put(arena, value, "hash", digest_value(arena, &row->hash));
    value_put(arena, value, "release", value_int(arena, row->release));
    value_put(arena, value, "seq", value_int(arena, row->seq));
    return value;
}

int export_turns(struct reader *reader, const struct id *ref, int64_t from, struct arena *arena,
                 struct value **out, struct err *err)
{
    struct case_image image;
    struct value *turns = value_list(arena);
    size_t bytes = 0;
    int rc = reader_load_live(reader, ref, arena, &image, err);

    if (rc == STATUS_NOT_FOUND)
        return no_case(err);
    if (rc == 0 && from > image.row.head)
        rc = err_set(err, STATUS_NOT_FOUND, "The case has no turn there.");
    while (rc == 0 && from != 0 && bytes < PAGE_BYTES && value_len(turns) < PAGE_ROWS_MOST) {
        struct journal_row *rows;
        size_t count;
        rc = reader_back(reader, from, PAGE_ROWS, arena, &rows, &count, err);
        if (rc == 0 && (count == 0 || rows[0].case_id != image.row.id))
            rc = err_set(err, STATUS_NOT_FOUND, "The case has no turn there.");
        for (size_t i = 0; rc == 0 && i < count; i++) {
            value_push(arena, turns, turn_value(arena, &rows[i]));
            bytes += rows[i].body.len;
        }
        from = rc == 0 ? rows[count - 1].prev : 0;
    }
    if (rc != 0)
        return rc;
    *out = value_map(arena);
    value_put(arena, *out, "journal", turns);
    put_int(arena, *out, "next", from);
    return 0;
}

int export_release(struct reader *reader, int64_t id, struct arena *arena, struct value **out,
                   struct err *err)
{
    struct release_row row;
    struct value *body, *value = value_map(arena);
    int rc = reader_release(reader, id, arena, &row, err);

    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is no release %lld.", (long long)id);
    if (rc == 0)
        rc = canon_read(arena, row.body, &body, err);
    if (rc != 0)
        return rc;
    value_put(arena, value, "id", value_int(arena, row.id));
    value_put(arena, value, "digest", digest_value(arena, &row.digest));
    put_int(arena, value, "at", row.at);
    value_put(arena, value, "files", value_get(body, "files"));
    *out = value_map(arena);
    value_put(arena, *out, "release", value);
    return 0;
}

/* ---- the file ---- */

static void add_bytes(struct export_writer *writer, struct slice bytes)
{
    digest_add(&writer->digest, bytes.bytes, bytes.len);
    writer->write(writer->owner, bytes);
}

static void add_value(struct export_writer *writer, const struct value *value)
{
    buf_clear(&writer->piece);
    canon_write(&writer->piece, value);
    add_bytes(writer, buf_slice(&writer->piece));
}

static void add_item(struct export_writer *writer, const struct value *value)
{
    if (writer->has_item)
        add_bytes(writer, slice_of(","));
    writer->has_item = true;
    add_value(writer, value);
}

void export_begin(struct export_writer *writer, const struct value *head)
{
    digest_init(&writer->digest, NULL, 0);
    buf_clear(&writer->piece);
    buf_printf(&writer->piece, "{\"comity_case\":%d,\"head\":", EXPORT_VERSION);
    add_bytes(writer, buf_slice(&writer->piece));
    add_value(writer, head);
    add_bytes(writer, slice_of(",\"journal\":["));
}

static void note_release(struct export_writer *writer, int64_t id)
{
    for (size_t i = 0; i < writer->release_count; i++)
        if (writer->releases[i] == id)
            return;
    writer->releases =
        mem_resize(writer->releases, (writer->release_count + 1) * sizeof *writer->releases);
    writer->releases[writer->release_count++] = id;
}

void export_add_turn(struct export_writer *writer, const struct value *turn)
{
    note_release(writer, value_get_int(turn, "release", 0));
    add_item(writer, turn);
}

int64_t export_take_release(struct export_writer *writer)
{
    return writer->release_count ? writer->releases[--writer->release_count] : 0;
}

static void begin_releases(struct export_writer *writer)
{
    if (writer->has_releases)
        return;
    add_bytes(writer, slice_of("],\"releases\":["));
    writer->has_releases = true;
    writer->has_item = false;
}

void export_add_release(struct export_writer *writer, const struct value *release)
{
    begin_releases(writer);
    add_item(writer, release);
}

void export_end(struct export_writer *writer)
{
    struct digest digest;
    char text[2 * DIGEST_BYTES + 1];

    begin_releases(writer);
    add_bytes(writer, slice_of("]"));
    digest_end(&writer->digest, &digest);
    buf_clear(&writer->piece);
    buf_printf(&writer->piece, ",\"whole\":\"%s\"}\n", digest_to_text(&digest, text));
    writer->write(writer->owner, buf_slice(&writer->piece));
}

void export_abandon(struct export_writer *writer)
{
    buf_close(&writer->piece);
    free(writer->releases);
    *writer = (struct export_writer){0};
}
