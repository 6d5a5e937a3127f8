/* wall.h - the outer wall around a serving host: what the process gives up for good, so that a
 * script that broke out of its sandbox would find nothing to hold.
 */
#pragma once
#include <stdint.h>

/* First thing in the process: files no more than needed, no core dumps, no new privileges; where
 * the kernel has Landlock, no file outside `data` is opened for writing and none at all outside
 * `data` and the system's own folders. `reads` may be NULL: one more folder to read. */
void wall_limit(void);
void wall_fence(const char *data, const char *reads);
/* From now on a crash of the process (a fault, an abort) is marked in the slots. */
struct slots;
void wall_watch_crashes(struct slots *slots);
/* Once the host is ready: no other program is started, no other socket listens (seccomp). */
void wall_close(void);

/* What main found in NOTIFY_SOCKET and WATCHDOG_USEC; NULL where not set. Borrowed for ever. */
void wall_environment(const char *notify, const char *watchdog);
/* The service manager, where there is one: "READY=1", "STOPPING=1", "WATCHDOG=1". */
void wall_notify(const char *state);
/* How often "WATCHDOG=1" is expected, in ms; 0: never. Half of what the manager waits. */
int64_t wall_watchdog_ms(void);
