/* test_request.c - the reader: what it makes of bytes, whole and in pieces, and where it stops. The
 * many ways to be refused are in tests/http/hostile.
 */
#include <stdlib.h>
#include <string.h>

#include "../../lib/check.h"
#include "http/request.h"
#include "http/target.h"

#define HOST "Host: a.example\r\n"

static struct reader reader;
static struct request request;

static int setup(void **state)
{
    (void)state;
    request_reader_init(&reader, &http_limits_default);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    request_reader_close(&reader);
    request_close(&request);
    request = (struct request){0};
    return 0;
}

static enum reader_result feed(const char *text, size_t *left)
{
    struct slice bytes = slice_of(text);
    enum reader_result result = request_reader_feed(&reader, &bytes);
    *left = bytes.len;
    return result;
}

static void take_whole(const char *text)
{
    size_t left;
    assert_int_equal(feed(text, &left), READER_REQUEST);
    assert_int_equal(left, 0);
    request_close(&request);
    request_reader_take(&reader, &request);
}

static void test_a_request_in_parts(void **state)
{
    (void)state;
    take_whole("POST /a/b?c=d HTTP/1.1\r\n" HOST "Authorization: bearer t-1 \r\n"
               "Idempotency-Key:k1\r\nContent-Type: application/json\r\nLast-Event-ID: 9\r\n"
               "If-Match: \"3\"\r\nIf-None-Match: *\r\nAccept-Language: zh-CN\r\n"
               "X-Other: \xe8\xb0\x83\r\nContent-Length: 5\r\n\r\nhello");
    assert_string_equal(request.method, "POST");
    assert_true(slice_is(request.target, "/a/b?c=d"));
    assert_string_equal(request.host, "a.example");
    assert_string_equal(request.token, "t-1");
    assert_string_equal(request.idempotency_key, "k1");
    assert_string_equal(request.content_type, "application/json");
    assert_string_equal(request.last_event_id, "9");
    assert_string_equal(request.if_match, "\"3\"");
    assert_string_equal(request.if_none_match, "*");
    assert_string_equal(request.accept_language, "zh-CN");
    assert_true(slice_is(buf_slice(&request.body), "hello"));
    assert_true(request.is_kept_alive && !request.is_head && !request.is_http_1_0);
}

/* Cut at every place, the same request comes out. */
static void test_cut_anywhere(void **state)
{
    (void)state;
    static const char text[] = "\r\nPUT /x HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
                               "3;ext=\"1\"\r\nabc\r\n0A\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n";
    for (size_t cut = 0; cut < sizeof text - 1; cut++) {
        struct slice first = {text, cut}, second = {text + cut, sizeof text - 1 - cut};
        assert_int_equal(request_reader_feed(&reader, &first), READER_MORE);
        assert_int_equal(first.len, 0);
        assert_int_equal(request_reader_feed(&reader, &second), READER_REQUEST);
        assert_int_equal(second.len, 0);
        request_reader_take(&reader, &request);
        assert_true(slice_is(buf_slice(&request.body), "abc0123456789"));
        assert_true(slice_is(request.target, "/x"));
        assert_null(request.token);
        request_close(&request);
        request = (struct request){0};
    }
}

static void test_stops_where_the_next_begins(void **state)
{
    (void)state;
    size_t left;
    const char *two = "GET /1 HTTP/1.1\r\n" HOST "\r\nGET /2 HTTP/1.1\r\n" HOST "\r\n";
    assert_int_equal(feed(two, &left), READER_REQUEST);
    assert_int_equal(left, strlen(two) / 2);
    request_reader_take(&reader, &request);
    assert_int_equal(reader.state, READER_IDLE);
    take_whole(two + strlen(two) / 2);
    assert_true(slice_is(request.target, "/2"));

    const char *body = "POST / HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nabGET";
    assert_int_equal(feed(body, &left), READER_REQUEST);
    assert_int_equal(left, 3);
}

static void test_kept_alive(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        bool is_kept;
    } rows[] = {
        {"GET / HTTP/1.1\r\n" HOST "\r\n",                                        true },
        {"GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n",                   false},
        {"GET / HTTP/1.1\r\n" HOST "Connection: a, Close\r\n\r\n",                false},
        {"GET / HTTP/1.0\r\n\r\n",                                                false},
        {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",                      true },
        {"GET / HTTP/1.1\r\n" HOST "Upgrade: h2c\r\nConnection: upgrade\r\n\r\n", true },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        take_whole(rows[i].head);
        assert_int_equal(request.is_kept_alive, rows[i].is_kept);
    }
}

static void test_continue_is_wanted_until_the_body_comes(void **state)
{
    (void)state;
    size_t left;
    assert_int_equal(
        feed("POST / HTTP/1.1\r\n" HOST "Expect: 100-Continue\r\nContent-Length: 2\r\n\r\n", &left),
        READER_MORE);
    assert_true(reader.is_continue_wanted);
    assert_int_equal(feed("a", &left), READER_MORE);
    assert_false(reader.is_continue_wanted);
    assert_int_equal(feed("b", &left), READER_REQUEST);
}

static int refused_with(const char *text)
{
    size_t left;
    request_reader_close(&reader);
    request_reader_init(&reader, &http_limits_default);
    return feed(text, &left) == READER_REFUSED ? reader.refusal.http_status : 0;
}

/* n bytes of `fill` between `before` and `after`. */
static int refused_when_filled(const char *before, size_t n, char fill, const char *after)
{
    struct buf text = {0};
    buf_add_text(&text, before);
    while (n-- > 0)
        buf_add_byte(&text, fill);
    buf_add_text(&text, after);
    int http_status = refused_with(text.bytes);
    buf_close(&text);
    return http_status;
}

static void test_limits_are_exact(void **state)
{
    (void)state;
    const char *after_target = " HTTP/1.1\r\n" HOST "\r\n";
    assert_int_equal(refused_when_filled("GET /", 8191, 'a', after_target), 0);
    assert_int_equal(refused_when_filled("GET /", 8192, 'a', after_target), 414);

    const char *before = "GET / HTTP/1.1\r\n" HOST "X: ";
    size_t rest = 16384 - strlen(before) - 4;
    assert_int_equal(refused_when_filled(before, rest, 'a', "\r\n\r\n"), 0);
    assert_int_equal(refused_when_filled(before, rest + 1, 'a', "\r\n\r\n"), 431);
}

static int refused_with_fields(int count)
{
    struct buf text = {0};
    buf_add_text(&text, "GET / HTTP/1.1\r\n" HOST);
    while (count-- > 0)
        buf_add_text(&text, "A: b\r\n");
    buf_add_text(&text, "\r\n");
    int http_status = refused_with(text.bytes);
    buf_close(&text);
    return http_status;
}

static void test_fields_are_counted(void **state)
{
    (void)state;
    assert_int_equal(refused_with_fields(99), 0);
    assert_int_equal(refused_with_fields(100), 431);
}

static int refused_with_body(const char *length, size_t len)
{
    struct buf text = {0};
    buf_printf(&text, "POST / HTTP/1.1\r\n" HOST "Content-Length: %s\r\n\r\n", length);
    while (len-- > 0)
        buf_add_byte(&text, 'a');
    int http_status = refused_with(text.bytes);
    buf_close(&text);
    return http_status;
}

/* By the declared length: nothing of the body has come. */
static void test_bodies_are_bounded(void **state)
{
    (void)state;
    assert_int_equal(refused_with_body("1048576", 1048576), 0);
    assert_int_equal(refused_with_body("1048577", 0), 413);
    assert_int_equal(refused_with_body("18446744073709551615", 0), 413);
    assert_int_equal(refused_with_body("18446744073709551616", 0), 400);
}

static int refused_with_chunks(size_t count, const char *chunk)
{
    struct buf text = {0};
    buf_add_text(&text, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
    while (count-- > 0)
        buf_add_text(&text, chunk);
    buf_add_text(&text, "0\r\n\r\n");
    int http_status = refused_with(text.bytes);
    buf_close(&text);
    return http_status;
}

static void test_chunks_are_bounded(void **state)
{
    (void)state;
    assert_int_equal(refused_with_chunks(3000, "1\r\na\r\n"), 0);
    assert_int_equal(refused_with_chunks(4000, "1\r\na\r\n"), 400); /* more framing than allowed */
    struct buf chunk = {0};
    buf_add_text(&chunk, "10000\r\n");
    for (int i = 0; i < 65536; i++)
        buf_add_byte(&chunk, 'a');
    buf_add_text(&chunk, "\r\n");
    assert_int_equal(refused_with_chunks(16, chunk.bytes), 0);
    assert_int_equal(refused_with_chunks(17, chunk.bytes), 413);
    buf_close(&chunk);
}

/* ---- addresses --------------------------------------------------------------------------------
 */

static void test_query(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct call call = {0};
    struct refusal refusal = {0};
    assert_true(target_read_query(&arena, slice_of("a=1&b=x+y%20%E8%B0%83&&c&a=2&d==e"),
                                  &call.queries, &refusal));
    assert_string_equal(call_query(&call, "a"), "1");
    assert_string_equal(call_query(&call, "b"), "x y \xe8\xb0\x83");
    assert_string_equal(call_query(&call, "c"), "");
    assert_string_equal(call_query(&call, "d"), "=e");
    assert_null(call_query(&call, "e"));
    arena_close(&arena);
}

static void test_queries_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {"a=%",   "a=%4",          "a=%4g",    "a=%00",
                                       "a=%0a", "a=%ff",         "a=%c0%af", "a=%ed%a0%80",
                                       "%=a",   "a=%f4%90%80%80"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena = {0};
        struct call_pair *pairs = NULL;
        struct refusal refusal = {0};
        assert_false(target_read_query(&arena, slice_of(rows[i]), &pairs, &refusal));
        assert_int_equal(refusal.http_status, 400);
        arena_close(&arena);
    }
}

static void test_hosts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_host;
    } rows[] = {
        {"a",            true },
        {"a.example:80", true },
        {"127.0.0.1:0",  true },
        {"[::1]",        true },
        {"[::1]:8080",   true },
        {"",             false},
        {":80",          false},
        {"a:",           false},
        {"a:65536",      false},
        {"a:8x",         false},
        {"a b",          false},
        {"a/b",          false},
        {"a@b",          false},
        {"[::1",         false},
        {"[]",           false},
        {"[::1]x",       false},
        {"a,b:c",        false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (target_is_host(slice_of(rows[i].text)) != rows[i].is_host)
            fail_msg("\"%s\"", rows[i].text);
}

static void test_targets(void **state)
{
    (void)state;
    static const struct {
        const char *text, *path;
    } rows[] = {
        {"/",              "/"   },
        {"/a/b?c",         "/a/b"},
        {"http://h:1/a?b", "/a"  },
        {"HTTP://H:1/",    "/"   },
        {"http://h:1",     NULL  },
        {"http://h:10/",   NULL  },
        {"http://other/",  NULL  },
        {"https://h:1/",   NULL  },
        {"*",              NULL  },
        {"h:1",            NULL  },
        {"/a#b",           NULL  },
        {"/a\xe8",         NULL  },
        {"/{a}",           NULL  },
        {"/a\\b",          NULL  },
        {"",               NULL  },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena = {0};
        struct target target;
        struct refusal refusal = {0};
        bool is_read =
            target_read(&arena, slice_of(rows[i].text), slice_of("h:1"), &target, &refusal);
        if (is_read != (rows[i].path != NULL) || (is_read && strcmp(target.path, rows[i].path)))
            fail_msg("\"%s\"", rows[i].text);
        arena_close(&arena);
    }
}

#define READER_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        READER_TEST(test_a_request_in_parts),
        READER_TEST(test_cut_anywhere),
        READER_TEST(test_stops_where_the_next_begins),
        READER_TEST(test_kept_alive),
        READER_TEST(test_continue_is_wanted_until_the_body_comes),
        READER_TEST(test_limits_are_exact),
        READER_TEST(test_fields_are_counted),
        READER_TEST(test_bodies_are_bounded),
        READER_TEST(test_chunks_are_bounded),
        cmocka_unit_test(test_query),
        cmocka_unit_test(test_queries_refused),
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_targets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
