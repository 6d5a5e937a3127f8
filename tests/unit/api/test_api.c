/* test_api.c - what every endpoint relies on: statuses to HTTP, input against its rules, the table
 * of endpoints and the document made of it. Calls are answered into a fake door.
 */
#include "lib/check.h"

#include <string.h>

#include "api/endpoints.h"
#include "api/problem.h"
#include "api/service.h"
#include "data/json.h"

struct fake {
    struct call call;
    struct service service;
    struct arena arena; /* of what was answered */
    int answers, http_status;
    struct value *body;
};

static struct fake *fake_of(struct call *call)
{
    return (struct fake *)(void *)call;
}

static void on_answer(struct call *call, int http_status, const char *content_type,
                      struct slice bytes)
{
    struct fake *fake = fake_of(call);
    struct json_bounds bounds = {.is_dollar_allowed = true};
    struct err err;
    fake->answers++;
    fake->http_status = http_status;
    assert_non_null(content_type);
    assert_int_equal(json_read(&fake->arena, bytes, &bounds, &fake->body, &err), 0);
}

static const struct call_door door = {.answer = on_answer};

static const struct endpoint *endpoint_named(const char *name)
{
    for (size_t i = 0; endpoints[i].method; i++)
        if (strcmp(endpoint_notes[i].name, name) == 0)
            return &endpoints[i];
    fail_msg("no endpoint %s", name);
    return NULL;
}

static void fake_open(struct fake *fake, const char *endpoint, const char *body)
{
    *fake = (struct fake){.call.door = &door, .service.version = "9.9"};
    fake->call.endpoint = endpoint_named(endpoint);
    fake->call.method = fake->call.endpoint->method;
    fake->call.body = slice_of(body);
    fake->call.service = &fake->service;
}

static void fake_close(struct fake *fake)
{
    arena_close(&fake->call.arena);
    arena_close(&fake->arena);
}

static void add_query(struct fake *fake, const char *name, const char *value)
{
    struct call_pair *pair = ARENA_NEW(&fake->call.arena, struct call_pair);
    *pair = (struct call_pair){name, value, fake->call.queries};
    fake->call.queries = pair;
}

/* ---- statuses ---- */

static void test_every_status_has_its_answer(void **state)
{
    static const struct {
        int status, http_status;
    } wanted[] = {
        {STATUS_MALFORMED,    400},
        {STATUS_INVALID,      422},
        {STATUS_UNAUTHORIZED, 401},
        {STATUS_FORBIDDEN,    403},
        {STATUS_NOT_FOUND,    404},
        {STATUS_CONFLICT,     409},
        {STATUS_TOO_LARGE,    413},
        {STATUS_KEY_REUSED,   422},
        {STATUS_BUSY,         503},
        {STATUS_FULL,         507},
        {STATUS_UNKNOWN,      503},
        {STATUS_CLOSED,       409},
        {STATUS_NOT_OFFERED,  409},
        {STATUS_STOPPING,     503},
        {STATUS_CORRUPT,      500},
        {STATUS_IO,           500},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        assert_int_equal(problem_http_status(wanted[i].status), wanted[i].http_status);
}

static void test_a_problem_names_code_and_fields(void **state)
{
    struct fake fake;
    struct err err;
    (void)state;
    fake_open(&fake, "task_complete", "");
    struct arena *arena = &fake.call.arena;
    struct value *errors = value_list(arena), *error = value_map(arena);
    value_put(arena, error, "field", value_string(arena, "held_on"));
    value_push(arena, errors, error);
    err_clear(&err);
    assert_int_equal(err_set(&err, STATUS_INVALID, "Wrong."), STATUS_INVALID);
    problem_answer_with(&fake.call, &err, errors, &value_nil);

    assert_int_equal(fake.answers, 1);
    assert_int_equal(fake.http_status, 422);
    assert_string_equal(value_get_text(fake.body, "code"), "invalid");
    assert_string_equal(value_get_text(fake.body, "detail"), "Wrong.");
    assert_int_equal(value_get_int(fake.body, "status", 0), 422);
    error = value_item(value_get(fake.body, "errors"), 0);
    assert_string_equal(value_get_text(error, "field"), "held_on");
    assert_null(fake.call.reply_headers);
    fake_close(&fake);
}

static void test_a_conflict_carries_the_first_result(void **state)
{
    struct fake fake;
    struct err err;
    (void)state;
    fake_open(&fake, "task_complete", "");
    struct value *result = value_map(&fake.call.arena);
    value_put(&fake.call.arena, result, "outcome", value_string(&fake.call.arena, "accept"));
    err_clear(&err);
    assert_int_equal(err_set_at(&err, STATUS_CONFLICT, "task_done", NULL, "Done."),
                     STATUS_CONFLICT);
    problem_answer_with(&fake.call, &err, NULL, result);

    assert_string_equal(value_get_text(fake.body, "code"), "task_done");
    assert_string_equal(value_get_text(value_get(fake.body, "result"), "outcome"), "accept");
    fake_close(&fake);
}

static void test_trouble_of_the_host_is_not_told(void **state)
{
    struct fake fake;
    struct err err;
    (void)state;
    fake_open(&fake, "case_show", "");
    err_clear(&err);
    assert_int_equal(err_set(&err, STATUS_IO, "/secret/path failed"), STATUS_IO);
    problem_answer(&fake.call, &err);

    assert_int_equal(fake.http_status, 500);
    assert_string_equal(value_get_text(fake.body, "code"), "io_error");
    assert_null(strstr(value_get_text(fake.body, "detail"), "secret"));
    fake_close(&fake);
}

static void test_try_again_says_when(void **state)
{
    struct fake fake;
    (void)state;
    fake_open(&fake, "case_start", "");
    problem_answer_status(&fake.call, STATUS_UNKNOWN, "committing failed");
    assert_non_null(strstr(value_get_text(fake.body, "detail"), "the same Idempotency-Key"));
    assert_string_equal(fake.call.reply_headers->name, "Retry-After");
    assert_string_equal(value_get_text(fake.body, "code"), "outcome_unknown");
    fake_close(&fake);
}

/* ---- input ---- */

static void check_refused(const char *endpoint, const char *body, const char *text)
{
    struct fake fake;
    fake_open(&fake, endpoint, body);
    assert_null(input_take(&fake.call));
    assert_int_equal(fake.answers, 1);
    assert_int_equal(fake.http_status, 400);
    if (!strstr(value_get_text(fake.body, "detail"), text))
        fail_msg("%s: \"%s\" does not say \"%s\"", body, value_get_text(fake.body, "detail"), text);
    fake_close(&fake);
}

static void test_a_body_keeps_to_its_rules(void **state)
{
    (void)state;
    check_refused("case_start", "{\"data\":{}}", "\"workflow\" is missing");
    check_refused("case_start", "{\"workflow\":7}", "\"workflow\" must be a text");
    check_refused("case_start", "{\"workflow\":\"\"}", "\"workflow\" must be a text");
    check_refused("case_start", "{\"workflow\":\"x\",\"date\":{}}", "\"date\" is not known here");
    check_refused("case_start", "{\"workflow\":\"x\",\"data\":[]}", "\"data\" must be an object");
    check_refused("case_start", "\"x\"", "must be a JSON object");
    check_refused("case_start", "{", "");
    check_refused("token_add", "{\"name\":\"x\",\"roles\":\"admin\"}", "\"roles\" must be a list");
    check_refused("token_add", "{\"name\":\"x\",\"roles\":[\"a\",7]}", "\"roles\" must be a list");
    check_refused("task_claim", "{\"outcome\":\"x\"}", "\"outcome\" is not known here");
}

static void test_a_good_body_is_taken(void **state)
{
    struct fake fake;
    (void)state;
    fake_open(&fake, "case_start", "{\"workflow\":\"x\",\"data\":{\"a\":1}}");
    const struct value *input = input_take(&fake.call);
    assert_non_null(input);
    assert_int_equal(fake.answers, 0);
    assert_string_equal(value_get_text(input, "workflow"), "x");
    assert_int_equal(value_get_int(value_get(input, "data"), "a", 0), 1);
    fake_close(&fake);
}

static void check_query(const char *name, const char *value, bool is_good)
{
    struct fake fake;
    fake_open(&fake, "task_list", "");
    add_query(&fake, name, value);
    const struct value *input = input_take(&fake.call);
    if ((input != NULL) != is_good)
        fail_msg("?%s=%s was %s", name, value, is_good ? "refused" : "taken");
    assert_int_equal(fake.answers, is_good ? 0 : 1);
    fake_close(&fake);
}

static void test_a_query_keeps_to_its_rules(void **state)
{
    (void)state;
    check_query("limit", "1", true);
    check_query("limit", "200", true);
    check_query("limit", "201", false);
    check_query("limit", "-1", false);
    check_query("limit", "1x", false);
    check_query("limit", "", false);
    check_query("limit", "99999999999999999999", false);
    check_query("case", "00000000000000000000000000", true);
    check_query("case", "0000000000000000000000000", false);
    check_query("case", "0000000000000000000000000Z", false);
    check_query("due_before", "2026-02-10T09:00:00+08:00", true);
    check_query("due_before", "tomorrow", false);
    check_query("colour", "red", false);
    check_query("status", "", false);
}

static void test_a_parameter_given_twice_is_refused(void **state)
{
    struct fake fake;
    (void)state;
    fake_open(&fake, "task_list", "");
    add_query(&fake, "limit", "1");
    add_query(&fake, "limit", "2");
    assert_null(input_take(&fake.call));
    fake_close(&fake);
}

static void test_a_key_has_its_length(void **state)
{
    struct fake fake;
    char key[INPUT_KEY_MOST + 2];
    (void)state;
    memset(key, 'k', sizeof key);
    key[INPUT_KEY_MOST] = '\0';
    fake_open(&fake, "task_claim", "");
    fake.call.idempotency_key = key;
    assert_non_null(input_take(&fake.call));
    fake_close(&fake);
    key[INPUT_KEY_MOST] = 'k';
    key[INPUT_KEY_MOST + 1] = '\0';
    fake_open(&fake, "task_claim", "");
    fake.call.idempotency_key = key;
    assert_null(input_take(&fake.call));
    fake_close(&fake);
    fake_open(&fake, "task_claim", "");
    fake.call.idempotency_key = "";
    assert_null(input_take(&fake.call));
    fake_close(&fake);
}

/* ---- the table and the document ---- */

static void test_the_table_is_sound(void **state)
{
    (void)state;
    for (size_t i = 0; endpoints[i].method; i++) {
        const struct endpoint *row = &endpoints[i];
        assert_true(strcmp(row->method, "GET") == 0 || strcmp(row->method, "POST") == 0 ||
                    strcmp(row->method, "PUT") == 0 || strcmp(row->method, "PATCH") == 0 ||
                    strcmp(row->method, "DELETE") == 0);
        assert_true(!row->right || strcmp(row->right, "any") == 0 ||
                    strcmp(row->right, "admin") == 0);
        /* What changes something asks for a token. */
        assert_true(row->right || strcmp(row->method, "GET") == 0);
        for (size_t j = 0; j < i; j++)
            assert_false(strcmp(row->method, endpoints[j].method) == 0 &&
                         strcmp(row->path, endpoints[j].path) == 0);
        for (const struct input_rule *rule = endpoint_notes[i].input; rule->place; rule++) {
            assert_non_null(rule->about);
            assert_true(rule->type != INPUT_TEXT || rule->most > 0);
            assert_true(rule->place == INPUT_QUERY || strcmp(row->method, "GET") != 0);
        }
    }
}

static void test_the_document_has_every_endpoint(void **state)
{
    struct fake fake;
    size_t operations = 0, rows = 0;
    (void)state;
    fake_open(&fake, "openapi", "");
    answer_openapi(&fake.call);
    assert_int_equal(fake.http_status, 200);
    assert_string_equal(value_get_text(fake.body, "openapi"), "3.1.0");
    const struct value *paths = value_get(fake.body, "paths");
    for (size_t i = 0; i < value_len(paths); i++)
        operations += value_len(paths->map.members[i].value);
    for (; endpoints[rows].method; rows++) {
        const struct value *path = value_get(paths, endpoints[rows].path);
        char method[8] = "";
        for (size_t i = 0; endpoints[rows].method[i]; i++)
            method[i] = (char)(endpoints[rows].method[i] | 0x20);
        const struct value *operation = value_get(path, method);
        assert_string_equal(value_get_text(operation, "operationId"), endpoint_notes[rows].name);
        assert_false(value_is_nil(value_get(value_get(operation, "responses"), "default")));
    }
    assert_int_equal(operations, rows);
    fake_close(&fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_status_has_its_answer),
        cmocka_unit_test(test_a_problem_names_code_and_fields),
        cmocka_unit_test(test_a_conflict_carries_the_first_result),
        cmocka_unit_test(test_trouble_of_the_host_is_not_told),
        cmocka_unit_test(test_try_again_says_when),
        cmocka_unit_test(test_a_body_keeps_to_its_rules),
        cmocka_unit_test(test_a_good_body_is_taken),
        cmocka_unit_test(test_a_query_keeps_to_its_rules),
        cmocka_unit_test(test_a_parameter_given_twice_is_refused),
        cmocka_unit_test(test_a_key_has_its_length),
        cmocka_unit_test(test_the_table_is_sound),
        cmocka_unit_test(test_the_document_has_every_endpoint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
