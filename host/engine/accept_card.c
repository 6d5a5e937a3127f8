/* accept_card.c - what people do with a supervision card: the unit acknowledges and answers it, the
 * one that issued it withdraws it with a reason. A card outlives its stage, and its case: it can be
 * answered and withdrawn after the close. No script is woken. */
#include "duty/staff.h"
#include "engine/calendars.h"
#include "engine/accept.h"
#include "engine/cards.h"
#include "engine/clocks.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/recipients.h"
#include "engine/tasks.h"
#include "engine/loan.h"
#include "store/office.h"

struct card_deed {
    struct turn *turn;
    const char *key;
    struct card card;
    struct card_mark mark;
};

/* ---- who ---- */

static bool was_told(const struct card *card, const struct actor *actor)
{
    for (size_t i = 0; i < value_len(card->to); i++) {
        const struct value *entry = value_item(card->to, i);
        if (value_is_text(value_get(entry, "person"), actor->id) ||
            words_have(actor->roles, value_text_or(value_get(entry, "role"), "")))
            return true;
    }
    return false;
}

/* Anybody of the unit the card is for, or whom it was sent to. */
static int check_of_unit(const struct card_deed *deed, struct err *err)
{
    struct turn *turn = deed->turn;
    const struct staff *staff = turn_staff(turn);
    const struct actor *actor = turn->event->act->actor;
    const struct staff_person *person = staff_person(staff, actor->id);

    if (staff_is_empty(staff) || was_told(&deed->card, actor))
        return 0;
    for (size_t i = 0; person && i < person->membership_count; i++) {
        const struct staff_membership *held = &person->memberships[i];
        if (strcmp(held->office, deed->card.office) == 0 &&
            staff_holds(staff, actor->id, held->role, held->office, turn->at))
            return 0;
    }
    return err_set_at(err, STATUS_FORBIDDEN, "not_of_unit", NULL,
                      "This card is for people of the unit it was given to.");
}

static int check_issued(const struct card_deed *deed, struct err *err)
{
    struct arena *arena = deed->turn->arena;
    const struct actor *actor = deed->turn->event->act->actor;
    struct value *who = value_list(arena);

    value_push(arena, who, value_string(arena, "supervisor"));
    value_push(arena, who, value_string(arena, "leader_in_charge"));
    struct approval approval = {.who = who, .person = actor->id, .actor = actor};
    if (approval_check(deed->turn, &approval, err) == 0)
        return 0;
    return err_set_at(err, STATUS_FORBIDDEN, "not_issuer", NULL,
                      "A card is withdrawn only by those who issue it: %s.",
                      "the supervisor, or the leader in charge");
}

/* ---- acts ---- */

/* The clock for the answer has done its work. */
static void end_reply(struct card_deed *deed)
{
    struct turn *turn = deed->turn;
    const char *key = deed->card.reply;
    struct clock clock;
    enum clock_result result;
    struct err ignored = {0};

    if (!key || clock_look_up(turn, key, &clock, &ignored) != 0 ||
        clock_stop(&clock, turn_clock_calendar(turn, &clock), turn->at, &result, &ignored) != 0)
        return;
    turn_note_done(turn, "clock", slice_of(key), clock_result_word(result));
    clock_keep(turn, key, &clock);
}

static int deed_acknowledge(struct card_deed *deed, struct err *err)
{
    int rc = check_of_unit(deed, err);
    return rc == 0 ? card_acknowledge(&deed->card, &deed->mark, err) : rc;
}

static int deed_answer(struct card_deed *deed, struct err *err)
{
    int rc = check_of_unit(deed, err);
    if (rc == 0)
        rc = accept_needed_words(deed->turn, "reply", &deed->mark.words, err);
    if (rc == 0)
        rc = card_answer(&deed->card, &deed->mark, err);
    if (rc == 0)
        end_reply(deed);
    return rc;
}

static int deed_withdraw(struct card_deed *deed, struct err *err)
{
    int rc = check_issued(deed, err);
    if (rc == 0)
        rc = accept_needed_words(deed->turn, "reason", &deed->mark.words, err);
    if (rc == 0)
        rc = card_withdraw(&deed->card, &deed->mark, err);
    if (rc == 0)
        end_reply(deed);
    return rc;
}

static const struct card_act_row {
    const char *word; /* act->outcome */
    int (*run)(struct card_deed *deed, struct err *err);
} card_acts[] = {
    {"acknowledge", deed_acknowledge},
    {"answer",      deed_answer     },
    {"withdraw",    deed_withdraw   },
};

/* One that was withdrawn is not in memory: it can only be told that it was. */
static int find_card(struct turn *turn, const char *key, struct card *card, struct err *err)
{
    struct part *part = parts_find(&turn->cf->parts, PART_CARD, slice_of(key)), ended;
    int rc = 0;

    if (!part) {
        rc = reader_part(turn->worker->reader, turn->cf->row.id, PART_CARD, slice_of(key),
                         turn->arena, &ended, err);
        part = &ended;
    }
    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "The case has no card %.*s.",
                       SLICE_ARG(slice_repeatable(slice_of(key))));
    return rc == 0 ? card_of_part(turn, part, card, err) : rc;
}

int accept_card(struct turn *turn, struct err *err)
{
    const struct act *act = turn->event->act;
    struct card_deed deed = {.turn = turn, .key = arena_text(turn->arena, act->name)};
    size_t row = 0, rows = sizeof card_acts / sizeof *card_acts;
    int rc = find_card(turn, deed.key, &deed.card, err);

    deed.mark = (struct card_mark){.at_ms = turn->at, .by = turn_by(turn)};
    while (rc == 0 && row < rows && strcmp(card_acts[row].word, act->outcome) != 0)
        row++;
    if (rc == 0)
        rc = row < rows ? card_acts[row].run(&deed, err)
                        : err_set(err, STATUS_MALFORMED, "There is no such act on a card.");
    if (rc != 0)
        return rc;
    turn_put_by(turn);
    value_put(turn->arena, turn->event_value, "card", value_string(turn->arena, deed.key));
    value_put(turn->arena, turn->event_value, "act", value_string(turn->arena, act->outcome));
    turn_note_done(turn, "card", slice_of(deed.key), card_status_word(deed.card.status));
    card_keep(turn, deed.key, &deed.card);
    turn->skips_hearing = true;
    return 0;
}
