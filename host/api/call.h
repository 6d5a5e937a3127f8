/* call.h - one request as an endpoint sees it, and the way to answer it exactly once.
 *
 * http makes a call when a request is complete, finds its endpoint, lets the authenticate hook name
 * the actor and runs `endpoint->answer` on the loop thread. The endpoint answers there and then or
 * later, from any callback on the loop thread; http keeps the answers of a connection in order.
 *
 *                 call_answer_*            the call and its arena are gone when this returns
 *   CALL_RUNNING ---------------> (over)
 *        |        call_open_stream         the same; the stream lives on until on_closed
 *        +----------------------> (over)
 *
 * A caller who leaves early changes nothing: the call is answered all the same, into the void
 * (call_is_abandoned tells, for who wants to save work).
 *
 * Ownership: the call belongs to http and is lent to the endpoint until it is answered. Whatever
 * is needed after the answer must be copied first. Nothing here fails: what cannot be sent any more
 * is dropped.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/slice.h"
#include "data/value.h"

struct err;     /* base/err.h */
struct actor;   /* who asks: id, name, roles; of the api room */
struct service; /* what endpoints work on; of the api room, handed through by http */
struct call;

/* Takes a body as it comes, where it is too large to be held. Made by the endpoint's open_body when
 * the head of a request is known, and handed over with the call; an endpoint that takes it sets
 * call->taker to NULL. */
struct body_taker {
    /* Copies the bytes. False: enough for now, on_room follows, later. */
    bool (*take)(struct body_taker *taker, struct slice bytes);
    void (*drop)(struct body_taker *taker); /* nobody wants it any more: frees it */
    void (*on_room)(void *owner);           /* of http; NULL: nobody waits */
    void *owner;
};

/* One row of the table of everything this host answers. The table ends with a row of NULLs. */
struct endpoint {
    const char *method; /* "GET"; a GET row answers HEAD too */
    const char *path;   /* "/api/v1/cases/{id}/journal"; {x} stands for one whole segment */
    const char *right;  /* what the actor must be allowed; NULL: open to everybody */
    void (*answer)(struct call *call);
    size_t body_most; /* bytes of a body, from who has sent a token; 0: what the host says of all */
    /* The body is taken as it comes; NULL: it is held. STATUS_UNAUTHORIZED, STATUS_BUSY ... */
    int (*open_body)(struct service *service, const char *token, struct body_taker **out,
                     struct err *err);
};

/* Names and values that came with the request, percent-decoded, valid UTF-8 without NUL. */
struct call_pair {
    const char *name;
    const char *value;
    struct call_pair *next;
};

struct call {
    const char *method;
    const char *path; /* as sent, without the query */
    const struct endpoint *endpoint;
    struct service *service;
    struct actor *actor; /* set by the authenticate hook; NULL where right is NULL */
    struct arena arena;  /* dies with the call */
    struct slice body;   /* "" if there was none, or a taker has it */
    struct body_taker *taker;
    int64_t at_ms;   /* wall clock when the request was complete */
    uint64_t number; /* for the log */
    /* Who asks, to count how often: an IPv4 address, or the half of an IPv6 one that a subscriber
     * gets. Of who comes through a proxy on this machine the one it names; zero: this machine. */
    uint8_t peer[16];

    /* Headers endpoints care about; NULL when they were not sent. */
    const char *token; /* of "Authorization: Bearer ..."; never to be logged */
    const char *idempotency_key;
    const char *last_event_id;
    const char *if_match;
    const char *if_none_match;
    const char *content_type;
    const char *accept_language;

    void *private_data; /* of the endpoint */

    /* From here on: call.c and http only. */
    const struct call_door *door;
    struct call_pair *params, *queries, *reply_headers;
};

/* A segment that matched {name}; "" if the endpoint's path has none of that name. */
const char *call_param(const struct call *call, const char *name);
/* The first ?name=value; NULL if it was not sent. */
const char *call_query(const struct call *call, const char *name);
bool call_is_abandoned(const struct call *call);

/* Name and value are copied. A value with control characters would split the reply: such a header
 * is left out. */
void call_add_header(struct call *call, const char *name, const char *value);

/* Each of these ends the call. */
void call_answer_json(struct call *call, int http_status, const struct value *body);
void call_answer_bytes(struct call *call, int http_status, const char *content_type,
                       struct slice bytes);
void call_answer_empty(struct call *call, int http_status); /* 204, 304 */

/* RFC 9457. `code` is stable, for programs; `detail` says what happened and what to do, for people,
 * and holds no personal value. */
struct problem {
    int http_status;
    const char *code;
    const char *title;          /* NULL: the text of http_status */
    const char *detail;         /* may be NULL */
    const struct value *errors; /* [{field, code, message}], or NULL */
    const struct value *extra;  /* a map whose members are added ("result" of a 409), or NULL */
};
void call_answer_problem(struct call *call, const struct problem *problem);

/* Server-sent events. Embedded in the subscriber, who sets on_closed before opening; it comes
 * exactly once, always later: the peer left, did not read (1 MiB waiting), the host stops, or
 * stream_close was called. Only then may the subscriber be freed. Heartbeats are http's. */
struct stream {
    void (*on_closed)(struct stream *stream);
    void *owner;
    const struct call_door *door; /* of http */
    void *private_data;           /* of http */
};

void call_open_stream(struct call *call, struct stream *stream); /* ends the call */
/* Sends one event; `event` may be NULL (a plain message); newlines in data are allowed. An event
 * for a stream that is going away is dropped. */
void stream_send(struct stream *stream, int64_t id, const char *event, struct slice data);
void stream_close(struct stream *stream);

/* How calls reach http: filled there, and by tests. */
struct call_door {
    void (*answer)(struct call *call, int http_status, const char *content_type,
                   struct slice bytes);
    bool (*is_abandoned)(const struct call *call);
    void (*open_stream)(struct call *call, struct stream *stream);
    void (*stream_send)(struct stream *stream, struct slice event);
    void (*stream_close)(struct stream *stream);
};

/* "Not Found"; "Status" for a number without a name. */
const char *http_status_text(int http_status);
