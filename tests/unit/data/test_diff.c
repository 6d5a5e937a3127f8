/* test_diff.c - unified diffs: exact for small texts, true for all. */
#include "lib/check.h"
#include <stdlib.h>
#include "data/diff.h"

static void assert_diff(const char *from, const char *to, const char *wanted)
{
    struct buf out = {0};
    diff_texts(&out, slice_of(from), slice_of(to));
    buf_add_byte(&out, '\0');
    assert_string_equal(out.bytes, wanted);
    buf_close(&out);
}

static void test_small_texts(void **state)
{
    (void)state;
    assert_diff("", "", "");
    assert_diff("a\nb\n", "a\nb\n", "");
    assert_diff("", "a\n", "@@ -0,0 +1,1 @@\n+a\n");
    assert_diff("a\n", "", "@@ -1,1 +0,0 @@\n-a\n");
    assert_diff("a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n");
    assert_diff("a\nb", "a\nb\n", "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
    assert_diff("1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\n5\n6\n7\nx\n8\n",
                "@@ -5,4 +5,5 @@\n 5\n 6\n 7\n+x\n 8\n");
}

/* Six lines between two changes are shown once, seven part the hunks. */
static void test_hunks_part(void **state)
{
    (void)state;
    assert_diff("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
                "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
    assert_diff("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
                "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
                "@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

/* Takes the hunks for what they say: the left text with them applied must be the right one. */
static void apply(struct slice from, struct slice hunks, struct buf *out)
{
    size_t line = 1;
    while (hunks.len) {
        const char *end = memchr(hunks.bytes, '\n', hunks.len);
        assert_non_null(end);
        size_t len = (size_t)(end - hunks.bytes) + 1;
        char sign = hunks.bytes[0];
        unsigned long at = 0, count = 0;
        bool is_head = sign == '@';
        if (is_head) {
            char *rest;
            at = strtoul(hunks.bytes + 4, &rest, 10);
            count = strtoul(rest + 1, NULL, 10);
            at += count == 0; /* named by the line before it */
        }
        while (from.len && (is_head ? line < at : sign != '+')) {
            const char *stop = memchr(from.bytes, '\n', from.len);
            size_t taken = (size_t)(stop - from.bytes) + 1;
            if (is_head || sign == ' ')
                buf_add(out, from.bytes, taken);
            if (!is_head)
                assert_memory_equal(from.bytes, hunks.bytes + 1, taken);
            from.bytes += taken;
            from.len -= taken;
            line++;
            if (!is_head)
                break;
        }
        if (sign == '+')
            buf_add(out, hunks.bytes + 1, len - 1);
        hunks.bytes += len;
        hunks.len -= len;
    }
    buf_add_slice(out, from);
}

static uint32_t seed = 7;

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

static void random_text(struct buf *out, uint32_t lines)
{
    for (uint32_t i = 0; i < lines; i++)
        buf_printf(out, "line %u\n", draw(12));
}

static void test_applied_it_gives_the_other(void **state)
{
    (void)state;
    for (int i = 0; i < 400; i++) {
        struct buf from = {0}, to = {0}, hunks = {0}, got = {0};
        random_text(&from, draw(40));
        random_text(&to, draw(40));
        diff_texts(&hunks, buf_slice(&from), buf_slice(&to));
        apply(buf_slice(&from), buf_slice(&hunks), &got);
        assert_int_equal(got.len, to.len);
        if (to.len)
            assert_memory_equal(got.bytes, to.bytes, to.len);
        buf_close(&from), buf_close(&to), buf_close(&hunks), buf_close(&got);
    }
}

/* Beyond the bound all is gone and come, and it is still true. */
static void test_very_different_texts(void **state)
{
    (void)state;
    struct buf from = {0}, to = {0}, hunks = {0}, got = {0};
    buf_add_text(&from, "same\n"), buf_add_text(&to, "same\n");
    for (int i = 0; i < 3000; i++) {
        buf_printf(&from, "left %d\n", i);
        buf_printf(&to, "right %d\n", i);
    }
    diff_texts(&hunks, buf_slice(&from), buf_slice(&to));
    apply(buf_slice(&from), buf_slice(&hunks), &got);
    assert_int_equal(got.len, to.len);
    assert_memory_equal(got.bytes, to.bytes, to.len);
    buf_close(&from), buf_close(&to), buf_close(&hunks), buf_close(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_texts),
        cmocka_unit_test(test_hunks_part),
        cmocka_unit_test(test_applied_it_gives_the_other),
        cmocka_unit_test(test_very_different_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
