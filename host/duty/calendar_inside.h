/* calendar_inside.h - what a calendar is made of, for calendar.c and calendar_hours.c only. */
#pragma once
#include <stdatomic.h>
#include "base/arena.h"
#include "duty/calendar.h"

struct listed_day {
    int32_t date;
    bool is_working;
    const char *name;
};

struct day_list {
    atomic_int refs;
    struct listed_day *days;
    size_t count;
    struct slice text;  /* as it was read */
    struct arena arena; /* days and names */
};

struct calendar {
    atomic_int refs;
    char version[CALENDAR_VERSION_SIZE];
    struct day_list *list;                     /* counted */
    struct opening *chain[CALENDAR_CHAIN_MAX]; /* counted; of the office itself first */
    size_t chain_len;
};
