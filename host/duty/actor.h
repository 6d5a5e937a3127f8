/* actor.h - who acts: an id and what he may act as. Resolved when his token is read; the primitives
 * only compare words.
 *
 * `roles` hold everywhere: those of a token that stands for no person of the records, and relations
 * to a case. `memberships` hold in their office only; they come from the records of people, and are
 * also those of the absent whom he stands in for - then `covering` says for whom.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "data/value.h"

struct membership {
    const char *office, *role;
    const char *covering; /* id of the absent one whose it is; NULL: his own */
};

struct actor {
    const char *id;            /* opaque, never a name of a person */
    const char *office;        /* towards which he acts now; NULL: any will do */
    const char *name;          /* the login name, for whom it is; never in a journal. May be NULL */
    const struct value *roles; /* list of words: "mediator", and relations: "requester" */
    const struct membership *memberships;
    size_t membership_count;
    const struct value *covers; /* ids of the absent he stands in for; NULL: of nobody */
    bool is_person;             /* of the records */
    bool is_administrator;      /* holds every role everywhere */
};

/* Does the actor hold one of these words in his `office`? */
bool actor_has_one_of(const struct actor *actor, const struct value *words);
/* Does he hold the role in that office (NULL: in any)? */
bool actor_holds(const struct actor *actor, const char *role, const char *office);
bool actor_holds_one_of(const struct actor *actor, const struct value *roles, const char *office);
/* Whose role it is that he would act in: NULL: his own, else the id of an absent person. */
const char *actor_acts_for(const struct actor *actor, const struct value *roles,
                           const char *office);
/* For whom it is; "" if it has no name. */
const char *actor_name(const struct actor *actor);
/* Is he this person, or does he stand in for him? */
bool actor_is_or_covers(const struct actor *actor, const char *person);

/* Is the text in the list of texts? */
bool words_have(const struct value *words, const char *word);

/* "a, b" for sentences; returns text. Cut with "..." when long. */
char *words_to_text(const struct value *words, char *text, size_t size);
