/* conn.h - one connection: bytes in, exchanges in order, bytes out, deadlines.
 *
 * Knows no sockets: a *wire* carries its bytes. The wire of a real connection is in listener.c,
 * that of tests and fuzzing is a few lines. All calls on the loop thread.
 */
#pragma once
#include "http/inside.h"

/* What a conn asks of its wire. Nothing here calls back before it returns. */
struct wire_calls {
    /* Takes all of `bytes` (emptied); what the peer does not take at once is kept. When that has
     * gone, conn_on_sent. */
    void (*send)(struct conn *conn, struct buf *bytes);
    size_t (*unsent)(struct conn *conn);
    void (*pause)(struct conn *conn, bool is_paused); /* stop and go on reading */
    void (*shut)(struct conn *conn);                  /* nothing more will be sent */
    void (*close)(struct conn *conn);                 /* once; conn_on_closed comes later */
};

/* diagram and rules in conn.c */
enum conn_state { CONN_OPEN, CONN_FINISHING, CONN_LINGERING, CONN_CLOSING };

enum conn_wait {
    WAIT_NOTHING,
    WAIT_IDLE,
    WAIT_HEAD,
    WAIT_BODY,
    WAIT_WRITE,
    WAIT_LINGER,
    WAIT_BEAT
};

struct conn {
    struct http *http;
    const struct wire_calls *wire;
    struct conn *next, *before; /* in http->conns */
    struct list_link link;      /* in http->dirty */
    bool is_dirty, is_paused, is_eof;
    enum conn_state state;
    uint8_t peer[16]; /* its address, as call.h has it; zero: this machine */
    bool is_proxy;    /* from this machine: it may say for whom it asks */
    struct reader reader;
    struct buf backlog;    /* read and not yet looked at: too many calls are running */
    size_t held;           /* of this connection in counts.held_bytes */
    struct list exchanges; /* in order of arrival */
    struct buf out;        /* goes out at the end of this pass */
    enum conn_wait wait;
    struct loop_timer deadline;
    int64_t granted_ms; /* WAIT_BODY: time given so far */
    uint64_t sent;      /* bytes given to the wire */
    uint64_t taken;     /* WAIT_WRITE: of those, what the peer had taken at the last look */
};

/* `conn` is embedded in its wire's struct and zeroed. */
void conn_open(struct conn *conn, struct http *http, const struct wire_calls *wire);
void conn_on_bytes(struct conn *conn, struct slice bytes);
void conn_on_eof(struct conn *conn);
void conn_on_sent(struct conn *conn);
/* The wire has closed: the memory is the wire's again when this returns. */
void conn_on_closed(struct conn *conn);

/* For the rest of the room. */
void conn_mark_dirty(struct conn *conn);
void conn_flush(struct conn *conn);  /* from http's end of a pass */
void conn_drop(struct conn *conn);   /* closes at once */
void conn_finish(struct conn *conn); /* takes no more requests, ends when all are answered */
struct buf *conn_out(struct conn *conn, struct exchange *exchange); /* where its bytes go */
void conn_advance(struct conn *conn);  /* after an exchange was answered */
bool conn_has_room(struct conn *conn); /* else it was dropped: the peer does not read */
struct exchange *conn_first(const struct conn *conn);
