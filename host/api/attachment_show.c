/* attachment_show.c - GET /api/v1/cases/{id}/attachments/{file}: a file of a case, as it was sent.
 *
 *   [worker: is it there, may he] -> audit row committed -> [worker: opened] -> the bytes
 *
 * For whom the personal values of the case are opened (engine/opened.h), and who sent it as long as
 * he has work in it.
 * Always a download: never shown inside a page, whatever is in it. 410 if its key was destroyed.
 */
#include "api/endpoints.h"
#include "api/personal.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "base/buf.h"
#include "engine/attachment.h"
#include "engine/opened.h"
#include "engine/redact.h"

const struct input_rule attachment_show_input[] = {INPUT_LAST};

enum { DOWNLOADS_MOST = 8 }; /* at once: each holds a file of up to 20 MiB */

struct download {
    struct id case_ref;
    const char *file;
    const struct actor *actor;
    bool is_asked;
    struct attachment attachment;
    struct buf bytes;
};

/* A part that was split off has the files that its rows name, where they came in: in the case it
 * was split off from. */
static int look_in_letter(struct reader *reader, const struct case_image *image,
                          struct download *download, struct arena *arena, struct err *err)
{
    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        bool is_split = part->kind == PART_LINK && slice_is(part->key, "parent") &&
                        memmem(part->body.bytes, part->body.len, "\"group\"", strlen("\"group\""));
        if (!is_split)
            continue;
        err_clear(err);
        return attachment_look(reader, &part->ref, download->file, arena, &download->attachment,
                               err);
    }
    return STATUS_NOT_FOUND;
}

static int look(struct reading *reading, struct reader *reader, struct err *err)
{
    struct download *download = reading->plan;
    struct arena *arena = &reading->call->arena; /* lent while the worker has the call */
    const struct actor *actor = download->actor;
    struct redaction redaction;
    struct case_image image;
    int rc = reader_load_live(reader, &download->case_ref, &reading->read.arena, &image, err);
    if (rc != 0)
        return rc;
    redaction_open(&redaction, &image, reading->eyes, &reading->read.arena);
    rc = attachment_look(reader, &download->case_ref, download->file, arena, &download->attachment,
                         err);
    if (rc == STATUS_NOT_FOUND)
        rc = look_in_letter(reader, &image, download, arena, err);
    if (rc == 0 && download->attachment.turn < redaction.from)
        rc = err_set(err, STATUS_NOT_FOUND, "There is no such file in this case.");
    if (rc != 0)
        return rc;
    bool is_own = strcmp(download->attachment.by, actor->id) == 0;
    bool may = (download->is_asked && opened_for(reading->eyes, &image, NULL)) ||
               (is_own && opened_has_work(actor, &image));
    return may ? 0 : err_set(err, STATUS_FORBIDDEN, "Files of a case are for who works on it.");
}

static int open_file(struct reading *reading, struct reader *reader, struct err *err)
{
    struct download *download = reading->plan;
    return attachment_open(reading->read.engine, reader, &download->attachment, &download->bytes,
                           &reading->read.arena, err);
}

static void finish(struct call *call, struct download *download)
{
    if (download->bytes.bytes)
        secret_wipe(download->bytes.bytes, download->bytes.len);
    buf_close(&download->bytes);
    call->service->downloads--;
}

static void on_opened(struct reading *reading)
{
    struct download *download = reading->plan;
    struct call *call = reading->call;
    struct buf bytes = download->bytes;
    download->bytes = (struct buf){0};
    if (reading->read.status < 0) {
        finish(call, download);
        problem_answer(call, &reading->read.err);
    } else {
        finish(call, download);
        call_add_header(call, "Content-Disposition", "attachment");
        call_add_header(call, "X-Content-Type-Options", "nosniff");
        call_add_header(call, "Cache-Control", "no-store");
        call_answer_bytes(call, 200, download->attachment.type, buf_slice(&bytes));
    }
    if (bytes.bytes)
        secret_wipe(bytes.bytes, bytes.len);
    buf_close(&bytes);
}

static void on_audited(void *owner, int status)
{
    struct call *call = owner;
    struct download *download = call->private_data;
    if (status == 0 && call->service->downloads < DOWNLOADS_MOST) {
        call->service->downloads++;
        reading_start_whole(call, download, open_file, on_opened);
    } else if (status == 0) {
        problem_answer_status(call, STATUS_BUSY, "Many files are being opened. Try again soon.");
    } else {
        problem_answer_status(call, status, "The look could not be recorded, so nothing is shown.");
    }
}

static void on_looked(struct reading *reading)
{
    struct download *download = reading->plan;
    struct call *call = reading->call;
    engine_audit(call->service->engine, call->actor, "file.open", &download->case_ref, on_audited,
                 call);
}

void answer_attachment_show(struct call *call)
{
    struct download *download = ARENA_NEW(&call->arena, struct download);
    const struct value *input = input_take(call);
    if (!input || !input_take_id(call, "id", &download->case_ref))
        return;
    download->file = call_param(call, "file");
    download->actor = call->actor;
    download->is_asked = personal_is_asked(call, input);
    call->private_data = download;
    reading_start(call, download, look, on_looked);
}
