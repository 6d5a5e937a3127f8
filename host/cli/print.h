/* print.h - answers of the host for people: a map as lines, a list as a table. */
#pragma once
#include "data/value.h"

/* JSON with --json's layout. */
void print_json(const struct value *value);
/* "name: value" for each of the names that is there; names end with NULL. */
void print_members(const struct value *map, const char *const *names);
/* One line per item of { items = [...] } with these columns; "(none)" for an empty list, and how to
 * get the next page. */
void print_table(const struct value *page, const char *const *columns);
