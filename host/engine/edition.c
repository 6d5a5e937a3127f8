/* edition.c - a release as the engine uses it (edition.h). */
#include <stdlib.h>
#include "engine/edition.h"

static int workflow_open(struct edition *edition, struct workflow *workflow,
                         const struct member *member, struct err *err)
{
    struct arena *arena = &edition->arena;
    const struct value *forms = value_get(member->value, "forms");
    size_t count = value_len(forms);

    workflow->name = arena_copy(arena, member->key).bytes;
    workflow->model = member->value;
    workflow->forms = ARENA_ARRAY(arena, struct form *, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct member *form = &forms->map.members[i];
        int rc = form_open(arena, form->key.bytes, form->value, &workflow->forms[i], err);
        if (rc != 0)
            return err_wrap(err, "workflow %s", workflow->name);
        workflow->form_count = i + 1;
    }
    return 0;
}

int edition_open(int64_t id, struct release *release, struct edition **out, struct err *err)
{
    struct edition *edition = mem_zero(sizeof *edition);
    const struct value *all = value_get(release_model(release), "workflows");

    *out = NULL;
    atomic_init(&edition->refs, 1);
    edition->id = id;
    edition->release = release;
    edition->workflows = ARENA_ARRAY(&edition->arena, struct workflow, value_len(all) + 1);
    for (size_t i = 0; i < value_len(all); i++) {
        int rc = workflow_open(edition, &edition->workflows[i], &all->map.members[i], err);
        if (rc != 0) {
            edition_unref(edition);
            return rc;
        }
        edition->count = i + 1;
    }
    *out = edition;
    return 0;
}

/* The count is all that ever changes in an edition. */
const struct edition *edition_ref(const struct edition *edition)
{
    atomic_fetch_add_explicit(&((struct edition *)edition)->refs, 1, memory_order_relaxed);
    return edition;
}

void edition_unref(const struct edition *shared)
{
    struct edition *edition = (struct edition *)shared;

    if (!edition || atomic_fetch_sub_explicit(&edition->refs, 1, memory_order_acq_rel) != 1)
        return;
    if (edition->alive)
        atomic_fetch_sub_explicit(edition->alive, 1, memory_order_relaxed);
    release_unref(edition->release);
    arena_close(&edition->arena);
    free(edition);
}

const struct workflow *edition_workflow(const struct edition *edition, struct slice office,
                                        struct slice name)
{
    (void)office; /* no office has changes of its own yet */
    for (size_t i = 0; i < edition->count; i++)
        if (slice_is(name, edition->workflows[i].name))
            return &edition->workflows[i];
    return NULL;
}

const struct form *workflow_form(const struct workflow *workflow, const char *name)
{
    for (size_t i = 0; name && i < workflow->form_count; i++)
        if (strcmp(form_name(workflow->forms[i]), name) == 0)
            return workflow->forms[i];
    return NULL;
}

const struct value *workflow_clock(const struct workflow *workflow, const char *id)
{
    return value_get(value_get(workflow->model, "clocks"), id);
}

const struct value *workflow_stage(const struct workflow *workflow, const char *name)
{
    return value_get(value_get(workflow->model, "stages"), name);
}

const struct value *workflow_signal(const struct workflow *workflow, const char *name)
{
    return value_get(value_get(workflow->model, "signals"), name);
}

bool workflow_is_for_new_cases(const struct workflow *workflow)
{
    return value_is_text(value_get(workflow->model, "upgrade"), "new_cases_only");
}

bool workflow_has_outcome(const struct workflow *workflow, const char *outcome)
{
    const struct value *outcomes = value_get(workflow->model, "outcomes");
    for (size_t i = 0; i < value_len(outcomes); i++)
        if (value_is_text(value_get(value_item(outcomes, i), "id"), outcome))
            return true;
    return false;
}

struct value *workflow_settings(const struct workflow *workflow, struct arena *arena)
{
    const struct value *declared = value_get(workflow->model, "settings");
    struct value *settings = value_map(arena);

    for (size_t i = 0; i < value_len(declared); i++) {
        const struct member *member = &declared->map.members[i];
        value_put_slice(arena, settings, member->key, value_get(member->value, "value"));
    }
    return settings;
}
