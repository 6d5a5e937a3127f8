/* signal.c - is a signal offered now, and may this actor send it?
 *
 * The two questions are apart because they fail differently: one passes with time, the other does
 * not. To add a condition: a check_ function, and its place in signal_is_offered.
 */
#include "duty/signal.h"

#include "base/wallclock.h"

int signal_decl_from_value(const char *name, const struct value *decl, struct signal_decl *out,
                           struct err *err)
{
    *out = (struct signal_decl){
        .name = name,
        .from = value_get(decl, "from"),
        .form = value_get_text(decl, "form"),
        .about = value_get(decl, "about"),
        .only_in = value_get(decl, "only_in"),
        .not_in = value_get(decl, "not_in"),
        .confirm = value_get(decl, "confirm"),
        .begins = value_get_text(decl, "begins"),
        .is_handled = value_get_bool(decl, "is_handled", false),
        .is_after_close = !value_is_nil(value_get(decl, "after_close")),
    };
    const char *at = value_get_text(decl, "at");
    if (value_len(out->from) == 0)
        return err_set_at(err, STATUS_INVALID, NULL, at,
                          "signal \"%s\" does not say who may send it: add from = { role, ... }",
                          name);
    if (!value_is_nil(out->only_in) && !value_is_nil(out->not_in))
        return err_set_at(err, STATUS_INVALID, NULL, at,
                          "signal \"%s\" has only_in and not_in: one of them is enough", name);
    if (out->is_after_close &&
        duration_from_value(value_get(decl, "after_close"), &out->after_close, err) < 0)
        return err_wrap(err, "signal \"%s\", after_close", name);
    return 0;
}

/* Days are counted like those of every period: the day of closing is not. */
static int64_t window_end_ms(const struct signal_decl *decl, const struct signal_moment *moment)
{
    int64_t end_ms;
    bool has_end = calendar_end_ms(moment->calendar, moment->closed_ms, decl->after_close, &end_ms);
    return has_end ? end_ms : INT64_MAX; /* nobody could have come: never too late */
}

static int check_after_close(const struct signal_decl *decl, const struct signal_moment *moment,
                             struct err *err)
{
    char text[40];
    if (!decl->is_after_close)
        return err_set_at(err, STATUS_NOT_OFFERED, "case_closed", NULL,
                          "the case is closed, and the signal \"%s\" is offered only while it is "
                          "open",
                          decl->name);
    int64_t end_ms = window_end_ms(decl, moment);
    if (moment->now_ms < end_ms)
        return 0;
    return err_set_at(err, STATUS_NOT_OFFERED, "case_closed", NULL,
                      "the signal \"%s\" was offered after the close of the case until %s, no "
                      "longer",
                      decl->name, time_to_text(end_ms, text));
}

static int check_stage(const struct signal_decl *decl, const char *stage, struct err *err)
{
    char words[300];
    if (!value_is_nil(decl->only_in) && !words_have(decl->only_in, stage))
        return err_set(err, STATUS_NOT_OFFERED,
                       "the signal \"%s\" is offered only in the stages %s; the case is in \"%s\"",
                       decl->name, words_to_text(decl->only_in, words, sizeof words), stage);
    if (words_have(decl->not_in, stage))
        return err_set(err, STATUS_NOT_OFFERED,
                       "the signal \"%s\" is not offered in the stage \"%s\"", decl->name, stage);
    return 0;
}

int signal_is_offered(const struct signal_decl *decl, const struct signal_moment *moment,
                      struct err *err)
{
    int rc = moment->is_closed ? check_after_close(decl, moment, err) : 0;

    if (rc != 0 || (moment->is_closed && !decl->begins))
        return rc;
    return check_stage(decl, moment->stage, err); /* closed: the stage it was closed in */
}

int signal_may_send(const struct signal_decl *decl, const struct actor *actor, struct err *err)
{
    char words[300];
    if (actor_has_one_of(actor, decl->from))
        return 0;
    return err_set(err, STATUS_FORBIDDEN, "the signal \"%s\" may be sent by: %s", decl->name,
                   words_to_text(decl->from, words, sizeof words));
}
