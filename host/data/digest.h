/* digest.h - BLAKE2b: chains of rows, names of releases, keyed digests of what must not be stored.
 */
#pragma once
#include <stdint.h>
#include "base/id.h"
#include "base/slice.h"

enum { DIGEST_BYTES = 32 };

struct digest {
    uint8_t bytes[DIGEST_BYTES];
};

struct digest_state {
    _Alignas(64) unsigned char opaque[384];
};

void digest_init(struct digest_state *state, const uint8_t *key,
                 size_t key_len); /* key may be NULL */
void digest_add(struct digest_state *state, const void *bytes, size_t len);
void digest_add_int(struct digest_state *state, int64_t number); /* 8 bytes, little endian */
void digest_end(struct digest_state *state, struct digest *out);

void digest_of(struct slice bytes, struct digest *out);
/* Derived id, for example of a child case: keyed digest of the parts, cut to 16 bytes. */
void digest_id(const uint8_t key[32], struct slice a, struct slice b, struct id *out);
/* 64 hexadecimal characters and NUL; returns text. */
char *digest_to_text(const struct digest *digest, char text[2 * DIGEST_BYTES + 1]);
