/* retell.c - a world in which a case is lived again (retell.h).
 *
 * Rows of the journal are of three kinds. What came from outside is done again (retell_acts.c).
 * What fell due is left to the case's own timers. The rest - a stage opens, what ended is heard -
 * follows by itself.
 *
 *   as recorded:  row by row; a `due` row fires the timer it names, when it fired then, so that
 *                 the host's own lateness is no difference; each row on the release it names
 *   candidate:    the acts at their times, and before each whatever falls due, by effective time:
 *                 that of the same timer as recorded, else its own - or, if that lies in a gap in
 *                 which the host was late, the end of the gap
 *
 * Timers of the world's engine stand still; this file looks into the rows of the case and fires.
 */
#include "engine/retell.h"
#include <assert.h>
#include <stdlib.h>
#include "data/canon.h"
#include "engine/calendars.h"
#include "engine/retell_inside.h"
#include "engine/tasks.h"
#include "loop/simulated.h"
#include "store/simulated.h"

enum { WORLD_CASES_MOST = 64, FIRED_MOST = 100000 };

struct retell_world {
    struct release_source source;
    struct rehearsal *rehearsal;
    size_t cases;
};

struct retell_world *retell_world_new(const struct release_source *source)
{
    struct retell_world *world = mem_zero(sizeof *world);
    world->source = *source;
    return world;
}

void retell_world_free(struct retell_world *world)
{
    if (!world)
        return;
    rehearsal_close(world->rehearsal);
    free(world);
}

/* What a case leaves behind in memory and on the simulated disk goes with the world. */
static int world_freshen(struct retell_world *world, int64_t at, struct err *err)
{
    struct rehearsal_options options = {.seed = 1, .start_ms = at, .skips_sweep = true};

    if (world->rehearsal && world->cases++ < WORLD_CASES_MOST)
        return 0;
    rehearsal_close(world->rehearsal);
    world->rehearsal = NULL;
    world->cases = 1;
    int rc = rehearsal_open(&options, &world->rehearsal, err);
    if (rc != 0)
        return rc;
    struct engine *engine = rehearsal_engine(world->rehearsal);
    engine_set_calendars(engine, calendars_ref(world->source.calendars));
    engine->keeps_editions = true; /* its disk has no releases to compile them from again */
    dues_stop(engine);
    return 0;
}

static int world_edition(struct retell_world *world, int64_t id, const struct edition **out,
                         struct err *err)
{
    struct engine *engine = rehearsal_engine(world->rehearsal);

    *out = engine_edition(engine, id);
    if (!*out) {
        struct release *release = world->source.find(world->source.owner, id);
        if (!release)
            return err_set(err, STATUS_NOT_FOUND,
                           "this host cannot use the release it ran on (%lld)", (long long)id);
        int rc = engine_open_edition(engine, id, release, out, err);
        if (rc != 0)
            return rc;
        engine_keep_edition(engine, *out);
        edition_unref(*out); /* the engine has it */
    }
    return 0;
}

static void set_time(struct retelling *retelling, int64_t at)
{
    struct wallclock_held *clock = rehearsal_clock(retelling->rehearsal);
    clock->now = clock->boot = at;
}

static void move_time(struct retelling *retelling, int64_t at)
{
    if (at > rehearsal_now_ms(retelling->rehearsal))
        set_time(retelling, at);
}

/* ---- events ---- */

static void on_answer(struct act *act, const struct answer *answer)
{
    struct retold_event *given = act->owner;
    given->status = answer->status;
    given->refusal = answer->err;
    given->event = NULL;
}

struct retold_event *retelling_give(struct retelling *retelling, struct event *event)
{
    struct retold_event *given = ARENA_NEW(retelling->arena, struct retold_event);

    given->event = event;
    given->name = given->row = "";
    if (event->act) {
        event->act->on_answer = on_answer;
        event->act->owner = given;
    }
    if (retelling->last)
        retelling->last->next = given;
    else
        retelling->first = given;
    retelling->last = given;
    if (retelling->is_lent)
        casefile_wake(retelling->engine, &retelling->ref, event);
    else if (!retelling->unlent)
        retelling->unlent = given;
    return given;
}

static bool is_refusal(int status)
{
    return status != STATUS_IO && status != STATUS_CORRUPT && status != STATUS_REFUSED &&
           status != STATUS_UNKNOWN && status != STATUS_FULL && status != STATUS_NO_MEMORY;
}

/* All that was given becomes one loan: lent, and not begun. */
static void lend(struct retelling *retelling)
{
    struct retold_event *given = retelling->unlent;

    if (!given)
        return;
    casefile_wake(retelling->engine, &retelling->ref, given->event);
    struct casefile *cf = directory_find(&retelling->engine->directory, &retelling->ref);
    while ((given = given->next))
        list_push(&cf->loan.events, &given->event->link);
    retelling->unlent = NULL;
}

static int look_at_seq(struct retelling *retelling, int64_t *seq, struct err *err)
{
    struct arena arena = {0};
    struct case_image image;
    int rc = retelling_look(retelling, &arena, &image, err);

    *seq = image.row.seq;
    arena_close(&arena);
    return rc;
}

/* Until the loan is written and the loop has not heard of it: what is given now is in the inbox
 * when it ends, and what the loan opened is there to be seen. */
static int lend_and_write(struct retelling *retelling, struct err *err)
{
    int64_t before, now;
    int rc = look_at_seq(retelling, &before, err);

    lend(retelling);
    for (now = before; rc == 0 && now == before;) {
        if (!loop_simulated_step(rehearsal_loop(retelling->rehearsal)))
            return 0; /* it has written nothing */
        rc = look_at_seq(retelling, &now, err);
    }
    retelling->is_lent = true;
    return rc;
}

int retelling_flush(struct retelling *retelling, struct err *err)
{
    struct retold_event *given = retelling->first;
    int rc = 0;

    if (!given)
        return 0;
    lend(retelling);
    rehearsal_settle(retelling->rehearsal);
    retelling->first = retelling->last = NULL;
    retelling->is_lent = false;
    for (; given && rc == 0; given = given->next) {
        if (given->status != 0 && !is_refusal(given->status))
            rc = err_set(err, given->status, "%s", given->refusal.text);
        else if (given->status != 0 && given->is_noted)
            retelling_note(retelling, given->kind, given->name, given->row, given->at)->why =
                arena_text(retelling->arena, given->refusal.text);
    }
    return rc;
}

int retelling_look(struct retelling *retelling, struct arena *arena, struct case_image *image,
                   struct err *err)
{
    *image = (struct case_image){0};
    int rc = reader_load_live(rehearsal_reader(retelling->rehearsal), &retelling->ref, arena, image,
                              err);
    return rc == STATUS_NOT_FOUND ? 0 : rc;
}

struct retold_note *retelling_note(struct retelling *retelling, enum retold_note_kind kind,
                                   const char *name, const char *row, int64_t at)
{
    struct retold *out = retelling->out;
    struct retold_note *note = ARENA_NEW(retelling->arena, struct retold_note);

    *note = (struct retold_note){.kind = kind, .at = at, .why = ""};
    note->name = arena_text(retelling->arena, name ? name : "");
    note->row = arena_text(retelling->arena, row ? row : "");
    if (out->last_note)
        out->last_note->next = note;
    else
        out->notes = note;
    out->last_note = note;
    return note;
}

/* ---- what falls due ---- */

struct pending {
    enum part_kind kind;
    const char *key;
    int64_t due_ms, at, seq; /* at, seq: its place in the order of what happens */
    /* what the record has comes before what is new at the same time, and what fired before what
     * ended with it */
    bool is_told, has_fired;
};

static bool is_timer(const struct part *part)
{
    return (part->kind == PART_WAIT || part->kind == PART_CLOCK || part->kind == PART_DISPATCH ||
            part->kind == PART_PLACE) &&
           part->due_ms != 0;
}

/* A timer may be set for the past: then nobody was late before it was set. */
static struct told_due *told_dues_add(struct retelling *retelling, const struct part *part,
                                      size_t index)
{
    const struct telling *telling = retelling->plan->telling;
    int64_t before = index > 0 ? telling->rows[index - 1].row->at : 0;
    struct told_dues *dues = retelling->plan->dues;

    if (dues->count == dues->capacity) {
        size_t wanted = dues->capacity ? 2 * dues->capacity : 16;
        struct told_due *items = ARENA_ARRAY(retelling->arena, struct told_due, wanted);
        if (dues->count)
            memcpy(items, dues->items, dues->count * sizeof *items);
        dues->items = items;
        dues->capacity = wanted;
    }
    struct told_due *due = &dues->items[dues->count++];
    *due = (struct told_due){.kind = part->kind, .due_ms = part->due_ms};
    due->late_ms = due->due_ms > before ? due->due_ms : before;
    due->key = arena_copy(retelling->arena, part->key).bytes;
    return due;
}

static void fire(struct retelling *retelling, enum part_kind kind, const char *key, int64_t due_ms)
{
    struct event *event = event_new(EVENT_DUE);

    event->part_kind = kind;
    event->due_ms = due_ms;
    event->key = mem_copy_text(key);
    retelling_give(retelling, event);
}

/* Which timer a `due` row tells of. */
static enum part_kind kind_told(const struct value *event, const char *key)
{
    if (value_get_text(event, "dispatch"))
        return strchr(key, '/') ? PART_PLACE : PART_DISPATCH;
    return value_get_text(event, "clock") ? PART_CLOCK : PART_WAIT;
}

/* As recorded: the timer that this row names, at the row's time. */
static int fire_told(struct retelling *retelling, size_t index, struct err *err)
{
    const struct told_row *told = &retelling->plan->telling->rows[index];
    const struct value *event = value_get(told->body, "event");
    const char *key = value_text_or(value_get(event, "of"), "");
    enum part_kind kind = kind_told(event, key);
    struct case_image image;
    struct arena arena = {0};
    int rc = retelling_look(retelling, &arena, &image, err);

    for (size_t i = 0; rc == 0 && i < image.part_count; i++) {
        const struct part *part = &image.parts[i];
        if (!is_timer(part) || part->kind != kind || !slice_is(part->key, key))
            continue;
        if (part->due_ms > told->row->at)
            break; /* this retelling is not the record: the comparison will say so */
        struct told_due *due = told_dues_add(retelling, part, index);
        due->at = told->row->at;
        due->seq = told->row->seq;
        due->has_fired = true;
        fire(retelling, kind, due->key, due->due_ms);
        break;
    }
    arena_close(&arena);
    return rc;
}

/* What should have fired by now and has not: the host is late itself. */
static int note_late(struct retelling *retelling, struct err *err)
{
    struct case_image image;
    struct arena arena = {0};
    int rc = retelling_look(retelling, &arena, &image, err);

    for (size_t i = 0; rc == 0 && i < image.part_count; i++)
        if (is_timer(&image.parts[i]) && image.parts[i].due_ms <= retelling->plan->until_ms) {
            struct told_due *due =
                told_dues_add(retelling, &image.parts[i], retelling->plan->telling->count);
            due->at = due->seq = INT64_MAX;
        }
    arena_close(&arena);
    return rc;
}

static bool has_part(const struct case_image *image, const struct part *part)
{
    for (size_t i = 0; i < image->part_count; i++)
        if (image->parts[i].kind == part->kind && image->parts[i].due_ms == part->due_ms &&
            slice_is_equal(image->parts[i].key, part->key))
            return true;
    return false;
}

/* As recorded: which timers the loan ended though they were past due; the host was late. */
static int note_ended(struct retelling *retelling, const struct case_image *before, size_t index,
                      struct err *err)
{
    const struct journal_row *row = retelling->plan->telling->rows[index].row;
    struct case_image after = {0};
    struct arena arena = {0};
    size_t late = 0;
    int rc = 0;

    for (size_t i = 0; i < before->part_count; i++)
        late += is_timer(&before->parts[i]) && before->parts[i].due_ms <= row->at;
    if (late > 0)
        rc = retelling_look(retelling, &arena, &after, err);
    for (size_t i = 0; rc == 0 && late > 0 && i < before->part_count; i++) {
        const struct part *part = &before->parts[i];
        if (!is_timer(part) || part->due_ms > row->at || has_part(&after, part))
            continue;
        struct told_due *due = told_dues_add(retelling, part, index);
        due->at = row->at;
        due->seq = row->seq;
    }
    arena_close(&arena);
    return rc;
}

static bool is_of_timer(const struct told_due *due, const struct pending *pending)
{
    return due->due_ms == pending->due_ms && due->kind == pending->kind &&
           strcmp(due->key, pending->key) == 0;
}

/* A clock may be due several times at one moment: its ladder's steps, one after the other. Each
 * time stands for one of the record. */
static void spend_told(const struct told_dues *dues, const struct pending *pending)
{
    for (size_t i = 0; i < dues->count; i++)
        if (!dues->items[i].is_spent && is_of_timer(&dues->items[i], pending)) {
            dues->items[i].is_spent = true;
            return;
        }
}

/* Its place among what happens: see the head of this file. */
static void place_due(const struct told_dues *dues, struct pending *pending)
{
    pending->at = pending->due_ms;
    pending->seq = 0;
    for (size_t i = 0; i < dues->count && !pending->is_told; i++) {
        const struct told_due *due = &dues->items[i];
        bool is_late = due->late_ms <= pending->due_ms && pending->due_ms < due->at;
        pending->is_told = !due->is_spent && is_of_timer(due, pending);
        if (pending->is_told || (is_late && due->at > pending->at)) {
            pending->at = due->at;
            pending->seq = due->seq;
            pending->has_fired = pending->is_told && due->has_fired;
        }
    }
}

static bool comes_before(const struct pending *a, const struct pending *b)
{
    if (a->at != b->at)
        return a->at < b->at;
    if (a->is_told != b->is_told)
        return a->is_told;
    if (a->seq != b->seq)
        return a->seq < b->seq;
    if (a->has_fired != b->has_fired)
        return a->has_fired;
    return a->due_ms < b->due_ms;
}

static bool is_before(const struct pending *due, int64_t at, int64_t seq)
{
    return due->at != at ? due->at < at : due->seq < seq;
}

/* The next to fire; key NULL: none. `spent` is one that has fired and moved nothing. */
static void next_due(struct retelling *retelling, const struct case_image *image,
                     const struct pending *spent, struct pending *out)
{
    *out = (struct pending){0};
    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        struct pending one = {.kind = part->kind, .key = part->key.bytes, .due_ms = part->due_ms};
        if (!is_timer(part) || (spent->key && spent->kind == one.kind &&
                                spent->due_ms == one.due_ms && strcmp(spent->key, one.key) == 0))
            continue;
        place_due(retelling->plan->dues, &one);
        if (!out->key || comes_before(&one, out))
            *out = one;
    }
}

/* Which of its form and row is this task of the retelling, and did the record ask for it? */
static bool was_asked(const struct retelling *retelling, const struct case_image *all,
                      const struct part *part, const struct task *task, struct arena *arena)
{
    const struct course *known = retelling->plan->known;
    const char *row = task->row ? task->row : "";
    struct err ignored = {0};
    size_t before = 0;

    for (size_t i = 0; i < all->part_count; i++) {
        struct value *body;
        struct task other;
        const struct part *at = &all->parts[i];
        if (at->kind != PART_TASK || id_is_equal(&at->ref, &part->ref) ||
            at->opened_at > part->opened_at || canon_read(arena, at->body, &body, &ignored) != 0 ||
            task_from_value(arena, body, &other, &ignored) != 0)
            continue;
        bool is_earlier = at->opened_at < part->opened_at || slice_compare(at->key, part->key) < 0;
        before += is_earlier && strcmp(other.form, task->form) == 0 &&
                  strcmp(other.row ? other.row : "", row) == 0;
    }
    for (size_t i = 0; i < known->task_count; i++)
        if (strcmp(known->tasks[i].form, task->form) == 0 &&
            strcmp(known->tasks[i].row, row) == 0 && before-- == 0)
            return true;
    return false;
}

/* Would this falling due end the waiting for an answer that nobody could give? */
static int is_guess(struct retelling *retelling, const struct pending *due, bool *out,
                    struct err *err)
{
    struct arena arena = {0};
    struct case_image all = {0};
    int rc = 0;

    *out = false;
    if (due->kind == PART_CLOCK)
        rc =
            reader_load(rehearsal_reader(retelling->rehearsal), &retelling->ref, &arena, &all, err);
    for (size_t i = 0; rc == 0 && !*out && i < all.part_count; i++) {
        const struct part *part = &all.parts[i];
        struct value *body;
        struct task task;
        if (part->kind != PART_TASK || !part_is_live(part))
            continue;
        rc = canon_read(&arena, part->body, &body, err);
        if (rc == 0)
            rc = task_from_value(&arena, body, &task, err);
        if (rc != 0 || !task.expires || strcmp(task.expires, due->key) != 0 ||
            was_asked(retelling, &all, part, &task, &arena))
            continue;
        *out = true;
        retelling_note(retelling, RETOLD_NOT_GUESSED, task.form, task.row, part->opened_at);
    }
    arena_close(&arena);
    return rc;
}

/* Candidate: fires all that comes before (at, seq). */
static int fire_until(struct retelling *retelling, int64_t at, int64_t seq, struct err *err)
{
    struct pending spent = {0}, due;
    struct arena arena = {0}, former = {0};
    struct case_image image;
    int64_t spent_seq = -1;
    int rc = 0;

    for (int fired = 0; rc == 0 && !retelling->is_stopped; fired++) {
        rc = retelling_look(retelling, &arena, &image, err);
        if (rc != 0 || image.row.status == CASE_CLOSED)
            break;
        if (image.row.seq != spent_seq)
            spent.key = NULL; /* it has moved something: what is due again is another step */
        next_due(retelling, &image, &spent, &due);
        if (!due.key || !is_before(&due, at, seq))
            break;
        if (fired == FIRED_MOST) {
            rc = err_set(err, STATUS_TOO_LARGE, "its timers fire without end");
            break;
        }
        rc = is_guess(retelling, &due, &retelling->is_stopped, err);
        if (rc != 0 || retelling->is_stopped)
            break;
        move_time(retelling, due.at);
        fire(retelling, due.kind, due.key, due.due_ms);
        rc = retelling_flush(retelling, err);
        spend_told(retelling->plan->dues, &due);
        spent_seq = image.row.seq;
        spent = due; /* its key lives in `arena`, which must not be cleared before it is compared */
        struct arena swapped = former;
        former = arena;
        arena = swapped;
        arena_clear(&arena);
    }
    arena_close(&arena);
    arena_close(&former);
    return rc;
}

/* ---- one case ---- */

/* The rows of one loan, and of those that followed on its heels: behind the last of them. */
static size_t loan_end(const struct telling *telling, size_t index)
{
    size_t end = index + 1;
    while (end < telling->count &&
           (telling->rows[end].loan != LOAN_OF_ITS_OWN || event_follows(telling->rows[end].kind)))
        end++;
    return end;
}

/* The release that was active then is that of the last row of the loan. */
static int use_recorded_release(struct retell_world *world, struct retelling *retelling, size_t end,
                                struct err *err)
{
    const struct edition *edition;
    int rc =
        world_edition(world, retelling->plan->telling->rows[end - 1].row->release, &edition, err);
    if (rc == 0)
        engine_set_active(retelling->engine, edition);
    return rc;
}

/* Days count from here on as they did when this row was written: it says by which calendar. Rows of
 * hosts that knew no lists counted weekdays. */
static void use_recorded_calendar(struct retelling *retelling, size_t index)
{
    const struct telling *telling = retelling->plan->telling;
    const char *named = value_get_text(telling->rows[index].body, "calendar");
    const struct calendars *now = engine_calendars(retelling->engine);
    const char *in_force = calendar_version(calendars_of(now, telling->image.row.office));

    if (!named && index == 0)
        named = "weekdays";
    struct calendar *then =
        named && strcmp(named, in_force) != 0 ? calendars_find(now, named) : NULL;
    if (!then)
        return;
    struct calendars *made = calendars_new(now, then);
    calendars_set_loaded(made, true); /* no release of the record brings another */
    engine_set_calendars(retelling->engine, made);
}

/* What came from outside in these rows; as recorded, also what fell due. */
static int give_rows(struct retelling *retelling, size_t index, size_t end, struct err *err)
{
    const struct told_row *rows = retelling->plan->telling->rows;
    int rc = 0;

    for (; rc == 0 && index < end; index++) {
        if (retelling->first && rows[index].loan == LOAN_THE_NEXT)
            rc = lend_and_write(retelling, err);
        if (rc != 0)
            break;
        use_recorded_calendar(retelling, index);
        if (rows[index].kind == EVENT_DUE && retelling->plan->candidate == 0)
            rc = fire_told(retelling, index, err);
        else if (rows[index].kind != EVENT_DUE && !event_follows(rows[index].kind))
            rc = retelling_act(retelling, index, err);
    }
    return rc == 0 ? retelling_flush(retelling, err) : rc;
}

static int tell_as_recorded(struct retell_world *world, struct retelling *retelling, size_t index,
                            size_t end, struct err *err)
{
    struct case_image before = {0};
    struct arena arena = {0};
    int rc = use_recorded_release(world, retelling, end, err);

    move_time(retelling, retelling->plan->telling->rows[index].row->at);
    if (rc == 0)
        rc = retelling_look(retelling, &arena, &before, err);
    if (rc == 0)
        rc = give_rows(retelling, index, end, err);
    if (rc == 0)
        rc = note_ended(retelling, &before, index, err);
    arena_close(&arena);
    return rc;
}

static int tell_as_candidate(struct retelling *retelling, size_t index, size_t end, struct err *err)
{
    const struct told_row *told = &retelling->plan->telling->rows[index];
    int rc = 0;

    if (told->kind == EVENT_DUE && end == index + 1)
        return 0;
    rc = fire_until(retelling, told->row->at, told->row->seq, err);
    if (rc != 0 || retelling->is_stopped)
        return rc;
    move_time(retelling, told->row->at);
    return give_rows(retelling, index, end, err);
}

static int tell_rows(struct retell_world *world, struct retelling *retelling, struct err *err)
{
    const struct retelling_plan *plan = retelling->plan;
    const struct telling *telling = plan->telling;
    int rc = 0;

    for (size_t i = 0; plan->candidate != 0 && i < plan->dues->count; i++)
        plan->dues->items[i].is_spent = false;
    for (size_t i = 0, end; rc == 0 && i < telling->count && !retelling->is_stopped; i = end) {
        end = loan_end(telling, i);
        rc = plan->candidate == 0 ? tell_as_recorded(world, retelling, i, end, err)
                                  : tell_as_candidate(retelling, i, end, err);
        if (i == 0 && retelling->out->notes)
            return rc; /* it would not begin */
        retelling->out->has_begun = true;
    }
    if (rc == 0 && plan->candidate == 0)
        return note_late(retelling, err);
    int64_t last = telling->rows[telling->count - 1].row->at;
    if (rc == 0 && !retelling->is_stopped)
        rc = fire_until(retelling, last > plan->until_ms ? last : plan->until_ms, INT64_MAX, err);
    return rc;
}

static int read_course(struct retelling *retelling, struct err *err)
{
    struct reader *reader = rehearsal_reader(retelling->rehearsal);
    struct arena *arena = retelling->arena;
    struct case_image image;
    struct journal_row *rows;
    size_t count;
    int rc = reader_load(reader, &retelling->ref, arena, &image, err);

    if (rc == 0)
        rc = reader_back(reader, image.row.head, (size_t)image.row.seq, arena, &rows, &count, err);
    if (rc != 0)
        return rc;
    for (size_t i = 0; i < count / 2; i++) {
        struct journal_row swapped = rows[i];
        rows[i] = rows[count - 1 - i];
        rows[count - 1 - i] = swapped;
    }
    return course_read(reader, &image, rows, arena, &retelling->out->course, err);
}

static void forget_case(struct retelling *retelling)
{
    struct casefile *cf = directory_find(&retelling->engine->directory, &retelling->ref);

    retelling->engine->telling = NULL;
    engine_set_active(retelling->engine, NULL);
    if (!cf || cf->state != CASEFILE_IDLE)
        return;
    directory_remove(&retelling->engine->directory, cf);
    casefile_free(cf);
}

int retell_case(struct retell_world *world, const struct retelling_plan *plan, struct arena *arena,
                struct retold *out, struct err *err)
{
    struct retelling retelling = {
        .plan = plan, .arena = arena, .ref = plan->telling->image.row.ref, .out = out};
    const struct edition *candidate = NULL;
    int64_t begun = plan->telling->rows[0].row->at;
    int rc = world_freshen(world, begun, err);

    *out = (struct retold){0};
    if (rc == 0 && plan->candidate != 0)
        rc = world_edition(world, plan->candidate, &candidate, err);
    if (rc != 0)
        return rc;
    retelling.rehearsal = world->rehearsal;
    retelling.engine = rehearsal_engine(world->rehearsal);
    retelling.engine->telling = plan->telling;
    engine_set_active(retelling.engine, candidate);
    telling_rewind(plan->telling);
    set_time(&retelling, begun);
    rc = tell_rows(world, &retelling, err);
    if (rc == 0 && out->has_begun)
        rc = read_course(&retelling, err);
    forget_case(&retelling);
    return rc;
}
