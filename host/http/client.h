/* client.h - asks a host: an asynchronous HTTP/1.1 client on one connection, kept open.
 *
 * For our own command line, load measurement and tests; it speaks to a comity, not to the web.
 * Requests wait in order; up to `pipelined` of them are on the wire at a time. The connection is
 * made when it is first needed and again after the host closed it. Every request is answered
 * exactly once, always later, with what the host said or with why it said nothing. It is never
 * repeated by the client: whether a request may be sent twice only its Idempotency-Key can say.
 *
 * What a request points to is borrowed until its on_answer.
 */
#pragma once
#include "base/buf.h"
#include "base/err.h"
#include "base/list.h"
#include "loop/loop.h"

struct client;

struct client_answer {
    int http_status; /* 0: none came, and err says why */
    struct err err;  /* STATUS_IO, STATUS_BUSY (deadline), STATUS_STOPPING (client_close) */
    const char *content_type; /* "" if it has none */
    const char *location, *etag, *retry_after;
    struct slice body; /* valid until on_answer returns */
};

struct client_request {
    struct list_link link;
    const char *method;
    const char *target;                                            /* path and query, encoded */
    const char *token, *idempotency_key, *content_type, *if_match; /* NULL: not sent */
    struct slice body;
    void (*on_answer)(struct client_request *request, const struct client_answer *answer);
    void *owner;
};

struct client_options {
    const char *host; /* a literal address */
    int port;
    size_t pipelined;   /* 0: 1 */
    int64_t timeout_ms; /* from sending a request to the end of its answer; 0: 60 s */
    size_t answer_most; /* bytes of a body; 0: 64 MiB */
};

MUST_CHECK int client_open(struct loop *loop, const struct client_options *options,
                           struct client **out, struct err *err);
void client_send(struct client *client, struct client_request *request);
/* Requests still waiting get STATUS_STOPPING, here and now; the memory goes when the loop has
 * closed the connection. */
void client_close(struct client *client);

/* One request and its answer on a loop of its own, for commands that do one thing. The body is
 * appended to `body`; *http_status is what the host said. */
MUST_CHECK int client_ask(const struct client_options *options, struct client_request *request,
                          int *http_status, struct buf *body, struct err *err);

/* "http://127.0.0.1:8080" taken apart, as `serve` prints it; the host lands in `host`. */
MUST_CHECK int client_read_url(const char *url, char host[64], int *port, struct err *err);
