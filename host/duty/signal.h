/* signal.h - what somebody may tell a case unasked: who may, and when it is offered.
 *
 * Offered: while the case is open, in the stages of `only_in`, or in all but those of `not_in`;
 * after the close for as long as `after_close` says, in any stage.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "data/value.h"
#include "duty/actor.h"
#include "duty/calendar.h"
#include "duty/duration.h"

/* Borrows from the model. */
struct signal_decl {
    const char *name;
    const struct value *from;    /* roles and relations that may send it */
    const char *form;            /* NULL: it carries nothing */
    const struct value *about;   /* rows fields, or nil */
    const struct value *only_in; /* stages, or nil */
    const struct value *not_in;
    const struct value *confirm; /* {form, to}, or nil */
    const char *begins;          /* stage in which what is said begins a case of its own, or NULL */
    bool is_handled;             /* an `on` handles it; else it is awaited */
    bool is_after_close;
    struct duration after_close;
};

struct signal_moment {
    const char *stage;
    bool is_closed;
    int64_t closed_ms; /* if is_closed */
    int64_t now_ms;
    const struct calendar *calendar;
};

MUST_CHECK int signal_decl_from_value(const char *name, const struct value *decl,
                                      struct signal_decl *out, struct err *err);
/* 0, or STATUS_NOT_OFFERED with the reason. */
MUST_CHECK int signal_is_offered(const struct signal_decl *decl, const struct signal_moment *moment,
                                 struct err *err);
/* 0, or STATUS_FORBIDDEN naming who may. */
MUST_CHECK int signal_may_send(const struct signal_decl *decl, const struct actor *actor,
                               struct err *err);
