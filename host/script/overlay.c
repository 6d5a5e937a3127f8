/* overlay.c - what offices change: offices/CODE/WORKFLOW.lua, each upon what the office above ends
 * up with (release_inside.h, docs/customising.md).
 *
 * The offices nearest to the top are read first, each file in a Lua state of its own that is given
 * the workflow above as a value: so an office sees what it inherits and nothing else, and the
 * offices beside it cannot be seen at all. scripts/customize.lua decides what may be changed. What
 * comes out is a model like that of any workflow; offices without a file share the nearest above.
 *
 * Invariants: overlays are sorted by office, then workflow; `above` leads upwards only, so it ends.
 */
#include <assert.h>
#include <stdlib.h>
#include "script/check.h"
#include "script/declare.h"
#include "script/letter_files.h"
#include "script/places.h"
#include "script/playing.h"
#include "script/release_inside.h"
#include "script/tree.h"
#include "script/ways.h"

static const char tree_path[] = "offices/tree.csv";

/* ---- finding --------------------------------------------------------------------------------- */

static int order_overlays(const void *a, const void *b)
{
    const struct overlay *left = *(struct overlay *const *)a, *right = *(struct overlay *const *)b;
    int order = strcmp(left->office, right->office);
    return order ? order : strcmp(left->workflow, right->workflow);
}

/* Of that very office. */
static struct overlay *find_own(const struct release *release, const char *office,
                                const char *workflow)
{
    struct overlay wanted = {.office = office, .workflow = workflow}, *key = &wanted;
    if (release->overlay_count == 0)
        return NULL;
    struct overlay **found = bsearch(&key, release->overlays, release->overlay_count,
                                     sizeof *release->overlays, order_overlays);
    return found ? *found : NULL;
}

const struct overlay *overlay_find(const struct release *release, const char *office,
                                   const char *workflow)
{
    const struct overlay *found = NULL;
    if (release->overlay_count == 0)
        return NULL;
    office = release_office_code(release, office);
    while (office && !(found = find_own(release, office, workflow)))
        office = value_get_text(value_get(release->tree, office), "parent");
    return found;
}

const char *release_office_code(const struct release *release, const char *office)
{
    if (!office || !*office)
        return release->root;
    const struct value *known = value_get(release->tree, office);
    if (!value_is_nil(known))
        return value_get_text(known, "code");
    return strcmp(office, RELEASE_ONLY_OFFICE) == 0 ? release->root : NULL;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* One office's file while it is read. */
struct over_reading {
    struct release *release;
    struct overlay *overlay;
    struct declare_over over;
    struct value *model; /* out */
};

static int l_read_overlay(lua_State *L)
{
    struct over_reading *reading = lua_touserdata(L, 1);
    declare_collect(L, reading->release->faults);
    declare_open(L);
    int library = lua_gettop(L);
    declare_begin_over(L, library, &reading->over);
    release_run_chunk(L, reading->release, reading->overlay->chunk, library);
    reading->model = declare_finish(L, library, &reading->release->arena);
    return 0;
}

/* The stages that handlers return, of the workflow's own files and of all offices down to this. */
static struct value *returned_of(struct release *release, const struct overlay *overlay)
{
    struct value *returned = value_list(&release->arena);
    for (size_t i = 0; i < release->count; i++) {
        const struct chunk *chunk = &release->chunks[i];
        if (chunk->is_declaring && !chunk->is_of_office &&
            strcmp(chunk->workflow, overlay->workflow) == 0)
            check_returned(chunk->text, &release->arena, returned);
    }
    for (; overlay; overlay = overlay->above)
        check_returned(overlay->chunk->text, &release->arena, returned);
    return returned;
}

static int read_overlay(struct release *release, struct overlay *overlay,
                        const struct value *workflows, struct err *err)
{
    const char *parent = value_get_text(value_get(release->tree, overlay->office), "parent");
    overlay->above = parent ? overlay_find(release, parent, overlay->workflow) : NULL;
    struct over_reading reading = {
        .release = release,
        .overlay = overlay,
        .over = {.base = overlay->above ? overlay->above->model
                                        : value_get(workflows, overlay->workflow),
                 .returned = returned_of(release, overlay),
                 .places = places_read(overlay->chunk->text, &release->arena),
                 .office = overlay->office,
                 .path = overlay->chunk->path}
    };
    size_t known = release_faults(release);
    int rc = release_in_state(l_read_overlay, &reading, err);
    if (rc == 0)
        rc = release_fail_with(release, known, err);
    overlay->model = reading.model;
    if (rc == 0)
        ways_read(overlay->chunk->text, reading.model, &release->arena);
    if (rc == 0)
        letter_files_place(release, reading.model,
                           arena_printf(&release->arena, "offices/%s", overlay->office));
    return rc;
}

/* ---- the files under offices/ ---------------------------------------------------------------- */

#define FAIL_FILE(release, chunk, err, ...)                                                        \
    err_set_at(err, STATUS_SCRIPT_FAILED, "bad_overlay",                                           \
               arena_printf(&(release)->arena, "%s:1", (chunk)->path), __VA_ARGS__)

static int read_tree(struct release *release, struct err *err)
{
    struct value *tree = NULL;
    for (size_t i = 0; i < release->count; i++) {
        const struct chunk *chunk = &release->chunks[i];
        if (strcmp(chunk->path, tree_path) != 0)
            continue;
        int rc = tree_read(chunk->text, chunk->path, &release->arena, &tree, &release->root, err);
        if (rc != 0)
            return rc;
        release->tree = tree;
        value_put(&release->arena, release->model, "tree", tree);
    }
    return 0;
}

/* "offices/370102003/petition.lua" -> the overlay; the file must be one that could be. */
static int take_file(struct release *release, struct chunk *chunk, const struct value *workflows,
                     struct err *err)
{
    const char *code = chunk->path + sizeof "offices/" - 1, *slash = strchr(code, '/');
    size_t name_len = strlen(chunk->file) - (sizeof ".lua" - 1);
    if (!slash || slash + 1 != chunk->file)
        return FAIL_FILE(
            release, chunk, err,
            "this file lies in no office's folder. Put it into offices/CODE/, with the "
            "name of the workflow it changes.");
    struct slice office = {.bytes = code, .len = (size_t)(slash - code)};
    struct slice workflow = {.bytes = chunk->file, .len = name_len};
    if (value_is_nil(release->tree))
        return FAIL_FILE(release, chunk, err,
                         "which offices there are is not known: there is no %s. Write it, with the "
                         "columns code,parent,kind,zh,en.",
                         tree_path);
    if (value_is_nil(value_get_slice(release->tree, office)))
        return FAIL_FILE(release, chunk, err,
                         "there is no office \"%.*s\" in %s. Add it there, or correct the folder.",
                         SLICE_ARG(office), tree_path);
    if (value_is_nil(value_get_slice(workflows, workflow)))
        return FAIL_FILE(release, chunk, err,
                         "office %.*s changes workflow \"%.*s\", which is not in this release. The "
                         "file has the name of the workflow it changes.",
                         SLICE_ARG(office), SLICE_ARG(workflow));
    struct overlay *overlay = ARENA_NEW(&release->arena, struct overlay);
    overlay->office = arena_copy(&release->arena, office).bytes;
    overlay->workflow = arena_copy(&release->arena, workflow).bytes;
    overlay->chunk = chunk;
    release->overlays[release->overlay_count++] = overlay;
    return 0;
}

static int take_files(struct release *release, const struct value *workflows, struct err *err)
{
    int rc = 0;
    release->overlays = ARENA_ARRAY(&release->arena, struct overlay *, release->count);
    for (size_t i = 0; i < release->count && rc == 0; i++) {
        struct chunk *chunk = &release->chunks[i];
        if (chunk->is_of_office && chunk->is_lua)
            rc = take_file(release, chunk, workflows, err);
    }
    if (rc == 0)
        qsort(release->overlays, release->overlay_count, sizeof *release->overlays, order_overlays);
    return rc;
}

/* Those of one depth see only offices above them, so their order does not matter. */
static int read_by_depth(struct release *release, const struct value *workflows, struct err *err)
{
    size_t done = 0;
    int rc = 0;
    for (int depth = 0; done < release->overlay_count && rc == 0; depth++) {
        for (size_t i = 0; i < release->overlay_count && rc == 0; i++) {
            struct overlay *overlay = release->overlays[i];
            if (tree_depth(release->tree, overlay->office) != depth)
                continue;
            rc = read_overlay(release, overlay, workflows, err);
            done++;
        }
    }
    return rc;
}

/* { CODE = { workflows = { NAME = model } } } of offices that have changes, own or inherited. */
static void list_offices(struct release *release, const struct value *workflows)
{
    struct arena *arena = &release->arena;
    struct value *offices = value_map(arena);
    for (size_t i = 0; i < value_len(release->tree); i++) {
        struct slice code = release->tree->map.members[i].key;
        struct value *changed = value_map(arena);
        for (size_t k = 0; k < value_len(workflows); k++) {
            struct slice name = workflows->map.members[k].key;
            const struct overlay *overlay = overlay_find(release, code.bytes, name.bytes);
            if (overlay)
                value_put_slice(arena, changed, name, (struct value *)overlay->model);
        }
        if (value_len(changed) == 0)
            continue;
        struct value *office = value_map(arena);
        value_put(arena, office, "workflows", changed);
        value_put_slice(arena, offices, code, office);
    }
    value_put(arena, release->model, "offices", offices);
}

int overlays_read(struct release *release, const struct value *workflows, struct err *err)
{
    int rc = read_tree(release, err);
    if (rc == 0)
        rc = take_files(release, workflows, err);
    if (rc == 0)
        rc = read_by_depth(release, workflows, err);
    if (rc == 0 && release->overlay_count > 0)
        list_offices(release, workflows);
    return rc;
}

int overlays_check(struct release *release, const struct value *workflows, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < release->overlay_count && rc == 0; i++) {
        const struct overlay *overlay = release->overlays[i];
        rc =
            check_calls(overlay->chunk->text, overlay->chunk->path, overlay->model, workflows, err);
    }
    return rc;
}

/* ---- playing --------------------------------------------------------------------------------- */

/* The office nearest to the top first: what it declares is there for those below it. */
static void play_from(lua_State *L, int list, const struct overlay *overlay)
{
    if (!overlay)
        return;
    play_from(L, list, overlay->above);
    lua_createtable(L, 0, 2);
    lua_pushstring(L, overlay->office);
    lua_setfield(L, -2, "office");
    lua_rawseti(L, list, (lua_Integer)lua_rawlen(L, list) + 1);
    release_load_chunk(L, overlay->chunk);
}

void release_play_overlays(lua_State *L, const struct release *release, const char *office,
                           const char *workflow)
{
    play_from(L, lua_gettop(L), overlay_find(release, office, workflow));
}
