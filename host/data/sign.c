/* sign.c - signatures and base64 (sign.h), by libsodium. */
#include "data/sign.h"

#include <sodium.h>
#include <stdlib.h>

_Static_assert(SIGN_BYTES == crypto_auth_hmacsha256_BYTES, "the size of a signature");

void sign_hmac_sha256(struct slice key, struct slice message, uint8_t out[SIGN_BYTES])
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)key.bytes, key.len);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)message.bytes, message.len);
    crypto_auth_hmacsha256_final(&state, out);
    sodium_memzero(&state, sizeof state);
}

void base64_add(struct buf *out, const void *bytes, size_t len)
{
    size_t size = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_ORIGINAL);
    char *text = mem_alloc(size);
    sodium_bin2base64(text, size, bytes, len, sodium_base64_VARIANT_ORIGINAL);
    buf_add_text(out, text);
    sodium_memzero(text, size);
    free(text);
}

bool base64_read(struct slice text, struct buf *out)
{
    size_t len = 0, most = text.len / 4 * 3 + 3;
    unsigned char *bytes = mem_alloc(most);
    bool is_good = sodium_base642bin(bytes, most, text.bytes, text.len, NULL, &len, NULL,
                                     sodium_base64_VARIANT_ORIGINAL) == 0;
    if (is_good)
        buf_add(out, bytes, len);
    sodium_memzero(bytes, most);
    free(bytes);
    return is_good;
}
