/* conformance.h - a store of either kind, its refusals, and every test run against both. */
#pragma once
#include "world.h"

static inline struct world *open_world(void **state)
{
    static struct world world;
    world_open(&world, *(enum world_kind *)*state);
    return &world;
}

/* Writes the set; its status, and if it was refused the code is `code`. */
static inline int refusal(struct world *world, struct write_set *set, const char *code)
{
    int status = world_write(world, set);
    if (status == STATUS_REFUSED)
        assert_string_equal(set->err.code, code);
    write_set_close(set);
    return status;
}
