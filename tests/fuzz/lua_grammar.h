/* lua_grammar.h - bytes to Lua: each byte is a choice in a small grammar, so that mutated bytes
 * give programs that compile and reach the libraries with arguments of every type. */
#pragma once
#include "base/buf.h"

/* A whole chunk, at most a few KiB. The same bytes give the same text. */
void grammar_chunk(struct buf *out, const uint8_t *bytes, size_t len);
/* One expression: tables in tables, mostly. */
void grammar_expression(struct buf *out, const uint8_t *bytes, size_t len);
