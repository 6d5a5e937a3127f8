/* id.h - 128-bit identities of cases, tasks, people: 26 lower-case base32 characters outside
 * (Crockford's alphabet without i l o u), 16 bytes inside. Opaque: nothing is read out of one.
 * Making them takes randomness or a keyed digest: data/secret.h and data/digest.h.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { ID_BYTES = 16, ID_TEXT_LEN = 26 };

struct id {
    uint8_t bytes[ID_BYTES];
};

/* Writes 26 characters and NUL; returns text. */
char *id_to_text(const struct id *id, char text[ID_TEXT_LEN + 1]);

/* False unless text is exactly one canonical id (len 26, the two spare bits zero). */
bool id_from_text(const char *text, size_t len, struct id *id);

static inline bool id_is_equal(const struct id *a, const struct id *b)
{
    return memcmp(a->bytes, b->bytes, ID_BYTES) == 0;
}

static inline bool id_is_zero(const struct id *id)
{
    static const struct id zero;
    return id_is_equal(id, &zero);
}

/* For hash tables: ids are random, so eight of their bytes will do. */
static inline uint64_t id_hash(const struct id *id)
{
    uint64_t hash;
    memcpy(&hash, id->bytes, sizeof hash);
    return hash;
}
