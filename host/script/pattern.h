/* pattern.h - Lua patterns, matched by our own code that counts its steps.
 *
 * Stock Lua's matcher can run for hours on 500 bytes and no hook fires meanwhile. This one matches
 * the same language, and gives up after PATTERN_STEPS steps (back references and sets count by
 * their bytes). Plain C: knows nothing of Lua states and raises nothing.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/slice.h"

enum {
    PATTERN_CAPTURES = 32,
    PATTERN_STEPS = 1000 * 1000, /* in one call of find, match, gsub, or one step of gmatch */
    PATTERN_DEPTH = 200,         /* of the matcher in itself */
};

struct pattern_capture {
    const char *start;
    ptrdiff_t len; /* or one of pattern.c's marks; PATTERN_POSITION: () */
};

enum { PATTERN_POSITION = -2 };

struct pattern {
    struct slice subject;
    const char *end;   /* of the pattern text */
    int level;         /* captures so far */
    int depth;         /* that the matcher may still go into itself */
    int64_t steps;     /* done since pattern_init */
    int64_t attempts;  /* calls of pattern_match; the caller may set it back */
    const char *fault; /* why it gave up: bad pattern or too many steps; NULL */
    struct pattern_capture captures[PATTERN_CAPTURES];
};

void pattern_init(struct pattern *pattern, struct slice subject, struct slice text);

/* Matches the pattern text from `at` in the subject: its end, or NULL if it does not match or
 * pattern->fault is set. `text` is the pattern without a leading '^'. */
const char *pattern_match(struct pattern *pattern, const char *at, const char *text);

/* Does text have no magic character, so that memmem does? */
bool pattern_is_plain(struct slice text);

/* The first place of `needle` in `hay`, or NULL; linear. */
const char *pattern_find_plain(struct slice hay, struct slice needle);
