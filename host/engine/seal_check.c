/* seal_check.c - no verb gives what is sealed to who is not cleared (domain.md INV-1, veil.h).
 *
 * Asked for every verb before its own check. What is sealed in an open case goes only into tasks of
 * the role "sealed"; into no letter, notice, effect or other case, whose readers nobody counts. Who
 * asks for more is told that the value was not given: a refusal that named the seal would tell of
 * it. In a sealed case everything is sealed, so there the office matters: none that it is about.
 */
#include "engine/command.h"
#include "engine/custody.h"
#include "engine/inside.h"
#include "engine/veil.h"

static bool is_for_cleared(const struct asked *asked)
{
    const struct value *to = value_get(asked->args, "to");
    bool is_task = asked->verb == VERB_TASK || asked->verb == VERB_TASK_EACH;
    return is_task &&
           (value_is_text(to, SEALED_ROLE) || (to->type == VALUE_LIST && value_len(to) == 1 &&
                                               value_is_text(value_item(to, 0), SEALED_ROLE)));
}

/* Names of fields: `carry`, `show`. */
static bool names_sealed(const struct turn *turn, const struct value *names)
{
    bool is = seal_has_name(turn, names);
    for (size_t i = 0; names->type == VALUE_LIST && !is && i < value_len(names); i++)
        is = names_sealed(turn, value_item(names, i));
    return is;
}

static int check_values(struct turn *turn, const struct asked *asked, struct err *err)
{
    static const char *const options[] = {"with", "rows", "row"};
    static const char *const named[] = {"carry", "show"};

    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (seal_is_within(turn, value_get(asked->args, options[i])))
            return command_refuse(err, asked, "a value that it names was not given.");
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (names_sealed(turn, value_get(asked->args, named[i])))
            return command_refuse(err, asked, "a value that it names was not given.");
    return 0;
}

static int check_office(struct turn *turn, const struct asked *asked, struct err *err)
{
    const char *wanted = asked_option(asked, "office");
    struct err hidden = {0};

    if (!wanted || veil_check_receiver(turn, custody_office(turn, wanted), &hidden) == 0)
        return 0;
    return command_refuse(err, asked, "there is no office \"%s\".", wanted);
}

int seal_check_command(struct turn *turn, const struct asked *asked, struct err *err)
{
    int rc = 0;

    switch (asked->verb) {
    case VERB_TASK:
    case VERB_TASK_EACH:
    case VERB_ASK:
    case VERB_ASK_EACH:
    case VERB_LETTER:
    case VERB_SERVE:
    case VERB_NOTIFY:
    case VERB_EFFECT:
    case VERB_DISPATCH:
    case VERB_START_CASE:
    case VERB_HANDOFF:
        rc = is_for_cleared(asked) ? 0 : check_values(turn, asked, err);
        return rc == 0 ? check_office(turn, asked, err) : rc;
    default:
        return 0;
    }
}
