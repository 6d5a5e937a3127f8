/* actor.h - who acts: an id and the roles and relations held towards this office and this case.
 * Resolved by the caller for each event; the primitives only compare words.
 */
#pragma once
#include <stdbool.h>
#include "data/value.h"

struct actor {
    const char *id;            /* opaque, never a name of a person */
    const struct value *roles; /* list of words: "mediator", and relations: "requester" */
    bool is_administrator;     /* holds every role until people exist */
};

/* Does the actor hold one of these words? */
bool actor_has_one_of(const struct actor *actor, const struct value *words);

/* Is the text in the list of texts? */
bool words_have(const struct value *words, const char *word);

/* "a, b" for sentences; returns text. Cut with "..." when long. */
char *words_to_text(const struct value *words, char *text, size_t size);
