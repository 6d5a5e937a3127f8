/* main.c - argv to the command line; and the only place that reads the environment. */
#include <stdlib.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/wallclock.h"
#include "cli/cli.h"
#include "cli/wall.h"

int main(int argc, char **argv)
{
    const char *debug = getenv("COMITY_DEBUG");
    fault_open(getenv("COMITY_FAULT"));
    wall_environment(getenv("NOTIFY_SOCKET"), getenv("WATCHDOG_USEC"));
    log_open(wallclock_real(), debug && *debug ? LOG_DEBUG : LOG_INFO);
    return cli_main(argc, argv);
}
