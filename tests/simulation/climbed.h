/* climbed.h - what a reader of one journal remembers of its ladders. */
#pragma once
#include "data/value.h"

struct climbed {
    struct arena *arena;
    struct value *steps; /* { clock = number of its last step } */
    size_t count;
};

/* What is wrong with a row, NULL: nothing. */
const char *climbed_follow(struct climbed *climbed, const struct value *body, int64_t at);
