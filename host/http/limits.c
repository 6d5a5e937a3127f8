/* limits.c - the limits of a host that nobody has changed. */
#include "http/limits.h"

const struct http_limits http_limits_default = {
    .head_bytes = 16 * 1024,
    .target_bytes = 8 * 1024,
    .fields = 100,
    .body_bytes = 1024 * 1024,
    .overhead_bytes = 16 * 1024,
    .pipelined = 16,
    .queue_bytes = 1024 * 1024,
    .held_bytes = 256 * 1024 * 1024,
    .per_address = 100,
    .connections = 0,
    .head_ms = 15 * 1000,
    .body_ms = 30 * 1000,
    .body_rate = 1024,
    .idle_ms = 60 * 1000,
    .write_ms = 60 * 1000,
    .linger_ms = 2 * 1000,
    .heartbeat_ms = 15 * 1000,
    .drain_ms = 10 * 1000,
};
