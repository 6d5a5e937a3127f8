/* memory_trouble.c - a layer over SQLite's allocator that counts and fails (memory_trouble.h). */
#include "memory_trouble.h"
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static sqlite3_mem_methods real;
static atomic_uint_fast64_t left; /* until it strikes; 0: no plan */
static atomic_bool lasts_on, has_struck;

static bool strikes(void)
{
    uint64_t now = atomic_load(&left);
    while (now > 1 || (now == 1 && !atomic_load(&lasts_on)))
        if (atomic_compare_exchange_weak(&left, &now, now - 1)) {
            if (now == 1)
                atomic_store(&has_struck, true);
            return now == 1;
        }
    if (now == 1)
        atomic_store(&has_struck, true);
    return now == 1;
}

static void *on_malloc(int size)
{
    return strikes() ? NULL : real.xMalloc(size);
}

static void *on_realloc(void *block, int size)
{
    return strikes() ? NULL : real.xRealloc(block, size);
}

void memory_trouble_register(void)
{
    sqlite3_mem_methods layer;
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real) != SQLITE_OK) {
        fprintf(stderr, "SQLite was used before its memory could be layered\n");
        exit(2);
    }
    layer = real;
    layer.xMalloc = on_malloc;
    layer.xRealloc = on_realloc;
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &layer) != SQLITE_OK)
        exit(2);
}

void memory_trouble_plan(uint64_t nth, bool lasts)
{
    atomic_store(&has_struck, false);
    atomic_store(&lasts_on, lasts);
    atomic_store(&left, nth);
}

bool memory_trouble_has_struck(void)
{
    return atomic_load(&has_struck);
}

void memory_trouble_clear(void)
{
    atomic_store(&left, 0);
}
