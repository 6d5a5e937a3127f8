/* test_stream.c - server-sent events: framing, heartbeats, and the many ways a stream ends, each of
 * them with exactly one on_closed.
 */
#include <string.h>

#include "../../lib/check.h"
#include "kit.h"

#define SUBSCRIBE "GET /events HTTP/1.1\r\nHost: h\r\nLast-Event-ID: 41\r\n\r\n"

static struct kit kit;
static struct peer peer;

static int setup(void **state)
{
    (void)state;
    kit_open(&kit, NULL);
    peer_open(&peer, &kit);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    peer_close(&peer);
    kit_close(&kit);
    assert_int_equal(kit.streams_open, kit.streams_closed);
    return 0;
}

static void test_events(void **state)
{
    (void)state;
    peer_send(&peer, SUBSCRIBE);
    assert_int_equal(peer_count(&peer, "Content-Type: text/event-stream\r\n"), 1);
    assert_int_equal(peer_count(&peer, "Transfer-Encoding: chunked\r\n"), 1);
    assert_int_equal(peer_count(&peer, "Content-Length"), 0);
    assert_int_equal(peer_count(&peer, "\r\n\r\n1d\r\nid: 1\nevent: since\ndata: 41\n\n\r\n"), 1);
    peer_clear(&peer);
    stream_send(&kit.stream, 42, NULL, slice_of("a\r\nb\rc\n"));
    assert_int_equal(peer.got.len, 0); /* at the end of the pass, with others */
    stream_send(&kit.stream, 43, "e", slice_of(""));
    kit_settle(&kit);
    assert_string_equal(peer.got.bytes, "27\r\nid: 42\ndata: a\ndata: b\ndata: c\ndata: \n\n\r\n"
                                        "18\r\nid: 43\nevent: e\ndata: \n\n\r\n");
}

static void test_heartbeat(void **state)
{
    (void)state;
    peer_send(&peer, SUBSCRIBE);
    peer_clear(&peer);
    kit_advance(&kit, 3 * http_limits_default.heartbeat_ms);
    assert_string_equal(peer.got.bytes, "3\r\n:\n\n\r\n3\r\n:\n\n\r\n3\r\n:\n\n\r\n");
}

static void test_http_1_0_has_no_chunks(void **state)
{
    (void)state;
    peer_send(&peer, "GET /events HTTP/1.0\r\n\r\n");
    assert_int_equal(peer_count(&peer, "Transfer-Encoding"), 0);
    assert_int_equal(peer_count(&peer, "\r\n\r\nid: 1\nevent: since\ndata: none\n\n"), 1);
}

static void test_closed_by_the_owner(void **state)
{
    (void)state;
    peer_send(&peer, SUBSCRIBE);
    stream_close(&kit.stream);
    stream_send(&kit.stream, 2, NULL, slice_of("too late"));
    stream_close(&kit.stream);
    assert_int_equal(kit.streams_closed, 0); /* later, never inside the call */
    kit_settle(&kit);
    assert_int_equal(kit.streams_closed, 1);
    assert_int_equal(peer_count(&peer, "\r\n0\r\n\r\n"), 1);
    assert_int_equal(peer_count(&peer, "too late"), 0);
    assert_true(peer.is_shut);
}

static void test_closed_by_the_peer(void **state)
{
    (void)state;
    peer_send(&peer, SUBSCRIBE);
    peer_eof(&peer);
    assert_true(peer.is_closed);
    assert_int_equal(kit.streams_closed, 1);
}

static void test_gone_before_it_opened(void **state)
{
    (void)state;
    peer_send(&peer, "GET /slow/1 HTTP/1.1\r\nHost: h\r\n\r\n");
    peer_close(&peer);
    kit.stream = (struct stream){.on_closed = NULL};
    struct call *call = kit.held[--kit.held_count];
    kit_endpoints[9].answer(call); /* /events, late */
    assert_int_equal(kit.streams_open, 1);
    assert_int_equal(kit.streams_closed, 0);
    kit_settle(&kit);
    assert_int_equal(kit.streams_closed, 1);
}

static void test_a_subscriber_who_does_not_read(void **state)
{
    (void)state;
    char data[10001];
    int sent = 0;
    memset(data, 'x', 10000);
    data[10000] = '\0';
    peer_send(&peer, SUBSCRIBE);
    peer.takes = 0;
    for (; sent < 200 && kit.streams_closed == 0; sent++) {
        stream_send(&kit.stream, sent, NULL, slice_of(data));
        kit_settle(&kit);
    }
    assert_true(sent >= 104 && sent <= 107); /* 1 MiB */
    assert_true(peer.is_closed);
}

/* Opened behind an answer that is still to come: events wait for their turn. */
static void test_behind_a_running_call(void **state)
{
    (void)state;
    peer_send(&peer, "GET /slow/1 HTTP/1.1\r\nHost: h\r\n\r\n" SUBSCRIBE SUBSCRIBE);
    assert_int_equal(kit.streams_open, 1); /* a stream is the last of its connection */
    stream_send(&kit.stream, 7, NULL, slice_of("waits"));
    kit_settle(&kit);
    assert_int_equal(peer.got.len, 0);
    call_answer_bytes(kit.held[--kit.held_count], 200, "text/plain", slice_of("first"));
    kit_settle(&kit);
    assert_true(strstr(peer.got.bytes, "first") < strstr(peer.got.bytes, "data: 41"));
    assert_true(strstr(peer.got.bytes, "data: 41") < strstr(peer.got.bytes, "data: waits"));
    kit_advance(&kit, http_limits_default.heartbeat_ms);
    assert_int_equal(peer_count(&peer, "\r\n3\r\n:\n\n\r\n"), 1);
}

static void on_drained(void *owner)
{
    *(bool *)owner = true;
}

static void test_drain_ends_streams(void **state)
{
    (void)state;
    bool is_drained = false;
    peer_send(&peer, SUBSCRIBE);
    http_drain(kit.http, on_drained, &is_drained);
    kit_settle(&kit);
    assert_int_equal(kit.streams_closed, 1);
    assert_int_equal(peer_count(&peer, "\r\n0\r\n\r\n"), 1);
    peer_eof(&peer);
    assert_true(is_drained);
}

static void test_head_of_a_stream(void **state)
{
    (void)state;
    peer_send(&peer, "HEAD /events HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(kit.streams_closed, 1);
    assert_int_equal(peer_count(&peer, "event-stream"), 1);
    assert_int_equal(peer_count(&peer, "data:"), 0);
}

#define STREAM_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STREAM_TEST(test_events),
        STREAM_TEST(test_heartbeat),
        STREAM_TEST(test_http_1_0_has_no_chunks),
        STREAM_TEST(test_closed_by_the_owner),
        STREAM_TEST(test_closed_by_the_peer),
        STREAM_TEST(test_gone_before_it_opened),
        STREAM_TEST(test_a_subscriber_who_does_not_read),
        STREAM_TEST(test_behind_a_running_call),
        STREAM_TEST(test_drain_ends_streams),
        STREAM_TEST(test_head_of_a_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
