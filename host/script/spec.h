/* spec.h - runs the specs of a workflow. Every act (`t:start`, `t:advance`, `case:claim`,
 * `t:expect(...):stage "x"`) is handed to a table: the rehearsal drives a whole host in virtual
 * time behind it.
 */
#pragma once
#include "base/err.h"
#include "data/value.h"
#include "script/release.h"

/* The acts and their args; all of them also hold `where`, the line of the spec.
 *   now         at ("2026-01-05 09:00")
 *   start       workflow, data, example, office (the last two may be nil); out: the case
 *   advance     by (DURATION)
 *   advance_to  at (date, or date and time)
 *   claim       actor, case, name, row (may be nil)
 *   complete    actor, case, name, data { outcome, fields }
 *   signal      actor, case, name, data { row, outcome, fields }
 *   extend      actor, case, name (a clock), by, reason, row      pause  ... reason, row
 *   resume      actor, case, name, row
 *   place       actor, case, name (a dispatch), deed ("claim", "checkin", ...), data
 *   serve       actor, case, name (a letter), data { outcome, way, on, reason }
 *   outside     name (a target), data ("done", "failed", "silent" or fields)
 *   cannot_see  actor, case, name (a field; nil: the whole case)
 *   reads_nothing  actor, case, name (words)
 *   expect_rate workflow, name, data { count, of, figure }
 *   look        actor, case, name (of a dispatch); out: what he is shown
 *   retry       case                   county  roles (a list of words, or nil)
 *   due         case, name, row; out: date or nil
 *   code        case, name (of a dispatch); out: that of its meeting point
 *   linked      case, name (of the link), number (nil: 1), actor (nil: as the case shows it);
 *               out: the linked case
 *   expect.X    case, name (of expect.incident: may be nil)
 *   expect.due  case, name, value (a date; nil: none must run), row (may be nil)
 * `case` is what start gave; beside `actor`, a role, stands `person`, his name, or nil.
 * `t:as("clerk"):refused "code" :complete(...)` is decided here, by the code of the refusal.
 */
struct spec_host {
    /* A new rehearsal for each spec; `title` is the spec's. */
    int (*on_begin)(void *host, const char *title, struct err *err);
    /* act: "now" "start" "example" "advance" "advance_to" "claim" "complete" "signal" "retry"
     * "due" "expect.stage" "expect.status" "expect.task" "expect.due" "expect.outcome"
     * "expect.incident" ...; args holds what the script gave: { case, actor, name, data, ... }.
     * STATUS_SCRIPT_FAILED: the expectation was not met or the act refused; err says what. */
    int (*on_act)(void *host, const char *act, const struct value *args, struct arena *arena,
                  struct value **out, struct err *err);
    void (*on_end)(void *host, const char *title, const struct err *failure); /* NULL: passed */
};

/* Runs every `spec` in the given files (spec.lua, with examples.lua, and those of offices) in
 * order; returns 0 even if specs failed (on_end tells), a status if a file cannot be run at all. */
MUST_CHECK int spec_run(const struct script_file *files, size_t count, const struct spec_host *host,
                        void *host_data, struct err *err);
