/* verb.c - words of the verbs, from the one list in verb.h. */
#include "script/verb.h"
#include <stddef.h>
#include <string.h>

static const char *const words[VERB_COUNT] = {[VERB_NONE] = "none",
#define X(name, word, shape, waits) [name] = word,
                                              VERB_LIST(X)
#undef X
};

static const int waiting[VERB_COUNT] = {
#define X(name, word, shape, waits) [name] = waits,
    VERB_LIST(X)
#undef X
};

const char *verb_word(enum verb verb)
{
    return verb > VERB_NONE && verb < VERB_COUNT ? words[verb] : "none";
}

enum verb verb_of(const char *word)
{
    if (!word)
        return VERB_NONE;
    for (int verb = VERB_NONE + 1; verb < VERB_COUNT; verb++) {
        if (strcmp(words[verb], word) == 0)
            return (enum verb)verb;
    }
    return VERB_NONE;
}

int verb_waits(enum verb verb)
{
    return verb > VERB_NONE && verb < VERB_COUNT ? waiting[verb] : 0;
}
