/* hands.c - tasks that nobody can do (hands.h): whom a task is for, whether one of them can do it
 * now or soon, and the incident that says nobody can.
 *
 * Any answer follows from the rows of the case, the people of the loan and the time of the turn, so
 * the background look (hands_watch.c) and the turn that follows it say the same.
 */
#include "engine/hands.h"
#include "data/canon.h"
#include "duty/calendar.h"
#include "engine/calendars.h"
#include "engine/inside.h"
#include "engine/recipients.h"
#include "engine/recusal.h"
#include "engine/tasks.h"
#include "engine/veil.h"

#define NOBODY "nobody/"

enum outlook {
    HANDS_NOW,   /* somebody can do it */
    HANDS_SOON,  /* nobody now, somebody before the next working day is over */
    HANDS_NEVER, /* nobody until then */
};

/* The tasks of one command differ in their rows only: who can do one can do the next. */
struct hands {
    struct turn *turn;
    struct task last;
    bool has_last;
    enum outlook last_outlook;
};

static bool is_same(const struct value *a, const struct value *b)
{
    return a == b || (a && b && value_is_equal(a, b));
}

static bool is_text_same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool asks_the_same(const struct task *a, const struct task *b)
{
    return a->phase == TASK_WORK && b->phase == TASK_WORK && is_same(a->to, b->to) &&
           is_same(a->candidates, b->candidates) && is_same(a->except, b->except) &&
           is_text_same(a->office, b->office) && is_text_same(a->assignee, b->assignee);
}

/* Whoever answered does not agree to his own answer. */
static bool is_free_of(struct turn *turn, const struct task *task, const char *person)
{
    struct err ignored = {0};
    return person && !task_is_the_first(task, person) &&
           task_check_conflict(turn, task, person, &ignored) == 0;
}

/* Whom it is for by role, or of an approval who may agree; whoever stands in for them. */
static struct value *candidates(struct turn *turn, const struct task *task)
{
    struct task meant = *task;
    struct recipients_where where = {.office = task->office, .task = &meant};

    if (task->phase == TASK_APPROVAL) {
        meant.to = task->approve;
        meant.candidates = NULL;
    }
    return recipients_of(turn, value_string(turn->arena, "candidates"), &where);
}

static bool has_hands(struct turn *turn, const struct task *task)
{
    const struct value *found = candidates(turn, task);
    for (size_t i = 0; i < value_len(found); i++)
        if (is_free_of(turn, task, value_get_text(value_item(found, i), "person")))
            return true;
    return false;
}

/* Who has it, or who delegated it and will look at the answer; NULL: it waits to be taken. */
static const char *whose(const struct task *task)
{
    if (task->status == TASK_CLAIMED)
        return task->assignee;
    return task->phase == TASK_LOOK ? task->owner : NULL;
}

/* Work is done by whom it was given to, whatever roles he has by then; to agree takes the role. */
static bool has_say(struct turn *turn, const struct task *task, const char *person)
{
    const struct value *found = task->phase == TASK_APPROVAL ? candidates(turn, task) : NULL;
    for (size_t i = 0; i < value_len(found); i++)
        if (value_is_text(value_get(value_item(found, i), "person"), person))
            return true;
    return task->phase != TASK_APPROVAL;
}

/* He himself or his substitute. What a token has that stands for no person nobody can leave. */
static bool is_in_hand(struct turn *turn, const struct task *task, const char *person)
{
    const struct staff *staff = turn_staff(turn);
    struct staff_subjects subjects;
    struct staff_query query = {.now_ms = turn->at, .subjects = &subjects};

    if (!staff_person(staff, person) && !staff_has_left(staff, person))
        return true;
    recusal_subjects(turn, task, &subjects);
    const char *asked = staff_instead_of(staff, person, &query);
    return asked && has_say(turn, task, asked) && is_free_of(turn, task, asked) &&
           veil_may_be_told(turn, asked, office_of_word(turn, task->office));
}

static bool can_be_done(struct turn *turn, const struct task *task)
{
    const char *person = whose(task);
    return person ? is_in_hand(turn, task, person) : has_hands(turn, task);
}

/* Between two changes of people nothing changes, so only the moments of these are asked about. */
static bool can_be_done_soon(const struct turn *turn, const struct task *task)
{
    const struct duration day = {1, DUR_WORKDAY};
    const struct staff *staff = turn_staff(turn);
    struct turn then = *turn;
    int64_t until_ms;

    if (!calendar_end_ms(casefile_calendar(turn->cf), turn->at, day, &until_ms))
        return false;
    while ((then.at = staff_next_change(staff, then.at)) < until_ms)
        if (can_be_done(&then, task))
            return true;
    return false;
}

static enum outlook outlook_of(struct hands *hands, const struct task *task)
{
    if (staff_is_empty(turn_staff(hands->turn)))
        return HANDS_NOW;
    if (hands->has_last && asks_the_same(&hands->last, task))
        return hands->last_outlook;
    hands->last = *task;
    hands->has_last = true;
    hands->last_outlook = can_be_done(hands->turn, task)        ? HANDS_NOW
                          : can_be_done_soon(hands->turn, task) ? HANDS_SOON
                                                                : HANDS_NEVER;
    return hands->last_outlook;
}

/* ---- the incident ---------------------------------------------------------------------------- */

static const char *fact_key(struct turn *turn, struct slice task)
{
    return arena_printf(turn->arena, NOBODY "%.*s", SLICE_ARG(task));
}

static void word_incident(const struct turn *turn, const struct task *task, struct err *said)
{
    const char *office = office_of_word(turn, task->office);
    char roles[200];

    if (whose(task))
        err_set_at(
            said, STATUS_NOT_FOUND, "nobody_can_do", NULL,
            "The task \"%s\" is with somebody who has left, is away without a substitute, or "
            "may no longer do it, and nobody else can. Give it to another (`comity task "
            "reassign`), or name a substitute (`comity absence add`).",
            task->form);
    else
        err_set_at(said, STATUS_NOT_FOUND, "nobody_can_do", NULL,
                   "The task \"%s\" is for %s in the office %s, and there is nobody who may do it: "
                   "absent without a substitute, excluded, or no such role there. Give the role to "
                   "somebody (`comity person change`), or let another office hold the case.",
                   task->form, words_to_text(task_words(task), roles, sizeof roles),
                   office         ? office
                   : task->office ? task->office
                                  : "?");
}

static void open_incident(struct turn *turn, struct slice key, const struct task *task)
{
    struct part fact = {.kind = PART_FACT, .key = slice_of(fact_key(turn, key)), .status = 1};
    struct err said = {0};

    word_incident(turn, task, &said);
    fact.body = canon_text(turn->arena, incident_keep(turn, "nobody", &said));
    parts_put(&turn->cf->parts, &fact);
    turn_note_done(turn, "nobody", key, "opened");
}

static void end_incident(struct turn *turn, struct slice task)
{
    const char *key = fact_key(turn, task);
    struct part *fact = parts_find(&turn->cf->parts, PART_FACT, slice_of(key));
    struct value *kept;
    struct err ignored = {0};

    if (!fact)
        return;
    if (canon_read(turn->arena, fact->body, &kept, &ignored) == 0)
        incident_end_kept(turn, "nobody", kept);
    parts_drop(&turn->cf->parts, PART_FACT, slice_of(key));
    turn_note_done(turn, "nobody", task, "ended");
}

enum told { FOUND_AS_TOLD, FOUND_NOBODY, FOUND_SOMEBODY };

/* `task` is read if it is open. */
static enum told find(struct hands *hands, const struct part *part, struct task *task)
{
    struct turn *turn = hands->turn;
    struct err ignored = {0};
    bool is_open = part_is_live(part) && task_of_part(turn, part, task, &ignored) == 0;
    bool is_told =
        parts_find(&turn->cf->parts, PART_FACT, slice_of(fact_key(turn, part->key))) != NULL;
    enum outlook outlook = is_open ? outlook_of(hands, task) : HANDS_NOW;

    if (outlook == HANDS_NEVER && !is_told)
        return FOUND_NOBODY;
    return outlook == HANDS_NOW && is_told ? FOUND_SOMEBODY : FOUND_AS_TOLD;
}

static void check_task_part(struct hands *hands, const struct part *part)
{
    struct task task;
    struct slice key = arena_copy(hands->turn->arena, part->key);
    enum told found = find(hands, part, &task);

    if (found == FOUND_NOBODY)
        open_incident(hands->turn, key, &task);
    else if (found == FOUND_SOMEBODY)
        end_incident(hands->turn, key);
}

/* Of tasks that have left memory: they have ended. */
static void end_of_those_gone(struct turn *turn)
{
    const size_t len = strlen(NOBODY);
    struct part *fact;

    for (size_t i = 0; (fact = parts_next(&turn->cf->parts, PART_FACT, &i));) {
        if (fact->key.len <= len || memcmp(fact->key.bytes, NOBODY, len) != 0)
            continue;
        struct slice task = arena_copy(turn->arena, (struct slice){.bytes = fact->key.bytes + len,
                                                                   .len = fact->key.len - len});
        if (!parts_find(&turn->cf->parts, PART_TASK, task))
            end_incident(turn, task);
    }
}

void hands_check(struct turn *turn)
{
    struct hands hands = {.turn = turn};
    struct part *part;

    recusal_note_subject(turn); /* whose unit is named may not do what is asked for here */
    if (!turn->moves_hands || turn->engine->telling)
        return;
    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_TASK, &i));)
        check_task_part(&hands, part);
    end_of_those_gone(turn);
}

bool hands_differ(struct turn *turn)
{
    struct hands hands = {.turn = turn};
    struct part *part;
    struct task task;

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_TASK, &i));)
        if (find(&hands, part, &task) != FOUND_AS_TOLD)
            return true;
    return false;
}

int accept_hands(struct turn *turn, struct err *err)
{
    (void)err;
    turn->skips_hearing = true;
    turn->is_idle = turn->cf->row.status == CASE_CLOSED || !hands_differ(turn);
    turn->moves_hands = true;
    return 0;
}
