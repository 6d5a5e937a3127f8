/* test_log.c - what arrives on stderr, byte for byte, under a held clock. */
#include "lib/check.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/log.h"

static int kept_stderr = -1;
static FILE *caught;

static void catch_start(void)
{
    caught = tmpfile();
    assert_non_null(caught);
    kept_stderr = dup(STDERR_FILENO);
    dup2(fileno(caught), STDERR_FILENO);
}

/* What was written since catch_start; the caller frees it. */
static char *catch_end(void)
{
    dup2(kept_stderr, STDERR_FILENO);
    close(kept_stderr);
    off_t len = lseek(fileno(caught), 0, SEEK_END);
    char *text = calloc(1, (size_t)len + 1);
    assert_int_equal(pread(fileno(caught), text, (size_t)len, 0), len);
    fclose(caught);
    return text;
}

static struct wallclock_held held;

static void open_at(enum log_level least)
{
    wallclock_held_init(&held, 0);
    log_open(&held.base, least);
}

static void test_line(void **state)
{
    (void)state;
    open_at(LOG_DEBUG);
    catch_start();
    log_debug("script", "one %d", 1);
    held.now = 250;
    log_info("store", "two");
    log_warn("loop", "three");
    log_error("http", "%s", "");
    char *text = catch_end();
    assert_string_equal(text, "1970-01-01T08:00:00+08:00 debug script: one 1\n"
                              "1970-01-01T08:00:00.250+08:00 info  store: two\n"
                              "1970-01-01T08:00:00.250+08:00 warn  loop: three\n"
                              "1970-01-01T08:00:00.250+08:00 error http: \n");
    free(text);
}

static void test_level(void **state)
{
    (void)state;
    open_at(LOG_WARN);
    catch_start();
    log_debug("a", "no");
    log_info("a", "no");
    log_warn("a", "yes");
    log_error("a", "yes");
    char *text = catch_end();
    assert_null(strstr(text, "no"));
    assert_string_equal(text, "1970-01-01T08:00:00+08:00 warn  a: yes\n"
                              "1970-01-01T08:00:00+08:00 error a: yes\n");
    free(text);
}

static void test_nothing_forges_a_line(void **state)
{
    (void)state;
    open_at(LOG_INFO);
    catch_start();
    log_info("a", "x\ny\r\t\x1b[31m\x7f\xC2\x9B"
                  "é案");
    char *text = catch_end();
    assert_string_equal(text, "1970-01-01T08:00:00+08:00 info  a: "
                              "x\\ny\\x0d\\t\\x1b[31m\\x7f\\x9bé案\n");
    free(text);
}

static void test_long_text_is_cut(void **state)
{
    (void)state;
    open_at(LOG_INFO);
    char many[10000];
    memset(many, '\x01', sizeof many - 1); /* each becomes four bytes */
    many[sizeof many - 1] = '\0';
    catch_start();
    log_info(many, "%s", many);
    char *text = catch_end();
    size_t len = strlen(text);
    assert_true(len < 10000);
    assert_string_equal(text + len - 8, "\\x01...\n");
    free(text);
}

static void *write_many(void *name)
{
    for (int i = 0; i < 500; i++)
        log_info("t", "%s%s%s%s", (char *)name, (char *)name, (char *)name, (char *)name);
    return NULL;
}

static void test_threads_do_not_mix(void **state)
{
    (void)state;
    open_at(LOG_INFO);
    catch_start();
    pthread_t threads[2];
    char names[2][32] = {"aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbb"};
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, names[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    char *text = catch_end();
    int lines = 0;
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1, lines++) {
        char *said = strstr(line, "t: ") + 3;
        assert_int_equal(end - said, 80);
        for (char *at = said; at < end; at++)
            assert_int_equal(*at, *said);
    }
    assert_int_equal(lines, 1000);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_level),
        cmocka_unit_test(test_nothing_forges_a_line),
        cmocka_unit_test(test_long_text_is_cut),
        cmocka_unit_test(test_threads_do_not_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
