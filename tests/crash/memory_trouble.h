/* memory_trouble.h - SQLite's memory, of which the n-th piece is not there.
 *
 * Only SQLite's own: what the host allocates by itself ends it (kill_load --how memory). Safe from
 * several threads.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Before anything of SQLite is used. */
void memory_trouble_register(void);
/* The n-th allocation from now on fails; `lasts`: and all after it. */
void memory_trouble_plan(uint64_t nth, bool lasts);
bool memory_trouble_has_struck(void); /* since the last plan */
void memory_trouble_clear(void);      /* has_struck stays */
