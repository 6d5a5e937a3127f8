/* hands.c - tasks that nobody can do (hands.h). */
#include "engine/hands.h"
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/recipients.h"
#include "engine/recusal.h"
#include "engine/tasks.h"

#define NOBODY "nobody/"

/* The tasks of one command differ in their rows only: who can do one can do the next. */
struct hands {
    struct turn *turn;
    struct task last;
    bool has_last, last_has_hands;
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
    return a->phase == b->phase && is_same(a->to, b->to) && is_same(a->candidates, b->candidates) &&
           is_same(a->except, b->except) && is_text_same(a->office, b->office);
}

/* Whoever answered does not agree to his own answer. */
static bool is_free_of(struct turn *turn, const struct task *task, const char *person)
{
    struct err ignored = {0};
    return person && !task_is_the_first(task, person) &&
           task_check_conflict(turn, task, person, &ignored) == 0;
}

static bool has_hands(struct turn *turn, const struct task *task)
{
    struct task meant = *task;
    struct recipients_where where = {.office = task->office, .task = &meant};

    if (task->phase == TASK_APPROVAL) {
        meant.to = task->approve;
        meant.candidates = NULL;
    }
    struct value *found = recipients_of(turn, value_string(turn->arena, "candidates"), &where);
    for (size_t i = 0; i < value_len(found); i++)
        if (is_free_of(turn, task, value_get_text(value_item(found, i), "person")))
            return true;
    return false;
}

/* Somebody has it, or it is with who delegated it. */
static bool is_in_hand(const struct task *task)
{
    return task->status == TASK_CLAIMED || task->phase == TASK_LOOK;
}

static bool lacks_hands(struct hands *hands, const struct task *task)
{
    if (is_in_hand(task))
        return false;
    if (hands->has_last && task->phase == TASK_WORK && asks_the_same(&hands->last, task))
        return !hands->last_has_hands;
    hands->last = *task;
    hands->has_last = true;
    hands->last_has_hands = has_hands(hands->turn, task);
    return !hands->last_has_hands;
}

/* ---- the incident ---------------------------------------------------------------------------- */

static const char *fact_key(struct turn *turn, struct slice task)
{
    return arena_printf(turn->arena, NOBODY "%.*s", SLICE_ARG(task));
}

static void open_incident(struct turn *turn, struct slice key, const struct task *task)
{
    const char *office = office_of_word(turn, task->office);
    struct part fact = {.kind = PART_FACT, .key = slice_of(fact_key(turn, key)), .status = 1};
    struct err said = {0};
    char roles[200];

    err_set_at(&said, STATUS_NOT_FOUND, "nobody_can_do", NULL,
               "The task \"%s\" is for %s in the office %s, and there is nobody who may do it: "
               "absent without a substitute, excluded, or no such role there. Give the role to "
               "somebody (`comity person change`), or let another office hold the case.",
               task->form, words_to_text(task_words(task), roles, sizeof roles),
               office         ? office
               : task->office ? task->office
                              : "?");
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

static void check_task_part(struct hands *hands, const struct part *part)
{
    struct turn *turn = hands->turn;
    struct task task;
    struct err ignored = {0};
    struct slice key = arena_copy(turn->arena, part->key);
    bool is_open = part_is_live(part) && task_of_part(turn, part, &task, &ignored) == 0;
    bool is_told = parts_find(&turn->cf->parts, PART_FACT, slice_of(fact_key(turn, key))) != NULL;

    if (is_open && lacks_hands(hands, &task)) {
        if (!is_told)
            open_incident(turn, key, &task);
    } else if (is_told) {
        end_incident(turn, key);
    }
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
    if (!turn->moves_hands || turn->engine->telling || staff_is_empty(turn_staff(turn)))
        return;
    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_TASK, &i));)
        check_task_part(&hands, part);
    end_of_those_gone(turn);
}
