/* target_change.c - POST /api/v1/targets: a new target, or with `version` another version of one;
 * POST /api/v1/targets/{name}/remove: nothing goes there any more. A secret is never shown again.
 */
#include "api/deeding.h"
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/service.h"
#include "duty/effect.h"
#include "engine/target.h"

const struct input_rule target_add_input[] = {
    {.place = INPUT_BODY,
     .name = "name",
     .most = 63,
     .is_required = true,
     .about = "As workflows call it: letters, digits, _ -"                                      },
    {.place = INPUT_BODY,
     .name = "settings",
     .type = INPUT_MAP,
     .is_required = true,
     .about = "kind (mail, webhook, call, extension), url, from, user, tls, headers, method, "
              "extension, is_private, timeout_s, attempts, use, address"                        },
    {.place = INPUT_BODY,
     .name = "secret",
     .most = 1024,
     .about = "Key of the signature, password or token; kept sealed, left out: stays as it is"},
    {.place = INPUT_BODY,
     .name = "version",
     .type = INPUT_INT,
     .most = INT32_MAX,
     .about = "The version that is changed; 0 or left out: a new target"},
    INPUT_LAST,
};
const struct input_rule target_remove_input[] = {INPUT_LAST};

struct plan {
    const char *name, *secret;
    const struct value *settings;
    int64_t version;
};

static void on_done(void *owner, int status, const struct value *reply, const struct err *err)
{
    struct call *call = owner;
    if (status != 0)
        problem_answer(call, err);
    else
        call_answer_json(call, endpoint_notes_of(call)->success, reply);
}

static void go(struct call *call, void *plan_, const struct once_digests *key)
{
    const struct plan *plan = plan_;
    const struct target_change change = {.name = plan->name,
                                         .settings = plan->settings,
                                         .secret = plan->secret,
                                         .version = plan->version,
                                         .actor = call->actor,
                                         .key = key,
                                         .on_done = on_done,
                                         .owner = call};
    engine_change_target(call->service->engine, &change);
}

static void begin(struct call *call, struct plan *plan)
{
    const struct deeding deeding = {.plan = plan, .go = go};
    deeding_start(call, &deeding);
}

static int check(const struct plan *plan, struct err *err)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    if (!*plan->name || plan->name[strspn(plan->name, letters)])
        return err_set(err, STATUS_MALFORMED,
                       "The name of a target is letters, digits, \"_\" and \"-\".");
    if (plan->secret && strpbrk(plan->secret, "\r\n"))
        return err_set(err, STATUS_MALFORMED, "A secret is one line.");
    if (!value_is_nil(value_get(plan->settings, "sealed")))
        return err_set(err, STATUS_MALFORMED, "A secret goes beside the settings, as \"secret\".");
    return target_check(plan->name, plan->settings, err);
}

void answer_target_add(struct call *call)
{
    const struct value *input = input_take(call);
    struct err err = {0};
    if (!input)
        return;
    struct plan *plan = ARENA_NEW(&call->arena, struct plan);
    plan->name = value_get_text(input, "name");
    plan->secret = value_get_text(input, "secret");
    plan->settings = value_get(input, "settings");
    plan->version = value_get_int(input, "version", 0);
    if (check(plan, &err) != 0)
        problem_answer(call, &err);
    else
        begin(call, plan);
}

void answer_target_remove(struct call *call)
{
    if (!input_take(call))
        return;
    struct plan *plan = ARENA_NEW(&call->arena, struct plan);
    plan->name = call_param(call, "name");
    begin(call, plan);
}
