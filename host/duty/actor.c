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

static bool membership_is(const struct membership *membership, const char *role, const char *office)
{
    return strcmp(membership->role, role) == 0 &&
           (!office || strcmp(membership->office, office) == 0);
}

bool actor_holds(const struct actor *actor, const char *role, const char *office)
{
    if (!role)
        return false;
    if (actor->is_administrator || words_have(actor->roles, role))
        return true;
    for (size_t i = 0; i < actor->membership_count; i++)
        if (membership_is(&actor->memberships[i], role, office))
            return true;
    return false;
}

bool actor_holds_one_of(const struct actor *actor, const struct value *roles, const char *office)
{
    if (actor->is_administrator)
        return true;
    for (size_t i = 0; roles && i < value_len(roles); i++)
        if (actor_holds(actor, value_text_or(value_item(roles, i), NULL), office))
            return true;
    return false;
}

bool actor_has_one_of(const struct actor *actor, const struct value *words)
{
    return actor_holds_one_of(actor, words, actor->office);
}

const char *actor_acts_for(const struct actor *actor, const struct value *roles, const char *office)
{
    const char *absent = NULL;

    if (actor->is_administrator)
        return NULL;
    for (size_t k = 0; roles && k < value_len(roles); k++) {
        const char *role = value_text_or(value_item(roles, k), "");
        if (words_have(actor->roles, role))
            return NULL;
        for (size_t i = 0; i < actor->membership_count; i++) {
            if (!membership_is(&actor->memberships[i], role, office))
                continue;
            if (!actor->memberships[i].covering)
                return NULL;
            absent = absent ? absent : actor->memberships[i].covering;
        }
    }
    return absent;
}

const char *actor_name(const struct actor *actor)
{
    return actor->name ? actor->name : "";
}

bool actor_is_or_covers(const struct actor *actor, const char *person)
{
    return person && (strcmp(actor->id, person) == 0 || words_have(actor->covers, person));
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
