/* actor.c - words compared with words. */
#include "duty/actor.h"

#include <stdio.h>

bool words_have(const struct value *words, const char *word)
{
    for (size_t i = 0; word && words && i < value_len(words); i++)
        if (value_is_text(value_item(words, i), word))
            return true;
    return false;
}

bool actor_has_one_of(const struct actor *actor, const struct value *words)
{
    if (actor->is_administrator)
        return true;
    for (size_t i = 0; words && i < value_len(words); i++)
        if (words_have(actor->roles, value_text_or(value_item(words, i), NULL)))
            return true;
    return false;
}

char *words_to_text(const struct value *words, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; words && i < value_len(words); i++) {
        const char *word = value_text_or(value_item(words, i), "?");
        size_t left = size - used;
        if (strlen(word) + sizeof ", ..." > left) {
            snprintf(text + used, left, "...");
            break;
        }
        used += (size_t)snprintf(text + used, left, "%s%s", i ? ", " : "", word);
    }
    return text;
}
