/* outside.c - the sender of this room: one row for each kind of target. To add a kind: a row here,
 * a file with its function, its settings in duty/effect.c.
 */
#include "outside/inside.h"

#include <curl/curl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *kind;
    void (*send)(struct outside *outside, const struct outgoing *outgoing, struct arena *arena,
                 struct sent *sent);
} kinds[] = {
    {"mail",      send_mail     },
    {"webhook",   send_webhook  },
    {"call",      send_call     },
    {"extension", send_extension},
};

void sent_note(struct sent *sent, enum sent_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(sent->reason, sizeof sent->reason, format, args);
    va_end(args);
    for (char *at = sent->reason; *at; at++)
        if ((unsigned char)*at < ' ')
            *at = ' ';
    sent->status = status;
}

static void send_by_kind(void *owner, const struct outgoing *outgoing, struct arena *arena,
                         struct sent *sent)
{
    struct outside *outside = owner;

    *sent = (struct sent){0};
    if (atomic_load(&outside->is_stopping)) {
        sent_note(sent, SENT_LATER, "The host was stopping.");
        sent->is_ours = true;
        return;
    }
    for (size_t i = 0; outgoing->kind && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, outgoing->kind) == 0) {
            kinds[i].send(outside, outgoing, arena, sent);
            return;
        }
    sent_note(sent, SENT_REFUSED, "The target is of a kind this host does not know.");
    sent->is_ours = true;
}

static void stop(void *owner)
{
    struct outside *outside = owner;
    atomic_store(&outside->is_stopping, true);
}

int outside_open(struct outside **out, struct err *err)
{
    *out = NULL;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return err_set(err, STATUS_IO, "libcurl cannot be started.");
    struct outside *outside = mem_zero(sizeof *outside);
    outside->sender = (struct sender){.send = send_by_kind, .stop = stop, .owner = outside};
    *out = outside;
    return 0;
}

void outside_close(struct outside *outside)
{
    if (!outside)
        return;
    extensions_close(outside);
    curl_global_cleanup();
    free(outside);
}

const struct sender *outside_sender(struct outside *outside)
{
    return &outside->sender;
}
