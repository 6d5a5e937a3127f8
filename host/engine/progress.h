/* progress.h - how a case stands, as a citizen may know it of his own (domain.md 2.2, 13, 14):
 * which stage, who holds it, when what runs is due and why, what comes next, his own letters.
 * Nobody's name, no answer of a form, no word of a script, nothing of other parties.
 */
#pragma once
#include "engine/track.h"
#include "engine/veil.h"

/* Worker thread. What is the case of this code: facts without words, for progress_words.
 * STATUS_NOT_FOUND, always the same, for whatever is not shown: no such case, a sealed one, a code
 * whose person was erased. `eyes` are those of a stranger. */
MUST_CHECK int progress_read(struct engine *engine, struct reader *reader, const struct eyes *eyes,
                             const struct track *track, struct arena *arena, struct value **facts,
                             struct err *err);

/* Loop thread. The same in words of the case's workflow; texts are { zh, en }, dates are dates.
 * { number, workflow, office, status, stage, outcome, registered, next,
 *   periods = [{ name, whose, state, due, from, within, extended, basis, is_late }],
 *   letters = [{ name, number, date, state, on }], linked = [{ number, name }] } */
struct value *progress_words(struct engine *engine, const struct value *facts, struct arena *arena);
