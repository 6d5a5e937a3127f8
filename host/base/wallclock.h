/* wallclock.h - the one door to time. Nothing else in the host asks the machine what time it is.
 *
 * Times are milliseconds since 1970-01-01T00:00:00Z, int64. The zone of every office is +08:00,
 * fixed, without daylight saving. `struct wallclock` is an interface so that tests and rehearsals
 * hold the time. `boot_ms` never jumps and counts through suspend (CLOCK_BOOTTIME): a difference
 * between the two says that somebody set the clock.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/slice.h"

struct wallclock {
    int64_t (*now_ms)(struct wallclock *);
    int64_t (*boot_ms)(struct wallclock *);
};

/* The machine's clocks; the same static object each time. */
struct wallclock *wallclock_real(void);

/* Nanoseconds of CLOCK_MONOTONIC, for measuring only (`comity bench`): nothing may depend on it. */
int64_t wallclock_ticks_ns(void);

/* A clock that stands still until moved. `base` first, so that it can be passed as a wallclock. */
struct wallclock_held {
    struct wallclock base;
    int64_t now, boot;
};
void wallclock_held_init(struct wallclock_held *held, int64_t now_ms);

/* A clock ahead of another one, boot_ms too, so that moving it is no jump: the office of a training
 * host. It may be read on any thread while one moves it, always forward. */
struct wallclock_ahead {
    struct wallclock base;
    struct wallclock *under;
    _Atomic int64_t ahead_ms;
};
void wallclock_ahead_init(struct wallclock_ahead *ahead, struct wallclock *under, int64_t ahead_ms);

enum { WALLCLOCK_ZONE_MS = 8 * 3600 * 1000, DAY_MS = 24 * 3600 * 1000 };

/* A date is a day number: days since 1970-01-01 in +08:00. */
int32_t date_of(int64_t at_ms);
int64_t date_start_ms(int32_t date); /* 00:00 +08:00 of that date */
int date_weekday(int32_t date);      /* 0 = Monday ... 6 = Sunday */
int32_t date_from_civil(int year, int month, int day);
void date_to_civil(int32_t date, int *year, int *month, int *day);

/* "2026-02-10"; false for anything else, impossible dates included. Years 1900 to 2999. */
bool date_from_text(struct slice text, int32_t *date);
char *date_to_text(int32_t date, char text[16]);

/* RFC 3339 with +08:00: "2026-02-10T09:30:00+08:00" (milliseconds only if not zero). Reading takes
 * any offset or Z, and the seconds may be left out. */
bool time_from_text(struct slice text, int64_t *at_ms);
char *time_to_text(int64_t at_ms, char text[40]);
