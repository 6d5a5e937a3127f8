/* recipients.h - who is meant by the words of `to` and `notify`, and by `office`.
 *
 * A word is looked up in this order:
 *   who a case binds      a relation that `assign` bound to a person, a relation of `people` in the
 *                         workflow (a citizen: known by handle only), an id of a person, a row
 *   who does the work     "assignee", "candidates": of the task, or of the tasks due by the clock
 *   who leads             "unit_head", "lead_unit" (of the office that holds the case),
 *                         "supervisor", "leader_in_charge": in the office, or the nearest above
 *   who is on duty        "on_duty": by the rosters of the office
 *   who holds places      the name of a dispatch
 *   any other word        a role, in the office
 *
 * Absent people are replaced by their substitutes and recused ones left out (duty/staff.h), so an
 * empty list is an answer: the step is skipped and says so, it never waits.
 *
 * Each entry is one of
 *   { person = id, role?, office? }       a person of the records, or who acted by a token
 *   { role, office }                      whoever holds it: only where the host has no people
 *   { relation, field?, row?, handle? }   a citizen: the field of case.data and what it holds, or
 *                                         the row of it and the person that names
 *
 * Any thread that has the turn. To add a word: a row in `words` of recipients.c.
 */
#pragma once
#include "duty/task.h"
#include "engine/turn.h"

struct recipients_where {
    const char *office;      /* NULL: that which holds the case; else as office_of_word takes it */
    const struct task *task; /* NULL: none */
    const char *clock;       /* key of a clock, "XF-D6" or "TJ-D6#obligations/2"; NULL: none */
    const struct value *except; /* ids; NULL: nobody */
};

/* `to` is a word or a list of them. The list lives in the turn's arena, each person once. */
struct value *recipients_of(struct turn *turn, const struct value *to,
                            const struct recipients_where *where);

/* The code that stands for an option `office`: NULL: the office that holds the case; "parent",
 * "review_body", "sealed_route": of that office; else the code itself. An office that has ended is
 * answered by its successor. NULL: there is none, or the host knows no such office. */
const char *office_of_word(const struct turn *turn, const char *word);

/* The snapshot this turn works with. */
const struct staff *turn_staff(const struct turn *turn);
