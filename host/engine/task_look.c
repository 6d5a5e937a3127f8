/* task_look.c - one task as a person sees it (task_look.h). */
#include "engine/task_look.h"

#include "base/wallclock.h"
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/inside.h"
#include "engine/opened.h"
#include "engine/tasks.h"
#include "store/lists.h"

struct looking {
    struct engine *engine;
    struct reader *reader;
    struct task_look *look;
    struct arena *arena;
    struct part part;
    struct task task;
    struct case_image image;
    bool is_cleared;
};

struct editions *engine_take_editions(struct engine *engine)
{
    return editions_ref(engine->editions);
}

static int read_task(struct looking *looking, struct err *err)
{
    struct task_look *look = looking->look;
    struct value *body;
    int rc = list_find_task(looking->reader, &look->task, looking->arena, &looking->part,
                            &look->case_ref, err);
    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is no such task.");
    if (rc == 0)
        rc = canon_read(looking->arena, looking->part.body, &body, err);
    if (rc == 0)
        rc = task_from_value(looking->arena, body, &looking->task, err);
    return rc;
}

static bool is_cleared(const struct looking *looking)
{
    const struct actor *actor = looking->look->actor;
    if (looking->task.assignee && actor_is_or_covers(actor, looking->task.assignee))
        return true;
    return looking->look->is_asked && (!actor->is_person || actor->is_administrator) &&
           opened_for(looking->look->eyes, &looking->image, NULL);
}

/* ---- plain members --------------------------------------------------------------------------- */

static void put_time(struct looking *looking, const char *name, int64_t at_ms)
{
    char text[40];
    if (at_ms)
        value_put(looking->arena, looking->look->out, name,
                  value_string(looking->arena, time_to_text(at_ms, text)));
}

static void put_text(struct looking *looking, const char *name, const char *text)
{
    value_put(looking->arena, looking->look->out, name, value_string(looking->arena, text));
}

static void put_facts(struct looking *looking)
{
    const struct task *task = &looking->task;
    struct arena *arena = looking->arena;
    struct value *out = looking->look->out;
    char text[ID_TEXT_LEN + 1];

    put_text(looking, "id", id_to_text(&task->id, text));
    put_text(looking, "case", id_to_text(&looking->look->case_ref, text));
    put_text(looking, "form", task->form);
    value_put(arena, out, "to", value_copy(arena, task_words(task)));
    value_put(arena, out, "office", value_text(arena, looking->part.office));
    put_text(looking, "status", task_status_word(task->status));
    put_text(looking, "phase", task_is_ended(task) ? NULL : task_phase_word(task->phase));
    put_text(looking, "assignee", task->assignee);
    put_text(looking, "owner", task->owner);
    put_text(looking, "row", task->row);
    put_text(looking, "outcome", task->outcome);
    put_text(looking, "by", task->by);
    put_text(looking, "for", task->covering);
    put_text(looking, "agreed_by", task->agreed_by);
    put_text(looking, "priority", task->priority ? task->priority : "normal");
    put_text(looking, "follow_up", task->follow_up);
    if (task->title)
        value_put(arena, out, "title", value_copy(arena, task->title));
    if (task->approve)
        value_put(arena, out, "approve", value_copy(arena, task->approve));
    value_put(arena, out, "version", value_int(arena, task->version));
    put_time(looking, "due", looking->part.due_at);
    put_time(looking, "opened_at", looking->part.opened_at);
    looking->look->version = task->version;
}

/* ---- what it asks ---------------------------------------------------------------------------- */

/* The form as the release of the case has it: not the active one's, which may ask otherwise. */
static int put_form(struct looking *looking, struct err *err)
{
    const struct case_row *row = &looking->image.row;
    const struct edition *loaded = NULL;
    const struct edition *edition = editions_find(looking->look->editions, row->release);
    struct form *own = NULL;
    const struct form *form = NULL;
    int rc = 0;

    if (task_is_ended(&looking->task))
        return 0;
    if (looking->task.phase != TASK_WORK)
        rc = own_form_open(looking->arena, OWN_FORM_SECOND, &own, err);
    else if (!edition)
        rc = edition_load(looking->engine, looking->reader, row->release, &loaded, err);
    edition = edition ? edition : loaded;
    const struct workflow *workflow =
        rc == 0 && !own && edition
            ? edition_workflow(edition, row_plays(row, looking->arena), row->workflow)
            : NULL;
    form = own ? own : workflow ? workflow_form(workflow, looking->task.form) : NULL;
    if (form)
        value_put(looking->arena, looking->look->out, "asks", form_describe(looking->arena, form));
    edition_unref(loaded);
    return rc;
}

/* ---- what may be personal -------------------------------------------------------------------- */

static bool has_handle(const struct value *value)
{
    bool has = value->type == VALUE_HANDLE;
    if (value->type == VALUE_MAP || value->type == VALUE_LIST)
        for (size_t i = 0; !has && i < value_len(value); i++)
            has = has_handle(value->type == VALUE_MAP ? value->map.members[i].value
                                                      : value_item(value, i));
    return has;
}

static int put_shown(struct looking *looking, const char *name, const struct value *value,
                     struct err *err)
{
    struct task_look *look = looking->look;
    struct value *shown;
    if (value_is_nil(value))
        return 0;
    if (looking->is_cleared && has_handle(value))
        look->has_personal = true;
    const struct show_look how = {.is_personal = looking->is_cleared && look->is_recorded,
                                  .eyes = look->eyes};
    int rc = case_show_value(looking->engine, looking->reader, &look->case_ref, &how, value,
                             looking->arena, &shown, err);
    if (rc == 0)
        value_put(looking->arena, look->out, name, shown);
    return rc;
}

/* Fields of the case that `show` names, as they stand now; what is sealed is not among them. */
static int put_fields(struct looking *looking, struct err *err)
{
    struct value *data, *shown = value_map(looking->arena);
    const struct value *names = looking->task.show;
    if (value_is_nil(names))
        return 0;
    int rc = case_data(looking->reader, &looking->image, looking->arena, &data, err);
    for (size_t i = 0; rc == 0 && i < value_len(names); i++) {
        const char *name = value_text_or(value_item(names, i), "");
        value_put(looking->arena, shown, name, value_copy(looking->arena, value_get(data, name)));
    }
    return rc == 0 ? put_shown(looking, "show", shown, err) : rc;
}

/* Who changed what, by time and not by millisecond. */
static void put_changes(struct looking *looking)
{
    struct arena *arena = looking->arena;
    struct value *list = value_list(arena);
    char text[40];
    for (size_t i = 0; i < value_len(looking->task.changes); i++) {
        struct value *change = value_copy(arena, value_item(looking->task.changes, i));
        value_put(arena, change, "at",
                  value_string(arena, time_to_text(value_get_int(change, "at", 0), text)));
        value_push(arena, list, change);
    }
    value_put(arena, looking->look->out, "changes", list);
}

static struct value *with_time(struct arena *arena, const struct value *value)
{
    char text[40];
    if (value_is_nil(value))
        return &value_nil;
    struct value *copy = value_copy(arena, value);
    value_put(arena, copy, "at",
              value_string(arena, time_to_text(value_get_int(copy, "at", 0), text)));
    value_put(arena, copy, "held", &value_nil);
    return copy;
}

/* ---- why it is there ------------------------------------------------------------------------- */

static void take_notes(struct looking *looking, const struct value *body, struct value *notes)
{
    const struct value *commands = value_get(body, "commands");
    for (size_t i = 0; i < value_len(commands); i++) {
        const struct value *command = value_item(commands, i);
        if (value_is_text(value_get(command, "kind"), "note"))
            value_push(looking->arena, notes,
                       value_copy(looking->arena, value_get(command, "args")));
    }
}

/* What the case noted at the moment that opened the task: who has it again reads why. Of many acts
 * that came since, the last ROWS_BACK are looked through: it is a help, not a record. */
static int put_notes(struct looking *looking, struct err *err)
{
    enum { ROWS_BACK = 40 };
    struct journal_row *rows = NULL;
    size_t count = 0;
    struct value *body, *notes = value_list(looking->arena);
    if (task_is_ended(&looking->task))
        return 0;
    int rc = reader_back(looking->reader, looking->image.row.head, ROWS_BACK, looking->arena, &rows,
                         &count, err);
    for (size_t i = 0; rc == 0 && i < count && rows[i].at >= looking->part.opened_at; i++) {
        if (rows[i].at > looking->part.opened_at)
            continue;
        rc = canon_read(looking->arena, rows[i].body, &body, err);
        if (rc == 0)
            take_notes(looking, body, notes);
    }
    if (rc == 0 && value_len(notes))
        value_put(looking->arena, looking->look->out, "notes", notes);
    return rc;
}

int task_look(struct engine *engine, struct reader *reader, struct task_look *look,
              struct arena *arena, struct err *err)
{
    struct looking looking = {.engine = engine, .reader = reader, .look = look, .arena = arena};
    int rc = read_task(&looking, err);
    if (rc == 0)
        rc = reader_load_live(reader, &look->case_ref, arena, &looking.image, err);
    if (rc != 0)
        return rc;
    looking.is_cleared = is_cleared(&looking);
    look->out = value_map(arena);
    put_facts(&looking);
    put_changes(&looking);
    rc = put_form(&looking, err);
    if (rc == 0)
        rc = put_shown(&looking, "with", looking.task.with, err);
    if (rc == 0)
        rc = put_fields(&looking, err);
    if (rc == 0)
        rc = put_shown(&looking, "held", with_time(arena, looking.task.held), err);
    if (rc == 0)
        rc = put_shown(&looking, "sent_back", with_time(arena, looking.task.sent_back), err);
    if (rc == 0)
        rc = put_notes(&looking, err);
    return rc;
}

int task_look_may_work(struct reader *reader, const struct task_look *look, struct arena *arena,
                       struct id *case_ref, struct err *err)
{
    struct task_look copy = *look;
    struct looking looking = {.reader = reader, .look = &copy, .arena = arena};
    struct actor actor = *look->actor;
    int rc = read_task(&looking, err);
    if (rc != 0)
        return rc;
    *case_ref = copy.case_ref;
    actor.office = arena_copy(arena, looking.part.office).bytes;
    if (task_is_ended(&looking.task))
        return err_set_at(err, STATUS_CONFLICT, "task_ended", NULL, "The task \"%s\" has ended.",
                          looking.task.form);
    if (!task_is_for(&looking.task, &actor))
        return err_set(err, STATUS_FORBIDDEN, "The task \"%s\" is not for this person.",
                       looking.task.form);
    return 0;
}
