/* exchange.c - one request on its way through the host, from the reader to its answer.
 *
 * The exchange is what http keeps around a call. It is in its connection's list from the moment the
 * request was complete until its turn to be sent has come; when the connection goes first, an
 * exchange that an endpoint still holds stays behind alone and is freed when it is answered.
 */
#include <assert.h>
#include <stdlib.h>

#include "base/log.h"
#include "http/address.h"
#include "http/conn.h"
#include "http/reply.h"
#include "http/target.h"

static void take_peer(struct exchange *exchange, const struct request *request)
{
    const struct conn *conn = exchange->conn;
    struct address address;

    memcpy(exchange->call.peer, conn->peer, sizeof conn->peer);
    if (conn->is_proxy && request && request->forwarded_for &&
        address_read_last(&address, request->forwarded_for))
        memcpy(exchange->call.peer, address.bytes, sizeof address.bytes);
}

static void exchange_take_request(struct exchange *exchange, struct request *request)
{
    struct call *call = &exchange->call;
    call->arena = request->arena;
    call->method = request->method;
    call->token = request->token;
    call->idempotency_key = request->idempotency_key;
    call->last_event_id = request->last_event_id;
    call->if_match = request->if_match;
    call->if_none_match = request->if_none_match;
    call->content_type = request->content_type;
    call->accept_language = request->accept_language;
    call->taker = request->taker;
    exchange->body = request->body;
    exchange->http->counts.held_bytes += exchange->body.len;
    exchange->is_head = request->is_head;
    exchange->is_http_1_0 = request->is_http_1_0;
    exchange->host = request->host;
    exchange->target = request->target;
    call->body = buf_slice(&exchange->body);
}

struct exchange *exchange_new(struct conn *conn, struct request *request)
{
    struct exchange *exchange = mem_zero(sizeof *exchange);
    struct http *http = conn->http;

    exchange->http = http;
    exchange->conn = conn;
    exchange->call.door = &http_door;
    exchange->call.service = http->service;
    exchange->call.at_ms = loop_now_ms(http->loop);
    exchange->call.number = ++http->counts.calls;
    take_peer(exchange, request);
    if (request)
        exchange_take_request(exchange, request);
    list_push(&conn->exchanges, &exchange->link);
    http->counts.running++;
    return exchange;
}

void exchange_free(struct exchange *exchange)
{
    if (exchange->stream) {
        stream_detach(exchange); /* frees it when on_closed has been delivered */
        return;
    }
    if (exchange->call.taker) /* nobody took it over */
        exchange->call.taker->drop(exchange->call.taker);
    exchange->http->counts.running--;
    exchange->http->counts.held_bytes -= exchange->body.len;
    http_mark_dirty(exchange->http);
    arena_close(&exchange->call.arena);
    buf_close(&exchange->body);
    buf_close(&exchange->early);
    free(exchange);
}

void exchange_abandon(struct exchange *exchange)
{
    exchange->conn = NULL;
    if (exchange->state != EXCHANGE_RUNNING)
        exchange_free(exchange);
}

/* ---- finding out what is asked, and by whom ---------------------------------------------------
 */

static void answer_refusal(struct call *call, int http_status, const char *code, const char *detail)
{
    call_answer_problem(
        call, &(struct problem){.http_status = http_status, .code = code, .detail = detail});
}

static void answer_stranger(struct call *call, int status, const struct err *err)
{
    static const struct {
        int status, http_status;
    } rows[] = {
        {STATUS_UNAUTHORIZED, 401},
        {STATUS_FORBIDDEN,    403},
        {STATUS_BUSY,         503},
    };
    int http_status = 500;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].status == status)
            http_status = rows[i].http_status;
    if (http_status == 401)
        call_add_header(call, "WWW-Authenticate", "Bearer");
    answer_refusal(call, http_status, err->status ? err_code(err) : status_code(status),
                   err->text[0] ? err->text : status_text(status));
}

static void run_endpoint(struct call *call)
{
    struct exchange *exchange = exchange_of(call);
    struct err err = {0};
    int rc = 0;

    log_debug("http", "call %llu: %s %s", (unsigned long long)call->number, call->method,
              call->endpoint->path);
    if (call->endpoint->right && exchange->http->authenticate)
        rc = exchange->http->authenticate(call, &err);
    if (rc < 0)
        answer_stranger(call, rc, &err);
    else
        call->endpoint->answer(call);
}

void exchange_run(struct exchange *exchange)
{
    struct call *call = &exchange->call;
    struct refusal refusal = {0};
    struct target target;
    const char *allow;

    if (!target_read(&call->arena, exchange->target, slice_of(exchange->host), &target, &refusal) ||
        !target_read_query(&call->arena, target.query, &call->queries, &refusal)) {
        answer_refusal(call, refusal.http_status, refusal.code, refusal.detail);
        return;
    }
    call->path = target.path;
    switch (route_find(&exchange->http->router, call, &allow)) {
    case ROUTE_FOUND:
        run_endpoint(call);
        break;
    case ROUTE_NO_METHOD:
        call_add_header(call, "Allow", allow);
        answer_refusal(call, 405, "method_not_allowed",
                       "This address does not answer this method; Allow says which it does.");
        break;
    case ROUTE_NO_PATH:
        answer_refusal(call, 404, "not_found", "There is nothing at this address.");
        break;
    }
}

/* ---- the door ---------------------------------------------------------------------------------
 */

static enum reply_after what_follows(const struct exchange *exchange)
{
    const struct conn *conn = exchange->conn;
    if (conn->state != CONN_OPEN && conn->exchanges.last == &exchange->link)
        return REPLY_CLOSES;
    return exchange->is_http_1_0 ? REPLY_KEEPS_1_0 : REPLY_KEEPS;
}

static struct reply reply_of(const struct exchange *exchange, int http_status,
                             const char *content_type)
{
    return (struct reply){
        .http_status = http_status,
        .content_type = content_type,
        .headers = exchange->call.reply_headers,
        .date = http_date(exchange->http),
        .after = what_follows(exchange),
        .is_head = exchange->is_head,
    };
}

static void door_answer(struct call *call, int http_status, const char *content_type,
                        struct slice bytes)
{
    struct exchange *exchange = exchange_of(call);
    struct conn *conn = exchange->conn;

    assert(exchange->state == EXCHANGE_RUNNING);
    if (conn && conn_has_room(conn)) {
        struct reply reply = reply_of(exchange, http_status, content_type);
        reply.body = bytes;
        reply_write(conn_out(conn, exchange), &reply);
    }
    exchange->state = EXCHANGE_ANSWERED;
    if (conn)
        conn_advance(conn);
    else
        exchange_free(exchange);
}

static bool door_is_abandoned(const struct call *call)
{
    const struct exchange *exchange = (const struct exchange *)(const void *)call;
    return !exchange->conn || exchange->conn->state == CONN_CLOSING;
}

/* The head goes out at once; a stream is the last thing on its connection. */
static void door_open_stream(struct call *call, struct stream *stream)
{
    struct exchange *exchange = exchange_of(call);
    struct conn *conn = exchange->conn;

    assert(exchange->state == EXCHANGE_RUNNING);
    stream_open(exchange, stream);
    if (!conn) {
        stream_detach(exchange);
        return;
    }
    conn_finish(conn);
    struct reply reply = reply_of(exchange, 200, "text/event-stream");
    reply_write_stream(conn_out(conn, exchange), &reply, !exchange->is_http_1_0);
    if (exchange->is_head)
        stream_end(stream);
    conn_mark_dirty(conn);
}

const struct call_door http_door = {
    .answer = door_answer,
    .is_abandoned = door_is_abandoned,
    .open_stream = door_open_stream,
    .stream_send = stream_push,
    .stream_close = stream_end,
};
