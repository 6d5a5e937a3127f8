/* patience.h - how often a stranger may ask: for what is open to everybody.
 *
 * Who brings a code that was given out pays by the code: each has a bucket that fills by one a
 * second, up to 60, and all together one that fills by 50, up to 200: that bounds what they cost
 * the store. Who guesses, or asks for a page without a code, costs the store nothing and pays by
 * address: a look costs one, a guess ten. So whoever guesses in an internet cafe, or from a
 * thousand addresses, keeps nobody from his own case. A code cannot be guessed at any speed; the
 * limit is for the noise. This machine itself has one bucket as large as that of all.
 *
 * Memory is fixed: addresses (codes) that fall into the same slot at the same time share a bucket,
 * which only makes it stricter, and which slot that is nobody outside can know.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chance; /* data/secret.h */
struct patience;

enum { PATIENCE_LOOK = 1, PATIENCE_GUESS = 10, PATIENCE_SECONDS = 10 };

struct patience *patience_new(struct chance *chance);
void patience_free(struct patience *patience);

/* Each pays for it; false: asked too often, and nothing was paid. */
bool patience_take(struct patience *patience, const uint8_t peer[16], int64_t now_ms, int cost);
/* For a look with a code that was given out: what it stands for. */
bool patience_take_known(struct patience *patience, const void *code, size_t len, int64_t now_ms);
