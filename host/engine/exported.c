/* exported.c - an exported case with an engine beside it (exported.h). Time stands still there. */
#include "engine/exported.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "loop/simulated.h"
#include "script/shelf.h"

static int open_engine(struct exported *exported, struct err *err)
{
    struct engine_options options = {.chance = &exported->chance, .shelf = exported->shelf};
    struct store_options store = {.on_settled = engine_on_settled,
                                  .on_state = engine_on_state,
                                  .clock = &exported->clock.base};

    int rc = loop_open_simulated(&exported->clock, 1, &exported->loop, err);
    options.loop = exported->loop;
    if (rc == 0)
        rc = engine_open(&options, &exported->engine, err);
    store.owner = exported->engine;
    if (rc == 0)
        rc = store_open_simulated(exported->disk, &store, &exported->store, err);
    if (rc == 0)
        rc = engine_attach(exported->engine, exported->store, err);
    if (rc == 0)
        rc = reader_open(exported->store, &exported->reader, err);
    return rc;
}

int exported_open(struct exported *exported, struct slice text, struct err *err)
{
    return exported_open_on(exported, text, NULL, err);
}

int exported_open_on(struct exported *exported, struct slice text, struct shelf *shelf,
                     struct err *err)
{
    struct disk_case laid;

    *exported = (struct exported){0};
    int rc = exported_read(text, &exported->arena, &laid, err);
    if (rc == 0) {
        exported->ref = laid.row.ref;
        wallclock_held_init(&exported->clock, laid.row.at);
        chance_seeded(&exported->chance, 1);
        exported->disk = disk_new(1);
        exported->own_shelf = shelf ? NULL : shelf_new();
        exported->shelf = shelf ? shelf : exported->own_shelf;
        disk_lay_case(exported->disk, &laid);
        rc = open_engine(exported, err);
    }
    if (rc == 0)
        rc = reader_load(exported->reader, &exported->ref, &exported->arena, &exported->image, err);
    if (rc != 0)
        exported_close(exported);
    return rc;
}

void exported_close(struct exported *exported)
{
    if (exported->reader)
        reader_close(exported->reader);
    if (exported->loop)
        loop_close(exported->loop);
    if (exported->store)
        store_close(exported->store);
    engine_close(exported->engine);
    if (exported->disk)
        disk_close(exported->disk);
    shelf_free(exported->own_shelf);
    arena_close(&exported->arena);
    *exported = (struct exported){0};
}

/* The open stage is looked at twice: what was found is told once. */
struct telling {
    void (*on_fault)(void *owner, const struct id *case_ref, const struct err *err);
    void *owner;
    const struct err *told;
};

static void tell_fault(void *owner, const struct id *case_ref, const struct err *err)
{
    struct telling *telling = owner;
    if (strcmp(telling->told->text, err->text) != 0)
        telling->on_fault(telling->owner, case_ref, err);
}

int exported_verify(struct exported *exported,
                    void (*on_fault)(void *owner, const struct id *case_ref, const struct err *err),
                    void *owner, struct verify_result *out, struct err *err)
{
    const struct case_row *row = &exported->image.row;
    struct err fault = {0};
    struct telling telling = {.on_fault = on_fault, .owner = owner, .told = &fault};

    *out = (struct verify_result){0};
    if (verify_case(exported->engine, exported->reader, row, out, &fault) != 0)
        on_fault(owner, &exported->ref, &fault);
    out->replayed = 0;
    int rc = verify_stages(exported->engine, exported->reader, row, tell_fault, &telling, out, err);
    if (rc == 0 && out->faults > 0)
        rc = err_set(err, STATUS_CORRUPT, "The case is not what its journal says.");
    return rc;
}
