/* release.c - a set of scripts, compiled once and described once (release.h).
 *
 * A folder with a workflow.lua is a workflow and has its name. Of its files spec.lua and
 * examples.lua are compiled (so that their faults show) and not run; the others run once in the
 * declaring world, workflow.lua first, then by name. What Lua compiled is kept as bytes; a state
 * that plays the workflow loads those instead of the text. Only files that declare a stage or a
 * handler are played.
 *
 * Files under offices/ are overlay.c's, templates of letters letter_files.c's. Files outside of any
 * workflow's folder run in a declaring world too, for the errors they give. Nothing changes after
 * release_open, so threads share it.
 */
#include "script/release_inside.h"
#include <assert.h>
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include "script/budget.h"
#include "script/check.h"
#include "script/declare.h"
#include "script/letter_files.h"
#include "script/lib.h"
#include "script/parse.h"
#include "script/playing.h"
#include "script/sandbox.h"
#include "script/scan.h"
#include "script/ways.h"

/* Units end a declaration that does not end. The wall is the net below them, wide enough for a busy
 * machine: no turn waits for it. */
enum { DECLARE_HEAP_BYTES = 64 << 20, DECLARE_WALL_MS = 30 * 1000, FILES_MAX = 4096 };

/* ---- files ----------------------------------------------------------------------------------- */

static int order_chunks(const void *a, const void *b)
{
    const struct chunk *left = a, *right = b;
    return strcmp(left->path, right->path);
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static void take_file(struct release *release, struct chunk *chunk, const struct script_file *file)
{
    struct arena *arena = &release->arena;
    chunk->path = arena_text(arena, file->path);
    chunk->text = arena_copy(arena, file->text);
    const char *slash = strrchr(chunk->path, '/');
    size_t len = slash ? (size_t)(slash - chunk->path) : 0;
    chunk->folder = arena_copy(arena, (struct slice){.bytes = chunk->path, .len = len}).bytes;
    chunk->file = slash ? slash + 1 : chunk->path;
    const char *last = strrchr(chunk->folder, '/');
    chunk->workflow = last ? last + 1 : chunk->folder;
    chunk->is_lua = ends_with(chunk->file, ".lua");
    chunk->is_of_office = strncmp(chunk->path, "offices/", 8) == 0;
    chunk->is_declaring = chunk->is_lua && strcmp(chunk->file, "spec.lua") != 0 &&
                          !ends_with(chunk->file, "_spec.lua") &&
                          strcmp(chunk->file, "examples.lua") != 0;
}

static void make_digest(struct release *release)
{
    struct digest_state state;
    digest_init(&state, NULL, 0);
    for (size_t i = 0; i < release->count; i++) {
        const struct chunk *chunk = &release->chunks[i];
        digest_add_int(&state,
                       (int64_t)strlen(chunk->path)); /* lengths keep names and texts apart */
        digest_add(&state, chunk->path, strlen(chunk->path));
        digest_add_int(&state, (int64_t)chunk->text.len);
        digest_add(&state, chunk->text.bytes, chunk->text.len);
    }
    digest_end(&state, &release->digest);
}

static int take_files(struct release *release, const struct script_file *files, size_t count,
                      struct err *err)
{
    if (count == 0 || count > FILES_MAX)
        return err_set(err, STATUS_SCRIPT_FAILED, "a release has 1 to %d files, this one has %zu",
                       FILES_MAX, count);
    release->chunks = ARENA_ARRAY(&release->arena, struct chunk, count);
    release->count = count;
    for (size_t i = 0; i < count; i++)
        take_file(release, &release->chunks[i], &files[i]);
    qsort(release->chunks, count, sizeof *release->chunks, order_chunks);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(release->chunks[i - 1].path, release->chunks[i].path) == 0)
            return err_set(err, STATUS_SCRIPT_FAILED, "the file %s is given twice",
                           release->chunks[i].path);
    }
    make_digest(release);
    return 0;
}

/* ---- compiling ------------------------------------------------------------------------------- */

static int on_dump(lua_State *L, const void *bytes, size_t len, void *data)
{
    (void)L;
    buf_add(data, bytes, len);
    return 0;
}

/* What the compiler says is "file:line: what near 'x'"; the name in it may be cut, the line is not.
 * At the end of a file it says no more than that: then our own parser names the opening. */
static int compiler_error(lua_State *L, struct release *release, const struct chunk *chunk)
{
    const char *text = lua_tostring(L, -1), *colon = text ? strstr(text, ":") : NULL, *said = NULL;
    int line = 1, len = 0;
    while (colon && sscanf(colon, ":%d: %n", &line, &len) != 1)
        colon = strchr(colon + 1, ':');
    if (text && strstr(text, "<eof>"))
        said = parse_fault_text(chunk->text, &release->arena, &line);
    lua_createtable(L, 0, 3);
    lua_pushliteral(L, "syntax");
    lua_setfield(L, -2, "code");
    if (said)
        lua_pushfstring(L, "Lua cannot read this: %s", said);
    else
        lua_pushfstring(L, "Lua cannot read this: %s. Correct the line or the one before it.",
                        colon && len ? colon + len : text);
    lua_setfield(L, -2, "message");
    lua_pushfstring(L, "%s:%d", chunk->path, line);
    lua_rawsetp(L, -2, &sandbox_key_where);
    return lua_error(L);
}

/* [-0, +1] The function of a chunk, from its text; its code is kept. */
static void push_compiled(lua_State *L, struct release *release, struct chunk *chunk)
{
    const char *name = lua_pushfstring(L, "@%s", chunk->path);
    if (vm_compile(L, chunk->text, name) != LUA_OK)
        compiler_error(L, release, chunk);
    lua_remove(L, -2);
    struct buf code = {0}; /* lua_dump raises nothing, and its writer only aborts */
    lua_dump(L, on_dump, &code, 0);
    chunk->code = arena_copy(&release->arena, buf_slice(&code));
    buf_close(&code);
    sandbox_push_locked_env(L);
    lua_setupvalue(L, -2, 1);
}

void release_load_chunk(lua_State *L, const struct chunk *chunk)
{
    if (luaL_loadbufferx(L, chunk->code.bytes, chunk->code.len, chunk->path, "b") != LUA_OK)
        lua_error(L);
    sandbox_push_locked_env(L);
    lua_setupvalue(L, -2, 1);
    lua_call(L, 0, 0);
}

void release_play(lua_State *L, const struct release *release, const char *workflow)
{
    for (size_t i = 0; i < release->count; i++) {
        const struct chunk *chunk = &release->chunks[i];
        if (chunk->is_played && !chunk->is_of_office && strcmp(chunk->workflow, workflow) == 0)
            release_load_chunk(L, chunk);
    }
}

/* ---- declaring ------------------------------------------------------------------------------- */

/* One folder while it is read. */
struct reading {
    struct release *release;
    const char *folder;
    struct value *returned; /* stages that handlers return */
    struct value *model;    /* out */
};

void release_run_chunk(lua_State *L, struct release *release, struct chunk *chunk, int library)
{
    push_compiled(L, release, chunk);
    if (chunk->is_declaring) {
        lua_call(L, 0, 0);
        chunk->is_played = declare_file_end(L, library);
    } else {
        lua_pop(L, 1);
    }
}

/* workflow.lua first: its errors are the ones to read first. */
static int l_read_folder(lua_State *L)
{
    struct reading *reading = lua_touserdata(L, 1);
    struct release *release = reading->release;
    const char *name = strrchr(reading->folder, '/');
    name = name ? name + 1 : reading->folder;
    declare_collect(L, release->faults);
    declare_open(L);
    int library = lua_gettop(L);
    declare_begin(L, library, name, reading->returned);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < release->count; i++) {
            struct chunk *chunk = &release->chunks[i];
            bool is_first = strcmp(chunk->file, "workflow.lua") == 0;
            if (chunk->is_lua && is_first == (round == 0) &&
                strcmp(chunk->folder, reading->folder) == 0)
                release_run_chunk(L, release, chunk, library);
        }
    }
    reading->model = declare_finish(L, library, &release->arena);
    return 0;
}

static bool is_workflow(const struct release *release, const char *folder)
{
    for (size_t i = 0; i < release->count; i++) {
        const struct chunk *chunk = &release->chunks[i];
        if (strcmp(chunk->folder, folder) == 0 && strcmp(chunk->file, "workflow.lua") == 0)
            return *folder != '\0';
    }
    return false;
}

int release_in_state(lua_CFunction body, void *arg, struct err *err)
{
    struct fiber_limits limits = {.heap_bytes = DECLARE_HEAP_BYTES, .wall_ms = DECLARE_WALL_MS};
    struct vm *vm;
    int rc = vm_open(&limits, &vm, err);
    if (rc)
        return rc;
    budget_begin(vm, 0, 0, false);
    rc = vm_protect(vm, body, arg, err);
    vm_close(vm);
    return rc;
}

size_t release_faults(const struct release *release)
{
    return release->faults ? value_len(release->faults->list) : 0;
}

int release_fail_with(const struct release *release, size_t known, struct err *err)
{
    if (release_faults(release) == known)
        return 0;
    const struct value *fault = value_item(release->faults->list, known);
    return err_set_at(err, STATUS_SCRIPT_FAILED, value_get_text(fault, "code"),
                      value_get_text(fault, "at"), "%s", value_get_text(fault, "text"));
}

static int read_workflow(struct release *release, const char *folder, struct value *workflows,
                         struct err *err)
{
    struct reading reading = {
        .release = release, .folder = folder, .returned = value_list(&release->arena)};
    for (size_t i = 0; i < release->count; i++) {
        const struct chunk *chunk = &release->chunks[i];
        if (chunk->is_declaring && strcmp(chunk->folder, folder) == 0)
            check_returned(chunk->text, &release->arena, reading.returned);
    }
    size_t known = release_faults(release);
    int rc = release_in_state(l_read_folder, &reading, err);
    if (rc == 0)
        rc = release_fail_with(release, known, err);
    if (rc)
        return rc;
    letter_files_place(release, reading.model, folder);
    for (size_t i = 0; i < release->count; i++) {
        const struct chunk *chunk = &release->chunks[i];
        if (chunk->is_declaring && strcmp(chunk->folder, folder) == 0)
            ways_read(chunk->text, reading.model, &release->arena);
    }
    const char *name = value_get_text(reading.model, "name");
    if (!value_is_nil(value_get(workflows, name)))
        return err_set_at(err, STATUS_SCRIPT_FAILED, "bad_declaration",
                          value_get_text(reading.model, "at"),
                          "workflow \"%s\" lies in two folders. Rename one of them.", name);
    value_put(&release->arena, workflows, name, reading.model);
    return 0;
}

/* A file that belongs to no workflow: run for the error it gives. */
static int l_read_stray(lua_State *L)
{
    struct reading *reading = lua_touserdata(L, 1);
    struct chunk *chunk = NULL;
    for (size_t i = 0; i < reading->release->count && !chunk; i++) {
        if (strcmp(reading->release->chunks[i].path, reading->folder) == 0)
            chunk = &reading->release->chunks[i];
    }
    assert(chunk);
    declare_open(L);
    int library = lua_gettop(L);
    declare_begin(L, library, chunk->workflow, reading->returned);
    release_run_chunk(L, reading->release, chunk, library);
    return 0;
}

static int refuse_stray(struct release *release, const struct chunk *chunk, struct err *err)
{
    struct reading reading = {
        .release = release, .folder = chunk->path, .returned = value_list(&release->arena)};
    int rc = release_in_state(l_read_stray, &reading, err);
    if (rc)
        return rc;
    return err_set_at(err, STATUS_SCRIPT_FAILED, "bad_declaration",
                      arena_printf(&release->arena, "%s:1", chunk->path),
                      "this file lies in no workflow's folder. Put it beside a workflow.lua.");
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Line by line, so that the fault has a place. */
static int check_utf8(struct release *release, const struct chunk *chunk, struct err *err)
{
    const char *at = chunk->text.bytes, *end = at + chunk->text.len;
    for (int line = 1; at < end; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((stop ? stop : end) - at);
        if (!lib_utf8_is_valid((struct slice){.bytes = at, .len = len}))
            return err_set_at(err, STATUS_SCRIPT_FAILED, "not_utf8",
                              arena_printf(&release->arena, "%s:%d", chunk->path, line),
                              "this line is not UTF-8. Save the file as UTF-8.");
        at += len + 1;
    }
    return 0;
}

static int scan_files(struct release *release, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < release->count && rc == 0; i++) {
        const struct chunk *chunk = &release->chunks[i];
        if (chunk->is_lua)
            rc = scan_source(chunk->text, chunk->path, err);
        if (chunk->is_lua && rc == 0)
            rc = check_utf8(release, chunk, err);
    }
    return rc ? rc : letter_files_scan(release, err);
}

static int read_folders(struct release *release, struct value *workflows, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < release->count && (rc == 0 || release->faults); i++) {
        struct chunk *chunk = &release->chunks[i];
        int one = 0;
        if (chunk->is_of_office)
            continue;
        bool is_first =
            is_workflow(release, chunk->folder) && strcmp(chunk->file, "workflow.lua") == 0;
        if (is_first)
            one = read_workflow(release, chunk->folder, workflows, err);
        else if (chunk->is_lua && !is_workflow(release, chunk->folder))
            one = refuse_stray(release, chunk, err);
        if (one)
            declare_fault_add(release->faults, err->where, err_code(err), err->text);
        rc = rc ? rc : one;
    }
    if (rc == 0 && value_len(workflows) == 0)
        rc = err_set(err, STATUS_SCRIPT_FAILED,
                     "there is no workflow here: no folder has a workflow.lua");
    return rc;
}

static int check_files(struct release *release, const struct value *workflows, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < release->count && rc == 0; i++) {
        const struct chunk *chunk = &release->chunks[i];
        const struct value *workflow = value_get(workflows, chunk->workflow);
        if (chunk->is_declaring && !chunk->is_of_office && !value_is_nil(workflow))
            rc = check_calls(chunk->text, chunk->path, workflow, workflows, err);
    }
    return rc;
}

int release_open_unchecked(const struct script_file *files, size_t count,
                           struct declare_faults *faults, struct release **out, struct err *err)
{
    struct release *release = mem_zero(sizeof *release);
    *out = NULL;
    atomic_init(&release->refs, 1);
    struct value *workflows = value_map(&release->arena);
    release->tree = &value_nil;
    release->root = RELEASE_ONLY_OFFICE;
    release->model = value_map(&release->arena);
    release->faults = faults;
    int rc = take_files(release, files, count, err);
    if (rc == 0)
        rc = scan_files(release, err);
    if (rc == 0)
        rc = read_folders(release, workflows, err);
    if (rc == 0)
        rc = overlays_read(release, workflows, err);
    if (rc) {
        release_unref(release);
        return rc;
    }
    value_put(&release->arena, release->model, "workflows", workflows);
    release->faults = NULL;
    *out = release;
    return 0;
}

int release_open(const struct script_file *files, size_t count, struct release **out,
                 struct err *err)
{
    int rc = release_open_unchecked(files, count, NULL, out, err);
    const struct value *workflows = rc ? NULL : value_get(release_model(*out), "workflows");
    if (rc == 0)
        rc = check_files(*out, workflows, err);
    if (rc == 0)
        rc = overlays_check(*out, workflows, err);
    if (rc) {
        release_unref(*out);
        *out = NULL;
    }
    return rc;
}

int release_digest_of(const struct script_file *files, size_t count, struct digest *out,
                      struct err *err)
{
    struct release taken = {0};
    int rc = take_files(&taken, files, count, err);
    *out = taken.digest;
    arena_close(&taken.arena);
    return rc;
}

struct release *release_ref(struct release *release)
{
    atomic_fetch_add_explicit(&release->refs, 1, memory_order_relaxed);
    return release;
}

void release_unref(struct release *release)
{
    if (!release || atomic_fetch_sub_explicit(&release->refs, 1, memory_order_acq_rel) != 1)
        return;
    arena_close(&release->arena);
    free(release);
}

const struct digest *release_digest(const struct release *release)
{
    return &release->digest;
}

const struct value *release_model(const struct release *release)
{
    return release->model;
}

const struct value *release_workflow(const struct release *release, const char *office,
                                     const char *name)
{
    const struct overlay *overlay = overlay_find(release, office, name);
    if (overlay)
        return overlay->model;
    const struct value *workflow = value_get(value_get(release->model, "workflows"), name);
    return value_is_nil(workflow) ? NULL : workflow;
}
