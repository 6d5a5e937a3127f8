/* stream.c - files sealed piece by piece (stream.h). */
#include "data/stream.h"

#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(crypto_secretstream_xchacha20poly1305_state) <= sizeof(struct stream),
               "stream.h has room for it");
_Static_assert(STREAM_HEADER == crypto_secretstream_xchacha20poly1305_HEADERBYTES, "one header");
_Static_assert(STREAM_EXTRA == crypto_secretstream_xchacha20poly1305_ABYTES, "one overhead");

static crypto_secretstream_xchacha20poly1305_state *state_of(struct stream *stream)
{
    return (void *)stream->opaque;
}

void stream_seal_begin(struct stream *stream, const struct secret_key *key,
                       unsigned char header[STREAM_HEADER])
{
    crypto_secretstream_xchacha20poly1305_init_push(state_of(stream), header, key->bytes);
}

void stream_seal_piece(struct stream *stream, struct slice plain, struct slice context,
                       bool is_last, struct buf *out)
{
    unsigned char tag = is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
    size_t before = out->len;
    buf_reserve(out, plain.len + STREAM_EXTRA);
    crypto_secretstream_xchacha20poly1305_push(
        state_of(stream), (unsigned char *)out->bytes + before, NULL,
        (const unsigned char *)plain.bytes, plain.len, (const unsigned char *)context.bytes,
        context.len, tag);
    out->len = before + plain.len + STREAM_EXTRA;
}

static int refuse(struct err *err)
{
    return err_set(err, STATUS_CORRUPT, "the stored file is not what was sealed");
}

int stream_open_begin(struct stream *stream, const struct secret_key *key,
                      const unsigned char header[STREAM_HEADER], struct err *err)
{
    return crypto_secretstream_xchacha20poly1305_init_pull(state_of(stream), header, key->bytes) ==
                   0
               ? 0
               : refuse(err);
}

int stream_open_piece(struct stream *stream, struct slice sealed, struct slice context,
                      bool *is_last, struct buf *out, struct err *err)
{
    unsigned char tag = 0;
    size_t before = out->len;
    if (sealed.len < STREAM_EXTRA)
        return refuse(err);
    buf_reserve(out, sealed.len);
    if (crypto_secretstream_xchacha20poly1305_pull(
            state_of(stream), (unsigned char *)out->bytes + before, NULL, &tag,
            (const unsigned char *)sealed.bytes, sealed.len, (const unsigned char *)context.bytes,
            context.len) != 0)
        return refuse(err);
    out->len = before + sealed.len - STREAM_EXTRA;
    *is_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return 0;
}
