/* kept_out.h - what a reader of one journal remembers of those who keep out of the case. */
#pragma once
#include "data/value.h"

struct kept_out {
    struct arena *arena;
    struct value *people; /* { id = keeps out now } */
};
/* NULL, or what is wrong with the row. */
const char *kept_out_follow(struct kept_out *kept_out, const char *kind, const struct value *event);
