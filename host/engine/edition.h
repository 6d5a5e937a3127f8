/* edition.h - a release as the engine uses it: its workflows with their forms parsed once.
 *
 * Immutable after edition_open and shared by all threads; `id` is the rowid by which cases name it.
 * Counted: whoever keeps a pointer beyond the loan that lent it has a reference of its own. Which
 * editions are in memory is told by editions.h.
 */
#pragma once
#include <stdatomic.h>
#include "base/err.h"
#include "data/value.h"
#include "duty/form.h"
#include "duty/signal.h"
#include "script/release.h"

struct workflow {
    const char *name;
    const struct value *model; /* its part of release_model */
    struct form **forms;
    size_t form_count;
};

struct edition {
    int64_t id;
    struct release *release; /* owned */
    struct arena arena;
    struct workflow *workflows; /* as they are written */
    size_t count;
    struct workflow *changed; /* as offices end up with them; by address of the model */
    size_t changed_count;
    atomic_int refs;
    atomic_int *alive; /* one less when it goes; NULL: nobody counts */
};

/* Takes the release, also when it fails. *out has one reference. */
MUST_CHECK int edition_open(int64_t id, struct release *release, struct edition **out,
                            struct err *err);
const struct edition *edition_ref(const struct edition *edition);
void edition_unref(const struct edition *edition); /* any thread; NULL allowed */

/* Does its release say which offices there are? */
bool edition_has_offices(const struct edition *edition);
/* The workflow as that office ends up with it; NULL: no such workflow. */
const struct workflow *edition_workflow(const struct edition *edition, struct slice office,
                                        struct slice name);
const struct form *workflow_form(const struct workflow *workflow, const char *name);
/* Rows of the model; &value_nil if there is none. */
const struct value *workflow_clock(const struct workflow *workflow, const char *id);
const struct value *workflow_stage(const struct workflow *workflow, const char *name);
const struct value *workflow_signal(const struct workflow *workflow, const char *name);
/* upgrade = "new_cases_only": a case finishes on the release it is on. */
bool workflow_is_for_new_cases(const struct workflow *workflow);
bool workflow_has_outcome(const struct workflow *workflow, const char *outcome);
/* The settings as a stage opens with them: { name = value }. */
struct value *workflow_settings(const struct workflow *workflow, struct arena *arena);
