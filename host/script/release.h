/* release.h - an immutable set of scripts, compiled once, and what they declare.
 *
 * Opening a release compiles every chunk (text only, bounds of docs/hazards.md: 64 KiB per file,
 * 1,000 field steps in one expression, ...) and runs the declarations once in a recording
 * environment. Errors carry "dispute_mediation/workflow.lua:48". A release is counted and may be
 * used by many threads at once; nothing in it changes after release_open.
 *
 * The *model* is what the declarations say, as one value:
 *   { workflows = { NAME = {
 *       name, zh, en, at = "file:line", intake = FORM or nil, start = STAGE, code = "M" or nil,
 *       upgrade = nil | "new_cases_only", move = nil | { stage of a former release, ... },
 *       people = { relation = field },
 *       starts = { clock id, ... }, outcomes = { { id, zh, en }, ... },
 *       settings = { NAME = { zh, en, basis, value, min, max, at } },
 *       clocks   = { ID = { zh, en, owner = "office"|"citizen", basis, at, within = DURATION |
 *                           { choice = DURATION }, choose = field or nil, set_by = text or nil,
 *                           ladder = NAME or nil, pausable = { reason, ... } or nil, extend = nil |
 *                           { id, by = DURATION, times, approver, letter, basis } } },
 *       ladders  = { NAME = { at, steps = { { name, left = "25%" | DURATION | nil, at = "due" |
 * nil, late = DURATION | nil (exactly one of the three), card = colour, notify = { recipient, ...
 * }, reassign = { recipient, ... }, raise = "parent" | "review_body" | office code, letter, signal,
 * reply = clock id, incident = { zh, en }, acknowledge = true | DURATION | nil, is_life_safety
 * (true or nil)
 *                             }, ... } } }: in the order of time; left_of, late_of: the setting
 *                             the length comes from; source: of a step an office added or changed
 *       letters  = { NAME = { zh, en, at, file = "x.html", file_en or nil (both in letters/), path,
 *                             path_en: the same as files of the release (release_text), number =
 *                             "..{year}..{n}.." or nil, size } },
 *       notices  = { NAME = { zh, en, at, text = { zh, en } or nil, is_life_safety } },
 *       rates    = { NAME = { zh, en, at, count = { KIND = word, id, name, outcome, as }, of = the
 *                             same or nil, within = DURATION or nil } },
 *       assessments = { NAME = { zh, en, at, version, basis, appeal = DURATION, indicators = {
 *                             { rate, weight, better = "high" | "low" }, ... } } },
 *       forms    = { NAME = { zh, en, at, outcomes = { { id, zh, en, needs = { field, ... } } },
 *                    fields = { { name, type, zh, en, at, required, plain, personal, sealed, min,
 *                                 max, choices = { { id, zh, en } }, facts = { NAME = { kind =
 *                                 "age_under", n = 18 } }, fields = { ... } (of rows) }, ... } } },
 *       signals  = { NAME = { zh, en, at, from = { role, ... }, form, about = list or nil,
 *                    only_in, not_in = { stage, ... }, confirm = { form, to }, after_close =
 *                    DURATION, begins = stage, is_handled = bool, returns = { stage, ... } or nil,
 *                    closes } },
 *       stages   = { NAME = { zh, en, at, next = { stage, ... }, closes = { outcome, ... } or nil,
 *                    parts = { stage, ... } or nil } } } } }: returns, closes, parts as in ways.h
 *   , tree = { CODE = { code, parent (nil at the top), kind, zh, en, at } }: of offices/tree.csv
 *   , offices = { CODE = { workflows = { NAME = { ... as above } } } }: of each office with
 * changes, its own or inherited, the workflow as it ends up with it } There, besides: source = { {
 * office, at, what }, ... } at each part that an office declared or changed, the nearest last; of a
 * stage before, after = { { office, at }, ... }, replaced = { office, at }, route = { to = via }
 * and bent = { to = { office, at } } (next stays what its code may return); and a stage may have
 * duties = { start, stop = { clock id, ... }, letters = { NAME, ... } }. DURATION = { n = 5, unit =
 * "min" | "h" | "cd" | "wd" | "oh" }. Order that matters is kept in lists.
 */
#pragma once
#include "base/err.h"
#include "data/digest.h"
#include "data/value.h"

struct release;

/* Faults of declarations: { at = "file:line", code, text }, in a list of the arena. */
struct declare_faults {
    struct arena *arena;
    struct value *list;
};

struct script_file {
    const char *path;  /* "dispute_mediation/workflow.lua": in error messages, as given */
    struct slice text; /* UTF-8 */
};

/* Copies what it keeps. On failure *out is NULL and err says file, line, what to write instead. */
MUST_CHECK int release_open(const struct script_file *files, size_t count, struct release **out,
                            struct err *err);
/* The same without a look into the functions of stages: for the static check, which finds more
 * (check.h). Where `faults` is given it gets every fault of the declarations, not the first. */
MUST_CHECK int release_open_unchecked(const struct script_file *files, size_t count,
                                      struct declare_faults *faults, struct release **out,
                                      struct err *err);
struct release *release_ref(struct release *release);
void release_unref(struct release *release); /* NULL allowed */

enum { LETTER_BYTES_MOST = 256 * 1024 }; /* one template of a letter */

/* The text of a file of the release by its path, as a letter's `path` says it; no bytes: it has
 * none.
 */
struct slice release_text(const struct release *release, const char *path);

/* Over all paths and texts in bytewise order of path, so the same scripts have the same name. */
const struct digest *release_digest(const struct release *release);
/* The same without compiling; fails only where files cannot be a release at all. */
MUST_CHECK int release_digest_of(const struct script_file *files, size_t count, struct digest *out,
                                 struct err *err);
const struct value *release_model(const struct release *release);
/* Cases of a release without offices/tree.csv are held by this one. */
#define RELEASE_ONLY_OFFICE "office"
/* No office at all, for the specs of a workflow: as it is written, whatever the office at the top
 * changes. No case of a serving host has it. */
#define RELEASE_AS_WRITTEN "as_written"
/* The code of an office of the release: nothing or RELEASE_ONLY_OFFICE is the one at the top; NULL:
 * there is no such office. */
const char *release_office_code(const struct release *release, const char *office);
/* The workflow as that office ends up with it; NULL: no such workflow. An office without changes of
 * its own, or one the release does not know, has the workflow as it is written. */
const struct value *release_workflow(const struct release *release, const char *office,
                                     const char *name);
