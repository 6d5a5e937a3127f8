/* course_compare.c - how two courses of one case differ (course.h).
 *
 * Stages, clocks, tasks, incidents, steps and letters are paired by what they are - a stage by its
 * name, a clock by its key, a task by form and row - and by which of its kind it is: the second
 * "mediating" of one is compared with the second of the other. What has no partner is one more, or
 * one less.
 */
#include "engine/course.h"
#include <stdlib.h>
#include "base/wallclock.h"

struct comparing {
    struct arena *arena;
    struct differences *out;
    int64_t tolerance_ms;
};

static struct difference *note(struct comparing *comparing, enum difference_kind kind,
                               const char *subject, const char *row)
{
    struct difference *difference = ARENA_NEW(comparing->arena, struct difference);

    *difference =
        (struct difference){.kind = kind, .subject = subject, .row = row, .was = "", .now = ""};
    if (comparing->out->last)
        comparing->out->last->next = difference;
    else
        comparing->out->first = difference;
    comparing->out->last = difference;
    comparing->out->count++;
    return difference;
}

static void note_change(struct comparing *comparing, enum difference_kind kind, const char *subject,
                        const char *was, const char *now)
{
    struct difference *difference = note(comparing, kind, subject, "");
    difference->was = was;
    difference->now = now;
}

static void note_shift(struct comparing *comparing, enum difference_kind kind, const char *subject,
                       const char *row, int64_t shift_ms)
{
    if (llabs(shift_ms) > comparing->tolerance_ms)
        note(comparing, kind, subject, row)->shift_ms = shift_ms;
}

/* ---- how the case stands ---- */

static void compare_end(struct comparing *comparing, const struct course *was,
                        const struct course *now)
{
    if (was->status == CASE_CLOSED && now->status == CASE_CLOSED) {
        if (strcmp(was->outcome, now->outcome) != 0)
            note_change(comparing, DIFFERENCE_ENDED, "", was->outcome, now->outcome);
        note_shift(comparing, DIFFERENCE_END_TIME, "", "", now->closed_at - was->closed_at);
        return;
    }
    if (now->status == CASE_PARKED && was->status != CASE_PARKED)
        note_change(comparing, DIFFERENCE_PARKED, "",
                    was->status == CASE_CLOSED ? was->outcome : was->stage, now->stage);
    else if (was->status == CASE_CLOSED)
        note_change(comparing, DIFFERENCE_STILL_OPEN, "", was->outcome, now->stage);
    else if (now->status == CASE_CLOSED)
        note_change(comparing, DIFFERENCE_ENDED_NOW, "", was->stage, now->outcome);
    else if (was->status == CASE_PARKED && now->status != CASE_PARKED)
        note_change(comparing, DIFFERENCE_NOT_PARKED, "", was->stage, now->stage);
    else if (strcmp(was->stage, now->stage) != 0)
        note_change(comparing, DIFFERENCE_WAITS, "", was->stage, now->stage);
}

/* ---- lists ---- */

/* A list whose items are paired: what an item is called, and what two partners may differ in. */
struct list_kind {
    size_t size;
    bool (*is_alike)(const void *a, const void *b);
    void (*alone)(struct comparing *comparing, const void *item, bool is_more);
    void (*both)(struct comparing *comparing, const void *was, const void *now);
};

struct items {
    const char *first;
    size_t count;
};

static const void *item_at(const struct list_kind *kind, const struct items *items, size_t index)
{
    return items->first + index * kind->size;
}

/* The partner of item `index` of `from` in `to`: as many of its kind before it. NULL: none. */
static const void *partner(const struct list_kind *kind, const struct items *from, size_t index,
                           const struct items *to)
{
    const void *item = item_at(kind, from, index);
    size_t before = 0;

    for (size_t i = 0; i < index; i++)
        before += kind->is_alike(item_at(kind, from, i), item);
    for (size_t i = 0; i < to->count; i++)
        if (kind->is_alike(item_at(kind, to, i), item) && before-- == 0)
            return item_at(kind, to, i);
    return NULL;
}

static void compare_lists(struct comparing *comparing, const struct list_kind *kind,
                          struct items was, struct items now)
{
    for (size_t i = 0; i < was.count; i++) {
        const void *other = partner(kind, &was, i, &now);
        if (!other)
            kind->alone(comparing, item_at(kind, &was, i), false);
        else if (kind->both)
            kind->both(comparing, item_at(kind, &was, i), other);
    }
    for (size_t i = 0; i < now.count; i++)
        if (!partner(kind, &now, i, &was))
            kind->alone(comparing, item_at(kind, &now, i), true);
}

/* ---- stages ---- */

static bool stages_alike(const void *a, const void *b)
{
    return strcmp(((const struct course_stage *)a)->name, ((const struct course_stage *)b)->name) ==
           0;
}

static void stage_alone(struct comparing *comparing, const void *item, bool is_more)
{
    const struct course_stage *stage = item;
    note(comparing, is_more ? DIFFERENCE_STAGE_MORE : DIFFERENCE_STAGE_LESS, stage->name, "");
}

static void stage_both(struct comparing *comparing, const void *was, const void *now)
{
    const struct course_stage *before = was, *after = now;
    note_shift(comparing, DIFFERENCE_STAGE_TIME, before->name, "", after->at - before->at);
}

/* ---- clocks ---- */

/* The key without its row, and the row. */
static const char *clock_name(struct comparing *comparing, const char *key, const char **row)
{
    size_t len = strcspn(key, "#");
    *row = key[len] ? key + len + 1 : "";
    return arena_copy(comparing->arena, (struct slice){.bytes = key, .len = len}).bytes;
}

static bool clocks_alike(const void *a, const void *b)
{
    return strcmp(((const struct course_clock *)a)->key, ((const struct course_clock *)b)->key) ==
           0;
}

static void clock_alone(struct comparing *comparing, const void *item, bool is_more)
{
    const struct course_clock *clock = item;
    const char *row, *name = clock_name(comparing, clock->key, &row);
    note(comparing, is_more ? DIFFERENCE_CLOCK_MORE : DIFFERENCE_CLOCK_LESS, name, row);
}

static void clock_both(struct comparing *comparing, const void *was, const void *now)
{
    const struct course_clock *before = was, *after = now;
    const char *row, *name = clock_name(comparing, before->key, &row);

    note_shift(comparing, DIFFERENCE_CLOCK_MOVED, name, row,
               (int64_t)(after->due - before->due) * DAY_MS);
    if (after->fell_at != 0 && before->fell_at == 0)
        note(comparing, DIFFERENCE_CLOCK_FALLS, name, row);
    if (after->fell_at == 0 && before->fell_at != 0)
        note(comparing, DIFFERENCE_CLOCK_SPARED, name, row);
    if (strcmp(before->ended, after->ended) != 0) {
        struct difference *difference = note(comparing, DIFFERENCE_CLOCK_ENDED, name, row);
        difference->was = before->ended;
        difference->now = after->ended;
    }
}

/* ---- tasks ---- */

static bool tasks_alike(const void *a, const void *b)
{
    const struct course_task *left = a, *right = b;
    return strcmp(left->form, right->form) == 0 && strcmp(left->row, right->row) == 0;
}

static void task_alone(struct comparing *comparing, const void *item, bool is_more)
{
    const struct course_task *task = item;
    note(comparing, is_more ? DIFFERENCE_TASK_MORE : DIFFERENCE_TASK_LESS, task->form, task->row);
}

static void task_changed(struct comparing *comparing, enum difference_kind kind,
                         const struct course_task *task, const char *was, const char *now)
{
    if (strcmp(was, now) == 0)
        return;
    struct difference *difference = note(comparing, kind, task->form, task->row);
    difference->was = was;
    difference->now = now;
}

static const char *task_end(const struct course_task *task)
{
    return task->outcome[0] ? task->outcome : task->status;
}

static void task_both(struct comparing *comparing, const void *was, const void *now)
{
    const struct course_task *before = was, *after = now;

    task_changed(comparing, DIFFERENCE_TASK_TO, before, before->to, after->to);
    if ((before->due_at == 0) != (after->due_at == 0))
        task_changed(comparing, DIFFERENCE_TASK_DUE, before, before->due_at ? "due" : "none",
                     after->due_at ? "due" : "none");
    else
        note_shift(comparing, DIFFERENCE_TASK_DUE, before->form, before->row,
                   after->due_at - before->due_at);
    note_shift(comparing, DIFFERENCE_TASK_TIME, before->form, before->row,
               after->opened_at - before->opened_at);
    task_changed(comparing, DIFFERENCE_TASK_ENDED, before, task_end(before), task_end(after));
}

/* ---- incidents ---- */

static bool incidents_alike(const void *a, const void *b)
{
    const struct course_incident *left = a, *right = b;
    return strcmp(left->kind, right->kind) == 0 && strcmp(left->code, right->code) == 0;
}

static void incident_alone(struct comparing *comparing, const void *item, bool is_more)
{
    const struct course_incident *incident = item;
    /* Who works here now is not who did then: nothing that a script has changed. */
    if (strcmp(incident->code, "nobody_can_do") == 0 ||
        strcmp(incident->code, "nobody_to_tell") == 0)
        return;
    note(comparing, is_more ? DIFFERENCE_INCIDENT_MORE : DIFFERENCE_INCIDENT_LESS, incident->code,
         "");
}

/* ---- ladders and letters ---- */

static bool steps_alike(const void *a, const void *b)
{
    const struct course_step *left = a, *right = b;
    return strcmp(left->clock, right->clock) == 0 && strcmp(left->step, right->step) == 0;
}

static void step_alone(struct comparing *comparing, const void *item, bool is_more)
{
    const struct course_step *step = item;
    const char *row, *name = clock_name(comparing, step->clock, &row);
    struct difference *difference =
        note(comparing, is_more ? DIFFERENCE_STEP_MORE : DIFFERENCE_STEP_LESS, name, row);
    *(is_more ? &difference->now : &difference->was) = step->step;
}

static void step_both(struct comparing *comparing, const void *was, const void *now)
{
    const struct course_step *before = was, *after = now;
    const char *row, *name = clock_name(comparing, before->clock, &row);
    if (llabs(after->at - before->at) <= comparing->tolerance_ms)
        return;
    struct difference *difference = note(comparing, DIFFERENCE_STEP_TIME, name, row);
    difference->was = before->step;
    difference->shift_ms = after->at - before->at;
}

static bool letters_alike(const void *a, const void *b)
{
    return strcmp(((const struct course_letter *)a)->name,
                  ((const struct course_letter *)b)->name) == 0;
}

static void letter_alone(struct comparing *comparing, const void *item, bool is_more)
{
    const struct course_letter *letter = item;
    note(comparing, is_more ? DIFFERENCE_LETTER_MORE : DIFFERENCE_LETTER_LESS, letter->name, "");
}

/* ---- all ---- */

static const struct list_kind stage_list = {sizeof(struct course_stage), stages_alike, stage_alone,
                                            stage_both};
static const struct list_kind clock_list = {sizeof(struct course_clock), clocks_alike, clock_alone,
                                            clock_both};
static const struct list_kind task_list = {sizeof(struct course_task), tasks_alike, task_alone,
                                           task_both};
static const struct list_kind incident_list = {sizeof(struct course_incident), incidents_alike,
                                               incident_alone, NULL};

static const struct list_kind step_list = {sizeof(struct course_step), steps_alike, step_alone,
                                           step_both};
static const struct list_kind letter_list = {sizeof(struct course_letter), letters_alike,
                                             letter_alone, NULL};

static struct items items_of(const void *first, size_t count)
{
    return (struct items){.first = first, .count = count};
}

void course_compare(const struct course *was, const struct course *now, int64_t tolerance_ms,
                    struct arena *arena, struct differences *out)
{
    struct comparing comparing = {.arena = arena, .out = out, .tolerance_ms = tolerance_ms};

    *out = (struct differences){0};
    compare_end(&comparing, was, now);
    compare_lists(&comparing, &stage_list, items_of(was->stages, was->stage_count),
                  items_of(now->stages, now->stage_count));
    compare_lists(&comparing, &clock_list, items_of(was->clocks, was->clock_count),
                  items_of(now->clocks, now->clock_count));
    compare_lists(&comparing, &task_list, items_of(was->tasks, was->task_count),
                  items_of(now->tasks, now->task_count));
    compare_lists(&comparing, &incident_list, items_of(was->incidents, was->incident_count),
                  items_of(now->incidents, now->incident_count));
    compare_lists(&comparing, &step_list, items_of(was->steps, was->step_count),
                  items_of(now->steps, now->step_count));
    compare_lists(&comparing, &letter_list, items_of(was->letters, was->letter_count),
                  items_of(now->letters, now->letter_count));
}

static const char *const words[DIFFERENCE_KINDS] = {
    [DIFFERENCE_ENDED] = "ended",
    [DIFFERENCE_STILL_OPEN] = "still_open",
    [DIFFERENCE_ENDED_NOW] = "ended_now",
    [DIFFERENCE_PARKED] = "parked",
    [DIFFERENCE_NOT_PARKED] = "not_parked",
    [DIFFERENCE_WAITS] = "other_stage",
    [DIFFERENCE_STAGE_MORE] = "stage_more",
    [DIFFERENCE_STAGE_LESS] = "stage_less",
    [DIFFERENCE_STAGE_TIME] = "stage_time",
    [DIFFERENCE_END_TIME] = "end_time",
    [DIFFERENCE_CLOCK_MORE] = "clock_more",
    [DIFFERENCE_CLOCK_LESS] = "clock_less",
    [DIFFERENCE_CLOCK_MOVED] = "clock_moved",
    [DIFFERENCE_CLOCK_FALLS] = "clock_falls_due",
    [DIFFERENCE_CLOCK_SPARED] = "clock_spared",
    [DIFFERENCE_CLOCK_ENDED] = "clock_ended",
    [DIFFERENCE_TASK_MORE] = "task_more",
    [DIFFERENCE_TASK_LESS] = "task_less",
    [DIFFERENCE_TASK_TO] = "task_to",
    [DIFFERENCE_TASK_DUE] = "task_due",
    [DIFFERENCE_TASK_TIME] = "task_time",
    [DIFFERENCE_TASK_ENDED] = "task_ended",
    [DIFFERENCE_INCIDENT_MORE] = "incident_more",
    [DIFFERENCE_INCIDENT_LESS] = "incident_less",
    [DIFFERENCE_STEP_MORE] = "step_more",
    [DIFFERENCE_STEP_LESS] = "step_less",
    [DIFFERENCE_STEP_TIME] = "step_time",
    [DIFFERENCE_LETTER_MORE] = "letter_more",
    [DIFFERENCE_LETTER_LESS] = "letter_less",
};

const char *difference_word(enum difference_kind kind)
{
    return words[kind];
}
