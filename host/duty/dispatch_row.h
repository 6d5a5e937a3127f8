/* dispatch_row.h - a dispatch as rows: one for itself, one for every 64 posts, one for each place.
 *
 * Posts never change once they are there, the dispatch itself seldom; a claim writes the one row of
 * its place. What can be counted (places held, minutes) is in no row: it is counted when loaded.
 */
#pragma once
#include "duty/dispatch.h"

enum { POSTS_A_ROW = 64 };

struct value *dispatch_to_value(struct arena *arena, const struct dispatch *dispatch);
/* STATUS_CORRUPT for what the function above would not write. Posts and places are added next. */
MUST_CHECK int dispatch_from_value(const struct value *value, int status, struct dispatch **out,
                                   struct err *err);
struct value *dispatch_posts_to_value(struct arena *arena, const struct dispatch *dispatch,
                                      size_t from);
MUST_CHECK int dispatch_add_posts(struct dispatch *dispatch, const struct value *value,
                                  struct err *err);
struct value *place_to_value(struct arena *arena, const struct place *place);
/* In any order of serials. */
MUST_CHECK int dispatch_add_place(struct dispatch *dispatch, int64_t serial, int status,
                                  const struct value *value, struct err *err);
/* What is wrong with it as it stands; NULL: nothing. For verify and tests. */
const char *dispatch_check(const struct dispatch *dispatch);
