/* task.c - the life of a piece of work.
 *
 *             claim             complete
 *     OPEN ----------> CLAIMED ----------> DONE
 *      |  <----------     |
 *      |    release       +-- expire ----> EXPIRED
 *      +-- complete, expire, cancel        CANCELLED <-- cancel
 *
 * T1. Every change goes through task_move, which asserts that the table allows it.
 * T2. A task that has ended never changes again: whoever comes later gets a conflict that says how
 *     it ended.
 * T3. An assignee is there exactly while CLAIMED, and stays in DONE.
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
    [TASK_CLAIMED] =
        {[TASK_OPEN] = true,    [TASK_DONE] = true, [TASK_EXPIRED] = true, [TASK_CANCELLED] = true},
};

const char *task_status_word(enum task_status status)
{
    return (unsigned)status <= TASK_CANCELLED ? status_words[status] : "unknown";
}

bool task_is_ended(const struct task *task)
{
    return task->status >= TASK_DONE;
}

static bool task_is_sound(const struct task *task)
{
    bool has_assignee = task->assignee != NULL;
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
    return false;
}

/* An administrator holds every role, yet stays excluded where named by id or by a relation. */
bool task_is_for(const struct task *task, const struct actor *actor)
{
    if (is_excluded(task, actor))
        return false;
    return words_have(task->candidates, actor->id) || actor_has_one_of(actor, task->to);
}

static int check_theirs(const struct task *task, const struct actor *actor, struct err *err)
{
    char words[200];
    if (is_excluded(task, actor))
        return err_set_at(err, STATUS_FORBIDDEN, "excluded", NULL,
                          "this person may not do the task \"%s\": they are excluded from it",
                          task->form);
    if (!task_is_for(task, actor))
        return err_set(err, STATUS_FORBIDDEN, "the task \"%s\" is for: %s", task->form,
                       words_to_text(task->to, words, sizeof words));
    return 0;
}

static bool is_assignee(const struct task *task, const struct actor *actor)
{
    return task->assignee && strcmp(task->assignee, actor->id) == 0;
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
    return 0;
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
    task_move(task, TASK_OPEN, act->now_ms);
    return 0;
}

int task_complete(struct task *task, const struct task_act *act, struct err *err)
{
    int rc = task_may_complete(task, act->actor, err);
    if (rc < 0)
        return rc;
    task->assignee = act->actor->id;
    task->by = act->actor->id;
    task->outcome = act->outcome;
    task_move(task, TASK_DONE, act->now_ms);
    return 0;
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
        {"command",  offsetof(struct task, command) },
        {"row",      offsetof(struct task, row)     },
        {"form",     offsetof(struct task, form)    },
        {"office",   offsetof(struct task, office)  },
        {"due",      offsetof(struct task, due)     },
        {"expires",  offsetof(struct task, expires) },
        {"assignee", offsetof(struct task, assignee)},
        {"outcome",  offsetof(struct task, outcome) },
        {"by",       offsetof(struct task, by)      },
},
  value_members[] = {
      {"title", offsetof(struct task, title)},
      {"to", offsetof(struct task, to)},
      {"candidates", offsetof(struct task, candidates)},
      {"except", offsetof(struct task, except)},
      {"with", offsetof(struct task, with)},
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
    for (size_t i = 0; i < MEMBER_COUNT(text_members); i++) {
        const char *text;
        memcpy(&text, (const char *)task + text_members[i].offset, sizeof text);
        value_put(arena, map, text_members[i].key, value_string(arena, text));
    }
    for (size_t i = 0; i < MEMBER_COUNT(value_members); i++) {
        const struct value *value;
        memcpy(&value, (const char *)task + value_members[i].offset, sizeof value);
        if (!value_is_nil(value))
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
                         .at_ms = value_get_int(value, "at", 0)};
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
