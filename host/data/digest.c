/* digest.c - BLAKE2b-256 of libsodium behind a state that callers can keep on the stack. */
#include <assert.h>
#include <sodium.h>
#include <string.h>
#include "data/digest.h"

static_assert(sizeof(struct digest_state) >= sizeof(crypto_generichash_state),
              "room for the state");
static_assert(_Alignof(struct digest_state) >= _Alignof(crypto_generichash_state),
              "aligned for it");

static crypto_generichash_state *state_of(struct digest_state *state)
{
    return (crypto_generichash_state *)(void *)state->opaque;
}

void digest_init(struct digest_state *state, const uint8_t *key, size_t key_len)
{
    assert(key_len <= crypto_generichash_KEYBYTES_MAX);
    int rc = crypto_generichash_init(state_of(state), key, key ? key_len : 0, DIGEST_BYTES);
    assert(rc == 0);
    (void)rc; /* fails only for lengths out of range */
}

void digest_add(struct digest_state *state, const void *bytes, size_t len)
{
    if (len)
        crypto_generichash_update(state_of(state), bytes, len);
}

void digest_add_int(struct digest_state *state, int64_t number)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)((uint64_t)number >> (8 * i));
    digest_add(state, bytes, sizeof bytes);
}

void digest_end(struct digest_state *state, struct digest *out)
{
    crypto_generichash_final(state_of(state), out->bytes, sizeof out->bytes);
}

void digest_of(struct slice bytes, struct digest *out)
{
    struct digest_state state;
    digest_init(&state, NULL, 0);
    digest_add(&state, bytes.bytes, bytes.len);
    digest_end(&state, out);
}

/* Each part goes in with its length, so that ("ab", "c") and ("a", "bc") differ. */
void digest_id(const uint8_t key[32], struct slice a, struct slice b, struct id *out)
{
    struct digest_state state;
    struct digest digest;
    digest_init(&state, key, 32);
    digest_add_int(&state, (int64_t)a.len);
    digest_add(&state, a.bytes, a.len);
    digest_add_int(&state, (int64_t)b.len);
    digest_add(&state, b.bytes, b.len);
    digest_end(&state, &digest);
    memcpy(out->bytes, digest.bytes, ID_BYTES);
}

char *digest_to_text(const struct digest *digest, char text[2 * DIGEST_BYTES + 1])
{
    return sodium_bin2hex(text, 2 * DIGEST_BYTES + 1, digest->bytes, DIGEST_BYTES);
}
