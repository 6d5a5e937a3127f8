/* listener.h - the listening socket and the wires of real connections. */
#pragma once
#include "http/inside.h"

MUST_CHECK int listener_open(struct http *http, const struct http_options *options,
                             struct listener **out, struct err *err);
int listener_port(const struct listener *listener);
void listener_close(struct listener *listener); /* no more connections; those there stay */
bool listener_is_closed(const struct listener *listener); /* true for NULL */
void listener_free(struct listener *listener);            /* when it is closed */
