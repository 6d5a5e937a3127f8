/* scanner.h - who runs the virus scanner of `serve --scan COMMAND`.
 *
 * A serving host may start no programs (wall.h), so a small process is forked before the wall goes
 * up. It gets a file's bytes and a place for the verdict as two descriptors, runs the command with
 * the one as its standard input, and writes one byte into the other: the exit code. It holds
 * nothing of the host and ends with it.
 */
#pragma once
#include "base/err.h"

/* The socket to ask it by (engine_options.scan), or a status. Before threads and walls. */
MUST_CHECK int scanner_start(const char *command, int *socket, struct err *err);
