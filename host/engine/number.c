/* number.c - case numbers for people (number.h). */
#include "engine/number.h"
#include <stdio.h>
#include <stdlib.h>
#include "data/canon.h"
#include "engine/inside.h"

enum { SERIAL_DIGITS = 6, YEARS_AROUND = 2 };

static struct number_series *series_of(struct numbers *numbers, const char *prefix)
{
    for (size_t i = 0; i < numbers->count; i++)
        if (strcmp(numbers->series[i].prefix, prefix) == 0)
            return &numbers->series[i];
    numbers->series = mem_resize(numbers->series, (numbers->count + 1) * sizeof *numbers->series);
    struct number_series *series = &numbers->series[numbers->count++];
    *series = (struct number_series){.next = 1};
    snprintf(series->prefix, sizeof series->prefix, "%s", prefix);
    return series;
}

static void make_prefix(char prefix[24], int year, const char *code)
{
    snprintf(prefix, 24, "%04d%.8s", year, code);
}

static int load_series(struct engine *engine, struct reader *reader, const char *code, int year,
                       struct err *err)
{
    struct arena arena = {0};
    struct slice last;
    char prefix[24];

    make_prefix(prefix, year, code);
    int rc = reader_last_number(reader, slice_of(prefix), &arena, &last, err);
    if (rc == 0) {
        struct number_series *series = series_of(&engine->numbers, prefix);
        size_t len = strlen(prefix);
        if (last.len > len)
            series->next = strtoll(last.bytes + len, NULL, 10) + 1;
    }
    arena_close(&arena);
    return rc;
}

int numbers_load(struct engine *engine, struct reader *reader, struct err *err)
{
    const struct edition *active = engine->active;
    int year, month, day, rc = 0;

    date_to_civil(date_of(loop_now_ms(engine->loop)), &year, &month, &day);
    for (size_t i = 0; active && i < active->count; i++) {
        const char *code = value_get_text(active->workflows[i].model, "code");
        for (int y = year - YEARS_AROUND; code && rc == 0 && y <= year + YEARS_AROUND; y++)
            rc = load_series(engine, reader, code, y, err);
    }
    return rc;
}

void numbers_close(struct numbers *numbers)
{
    for (size_t i = 0; i < numbers->count; i++)
        free(numbers->series[i].free);
    free(numbers->series);
    *numbers = (struct numbers){0};
}

static const char *event_workflow(const struct event *event, struct arena *arena)
{
    struct value *body;
    struct err ignored = {0};

    if (event->act)
        return event->act->workflow;
    if (canon_read(arena, event->body, &body, &ignored) != 0 ||
        !value_is_text(value_get(body, "kind"), "start"))
        return NULL;
    return value_get_text(body, "workflow");
}

static int64_t take_serial(struct number_series *series)
{
    size_t least = 0;
    if (series->free_count == 0)
        return series->next++;
    for (size_t i = 1; i < series->free_count; i++)
        if (series->free[i] < series->free[least])
            least = i;
    int64_t serial = series->free[least];
    series->free[least] = series->free[--series->free_count];
    return serial;
}

char *number_reserve(struct engine *engine, const struct event *event)
{
    struct arena arena = {0};
    const char *name = event_workflow(event, &arena);
    const struct workflow *workflow =
        name && engine->active ? edition_workflow(engine->active, slice_of(""), slice_of(name))
                               : NULL;
    const char *code = workflow ? value_get_text(workflow->model, "code") : NULL;
    char prefix[24], number[64];
    int year, month, day;

    arena_close(&arena);
    if (!code)
        return NULL;
    date_to_civil(date_of(loop_now_ms(engine->loop)), &year, &month, &day);
    make_prefix(prefix, year, code);
    snprintf(number, sizeof number, "%s%0*lld", prefix, SERIAL_DIGITS,
             (long long)take_serial(series_of(&engine->numbers, prefix)));
    return mem_copy_text(number);
}

void number_give_back(struct engine *engine, const char *number)
{
    struct numbers *numbers = &engine->numbers;

    for (size_t i = 0; i < numbers->count; i++) {
        struct number_series *series = &numbers->series[i];
        size_t len = strlen(series->prefix);
        if (strncmp(number, series->prefix, len) != 0 || number[len] < '0' || number[len] > '9')
            continue;
        int64_t serial = strtoll(number + len, NULL, 10);
        if (series->free_count == series->free_capacity) {
            series->free_capacity = series->free_capacity ? 2 * series->free_capacity : 8;
            series->free = mem_resize(series->free, series->free_capacity * sizeof *series->free);
        }
        series->free[series->free_count++] = serial;
        return;
    }
}
