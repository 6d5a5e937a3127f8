/* check_facts.c - do the facts that statistics count say of each case what its rows say? They are
 * folded from the journal alone (engine/facts.h), the rows come from the turns themselves: if the
 * two agree after crashes and faults, a rate counts what happened.
 *
 *   clocks   started less those met, late and stopped or cancelled = those that run
 *   tasks    opened less those ended = those that are open
 *   stage    the last one entered and not left is the case's; a closed case has none
 *   letters  issued as many as there are
 *   once     what is folded row by row, kept as text and read back is what is folded at once
 */
#include <stdlib.h>
#include <string.h>
#include "duty/clock.h"
#include "data/canon.h"
#include "engine/facts.h"
#include "simulation/run.h"

static void fault(struct run *run, const struct case_row *row, const char *what, size_t told,
                  size_t there)
{
    char ref[ID_TEXT_LEN + 1];
    run_fail(run, "facts of case %s (%.*s, seq %lld): %s: %zu told, %zu there",
             id_to_text(&row->ref, ref), SLICE_ARG(row->workflow), (long long)row->seq, what, told,
             there);
}

static bool clock_runs(const struct part *part, struct arena *arena)
{
    struct value *body;
    struct clock clock;
    struct err err = {0};
    return part->kind == PART_CLOCK && !strchr(part->key.bytes, '@') &&
           canon_read(arena, part->body, &body, &err) == 0 &&
           clock_from_value(arena, body, &clock, &err) == 0 && !clock_is_stopped(&clock);
}

static size_t count_facts(const struct case_facts *facts, enum fact_kind kind, const char *word)
{
    size_t count = 0;
    for (size_t i = 0; i < facts->count; i++)
        count += facts->items[i].kind == kind && strcmp(facts->items[i].word, word) == 0;
    return count;
}

static void compare(struct run *run, const struct case_image *image, struct facts_fold *fold,
                    struct arena *arena)
{
    const struct case_row *row = &image->row;
    const struct case_facts *facts = facts_fold_facts(fold);
    struct facts_open open = facts_fold_open(fold);
    size_t clocks = 0, tasks = 0, letters = 0;

    for (size_t i = 0; i < image->part_count; i++) {
        clocks += clock_runs(&image->parts[i], arena);
        tasks += image->parts[i].kind == PART_TASK && part_is_live(&image->parts[i]);
        letters += image->parts[i].kind == PART_LETTER;
    }
    if (open.is_closed != (row->status == CASE_CLOSED))
        fault(run, row, "closed", open.is_closed, row->status == CASE_CLOSED);
    if (!open.is_closed && open.clocks != clocks)
        fault(run, row, "clocks that run", open.clocks, clocks);
    if (!open.is_closed && open.tasks != tasks)
        fault(run, row, "tasks that are open", open.tasks, tasks);
    if (!open.is_closed && !slice_is(row->stage, open.stage ? open.stage : ""))
        fault(run, row, "another stage", 0, 0);
    if (count_facts(facts, FACT_LETTER, "issued") != letters)
        fault(run, row, "letters", count_facts(facts, FACT_LETTER, "issued"), letters);
    if (!slice_is(row->office, facts->office ? facts->office : ""))
        fault(run, row, "another holder", 0, 0);
}

/* A clock is judged once in each of its runs, and a thing ends no more often than it began. */
static void check_runs(struct run *run, const struct case_row *row, const struct case_facts *facts)
{
    size_t started = count_facts(facts, FACT_CLOCK, "started");
    size_t judged = count_facts(facts, FACT_CLOCK, "met") + count_facts(facts, FACT_CLOCK, "late");
    size_t opened = count_facts(facts, FACT_TASK, "opened");
    size_t ended = count_facts(facts, FACT_TASK, "done") + count_facts(facts, FACT_TASK, "expired");

    if (judged > started)
        fault(run, row, "clocks judged that never started", judged, started);
    if (ended > opened)
        fault(run, row, "tasks ended that were never opened", ended, opened);
    for (size_t i = 1; i < facts->count; i++)
        if (facts->items[i].at_ms < facts->items[i - 1].at_ms)
            fault(run, row, "time runs backwards at fact", i, facts->count);
}

static void check_text(struct run *run, const struct case_row *row, const struct case_facts *facts,
                       struct arena *arena)
{
    struct buf text = {0};
    struct case_facts again = {0};
    struct err err = {0};

    facts_write(facts, &text);
    if (facts_read(buf_slice(&text), arena, &again, &err) != 0 || again.count != facts->count)
        fault(run, row, "facts read back", again.count, facts->count);
    for (size_t i = 0; i < again.count && i < facts->count; i++)
        if (!fact_is_equal(&again.items[i], &facts->items[i]))
            fault(run, row, "a fact read back is another", i, facts->count);
    buf_close(&text);
}

void check_facts(struct run *run)
{
    struct facts_source source = {.engine = run->world.engine, .reader = run->world.reader};

    for (size_t i = 0; i < run->case_count && !run->has_failed; i++) {
        struct arena arena = {0};
        struct case_image image;
        struct facts_fold *fold;
        struct err err = {0};
        if (reader_load(run->world.reader, &run->cases[i], &arena, &image, &err) == 0) {
            if (facts_of_case(&source, &image.row, &arena, &fold, &err) != 0) {
                run_fail(run, "facts cannot be told: %s", err.text);
            } else {
                compare(run, &image, fold, &arena);
                check_runs(run, &image.row, facts_fold_facts(fold));
                check_text(run, &image.row, facts_fold_facts(fold), &arena);
            }
        }
        arena_close(&arena);
    }
    facts_source_close(&source);
}
