/* target.h - the address in a request line, taken apart. */
#pragma once
#include "api/call.h"
#include "http/guard.h"

struct target {
    const char *path;   /* as sent, beginning with '/' */
    struct slice query; /* as sent, without '?' */
};

/* Accepts "/path?query" and "http://host/path?query" where host is what the Host field says.
 * Everything lands in the arena. False: refusal says why. */
bool target_read(struct arena *arena, struct slice text, struct slice host, struct target *target,
                 struct refusal *refusal);

/* name=value&..., percent-decoded, '+' is a space; at most 64 pairs. */
bool target_read_query(struct arena *arena, struct slice query, struct call_pair **pairs,
                       struct refusal *refusal);

/* One path segment, percent-decoded; NULL unless it is valid UTF-8 without control characters. */
const char *target_decode(struct arena *arena, struct slice text);

/* Is it "name[:port]" or "[v6][:port]", as the Host field must be? */
bool target_is_host(struct slice text);

bool text_is_utf8(struct slice text);
