/* export.h - a case as one file, to be looked at and verified without host and data directory.
 *
 *   {"comity_case":1,
 *    "head":{"incidents":[...],"parts":[...],"row":{...}},     the case as it stands
 *    "journal":[{"at","body","hash","release","seq"}, ...],    every turn, newest first
 *    "releases":[{"at","digest","files":{path:text},"id"}, ...],   those its turns ran on
 *    "whole":"..."}                                            digest of all bytes before ,"whole"
 *
 * Canonical JSON (data/canon.h), without the breaks shown here; `body` is the text that was hashed.
 * Personal values are not in it: the vault stays where it is, bodies hold handles. Nor are names of
 * people: actors are ids. It is read and written in pieces: a case may have a hundred thousand
 * turns.
 */
#pragma once
#include "data/digest.h"
#include "engine/engine.h"

enum { EXPORT_VERSION = 1 };

/* ---- the pieces, from a store; any thread ---- */

/* { head, next }: the case as it stands; `next` is where its journal begins. */
MUST_CHECK int export_head(struct reader *reader, const struct id *ref, struct arena *arena,
                           struct value **out, struct err *err);
/* { journal, next }: some turns, newest first, from `from` on, which was `next` before; no next:
 * that was all. STATUS_NOT_FOUND if the case has no such turn. */
MUST_CHECK int export_turns(struct reader *reader, const struct id *ref, int64_t from,
                            struct arena *arena, struct value **out, struct err *err);
/* { release }; STATUS_NOT_FOUND */
MUST_CHECK int export_release(struct reader *reader, int64_t id, struct arena *arena,
                              struct value **out, struct err *err);

/* ---- the file ---- */

/* Puts the pieces together, in this order: begin, turns, releases, end. `write` gets bytes to
 * append. Which releases the turns name is counted here. */
struct export_writer {
    void (*write)(void *owner, struct slice bytes);
    void *owner;
    /* private */
    struct digest_state digest;
    struct buf piece;
    int64_t *releases;
    size_t release_count;
    bool has_item, has_releases;
};
void export_begin(struct export_writer *writer, const struct value *head);
void export_add_turn(struct export_writer *writer, const struct value *turn);
/* After the last turn: a release they name that was not taken yet; 0: none. */
int64_t export_take_release(struct export_writer *writer);
void export_add_release(struct export_writer *writer, const struct value *release);
void export_end(struct export_writer *writer);
void export_abandon(struct export_writer *writer); /* frees what it holds; after the end too */
