/* test_fault.c - a fault strikes at its passage and at no other; a plan with a typing error ends
 * the process instead of testing nothing.
 */
#include "lib/check.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/fault.h"

/* "0010" for a strike at the third of four passages. */
static const char *passages(const char *name, int count)
{
    static char strikes[64];
    for (int i = 0; i < count; i++)
        strikes[i] = fault_is_set(name) ? '1' : '0';
    strikes[count] = '\0';
    return strikes;
}

static void test_no_plan(void **state)
{
    (void)state;
    fault_open(NULL);
    assert_string_equal(passages("a", 3), "000");
    fault_open("");
    assert_string_equal(passages("a", 3), "000");
}

static void test_nth_passage(void **state)
{
    (void)state;
    fault_open("store.commit=3,turn=1,store.commit=5");
    assert_string_equal(passages("store.commit", 7), "0010100");
    assert_string_equal(passages("turn", 3), "100");
    assert_string_equal(passages("store", 3), "000");
    assert_string_equal(passages("store.commit.more", 3), "000");
    fault_open("turn=2"); /* counts anew, forgets the rest */
    assert_string_equal(passages("turn", 3), "010");
    assert_string_equal(passages("store.commit", 7), "0000000");
    fault_open(NULL);
    assert_string_equal(passages("turn", 3), "000");
}

/* Runs one passage after another in a child; returns its wait status. */
static int run_child(const char *plan, const char *name, int count)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        fault_open(plan);
        for (int i = 0; i < count; i++)
            (void)fault_is_set(name);
        _exit(0);
    }
    int status = 0;
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    return status;
}

static void test_deadly(void **state)
{
    (void)state;
    int status = run_child("turn.die=7!", "turn.die", 6);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    status = run_child("turn.die=7!", "turn.die", 7);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    status = run_child("other=1,turn.die=2!", "turn.die", 2);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

#define ELEVEN "a=1,a=1,a=1,a=1,a=1,a=1,a=1,a=1,a=1,a=1,a=1"

static void test_unreadable_plans(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "a",
        "a=",
        "=3",
        "a=0",
        "a=x",
        "a=3x",
        "a=3!!",
        "a=-1",
        "a=3,,",
        "a=3, b",
        "a=3,",
        ",",
        "a!=3",
        "a=3 ",
        "a=1234567890123456789",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=1",
        ELEVEN "," ELEVEN "," ELEVEN,
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int status = run_child(wrong[i], "a", 1);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 64)
            fail_msg("the plan \"%s\" was taken", wrong[i]);
    }
}

static atomic_int strikes;

static void *pass_many(void *unused)
{
    (void)unused;
    for (int i = 0; i < 10000; i++)
        atomic_fetch_add(&strikes, fault_is_set("busy"));
    return NULL;
}

static void test_threads_share_one_count(void **state)
{
    (void)state;
    fault_open("busy=15000,busy=40000,busy=40001");
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, pass_many, NULL), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&strikes), 2);
    assert_true(fault_is_set("busy"));
    fault_open(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_plan),
        cmocka_unit_test(test_nth_passage),
        cmocka_unit_test(test_deadly),
        cmocka_unit_test(test_unreadable_plans),
        cmocka_unit_test(test_threads_share_one_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
