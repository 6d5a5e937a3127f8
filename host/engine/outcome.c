/* outcome.c - one case, compared (outcome.h). */
#include "engine/outcome.h"
#include "data/canon.h"
#include "engine/row.h"

const char *outcome_verdict_word(enum outcome_verdict verdict)
{
    static const char *const words[] = {[OUTCOME_SAME] = "same",
                                        [OUTCOME_DIFFERENT] = "different",
                                        [OUTCOME_INCOMPARABLE] = "incomparable"};
    return words[verdict];
}

void outcome_finder_open(struct outcome_finder *finder, const struct release_source *source,
                         int64_t candidate, int64_t until_ms)
{
    *finder = (struct outcome_finder){.as_recorded = retell_world_new(source),
                                      .as_candidate = retell_world_new(source),
                                      .candidate = candidate,
                                      .until_ms = until_ms};
}

void outcome_finder_close(struct outcome_finder *finder)
{
    retell_world_free(finder->as_recorded);
    retell_world_free(finder->as_candidate);
    *finder = (struct outcome_finder){0};
}

static void cannot_compare(struct outcome *out, const char *reason)
{
    out->verdict = OUTCOME_INCOMPARABLE;
    out->reason = reason;
}

/* In one sentence, where the record and its own retelling part. */
static const char *parting(const struct differences *differences, struct arena *arena)
{
    const struct difference *first = differences->first;
    return arena_printf(arena,
                        "lived again on the release it ran on, it does not come out as recorded: "
                        "%s%s%s%s%s%s%s%s (%zu in all)",
                        difference_word(first->kind), *first->subject ? " \"" : "", first->subject,
                        *first->subject ? "\"" : "", *first->was ? ", recorded " : "", first->was,
                        *first->now ? ", now " : "", first->now, differences->count);
}

/* A verdict that hangs on the machine - time, memory, a crash - is not repeated by living again. */
static const char *parked_by_machine(const struct telling *telling, struct arena *arena)
{
    static const char *const codes[] = {"wall", "memory", "quarantine"};

    for (size_t i = 0; i < telling->count; i++) {
        const char *code = value_get_text(value_get(telling->rows[i].body, "error"), "code");
        for (size_t k = 0; code && k < sizeof codes / sizeof codes[0]; k++)
            if (strcmp(code, codes[k]) == 0)
                return arena_printf(arena,
                                    "the host itself parked it (%s, turn %lld), which living "
                                    "again does not repeat",
                                    code, (long long)telling->rows[i].row->seq);
    }
    return NULL;
}

/* What a case had still to do of itself when the host went away it did when the host was back. */
static const char *host_was_away(const struct telling *telling, struct arena *arena)
{
    for (size_t i = 1; i < telling->count; i++)
        if (event_follows(telling->rows[i].kind) &&
            telling->journal[i].at - telling->journal[i - 1].at > OUTCOME_TOLERANCE_MS)
            return arena_printf(arena,
                                "the host was away in the middle of its work (turn %lld), or its "
                                "clock was set",
                                (long long)telling->journal[i].seq);
    return NULL;
}

static bool is_task_of(const struct course_task *task, const struct course_task *other)
{
    return strcmp(task->form, other->form) == 0 && strcmp(task->row, other->row) == 0;
}

static bool is_waiting(const struct course_task *task)
{
    return strcmp(task->status, "open") == 0 || strcmp(task->status, "claimed") == 0;
}

/* Was the n-th of this form and row open as well, as things went? */
static bool waited_before(const struct course *was, const struct course *now, size_t index)
{
    size_t before = 0;

    for (size_t i = 0; i < index; i++)
        before += is_task_of(&now->tasks[i], &now->tasks[index]);
    for (size_t i = 0; i < was->task_count; i++)
        if (is_task_of(&was->tasks[i], &now->tasks[index]) && before-- == 0)
            return is_waiting(&was->tasks[i]);
    return false;
}

static void list_waits(struct outcome *out, struct arena *arena)
{
    struct outcome_wait **end = &out->waits;

    for (size_t i = 0; i < out->now.task_count; i++) {
        const struct course_task *task = &out->now.tasks[i];
        if (!is_waiting(task) || waited_before(&out->was, &out->now, i))
            continue;
        struct outcome_wait *wait = ARENA_NEW(arena, struct outcome_wait);
        *wait =
            (struct outcome_wait){.form = task->form, .row = task->row, .since = task->opened_at};
        *end = wait;
        end = &wait->next;
    }
}

static void tell_apart(struct outcome *out, struct retold *now, struct arena *arena)
{
    out->notes = now->notes;
    out->now = now->course;
    if (!now->has_begun) {
        out->verdict = OUTCOME_DIFFERENT;
        return;
    }
    course_compare(&out->was, &out->now, 0, arena, &out->differences);
    list_waits(out, arena);
    out->verdict = out->differences.count || out->notes ? OUTCOME_DIFFERENT : OUTCOME_SAME;
}

static int live_again(struct outcome_finder *finder, struct retelling_plan *plan,
                      const struct course *recorded, struct arena *arena, struct outcome *out,
                      struct err *err)
{
    struct retold was, now;
    struct differences parted;
    int rc = retell_case(finder->as_recorded, plan, arena, &was, err);

    if (rc != 0)
        return err_wrap(err, "as recorded");
    if (!was.has_begun || was.notes)
        return err_set(err, STATUS_CONFLICT, "as recorded: %s %s: %s",
                       was.has_begun ? "the answer or signal" : "the beginning of", was.notes->name,
                       *was.notes->why ? was.notes->why : "there is nothing it could go to");
    course_compare(recorded, &was.course, OUTCOME_TOLERANCE_MS, arena, &parted);
    if (parted.count)
        return err_set(err, STATUS_CONFLICT, "%s", parting(&parted, arena));
    out->was = was.course;
    plan->candidate = finder->candidate;
    plan->known = &out->was;
    rc = retell_case(finder->as_candidate, plan, arena, &now, err);
    if (rc != 0)
        return err_wrap(err, "on the candidate");
    tell_apart(out, &now, arena);
    return 0;
}

void outcome_find(struct outcome_finder *finder, struct reader *reader, const struct id *ref,
                  struct arena *arena, struct outcome *out)
{
    struct telling telling;
    struct told_dues dues = {0};
    struct course recorded;
    struct err err = {0};

    *out = (struct outcome){.ref = *ref, .number = "", .workflow = "", .office = "", .reason = ""};
    int rc = telling_read(reader, ref, &telling, &err);
    out->number = arena_copy(arena, telling.image.row.number).bytes;
    out->workflow = arena_copy(arena, telling.image.row.workflow).bytes;
    out->office = arena_copy(arena, telling.image.row.office).bytes;
    out->opened_at = telling.image.row.opened_at;
    const char *reason = rc == 0 ? parked_by_machine(&telling, arena) : NULL;
    if (rc == 0 && !reason)
        reason = host_was_away(&telling, arena);
    if (rc == 0 && reason)
        rc = err_set(&err, STATUS_CONFLICT, "%s", reason);
    if (rc == 0)
        rc = course_read(reader, &telling.image, telling.journal, arena, &recorded, &err);
    struct retelling_plan plan = {
        .telling = &telling, .reader = reader, .until_ms = finder->until_ms, .dues = &dues};
    if (rc == 0)
        rc = live_again(finder, &plan, &recorded, arena, out, &err);
    if (rc != 0)
        cannot_compare(out, arena_text(arena, *err.text ? err.text : status_text(rc)));
    telling_close(&telling);
}
