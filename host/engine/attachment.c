/* attachment.c - files as records: named by answers, opened again (attachment.h). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/wallclock.h"
#include "data/canon.h"
#include "data/stream.h"
#include "engine/attachment_file.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/vault.h"

/* ---- hexadecimal ----------------------------------------------------------------------------- */

const char *hex_of(struct arena *arena, struct slice bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(arena, 2 * bytes.len + 1);
    for (size_t i = 0; i < bytes.len; i++) {
        text[2 * i] = digits[(unsigned char)bytes.bytes[i] >> 4];
        text[2 * i + 1] = digits[(unsigned char)bytes.bytes[i] & 15];
    }
    text[2 * bytes.len] = '\0';
    return text;
}

static int digit_of(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

bool hex_read(struct arena *arena, struct slice text, struct slice *out)
{
    char *bytes = arena_alloc(arena, text.len / 2 + 1);
    for (size_t i = 0; i + 1 < text.len; i += 2) {
        int high = digit_of(text.bytes[i]), low = digit_of(text.bytes[i + 1]);
        if (high < 0 || low < 0)
            return false;
        bytes[i / 2] = (char)(high << 4 | low);
    }
    *out = (struct slice){.bytes = bytes, .len = text.len / 2};
    return text.len % 2 == 0;
}

/* ---- the record ------------------------------------------------------------------------------ */

void attachment_path_of(const struct engine *engine, const struct id *id, const char *tail,
                        struct attachment_path *out)
{
    char text[ID_TEXT_LEN + 1];
    snprintf(out->bytes, sizeof out->bytes, "%s/%s%s", engine->options.files, id_to_text(id, text),
             tail);
}

/* What only the holder of the master key may know, until an answer names the file. */
static const char *seal_facts(struct engine *engine, const struct attachment_facts *facts,
                              const char *id, struct arena *arena)
{
    struct value *plain = value_map(arena);
    struct buf sealed = {0};
    char hash[2 * DIGEST_BYTES + 1];
    const struct slice key = {(const char *)facts->key->bytes, sizeof facts->key->bytes};
    value_put(arena, plain, "key", value_string(arena, hex_of(arena, key)));
    value_put(arena, plain, "name", value_string(arena, facts->name));
    value_put(arena, plain, "hash", value_string(arena, digest_to_text(&facts->hash, hash)));
    secret_seal(&engine->master, engine->chance, canon_text(arena, plain), slice_of(id), &sealed);
    const char *text = hex_of(arena, buf_slice(&sealed));
    buf_close(&sealed);
    return text;
}

void attachment_record(struct engine *engine, const struct attachment_facts *facts,
                       struct records_change *change)
{
    struct arena *arena = &change->arena;
    struct record_change *one = records_change_add(change);
    struct value *body = value_map(arena), *reply = value_map(arena);
    char text[ID_TEXT_LEN + 1], digest[2 * DIGEST_BYTES + 1], time[40];
    const char *id = arena_text(arena, id_to_text(facts->id, text));

    value_put(arena, body, "by", value_string(arena, facts->by));
    value_put(arena, body, "at", value_int(arena, facts->at_ms));
    value_put(arena, body, "bytes", value_int(arena, facts->bytes));
    value_put(arena, body, "type", value_string(arena, facts->type));
    value_put(arena, body, "scan", value_string(arena, facts->scan));
    value_put(arena, body, "digest", value_string(arena, digest_to_text(&facts->digest, digest)));
    value_put(arena, reply, "id", value_string(arena, id));
    value_put(arena, reply, "name", value_string(arena, facts->name));
    value_put(arena, reply, "type", value_string(arena, facts->type));
    value_put(arena, reply, "bytes", value_int(arena, facts->bytes));
    value_put(arena, reply, "digest", value_string(arena, digest));
    value_put(arena, reply, "scan", value_string(arena, facts->scan));
    value_put(arena, reply, "expires",
              value_string(arena, time_to_text(facts->at_ms + ATTACHMENT_LIFE_MS, time)));
    value_put(arena, body, "sealed", value_string(arena, seal_facts(engine, facts, id, arena)));
    *one = (struct record_change){
        .kind = RECORD_ATTACHMENT, .key = id, .status = ATTACHMENT_WAITING, .body = body};
    change->reply = reply;
}

/* ---- naming it in an answer -------------------------------------------------------------------
 */

/* An answer of the same write set has it already. */
static bool is_taken_here(const struct turn *turn, struct slice id)
{
    for (const struct op *op = turn->writes->first_op; op; op = op->next)
        if (op->kind == OP_RECORD && op->record.kind == RECORD_ATTACHMENT &&
            slice_is_equal(op->record.key, id))
            return true;
    return false;
}

static const char *open_facts(struct turn *turn, const struct value *body, struct slice id,
                              struct arena *arena, struct value **out)
{
    struct slice sealed;
    struct buf plain = {0};
    struct value *facts;
    struct err err = {0};
    static const char *const open[] = {"bytes", "type", "digest", "scan"};
    static const char *const closed[] = {"key", "name", "hash"};
    bool is_open =
        hex_read(arena, slice_of(value_text_or(value_get(body, "sealed"), "")), &sealed) &&
        secret_unseal(&turn->engine->master, sealed, id, &plain, &err) == 0 &&
        canon_read(arena, arena_copy(arena, buf_slice(&plain)), &facts, &err) == 0;
    if (plain.bytes)
        secret_wipe(plain.bytes, plain.len);
    buf_close(&plain);
    if (!is_open)
        return "no_such_file";
    *out = value_map(arena);
    value_put(arena, *out, "id", value_text(arena, id));
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        value_put(arena, *out, open[i], value_copy(arena, value_get(body, open[i])));
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        value_put(arena, *out, closed[i], value_copy(arena, value_get(facts, closed[i])));
    return NULL;
}

const char *attachment_find(void *owner, struct slice id, struct arena *arena, struct value **out)
{
    struct turn *turn = owner;
    struct record_row row;
    struct value *body;
    struct err err = {0};
    struct id ref;

    if (!id_from_text(id.bytes, id.len, &ref) ||
        reader_record(turn->worker->reader, RECORD_ATTACHMENT, id, arena, &row, &err) != 0 ||
        canon_read(arena, row.body, &body, &err) != 0 || row.status == ATTACHMENT_GONE)
        return "no_such_file";
    if (row.status != ATTACHMENT_WAITING || row.version != 1 || is_taken_here(turn, id))
        return "file_used";
    const struct act *act = turn->event->act;
    if (!act || !act->actor || !value_is_text(value_get(body, "by"), act->actor->id))
        return "not_your_file";
    if (value_get_int(body, "at", 0) + ATTACHMENT_LIFE_MS < turn->at)
        return "no_such_file";
    return open_facts(turn, body, id, arena, out);
}

/* Its key goes to the vault, the record names the case; the row says which file, by its digest. */
static int use_one(struct turn *turn, const struct value *file,
                   int (*seal)(void *owner, const struct value *plain, struct value **handle),
                   void *owner, struct value *named)
{
    struct arena *arena = turn->arena;
    struct value *body = value_map(arena), *told = value_map(arena), *handle;
    static const char *const open[] = {"bytes", "type", "digest"};
    char text[ID_TEXT_LEN + 1];
    int rc = seal(owner, value_get(file, "key"), &handle);

    if (rc != 0)
        return rc;
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        value_put(arena, body, open[i], value_copy(arena, value_get(file, open[i])));
        value_put(arena, told, open[i], value_copy(arena, value_get(file, open[i])));
    }
    value_put(arena, told, "id", value_copy(arena, value_get(file, "id")));
    value_push(arena, named, told);
    value_put(arena, body, "by", value_string(arena, turn->event->act->actor->id));
    value_put(arena, body, "at", value_int(arena, turn->at));
    value_put(arena, body, "case", value_string(arena, id_to_text(&turn->cf->ref, text)));
    value_put(arena, body, "turn", value_int(arena, turn->seq)); /* in or behind a veil */
    value_put(arena, body, "handle", value_text(arena, handle->text));
    struct op *op = write_set_add(turn->writes, OP_RECORD);
    op->number = 1; /* somebody else may have named it meanwhile: then this answer is refused */
    op->record = (struct record_row){.kind = RECORD_ATTACHMENT,
                                     .key = value_get(file, "id")->text,
                                     .status = ATTACHMENT_USED,
                                     .at = turn->at,
                                     .body = canon_text(arena, body)};
    turn->writes->bytes += op->record.body.len + 64;
    return 0;
}

int attachments_use(struct turn *turn, const struct value *files,
                    int (*seal)(void *owner, const struct value *plain, struct value **handle),
                    void *owner, struct value **out)
{
    struct arena *arena = turn->arena;
    struct value *named = value_get(turn->event_value, "files");
    int rc = 0;

    if (value_is_nil(named)) {
        named = value_list(arena);
        value_put(arena, turn->event_value, "files", named);
    }
    *out = value_list(arena);
    for (size_t i = 0; rc == 0 && i < value_len(files); i++) {
        struct value *kept = value_copy(arena, value_item(files, i));
        rc = use_one(turn, kept, seal, owner, named);
        value_put(arena, kept, "key", &value_nil);
        value_push(arena, *out, kept);
    }
    return rc;
}

/* ---- reading it again -------------------------------------------------------------------------
 */

int attachment_look(struct reader *reader, const struct id *case_ref, const char *id,
                    struct arena *arena, struct attachment *out, struct err *err)
{
    struct record_row row;
    struct value *body = &value_nil;
    char text[ID_TEXT_LEN + 1];
    int rc = reader_record(reader, RECORD_ATTACHMENT, slice_of(id), arena, &row, err);

    if (rc == 0)
        rc = canon_read(arena, row.body, &body, err);
    if (rc == 0 && (row.status != ATTACHMENT_USED ||
                    !value_is_text(value_get(body, "case"), id_to_text(case_ref, text))))
        rc = STATUS_NOT_FOUND;
    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is no such file in this case.");
    *out = (struct attachment){.case_ref = *case_ref,
                               .id = arena_text(arena, id),
                               .by = value_get_text(body, "by"),
                               .type = value_get_text(body, "type"),
                               .handle = value_get(body, "handle"),
                               .bytes = value_get_int(body, "bytes", 0),
                               .turn = value_get_int(body, "turn", 0)};
    return rc;
}

/* One sealed piece at a time. */
struct piece_reader {
    int fd;
    char sealed[STREAM_CHUNK + STREAM_EXTRA];
};

static ssize_t read_full(int fd, char *to, size_t len)
{
    size_t have = 0;
    while (have < len) {
        ssize_t got = read(fd, to + have, len - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? -1 : (ssize_t)have;
        have += (size_t)got;
    }
    return (ssize_t)have;
}

static int read_pieces(struct piece_reader *reader, struct stream *stream, const struct id *id,
                       int (*take)(void *owner, struct slice plain), void *owner, struct err *err)
{
    const struct slice context = {(const char *)id->bytes, sizeof id->bytes};
    struct buf plain = {0};
    bool is_last = false;
    int rc = 0;
    while (rc == 0 && !is_last) {
        ssize_t got = read_full(reader->fd, reader->sealed, sizeof reader->sealed);
        if (got < 0) {
            rc = err_set(err, STATUS_IO, "a stored file cannot be read: %s", strerror(errno));
            break;
        }
        buf_clear(&plain);
        rc = stream_open_piece(stream, (struct slice){reader->sealed, (size_t)got}, context,
                               &is_last, &plain, err);
        if (rc == 0)
            rc = take(owner, buf_slice(&plain));
    }
    if (plain.bytes)
        secret_wipe(plain.bytes, plain.capacity);
    buf_close(&plain);
    return rc;
}

int attachment_read(const char *path, const struct secret_key *key, const struct id *id,
                    int (*take)(void *owner, struct slice plain), void *owner, struct err *err)
{
    enum { MAGIC = sizeof ATTACHMENT_MAGIC - 1 };
    struct piece_reader *reader = mem_zero(sizeof *reader);
    char head[MAGIC + STREAM_HEADER];
    struct stream stream;
    int rc = 0;

    reader->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (reader->fd < 0)
        rc = err_set(err, STATUS_IO, "a stored file is not there: %s", strerror(errno));
    else if (read_full(reader->fd, head, sizeof head) != sizeof head ||
             memcmp(head, ATTACHMENT_MAGIC, MAGIC) != 0)
        rc = err_set(err, STATUS_CORRUPT, "a stored file does not begin as it was written");
    if (rc == 0)
        rc = stream_open_begin(&stream, key, (const unsigned char *)head + MAGIC, err);
    if (rc == 0)
        rc = read_pieces(reader, &stream, id, take, owner, err);
    if (reader->fd >= 0)
        close(reader->fd);
    free(reader);
    secret_wipe(&stream, sizeof stream);
    return rc;
}

static int add_piece(void *owner, struct slice plain)
{
    buf_add_slice(owner, plain);
    return 0;
}

int attachment_open(struct engine *engine, struct reader *reader,
                    const struct attachment *attachment, struct buf *out, struct arena *arena,
                    struct err *err)
{
    struct case_image image;
    struct value *plain;
    struct slice bytes;
    struct secret_key key;
    struct attachment_path path;
    struct id person, id;
    int rc = reader_load_live(reader, &attachment->case_ref, arena, &image, err);

    if (rc == 0)
        rc = vault_open_value(engine, reader, image.row.id, &attachment->case_ref,
                              attachment->handle->text, arena, &plain, &person, err);
    if (rc != 0)
        return rc;
    if (plain->type != VALUE_TEXT || !hex_read(arena, plain->text, &bytes) ||
        bytes.len != sizeof key.bytes || !id_from_text(attachment->id, strlen(attachment->id), &id))
        return err_set(err, STATUS_CORRUPT, "the key of a file cannot be read");
    memcpy(key.bytes, bytes.bytes, sizeof key.bytes);
    attachment_path_of(engine, &id, "", &path);
    rc = attachment_read(path.bytes, &key, &id, add_piece, out, err);
    secret_wipe(&key, sizeof key);
    return rc;
}
