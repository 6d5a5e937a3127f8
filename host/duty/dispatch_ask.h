/* dispatch_ask.h - what may be known of a dispatch, changing nothing. */
#pragma once
#include "duty/dispatch_deed.h"

bool place_is_ended(const struct place *place); /* no row of it is loaded any more */
struct place *dispatch_place(const struct dispatch *dispatch, int64_t serial); /* NULL */
/* One the person has, not ended, of the post (-1: any): the first. */
struct place *dispatch_place_of(const struct dispatch *dispatch, const char *person, int32_t post);
int dispatch_find_post(const struct dispatch *dispatch, const char *id);           /* -1 */
int32_t dispatch_line(const struct dispatch *dispatch, const struct place *place); /* from 1 */
int32_t dispatch_no_shows(const struct dispatch *dispatch, const char *person);
/* May he be shown what a holder is shown? */
bool dispatch_shows(const struct dispatch *dispatch, const char *person, int64_t now_ms);
const char *place_status_word(enum place_status status);
const char *dispatch_status_word(enum dispatch_status status);
/* When the core looks at the dispatch itself next; 0: never. */
int64_t dispatch_timer(const struct dispatch *dispatch, int64_t now_ms);
