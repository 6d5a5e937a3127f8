/* dispatch_inside.h - what the files of a dispatch share; for dispatch*.c only. */
#pragma once
#include "duty/dispatch_ask.h"

/* A place of its own memory, hung into its post, its person's chain and the list; not yet counted.
 */
struct place *place_new(struct dispatch *dispatch, int64_t serial, int32_t post,
                        const char *person);
/* Moves it, keeps the counts of post and dispatch right, notes it as changed. */
void place_move(struct dispatch *dispatch, struct place *place, enum place_status status);
void place_note(struct dispatch *dispatch, struct place *place);
/* Of a place that is held: a day before it begins, then when nobody has come. */
int64_t place_timer(const struct dispatch *dispatch, const struct place *place, int64_t now_ms);
/* Gives it to another: from one chain into the other. */
void place_give(struct dispatch *dispatch, struct place *place, const char *person);
/* Who waits moves up while there is room. */
void post_fill(struct dispatch *dispatch, struct post *post, int64_t now_ms);
/* Overlap, rest, length, beside all he has but `except`. */
MUST_CHECK int person_is_free(const struct dispatch *dispatch, const char *person,
                              const struct post *post, const struct place *const except[2],
                              struct err *err);
/* The place of the deed: named, or his own. */
MUST_CHECK int deed_place(const struct dispatch *dispatch, const struct deed *deed,
                          struct place **out, struct err *err);
MUST_CHECK int deed_is_own(const struct deed *deed, const struct place *place, struct err *err);
MUST_CHECK int deed_needs_leader(const struct deed *deed, struct err *err);
bool place_is_taken(enum place_status status); /* HELD, PRESENT, SERVED */
void level_look(struct dispatch *dispatch, struct place *place, int64_t now_ms);

/* One function for each deed. */
#define DEED_DECLARE(name)                                                                         \
    int dispatch_##name(struct dispatch *dispatch, const struct deed *deed, struct place **out,    \
                        struct err *err);
DEED_DECLARE(claim)
DEED_DECLARE(leave)
DEED_DECLARE(swap)
DEED_DECLARE(confirm)
DEED_DECLARE(decline)
DEED_DECLARE(insure)
DEED_DECLARE(checkin)
DEED_DECLARE(checkout)
DEED_DECLARE(rate)
DEED_DECLARE(acknowledge)
DEED_DECLARE(depart)
DEED_DECLARE(arrive)
DEED_DECLARE(result)
#undef DEED_DECLARE
