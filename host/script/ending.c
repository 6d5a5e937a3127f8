/* ending.c - what the function of a stage or of a handler may end with, and what it is told if it
 * ends otherwise: a literal stage of next, what case:close gave, and a handler also with nothing.
 */
#include "script/playing.h"
#include <stdio.h>
#include <string.h>
#include "script/rule.h"

static enum fiber_state end_with(struct fiber *fiber, enum fiber_state state, const char *name)
{
    snprintf(fiber->result_name, sizeof fiber->result_name, "%s", name);
    return fiber->state = state;
}

#define BAD_END(fiber, err, at, ...)                                                               \
    ((void)err_set_at(err, STATUS_SCRIPT_FAILED, "bad_return", at, __VA_ARGS__),                   \
     (fiber)->state = FIBER_FAILED)

/* Is the first value that a coroutine ended with what case:close gave? */
static bool is_closed_token(const struct fiber *fiber, const struct branch *branch)
{
    return branch->pushed > 0 &&
           lua_touserdata(branch->thread, -branch->pushed) == fiber->closed_token;
}

/* The text a coroutine ended with, or NULL; lies on its stack. */
static const char *ended_text(const struct branch *branch)
{
    bool is_text = branch->pushed > 0 && lua_type(branch->thread, -branch->pushed) == LUA_TSTRING;
    return is_text ? lua_tostring(branch->thread, -branch->pushed) : NULL;
}

static bool has_ended_with_nothing(const struct branch *branch)
{
    return branch->pushed == 0 || lua_isnil(branch->thread, -branch->pushed);
}

static bool is_text_in(const struct value *list, const char *text)
{
    for (size_t i = 0; i < value_len(list); i++) {
        if (value_is_text(value_item(list, i), text))
            return true;
    }
    return false;
}

/* The stage's function returned: a stage of next, or what case:close gave. */
enum fiber_state ending_of_stage(struct fiber *fiber, struct branch *branch, struct err *err)
{
    const struct value *stage = value_get(value_get(fiber->workflow, "stages"), fiber->stage);
    const struct value *next = value_get(stage, "next");
    const char *replaced = value_get_text(value_get(stage, "replaced"), "at");
    const char *at = replaced ? replaced : value_get_text(stage, "at"), *name = ended_text(branch);
    const char *listed = value_listed(next, NULL, fiber->arena);
    if (fiber->closing) {
        if (is_closed_token(fiber, branch))
            return end_with(fiber, FIBER_CLOSED, fiber->close_outcome);
        return BAD_END(fiber, err, at,
                       "stage \"%s\" calls case:close \"%s\" and does not return it. Write return "
                       "case:close \"%s\".",
                       fiber->stage, fiber->close_outcome, fiber->close_outcome);
    }
    if (name && is_text_in(next, name)) {
        const char *via = value_get_text(value_get(stage, "route"), name);
        return end_with(fiber, FIBER_RETURNED, via ? via : name);
    }
    if (name)
        return BAD_END(fiber, err, at,
                       "stage \"%s\" may return \"%.60s\", which is not in next { %s }. Add it "
                       "there, or return one of these.",
                       fiber->stage, name, listed);
    if (has_ended_with_nothing(branch))
        return BAD_END(fiber, err, at,
                       "stage \"%s\" ends without saying what comes next. Return one of next { %s "
                       "}, or return case:close \"outcome\".",
                       fiber->stage, listed);
    return BAD_END(
        fiber, err, at,
        "stage \"%s\" returns a %s. Return one of next { %s }, or return case:close \"outcome\".",
        fiber->stage, lua_typename(branch->thread, lua_type(branch->thread, -branch->pushed)),
        listed);
}

/* A handler's function returned: nothing, a stage, or what case:close gave. */
enum fiber_state ending_of_handler(struct fiber *fiber, struct branch *branch, struct err *err)
{
    const struct value *stages = value_get(fiber->workflow, "stages");
    const char *at =
        value_get_text(value_get(value_get(fiber->workflow, "signals"), branch->wait_name), "at");
    const char *name = ended_text(branch);
    if (fiber->closing) {
        if (is_closed_token(fiber, branch))
            return end_with(fiber, FIBER_CLOSED, fiber->close_outcome);
        return BAD_END(fiber, err, at,
                       "the handler of \"%s\" calls case:close \"%s\" and does not return it. "
                       "Write return case:close \"%s\".",
                       branch->wait_name, fiber->close_outcome, fiber->close_outcome);
    }
    if (name && !value_is_nil(value_get(stages, name)))
        return end_with(fiber, FIBER_RETURNED, name);
    if (!has_ended_with_nothing(branch))
        return BAD_END(
            fiber, err, at,
            "the handler of \"%s\" returns %s%.60s%s, which is not a stage. Return nothing, a "
            "stage (%s), or return case:close \"outcome\".",
            branch->wait_name, name ? "\"" : "a ",
            name ? name : lua_typename(branch->thread, lua_type(branch->thread, -branch->pushed)),
            name ? "\"" : "", value_listed(stages, NULL, fiber->arena));
    branch_free(fiber, branch);
    return FIBER_WAITING;
}

/* A hook's function returned: nothing, ever. */
enum fiber_state ending_of_hook(struct fiber *fiber, struct branch *branch, struct err *err)
{
    const char *path = branch->path->text;
    int kind_len = (int)strcspn(path, "/");
    const char *office = path + kind_len + 1;

    if (fiber->closing)
        return BAD_END(fiber, err, NULL,
                       "office %s closes the case %.*s stage \"%s\". What runs before or after a "
                       "stage cannot close a case or choose the next stage: replace the stage, or "
                       "lead through a stage of your own.",
                       office, kind_len, path, fiber->stage);
    if (!has_ended_with_nothing(branch))
        return BAD_END(fiber, err, NULL,
                       "what office %s runs %.*s stage \"%s\" returns a value. It returns nothing: "
                       "the stage itself says what comes next.",
                       office, kind_len, path, fiber->stage);
    branch_free(fiber, branch);
    return FIBER_WAITING;
}
