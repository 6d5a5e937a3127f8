/* verify_parts.c - what hangs on a case, told by its journal alone and compared with the rows.
 *
 * Folded over the rows of the open stage: a waiting verb opens a wait, being heard or cancelled
 * ends it; a task's status is the last that `done` names; of the case's clocks those run that the
 * opening and the commands since say; `closed` closes the case, `error` parks it, a retry opens it
 * again; `done` says which tasks nobody can do. A row more, a row less or a row that says otherwise
 * is a fault.
 */
#include "engine/calendars.h"
#include "engine/verify_parts.h"
#include "data/canon.h"
#include "engine/command.h"
#include "duty/clock.h"
#include "engine/row.h"
#include "engine/tasks.h"

struct told { /* by the journal */
    struct arena *arena;
    struct value *waits;  /* { command id = when it falls due, 0: never by itself } */
    struct value *tasks;  /* { key = status word } */
    struct value *nobody; /* { key of a task = true }: those that nobody can do (hands.h) */
    enum case_status status;
    const char *outcome; /* "" unless closed */
};

static int64_t timer_of(enum verb verb, const struct value *command)
{
    int64_t until = value_get_int(value_get(command, "result"), "until", 0);
    if (verb != VERB_SLEEP && verb != VERB_SLEEP_UNTIL)
        return 0;
    return until > 0 ? until : 1;
}

static void tell_command(struct told *told, const struct value *command)
{
    struct arena *arena = told->arena;
    enum verb verb = verb_of(value_text_or(value_get(command, "kind"), ""));
    const char *id = value_text_or(value_get(command, "id"), "");
    const struct value *tasks = value_get(value_get(command, "result"), "tasks");

    if (!value_is_nil(value_get(command, "refused")))
        return;
    if (verb == VERB_NONE || !verb_waits(verb) || verb == VERB_ALL || verb == VERB_FIRST ||
        verb == VERB_RECORD)
        return;
    value_put(arena, told->waits, id, value_int(arena, timer_of(verb, command)));
    if (verb == VERB_TASK || verb == VERB_ASK || verb == VERB_HANDOFF)
        value_put(arena, told->tasks, id, value_string(arena, "open"));
    for (size_t i = 0; i < value_len(tasks); i++)
        value_put(arena, told->tasks, arena_printf(arena, "%s#%zu", id, i),
                  value_string(arena, "open"));
}

static void tell_done(struct told *told, const struct value *entry)
{
    const char *status = value_text_or(value_get(entry, "status"), "");
    const char *task = value_get_text(entry, "task"), *wait = value_get_text(entry, "wait");
    const char *nobody = value_get_text(entry, "nobody");

    if (value_get_text(entry, "case") &&
        told->status == CASE_CLOSED) { /* it was merged, and left */
        told->status = strcmp(status, "parked") == 0 ? CASE_PARKED : CASE_OPEN;
        told->outcome = "";
    }
    if (task)
        value_put(told->arena, told->tasks, task, value_get(entry, "status"));
    if (nobody)
        value_put(told->arena, told->nobody, nobody,
                  strcmp(status, "opened") == 0 ? value_bool(told->arena, true) : &value_nil);
    if (wait && strcmp(status, "cancelled") == 0)
        value_put(told->arena, told->waits, wait, &value_nil);
}

static void tell_status(struct told *told, const struct value *body)
{
    const char *closed = value_get_text(body, "closed");
    if (!closed)
        closed = value_get_text(body, "ends_as"); /* by the core, its stage as it stands */

    if (value_is_text(value_get(value_get(body, "event"), "kind"), "retried"))
        told->status = CASE_OPEN;
    if (!value_is_nil(value_get(body, "error")))
        told->status = CASE_PARKED;
    if (!closed)
        return;
    told->status = CASE_CLOSED;
    told->outcome = closed;
}

static int tell_row(struct told *told, const struct journal_row *row, struct err *err)
{
    struct value *body;
    int rc = row_read(told->arena, row, &body, err);
    if (rc != 0)
        return rc;
    const struct value *heard = value_get(body, "heard"), *done = value_get(body, "done");
    const struct value *commands = value_get(body, "commands");

    if (row->is_opening)
        value_put(told->arena, told->waits, "begin", value_int(told->arena, 0));
    for (size_t i = 0; i < value_len(heard); i++)
        value_put(told->arena, told->waits,
                  value_text_or(value_get(value_item(heard, i), "id"), ""), &value_nil);
    for (size_t i = 0; i < value_len(commands); i++)
        tell_command(told, value_item(commands, i));
    for (size_t i = 0; i < value_len(done); i++)
        tell_done(told, value_item(done, i));
    tell_status(told, body);
    return 0;
}

/* ---- comparing ---- */

static int check_status(const struct told *told, const struct case_row *row, struct err *err)
{
    if (row->status != told->status)
        return err_set(err, STATUS_CORRUPT, "the case is %s, its journal says %s",
                       case_status_word(row->status), case_status_word(told->status));
    if (!slice_is(row->outcome, told->outcome))
        return err_set(err, STATUS_CORRUPT, "the case ended as \"%.*s\", its journal says \"%s\"",
                       SLICE_ARG(row->outcome), told->outcome);
    return 0;
}

static int check_waits(const struct told *told, const struct case_image *image, struct err *err)
{
    bool is_frozen = image->row.status == CASE_CLOSED; /* merged: its timers are put aside */
    size_t found = 0;

    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind != PART_WAIT)
            continue;
        found++;
        if (value_is_nil(value_get_slice(told->waits, part->key)))
            return err_set(err, STATUS_CORRUPT,
                           "the case waits for command %.*s, which its journal has ended or never "
                           "asked for",
                           SLICE_ARG(part->key));
        int64_t due_ms = is_frozen ? 0 : value_int_or(value_get_slice(told->waits, part->key), 0);
        if (part->due_ms != (part->status == WAIT_OPEN ? due_ms : 0))
            return err_set(err, STATUS_CORRUPT,
                           "the wait of command %.*s falls due at another time than its journal "
                           "says",
                           SLICE_ARG(part->key));
    }
    if (found != value_len(told->waits))
        return err_set(err, STATUS_CORRUPT, "the case has %zu waits, its journal tells of %zu",
                       found, value_len(told->waits));
    return 0;
}

static int check_tasks(const struct told *told, const struct case_image *image, int64_t seq,
                       struct err *err)
{
    struct slice prefix = slice_of(arena_printf(told->arena, "%08lld:", (long long)seq));

    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        const char *status;
        struct value *body;
        struct task task;
        if (part->kind != PART_TASK || part->key.len < prefix.len ||
            memcmp(part->key.bytes, prefix.bytes, prefix.len) != 0)
            continue; /* of a former stage */
        int rc = canon_read(told->arena, part->body, &body, err);
        if (rc == 0)
            rc = task_from_value(told->arena, body, &task, err);
        if (rc == 0 && part->due_ms != 0)
            rc = err_set(err, STATUS_CORRUPT, "the task %.*s has a timer, which no task has",
                         SLICE_ARG(part->key));
        if (rc != 0)
            return rc;
        status = value_text_or(value_get(told->tasks, task_label(told->arena, &task)), NULL);
        if (!status && strncmp(task.command, "confirm/", strlen("confirm/")) == 0)
            continue; /* asked for by a signal, told by its `done` */
        if (!status)
            return err_set(err, STATUS_CORRUPT, "the journal never asked for the task %.*s",
                           SLICE_ARG(part->key));
        if (strcmp(status, task_status_word((enum task_status)part->status)) == 0)
            continue;
        if (part->status == TASK_CANCELLED && strcmp(status, "done") != 0)
            continue; /* with its wait */
        return err_set(err, STATUS_CORRUPT, "the task of command %.*s is %s, its journal says %s",
                       SLICE_ARG(part->key), task_status_word((enum task_status)part->status),
                       status);
    }
    return 0;
}

static bool begins(struct slice key, const char *with)
{
    size_t len = strlen(with);
    return key.len >= len && memcmp(key.bytes, with, len) == 0;
}

/* Tasks that a signal asked for outlive their stage, and so does what was said of them. */
static int check_hands(const struct told *told, const struct case_image *image, struct err *err)
{
    static const char before[] = "nobody/", of_signal[] = "nobody/00000000:";
    size_t found = 0, known = 0;

    for (size_t i = 0; i < value_len(told->nobody); i++)
        known += !begins(told->nobody->map.members[i].key, "00000000:");
    for (size_t i = 0; i < image->part_count; i++) {
        struct slice key = image->parts[i].key;
        if (image->parts[i].kind != PART_FACT || !begins(key, before) || begins(key, of_signal))
            continue;
        found++;
        key = (struct slice){.bytes = key.bytes + sizeof before - 1,
                             .len = key.len - sizeof before + 1};
        if (value_is_nil(value_get_slice(told->nobody, key)))
            return err_set(err, STATUS_CORRUPT,
                           "nobody can do the task %.*s, of which the journal does not tell",
                           SLICE_ARG(key));
    }
    if (found != known)
        return err_set(err, STATUS_CORRUPT,
                       "the journal tells of %zu tasks that nobody can do, the case has %zu", known,
                       found);
    return 0;
}

/* `is_told`: the journal says that it runs. */
static int check_clock(const struct case_image *image, const struct part *part, bool is_told,
                       const struct calendars *calendars, struct arena *arena, struct err *err)
{
    struct value *body;
    struct clock clock;
    int rc = canon_read(arena, part->body, &body, err);

    if (rc == 0)
        rc = clock_from_value(arena, body, &clock, err);
    if (rc != 0)
        return rc;
    bool is_own = memchr(part->key.bytes, '@', part->key.len) != NULL; /* of one command */
    if (!is_own && is_told == clock_is_stopped(&clock))
        return err_set(err, STATUS_CORRUPT, "the clock %.*s %s, its journal says otherwise",
                       SLICE_ARG(part->key), is_told ? "is stopped" : "runs");
    /* those of a closed case fire no more */
    int64_t due_ms = image->row.status == CASE_CLOSED
                         ? 0
                         : clock_timer(&clock, clock_calendar(calendars, &clock));
    if (part->due_ms == due_ms)
        return 0;
    return err_set(err, STATUS_CORRUPT,
                   "the clock %.*s falls due at another time than its ledger says",
                   SLICE_ARG(part->key));
}

static int check_clocks(const struct stage *stage, const struct case_image *image,
                        const struct calendars *calendars, struct arena *arena, struct err *err)
{
    size_t running = 0, told = 0;

    for (size_t i = 0; i < value_len(stage->clocks); i++)
        told += value_get_bool(stage->clocks->map.members[i].value, "running", false);
    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind != PART_CLOCK)
            continue;
        bool is_told = value_get_bool(value_get_slice(stage->clocks, part->key), "running", false);
        int rc = check_clock(image, part, is_told, calendars, arena, err);
        if (rc != 0)
            return rc;
        running += is_told;
    }
    if (running != told)
        return err_set(err, STATUS_CORRUPT, "%zu clocks run, the journal tells of %zu", running,
                       told);
    return 0;
}

int verify_parts(const struct case_image *image, const struct journal_row *rows, size_t count,
                 const struct stage *stage, const struct calendars *calendars, struct arena *arena,
                 struct err *err)
{
    struct told told = {.arena = arena,
                        .waits = value_map(arena),
                        .tasks = value_map(arena),
                        .nobody = value_map(arena),
                        .status = CASE_OPEN,
                        .outcome = ""};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = tell_row(&told, &rows[i], err);
    if (rc == 0)
        rc = check_status(&told, &image->row, err);
    if (rc == 0)
        rc = check_waits(&told, image, err);
    if (rc == 0)
        rc = check_tasks(&told, image, stage->seq, err);
    if (rc == 0)
        rc = check_hands(&told, image, err);
    return rc == 0 ? check_clocks(stage, image, calendars, arena, err) : rc;
}
