/* retold.c - every case that a seed has lived, lived again (engine/outcome.h): on releases that do
 * the same it must come out as it did. What cannot be compared is counted by its reason; a reason
 * that is not in the list below fails the run. */
#include <ctype.h>
#include <stdio.h>
#include "data/canon.h"
#include "duty/calendar.h"
#include "engine/calendars.h"
#include "engine/outcome.h"
#include "script/shelf.h"
#include "simulation/run.h"
#include "store/releases.h"

/* Why the method may say that it cannot tell. */
static const struct {
    const char *text;
} excuses[] = {
    {"the host itself parked it"},
    {"the host was away in the middle of its work"},
    {"it was carried to another stage"},
    {"another case took part in it"},
};
enum { EXCUSES = sizeof excuses / sizeof excuses[0] };

static struct {
    uint64_t cases, same, excused[EXCUSES];
} tally;

static int open_release(struct run *run, const struct release_row *row, struct arena *arena,
                        struct release **out, struct err *err)
{
    struct value *body;
    int rc = canon_read(arena, row->body, &body, err);
    if (rc != 0)
        return rc;
    const struct value *files = value_get(body, "files");
    size_t count = value_len(files);
    struct script_file *list = ARENA_ARRAY(arena, struct script_file, count + 1);
    for (size_t i = 0; i < count; i++)
        list[i] = (struct script_file){.path = files->map.members[i].key.bytes,
                                       .text = files->map.members[i].value->text};
    return shelf_open_release(run->world.shelf, list, count, out, err);
}

static struct release *find_release(void *owner, int64_t id)
{
    struct run *run = owner;
    struct arena arena = {0};
    struct release_row row;
    struct release *release = NULL;
    struct err err = {0};

    int rc = reader_release(run->world.reader, id, &arena, &row, &err);
    if (rc == 0)
        rc = open_release(run, &row, &arena, &release, &err);
    if (rc != 0)
        run_fail(run, "release %lld: %s", (long long)id, err.text);
    arena_close(&arena);
    return release;
}

static int64_t active_release(struct run *run)
{
    struct arena arena = {0};
    struct release_row *rows;
    struct err err = {0};
    size_t count;
    int64_t active = 0;
    if (reader_release_heads(run->world.reader, &arena, &rows, &count, &active, &err) != 0)
        run_fail(run, "releases cannot be read: %s", err.text);
    arena_close(&arena);
    return active;
}

static bool is_excused(const struct outcome *out)
{
    for (size_t i = 0; i < EXCUSES; i++)
        if (strstr(out->reason, excuses[i].text)) {
            tally.excused[i]++;
            return true;
        }
    return false;
}

static void check_outcome(struct run *run, const struct outcome *out)
{
    const struct difference *first = out->differences.first;
    char ref[ID_TEXT_LEN + 1];

    tally.cases++;
    tally.same += out->verdict == OUTCOME_SAME;
    id_to_text(&out->ref, ref);
    if (out->verdict == OUTCOME_INCOMPARABLE && !is_excused(out))
        run_fail(run, "case %s (%s) cannot be compared: %s", ref, out->workflow, out->reason);
    if (out->verdict == OUTCOME_DIFFERENT)
        run_fail(run, "case %s (%s) would go otherwise: %s \"%s\" %s -> %s %lld ms; %s %s", ref,
                 out->workflow, first ? difference_word(first->kind) : "",
                 first ? first->subject : "", first ? first->was : "", first ? first->now : "",
                 first ? (long long)first->shift_ms : 0LL, out->notes ? out->notes->name : "",
                 out->notes ? out->notes->why : "");
}

void check_retold(struct run *run)
{
    struct release_source source = {
        .find = find_release, .owner = run, .calendars = engine_calendars(run->world.engine)};
    struct outcome_finder finder;
    struct case_row *rows;
    struct arena arena = {0};
    struct err err = {0};
    size_t count;

    outcome_finder_open(&finder, &source, active_release(run), run->world.clock.now);
    if (reader_cases(run->world.reader, 0, 10000, &arena, &rows, &count, &err) != 0)
        run_fail(run, "cases cannot be read: %s", err.text);
    else
        for (size_t i = 0; i < count && !run->has_failed; i++) {
            struct outcome out;
            struct arena one = {0};
            outcome_find(&finder, run->world.reader, &rows[i].ref, &one, &out);
            check_outcome(run, &out);
            arena_close(&one);
        }
    outcome_finder_close(&finder);
    arena_close(&arena);
}

void tell_retold(void)
{
    printf("%llu cases lived again: %llu the same", (unsigned long long)tally.cases,
           (unsigned long long)tally.same);
    for (size_t i = 0; i < EXCUSES; i++)
        printf(", %llu: %s", (unsigned long long)tally.excused[i], excuses[i].text);
    putchar('\n');
}
