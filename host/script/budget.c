/* budget.c - the count hook: how long a script may go on.
 *
 * Every BUDGET_STEPS instructions on_count adds the steps and the bytes allocated since, and looks
 * at the wall clock about once per CLOCK_UNITS. A large block arms the hook for the next
 * instruction, so that `a..b` in a loop pays as it goes. The step is small because single
 * instructions can be slow (comparing two texts of 1 MiB: 60 us) and because its size costs
 * nothing: what costs is that there is a hook at all (a loop takes twice as long), measured equal
 * for 30 and for 10,000.
 *
 * States of a turn:  begun --budget_spend--> begun
 *                    begun --out of units, time or depth--> verdict (vm.h)
 *                    verdict --budget_begin--> begun
 * While a verdict stands the hook fires at every instruction: it yields where that is legal and
 * raises where not, so no pcall in between gets further than one instruction.
 */
#include "script/budget.h"

#include <assert.h>
#include <inttypes.h>

enum {
    CLOCK_UNITS = 1000, /* ten microseconds of plain Lua; slow instructions make it more */
    DEPTH_LOOKS = 16,   /* the depth is looked at once in so many looks at the clock */
    STACK_LEVELS = 16 * 1000,
    BYTES_A_UNIT = 64,
};

static void on_count(lua_State *L, lua_Debug *event);

static int hook_mask(const struct vm *vm)
{
    return vm->on_line ? LUA_MASKCOUNT | LUA_MASKLINE : LUA_MASKCOUNT;
}

void budget_arm(lua_State *L)
{
    lua_sethook(L, on_count, hook_mask(vm_of(L)), 1);
}

void budget_watch(lua_State *L)
{
    vm_of(L)->is_armed = false;
    lua_sethook(L, on_count, hook_mask(vm_of(L)), BUDGET_STEPS);
}

void budget_begin(struct vm *vm, int64_t units, int64_t wall_ms, bool is_replay)
{
    int64_t now_ms = vm->clock->boot_ms(vm->clock);
    bool goes_on = is_replay && vm->is_replay && vm->wall_end_ms != 0;

    if (wall_ms <= 0)
        wall_ms = is_replay ? VM_REPLAY_WALL_MS : vm->limits.wall_ms;
    if (!goes_on)
        vm->wall_end_ms = now_ms + wall_ms;
    vm->is_replay = is_replay;
    vm->units_left = units > 0 ? units : vm->limits.units;
    vm->units_to_clock = CLOCK_UNITS;
    vm->bytes_owed = 0;
    vm->is_armed = false;
    vm->is_raised = false;
    vm->verdict = NULL;
    vm->verdict_where[0] = '\0';
}

static void look_at_clock(struct vm *vm)
{
    vm->units_to_clock = CLOCK_UNITS;
    vm->looks++;
    if (vm->clock->boot_ms(vm->clock) >= vm->wall_end_ms)
        vm_set_verdict(vm, "wall", "the script took longer than %" PRId64 " ms",
                       vm->is_replay ? VM_REPLAY_WALL_MS : vm->limits.wall_ms);
}

bool budget_spend(struct vm *vm, int64_t units)
{
    assert(units >= 0);
    units += vm->bytes_owed / BYTES_A_UNIT;
    vm->bytes_owed %= BYTES_A_UNIT;
    vm->units_left -= units;
    vm->units_to_clock -= units;
    if (vm->units_left < 0 && (!vm->is_replay || vm->limits.bounds_replay))
        vm_set_verdict(vm, "budget", "the script did more than a turn may: %" PRId64 " units",
                       vm->limits.units);
    if (vm->units_to_clock < 0)
        look_at_clock(vm);
    return vm->verdict == NULL;
}

void budget_charge(lua_State *L, int64_t units)
{
    if (!budget_spend(vm_of(L), units))
        vm_stop(L);
}

/* Lua's own limit is a million slots: reached only where the memory cap is generous. */
static void look_at_depth(lua_State *L)
{
    lua_Debug ar;
    if (vm_of(L)->looks % DEPTH_LOOKS == 0 && lua_getstack(L, STACK_LEVELS, &ar))
        vm_set_verdict(vm_of(L), "stack", "functions call each other more than %d deep",
                       STACK_LEVELS);
}

static void on_count(lua_State *L, lua_Debug *event)
{
    struct vm *vm = vm_of(L);

    if (event->event == LUA_HOOKLINE) {
        if (vm->on_line)
            vm->on_line(vm, L, event);
        return;
    }
    if (!vm->verdict) {
        unsigned looks = vm->looks;
        budget_spend(vm, vm->is_armed ? 1 : BUDGET_STEPS);
        if (vm->looks != looks)
            look_at_depth(L);
        if (vm->is_armed)
            budget_watch(L);
    }
    if (!vm->verdict)
        return;
    vm_note_place(L);
    budget_arm(L);
    if (lua_isyieldable(L))
        lua_yield(L, 0);
    else
        vm_stop(L);
}
