/* offices.c - which offices the active release knows, as callers see them. They come with the
 * release, since what a workflow is depends on them; a release without any has one that needs no
 * name.
 */
#include "engine/offices.h"
#include "engine/inside.h"

static struct value *office_summary(struct arena *arena, const struct value *office)
{
    static const char *const kept[] = {"code",         "parent",    "kind",     "zh",
                                       "en",           "level",     "area",     "review_body",
                                       "sealed_route", "successor", "organ_zh", "organ_en"};
    struct value *item = value_map(arena);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        value_put(arena, item, kept[i], value_get(office, kept[i]));
    return item;
}

struct value *engine_offices(struct engine *engine, struct arena *arena)
{
    const struct value *tree = value_get(engine_model(engine), "tree");
    struct value *items = value_list(arena), *only = value_map(arena);
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < value_len(tree); i++) {
            const struct value *office = tree->map.members[i].value;
            bool is_top = value_is_nil(value_get(office, "parent"));
            if (is_top == (round == 0))
                value_push(arena, items, office_summary(arena, office));
        }
    value_put(arena, only, "code", value_string(arena, RELEASE_ONLY_OFFICE));
    if (value_is_nil(tree))
        value_push(arena, items, only);
    return items;
}

static void put_roles(const struct engine *engine, const char *code, struct arena *arena,
                      struct value *shown)
{
    struct staff_person *const *people;
    size_t count = staff_people(engine->staff, &people);
    struct value *roles = value_map(arena);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < people[i]->membership_count; k++) {
            const struct staff_membership *held = &people[i]->memberships[k];
            if (strcmp(held->office, code) == 0 &&
                period_has(held->valid, loop_now_ms(engine->loop)))
                value_put(arena, roles, held->role,
                          value_int(arena, value_get_int(roles, held->role, 0) + 1));
        }
    value_put(arena, shown, "roles", roles);
}

struct value *engine_office(struct engine *engine, const char *code, struct arena *arena)
{
    const struct value *tree = value_get(engine_model(engine), "tree");
    const struct staff_office *office = staff_office(engine->staff, code);
    struct value *shown, *under = value_list(arena);

    if (!office && !(value_is_nil(tree) && strcmp(code, RELEASE_ONLY_OFFICE) == 0))
        return NULL;
    shown = office ? office_summary(arena, value_get(tree, code)) : value_map(arena);
    value_put(arena, shown, "code", value_string(arena, code));
    if (office) {
        value_put(arena, shown, "level", value_int(arena, office->level));
        value_put(arena, shown, "area", value_string(arena, office->area));
        value_put(arena, shown, "review_body",
                  value_string(arena, staff_review_body(engine->staff, code)));
        value_put(arena, shown, "sealed_route",
                  value_string(arena, staff_sealed_route(engine->staff, code)));
    }
    for (size_t i = 0; i < value_len(tree); i++)
        if (value_is_text(value_get(tree->map.members[i].value, "parent"), code))
            value_push(arena, under, value_text(arena, tree->map.members[i].key));
    value_put(arena, shown, "under", under);
    put_roles(engine, code, arena, shown);
    return shown;
}

bool engine_has_one_office(struct engine *engine)
{
    return value_is_nil(value_get(engine_model(engine), "tree"));
}

bool engine_has_office(struct engine *engine, const char *code)
{
    const struct value *tree = value_get(engine_model(engine), "tree");
    return value_is_nil(tree) ? strcmp(code, RELEASE_ONLY_OFFICE) == 0
                              : !value_is_nil(value_get(tree, code));
}

const struct value *engine_workflow_model(struct engine *engine, const char *office,
                                          const char *name)
{
    const struct workflow *workflow =
        engine->active ? edition_workflow(engine->active, slice_of(office), slice_of(name)) : NULL;
    return workflow ? workflow->model : NULL;
}
