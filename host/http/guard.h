/* guard.h - finds the end of a request's head and refuses what llhttp lets pass.
 *
 * Fed with bytes as they come, keeps no copy. llhttp tolerates folded lines and repeated spaces,
 * and whether it takes a bare LF depends on how it was built; a head that another server would
 * split differently is how requests are smuggled, so what is not exactly RFC 9112 is refused here.
 */
#pragma once
#include "base/slice.h"
#include "http/limits.h"

/* Why a request is refused. The connection is closed after each: what follows cannot be trusted. */
struct refusal {
    int http_status; /* 0: none */
    const char *code;
    const char *detail;
};

enum guard_state {
    GUARD_START,  /* before the request line: an empty line is skipped */
    GUARD_METHOD, /* in the request line, by word */
    GUARD_TARGET,
    GUARD_VERSION,
    GUARD_LINE,  /* at the start of a field line, or of the empty line */
    GUARD_NAME,  /* in a field's name */
    GUARD_VALUE, /* behind its colon */
    GUARD_DONE,
};

struct guard {
    enum guard_state state;
    bool is_after_cr;
    size_t len; /* bytes of this head so far */
    size_t target_len;
    size_t fields;
    size_t empty_lines; /* skipped before the request line */
};

/* Looks at `bytes` and returns how many of them belong to the head; GUARD_DONE says that it is
 * complete. On refusal `refusal` is filled and the return value means nothing. */
size_t guard_feed(struct guard *guard, const struct http_limits *limits, struct slice bytes,
                  struct refusal *refusal);
