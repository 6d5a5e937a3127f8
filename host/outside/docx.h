/* docx.h - a document as an office opens it: Office Open XML, one file.
 *
 * The same layout as the printed page (duty/letter_page.c), in the fonts offices have, named with
 * others behind them; no font is embedded. The same document gives the same bytes.
 */
#pragma once
#include "base/buf.h"
#include "base/err.h"
#include "data/paper.h"

/* Appends the file to `out`. STATUS_IO: the zip could not be made (memory). */
MUST_CHECK int docx_write(const struct paper *paper, struct buf *out, struct err *err);
