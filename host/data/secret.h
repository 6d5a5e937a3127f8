/* secret.h - keys, sealing and randomness (libsodium).
 *
 * XChaCha20-Poly1305 with a random nonce in front of the sealed bytes. Keys are wiped with
 * secret_wipe by whoever holds them. secret_open must run once before the rest (idempotent).
 * `struct chance` is where randomness comes from, so that a simulation can be repeated: the real
 * one asks the system, the seeded one is xoshiro256** and must never serve a real office.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"
#include "base/id.h"

enum { SECRET_KEY_BYTES = 32, SECRET_EXTRA_BYTES = 24 + 16 };

struct secret_key {
    uint8_t bytes[SECRET_KEY_BYTES];
};

struct chance {
    void (*fill)(struct chance *, void *bytes, size_t len);
    uint64_t state[4];
};

MUST_CHECK int secret_open(struct err *err);
struct chance *chance_real(void);
void chance_seeded(struct chance *chance, uint64_t seed);
uint64_t chance_next(struct chance *chance);
void chance_id(struct chance *chance, struct id *id);

/* Appends nonce + sealed bytes. `context` is authenticated, not stored (ids of case and field). */
void secret_seal(const struct secret_key *key, struct chance *chance, struct slice plain,
                 struct slice context, struct buf *out);
/* STATUS_CORRUPT if the bytes, key or context are not those of the sealing. */
MUST_CHECK int secret_unseal(const struct secret_key *key, struct slice sealed,
                             struct slice context, struct buf *out, struct err *err);
void secret_wipe(void *bytes, size_t len);

/* The master key file: 64 hexadecimal characters, mode 0600, made with O_EXCL and synced. */
MUST_CHECK int secret_key_create(const char *path, struct secret_key *out, struct err *err);
MUST_CHECK int secret_key_load(const char *path, struct secret_key *out, struct err *err);

/* Constant-time comparison. */
bool secret_is_equal(const void *a, const void *b, size_t len);
