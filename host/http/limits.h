/* limits.h - what a peer may ask of this host. Each can be changed for a test; an office changes
 * per_address and connections only.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct http_limits {
    size_t head_bytes;     /* request line and fields: 431 */
    size_t target_bytes;   /* 414 */
    size_t fields;         /* 431 */
    size_t body_bytes;     /* 413, by the declared length if there is one */
    size_t overhead_bytes; /* chunk sizes, extensions and trailers of one body: 400 */
    size_t pipelined;      /* calls of one connection at a time; then it is not read */
    size_t queue_bytes;    /* written and not taken by the peer; then it is dropped */
    size_t held_bytes;     /* bodies of all connections and running calls together: 503 */
    size_t per_address;    /* connections of one address; loopback is exempt */
    size_t connections;    /* of all; 0: 90 % of the descriptors this process may have */

    int64_t head_ms;      /* a head, from its first byte to its last */
    int64_t body_ms;      /* a body; each `body_rate` bytes give another second */
    int64_t body_rate;    /* bytes a second */
    int64_t idle_ms;      /* between two requests */
    int64_t write_ms;     /* for the peer to take anything of what is written */
    int64_t linger_ms;    /* between our last byte and the peer's */
    int64_t heartbeat_ms; /* of an event stream */
    int64_t drain_ms;     /* at shutdown, for calls that are running */
};

extern const struct http_limits http_limits_default;
