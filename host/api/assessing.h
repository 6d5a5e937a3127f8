/* assessing.h - what the endpoints of assessments have in common (duty/assess.h). */
#pragma once
#include "api/recording.h"
#include "duty/assess.h"

/* The day it is, in the arena. */
const char *assessing_today(struct arena *arena, int64_t now_ms);
/* As it is shown: its body with key and state. */
struct value *assessing_shown(struct arena *arena, const char *key, const struct value *body,
                              int64_t now_ms);
/* STATUS_FORBIDDEN for who does not supervise the offices it is about. */
MUST_CHECK int assessing_refuse(struct err *err);
/* The record that the path names, read and expected; changed by `change`, recorded and answered. */
MUST_CHECK int assessing_change(struct recording *recording, struct reader *reader,
                                int (*change)(struct recording *recording, const struct value *body,
                                              struct value **out, struct err *err),
                                struct err *err);
