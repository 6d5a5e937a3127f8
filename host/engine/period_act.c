/* period_act.c - pausing, resuming and extending a clock: only as its declaration allows, whoever
 * asks - a verb of the script (command_period.c) or a person from outside (accept_clock.c).
 *
 * R1. A pause needs one of the reasons the clock was declared with. One pause at a time: who pauses
 *     again is told of the first.
 * R2. An extension needs an approver who is meant by `approver` of the declaration, who is not the
 *     person that applied and not recused; it is no longer than `by`, granted no more than `times`
 *     times (1 unless declared), and before the due date. Else it is not valid (domain INV-7).
 * R3. What is granted, applied for or turned down is one entry of the ledger that names who and
 * why; the due date is never edited.
 */
#include <stdio.h>
#include "data/canon.h"
#include "duty/staff.h"
#include "engine/calendars.h"
#include "engine/clocks.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/letters.h"
#include "engine/recipients.h"

/* ---- who may ---- */

static bool is_meant(const struct approval *approval, const struct value *recipient)
{
    const char *role = value_get_text(recipient, "role");
    if (value_get_text(recipient, "person"))
        return strcmp(value_get_text(recipient, "person"), approval->person) == 0;
    if (!role) /* a citizen approves nothing */
        return false;
    return !approval->actor || actor_holds(approval->actor, role, NULL);
}

int approval_check(struct turn *turn, const struct approval *approval, struct err *err)
{
    struct recipients_where where = {0};
    char words[120];

    if (approval->applicant && strcmp(approval->applicant, approval->person) == 0)
        return err_set_at(err, STATUS_FORBIDDEN, "approver_is_applicant", NULL,
                          "Who applies does not approve: another person has to.");
    struct value *meant = recipients_of(turn, approval->who, &where);
    for (size_t i = 0; i < value_len(meant); i++)
        if (is_meant(approval, value_item(meant, i)))
            return 0;
    if (approval->actor && approval->actor->is_administrator && staff_is_empty(turn_staff(turn)))
        return 0;
    const struct value *who = approval->who;
    if (who->type == VALUE_LIST)
        words_to_text(who, words, sizeof words);
    else
        snprintf(words, sizeof words, "%s", value_text_or(who, "nobody"));
    return err_set_at(err, STATUS_FORBIDDEN, "not_approver", NULL, "This is for: %s.", words);
}

/* ---- what the ledger says of it ---- */

static struct value *detail_of(struct turn *turn, const struct period_act *act)
{
    struct arena *arena = turn->arena;
    struct value *detail = value_map(arena);

    value_put(arena, detail, "reason", value_string(arena, act->reason));
    if (act->words && !value_is_nil(act->words))
        value_put(arena, detail, "words", value_copy(arena, act->words));
    value_put(arena, detail, "applicant", value_string(arena, act->applicant));
    value_put(arena, detail, "approver", value_string(arena, act->approver));
    if (act->application)
        value_put(arena, detail, "application", value_int(arena, act->application));
    return detail;
}

/* ---- pausing ---- */

static bool is_paused(const struct clock *clock)
{
    return clock_count(clock, LEDGER_PAUSED) > clock_count(clock, LEDGER_RESUMED);
}

static int check_pausable(const struct clock *clock, const char *reason, struct err *err)
{
    char words[160];

    if (value_len(clock->pausable) == 0)
        return err_set_at(err, STATUS_CONFLICT, "not_pausable", NULL,
                          "Clock %s is not declared pausable: it runs on.", clock->id);
    if (reason && words_have(clock->pausable, reason))
        return 0;
    return err_set_at(err, STATUS_INVALID, "not_pausable", NULL,
                      "Clock %s is paused for these reasons only: %s.", clock->id,
                      words_to_text(clock->pausable, words, sizeof words));
}

int period_pause(struct turn *turn, struct clock *clock, const struct period_act *act,
                 struct err *err)
{
    int32_t number;
    int rc = check_pausable(clock, act->reason, err);

    if (rc == 0 && is_paused(clock))
        rc = err_set_at(err, STATUS_CONFLICT, "paused_before", NULL,
                        "Clock %s is paused already. Resume it first.", clock->id);
    if (rc != 0)
        return rc;
    struct ledger_entry pause = {
        .at_ms = turn->at, .from_ms = turn->at, .detail = detail_of(turn, act)};
    return clock_pause(clock, &pause, &number, err);
}

int period_resume(struct turn *turn, struct clock *clock, const struct period_act *act,
                  struct err *err)
{
    struct ledger_entry resume = {.at_ms = turn->at,
                                  .from_ms = turn->at,
                                  .number = clock_count(clock, LEDGER_PAUSED),
                                  .detail = detail_of(turn, act)};

    if (!is_paused(clock))
        return err_set_at(err, STATUS_CONFLICT, "not_paused", NULL, "Clock %s is not paused.",
                          clock->id);
    return clock_resume(clock, &resume, err);
}

/* ---- extending ---- */

/* How long it may be, and how long it is to be. */
static int check_length(const struct clock *clock, const struct period_act *act,
                        struct duration *length, struct err *err)
{
    struct duration most;
    char text[DURATION_TEXT_SIZE];
    int rc = duration_from_value(value_get(clock->extend, "by"), &most, err);

    if (rc != 0 || !act->length || value_is_nil(act->length)) {
        *length = most;
        return rc;
    }
    rc = duration_from_value(act->length, length, err);
    if (rc == 0 && (length->unit != most.unit || length->n > most.n || length->n == 0))
        rc = err_set_at(err, STATUS_INVALID, "extension_too_long", NULL,
                        "Clock %s is extended by %s at most.", clock->id,
                        duration_to_text(most, LANGUAGE_EN, text));
    return rc;
}

static int check_extendable(const struct clock *clock, struct err *err)
{
    int64_t times = value_get_int(clock->extend, "times", 1);

    if (!clock->extend)
        return err_set_at(err, STATUS_CONFLICT, "not_extendable", NULL,
                          "Clock %s is not declared with `extend`: it is never extended.",
                          clock->id);
    if (clock_count(clock, LEDGER_EXTENDED) < times)
        return 0;
    return err_set_at(err, STATUS_CONFLICT, "extended_before", NULL,
                      "Clock %s has been extended %lld time%s, and may not be again.", clock->id,
                      (long long)times, times == 1 ? "" : "s");
}

static int check_in_time(struct turn *turn, const struct clock *clock, struct err *err)
{
    char text[16];
    struct due due;

    if (!clock_is_late(clock, turn_clock_calendar(turn, clock), turn->at))
        return 0;
    clock_due(clock, turn_clock_calendar(turn, clock), &due);
    return err_set_at(err, STATUS_CONFLICT, "extension_too_late", NULL,
                      "Clock %s was due on %s: an extension granted after that is not valid.",
                      clock->id, date_to_text(due.date, text));
}

int period_extend(struct turn *turn, struct clock *clock, const struct period_act *act,
                  struct err *err)
{
    struct ledger_entry extension = {.at_ms = turn->at};
    struct approval approval = {.who = value_get(clock->extend, "approver"),
                                .person = act->approver ? act->approver : "",
                                .actor = act->actor,
                                .applicant = act->applicant};
    int rc = check_extendable(clock, err);

    if (rc == 0 && !act->approver)
        rc = err_set_at(err, STATUS_FORBIDDEN, "not_approver", NULL,
                        "Clock %s is extended only with the approval of a person.", clock->id);
    if (rc == 0)
        rc = approval_check(turn, &approval, err);
    if (rc == 0)
        rc = check_length(clock, act, &extension.length, err);
    if (rc == 0)
        rc = check_in_time(turn, clock, err);
    extension.detail = detail_of(turn, act);
    return rc == 0 ? clock_extend(clock, turn_clock_calendar(turn, clock), &extension, err) : rc;
}

bool period_is_decided(const struct clock *clock, int32_t application)
{
    if (clock_entry(clock, LEDGER_DENIED, application))
        return true;
    for (size_t i = 0; i < clock->ledger_len; i++)
        if (clock->ledger[i].kind == LEDGER_EXTENDED &&
            value_get_int(clock->ledger[i].detail, "application", 0) == application)
            return true;
    return false;
}

static bool has_open_application(const struct clock *clock)
{
    const struct ledger_entry *applied = clock_entry(clock, LEDGER_APPLIED, 0);
    return applied && !period_is_decided(clock, applied->number);
}

int period_apply(struct turn *turn, struct clock *clock, const struct period_act *act,
                 struct err *err)
{
    struct ledger_entry applied = {.kind = LEDGER_APPLIED,
                                   .at_ms = turn->at,
                                   .number = clock_count(clock, LEDGER_APPLIED) + 1,
                                   .detail = detail_of(turn, act)};
    int rc = check_extendable(clock, err);

    if (rc == 0 && has_open_application(clock))
        rc = err_set_at(err, STATUS_CONFLICT, "applied_before", NULL,
                        "An extension of clock %s has been applied for and waits to be decided.",
                        clock->id);
    if (rc == 0)
        rc = check_length(clock, act, &applied.length, err);
    if (rc == 0)
        rc = check_in_time(turn, clock, err);
    return rc == 0 ? clock_record(clock, &applied, err) : rc;
}

int period_deny(struct turn *turn, struct clock *clock, const struct period_act *act,
                struct err *err)
{
    struct approval approval = {.who = value_get(clock->extend, "approver"),
                                .person = act->approver,
                                .actor = act->actor,
                                .applicant = act->applicant};
    int rc = approval_check(turn, &approval, err);

    if (rc != 0)
        return rc;
    return clock_record(clock,
                        &(struct ledger_entry){.kind = LEDGER_DENIED,
                                               .at_ms = turn->at,
                                               .number = act->application,
                                               .detail = detail_of(turn, act)},
                        err);
}

/* What was said when the period was last made longer. */
static const struct value *extension_reason(const struct clock *clock)
{
    for (size_t i = clock->ledger_len; i-- > 0;)
        if (clock->ledger[i].kind == LEDGER_EXTENDED && clock->ledger[i].detail)
            return value_get(clock->ledger[i].detail, "words");
    return &value_nil;
}

/* To all citizens of the case. A letter that cannot be written stays owed, and the row says so. */
void period_tell(struct turn *turn, const char *key, struct clock *clock)
{
    struct arena *arena = turn->arena;
    const char *letter = value_get_text(clock->extend, "letter");
    const struct value *people = value_get(turn->cf->workflow->model, "people");
    struct value *to = value_list(arena), *with = value_map(arena), *ref;
    struct letter_order order = {
        .name = letter, .to = to, .with = with, .clock = key, .moved = clock};
    struct err why = {0};

    if (!letter)
        return;
    for (size_t i = 0; people->type == VALUE_MAP && i < value_len(people); i++)
        value_push(arena, to, value_text(arena, people->map.members[i].key));
    value_put(arena, with, "reason", value_copy(arena, extension_reason(clock)));
    value_put(arena, with, "clock", value_string(arena, clock->id));
    if (letter_issue(turn, &order, &ref, &why) != 0)
        turn_note_done(turn, "letter", slice_of(letter), "owed");
}

/* ---- keeping ---- */

int clock_look_up(struct turn *turn, const char *key, struct clock *out, struct err *err)
{
    struct part *part = parts_find(&turn->cf->parts, PART_CLOCK, slice_of(key));

    if (!part)
        return err_set(err, STATUS_NOT_FOUND, "The case has no clock %.*s.",
                       SLICE_ARG(slice_repeatable(slice_of(key))));
    return clock_of_part(turn, part, out, err);
}

struct value *clock_due_value(struct turn *turn, const struct clock *clock)
{
    struct due due;
    clock_due(clock, turn_clock_calendar(turn, clock), &due);
    return due.has_date ? date_value(turn->arena, due.date) : value_bool(turn->arena, false);
}

void clock_tell_tasks(struct turn *turn, const char *key, const struct clock *clock)
{
    struct part *part;
    struct err ignored = {0};
    struct due due;

    clock_due(clock, turn_clock_calendar(turn, clock), &due);
    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_TASK, &i));) {
        struct value *body;
        if (!part_is_live(part) || canon_read(turn->arena, part->body, &body, &ignored) != 0 ||
            !value_is_text(value_get(body, "due"), key))
            continue;
        struct part moved = *part;
        moved.due_at = due.has_date ? due.at_ms : 0;
        parts_put(&turn->cf->parts, &moved);
    }
}

void clock_moved(struct turn *turn, const char *key, const struct clock *clock)
{
    struct arena *arena = turn->arena;

    clock_keep(turn, key, clock);
    clock_tell_tasks(turn, key, clock);
    if (strchr(key, '@'))
        return; /* no stage asks for it */
    if (!turn->clocks)
        turn->clocks = value_map(arena);
    if (!turn->cf->moved)
        turn->cf->moved = value_map(arena);
    value_put(arena, turn->clocks, key, clock_due_value(turn, clock));
    value_put(arena, turn->cf->moved, key, clock_due_value(turn, clock));
}
