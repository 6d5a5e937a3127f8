/* accept_recuse.c - somebody says of himself, or a supervisor of him, that he has an interest in
 * this case (recusal.h): from then on he acts nowhere in it, and what he holds goes back to the
 * others. A supervisor may take it back. Why is one of a few words: more would tell of the parties.
 */
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/recipients.h"
#include "engine/recusal.h"
#include "engine/tasks.h"

/* Who may say it of others: those who lead in the office that holds the case, or above it. */
static bool may_direct(struct turn *turn)
{
    static const char *const roles[] = {"unit_head", "supervisor", "leader_in_charge"};
    const struct actor *actor = turn->event->act->actor;
    const struct staff *staff = turn_staff(turn);
    const char *here = office_of_word(turn, NULL);

    if (actor->is_administrator)
        return true;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        const struct staff_office *office = staff_office(staff, here);
        if (actor_holds(actor, roles[i], here))
            return true;
        for (; office; office = staff_office(staff, office->parent))
            if (actor_holds(actor, roles[i], office->code))
                return true;
    }
    return false;
}

static int check(struct turn *turn, const char *person, bool is_known, struct err *err)
{
    const struct act *act = turn->event->act;
    bool is_own = strcmp(person, act->actor->id) == 0;
    int rc = accept_needs_open(turn, err);

    if (rc == 0 && (!is_own || act->is_for_good) && !may_direct(turn))
        rc = err_set(err, STATUS_FORBIDDEN,
                     "Of others, a unit head, supervisor or leader in charge of the office that "
                     "holds the case, or of one above it, says so, and takes it back.");
    if (rc == 0 && is_known && !act->is_for_good)
        rc = err_set_at(err, STATUS_CONFLICT, "recused_already", NULL,
                        "This was said before: this person acts nowhere in the case.");
    if (rc == 0 && !is_known && act->is_for_good)
        rc = err_set(err, STATUS_NOT_FOUND,
                     "Nobody has said that this person has an interest in the case.");
    return rc;
}

/* What he has in hand goes back: it is for the others now. */
static int give_back_tasks(struct turn *turn, const char *person, struct err *err)
{
    const struct actor actor = {.id = person};
    const struct task_act act = {.actor = &actor, .now_ms = turn->at, .arena = turn->arena};
    struct part *part;
    int rc = 0;

    struct value *given_back = value_list(turn->arena);
    char text[ID_TEXT_LEN + 1];

    for (size_t i = 0; rc == 0 && (part = parts_next(&turn->cf->parts, PART_TASK, &i));) {
        struct task task;
        struct err kept = {0};
        if (!part_is_live(part))
            continue;
        rc = task_of_part(turn, part, &task, err);
        if (rc != 0 || task.status != TASK_CLAIMED || !task.assignee ||
            strcmp(task.assignee, person) != 0)
            continue;
        if (task_release(&task, &act, &kept) != 0)
            continue; /* it waits for a second person: what he answered stays */
        task_note(turn, &task);
        task_keep(turn, part, &task);
        value_push(turn->arena, given_back, value_string(turn->arena, id_to_text(&task.id, text)));
    }
    if (value_len(given_back))
        value_put(turn->arena, turn->event_value, "given_back", given_back);
    return rc;
}

int accept_recuse(struct turn *turn, struct err *err)
{
    const struct act *act = turn->event->act;
    struct arena *arena = turn->arena;
    const char *person = act->name ? act->name : act->actor->id;
    bool is_known = recusal_is_declared(turn, person);
    int rc = check(turn, person, is_known, err);

    if (rc == 0 && !act->is_for_good)
        rc = give_back_tasks(turn, person, err);
    if (rc != 0)
        return rc;
    recusal_declare(turn, person, !act->is_for_good);
    turn_put_by(turn);
    value_put(arena, turn->event_value, "person", value_string(arena, person));
    value_put(arena, turn->event_value, "reason", value_string(arena, act->reason));
    if (act->is_for_good)
        value_put(arena, turn->event_value, "ended", value_bool(arena, true));
    turn->skips_hearing = true;
    return 0;
}
