/* test_timers.c - the heap of timers against a plain array that is searched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "loop/timers.h"

enum { TIMERS = 200, MOVES = 20000 };

struct model {
    struct loop_timer timer[TIMERS];
    int64_t due[TIMERS]; /* -1: stopped */
    uint64_t order[TIMERS];
    uint64_t started;
    uint64_t seed;
};

static uint64_t draw(struct model *model, uint64_t below)
{
    model->seed = model->seed * 6364136223846793005u + 1442695040888963407u;
    return (model->seed >> 33) % below;
}

static int model_first(const struct model *model)
{
    int first = -1;
    for (int i = 0; i < TIMERS; i++) {
        if (model->due[i] < 0)
            continue;
        if (first < 0 || model->due[i] < model->due[first] ||
            (model->due[i] == model->due[first] && model->order[i] < model->order[first]))
            first = i;
    }
    return first;
}

static void move_one(struct model *model, struct timers *timers)
{
    size_t i = draw(model, TIMERS);
    if (draw(model, 3) == 0) {
        timers_stop(timers, &model->timer[i]);
        model->due[i] = -1;
        return;
    }
    model->due[i] = (int64_t)draw(model, 500);
    model->order[i] = model->started++;
    timers_start(timers, &model->timer[i], model->due[i]);
}

static void check_next(struct model *model, struct timers *timers)
{
    int first = model_first(model);
    assert_true(timers_next(timers) == (first < 0 ? INT64_MAX : model->due[first]));
}

static void take_one(struct model *model, struct timers *timers)
{
    int first = model_first(model);
    struct loop_timer *taken = timers_take(timers, 250, UINT64_MAX);
    if (first < 0 || model->due[first] > 250) {
        assert_null(taken);
        return;
    }
    assert_ptr_equal(taken, &model->timer[first]);
    assert_null(taken->private_data);
    model->due[first] = -1;
}

static void test_same_as_searching(void **state)
{
    (void)state;
    static struct model model;
    struct timers timers = {0};
    model = (struct model){.seed = 7};
    for (int i = 0; i < TIMERS; i++)
        model.due[i] = -1;
    for (int i = 0; i < MOVES; i++) {
        if (draw(&model, 4) == 0)
            take_one(&model, &timers);
        else
            move_one(&model, &timers);
        check_next(&model, &timers);
    }
    timers_close(&timers);
    for (int i = 0; i < TIMERS; i++)
        assert_null(model.timer[i].private_data);
}

static void test_started_later_waits(void **state)
{
    (void)state;
    struct timers timers = {0};
    struct loop_timer early = {0}, late = {0};
    timers_start(&timers, &early, 10);
    uint64_t started = timers.started;
    timers_start(&timers, &late, 5);
    assert_null(timers_take(&timers, 20, started)); /* the first was started too late */
    assert_ptr_equal(timers_take(&timers, 20, UINT64_MAX), &late);
    assert_ptr_equal(timers_take(&timers, 20, started), &early);
    timers_close(&timers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_searching),
        cmocka_unit_test(test_started_later_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
