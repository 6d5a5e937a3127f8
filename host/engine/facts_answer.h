/* facts_answer.h - of an answer to a form what statistics may know: which choices were made, and
 * what its money comes to. Words of declarations and sums, never what somebody wrote.
 */
#pragma once
#include "engine/editions.h"

/* "field=choice" lines of choice and yes_no fields, in the arena; NULL: none. `form` and `workflow`
 * may be NULL. */
const char *answer_choices(struct arena *arena, const struct workflow *workflow, const char *form,
                           const struct value *answer);
/* The sum of its money fields, those of its rows too, in fen. */
int64_t answer_money(const struct workflow *workflow, const char *form, const struct value *answer);
