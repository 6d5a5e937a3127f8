/* listener.c - accepting, and carrying the bytes of accepted connections.
 *
 *   LISTENER_OPEN --too many connections--> LISTENER_FULL --one closes--> LISTENER_OPEN
 *        |  \--the system has no descriptor--> LISTENER_RESTING --REST_MS--> LISTENER_OPEN
 *        +--listener_close (from any)--> LISTENER_CLOSING --closed--> LISTENER_CLOSED
 *
 * Descriptors. Connections stop at 90 % of what the process may open, so the store always finds
 * its own. The last RESERVED of those are for loopback: an operator gets in when strangers hold all
 * the rest. Full means that a connection is left in libuv's hand, which stops polling until it is
 * taken. Should the system itself run out, libuv would call back without end; closing the socket
 * for a while is the one way to make it stop.
 *
 * One read buffer serves all connections: what is read is used up before the callback returns, so a
 * silent connection costs its struct and no buffer.
 */
#include "http/listener.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <uv.h>

#include "base/fault.h"
#include "base/log.h"
#include "http/address.h"
#include "http/conn.h"

enum { EXEMPT_MOST = 16, READ_BYTES = 64 * 1024, REST_MS = 200, RESERVED = 16, BACKLOG = 1024 };

enum listener_state {
    LISTENER_OPEN,
    LISTENER_FULL,
    LISTENER_RESTING,
    LISTENER_CLOSING,
    LISTENER_CLOSED,
};

struct listener {
    uv_tcp_t tcp;
    struct http *http;
    enum listener_state state;
    struct sockaddr_storage name; /* as bound, with the port that port 0 became */
    struct loop_timer rest;
    struct address_book book;
    size_t most; /* connections */
    size_t strangers, strangers_most;
    struct address exempt[EXEMPT_MOST];
    size_t exempt_count;
    char bytes[READ_BYTES];
};

/* The wire of one connection. */
struct socket {
    struct conn conn; /* first */
    uv_tcp_t tcp;
    uv_write_t write;
    uv_shutdown_t shutdown;
    struct listener *listener;
    struct address address;
    struct buf sending; /* in libuv's hand */
    size_t sent;        /* of `sending`, by the first try */
    struct buf waiting; /* behind it */
};

static struct socket *socket_of(struct conn *conn)
{
    return (struct socket *)(void *)conn;
}

/* ---- the wire ---------------------------------------------------------------------------------
 */

static void send_sending(struct socket *socket);

static void on_written(uv_write_t *write, int rc)
{
    struct socket *socket = write->data;
    buf_clear(&socket->sending);
    socket->sent = 0;
    if (socket->conn.state == CONN_CLOSING)
        return;
    if (rc < 0) {
        conn_drop(&socket->conn);
        return;
    }
    if (socket->waiting.len == 0) {
        buf_close(&socket->sending);
        conn_on_sent(&socket->conn);
        return;
    }
    struct buf next = socket->waiting;
    socket->waiting = socket->sending;
    socket->sending = next;
    send_sending(socket);
}

static void send_sending(struct socket *socket)
{
    uv_buf_t rest = uv_buf_init(socket->sending.bytes + socket->sent,
                                (unsigned)(socket->sending.len - socket->sent));
    socket->write.data = socket;
    if (uv_write(&socket->write, (uv_stream_t *)&socket->tcp, &rest, 1, on_written) < 0)
        conn_drop(&socket->conn);
}

/* Most replies fit into the kernel's buffer: then there is no request, no copy and no callback. */
static void wire_send(struct conn *conn, struct buf *bytes)
{
    struct socket *socket = socket_of(conn);
    if (socket->sending.len > 0) {
        buf_add_slice(&socket->waiting, buf_slice(bytes));
        buf_clear(bytes);
        return;
    }
    uv_buf_t all = uv_buf_init(bytes->bytes, (unsigned)bytes->len);
    int taken = uv_try_write((uv_stream_t *)&socket->tcp, &all, 1);
    if (taken == (int)bytes->len) {
        buf_clear(bytes);
        return;
    }
    if (taken < 0 && taken != UV_EAGAIN) {
        buf_clear(bytes);
        conn_drop(conn);
        return;
    }
    buf_close(&socket->sending);
    socket->sending = *bytes;
    socket->sent = taken > 0 ? (size_t)taken : 0;
    *bytes = (struct buf){0};
    send_sending(socket);
}

static size_t wire_unsent(struct conn *conn)
{
    struct socket *socket = socket_of(conn);
    if (socket->sending.len == 0)
        return 0;
    return uv_stream_get_write_queue_size((uv_stream_t *)&socket->tcp) + socket->waiting.len;
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    struct socket *socket = handle->data;
    (void)suggested;
    *buf = uv_buf_init(socket->listener->bytes, READ_BYTES);
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buf)
{
    struct socket *socket = stream->data;
    if (len > 0)
        conn_on_bytes(&socket->conn, (struct slice){buf->base, (size_t)len});
    else if (len == UV_EOF)
        conn_on_eof(&socket->conn);
    else if (len < 0)
        conn_drop(&socket->conn);
}

static void wire_pause(struct conn *conn, bool is_paused)
{
    uv_stream_t *stream = (uv_stream_t *)&socket_of(conn)->tcp;
    if (is_paused)
        uv_read_stop(stream);
    else if (!conn->is_eof && uv_read_start(stream, on_alloc, on_read) < 0)
        conn_drop(conn);
}

/* The answer does not matter: a peer that is gone is found out by its EOF or the deadline. */
static void wire_shut(struct conn *conn)
{
    struct socket *socket = socket_of(conn);
    uv_shutdown(&socket->shutdown, (uv_stream_t *)&socket->tcp, NULL);
}

static void take_waiting(struct listener *listener);

static void on_socket_closed(uv_handle_t *handle)
{
    struct socket *socket = handle->data;
    struct listener *listener = socket->listener;

    conn_on_closed(&socket->conn);
    if (!socket->address.is_exempt) {
        listener->strangers--;
        address_give(&listener->book, &socket->address);
    }
    buf_close(&socket->sending);
    buf_close(&socket->waiting);
    free(socket);
    take_waiting(listener);
}

static void wire_close(struct conn *conn)
{
    uv_close((uv_handle_t *)&socket_of(conn)->tcp, on_socket_closed);
}

static const struct wire_calls socket_wire = {
    .send = wire_send,
    .unsent = wire_unsent,
    .pause = wire_pause,
    .shut = wire_shut,
    .close = wire_close,
};

/* ---- accepting --------------------------------------------------------------------------------
 */

static void on_refused_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static bool is_listed(const struct listener *listener, const struct address *address)
{
    for (size_t i = 0; i < listener->exempt_count; i++)
        if (address_is_same(&listener->exempt[i], address))
            return true;
    return false;
}

/* Strangers are counted, each and together; loopback and listed proxies are not. */
static bool is_admitted(struct listener *listener, struct socket *socket)
{
    struct sockaddr_storage name = {0};
    int len = sizeof name;

    if (uv_tcp_getpeername(&socket->tcp, (struct sockaddr *)&name, &len) < 0)
        return false; /* gone already */
    address_read(&socket->address, (struct sockaddr *)&name);
    socket->conn.is_proxy = socket->address.is_exempt; /* loopback, not what is listed */
    if (!socket->conn.is_proxy)
        memcpy(socket->conn.peer, socket->address.bytes, sizeof socket->conn.peer);
    socket->address.is_exempt |= is_listed(listener, &socket->address);
    if (socket->address.is_exempt)
        return true;
    if (listener->strangers >= listener->strangers_most ||
        !address_take(&listener->book, &socket->address, listener->http->limits.per_address)) {
        listener->http->counts.refused_address++;
        return false;
    }
    listener->strangers++;
    return true;
}

static void accept_one(struct listener *listener)
{
    struct socket *socket = mem_zero(sizeof *socket);
    socket->listener = listener;
    socket->tcp.data = socket;
    uv_tcp_init(listener->tcp.loop, &socket->tcp);
    if (uv_accept((uv_stream_t *)&listener->tcp, (uv_stream_t *)&socket->tcp) < 0 ||
        !is_admitted(listener, socket)) {
        uv_close((uv_handle_t *)&socket->tcp, on_refused_closed);
        return;
    }
    uv_tcp_nodelay(&socket->tcp, 1);
    conn_open(&socket->conn, listener->http, &socket_wire);
    wire_pause(&socket->conn, false);
}

static void rest(struct listener *listener);

static void on_connection(uv_stream_t *stream, int rc)
{
    struct listener *listener = stream->data;
    if (rc < 0 || fault_is_set("http.accept"))
        rest(listener);
    else if (listener->http->counts.connections >= listener->most)
        listener->state = LISTENER_FULL;
    else
        accept_one(listener);
}

/* Takes the connection that was left in libuv's hand; others follow by on_connection. */
static void take_waiting(struct listener *listener)
{
    if (listener->state != LISTENER_FULL || listener->http->counts.connections >= listener->most)
        return;
    listener->state = LISTENER_OPEN;
    accept_one(listener);
}

static int start_listening(struct listener *listener)
{
    const struct sockaddr *name = (const struct sockaddr *)&listener->name;
    int len = sizeof listener->name;
    int rc = uv_tcp_init(loop_uv(listener->http->loop), &listener->tcp);

    assert(rc == 0); /* makes no descriptor yet */
    listener->tcp.data = listener;
    rc = uv_tcp_bind(&listener->tcp, name, 0);
    if (rc == 0)
        rc = uv_listen((uv_stream_t *)&listener->tcp, BACKLOG, on_connection);
    if (rc == 0)
        rc = uv_tcp_getsockname(&listener->tcp, (struct sockaddr *)&listener->name, &len);
    return rc;
}

static void on_rested(struct loop_timer *timer)
{
    struct listener *listener = timer->owner;
    listener->state = LISTENER_OPEN;
    int rc = start_listening(listener);
    if (rc < 0)
        rest(listener);
}

static void on_listener_closed(uv_handle_t *handle)
{
    struct listener *listener = handle->data;
    if (listener->state == LISTENER_RESTING) {
        loop_timer_start(listener->http->loop, &listener->rest, REST_MS);
        return;
    }
    listener->state = LISTENER_CLOSED;
    http_mark_dirty(listener->http);
}

static void rest(struct listener *listener)
{
    if (listener->state != LISTENER_OPEN && listener->state != LISTENER_FULL)
        return;
    log_warn("http", "no descriptor is left for connections: none is taken for %d ms", REST_MS);
    listener->state = LISTENER_RESTING;
    uv_close((uv_handle_t *)&listener->tcp, on_listener_closed);
}

/* ---- life -------------------------------------------------------------------------------------
 */

static size_t descriptors_for_connections(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY)
        return 100000;
    return (size_t)(limit.rlim_cur / 10 * 9);
}

static int read_name(struct sockaddr_storage *name, const char *host, int port)
{
    if (uv_ip4_addr(host, port, (struct sockaddr_in *)(void *)name) == 0)
        return 0;
    return uv_ip6_addr(host, port, (struct sockaddr_in6 *)(void *)name);
}

static int refuse_name(const char *host, struct err *err)
{
    return err_set(err, STATUS_USAGE, "%s is not an address: write one like 127.0.0.1 or ::1",
                   host);
}

static int read_exempt(struct listener *listener, const char *const *exempt, struct err *err)
{
    struct sockaddr_storage name;
    for (; exempt && *exempt; exempt++) {
        if (listener->exempt_count == EXEMPT_MOST)
            return err_set(err, STATUS_USAGE, "more than %d proxies are listed", EXEMPT_MOST);
        if (read_name(&name, *exempt, 0) < 0)
            return refuse_name(*exempt, err);
        address_read(&listener->exempt[listener->exempt_count++], (struct sockaddr *)&name);
    }
    return 0;
}

static void set_bounds(struct listener *listener)
{
    size_t most = listener->http->limits.connections;
    listener->most = most ? most : descriptors_for_connections();
    size_t reserved = listener->most / 8 < RESERVED ? listener->most / 8 : RESERVED;
    listener->strangers_most = listener->most - reserved;
}

static void on_failed_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static int listen_or_say_why(struct listener *listener, const struct http_options *options,
                             struct err *err)
{
    int rc = start_listening(listener);
    if (rc == 0)
        return 0;
    uv_close((uv_handle_t *)&listener->tcp, on_failed_closed);
    return err_set(err, rc == UV_EADDRINUSE ? STATUS_LOCKED : STATUS_IO,
                   "%s port %d cannot be listened on: %s", options->host, options->port,
                   uv_strerror(rc));
}

int listener_open(struct http *http, const struct http_options *options, struct listener **out,
                  struct err *err)
{
    struct listener *listener = mem_zero(sizeof *listener);
    int rc = read_exempt(listener, options->exempt, err);

    listener->http = http;
    listener->rest = (struct loop_timer){.on_timer = on_rested, .owner = listener};
    set_bounds(listener);
    if (rc == 0 && read_name(&listener->name, options->host, options->port) < 0)
        rc = refuse_name(options->host, err);
    if (rc < 0) {
        free(listener);
        return rc;
    }
    rc = listen_or_say_why(listener, options, err);
    if (rc == 0)
        *out = listener;
    return rc;
}

int listener_port(const struct listener *listener)
{
    const struct sockaddr *name = (const struct sockaddr *)&listener->name;
    return ntohs(name->sa_family == AF_INET
                     ? ((const struct sockaddr_in *)(const void *)name)->sin_port
                     : ((const struct sockaddr_in6 *)(const void *)name)->sin6_port);
}

void listener_close(struct listener *listener)
{
    if (!listener || listener->state >= LISTENER_CLOSING)
        return;
    bool is_closing = uv_is_closing((uv_handle_t *)&listener->tcp);
    bool is_closed = listener->rest.private_data != NULL;
    loop_timer_stop(listener->http->loop, &listener->rest);
    listener->state = is_closed ? LISTENER_CLOSED : LISTENER_CLOSING;
    if (!is_closing)
        uv_close((uv_handle_t *)&listener->tcp, on_listener_closed);
}

bool listener_is_closed(const struct listener *listener)
{
    return !listener || listener->state == LISTENER_CLOSED;
}

void listener_free(struct listener *listener)
{
    if (!listener)
        return;
    address_close(&listener->book);
    free(listener);
}
