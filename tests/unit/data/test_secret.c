/* test_secret.c - sealing holds against every changed bit; the key file is private and never
 * overwritten; a seed repeats.
 */
#include "lib/check.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "data/secret.h"

static struct secret_key key = {
    {1, 2, 3}
};
static char directory[] = "/tmp/comity_secret_XXXXXX";
static char path[64];

static int group_setup(void **state)
{
    (void)state;
    struct err err = {0};
    if (secret_open(&err) != 0 || secret_open(&err) != 0 || !mkdtemp(directory))
        return -1;
    snprintf(path, sizeof path, "%s/master.key", directory);
    return 0;
}

static int group_teardown(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(directory);
}

static void test_goes_round(void **state)
{
    (void)state;
    struct slice context = slice_of("case/field");
    char plain[300];
    memset(plain, 'p', sizeof plain);
    for (size_t len = 0; len <= sizeof plain; len += 20) {
        struct buf sealed = {0}, opened = {0};
        buf_add_text(&sealed, "before");
        buf_add_text(&opened, "before");
        struct slice text = {.bytes = plain, .len = len};
        secret_seal(&key, chance_real(), text, context, &sealed);
        assert_int_equal(sealed.len, 6 + len + SECRET_EXTRA_BYTES);
        assert_memory_equal(sealed.bytes, "before", 6);
        assert_int_equal(sealed.bytes[sealed.len], '\0');
        struct slice bytes = {.bytes = sealed.bytes + 6, .len = sealed.len - 6};
        struct err err = {0};
        assert_int_equal(secret_unseal(&key, bytes, context, &opened, &err), 0);
        assert_int_equal(opened.len, 6 + len);
        assert_memory_equal(opened.bytes, "before", 6);
        assert_memory_equal(opened.bytes + 6, plain, len);
        assert_int_equal(opened.bytes[opened.len], '\0');
        buf_close(&sealed);
        buf_close(&opened);
    }
}

static void check_refused(const struct secret_key *with, struct slice sealed, struct slice context)
{
    struct buf out = {0};
    struct err err = {0};
    buf_add_text(&out, "kept");
    assert_int_equal(secret_unseal(with, sealed, context, &out, &err), STATUS_CORRUPT);
    assert_int_equal(err.status, STATUS_CORRUPT);
    assert_string_equal(out.bytes, "kept");
    assert_int_equal(out.len, 4);
    buf_close(&out);
}

static void test_tampering(void **state)
{
    (void)state;
    struct slice context = slice_of("context");
    struct buf sealed = {0};
    secret_seal(&key, chance_real(), slice_of("13800000000"), context, &sealed);
    assert_null(memmem(sealed.bytes, sealed.len, "1380", 4));
    for (size_t bit = 0; bit < 8 * sealed.len; bit++) {
        sealed.bytes[bit / 8] ^= (char)(1 << bit % 8);
        check_refused(&key, buf_slice(&sealed), context);
        sealed.bytes[bit / 8] ^= (char)(1 << bit % 8);
    }
    for (size_t len = 0; len < sealed.len; len++)
        check_refused(&key, (struct slice){.bytes = sealed.bytes, .len = len}, context);
    check_refused(&key, buf_slice(&sealed), slice_of("contexu"));
    check_refused(&key, buf_slice(&sealed), slice_of(""));
    struct secret_key other = key;
    other.bytes[31] ^= 1;
    check_refused(&other, buf_slice(&sealed), context);
    buf_close(&sealed);
}

static void test_nonces_differ(void **state)
{
    (void)state;
    struct buf a = {0}, b = {0};
    secret_seal(&key, chance_real(), slice_of("x"), slice_of(""), &a);
    secret_seal(&key, chance_real(), slice_of("x"), slice_of(""), &b);
    assert_memory_not_equal(a.bytes, b.bytes, 24);
    assert_false(slice_is_equal(buf_slice(&a), buf_slice(&b)));
    buf_close(&a);
    buf_close(&b);
}

static void test_seed_repeats(void **state)
{
    (void)state;
    struct chance a, b, other;
    chance_seeded(&a, 7);
    chance_seeded(&b, 7);
    chance_seeded(&other, 8);
    /* xoshiro256** over splitmix64(7), for ever: seeds in bug reports depend on it */
    assert_true(chance_next(&a) == 12923355070828475994u);
    assert_true(chance_next(&b) != chance_next(&other));
    struct id one, two;
    chance_id(&a, &one);
    chance_id(&b, &two);
    assert_true(id_is_equal(&one, &two));
    chance_id(&b, &two);
    assert_false(id_is_equal(&one, &two));
    chance_id(chance_real(), &one);
    chance_id(chance_real(), &two);
    assert_false(id_is_equal(&one, &two));
    uint8_t bytes[13] = {0};
    a.fill(&a, bytes, sizeof bytes); /* a length that is no multiple of a word */
    assert_true(bytes[12] != 0 || bytes[11] != 0);
}

static void test_key_file(void **state)
{
    (void)state;
    struct secret_key made, loaded, again = {{9}};
    struct err err = {0};
    mode_t mask = umask(0);
    assert_int_equal(secret_key_create(path, &made, &err), 0);
    umask(mask);
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0600);
    assert_int_equal(info.st_size, 65);
    assert_int_equal(secret_key_load(path, &loaded, &err), 0);
    assert_memory_equal(&made, &loaded, sizeof made);

    assert_int_equal(secret_key_create(path, &again, &err), STATUS_CONFLICT);
    assert_non_null(strstr(err.text, path));
    assert_int_equal(again.bytes[0], 9);
    assert_int_equal(secret_key_load(path, &loaded, &err), 0);
    assert_memory_equal(&made, &loaded, sizeof made);

    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(secret_key_load(path, &loaded, &err), STATUS_NO_KEY);
    assert_non_null(strstr(err.text, "chmod 600"));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(secret_key_load(path, &loaded, &err), STATUS_NO_KEY);
    assert_non_null(strstr(err.text, path));
}

static void write_key(const char *text, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, len), len);
    close(fd);
}

static void test_damaged_key_files(void **state)
{
    (void)state;
    char text[70];
    memset(text, 'a', sizeof text);
    struct secret_key loaded = {{9}};
    struct err err = {0};
    for (size_t len = 0; len <= 70; len++) {
        write_key(text, len);
        int rc = secret_key_load(path, &loaded, &err);
        assert_int_equal(rc, len == 64 ? 0 : STATUS_CORRUPT);
    }
    text[64] = '\n';
    write_key(text, 65);
    assert_int_equal(secret_key_load(path, &loaded, &err), 0);
    assert_int_equal(loaded.bytes[31], 0xaa);
    text[65] = '\n';
    write_key(text, 66);
    assert_int_equal(secret_key_load(path, &loaded, &err), STATUS_CORRUPT);
    for (size_t at = 0; at < 64; at += 9) {
        text[at] = 'g';
        write_key(text, 65);
        loaded = (struct secret_key){{9}};
        assert_int_equal(secret_key_load(path, &loaded, &err), STATUS_CORRUPT);
        assert_null(strstr(err.text, "aaaa"));
        assert_int_equal(loaded.bytes[0], 9);
        text[at] = 'a';
    }
    unlink(path);
}

static void test_impossible_places(void **state)
{
    (void)state;
    struct secret_key loaded;
    struct err err = {0};
    assert_int_equal(secret_key_load(directory, &loaded, &err), STATUS_CORRUPT);
    assert_int_equal(secret_key_create("/proc/none/master.key", &loaded, &err), STATUS_IO);
    assert_string_equal(err.where, "/proc/none/master.key");
    assert_int_equal(symlink("/dev/null", path), 0);
    assert_int_equal(secret_key_create(path, &loaded, &err), STATUS_CONFLICT);
    unlink(path);
}

static void test_wipe_and_compare(void **state)
{
    (void)state;
    struct secret_key a = key, b = key;
    assert_true(secret_is_equal(&a, &b, sizeof a));
    b.bytes[31] ^= 0x80;
    assert_false(secret_is_equal(&a, &b, sizeof a));
    secret_wipe(&a, sizeof a);
    for (size_t i = 0; i < sizeof a; i++)
        assert_int_equal(a.bytes[i], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_goes_round),        cmocka_unit_test(test_tampering),
        cmocka_unit_test(test_nonces_differ),     cmocka_unit_test(test_seed_repeats),
        cmocka_unit_test(test_key_file),          cmocka_unit_test(test_damaged_key_files),
        cmocka_unit_test(test_impossible_places), cmocka_unit_test(test_wipe_and_compare),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
