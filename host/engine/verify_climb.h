/* verify_climb.h - ladders and cards of a case against what its journal tells of them. */
#pragma once
#include "engine/verify.h"

/* `rows` are those of the open stage, the opening first. STATUS_CORRUPT with a sentence: a step
 * taken that no row tells of or the other way about, out of order or at another time; a card that
 * stands otherwise than it was left. */
MUST_CHECK int verify_climb(const struct case_image *image, const struct journal_row *rows,
                            size_t count, struct arena *arena, struct err *err);
