/* print.h - answers of the host for people: a map as lines, a list as a table. */
#pragma once
#include "base/buf.h"
#include "data/value.h"

/* A value as it stands in a table: text as it is, lists and maps of such, on one line. */
void print_add(struct buf *out, const struct value *value);
/* Cells a text takes on a terminal: a Chinese character two. */
int print_width(struct slice text);

/* JSON with --json's layout. */
void print_json(const struct value *value);
/* "name: value" for each of the names that is there; names end with NULL. */
void print_members(const struct value *map, const char *const *names);
/* One line per item of { items = [...] } with these columns; "(none)" for an empty list, and how to
 * get the next page. */
void print_table(const struct value *page, const char *const *columns);
