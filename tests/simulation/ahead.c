/* ahead.c - pre-flights in the middle of a run: they write nothing and change the order of nothing
 * (simulate --same compares disks), and what they say of scripts that have not changed is "same".
 */
#include "engine/preflight.h"
#include "simulation/run.h"
#include "store/releases.h"

/* The newest stored release, which need not be the active one. */
static bool newest(struct run *run, struct release_row *out, size_t *count)
{
    struct arena arena = {0};
    struct release_row *rows;
    int64_t active;
    struct err err = {0};
    int rc = reader_release_heads(run->world.reader, &arena, &rows, count, &active, &err);

    if (rc == 0 && *count > 0)
        *out = (struct release_row){.id = rows[*count - 1].id, .digest = rows[*count - 1].digest};
    arena_close(&arena);
    return rc == 0 && *count > 0;
}

void look_ahead(struct run *run)
{
    struct release_row release;
    struct err err = {0};
    size_t count;

    if (!newest(run, &release, &count))
        return;
    int rc = engine_preflight(run->world.engine, release.id, &release.digest, &err);
    if (rc != 0 && rc != STATUS_CONFLICT && rc != STATUS_STOPPING)
        run_fail(run, "a pre-flight does not begin: %s", err.text);
}

static void check_finding(struct run *run, const struct finding *finding)
{
    if (finding->verdict != VERDICT_SAME)
        run_fail(run, "nothing has changed, yet case %s (%s) is found to be otherwise (%s): %s",
                 finding->number, finding->workflow, verdict_word(finding->verdict),
                 finding->message ? finding->message : "");
}

/* With one release in the store every case is on it: all that replays must be the same. */
void check_ahead(struct run *run)
{
    struct release_row release;
    const struct preflight *preflight;
    const struct finding *finding;
    int64_t after = 0;
    size_t count;

    if (run->has_failed || !newest(run, &release, &count) || count != 1 ||
        !(preflight = preflight_last(run->world.engine, release.id)))
        return;
    if (preflight_state(preflight) == PREFLIGHT_RUNNING)
        run_fail(run, "everything has settled, yet a pre-flight runs");
    if (preflight_state(preflight) == PREFLIGHT_FAILED)
        run_fail(run, "a pre-flight failed: %s", preflight_err(preflight)->text);
    while (!run->has_failed && (finding = preflight_next(preflight, NULL, after, VERDICT_COUNT))) {
        check_finding(run, finding);
        after = finding->case_id;
    }
}
