/* divergence.h - where a replay parted ways with what was recorded: a record, and its sentence.
 *
 * Live replay parks the case with the sentence; shadow replay keeps the record, so that cases can
 * be grouped by what became of them.
 */
#pragma once
#include "script/fiber.h"

enum divergence_kind {
    DIVERGENCE_NONE,
    DIVERGENCE_CALL,     /* another call than the one recorded */
    DIVERGENCE_ADDED,    /* a call where nothing was recorded */
    DIVERGENCE_LEFT_OUT, /* a recorded call that does not come */
    DIVERGENCE_ENDS,     /* the turn leaves the stage otherwise: it ended, or waits */
    DIVERGENCE_RAISES,   /* the script raises where it did not */
    DIVERGENCE_STOPPED,  /* stopped by the host: budget, memory, a wait that is not there */
};

/* Texts are in the arena of the replay, or NULL. */
struct divergence {
    enum divergence_kind kind;
    int64_t turn;
    const char *command;        /* id of the command */
    const char *recorded, *now; /* calls as a script's author knows them: task "decide" parties/2 */
    const char *where;          /* file:line of the script that was replayed */
    const char *code;           /* RAISES, STOPPED: of the error */
    const char *message;        /* RAISES, STOPPED: its text */
    size_t asked, of;           /* LEFT_OUT: so many of so many recorded calls came */
};

/* The call as recorded in a row, and as a script makes it now. */
const char *call_recorded(struct arena *arena, const struct value *command);
const char *call_made(struct arena *arena, const struct command *command);

/* STATUS_HOST_VERDICT with the sentence, code "diverged"; of STOPPED the code of the verdict. */
int divergence_tell(const struct divergence *divergence, struct err *err);
