/* show_way.h - what a case shows of other offices and cases. */
#pragma once
#include "engine/veil.h"

struct way {
    struct reader *reader;
    const struct eyes *eyes; /* NULL: sees everything */
    struct arena *arena;
};
/* "links", "custody", "group", "merged_into", "joined". */
void show_way(const struct way *way, const struct case_image *image, struct value *out);
