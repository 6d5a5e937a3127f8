/* test_simulated.c - one seed, one run; and every order that threads could make does come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "loop/simulated.h"

/* What happened, as text: "J3" job 3 ran, "j3" it ended, "n1" note 1, "t" timer, "s" source. */
static struct buf story;

struct named_job {
    struct job job;
    int name;
};
struct named_note {
    struct note note;
    int name;
};

static void run_named(struct job *job, void *worker)
{
    assert_ptr_equal(worker, &story);
    buf_printf(&story, "J%d ", ((struct named_job *)(void *)job)->name);
}

static void on_named_done(struct job *job)
{
    buf_printf(&story, "j%d ", ((struct named_job *)(void *)job)->name);
}

static void on_named_note(struct note *note)
{
    buf_printf(&story, "n%d ", ((struct named_note *)(void *)note)->name);
}

static int workers_open;

static int worker_open(void *owner, enum lane lane, void **worker, struct err *err)
{
    (void)owner, (void)lane, (void)err;
    *worker = &story;
    workers_open++;
    return 0;
}

static void worker_close(void *owner, void *worker)
{
    (void)owner, (void)worker;
    workers_open--;
}

static struct loop *open_loop(struct wallclock_held *clock, uint64_t seed)
{
    struct worker_plan plan = {
        .threads = {2, 1, 1},
          .worker_open = worker_open, .worker_close = worker_close
    };
    struct loop *loop = NULL;
    wallclock_held_init(clock, 50000);
    assert_int_equal(loop_open_simulated(clock, seed, &loop, NULL), 0);
    assert_int_equal(loop_start_workers(loop, &plan, NULL), 0);
    buf_clear(&story);
    return loop;
}

static int source_left;

static bool source_has_work(void *owner)
{
    (void)owner;
    return source_left > 0;
}

static void source_step(void *owner)
{
    (void)owner;
    source_left--;
    buf_add_text(&story, "s ");
}

static char *tell_story(uint64_t seed)
{
    struct wallclock_held clock;
    struct loop *loop = open_loop(&clock, seed);
    struct named_job jobs[3];
    struct named_note notes[2];

    source_left = 2;
    loop_simulated_add_source(loop, source_has_work, source_step, NULL);
    for (int i = 0; i < 3; i++) {
        jobs[i] = (struct named_job){
            {.run = run_named, .on_done = on_named_done},
            i
        };
        loop_offload(loop, i == 2 ? LANE_READ : LANE_TURN, &jobs[i].job);
    }
    for (int i = 0; i < 2; i++) {
        notes[i] = (struct named_note){{.on_note = on_named_note}, i};
        loop_post(loop, &notes[i].note);
    }
    assert_int_equal(story.len, 0); /* nothing happens inside the calls */
    assert_int_equal(loop_simulated_settle(loop, 1000), 3 + 3 + 2 + 2);
    loop_close(loop);
    assert_int_equal(workers_open, 0);
    return mem_copy_text(story.bytes);
}

static void test_one_seed_one_run(void **state)
{
    (void)state;
    char *once = tell_story(42), *again = tell_story(42);
    assert_string_equal(once, again);
    free(once), free(again);
}

/* What happens beside `shadows` jobs of the shadow lane, which are left out of the story. */
static char *tell_beside(uint64_t seed, int shadows)
{
    struct wallclock_held clock;
    struct loop *loop = open_loop(&clock, seed);
    struct named_job jobs[6], behind[4];
    struct named_note notes[2];
    struct buf kept = {0};
    int told = 0;

    source_left = 2;
    loop_simulated_add_source(loop, source_has_work, source_step, NULL);
    for (int i = 0; i < 6; i++) {
        jobs[i] = (struct named_job){
            {.run = run_named, .on_done = on_named_done},
            i
        };
        loop_offload(loop, i % 2 ? LANE_READ : LANE_TURN, &jobs[i].job);
    }
    for (int i = 0; i < shadows; i++) {
        behind[i] = (struct named_job){
            {.run = run_named, .on_done = on_named_done},
            9
        };
        loop_offload(loop, LANE_SHADOW, &behind[i].job);
    }
    for (int i = 0; i < 2; i++) {
        notes[i] = (struct named_note){{.on_note = on_named_note}, i};
        loop_post(loop, &notes[i].note);
    }
    loop_simulated_settle(loop, 1000);
    loop_close(loop);
    for (const char *at = story.bytes; *at; at = strchr(at, ' ') + 1)
        if (at[1] == '9')
            told++;
        else
            buf_add(&kept, at, (size_t)(strchr(at, ' ') + 1 - at));
    assert_int_equal(told, 2 * shadows); /* each ran and ended */
    char *text = mem_copy_text(buf_slice(&kept).bytes);
    buf_close(&kept);
    return text;
}

/* Work nobody waits for changes the order of nothing. */
static void test_shadow_changes_no_order(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        char *alone = tell_beside(seed, 0), *beside = tell_beside(seed, 4);
        assert_string_equal(alone, beside);
        free(alone), free(beside);
    }
}

static size_t where(const char *in, const char *what)
{
    const char *found = strstr(in, what);
    assert_non_null(found);
    return (size_t)(found - in);
}

/* In a hundred runs: jobs overtake each other both in starting and in ending, a note comes between
 * a job's run and its end, and notes never overtake each other. */
static void test_orders(void **state)
{
    (void)state;
    int starts_swapped = 0, ends_swapped = 0, note_between = 0, source_first = 0;
    for (uint64_t seed = 0; seed < 100; seed++) {
        char *told = tell_story(seed);
        assert_true(where(told, "n0") < where(told, "n1"));
        for (const char *job = "012"; *job; job++) {
            char run[] = {'J', *job, 0}, end[] = {'j', *job, 0};
            assert_true(where(told, run) < where(told, end));
        }
        starts_swapped += where(told, "J1") < where(told, "J0");
        ends_swapped +=
            where(told, "J0") < where(told, "J1") && where(told, "j1") < where(told, "j0");
        note_between +=
            where(told, "J0") < where(told, "n0") && where(told, "n0") < where(told, "j0");
        source_first += told[0] == 's';
        free(told);
    }
    assert_true(starts_swapped > 5 && ends_swapped > 2 && note_between > 5 && source_first > 5);
}

struct named_timer {
    struct loop_timer timer;
    struct loop *loop;
    int name;
    int64_t again_ms;
};

static void on_named_timer(struct loop_timer *timer)
{
    struct named_timer *self = (struct named_timer *)(void *)timer;
    buf_printf(&story, "t%d@%lld ", self->name, (long long)loop_now_ms(self->loop));
    if (self->again_ms)
        loop_timer_start(self->loop, timer, self->again_ms);
    self->again_ms = 0;
}

static void test_time_moves_only_by_advance(void **state)
{
    (void)state;
    struct wallclock_held clock;
    struct loop *loop = open_loop(&clock, 1);
    struct named_timer slow = {{.on_timer = on_named_timer}, loop, 1, 0};
    struct named_timer fast = {{.on_timer = on_named_timer}, loop, 2, 700};

    assert_true(loop_simulated_next_ms(loop) == INT64_MAX);
    loop_timer_start(loop, &slow.timer, 5000);
    loop_timer_start(loop, &fast.timer, 1000);
    assert_int_equal(loop_simulated_settle(loop, 100), 0);
    assert_true(loop_simulated_next_ms(loop) == 51000);
    loop_simulated_advance(loop, 51500);
    assert_string_equal(story.bytes, "t2@51000 ");
    loop_simulated_advance(loop, 60000);
    assert_string_equal(story.bytes, "t2@51000 t2@51700 t1@55000 ");
    assert_true(clock.now == 60000);
    loop_close(loop);
}

static void on_clock_set(void *owner)
{
    (void)owner;
    buf_add_text(&story, "set ");
}

/* The wall clock jumps; timers run on, by the clock that does not jump. */
static void test_clock_set(void **state)
{
    (void)state;
    struct wallclock_held clock;
    struct loop *loop = open_loop(&clock, 1);
    struct named_timer timer = {{.on_timer = on_named_timer}, loop, 1, 0};

    loop_on_clock_set(loop, on_clock_set, NULL);
    loop_timer_start(loop, &timer.timer, 10);
    loop_simulated_settle(loop, 100);
    assert_int_equal(story.len, 0);
    clock.now += DAY_MS;
    assert_int_equal(loop_simulated_settle(loop, 100), 1);
    assert_string_equal(story.bytes, "set ");
    assert_true(loop_simulated_next_ms(loop) == 50010 + DAY_MS);
    loop_close(loop);
}

/* A hook that sends a batch off: what it offloads happens though the pass had found nothing. */
struct batch {
    struct loop *loop;
    struct named_job job;
    bool is_sent;
};

static void send_batch(void *owner)
{
    struct batch *batch = owner;
    if (batch->is_sent)
        return;
    batch->is_sent = true;
    loop_offload(batch->loop, LANE_TURN, &batch->job.job);
}

static void test_before_sleep_sends_batches(void **state)
{
    (void)state;
    struct wallclock_held clock;
    struct batch batch = {
        .loop = open_loop(&clock, 9), .job = {{.run = run_named, .on_done = on_named_done}, 5}
    };
    loop_before_sleep(batch.loop, send_batch, &batch);
    loop_simulated_settle(batch.loop, 100);
    assert_string_equal(story.bytes, "J5 j5 ");
    loop_close(batch.loop);
}

static int close_story(void **state)
{
    (void)state;
    buf_close(&story);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_seed_one_run),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_shadow_changes_no_order),
        cmocka_unit_test(test_time_moves_only_by_advance),
        cmocka_unit_test(test_clock_set),
        cmocka_unit_test(test_before_sleep_sends_batches),
    };
    return cmocka_run_group_tests(tests, NULL, close_story);
}
