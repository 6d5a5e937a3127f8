/* merge_news.h - what cases that were merged tell each other and people (merge.h). */
#pragma once
#include "engine/turn.h"

/* What merged cases send each other: { kind, from, number }. */
struct value *merge_news_body(struct turn *turn, const char *kind);
/* "forward", "parent_moved", "lead_ended". */
MUST_CHECK int merge_news(struct turn *turn, const struct value *body, const struct id *from,
                          bool *is_it, struct err *err);
/* Whoever holds this case is told that another was "joined" to it, was "not_joined", that something
 * "came" through it and has no place in the script. */
void merge_tell_holder(struct turn *turn, const char *what, const char *number);
/* Cases this one has started report to `to` from now on, all at once; if that is this one again,
 * what ended meanwhile is told once more. */
void merge_tell_children(struct turn *turn, const struct id *to);
/* One duplicate is told that this case has ended. */
void merge_tell_ended(struct turn *turn, const struct id *to, const char *outcome);
