/* random.c - xoshiro256** 1.0 (Blackman and Vigna, public domain), seeded through splitmix64. */
#include "script/random.h"

static uint64_t splitmix_next(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Little endian on every machine: a journal may move to another one. */
static uint64_t read_word(const uint8_t *bytes)
{
    uint64_t word = 0;
    for (int i = 7; i >= 0; i--)
        word = word << 8 | bytes[i];
    return word;
}

void random_init(struct random *random, const uint8_t seed[16])
{
    uint64_t low = read_word(seed), high = read_word(seed + 8);
    random->state[0] = splitmix_next(&low);
    random->state[1] = splitmix_next(&low);
    random->state[2] = splitmix_next(&high);
    random->state[3] = splitmix_next(&high);
    if (!(random->state[0] | random->state[1] | random->state[2] | random->state[3]))
        random->state[0] = 1; /* all zeros would stay so */
}

static uint64_t rotate(uint64_t word, int bits)
{
    return word << bits | word >> (64 - bits);
}

uint64_t random_next(struct random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9, shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

int64_t random_below(struct random *random, int64_t n)
{
    uint64_t range = (uint64_t)n, limit = UINT64_MAX - UINT64_MAX % range, word;
    do {
        word = random_next(random);
    } while (word >= limit); /* else small numbers would come a little more often */
    return (int64_t)(word % range) + 1;
}

char *random_uuid(struct random *random, char text[RANDOM_UUID_LEN + 1])
{
    static const char digits[] = "0123456789abcdef";
    uint64_t words[2] = {random_next(random), random_next(random)};
    words[0] = (words[0] & ~0xf000u) | 0x4000u;           /* version 4 */
    words[1] = (words[1] & ~(3ull << 62)) | (2ull << 62); /* variant of RFC 9562 */
    char *to = text;
    for (int i = 0; i < 32; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            *to++ = '-';
        *to++ = digits[words[i / 16] >> (60 - 4 * (i % 16)) & 15];
    }
    *to = '\0';
    return text;
}
