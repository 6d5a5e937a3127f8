/* fuzz_http.c - the connection layer: one peer sends any bytes, cut where the first of them say.
 * Whatever it sends, the host says only whole replies of HTTP, never more of them than there could
 * be requests, and lets go of everything when the peer does.
 */
#include "fuzz/fuzz.h"
#include "kit.h"

/* The endpoints of the kit hold some calls for the test to answer. */
static void answer_held(struct kit *kit)
{
    while (kit->held_count > 0)
        call_answer_empty(kit->held[--kit->held_count], 204);
    kit_settle(kit);
}

static void check_replies(struct slice got)
{
    static const char start[] = "HTTP/1.1 ";
    if (got.len == 0)
        return;
    fuzz_require(got.len > sizeof start && memcmp(got.bytes, start, sizeof start - 1) == 0,
                 "what is said begins as a reply");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct kit kit;
    struct peer peer;
    size_t piece = len > 0 ? (size_t)(bytes[0] % 64) + 1 : 1;

    if (len > 0)
        bytes++, len--;
    kit_open(&kit, NULL);
    peer_open(&peer, &kit);
    peer.takes = piece % 3 == 0 ? 300 : SIZE_MAX / 2;
    for (size_t at = 0; at < len && !peer.is_closed; at += piece) {
        size_t part = len - at < piece ? len - at : piece;
        peer_send_bytes(&peer, (struct slice){(const char *)bytes + at, part});
        if (kit.held_count > KIT_HELD_MOST - 17)
            answer_held(&kit);
    }
    answer_held(&kit);
    if (piece % 3 == 0 && !peer.is_closed)
        peer_take(&peer, SIZE_MAX / 2);
    check_replies(buf_slice(&peer.got));
    if (!peer.is_closed)
        peer_eof(&peer);
    answer_held(&kit);
    fuzz_require(peer.is_closed, "the connection ends with the peer");
    peer_close(&peer);
    fuzz_require(http_count(kit.http).running == 0, "no call is left");
    kit_close(&kit);
    return 0;
}
