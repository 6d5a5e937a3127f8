/* test_letters.h - `comity test PATH --letters DIR`: what the specs issue, as pages and as office
 * documents, to be looked at and printed.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

struct rehearsal;
struct test_letters;

/* Makes the folder unless it is there. Files that are there already are written over. */
MUST_CHECK int test_letters_open(const char *folder, struct test_letters **out, struct err *err);
/* Writes the letters of all cases of a spec that are unlike those written before: as
 * WORKFLOW.LETTER.LANG.N.html and .docx, N from 1. The first fault is kept. */
void test_letters_take(struct test_letters *letters, struct rehearsal *rehearsal);
/* How many there were; the first fault. Frees it. */
MUST_CHECK int test_letters_close(struct test_letters *letters, int *written, struct err *err);
