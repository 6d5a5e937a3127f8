/* retell_acts.c - what people and other cases did, done again (retell.h).
 *
 * A recorded answer goes to the open task of its form and row: to the very one, if its name within
 * the stage is the same and its form too, else to the first. An actor holds every role here: who
 * may do a task is reported (task_to), not decided a second time - but who is excluded from it
 * stays so. What the case would refuse is noted with the reason, and left.
 *
 * To tell one more kind of event: a row in the table at the end.
 */
#include <stdlib.h>
#include "data/canon.h"
#include "engine/retell_inside.h"
#include "engine/tasks.h"

struct telling_act {
    struct retelling *retelling;
    const struct told_row *told;
    const struct value *event;
    size_t index;
};

static struct act *new_act(struct telling_act *telling, enum act_kind kind)
{
    struct act *act = act_new(kind);
    const char *by = value_get_text(telling->event, "by");

    act->case_ref = telling->retelling->ref;
    act->told_seq = telling->told->row->seq;
    if (by) {
        struct actor *actor = ARENA_NEW(&act->arena, struct actor);
        *actor = (struct actor){.id = by, .is_administrator = true};
        act->actor = actor;
    }
    return act;
}

/* What the journal adds to an answer that came through a form. */
static bool is_added(struct slice name)
{
    return slice_is(name, "outcome") || slice_is(name, "by") || slice_is(name, "on") ||
           slice_is(name, "office") || slice_is(name, "row");
}

static struct value *fields_of(struct arena *arena, const struct value *answer)
{
    struct value *fields = value_map(arena);
    for (size_t i = 0; i < value_len(answer); i++)
        if (!is_added(answer->map.members[i].key))
            value_put_slice(arena, fields, answer->map.members[i].key,
                            value_copy(arena, answer->map.members[i].value));
    return fields;
}

static struct retold_event *give_act(struct telling_act *telling, struct act *act,
                                     const char *number)
{
    struct event *event = event_new(event_of_act(act->kind));

    event->act = act;
    event->number = number ? mem_copy_text(number) : NULL;
    return retelling_give(telling->retelling, event);
}

/* What to say if it is refused. */
static void note_if_refused(struct telling_act *telling, struct retold_event *given,
                            enum retold_note_kind kind, const char *name, const char *row)
{
    given->is_noted = true;
    given->kind = kind;
    given->name = name ? name : "";
    given->row = row ? row : "";
    given->at = telling->told->row->at;
}

/* ---- beginning ---- */

static int act_start(struct telling_act *telling, struct err *err)
{
    struct act *act = new_act(telling, ACT_START);
    const struct value *opening = value_get(telling->told->body, "opening");
    const char *workflow = value_text_or(value_get(telling->event, "workflow"), "");

    (void)err;
    act->workflow = workflow;
    act->office = value_get_text(telling->event, "office");
    act->data = fields_of(&act->arena, value_get(opening, "data"));
    note_if_refused(telling,
                    give_act(telling, act, value_text_or(value_get(telling->event, "number"), "")),
                    RETOLD_NOT_BEGUN, workflow, NULL);
    return 0;
}

/* ---- tasks ---- */

/* Its name within the stage, and its row, as the record has them. */
static const char *told_label(const struct telling_act *telling)
{
    const struct value *done = value_get(telling->told->body, "done");
    for (size_t i = 0; i < value_len(done); i++)
        if (value_get_text(value_item(done, i), "task"))
            return value_get_text(value_item(done, i), "task");
    return "";
}

/* The row a task was about is in the task's own row of the host. */
static const char *told_row_of(const struct telling_act *telling, const struct id *ref,
                               struct arena *arena)
{
    const struct case_image *image = &telling->retelling->plan->telling->image;

    for (size_t i = 0; i < image->part_count; i++) {
        struct value *body;
        struct err ignored = {0};
        if (image->parts[i].kind == PART_TASK && id_is_equal(&image->parts[i].ref, ref) &&
            canon_read(arena, image->parts[i].body, &body, &ignored) == 0)
            return value_get_text(body, "row");
    }
    return NULL;
}

static bool is_row(const char *row, const char *wanted)
{
    return strcmp(row ? row : "", wanted ? wanted : "") == 0;
}

static int find_task(struct telling_act *telling, const char *row, struct id *ref, bool *is_found,
                     struct err *err)
{
    const char *form = value_text_or(value_get(telling->event, "form"), "");
    const char *label = told_label(telling);
    struct case_image image;
    struct arena arena = {0};
    int rc = retelling_look(telling->retelling, &arena, &image, err);

    *is_found = false;
    for (size_t i = 0; rc == 0 && i < image.part_count; i++) {
        struct value *body;
        struct task task;
        if (image.parts[i].kind != PART_TASK || !slice_is(image.parts[i].form, form))
            continue;
        rc = canon_read(&arena, image.parts[i].body, &body, err);
        if (rc == 0)
            rc = task_from_value(&arena, body, &task, err);
        if (rc != 0 || task_is_ended(&task) || !is_row(task.row, row))
            continue;
        bool is_the_very = strcmp(task_label(&arena, &task), label) == 0;
        if (!*is_found || is_the_very)
            *ref = task.id;
        *is_found = true;
        if (is_the_very)
            break;
    }
    arena_close(&arena);
    return rc;
}

/* Claims and the like that find no task are forgotten: the answer will tell. */
static int act_on_task(struct telling_act *telling, enum act_kind kind, struct err *err)
{
    struct arena *arena = telling->retelling->arena;
    const char *text = value_text_or(value_get(telling->event, "task"), "");
    const char *form = value_text_or(value_get(telling->event, "form"), "");
    const struct value *answer = value_get(telling->event, "answer");
    const char *outcome = value_get_text(answer, "outcome");
    struct id ref, task;
    bool is_found;

    if (!id_from_text(text, strlen(text), &ref))
        return err_set(err, STATUS_CORRUPT, "turn %lld names no task",
                       (long long)telling->told->row->seq);
    const char *row = told_row_of(telling, &ref, arena);
    int rc = find_task(telling, row, &task, &is_found, err);
    if (rc == 0 && !is_found && kind == ACT_COMPLETE)
        retelling_note(telling->retelling, RETOLD_ANSWER_UNUSED, form, row, telling->told->row->at);
    if (rc != 0 || !is_found)
        return rc;
    struct act *act = new_act(telling, kind);
    act->task = task;
    act->outcome = outcome;
    act->data = fields_of(&act->arena, answer);
    act->name = value_get_text(telling->event, "to");
    act->is_for_good = value_get_bool(telling->event, "for_good", false);
    struct retold_event *given = give_act(telling, act, NULL);
    if (kind == ACT_COMPLETE)
        note_if_refused(telling, given, RETOLD_ANSWER_REFUSED, form, row);
    return 0;
}

static int act_claim(struct telling_act *telling, struct err *err)
{
    return act_on_task(telling, ACT_CLAIM, err);
}

static int act_release(struct telling_act *telling, struct err *err)
{
    return act_on_task(telling, ACT_RELEASE, err);
}

static int act_complete(struct telling_act *telling, struct err *err)
{
    return act_on_task(telling, ACT_COMPLETE, err);
}

static int act_assign(struct telling_act *telling, struct err *err)
{
    return act_on_task(telling, ACT_ASSIGN, err);
}

static int act_delegate(struct telling_act *telling, struct err *err)
{
    return act_on_task(telling, ACT_DELEGATE, err);
}

/* ---- signals and the rest ---- */

/* One sent without an outcome is recorded as "sent". */
static int act_signal(struct telling_act *telling, struct err *err)
{
    struct act *act = new_act(telling, ACT_SIGNAL);
    const struct value *answer = value_get(telling->event, "answer");
    const char *outcome = value_get_text(answer, "outcome");

    (void)err;
    act->name = value_text_or(value_get(telling->event, "signal"), "");
    act->outcome = outcome && strcmp(outcome, "sent") != 0 ? outcome : NULL;
    act->row = value_get_text(answer, "row");
    act->data = fields_of(&act->arena, answer);
    note_if_refused(telling, give_act(telling, act, NULL), RETOLD_SIGNAL_REFUSED, act->name, NULL);
    return 0;
}

/* Where nothing failed and nothing was asked of an administrator, there is nothing to retry. */
static int act_retry(struct telling_act *telling, struct err *err)
{
    (void)err;
    give_act(telling, new_act(telling, ACT_RETRY), NULL);
    return 0;
}

/* To whoever held it then, whatever the offices are like now. */
static int act_custody(struct telling_act *telling, struct err *err)
{
    struct act *act = new_act(telling, ACT_CUSTODY);
    const char *holder = value_get_text(telling->event, "holder");

    (void)err;
    act->name = holder ? arena_text(&act->arena, holder) : NULL;
    act->reason = "told again";
    give_act(telling, act, NULL);
    return 0;
}

/* Nobody is kept out of what has happened, but what he held went back to the others. */
static int act_recuse(struct telling_act *telling, struct err *err)
{
    struct act *act = new_act(telling, ACT_RECUSE);
    const char *person = value_get_text(telling->event, "person");

    (void)err;
    act->name = person ? arena_text(&act->arena, person) : NULL;
    act->is_for_good = value_get_bool(telling->event, "ended", false);
    give_act(telling, act, NULL);
    return 0;
}

/* No personal value is in this world: there is nothing to erase. */
static int act_erase(struct telling_act *telling, struct err *err)
{
    (void)telling;
    (void)err;
    return 0;
}

/* ---- clocks and cards ---- */

/* The words that people gave are in the vault: a dash stands for them. */
static int act_on_clock(struct telling_act *telling, struct err *err)
{
    struct act *act = new_act(telling, ACT_CLOCK);
    const struct value *given = value_get(telling->event, "given");
    const char *reason = value_get_text(value_get(telling->event, "why"), "reason");

    (void)err;
    act->name = value_text_or(value_get(telling->event, "clock"), "");
    act->outcome = value_text_or(value_get(telling->event, "act"), "");
    act->data = given->type == VALUE_MAP ? value_copy(&act->arena, given) : value_map(&act->arena);
    value_put(&act->arena, act->data, "reason", value_string(&act->arena, reason ? reason : "-"));
    give_act(telling, act, NULL);
    return 0;
}

static int act_on_card(struct telling_act *telling, struct err *err)
{
    struct act *act = new_act(telling, ACT_CARD);

    (void)err;
    act->name = value_text_or(value_get(telling->event, "card"), "");
    act->outcome = value_text_or(value_get(telling->event, "act"), "");
    act->data = value_map(&act->arena);
    value_put(&act->arena, act->data, "reply", value_string(&act->arena, "-"));
    value_put(&act->arena, act->data, "reason", value_string(&act->arena, "-"));
    give_act(telling, act, NULL);
    return 0;
}

/* ---- letters ---- */

/* The copy as the case keeps it: how, when and by whom it was brought. */
static const struct value *told_copy(const struct telling_act *telling, struct arena *arena)
{
    const struct case_image *image = &telling->retelling->plan->telling->image;
    int64_t ordinal = value_get_int(telling->event, "letter", 0);
    size_t copy = (size_t)value_get_int(telling->event, "copy", 0);
    struct value *body;
    struct err ignored = {0};

    for (size_t i = 0; i < image->part_count; i++)
        if (image->parts[i].kind == PART_LETTER &&
            canon_read(arena, image->parts[i].body, &body, &ignored) == 0 &&
            value_get_int(body, "ordinal", 0) == ordinal)
            return value_item(value_get(body, "to"), copy);
    return &value_nil;
}

/* Proof of service. Why a copy could not be brought is in the vault: a dash stands for it. */
static int act_on_letter(struct telling_act *telling, struct err *err)
{
    struct act *act = new_act(telling, ACT_LETTER);
    struct arena *arena = &act->arena;
    const struct value *copy = told_copy(telling, arena);

    (void)err;
    act->name = arena_printf(arena, "%lld", (long long)value_get_int(telling->event, "letter", 0));
    act->outcome = value_get_text(copy, "state");
    act->data = value_map(arena);
    value_put(arena, act->data, "copy", value_copy(arena, value_get(telling->event, "copy")));
    value_put(arena, act->data, "way", value_copy(arena, value_get(copy, "way")));
    value_put(arena, act->data, "on", value_copy(arena, value_get(copy, "on")));
    value_put(arena, act->data, "reason", value_string(arena, "-"));
    give_act(telling, act, NULL);
    return 0;
}

/* ---- how other cases ended ---- */

static bool awaits(const struct value *command, const char *ref)
{
    const struct value *args = value_get(command, "args");
    return value_is_text(value_get(command, "kind"), "await_case") &&
           (value_is_text(value_get(command, "name"), ref) || value_is_text(args, ref) ||
            value_is_text(value_get(args, "ref"), ref));
}

/* What the wait `id`, asked for in row `from`, heard; NULL: nothing yet. */
static const struct value *heard_of(const struct telling *telling, size_t from, const char *id)
{
    for (size_t i = from; i < telling->count; i++) {
        const struct value *heard = value_get(telling->rows[i].body, "heard");
        for (size_t k = 0; k < value_len(heard); k++)
            if (value_is_text(value_get(value_item(heard, k), "id"), id))
                return value_get(value_item(heard, k), "value");
    }
    return NULL;
}

/* As the case heard it; if it never asked, as the other case tells itself. */
static struct value *how_it_ended(struct telling_act *act, const char *ref, struct arena *arena)
{
    const struct telling *telling = act->retelling->plan->telling;
    struct value *ended = value_map(arena);
    struct case_image other;
    struct err ignored = {0};
    struct id id;

    for (size_t i = 0; i < telling->count; i++) {
        const struct value *commands = value_get(telling->rows[i].body, "commands");
        for (size_t k = 0; k < value_len(commands); k++) {
            const struct value *command = value_item(commands, k);
            const struct value *value =
                awaits(command, ref)
                    ? heard_of(telling, i, value_text_or(value_get(command, "id"), ""))
                    : NULL;
            if (value && value_get_text(value, "outcome"))
                return value_copy(arena, value);
        }
    }
    bool is_there =
        id_from_text(ref, strlen(ref), &id) &&
        reader_load_live(act->retelling->plan->reader, &id, arena, &other, &ignored) == 0 &&
        other.row.status == CASE_CLOSED;
    value_put(arena, ended, "outcome",
              is_there ? value_text(arena, other.row.outcome) : value_string(arena, "refused"));
    return ended;
}

static void on_sent(struct note *note)
{
    (void)note;
}

/* A message must be in the inbox before it can be taken out of it. */
static int put_into_inbox(struct retelling *retelling, struct slice body, int64_t *id,
                          struct err *err)
{
    struct engine *engine = retelling->engine;
    struct write_set *writes = write_set_new();
    struct op *op = write_set_add(writes, OP_SEND);
    struct note note = {.on_note = on_sent};

    op->message.to = retelling->ref;
    op->message.body = arena_copy(&writes->arena, body);
    writes->owner = &note;
    writes->epoch = store_epoch(engine->store);
    writes->generation = store_generation(engine->store);
    store_submit(engine->store, writes);
    rehearsal_settle(retelling->rehearsal);
    int rc = writes->status;
    if (rc != 0)
        *err = writes->err;
    *id = op->message.id;
    write_set_close(writes);
    return rc;
}

static int give_message(struct telling_act *telling, struct arena *arena, const struct value *body,
                        struct err *err)
{
    struct slice text = canon_text(arena, body);
    int64_t id = 0;
    int rc = put_into_inbox(telling->retelling, text, &id, err);
    if (rc == 0) {
        struct event *event = event_new(EVENT_MESSAGE);
        event->message_id = id;
        event->body = (struct slice){.bytes = mem_copy_text(text.bytes), .len = text.len};
        retelling_give(telling->retelling, event);
    }
    return rc;
}

static int act_message(struct telling_act *telling, struct err *err)
{
    const char *from = value_text_or(value_get(telling->event, "from"), "");
    struct arena arena = {0};
    bool has_ended = value_is_text(value_get(telling->event, "message"), "ended");

    if (!has_ended && !value_is_text(value_get(telling->event, "message"), "started"))
        return 0;
    struct value *body = value_map(&arena);
    value_put(&arena, body, "kind", value_string(&arena, has_ended ? "ended" : "started"));
    value_put(&arena, body, "from", value_string(&arena, from));
    if (has_ended)
        value_put(&arena, body, "ended", how_it_ended(telling, from, &arena));
    else
        value_put(&arena, body, "started",
                  value_copy(&arena, value_get(telling->event, "started")));
    int rc = give_message(telling, &arena, body, err);
    arena_close(&arena);
    return rc;
}

/* What became of an effect: in this world it has another ref, so accept_effect goes by its key. */
static int act_effect(struct telling_act *telling, struct err *err)
{
    static const char *const members[] = {"effect", "key", "target", "answer"};
    struct arena arena = {0};
    struct value *body = value_map(&arena);

    value_put(&arena, body, "kind", value_string(&arena, "effect"));
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        value_put(&arena, body, members[i],
                  value_copy(&arena, value_get(telling->event, members[i])));
    int rc = give_message(telling, &arena, body, err);
    arena_close(&arena);
    return rc;
}

/* ---- another calendar ---- */

static int act_calendar(struct telling_act *telling, struct err *err)
{
    (void)err;
    retelling_give(telling->retelling, event_new(EVENT_CALENDAR));
    return 0;
}

/* ---- places ---- */

/* His own place is found by who he is: where the scripts differ he may hold another. One that a
 * deed brings into being has the number of the record (act.told_seq), so that what fell due of it,
 * or was done with it, finds it - also when turns in between are not told again. */
static int act_on_place(struct telling_act *telling, struct err *err)
{
    static const char *const kept[] = {"post", "for", "result", "rating"};
    const struct value *event = telling->event, *done = value_get(telling->told->body, "done");
    struct act *act = new_act(telling, ACT_PLACE);
    struct arena *arena = &act->arena;
    const char *place = value_get_text(event, "place"), *by = value_get_text(event, "by");
    bool is_own = false;

    (void)err;
    act->name = value_text_or(value_get(event, "dispatch"), "");
    act->outcome = value_text_or(value_get(event, "act"), "");
    act->data = value_map(arena);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        value_put(arena, act->data, kept[i], value_copy(arena, value_get(event, kept[i])));
    value_put(arena, act->data, "minutes", value_copy(arena, value_get(event, "confirmed")));
    for (size_t i = 0; place && by && i < value_len(done); i++)
        is_own |= value_is_text(value_get(value_item(done, i), "place"), place) &&
                  value_is_text(value_get(value_item(done, i), "person"), by);
    bool is_swap = strcmp(act->outcome, "swap") == 0; /* it was another's before */
    if (!is_own || is_swap ||
        !value_get_text(event, "post")) /* a level has its number everywhere */
        value_put(arena, act->data, "place", value_string(arena, place));
    note_if_refused(telling, give_act(telling, act, NULL), RETOLD_ANSWER_REFUSED, act->name, NULL);
    return 0;
}

/* ---- the table ---- */

static int (*const acts[EVENT_KINDS])(struct telling_act *telling, struct err *err) = {
    [EVENT_START] = act_start,       [EVENT_SIGNAL] = act_signal,
    [EVENT_CLAIM] = act_claim,       [EVENT_RELEASE] = act_release,
    [EVENT_COMPLETE] = act_complete, [EVENT_ASSIGN] = act_assign,
    [EVENT_DELEGATE] = act_delegate, [EVENT_RETRY] = act_retry,
    [EVENT_ERASE] = act_erase,       [EVENT_MESSAGE] = act_message,
    [EVENT_CLOCK] = act_on_clock,    [EVENT_CARD] = act_on_card,
    [EVENT_CALENDAR] = act_calendar, [EVENT_EFFECT] = act_effect,
    [EVENT_PLACE] = act_on_place,    [EVENT_CUSTODY] = act_custody,
    [EVENT_RECUSE] = act_recuse,     [EVENT_LETTER] = act_on_letter,
};

int retelling_act(struct retelling *retelling, size_t index, struct err *err)
{
    const struct told_row *told = &retelling->plan->telling->rows[index];
    struct telling_act telling = {.retelling = retelling,
                                  .told = told,
                                  .event = value_get(told->body, "event"),
                                  .index = index};
    return acts[told->kind] ? acts[told->kind](&telling, err) : 0;
}
