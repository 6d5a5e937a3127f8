/* diff.h - what is different between two texts, line by line, as people read it. */
#pragma once
#include "base/buf.h"
#include "base/slice.h"

/* Appends a unified diff with three lines around each change:
 *
 *   @@ -12,7 +12,8 @@
 *    a line that is in both
 *   -one that went
 *   +one that came
 *
 * Nothing for equal texts. Where more than 1,000 lines differ, the whole stretch between the first
 * and the last difference is shown as gone and come. */
void diff_texts(struct buf *out, struct slice from, struct slice to);
