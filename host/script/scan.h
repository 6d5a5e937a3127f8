/* scan.h - what is wrong with a source text before the compiler sees it.
 *
 * Bounds against the compiler itself (hazards of liblua5.4): size, nesting, field steps in one
 * expression, constants in a function with bitwise operators. And text only.
 */
#pragma once
#include "base/err.h"
#include "base/slice.h"

enum {
    SCAN_BYTES = 64 * 1024, /* a file */
    SCAN_STEPS = 1000,      /* a.b.c... in one expression */
    SCAN_DEPTH = 150,       /* brackets and blocks in each other */
    SCAN_CONSTANTS = 250,   /* in a function that uses & | ~ << >> */
};

/* 0, or STATUS_SCRIPT_FAILED with err->where "path:line" and what to write instead. */
MUST_CHECK int scan_source(struct slice text, const char *path, struct err *err);
