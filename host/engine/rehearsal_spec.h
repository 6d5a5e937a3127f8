/* rehearsal_spec.h - the acts of a spec while one is done, shared by rehearsal_spec.c (what people
 * and time do) and rehearsal_expect.c (what is expected of it).
 */
#pragma once
#include "duty/task.h"
#include "engine/rehearsal.h"
#include "store/store.h"

struct specs {
    const struct script_file *files;
    size_t count;
    struct rehearsal *rehearsal;
    struct shelf *shelf; /* compiled once for all specs */
    uint64_t seed;
    struct spec_watch watch;
    struct spec_case *cases; /* those the spec knows, in its host */
    int64_t last_notice;     /* rowid, before the last act */
    bool has_county;         /* roles are held by people of offices */
};

/* A case of the spec, and where it stood before the last act: expectations look at what came since.
 */
struct spec_case {
    struct spec_case *next;
    struct id ref;
    int64_t seq;
    char office[64]; /* that held it before the last act */
};

struct spec_act {
    struct specs *specs;
    struct rehearsal *rehearsal;
    const struct value *args;
    struct arena *arena;
    struct value **out;
};

/* STATUS_SCRIPT_FAILED with a code and a sentence. */
int spec_failed(struct err *err, const char *code, const char *format, ...) PRINTF_LIKE(3, 4);
/* The case that the act names. */
MUST_CHECK int spec_load(struct spec_act *spec, struct case_image *image, struct err *err);
const char *spec_row(struct spec_act *spec); /* NULL: none */
/* The first open task of the form, in the order they were asked for. */
MUST_CHECK int spec_find_task(struct spec_act *spec, struct id *ref, struct err *err);
const struct actor *spec_actor(struct spec_act *spec);

/* The standard county, and `more` roles (a list of words; may be nil). */
void spec_open_county(struct spec_act *spec, const struct value *more);
/* Who holds the role in the office that holds the case of the act; "role@office": there. */
const struct actor *spec_member(struct spec_act *spec, const char *role);

/* Before an act: what is there now was there before. */
MUST_CHECK int spec_mark(struct specs *specs, struct err *err);
/* A case the spec has started or was given; known once. */
void spec_remember(struct specs *specs, const struct id *ref);
void spec_forget(struct specs *specs);
/* What a rate comes to: rehearsal_rate.c. */
MUST_CHECK int spec_expect_rate(struct spec_act *spec, struct err *err);
/* Of dispatches: the code of a meeting point; what the actor is shown; who holds places
 * (rehearsal_place.c). */
MUST_CHECK int spec_code(struct spec_act *spec, struct err *err);
MUST_CHECK int spec_look(struct spec_act *spec, struct err *err);
/* Which case is linked, as a case shows it or as somebody sees it; who cannot see it; that nothing
 * he is shown of it says a word (rehearsal_see.c). */
MUST_CHECK int spec_linked(struct spec_act *spec, struct err *err);
MUST_CHECK int spec_cannot_see(struct spec_act *spec, struct err *err);
MUST_CHECK int spec_reads_nothing(struct spec_act *spec, struct err *err);
bool spec_is_helper(struct spec_act *spec, const char *dispatch, const char *person);
/* An expectation or a question of that word; false: there is none such. */
bool spec_expect(struct spec_act *spec, const char *word, int *rc, struct err *err);
