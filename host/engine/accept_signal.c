/* accept_signal.c - what is said to a case unasked.
 *
 *   sent --not offered, not allowed--> refused, nothing written
 *     | declared with `confirm`: CONFIRMING until that task is answered; not "agree": forgotten
 *     +-- begins a case:       linked, in the stage it names (accept_begins.c)
 *     +-- handled by an `on`:  TO_HANDLE, heard by its handler in line
 *     +-- awaited:             ends the oldest open await of that name
 *     +-- else:                KEPT across stages, in order, 1,000 at most
 */
#include <stdio.h>
#include "data/canon.h"
#include "engine/calendars.h"
#include "engine/accept.h"
#include "engine/birth.h"
#include "engine/command.h"
#include "engine/dispatches.h"
#include "engine/inside.h"
#include "engine/merge.h"
#include "engine/replay.h"
#include "engine/recusal.h"
#include "engine/tasks.h"

enum { SIGNALS_MOST = 1000 };

static size_t signals_kept(struct turn *turn)
{
    size_t count = 0;
    for (size_t i = 0; parts_next(&turn->cf->parts, PART_SIGNAL, &i);)
        count++;
    return count;
}

void signal_keep(struct turn *turn, const char *name, struct value *answer,
                 enum signal_status status, const char *key)
{
    struct value *body = value_map(turn->arena);
    struct part part = {.kind = PART_SIGNAL, .key = slice_of(key), .status = (int)status};

    value_put(turn->arena, body, "signal", value_string(turn->arena, name));
    value_put(turn->arena, body, "value", answer);
    value_put(turn->arena, body, "order", value_int(turn->arena, ++turn->cf->order));
    if (status == SIGNAL_TO_HANDLE && answer == turn->answer)
        value_put(turn->arena, body, "heard_of", value_int(turn->arena, turn->seq));
    part.body = canon_text(turn->arena, body);
    parts_put(&turn->cf->parts, &part);
}

/* Keys sort as they came. */
static const char *signal_key(struct turn *turn)
{
    return arena_printf(turn->arena, "%012lld", (long long)turn->cf->order + 1);
}

static struct part *oldest_await(struct turn *turn, const char *name)
{
    struct told_wait *told;
    struct part *wait = NULL;
    size_t count = waits_told(turn, &told);

    for (size_t i = 0; i < count && !wait; i++)
        if (value_is_text(value_get(told[i].body, "verb"), "await") &&
            value_is_text(value_get(told[i].body, "name"), name))
            wait = wait_still_open(turn, &told[i]);
    return wait;
}

static void end_await(struct turn *turn, struct part *wait, struct value *answer)
{
    struct value *body;
    struct err ignored = {0};
    struct slice id = arena_copy(turn->arena, wait->key);
    if (canon_read(turn->arena, wait->body, &body, &ignored) == 0)
        own_clock_drop(turn, value_get_text(body, "expires"));
    wait_remember(turn, wait, "stood", signal_key(turn));
    wait_end(turn, parts_find(&turn->cf->parts, PART_WAIT, id), answer, false,
             answer == turn->answer);
}

int signal_place(struct turn *turn, const char *name, struct value *answer, struct err *err)
{
    const struct value *decl = workflow_signal(turn->cf->workflow, name);
    struct part *wait;

    (void)err;
    if (value_get_bool(decl, "is_handled", false)) {
        signal_keep(turn, name, answer, SIGNAL_TO_HANDLE, signal_key(turn));
        turn_note_done(turn, "signal", slice_of(name), "to_handle");
    } else if ((wait = oldest_await(turn, name))) {
        turn_note_done(turn, "signal", slice_of(name), "heard");
        end_await(turn, wait, answer);
    } else {
        signal_keep(turn, name, answer, SIGNAL_KEPT, signal_key(turn));
        turn_note_done(turn, "signal", slice_of(name), "kept");
    }
    return 0;
}

/* The signal waits in the case until the task says "agree"; the stage goes on meanwhile. */
static int open_confirmation(struct turn *turn, const struct signal_decl *decl)
{
    struct arena *arena = turn->arena;
    const char *key = signal_key(turn);
    const struct value *to = value_get(decl->confirm, "to");
    struct value *list = value_list(arena);
    struct task task = {.index = -1,
                        .form = value_get_text(decl->confirm, "form"),
                        .opened_ms = turn->at,
                        .at_ms = turn->at};

    signal_keep(turn, decl->name, turn->answer, SIGNAL_CONFIRMING, key);
    if (to->type == VALUE_LIST)
        list = (struct value *)to;
    else
        value_push(arena, list, (struct value *)to);
    task.command = arena_printf(arena, "confirm/%s", key);
    task.to = list;
    task.with = turn->answer; /* who confirms sees what was said */
    chance_id(turn->engine->chance, &task.id);
    task_open(turn, &task, 0);
    turn_note_done(turn, "signal", slice_of(decl->name), "to_confirm");
    return 0;
}

int signal_confirmed(struct turn *turn, struct part *kept, const char *outcome, struct err *err)
{
    struct value *body;
    int rc = canon_read(turn->arena, kept->body, &body, err);
    if (rc != 0)
        return rc;
    struct slice key = arena_copy(turn->arena, kept->key);
    const char *name = value_get_text(body, "signal");

    parts_drop(&turn->cf->parts, PART_SIGNAL, key);
    if (!outcome || strcmp(outcome, "agree") == 0 || strcmp(outcome, "confirm") == 0 ||
        strcmp(outcome, "yes") == 0)
        return signal_place(turn, name, value_get(body, "value"), err);
    turn_note_done(turn, "signal", slice_of(name), "not_confirmed");
    return 0;
}

static struct signal_moment moment_of(struct turn *turn)
{
    const struct casefile *cf = turn->cf;
    return (struct signal_moment){
        .stage = arena_text(turn->arena, cf->next_stage ? cf->next_stage : cf->row.stage.bytes),
        .is_closed = cf->row.status == CASE_CLOSED,
        .closed_ms = cf->closed_at ? cf->closed_at : cf->row.at,
        .now_ms = turn->at,
        .calendar = turn_calendar(turn),
    };
}

bool signal_is_open(struct turn *turn, const char *name)
{
    const struct value *declared =
        turn->cf->workflow ? workflow_signal(turn->cf->workflow, name) : &value_nil;
    const struct signal_moment moment = moment_of(turn);
    struct signal_decl decl;
    struct err ignored = {0};

    return !value_is_nil(declared) &&
           signal_decl_from_value(name, declared, &decl, &ignored) == 0 &&
           value_is_nil(decl.about) && signal_is_offered(&decl, &moment, &ignored) == 0 &&
           signals_kept(turn) < SIGNALS_MOST;
}

/* Who holds a place of a dispatch that `from` names may speak. */
static bool is_helper(struct turn *turn, const struct signal_decl *decl)
{
    const struct act *act = turn->event->act;
    bool is = false;
    for (size_t i = 0; !is && i < value_len(decl->from); i++)
        is = turn_holds_place(turn, value_text_or(value_item(decl->from, i), ""), act->actor->id);
    return is;
}

/* One who may act nowhere in the case sends no signal in a role of the office; as a citizen of the
 * case, or for a place that he holds, he does. */
static int check_interest(struct turn *turn, const struct signal_decl *decl, struct err *err)
{
    const struct actor *actor = turn->event->act->actor;
    const struct value *people = value_get(turn->cf->workflow->model, "people");

    if (actor->is_administrator || is_helper(turn, decl))
        return 0;
    for (size_t i = 0; i < value_len(actor->roles); i++)
        if (words_have(decl->from, value_text_or(value_item(actor->roles, i), "")) &&
            !value_is_nil(value_get(people, value_text_or(value_item(actor->roles, i), ""))))
            return 0;
    return recusal_check(turn, NULL, actor->id, err);
}

static int check_signal(struct turn *turn, struct signal_decl *decl, struct err *err)
{
    const struct act *act = turn->event->act;
    const struct casefile *cf = turn->cf;
    const struct value *declared =
        cf->workflow ? workflow_signal(cf->workflow, act->name) : &value_nil;

    if (!cf->workflow)
        return accept_without_release(err);
    if (value_is_nil(declared))
        return err_set(err, STATUS_NOT_FOUND,
                       "The workflow %s knows no signal \"%.*s\". See GET /api/v1/workflows/%s.",
                       cf->workflow->name, SLICE_ARG(slice_repeatable(slice_of(act->name))),
                       cf->workflow->name);
    int rc = signal_decl_from_value(act->name, declared, decl, err);
    const struct signal_moment moment = moment_of(turn);
    if (rc == 0)
        rc = signal_may_send(decl, turn_actor(turn, NULL), err);
    if (rc == STATUS_FORBIDDEN && is_helper(turn, decl))
        err_clear(err), rc = 0;
    if (rc == 0)
        rc = check_interest(turn, decl, err);
    if (rc == 0 && !case_is_merged(cf)) /* else the case it was merged into says */
        rc = signal_is_offered(decl, &moment, err);
    if (rc == 0 && signals_kept(turn) >= SIGNALS_MOST)
        rc = err_set_at(err, STATUS_CONFLICT, "too_many_signals", NULL,
                        "The case already keeps %d signals that nobody has heard. Ask an "
                        "administrator to look at its workflow.",
                        SIGNALS_MOST);
    return rc;
}

/* Is the list of `row` ("obligations/2") one of those the signal is about? */
static bool is_about(const struct value *about, struct slice list)
{
    bool is = about->type == VALUE_TEXT && slice_is_equal(about->text, list);
    for (size_t i = 0; about->type == VALUE_LIST && !is && i < value_len(about); i++)
        is = slice_is_equal(value_item(about, i)->text, list);
    return is;
}

/* A signal declared `about` a list names one of its rows. */
static int check_about(struct turn *turn, const struct signal_decl *decl, struct err *err)
{
    const char *row = turn->event->act->row;
    const char *slash = row ? strrchr(row, '/') : NULL;
    struct stage stage = {0};
    bool is_known;

    if (!decl->about || value_is_nil(decl->about))
        return row ? err_set(err, STATUS_MALFORMED, "The signal \"%s\" is about no row.",
                             decl->name)
                   : 0;
    if (!slash ||
        !is_about(decl->about, (struct slice){.bytes = row, .len = (size_t)(slash - row)}))
        return err_set(err, STATUS_MALFORMED,
                       "The signal \"%s\" is about one row: send \"row\", such as \"%s/1\".",
                       decl->name,
                       value_text_or(decl->about->type == VALUE_LIST ? value_item(decl->about, 0)
                                                                     : decl->about,
                                     "list"));
    int rc = turn_data(turn, &stage, err);
    if (rc != 0)
        return rc;
    is_known = data_row(stage.data, row) != NULL;
    stage_close(&stage);
    if (is_known)
        return 0;
    return err_set(err, STATUS_NOT_FOUND, "The case has no row %.*s.",
                   SLICE_ARG(slice_repeatable(slice_of(row))));
}

int accept_signal(struct turn *turn, struct err *err)
{
    const struct act *act = turn->event->act;
    struct signal_decl decl = {0};
    struct value *clean = NULL;
    int rc = check_signal(turn, &decl, err);

    if (rc == 0)
        rc = check_about(turn, &decl, err);
    if (rc == 0 && decl.form)
        rc = accept_form(turn, decl.form, act->outcome, act->data, &clean, err);
    else if (rc == 0 && value_len(act->data))
        rc = err_set(err, STATUS_MALFORMED, "The signal \"%s\" carries no data.", act->name);
    if (rc != 0)
        return rc;
    turn_put_by(turn);
    value_put(turn->arena, turn->event_value, "signal", value_string(turn->arena, act->name));
    turn->answer = accept_answer(turn, clean, act->outcome ? act->outcome : "sent");
    if (act->row)
        value_put(turn->arena, turn->answer, "row", value_row(turn->arena, slice_of(act->row)));
    if (case_is_merged(turn->cf)) {
        turn->skips_hearing = true;
        merge_forward_answer(turn, "signal", act->name, turn->answer);
        return 0;
    }
    if (decl.begins)
        return signal_begins(turn, &decl, err);
    if (turn->cf->row.status == CASE_CLOSED) {
        turn->skips_hearing = true;
        turn_note_done(turn, "signal", slice_of(act->name), "recorded");
        return 0;
    }
    return signal_arrived(turn, act->name, err);
}

int signal_arrived(struct turn *turn, const char *name, struct err *err)
{
    struct signal_decl decl;
    int rc = signal_decl_from_value(name, workflow_signal(turn->cf->workflow, name), &decl, err);

    if (rc == 0 && decl.confirm && !value_is_nil(decl.confirm))
        return open_confirmation(turn, &decl);
    return rc == 0 ? signal_place(turn, name, turn->answer, err) : rc;
}
