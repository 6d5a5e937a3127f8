/* world.h - what the tests of this room share: values written as JSON, dates written as text. */
#pragma once
#include <stdio.h>
#include <string.h>
#include "lib/check.h"
#include "base/wallclock.h"
#include "data/canon.h"
#include "duty/calendar.h"

static inline struct value *json(struct arena *arena, const char *text)
{
    struct value *value;
    struct err err = {0};
    if (canon_read(arena, slice_of(text), &value, &err) < 0)
        fail_msg("%s in %s", err.text, text);
    return value;
}

/* "2026-02-10" */
static inline int32_t day(const char *text)
{
    int32_t date;
    if (!date_from_text(slice_of(text), &date))
        fail_msg("%s is no date", text);
    return date;
}

/* "2026-02-10T09:00" in +08:00, or with an offset of its own */
static inline int64_t at(const char *text)
{
    char full[48];
    int64_t at_ms;
    snprintf(full, sizeof full, "%s%s", text, strlen(text) == 16 ? ":00+08:00" : "");
    if (!time_from_text(slice_of(full), &at_ms))
        fail_msg("%s is no time", text);
    return at_ms;
}

static inline void assert_day(int32_t date, const char *wanted)
{
    char text[16];
    assert_string_equal(date_to_text(date, text), wanted);
}

static inline void assert_time(int64_t at_ms, const char *wanted)
{
    char text[40];
    assert_string_equal(time_to_text(at_ms, text), wanted);
}

static inline void assert_status(int rc, int wanted, const struct err *err)
{
    if (rc != wanted)
        fail_msg("%s instead of %s: %s", status_code(rc), status_code(wanted), err->text);
}

/* Does the sentence name what it should? */
static inline void assert_says(const struct err *err, const char *part)
{
    if (!strstr(err->text, part))
        fail_msg("\"%s\" does not say \"%s\"", err->text, part);
}
