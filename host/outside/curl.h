/* curl.h - what every transfer of libcurl in this room has set. */
#pragma once
#include <curl/curl.h>
#include "outside/inside.h"

struct wire {
    struct outside *outside;
    CURL *curl;
    bool is_private;
    bool was_private; /* an address was refused for being private */
    char error[CURL_ERROR_SIZE];
};

/* Opens a handle with our limits: these protocols only, no redirects, no proxy, no netrc, no reuse,
 * a time limit, and an end when the host stops. */
MUST_CHECK bool wire_open(struct wire *wire, struct outside *outside, const char *protocols,
                          bool is_private, int timeout_s);
void wire_close(struct wire *wire);
/* Runs it; false: sent says why. */
MUST_CHECK bool wire_run(struct wire *wire, struct sent *sent);
