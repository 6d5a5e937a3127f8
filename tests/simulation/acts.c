/* acts.c - what people do to the host, and what they were told (run.h).
 *
 * Most acts fit the case as it stands on disk when they are sent; some never fit, and some no
 * longer do when they arrive. All forms of the workflows have the fields `mark` and `n` and, where
 * they have outcomes, "yes" and "no"; so one drawing serves all.
 */
#include <stdio.h>
#include <stdlib.h>
#include "data/canon.h"
#include "duty/task.h"
#include "simulation/run.h"

/* One sending of a request. */
struct sending {
    struct run *run;
    struct request *request;
    int life;
    bool is_other;        /* the same key with another body */
    bool is_beside_other; /* one of those was under way when it was sent */
};

static const char *const workflows[] = {"asking",  "counting",  "failing", "linking",  "racing",
                                        "resting", "wandering", "part",    "climbing", "climbing",
                                        "writing", "sending",   "helping", "helping",  "sharing",
                                        "sharing", "agreeing",  "agreeing"};
static const char *const signals[] = {"add", "bump", "finish", "call", "poke", "nonsense"};
static const char *const counting_signals[] = {"add", "add", "add", "bump", "bump", "finish"};

#define COUNT(array)     (sizeof(array) / sizeof(array)[0])
#define DRAW(run, array) ((array)[run_draw((run), COUNT(array))])

static void person_make(struct run *run, int i, const char *name, const char *roles)
{
    struct value *list = value_list(&run->arena);
    for (const char *at = roles; *at;) {
        size_t len = strcspn(at, " ");
        value_push(&run->arena, list,
                   value_text(&run->arena, (struct slice){.bytes = at, .len = len}));
        at += len + (at[len] == ' ');
    }
    run->people[i] = (struct person){
        .name = name, .actor = {.id = name, .roles = list}
    };
}

void people_make(struct run *run)
{
    person_make(run, 0, "an", "clerk volunteer");
    person_make(run, 1, "bo", "clerk officer supervisor volunteer");
    person_make(run, 2, "ci", "citizen volunteer");
    person_make(run, 3, "di", "clerk officer citizen");
    run->people[3].actor.is_administrator = true;
}

/* -- what came of it -------------------------------------------------------------------------- */

static const char *const kind_words[] = {
    [ACT_START] = "start",       [ACT_SIGNAL] = "signal",     [ACT_CLAIM] = "claim",
    [ACT_RELEASE] = "release",   [ACT_COMPLETE] = "complete", [ACT_RETRY] = "retry",
    [ACT_CUSTODY] = "custody",   [ACT_MERGE] = "merge",       [ACT_UNMERGE] = "unmerge",
    [ACT_ERASE] = "erase",       [ACT_CLOCK] = "clock",       [ACT_CARD] = "card",
    [ACT_PLACE] = "place",       [ACT_RECUSE] = "recuse",     [ACT_ASSIGN] = "assign",
    [ACT_DELEGATE] = "delegate", [ACT_MARK] = "mark",         [ACT_LETTER] = "letter",
    [ACT_MOVE] = "move",
};

static void case_remember(struct run *run, const char *text)
{
    struct id ref;
    if (!text || !id_from_text(text, strlen(text), &ref)) {
        run_fail(run, "the answer to a start names no case");
        return;
    }
    for (size_t i = 0; i < run->case_count; i++)
        if (id_is_equal(&run->cases[i], &ref))
            return;
    if (run->case_count < CASES_MOST)
        run->cases[run->case_count++] = ref;
}

/* Whoever is told may look at once (engine rule E15). */
static void look_at_case(struct run *run, const struct request *request, const struct value *reply)
{
    struct arena arena = {0};
    struct case_image image;
    struct err err = {0};
    struct id ref = request->case_ref;
    const char *text = value_get_text(reply, "id");
    if (request->kind == ACT_START && text && !id_from_text(text, strlen(text), &ref))
        ref = (struct id){{0}};
    if (reader_load(run->world.reader, &ref, &arena, &image, &err) != 0)
        run_fail(run, "mark %lld was answered, but its case is not in the store",
                 (long long)request->mark);
    arena_close(&arena);
}

static void note_recorded(struct run *run, struct request *request, const struct answer *answer)
{
    const char *reply = canon_text(&run->arena, answer->reply).bytes;
    if (request->fate == FATE_RECORDED) {
        if (!answer->is_repeated)
            run_fail(run, "mark %lld was recorded before, but its repeat was not recognised",
                     (long long)request->mark);
        else if (strcmp(reply, request->reply) != 0)
            run_fail(run, "mark %lld: the repeat was answered\n  %s\n  but at first\n  %s",
                     (long long)request->mark, reply, request->reply);
        return;
    }
    if (answer->is_repeated && !request->may_be_there && request->under_way == 0)
        run_fail(run, "mark %lld was answered as a repeat, but it was not sent before",
                 (long long)request->mark);
    request->fate = FATE_RECORDED;
    request->reply = reply;
    if (request->kind == ACT_START)
        case_remember(run, value_get_text(answer->reply, "id"));
    look_at_case(run, request, answer->reply);
}

static void note_refused(struct run *run, struct request *request, const struct answer *answer)
{
    static const int decided[] = {STATUS_MALFORMED,  STATUS_INVALID,  STATUS_FORBIDDEN,
                                  STATUS_NOT_FOUND,  STATUS_CONFLICT, STATUS_CLOSED,
                                  STATUS_NOT_OFFERED};
    static const int passing[] = {STATUS_BUSY, STATUS_REFUSED, STATUS_FULL, STATUS_STOPPING};
    bool is_decided = false, is_passing = false;
    for (size_t i = 0; i < COUNT(decided); i++)
        is_decided = is_decided || answer->status == decided[i];
    for (size_t i = 0; i < COUNT(passing); i++)
        is_passing = is_passing || answer->status == passing[i];
    if (!is_decided && !is_passing)
        run_fail(run, "mark %lld was answered %s: %s", (long long)request->mark,
                 status_code(answer->status), answer->err.text);
    if (request->fate == FATE_RECORDED && is_decided)
        run_fail(run, "mark %lld was recorded, but its repeat was refused: %s",
                 (long long)request->mark, answer->err.text);
    if (request->fate == FATE_RECORDED || (is_passing && request->may_be_there))
        return;
    request->fate = FATE_REFUSED;
}

static void on_answer(struct act *act, const struct answer *answer)
{
    struct sending *sending = act->owner;
    struct run *run = sending->run;
    struct request *request = sending->request;
    if (sending->life != run->world.life)
        return; /* of a host that is dead */
    run_trace(run, "  mark %lld -> %s%s %s", (long long)request->mark,
              answer->status == 0 ? "recorded" : status_code(answer->status),
              answer->is_repeated ? " (repeated)" : "",
              answer->status == 0 ? canon_text(&run->arena, answer->reply).bytes
                                  : answer->err.text);
    if (sending->is_other) {
        request->others_under_way--;
        if (answer->status == 0)
            run_fail(run, "mark %lld: its key was accepted for another body",
                     (long long)request->mark);
        return;
    }
    request->under_way--;
    request->status = answer->status;
    request->words =
        answer->status == 0
            ? NULL
            : arena_printf(&run->arena, "%s %s", answer->err.text,
                           answer->errors ? canon_text(&run->arena, answer->errors).bytes : "");
    if (answer->status == STATUS_KEY_REUSED && sending->is_beside_other)
        return; /* of two bodies at once the first has the key */
    if (answer->status == 0)
        note_recorded(run, request, answer);
    else if (answer->status != STATUS_UNKNOWN)
        note_refused(run, request, answer);
    else if (request->fate != FATE_RECORDED) {
        request->fate = FATE_UNKNOWN;
        request->may_be_there = true;
    }
}

void acts_lost(struct run *run)
{
    for (struct request *request = run->first; request; request = request->next) {
        if (request->under_way > 0 && request->fate != FATE_RECORDED) {
            request->fate = FATE_UNKNOWN;
            request->may_be_there = true;
        }
        request->under_way = request->others_under_way = 0;
    }
}

/* -- sending ---------------------------------------------------------------------------------- */

static void send_request(struct run *run, struct request *request, bool is_other)
{
    struct act *act = act_new(request->kind);
    struct sending *sending = ARENA_NEW(&run->arena, struct sending);
    *sending =
        (struct sending){run, request, run->world.life, is_other, request->others_under_way > 0};
    act->case_ref = request->case_ref;
    act->task = request->task;
    act->other = request->other;
    act->is_for_good = request->is_for_good;
    if (request->kind == ACT_CUSTODY || request->kind == ACT_MERGE || request->kind == ACT_UNMERGE)
        act->reason = "drawn";
    if (request->workflow)
        act->workflow = arena_text(&act->arena, request->workflow);
    if (request->name)
        act->name = arena_text(&act->arena, request->name);
    if (request->office)
        act->office = arena_text(&act->arena, request->office);
    if (request->row)
        act->row = arena_text(&act->arena, request->row);
    if (request->outcome)
        act->outcome = arena_text(&act->arena, request->outcome);
    act->data = request->data ? value_copy(&act->arena, request->data) : &value_nil;
    act->actor = &request->person->actor;
    act->on_answer = on_answer;
    act->owner = sending;
    if (request->key) {
        char body[64];
        snprintf(body, sizeof body, "%lld%s", (long long)request->mark, is_other ? " other" : "");
        act_set_key(run->world.engine, act, kind_words[request->kind], slice_of(request->key),
                    slice_of(body));
    }
    if (is_other)
        request->others_under_way++;
    else
        request->under_way++;
    engine_post(run->world.engine, act);
}

static struct value *data_make(struct run *run, int64_t mark, int64_t n)
{
    struct value *data = value_map(&run->arena);
    value_put(&run->arena, data, "mark", value_int(&run->arena, mark));
    value_put(&run->arena, data, "n", value_int(&run->arena, n));
    return data;
}

struct request *request_new(struct run *run, enum act_kind kind)
{
    struct request *request = ARENA_NEW(&run->arena, struct request);
    request->kind = kind;
    request->mark = ++run->marks;
    request->sent_ms = run->world.latest_ms;
    request->person = &run->people[run_draw(run, PEOPLE)];
    request->data = &value_nil;
    if (run_is_lucky(run, 75))
        request->key = arena_printf(&run->arena, "key-%lld", (long long)request->mark);
    if (run->last)
        run->last->next = request;
    else
        run->first = request;
    run->last = request;
    return request;
}

void request_send(struct run *run, struct request *request)
{
    char ref[ID_TEXT_LEN + 1];
    run_trace(run, "%s: %s %s%s%s mark %lld%s case %s", request->person->name,
              kind_words[request->kind], request->workflow ? request->workflow : "",
              request->name ? request->name : "", request->outcome ? request->outcome : "",
              (long long)request->mark, request->key ? "" : " (no key)",
              id_to_text(&request->case_ref, ref));
    send_request(run, request, false);
    if (request->key && run_is_lucky(run, 10)) {
        run_trace(run, "  and again at once");
        send_request(run, request, false);
    }
}

/* -- drawing ---------------------------------------------------------------------------------- */

static struct value *items_make(struct run *run)
{
    static const char *const words[] = {"canary one", "canary two", ""};
    struct value *items = value_list(&run->arena);
    for (uint64_t left = run_draw(run, 5); left > 0; left--) {
        struct value *item = value_map(&run->arena);
        value_put(&run->arena, item, "k", value_int(&run->arena, (int64_t)left));
        value_put(&run->arena, item, "words", value_string(&run->arena, DRAW(run, words)));
        value_push(&run->arena, items, item);
    }
    return items;
}

static void act_start(struct run *run)
{
    struct request *request = request_new(run, ACT_START);
    request->workflow = DRAW(run, workflows);
    request->data = data_make(run, request->mark, (int64_t)run_draw(run, 1000));
    if (strcmp(request->workflow, "asking") == 0 || strcmp(request->workflow, "sharing") == 0) {
        struct value *who = value_map(&run->arena);
        value_put(&run->arena, who, "name", value_string(&run->arena, "canary name"));
        value_put(&run->arena, request->data, "who", who);
        value_put(&run->arena, request->data, "items", items_make(run));
    }
    if (strcmp(request->workflow, "sending") == 0 && run_is_lucky(run, 60))
        value_put(&run->arena, request->data, "words", value_string(&run->arena, "canary words"));
    if (strcmp(request->workflow, "helping") == 0 && run_is_lucky(run, 80))
        value_put(&run->arena, request->data, "posts", posts_make(run));
    if (run_is_lucky(run, 5))
        value_put(&run->arena, request->data, "undeclared", value_int(&run->arena, 1));
    request_send(run, request);
}

static void act_signal(struct run *run, const struct id *ref, const char *name)
{
    struct request *request = request_new(run, ACT_SIGNAL);
    request->case_ref = *ref;
    request->name = name;
    /* now and then beyond what the form allows */
    request->data = data_make(run, request->mark, (int64_t)run_draw(run, 1050));
    request_send(run, request);
}

static const char *const act_outcomes[] = {"yes", "yes", "yes", "no", "maybe"};

static const char *const transfer_outcomes[] = {"receive", "receive", "object", "yes"};

static void act_on_task(struct run *run, const struct id *ref, const struct part *task)
{
    static const enum act_kind kinds[] = {ACT_CLAIM, ACT_RELEASE, ACT_COMPLETE, ACT_COMPLETE,
                                          ACT_COMPLETE};
    struct request *request = request_new(run, DRAW(run, kinds));
    request->case_ref = *ref;
    request->task = task->ref;
    if (request->kind == ACT_COMPLETE) {
        request->outcome = slice_is(task->form, "transfer") ? DRAW(run, transfer_outcomes)
                                                            : DRAW(run, act_outcomes);
        request->data = data_make(run, request->mark, (int64_t)run_draw(run, 1000));
    }
    request_send(run, request);
}

static void act_plain(struct run *run, enum act_kind kind, const struct id *ref)
{
    struct request *request = request_new(run, kind);
    request->case_ref = *ref;
    request_send(run, request);
}

static void act_erase(struct run *run, const struct case_image *image)
{
    struct arena arena = {0};
    struct vault_key_row *keys;
    size_t count = 0;
    struct err err = {0};
    char text[ID_TEXT_LEN + 1];
    if (reader_vault_keys(run->world.reader, image->row.id, &arena, &keys, &count, &err) == 0 &&
        count > 0) {
        struct request *request = request_new(run, ACT_ERASE);
        request->case_ref = image->row.ref;
        request->name = arena_text(&run->arena, id_to_text(&keys[run_draw(run, count)].ref, text));
        request_send(run, request);
    }
    arena_close(&arena);
}

/* Any task of the case, ended ones among them. */
static const struct part *draw_task(struct run *run, const struct case_image *image)
{
    const struct part *found = NULL;
    uint64_t seen = 0;
    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        bool is_task = part->kind == PART_TASK;
        bool is_ended = is_task && part->status != TASK_OPEN && part->status != TASK_CLAIMED;
        if (is_task && (!is_ended || run_is_lucky(run, 15)) && run_draw(run, ++seen) == 0)
            found = part;
    }
    return found;
}

static const char *draw_signal(struct run *run, struct slice workflow)
{
    if (run_is_lucky(run, 10))
        return DRAW(run, signals);
    if (slice_is(workflow, "counting"))
        return DRAW(run, counting_signals);
    return slice_is(workflow, "failing") ? "poke" : "call";
}

/* Merged into another, or back; up, or back. */
static void act_between(struct run *run, const struct id *ref)
{
    static const enum act_kind kinds[] = {ACT_MERGE, ACT_MERGE, ACT_UNMERGE, ACT_CUSTODY};
    static const char *const ways[] = {"parent", "back", "A", "B", "nowhere"};
    struct request *request = request_new(run, DRAW(run, kinds));
    request->person = &run->people[PEOPLE - 1];
    request->case_ref = *ref;
    request->name = request->kind == ACT_CUSTODY ? DRAW(run, ways) : NULL;
    request->other = run->cases[run_draw(run, run->case_count)];
    request_send(run, request);
}

/* Somebody keeps out, or is let in again by who may. */
static void act_recuse(struct run *run, const struct id *ref)
{
    struct request *request = request_new(run, ACT_RECUSE);
    request->case_ref = *ref;
    request->is_for_good = run_is_lucky(run, 50);
    request->name = run->people[run_draw(run, PEOPLE - 1)].name;
    if (request->is_for_good)
        request->person = &run->people[PEOPLE - 1];
    request_send(run, request);
}

static bool takes_signals(struct slice workflow)
{
    return slice_is(workflow, "counting") || slice_is(workflow, "failing") ||
           slice_is(workflow, "racing") || slice_is(workflow, "sharing");
}

static void act_on_case(struct run *run)
{
    struct arena arena = {0};
    struct case_image image;
    struct err err = {0};
    size_t which = run_is_lucky(run, 50) ? run->hot_case : run_draw(run, run->case_count);
    struct id ref = run->cases[which % run->case_count];
    if (run_is_lucky(run, 2))
        ref.bytes[3] ^= 1; /* no such case */
    int rc = reader_load(run->world.reader, &ref, &arena, &image, &err);
    const struct part *task = rc == 0 ? draw_task(run, &image) : NULL;
    bool is_sent = rc == 0 && run_is_lucky(run, 40) && act_on_clock(run, &image);
    is_sent = is_sent || (rc == 0 && run_is_lucky(run, 85) && act_on_place(run, &image));
    if (is_sent) {
        arena_close(&arena);
        return;
    }
    if (rc == 0 && slice_is(image.row.workflow, "sharing") && run_is_lucky(run, 25))
        act_between(run, &ref);
    else if (task && run_is_lucky(run, 60) && act_on_hands(run, &image, task))
        run_trace(run, "  work changes hands");
    else if (task && run_is_lucky(run, 65))
        act_on_task(run, &ref, task);
    else if (rc == 0 && image.row.status == CASE_PARKED && run_is_lucky(run, 30))
        act_plain(run, ACT_RETRY, &ref);
    else if (run_is_lucky(run, 3))
        act_plain(run, ACT_RETRY, &ref);
    else if (rc == 0 && run_is_lucky(run, 8))
        act_recuse(run, &ref);
    else if (rc == 0 && run_is_lucky(run, 5))
        act_erase(run, &image);
    else if (rc == 0 && (takes_signals(image.row.workflow) || run_is_lucky(run, 10)))
        act_signal(run, &ref, draw_signal(run, image.row.workflow));
    arena_close(&arena);
}

/* A stored answer lives for seven days, and clocks are set by a day or two. */
static bool may_repeat(const struct run *run, const struct request *request)
{
    return request->key && run->world.latest_ms - request->sent_ms < 4 * (int64_t)DAY_MS;
}

static struct request *draw_keyed(struct run *run)
{
    struct request *found = NULL;
    uint64_t seen = 0;
    for (struct request *request = run->first; request; request = request->next)
        if (may_repeat(run, request) && run_draw(run, ++seen) == 0)
            found = request;
    return found;
}

static void act_again(struct run *run)
{
    struct request *request = draw_keyed(run);
    if (!request)
        return;
    bool is_other = request->fate == FATE_RECORDED && run_is_lucky(run, 20);
    run_trace(run, "%s: mark %lld once more%s", request->person->name, (long long)request->mark,
              is_other ? " with another body" : "");
    send_request(run, request, is_other);
}

void act_at_random(struct run *run)
{
    bool wants_case = run->case_count == 0 || run_is_lucky(run, 15);
    if (wants_case && run->case_count < (size_t)run->plan.cases)
        act_start(run);
    else if (run_is_lucky(run, 15) || run->case_count == 0)
        act_again(run);
    else
        act_on_case(run);
}

void acts_ask_again(struct run *run)
{
    for (struct request *request = run->first; request; request = request->next)
        if (request->fate == FATE_UNKNOWN && may_repeat(run, request) && request->under_way == 0) {
            run_trace(run, "%s: mark %lld again, what became of it?", request->person->name,
                      (long long)request->mark);
            send_request(run, request, false);
        }
}

/* -- ending ----------------------------------------------------------------------------------- */

static void finish_task(struct run *run, const struct id *ref, const struct part *task)
{
    struct request *request = request_new(run, ACT_COMPLETE);
    request->person = &run->people[PEOPLE - 1]; /* may do everything */
    if (task->status == TASK_CLAIMED)
        for (int i = 0; i < PEOPLE; i++)
            if (slice_is(task->assignee, run->people[i].name))
                request->person = &run->people[i];
    request->case_ref = *ref;
    request->task = task->ref;
    request->outcome = slice_is(task->form, "transfer") ? "receive" : "yes";
    request->data = data_make(run, request->mark, 5);
    request_send(run, request);
}

void act_to_finish(struct run *run, const struct case_image *image)
{
    const struct id *ref = &image->row.ref;
    bool has_task = false;
    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind != PART_TASK || part->status > TASK_CLAIMED)
            continue;
        has_task = true;
        finish_task(run, ref, part);
    }
    if (has_task || act_to_free(run, image))
        return;
    if (slice_is(image->row.workflow, "counting"))
        act_signal(run, ref, "finish");
    else if (slice_is(image->row.stage, "looking"))
        act_plain(run, ACT_RETRY, ref);
}
