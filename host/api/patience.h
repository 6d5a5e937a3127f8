/* patience.h - how often a stranger may ask: for what is open to everybody.
 *
 * Each address has a bucket that fills by one a second, up to 60, and all together one that fills
 * by 50, up to 200; a look costs one, a guess ten. This machine itself is asked for the second
 * only. Memory is fixed: addresses that fall into the same slot at the same time share a bucket,
 * which only makes it stricter, and which slot that is nobody outside can know.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct chance; /* data/secret.h */
struct patience;

enum { PATIENCE_LOOK = 1, PATIENCE_GUESS = 10, PATIENCE_SECONDS = 10 };

struct patience *patience_new(struct chance *chance);
void patience_free(struct patience *patience);

/* Pays for it; false: asked too often, and nothing was paid. */
bool patience_take(struct patience *patience, const uint8_t peer[16], int64_t now_ms, int cost);
