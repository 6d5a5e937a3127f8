/* number.c - numbers for people (number.h). */
#include "engine/number.h"
#include <stdio.h>
#include <stdlib.h>
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/letters.h"

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

/* Sealed cases have a series of their own, so that no gap in the other shows them. */
static void make_prefix(char prefix[NUMBER_PREFIX_SIZE], int year, const char *code, bool is_sealed)
{
    snprintf(prefix, NUMBER_PREFIX_SIZE, "%s%04d%.8s", is_sealed ? "S" : "", year, code);
}

struct series_found {
    struct series_found *next;
    char prefix[NUMBER_PREFIX_SIZE];
    struct series_row row;
};

static int find_series(struct reader *reader, struct slice prefix, struct arena *arena,
                       struct series_found **found, struct err *err)
{
    struct series_found *series = ARENA_NEW(arena, struct series_found);
    int rc = reader_series(reader, prefix, arena, &series->row, err);

    snprintf(series->prefix, sizeof series->prefix, "%.*s", SLICE_ARG(prefix));
    series->next = *found;
    *found = series;
    return rc;
}

static int find_case_series(const struct edition *edition, int64_t now_ms, struct reader *reader,
                            struct arena *arena, struct series_found **found, struct err *err)
{
    int year, month, day, rc = 0;
    char prefix[NUMBER_PREFIX_SIZE];

    date_to_civil(date_of(now_ms), &year, &month, &day);
    for (size_t i = 0; i < edition->count; i++) {
        const char *code = value_get_text(edition->workflows[i].model, "code");
        for (int y = year - YEARS_AROUND; code && rc == 0 && y <= year + YEARS_AROUND; y++) {
            make_prefix(prefix, y, code, false);
            rc = find_series(reader, slice_of(prefix), arena, found, err);
            make_prefix(prefix, y, code, true);
            if (rc == 0)
                rc = find_series(reader, slice_of(prefix), arena, found, err);
        }
    }
    return rc;
}

int series_find(const struct edition *edition, int64_t now_ms, struct reader *reader,
                struct arena *arena, struct series_found **out, struct err *err)
{
    *out = NULL;
    return find_case_series(edition, now_ms, reader, arena, out, err);
}

static void add_free(struct number_series *series, int64_t serial)
{
    if (series->free_count == series->free_capacity) {
        series->free_capacity = series->free_capacity ? 2 * series->free_capacity : 8;
        series->free = mem_resize(series->free, series->free_capacity * sizeof *series->free);
    }
    series->free[series->free_count++] = serial;
}

/* A series in use knows of numbers that are reserved and not in the store yet. */
void series_learn(struct engine *engine, const struct series_found *found)
{
    struct numbers *numbers = &engine->numbers;

    for (; found; found = found->next) {
        size_t known = numbers->count;
        struct number_series *series = series_of(numbers, found->prefix);
        if (numbers->count == known)
            continue;
        series->next = found->row.last + 1;
        for (size_t i = 0; i < found->row.missing_count; i++)
            add_free(series, found->row.missing[i]);
    }
}

/* Every series of letters there is: a new one begins at 1. */
static int find_letter_series(struct reader *reader, struct arena *arena,
                              struct series_found **found, struct err *err)
{
    struct slice *keys;
    size_t count;
    int rc = reader_letter_numbers(reader, arena, &keys, &count, err);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        const char *end = memchr(keys[i].bytes, '\n', keys[i].len);
        size_t len = end ? (size_t)(end - keys[i].bytes) + 1 : 0;
        if (len > 0 && len < NUMBER_PREFIX_SIZE)
            rc = find_series(reader, (struct slice){.bytes = keys[i].bytes, .len = len}, arena,
                             found, err);
    }
    return rc;
}

int numbers_find(const struct edition *edition, int64_t now_ms, struct reader *reader,
                 struct arena *arena, struct series_found **out, struct err *err)
{
    *out = NULL;
    int rc = find_letter_series(reader, arena, out, err);
    if (rc == 0 && edition)
        rc = find_case_series(edition, now_ms, reader, arena, out, err);
    return rc;
}

int numbers_load(struct engine *engine, struct reader *reader, struct err *err)
{
    struct arena arena = {0};
    struct series_found *found;
    int rc = numbers_find(engine->active, loop_now_ms(engine->loop), reader, &arena, &found, err);

    if (rc == 0)
        series_learn(engine, found);
    arena_close(&arena);
    return rc;
}

void numbers_take(struct engine *engine, const struct series_found *found)
{
    numbers_close(&engine->numbers);
    series_learn(engine, found);
}

void numbers_close(struct numbers *numbers)
{
    for (size_t i = 0; i < numbers->count; i++)
        free(numbers->series[i].free);
    free(numbers->series);
    *numbers = (struct numbers){0};
}

static const char *event_workflow(const struct event *event, struct arena *arena, bool *is_sealed)
{
    struct value *body;
    struct err ignored = {0};

    *is_sealed = false;
    if (event->act)
        return event->act->workflow;
    if (canon_read(arena, event->body, &body, &ignored) != 0 ||
        !(value_is_text(value_get(body, "kind"), "start") ||
          value_is_text(value_get(body, "kind"), "split")))
        return NULL;
    *is_sealed = value_get_bool(body, "sealed", false);
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

/* Of a letter that waits for its number: padded, so that keys sort. NULL: the event is another. */
static char *reserve_for_letter(struct engine *engine, const struct event *event)
{
    struct arena arena = {0};
    struct value *body;
    struct err ignored = {0};
    const char *prefix = NULL;
    char number[NUMBER_PREFIX_SIZE + 32], *reserved = NULL;

    if (event->kind == EVENT_MESSAGE && canon_read(&arena, event->body, &body, &ignored) == 0)
        prefix = letter_series(body, &arena);
    if (prefix && strlen(prefix) < NUMBER_PREFIX_SIZE) {
        snprintf(number, sizeof number, "%s%08lld", prefix,
                 (long long)take_serial(series_of(&engine->numbers, prefix)));
        reserved = mem_copy_text(number);
    }
    arena_close(&arena);
    return reserved;
}

char *number_reserve(struct engine *engine, const struct event *event)
{
    char *of_letter = reserve_for_letter(engine, event);
    if (of_letter)
        return of_letter;
    struct arena arena = {0};
    bool is_sealed;
    const char *name = event_workflow(event, &arena, &is_sealed);
    const struct workflow *workflow =
        name && engine->active ? edition_workflow(engine->active, slice_of(""), slice_of(name))
                               : NULL;
    const char *code = workflow ? value_get_text(workflow->model, "code") : NULL;
    char prefix[NUMBER_PREFIX_SIZE], number[NUMBER_PREFIX_SIZE + 32];
    int year, month, day;

    arena_close(&arena);
    if (!code)
        return NULL;
    date_to_civil(date_of(loop_now_ms(engine->loop)), &year, &month, &day);
    make_prefix(prefix, year, code, is_sealed);
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
        add_free(series, strtoll(number + len, NULL, 10));
        return;
    }
}
