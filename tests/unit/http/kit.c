/* kit.c - see kit.h. */
#include "kit.h"

#include <stdlib.h>
#include <string.h>

#include "../../lib/check.h"

static struct kit *kit_of(struct call *call)
{
    return (struct kit *)(void *)call->service;
}

/* ---- endpoints --------------------------------------------------------------------------------
 */

static void answer_hello(struct call *call)
{
    call_answer_bytes(call, 200, "text/plain", slice_of("hello"));
}

static void answer_echo(struct call *call)
{
    const char *type = call->content_type ? call->content_type : "application/octet-stream";
    call_answer_bytes(call, 200, type, call->body);
}

/* Everything the endpoint was told, so that tests see it. */
static void answer_item(struct call *call)
{
    struct arena *arena = &call->arena;
    struct value *body = value_map(arena);
    value_put(arena, body, "id", value_string(arena, call_param(call, "id")));
    value_put(arena, body, "path", value_string(arena, call->path));
    value_put(arena, body, "method", value_string(arena, call->method));
    value_put(arena, body, "status", value_string(arena, call_query(call, "status")));
    value_put(arena, body, "token", value_string(arena, call->token));
    value_put(arena, body, "key", value_string(arena, call->idempotency_key));
    value_put(arena, body, "if_match", value_string(arena, call->if_match));
    call_add_header(call, "ETag", "\"7\"");
    call_answer_json(call, 200, body);
}

static void answer_search(struct call *call)
{
    call_answer_bytes(call, 200, "text/plain", slice_of("the literal one"));
}

static void answer_empty(struct call *call)
{
    call_answer_empty(call, 204);
}

static void answer_slow(struct call *call)
{
    struct kit *kit = kit_of(call);
    assert_true(kit->held_count < KIT_HELD_MOST);
    kit->held[kit->held_count++] = call;
}

static void answer_large(struct call *call)
{
    struct buf body = {0};
    long long asked = atoll(call_param(call, "len"));
    size_t len = asked > 0 && asked < 3000000 ? (size_t)asked : 0;
    buf_reserve(&body, len);
    while (body.len < len)
        buf_add_byte(&body, 'x');
    call_answer_bytes(call, 200, "text/plain", buf_slice(&body));
    buf_close(&body);
}

static void on_stream_closed(struct stream *stream)
{
    struct kit *kit = stream->owner;
    kit->streams_closed++;
    assert_true(stream == &kit->stream);
}

static void answer_events(struct call *call)
{
    struct kit *kit = kit_of(call);
    kit->stream = (struct stream){.on_closed = on_stream_closed, .owner = kit};
    kit->streams_open++;
    struct buf since = {0};
    buf_add_text(&since, call->last_event_id ? call->last_event_id : "none");
    call_open_stream(call, &kit->stream);
    stream_send(&kit->stream, 1, "since", buf_slice(&since));
    buf_close(&since);
}

static int authenticate(struct call *call, struct err *err)
{
    if (!call->token)
        return STATUS_UNAUTHORIZED;
    if (strcmp(call->token, "good") == 0)
        return 0;
    if (strcmp(call->token, "weak") == 0)
        return err_set(err, STATUS_FORBIDDEN, "This takes the right %s.", call->endpoint->right);
    return err_set(err, STATUS_UNAUTHORIZED, "The token is not known.");
}

const struct endpoint kit_endpoints[] = {
    {"GET",    "/hello",        NULL,   answer_hello,  0,       NULL},
    {"POST",   "/echo",         NULL,   answer_echo,   0,       NULL},
    {"GET",    "/items/{id}",   NULL,   answer_item,   0,       NULL},
    {"PUT",    "/items/{id}",   NULL,   answer_empty,  0,       NULL},
    {"DELETE", "/items/{id}",   NULL,   answer_empty,  0,       NULL},
    {"GET",    "/items/search", NULL,   answer_search, 0,       NULL},
    {"GET",    "/slow/{n}",     NULL,   answer_slow,   0,       NULL},
    {"POST",   "/slow/{n}",     NULL,   answer_slow,   0,       NULL},
    {"GET",    "/large/{len}",  NULL,   answer_large,  0,       NULL},
    {"GET",    "/events",       NULL,   answer_events, 0,       NULL},
    {"GET",    "/secret",       "look", answer_hello,  0,       NULL},
    {"POST",   "/upload",       "look", answer_echo,   3 << 20, NULL},
    {NULL,     NULL,            NULL,   NULL,          0,       NULL},
};

/* ---- peers ------------------------------------------------------------------------------------
 */

static struct peer *peer_of(struct conn *conn)
{
    return (struct peer *)(void *)conn;
}

static void wire_send(struct conn *conn, struct buf *bytes)
{
    struct peer *peer = peer_of(conn);
    size_t taken = peer->stuck.len > 0 ? 0 : bytes->len < peer->takes ? bytes->len : peer->takes;
    assert_false(peer->is_shut || peer->is_closed);
    peer->takes -= taken;
    buf_add(&peer->got, bytes->bytes, taken);
    buf_add(&peer->stuck, bytes->bytes + taken, bytes->len - taken);
    buf_clear(bytes);
}

static size_t wire_unsent(struct conn *conn)
{
    return peer_of(conn)->stuck.len;
}

static void wire_pause(struct conn *conn, bool is_paused)
{
    peer_of(conn)->is_paused = is_paused;
}

static void wire_shut(struct conn *conn)
{
    assert_false(peer_of(conn)->is_shut);
    peer_of(conn)->is_shut = true;
}

static void on_closing(struct note *note)
{
    struct peer *peer = LIST_ITEM(&note->link, struct peer, closing.link);
    conn_on_closed(&peer->conn);
}

static void wire_close(struct conn *conn)
{
    struct peer *peer = peer_of(conn);
    assert_false(peer->is_closed);
    peer->is_closed = true;
    peer->closing.on_note = on_closing;
    loop_post(peer->kit->loop, &peer->closing);
}

static const struct wire_calls peer_wire = {
    .send = wire_send,
    .unsent = wire_unsent,
    .pause = wire_pause,
    .shut = wire_shut,
    .close = wire_close,
};

void peer_open(struct peer *peer, struct kit *kit)
{
    *peer = (struct peer){.kit = kit, .takes = SIZE_MAX / 2};
    conn_open(&peer->conn, kit->http, &peer_wire);
}

void peer_send_bytes(struct peer *peer, struct slice bytes)
{
    /* A copy of exactly these bytes, so that reading beyond them is seen. */
    char *copy = mem_alloc(bytes.len + 1);
    memcpy(copy + 1, bytes.bytes, bytes.len);
    if (!peer->is_closed)
        conn_on_bytes(&peer->conn, (struct slice){copy + 1, bytes.len});
    free(copy);
    kit_settle(peer->kit);
}

void peer_send(struct peer *peer, const char *text)
{
    peer_send_bytes(peer, slice_of(text));
}

void peer_send_each(struct peer *peer, const char *text)
{
    for (; *text; text++)
        peer_send_bytes(peer, (struct slice){text, 1});
}

void peer_eof(struct peer *peer)
{
    conn_on_eof(&peer->conn);
    kit_settle(peer->kit);
}

void peer_take(struct peer *peer, size_t more)
{
    size_t taken = more < peer->stuck.len ? more : peer->stuck.len;
    struct buf rest = {0};
    if (peer->stuck.len == 0) {
        peer->takes = more;
        return;
    }
    buf_add(&peer->got, peer->stuck.bytes, taken);
    buf_add(&rest, peer->stuck.bytes + taken, peer->stuck.len - taken);
    buf_close(&peer->stuck);
    peer->stuck = rest;
    peer->takes = more - taken;
    if (rest.len == 0)
        conn_on_sent(&peer->conn);
    kit_settle(peer->kit);
}

void peer_clear(struct peer *peer)
{
    buf_clear(&peer->got);
}

void peer_close(struct peer *peer)
{
    if (!peer->is_closed)
        conn_drop(&peer->conn);
    kit_settle(peer->kit);
    buf_close(&peer->got);
    buf_close(&peer->stuck);
}

int peer_count(const struct peer *peer, const char *text)
{
    int count = 0;
    const char *at = peer->got.bytes;
    while (at && (at = strstr(at, text)) != NULL)
        count++, at++;
    return count;
}

/* ---- the host ---------------------------------------------------------------------------------
 */

struct http_options kit_options(struct kit *kit, const struct http_limits *limits)
{
    return (struct http_options){
        .host = "127.0.0.1",
        .endpoints = kit_endpoints,
        .service = (struct service *)(void *)kit,
        .authenticate = authenticate,
        .limits = limits,
    };
}

void kit_open(struct kit *kit, const struct http_limits *limits)
{
    struct http_options options = kit_options(kit, limits);
    *kit = (struct kit){0};
    wallclock_held_init(&kit->clock, 784111777000); /* Sun, 06 Nov 1994 08:49:37 GMT */
    assert_int_equal(loop_open_simulated(&kit->clock, 1, &kit->loop, NULL), 0);
    kit->http = http_new(kit->loop, &options);
}

void kit_settle(struct kit *kit)
{
    assert_true(loop_simulated_settle(kit->loop, 100000) < 100000);
}

void kit_advance(struct kit *kit, int64_t by_ms)
{
    loop_simulated_advance(kit->loop, kit->clock.now + by_ms);
}

static void on_drained(void *owner)
{
    struct kit *kit = owner;
    kit->is_drained = true;
}

void kit_close(struct kit *kit)
{
    if (kit->http->state == HTTP_OPEN)
        http_drain(kit->http, on_drained, kit);
    for (int i = 0; i < kit->held_count; i++)
        call_answer_empty(kit->held[i], 204);
    kit_advance(kit, http_limits_default.drain_ms + 1);
    assert_int_equal(kit->http->state, HTTP_DRAINED);
    http_close(kit->http);
    loop_close(kit->loop);
}
