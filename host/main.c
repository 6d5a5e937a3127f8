/* main.c - argv to the command line; and the only place that reads the environment. */
#include <malloc.h>
#include <stdlib.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/wallclock.h"
#include "cli/cli.h"
#include "cli/wall.h"

/* What many threads give back stays with the process: heaps that grow and shrink page by page cost
 * a system call, and the faults after it, for every few cases that are woken and evicted. */
static void keep_memory(void)
{
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    mallopt(M_TOP_PAD, 1 << 20);
}

int main(int argc, char **argv)
{
    keep_memory();
    const char *debug = getenv("COMITY_DEBUG");
    fault_open(getenv("COMITY_FAULT"));
    wall_environment(getenv("NOTIFY_SOCKET"), getenv("WATCHDOG_USEC"));
    log_open(wallclock_real(), debug && *debug ? LOG_DEBUG : LOG_INFO);
    return cli_main(argc, argv);
}
