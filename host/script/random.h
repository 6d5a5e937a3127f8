/* random.h - chance as a script sees it: xoshiro256**, from the 16 bytes in the stage's opening
 * row, so that a replay draws the same numbers.
 */
#pragma once
#include <stdint.h>

struct random {
    uint64_t state[4];
};

enum { RANDOM_UUID_LEN = 36 };

void random_init(struct random *random, const uint8_t seed[16]);
uint64_t random_next(struct random *random);
/* Evenly 1..n; n > 0. */
int64_t random_below(struct random *random, int64_t n);
/* A version 4 UUID and NUL; returns text. */
char *random_uuid(struct random *random, char text[RANDOM_UUID_LEN + 1]);
