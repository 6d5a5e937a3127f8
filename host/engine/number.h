/* number.h - numbers for people: of cases (year, workflow letter, serial: "2026M000001") and of
 * letters in their office's series (engine/letters.h). Reserved by the loop when it lends the case;
 * a refused one goes back, and what was reserved when the host died or lost a commit is given out
 * next: a series has no gaps, but for a number that nothing came for until its year was over.
 * Unique indices guard them.
 */
#pragma once
#include "engine/event.h"

enum { NUMBER_PREFIX_SIZE = 200 };

struct number_series {
    char prefix[NUMBER_PREFIX_SIZE];
    int64_t next;
    int64_t *free; /* given back, to be used first */
    size_t free_count, free_capacity;
};

struct numbers {
    struct number_series *series;
    size_t count;
};

/* Reads how far each series of the active release has come. */
MUST_CHECK int numbers_load(struct engine *engine, struct reader *reader, struct err *err);
/* The series of an edition that is about to become active: what the store has of them is read on
 * any thread, and learned by the loop. Those known already go on as they stand. */
struct series_found;
struct edition;
MUST_CHECK int series_find(const struct edition *edition, int64_t now_ms, struct reader *reader,
                           struct arena *arena, struct series_found **out, struct err *err);
void series_learn(struct engine *engine, const struct series_found *found);
/* All of them, read on any thread; the loop takes them instead of what it knew, when that may be
 * wrong: nothing it lent is under way any more, and nobody can say which of it was recorded. */
MUST_CHECK int numbers_find(const struct edition *edition, int64_t now_ms, struct reader *reader,
                            struct arena *arena, struct series_found **out, struct err *err);
void numbers_take(struct engine *engine, const struct series_found *found);
void numbers_close(struct numbers *numbers);
/* For an event that may begin a case or number a letter; malloc'd, or NULL if it needs none. */
char *number_reserve(struct engine *engine, const struct event *event);
void number_give_back(struct engine *engine, const char *number);
