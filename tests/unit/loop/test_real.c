/* test_real.c - the loop with real threads. No test waits for time to pass: each ends when what it
 * counts has happened, and would hang (and be killed by ctest) if it did not.
 */
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <cmocka.h>

#include "loop/loop.h"

enum { JOBS = 10000, NOTES = 5000, POSTERS = 3 };

struct bench {
    struct loop *loop;
    struct wallclock_held clock;
    pthread_t loop_thread;
    atomic_int opened, closed;
    int open_fails_at; /* the n-th worker_open fails; 0: none */
    atomic_int ran;
    int done, notes, passes;
    bool is_inside;
};

static struct bench bench;

static int worker_open(void *owner, enum lane lane, void **worker, struct err *err)
{
    struct bench *self = owner;
    int number = atomic_fetch_add(&self->opened, 1) + 1;
    assert_true(lane == LANE_TURN || lane == LANE_READ || lane == LANE_SHADOW);
    if (number == self->open_fails_at)
        return err_set(err, STATUS_LOCKED, "no connection for worker %d", number);
    *worker = &self->opened;
    return 0;
}

static void worker_close(void *owner, void *worker)
{
    struct bench *self = owner;
    assert_ptr_equal(worker, &self->opened);
    atomic_fetch_add(&self->closed, 1);
}

static int shadow_threads;

static int start(int turn_threads, int read_threads)
{
    struct worker_plan plan = {
        .threads = {[LANE_TURN] = turn_threads,
                    [LANE_READ] = read_threads,
                    [LANE_SHADOW] = shadow_threads},
        .worker_open = worker_open,
        .worker_close = worker_close,
        .owner = &bench,
    };
    struct err err = {0};
    int rc = loop_start_workers(bench.loop, &plan, &err);
    assert_int_equal(rc, err.status);
    if (rc < 0)
        assert_non_null(strstr(err.text, "no connection"));
    return rc;
}

static int setup(void **state)
{
    (void)state;
    memset(&bench, 0, sizeof bench);
    shadow_threads = 0;
    wallclock_held_init(&bench.clock, 1000);
    bench.loop_thread = pthread_self();
    return loop_open(&bench.clock.base, &bench.loop, NULL);
}

static int teardown(void **state)
{
    (void)state;
    loop_close(bench.loop);
    return 0;
}

/* ---- jobs -------------------------------------------------------------------------------------
 */

static void run_counted(struct job *job, void *worker)
{
    (void)job;
    assert_ptr_equal(worker, &bench.opened);
    assert_false(pthread_equal(pthread_self(), bench.loop_thread));
    atomic_fetch_add(&bench.ran, 1);
}

static void on_counted(struct job *job)
{
    (void)job;
    assert_true(pthread_equal(pthread_self(), bench.loop_thread));
    assert_false(bench.is_inside);
    if (++bench.done == JOBS)
        loop_stop(bench.loop);
}

static struct job jobs[JOBS];

static void offload_all(void)
{
    bench.is_inside = true;
    for (int i = 0; i < JOBS; i++) {
        jobs[i] = (struct job){.run = run_counted, .on_done = on_counted};
        loop_offload(bench.loop, i % 3 ? LANE_TURN : LANE_READ, &jobs[i]);
    }
    bench.is_inside = false;
}

static void test_every_job_ends_on_the_loop(void **state)
{
    (void)state;
    assert_int_equal(start(3, 2), 0);
    offload_all();
    assert_int_equal(bench.done, 0);
    loop_run(bench.loop);
    assert_int_equal(bench.done, JOBS);
    assert_int_equal(atomic_load(&bench.ran), JOBS);
}

static void test_close_lets_jobs_end(void **state)
{
    (void)state;
    assert_int_equal(start(2, 1), 0);
    offload_all();
    loop_close(bench.loop);
    assert_int_equal(bench.done, JOBS);
    assert_int_equal(atomic_load(&bench.opened), 3);
    assert_int_equal(atomic_load(&bench.closed), 3);
    bench.loop = NULL;
}

static void test_a_worker_that_cannot_open(void **state)
{
    (void)state;
    bench.open_fails_at = 4;
    assert_int_equal(start(3, 2), STATUS_LOCKED);
    assert_int_equal(atomic_load(&bench.closed), atomic_load(&bench.opened) - 1);
    bench.open_fails_at = 0;
    assert_int_equal(start(1, 1), 0); /* nothing is left of the first try */
    offload_all();
    loop_run(bench.loop);
    assert_int_equal(bench.done, JOBS);
}

/* Each of these jobs waits for the others: only if every worker is woken for the one batch, and
 * none holds a job back, do they end. */
enum { MEETING = 4 };
static pthread_barrier_t meeting;

static void run_meeting(struct job *job, void *worker)
{
    (void)job, (void)worker;
    pthread_barrier_wait(&meeting);
}

static void on_met(struct job *job)
{
    (void)job;
    if (++bench.done == MEETING)
        loop_stop(bench.loop);
}

static void test_a_batch_wakes_whom_it_needs(void **state)
{
    (void)state;
    struct job meeters[MEETING];
    pthread_barrier_init(&meeting, NULL, MEETING);
    assert_int_equal(start(MEETING, 0), 0);
    for (int round = 0; round < 50; round++) {
        bench.done = 0;
        for (int i = 0; i < MEETING; i++) {
            meeters[i] = (struct job){.run = run_meeting, .on_done = on_met};
            loop_offload(bench.loop, LANE_TURN, &meeters[i]);
        }
        loop_run(bench.loop);
        assert_int_equal(bench.done, MEETING);
    }
    pthread_barrier_destroy(&meeting);
}

/* The only reader is busy until a turn lets it go: lanes do not wait for each other. */
static sem_t gate;

static void run_blocked(struct job *job, void *worker)
{
    (void)job, (void)worker;
    while (sem_wait(&gate) != 0)
        ;
}

static void run_opener(struct job *job, void *worker)
{
    (void)job, (void)worker;
    sem_post(&gate);
}

static void on_either(struct job *job)
{
    (void)job;
    if (++bench.done == 2)
        loop_stop(bench.loop);
}

static void test_lanes_are_apart(void **state)
{
    (void)state;
    struct job blocked = {.run = run_blocked, .on_done = on_either};
    struct job opener = {.run = run_opener, .on_done = on_either};
    sem_init(&gate, 0, 0);
    assert_int_equal(start(1, 1), 0);
    loop_offload(bench.loop, LANE_READ, &blocked);
    loop_offload(bench.loop, LANE_TURN, &opener);
    loop_run(bench.loop);
    assert_int_equal(bench.done, 2);
    sem_destroy(&gate);
}

static int nice_of[LANE_COUNT];

struct nice_job {
    struct job job;
    enum lane lane;
};

static void run_nice(struct job *job, void *worker)
{
    struct nice_job *self = (struct nice_job *)(void *)job;
    (void)worker;
    nice_of[self->lane] = getpriority(PRIO_PROCESS, 0);
}

/* What nobody waits for takes the processor only when nobody else wants it. */
static void test_shadow_steps_back(void **state)
{
    (void)state;
    struct nice_job turn = {
        {.run = run_nice, .on_done = on_either},
        LANE_TURN
    };
    struct nice_job shadow = {
        {.run = run_nice, .on_done = on_either},
        LANE_SHADOW
    };
    shadow_threads = 2;
    assert_int_equal(start(1, 1), 0);
    assert_int_equal(atomic_load(&bench.opened), 4);
    loop_offload(bench.loop, LANE_TURN, &turn.job);
    loop_offload(bench.loop, LANE_SHADOW, &shadow.job);
    loop_run(bench.loop);
    assert_int_equal(nice_of[LANE_TURN], getpriority(PRIO_PROCESS, 0));
    assert_int_equal(nice_of[LANE_SHADOW], 19);
}

/* ---- notes ------------------------------------------------------------------------------------
 */

struct numbered {
    struct note note;
    int poster, number;
};

static struct numbered numbered[POSTERS][NOTES];
static int last_heard[POSTERS];

static void on_numbered(struct note *note)
{
    struct numbered *self = (struct numbered *)(void *)note;
    assert_true(pthread_equal(pthread_self(), bench.loop_thread));
    assert_int_equal(self->number, last_heard[self->poster] + 1);
    last_heard[self->poster] = self->number;
    if (++bench.notes == POSTERS * NOTES)
        loop_stop(bench.loop);
}

/* One at a time and in lists, turn about. */
static void *post_all(void *argument)
{
    int poster = (int)(intptr_t)argument;
    struct list gathered = {0};
    for (int i = 0; i < NOTES; i++) {
        struct numbered *mine = &numbered[poster][i];
        *mine = (struct numbered){{.on_note = on_numbered}, poster, i + 1};
        if (i / 7 % 2) {
            list_push(&gathered, &mine->note.link);
            continue;
        }
        loop_post_list(bench.loop, &gathered);
        assert_true(list_is_empty(&gathered));
        loop_post(bench.loop, &mine->note);
    }
    loop_post_list(bench.loop, &gathered);
    return NULL;
}

static void test_notes_keep_the_order_of_their_thread(void **state)
{
    (void)state;
    pthread_t threads[POSTERS];
    memset(last_heard, 0, sizeof last_heard);
    for (int i = 0; i < POSTERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, post_all, (void *)(intptr_t)i), 0);
    loop_run(bench.loop);
    for (int i = 0; i < POSTERS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(bench.notes, POSTERS * NOTES);
}

/* ---- passes, timers, signals ------------------------------------------------------------------
 */

enum { PASS_NOTES = 5 };

static void on_pass_note(struct note *note)
{
    (void)note;
    assert_int_equal(loop_now_ms(bench.loop), 1000);
    bench.clock.now++; /* not seen before the pass is over */
    assert_int_equal(loop_now_ms(bench.loop), 1000);
    bench.notes++;
}

static void on_before_sleep(void *owner)
{
    assert_ptr_equal(owner, &bench);
    if (bench.notes == 0)
        return; /* of the pass before they came */
    assert_int_equal(bench.notes, PASS_NOTES);
    bench.passes++;
    loop_stop(bench.loop);
}

static void test_a_pass_has_one_time_and_one_end(void **state)
{
    (void)state;
    struct note notes[PASS_NOTES];
    struct list list = {0};
    for (int i = 0; i < PASS_NOTES; i++) {
        notes[i] = (struct note){.on_note = on_pass_note};
        list_push(&list, &notes[i].link);
    }
    loop_before_sleep(bench.loop, on_before_sleep, &bench);
    loop_post_list(bench.loop, &list);
    loop_run(bench.loop);
    assert_int_equal(bench.passes, 1);
    assert_int_equal(loop_now_ms(bench.loop), 1000 + PASS_NOTES);
}

static struct loop_timer first, second, third, never;
static char fired[8];

static void on_first(struct loop_timer *timer)
{
    assert_ptr_equal(timer, &first);
    strncat(fired, "1", 2);
    loop_timer_stop(bench.loop, &never);
    loop_timer_start(bench.loop, &third, 2);
}

static void on_second(struct loop_timer *timer)
{
    assert_ptr_equal(timer->owner, &bench);
    strncat(fired, "2", 2);
}

static void on_third(struct loop_timer *timer)
{
    (void)timer;
    strncat(fired, "3", 2);
    loop_stop(bench.loop);
}

static void on_never(struct loop_timer *timer)
{
    (void)timer;
    fail_msg("a stopped timer fired");
}

static void test_timers(void **state)
{
    (void)state;
    fired[0] = 0;
    first = (struct loop_timer){.on_timer = on_first};
    second = (struct loop_timer){.on_timer = on_second, .owner = &bench};
    third = (struct loop_timer){.on_timer = on_third};
    never = (struct loop_timer){.on_timer = on_never};
    loop_timer_stop(bench.loop, &never); /* not started: nothing happens */
    loop_timer_start(bench.loop, &never, 1);
    loop_timer_start(bench.loop, &second, 1);
    loop_timer_start(bench.loop, &first, 1000000);
    loop_timer_start(bench.loop, &first, 0); /* moved before the others */
    loop_run(bench.loop);
    assert_string_equal(fired, "123");
}

/* A timer that starts itself again lets others in between. */
static void on_let_in(struct note *note)
{
    (void)note;
    loop_stop(bench.loop);
}

static void on_restless(struct loop_timer *timer)
{
    static struct note note = {.on_note = on_let_in};
    if (++bench.passes == 1)
        loop_post(bench.loop, &note);
    assert_true(bench.passes < 1000000);
    loop_timer_start(bench.loop, timer, 0);
}

static void test_a_restless_timer(void **state)
{
    (void)state;
    struct loop_timer timer = {.on_timer = on_restless};
    loop_timer_start(bench.loop, &timer, 0);
    loop_run(bench.loop);
    loop_timer_stop(bench.loop, &timer);
}

static void on_signal(void *owner, int signal_number)
{
    assert_ptr_equal(owner, &bench);
    assert_int_equal(signal_number, SIGUSR1);
    loop_stop(bench.loop);
}

static void test_signals(void **state)
{
    (void)state;
    assert_int_equal(loop_on_signal(bench.loop, SIGUSR1, on_signal, &bench, NULL), 0);
    raise(SIGUSR1);
    loop_run(bench.loop);
}

#define LOOP_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LOOP_TEST(test_every_job_ends_on_the_loop),
        LOOP_TEST(test_close_lets_jobs_end),
        LOOP_TEST(test_a_worker_that_cannot_open),
        LOOP_TEST(test_a_batch_wakes_whom_it_needs),
        LOOP_TEST(test_lanes_are_apart),
        LOOP_TEST(test_shadow_steps_back),
        LOOP_TEST(test_notes_keep_the_order_of_their_thread),
        LOOP_TEST(test_a_pass_has_one_time_and_one_end),
        LOOP_TEST(test_timers),
        LOOP_TEST(test_a_restless_timer),
        LOOP_TEST(test_signals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
