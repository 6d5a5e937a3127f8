/* upload.c - a file on its way in (attachment.h).
 *
 *   OPEN --bytes--> WRITING --written--> OPEN           one job at a time, in order
 *     |  --upload_finish--> ENDING --sealed, synced, scanned--> RECORDING --committed--> (over)
 *   any --upload_drop--> DROPPED --its job is back--> (over)
 *
 * The loop thread gathers bytes; a worker seals and writes them. Nothing plain touches the disk,
 * and no more than UPLOAD_HELD_MOST of a file waits in memory: its sender is not read meanwhile.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "data/canon.h"
#include "data/digest.h"
#include "data/stream.h"
#include "engine/attachment_file.h"
#include "engine/deed.h"
#include "engine/inside.h"

enum upload_state { UPLOAD_OPEN, UPLOAD_ENDING, UPLOAD_RECORDING };

struct upload {
    struct job job;
    struct engine *engine;
    enum upload_state state;
    bool is_busy, is_dropped, was_full;
    void (*on_room)(void *owner);
    void *owner;
    struct buf pending; /* loop thread */

    /* the worker's while is_busy */
    struct buf work; /* plain: what came, and what was left of a piece */
    bool is_last;
    int fd;
    struct attachment_path part;
    struct stream stream;
    struct secret_key key;
    struct digest_state plain, sealed;
    char head[ATTACHMENT_HEAD];
    size_t head_len;
    int64_t bytes;
    const char *scan; /* "clean", "infected", "not_scanned" */

    struct id id;
    int status;
    struct err err;
    const struct actor *actor;
    char *name;
    void (*on_done)(void *owner, const struct upload_done *done);
    void *done_owner;
};

static void upload_free(struct upload *upload)
{
    if (upload->fd >= 0)
        close(upload->fd);
    if (upload->state != UPLOAD_RECORDING || upload->status != 0)
        unlink(upload->part.bytes);
    upload->engine->uploads--;
    secret_wipe(&upload->key, sizeof upload->key);
    if (upload->pending.bytes)
        secret_wipe(upload->pending.bytes, upload->pending.len);
    if (upload->work.bytes)
        secret_wipe(upload->work.bytes, upload->work.len);
    buf_close(&upload->pending);
    buf_close(&upload->work);
    free(upload->name);
    free(upload);
}

/* ---- on a worker ----------------------------------------------------------------------------- */

static int fail(struct upload *upload, const char *what)
{
    int status = errno == ENOSPC || errno == EDQUOT || errno == EROFS ? STATUS_FULL : STATUS_IO;
    return upload->status =
               err_set(&upload->err, status, "the file could not be %s: %s", what, strerror(errno));
}

static int write_all(struct upload *upload, struct slice bytes)
{
    digest_add(&upload->sealed, bytes.bytes, bytes.len);
    while (bytes.len > 0) {
        ssize_t written = write(upload->fd, bytes.bytes, bytes.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return fail(upload, "written");
        bytes.bytes += written;
        bytes.len -= (size_t)written;
    }
    return 0;
}

static int begin_file(struct upload *upload)
{
    unsigned char header[STREAM_HEADER];
    upload->fd = open(upload->part.bytes, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (upload->fd < 0)
        return fail(upload, "made");
    digest_init(&upload->plain, NULL, 0);
    digest_init(&upload->sealed, NULL, 0);
    stream_seal_begin(&upload->stream, &upload->key, header);
    int rc = write_all(upload, slice_of(ATTACHMENT_MAGIC));
    return rc == 0 ? write_all(upload, (struct slice){(const char *)header, sizeof header}) : rc;
}

static void note_plain(struct upload *upload, struct slice piece)
{
    size_t room = ATTACHMENT_HEAD - upload->head_len;
    size_t len = piece.len < room ? piece.len : room;
    memcpy(upload->head + upload->head_len, piece.bytes, len);
    upload->head_len += len;
    upload->bytes += (int64_t)piece.len;
    digest_add(&upload->plain, piece.bytes, piece.len);
}

static int write_piece(struct upload *upload, struct slice piece, bool is_last)
{
    struct buf sealed = {0};
    const struct slice context = {(const char *)upload->id.bytes, sizeof upload->id.bytes};
    note_plain(upload, piece);
    stream_seal_piece(&upload->stream, piece, context, is_last, &sealed);
    int rc = write_all(upload, buf_slice(&sealed));
    buf_close(&sealed);
    return rc;
}

/* Whole pieces; the last time what is left, be it nothing. */
static int write_work(struct upload *upload)
{
    size_t done = 0;
    int rc = upload->fd < 0 ? begin_file(upload) : 0;
    while (rc == 0 && upload->work.len - done >= STREAM_CHUNK) {
        rc = write_piece(upload, (struct slice){upload->work.bytes + done, STREAM_CHUNK}, false);
        done += STREAM_CHUNK;
    }
    size_t left = upload->work.len - done;
    if (rc == 0 && upload->is_last)
        return write_piece(upload, (struct slice){left ? upload->work.bytes + done : "", left},
                           true);
    if (left)
        memmove(upload->work.bytes, upload->work.bytes + done, left);
    upload->work.len = left;
    return rc;
}

static int sync_directory(struct upload *upload)
{
    int fd = open(upload->engine->options.files, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail(upload, "kept");
    int rc = fsync(fd) == 0 ? 0 : fail(upload, "kept");
    close(fd);
    return rc;
}

/* The file is judged by what is in it, made durable under its name, and shown to the scanner. */
static int end_file(struct upload *upload)
{
    const struct slice head = {upload->head, upload->head_len};
    struct attachment_path path;
    if (upload->bytes == 0)
        return upload->status = err_set_at(&upload->err, STATUS_INVALID, "empty_file", NULL,
                                           "The file is empty. Nothing was kept.");
    if (!attachment_type_of(head))
        return upload->status =
                   err_set_at(&upload->err, STATUS_INVALID, "file_type", NULL,
                              "Files of this kind are not taken. Send a PDF, a picture, a "
                              "recording, an office document or plain text. Nothing was kept.");
    upload->scan = attachment_scan(upload->engine->options.scan, upload->part.bytes, &upload->key,
                                   &upload->id);
    if (strcmp(upload->scan, "infected") == 0)
        return upload->status = err_set_at(&upload->err, STATUS_INVALID, "file_infected", NULL,
                                           "The virus scanner refused the file. Nothing was kept.");
    if (fsync(upload->fd) != 0)
        return fail(upload, "synced");
    attachment_path_of(upload->engine, &upload->id, "", &path);
    if (rename(upload->part.bytes, path.bytes) != 0)
        return fail(upload, "kept");
    upload->part = path;
    return sync_directory(upload);
}

static void run(struct job *job, void *worker)
{
    struct upload *upload = (struct upload *)(void *)job;
    (void)worker;
    if (upload->status == 0 && write_work(upload) == 0 && upload->is_last)
        end_file(upload);
}

/* ---- on the loop thread ---------------------------------------------------------------------- */

static void on_written(struct job *job);

static void start(struct upload *upload)
{
    upload->is_busy = true;
    upload->was_full = upload->was_full || upload->pending.len >= UPLOAD_HELD_MOST;
    buf_add_slice(&upload->work, buf_slice(&upload->pending));
    buf_clear(&upload->pending);
    upload->is_last = upload->state == UPLOAD_ENDING;
    upload->job = (struct job){.run = run, .on_done = on_written};
    loop_offload(upload->engine->loop, upload->is_last ? LANE_SEND : LANE_READ, &upload->job);
}

static void finish(struct upload *upload, const struct value *reply)
{
    const struct upload_done done = {.status = upload->status, .err = upload->err, .reply = reply};
    upload->on_done(upload->done_owner, &done);
    upload_free(upload);
}

static void on_recorded(struct records_change *change)
{
    struct upload *upload = change->owner;
    upload->status = change->status;
    upload->err = change->err;
    if (upload->status == STATUS_UNKNOWN) /* it may be recorded: the sweep will know */
        upload->part.bytes[0] = '\0';
    finish(upload, change->reply);
    records_change_free(change);
}

static void record(struct upload *upload)
{
    struct engine *engine = upload->engine;
    struct records_change *change = records_change_new(upload->actor, "file_uploaded");
    struct attachment_facts facts = {
        .id = &upload->id,
        .by = upload->actor->id,
        .name = upload->name,
        .type = attachment_type_of((struct slice){upload->head, upload->head_len}),
        .scan = upload->scan,
        .bytes = upload->bytes,
        .at_ms = loop_now_ms(engine->loop),
        .key = &upload->key};
    digest_end(&upload->plain, &facts.hash);
    digest_end(&upload->sealed, &facts.digest);
    attachment_record(engine, &facts, change);
    upload->state = UPLOAD_RECORDING;
    change->on_done = on_recorded;
    change->owner = upload;
    engine_change_records(engine, change);
}

static void on_written(struct job *job)
{
    struct upload *upload = (struct upload *)(void *)job;
    upload->is_busy = false;
    if (upload->is_dropped) {
        upload_free(upload);
    } else if (upload->is_last && upload->status == 0) {
        record(upload);
    } else if (upload->is_last) {
        finish(upload, NULL);
    } else {
        bool has_room_again = upload->was_full;
        upload->was_full = false;
        if (upload->pending.len > 0 || upload->state == UPLOAD_ENDING)
            start(upload);
        if (has_room_again && upload->on_room)
            upload->on_room(upload->owner);
    }
}

int upload_open(struct engine *engine, void (*on_room)(void *owner), void *owner,
                struct upload **out, struct err *err)
{
    if (!engine->options.files)
        return err_set(err, STATUS_LATER, "This host keeps no files.");
    int rc = deed_refusal(engine, err);
    if (rc != 0)
        return rc;
    if (engine->uploads >= UPLOADS_MOST)
        return err_set(err, STATUS_BUSY, "Many files are being sent at once. Try again soon.");
    struct upload *upload = mem_zero(sizeof *upload);
    upload->engine = engine;
    upload->on_room = on_room;
    upload->owner = owner;
    upload->fd = -1;
    upload->scan = "not_scanned";
    chance_id(engine->chance, &upload->id);
    engine->chance->fill(engine->chance, upload->key.bytes, sizeof upload->key.bytes);
    attachment_path_of(engine, &upload->id, ".part", &upload->part);
    engine->uploads++;
    *out = upload;
    return 0;
}

bool upload_take(struct upload *upload, struct slice bytes)
{
    buf_add_slice(&upload->pending, bytes);
    bool has_room = upload->pending.len < UPLOAD_HELD_MOST;
    upload->was_full = upload->was_full || !has_room;
    if (!upload->is_busy && upload->pending.len >= STREAM_CHUNK)
        start(upload);
    return has_room;
}

void upload_drop(struct upload *upload)
{
    upload->is_dropped = true;
    upload->on_room = NULL;
    if (!upload->is_busy)
        upload_free(upload);
}

void upload_finish(struct upload *upload, const struct actor *actor, const char *name,
                   void (*on_done)(void *owner, const struct upload_done *done), void *owner)
{
    upload->actor = actor;
    upload->name = mem_copy_text(name);
    upload->on_done = on_done;
    upload->done_owner = owner;
    upload->on_room = NULL;
    upload->state = UPLOAD_ENDING;
    if (!upload->is_busy)
        start(upload);
}
