/* http.h - the door of the host: requests in, calls to endpoints, answers out in order.
 *
 *   http_open -> requests are answered -> http_drain -> on_drained -> http_close
 *
 * Everything runs on the loop thread. http owns connections and calls; endpoints and service are
 * borrowed until http_close.
 */
#pragma once
#include "api/call.h"
#include "http/limits.h"
#include "loop/loop.h"

struct http;

struct http_options {
    const char *host; /* a literal address, "127.0.0.1" or "::1" */
    int port;         /* 0: any free one, see http_port */
    const struct endpoint *endpoints;
    struct service *service;
    /* Fills call->actor, for endpoints that ask for a right, or says why not: 0,
     * STATUS_UNAUTHORIZED, STATUS_FORBIDDEN, STATUS_BUSY. call->endpoint->right is what is asked.
     */
    int (*authenticate)(struct call *call, struct err *err);
    const struct http_limits *limits; /* copied; NULL: http_limits_default */
    /* Literal addresses that may hold as many connections as they like, as loopback may: an office
     * sits behind one. Ends with NULL; may be NULL. */
    const char *const *exempt;
};

MUST_CHECK int http_open(struct loop *loop, const struct http_options *options, struct http **out,
                         struct err *err);
int http_port(const struct http *http);

/* Takes no more connections, lets running calls end (drain_ms for their connections), then calls
 * on_drained, always later. Calls an endpoint still holds after that time are waited for, unheard.
 */
void http_drain(struct http *http, void (*on_drained)(void *owner), void *owner);
/* What was told over connections may not be true (rules.md E3): each ends once its running calls
 * are answered, streams at once, half a request is dropped. New connections are taken as before. */
void http_hang_up(struct http *http);
void http_close(struct http *http); /* only after on_drained */

/* For /metrics. */
struct http_counts {
    uint64_t accepted, refused_address, calls, refused, dropped;
    size_t connections, running, held_bytes;
};
struct http_counts http_count(const struct http *http);
