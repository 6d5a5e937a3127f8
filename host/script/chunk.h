/* chunk.h - one piece of Lua in exactly the sandbox and budget of a stage: `comity lua`, the attack
 * corpus, the fuzzers. */
#pragma once
#include "base/buf.h"
#include "base/err.h"
#include "script/fiber.h"

struct console;

/* A state that lives over several chunks (the REPL). */
MUST_CHECK int console_open(const struct fiber_limits *limits, struct console **out,
                            struct err *err);
/* Runs one chunk; what it returns is printed into `out`, one value per line. An expression may
 * leave out `return`. STATUS_SCRIPT_FAILED or STATUS_HOST_VERDICT with err filled. */
MUST_CHECK int console_run(struct console *console, struct slice text, const char *chunk_name,
                           struct buf *out, struct err *err);
void console_close(struct console *console);
