/* following.h - a citizen's look at his own case by its code: paid for, read, worded. What the page
 * and its JSON have in common.
 */
#pragma once
#include "api/call.h"
#include "api/public_words.h"
#include "engine/track.h"

enum following_end { FOLLOWING_FOUND, FOLLOWING_UNKNOWN, FOLLOWING_TOO_OFTEN, FOLLOWING_TROUBLE };

/* Answers the call, now or later, through `answer`, which ends it. `shown` is what progress_words
 * gives (engine/progress.h), in the call's arena; NULL unless FOUND. A code that was never given
 * out, one of a sealed case and one of somebody erased are the same to it: UNKNOWN. */
void following_start(struct call *call, const char *code,
                     void (*answer)(struct call *call, enum following_end end,
                                    const struct value *shown));
/* Pays for a code: one that was given out, or, NULL, one that was not. */
bool following_may_ask(struct call *call, const struct track *track);
/* Pays for a look at something else that is open to everybody. */
bool following_may_look(struct call *call);

/* Of a period as shown: when it ends, and why then, in sentences. In the arena. */
const char *period_when(struct arena *arena, const struct value *period, enum language language);
const char *period_why(struct arena *arena, const struct value *period, enum language language);
/* Of a letter as shown: what became of it. */
const char *letter_state(struct arena *arena, const struct value *letter, enum language language);
/* What comes next. */
const char *next_step(const struct value *shown, enum language language);
/* One language of { zh, en }; `fallback` if there is neither. */
const char *said_in(const struct value *both, enum language language, const char *fallback);
