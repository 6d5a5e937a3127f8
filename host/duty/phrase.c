/* phrase.c - pairs of Chinese and English text. */
#include "duty/phrase.h"

struct value *phrase(struct arena *arena, const char *zh, const char *en)
{
    struct value *pair = value_map(arena);
    value_put(arena, pair, "zh", value_string(arena, zh));
    value_put(arena, pair, "en", value_string(arena, en));
    return pair;
}
