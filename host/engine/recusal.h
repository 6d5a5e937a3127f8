/* recusal.h - what a case forbids people to do in it (domain.md INV-2), gathered from its facts.
 *
 * Facts are parts of the case (PART_FACT), so they are known without waking its script:
 *   subject             { offices = [codes] }  the units it is about: the field that the workflow
 *                       names by `subject`; their members and those of what stands under them act
 *                       nowhere in the case
 *   recused/ID          { by, at }  a person who has declared an interest, or of whom a supervisor
 *                       has said so
 *   decided/CODE        { at }  a body that has decided: its members do not review
 *   party/DIGEST/KEY    {}  keyed digest of a number of a person in the vault, and the id of his
 *                       key: two persons can be compared, and the cases of one be found by who has
 *                       the master key and a case of his (duplicates.h). Gone when the key is
 *                       destroyed
 *   kept/DIGEST/KEY     {}  the same of people who are no party and may not act all the same
 *
 * Whoever chooses a person, or lets one act, asks here. The refusal never says why: in a sealed
 * case the reason would tell what it is about.
 */
#pragma once
#include "duty/staff.h"
#include "duty/task.h"
#include "engine/turn.h"

/* In the turn's arena. `task` NULL: the case as a whole. */
void recusal_subjects(struct turn *turn, const struct task *task, struct staff_subjects *out);
/* STATUS_FORBIDDEN "recused" if the actor, or the person of that id, may not act in the case. */
MUST_CHECK int recusal_check(struct turn *turn, const struct task *task, const char *person,
                             struct err *err);

/* May he not look at what people have said in it either? As above, of a case as loaded; who decided
 * the level below may. Any thread. */
bool recusal_closes(const struct case_image *image, const struct staff *staff, const char *person,
                    int64_t now_ms);

/* A declared interest of a person: noted, or taken back. */
bool recusal_is_declared(struct turn *turn, const char *person);
void recusal_declare(struct turn *turn, const char *person, bool has_interest);
/* The offices that case.data names as its subject, after it was changed. */
void recusal_note_subject(struct turn *turn);
/* What comes from here on is a review of what this office has decided. */
void recusal_note_decided(struct turn *turn, const char *office);
/* A person was sealed under this key; he is erased with it. */
enum party { PARTY_NONE, PARTY_OF_CASE, PARTY_KEPT_OUT };
void recusal_note_party(struct turn *turn, const struct id *key, const struct value *person,
                        enum party as);
void recusal_forget_party(struct turn *turn, const struct id *key);
/* What a fact of the case says of a party: digests as texts; empty: it is another fact. Any thread.
 */
struct value *recusal_digests(struct arena *arena, const struct part *part);
/* What the person under that key was in that case. */
enum party recusal_was_party(struct turn *turn, const struct case_image *image,
                             const struct id *key);
/* What a part that is split off takes along, in the turn's arena: bodies that have decided, people
 * who keep out. recusal_take: the part notes it. */
struct value *recusal_along(struct turn *turn);
void recusal_take(struct turn *turn, const struct value *along);

/* Keyed digests of the numbers by which somebody is known: of phone and id_number, either may be
 * NULL. Two of the same number are equal however it was written. Any thread. */
enum { PERSON_DIGESTS_MOST = 2 };
/* 64 hexadecimal digits, as digest_to_text writes them. */
bool digest_from_text(const char *text, struct digest *out);
size_t person_digests(const struct engine *engine, const char *phone, const char *id_number,
                      struct digest out[PERSON_DIGESTS_MOST]);
