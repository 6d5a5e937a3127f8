/* token_add.c - POST /api/v1/tokens {name, roles}: an actor and the token that speaks for it.
 *
 * The token is shown in this one answer and kept as a digest only; so an Idempotency-Key cannot
 * give it again and is ignored: a lost answer means a new token.
 */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/service.h"
#include "api/token_text.h"

const struct input_rule token_add_input[] = {
    {.place = INPUT_BODY,
     .name = "name",
     .most = 64,
     .is_required = true,
     .about = "Login name: letters, digits, . _ -"                          },
    { .place = INPUT_BODY,
     .name = "roles",
     .type = INPUT_WORDS,
     .most = 32,
     .is_required = true,
     .about = "Roles as the workflows name them; admin for an administrator"},
    INPUT_LAST,
};

static bool is_login(const char *text)
{
    return text[0] && text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "0123456789._-")] == '\0';
}

/* Roles one per line; NULL if one is not a name. */
static const char *roles_text(struct arena *arena, const struct value *roles)
{
    char *text = arena_text(arena, "");
    for (size_t i = 0; i < value_len(roles); i++) {
        const char *role = value_text_or(value_item(roles, i), "");
        if (!is_login(role))
            return NULL;
        text = arena_printf(arena, "%s%s%s", text, i ? "\n" : "", role);
    }
    return text;
}

static void on_added(void *owner, int status)
{
    struct call *call = owner;
    if (status == 0)
        call_answer_json(call, 201, call->private_data);
    else
        problem_answer_status(call, status, "The token was not recorded.");
}

void answer_token_add(struct call *call)
{
    struct arena *arena = &call->arena;
    const struct value *input = input_take(call);
    if (!input)
        return;
    const char *name = value_get_text(input, "name");
    const char *roles = roles_text(arena, value_get(input, "roles"));
    if (!is_login(name) || !roles) {
        problem_answer_status(call, STATUS_MALFORMED,
                              "Names and roles are letters, digits, \".\", \"_\" and \"-\".");
        return;
    }
    char *token = token_text_new(arena, call->service->chance);
    struct value *answer = value_map(arena);
    value_put(arena, answer, "name", value_string(arena, name));
    value_put(arena, answer, "roles", value_get(input, "roles"));
    value_put(arena, answer, "token", value_string(arena, token));
    call->private_data = answer;
    engine_add_token(call->service->engine, name, roles, slice_of(token), on_added, call);
}
