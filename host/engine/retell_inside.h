/* retell_inside.h - what retell.c (the world, time) and retell_acts.c (what people did) share. */
#pragma once
#include "engine/inside.h"
#include "engine/rehearsal.h"
#include "engine/retell.h"

/* An event on its way to the case, and what is noted if it is refused. */
struct retold_event {
    struct retold_event *next;
    struct event *event;
    bool is_noted; /* else a refusal is nothing to speak of */
    enum retold_note_kind kind;
    const char *name, *row;
    int64_t at;
    int status;
    struct err refusal;
};

struct retelling {
    const struct retelling_plan *plan;
    struct rehearsal *rehearsal;
    struct engine *engine;
    struct arena *arena; /* of the whole retelling */
    struct id ref;
    struct retold *out;
    struct retold_event *first, *last; /* of which is not known yet what became of them */
    struct retold_event *unlent;       /* the first that the case has not been given */
    bool is_lent;                      /* the case is on loan: what is given waits in its inbox */
    bool is_stopped;                   /* told no further */
};

/* Takes the event: of one loan with those before it. */
struct retold_event *retelling_give(struct retelling *retelling, struct event *event);
/* Lets everything happen that follows. Fails where the world does. */
MUST_CHECK int retelling_flush(struct retelling *retelling, struct err *err);
/* The case as it stands in the world, without tasks that have ended. */
MUST_CHECK int retelling_look(struct retelling *retelling, struct arena *arena,
                              struct case_image *image, struct err *err);
struct retold_note *retelling_note(struct retelling *retelling, enum retold_note_kind kind,
                                   const char *name, const char *row, int64_t at);

/* Gives again what row `index` says that somebody did. */
MUST_CHECK int retelling_act(struct retelling *retelling, size_t index, struct err *err);
