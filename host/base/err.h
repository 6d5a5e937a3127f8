/* err.h - what happened, where, and what to do: the detail behind a status, for people.
 *
 * Owned by the caller, usually on its stack, started as {0}. Written where the fault is understood,
 * wrapped on the way up, printed once. Never holds a personal value: whoever writes one names
 * fields and ids only.
 */
#pragma once
#include <stddef.h>
#include "base/status.h"

struct err {
    int status;       /* 0 if nothing was set */
    char code[48];    /* a finer stable code; empty: status_code(status) */
    char where[200];  /* "petition/workflow.lua:48", or a path; may be empty */
    char text[800];   /* one or two sentences, UTF-8, cut at a character */
    char stack[1600]; /* script stack, only for script faults; may be empty */
};

/* Sets status and text and returns status, so that `return err_set(err, ...)` reads well. err may
 * be NULL. */
int err_set(struct err *err, int status, const char *format, ...) PRINTF_LIKE(3, 4);

/* The same with a finer code and a place ("file:line", or NULL). */
int err_set_at(struct err *err, int status, const char *code, const char *where, const char *format,
               ...) PRINTF_LIKE(5, 6);

/* Puts "text: " before the text already there; returns err->status. err is set and not NULL. */
int err_wrap(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* The finer code if there is one, else that of the status. */
const char *err_code(const struct err *err);

void err_clear(struct err *err);
