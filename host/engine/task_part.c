/* task_part.c - tasks as parts of a case: from row to struct and back, and taken in hand for an
 * act.
 *
 * A task's row is the only truth about who has it. Whoever changes one takes it (task_take), lets
 * duty/task.c decide, and puts it back: the row of the turn says who did what and what became of
 * it, the columns that lists ask for follow from the struct and from nowhere else.
 */
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/recipients.h"
#include "engine/recusal.h"
#include "engine/tasks.h"

int task_of_part(struct turn *turn, const struct part *part, struct task *task, struct err *err)
{
    struct value *body;
    int rc = canon_read(turn->arena, part->body, &body, err);
    return rc == 0 ? task_from_value(turn->arena, body, task, err) : rc;
}

/* One word per line, as the lists compare them. */
static struct slice lines_of(struct arena *arena, const struct value *words)
{
    struct buf lines = {0};
    for (size_t i = 0; i < value_len(words); i++)
        buf_printf(&lines, "%s%s", i ? "\n" : "", value_text_or(value_item(words, i), ""));
    struct slice copy = arena_copy(arena, buf_slice(&lines));
    buf_close(&lines);
    return copy;
}

static void words_add(struct buf *lines, const char *before, const struct value *words)
{
    for (size_t i = 0; i < value_len(words); i++)
        buf_printf(lines, "%s%s%s", lines->len ? "\n" : "", before,
                   value_text_or(value_item(words, i), ""));
}

/* Who may claim it: the words of the lists (store/rows.h). */
static struct slice claim_words(struct arena *arena, const struct task *task)
{
    struct buf lines = {0};
    words_add(&lines, "", task_words(task));
    if (task->phase == TASK_WORK)
        words_add(&lines, "@", task->candidates);
    words_add(&lines, "!", task->except);
    if (task->phase != TASK_WORK)
        buf_printf(&lines, "\n!%s", value_text_or(value_get(task->held, "by"), ""));
    struct slice copy = arena_copy(arena, buf_slice(&lines));
    buf_close(&lines);
    return copy;
}

/* From the start of that day on. */
static int64_t follow_up_ms(const struct task *task)
{
    int32_t date;
    if (!task->follow_up || !date_from_text(slice_of(task->follow_up), &date))
        return 0;
    return date_start_ms(date);
}

static void columns_fill(struct turn *turn, const struct task *task, struct part *part)
{
    const char *office = office_of_word(turn, task->office);

    turn->moves_hands = true;
    part->office = slice_of(office ? office : task->office ? task->office : "");
    part->words = task_is_ended(task) ? slice_of("") : claim_words(turn->arena, task);
    part->rank = task_rank(task);
    part->follow_up = task_is_ended(task) ? 0 : follow_up_ms(task);
    part->status = (int)task->status;
    part->assignee = slice_of(task->assignee ? task->assignee : "");
    part->to = lines_of(turn->arena, task_words(task));
    part->body = canon_text(turn->arena, task_to_value(turn->arena, task));
}

void task_keep(struct turn *turn, const struct part *from, const struct task *task)
{
    struct part part = *from;
    columns_fill(turn, task, &part);
    parts_put(&turn->cf->parts, &part);
}

void task_open(struct turn *turn, const struct task *task, int64_t due_ms)
{
    struct arena *arena = turn->arena;
    struct part part = {
        .kind = PART_TASK, .ref = task->id, .opened_at = turn->at, .due_at = due_ms};

    /* padded, so that the order of keys is the order in which they were asked for */
    bool is_of_stage = strncmp(task->command, "confirm/", strlen("confirm/")) != 0;
    const char *key = arena_printf(arena, "%08lld:%s",
                                   is_of_stage ? (long long)turn->cf->stage.seq : 0, task->command);
    part.key = slice_of(task->index < 0 ? key : arena_printf(arena, "%s#%05d", key, task->index));
    part.form = slice_of(task->form);
    columns_fill(turn, task, &part);
    parts_put(&turn->cf->parts, &part);
}

void tasks_follow_holder(struct turn *turn)
{
    struct value *given_back = value_list(turn->arena);
    struct part *part;

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_TASK, &i));) {
        struct task task;
        struct err ignored = {0};
        char text[ID_TEXT_LEN + 1];
        if (!part_is_live(part) || task_of_part(turn, part, &task, &ignored) != 0)
            continue;
        const char *office = office_of_word(turn, task.office);
        const struct task_act act = {.now_ms = turn->at, .arena = turn->arena};
        if (office && !slice_is(part->office, office) && task_move_on(&task, &act)) {
            value_push(turn->arena, given_back,
                       value_string(turn->arena, id_to_text(&task.id, text)));
            task_note(turn, &task);
        }
        task_keep(turn, part, &task);
    }
    if (value_len(given_back) > 0)
        value_put(turn->arena, turn->event_value, "given_back", given_back);
}

const char *task_label(struct arena *arena, const struct task *task)
{
    return task->index < 0 ? task->command
                           : arena_printf(arena, "%s#%d", task->command, task->index);
}

void task_note(struct turn *turn, const struct task *task)
{
    turn_note_done(turn, "task", slice_of(task_label(turn->arena, task)),
                   task_status_word(task->status));
}

/* ---- in hand --------------------------------------------------------------------------------- */

/* One that has ended is not in memory: it can only be told how it ended. */
static struct part *ended_task(struct turn *turn, const struct id *ref)
{
    struct part *part = ARENA_NEW(turn->arena, struct part);
    struct err ignored = {0};
    int rc = reader_task(turn->worker->reader, turn->cf->row.id, ref, turn->arena, part, &ignored);
    return rc == 0 && !part_is_live(part) ? part : NULL;
}

/* The case may be closed: then the task has ended, and its first result is the better answer. */
int task_take(struct turn *turn, struct task_hand *hand, struct err *err)
{
    const struct id *ref = &turn->event->act->task;
    char text[ID_TEXT_LEN + 1];
    int rc = accept_needs_open(turn, err);

    hand->part = parts_find_ref(&turn->cf->parts, PART_TASK, ref);
    if (!hand->part)
        hand->part = ended_task(turn, ref);
    if (!hand->part)
        return rc != 0 ? rc
                       : err_set(err, STATUS_NOT_FOUND, "There is no task %s in this case.",
                                 id_to_text(ref, text));
    err_clear(err);
    rc = task_of_part(turn, hand->part, &hand->task, err);
    if (rc != 0)
        return rc;
    hand->act = (struct task_act){.actor = turn_actor(turn, hand->task.office),
                                  .outcome = turn->event->act->outcome,
                                  .now_ms = turn->at,
                                  .arena = turn->arena};
    return 0;
}

int task_refuse_stale(struct turn *turn, const struct task_hand *hand, struct err *err)
{
    const struct act *act = turn->event->act;
    struct arena *arena = turn->arena;
    const struct task *task = &hand->task;

    if (!act->has_version || act->version == task->version || task_is_ended(task))
        return 0;
    struct value *now = value_map(arena);
    value_put(arena, now, "version", value_int(arena, task->version));
    value_put(arena, now, "status", value_string(arena, task_status_word(task->status)));
    value_put(arena, now, "phase", value_string(arena, task_phase_word(task->phase)));
    value_put(arena, now, "assignee", value_string(arena, task->assignee));
    value_put(arena, now, "changes", task_changes_since(arena, task, act->version));
    turn->result = now;
    return err_set_at(err, STATUS_CONFLICT, "stale_version", NULL,
                      "The task \"%s\" has changed since it was read: result says what, when and "
                      "by whom. Nothing was recorded.",
                      task->form);
}

void task_put_back(struct turn *turn, const struct task_hand *hand)
{
    char text[ID_TEXT_LEN + 1];
    const struct task *task = &hand->task;

    turn_put_by(turn);
    value_put(turn->arena, turn->event_value, "task",
              value_string(turn->arena, id_to_text(&task->id, text)));
    value_put(turn->arena, turn->event_value, "form", value_string(turn->arena, task->form));
    value_put(turn->arena, turn->event_value, "version", value_int(turn->arena, task->version));
    if (!task_is_ended(task))
        value_put(turn->arena, turn->event_value, "phase",
                  value_string(turn->arena, task_phase_word(task->phase)));
    task_note(turn, task);
    task_keep(turn, hand->part, task);
}

/* ---- who may --------------------------------------------------------------------------------- */

/* The person that `assign` bound to a relation of the case; NULL: nobody, or no relation. */
static const char *bound_person(struct turn *turn, const char *relation)
{
    const char *key = arena_printf(turn->arena, "relation/%s", relation);
    struct part *part = parts_find(&turn->cf->parts, PART_FACT, slice_of(key));
    struct value *body;
    struct err ignored = {0};
    if (!part || !part_is_live(part) || canon_read(turn->arena, part->body, &body, &ignored) != 0)
        return NULL;
    return value_get_text(body, "person");
}

/* `except` may name a relation: whoever it is bound to now. */
static bool is_excluded_by_relation(struct turn *turn, const struct task *task, const char *person)
{
    for (size_t i = 0; i < value_len(task->except); i++) {
        const char *bound = bound_person(turn, value_text_or(value_item(task->except, i), ""));
        if (bound && strcmp(bound, person) == 0)
            return true;
    }
    return false;
}

int task_check_conflict(struct turn *turn, const struct task *task, const char *person,
                        struct err *err)
{
    if (words_have(task->except, person) || is_excluded_by_relation(turn, task, person))
        return err_set_at(err, STATUS_FORBIDDEN, "excluded", NULL,
                          "this person may not do the task \"%s\": they are excluded from it",
                          task->form);
    return recusal_check(turn, task, person, err);
}

int task_check_actor(struct turn *turn, const struct task_hand *hand, struct err *err)
{
    const struct task *task = &hand->task;
    const struct actor *actor = hand->act.actor;
    const char *absent = task->assignee && strcmp(task->assignee, actor->id) != 0
                             ? task->assignee
                             : actor_acts_for(actor, task_words(task), actor->office);
    if (words_have(task->candidates, actor->id) ||
        (task->assignee && strcmp(task->assignee, actor->id) == 0))
        absent = NULL;
    int rc = task_check_conflict(turn, task, actor->id, err);
    if (rc == 0 && absent)
        rc = task_check_conflict(turn, task, absent, err);
    value_put(turn->arena, turn->event_value, "for", value_string(turn->arena, absent));
    return rc;
}

/* May he hold it who is to be given it? By one of the roles it is for, or, where a colleague passes
 * it on, by any role in the office. */
static bool is_fit(struct turn *turn, const struct task *task, const char *person,
                   bool by_colleague)
{
    const struct staff *staff = turn_staff(turn);
    struct staff_subjects subjects;
    struct staff_query query = {.office = office_of_word(turn, task->office), .now_ms = turn->at};
    const struct value *roles = task_words(task);

    recusal_subjects(turn, task, &subjects);
    query.subjects = &subjects;
    if (task->phase == TASK_WORK && words_have(task->candidates, person))
        return true;
    if (by_colleague)
        return words_have(staff_candidates(staff, &query, turn->arena), person);
    for (size_t i = 0; i < value_len(roles); i++) {
        query.role = value_text_or(value_item(roles, i), "");
        if (words_have(staff_candidates(staff, &query, turn->arena), person))
            return true;
    }
    return false;
}

int task_find_person(struct turn *turn, struct task_hand *hand, bool by_colleague, struct err *err)
{
    const struct act *act = turn->event->act;
    const struct staff *staff = turn_staff(turn);
    const struct staff_person *person = act->name ? staff_person(staff, act->name) : NULL;
    char words[200];

    if (!person && act->name)
        person = staff_person_by_key(staff, act->name);
    if (!act->name || (!person && !staff_is_empty(staff)))
        return err_set_at(err, STATUS_INVALID, "no_such_person", NULL,
                          "There is no person of that name or id here. Nothing was recorded.");
    /* without records of people there is nobody to ask about him: he is taken at his id */
    hand->act.person = arena_text(turn->arena, person ? person->id : act->name);
    if (task_is_the_first(&hand->task, hand->act.person))
        return err_set_at(err, STATUS_FORBIDDEN, "same_person", NULL,
                          "the answer to \"%s\" is this person's own: somebody else must agree",
                          hand->task.form);
    int rc = task_check_conflict(turn, &hand->task, hand->act.person, err);
    if (rc == 0 && person && staff_is_absent(staff, person->id, turn->at))
        rc = err_set_at(err, STATUS_CONFLICT, "absent", NULL,
                        "This person is absent. Name somebody who is there, or their substitute.");
    if (rc == 0 && person && !is_fit(turn, &hand->task, person->id, by_colleague))
        rc = err_set_at(err, STATUS_CONFLICT, "not_a_candidate", NULL,
                        "This person holds no role that the task is for: %s.",
                        words_to_text(task_words(&hand->task), words, sizeof words));
    return rc;
}
