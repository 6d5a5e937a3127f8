/* kit.h - a host without sockets for tests of http: held time, a few endpoints, and peers whose
 * bytes are put in and looked at by hand.
 */
#pragma once
#include "http/conn.h"
#include "loop/simulated.h"

enum { KIT_HELD_MOST = 32 };

struct kit {
    struct wallclock_held clock;
    struct loop *loop;
    struct http *http;
    struct call *held[KIT_HELD_MOST]; /* GET /slow/{n}, until the test answers them */
    int held_count;
    struct stream stream; /* GET /events */
    int streams_open, streams_closed;
    bool is_drained;
};

/* A peer: its side of a wire. */
struct peer {
    struct conn conn; /* first */
    struct kit *kit;
    struct buf got;   /* what has arrived */
    struct buf stuck; /* sent, and not taken while `takes` is used up */
    size_t takes;     /* bytes it will still take */
    bool is_shut, is_paused, is_closed;
    struct note closing;
};

extern const struct endpoint kit_endpoints[];

/* What kit_open gives to http; for tests with a real listener too. */
struct http_options kit_options(struct kit *kit, const struct http_limits *limits);

void kit_open(struct kit *kit, const struct http_limits *limits); /* NULL: the usual ones */
void kit_close(struct kit *kit);                                  /* drains first */
void kit_settle(struct kit *kit);
void kit_advance(struct kit *kit, int64_t by_ms);

void peer_open(struct peer *peer, struct kit *kit);
void peer_send(struct peer *peer, const char *text); /* and settles */
void peer_send_bytes(struct peer *peer, struct slice bytes);
void peer_send_each(struct peer *peer, const char *text); /* byte by byte */
void peer_eof(struct peer *peer);
void peer_take(struct peer *peer, size_t more); /* goes on reading */
void peer_clear(struct peer *peer);             /* forgets what it got */
void peer_close(struct peer *peer);
int peer_count(const struct peer *peer, const char *text); /* how often it got this */
