/* inside.h - what the files of this room share. */
#pragma once
#include <stdatomic.h>
#include "base/buf.h"
#include "duty/effect.h"
#include "outside/outside.h"

struct extension; /* extension.c */

struct outside {
    struct sender sender;
    struct extension *extensions;
    atomic_bool is_stopping;
};

/* One kind of target: a row in outside.c. */
void send_mail(struct outside *outside, const struct outgoing *outgoing, struct arena *arena,
               struct sent *sent);
void send_webhook(struct outside *outside, const struct outgoing *outgoing, struct arena *arena,
                  struct sent *sent);
void send_call(struct outside *outside, const struct outgoing *outgoing, struct arena *arena,
               struct sent *sent);
void send_extension(struct outside *outside, const struct outgoing *outgoing, struct arena *arena,
                    struct sent *sent);
void extensions_close(struct outside *outside);

/* Notes what became of it; the format must name nothing that was sent. */
void sent_note(struct sent *sent, enum sent_status status, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Is it an address that only means something here: loopback, link-local, private, multicast ...?
 * Of families other than IPv4 and IPv6: true. */
struct sockaddr;
bool address_is_private(const struct sockaddr *address);

/* ---- messages to people (message.c) ---- */

/* The address of `to`, by the target's `address`; NULL: it has none, and `sent` says so. */
const char *message_address(const struct outgoing *outgoing, struct sent *sent);
/* Chinese, then English, with {field} replaced by members of `with`; in the arena. */
const char *message_text(const struct outgoing *outgoing, struct arena *arena);
const char *message_subject(const struct outgoing *outgoing, struct arena *arena);

/* ---- HTTP (transfer.c) ---- */

struct transfer {
    const char *method, *url;
    const char *const *headers; /* "Name: value", NULL at the end */
    struct slice body;
    bool is_private;
    int timeout_s;
    /* out */
    long status;
    struct buf answer; /* SENT_ANSWER_MOST at most */
    bool is_cut;       /* there was more */
};
/* Speaks; sent says why not, or is SENT_DONE with a status to be judged. */
void transfer_run(struct outside *outside, struct transfer *transfer, struct sent *sent);
void transfer_close(struct transfer *transfer);
/* 2xx done; 408, 425, 429 and 5xx later; anything else refused. */
void transfer_judge(const struct transfer *transfer, struct sent *sent);

/* "v1,<base64>" of key.timestamp.body, by the Standard Webhooks. The secret is "whsec_" and base64,
 * or taken as it is. In the arena. */
const char *webhook_signature(const char *secret, const char *key, int64_t timestamp_s,
                              struct slice body, struct arena *arena);
