/* stream.c - event streams on their connections.
 *
 * An open stream is an exchange in EXCHANGE_STREAMING: its bytes go where those of an answer would,
 * so events sent before earlier replies have left wait for them. The peer may be gone at any
 * moment; the owner learns it by on_closed, at the end of a pass and never inside a call of his
 * own.
 *
 * stream->private_data is the exchange from opening to on_closed.
 */
#include <assert.h>

#include "http/conn.h"

void stream_open(struct exchange *exchange, struct stream *stream)
{
    exchange->state = EXCHANGE_STREAMING;
    exchange->stream = stream;
    stream->private_data = exchange;
}

static void add_chunk(struct exchange *exchange, struct slice bytes)
{
    struct buf *out = conn_out(exchange->conn, exchange);
    if (!exchange->is_http_1_0)
        buf_printf(out, "%zx\r\n", bytes.len);
    buf_add_slice(out, bytes);
    if (!exchange->is_http_1_0)
        buf_add(out, "\r\n", 2);
}

/* Is there anybody to send to? Who does not read loses the stream. */
static bool is_open(struct exchange *exchange)
{
    struct conn *conn = exchange ? exchange->conn : NULL;
    if (!conn || conn->state == CONN_CLOSING || exchange->state != EXCHANGE_STREAMING)
        return false;
    if (exchange->early.len > conn->http->limits.queue_bytes) {
        conn_drop(conn);
        return false;
    }
    return conn_has_room(conn);
}

void stream_push(struct stream *stream, struct slice event)
{
    struct exchange *exchange = stream->private_data;
    if (!is_open(exchange))
        return;
    add_chunk(exchange, event);
    conn_mark_dirty(exchange->conn);
}

void stream_heartbeat(struct exchange *exchange)
{
    if (exchange && is_open(exchange))
        add_chunk(exchange, slice_of(":\n\n"));
}

void stream_end(struct stream *stream)
{
    struct exchange *exchange = stream->private_data;
    if (!is_open(exchange))
        return;
    if (!exchange->is_http_1_0 && !exchange->is_head)
        buf_add_text(conn_out(exchange->conn, exchange), "0\r\n\r\n");
    exchange->state = EXCHANGE_ANSWERED;
    conn_advance(exchange->conn);
}

void stream_detach(struct exchange *exchange)
{
    exchange->conn = NULL;
    exchange->state = EXCHANGE_ANSWERED;
    list_push(&exchange->http->closed_streams, &exchange->link);
    http_mark_dirty(exchange->http);
}

void stream_tell_closed(struct http *http)
{
    struct list closed = {0};
    struct list_link *link;

    list_append(&closed, &http->closed_streams);
    while ((link = list_pop(&closed)) != NULL) {
        struct exchange *exchange = LIST_ITEM(link, struct exchange, link);
        struct stream *stream = exchange->stream;
        exchange->stream = NULL;
        stream->private_data = NULL;
        exchange_free(exchange);
        stream->on_closed(stream);
    }
}
