/* attachment_add.c - POST /api/v1/attachments?name=...: a file, as the body of the request itself.
 *
 *   head known -> open_body: an upload -> bytes as they come -> complete -> judged, synced,
 * recorded |                       | 401, 503                the peer leaves: nothing is kept
 *
 * 201 {id, name, type, bytes, digest, scan, expires}; 422 for a kind of file that is not taken. The
 * type is told by what is in the file; the Content-Type of the request says nothing. The id goes
 * into a `files` field of an answer within a day, else the file expires. A repeat makes another
 * file, so an Idempotency-Key adds nothing.
 */
#include <stdlib.h>
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/service.h"
#include "base/buf.h"
#include "engine/attachment.h"

enum { FILE_NAME_MOST = 300 };

const struct input_rule attachment_add_input[] = {
    {.place = INPUT_QUERY,
     .name = "name",
     .most = FILE_NAME_MOST,
     .is_required = true,
     .about = "What the file is called; kept with it, sealed"},
    INPUT_LAST,
};

struct sending {
    struct body_taker taker; /* first */
    struct upload *upload;
};

static bool on_bytes(struct body_taker *taker, struct slice bytes)
{
    return upload_take(((struct sending *)(void *)taker)->upload, bytes);
}

static void on_drop(struct body_taker *taker)
{
    struct sending *sending = (struct sending *)(void *)taker;
    upload_drop(sending->upload);
    free(sending);
}

static void on_room(void *owner)
{
    struct sending *sending = owner;
    if (sending->taker.on_room)
        sending->taker.on_room(sending->taker.owner);
}

int open_body_attachment_add(struct service *service, const char *token, struct body_taker **out,
                             struct err *err)
{
    struct arena arena = {0};
    bool is_known = token && engine_actor_by_token(service->engine, slice_of(token), &arena);
    arena_close(&arena);
    if (!is_known)
        return err_set(err, STATUS_UNAUTHORIZED, "%s", "a stranger");
    struct sending *sending = mem_zero(sizeof *sending);
    int rc = upload_open(service->engine, on_room, sending, &sending->upload, err);
    if (rc != 0) {
        free(sending);
        return rc;
    }
    sending->taker.take = on_bytes;
    sending->taker.drop = on_drop;
    *out = &sending->taker;
    return 0;
}

static void on_done(void *owner, const struct upload_done *done)
{
    struct call *call = owner;
    if (done->status == 0)
        call_answer_json(call, 201, done->reply);
    else
        problem_answer(call, &done->err);
}

void answer_attachment_add(struct call *call)
{
    struct sending *sending = (struct sending *)(void *)call->taker;
    const struct value *input = input_take(call);
    if (!input) /* answered: the call and its taker are gone */
        return;
    if (!sending) {
        problem_answer_status(call, STATUS_MALFORMED, "The body is the file: it is missing.");
        return;
    }
    call->taker = NULL;
    struct upload *upload = sending->upload;
    free(sending);
    upload_finish(upload, call->actor, value_get_text(input, "name"), on_done, call);
}
