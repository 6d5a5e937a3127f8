/* form_fill_words.h - words and numbers that name nobody. For form_fill.h and its callers. */
#pragma once
#include "duty/form_fill.h"

struct text_wish {
    int64_t min, max; /* characters */
};
/* Chinese that would do under any heading, of a length within the limits. */
const char *fill_text(struct chance *chance, struct text_wish wish, struct arena *arena);
const char *fill_phone(struct chance *chance, struct arena *arena);
/* An identity card of an area that does not exist, of somebody grown up. */
const char *fill_id_number(struct chance *chance, int32_t today, struct arena *arena);
const char *fill_address(struct chance *chance, int64_t max, struct arena *arena);
