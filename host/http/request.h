/* request.h - bytes to requests: the parser layer, without sockets, time or endpoints.
 *
 *   while (bytes left)
 *       switch (request_reader_feed(&reader, &bytes)) ...
 *
 * request_reader_feed eats from the front of `bytes` until a request is complete (reader->request
 * is then the caller's to take), the bytes are used up, or the request is refused (reader->refusal;
 * nothing more can be read from this peer).
 */
#pragma once
#include <llhttp.h>

#include "api/call.h"
#include "http/guard.h"

/* A request in parts; everything lies in the arena and in `body`. Fields not sent are NULL. */
struct request {
    struct arena arena;
    struct buf body;
    const char *method;
    struct slice target;
    const char *host, *token, *idempotency_key, *last_event_id, *if_match, *if_none_match,
        *content_type, *accept_language, *forwarded_for;
    bool is_http_1_0, is_head, is_kept_alive;
    struct body_taker *taker; /* has the body instead of `body`; dropped by request_close */
};

enum reader_result { READER_MORE, READER_REQUEST, READER_REFUSED };

enum reader_state {
    READER_IDLE, /* nothing of the next request has come */
    READER_HEAD,
    READER_BODY,
    READER_DEAD, /* after a refusal */
};

struct reader {
    const struct http_limits *limits;
    /* How large the body of this request may be, its head known: asked for those with a token.
     * NULL: the limits say. */
    size_t (*find_most)(void *owner, const struct request *request);
    /* Who takes the body as it comes, its head known: false: refused as said. NULL: nobody does. */
    bool (*find_taker)(void *owner, struct request *request, struct refusal *refusal);
    void *owner;
    enum reader_state state;
    struct guard guard;
    struct buf head; /* the part that has come, while it is not complete */
    llhttp_t parser;
    struct request request;
    struct refusal refusal;
    bool is_continue_wanted; /* "Expect: 100-continue", and the body has not come */

    /* While llhttp runs over a head. */
    struct slice name, value;
    const char *expect;
    int hosts, lengths, codings;
    bool is_complete;
    size_t body_most;
    size_t body_len; /* of the body so far */
    size_t body_fed; /* bytes since the head, framing included */
    bool is_held;    /* the taker has enough for now */
};

void request_reader_init(struct reader *reader, const struct http_limits *limits);
void request_reader_close(struct reader *reader);
enum reader_result request_reader_feed(struct reader *reader, struct slice *bytes);

/* Moves the request out; the reader is ready for the next. */
void request_reader_take(struct reader *reader, struct request *request);
void request_close(struct request *request);
