/* markup.h - text into HTML, SVG and XML: as content, or as an attribute in double quotes.
 *
 * What XML 1.0 cannot hold at all (control characters but tab and line ends) is left out, so the
 * same function serves pages and office documents.
 */
#pragma once
#include "base/buf.h"

void markup_add(struct buf *out, struct slice text);
