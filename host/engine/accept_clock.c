/* accept_clock.c - what people do to a clock from outside: pause and resume it, apply for an
 * extension, grant or turn it down; and to its ladder: acknowledge a step, hold it, withdraw it.
 *
 *   pause, resume   whom `pause_by` of the clock means, for one of its reasons
 *   extend          apply = true: an application, by anybody of the office; without it the approver
 *                   grants: what was applied for (application = n), or of his own motion what
 *                   nobody applied for - unless it is he who works on the case
 *   refuse          the approver turns an application down
 *   acknowledge     whom the step told, or anybody of the office that holds the case
 *   hold, withdraw  the supervisor or the leader in charge, never the unit that is late by itself
 *
 * None of them ends a wait, so no script is woken; but the due date a script may ask for moves, so
 * the row of one that moves it is read in replay (turn->clocks).
 *
 * To add an act: a row in `clock_acts`.
 */
#include "duty/ladder.h"
#include "duty/staff.h"
#include "engine/calendars.h"
#include "engine/accept.h"
#include "engine/clocks.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/recipients.h"
#include "engine/tasks.h"

struct clock_deed {
    struct turn *turn;
    const char *key;
    struct clock clock;
    struct period_act act;
};

static const struct value *data_of(const struct clock_deed *deed, const char *name)
{
    return value_get(deed->turn->event->act->data, name);
}

/* ---- who ---- */

static struct approval approval_by_actor(const struct clock_deed *deed, const struct value *who)
{
    const struct actor *actor = deed->turn->event->act->actor;
    return (struct approval){.who = who, .person = actor ? actor->id : "", .actor = actor};
}

/* Anybody who works in the office that holds the case. */
static int check_of_office(const struct clock_deed *deed, struct err *err)
{
    struct turn *turn = deed->turn;
    const struct staff *staff = turn_staff(turn);
    const struct actor *actor = turn->event->act->actor;
    const struct staff_person *person = staff_person(staff, actor->id);

    if (staff_is_empty(staff) || actor->is_administrator)
        return 0;
    for (size_t i = 0; person && i < person->membership_count; i++)
        if (slice_is(turn->cf->row.office, person->memberships[i].office) &&
            staff_holds(staff, actor->id, person->memberships[i].role,
                        person->memberships[i].office, turn->at))
            return 0;
    return err_set_at(err, STATUS_FORBIDDEN, "not_of_office", NULL,
                      "This is for people of the office that holds the case.");
}

static const struct value *who_supervises(struct arena *arena)
{
    struct value *who = value_list(arena);
    value_push(arena, who, value_string(arena, "supervisor"));
    value_push(arena, who, value_string(arena, "leader_in_charge"));
    return who;
}

static int check_supervises(const struct clock_deed *deed, struct err *err)
{
    struct approval approval = approval_by_actor(deed, who_supervises(deed->turn->arena));
    return approval_check(deed->turn, &approval, err);
}

/* Does this person work on the case now? Then he is the applicant of what he would grant. */
static bool works_on_it(struct turn *turn, const char *person)
{
    struct part *part;
    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_TASK, &i));)
        if (part_is_live(part) && slice_is(part->assignee, person))
            return true;
    return false;
}

/* ---- pause, resume ---- */

static int check_may_pause(struct clock_deed *deed, struct err *err)
{
    struct approval approval = approval_by_actor(deed, deed->clock.pause_by);

    if (deed->clock.pause_by)
        return approval_check(deed->turn, &approval, err);
    return err_set_at(err, STATUS_FORBIDDEN, "not_pausable", NULL,
                      "Clock %s does not say who may pause it (pause_by): only its workflow does.",
                      deed->clock.id);
}

static int deed_pause(struct clock_deed *deed, struct err *err)
{
    int rc = check_may_pause(deed, err);
    deed->act.reason = value_text_or(data_of(deed, "reason"), NULL);
    return rc == 0 ? period_pause(deed->turn, &deed->clock, &deed->act, err) : rc;
}

static int deed_resume(struct clock_deed *deed, struct err *err)
{
    int rc = check_may_pause(deed, err);
    return rc == 0 ? period_resume(deed->turn, &deed->clock, &deed->act, err) : rc;
}

/* ---- extend ---- */

static int take_application(struct clock_deed *deed, struct err *err)
{
    int64_t number = value_int_or(data_of(deed, "application"), 0);
    const struct ledger_entry *applied =
        number > 0 && number <= CLOCK_LEDGER_MAX
            ? clock_entry(&deed->clock, LEDGER_APPLIED, (int32_t)number)
            : NULL;

    if (!applied)
        return err_set(err, STATUS_NOT_FOUND, "Clock %s has no such application.", deed->clock.id);
    if (period_is_decided(&deed->clock, (int32_t)number))
        return err_set_at(err, STATUS_CONFLICT, "decided_before", NULL,
                          "This application has been decided; the first decision stays.");
    deed->act.application = (int32_t)number;
    deed->act.applicant = value_get_text(applied->detail, "applicant");
    if (!deed->act.words)
        deed->act.words = value_get(applied->detail, "words");
    if (value_is_nil(deed->act.length))
        deed->act.length = duration_to_value(deed->turn->arena, applied->length);
    return 0;
}

static int deed_apply(struct clock_deed *deed, struct err *err)
{
    int rc = check_of_office(deed, err);

    deed->act.applicant = deed->act.approver;
    deed->act.approver = NULL;
    if (rc == 0 && !deed->act.words)
        rc = err_set(err, STATUS_INVALID, "\"reason\" is missing.");
    return rc == 0 ? period_apply(deed->turn, &deed->clock, &deed->act, err) : rc;
}

static int deed_extend(struct clock_deed *deed, struct err *err)
{
    int rc = 0;

    if (value_bool_or(data_of(deed, "apply"), false))
        return deed_apply(deed, err);
    if (!value_is_nil(data_of(deed, "application")))
        rc = take_application(deed, err);
    else if (works_on_it(deed->turn, deed->act.approver))
        deed->act.applicant = deed->act.approver;
    if (rc == 0 && !value_is_nil(data_of(deed, "refuse")))
        return deed->act.application
                   ? period_deny(deed->turn, &deed->clock, &deed->act, err)
                   : err_set(err, STATUS_INVALID, "Say which application: \"application\": 1.");
    if (rc == 0)
        rc = period_extend(deed->turn, &deed->clock, &deed->act, err);
    if (rc == 0 && !deed->act.words)
        rc = err_set(err, STATUS_INVALID, "\"reason\" is missing.");
    if (rc == 0)
        period_tell(deed->turn, deed->key, &deed->clock);
    return rc;
}

/* ---- the ladder ---- */

static struct ladder_act ladder_act_of(struct clock_deed *deed)
{
    struct arena *arena = deed->turn->arena;
    struct value *detail = value_map(arena);

    value_put(arena, detail, "by", value_string(arena, deed->act.approver));
    if (deed->act.words)
        value_put(arena, detail, "words", value_copy(arena, deed->act.words));
    return (struct ladder_act){.now_ms = deed->turn->at, .detail = detail};
}

/* The number of the step named; 0: the last one taken. */
static int32_t step_named(const struct clock_deed *deed)
{
    const struct value *steps = value_get(deed->clock.ladder, "steps");
    const char *name = value_text_or(data_of(deed, "step"), NULL);

    for (size_t i = 0; name && i < value_len(steps); i++)
        if (value_is_text(value_get(value_item(steps, i), "name"), name))
            return (int32_t)i + 1;
    return name ? LADDER_STEPS_MAX + 1 : 0;
}

static int deed_acknowledge(struct clock_deed *deed, struct err *err)
{
    struct ladder_act act = ladder_act_of(deed);
    int32_t number = step_named(deed);
    const struct ledger_entry *taken = clock_entry(&deed->clock, LEDGER_STEPPED, number);
    const struct value *terms =
        taken ? value_item(value_get(deed->clock.ladder, "steps"), (size_t)taken->number - 1)
              : &value_nil;
    struct approval approval = approval_by_actor(deed, value_get(terms, "notify"));
    struct err ignored = {0};

    if (value_is_nil(approval.who) || approval_check(deed->turn, &approval, &ignored) != 0) {
        int rc = check_of_office(deed, err);
        if (rc != 0)
            return rc;
    }
    return ladder_acknowledge(&deed->clock, number, &act, err);
}

static int deed_hold(struct clock_deed *deed, struct err *err)
{
    const char *until = value_text_or(data_of(deed, "until"), "");
    struct ladder_act act = ladder_act_of(deed);
    int32_t date;
    int rc = check_supervises(deed, err);

    if (rc == 0 && !deed->act.words)
        rc = err_set(err, STATUS_INVALID, "\"reason\" is missing.");
    if (rc != 0)
        return rc;
    if (date_from_text(slice_of(until), &date))
        act.until_ms = date_start_ms(date);
    else if (!time_from_text(slice_of(until), &act.until_ms))
        return err_set(err, STATUS_INVALID,
                       "\"until\" is a date such as \"2026-02-10\", or a time.");
    return ladder_hold(&deed->clock, &act, err);
}

static int deed_withdraw(struct clock_deed *deed, struct err *err)
{
    struct ladder_act act = ladder_act_of(deed);
    int rc = check_supervises(deed, err);

    if (rc == 0 && !deed->act.words)
        rc = err_set(err, STATUS_INVALID, "\"reason\" is missing.");
    return rc == 0 ? ladder_withdraw(&deed->clock, &act, err) : rc;
}

/* ---- the table ---- */

static const struct clock_act_row {
    const char *word; /* act->outcome, and in the row */
    int (*run)(struct clock_deed *deed, struct err *err);
} clock_acts[] = {
    {"pause",       deed_pause      },
    {"resume",      deed_resume     },
    {"extend",      deed_extend     },
    {"acknowledge", deed_acknowledge},
    {"hold",        deed_hold       },
    {"withdraw",    deed_withdraw   },
};

static int open_deed(struct turn *turn, struct clock_deed *deed, struct err *err)
{
    const struct act *act = turn->event->act;
    int rc = accept_needs_open(turn, err);

    *deed = (struct clock_deed){.turn = turn, .key = clock_key(turn->arena, act->name, act->row)};
    if (rc == 0)
        rc = clock_look_up(turn, deed->key, &deed->clock, err);
    if (rc == 0 && clock_is_stopped(&deed->clock))
        rc = err_set_at(err, STATUS_CONFLICT, "clock_stopped", NULL, "Clock %s was stopped.",
                        deed->clock.id);
    if (rc != 0)
        return rc;
    deed->act = (struct period_act){
        .approver = turn_by(turn), .actor = act->actor, .length = value_get(act->data, "by")};
    if (strcmp(act->outcome, "pause") == 0)
        return 0; /* its reason is one of the declared words */
    return accept_words(turn, "reason", &deed->act.words, err);
}

/* What was asked for, but for the words: those are in the vault. */
static struct value *given_of(const struct clock_deed *deed)
{
    static const char *const names[] = {"by", "apply", "application", "refuse", "step", "until"};
    struct arena *arena = deed->turn->arena;
    struct value *given = value_map(arena);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        value_put(arena, given, names[i], value_copy(arena, data_of(deed, names[i])));
    return given;
}

static void tell_row(const struct clock_deed *deed, const struct ledger_entry *entry)
{
    struct turn *turn = deed->turn;
    struct arena *arena = turn->arena;
    struct value *event = turn->event_value;

    turn_put_by(turn);
    value_put(arena, event, "clock", value_string(arena, deed->key));
    value_put(arena, event, "act", value_string(arena, turn->event->act->outcome));
    value_put(arena, event, "entry", value_string(arena, clock_entry_word(entry->kind)));
    if (entry->number)
        value_put(arena, event, "n", value_int(arena, entry->number));
    if (entry->detail)
        value_put(arena, event, "why", value_copy(arena, entry->detail));
    if (value_len(given_of(deed)) > 0)
        value_put(arena, event, "given", given_of(deed));
    value_put(arena, event, "due", clock_due_value(turn, &deed->clock));
}

static bool moves_period(enum ledger_kind kind)
{
    return kind == LEDGER_PAUSED || kind == LEDGER_RESUMED || kind == LEDGER_EXTENDED;
}

int accept_clock_act(struct turn *turn, struct err *err)
{
    const struct act *act = turn->event->act;
    struct clock_deed deed;
    int rc = open_deed(turn, &deed, err);
    size_t row = 0, rows = sizeof clock_acts / sizeof *clock_acts;

    while (rc == 0 && row < rows && strcmp(clock_acts[row].word, act->outcome) != 0)
        row++;
    if (rc == 0)
        rc = row < rows ? clock_acts[row].run(&deed, err)
                        : err_set(err, STATUS_MALFORMED, "There is no such act on a clock.");
    if (rc != 0)
        return rc;
    const struct ledger_entry *entry = &deed.clock.ledger[deed.clock.ledger_len - 1];
    tell_row(&deed, entry);
    if (moves_period(entry->kind))
        clock_moved(turn, deed.key, &deed.clock);
    else
        clock_keep(turn, deed.key, &deed.clock);
    turn->skips_hearing = true;
    return 0;
}
