/* staff.h - who works where: the offices of a host and its people, as all threads see them.
 *
 * A snapshot is immutable and counted. The loop thread builds another one when a record or the
 * active release changes; a loan takes a reference when it is lent, so all its turns see the same
 * people. Validity, absence and duty are asked for a time: a snapshot does not grow old.
 *
 * Whoever chooses a person asks here. Candidates are found in this order: who holds the role in the
 * office at that time; recused ones are left out; in the place of each who is absent stands the
 * first of his substitutes who is there and not recused. A role held in an office holds there and
 * nowhere else. What is asked of an office that has ended is asked of its successor.
 *
 * Of somebody who has left only who was named to stand in for him is asked.
 *
 * Who is recused (domain.md INV-2) is told by staff_recusal, the one place that knows.
 *
 * To add a fact of a person: a field here, its reading in engine/person_record.c.
 */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "data/digest.h"
#include "data/value.h"
#include "duty/roster.h"

struct staff;

struct staff_office {
    const char *code, *parent; /* parent NULL: the one at the top */
    const char *kind, *zh, *en;
    const char *organ_zh, *organ_en; /* under what name it signs; NULL: its own */
    const char *review_body;         /* where a review of its decisions goes; NULL: its parent */
    const char *sealed_route;        /* where accusations about it go; NULL: as its parent says */
    const char *area;      /* code of the area it serves: 6, 9 or 12 digits; NULL: not known */
    const char *successor; /* it has ended: this one goes on with its work; NULL: it works */
    int level;             /* 0 at the top unless the table says otherwise */
};

struct staff_membership {
    const char *office, *role;
    struct staff_period valid;
};

/* On these days of the week, from minute to minute of the day, somebody can be asked. */
struct staff_window {
    uint8_t days; /* bit 0 is Monday */
    int16_t from_min, until_min;
};

struct staff_digests {
    const struct digest *items;
    size_t count;
};

/* Never changed once it is made: staff_person_new lays it out in one piece of memory. */
struct staff_person {
    const char *id;                         /* opaque: what journals hold */
    const char *key, *name, *phone, *email; /* never in a journal, a log or an error */
    const struct staff_membership *memberships;
    size_t membership_count;
    const char *const *skills; /* words */
    size_t skill_count;
    const struct staff_window *windows;
    size_t window_count;             /* 0: at any time */
    struct staff_digests themselves; /* keyed digests of their own numbers */
    bool wants_mail, wants_sms;
    atomic_int refs;
};

struct staff_absence {
    const char *person; /* id */
    struct staff_period period;
    const char *const *substitutes; /* ids, in order */
    size_t substitute_count;
};

/* A named conflict that stands whatever the case: between a person and an office or a party. */
struct staff_conflict {
    const char *person; /* id */
    const char *office; /* NULL: with a party */
    struct digest party;
    struct staff_period period;
};

/* ---- building (loop thread, and tests) ---- */

struct staff_plan {
    const struct staff_office *offices;
    size_t office_count;
    struct staff_person *const *people;
    size_t person_count;
    const struct staff_absence *absences;
    size_t absence_count;
    const struct roster *rosters;
    size_t roster_count;
    const struct staff_conflict *conflicts;
    size_t conflict_count;
    const char *const *left; /* ids of those who have worked here and do no more */
    size_t left_count;
};

/* A copy of it and of all it points to, with one reference. */
struct staff_person *staff_person_new(const struct staff_person *from);
struct staff_person *staff_person_ref(struct staff_person *person);
void staff_person_unref(struct staff_person *person); /* NULL allowed */

/* Takes a reference to each person and copies all else. Of two with one id the later counts. */
struct staff *staff_new(const struct staff_plan *plan);

struct staff *staff_ref(struct staff *staff);
void staff_unref(struct staff *staff); /* any thread; NULL allowed */

/* ---- asking ---- */

size_t staff_rosters(const struct staff *staff, const struct roster **out);

/* Is there no record of a person? Then roles of tokens hold everywhere, and nobody is known. */
bool staff_is_empty(const struct staff *staff);
const struct staff_person *staff_person(const struct staff *staff, const char *id);
const struct staff_person *staff_person_by_key(const struct staff *staff, const char *key);
size_t staff_people(const struct staff *staff, struct staff_person *const **out); /* by id */
/* Has he worked here and left? Of an id of no person of the records: no. */
bool staff_has_left(const struct staff *staff, const char *id);
/* When answers for another time may be others: the next moment after `now_ms` at which a role, an
 * absence or a conflict begins or ends. Rosters aside. INT64_MAX: never. */
int64_t staff_next_change(const struct staff *staff, int64_t now_ms);

/* NULL if there is none. An office that has ended is given as itself. */
const struct staff_office *staff_office(const struct staff *staff, const char *code);
/* The office that does its work now: itself, or the last of its successors. NULL: unknown. */
const struct staff_office *staff_office_now(const struct staff *staff, const char *code);
size_t staff_offices(const struct staff *staff, const struct staff_office **out); /* by code */
/* The review body (its own, else its parent), and where accusations about it go: NULL: none. */
const char *staff_review_body(const struct staff *staff, const char *code);
const char *staff_sealed_route(const struct staff *staff, const char *code);
/* Is `code` that office or one under it? */
bool staff_is_within(const struct staff *staff, const char *code, const char *office);

/* What a case is about, as far as it forbids people to act in it. */
struct staff_subjects {
    const struct value *units;   /* codes of the offices complained of, or NULL */
    const struct value *people;  /* ids of those who declared an interest, or were complained of */
    const struct value *decided; /* codes of bodies that decided the level below, or NULL */
    struct staff_digests parties;
};

enum recusal {
    RECUSAL_NONE,
    RECUSAL_DECLARED, /* an interest in this case */
    RECUSAL_PARTY,    /* is a party, or has a named conflict with one */
    RECUSAL_UNIT,     /* belongs to the subject unit or one under it, or has a conflict with it */
    RECUSAL_DECIDED,  /* belongs to the body that decided the level below */
};
enum recusal staff_recusal(const struct staff *staff, const char *person, int64_t now_ms,
                           const struct staff_subjects *subjects);
bool staff_is_recused(const struct staff *staff, const char *person, int64_t now_ms,
                      const struct staff_subjects *subjects);

struct staff_query {
    const char *office, *role; /* role NULL: whatever it is */
    int64_t now_ms;
    const struct value *except;            /* ids; may be NULL */
    const struct staff_subjects *subjects; /* may be NULL */
};

/* A list of ids in the arena, each once, the holders in the order of ids and substitutes in the
 * place of who is absent. */
struct value *staff_candidates(const struct staff *staff, const struct staff_query *query,
                               struct arena *arena);
/* The same for those on duty by the rosters of the office: a list that may be empty. */
struct value *staff_on_duty(const struct staff *staff, const struct staff_query *query,
                            struct arena *arena);
/* Who is asked in the place of a person: himself, or a substitute; NULL: nobody may be. */
const char *staff_instead_of(const struct staff *staff, const char *person,
                             const struct staff_query *query);
/* Does he hold it there himself? */
bool staff_holds(const struct staff *staff, const char *person, const char *role,
                 const char *office, int64_t now_ms);
bool staff_is_absent(const struct staff *staff, const char *person, int64_t now_ms);
/* Ids of the absent whom this person stands in for now. */
struct value *staff_covers(const struct staff *staff, const char *person, int64_t now_ms,
                           struct arena *arena);
/* Can he be asked at this time, and has he all these skills (NULL: none needed)? */
bool staff_is_available(const struct staff_person *person, int64_t now_ms);
bool staff_has_skills(const struct staff_person *person, const struct value *skills);
