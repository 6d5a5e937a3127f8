/* spec_inside.h - the specs of a release while they are run: spec.c reads and runs them,
 * spec_words.c is what they say (t, a case, an actor, what is expected).
 */
#pragma once
#include <lua.h>
#include "script/spec.h"
#include "script/vm.h"

struct spec_run {
    struct vm *vm;
    const struct script_file *files;
    size_t count;
    const struct spec_host *host;
    void *host_data;
    struct arena arena;   /* of one spec */
    const char *workflow; /* whose folder is read */
    const char *office;   /* whose file is read, or whose spec runs; "" of a workflow's folder */
    bool has_offices;
    int specs_ref, examples_ref;
    lua_Integer current; /* the spec that runs, from 1 */
};

static inline struct spec_run *run_of(lua_State *L)
{
    return vm_of(L)->owner;
}

/* Makes the classes. */
RAISES void spec_words_open(lua_State *L);
/* [-values, +1] An object of a class with the values on top as its user values. */
RAISES void spec_push_object(lua_State *L, const char *class, int values);
