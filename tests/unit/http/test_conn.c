/* test_conn.c - order, deadlines, back pressure and ends of connections, in held time. */
#include <stdio.h>
#include <string.h>

#include "../../lib/check.h"
#include "kit.h"

#define GET(path)  "GET " path " HTTP/1.1\r\nHost: h\r\n\r\n"
#define LAST(path) "GET " path " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"

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
    return 0;
}

static void answer_held(int index, const char *text)
{
    struct call *call = kit.held[index];
    kit.held[index] = kit.held[--kit.held_count];
    call_answer_bytes(call, 200, "text/plain", slice_of(text));
}

/* ---- order ------------------------------------------------------------------------------------
 */

static void test_answers_in_order(void **state)
{
    (void)state;
    peer_send(&peer, GET("/slow/1") GET("/hello") GET("/slow/2") GET("/items/x"));
    assert_int_equal(kit.held_count, 2);
    assert_int_equal(peer.got.len, 0);
    answer_held(1, "second");
    kit_settle(&kit);
    assert_int_equal(peer.got.len, 0); /* its turn has not come */
    answer_held(0, "first");
    assert_int_equal(peer.got.len, 0); /* nothing is written inside a call */
    kit_settle(&kit);
    assert_int_equal(peer_count(&peer, "HTTP/1.1 200 OK"), 4);
    const char *first = strstr(peer.got.bytes, "first"), *hello = strstr(peer.got.bytes, "hello");
    const char *second = strstr(peer.got.bytes, "second"), *item = strstr(peer.got.bytes, "\"id\"");
    assert_true(first && hello && second && item);
    assert_true(first < hello && hello < second && second < item);
}

static void test_byte_by_byte(void **state)
{
    (void)state;
    peer_send_each(&peer, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
    peer_send_each(&peer, GET("/hello"));
    assert_int_equal(peer_count(&peer, "\r\n\r\nabc"), 1);
    assert_int_equal(peer_count(&peer, "\r\n\r\nhello"), 1);
}

static void test_at_most_16_at_a_time(void **state)
{
    (void)state;
    struct buf all = {0};
    for (int i = 0; i < 20; i++)
        buf_add_text(&all, GET("/slow/x"));
    peer_send(&peer, all.bytes);
    buf_close(&all);
    assert_int_equal(kit.held_count, 16);
    assert_true(peer.is_paused);
    answer_held(0, "one"); /* the first of the connection */
    kit_settle(&kit);
    assert_int_equal(kit.held_count, 16); /* one more has been read */
    while (kit.held_count > 0) {
        answer_held(0, "x");
        kit_settle(&kit);
    }
    assert_false(peer.is_paused);
    assert_int_equal(peer_count(&peer, "HTTP/1.1 200 OK"), 20);
}

static void test_continue(void **state)
{
    (void)state;
    static const char head[] = "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                               "Content-Length: 2\r\n\r\n";
    peer_send(&peer, head);
    assert_string_equal(peer.got.bytes, "HTTP/1.1 100 Continue\r\n\r\n");
    peer_send(&peer, "ab");
    assert_int_equal(peer_count(&peer, "\r\n\r\nab"), 1);
    assert_int_equal(peer_count(&peer, "100 Continue"), 1);

    /* Behind an answer that is still to come, it waits for that. */
    peer_send(&peer, GET("/slow/1"));
    peer_send(&peer, head);
    assert_int_equal(peer_count(&peer, "100 Continue"), 1);
    answer_held(0, "done");
    kit_settle(&kit);
    assert_int_equal(peer_count(&peer, "done"), 1);
    assert_int_equal(peer_count(&peer, "100 Continue"), 2);
}

/* ---- ends -------------------------------------------------------------------------------------
 */

static void test_close_is_said_once_and_meant(void **state)
{
    (void)state;
    peer_send(&peer, GET("/slow/1") LAST("/hello") GET("/hello"));
    answer_held(0, "first");
    kit_settle(&kit);
    assert_int_equal(peer_count(&peer, "HTTP/1.1 200 OK"), 2); /* nothing after the last */
    assert_int_equal(peer_count(&peer, "Connection: close"), 1);
    assert_true(strstr(peer.got.bytes, "first") < strstr(peer.got.bytes, "Connection: close"));
    assert_true(peer.is_shut);
    assert_false(peer.is_closed); /* until the peer's end */
    peer_send(&peer, "thrown away");
    peer_eof(&peer);
    assert_true(peer.is_closed);
}

static void test_lingers_no_longer_than_allowed(void **state)
{
    (void)state;
    peer_send(&peer, LAST("/hello"));
    assert_true(peer.is_shut);
    kit_advance(&kit, http_limits_default.linger_ms - 1);
    assert_false(peer.is_closed);
    kit_advance(&kit, 1);
    assert_true(peer.is_closed);
}

static void test_http_1_0(void **state)
{
    (void)state;
    peer_send(&peer, "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assert_int_equal(peer_count(&peer, "Connection: keep-alive\r\n"), 1);
    peer_send(&peer, "GET /hello HTTP/1.0\r\n\r\n");
    assert_int_equal(peer_count(&peer, "Connection: close\r\n"), 1);
    assert_true(peer.is_shut);
}

/* The refusal waits for what was asked before; nothing after it is read. */
static void test_refusal_in_its_turn(void **state)
{
    (void)state;
    peer_send(&peer, GET("/slow/1") "GET /x HTTP/1.1\r\nHost : h\r\n\r\n" GET("/hello"));
    assert_int_equal(peer.got.len, 0);
    answer_held(0, "first");
    kit_settle(&kit);
    assert_int_equal(peer_count(&peer, "HTTP/1.1 "), 2);
    assert_true(strstr(peer.got.bytes, "first") < strstr(peer.got.bytes, "400 Bad Request"));
    assert_int_equal(peer_count(&peer, "Connection: close"), 1);
    assert_true(peer.is_shut);
}

static void test_half_closed(void **state)
{
    (void)state;
    peer_send(&peer, GET("/slow/1"));
    peer_eof(&peer);
    assert_false(peer.is_closed);
    answer_held(0, "still told");
    kit_settle(&kit);
    assert_int_equal(peer_count(&peer, "still told"), 1);
    assert_true(peer.is_closed);
}

static void test_gone_before_the_answer(void **state)
{
    (void)state;
    peer_send(&peer, GET("/slow/1") GET("/slow/2"));
    assert_false(call_is_abandoned(kit.held[0]));
    peer_close(&peer);
    assert_true(call_is_abandoned(kit.held[0]));
    assert_int_equal(http_count(kit.http).running, 2);
    answer_held(0, "into the void");
    answer_held(0, "too");
    assert_int_equal(http_count(kit.http).running, 0);
    assert_int_equal(http_count(kit.http).connections, 0);
}

/* ---- deadlines --------------------------------------------------------------------------------
 */

static void test_a_connection_nobody_uses(void **state)
{
    (void)state;
    kit_advance(&kit, http_limits_default.head_ms - 1);
    assert_false(peer.is_closed);
    kit_advance(&kit, 1);
    assert_true(peer.is_closed);
    assert_int_equal(peer.got.len, 0);
}

/* A byte every 1.4 s: the deadline is a total and does not move. */
static void test_slow_head(void **state)
{
    (void)state;
    const char *head = "GET /hello HTTP/1.1\r\nHost: h\r\nX-Slow: and so on\r\n";
    int sent = 0;
    for (; sent < 30 && !peer.is_shut; sent++) {
        char byte[2] = {head[sent], 0};
        peer_send(&peer, byte);
        kit_advance(&kit, 1400);
    }
    assert_int_equal(sent, 11);
    assert_int_equal(peer_count(&peer, "408 Request Timeout"), 1);
    assert_int_equal(peer_count(&peer, "Connection: close"), 1);
}

static void test_each_head_has_its_time(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        peer_send(&peer, "GET /hello HTTP/1.1\r\n");
        kit_advance(&kit, http_limits_default.head_ms - 1);
        peer_send(&peer, "Host: h\r\n\r\n");
        assert_int_equal(peer_count(&peer, "hello"), i + 1);
    }
}

/* 1 KB/s beyond the first 30 s is fast enough, half of it is not. */
static int seconds_of_body(const char *piece)
{
    int seconds = 0;
    peer_send(&peer, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
    for (; seconds < 200 && !peer.is_shut; seconds++) {
        peer_send(&peer, piece);
        kit_advance(&kit, 1000);
    }
    return seconds;
}

static void test_slow_body(void **state)
{
    (void)state;
    char piece[1101] = {0};
    memset(piece, 'a', 512);
    int seconds = seconds_of_body(piece);
    assert_true(seconds >= 58 && seconds <= 61); /* 30 s, and half a second for each since */
    assert_int_equal(peer_count(&peer, "408 Request Timeout"), 1);
}

static void test_steady_body(void **state)
{
    (void)state;
    char piece[1101] = {0};
    memset(piece, 'a', 1100);
    assert_int_equal(seconds_of_body(piece), 200);
    assert_int_equal(peer.got.len, 0);
}

static void test_idle(void **state)
{
    (void)state;
    peer_send(&peer, GET("/hello"));
    kit_advance(&kit, http_limits_default.idle_ms - 1);
    assert_false(peer.is_closed);
    peer_send(&peer, GET("/hello"));
    kit_advance(&kit, http_limits_default.idle_ms - 1);
    assert_false(peer.is_closed);
    kit_advance(&kit, 1);
    assert_true(peer.is_closed);
    assert_int_equal(peer_count(&peer, "HTTP/1.1"), 2); /* and says nothing */
}

/* However long an endpoint takes, its connection is not idle. */
static void test_a_running_call_has_no_deadline(void **state)
{
    (void)state;
    peer_send(&peer, GET("/slow/1"));
    kit_advance(&kit, 3600 * 1000);
    assert_false(peer.is_closed);
    answer_held(0, "at last");
    kit_settle(&kit);
    assert_int_equal(peer_count(&peer, "at last"), 1);
}

/* ---- peers that do not read -------------------------------------------------------------------
 */

static void test_a_peer_that_takes_nothing(void **state)
{
    (void)state;
    peer.takes = 10;
    peer_send(&peer, GET("/large/100000"));
    assert_true(peer.stuck.len > 100000);
    kit_advance(&kit, http_limits_default.write_ms - 1);
    assert_false(peer.is_closed);
    kit_advance(&kit, 1);
    assert_true(peer.is_closed);
}

static void test_a_peer_that_takes_a_little(void **state)
{
    (void)state;
    peer.takes = 10;
    peer_send(&peer, GET("/large/2000"));
    for (int minute = 0; minute < 5; minute++) {
        peer_take(&peer, 100);
        kit_advance(&kit, http_limits_default.write_ms);
        assert_false(peer.is_closed);
    }
    peer_take(&peer, 1000000);
    peer_send(&peer, GET("/hello"));
    assert_int_equal(peer_count(&peer, "hello"), 1);
}

/* A reply that stops reading and is taken at once: nothing else would start it again. */
static void test_reads_on_after_a_large_answer(void **state)
{
    (void)state;
    peer_send(&peer, GET("/large/300000") GET("/large/300000") GET("/hello"));
    assert_int_equal(peer_count(&peer, "hello"), 1);
    assert_false(peer.is_paused);
}

static void test_who_does_not_read_is_not_read(void **state)
{
    (void)state;
    peer.takes = 0;
    peer_send(&peer, GET("/large/300000") GET("/hello"));
    assert_true(peer.is_paused);
    assert_int_equal(http_count(kit.http).calls, 1);
    peer_take(&peer, 1000000);
    assert_false(peer.is_paused);
    assert_int_equal(peer_count(&peer, "hello"), 1);
}

/* One answer may be as large as it likes; more behind what waits already may not. */
static void test_dropped_above_the_queue(void **state)
{
    (void)state;
    peer.takes = 0;
    peer_send(&peer, GET("/slow/1") GET("/slow/2") GET("/slow/3"));
    struct buf large = {0};
    buf_reserve(&large, 2000000);
    while (large.len < 2000000)
        buf_add_byte(&large, 'x');
    answer_held(0, large.bytes);
    kit_settle(&kit);
    assert_false(peer.is_closed);
    answer_held(0, "the straw");
    kit_settle(&kit);
    assert_true(peer.is_closed);
    assert_int_equal(http_count(kit.http).dropped, 1);
    buf_close(&large);
}

/* What running calls hold counts too; a body that comes on top is refused. */
static void test_bodies_together_are_bounded(void **state)
{
    (void)state;
    static char half[50001];
    struct http_limits limits = http_limits_default;
    struct peer others[3];

    peer_close(&peer), kit_close(&kit);
    limits.held_bytes = 160000;
    kit_open(&kit, &limits);
    peer_open(&peer, &kit);
    memset(half, 'a', 50000);
    for (int i = 0; i < 3; i++) {
        peer_open(&others[i], &kit);
        peer_send(&others[i], "POST /slow/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n");
        peer_send(&others[i], half);
    }
    assert_int_equal(http_count(kit.http).held_bytes, 150000);
    peer_send(&peer, GET("/hello")); /* needs no body */
    peer_send(&peer, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
    peer_send(&peer, half);
    assert_int_equal(peer_count(&peer, "HTTP/1.1 200 OK"), 1);
    assert_int_equal(peer_count(&peer, "HTTP/1.1 503 Service Unavailable"), 1);
    assert_int_equal(peer_count(&peer, "Retry-After: 1\r\n"), 1);
    while (kit.held_count > 0)
        answer_held(0, "x");
    for (int i = 0; i < 3; i++)
        peer_close(&others[i]);
    peer_eof(&peer);
    assert_int_equal(http_count(kit.http).held_bytes, 0);
}

/* ---- drain ------------------------------------------------------------------------------------
 */

static void on_drained(void *owner)
{
    *(bool *)owner = true;
}

static void test_drain(void **state)
{
    (void)state;
    bool is_drained = false;
    struct peer idle, reading;
    peer_open(&idle, &kit);
    peer_open(&reading, &kit);
    peer_send(&peer, GET("/slow/1"));
    peer_send(&idle, GET("/hello"));
    peer_send(&reading, "GET /hello HTT");
    http_drain(kit.http, on_drained, &is_drained);
    assert_false(is_drained);
    kit_settle(&kit);
    assert_true(idle.is_shut);
    peer_send(&reading, "P/1.1\r\nHost: h\r\n\r\n"); /* what was begun may be finished */
    assert_int_equal(peer_count(&reading, "hello"), 1);
    assert_int_equal(peer_count(&reading, "Connection: close"), 1);
    answer_held(0, "answered");
    kit_settle(&kit);
    assert_int_equal(peer_count(&peer, "answered"), 1);
    assert_int_equal(peer_count(&peer, "Connection: close"), 1);
    peer_eof(&peer), peer_eof(&idle);
    assert_false(is_drained);
    peer_eof(&reading);
    assert_true(is_drained);
    peer_close(&idle), peer_close(&reading);
}

static void test_drain_does_not_wait_for_ever(void **state)
{
    (void)state;
    bool is_drained = false;
    peer_send(&peer, GET("/slow/1"));
    http_drain(kit.http, on_drained, &is_drained);
    kit_advance(&kit, http_limits_default.drain_ms);
    assert_true(peer.is_closed);
    assert_false(is_drained); /* the endpoint still holds its call */
    answer_held(0, "too late");
    kit_settle(&kit);
    assert_true(is_drained);
}

static void test_hang_up(void **state)
{
    (void)state;
    struct peer idle, reading, streaming, later;
    peer_open(&idle, &kit), peer_open(&reading, &kit), peer_open(&streaming, &kit);
    peer_send(&peer, GET("/slow/1"));
    peer_send(&idle, GET("/hello"));
    peer_send(&reading, "GET /hello HTT");
    peer_send(&streaming, GET("/events"));
    http_hang_up(kit.http);
    assert_false(idle.is_shut || streaming.is_shut); /* at the end of the pass */
    kit_settle(&kit);
    assert_true(idle.is_shut && reading.is_shut && streaming.is_shut);
    assert_false(peer.is_shut);
    assert_int_equal(peer_count(&streaming, "\r\n0\r\n\r\n"), 1);
    assert_int_equal(kit.streams_closed, 1);
    peer_send(&reading, "P/1.1\r\nHost: h\r\n\r\n"); /* thrown away */
    assert_int_equal(reading.got.len, 0);
    peer_open(&later, &kit);
    peer_send(&later, GET("/hello") GET("/hello"));
    assert_int_equal(peer_count(&later, "hello"), 2);
    assert_int_equal(peer_count(&later, "Connection: close"), 0);
    answer_held(0, "answered");
    kit_settle(&kit);
    assert_int_equal(peer_count(&peer, "answered"), 1);
    assert_int_equal(peer_count(&peer, "Connection: close"), 1);
    assert_true(peer.is_shut);
    peer_close(&idle), peer_close(&reading), peer_close(&streaming), peer_close(&later);
}

#define CONN_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

/* One row of the table takes more than the others, and only from who has sent a token. */
static void test_an_endpoint_takes_larger_bodies(void **state)
{
    static const struct {
        const char *head, *wanted;
        size_t len;
    } rows[] = {
        {"POST /upload HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer weak\r\n",     "403", 3 << 20      },
        {"POST /upload?a=b HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer weak\r\n", "403", 2 << 20      },
        {"POST /upload HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer weak\r\n",     "413",
         (3 << 20) + 1                                                                                 },
        {"POST /upload HTTP/1.1\r\nHost: h\r\n",                                   "413", (1 << 20) + 1},
        {"POST /echo HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer weak\r\n",       "413", (1 << 20) + 1},
        {"PUT /upload HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer weak\r\n",      "413", (1 << 20) + 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct peer one;
        struct buf bytes = {0};
        char wanted[40];
        buf_printf(&bytes, "%sContent-Length: %zu\r\n\r\n", rows[i].head, rows[i].len);
        for (size_t n = 0; n < rows[i].len; n++)
            buf_add_byte(&bytes, 'x');
        peer_open(&one, &kit);
        peer_send_bytes(&one, buf_slice(&bytes));
        snprintf(wanted, sizeof wanted, "HTTP/1.1 %s ", rows[i].wanted);
        if (peer_count(&one, wanted) != 1)
            fail_msg("row %zu: %.80s", i, one.got.bytes);
        peer_close(&one);
        buf_close(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONN_TEST(test_answers_in_order),
        CONN_TEST(test_byte_by_byte),
        CONN_TEST(test_at_most_16_at_a_time),
        CONN_TEST(test_continue),
        CONN_TEST(test_close_is_said_once_and_meant),
        CONN_TEST(test_lingers_no_longer_than_allowed),
        CONN_TEST(test_http_1_0),
        CONN_TEST(test_refusal_in_its_turn),
        CONN_TEST(test_an_endpoint_takes_larger_bodies),
        CONN_TEST(test_half_closed),
        CONN_TEST(test_gone_before_the_answer),
        CONN_TEST(test_a_connection_nobody_uses),
        CONN_TEST(test_slow_head),
        CONN_TEST(test_each_head_has_its_time),
        CONN_TEST(test_slow_body),
        CONN_TEST(test_steady_body),
        CONN_TEST(test_idle),
        CONN_TEST(test_a_running_call_has_no_deadline),
        CONN_TEST(test_a_peer_that_takes_nothing),
        CONN_TEST(test_a_peer_that_takes_a_little),
        CONN_TEST(test_reads_on_after_a_large_answer),
        CONN_TEST(test_who_does_not_read_is_not_read),
        CONN_TEST(test_dropped_above_the_queue),
        CONN_TEST(test_bodies_together_are_bounded),
        CONN_TEST(test_drain),
        CONN_TEST(test_drain_does_not_wait_for_ever),
        CONN_TEST(test_hang_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
