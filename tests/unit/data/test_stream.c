/* test_stream.c - files sealed piece by piece: what comes back is what was sealed, or nothing. */
#include "lib/check.h"
#include "data/stream.h"

enum { PIECES = 3, PIECE = 1000 };

static const struct slice context = {"of this file", 12};
static struct secret_key key;
static unsigned char header[STREAM_HEADER];
static struct buf sealed[PIECES];
static char plain[PIECES][PIECE];

static int set_up(void **state)
{
    struct err err = {0};
    struct stream stream;
    struct chance chance;
    (void)state;
    assert_int_equal(secret_open(&err), 0);
    chance_seeded(&chance, 7);
    chance.fill(&chance, key.bytes, sizeof key.bytes);
    stream_seal_begin(&stream, &key, header);
    for (int i = 0; i < PIECES; i++) {
        memset(plain[i], 'a' + i, PIECE);
        stream_seal_piece(&stream, (struct slice){plain[i], PIECE}, context, i == PIECES - 1,
                          &sealed[i]);
        assert_int_equal(sealed[i].len, PIECE + STREAM_EXTRA);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (int i = 0; i < PIECES; i++)
        buf_close(&sealed[i]);
    return 0;
}

/* Opens the pieces in this order; how many came out right. */
static int open_pieces(const int *order, int count, struct slice of, bool *is_last)
{
    struct stream stream;
    struct err err = {0};
    int right = 0;
    *is_last = false;
    assert_int_equal(stream_open_begin(&stream, &key, header, &err), 0);
    for (; right < count && !*is_last; right++) {
        struct buf out = {0};
        int rc =
            stream_open_piece(&stream, buf_slice(&sealed[order[right]]), of, is_last, &out, &err);
        bool is_right =
            rc == 0 && out.len == PIECE && memcmp(out.bytes, plain[order[right]], PIECE) == 0;
        buf_close(&out);
        if (!is_right) {
            assert_int_equal(rc, STATUS_CORRUPT);
            break;
        }
    }
    return right;
}

static void test_what_was_sealed_comes_back(void **state)
{
    (void)state;
    bool is_last;
    assert_int_equal(open_pieces((const int[]){0, 1, 2}, 3, context, &is_last), 3);
    assert_true(is_last);
}

static void test_pieces_are_neither_swapped_nor_left_out(void **state)
{
    (void)state;
    bool is_last;
    assert_int_equal(open_pieces((const int[]){1, 0, 2}, 3, context, &is_last), 0);
    assert_int_equal(open_pieces((const int[]){0, 2}, 2, context, &is_last), 1);
    assert_int_equal(open_pieces((const int[]){0, 0}, 2, context, &is_last), 1);
    /* cut short: what is there is right, but nothing says that it is the end */
    assert_int_equal(open_pieces((const int[]){0, 1}, 2, context, &is_last), 2);
    assert_false(is_last);
}

static void test_another_file_or_key_opens_nothing(void **state)
{
    (void)state;
    bool is_last;
    struct secret_key kept = key;
    assert_int_equal(open_pieces((const int[]){0}, 1, slice_of("of another one"), &is_last), 0);
    key.bytes[0] ^= 1;
    assert_int_equal(open_pieces((const int[]){0}, 1, context, &is_last), 0);
    key = kept;
}

static void test_every_byte_counts(void **state)
{
    (void)state;
    bool is_last;
    for (size_t i = 0; i < sealed[0].len; i += 97) {
        sealed[0].bytes[i] ^= 1;
        assert_int_equal(open_pieces((const int[]){0}, 1, context, &is_last), 0);
        sealed[0].bytes[i] ^= 1;
    }
    struct stream stream;
    struct err err = {0};
    struct buf out = {0};
    assert_int_equal(stream_open_begin(&stream, &key, header, &err), 0);
    assert_int_equal(
        stream_open_piece(&stream, (struct slice){"short", 5}, context, &is_last, &out, &err),
        STATUS_CORRUPT);
    buf_close(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_sealed_comes_back),
        cmocka_unit_test(test_pieces_are_neither_swapped_nor_left_out),
        cmocka_unit_test(test_another_file_or_key_opens_nothing),
        cmocka_unit_test(test_every_byte_counts),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
