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
#include "engine/divergence.h"

/* Leaves cf with fiber and stage as they were after its last settled turn. A failure that is the
 * script's or the host's verdict parks the case; others are host errors. Script thread. */
MUST_CHECK int replay_rebuild(struct casefile *cf, struct worker *worker, struct arena *arena,
                              struct err *err);

/* The same row by row, for who looks at what each turn left behind, of any stage of the case: the
 * one that is open or a former one, to its end. `cf` has its row and edition (casefile_use_edition)
 * and holds neither stage nor fiber; afterwards it holds both, whatever was returned. */
struct replay {
    struct casefile *cf;
    enum fiber_state state;   /* after the last row */
    const struct value *body; /* of the last row, in its arena */
    /* Whoever looks: each command as it is asked for, with what was recorded for it (NULL: nothing,
     * it diverges). Set after replay_open; may stay NULL. */
    void (*on_command)(void *owner, const struct command *command, const struct value *recorded);
    void *owner;
    struct divergence divergence; /* the first, in the arena of its row; else kind NONE */
    /* private */
    struct arena *arena;
    const struct value *commands; /* of the row being replayed */
    bool *came;                   /* which of them the script has asked for */
    const char *last_where;       /* of the last that came */
    bool has_begun;               /* the stage has heard "begin" */
    size_t used;
    int64_t seq;
    char calendar[CALENDAR_VERSION_SIZE]; /* of the last row that named one */
};
MUST_CHECK int replay_open(struct replay *replay, struct casefile *cf,
                           const struct journal_row *opening, struct arena *arena, struct err *err);
/* Rows in order, the opening first. `arena` must live until the next row only. */
MUST_CHECK int replay_row(struct replay *replay, const struct journal_row *row, struct arena *arena,
                          struct err *err);
void replay_close(struct replay *replay);

/* case.data as it stands, for the accept half; only `data` of *out is sure to be filled. */
struct turn;
MUST_CHECK int turn_data(struct turn *turn, struct stage *out, struct err *err);
/* The same without Lua: data, clocks and settings of the stage as the rows tell them. */
MUST_CHECK int replay_fold(struct stage *stage, const struct journal_row *rows, size_t count,
                           struct arena *arena, struct err *err);
