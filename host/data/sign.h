/* sign.h - signatures and base64 as others want them. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/buf.h"

enum { SIGN_BYTES = 32 };

/* HMAC-SHA256; a key of any length. */
void sign_hmac_sha256(struct slice key, struct slice message, uint8_t out[SIGN_BYTES]);

/* Appends standard base64 with padding. */
void base64_add(struct buf *out, const void *bytes, size_t len);
/* Appends what the text stands for; false if it is no standard base64, and nothing is appended. */
bool base64_read(struct slice text, struct buf *out);
