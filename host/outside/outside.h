/* outside.h - sending: mail, signed webhooks, HTTP calls, native extensions. The only room that
 * sees libcurl and the dynamic linker.
 *
 * What is sent, where to and when is decided elsewhere (engine/outbox.h); here is how. `send` of
 * the sender runs on sending threads, several at once, and keeps nothing of what it is given. Only
 * the target's own address is spoken to: no redirects, no proxies of the environment, no other
 * protocol; an address of a private network only if the target says so.
 */
#pragma once
#include "duty/effect.h"

struct outside;

/* Starts libcurl; once in a process, before threads. */
MUST_CHECK int outside_open(struct outside **out, struct err *err);
/* Loads an extension from a file; before threads, and before files are fenced off. */
MUST_CHECK int outside_load(struct outside *outside, const char *path, struct err *err);
void outside_close(struct outside *outside); /* nothing is under way; NULL allowed */
/* For engine_options; as long-lived as `outside`. */
const struct sender *outside_sender(struct outside *outside);
