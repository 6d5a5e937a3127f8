/* dispatch_show.h - dispatches as people see them: what is open to me, what a holder may know.
 *
 * A list holds nothing of who is served. What `show` names of the case - an address, a phone - is
 * given to who holds a place, from the claim to the end of the service, and each look is recorded
 * before it is taken (needs_audit). Organisers see who holds which place, how often somebody did
 * not come, and the code of the meeting point; a volunteer sees his own.
 */
#pragma once
#include "engine/engine.h"

struct staff;
struct eyes;

/* The dispatches of a case in figures, for who may see the case: no person in it. NULL: it has
 * none.
 */
struct value *dispatches_show(const struct case_image *image, struct arena *arena);

/* Who looks, made on the loop thread and used once on any other. */
struct dispatch_look {
    struct staff *staff; /* counted */
    const struct actor *actor;
    const struct eyes *eyes; /* NULL: sees everything */
    int64_t now_ms;
    bool needs_audit; /* out: there is something personal for him; ask again with is_personal */
};
void dispatch_look_open(struct engine *engine, const struct actor *actor,
                        struct dispatch_look *look);
void dispatch_look_close(struct dispatch_look *look);

/* "k3v...-helpers" -> the case and the name; false: no such id. */
bool dispatch_id_read(const char *text, struct id *ref, const char **name);

struct dispatch_wish {
    const char *area, *skill; /* NULL: any */
    int64_t wave;             /* the first that reaches him, from 1; 0: any */
    bool is_all;              /* those that are not open to him too: for organisers */
    struct slice cursor;
    size_t limit;
};
/* { items, next }: open now and offered to him. */
MUST_CHECK int dispatch_list(struct engine *engine, struct reader *reader,
                             struct dispatch_look *look, const struct dispatch_wish *wish,
                             struct arena *arena, struct value **out, struct err *err);
struct dispatch_request {
    struct id ref;
    const char *name;
    int64_t posts_after, places_after; /* pages of what there may be thousands of */
    size_t limit;
    bool is_personal;
};
MUST_CHECK int dispatch_show(struct engine *engine, struct reader *reader,
                             struct dispatch_look *look, const struct dispatch_request *request,
                             struct arena *arena, struct value **out, struct err *err);
