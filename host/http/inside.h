/* inside.h - what the files of this room share. */
#pragma once
#include "http/http.h"
#include "http/request.h"
#include "http/route.h"

struct conn;
struct listener;

enum http_state { HTTP_OPEN, HTTP_DRAINING, HTTP_DRAINED };

struct http {
    struct loop *loop;
    struct http_limits limits;
    struct router router;
    struct service *service;
    int (*authenticate)(struct call *call, struct err *err);
    enum http_state state;
    struct conn *conns;         /* all of them, doubly linked */
    struct list dirty;          /* conns with something to do at the end of this pass */
    struct list closed_streams; /* whose on_closed comes at the end of this pass */
    struct loop_timer flush;    /* makes sure that this pass is not the last before sleeping */
    struct loop_timer drain;
    void (*on_drained)(void *owner);
    void *drain_owner;
    struct http_counts counts;
    struct listener *listener; /* NULL in tests that have no sockets */
    int64_t date_second;
    char date[40];
};

/* http_open without a listener: conns are opened by whoever has a wire. */
struct http *http_new(struct loop *loop, const struct http_options *options);
/* For struct reader: what the endpoint asked for takes; owner: the http. */
size_t http_body_most(void *owner, const struct request *request);
bool http_find_taker(void *owner, struct request *request, struct refusal *refusal);
void http_mark_dirty(struct http *http);
const char *http_date(struct http *http);
extern const struct call_door http_door;

/* ---- one request on its way -------------------------------------------------------------------
 */

/*   EXCHANGE_RUNNING --answer--> EXCHANGE_ANSWERED --its turn--> (freed)
 *         +--open_stream--> EXCHANGE_STREAMING --stream_close, conn gone--> EXCHANGE_ANSWERED
 *   conn == NULL: nobody waits any more; a running one is freed when it is answered. */
enum exchange_state { EXCHANGE_RUNNING, EXCHANGE_ANSWERED, EXCHANGE_STREAMING };

struct exchange {
    struct call call;      /* first: a call is cast to its exchange */
    struct list_link link; /* in conn->exchanges, in order of arrival */
    struct http *http;
    struct conn *conn;
    enum exchange_state state;
    struct buf body;  /* of the request; call.body points into it */
    struct buf early; /* rendered before its turn */
    bool is_head, is_http_1_0;
    struct slice target; /* as sent */
    const char *host;
    struct stream *stream;
};

static inline struct exchange *exchange_of(struct call *call)
{
    return (struct exchange *)(void *)call;
}

struct exchange *exchange_new(struct conn *conn, struct request *request);
/* Finds the endpoint, asks who it is, lets it answer. The exchange may be gone after. */
void exchange_run(struct exchange *exchange);
void exchange_free(struct exchange *exchange);
/* Its connection is gone. */
void exchange_abandon(struct exchange *exchange);

/* stream.c, for http_door */
void stream_open(struct exchange *exchange, struct stream *stream);
void stream_push(struct stream *stream, struct slice event);
void stream_end(struct stream *stream);
/* The exchange of an open stream loses its connection or ends: on_closed comes with the next flush.
 */
void stream_detach(struct exchange *exchange);
void stream_tell_closed(struct http *http);
void stream_heartbeat(struct exchange *exchange);
