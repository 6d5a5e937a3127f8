/* veil.h - what of a case only the cleared may see (domain.md INV-1).
 *
 * A case may be *sealed*: moved out of another as its sealed part. It shows to the cleared only; to
 * all others it is a case that does not exist. A case that such a part was moved out of is
 * *veiled*: its turns before the stage after that, and the tasks of those turns, show to the
 * cleared only. Single fields and rows may be sealed as well (PART_CUSTODY "seal/NAME"): left out
 * of what others are shown.
 *
 * Cleared for a case is who holds the role "sealed" in the office that holds it (of a veiled one:
 * that held it then), or in one that a task of it is asked of, so that it can be received; and
 * belongs to no unit the sealed matter is about nor to one under it. Where a host has no records of
 * people, roles of tokens hold everywhere.
 *
 * Both marks stand in the `extra` of the case's row, so lists ask row by row without another look:
 *   sealed  { units, asked? }       codes; units may be empty, asked: of offices with open tasks
 *   veil    { seq, office, units }  turns below seq are behind it
 */
#pragma once
#include "engine/turn.h"
#include "store/lists.h"

#define SEALED_ROLE "sealed"

/* Who looks: made where the actor is known (loop thread), used on any thread. */
struct eyes {
    struct list_eyes list;       /* to hand to lists; owner is this */
    bool is_everywhere;          /* holds the role in every office */
    const struct value *cleared; /* offices in which he holds it */
    const struct value *above;   /* his offices and all above them */
    const struct actor *actor;   /* borrowed; NULL: nobody in particular */
    const struct staff *staff;   /* borrowed: who takes the eyes to a worker holds a reference */
    int64_t now_ms;              /* when they were opened */
};
/* In the arena, which must outlive what uses them. */
const struct eyes *engine_eyes(struct engine *engine, const struct actor *actor,
                               struct arena *arena);
/* May he see it? `seq`: the turn it is about, 0: the case as a whole. NULL eyes see everything. */
bool eyes_may_see(const struct eyes *eyes, struct slice office, struct slice extra, int64_t seq);
/* Is he cleared for what is sealed in a case that this office holds? */
bool eyes_are_cleared(const struct eyes *eyes, struct slice office);
/* The opening of its stage, of the key of a task: "00000004:2". 0: of none. */
int64_t task_key_seq(struct slice key);
/* STATUS_NOT_FOUND "There is no such case." */
MUST_CHECK int eyes_check_case(const struct eyes *eyes, struct reader *reader, const struct id *ref,
                               struct arena *arena, struct err *err);
/* For who takes its journal whole, as it stands: STATUS_FORBIDDEN if some of it is behind a veil.
 */
MUST_CHECK int eyes_check_whole(const struct eyes *eyes, struct reader *reader,
                                const struct id *ref, struct arena *arena, struct err *err);
MUST_CHECK int eyes_check_task(const struct eyes *eyes, struct reader *reader,
                               const struct id *task, struct arena *arena, struct err *err);

/* A value as people see it, with what is personal closed: { "personal": true }. */
struct value *show_closed(struct arena *arena, const struct value *value);

/* ---- in a turn ---- */

bool case_is_sealed(struct slice extra);
bool case_is_veiled(struct slice extra);                 /* a sealed part was moved out of it */
bool case_is_veiled_at(struct slice extra, int64_t seq); /* that turn is behind the veil */
/* May whoever acts in this turn see that other case? */
bool turn_may_see(const struct turn *turn, struct slice office, struct slice extra);
/* STATUS_NOT_FOUND, as of a case that does not exist, for an act of somebody who may not see it. */
MUST_CHECK int veil_check_actor(const struct turn *turn, struct err *err);
/* The keys of all tasks about these rows, ended ones too. */
MUST_CHECK int veil_find_tasks(struct turn *turn, const struct value *rows, struct value *keys,
                               struct err *err);
/* Rows of the case move out as a sealed part: nothing of them is left to see. */
void veil_draw(struct turn *turn, const struct value *rows, const struct value *tasks);
/* The units the case is about: codes. */
struct value *veil_units(struct turn *turn);
/* The stage after it opens: from here on the case shows again. Lists lose the gaps that rows have
 * left, and all that names a row with them. */
void veil_at_stage(struct turn *turn, struct value *data, struct value *clocks);
/* The rows of all lists of data get names without gaps; `names` is filled: { former = now }. */
void data_close_gaps(struct arena *arena, struct value *data, struct value *names);
/* What a sealed case starts is sealed as well: into the message that begins it. */
void veil_pass_on(struct turn *turn, struct value *message);
/* The mark of a case that begins sealed, from that message. */
void veil_take(struct turn *turn, const struct value *message);
/* Of a sealed case only those are told anything who are cleared in the office that holds it, or in
 * `asked`, the office of the task that it is about (NULL: of none). */
bool veil_may_be_told(const struct turn *turn, const char *person, const char *asked);
/* At the end of a turn: which other offices a sealed case has open tasks in. */
void veil_note_asked(struct turn *turn);
/* Refuses an office that the sealed matter is about, or one under it, as if there were none. */
MUST_CHECK int veil_check_office(struct turn *turn, const struct asked *asked, const char *office,
                                 struct err *err);
/* The same for a person's word: a sealed case goes to no office it is about. STATUS_MALFORMED. */
MUST_CHECK int veil_check_receiver(const struct turn *turn, const char *office, struct err *err);
/* Takes sealed fields and rows out of a copy of case.data. */
void seal_leave_out(const struct turn *turn, struct value *data);
/* Before the check of any verb: what it gives to whom. */
MUST_CHECK int seal_check_command(struct turn *turn, const struct asked *asked, struct err *err);
/* Is that the name of a field or row that is sealed, in this turn too? */
bool seal_has_name(const struct turn *turn, const struct value *name);
/* Does the value hold anything that is sealed in this case, in this turn too? */
bool seal_is_within(const struct turn *turn, const struct value *value);
