/* divergence.c - a divergence in words (divergence.h). To add a kind: a row in the enum, a branch
 * in divergence_tell, and shadow.c says which verdict it is. */
#include "engine/divergence.h"
#include <string.h>

static const char *call_text(struct arena *arena, const char *verb, const char *name,
                             const char *row)
{
    const char *text = name && *name ? arena_printf(arena, "%s \"%s\"", verb, name) : verb;
    return row && *row ? arena_printf(arena, "%s %s", text, row) : arena_text(arena, text);
}

const char *call_recorded(struct arena *arena, const struct value *command)
{
    return call_text(arena, value_text_or(value_get(command, "kind"), ""),
                     value_get_text(command, "name"), value_get_text(command, "row"));
}

const char *call_made(struct arena *arena, const struct command *command)
{
    return call_text(arena, verb_word(command->verb), command->name, command->row);
}

#define PUT_BACK                                                                                   \
    "The script has changed since; put the old call back, or let the case finish this stage on "   \
    "its old release."

int divergence_tell(const struct divergence *divergence, struct err *err)
{
    const struct divergence *d = divergence;
    long long turn = (long long)d->turn;

    switch (d->kind) {
    case DIVERGENCE_NONE:
        return 0;
    case DIVERGENCE_ADDED:
        return err_set_at(err, STATUS_HOST_VERDICT, "diverged", d->where,
                          "At turn %lld the script now calls %s (%s), where nothing was "
                          "recorded. " PUT_BACK,
                          turn, d->now, d->command);
    case DIVERGENCE_CALL:
        return err_set_at(err, STATUS_HOST_VERDICT, "diverged", d->where,
                          "At turn %lld, command %s: recorded %s, now %s. " PUT_BACK, turn,
                          d->command, d->recorded, d->now);
    case DIVERGENCE_LEFT_OUT:
        return err_set_at(err, STATUS_HOST_VERDICT, "diverged", d->where,
                          "At turn %lld the script now asks for %zu of %zu recorded commands; %s "
                          "(%s) does not come. " PUT_BACK,
                          turn, d->asked, d->of, d->recorded, d->command);
    case DIVERGENCE_ENDS:
        return err_set_at(err, STATUS_HOST_VERDICT, "diverged", d->where,
                          "At turn %lld the script now %s, where it %s before.", turn, d->now,
                          d->recorded);
    case DIVERGENCE_RAISES:
        return err_set_at(err, STATUS_HOST_VERDICT, "diverged", d->where,
                          "At turn %lld the script now raises: %s", turn, d->message);
    case DIVERGENCE_STOPPED:
        return err_set_at(err, STATUS_HOST_VERDICT, d->code, d->where,
                          "At turn %lld the script was stopped in replay: %s", turn, d->message);
    }
    return STATUS_HOST_VERDICT;
}
