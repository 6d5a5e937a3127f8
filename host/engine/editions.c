/* editions.c - which releases are in memory (editions.h). */
#include "engine/editions.h"
#include <stdlib.h>
#include "base/fault.h"
#include "data/canon.h"
#include "engine/calendar_edit.h"
#include "engine/inside.h"
#include "script/shelf.h"
#include "store/releases.h"

/* ---- sets ---- */

static struct editions *set_of(size_t count)
{
    struct editions *set = mem_zero(sizeof *set + count * sizeof set->items[0]);
    atomic_init(&set->refs, 1);
    return set;
}

static void set_add(struct editions *set, const struct edition *edition)
{
    set->items[set->count++] = edition_ref(edition);
}

struct editions *editions_none(void)
{
    return set_of(0);
}

struct editions *editions_ref(struct editions *set)
{
    atomic_fetch_add_explicit(&set->refs, 1, memory_order_relaxed);
    return set;
}

void editions_unref(struct editions *set)
{
    if (!set || atomic_fetch_sub_explicit(&set->refs, 1, memory_order_acq_rel) != 1)
        return;
    for (size_t i = 0; i < set->count; i++)
        edition_unref(set->items[i]);
    free(set);
}

const struct edition *editions_find(const struct editions *set, int64_t release)
{
    for (size_t i = 0; set && i < set->count; i++)
        if (set->items[i]->id == release)
            return set->items[i];
    return NULL;
}

struct editions *editions_with(const struct editions *set, const struct edition *edition)
{
    struct editions *with = set_of(set->count + 1);

    for (size_t i = 0; i < set->count; i++)
        if (set->items[i]->id != edition->id)
            set_add(with, set->items[i]);
    set_add(with, edition);
    with->active = set->active && set->active->id == edition->id ? edition : set->active;
    return with;
}

void editions_add(struct editions **set, const struct edition *edition)
{
    if (!edition || editions_find(*set, edition->id))
        return;
    struct editions *with = editions_with(*set, edition);
    editions_unref(*set);
    *set = with;
}

/* The set's own reference is the only one. Loans give up their set before the loop looks again. */
static bool is_idle(const struct editions *set, const struct edition *edition)
{
    return edition != set->active &&
           atomic_load_explicit(&((struct edition *)edition)->refs, memory_order_acquire) == 1;
}

struct editions *editions_trimmed(const struct editions *set)
{
    size_t idle = 0;

    for (size_t i = 0; i < set->count; i++)
        idle += is_idle(set, set->items[i]);
    if (idle <= EDITIONS_IDLE_MOST)
        return NULL;
    struct editions *kept = set_of(set->count);
    for (size_t i = 0; i < set->count; i++)
        if (is_idle(set, set->items[i]) && idle > EDITIONS_IDLE_MOST)
            idle--; /* used longest ago */
        else
            set_add(kept, set->items[i]);
    kept->active = set->active;
    return kept;
}

/* ---- from the store ---- */

static int release_of_text(struct engine *engine, const struct release_row *row,
                           struct arena *arena, struct release **out, struct err *err)
{
    struct value *body;
    int rc = canon_read(arena, row->body, &body, err);
    if (rc != 0)
        return rc;
    const struct value *files = value_get(body, "files");
    size_t count = value_len(files);
    struct script_file *list = ARENA_ARRAY(arena, struct script_file, count + 1);
    for (size_t i = 0; i < count; i++)
        list[i] = (struct script_file){.path = files->map.members[i].key.bytes,
                                       .text = files->map.members[i].value->text};
    return shelf_open_release(engine->options.shelf, list, count, out, err);
}

int engine_open_edition(struct engine *engine, int64_t id, struct release *release,
                        const struct edition **out, struct err *err)
{
    struct edition *edition;
    int rc = edition_open(id, release, &edition, err);

    *out = NULL;
    if (rc != 0)
        return rc;
    edition->alive = &engine->editions_alive;
    atomic_fetch_add_explicit(edition->alive, 1, memory_order_relaxed);
    *out = edition;
    return 0;
}

int edition_load(struct engine *engine, struct reader *reader, int64_t release,
                 const struct edition **out, struct err *err)
{
    struct arena arena = {0};
    struct release_row row;
    struct release *compiled;
    int rc = reader_release(reader, release, &arena, &row, err);

    *out = NULL;
    if (rc == 0 && fault_is_set("edition.load"))
        rc = err_set(err, STATUS_SCRIPT_FAILED, "a fault for tests");
    if (rc == 0)
        rc = release_of_text(engine, &row, &arena, &compiled, err);
    arena_close(&arena);
    return rc == 0 ? engine_open_edition(engine, release, compiled, out, err) : rc;
}

/* ---- the engine's set ---- */

const struct edition *engine_edition(const struct engine *engine, int64_t release)
{
    return editions_find(engine->editions, release);
}

static void replace_set(struct engine *engine, struct editions *set)
{
    editions_unref(engine->editions);
    engine->editions = set;
    engine->active = set->active;
}

void engine_trim_editions(struct engine *engine)
{
    struct editions *kept = NULL;

    if (engine->editions->count > EDITIONS_IDLE_MOST && !engine->keeps_editions)
        kept = editions_trimmed(engine->editions);
    if (kept)
        replace_set(engine, kept);
}

void engine_keep_edition(struct engine *engine, const struct edition *edition)
{
    if (!engine_edition(engine, edition->id))
        replace_set(engine, editions_with(engine->editions, edition));
}

void engine_set_active(struct engine *engine, const struct edition *edition)
{
    struct editions *former = engine->editions;

    if (!edition && !former->active)
        return;
    struct editions *set = editions_with(former, edition ? edition : former->active);
    set->active = edition;
    replace_set(engine, set);
    engine_trim_editions(engine);
    people_rebuild(engine);
    calendars_rebuild(engine);
    sweep_begin(engine);
}
