/* retold.c - the cases of a spec, lived again (retold.h, engine/outcome.h). */
#include "retold.h"
#include <stdio.h>
#include <string.h>
#include "engine/calendars.h"
#include "engine/inside.h"
#include "engine/outcome.h"

enum { CASES_MOST = 10000 };

static struct release *find_release(void *owner, int64_t id)
{
    const struct edition *edition = engine_edition(owner, id);
    return edition ? release_ref(edition->release) : NULL;
}

/* A part that was split off, or a case others were merged into, cannot be lived alone: that is
 * said, and is no fault. Anything else that cannot be compared is. */
static bool is_of_others(const struct outcome *out)
{
    return out->verdict == OUTCOME_INCOMPARABLE && strstr(out->reason, "another case took part");
}

/* What moved out sealed took the tasks about it along, so nobody can tell the classifying again:
 * that nothing is left is what it is for (engine/veil.c). */
static bool is_veiled(const struct case_row *row)
{
    static const char veil[] = "\"veil\"";
    return row->extra.len && memmem(row->extra.bytes, row->extra.len, veil, sizeof veil - 1);
}

static size_t tell(const struct outcome *out, const char *title)
{
    const struct difference *first = out->differences.first;

    if (out->verdict == OUTCOME_SAME || is_of_others(out))
        return 0;
    printf("%s: %s (%s): %s%s %s %s -> %s; %s %s\n", title ? title : "", out->number, out->workflow,
           out->reason, first ? difference_word(first->kind) : "", first ? first->subject : "",
           first ? first->was : "", first ? first->now : "", out->notes ? out->notes->name : "",
           out->notes ? out->notes->why : "");
    return 1;
}

size_t golden_retold(struct rehearsal *rehearsal, const char *title, size_t *cases)
{
    struct engine *engine = rehearsal_engine(rehearsal);
    struct release_source source = {
        .find = find_release, .owner = engine, .calendars = engine_calendars(engine)};
    struct outcome_finder finder;
    struct arena arena = {0};
    struct case_row *rows;
    struct err err = {0};
    size_t count = 0, faults = 0;

    if (!engine->active)
        return 0;
    outcome_finder_open(&finder, &source, engine->active->id, rehearsal_now_ms(rehearsal));
    if (reader_cases(rehearsal_reader(rehearsal), 0, CASES_MOST, &arena, &rows, &count, &err) != 0)
        faults++;
    for (size_t i = 0; i < count; i++) {
        struct outcome out;
        if (is_veiled(&rows[i]))
            continue;
        outcome_find(&finder, rehearsal_reader(rehearsal), &rows[i].ref, &arena, &out);
        faults += tell(&out, title);
        *cases += is_of_others(&out) ? 0 : 1;
    }
    outcome_finder_close(&finder);
    arena_close(&arena);
    return faults;
}
