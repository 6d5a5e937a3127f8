/* conn.c - the life of a connection.
 *
 *   CONN_OPEN       requests are read, exchanges run, replies leave in order
 *      |  a request that ends the connection, a refusal, a stream, the peer's EOF, drain
 *      v
 *   CONN_FINISHING  nothing more is read; what was asked is answered
 *      |  all answered and taken by the peer
 *      v
 *   CONN_LINGERING  our side is shut; the peer's bytes are thrown away until its EOF or linger_ms,
 *      |            for a close with unread bytes would be a reset and could destroy the last reply
 *      v
 *   CONN_CLOSING    conn_on_closed is awaited (also from anywhere, by conn_drop)
 *
 * C1. Replies leave in the order of requests: the first exchange writes to `out`, the others to
 *     their own `early`, which follows when their turn comes.
 * C2. Nothing is written inside a callback: a conn with something to do is marked dirty and flushed
 *     at the end of the pass, so pipelined replies leave in one write.
 * C3. A connection waits for one thing at a time (`wait`), and each has its deadline. Deadlines are
 *     totals: bytes that trickle in do not move them. Running calls have none; they are ours.
 * C4. Whoever does not read is not read: with `pipelined` calls running, or a quarter of
 * queue_bytes not taken, input is paused; above queue_bytes the connection is dropped.
 *
 * To add a deadline: a value of enum conn_wait, its row in wait_ms and its line in on_deadline.
 */
#include "http/conn.h"

#include <assert.h>

#include "http/reply.h"

/* ---- the list of dirty connections ------------------------------------------------------------
 */

void conn_mark_dirty(struct conn *conn)
{
    if (conn->is_dirty || conn->state == CONN_CLOSING)
        return;
    conn->is_dirty = true;
    list_push(&conn->http->dirty, &conn->link);
    http_mark_dirty(conn->http);
}

static void unmark_dirty(struct conn *conn)
{
    struct list kept = {0};
    struct list_link *link;
    if (!conn->is_dirty)
        return;
    while ((link = list_pop(&conn->http->dirty)) != NULL)
        if (link != &conn->link)
            list_push(&kept, link);
    conn->http->dirty = kept;
    conn->is_dirty = false;
}

/* ---- deadlines --------------------------------------------------------------------------------
 */

static int64_t wait_ms(const struct conn *conn, enum conn_wait wait)
{
    const struct http_limits *limits = &conn->http->limits;
    switch (wait) {
    case WAIT_IDLE:
        return limits->idle_ms;
    case WAIT_HEAD:
        return limits->head_ms;
    case WAIT_BODY:
        return limits->body_ms;
    case WAIT_WRITE:
        return limits->write_ms;
    case WAIT_LINGER:
        return limits->linger_ms;
    case WAIT_BEAT:
        return limits->heartbeat_ms;
    case WAIT_NOTHING:
        break;
    }
    return 0;
}

/* The same wait goes on: its deadline does not move (C3). */
static void wait_for(struct conn *conn, enum conn_wait wait)
{
    if (conn->wait == wait)
        return;
    conn->wait = wait;
    if (wait == WAIT_NOTHING) {
        loop_timer_stop(conn->http->loop, &conn->deadline);
        return;
    }
    conn->granted_ms = wait_ms(conn, wait);
    conn->taken = conn->sent - conn->wire->unsent(conn);
    loop_timer_start(conn->http->loop, &conn->deadline, conn->granted_ms);
}

static void refuse(struct conn *conn, const struct refusal *refusal)
{
    struct exchange *exchange = exchange_new(conn, NULL);
    conn->http->counts.refused++;
    conn->state = CONN_FINISHING;
    reply_write_refusal(&exchange->early, refusal->http_status, refusal->code, refusal->detail,
                        http_date(conn->http));
    exchange->state = EXCHANGE_ANSWERED;
    request_close(&conn->reader.request); /* what has come of it is of no use any more */
    conn_advance(conn);
}

static void give_up_reading(struct conn *conn)
{
    if (conn->reader.state == READER_IDLE) {
        conn_drop(conn); /* a connection nobody used: nothing to say */
        return;
    }
    refuse(conn, &(struct refusal){408, "request_timeout", "The request came too slowly."});
}

/* A body earns time by its bytes: body_ms and one second more for each body_rate. */
static void look_at_body(struct conn *conn)
{
    const struct http_limits *limits = &conn->http->limits;
    int64_t earned = (int64_t)conn->reader.body_len * 1000 / limits->body_rate;
    int64_t more = limits->body_ms + earned - conn->granted_ms;
    if (more <= 0) {
        give_up_reading(conn);
        return;
    }
    conn->wait = WAIT_BODY;
    conn->granted_ms += more;
    loop_timer_start(conn->http->loop, &conn->deadline, more);
}

static void look_at_writing(struct conn *conn)
{
    uint64_t taken = conn->sent - conn->wire->unsent(conn);
    if (taken == conn->taken)
        conn_drop(conn);
    else
        wait_for(conn, WAIT_WRITE);
}

static void on_deadline(struct loop_timer *timer)
{
    struct conn *conn = timer->owner;
    enum conn_wait wait = conn->wait;

    conn->wait = WAIT_NOTHING;
    switch (wait) {
    case WAIT_HEAD:
        give_up_reading(conn);
        break;
    case WAIT_BODY:
        look_at_body(conn);
        break;
    case WAIT_WRITE:
        look_at_writing(conn);
        break;
    case WAIT_BEAT:
        stream_heartbeat(conn_first(conn));
        break;
    case WAIT_IDLE:
    case WAIT_LINGER:
        conn_drop(conn);
        break;
    case WAIT_NOTHING:
        break;
    }
    conn_mark_dirty(conn);
}

/* ---- reading ----------------------------------------------------------------------------------
 */

static bool is_full(struct conn *conn)
{
    const struct http_limits *limits = &conn->http->limits;
    return conn->reader.is_held || conn->exchanges.count >= limits->pipelined ||
           conn->wire->unsent(conn) + conn->out.len > limits->queue_bytes / 4;
}

static void set_paused(struct conn *conn, bool is_paused)
{
    if (conn->is_paused == is_paused)
        return;
    conn->is_paused = is_paused;
    conn->wire->pause(conn, is_paused);
}

/* What is read and not yet a call; an exchange counts its body itself. */
static void account(struct conn *conn)
{
    size_t held = conn->reader.head.len + conn->reader.request.body.len + conn->backlog.len;
    conn->http->counts.held_bytes += held - conn->held;
    conn->held = held;
}

/* Many bodies at once: those that come on top are refused, so that memory has a bound. */
static void check_held(struct conn *conn)
{
    account(conn);
    if (conn->http->counts.held_bytes > conn->http->limits.held_bytes &&
        conn->reader.state == READER_BODY)
        refuse(conn, &(struct refusal){503, "busy", "The host is at its limit, try again soon."});
}

/* The taker of a body has written what it held: its sender is read again. */
static void on_room(void *owner)
{
    struct conn *conn = owner;
    conn->reader.is_held = false;
    conn_mark_dirty(conn);
}

static void watch_taker(struct conn *conn)
{
    struct body_taker *taker = conn->reader.request.taker;
    if (taker && !taker->on_room) {
        taker->on_room = on_room;
        taker->owner = conn;
    }
}

static void take_request(struct conn *conn)
{
    struct request request;
    request_reader_take(&conn->reader, &request);
    if (request.taker)
        request.taker->on_room = NULL;
    conn->wait = WAIT_NOTHING; /* the next head has a deadline of its own */
    if (!request.is_kept_alive || conn->http->state != HTTP_OPEN)
        conn->state = CONN_FINISHING;
    exchange_run(exchange_new(conn, &request));
}

/* Reads until the bytes are used up or must wait; returns those that must. */
static struct slice read_requests(struct conn *conn, struct slice bytes)
{
    while (conn->state == CONN_OPEN && bytes.len > 0 && !is_full(conn)) {
        switch (request_reader_feed(&conn->reader, &bytes)) {
        case READER_MORE:
            watch_taker(conn);
            check_held(conn);
            break;
        case READER_REQUEST:
            take_request(conn);
            break;
        case READER_REFUSED:
            refuse(conn, &conn->reader.refusal);
            break;
        }
    }
    return conn->state == CONN_OPEN ? bytes : (struct slice){0};
}

void conn_on_bytes(struct conn *conn, struct slice bytes)
{
    if (conn->state != CONN_OPEN)
        return;
    if (conn->backlog.len == 0)
        bytes = read_requests(conn, bytes);
    if (bytes.len > 0) {
        buf_add_slice(&conn->backlog, bytes);
        set_paused(conn, true);
    }
    account(conn);
    conn_mark_dirty(conn);
}

static void read_backlog(struct conn *conn)
{
    if (conn->backlog.len == 0 || is_full(conn))
        return;
    struct buf backlog = conn->backlog;
    conn->backlog = (struct buf){0};
    struct slice rest = read_requests(conn, buf_slice(&backlog));
    if (rest.len > 0)
        buf_add_slice(&conn->backlog, rest);
    buf_close(&backlog);
    account(conn);
}

void conn_on_eof(struct conn *conn)
{
    struct exchange *first = conn_first(conn);
    conn->is_eof = true;
    if (conn->state == CONN_CLOSING)
        return;
    if (conn->state == CONN_LINGERING || (first && first->state == EXCHANGE_STREAMING)) {
        conn_drop(conn);
        return;
    }
    /* Half closed: what was asked is still answered. */
    conn_finish(conn);
}

/* ---- writing ----------------------------------------------------------------------------------
 */

struct exchange *conn_first(const struct conn *conn)
{
    return LIST_ITEM(conn->exchanges.first, struct exchange, link);
}

struct buf *conn_out(struct conn *conn, struct exchange *exchange)
{
    return conn_first(conn) == exchange ? &conn->out : &exchange->early;
}

bool conn_has_room(struct conn *conn)
{
    if (conn->wire->unsent(conn) + conn->out.len <= conn->http->limits.queue_bytes)
        return true;
    conn->http->counts.dropped++;
    conn_drop(conn);
    return false;
}

void conn_advance(struct conn *conn)
{
    struct exchange *exchange;
    while ((exchange = conn_first(conn)) != NULL) {
        buf_add_slice(&conn->out, buf_slice(&exchange->early));
        buf_close(&exchange->early);
        if (exchange->state != EXCHANGE_ANSWERED)
            break;
        list_pop(&conn->exchanges);
        exchange_free(exchange);
    }
    conn_mark_dirty(conn);
}

void conn_on_sent(struct conn *conn)
{
    conn_mark_dirty(conn);
}

static void send_out(struct conn *conn)
{
    if (conn->reader.is_continue_wanted && conn->state == CONN_OPEN &&
        list_is_empty(&conn->exchanges)) {
        conn->reader.is_continue_wanted = false;
        buf_add_text(&conn->out, "HTTP/1.1 100 Continue\r\n\r\n");
    }
    if (conn->out.len == 0)
        return;
    conn->sent += conn->out.len;
    conn->wire->send(conn, &conn->out);
}

/* ---- what comes next --------------------------------------------------------------------------
 */

static void linger(struct conn *conn)
{
    if (conn->is_eof) {
        conn_drop(conn);
        return;
    }
    conn->state = CONN_LINGERING;
    conn->wire->shut(conn);
    wait_for(conn, WAIT_LINGER);
}

static enum conn_wait next_wait(struct conn *conn)
{
    struct exchange *first = conn_first(conn);
    if (conn->wire->unsent(conn) > 0)
        return WAIT_WRITE;
    if (conn->state == CONN_OPEN && !conn->is_paused && conn->reader.state == READER_HEAD)
        return WAIT_HEAD;
    if (conn->state == CONN_OPEN && !conn->is_paused && conn->reader.state == READER_BODY)
        return WAIT_BODY;
    if (first)
        return first->state == EXCHANGE_STREAMING ? WAIT_BEAT : WAIT_NOTHING;
    return WAIT_IDLE;
}

/* Sends first: what the peer takes at once makes room for reading on. Replies that reading on
 * brings leave with the next pass, so that one peer's backlog does not hold the others up. */
void conn_flush(struct conn *conn)
{
    conn->is_dirty = false;
    if (conn->state == CONN_CLOSING || conn->state == CONN_LINGERING)
        return;
    send_out(conn);
    if (conn->state == CONN_OPEN)
        read_backlog(conn);
    if (conn->state == CONN_CLOSING)
        return;
    if (conn->backlog.len == 0 && !is_full(conn))
        set_paused(conn, false);
    if (conn->state == CONN_FINISHING && list_is_empty(&conn->exchanges) && conn->out.len == 0 &&
        conn->wire->unsent(conn) == 0)
        linger(conn);
    else
        wait_for(conn, next_wait(conn));
}

/* ---- life -------------------------------------------------------------------------------------
 */

void conn_open(struct conn *conn, struct http *http, const struct wire_calls *wire)
{
    conn->http = http;
    conn->wire = wire;
    conn->deadline = (struct loop_timer){.on_timer = on_deadline, .owner = conn};
    request_reader_init(&conn->reader, &http->limits);
    conn->reader.find_most = http_body_most;
    conn->reader.find_taker = http_find_taker;
    conn->reader.owner = http;
    conn->next = http->conns;
    if (http->conns)
        http->conns->before = conn;
    http->conns = conn;
    http->counts.connections++;
    http->counts.accepted++;
    wait_for(conn, WAIT_HEAD);
}

void conn_finish(struct conn *conn)
{
    if (conn->state == CONN_OPEN)
        conn->state = CONN_FINISHING;
    conn_mark_dirty(conn);
}

void conn_drop(struct conn *conn)
{
    if (conn->state == CONN_CLOSING)
        return;
    unmark_dirty(conn);
    conn->state = CONN_CLOSING;
    wait_for(conn, WAIT_NOTHING);
    loop_timer_stop(conn->http->loop, &conn->deadline);
    conn->wire->close(conn);
}

void conn_on_closed(struct conn *conn)
{
    struct http *http = conn->http;
    struct list_link *link;

    assert(conn->state == CONN_CLOSING && !conn->is_dirty);
    while ((link = list_pop(&conn->exchanges)) != NULL)
        exchange_abandon(LIST_ITEM(link, struct exchange, link));
    request_reader_close(&conn->reader);
    buf_close(&conn->backlog);
    buf_close(&conn->out);
    http->counts.held_bytes -= conn->held;
    if (conn->next)
        conn->next->before = conn->before;
    if (conn->before)
        conn->before->next = conn->next;
    else
        http->conns = conn->next;
    http->counts.connections--;
    http_mark_dirty(http);
}
