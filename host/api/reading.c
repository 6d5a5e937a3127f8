/* reading.c - reads: run on a worker with its reader, answered on the loop thread (reading.h). */
#include "api/reading.h"

#include <stdlib.h>

#include "api/problem.h"
#include "api/service.h"
#include "base/wallclock.h"
#include "duty/staff.h"
#include "engine/veil.h"

#define CASE_PATH "/api/v1/cases/{id}"
#define TASK_PATH "/api/v1/tasks/{id}"

static int on_worker(struct read *read, struct engine *engine, struct reader *reader,
                     struct err *err)
{
    struct reading *reading = (struct reading *)(void *)read;
    int rc = 0;

    (void)engine; /* known through read->engine */
    if (reading->guards == GUARDS_CASE)
        rc = eyes_check_case(reading->eyes, reader, &reading->guarded, &read->arena, err);
    if (reading->guards == GUARDS_WHOLE)
        rc = eyes_check_whole(reading->eyes, reader, &reading->guarded, &read->arena, err);
    if (reading->guards == GUARDS_TASK)
        rc = eyes_check_task(reading->eyes, reader, &reading->guarded, &read->arena, err);
    return rc == 0 ? reading->fill(reading, reader, err) : rc;
}

/* Journals as they stand, which nothing is taken out of. */
static bool is_whole(const char *path)
{
    return strcmp(path, CASE_PATH "/export") == 0 || strcmp(path, CASE_PATH "/replay") == 0;
}

/* What the path names, {id}, is guarded here for all endpoints: one that forgot would show what is
 * sealed. */
static void guard(struct reading *reading)
{
    struct call *call = reading->call;
    const char *path = call->endpoint ? call->endpoint->path : "";
    const char *id = call_param(call, "id");

    reading->staff = engine_staff(call->service->engine); /* the eyes look at it */
    reading->eyes = engine_eyes(call->service->engine, call->actor, &reading->read.arena);
    if (!id_from_text(id, strlen(id), &reading->guarded))
        return;
    if (strncmp(path, CASE_PATH, strlen(CASE_PATH)) == 0)
        reading->guards = is_whole(path) ? GUARDS_WHOLE : GUARDS_CASE;
    if (strncmp(path, TASK_PATH, strlen(TASK_PATH)) == 0)
        reading->guards = GUARDS_TASK;
}

static void on_done(struct read *read)
{
    struct reading *reading = (struct reading *)(void *)read;

    if (read->status < 0 && read->err.status == 0)
        (void)err_set(&read->err, read->status, "%s", ""); /* returns what it was given */
    if (read->status < 0 && !reading->takes_failures) {
        problem_answer(reading->call, &read->err);
    } else if (reading->on_filled) {
        reading->on_filled(reading);
    } else {
        call_answer_json(reading->call, 200, reading->out);
    }
    staff_unref(reading->staff);
    arena_close(&read->arena);
    free(reading);
}

static struct reading *reading_new(struct call *call, void *plan,
                                   int (*fill)(struct reading *, struct reader *, struct err *),
                                   void (*on_filled)(struct reading *))
{
    struct reading *reading = mem_zero(sizeof *reading);
    reading->read.run = on_worker;
    reading->read.on_done = on_done;
    reading->call = call;
    reading->plan = plan;
    reading->fill = fill;
    reading->on_filled = on_filled;
    guard(reading);
    return reading;
}

void reading_start(struct call *call, void *plan,
                   int (*fill)(struct reading *, struct reader *, struct err *),
                   void (*on_filled)(struct reading *))
{
    struct reading *reading = reading_new(call, plan, fill, on_filled);
    engine_read(call->service->engine, &reading->read);
}

void reading_start_whole(struct call *call, void *plan,
                         int (*fill)(struct reading *, struct reader *, struct err *),
                         void (*on_filled)(struct reading *))
{
    struct reading *reading = reading_new(call, plan, fill, on_filled);
    reading->takes_failures = true;
    engine_read(call->service->engine, &reading->read);
}

void word_times(struct arena *arena, struct value *map, const char *const *names)
{
    char text[40];
    for (; *names; names++) {
        const struct value *at = value_get(map, *names);
        if (at->type == VALUE_INT)
            value_put(arena, map, *names,
                      at->integer ? value_string(arena, time_to_text(at->integer, text))
                                  : &value_nil);
    }
}

void word_item_times(struct arena *arena, struct value *page, const char *const *names)
{
    const struct value *items = value_get(page, "items");
    for (size_t i = 0; i < value_len(items); i++)
        word_times(arena, value_item(items, i), names);
}
