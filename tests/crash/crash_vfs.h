/* crash_vfs.h - a SQLite VFS under which power can fail, and calls too.
 *
 * It stands over the system's VFS: the files really exist and are what the process sees (the page
 * cache). Beside each file it keeps what would be left if power failed now: the bytes as of the
 * last good sync, and every write, truncation and deletion since. Nothing is ever really synced.
 *
 *   RUNNING --crash_vfs_kill, or the n-th call--> DEAD --crash_vfs_restart--> RUNNING
 *
 * While DEAD every call fails. Restart makes the files what survived: of the changes since the last
 * sync each 512-byte sector is kept, lost, or (at times) garbage, by seed. A failed sync behaves as
 * on Linux: the pages count as clean afterwards, so a later sync does not write them; they are in
 * memory, not on disk, until somebody writes them again.
 *
 * One VFS in a process. Safe from several threads.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define CRASH_VFS_NAME "crash"

enum crash_call {
    CRASH_OPEN,
    CRASH_READ,
    CRASH_WRITE,
    CRASH_SYNC,
    CRASH_TRUNCATE,
    CRASH_DELETE,
    CRASH_CALLS,
};

enum crash_fault {
    CRASH_FAULT_NONE,
    CRASH_FAULT_ONCE,   /* the n-th call fails with EIO */
    CRASH_FAULT_STICKY, /* and all after it */
    CRASH_FAULT_FULL,   /* the n-th write and all after it find the disk full (half is written) */
    CRASH_FAULT_POWER,  /* power fails in the middle of it */
};

void crash_vfs_register(void);
/* Forgets all files and faults; the files of the directory now are on disk as they are. */
void crash_vfs_reset(uint64_t seed);
/* The fault strikes at the n-th call of this kind from now on (1: the next). */
void crash_vfs_plan(enum crash_call call, enum crash_fault fault, uint64_t nth);
uint64_t crash_vfs_calls(enum crash_call call); /* since the last reset or restart */
bool crash_vfs_has_struck(void);
void crash_vfs_clear_fault(void);
void crash_vfs_kill(void);
bool crash_vfs_is_dead(void);
/* No file may be open. */
void crash_vfs_restart(void);
