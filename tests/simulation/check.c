/* check.c - is what the host says true? (run.h)
 *
 * check_settled looks at cases when nothing is left to do at this moment: no timer overdue, no
 * message undelivered, no case that could go on and does not. check_all reads every journal from
 * its first row, with nothing of the engine's own but the words of the rows: each promise kept
 * once, hashes chained, time never running backwards, no timer fired twice. Then the host's own
 * `verify` replays every case.
 */
#include <stdio.h>
#include <stdlib.h>
#include "data/canon.h"
#include "duty/dispatch.h"
#include "duty/task.h"
#include "engine/verify.h"
#include "simulation/climbed.h"
#include "simulation/kept_out.h"
#include "simulation/helped.h"
#include "simulation/check_between.h"
#include "simulation/run.h"
#include "store/office.h"

enum { RETRIES_MOST = 20, WAIT_IS_OPEN = 1, SIGNAL_IS_KEPT = 1, ROWS_MOST = 1000000 };

static void fail_case(struct run *run, const struct case_row *row, const char *what,
                      const char *detail)
{
    char ref[ID_TEXT_LEN + 1];
    run_fail(run, "case %s (%.*s, stage %.*s, seq %lld) %s %s", id_to_text(&row->ref, ref),
             SLICE_ARG(row->workflow), SLICE_ARG(row->stage), (long long)row->seq, what, detail);
}

/* -- all cases -------------------------------------------------------------------------------- */

static void case_learn(struct run *run, const char *line)
{
    struct id ref;
    if (!id_from_text(line + strlen("case "), ID_TEXT_LEN, &ref))
        return;
    for (size_t i = 0; i < run->case_count; i++)
        if (id_is_equal(&run->cases[i], &ref))
            return;
    if (run->case_count < CASES_MOST)
        run->cases[run->case_count++] = ref;
}

void cases_learn(struct run *run)
{
    struct buf dump = {0};
    disk_dump(run->world.disk, &dump);
    buf_add_byte(&dump, '\0');
    const char *text = buf_slice(&dump).bytes;
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, "case ", 5) == 0)
            case_learn(run, line);
    }
    if (strstr(text, "canary"))
        run_fail(run, "a personal value stands on the disk in plain: \"%.80s\"",
                 strstr(text, "canary") - 40);
    buf_close(&dump);
}

static void each_case(struct run *run, void (*look)(struct run *run, const struct case_image *image,
                                                    struct arena *arena))
{
    for (size_t i = 0; i < run->case_count && !run->has_failed; i++) {
        struct arena arena = {0};
        struct case_image image;
        struct err err = {0};
        if (reader_load(run->world.reader, &run->cases[i], &arena, &image, &err) == 0)
            look(run, &image, &arena);
        else
            run_fail(run, "a case is gone: %s", err.text);
        arena_close(&arena);
    }
}

/* -- settled ---------------------------------------------------------------------------------- */

static bool has_open_task(const struct case_image *image)
{
    for (size_t i = 0; i < image->part_count; i++)
        if (image->parts[i].kind == PART_TASK && image->parts[i].status <= TASK_CLAIMED)
            return true;
    return false;
}

static bool has_due(const struct case_image *image)
{
    for (size_t i = 0; i < image->part_count; i++)
        if (image->parts[i].due_ms != 0)
            return true;
    return false;
}

static bool is_case_open(struct run *run, const char *text)
{
    struct arena arena = {0};
    struct case_image image;
    struct err err = {0};
    struct id ref;
    bool is_open = text && id_from_text(text, strlen(text), &ref) &&
                   reader_load(run->world.reader, &ref, &arena, &image, &err) == 0 &&
                   image.row.status != CASE_CLOSED;
    arena_close(&arena);
    return is_open;
}

/* Open incidents: of a kind, or with NULL all. */
static size_t count_incidents(struct run *run, const struct case_image *image, const char *kind,
                              struct arena *arena)
{
    struct incident_row *rows;
    size_t count, found = 0;
    struct err err = {0};
    if (reader_incidents(run->world.reader, image->row.id, true, arena, &rows, &count, &err) != 0)
        run_fail(run, "incidents cannot be read: %s", err.text);
    for (size_t i = 0; i < count && !run->has_failed; i++)
        found += !kind || slice_is(rows[i].kind, kind);
    return found;
}

static bool asks_for_person(const struct part *wait, struct arena *arena)
{
    struct value *body;
    struct err err = {0};
    return wait->kind == PART_WAIT && wait->status == WAIT_IS_OPEN &&
           canon_read(arena, wait->body, &body, &err) == 0 &&
           value_is_text(value_get(body, "verb"), "incident");
}

/* What a person is asked to look at is what there is: no more, no less. */
static void look_at_incidents(struct run *run, const struct case_image *image, struct arena *arena)
{
    size_t asked = 0;
    for (size_t i = 0; i < image->part_count; i++)
        asked += asks_for_person(&image->parts[i], arena);
    size_t shown = count_incidents(run, image, "asked", arena);
    size_t climbed = count_incidents(run, image, "ladder", arena); /* of the office, not the case */
    size_t dead = count_incidents(run, image, "effect", arena);    /* of the effect */
    dead += count_incidents(run, image, "dispatch", arena);
    dead += count_incidents(run, image, "nobody", arena); /* of the office: who is to do a task */
    size_t failures = count_incidents(run, image, NULL, arena) - shown - climbed - dead;
    if (shown != asked)
        fail_case(run, &image->row, "shows another number of incidents than it waits for:",
                  arena_printf(arena, "%zu, %zu", shown, asked));
    if ((failures > 0) != (image->row.status == CASE_PARKED))
        fail_case(run, &image->row, "shows failures and is not parked, or the other way round", "");
}

static bool is_pending(struct run *run, const char *text)
{
    struct arena arena = {0};
    struct effect_row row;
    struct err err = {0};
    struct id ref;
    bool is_there = text && id_from_text(text, strlen(text), &ref) &&
                    reader_effect(run->world.reader, &ref, &arena, &row, &err) == 0;
    arena_close(&arena);
    return is_there && row.status == EFFECT_PENDING;
}

/* One that is going on: people can claim, its time can run out, somebody can say that it is done.
 */
static bool has_dispatch(const struct case_image *image)
{
    for (size_t i = 0; i < image->part_count; i++)
        if (image->parts[i].kind == PART_DISPATCH && image->parts[i].status < PART_STATUS_ENDED &&
            (image->parts[i].due_ms != 0 || image->parts[i].status == DISPATCH_ALERTING ||
             image->parts[i].status == DISPATCH_ATTENDING))
            return true;
    return false;
}

/* What the wait waits for can still come. */
static bool can_end(struct run *run, const struct case_image *image, const struct part *wait,
                    struct arena *arena)
{
    struct value *body;
    struct err err = {0};
    if (canon_read(arena, wait->body, &body, &err) != 0)
        return false;
    const char *verb = value_text_or(value_get(body, "verb"), "");
    if (strncmp(verb, "task", 4) == 0 || strncmp(verb, "ask", 3) == 0 ||
        strcmp(verb, "handoff") == 0)
        return has_open_task(image);
    if (strncmp(verb, "sleep", 5) == 0)
        return wait->due_ms != 0;
    if (strcmp(verb, "await_clock") == 0 || strcmp(verb, "serve") == 0)
        return has_due(image);
    if (strcmp(verb, "effect") == 0)
        return is_pending(run, value_get_text(body, "effect"));
    if (strcmp(verb, "dispatch") == 0 || strcmp(verb, "attend") == 0)
        return has_dispatch(image);
    if (strcmp(verb, "await_case") == 0 || strcmp(verb, "await_start") == 0)
        return is_case_open(run, value_get_text(body, "case"));
    return strcmp(verb, "await") == 0 || strcmp(verb, "incident") == 0;
}

/* A clock started for one command ("SIM-R3@work/1") ends with it; that for the answer to a card
 * does not. */
static bool is_left_over(const struct case_image *image, const struct part *clock)
{
    const char *command = strchr(clock->key.bytes, '@');
    if (command && strncmp(command, "@card/", 6) == 0)
        return false;
    for (size_t i = 0; command && i < image->part_count; i++)
        if (image->parts[i].kind == PART_WAIT && slice_is(image->parts[i].key, command + 1))
            return false;
    return command != NULL;
}

/* A task is open as long as somebody waits for it: "00000007:agreed/2#00001" is of "agreed/2". */
static bool is_forgotten(const struct case_image *image, const struct part *task)
{
    const char *command = strchr(task->key.bytes, ':');
    if (task->status > TASK_CLAIMED || !command || strncmp(command + 1, "confirm/", 8) == 0)
        return false;
    struct slice id = {.bytes = command + 1, .len = strcspn(command + 1, "#")};
    for (size_t i = 0; i < image->part_count; i++)
        if (image->parts[i].kind == PART_WAIT && slice_is_equal(image->parts[i].key, id))
            return false;
    return true;
}

static bool awaits_clock(const struct part *wait)
{
    return memmem(wait->body.bytes, wait->body.len, "\"verb\":\"await_clock\"", 20) != NULL;
}

static void look_for_stuck(struct run *run, const struct case_image *image, struct arena *arena)
{
    const struct case_row *row = &image->row;
    size_t waits = 0, idle = 0; /* idle: on a clock that does not run, beside others */
    look_at_incidents(run, image, arena);
    if (row->status == CASE_CLOSED && has_due(image))
        fail_case(run, row, "is closed, yet a timer of it runs", "");
    if (row->status != CASE_OPEN)
        return;
    if (row->is_ready)
        fail_case(run, row, "is ready, yet nothing happens", "");
    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind == PART_CLOCK && is_left_over(image, part))
            fail_case(run, row, "left a clock running that was a command's own:", part->key.bytes);
        if (part->kind == PART_TASK && is_forgotten(image, part))
            fail_case(run, row, "left a task open that nobody waits for:", part->key.bytes);
        if (part->kind != PART_WAIT)
            continue;
        waits++;
        if (part->status != WAIT_IS_OPEN)
            fail_case(run, row, "has not heard the end of", part->key.bytes);
        else if (awaits_clock(part) && !has_due(image))
            idle++;
        else if (!can_end(run, image, part, arena))
            fail_case(run, row, "waits for what cannot come:",
                      arena_printf(arena, "%s %s", part->key.bytes, part->body.bytes));
    }
    if (waits == idle)
        fail_case(run, row, "is open and waits for nothing", "");
}

static void look_for_overdue(struct run *run)
{
    struct arena arena = {0};
    struct err err = {0};
    struct due_row *dues;
    struct message_row *messages;
    size_t count;
    struct reader *reader = run->world.reader;
    if (reader_due(reader, NULL, run->world.clock.now, 10, &arena, &dues, &count, &err) != 0)
        run_fail(run, "timers cannot be read: %s", err.text);
    else if (count > 0)
        run_fail(run, "the timer %s, due %lld ms ago, has not fired", dues[0].key.bytes,
                 (long long)(run->world.clock.now - dues[0].due_ms));
    if (reader_inbox(reader, 0, 10, &arena, &messages, &count, &err) != 0)
        run_fail(run, "the inbox cannot be read: %s", err.text);
    else if (count > 0)
        run_fail(run, "a message was not delivered: %s", messages[0].body.bytes);
    arena_close(&arena);
}

/* Something is still to be done: the host tries again a second after a write set was refused. */
static bool is_retrying(struct run *run)
{
    struct arena arena = {0};
    struct err err = {0};
    struct reader *reader = run->world.reader;
    struct case_row *cases;
    struct message_row *messages;
    struct due_row *dues;
    size_t ready = 0, waiting = 0, due = 0;
    int rc = reader_ready(reader, 0, 1, &arena, &cases, &ready, &err);
    if (rc == 0)
        rc = reader_inbox(reader, 0, 1, &arena, &messages, &waiting, &err);
    if (rc == 0)
        rc = reader_due(reader, NULL, run->world.clock.now, 1, &arena, &dues, &due, &err);
    arena_close(&arena);
    return rc == 0 && ready + waiting + due > 0;
}

void check_settled(struct run *run)
{
    struct engine_health health;
    for (int i = 0; i < RETRIES_MOST && is_retrying(run); i++)
        world_advance(&run->world, 1100);
    wait_for_looks(run);
    cases_learn(run);
    engine_health(run->world.engine, &health);
    if (health.loans > 0 || health.unsettled > 0)
        run_fail(run, "nothing happens any more, yet %llu loans and %llu acts are out",
                 (unsigned long long)health.loans, (unsigned long long)health.unsettled);
    for (struct request *request = run->first; request; request = request->next)
        if (request->under_way > 0)
            run_fail(run, "mark %lld was never answered", (long long)request->mark);
    if (!health.is_ready || health.is_full || health.is_holding)
        return; /* it says so itself; timers wait */
    look_for_overdue(run);
    each_case(run, look_for_stuck);
    each_case(run, check_calendar);
    each_case(run, check_hands);
    each_case(run, check_nobody);
}

/* -- journals --------------------------------------------------------------------------------- */

enum { HELD_MOST = 512, LINE_MOST = 4096 };

/* Marks in the order they came. */
struct line {
    int64_t marks[LINE_MOST];
    int64_t count;
};

/* What reading one journal remembers. */
struct reading {
    struct run *run;
    const struct case_row *row;
    struct arena *arena;
    unsigned char *counts; /* by mark: how often recorded; of the whole run */
    const char *held[HELD_MOST], *ended[HELD_MOST], *fired[HELD_MOST];
    size_t held_count, ended_count, fired_count;
    struct line all;           /* whatever carried a mark */
    struct line adds, handled; /* signals awaited; signals with a handler */
    int64_t adds_heard, handled_heard;
    struct climbed climbed;
    struct kept_out kept_out;
    struct heard_effects effects;
    struct helped helped;
    struct digest hash;
    int64_t at;
};

static unsigned char *counts; /* of the run being checked */
static struct between between;

static bool has_text(const char **texts, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (texts[i] && strcmp(texts[i], text) == 0)
            return true;
    return false;
}

static void count_mark(struct reading *reading, const struct value *data)
{
    int64_t mark = value_get_int(data, "mark", 0);
    if (mark > 0 && mark <= reading->run->marks && reading->counts[mark] < 255)
        reading->counts[mark]++;
}

/* No two hold a task, none is ended twice. What became of it stands in the row. */
static void follow_task(struct reading *reading, const char *kind, const struct value *body)
{
    const char *task = value_get_text(value_get(body, "event"), "task");
    const struct value *status = value_get(value_item(value_get(body, "done"), 0), "status");
    if (!task || reading->held_count == HELD_MOST || reading->ended_count == HELD_MOST)
        return;
    if (has_text(reading->ended, reading->ended_count, task))
        fail_case(reading->run, reading->row, "moved a task that had ended:", task);
    bool is_held = has_text(reading->held, reading->held_count, task);
    if (is_held && strcmp(kind, "task_claimed") == 0)
        fail_case(reading->run, reading->row, "let two people claim", task);
    for (size_t i = 0; i < reading->held_count; i++)
        if (reading->held[i] && strcmp(reading->held[i], task) == 0)
            reading->held[i] = NULL;
    if (value_is_text(status, "claimed"))
        reading->held[reading->held_count++] = task;
    if (value_is_text(status, "done"))
        reading->ended[reading->ended_count++] = task;
}

/* Who keeps out takes nothing, and what he held went back. */
static void follow_recusal(struct reading *reading, const char *kind, const struct value *event)
{
    const struct value *given_back = value_get(event, "given_back");
    const char *fault = kept_out_follow(&reading->kept_out, kind, event);

    if (fault)
        fail_case(reading->run, reading->row, fault, value_text_or(value_get(event, "by"), ""));
    for (size_t k = 0; k < value_len(given_back); k++)
        for (size_t i = 0; i < reading->held_count; i++)
            if (reading->held[i] && value_is_text(value_item(given_back, k), reading->held[i]))
                reading->held[i] = NULL;
}

static void follow_timer(struct reading *reading, const struct value *event)
{
    const char *key = value_text_or(value_get(event, "of"), "");
    if (value_get_text(event, "step")) /* of a ladder: climbed_follow */
        return;
    if (value_get_text(event, "dispatch")) /* each wave has its time, each step of a level */
        return;
    if (has_text(reading->fired, reading->fired_count, key))
        fail_case(reading->run, reading->row, "fired a timer twice:", key);
    if (reading->fired_count < HELD_MOST)
        reading->fired[reading->fired_count++] = key;
}

/* A clock that is stopped and started again falls due again. */
static void follow_starts(struct reading *reading, const struct value *commands)
{
    for (size_t i = 0; i < value_len(commands); i++) {
        const struct value *command = value_item(commands, i);
        const char *row = value_get_text(command, "row");
        const char *key = value_text_or(value_get(command, "name"), "");
        key = row ? arena_printf(reading->arena, "%s#%s", key, row) : key;
        if (!value_is_text(value_get(command, "kind"), "start_clock"))
            continue;
        for (size_t k = 0; k < reading->fired_count; k++)
            if (strcmp(reading->fired[k], key) == 0)
                reading->fired[k--] = reading->fired[--reading->fired_count];
    }
}

static void line_add(struct line *line, const struct value *answer)
{
    if (line->count < LINE_MOST)
        line->marks[line->count++] = value_get_int(answer, "mark", 0);
}

static void follow_signal(struct reading *reading, const struct value *event)
{
    const char *signal = value_text_or(value_get(event, "signal"), "");
    if (strcmp(signal, "add") == 0)
        line_add(&reading->adds, value_get(event, "answer"));
    else if (strcmp(signal, "bump") == 0 || strcmp(signal, "poke") == 0)
        line_add(&reading->handled, value_get(event, "answer"));
}

/* What handlers hear they hear in the order it came. */
static void follow_heard(struct reading *reading, const struct value *body)
{
    const struct value *heard = value_get(body, "heard");
    for (size_t i = 0; i < value_len(heard); i++) {
        const struct value *entry = value_item(heard, i);
        const char *signal = value_text_or(value_get(entry, "signal"), "");
        if (strcmp(signal, "bump") != 0 && strcmp(signal, "poke") != 0)
            continue;
        bool is_now = value_is_text(value_get(entry, "from"), "event");
        const struct value *answer =
            is_now ? value_get(value_get(body, "event"), "answer") : value_get(entry, "value");
        int64_t mark = value_get_int(answer, "mark", 0), at = reading->handled_heard++;
        if (at >= reading->handled.count || reading->handled.marks[at] != mark)
            fail_case(reading->run, reading->row, "heard signals out of order:", signal);
    }
}

static int64_t line_find(const struct line *line, int64_t mark)
{
    for (int64_t i = 0; i < line->count; i++)
        if (line->marks[i] == mark)
            return i;
    return -1;
}

/* In this workflow nothing is kept: what one turn hears at once, it hears in the order it came. */
static void follow_line(struct reading *reading, const struct value *body)
{
    const struct value *heard = value_get(body, "heard");
    const struct value *answer = value_get(value_get(body, "event"), "answer");
    int64_t last = -1;
    if (value_get_int(answer, "mark", 0) > 0)
        line_add(&reading->all, answer);
    if (!slice_is(reading->row->workflow, "failing"))
        return;
    for (size_t i = 0; i < value_len(heard); i++) {
        const struct value *entry = value_item(heard, i);
        bool is_now = value_is_text(value_get(entry, "from"), "event");
        int64_t mark = value_get_int(is_now ? answer : value_get(entry, "value"), "mark", 0);
        int64_t at = mark > 0 ? line_find(&reading->all, mark) : last;
        if (at < last)
            fail_case(reading->run, reading->row, "heard out of order what stood in line", "");
        last = at;
    }
}

/* And so does the stage that awaits them: the last it took is the one whose turn it was. */
static void follow_opening(struct reading *reading, const struct value *body)
{
    const struct value *data = value_get(value_get(body, "opening"), "data");
    int64_t heard = value_get_int(data, "adds", 0);
    if (heard == 0 || !slice_is(reading->row->workflow, "counting"))
        return;
    if (heard > reading->adds.count ||
        value_get_int(data, "last", 0) != reading->adds.marks[heard - 1])
        fail_case(reading->run, reading->row, "took signals out of order", "");
    reading->adds_heard = heard;
}

static void follow_event(struct reading *reading, const struct value *body)
{
    const struct value *event = value_get(body, "event");
    const char *kind = value_text_or(value_get(event, "kind"), "");
    if (strcmp(kind, "started") == 0 && value_is_nil(value_get(event, "parent")))
        count_mark(reading, value_get(value_get(body, "opening"), "data"));
    else if (strcmp(kind, "signal") == 0 || strcmp(kind, "task_completed") == 0)
        count_mark(reading, value_get(event, "answer"));
    if (strncmp(kind, "task_", 5) == 0)
        follow_task(reading, kind, body);
    else if (strcmp(kind, "due") == 0)
        follow_timer(reading, event);
    if (strcmp(kind, "signal") == 0)
        follow_signal(reading, event);
    follow_recusal(reading, kind, event);
}

static void follow_row(struct reading *reading, const struct journal_row *row)
{
    struct value *body;
    struct err err = {0};
    struct digest hash;
    journal_hash(&reading->hash, &reading->row->ref, row, &hash);
    if (memcmp(&hash, &row->hash, sizeof hash) != 0)
        fail_case(reading->run, reading->row, "has a broken chain of hashes", "");
    if (row->at < reading->at)
        fail_case(reading->run, reading->row, "went back in time", "");
    if (canon_read(reading->arena, row->body, &body, &err) != 0) {
        fail_case(reading->run, reading->row, "has a row that cannot be read:", err.text);
        return;
    }
    if (row->is_opening)
        reading->fired_count = 0; /* command ids begin again in each stage */
    reading->hash = hash;
    reading->at = row->at;
    const char *fault = climbed_follow(&reading->climbed, body, row->at);
    if (fault)
        fail_case(reading->run, reading->row, fault,
                  value_text_or(value_get(value_get(body, "event"), "step"), ""));
    fault = heard_follow(&reading->effects, reading->run, value_get(body, "event"));
    if (fault)
        fail_case(reading->run, reading->row, fault,
                  value_text_or(value_get(value_get(body, "event"), "effect"), ""));
    fault = helped_follow(&reading->helped, body);
    if (fault)
        fail_case(reading->run, reading->row, fault, "");
    helped_note(reading->run, reading->row, row->seq, value_get(body, "event"));
    between_follow(&between, body);
    follow_event(reading, body);
    follow_starts(reading, value_get(body, "commands"));
    follow_line(reading, body);
    follow_heard(reading, body);
    follow_opening(reading, body);
}

static int64_t count_kept(const struct case_image *image, const char *signal, struct arena *arena)
{
    int64_t count = 0;
    for (size_t i = 0; i < image->part_count; i++) {
        struct value *body;
        struct err err = {0};
        if (image->parts[i].kind == PART_SIGNAL && image->parts[i].status == SIGNAL_IS_KEPT &&
            canon_read(arena, image->parts[i].body, &body, &err) == 0)
            count += value_is_text(value_get(body, "signal"), signal);
    }
    return count;
}

/* In this workflow every signal is heard once: at once, or kept until the stage awaits it. */
static void check_counting(struct reading *reading, const struct case_image *image)
{
    if (!slice_is(image->row.workflow, "counting"))
        return;
    int64_t kept = count_kept(image, "add", reading->arena);
    if (reading->adds_heard + kept != reading->adds.count)
        fail_case(reading->run, reading->row, "has not heard each signal once:",
                  arena_printf(reading->arena, "%lld added, %lld heard, %lld kept",
                               (long long)reading->adds.count, (long long)reading->adds_heard,
                               (long long)kept));
}

/* Whoever has nothing left to do has handled all that came. */
static void check_handled(struct reading *reading)
{
    if (reading->handled_heard != reading->handled.count)
        fail_case(reading->run, reading->row, "has not handled each signal once:",
                  arena_printf(reading->arena, "%lld sent, %lld handled",
                               (long long)reading->handled.count,
                               (long long)reading->handled_heard));
}

static void look_at_journal(struct run *run, const struct case_image *image, struct arena *arena)
{
    struct journal_row *rows;
    size_t count;
    struct err err = {0};
    struct reading *reading = ARENA_NEW(arena, struct reading);
    *reading = (struct reading){.run = run,
                                .row = &image->row,
                                .arena = arena,
                                .counts = counts,
                                .climbed = {.arena = arena},
                                .kept_out = {.arena = arena},
                                .helped = {.arena = arena}};
    if (reader_back(run->world.reader, image->row.head, ROWS_MOST, arena, &rows, &count, &err) !=
        0) {
        fail_case(run, &image->row, "has a journal that cannot be read:", err.text);
        return;
    }
    for (size_t i = count; i > 0; i--) {
        if (rows[i - 1].seq != (int64_t)(count - i) + 1)
            fail_case(run, &image->row, "has a gap in its journal", "");
        follow_row(reading, &rows[i - 1]);
    }
    if ((int64_t)count != image->row.seq ||
        memcmp(&reading->hash, &image->row.hash, sizeof reading->hash) != 0)
        fail_case(run, &image->row, "is not what its journal says", "");
    if (image->row.status == CASE_OPEN && !image->row.is_ready) {
        check_counting(reading, image);
        check_handled(reading);
    }
}

/* -- promises --------------------------------------------------------------------------------- */

static bool is_counted(const struct request *request)
{
    return !request->has_no_mark && (request->kind == ACT_START || request->kind == ACT_SIGNAL ||
                                     request->kind == ACT_COMPLETE);
}

static void check_promises(struct run *run)
{
    static const char *const fates[] = {"not answered", "recorded", "refused", "unknown"};
    for (struct request *request = run->first; request; request = request->next) {
        int least = request->fate == FATE_RECORDED;
        /* sent again after a refusal, it may have been recorded and not answered yet */
        int most = request->fate != FATE_REFUSED || request->under_way > 0;
        int count = counts[request->mark];
        if (is_counted(request) && (count < least || count > most))
            run_fail(run, "mark %lld was answered \"%s\" and stands %d times in the journal",
                     (long long)request->mark, fates[request->fate], count);
    }
}

static void on_fault(void *owner, const struct id *case_ref, const struct err *err)
{
    char ref[ID_TEXT_LEN + 1];
    run_fail(owner, "verify: case %s: %s %s", id_to_text(case_ref, ref), err->where, err->text);
}

/* After a refused write set a message waits a second: the journals may be read in between. */
static void follow_inbox(struct run *run)
{
    struct arena arena = {0};
    struct err err = {0};
    struct message_row *rows;
    size_t count;

    if (reader_inbox(run->world.reader, 0, ROWS_MOST, &arena, &rows, &count, &err) != 0)
        run_fail(run, "the inbox cannot be read: %s", err.text);
    for (size_t i = 0; i < count && !run->has_failed; i++) {
        struct value *body;
        if (canon_read(&arena, rows[i].body, &body, &err) != 0)
            run_fail(run, "a message cannot be read: %s", err.text);
        else
            between_on_its_way(&between, body);
    }
    arena_close(&arena);
}

void check_all(struct run *run)
{
    struct verify_result result = {0};
    struct err err = {0};
    cases_learn(run);
    counts = ARENA_ARRAY(&run->arena, unsigned char, (size_t)run->marks + 1);
    run->deeds = NULL;
    between =
        (struct between){.marks = run->marks,
                         .sent = ARENA_ARRAY(&run->arena, unsigned char, (size_t)run->marks + 1),
                         .came = ARENA_ARRAY(&run->arena, unsigned char, (size_t)run->marks + 1)};
    each_case(run, look_at_journal);
    if (!run->has_failed)
        follow_inbox(run);
    if (!run->has_failed)
        check_promises(run);
    if (!run->has_failed)
        check_outside(run);
    if (!run->has_failed)
        check_deeds(run);
    if (!run->has_failed && between_fault(&between))
        run_fail(run, "between cases: %s", between_fault(&between));
    if (!run->has_failed &&
        verify_all(run->world.engine, run->world.reader, on_fault, run, &result, &err) != 0)
        run_fail(run, "verify: %s", err.text);
}
