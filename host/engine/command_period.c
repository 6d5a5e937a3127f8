/* command_period.c - pause_clock, resume_clock, extend_clock: what a script asks of a clock of the
 * case, checked at its line by the clock's own declaration (period_act.c). `approval` is the answer
 * of the person who approved; who countersigned an answer approves, and who gave it applies. */
#include "duty/clock.h"
#include "engine/calendars.h"
#include "engine/clocks.h"
#include "engine/command.h"
#include "engine/inside.h"

static bool answer_says_no(const struct value *approval)
{
    static const char *const words[] = {"refuse", "refused", "deny",    "decline",
                                        "reject", "no",      "expired", "disagree"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (value_is_text(value_get(approval, "outcome"), words[i]))
            return true;
    return false;
}

static int read_act(const struct asked *asked, struct period_act *act, struct err *err)
{
    const struct value *approval = value_get(asked->args, "approval");
    const struct value *reason = value_get(asked->args, "reason");
    const char *countersigned = value_get_text(approval, "agreed_by");
    const char *by = value_get_text(approval, "by");

    *act = (struct period_act){.length = value_get(asked->args, "by"),
                               .approver = countersigned ? countersigned : by,
                               .applicant = countersigned ? by : NULL};
    if (asked->verb == VERB_PAUSE_CLOCK)
        act->reason = value_text_or(reason, NULL);
    else
        act->words = reason;
    if (answer_says_no(approval))
        return command_refuse(err, asked, "the answer given as approval says \"%s\".",
                              value_get_text(approval, "outcome"));
    return 0;
}

static int period_of(struct turn *turn, const struct asked *asked, struct clock *clock,
                     struct err *err)
{
    struct period_act act;
    int rc = read_act(asked, &act, err);

    if (rc != 0)
        return rc;
    if (asked->verb == VERB_PAUSE_CLOCK)
        return period_pause(turn, clock, &act, err);
    if (asked->verb == VERB_RESUME_CLOCK)
        return period_resume(turn, clock, &act, err);
    if (!value_get_text(asked->args, "reason") && act.words->type != VALUE_HANDLE)
        return err_set(err, STATUS_INVALID, "reason = ... is missing: why it is extended.");
    return period_extend(turn, clock, &act, err);
}

int clock_as_asked(struct turn *turn, const struct asked *asked, struct clock *clock,
                   struct err *err)
{
    const char *key = clock_key(turn->arena, asked->name, asked->row);
    struct part *part = parts_find(&turn->cf->parts, PART_CLOCK, slice_of(key));
    bool is_there = part != NULL;
    int rc = part ? clock_of_part(turn, part, clock, err) : 0;

    for (const struct asked *a = turn->first; rc == 0 && a && a != asked; a = a->next) {
        bool is_period = a->verb == VERB_PAUSE_CLOCK || a->verb == VERB_RESUME_CLOCK ||
                         a->verb == VERB_EXTEND_CLOCK;
        if (a->refused || (!is_period && a->verb != VERB_START_CLOCK) ||
            strcmp(clock_key(turn->arena, a->name ? a->name : "", a->row), key) != 0)
            continue;
        is_there = true;
        struct clock_making making = {.id = a->name,
                                      .row = a->row,
                                      .from = value_get(a->args, "from"),
                                      .due = value_get(a->args, "due")};
        rc = is_period ? period_of(turn, a, clock, err) : clock_make(turn, &making, clock, err);
    }
    if (rc == 0 && !is_there)
        rc = err_set(err, STATUS_NOT_FOUND, "%s does not run.", asked->name);
    return rc;
}

int check_period(struct turn *turn, struct asked *asked, struct err *err)
{
    const char *name = asked->name ? asked->name : "";
    struct value *seen =
        value_get(turn->cf->stage.clocks, clock_key(turn->arena, name, asked->row));
    struct clock clock;
    struct err why = {0};

    if (!value_get_bool(seen, "running", false))
        return command_refuse(err, asked, "%s does not run%s%s. Ask case:running first.", name,
                              asked->row ? " for " : "", asked->row ? asked->row : "");
    int rc = clock_as_asked(turn, asked, &clock, &why);
    if (rc == 0)
        rc = period_of(turn, asked, &clock, &why);
    if (rc == STATUS_SCRIPT_FAILED) {
        *err = why;
        return rc;
    }
    if (rc != 0)
        return err_set_at(err, STATUS_SCRIPT_FAILED, err_code(&why), NULL, "%s: %s",
                          verb_word(asked->verb), why.text);
    struct value *due = clock_due_value(turn, &clock);
    asked->result = due->type == VALUE_TEXT ? due : &value_nil;
    return 0;
}

void apply_period(struct turn *turn, const struct asked *asked)
{
    const char *key = clock_key(turn->arena, asked->name, asked->row);
    struct clock clock;
    struct err ignored = {0};

    if (clock_look_up(turn, key, &clock, &ignored) != 0 ||
        period_of(turn, asked, &clock, &ignored) != 0)
        return;
    if (asked->verb == VERB_EXTEND_CLOCK)
        period_tell(turn, key, &clock);
    clock_tell_tasks(turn, key, &clock);
    clock_keep(turn, key, &clock);
}
