/* acting.c - acts: built from a call, posted to the engine, answered once.
 *
 *   call -> [task: find its case on a worker] -> engine_post -> on_answer -> reply or problem
 *
 * The key of an Idempotency-Key is kept per person, method and path, so that the same key on
 * another task is another request. The route counts as sent: its ids are part of what was asked.
 */
#include "api/acting.h"

#include <stdlib.h>

#include "api/drafting.h"
#include "api/endpoints.h"
#include "api/input.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "store/lists.h"

static void add_location(struct call *call, const struct value *reply)
{
    const char *id = value_get_text(reply, "id");
    if (id)
        call_add_header(call, "Location", arena_printf(&call->arena, "/api/v1/cases/%s", id));
}

/* ---- an answer that came too late ---- */

/* What was refused, to be said once what was entered has been kept. */
struct late {
    struct err err;
    struct value *result;
};

static bool is_late(const struct act *act, const struct answer *answer)
{
    return act->kind == ACT_COMPLETE && answer->status == STATUS_CONFLICT &&
           strcmp(err_code(&answer->err), "stale_version") == 0;
}

static void on_kept(struct call *call, bool is_kept, void *owner)
{
    const struct late *late = owner;
    value_put(&call->arena, late->result, "draft_kept", value_bool(&call->arena, is_kept));
    problem_answer_with(call, &late->err, NULL, late->result);
}

/* Nothing entered is lost: it is the draft of who sent it. */
static void keep_entered(struct call *call, const struct act *act, const struct answer *answer)
{
    struct arena *arena = &call->arena;
    struct late *late = ARENA_NEW(arena, struct late);
    struct value *value = value_map(arena);

    late->err = answer->err;
    late->result =
        value_is_nil(answer->reply) ? value_map(arena) : value_copy(arena, answer->reply);
    value_put(arena, value, "outcome", value_string(arena, act->outcome));
    value_put(arena, value, "data", value_copy(arena, act->data));
    drafting_keep(call, &act->task, value, on_kept, late);
}

static void on_answer(struct act *act, const struct answer *answer)
{
    struct call *call = act->owner;
    int success = endpoint_notes_of(call)->success;

    if (is_late(act, answer)) {
        keep_entered(call, act, answer);
        return;
    }
    if (answer->status != 0) {
        problem_answer_with(call, &answer->err, answer->errors, answer->reply);
        return;
    }
    if (answer->is_repeated)
        call_add_header(call, "Idempotency-Replayed", "true");
    if (success == 201)
        add_location(call, answer->reply);
    call_answer_json(call, success, answer->reply);
}

struct act *acting_new(struct call *call, enum act_kind kind, const struct value *input)
{
    struct act *act = act_new(kind);
    const struct value *data = value_get(input, "data");

    act->actor = call->actor;
    act->data = value_is_nil(data) ? value_map(&act->arena) : value_copy(&act->arena, data);
    act->on_answer = on_answer;
    act->owner = call;
    if (call->idempotency_key)
        act_set_key(call->service->engine, act,
                    arena_printf(&act->arena, "%s %s", call->method, call->path),
                    slice_of(call->idempotency_key), call->body);
    return act;
}

void acting_post(struct call *call, struct act *act)
{
    engine_post(call->service->engine, act);
}

/* ---- tasks: their case is found first ---- */

struct task_plan {
    enum act_kind kind;
    struct id task, case_ref;
    const struct value *input;
    bool has_version;
    int64_t version;
};

/* What stands beside the data of other acts is the data of these. */
static void take_words(struct act *act, const struct value *input)
{
    static const char *const words[] = {"reason", "follow_up", "priority"};
    const char *person = value_get_text(input, "person");
    act->data = value_map(&act->arena);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *word = value_get_text(input, words[i]);
        if (word && strcmp(words[i], "follow_up") == 0 && strcmp(word, "none") == 0)
            word = "";
        value_put(&act->arena, act->data, words[i], value_string(&act->arena, word));
    }
    act->name = person ? arena_text(&act->arena, person) : NULL;
    act->is_for_good = value_get_bool(input, "for_good", false);
}

/* `version` of the body, or If-Match as GET gave it in ETag. False: answered. */
static bool take_version(struct call *call, struct task_plan *plan)
{
    const struct value *given = value_get(plan->input, "version");
    const char *match = call->if_match;
    char *end = NULL;

    plan->has_version = given->type == VALUE_INT || match;
    plan->version = value_int_or(given, 0);
    if (!match || given->type == VALUE_INT)
        return true;
    if (match[0] == '"')
        plan->version = strtoll(match + 1, &end, 10);
    if (end && end > match + 1 && strcmp(end, "\"") == 0)
        return true;
    problem_answer_status(call, STATUS_MALFORMED,
                          "If-Match must be the ETag of the task, as in \"3\".");
    return false;
}

static int find_case(struct reading *reading, struct reader *reader, struct err *err)
{
    struct task_plan *plan = reading->plan;
    struct part part;
    int rc = list_find_task(reader, &plan->task, &reading->read.arena, &part, &plan->case_ref, err);
    return rc == STATUS_NOT_FOUND ? err_set(err, rc, "There is no such task.") : rc;
}

static void on_case_found(struct reading *reading)
{
    struct call *call = reading->call;
    const struct task_plan *plan = reading->plan;
    struct act *act = acting_new(call, plan->kind, plan->input);
    const char *outcome = value_get_text(plan->input, "outcome");

    act->case_ref = plan->case_ref;
    act->task = plan->task;
    act->outcome = outcome ? arena_text(&act->arena, outcome) : NULL;
    if (plan->kind == ACT_ASSIGN || plan->kind == ACT_DELEGATE || plan->kind == ACT_MARK)
        take_words(act, plan->input);
    act->has_version = plan->has_version;
    act->version = plan->version;
    acting_post(call, act);
}

void acting_post_task(struct call *call, enum act_kind kind, const struct value *input)
{
    struct task_plan *plan = ARENA_NEW(&call->arena, struct task_plan);
    if (!input_take_id(call, "id", &plan->task))
        return;
    plan->kind = kind;
    plan->input = input;
    if (!take_version(call, plan))
        return;
    reading_start(call, plan, find_case, on_case_found);
}
