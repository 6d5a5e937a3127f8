/* outcome.h - what would have been different in one case.
 *
 * The case is lived again twice (engine/retell.h): on the releases it really ran on, and on the
 * candidate. The first must come out as the journal has it; if it does not, the method cannot tell
 * this case and says why, and nothing is guessed. What differs between the two is due to the
 * candidate and to nothing else.
 */
#pragma once
#include "engine/retell.h"

enum outcome_verdict { OUTCOME_SAME, OUTCOME_DIFFERENT, OUTCOME_INCOMPARABLE, OUTCOME_VERDICTS };
const char *outcome_verdict_word(enum outcome_verdict verdict);

struct outcome_wait { /* the candidate asks for what nobody answered */
    struct outcome_wait *next;
    const char *form, *row;
    int64_t since;
};

struct outcome {
    enum outcome_verdict verdict;
    struct id ref;
    const char *number, *workflow, *office;
    int64_t opened_at;
    const char *reason; /* OUTCOME_INCOMPARABLE: why; for people */
    struct course was, now;
    struct differences differences;
    struct retold_note *notes; /* of the candidate */
    struct outcome_wait *waits;
};

/* Times of the record and of its retelling may differ by so much: a commit takes its time. */
enum { OUTCOME_TOLERANCE_MS = 60 * 1000 };

struct outcome_finder {
    struct retell_world *as_recorded, *as_candidate;
    int64_t candidate; /* release */
    int64_t until_ms;  /* time runs on to here in cases that have not ended */
};

void outcome_finder_open(struct outcome_finder *finder, const struct release_source *source,
                         int64_t candidate, int64_t until_ms);
void outcome_finder_close(struct outcome_finder *finder);

/* All that goes wrong with one case makes it incomparable. Everything in *out is the arena's. */
void outcome_find(struct outcome_finder *finder, struct reader *reader, const struct id *ref,
                  struct arena *arena, struct outcome *out);
