/* release_inside.h - the inside of a release, shared by the files that read one; nobody else
 * includes it.
 *
 *   release.c   the files; each workflow's folder as it is written
 *   overlay.c   what the offices change of them       tree.c   which offices there are
 */
#pragma once
#include <lua.h>
#include <stdatomic.h>
#include "script/release.h"
#include "script/vm.h"

struct chunk {
    const char *path;
    const char *folder;   /* "dispute_mediation", "" at the top */
    const char *workflow; /* the last part of the folder */
    const char *file;     /* "forms.lua" */
    struct slice text;
    struct slice code; /* what Lua made of it */
    bool is_lua, is_declaring, is_played;
    bool is_of_office; /* lies under offices/ */
};

/* What one office changes of one workflow. */
struct overlay {
    const char *office, *workflow;
    struct chunk *chunk;
    const struct overlay *above; /* the nearest of an office further up; NULL: none */
    const struct value *model;   /* the workflow as this office ends up with it */
};

struct release {
    atomic_int refs;
    struct arena arena;
    struct chunk *chunks; /* bytewise by path */
    size_t count;
    struct digest digest;
    struct value *model;
    struct declare_faults *faults; /* while it is opened: where all are collected; else NULL */
    const struct value *tree;      /* code -> office; &value_nil without offices/tree.csv */
    const char *root;              /* code of the office at the top */
    struct overlay **overlays;     /* bytewise by office, then workflow */
    size_t overlay_count;
};

/* A state of its own for what is read together, so that no file can touch what others declared. */
MUST_CHECK int release_in_state(lua_CFunction body, void *arg, struct err *err);
/* Where faults are collected: how many there are; the first of those since then as an error, or 0.
 */
size_t release_faults(const struct release *release);
MUST_CHECK int release_fail_with(const struct release *release, size_t known, struct err *err);
/* Compiles the chunk and, if it declares, runs it in the declaring library at that index. */
RAISES void release_run_chunk(lua_State *L, struct release *release, struct chunk *chunk,
                              int library);
/* Runs what was compiled, in an environment that nobody can write to. */
RAISES void release_load_chunk(lua_State *L, const struct chunk *chunk);

/* overlay.c: all files under offices/, upon the workflows as they are written. Fills the tree and
 * the overlays and puts `offices` and `tree` into the model. */
MUST_CHECK int overlays_read(struct release *release, const struct value *workflows,
                             struct err *err);
/* The literals of the offices' own files against what they end up with. */
MUST_CHECK int overlays_check(struct release *release, const struct value *workflows,
                              struct err *err);
/* The nearest overlay of an office or one above it; NULL: the workflow is as it is written. */
const struct overlay *overlay_find(const struct release *release, const char *office,
                                   const char *workflow);
