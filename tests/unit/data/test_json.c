/* test_json.c - hostile texts are refused with a place and without being quoted; what is read is
 * what was said. To add a case: a row in `refused` or `taken`.
 */
#include "lib/check.h"
#include <stdio.h>
#include <stdlib.h>
#include "data/canon.h"
#include "data/json.h"

static struct arena arena;

static int arena_teardown(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

/* A copy without a NUL behind it, so that ASan sees a byte read too many. */
static int read_exactly(struct slice text, const struct json_bounds *bounds, struct value **out,
                        struct err *err)
{
    char *copy = malloc(text.len ? text.len : 1);
    assert_non_null(copy);
    if (text.len)
        memcpy(copy, text.bytes, text.len);
    int rc = json_read(&arena, (struct slice){.bytes = copy, .len = text.len}, bounds, out, err);
    free(copy);
    return rc;
}

#define BYTES(literal)                                                                             \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

static const struct {
    struct slice text;
    const char *where, *what;
} refused[] = {
    {BYTES(""),                                           "line 1, column 0",  "too early"      },
    {BYTES(" \n "),                                       "line 2, column 1",  "too early"      },
    {BYTES("{"),                                          "line 1, column 1",  "too early"      },
    {BYTES("[1,"),                                        "line 1, column 3",  "too early"      },
    {BYTES("\"abc"),                                      "line 1, column 4",  "too early"      },
    {BYTES("nul"),                                        "line 1, column 3",  "not JSON"       },
    {BYTES("{\"a\":1,}"),                                 "line 1, column 8",  "not JSON"       },
    {BYTES("[1,]"),                                       "line 1, column 4",  "not JSON"       },
    {BYTES("[01]"),                                       NULL,                "not JSON"       },
    {BYTES("[+1]"),                                       NULL,                "not JSON"       },
    {BYTES("[.5]"),                                       NULL,                "not JSON"       },
    {BYTES("[1.]"),                                       NULL,                "not JSON"       },
    {BYTES("[1e]"),                                       NULL,                "not JSON"       },
    {BYTES("[0x10]"),                                     NULL,                "not JSON"       },
    {BYTES("[NaN]"),                                      NULL,                "not JSON"       },
    {BYTES("[Infinity]"),                                 NULL,                "not JSON"       },
    {BYTES("[-Infinity]"),                                NULL,                "not JSON"       },
    {BYTES("['a']"),                                      NULL,                "not JSON"       },
    {BYTES("{a:1}"),                                      NULL,                "not JSON"       },
    {BYTES("[1 /* x */]"),                                NULL,                "not JSON"       },
    {BYTES("\xEF\xBB\xBF{}"),                             NULL,                "not JSON"       }, /* a byte order mark */
  /* trailing bytes */
    {BYTES("{} {}"),                                      "line 1, column 4",  "follows the end"},
    {BYTES("1 2"),                                        NULL,                "follows the end"},
    {BYTES("[]x"),                                        NULL,                "follows the end"},
    {BYTES("[]\0"),                                       NULL,                "follows the end"},
    {BYTES("]"),                                          NULL,                "not JSON"       },
    {BYTES("[]]"),                                        NULL,                "follows the end"},
 /* duplicates, also by escape */
    {BYTES("{\"a\":1,\"a\":2}"),                          "line 1, column 10", "occurs twice"   },
    {BYTES("{\"a\":1,\"\\u0061\":2}"),                    NULL,                "occurs twice"   },
    {BYTES("{\"x\":{\"a\":1,\"b\":2,\"a\":null}}"),       NULL,                "occurs twice"   },
 /* NUL, raw and escaped, in text and key; other raw control characters */
    {BYTES("\"\\u0000\""),                                NULL,                "NUL"            },
    {BYTES("{\"a\\u0000b\":1}"),                          NULL,                "NUL"            },
    {BYTES("\"a\0b\""),                                   NULL,                "not JSON"       },
    {BYTES("\0"),                                         NULL,                "cannot be read" },
    {BYTES("\"a\nb\""),                                   NULL,                "not JSON"       },
    {BYTES("\"a\x1f\""),                                  NULL,                "not JSON"       },
    {BYTES("\"\\x41\""),                                  NULL,                "not JSON"       },
    {BYTES("\"\\u12\""),                                  NULL,                "not JSON"       },
 /* surrogates: alone, reversed, followed by something else, spelt in UTF-8 */
    {BYTES("\"\\ud800\""),                                NULL,                "not JSON"       },
    {BYTES("\"\\udc00\""),                                NULL,                "not JSON"       },
    {BYTES("\"\\udc00\\ud800\""),                         NULL,                "not JSON"       },
    {BYTES("\"\\ud800\\u0041\""),                         NULL,                "not JSON"       },
    {BYTES("\"\\ud800x\""),                               NULL,                "not JSON"       },
    {BYTES("\"\xED\xA0\x80\""),                           NULL,                "not UTF-8"      },
    {BYTES("\"\xED\xB0\x80\""),                           NULL,                "not UTF-8"      },
 /* UTF-8: cut short, overlong, stray, beyond U+10FFFF */
    {BYTES("\"\xE6\xA1\""),                               NULL,                "not UTF-8"      },
    {BYTES("\"\xC0\x80\""),                               NULL,                "not UTF-8"      },
    {BYTES("\"\xE0\x80\xAF\""),                           NULL,                "not UTF-8"      },
    {BYTES("\"\x80\""),                                   NULL,                "not UTF-8"      },
    {BYTES("\"\xF4\x90\x80\x80\""),                       NULL,                "not UTF-8"      },
    {BYTES("\"\xFF\""),                                   NULL,                "not UTF-8"      },
    {BYTES("{\"\xFF\":1}"),                               NULL,                "not UTF-8"      },
    {BYTES("\xE6"),                                       NULL,                "not UTF-8"      },
 /* numbers */
    {BYTES("9007199254740992"),                           "",                  "2^53-1"         },
    {BYTES("-9007199254740992"),                          "",                  "2^53-1"         },
    {BYTES("[0,{\"a\":{\"b\":9223372036854775807}}]"),    "/1/a/b",            "2^53-1"         },
    {BYTES("{\"Zhang San\":9007199254740992}"),           "/*",                "2^53-1"         },
    {BYTES("9223372036854775808"),                        NULL,                "too large"      },
    {BYTES("-9223372036854775809"),                       NULL,                "too large"      },
    {BYTES("100000000000000000000000000000000000000000"), NULL,                "too large"      },
    {BYTES("1e309"),                                      NULL,                "too large"      },
    {BYTES("[-1e999999999]"),                             NULL,                "too large"      },
 /* members of our own */
    {BYTES("{\"$h\":\"x\"}"),                             "/$h",               "'$'"            },
    {BYTES("{\"a\":[{\"$\":1}]}"),                        "/a/0/$",            "'$'"            },
    {BYTES("{\"\\u0024r\":null}"),                        "/$r",               "'$'"            },
    {BYTES("{\"$row\":\"p/1\"}"),                         "/$row",             "'$'"            },
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct value *value = NULL;
        struct err err = {0};
        int rc = read_exactly(refused[i].text, NULL, &value, &err);
        if (rc != STATUS_MALFORMED || !strstr(err.text, refused[i].what))
            fail_msg("row %zu: %.*s gave %d \"%s\", expected \"%s\"", i, SLICE_ARG(refused[i].text),
                     rc, err.text, refused[i].what);
        if (refused[i].where)
            assert_string_equal(err.where, refused[i].where);
        assert_int_equal(err.status, STATUS_MALFORMED);
        assert_int_equal(json_read(&arena, refused[i].text, NULL, &value, NULL), STATUS_MALFORMED);
    }
}

static const struct {
    const char *text, *canonical;
} taken[] = {
    {"null",                                                "null"                             },
    {" true ",                                              "true"                             },
    {"[false]",                                             "[false]"                          },
    {"\t[ ]\r\n",                                           "[]"                               },
    {"{}",                                                  "{}"                               },
    {"-0",                                                  "0"                                },
    {"-0.0",                                                "-0.0"                             },
    {"3",                                                   "3"                                },
    {"3.0",                                                 "3.0"                              },
    {"3e0",                                                 "3.0"                              },
    {"1E+2",                                                "100.0"                            },
    {"1e22",                                                "1e+22"                            },
    {"1e-400",                                              "0.0"                              },
    {"0.5",                                                 "0.5"                              },
    {"9007199254740991",                                    "9007199254740991"                 },
    {"-9007199254740991",                                   "-9007199254740991"                },
    {"{\"b\":1,\"a\":2,\"\":3,\"ab\":4}",                   "{\"\":3,\"a\":2,\"ab\":4,\"b\":1}"},
    {"{\"a\":null,\"b\":[null]}",                           "{\"b\":[null]}"                   },
    {"{\"a$\":1,\" $\":2}",                                 "{\" $\":2,\"a$\":1}"              },
    {"\"\\u00e9\\/\\\"\\\\\\b\\f\\n\\r\\t\\u001f\\u007f\"",
     "\"é/\\\"\\\\\\b\\f\\n\\r\\t\\u001f\x7f\""                                               },
    {"\"\\ud83d\\ude00\"",                                  "\"😀\""                         },
    {"\"\\uffff\\ufdd0\"",                                  "\"\xEF\xBF\xBF\xEF\xB7\x90\""     }, /* noncharacters are characters */
    {"\"调解\"",                                          "\"调解\""                       },
    {"[\"[[[[[\\\"]{{{{\"]",                                "[\"[[[[[\\\"]{{{{\"]"             },
};

static void test_taken(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        struct value *value;
        struct err err = {0};
        if (read_exactly(slice_of(taken[i].text), NULL, &value, &err) != 0)
            fail_msg("%s was refused: %s", taken[i].text, err.text);
        assert_string_equal(canon_text(&arena, value).bytes, taken[i].canonical);
    }
}

static struct slice nested(int depth, const char *open, const char *inner, const char *close)
{
    struct buf buf = {0};
    for (int i = 0; i < depth; i++)
        buf_add_text(&buf, open);
    buf_add_text(&buf, inner);
    for (int i = 0; i < depth; i++)
        buf_add_text(&buf, close);
    struct slice text = arena_copy(&arena, buf_slice(&buf));
    buf_close(&buf);
    return text;
}

static void test_depth(void **state)
{
    (void)state;
    struct value *value;
    struct err err = {0};
    assert_int_equal(read_exactly(nested(32, "[", "", "]"), NULL, &value, &err), 0);
    assert_int_equal(read_exactly(nested(33, "[", "", "]"), NULL, &value, &err), STATUS_MALFORMED);
    assert_string_equal(err.where, "line 1, column 33");
    assert_int_equal(read_exactly(nested(31, "{\"a\":", "[]", "}"), NULL, &value, &err), 0);
    assert_int_equal(read_exactly(nested(32, "{\"a\":\n", "[]", "}"), NULL, &value, &err),
                     STATUS_MALFORMED);
    assert_string_equal(err.where, "line 33, column 1");
    struct json_bounds bounds = {.max_depth = 2};
    assert_int_equal(read_exactly(slice_of("[[1],[2]]"), &bounds, &value, &err), 0);
    assert_int_equal(read_exactly(slice_of("[[1],[[2]]]"), &bounds, &value, &err),
                     STATUS_MALFORMED);
    /* brackets within a text are not depth, nor does an escape end the text early */
    assert_int_equal(read_exactly(slice_of("[\"[[[[\\\"[[[[\\\\\"]"), &bounds, &value, &err), 0);
    /* half a million open brackets cost their length and no stack */
    assert_int_equal(read_exactly(nested(500000, "[", "", ""), NULL, &value, &err),
                     STATUS_MALFORMED);
    assert_int_equal(read_exactly(nested(100000, "{\"a\":", "", ""), NULL, &value, &err),
                     STATUS_MALFORMED);
}

static void test_size(void **state)
{
    (void)state;
    struct value *value;
    struct err err = {0};
    struct json_bounds bounds = {.max_bytes = 4};
    assert_int_equal(read_exactly(slice_of("[12]"), &bounds, &value, &err), 0);
    assert_int_equal(read_exactly(slice_of("[123]"), &bounds, &value, &err), STATUS_TOO_LARGE);
    char *large = test_malloc(1024 * 1024 + 1);
    memset(large, ' ', 1024 * 1024 + 1);
    large[0] = '1';
    struct slice text = {.bytes = large, .len = 1024 * 1024};
    assert_int_equal(json_read(&arena, text, NULL, &value, &err), 0);
    text.len++;
    assert_int_equal(json_read(&arena, text, NULL, &value, &err), STATUS_TOO_LARGE);
    test_free(large);
}

static void test_bounds_of_our_own(void **state)
{
    (void)state;
    struct value *value;
    struct err err = {0};
    struct json_bounds bounds = {.is_int64_allowed = true, .is_dollar_allowed = true};
    struct slice text = slice_of("{\"$h\":-9223372036854775808,\"a\":9223372036854775807}");
    assert_int_equal(read_exactly(text, &bounds, &value, &err), 0);
    assert_true(value_get_int(value, "a", 0) == INT64_MAX);
    assert_true(value_get_int(value, "$h", 0) == INT64_MIN);
    assert_int_equal(value->type, VALUE_MAP);
}

/* 60,000 members in falling order in one megabyte: sorted in one go, so this takes no time. */
static void test_many_members_in_the_wrong_order(void **state)
{
    (void)state;
    struct buf buf = {0};
    buf_add_byte(&buf, '{');
    for (int i = 60000; i > 0; i--)
        buf_printf(&buf, "\"%06d\":%d%s", i, i, i > 1 ? "," : "}");
    struct value *value;
    struct err err = {0};
    struct json_bounds bounds = {.max_bytes = 2 * 1024 * 1024};
    assert_int_equal(json_read(&arena, buf_slice(&buf), &bounds, &value, &err), 0);
    assert_int_equal(value_len(value), 60000);
    for (size_t i = 0; i < 60000; i++)
        assert_int_equal(value->map.members[i].value->integer, i + 1);
    buf_close(&buf);
}

/* A personal value in a broken text must not come back in the error. */
static void test_nothing_is_quoted(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"name\": canary}",
        "{\"name\": \"canary\" canary",
        "{\"canary one\": 1, \"canary one\": 2}",
        "{\"canary@example.org\": 9007199254740993}",
        "[\"canary\\ud800\"]",
        "\"canary",
        "{\"x\":\"canary\"} canary",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct value *value;
        struct err err = {0};
        assert_int_equal(read_exactly(slice_of(texts[i]), NULL, &value, &err), STATUS_MALFORMED);
        assert_null(strstr(err.text, "canary"));
        assert_null(strstr(err.where, "canary"));
    }
}

static void test_writing_for_people(void **state)
{
    (void)state;
    struct value *value;
    struct err err = {0};
    struct slice text = slice_of("{\"b\":[1,{\"c\":\"d\\n\"},[]],\"a\":{}}");
    assert_int_equal(read_exactly(text, NULL, &value, &err), 0);
    struct buf buf = {0};
    json_write(&buf, value, 2);
    assert_string_equal(buf.bytes, "{\n"
                                   "  \"a\": {},\n"
                                   "  \"b\": [\n"
                                   "    1,\n"
                                   "    {\n"
                                   "      \"c\": \"d\\n\"\n"
                                   "    },\n"
                                   "    []\n"
                                   "  ]\n"
                                   "}");
    struct value *again;
    assert_int_equal(read_exactly(buf_slice(&buf), NULL, &again, &err), 0);
    assert_true(value_is_equal(value, again));
    buf_clear(&buf);
    json_write(&buf, value, 0);
    assert_string_equal(buf.bytes, canon_text(&arena, value).bytes);

    value_put(&arena, value, "next", value_string(&arena, "x"));
    value_put_null(&arena, value, "next");
    value_put_null(&arena, value, "next");
    assert_true(value_is_nil(value_get(value, "next")));
    assert_int_equal(value_len(value), 3);
    buf_clear(&buf);
    json_write(&buf, value, 0);
    assert_string_equal(buf.bytes, "{\"a\":{},\"b\":[1,{\"c\":\"d\\n\"},[]],\"next\":null}");
    assert_string_equal(canon_text(&arena, value).bytes,
                        "{\"a\":{},\"b\":[1,{\"c\":\"d\\n\"},[]]}");
    value_put(&arena, value, "next", &value_nil);
    assert_int_equal(value_len(value), 2);
    buf_close(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_taken),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_bounds_of_our_own),
        cmocka_unit_test(test_many_members_in_the_wrong_order),
        cmocka_unit_test(test_nothing_is_quoted),
        cmocka_unit_test(test_writing_for_people),
    };
    return cmocka_run_group_tests(tests, NULL, arena_teardown);
}
