/* task.c - the life of a piece of work (task.h has the diagrams).
 *
 * T1. Every change of status goes through task_move, which asserts that the table allows it.
 * T2. A task that has ended never changes again: whoever comes later gets a conflict that says how
 *     it ended.
 * T3. An assignee is there exactly while CLAIMED, and stays in DONE.
 * T4. `held` is there exactly in LOOK and APPROVAL; nobody agrees to an answer of his own.
 *
 * To add a status: its word, its row in `legal`, the function that moves there.
 */
#include "duty/task.h"

#include <assert.h>

#include "base/wallclock.h"

static const char *const status_words[] = {
    [TASK_OPEN] = "open",       [TASK_CLAIMED] = "claimed",     [TASK_DONE] = "done",
    [TASK_EXPIRED] = "expired", [TASK_CANCELLED] = "cancelled",
};
enum { STATUS_COUNT = sizeof status_words / sizeof status_words[0] };

/* legal[from][to] */
static const bool legal[STATUS_COUNT][STATUS_COUNT] = {
    [TASK_OPEN] =
        {[TASK_CLAIMED] = true, [TASK_DONE] = true, [TASK_EXPIRED] = true, [TASK_CANCELLED] = true},
    [TASK_CLAIMED] = { [TASK_OPEN] = true,
                     [TASK_CLAIMED] = true,
                     [TASK_DONE] = true,
                     [TASK_EXPIRED] = true,
                     [TASK_CANCELLED] = true},
};

static const char *const phase_words[] = {
    [TASK_WORK] = NULL, [TASK_LOOK] = "look", [TASK_APPROVAL] = "approval"};
enum { PHASE_COUNT = sizeof phase_words / sizeof phase_words[0] };

static const char *const priorities[] = {"urgent", "high", "normal"};
enum { PRIORITY_NORMAL = 2 };

const char *task_status_word(enum task_status status)
{
    return (unsigned)status <= TASK_CANCELLED ? status_words[status] : "unknown";
}

bool task_is_ended(const struct task *task)
{
    return task->status >= TASK_DONE;
}

const char *task_phase_word(enum task_phase phase)
{
    return (unsigned)phase < PHASE_COUNT ? phase_words[phase] : NULL;
}

const struct value *task_words(const struct task *task)
{
    return task->phase == TASK_APPROVAL ? task->approve : task->to;
}

static bool has(const struct value *value)
{
    return !value_is_nil(value);
}

static bool task_is_sound(const struct task *task)
{
    bool has_assignee = task->assignee != NULL;
    if ((task->phase == TASK_WORK || task_is_ended(task)) ? false : !has(task->held))
        return false;
    if (task->phase == TASK_LOOK && !task_is_ended(task) && !task->owner)
        return false;
    if (task->status == TASK_CLAIMED || task->status == TASK_DONE)
        return has_assignee;
    return !has_assignee && !task->outcome;
}

static void task_move(struct task *task, enum task_status to, int64_t now_ms)
{
    assert(legal[task->status][to]);
    task->status = to;
    task->at_ms = now_ms;
    if (to != TASK_CLAIMED && to != TASK_DONE)
        task->assignee = NULL;
    assert(task_is_sound(task));
}

/* --- checks ---------------------------------------------------------------------------------- */

static int check_not_ended(const struct task *task, struct err *err)
{
    char at[40];
    if (!task_is_ended(task))
        return 0;
    time_to_text(task->at_ms, at);
    if (task->status == TASK_DONE)
        return err_set_at(err, STATUS_CONFLICT, "task_done", NULL,
                          "the task \"%s\" was completed on %s%s%s; that result stays", task->form,
                          at, task->outcome ? " with outcome " : "",
                          task->outcome ? task->outcome : "");
    return err_set_at(err, STATUS_CONFLICT,
                      task->status == TASK_EXPIRED ? "task_expired" : "task_cancelled", NULL,
                      "the task \"%s\" %s on %s and can no longer be done", task->form,
                      task->status == TASK_EXPIRED ? "expired" : "was cancelled", at);
}

static bool is_excluded(const struct task *task, const struct actor *actor)
{
    if (words_have(task->except, actor->id))
        return true;
    for (size_t i = 0; actor->roles && i < value_len(actor->roles); i++)
        if (words_have(task->except, value_text_or(value_item(actor->roles, i), NULL)))
            return true;
    for (size_t i = 0; i < actor->membership_count; i++) {
        const struct membership *membership = &actor->memberships[i];
        bool is_here = !actor->office || strcmp(actor->office, membership->office) == 0;
        if (is_here && !membership->covering && words_have(task->except, membership->role))
            return true;
    }
    return false;
}

static bool is_the_first(const struct task *task, const struct actor *actor)
{
    return task_is_the_first(task, actor->id);
}

/* An administrator holds every role, yet stays excluded where named by id or by a relation. */
bool task_is_for(const struct task *task, const struct actor *actor)
{
    if (is_excluded(task, actor))
        return false;
    if (task->phase == TASK_LOOK)
        return actor_is_or_covers(actor, task->owner) && !is_the_first(task, actor);
    if (task->phase == TASK_APPROVAL)
        return !is_the_first(task, actor) && actor_has_one_of(actor, task->approve);
    /* who was given it by name has it, whatever roles he holds */
    return words_have(task->candidates, actor->id) || actor_has_one_of(actor, task->to) ||
           (task->assignee && actor_is_or_covers(actor, task->assignee));
}

static int check_theirs(const struct task *task, const struct actor *actor, struct err *err)
{
    char words[200];
    if (is_excluded(task, actor))
        return err_set_at(err, STATUS_FORBIDDEN, "excluded", NULL,
                          "this person may not do the task \"%s\": they are excluded from it",
                          task->form);
    if (is_the_first(task, actor))
        return err_set_at(err, STATUS_FORBIDDEN, "same_person", NULL,
                          "the answer to \"%s\" is this person's own: somebody else must agree",
                          task->form);
    if (!task_is_for(task, actor))
        return err_set(err, STATUS_FORBIDDEN, "the task \"%s\" is for: %s", task->form,
                       task->phase == TASK_LOOK
                           ? "who delegated it"
                           : words_to_text(task_words(task), words, sizeof words));
    return 0;
}

bool task_is_the_first(const struct task *task, const char *person)
{
    return task->phase != TASK_WORK && has(task->held) &&
           value_is_text(value_get(task->held, "by"), person);
}

/* He himself, or who stands in for him while he is absent. */
static bool is_assignee(const struct task *task, const struct actor *actor)
{
    return task->assignee && actor_is_or_covers(actor, task->assignee);
}

int task_may_complete(const struct task *task, const struct actor *actor, struct err *err)
{
    int rc = check_not_ended(task, err);
    if (rc == 0)
        rc = check_theirs(task, actor, err);
    if (rc == 0 && task->status == TASK_CLAIMED && !is_assignee(task, actor))
        rc = err_set_at(err, STATUS_CONFLICT, "claimed_by_other", NULL,
                        "the task \"%s\" was claimed by somebody else", task->form);
    return rc;
}

/* --- acts ------------------------------------------------------------------------------------ */

int task_claim(struct task *task, const struct task_act *act, struct err *err)
{
    int rc = task_may_complete(task, act->actor, err);
    if (rc < 0)
        return rc;
    if (task->status == TASK_CLAIMED)
        return err_set_at(err, STATUS_CONFLICT, "already_claimed", NULL,
                          "this person has claimed the task \"%s\" before", task->form);
    task->assignee = act->actor->id;
    task_move(task, TASK_CLAIMED, act->now_ms);
    task_note_change(task, act, "claimed", NULL);
    return 0;
}

bool task_move_on(struct task *task, const struct task_act *act)
{
    if (task->status != TASK_CLAIMED || task->phase != TASK_APPROVAL)
        return false;
    task_move(task, TASK_OPEN, act->now_ms);
    task_note_change(task, act, "moved_on", NULL);
    return true;
}

int task_release(struct task *task, const struct task_act *act, struct err *err)
{
    int rc = check_not_ended(task, err);
    if (rc < 0)
        return rc;
    if (task->status != TASK_CLAIMED)
        return err_set_at(err, STATUS_CONFLICT, "not_claimed", NULL,
                          "nobody has claimed the task \"%s\"", task->form);
    if (!is_assignee(task, act->actor))
        return err_set(err, STATUS_FORBIDDEN,
                       "only who has claimed the task \"%s\" can give it back", task->form);
    if (task->phase == TASK_LOOK)
        return err_set_at(err, STATUS_CONFLICT, "delegated_by_you", NULL,
                          "the answer to \"%s\" waits for the look of who delegated it: agree, or "
                          "send it back",
                          task->form);
    if (task->phase == TASK_WORK)
        task->owner = NULL; /* open to all again: it goes back to nobody */
    task_move(task, TASK_OPEN, act->now_ms);
    task_note_change(task, act, "released", NULL);
    return 0;
}

/* The absent one whose work it is that the actor does; NULL: his own. */
static const char *covering_of(const struct task *task, const struct actor *actor)
{
    if (task->assignee && strcmp(task->assignee, actor->id) != 0)
        return task->assignee;
    if (task->assignee || words_have(task->candidates, actor->id))
        return NULL;
    return actor_acts_for(actor, task_words(task), actor->office);
}

int task_complete(struct task *task, const struct task_act *act, struct err *err)
{
    int rc = task_may_complete(task, act->actor, err);
    if (rc < 0)
        return rc;
    assert(!task_needs_second(task));
    task->covering = covering_of(task, act->actor);
    task->assignee = act->actor->id;
    task->by = act->actor->id;
    task->outcome = act->outcome;
    task_move(task, TASK_DONE, act->now_ms);
    task_note_change(task, act, "completed", NULL);
    return 0;
}

int task_assign(struct task *task, const struct task_act *act, struct err *err)
{
    int rc = check_not_ended(task, err);
    const char *before = task->assignee;
    if (rc == 0 && before && strcmp(before, act->person) == 0)
        rc = err_set_at(err, STATUS_CONFLICT, "already_claimed", NULL,
                        "this person has the task \"%s\" already", task->form);
    if (rc == 0 && task->phase == TASK_LOOK)
        rc = err_set_at(err, STATUS_CONFLICT, "waits_for_look", NULL,
                        "the answer to \"%s\" waits for the look of who delegated it; nobody else "
                        "can be given it now",
                        task->form);
    if (rc < 0)
        return rc;
    struct value *more = value_map(act->arena);
    value_put(act->arena, more, "from", value_string(act->arena, before));
    value_put(act->arena, more, "to", value_string(act->arena, act->person));
    if (task->phase == TASK_WORK)
        task->owner = NULL;
    task->assignee = act->person;
    task->follow_up = NULL; /* his who had it */
    task_move(task, TASK_CLAIMED, act->now_ms);
    task_note_change(task, act, before ? "reassigned" : "assigned", more);
    return 0;
}

int task_has_it(const struct task *task, const struct actor *actor, struct err *err)
{
    int rc = check_not_ended(task, err);
    if (rc == 0 && !is_assignee(task, actor))
        rc = err_set(err, STATUS_FORBIDDEN, "only who has the task \"%s\" can delegate it",
                     task->form);
    return rc;
}

int task_delegate(struct task *task, const struct task_act *act, struct err *err)
{
    int rc = task_has_it(task, act->actor, err);
    if (rc == 0 && (task->phase != TASK_WORK || strcmp(task->assignee, act->person) == 0))
        rc = err_set_at(err, STATUS_CONFLICT, "not_to_delegate", NULL,
                        task->phase != TASK_WORK
                            ? "the task \"%s\" has been answered: agree, or send it back"
                            : "this person has the task \"%s\" already",
                        task->form);
    if (rc == 0 && task->owner && !act->is_for_good)
        rc = err_set_at(err, STATUS_CONFLICT, "delegated_before", NULL,
                        "the task \"%s\" was delegated to this person: it can be passed on for "
                        "good only",
                        task->form);
    if (rc < 0)
        return rc;
    struct value *more = value_map(act->arena);
    value_put(act->arena, more, "from", value_string(act->arena, task->assignee));
    value_put(act->arena, more, "to", value_string(act->arena, act->person));
    value_put(act->arena, more, "for_good", value_bool(act->arena, act->is_for_good));
    if (!act->is_for_good)
        task->owner = task->assignee;
    task->assignee = act->person;
    task->follow_up = NULL;
    task_move(task, TASK_CLAIMED, act->now_ms);
    task_note_change(task, act, "delegated", more);
    return 0;
}

/* --- a second person ------------------------------------------------------------------------- */

bool task_needs_second(const struct task *task)
{
    return task->phase == TASK_WORK && (task->owner || has(task->approve));
}

/* Into the next phase; the one that has it then, or nobody. */
static void phase_enter(struct task *task, enum task_phase phase, const char *assignee,
                        int64_t now_ms)
{
    task->phase = phase;
    task->follow_up = NULL;
    task->assignee = assignee;
    if (assignee)
        task_move(task, TASK_CLAIMED, now_ms);
    else if (task->status == TASK_CLAIMED)
        task_move(task, TASK_OPEN, now_ms);
    else
        task->at_ms = now_ms;
}

int task_hold(struct task *task, const struct task_act *act, struct value *answer, struct err *err)
{
    int rc = task_may_complete(task, act->actor, err);
    if (rc < 0)
        return rc;
    assert(task_needs_second(task));
    struct value *held = value_map(act->arena);
    value_put(act->arena, held, "outcome", value_string(act->arena, act->outcome));
    value_put(act->arena, held, "by", value_string(act->arena, act->actor->id));
    value_put(act->arena, held, "for", value_string(act->arena, covering_of(task, act->actor)));
    value_put(act->arena, held, "at", value_int(act->arena, act->now_ms));
    value_put(act->arena, held, "answer", answer);
    task->held = held;
    if (task->owner)
        phase_enter(task, TASK_LOOK, task->owner, act->now_ms);
    else
        phase_enter(task, TASK_APPROVAL, NULL, act->now_ms);
    task_note_change(task, act, "answered", NULL);
    return 0;
}

int task_agree(struct task *task, const struct task_act *act, struct err *err)
{
    int rc = task_may_complete(task, act->actor, err);
    if (rc < 0)
        return rc;
    assert(task->phase != TASK_WORK);
    if (task->phase == TASK_LOOK && has(task->approve)) {
        phase_enter(task, TASK_APPROVAL, NULL, act->now_ms);
        task_note_change(task, act, "looked_at", NULL);
        return 0;
    }
    task->agreed_by = act->actor->id;
    task->by = value_get_text(task->held, "by");
    task->covering = value_get_text(task->held, "for");
    task->outcome = value_get_text(task->held, "outcome");
    task->assignee = task->by;
    task->held = NULL;
    task_move(task, TASK_DONE, act->now_ms);
    task_note_change(task, act, "agreed", NULL);
    return 0;
}

int task_send_back(struct task *task, const struct task_act *act, struct value *reason,
                   struct err *err)
{
    int rc = task_may_complete(task, act->actor, err);
    if (rc < 0)
        return rc;
    assert(task->phase != TASK_WORK);
    struct value *back = value_map(act->arena);
    const char *first = value_get_text(task->held, "by");
    value_put(act->arena, back, "by", value_string(act->arena, act->actor->id));
    value_put(act->arena, back, "at", value_int(act->arena, act->now_ms));
    value_put(act->arena, back, "reason", reason);
    value_put(act->arena, back, "held", value_copy(act->arena, task->held));
    task->sent_back = back;
    task->held = NULL;
    phase_enter(task, TASK_WORK, first, act->now_ms);
    task_note_change(task, act, "sent_back", NULL);
    return 0;
}

bool task_set_priority(struct task *task, const char *word)
{
    for (int i = 0; word && i <= PRIORITY_NORMAL; i++)
        if (strcmp(priorities[i], word) == 0) {
            task->priority = i == PRIORITY_NORMAL ? NULL : priorities[i];
            return true;
        }
    return false;
}

int task_rank(const struct task *task)
{
    int rank = 0;
    while (task->priority && rank < PRIORITY_NORMAL &&
           strcmp(priorities[rank], task->priority) != 0)
        rank++;
    return task->priority ? rank : PRIORITY_NORMAL;
}

/* --- what has changed ------------------------------------------------------------------------ */

void task_note_change(struct task *task, const struct task_act *act, const char *what,
                      const struct value *more)
{
    struct arena *arena = act->arena;
    struct value *change = more ? value_copy(arena, more) : value_map(arena);
    struct value *kept = value_list(arena);
    size_t count = value_len(task->changes);

    task->version++;
    value_put(arena, change, "version", value_int(arena, task->version));
    value_put(arena, change, "at", value_int(arena, act->now_ms));
    value_put(arena, change, "by", value_string(arena, act->actor ? act->actor->id : NULL));
    value_put(arena, change, "what", value_string(arena, what));
    for (size_t i = count >= TASK_CHANGES_KEPT ? count - TASK_CHANGES_KEPT + 1 : 0; i < count; i++)
        value_push(arena, kept, value_copy(arena, value_item(task->changes, i)));
    value_push(arena, kept, change);
    task->changes = kept;
}

struct value *task_changes_since(struct arena *arena, const struct task *task, int64_t version)
{
    struct value *list = value_list(arena);
    for (size_t i = 0; i < value_len(task->changes); i++)
        if (value_get_int(value_item(task->changes, i), "version", 0) > version)
            value_push(arena, list, value_copy(arena, value_item(task->changes, i)));
    return list;
}

static int task_end(struct task *task, enum task_status to, int64_t now_ms, struct err *err)
{
    int rc = check_not_ended(task, err);
    if (rc == 0)
        task_move(task, to, now_ms);
    return rc;
}

int task_cancel(struct task *task, int64_t now_ms, struct err *err)
{
    return task_end(task, TASK_CANCELLED, now_ms, err);
}

int task_expire(struct task *task, int64_t now_ms, struct err *err)
{
    return task_end(task, TASK_EXPIRED, now_ms, err);
}

/* --- rows ------------------------------------------------------------------------------------ */

/* The texts of a task, with their names in the row. */
static const struct text_member {
    const char *key;
    size_t offset;
} text_members[] =
    {
        {"command",   offsetof(struct task, command)  },
        {"row",       offsetof(struct task, row)      },
        {"form",      offsetof(struct task, form)     },
        {"office",    offsetof(struct task, office)   },
        {"due",       offsetof(struct task, due)      },
        {"expires",   offsetof(struct task, expires)  },
        {"assignee",  offsetof(struct task, assignee) },
        {"outcome",   offsetof(struct task, outcome)  },
        {"by",        offsetof(struct task, by)       },
        {"covering",  offsetof(struct task, covering) },
        {"agreed_by", offsetof(struct task, agreed_by)},
        {"owner",     offsetof(struct task, owner)    },
        {"priority",  offsetof(struct task, priority) },
        {"follow_up", offsetof(struct task, follow_up)},
},
  value_members[] = {
      {"title", offsetof(struct task, title)},
      {"to", offsetof(struct task, to)},
      {"candidates", offsetof(struct task, candidates)},
      {"except", offsetof(struct task, except)},
      {"with", offsetof(struct task, with)},
      {"show", offsetof(struct task, show)},
      {"approve", offsetof(struct task, approve)},
      {"held", offsetof(struct task, held)},
      {"sent_back", offsetof(struct task, sent_back)},
      {"changes", offsetof(struct task, changes)},
};

#define MEMBER_COUNT(members) (sizeof(members) / sizeof((members)[0]))

struct value *task_to_value(struct arena *arena, const struct task *task)
{
    char id[ID_TEXT_LEN + 1];
    struct value *map = value_map(arena);
    value_put(arena, map, "id", value_string(arena, id_to_text(&task->id, id)));
    if (task->index >= 0)
        value_put(arena, map, "index", value_int(arena, task->index));
    value_put(arena, map, "status", value_string(arena, status_words[task->status]));
    value_put(arena, map, "opened", value_int(arena, task->opened_ms));
    value_put(arena, map, "at", value_int(arena, task->at_ms));
    value_put(arena, map, "phase", value_string(arena, task_phase_word(task->phase)));
    if (task->version)
        value_put(arena, map, "version", value_int(arena, task->version));
    for (size_t i = 0; i < MEMBER_COUNT(text_members); i++) {
        const char *text;
        memcpy(&text, (const char *)task + text_members[i].offset, sizeof text);
        value_put(arena, map, text_members[i].key, value_string(arena, text));
    }
    for (size_t i = 0; i < MEMBER_COUNT(value_members); i++) {
        const struct value *value;
        memcpy(&value, (const char *)task + value_members[i].offset, sizeof value);
        if (has(value))
            value_put(arena, map, value_members[i].key, value_copy(arena, value));
    }
    return map;
}

static void members_read(struct arena *arena, const struct value *map, struct task *task)
{
    for (size_t i = 0; i < MEMBER_COUNT(text_members); i++) {
        const char *text = value_get_text(map, text_members[i].key);
        text = text ? arena_text(arena, text) : NULL;
        memcpy((char *)task + text_members[i].offset, &text, sizeof text);
    }
    for (size_t i = 0; i < MEMBER_COUNT(value_members); i++) {
        const struct value *value = value_copy(arena, value_get(map, value_members[i].key));
        memcpy((char *)task + value_members[i].offset, &value, sizeof value);
    }
}

static enum task_phase phase_of(const struct value *word)
{
    int phase = PHASE_COUNT - 1;
    while (phase > TASK_WORK && !value_is_text(word, phase_words[phase]))
        phase--;
    return (enum task_phase)phase; /* a word that is none is WORK, and does not read back equal */
}

static int status_of(const struct value *word)
{
    for (int status = 0; status < STATUS_COUNT; status++)
        if (value_is_text(word, status_words[status]))
            return status;
    return -1;
}

int task_from_value(struct arena *arena, const struct value *value, struct task *out,
                    struct err *err)
{
    const char *id = value_get_text(value, "id");
    int status = status_of(value_get(value, "status"));
    *out = (struct task){.index = (int32_t)value_get_int(value, "index", -1),
                         .opened_ms = value_get_int(value, "opened", 0),
                         .at_ms = value_get_int(value, "at", 0),
                         .phase = phase_of(value_get(value, "phase")),
                         .version = value_get_int(value, "version", 0)};
    members_read(arena, value, out);
    bool is_sound =
        status >= 0 && id && id_from_text(id, strlen(id), &out->id) && out->form && out->command;
    if (is_sound) {
        out->status = (enum task_status)status;
        is_sound = task_is_sound(out) && value_is_equal(task_to_value(arena, out), value);
    }
    if (!is_sound)
        return err_set(err, STATUS_CORRUPT, "the stored task \"%s\" cannot be read", id ? id : "?");
    return 0;
}
