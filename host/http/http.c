/* http.c - opening, the end of a pass, and draining.
 *
 *   HTTP_OPEN --http_drain--> HTTP_DRAINING --no connection, no call left--> HTTP_DRAINED
 *
 * All that is to be sent, closed or told is gathered during a pass and done at its end, in
 * end_pass: that is one write per connection and pass, and no callback into somebody who is still
 * talking to us. The timer `flush` only makes sure that the loop does not sleep over it when the
 * news came after our hook had run.
 *
 * The hook runs after the hooks of rooms opened before: those below answer in theirs, so http is
 * opened last.
 */
#include <assert.h>
#include <stdlib.h>

#include "http/conn.h"
#include "http/listener.h"
#include "http/reply.h"

void http_mark_dirty(struct http *http)
{
    if (!http->flush.private_data)
        loop_timer_start(http->loop, &http->flush, 0);
}

size_t http_body_most(void *owner, const struct request *request)
{
    const struct http *http = owner;
    const struct endpoint *endpoint =
        router_upload(&http->router, request->method, request->target);
    return endpoint ? endpoint->body_most : http->limits.body_bytes;
}

bool http_find_taker(void *owner, struct request *request, struct refusal *refusal)
{
    const struct http *http = owner;
    const struct endpoint *endpoint =
        router_upload(&http->router, request->method, request->target);
    struct err err = {0};
    if (!endpoint || !endpoint->open_body)
        return true;
    int rc = endpoint->open_body(http->service, request->token, &request->taker, &err);
    if (rc == 0)
        return true;
    *refusal = (struct refusal){rc == STATUS_UNAUTHORIZED ? 401
                                : rc == STATUS_FULL       ? 507
                                : rc == STATUS_LATER      ? 501
                                                          : 503,
                                status_code(rc), status_text(rc)};
    return false;
}

const char *http_date(struct http *http)
{
    int64_t now = loop_now_ms(http->loop);
    if (now / 1000 != http->date_second) {
        http->date_second = now / 1000;
        reply_date(now, http->date);
    }
    return http->date;
}

static void on_flush(struct loop_timer *timer)
{
    (void)timer; /* the end of this pass does the work */
}

/* Those marked again meanwhile wait for the next pass: a peer that sends much gets its share. */
static void flush_conns(struct http *http)
{
    struct list_link *link;

    for (size_t count = http->dirty.count; count > 0; count--) {
        link = list_pop(&http->dirty);
        if (!link)
            break; /* flushing one may drop another */
        conn_flush(LIST_ITEM(link, struct conn, link));
    }
}

static void on_drain_done(struct loop_timer *timer)
{
    struct http *http = timer->owner;
    http->on_drained(http->drain_owner);
}

static void end_pass(void *owner)
{
    struct http *http = owner;

    loop_timer_stop(http->loop, &http->flush);
    if (!list_is_empty(&http->dirty))
        flush_conns(http);
    if (!list_is_empty(&http->closed_streams))
        stream_tell_closed(http);
    if (http->state == HTTP_DRAINING && !http->conns && http->counts.running == 0 &&
        listener_is_closed(http->listener)) {
        http->state = HTTP_DRAINED;
        http->drain.on_timer = on_drain_done; /* not from here: the owner may close us */
        loop_timer_start(http->loop, &http->drain, 0);
    }
}

static void on_drain_over(struct loop_timer *timer)
{
    struct http *http = timer->owner;
    for (struct conn *conn = http->conns; conn; conn = conn->next)
        conn_drop(conn);
}

struct http *http_new(struct loop *loop, const struct http_options *options)
{
    struct http *http = mem_zero(sizeof *http);
    http->loop = loop;
    http->limits = options->limits ? *options->limits : http_limits_default;
    http->service = options->service;
    http->authenticate = options->authenticate;
    http->flush = (struct loop_timer){.on_timer = on_flush, .owner = http};
    http->drain = (struct loop_timer){.on_timer = on_drain_over, .owner = http};
    http->date_second = INT64_MIN;
    router_open(&http->router, options->endpoints);
    loop_before_sleep(loop, end_pass, http);
    return http;
}

static void free_http(struct http *http)
{
    loop_forget_hooks(http->loop, http);
    loop_timer_stop(http->loop, &http->flush);
    loop_timer_stop(http->loop, &http->drain);
    router_close(&http->router);
    free(http);
}

int http_open(struct loop *loop, const struct http_options *options, struct http **out,
              struct err *err)
{
    struct http *http = http_new(loop, options);
    int rc = listener_open(http, options, &http->listener, err);
    if (rc < 0) {
        free_http(http);
        return rc;
    }
    *out = http;
    return 0;
}

int http_port(const struct http *http)
{
    return listener_port(http->listener);
}

/* A stream would go on for ever: it is ended, and is the last of its connection. */
static bool end_stream(struct conn *conn)
{
    for (struct list_link *link = conn->exchanges.first; link; link = link->next) {
        struct exchange *exchange = LIST_ITEM(link, struct exchange, link);
        if (exchange->state == EXCHANGE_STREAMING) {
            stream_end(exchange->stream);
            return true;
        }
    }
    return false;
}

/* A connection in the middle of a request may finish it. */
static void drain_conn(struct conn *conn)
{
    if (end_stream(conn))
        return;
    if (conn->reader.state == READER_IDLE && conn->backlog.len == 0)
        conn_finish(conn);
}

void http_drain(struct http *http, void (*on_drained)(void *owner), void *owner)
{
    assert(http->state == HTTP_OPEN);
    http->state = HTTP_DRAINING;
    http->on_drained = on_drained;
    http->drain_owner = owner;
    listener_close(http->listener);
    for (struct conn *conn = http->conns; conn; conn = conn->next)
        drain_conn(conn);
    loop_timer_start(http->loop, &http->drain, http->limits.drain_ms);
    http_mark_dirty(http);
}

void http_hang_up(struct http *http)
{
    for (struct conn *conn = http->conns; conn; conn = conn->next)
        if (!end_stream(conn))
            conn_finish(conn);
}

void http_close(struct http *http)
{
    if (!http)
        return;
    assert(http->state == HTTP_DRAINED);
    listener_free(http->listener);
    free_http(http);
}

struct http_counts http_count(const struct http *http)
{
    return http->counts;
}
