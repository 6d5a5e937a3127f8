/* staff_input.h - what is said of people, absences, rosters and conflicts from outside, checked,
 * and made into the bodies of records (people_rows.c reads them back). The same for the API and for
 * tables.
 *
 * Each takes a map as callers send it and gives a body, or names every wrong field: errors is a
 * list of { field, code, message = { zh, en } }, and the body means nothing then. People are named
 * by their keys outside and stand in bodies by their ids. Any thread with a snapshot.
 */
#pragma once
#include "duty/staff.h"
#include "engine/engine.h"

struct staff_input {
    const struct engine *engine;
    const struct staff *staff;
    struct arena *arena;
    struct value *errors; /* a list, begun by the caller */
    bool is_only_office;  /* the host has no tree: RELEASE_ONLY_OFFICE is the one office */
};

/* A key that names a person, a roster: 1 to 32 letters, digits, . _ -, at least one a letter: no
 * telephone and no number of a document. */
bool staff_key_is_valid(const char *key);

/* `former`: the body until now, of which stays what is not given; NULL: a new person, with `id`. */
struct value *person_input(struct staff_input *input, const struct value *given,
                           const struct value *former, const char *id);
/* As shown to people: without digests; `is_full`: with telephone, mail and hours. */
struct value *person_shown(const struct value *body, const char *key, bool is_full,
                           struct arena *arena);
struct value *absence_input(struct staff_input *input, const struct value *given);
struct value *absence_shown(const struct staff *staff, const struct value *body, const char *key,
                            struct arena *arena);
struct value *conflict_input(struct staff_input *input, const struct value *given);
/* By whom it is between: the same conflict said twice is one record. */
const char *conflict_key(const struct staff_input *input, const struct value *body);
struct value *conflict_shown(const struct staff *staff, const struct value *body, const char *key,
                             struct arena *arena);
struct value *roster_input(struct staff_input *input, const struct value *given,
                           const struct value *former);
struct value *roster_shown(const struct staff *staff, const struct value *body, const char *key,
                           struct arena *arena);

/* ---- who may change what ---- */

/* Administrators all; the head of an office (unit_head) people who hold roles in it only, without
 * giving or taking the roles by which a head, an administrator or the cleared are known. */
bool person_may_be_changed(const struct actor *actor, const struct value *former,
                           const struct value *body);
/* Is he an administrator, or the head of an office this person belongs to (id)? */
bool actor_leads(const struct actor *actor, const struct staff *staff, const char *person);
bool actor_leads_office(const struct actor *actor, const char *office);

/* Inside: shared by the files of this header. */
void input_fault(struct staff_input *input, const char *field, const char *code, const char *zh,
                 const char *en);
/* The id of the person with this key, or NULL with a fault. */
const char *input_person(struct staff_input *input, const char *field, const struct value *key);
bool input_office(struct staff_input *input, const char *field, const char *code);
/* "2026-02-10" or a time of RFC 3339 -> ms; `is_end` takes a date whole. 0 for nil; -1: a fault. */
int64_t input_time(struct staff_input *input, const char *field, const struct value *text,
                   bool is_end);
bool input_minute(const char *text);
/* The key of a person, for answers; his id if he has left. */
const char *shown_person(const struct staff *staff, const char *id);
