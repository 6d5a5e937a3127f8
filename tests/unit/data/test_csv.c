/* test_csv.c - tables as spreadsheets write them. */
#include "lib/check.h"

#include <string.h>

#include "data/csv.h"

/* Rows with | between their values and the line before them; or what is wrong. */
static void assert_rows(const char *text, const char *wanted)
{
    struct arena arena = {0};
    struct buf said = {0};
    struct csv csv;
    struct csv_row row;
    struct err err = {0};
    int rc;

    csv_open(&csv, slice_of(text));
    while ((rc = csv_next(&csv, &arena, &row, &err)) == 1) {
        buf_printf(&said, "%d", row.line);
        for (size_t i = 0; i < row.count; i++)
            buf_printf(&said, "|%.*s", SLICE_ARG(row.values[i]));
        buf_add_text(&said, ";");
    }
    if (rc != 0)
        buf_printf(&said, "!%.7s", err.text);
    buf_add(&said, "", 1);
    assert_string_equal(said.bytes, wanted);
    buf_close(&said);
    arena_close(&arena);
}

static void test_rows(void **state)
{
    (void)state;
    assert_rows("", "");
    assert_rows("\xef\xbb\xbf"
                "a,b\r\n1, 2 \r\n",
                "1|a|b;2|1|2;");
    assert_rows("a,,\n\n , \nb", "1|a||;4|b;");
    assert_rows("\"x, \"\"y\"\"\nz\" ,2\n3", "1|x, \"y\"\nz|2;3|3;");
    assert_rows("\"\",a\"b", "1||a\"b;");
    assert_rows("a\rb\n", "1|a\rb;");
}

static void test_faults(void **state)
{
    (void)state;
    assert_rows("a\n\"b\n", "1|a;!line 2:");
    assert_rows("a\n\"b\"c\n", "1|a;!line 2:");
    assert_rows("\n\n\"", "!line 3:");
}

static void test_written_is_read_again(void **state)
{
    (void)state;
    static const char *const values[] = {"plain", "a,b", "say \"so\"", " blank ", "two\nlines", ""};
    struct buf out = {0};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        csv_add(&out, slice_of(values[i]), i == 0);
    csv_end_line(&out);
    buf_add(&out, "", 1);
    assert_rows(out.bytes, "1|plain|a,b|say \"so\"| blank |two\nlines|;");
    buf_close(&out);
}

static void test_formulas_are_not_run(void **state)
{
    (void)state;
    struct buf out = {0};
    csv_add(&out, slice_of("=1+1"), true);
    csv_add(&out, slice_of("@SUM(A1)"), false);
    csv_add(&out, slice_of("-cmd"), false);
    csv_add(&out, slice_of("+8613800010001"), false);
    buf_add(&out, "", 1);
    assert_string_equal(out.bytes, "'=1+1,'@SUM(A1),'-cmd,+8613800010001");
    buf_close(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_written_is_read_again),
        cmocka_unit_test(test_formulas_are_not_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
