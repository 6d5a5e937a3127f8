/* offset.h - DIR/clock: how far the wall clock stood ahead of CLOCK_BOOTTIME when a host last took
 * it to be right, and in which boot of the machine. A host that starts in the same boot so learns
 * of a jump that came while none ran (rules.md E17); after a reboot nothing is known.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* False: not known. Call it before the process fences itself in. */
bool offset_read(const char *data, int64_t *offset_ms);
/* Replaces the file; a failure is logged: it only costs that knowledge. */
void offset_write(const char *data, int64_t offset_ms);
