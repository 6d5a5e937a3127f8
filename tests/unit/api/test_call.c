/* test_call.c - what endpoints say, as the bytes that reach the door. */
#include <string.h>

#include "../../lib/check.h"
#include "api/call.h"

static struct buf got; /* "404 application/problem+json {...}", or events */

static void take_answer(struct call *call, int http_status, const char *content_type,
                        struct slice bytes)
{
    (void)call;
    buf_printf(&got, "%d %s ", http_status, content_type ? content_type : "-");
    buf_add_slice(&got, bytes);
}

static void take_stream(struct call *call, struct stream *stream)
{
    (void)call, (void)stream;
    buf_add_text(&got, "stream:");
}

static void take_event(struct stream *stream, struct slice event)
{
    (void)stream;
    buf_add_slice(&got, event);
}

static void take_close(struct stream *stream)
{
    (void)stream;
    buf_add_text(&got, "closed");
}

static void on_closed(struct stream *stream)
{
    (void)stream;
}

static const struct call_door door = {
    .answer = take_answer,
    .open_stream = take_stream,
    .stream_send = take_event,
    .stream_close = take_close,
};

static struct call call;

static int setup(void **state)
{
    (void)state;
    call = (struct call){.door = &door};
    buf_clear(&got);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(&call.arena);
    buf_close(&got);
    return 0;
}

static void test_problem(void **state)
{
    (void)state;
    call_answer_problem(&call, &(struct problem){.http_status = 404, .code = "not_found"});
    assert_string_equal(got.bytes,
                        "404 application/problem+json {\"code\":\"not_found\","
                        "\"status\":404,\"title\":\"Not Found\",\"type\":\"about:blank\"}");
}

static void test_problem_with_all(void **state)
{
    (void)state;
    struct arena *arena = &call.arena;
    struct value *errors = value_list(arena), *error = value_map(arena), *extra = value_map(arena);
    value_put(arena, error, "field", value_string(arena, "amount"));
    value_push(arena, errors, error);
    value_put(arena, extra, "result", value_int(arena, 7));
    value_put(arena, extra, "status", value_string(arena, "never over the real one"));
    call_answer_problem(&call, &(struct problem){.http_status = 409,
                                                 .code = "conflict",
                                                 .title = "T",
                                                 .detail = "say \"why\"\n",
                                                 .errors = errors,
                                                 .extra = extra});
    assert_string_equal(got.bytes,
                        "409 application/problem+json {\"code\":\"conflict\","
                        "\"detail\":\"say \\\"why\\\"\\n\",\"errors\":[{\"field\":\"amount\"}],"
                        "\"result\":7,\"status\":409,\"title\":\"T\",\"type\":\"about:blank\"}");
}

static void test_answers(void **state)
{
    (void)state;
    call_answer_json(&call, 201, value_int(&call.arena, 5));
    call_answer_bytes(&call, 200, "text/plain", slice_of("x"));
    call_answer_empty(&call, 204);
    assert_string_equal(got.bytes, "201 application/json 5200 text/plain x204 - ");
}

static void test_a_header_cannot_split_the_reply(void **state)
{
    (void)state;
    call_add_header(&call, "Location", "/a\r\nSet-Cookie: b");
    assert_null(call.reply_headers);
    call_add_header(&call, "Location", "/a");
    assert_string_equal(call.reply_headers->name, "Location");
    assert_string_equal(call.reply_headers->value, "/a");
    assert_null(call.reply_headers->next);
}

static void test_params_and_queries(void **state)
{
    (void)state;
    struct call_pair second = {.name = "b", .value = "2"};
    struct call_pair first = {.name = "a", .value = "1", .next = &second};
    call.params = call.queries = &first;
    assert_string_equal(call_param(&call, "b"), "2");
    assert_string_equal(call_param(&call, "c"), "");
    assert_string_equal(call_query(&call, "a"), "1");
    assert_null(call_query(&call, "c"));
}

static void test_events(void **state)
{
    (void)state;
    struct stream stream = {.on_closed = on_closed};
    call_open_stream(&call, &stream);
    stream_send(&stream, -1, "e", slice_of("a\n\nb"));
    stream_close(&stream);
    assert_string_equal(got.bytes, "stream:id: -1\nevent: e\ndata: a\ndata: \ndata: b\n\nclosed");
}

#define CALL_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CALL_TEST(test_problem),
        CALL_TEST(test_problem_with_all),
        CALL_TEST(test_answers),
        CALL_TEST(test_a_header_cannot_split_the_reply),
        CALL_TEST(test_params_and_queries),
        CALL_TEST(test_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
