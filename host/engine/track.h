/* track.h - the code by which a citizen follows his own case: printed on his letters, as a link and
 * as a square to be read by a camera.
 *
 *   32 letters and digits = 20 bytes: proof (10), then, masked by it, the case (5) and whose (5)
 *
 * K1. No table holds codes. The proof is a keyed digest of what follows it, so a code that was
 * never given out is known for one without a look at the store, in the same time for all of them.
 * K2. A code belongs to one person in one case: to whom the copy of a letter goes. It shows the
 * case and that person's letters, nobody else's. K3. When the key of that person is destroyed there
 * is nobody left it could belong to: the code is as unknown as one that never was. Nothing has to
 * be revoked. K4. A sealed case gives none, and is not found by any.
 *
 * A letter to nobody in particular has a code of the case itself, which ends with the first key of
 * the case that is destroyed. Somebody who is meant by name, as who holds a place, has one too.
 * A certificate bears a code of another kind (checked.h). A copy for a role or for an office has
 * none, nor has one for whom the case has bound (who assigned it, who mediates: letters_show.c),
 * nor for whoever a field of a form happens to name: that may be a court, which is to see what a
 * handoff carries and no more (docs/letters.md).
 */
#pragma once
#include "engine/engine.h"
#include "engine/veil.h"

enum { TRACK_TEXT_LEN = 32, TRACK_WHOSE_BYTES = 5, TRACK_PATH_MOST = 300 };

struct track {
    int64_t case_id; /* rowid */
    uint8_t whose[TRACK_WHOSE_BYTES];
};

/* Any thread. Returns text. */
char *track_to_text(const struct engine *engine, const struct track *track,
                    char text[TRACK_TEXT_LEN + 1]);
/* Blanks, hyphens and capitals do not count, o is 0, i and l are 1: people type it. False: nobody
 * was given this. */
bool track_from_text(const struct engine *engine, struct slice text, struct track *out);

/* In a case as loaded: whose a copy of a letter is. `copy` as the letter lists it, nil of a letter
 * to nobody. STATUS_NOT_FOUND: of none that is given a code. Any thread with a reader. */
MUST_CHECK int track_of_copy(const struct engine *engine, struct reader *reader,
                             const struct case_row *row, const struct value *copy,
                             struct track *out);
/* For whom the copy of a letter is checked: another code than that of the person's case, so that
 * who is shown the paper cannot follow the case by it. Whoever a copy goes to has one, as long as
 * the key of that person is there. */
MUST_CHECK int track_of_check(const struct engine *engine, struct reader *reader,
                              const struct case_row *row, const struct value *letter,
                              const struct value *copy, struct track *out);
/* The case a code is of, if a stranger may know that it is there; else STATUS_NOT_FOUND. */
MUST_CHECK int track_load_case(struct reader *reader, const struct track *track,
                               const struct eyes *eyes, struct arena *arena, struct case_image *out,
                               struct err *err);
/* The link as it is printed: "https://.../t/CODE", of a sealed case and where there is no code
 * NULL. `public` as engine/public_address.h has it; `code` may be NULL. */
const char *track_link(const struct engine *engine, struct reader *reader,
                       const struct case_row *row, const struct value *copy, const char *public,
                       struct arena *arena, const char **code);
