/* helped.h - what the journals tell of places: followed row by row (acts_place.c). */
#pragma once
#include "data/value.h"
#include "simulation/run.h"

struct helped { /* of one case; begins as {0} with an arena */
    struct arena *arena;
    struct value *posts;   /* { place = post } */
    struct value *holders; /* { place = person } of those held */
};

/* What is wrong with it after this row; NULL: nothing. */
const char *helped_follow(struct helped *helped, const struct value *body);
/* Each deed that is recorded, of all cases; and whether all that people were told of is there. */
void helped_note(struct run *run, const struct case_row *row, int64_t seq,
                 const struct value *event);
void check_deeds(struct run *run);
