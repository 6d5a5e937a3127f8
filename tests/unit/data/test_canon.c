/* test_canon.c - one value, one text: exact bytes, and reading writes the same bytes again. */
#include "lib/check.h"
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include "data/canon.h"
#include "data/canon_quick.h"

static struct arena arena;

static int arena_teardown(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static const char *written(const struct value *value)
{
    return canon_text(&arena, value).bytes;
}

static struct value *read_back(const char *text)
{
    struct value *value;
    struct err err = {0};
    if (canon_read(&arena, slice_of(text), &value, &err) != 0)
        fail_msg("%s was refused: %s", text, err.text);
    return value;
}

static void test_scalars(void **state)
{
    (void)state;
    assert_string_equal(written(&value_nil), "null");
    assert_string_equal(written(value_bool(&arena, true)), "true");
    assert_string_equal(written(value_bool(&arena, false)), "false");
    assert_string_equal(written(value_int(&arena, 0)), "0");
    assert_string_equal(written(value_int(&arena, INT64_MIN)), "-9223372036854775808");
    assert_string_equal(written(value_int(&arena, INT64_MAX)), "9223372036854775807");
    assert_string_equal(written(value_string(&arena, "")), "\"\"");
    assert_string_equal(written(value_list(&arena)), "[]");
    assert_string_equal(written(value_map(&arena)), "{}");
    assert_string_equal(written(value_handle(&arena, slice_of("h1"))), "{\"$h\":\"h1\"}");
    assert_string_equal(written(value_row(&arena, slice_of("p/2"))), "{\"$r\":\"p/2\"}");
}

/* Every byte below 0x80: only " \ and what is below 0x20 are escaped. */
static void test_every_character(void **state)
{
    (void)state;
    for (int c = 0; c < 0x80; c++) {
        char byte = (char)c, expected[16];
        const char *special = c ? strchr("\"\"\\\\\bb\ff\nn\rr\tt", c) : NULL;
        bool is_named = c < 0x20 ? special != NULL : c == '"' || c == '\\';
        if (is_named)
            snprintf(expected, sizeof expected, "\"a\\%cb\"", special[1]);
        else if (c < 0x20)
            snprintf(expected, sizeof expected, "\"a\\u%04xb\"", (unsigned)c);
        else
            snprintf(expected, sizeof expected, "\"a%cb\"", c);
        char text[] = {'a', byte, 'b'};
        struct slice slice = {.bytes = text, .len = 3};
        assert_string_equal(written(value_text(&arena, slice)), expected);
    }
    assert_string_equal(written(value_string(&arena, "\n\n案\x7f\"")), "\"\\n\\n案\x7f\\\"\"");
}

static void test_reals(void **state)
{
    (void)state;
    static const struct {
        double real;
        const char *text;
    } rows[] = {
        {0.0,                    "0.0"                    },
        {-0.0,                   "-0.0"                   },
        {3.0,                    "3.0"                    },
        {-3.0,                   "-3.0"                   },
        {0.5,                    "0.5"                    },
        {0.1,                    "0.10000000000000001"    },
        {1e15,                   "1000000000000000.0"     },
        {1e17,                   "1e+17"                  },
        {1e300,                  "1.0000000000000001e+300"},
        {-1e-7,                  "-9.9999999999999995e-08"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {5e-324,                 "4.9406564584124654e-324"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_string_equal(written(value_real(&arena, rows[i].real)), rows[i].text);
        const struct value *back = read_back(rows[i].text);
        assert_int_equal(back->type, VALUE_REAL);
        assert_memory_equal(&back->real, &rows[i].real, sizeof(double));
    }
}

static void test_random_reals_go_round(void **state)
{
    (void)state;
    uint64_t word = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        word ^= word << 13;
        word ^= word >> 7;
        word ^= word << 17;
        double real;
        memcpy(&real, &word, sizeof real);
        if ((word >> 52 & 0x7FF) == 0x7FF) /* infinities, not-a-number */
            continue;
        struct value *back = read_back(written(value_real(&arena, real)));
        assert_int_equal(back->type, VALUE_REAL);
        assert_memory_equal(&back->real, &real, sizeof real);
        if (i % 1000 == 0)
            arena_clear(&arena);
    }
}

/* A decimal comma changes nothing. Skipped where no such locale is installed. */
static void test_locale_does_not_matter(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "ps_AF.UTF-8", "de_DE"};
    int tried = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!setlocale(LC_ALL, names[i]))
            continue;
        tried++;
        const char *text = written(value_real(&arena, 1234567.5));
        double back = read_back("1234567.5")->real;
        setlocale(LC_ALL, "C");
        assert_string_equal(text, "1234567.5");
        assert_true(back == 1234567.5);
    }
    if (tried == 0)
        skip();
}

static void test_fixed_point(void **state)
{
    (void)state;
    static const char *const canonical[] = {
        "null",
        "[]",
        "{}",
        "[null,true,1,1.0,\"\"]",
        "{\"\":0,\"A\":1,\"a\":{\"b\":[{},[]]},\"案\":2}",
        "{\"$h\":\"0123\"}",
        "[{\"$h\":\"0123\"},{\"$r\":\"parties/2\"}]",
        "{\"parties\":[{\"$row\":\"parties/1\",\"name\":{\"$h\":\"x\"}}]}",
        "{\"parties\":[{\"$ended\":true,\"$row\":\"parties/1\"}]}",
        "\"\\u0001\\b\\t\\n\\f\\r\\\"\\\\/\"",
        "[9223372036854775807,-9223372036854775808]",
    };
    for (size_t i = 0; i < sizeof canonical / sizeof canonical[0]; i++)
        assert_string_equal(written(read_back(canonical[i])), canonical[i]);
    assert_string_equal(written(read_back(" { \"b\" : 1.50 , \"a\" : null } ")), "{\"b\":1.5}");
}

static void test_references(void **state)
{
    (void)state;
    const struct value *map =
        read_back("{\"a\":{\"$h\":\"x\"},\"b\":{\"$r\":\"p/2\"},\"c\":{\"$row\":\"p/1\"}}");
    assert_int_equal(value_get(map, "a")->type, VALUE_HANDLE);
    assert_string_equal(value_get_text(map, "a"), "x");
    assert_int_equal(value_get(map, "b")->type, VALUE_ROW);
    assert_int_equal(value_get(map, "c")->type, VALUE_MAP);
    assert_string_equal(value_get_text(value_get(map, "c"), "$row"), "p/1");
}

static void test_damaged(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "{",
        "{\"a\":1,\"a\":1}",
        "{\"$h\":1}",
        "{\"$h\":\"x\",\"a\":1}",
        "{\"$h\":\"x\",\"$r\":\"y\"}",
        "{\"$x\":\"y\"}",
        "[[{\"a\":{\"$\":1}}]]",
        "{\"$row\":1}",
        "{\"$row\":{\"$h\":\"x\"}}",
        "{\"$ended\":{\"a\":1}}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct value *value;
        struct err err = {0};
        int rc = canon_read(&arena, slice_of(texts[i]), &value, &err);
        if (rc != STATUS_CORRUPT || err.status != STATUS_CORRUPT)
            fail_msg("%s gave %d", texts[i], rc);
        assert_int_equal(canon_read(&arena, slice_of(texts[i]), &value, NULL), STATUS_CORRUPT);
    }
}

/* Data from outside, 32 deep, still fits when a journal body is wrapped around it. */
static void test_wrapped_depth(void **state)
{
    (void)state;
    struct value *inner = value_list(&arena);
    for (int depth = 1; depth < 64; depth++) {
        struct value *outer = value_list(&arena);
        value_push(&arena, outer, inner);
        inner = outer;
    }
    const char *text = written(inner);
    assert_string_equal(written(read_back(text)), text);
    struct value *outer = value_list(&arena), *value;
    value_push(&arena, outer, inner);
    assert_int_equal(canon_read(&arena, canon_text(&arena, outer), &value, NULL), STATUS_CORRUPT);
}

/* What only canon_write would have written goes the short way, and to the same value. */
static void test_short_way(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "null",
        "true",
        "false",
        "0",
        "-1",
        "999999999999999999",
        "-999999999999999999",
        "\"\"",
        "\"\\u0001\\u001f\\b\\f\\n\\r\\t\\\"\\\\ /\x7f\"",
        "\"\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"",
        "[]",
        "[null,[[],{}],\"a\\nb\\nc\"]",
        "{}",
        "{\"\":1,\" \":2,\"$row\":\"p/1\",\"a\":[],\"ab\":{\"$h\":\"x\"},\"b\":{\"$r\":\"p/2\"}}",
        "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":10}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct value *quick, *full;
        if (!canon_read_quickly(&arena, slice_of(texts[i]), &quick))
            fail_msg("%s was not read quickly", texts[i]);
        assert_int_equal(canon_read_fully(&arena, slice_of(texts[i]), &full, NULL), 0);
        assert_true(value_is_equal(quick, full));
        assert_string_equal(written(quick), texts[i]);
    }
    const struct value *list = read_back("[\"a\\nb\",\"c\",{\"d\":{\"$h\":\"e\"}}]");
    assert_int_equal(value_item(list, 0)->text.bytes[3], 0); /* a NUL behind each text */
    assert_int_equal(value_item(list, 1)->text.bytes[1], 0);
    assert_int_equal(value_item(list, 2)->map.members[0].key.bytes[1], 0);
    assert_int_equal(value_get(value_item(list, 2), "d")->text.bytes[1], 0);
}

static void test_long_way(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        " 1",
        "1 ",
        "01",
        "-0",
        "-01",
        "-",
        "1.0",
        "1e3",
        "9223372036854775807",
        "nul",
        "nulll",
        "[1,]",
        "[,1]",
        "[1 ,2]",
        "[1",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":null}",
        "{\"a\":1,}",
        "{\"b\":1,\"a\":2}",
        "{\"a\":1,\"a\":2}",
        "{\"$x\":\"y\"}",
        "{\"$row\":1}",
        "{\"$h\":1}",
        "{\"$h\":\"x\",\"a\":1}",
        "\"a",
        "\"a\nb\"",
        "\"\\/\"",
        "\"\\u0041\"",
        "\"\\u000a\"",
        "\"\\u001F\"",
        "\"\\u0000\"",
        "\"\\u00\"",
        "\"\\\"",
        "\"\x80\"",
        "\"\xc1\xbf\"",
        "\"\xc2\"",
        "\"\xe0\x9f\xbf\"",
        "\"\xed\xa0\x80\"",
        "\"\xe4\xb8\"",
        "\"\xf0\x8f\xbf\xbf\"",
        "\"\xf4\x90\x80\x80\"",
        "\"\xf5\x80\x80\x80\"",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct value *value;
        if (canon_read_quickly(&arena, slice_of(texts[i]), &value))
            fail_msg("%s was read quickly", texts[i]);
    }
    struct value *value;
    struct slice cut = {.bytes = "[1]\0", .len = 4};
    assert_false(canon_read_quickly(&arena, cut, &value));
}

static void test_nil_members_are_left_out(void **state)
{
    (void)state;
    struct value *map = value_map(&arena), *one = value_int(&arena, 1);
    value_put(&arena, map, "a", one);
    value_put(&arena, map, "b", value_int(&arena, 2));
    value_put(&arena, map, "c", value_int(&arena, 3));
    map->map.members[0].value = &value_nil; /* as a caller might, past value_put */
    map->map.members[2].value = &value_nil;
    assert_string_equal(written(map), "{\"b\":2}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scalars),
        cmocka_unit_test(test_every_character),
        cmocka_unit_test(test_reals),
        cmocka_unit_test(test_random_reals_go_round),
        cmocka_unit_test(test_locale_does_not_matter),
        cmocka_unit_test(test_fixed_point),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_wrapped_depth),
        cmocka_unit_test(test_short_way),
        cmocka_unit_test(test_long_way),
        cmocka_unit_test(test_nil_members_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, arena_teardown);
}
