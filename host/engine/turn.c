/* turn.c - one turn of one case: the only place where a case moves.
 *
 * A loan takes a turn for each event of the case (engine/loan.c) and submits them as one write set.
 *
 * T1. Nothing leaves the process before the write set that records it has committed.
 * T2. A turn that fails drops its fiber: memory may be ahead of the disk, and the disk is right.
 *     The next turn rebuilds the fiber by replay.
 * T3. A case is on loan for one write set at a time; its turns are numbered without gaps.
 * T4. An accepted event is kept whatever the script makes of it.
 *
 * What the script has not heard yet - the beginning of its stage, waits that ended, signals for a
 * handler, recorded values - stands in line by `order` and is heard from the front. A turn in which
 * the script fails has heard nothing: the line stays as it was, for the retry.
 */
#include "engine/turn.h"
#include <stdlib.h>
#include "data/canon.h"
#include "engine/command.h"
#include "engine/duties.h"
#include "engine/hands.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/move.h"
#include "engine/replay.h"
#include "engine/row.h"
#include "engine/telling.h"
#include "engine/veil.h"

enum { HOPS_MOST = 100, STAGE_HEARD_MOST = 10000, STAGE_BYTES_MOST = 8 << 20 };

void turn_init(struct turn *turn, struct casefile *cf, struct worker *worker,
               struct write_set *writes, const struct event *event)
{
    int64_t now = cf->loan.now_ms;

    *turn = (struct turn){.cf = cf, .engine = cf->engine, .worker = worker, .writes = writes};
    turn->chance = cf->engine->chance;
    turn->arena = &writes->arena;
    turn->arena_before = writes->arena.used;
    turn->event = event;
    turn->at = now > cf->row.at ? now : cf->row.at; /* never backwards in one case */
    turn->seq = cf->row.seq + 1;
    turn->event_value = value_map(turn->arena);
    value_put(turn->arena, turn->event_value, "kind",
              value_string(turn->arena, event_word(event->kind)));
}

/* ---- what stands in line ---- */

enum item_kind { ITEM_RECORDED, ITEM_WAIT, ITEM_SIGNAL };

struct item {
    enum item_kind kind;
    int64_t order;
    const char *id;     /* command id; "begin"; of a signal the branch of its handler */
    const char *signal; /* of a handler */
    struct slice key;   /* of the part */
    const struct value *value;
    bool is_error, is_from_event, is_heard;
};

static int compare_items(const void *a, const void *b)
{
    const struct item *left = a, *right = b;
    return left->order < right->order ? -1 : left->order > right->order;
}

static bool recorded_may_be_heard(const struct recorded *recorded, int64_t settled_seq)
{
    return recorded->seq <= settled_seq;
}

bool casefile_has_news(struct casefile *cf, int64_t settled_seq)
{
    const struct part *part;

    if (!cf->has_stage && cf->row.is_ready)
        return true; /* what was recorded and not heard is known to the stage only: rebuild it */
    for (const struct recorded *r = cf->has_stage ? cf->stage.recorded : NULL; r; r = r->next)
        if (recorded_may_be_heard(r, settled_seq))
            return true;
    for (size_t i = 0; (part = parts_next(&cf->parts, PART_WAIT, &i));)
        if (part->status == WAIT_ENDED)
            return true;
    for (size_t i = 0; (part = parts_next(&cf->parts, PART_SIGNAL, &i));)
        if (part->status == SIGNAL_TO_HANDLE)
            return true;
    return false;
}

/* A stage that opens in a write set that is large enough begins in the next. */
static bool turn_begins_later(const struct turn *turn)
{
    return turn->event->kind == EVENT_STAGE && turn->writes->bytes >= LOAN_BYTES_MOST;
}

bool turn_has_news(const struct turn *turn)
{
    return !turn->skips_hearing && !turn->is_idle && !turn_begins_later(turn) &&
           (turn->event->kind == EVENT_GO || turn->event->kind == EVENT_PROVE ||
            casefile_has_news(turn->cf, turn->writes->expected_seq));
}

static int item_of_part(struct turn *turn, const struct part *part, struct item *item,
                        struct err *err)
{
    struct value *body;
    int rc = canon_read(turn->arena, part->body, &body, err);
    if (rc != 0)
        return rc;
    item->kind = part->kind == PART_WAIT ? ITEM_WAIT : ITEM_SIGNAL;
    item->order = value_get_int(body, "order", 0);
    item->key = arena_copy(turn->arena, part->key);
    item->id = item->key.bytes;
    item->signal = value_get_text(body, "signal");
    item->value = value_get(body, "value");
    item->is_error = value_get_bool(body, "is_error", false);
    item->is_from_event = value_get_int(body, "heard_of", 0) == turn->seq && turn->answer;
    return 0;
}

enum { RECORDED_AT_ONCE = 64 };

static size_t count_recorded(const struct turn *turn)
{
    size_t count = 0;
    for (const struct recorded *r = turn->cf->stage.recorded; r && count < RECORDED_AT_ONCE;
         r = r->next)
        count += recorded_may_be_heard(r, turn->writes->expected_seq);
    return count;
}

/* All that may be heard now, in line. The array is the arena's. */
static int turn_line(struct turn *turn, struct item **out, size_t *count, struct err *err)
{
    struct casefile *cf = turn->cf;
    size_t recorded = count_recorded(turn), len = 0;
    struct item *items = ARENA_ARRAY(turn->arena, struct item, cf->parts.count + recorded + 1);
    const struct part *part;
    int rc = 0;

    for (struct recorded *r = cf->stage.recorded; r && len < recorded; r = r->next)
        if (recorded_may_be_heard(r, turn->writes->expected_seq))
            items[len++] = (struct item){.kind = ITEM_RECORDED,
                                         .id = arena_text(turn->arena, r->id),
                                         .value = value_copy(turn->arena, r->value),
                                         .is_error = r->is_error};
    for (size_t i = 0; rc == 0 && (part = parts_next(&cf->parts, PART_WAIT, &i));)
        if (part->status == WAIT_ENDED)
            rc = item_of_part(turn, part, &items[len++], err);
    for (size_t i = 0; rc == 0 && (part = parts_next(&cf->parts, PART_SIGNAL, &i));)
        if (part->status == SIGNAL_TO_HANDLE)
            rc = item_of_part(turn, part, &items[len++], err);
    qsort(items, len, sizeof *items, compare_items);
    *out = items;
    *count = len;
    return rc;
}

/* ---- hearing ---- */

static void note_heard(struct turn *turn, const struct item *item)
{
    struct arena *arena = turn->arena;
    struct value *entry = value_map(arena);

    value_put(arena, entry, "id", value_string(arena, item->id));
    if (item->signal)
        value_put(arena, entry, "signal", value_string(arena, item->signal));
    if (item->kind != ITEM_RECORDED && item->is_from_event)
        value_put(arena, entry, "from", value_string(arena, "event"));
    else if (item->kind != ITEM_RECORDED && !value_is_nil(item->value))
        value_put(arena, entry, item->is_error ? "error" : "value", (struct value *)item->value);
    if (!turn->heard)
        turn->heard = value_list(arena);
    value_push(arena, turn->heard, entry);
}

/* Feeds one item; a handler gets a branch of its own, numbered within the stage. */
static enum fiber_state hear_item(struct turn *turn, struct item *item, struct err *err)
{
    struct casefile *cf = turn->cf;

    if (item->kind == ITEM_SIGNAL)
        item->id =
            arena_printf(turn->arena, "on/%s/%lld", item->signal, (long long)++cf->stage.handlers);
    note_heard(turn, item);
    if (item->kind == ITEM_SIGNAL)
        return fiber_signal(cf->fiber, item->id, item->signal, item->value, err);
    if (strcmp(item->id, "begin") == 0)
        return stage_begin(cf, err);
    return fiber_hear(cf->fiber, item->id, item->value, item->is_error, err);
}

static void forget_heard(struct turn *turn, const struct item *item)
{
    struct stage *stage = &turn->cf->stage;

    if (item->kind != ITEM_RECORDED) {
        parts_drop(&turn->cf->parts, item->kind == ITEM_WAIT ? PART_WAIT : PART_SIGNAL, item->key);
        return;
    }
    for (struct recorded **at = &stage->recorded; *at; at = &(*at)->next)
        if (strcmp((*at)->id, item->id) == 0) {
            *at = (*at)->next;
            return;
        }
}

/* The signal whose handler ran; NULL: the stage itself went on. */
static const char *handler_of(const struct item *item)
{
    return item->kind == ITEM_SIGNAL ? item->signal : NULL;
}

static bool was_cancelled(const struct turn *turn, const struct item *item)
{
    for (size_t i = 0; i < value_len(turn->cancelled); i++)
        if (item->kind != ITEM_SIGNAL &&
            branch_is_within(slice_of(item->id), value_text_or(value_item(turn->cancelled, i), "")))
            return true;
    return false;
}

static int turn_refuse_long_stage(const struct casefile *cf, struct err *err)
{
    if (cf->hops > HOPS_MOST)
        return err_set_at(err, STATUS_HOST_VERDICT, "stage_loop", NULL,
                          "%d stages were entered without anything happening outside or time "
                          "passing. Let the loop wait for something.",
                          HOPS_MOST);
    if (cf->stage.heard_rows < STAGE_HEARD_MOST && cf->stage.bytes < STAGE_BYTES_MOST)
        return 0;
    return err_set_at(err, STATUS_HOST_VERDICT, "stage_too_long", NULL,
                      "The stage %s has heard %d turns or written 8 MiB without ending. Let its "
                      "loop go through its stage: return the stage's own name.",
                      cf->stage.name, STAGE_HEARD_MOST);
}

/* Second half of a turn: the script hears what stands in line and asks for what comes next. */
int turn_hear(struct turn *turn, struct err *err)
{
    struct casefile *cf = turn->cf;
    struct item *items;
    size_t count, heard = 0;
    enum fiber_state state = FIBER_WAITING;

    if (cf->loan.is_suspect && turn->event->kind != EVENT_RETRY)
        return err_set_at(err, STATUS_HOST_VERDICT, "quarantine", NULL,
                          "The host died twice while this case was at work. It is parked to keep "
                          "the others safe; look at its script, then retry it.");
    int rc = move_before_hearing(turn, err);
    if (rc == 0 && !cf->fiber)
        rc = replay_rebuild(cf, turn->worker, turn->arena, err);
    if (rc == 0)
        stage_note_clocks(&cf->stage, cf->moved); /* in rows that are not on disk yet */
    if (rc == 0)
        rc = turn_refuse_long_stage(cf, err);
    if (rc == 0)
        rc = turn_line(turn, &items, &count, err);
    if (rc != 0)
        return rc;
    if (count == 0) { /* a case that seemed ready had nothing left to hear */
        cf->row.is_ready = false;
        turn->is_idle = turn->event->kind == EVENT_GO || turn->event->kind == EVENT_PROVE;
        return 0;
    }
    casefile_set_host(cf, &command_host, turn);
    fiber_turn(cf->fiber, turn->at, turn->arena, false);
    for (; heard < count && state == FIBER_WAITING; heard++)
        if (!was_cancelled(turn, &items[heard])) { /* else its branch's end closes it */
            state = hear_item(turn, &items[heard], err);
            items[heard].is_heard = true;
        }
    if (state == FIBER_FAILED)
        return STATUS_SCRIPT_FAILED;
    if (state == FIBER_STOPPED)
        return STATUS_HOST_VERDICT;
    if (state == FIBER_RETURNED)
        turn->next = arena_text(turn->arena, fiber_result_name(cf->fiber));
    if (state == FIBER_CLOSED)
        turn->closed = arena_text(turn->arena, fiber_result_name(cf->fiber));
    if (turn->next || turn->closed)
        rc = duties_check(turn, handler_of(&items[heard - 1]), err);
    for (size_t i = 0; i < heard && rc == 0; i++)
        if (items[i].is_heard)
            forget_heard(turn, &items[i]);
    return rc;
}

/* ---- parking ---- */

/* The script failed or was stopped: its commands are dropped, the event stays, a person is told. */
static int turn_park(struct casefile *cf, struct turn *turn, struct err *err)
{
    struct arena *arena = turn->arena;
    bool is_verdict = err->status == STATUS_HOST_VERDICT;
    struct value *error = value_map(arena);

    turn->first = turn->last = NULL;
    turn->heard = NULL;
    turn->next = turn->closed = NULL;
    turn->cancelled = NULL;
    value_put(arena, error, "code", value_string(arena, err_code(err)));
    value_put(arena, error, "message", value_string(arena, err->text));
    turn->error = error;
    if (turn->engine->telling)
        telling_take_back(turn);
    incident_add(turn, is_verdict ? "verdict" : "script", err);
    cf->row.status = CASE_PARKED;
    casefile_drop_fiber(cf);
    return 0;
}

int turn_take(struct casefile *cf, const struct event *event, struct turn *turn, struct err *err)
{
    /* 1. The core takes it in, or refuses it: then nothing is written. */
    int rc = event_accept(event, turn, err);
    if (rc != 0 || turn->is_idle)
        return rc;
    turn->is_accepted = true;
    if (cf->has_stage)
        stage_note_clocks(&cf->stage, turn->clocks);
    /* 2. The workflow hears what it waited for. */
    if (turn_has_news(turn) && cf->row.status == CASE_OPEN)
        rc = turn_hear(turn, err);
    if (turn->is_idle)
        return rc;
    /* 3. What it asks for, checked already - or failed, or stopped: commands dropped (T4). */
    if (rc == STATUS_SCRIPT_FAILED || rc == STATUS_HOST_VERDICT)
        rc = turn_park(cf, turn, err);
    else if (rc == 0)
        rc = command_apply(cf, turn, err);
    if (rc == 0) {
        veil_note_asked(turn);
        hands_check(turn);
    }
    /* 4. One row, chained; the caller submits, others hear of it when it has settled (T1). */
    if (rc == 0)
        rc = journal_append(turn->writes, cf, turn, err);
    return rc;
}

/* ---- small pieces for the accept functions ---- */

void wait_end(struct turn *turn, struct part *wait, struct value *value, bool is_error,
              bool is_from_event)
{
    struct arena *arena = turn->arena;
    struct part ended = *wait;
    struct value *body;
    struct err ignored = {0};

    if (canon_read(arena, wait->body, &body, &ignored) != 0)
        body = value_map(arena);
    value_put(arena, body, "order", value_int(arena, ++turn->cf->order));
    value_put(arena, body, "value", value);
    if (is_error)
        value_put(arena, body, "is_error", value_bool(arena, true));
    if (is_from_event)
        value_put(arena, body, "heard_of", value_int(arena, turn->seq));
    ended.status = WAIT_ENDED;
    ended.due_ms = 0;
    ended.body = canon_text(arena, body);
    parts_put(&turn->cf->parts, &ended);
}

void turn_note_done(struct turn *turn, const char *what, struct slice key, const char *status)
{
    struct arena *arena = turn->arena;
    struct value *entry = value_map(arena);

    value_put(arena, entry, what, value_text(arena, key));
    value_put(arena, entry, "status", value_string(arena, status));
    if (!turn->done)
        turn->done = value_list(arena);
    value_push(arena, turn->done, entry);
}

bool branch_is_within(struct slice id, const char *branch)
{
    size_t len = strlen(branch);
    return id.len > len && memcmp(id.bytes, branch, len) == 0 && id.bytes[len] == '/';
}
