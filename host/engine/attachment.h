/* attachment.h - files that people send: sealed as they come, named by an answer, read again.
 *
 *   upload_open -> upload_take ... -> upload_finish: written, synced, looked at by the scanner
 *       |                                  |
 *       | peer gone: the file goes         v  record WAITING, for 24 hours (RECORD_ATTACHMENT)
 *       v                                  |
 *    (nothing)              an answer names it, in the turn that takes it: USED, of that case
 *                                          |  else it expires: the record ends, the file goes
 *
 * A file lies in DIR/attachments/ID: "CMTYATT1", a header, pieces of 64 KiB (data/stream.h). Its
 * key stands in the record, sealed under the master key, until an answer names it; then it is a
 * value of the vault, under the key of the person or of the case, and the record has it no more:
 * who erases that key has erased the file. Journals and exports name a file by the digest of what
 * lies on the disk, which tells nothing of what is in it.
 *
 * Crash-safe: the file is synced before its record is written, the record before a turn can name
 * it. What a crash leaves behind - parts, files without a record - is cleared by the sweep.
 */
#pragma once
#include "duty/attachment_type.h"
#include "duty/form.h"
#include "engine/records.h"
#include "engine/turn.h"

enum attachment_status { ATTACHMENT_GONE, ATTACHMENT_WAITING, ATTACHMENT_USED };
enum { ATTACHMENT_LIFE_MS = 24 * 3600 * 1000, UPLOADS_MOST = 64, UPLOAD_HELD_MOST = 256 << 10 };

/* ---- sending (loop thread) ---- */

struct upload;
/* STATUS_BUSY above UPLOADS_MOST, STATUS_LATER where the host keeps no files. */
MUST_CHECK int upload_open(struct engine *engine, void (*on_room)(void *owner), void *owner,
                           struct upload **out, struct err *err);
/* Copies the bytes. False: enough for now, on_room follows. A failure is told at the end. */
bool upload_take(struct upload *upload, struct slice bytes);
/* Nobody wants it any more. */
void upload_drop(struct upload *upload);

struct upload_done {
    int status; /* STATUS_INVALID: a kind of file that is not taken, empty, or infected */
    struct err err;
    const struct value *reply; /* {id, name, type, bytes, digest, scan, expires} */
};
/* All has come. on_done once, later; the upload is gone after it returns. */
void upload_finish(struct upload *upload, const struct actor *actor, const char *name,
                   void (*on_done)(void *owner, const struct upload_done *done), void *owner);

/* ---- naming (in a turn) ---- */

/* For struct form_around; the owner is the turn. */
const char *attachment_find(void *turn, struct slice id, struct arena *arena, struct value **out);
/* The files of an answer become the case's: keys into the vault through `seal`, records USED, their
 * digests into the row. Gives the list without keys, to be sealed as the value of the field. */
MUST_CHECK int attachments_use(struct turn *turn, const struct value *files,
                               int (*seal)(void *owner, const struct value *plain,
                                           struct value **handle),
                               void *owner, struct value **out);

/* ---- reading ---- */

struct attachment {
    struct id case_ref;
    const char *id, *by, *type;
    const struct value *handle; /* of its key */
    int64_t bytes, turn;        /* turn: in which an answer named it */
};
/* Of that case; STATUS_NOT_FOUND. Any thread. */
MUST_CHECK int attachment_look(struct reader *reader, const struct id *case_ref, const char *id,
                               struct arena *arena, struct attachment *out, struct err *err);
/* Opens it whole, for a download. STATUS_ERASED. Any thread but the loop's. */
MUST_CHECK int attachment_open(struct engine *engine, struct reader *reader,
                               const struct attachment *attachment, struct buf *out,
                               struct arena *arena, struct err *err);

/* ---- clearing ---- */

/* Begins the hourly sweep: uploads nobody named, drafts of tasks that have ended, leftovers. */
void attachments_start(struct engine *engine);
void attachments_stop(struct engine *engine);
