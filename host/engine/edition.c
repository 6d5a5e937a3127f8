/* edition.c - a release as the engine uses it (edition.h). */
#include <stdlib.h>
#include "engine/edition.h"

static int workflow_open(struct arena *arena, struct workflow *workflow, const struct value *model,
                         struct err *err)
{
    const struct value *forms = value_get(model, "forms");
    size_t count = value_len(forms);

    workflow->name = value_text_or(value_get(model, "name"), "");
    workflow->model = model;
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

static int workflows_open(struct edition *edition, const struct value *all, struct err *err)
{
    int rc = 0;
    edition->workflows = ARENA_ARRAY(&edition->arena, struct workflow, value_len(all) + 1);
    for (size_t i = 0; i < value_len(all) && rc == 0; i++) {
        rc = workflow_open(&edition->arena, &edition->workflows[i], all->map.members[i].value, err);
        edition->count = i + 1;
    }
    return rc;
}

static int order_by_model(const void *a, const void *b)
{
    uintptr_t left = (uintptr_t)((const struct workflow *)a)->model;
    uintptr_t right = (uintptr_t)((const struct workflow *)b)->model;
    return left < right ? -1 : left > right;
}

/* Offices that inherit the same share one model, and here one workflow. */
static void collect_changed(struct edition *edition, const struct value *offices)
{
    size_t most = 0, count = 0, kept = 0;
    for (size_t i = 0; i < value_len(offices); i++)
        most += value_len(value_get(offices->map.members[i].value, "workflows"));
    struct workflow *all = ARENA_ARRAY(&edition->arena, struct workflow, most + 1);
    for (size_t i = 0; i < value_len(offices); i++) {
        const struct value *own = value_get(offices->map.members[i].value, "workflows");
        for (size_t k = 0; k < value_len(own); k++)
            all[count++].model = own->map.members[k].value;
    }
    qsort(all, count, sizeof *all, order_by_model);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || all[i].model != all[i - 1].model)
            all[kept++].model = all[i].model;
    edition->changed = all;
    edition->changed_count = kept;
}

static int changed_open(struct edition *edition, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < edition->changed_count && rc == 0; i++)
        rc = workflow_open(&edition->arena, &edition->changed[i], edition->changed[i].model, err);
    return rc;
}

int edition_open(int64_t id, struct release *release, struct edition **out, struct err *err)
{
    struct edition *edition = mem_zero(sizeof *edition);
    const struct value *model = release_model(release);

    *out = NULL;
    atomic_init(&edition->refs, 1);
    edition->id = id;
    edition->release = release;
    int rc = workflows_open(edition, value_get(model, "workflows"), err);
    if (rc == 0)
        collect_changed(edition, value_get(model, "offices"));
    if (rc == 0)
        rc = changed_open(edition, err);
    if (rc != 0) {
        edition_unref(edition);
        return rc;
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

bool edition_has_offices(const struct edition *edition)
{
    return !value_is_nil(value_get(release_model(edition->release), "tree"));
}

const struct workflow *edition_workflow(const struct edition *edition, struct slice office,
                                        struct slice name)
{
    const struct workflow *written = NULL;
    for (size_t i = 0; i < edition->count && !written; i++)
        if (slice_is(name, edition->workflows[i].name))
            written = &edition->workflows[i];
    if (!written || edition->changed_count == 0)
        return written;
    struct arena arena = {0};
    struct workflow wanted = {
        .model =
            release_workflow(edition->release, arena_copy(&arena, office).bytes, written->name)};
    arena_close(&arena);
    const struct workflow *changed =
        bsearch(&wanted, edition->changed, edition->changed_count, sizeof wanted, order_by_model);
    return changed ? changed : written;
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
