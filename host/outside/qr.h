/* qr.h - the square of dark and light fields that a camera reads as a text (ISO/IEC 18004). */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "data/paper.h"

/* Draws track->link: side and dark, in the arena. Corrects up to 15 % of dirt and folds.
 * STATUS_INVALID if the text is too long for a square that can be printed (200 bytes). */
MUST_CHECK int qr_draw(struct paper_track *track, struct arena *arena, struct err *err);
