/* verb_call.h - one call of a verb while the static check reads it (inside of flow_*.c).
 *
 *   flow_verb.c    where it may stand, its name and arguments
 *   flow_option.c  its options                    flow_result.c  what it gives, and what that has
 */
#pragma once
#include "script/flow.h"

struct verb_call {
    struct node *call;
    enum verb verb;
    struct values given;
    struct slice name; /* empty: not known */
    struct values *more;
};

/* What stands there; NULL: nothing, or nobody knows. */
const struct guess *call_argument(const struct verb_call *read, int index);
/* The rows field of that name in any form; NULL: none. */
const struct value *flow_rows_field(const struct flow *flow, struct slice name);
struct guess *flow_result(struct flow *flow, const struct verb_call *read);
/* A field of an event or of what a dispatch gives: GUESS_EVENT, GUESS_ENDING. */
struct guess *flow_read_event(struct flow *flow, const struct node *at, const struct guess *object,
                              struct slice name);
