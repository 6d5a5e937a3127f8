/* dispatches.h - the dispatches of a case: between duty/'s machine and the rows.
 *
 * A casefile that has dispatches holds them in memory beside its parts, made from them when one is
 * first asked for. Both are moved by the same turn, so they agree or the casefile is dropped. The
 * rows are
 *   PART_DISPATCH  "helpers"            itself, seldom written; due: wave or last post over
 *   PART_DISPATCH  "helpers#0000" ...   64 posts each, written once
 *   PART_PLACE     "helpers/1834"       a place, by the seq of the turn in which it was claimed;
 *                                       of a level "rescue/2"; due: no-show, nobody checked out,
 * late An id for people is that of the case and the name: "k3v...-helpers".
 */
#pragma once
#include "duty/dispatch_ask.h"
#include "engine/turn.h"

struct actor;

/* All that hang on a case image, for who reads. */
MUST_CHECK int dispatches_read(const struct case_image *image, struct arena *arena,
                               struct dispatches *out, struct err *err);
struct dispatch *dispatches_get(const struct dispatches *dispatches, const char *name); /* NULL */

/* Makes those of the casefile, unless they are there. */
MUST_CHECK int dispatches_load(struct casefile *cf, struct err *err);
/* That of the name; STATUS_NOT_FOUND. */
MUST_CHECK int turn_dispatch(struct turn *turn, const char *name, struct dispatch **out,
                             struct err *err);
/* Does he hold a place of it, or has he served in it? Also of a case that is closed. */
bool turn_holds_place(struct turn *turn, const char *name, const char *person);
/* The live place that a row such as "helpers/1834" names; NULL. *of: its dispatch. */
const struct place *turn_place(struct turn *turn, const char *row, const struct dispatch **of);
/* What may be told of a place in tasks and letters: post, meeting point, times, hours; no person.
 */
struct value *place_shown(struct arena *arena, const struct dispatch *dispatch,
                          const struct place *place);
/* Writes what a deed or time has moved: rows, `done`, notices; and asks the next wave for help
 * where a place has become free in the middle of the service. */
void dispatch_keep(struct turn *turn, struct dispatch *dispatch);
/* The next wave, or the first. */
void dispatch_next_wave(struct turn *turn, struct dispatch *dispatch);
/* Has somebody asked for a place of it? Then others will: it stays in memory without its fiber, so
 * that the next claim reads nothing. And about how much memory that is. */
bool casefile_is_sought(const struct casefile *cf);
size_t casefile_dispatch_bytes(const struct casefile *cf);
/* The dispatch of the casefile that has something for the script; NULL. */
const char *casefile_dispatch_news(struct casefile *cf);
/* The end of a stage cancels open waves. */
void dispatch_wait_cancelled(struct turn *turn, const struct value *wait);

/* A place that is due, or a wave. */
MUST_CHECK int due_dispatch(struct turn *turn, const struct part *part, struct err *err);
MUST_CHECK int accept_place(struct turn *turn, struct err *err);
MUST_CHECK int accept_dispatch(struct turn *turn, struct err *err);

/* Who somebody is to a dispatch, and to one place of it (NULL: to all); also for lists. */
struct dispatch_view {
    const struct staff *staff;
    const struct actor *actor;
    const char *case_office;
    int64_t now_ms;
};
void dispatch_actor_of(const struct dispatch_view *view, const struct dispatch *dispatch,
                       const struct place *place, struct dispatch_actor *out);
bool dispatch_reaches(const struct dispatch_view *view, const struct dispatch *dispatch,
                      const struct value *to);
/* Who is told of the wave that was opened last: ids of volunteers whom it is the first to reach,
 * who have the skills and can be asked at that time; at most CALLED_MOST. Nil: a role is told. */
enum { CALLED_MOST = 1000 };
struct value *dispatch_called(const struct dispatch_view *view, const struct dispatch *dispatch,
                              struct arena *arena);
/* "417 302" without the space: said at the meeting point; follows from case and name. */
const char *dispatch_code(const struct engine *engine, const struct id *case_ref, const char *name,
                          char text[8]);
const char *place_key(struct arena *arena, const struct dispatch *dispatch,
                      const struct place *place);
/* The serial in "helpers/1834" or "1834"; 0: none. */
int64_t place_serial(const char *text);
