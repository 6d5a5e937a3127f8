/* merge.h - two cases that are one: a duplicate is closed as merged into another, and whatever is
 * sent to it afterwards reaches that one.
 *
 *   duplicate                                   the other
 *   OPEN --act merge--> ASKED --"merge"----------> takes it, unless closed or on its way itself
 *     ^                   | <--"merge_taken"-----
 *     |                   v
 *     +-- refused      MERGED  closed as "merged_into", frozen: its waits, tasks and clocks stand
 *     |                   |
 *     +--"unmerge_taken"--+  act unmerge, while nothing has been sent on
 *
 * What comes between the act unmerge and "unmerge_taken" goes on too and calls the leaving off: the
 * duplicate stays merged and answers "merge_stays", the other knows it again.
 *
 * Every sender keeps the receipt of his own case. What comes for the duplicate - signals, answers
 * to its tasks, ends of cases it started - is taken there, by its forms, under its keys, and sent
 * on. When the other ends, its duplicates are told, and their people by them.
 *
 * Parts PART_CUSTODY: "merge/into" { case, number, frozen, forwarded } at the duplicate,
 * "merge/from/ID" { number } at the other; told by `done` entries { merge = that key, status }.
 */
#pragma once
#include "engine/turn.h"

#define MERGED_OUTCOME "merged_into"

enum merge_status { MERGE_ASKED = 10, MERGE_DONE = 11, MERGE_FROM = 12, MERGE_LEAVING = 13 };

/* Is the case closed as merged into another? */
bool case_is_merged(const struct casefile *cf);
/* One of the messages of merging: 0 and *is_it, else another kind. */
MUST_CHECK int merge_message(struct turn *turn, const struct value *body, const struct id *from,
                             bool *is_it, struct err *err);
/* Sends a message of this merged case on; `what` says which. */
void merge_forward(struct turn *turn, struct value *body);
/* What came to a merged case for its script: a signal, an answer. */
void merge_forward_answer(struct turn *turn, const char *what, const char *name,
                          const struct value *answer);
/* The case ends: its duplicates are told how. */
void merge_tell_end(struct turn *turn, const char *outcome);
