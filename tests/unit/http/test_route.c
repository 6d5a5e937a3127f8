/* test_route.c - which row of the table answers, through whole requests. */
#include <string.h>

#include "../../lib/check.h"
#include "http/reply.h"
#include "kit.h"

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

static void ask(const char *method, const char *target, const char *fields)
{
    struct buf text = {0};
    buf_printf(&text, "%s %s HTTP/1.1\r\nHost: h\r\n%s\r\n", method, target, fields);
    peer_clear(&peer);
    peer_send(&peer, text.bytes);
    buf_close(&text);
}

static void assert_got(const char *text)
{
    if (peer_count(&peer, text) != 1)
        fail_msg("not once \"%s\" in:\n%s", text, peer.got.bytes);
}

static void test_what_an_endpoint_is_told(void **state)
{
    (void)state;
    ask("GET", "/items/a%2Fb%E8%B0%83?status=open&x=1",
        "Authorization: Bearer t\r\nIdempotency-Key: k\r\nIf-Match: \"7\"\r\n");
    assert_got("HTTP/1.1 200 OK\r\n");
    assert_got("ETag: \"7\"\r\n");
    assert_got("Content-Type: application/json\r\n");
    assert_got("{\"id\":\"a/b\xe8\xb0\x83\",\"if_match\":\"\\\"7\\\"\",\"key\":\"k\","
               "\"method\":\"GET\",\"path\":\"/items/a%2Fb%E8%B0%83\",\"status\":\"open\","
               "\"token\":\"t\"}");
}

static void test_literal_before_parameter(void **state)
{
    (void)state;
    ask("GET", "/items/search", "");
    assert_got("the literal one");
    ask("DELETE", "/items/search", "");
    assert_got("HTTP/1.1 204 No Content\r\n");
}

static void test_nothing_there(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "/",         "/hello/", "/items",     "/items/",    "//hello",
        "/hell%6f",  "/Hello",  "/items/a/b", "/items/%ff", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n",
        "/items/%00"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ask("GET", rows[i], "");
        assert_got("HTTP/1.1 404 Not Found\r\n");
        assert_got("\"code\":\"not_found\"");
    }
}

static void test_no_such_method(void **state)
{
    (void)state;
    ask("POST", "/items/x", "Content-Length: 0\r\n");
    assert_got("HTTP/1.1 405 Method Not Allowed\r\n");
    assert_got("Allow: GET, HEAD, PUT, DELETE\r\n");
    assert_got("\"status\":405");
}

static void test_head(void **state)
{
    (void)state;
    ask("HEAD", "/hello", "");
    assert_got("Content-Length: 5\r\n");
    assert_int_equal(peer_count(&peer, "\r\n\r\nhello"), 0);
    ask("GET", "/hello", ""); /* and the connection is in step */
    assert_got("\r\n\r\nhello");
}

static void test_rights(void **state)
{
    (void)state;
    ask("GET", "/secret", "");
    assert_got("HTTP/1.1 401 Unauthorized\r\n");
    assert_got("WWW-Authenticate: Bearer\r\n");
    assert_got("no valid token was sent");
    ask("GET", "/secret", "Authorization: Basic Z29vZA==\r\n");
    assert_got("HTTP/1.1 401 Unauthorized\r\n");
    ask("GET", "/secret", "Authorization: Bearer weak\r\n");
    assert_got("HTTP/1.1 403 Forbidden\r\n");
    assert_got("This takes the right look.");
    ask("GET", "/secret", "Authorization: Bearer good\r\n");
    assert_got("hello");
}

static void test_headers_of_every_reply(void **state)
{
    (void)state;
    ask("GET", "/hello", "");
    assert_got("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
    assert_got("Cache-Control: no-store\r\n");
    assert_got("X-Content-Type-Options: nosniff\r\n");
    assert_int_equal(peer_count(&peer, "Connection:"), 0);
    kit_advance(&kit, 1000);
    ask("GET", "/hello", "");
    assert_got("08:49:38 GMT\r\n");
}

static void test_dates(void **state)
{
    (void)state;
    char text[40];
    assert_string_equal(reply_date(0, text), "Thu, 01 Jan 1970 00:00:00 GMT");
    assert_string_equal(reply_date(951827696123, text), "Tue, 29 Feb 2000 12:34:56 GMT");
    assert_string_equal(reply_date(1767225599999, text), "Wed, 31 Dec 2025 23:59:59 GMT");
}

#define ROUTE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROUTE_TEST(test_what_an_endpoint_is_told),
        ROUTE_TEST(test_literal_before_parameter),
        ROUTE_TEST(test_nothing_there),
        ROUTE_TEST(test_no_such_method),
        ROUTE_TEST(test_head),
        ROUTE_TEST(test_rights),
        ROUTE_TEST(test_headers_of_every_reply),
        cmocka_unit_test(test_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
