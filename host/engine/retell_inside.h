/* retell_inside.h - what retell.c (the world, time) and retell_acts.c (what people did) share. */
#pragma once
#include "engine/inside.h"
#include "engine/rehearsal.h"
#include "engine/retell.h"

struct retelling {
    const struct retelling_plan *plan;
    struct rehearsal *rehearsal;
    struct engine *engine;
    struct arena *arena; /* of the whole retelling */
    struct id ref;
    struct retold *out;
    bool is_stopped; /* told no further */
};

/* Gives the event to the case and lets everything happen that follows. STATUS_OK, the refusal of an
 * act in *refusal with its status returned through `status`, or an error of the world. */
MUST_CHECK int retelling_post(struct retelling *retelling, struct event *event, int *status,
                              struct err *refusal, struct err *err);
/* The case as it stands in the world, without tasks that have ended. */
MUST_CHECK int retelling_look(struct retelling *retelling, struct arena *arena,
                              struct case_image *image, struct err *err);
struct retold_note *retelling_note(struct retelling *retelling, enum retold_note_kind kind,
                                   const char *name, int64_t at);

/* Does again what row `index` says that somebody did. */
MUST_CHECK int retelling_act(struct retelling *retelling, size_t index, struct err *err);
