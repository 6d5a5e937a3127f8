/* command_handoff.c - handoff: this case goes to another office (handoff.h).
 *
 * The wait remembers `office` and `final`; the task is one of the receiver's. Nothing else knows
 * that a case is on its way: until it is received it is where it was, clocks and all.
 */
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/calendars.h"
#include "engine/command.h"
#include "engine/custody.h"
#include "engine/handoff.h"
#include "engine/inside.h"
#include "engine/recipients.h"
#include "engine/recusal.h"
#include "engine/veil.h"

enum { LOOP_WORKDAYS = 5 };
#define OUTCOME_RECEIVE "receive"
#define OUTCOME_OBJECT  "object"

static struct duration loop_length(const struct turn *turn)
{
    struct duration length = {.n = LOOP_WORKDAYS, .unit = DUR_WORKDAY}, set;
    struct err ignored = {0};
    const struct value *setting = value_get(turn->cf->stage.settings, "handoff_loop");
    return duration_from_value(setting, &set, &ignored) == 0 ? set : length;
}

const char *handoff_loop_text(const struct turn *turn)
{
    char length[DURATION_TEXT_SIZE];
    return arena_text(turn->arena, duration_to_text(loop_length(turn), LANGUAGE_EN, length));
}

bool handoff_is_loop(struct turn *turn, int64_t came_at)
{
    struct duration length = loop_length(turn);

    if (came_at == 0)
        return false;
    if (!duration_is_days(length))
        return turn->at < came_at + duration_ms(length);
    return date_of(turn->at) <= calendar_add(turn_calendar(turn), date_of(came_at), length, NULL);
}

static int check_way(struct turn *turn, struct asked *asked, struct err *err)
{
    const char *wanted = asked_option(asked, "office");
    const char *office = custody_office(turn, wanted);
    struct err hidden = {0};
    if (!office || veil_check_receiver(turn, office, &hidden) != 0)
        return command_refuse(err, asked, "there is no office \"%s\".", wanted ? wanted : "");
    if (handoff_is_loop(turn, custody_came_from(turn, office)) &&
        !value_get_bool(asked->args, "final", false))
        return command_refuse(
            err, asked,
            "the case came from \"%s\", and within %s it goes back only by a ruling. Have somebody "
            "rule with a task, then hand it over with final = true.",
            office, handoff_loop_text(turn));
    value_put(turn->arena, asked->result, "office", value_string(turn->arena, office));
    return 0;
}

int check_handoff(struct turn *turn, struct asked *asked, struct err *err)
{
    const struct form *form = workflow_form(turn->cf->workflow, asked->name);
    int rc = check_task(turn, asked, err);

    if (rc == 0 &&
        (!form_has_outcome(form, OUTCOME_RECEIVE) || !form_has_outcome(form, OUTCOME_OBJECT)))
        rc = command_refuse(err, asked,
                            "the form \"%s\" needs the outcomes \"" OUTCOME_RECEIVE
                            "\" and \"" OUTCOME_OBJECT "\".",
                            asked->name);
    return rc == 0 ? check_way(turn, asked, err) : rc;
}

/* A ladder may have raised the case there meanwhile: who holds it need not receive it. */
static void held_already(struct turn *turn, const struct asked *asked, const char *office)
{
    struct arena *arena = turn->arena;
    struct value *answer = value_map(arena);

    value_put(arena, answer, "outcome", value_string(arena, OUTCOME_RECEIVE));
    value_put(arena, answer, "on", date_value(arena, date_of(turn->at)));
    value_put(arena, answer, "office", value_string(arena, office));
    value_put(arena, answer, "way", value_string(arena, "held"));
    wait_add(turn, asked->id, asked->verb, asked->name, 0, value_map(arena));
    wait_end(turn, parts_find(&turn->cf->parts, PART_WAIT, slice_of(asked->id)), answer, false,
             false);
    turn_note_done(turn, "handoff", slice_of(office), "held");
}

void apply_handoff(struct turn *turn, const struct asked *asked)
{
    struct value *body = value_map(turn->arena);
    const char *office = value_get_text(asked->result, "office");

    if (slice_is(turn->cf->row.office, office)) {
        held_already(turn, asked, office);
        return;
    }
    if (strcmp(asked_option(asked, "office"), "review_body") == 0)
        recusal_note_decided(turn, office_of_word(turn, NULL));
    value_put(turn->arena, body, "office", value_string(turn->arena, office));
    if (value_get_bool(asked->args, "final", false))
        value_put(turn->arena, body, "final", value_bool(turn->arena, true));
    task_ask(turn, asked, office, body);
    turn_note_done(turn, "handoff", slice_of(office), "asked");
}

/* ---- how it ends ---- */

static bool is_handoff(const struct value *body)
{
    return value_is_text(value_get(body, "verb"), "handoff");
}

int handoff_may_answer(struct turn *turn, const struct task *task, const char *outcome,
                       struct err *err)
{
    struct part *wait = parts_find(&turn->cf->parts, PART_WAIT, slice_of(task->command));
    struct value *body;
    struct err ignored = {0};

    if (!wait || wait->status != WAIT_OPEN || !outcome || strcmp(outcome, OUTCOME_OBJECT) != 0 ||
        canon_read(turn->arena, wait->body, &body, &ignored) != 0 || !is_handoff(body) ||
        !value_get_bool(body, "final", false))
        return 0;
    return err_set_at(err, STATUS_CONFLICT, "handoff_final", NULL,
                      "It was ruled that the case %.*s is yours: it can be received, not objected "
                      "to. Nothing was recorded.",
                      SLICE_ARG(turn->cf->row.number));
}

static void receive(struct turn *turn, const struct value *body, struct value *answer,
                    const char *why)
{
    const char *office = value_get_text(body, "office");
    struct custody_leg leg = {.to = office, .kind = CUSTODY_RECEIVED, .why = why};

    if (value_get_bool(body, "final", false))
        leg.kind = CUSTODY_RULED;
    custody_move(turn, &leg);
    value_put(turn->arena, answer, "office", value_string(turn->arena, office));
}

void handoff_answered(struct turn *turn, const struct value *body, const char *outcome,
                      struct value *answer)
{
    if (is_handoff(body) && outcome && strcmp(outcome, OUTCOME_RECEIVE) == 0)
        receive(turn, body, answer, NULL);
}

struct value *handoff_expired(struct turn *turn, const struct value *body)
{
    if (!is_handoff(body))
        return NULL;
    struct value *answer = value_map(turn->arena);
    value_put(turn->arena, answer, "outcome", value_string(turn->arena, OUTCOME_RECEIVE));
    value_put(turn->arena, answer, "on", date_value(turn->arena, date_of(turn->at)));
    value_put(turn->arena, answer, "way", value_string(turn->arena, "silence"));
    receive(turn, body, answer, "silence");
    return answer;
}
