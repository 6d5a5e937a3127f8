/* reply.h - replies as bytes. */
#pragma once
#include "api/call.h"

struct reply {
    int http_status;
    const char *content_type; /* NULL: no body at all */
    struct slice body;
    const struct call_pair *headers; /* in the order they were added, last first */
    const char *date;                /* as reply_date writes it */
    enum reply_after {
        REPLY_KEEPS,     /* the connection stays open */
        REPLY_KEEPS_1_0, /* and a peer of HTTP/1.0 must be told so */
        REPLY_CLOSES,
    } after;
    bool is_head; /* of a HEAD request: the length is told, the body is not sent */
};

void reply_write(struct buf *out, const struct reply *reply);

/* The head of an event stream; its events are chunks unless the peer speaks HTTP/1.0. */
void reply_write_stream(struct buf *out, const struct reply *reply, bool is_chunked);

/* A refusal by http itself, as problem+json, with Connection: close. */
void reply_write_refusal(struct buf *out, int http_status, const char *code, const char *detail,
                         const char *date);

/* "Sun, 06 Nov 1994 08:49:37 GMT" */
char *reply_date(int64_t at_ms, char text[40]);
