/* events.c - GET /api/v1/events: one server-sent event for each turn of any case, in commit order.
 *
 * An event's id is the rowid of its journal row, so a listener that comes back with Last-Event-ID
 * misses nothing. A turn that settles only wakes the listeners; each reads the rows above the last
 * it sent on a worker thread, a page at a time, and so never sees one before its commit or out of
 * order.
 *
 *              a turn settled                  nothing above
 *   LISTENING ---------------> READING --------------------> LISTENING
 *       | closed                  | closed
 *       v                         v      the read is back
 *     (freed)                   GONE ---------------------> (freed)
 *
 * Administrators also hear how a pre-flight goes on ("preflight"). These are about now and carry
 * the id of the last turn sent, so that coming back with Last-Event-ID still misses no turn.
 *
 * Events hold ids and names of the scripts, nothing personal.
 */
#include <assert.h>
#include <stdlib.h>

#include "api/endpoints.h"
#include "api/patience.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "base/log.h"
#include "data/json.h"
#include "duty/actor.h"
#include "engine/people.h"
#include "engine/preflight.h"
#include "engine/veil.h"
#include "store/lists.h"

const struct input_rule event_stream_input[] = {
    {.place = INPUT_QUERY,
     .name = "after",
     .type = INPUT_INT,
     .most = INT64_MAX,
     .about = "Turns above this id; Last-Event-ID goes first. Without both: from now on"},
    INPUT_LAST,
};

enum { FEED_PAGE = 200, FROM_NEXT = -1 };

enum listener_state { LISTENING, READING, CLOSING, GONE };

struct listener {
    struct stream stream;
    struct read read;
    struct feed *feed;
    struct listener *next;
    enum listener_state state;
    int64_t after;           /* the last one sent; FROM_NEXT: the first is still to come */
    struct digest token;     /* whoever it stands for now; revoked: the stream ends */
    const struct eyes *eyes; /* of this read */
    int64_t looked;          /* the last row of this read, shown or not */
    struct value *rows;
};

struct feed {
    struct engine *engine;
    struct listener *first;
    int64_t head; /* the last turn settled since the start; 0: none yet */
};

static void listener_free(struct listener *listener)
{
    struct listener **at = &listener->feed->first;
    while (*at != listener)
        at = &(*at)->next;
    *at = listener->next;
    arena_close(&listener->read.arena);
    free(listener);
}

static int fill(struct read *read, struct engine *engine, struct reader *reader, struct err *err)
{
    static const char *const times[] = {"at", NULL};
    struct listener *listener =
        (struct listener *)(void *)((char *)read - offsetof(struct listener, read));
    (void)engine; /* the reader is enough */
    const struct event_filter filter = {
        .eyes = &listener->eyes->list, .after = listener->after, .limit = FEED_PAGE};
    int rc = list_events(reader, &filter, &read->arena, &listener->rows, &listener->looked, err);
    for (size_t i = 0; rc == 0 && i < value_len(listener->rows); i++)
        word_times(&read->arena, value_item(listener->rows, i), times);
    return rc;
}

static void on_filled(struct read *read);

static void listener_read(struct listener *listener)
{
    struct engine *engine = listener->feed->engine;
    struct arena *arena = &listener->read.arena;

    assert(listener->state == LISTENING);
    arena_clear(arena);
    const struct actor *actor = engine_actor_by_digest(engine, &listener->token, arena);
    if (!actor) {
        listener->state = CLOSING;
        stream_close(&listener->stream);
        return;
    }
    listener->state = READING;
    listener->eyes = engine_eyes(engine, actor, arena);
    listener->read.run = fill;
    listener->read.on_done = on_filled;
    engine_read(listener->feed->engine, &listener->read);
}

static void send_rows(struct listener *listener)
{
    struct buf line = {0};
    for (size_t i = 0; i < value_len(listener->rows); i++) {
        const struct value *row = value_item(listener->rows, i);
        listener->after = value_get_int(row, "id", listener->after);
        buf_clear(&line);
        json_write(&line, row, 0);
        stream_send(&listener->stream, listener->after, "turn", buf_slice(&line));
    }
    if (listener->looked > listener->after)
        listener->after = listener->looked; /* what is not for him is passed over for good */
    buf_close(&line);
}

static void on_filled(struct read *read)
{
    struct listener *listener =
        (struct listener *)(void *)((char *)read - offsetof(struct listener, read));

    if (listener->state == GONE) {
        listener_free(listener);
        return;
    }
    int64_t from = listener->after;
    listener->state = LISTENING;
    if (read->status < 0) {
        log_error("api", "events cannot be read: %s", read->err.text);
        stream_close(&listener->stream);
        return;
    }
    send_rows(listener);
    if (listener->looked - from >= FEED_PAGE || listener->after < listener->feed->head)
        listener_read(listener);
}

static void on_closed(struct stream *stream)
{
    struct listener *listener = stream->owner;
    assert(listener->state != GONE);
    if (listener->state == READING)
        listener->state = GONE;
    else
        listener_free(listener);
}

static void on_turn(void *owner, int64_t journal_id, const struct id *case_ref, const char *event)
{
    struct feed *feed = owner;
    (void)case_ref, (void)event; /* read back with the row */
    if (journal_id > feed->head)
        feed->head = journal_id;
    for (struct listener *listener = feed->first; listener; listener = listener->next) {
        if (listener->after == FROM_NEXT)
            listener->after = journal_id - 1;
        if (listener->state == LISTENING)
            listener_read(listener);
    }
}

static bool is_administrator(const struct listener *listener)
{
    struct arena arena = {0};
    const struct actor *actor =
        engine_actor_by_digest(listener->feed->engine, &listener->token, &arena);
    bool is = actor && actor->is_administrator;
    arena_close(&arena);
    return is;
}

static void on_preflight(void *owner, struct preflight *preflight)
{
    struct feed *feed = owner;
    struct arena arena = {0};
    struct buf line = {0};

    json_write(&line, preflight_progress(preflight, &arena), 0);
    for (struct listener *listener = feed->first; listener; listener = listener->next)
        if (listener->state != GONE && listener->state != CLOSING && is_administrator(listener))
            stream_send(&listener->stream, listener->after < 0 ? feed->head : listener->after,
                        "preflight", buf_slice(&line));
    buf_close(&line);
    arena_close(&arena);
}

void answer_event_stream(struct call *call)
{
    struct feed *feed = call->service->feed;
    const struct value *input = input_take(call);
    if (!input)
        return;
    int64_t after = value_get_int(input, "after", feed->head ? feed->head : FROM_NEXT);
    if (call->last_event_id) {
        char *end;
        after = strtoll(call->last_event_id, &end, 10);
        if (after < 0 || *end || end == call->last_event_id) {
            problem_answer_status(call, STATUS_MALFORMED, "Last-Event-ID must be a whole number.");
            return;
        }
    }
    struct listener *listener = mem_zero(sizeof *listener);
    listener->stream.on_closed = on_closed;
    listener->stream.owner = listener;
    listener->feed = feed;
    listener->after = after;
    token_digest(call->service->engine, slice_of(call->token), &listener->token);
    listener->next = feed->first;
    feed->first = listener;
    call_open_stream(call, &listener->stream);
    if (after != FROM_NEXT)
        listener_read(listener);
}

void service_open(struct service *service)
{
    service->patience = patience_new(service->chance);
    service->feed = mem_zero(sizeof *service->feed);
    service->feed->engine = service->engine;
    engine_on_turn(service->engine, on_turn, service->feed);
    engine_on_preflight(service->engine, on_preflight, service->feed);
}

void service_close_streams(struct service *service)
{
    for (struct listener *listener = service->feed->first; listener; listener = listener->next)
        if (listener->state != GONE)
            stream_close(&listener->stream);
}

void service_close(struct service *service)
{
    patience_free(service->patience);
    service->patience = NULL;
    if (!service->feed)
        return;
    assert(!service->feed->first);
    free(service->feed);
    service->feed = NULL;
}
