/* command_task.c - task, ask and their many: work for people. Until citizen pages exist, what a
 * citizen is asked is a task for a clerk, who asks him. */
#include "data/canon.h"
#include "engine/calendars.h"
#include "engine/command.h"
#include "engine/dispatches.h"
#include "engine/inside.h"
#include "engine/recipients.h"
#include "engine/recusal.h"
#include "engine/tasks.h"

static bool is_asking(const struct asked *asked)
{
    return asked->verb == VERB_ASK || asked->verb == VERB_ASK_EACH;
}

/* ---- who is meant ---- */

static void add_word(struct arena *arena, struct value *list, const char *word)
{
    if (!words_have(list, word))
        value_push(arena, list, value_string(arena, word));
}

/* A citizen of the case, whom a clerk stands in for until there are pages for citizens. */
static bool is_citizen(struct turn *turn, const struct value *word)
{
    const struct value *people = value_get(turn->cf->workflow->model, "people");
    return word->type != VALUE_TEXT || !value_is_nil(value_get(people, value_text_or(word, NULL)));
}

/* One item of `to`. A role stays a role: who holds it is asked anew whenever somebody acts. What
 * names people - a relation that `assign` bound, a person, who holds a place - becomes candidates.
 */
static void add_people(struct turn *turn, const struct value *item, const char *office,
                       struct task *task)
{
    struct arena *arena = turn->arena;
    struct value *to = (struct value *)task->to, *named = (struct value *)task->candidates;
    const struct recipients_where where = {.office = office};
    const struct value *found = recipients_of(turn, item, &where);
    size_t before = value_len(named);

    for (size_t i = 0; i < value_len(found); i++) {
        const struct value *entry = value_item(found, i);
        if (value_is_nil(value_get(entry, "role")) && value_get_text(entry, "person"))
            add_word(arena, named, value_get_text(entry, "person"));
    }
    if (value_len(named) > before)
        return;
    add_word(arena, to, is_citizen(turn, item) ? "clerk" : value_text_or(item, "clerk"));
}

static void people_of(struct turn *turn, const struct asked *asked, struct task *task)
{
    const struct value *to = value_get(asked->args, "to");
    struct value *words = value_list(turn->arena), *named = value_list(turn->arena);

    task->to = words;
    task->candidates = named;
    if (is_asking(asked) || value_is_nil(to))
        value_push(turn->arena, words, value_string(turn->arena, "clerk"));
    else if (to->type != VALUE_LIST)
        add_people(turn, to, task->office, task);
    for (size_t i = 0; !is_asking(asked) && to->type == VALUE_LIST && i < value_len(to); i++)
        add_people(turn, value_item(to, i), task->office, task);
    if (value_len(named) == 0)
        task->candidates = NULL;
}

/* ---- checking ---- */

static int check_clock_option(struct turn *turn, const struct asked *asked, const char *option,
                              struct err *err)
{
    const char *clock = asked_option(asked, option);
    if (!clock || !value_is_nil(workflow_clock(turn->cf->workflow, clock)))
        return 0;
    return command_refuse(err, asked,
                          "%s = \"%s\" names no clock of this workflow. Declare it: clock \"%s\" "
                          "{ ... }.",
                          option, clock, clock);
}

/* A word, or a list of words that are not empty. */
static bool is_words(const struct value *value)
{
    bool is = value->type == VALUE_TEXT ? value->text.len > 0
                                        : value->type == VALUE_LIST && value_len(value) > 0;
    for (size_t i = 0; is && value->type == VALUE_LIST && i < value_len(value); i++)
        is = value_item(value, i)->type == VALUE_TEXT && value_item(value, i)->text.len > 0;
    return is;
}

static int check_words(const struct asked *asked, const char *option, const char *what,
                       struct err *err)
{
    const struct value *given = value_get(asked->args, option);
    if (value_is_nil(given) || is_words(given))
        return 0;
    return command_refuse(err, asked, "%s = ... is %s, or a list of them.", option, what);
}

static int check_priority(const struct asked *asked, struct err *err)
{
    const struct value *given = value_get(asked->args, "priority");
    struct task task = {0};
    if (value_is_nil(given) ||
        (given->type == VALUE_TEXT && task_set_priority(&task, given->text.bytes)))
        return 0;
    return command_refuse(err, asked, "priority is \"normal\", \"high\" or \"urgent\".");
}

/* The code that stands for `office` from here on: as the tree is now, so it is kept. */
static int check_office(struct turn *turn, struct asked *asked, struct err *err)
{
    const struct value *given = value_get(asked->args, "office");
    const struct staff_office *offices;
    bool has_tree = staff_offices(turn_staff(turn), &offices) > 0;

    if (value_is_nil(given))
        return 0;
    if (given->type != VALUE_TEXT)
        return command_refuse(err, asked,
                              "office is a code, \"parent\", \"review_body\" or \"sealed_route\".");
    const char *code = office_of_word(turn, given->text.bytes);
    if (!code && has_tree)
        return command_refuse(err, asked,
                              "office = \"%s\": there is none. See `comity office list`.",
                              given->text.bytes);
    value_put(turn->arena, asked->result, "office",
              value_string(turn->arena, code ? code : given->text.bytes));
    return 0;
}

static int check_common(struct turn *turn, struct asked *asked, struct err *err)
{
    if (!workflow_form(turn->cf->workflow, asked->name))
        return command_refuse(err, asked,
                              "there is no form \"%s\" in this workflow. Declare it in forms.lua.",
                              asked->name ? asked->name : "");
    if (!is_asking(asked) && value_is_nil(value_get(asked->args, "to")))
        return command_refuse(err, asked, "to = who is to do \"%s\" is missing.", asked->name);
    int rc = check_clock_option(turn, asked, "due", err);
    if (rc == 0)
        rc = check_clock_option(turn, asked, "expires", err);
    if (rc == 0)
        rc = check_words(asked, "approve", "the role of who must agree to the answer", err);
    if (rc == 0)
        rc = check_words(asked, "show", "the name of a field of the case", err);
    if (rc == 0)
        rc = check_priority(asked, err);
    asked->result = value_map(turn->arena);
    return rc == 0 ? check_office(turn, asked, err) : rc;
}

static struct value *new_task_ref(struct turn *turn)
{
    struct id id;
    char text[ID_TEXT_LEN + 1];
    chance_id(turn->chance, &id);
    return value_string(turn->arena, id_to_text(&id, text));
}

int check_task(struct turn *turn, struct asked *asked, struct err *err)
{
    int rc = check_common(turn, asked, err);
    if (rc != 0)
        return rc;
    value_put(turn->arena, asked->result, "task", new_task_ref(turn));
    return 0;
}

int check_task_each(struct turn *turn, struct asked *asked, struct err *err)
{
    const struct value *rows = value_get(asked->args, "rows");
    struct value *refs = value_list(turn->arena);
    int rc = check_common(turn, asked, err);

    if (rc == 0 && !value_is_nil(rows) && rows->type != VALUE_LIST &&
        !(rows->type == VALUE_MAP && value_len(rows) == 0))
        rc = command_refuse(err, asked, "the second argument is a list of rows.");
    if (rc != 0)
        return rc;
    for (size_t i = 0; rows->type == VALUE_LIST && i < value_len(rows); i++)
        value_push(turn->arena, refs, new_task_ref(turn));
    value_put(turn->arena, asked->result, "tasks", refs);
    return 0;
}

/* One word or a list of words, as a list. */
static const struct value *list_of(struct arena *arena, const struct value *words)
{
    struct value *list;
    if (words->type == VALUE_LIST)
        return words;
    list = value_list(arena);
    value_push(arena, list, value_copy(arena, words));
    return list;
}

static const struct value *list_or_null(struct arena *arena, const struct value *words)
{
    return value_is_nil(words) ? NULL : list_of(arena, words);
}

enum { SHOWN_DEPTH_MOST = 8 };

/* What `with` names, as it stands now: a row of case.data is what it holds. Handles stay closed. */
static struct value *shown_of(struct turn *turn, const struct value *value, int depth)
{
    struct arena *arena = turn->arena;
    const struct value *row = value->type == VALUE_ROW && depth < SHOWN_DEPTH_MOST
                                  ? data_row(turn->cf->stage.data, value->text.bytes)
                                  : NULL;
    const struct dispatch *of;
    const struct place *place =
        value->type == VALUE_ROW && !row ? turn_place(turn, value->text.bytes, &of) : NULL;
    if (row)
        return shown_of(turn, row, depth + 1);
    if (place)
        return place_shown(arena, of, place);
    if (value->type != VALUE_LIST && value->type != VALUE_MAP)
        return value_copy(arena, value);
    struct value *shown = value->type == VALUE_LIST ? value_list(arena) : value_map(arena);
    for (size_t i = 0; i < value_len(value); i++) {
        const struct member *member = value->type == VALUE_MAP ? &value->map.members[i] : NULL;
        if (member)
            value_put_slice(arena, shown, member->key, shown_of(turn, member->value, depth));
        else
            value_push(arena, shown, shown_of(turn, value_item(value, i), depth));
    }
    return shown;
}

struct value *shown_now(struct turn *turn, const struct value *value)
{
    return shown_of(turn, value, 0);
}

/* The task as all of one command share it, without what it is due by. */
static struct task task_of_command(struct turn *turn, const struct asked *asked)
{
    struct task task = {.command = asked->id,
                        .index = -1,
                        .form = asked->name,
                        .office = value_get_text(asked->result, "office"),
                        .opened_ms = turn->at,
                        .at_ms = turn->at};
    const struct value *except = value_get(asked->args, "except");
    const struct value *with = value_get(asked->args, "with");
    const char *office = asked_option(asked, "office");

    if (office && strcmp(office, "review_body") == 0)
        recusal_note_decided(turn, office_of_word(turn, NULL));
    task.except = list_or_null(turn->arena, except);
    task.with = value_is_nil(with) ? NULL : shown_of(turn, with, 0);
    task.approve = list_or_null(turn->arena, value_get(asked->args, "approve"));
    task.show = list_or_null(turn->arena, value_get(asked->args, "show"));
    if (asked_option(asked, "priority") &&
        !task_set_priority(&task, asked_option(asked, "priority")))
        task.priority = NULL; /* checked at its line */
    people_of(turn, asked, &task);
    return task;
}

/* Finds or starts the clocks of `due` and `expires`; gives when people should be done. */
static int64_t take_clocks(struct turn *turn, const struct asked *asked, bool takes_due,
                           struct task *task)
{
    struct err ignored = {0};
    int64_t due_ms = 0, expires_ms = 0;

    if (takes_due && asked_option(asked, "due"))
        task->due = clock_for(turn, asked, asked_option(asked, "due"), &due_ms, &ignored);
    if (asked_option(asked, "expires"))
        task->expires =
            clock_for(turn, asked, asked_option(asked, "expires"), &expires_ms, &ignored);
    return due_ms ? due_ms : expires_ms;
}

/* The running clock of a row's own, as TJ-D7#obligations/2; NULL if it has none. */
static const char *clock_of_row(struct turn *turn, const struct asked *asked, const char *row,
                                int64_t *due_ms)
{
    const char *id = asked_option(asked, "due");
    struct part *part;
    struct clock clock;
    struct due due;
    struct err ignored = {0};

    if (!id || !row)
        return NULL;
    const char *key = clock_key(turn->arena, id, row);
    part = parts_find(&turn->cf->parts, PART_CLOCK, slice_of(key));
    if (!part || clock_of_part(turn, part, &clock, &ignored) != 0 || clock_is_stopped(&clock))
        return NULL;
    clock_due(&clock, turn_clock_calendar(turn, &clock), &due);
    *due_ms = due.has_date ? due.at_ms : 0;
    return key;
}

static const char *row_name(const struct value *rows, size_t index)
{
    const struct value *row = value_item(rows, index);
    return row->type == VALUE_ROW ? value_text_or(row, NULL) : NULL;
}

/* Has every row a running clock of its own? Then the command brings none along. */
static bool rows_have_clocks(struct turn *turn, const struct asked *asked, size_t count)
{
    const struct value *rows = value_get(asked->args, "rows");
    int64_t due_ms;
    for (size_t i = 0; i < count; i++)
        if (!clock_of_row(turn, asked, row_name(rows, i), &due_ms))
            return false;
    return count > 0;
}

static void task_wait(struct turn *turn, const struct asked *asked, const struct task *task,
                      struct value *body)
{
    value_put(turn->arena, body, "expires", value_string(turn->arena, task->expires));
    wait_add(turn, asked->id, asked->verb, asked->name, 0, body);
}

void task_ask(struct turn *turn, const struct asked *asked, const char *office, struct value *body)
{
    struct task task = task_of_command(turn, asked);
    int64_t due_ms = take_clocks(turn, asked, true, &task);
    const char *ref = value_get_text(asked->result, "task");

    task.row = asked->row;
    if (office)
        task.office = office;
    id_from_text(ref, strlen(ref), &task.id);
    task_open(turn, &task, due_ms);
    task_wait(turn, asked, &task, body);
}

void apply_task(struct turn *turn, const struct asked *asked)
{
    task_ask(turn, asked, NULL, value_map(turn->arena));
}

/* Asked of those who hold places, each is asked about his own. */
static const struct value *holder_of(struct turn *turn, const struct asked *asked, const char *row)
{
    const struct dispatch *of;
    const struct place *place = row ? turn_place(turn, row, &of) : NULL;
    struct value *list = value_list(turn->arena);

    if (!place || !place->person || !value_is_text(value_get(asked->args, "to"), of->name))
        return NULL;
    value_push(turn->arena, list, value_string(turn->arena, place->person));
    return list;
}

void apply_task_each(struct turn *turn, const struct asked *asked)
{
    struct arena *arena = turn->arena;
    const struct value *rows = value_get(asked->args, "rows");
    const struct value *refs = value_get(asked->result, "tasks");
    struct value *body = value_map(arena);
    size_t count = value_len(refs);
    struct task task = task_of_command(turn, asked);
    bool takes_due = !rows_have_clocks(turn, asked, count);
    /* asked of nobody, it is over at once: a clock of its own would run on for ever */
    int64_t common_ms = count > 0 ? take_clocks(turn, asked, takes_due, &task) : 0;
    const char *common = task.due;
    const struct value *all = task.candidates;

    for (size_t i = 0; i < count; i++) {
        const char *ref = value_text_or(value_item(refs, i), "");
        int64_t due_ms = common_ms;
        task.index = (int32_t)i;
        task.row = row_name(rows, i);
        const struct value *holder = holder_of(turn, asked, task.row);
        task.candidates = holder ? holder : all;
        task.due = clock_of_row(turn, asked, task.row, &due_ms);
        task.due = task.due ? task.due : common;
        id_from_text(ref, strlen(ref), &task.id);
        task_open(turn, &task, due_ms);
    }
    value_put(arena, body, "due", value_string(arena, common));
    value_put(arena, body, "count", value_int(arena, (int64_t)count));
    value_put(arena, body, "stop_on", value_string(arena, asked_option(asked, "stop_on")));
    task_wait(turn, asked, &task, body);
    if (count == 0)
        wait_end(turn, parts_find(&turn->cf->parts, PART_WAIT, slice_of(asked->id)),
                 value_list(arena), false, false);
}

/* ---- closing what is open ---- */

static void cancel_tasks_of(struct turn *turn, struct slice command)
{
    struct part *part;
    struct err ignored = {0};

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_TASK, &i));) {
        struct task task;
        if (task_of_part(turn, part, &task, &ignored) != 0 || task_is_ended(&task) ||
            !slice_is(command, task.command) || task_cancel(&task, turn->at, &ignored) != 0)
            continue;
        own_clock_drop(turn, task.due);
        own_clock_drop(turn, task.expires);
        task_keep(turn, part, &task);
    }
}

void command_cancel_within(struct turn *turn, const char *branch, struct value *ended)
{
    struct told_wait *told;

    for (size_t i = waits_told(turn, &told); i-- > 0;) {
        struct slice key = told[i].key;
        if (branch && !branch_is_within(key, branch))
            continue;
        if (!told[i].is_open)
            wait_give_back(turn, told[i].body);
        else
            incident_end_kept(turn, "asked", value_get(told[i].body, "incident"));
        own_clock_drop(turn, value_get_text(told[i].body, "expires"));
        dispatch_wait_cancelled(turn, told[i].body);
        cancel_tasks_of(turn, key);
        parts_drop(&turn->cf->parts, PART_WAIT, key);
        value_push(turn->arena, ended, value_text(turn->arena, key));
    }
}

void apply_cancel(struct turn *turn, const struct asked *asked)
{
    struct value *ended = value_list(turn->arena);
    command_cancel_within(turn, asked->name, ended);
    for (size_t i = 0; i < value_len(ended); i++)
        turn_note_done(turn, "wait", value_item(ended, i)->text, "cancelled");
}
