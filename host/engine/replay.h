/* replay.h - a fiber rebuilt from the journal: the same hearing, its commands compared, not
 * applied.
 *
 * The rows since the opening of the stage are read and fed in order. A command must be in the row
 * that is being replayed, under its id, with the same verb, name and row; every command of the row
 * must come. Else the script is not the one that was recorded: STATUS_HOST_VERDICT, code
 * "diverged", naming the turn, the recorded call, the new call, file and line.
 */
#pragma once
#include "engine/casefile.h"

/* Leaves cf with fiber and stage as they were after its last settled turn. A failure that is the
 * script's or the host's verdict parks the case; others are host errors. Script thread. */
MUST_CHECK int replay_rebuild(struct casefile *cf, struct worker *worker, struct arena *arena,
                              struct err *err);

/* case.data as it stands, for the accept half; only `data` of *out is sure to be filled. */
struct turn;
MUST_CHECK int turn_data(struct turn *turn, struct stage *out, struct err *err);
/* The same without Lua: data, clocks and settings of the stage as the rows tell them. */
MUST_CHECK int replay_fold(struct stage *stage, const struct journal_row *rows, size_t count,
                           struct arena *arena, struct err *err);
