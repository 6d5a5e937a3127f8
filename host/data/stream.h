/* stream.h - files sealed piece by piece (libsodium's secretstream), so that none is ever in memory
 * whole. Pieces cannot be left out, swapped, or taken from another file: each is authenticated with
 * those before it and with the context, and the last one says that it is the last.
 */
#pragma once
#include "data/secret.h"

enum { STREAM_HEADER = 24, STREAM_CHUNK = 64 << 10, STREAM_EXTRA = 17 };

struct stream {
    _Alignas(16) unsigned char opaque[64];
};

/* A new stream; the header stands in front of the pieces. */
void stream_seal_begin(struct stream *stream, const struct secret_key *key,
                       unsigned char header[STREAM_HEADER]);
/* Appends one sealed piece, STREAM_EXTRA longer than the plain one. */
void stream_seal_piece(struct stream *stream, struct slice plain, struct slice context,
                       bool is_last, struct buf *out);
/* STATUS_CORRUPT, here and below: it is not what was sealed. */
MUST_CHECK int stream_open_begin(struct stream *stream, const struct secret_key *key,
                                 const unsigned char header[STREAM_HEADER], struct err *err);
MUST_CHECK int stream_open_piece(struct stream *stream, struct slice sealed, struct slice context,
                                 bool *is_last, struct buf *out, struct err *err);
