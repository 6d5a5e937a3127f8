/* checked.h - a certificate that proves itself: by its number and the check code printed on it.
 *
 * Letters that are declared with `check` (lua.md) bear a check code in the place of the code of
 * track.h. Both have the same form and the same proof, so nobody finds one by guessing, no table
 * holds them and neither is found at the other's page. Who knows number and code is told when the
 * letter was issued, by which office, the values the workflow lists, and to whom, masked: what
 * stands on the paper in his hand, and less. When the key of the holder is destroyed nothing
 * answers any more; nothing is listed, and every failure is the same.
 *
 * The look opens one name to mask it. It is not written to the access log: a stranger could fill
 * that with looks at a paper he holds.
 */
#pragma once
#include "engine/track.h"
#include "engine/veil.h"

bool letter_is_checked(const struct value *letter);

/* The code of this copy, in the arena; NULL: it has none. Worker thread. */
const char *checked_code(const struct engine *engine, struct reader *reader, const struct id *ref,
                         const struct value *letter, const struct value *copy, struct arena *arena);

struct checked_ask {
    struct track track;
    const char *number;      /* as somebody typed it: blanks and kinds of brackets do not count */
    const struct eyes *eyes; /* of a stranger */
};
/* Worker thread. { number, name, office, date, holder, person, says = [{ zh, en, value }] }, texts
 * in both languages. STATUS_NOT_FOUND, always the same, for whatever is not shown. */
MUST_CHECK int checked_read(struct engine *engine, struct reader *reader,
                            const struct checked_ask *ask, struct arena *arena,
                            struct value **facts, struct err *err);
/* "李＊", in the arena. */
const char *checked_mask(struct arena *arena, const char *name);
