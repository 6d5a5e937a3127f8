/* task_reassign_all.c - POST /api/v1/tasks/reassign {from, to, reason}: all that one person has
 * becomes another's, in one call: somebody is ill for weeks, or has left.
 *
 *   call -> [worker: what `from` has] -> acts, a few at a time, each in the turn of its case
 *        -> {moved, refused: [{task, form, code, message}]}
 *
 * Each task is decided for itself, as if it had been reassigned alone: by who leads its office, to
 * somebody fit and without an interest in its case. What was refused stays where it was and is
 * named. Sent again, the call goes on with what is left, so a host that stopped half-way is no
 * harm.
 */
#include "api/acting.h"
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "engine/people.h"
#include "engine/veil.h"
#include "store/lists_work.h"

enum { AT_ONCE = 16, TASKS_MOST = 5000, PAGE = 200 };

const struct input_rule task_reassign_all_input[] = {
    {.place = INPUT_BODY,
     .name = "from",
     .most = INPUT_NAME_MOST,
     .is_required = true,
     .about = "Whose work it is: id or login name"     },
    {.place = INPUT_BODY,
     .name = "to",
     .most = INPUT_NAME_MOST,
     .is_required = true,
     .about = "Whose work it becomes: id or login name"},
    INPUT_REASON(true, "Why it changes hands"),
    INPUT_LAST,
};

struct one {
    struct id task, case_ref;
    const char *form;
};

struct moving {
    struct call *call;
    const char *from, *to, *reason;
    struct one *tasks;
    size_t count, sent, answered;
    bool is_sending; /* acts are posted in one place, however answers come */
    int64_t moved;
    struct value *refused;
};

/* ---- what there is --------------------------------------------------------------------------- */

static void take_item(struct moving *moving, struct arena *arena, const struct value *item)
{
    struct one *one = &moving->tasks[moving->count];
    const char *task = value_get_text(item, "id"), *ref = value_get_text(item, "case");
    if (task && ref && id_from_text(task, strlen(task), &one->task) &&
        id_from_text(ref, strlen(ref), &one->case_ref)) {
        one->form = arena_text(arena, value_text_or(value_get(item, "form"), ""));
        moving->count++;
    }
}

static int find(struct reading *reading, struct reader *reader, struct err *err)
{
    struct moving *moving = reading->plan;
    struct arena *arena = &reading->call->arena; /* lent while the worker has the call */
    const struct work_source source = {.kind = WORK_MINE, .name = slice_of(moving->from)};
    struct work_filter filter = {
        .eyes = &reading->eyes->list, .sources = &source, .source_count = 1, .limit = PAGE};
    struct value *page;
    int rc = 0;

    moving->tasks = ARENA_ARRAY(arena, struct one, TASKS_MOST);
    do {
        rc = list_work(reader, &filter, &reading->read.arena, &page, err);
        const struct value *items = rc == 0 ? value_get(page, "items") : &value_nil;
        for (size_t i = 0; i < value_len(items) && moving->count < TASKS_MOST; i++)
            take_item(moving, arena, value_item(items, i));
        const char *next = rc == 0 ? value_get_text(page, "next") : NULL;
        filter.cursor = slice_of(next ? next : "");
    } while (rc == 0 && filter.cursor.len && moving->count < TASKS_MOST);
    return rc;
}

/* ---- moving it ------------------------------------------------------------------------------- */

static void send_more(struct moving *moving);

static void note_refused(struct moving *moving, const struct one *one, const struct err *err)
{
    struct arena *arena = &moving->call->arena;
    struct value *refused = value_map(arena);
    char text[ID_TEXT_LEN + 1];
    value_put(arena, refused, "task", value_string(arena, id_to_text(&one->task, text)));
    value_put(arena, refused, "form", value_string(arena, one->form));
    value_put(arena, refused, "code", value_string(arena, err_code(err)));
    value_put(arena, refused, "message", value_string(arena, err->text));
    value_push(arena, moving->refused, refused);
}

static void finish(struct moving *moving)
{
    struct call *call = moving->call;
    struct value *out = value_map(&call->arena);
    value_put(&call->arena, out, "moved", value_int(&call->arena, moving->moved));
    value_put(&call->arena, out, "refused", moving->refused);
    call_answer_json(call, 200, out);
}

static void on_moved(struct act *act, const struct answer *answer)
{
    struct moving *moving = act->owner;
    for (size_t i = 0; answer->status != 0 && i < moving->sent; i++)
        if (id_is_equal(&moving->tasks[i].task, &act->task))
            note_refused(moving, &moving->tasks[i], &answer->err);
    moving->moved += answer->status == 0;
    moving->answered++;
    if (moving->answered == moving->count)
        finish(moving);
    else
        send_more(moving);
}

static void send_one(struct moving *moving)
{
    const struct one *one = &moving->tasks[moving->sent++];
    struct act *act = act_new(ACT_ASSIGN);
    act->actor = moving->call->actor;
    act->case_ref = one->case_ref;
    act->task = one->task;
    act->name = arena_text(&act->arena, moving->to);
    act->data = value_map(&act->arena);
    value_put(&act->arena, act->data, "reason", value_string(&act->arena, moving->reason));
    act->on_answer = on_moved;
    act->owner = moving;
    acting_post(moving->call, act);
}

static void send_more(struct moving *moving)
{
    if (moving->is_sending)
        return;
    moving->is_sending = true;
    while (moving->sent < moving->count && moving->sent - moving->answered < AT_ONCE)
        send_one(moving);
    moving->is_sending = false;
}

static void on_found(struct reading *reading)
{
    struct moving *moving = reading->plan;
    if (moving->count == 0)
        finish(moving);
    else
        send_more(moving);
}

/* An id as it is, else the person of that login name; who has left has work all the same. */
static const char *person_id(struct call *call, const char *word)
{
    struct staff *staff = engine_staff(call->service->engine);
    const struct staff_person *person = staff_person_by_key(staff, word);
    const char *id = arena_text(&call->arena, person ? person->id : word);
    staff_unref(staff);
    return id;
}

void answer_task_reassign_all(struct call *call)
{
    const struct value *input = input_take(call);
    struct moving *moving = ARENA_NEW(&call->arena, struct moving);
    if (!input)
        return;
    moving->call = call;
    moving->from = person_id(call, value_get_text(input, "from"));
    moving->to = value_get_text(input, "to");
    moving->reason = value_get_text(input, "reason");
    moving->refused = value_list(&call->arena);
    reading_start(call, moving, find, on_found);
}
