/* letter.h - templates of letters: a small part of HTML with places to be filled in.
 *
 * A template is text an office can read and change. Elements: h1 h2 p ul ol li table tr th td b
 * strong br hr; the only attribute is class on p: "flush", "centre", "right". Everything else is a
 * fault with its line, so no script, style or address of a picture can hide in a letter.
 *
 *   {{reason}}                 a value, always written as text
 *   {{requester.name}}         a member of one
 *   {{#demands}}...{{/demands}}  once for each row of a list, or once if the value is given;
 *                              inside, the members of the row are found first; {{.}} is the item
 *   {{^reason}}...{{/reason}}  if it is not given
 *
 * A section begins and ends within the same element. What stands outside of sections must be given:
 * a letter never goes out with a hole in it.
 *
 * To add an element: a row in letter.c's table, and what it looks like in letter_page.c and
 * outside/docx.c.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "data/paper.h"
#include "data/value.h"

struct letter_template;

enum { LETTER_TEXT_MOST = 256 << 10, LETTER_DEPTH_MOST = 16, LETTER_ROWS_MOST = 2000 };

/* `file` stands in errors: "petition/letters/receipt.html:12: ...". The text is borrowed.
 * STATUS_INVALID with what to write instead. */
MUST_CHECK int letter_parse(struct arena *arena, const char *file, struct slice text,
                            struct letter_template **out, struct err *err);

/* The first names of all places that must be given, in order, each once: a list of texts. */
struct value *letter_needs(const struct letter_template *letter, struct arena *arena);
/* The same of all places and sections. */
struct value *letter_names(const struct letter_template *letter, struct arena *arena);

/* `values` is a map; texts, numbers, lists, maps, nil. STATUS_INVALID names the first place that
 * must be given and is not, with its line; handles and rows are faults of the caller
 * (STATUS_CORRUPT). Fills out->first; language, size and subject are the caller's. */
MUST_CHECK int letter_fill(const struct letter_template *letter, const struct value *values,
                           struct arena *arena, struct paper *out, struct err *err);

/* A whole HTML document to be printed: A4 after GB/T 9704, no script, nothing loaded. */
void paper_write_page(const struct paper *paper, struct buf *out);
