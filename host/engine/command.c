/* command.c - what a script asks for (command.h): the way of a command through a turn. What each
 * verb does stands in command_table.c. A verb without a check takes anything; one without an apply
 * changes only case.data, which check has changed already through stage_note, in the memory that
 * dies if the turn fails. */
#include "engine/command.h"
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/cards.h"
#include "engine/inside.h"
#include "engine/merge.h"
#include "engine/move.h"
#include "engine/tasks.h"
#include "engine/telling.h"
#include "engine/veil.h"

static struct asked *asked_add(struct turn *turn, const struct command *command)
{
    struct asked *asked = ARENA_NEW(turn->arena, struct asked);

    asked->verb = command->verb;
    asked->id = arena_text(turn->arena, command->id);
    asked->name = command->name ? arena_text(turn->arena, command->name) : NULL;
    asked->row = command->row ? arena_text(turn->arena, command->row) : NULL;
    asked->args = command->args ? command->args : &value_nil;
    if (!asked->row && value_get(asked->args, "row")->type == VALUE_ROW)
        asked->row = value_text_or(value_get(asked->args, "row"), NULL);
    asked->result = command->result;
    if (turn->last)
        turn->last->next = asked;
    else
        turn->first = asked;
    turn->last = asked;
    return asked;
}

/* What a script may catch must be the same in replay: the refusal takes the command's place. */
static void asked_refuse(struct turn *turn, struct asked *asked, const struct err *err)
{
    asked->result = NULL;
    asked->refused = value_map(turn->arena);
    value_put(turn->arena, asked->refused, "code", value_string(turn->arena, err_code(err)));
    value_put(turn->arena, asked->refused, "message", value_string(turn->arena, err->text));
}

enum { TURN_BYTES_MOST = 16 << 20 };

/* A loop of verbs within its budget could still ask for gigabytes. */
static int check_turn_size(const struct turn *turn, struct err *err)
{
    if (turn->arena->used - turn->arena_before <= TURN_BYTES_MOST)
        return 0;
    return err_set_at(
        err, STATUS_HOST_VERDICT, "turn_too_large", NULL,
        "In one turn the script asks for more than %d MiB. Write less, or let it wait "
        "in between.",
        TURN_BYTES_MOST >> 20);
}

/* A verb was called. A refused one raises at its line and does nothing else. */
static int on_command(void *host, struct command *command, struct err *err)
{
    struct turn *turn = host;
    struct asked *asked = asked_add(turn, command);
    const struct command_kind *kind = command_kind_of(command->verb);

    if (command->verb == VERB_RECORD)
        asked->result = value_copy(turn->arena, command->args), asked->args = &value_nil;
    if (command->verb == VERB_RECORD && turn->engine->telling)
        asked->result = telling_record(turn, asked->name, asked->result);
    if (check_turn_size(turn, err) != 0)
        return err->status;
    int rc = seal_check_command(turn, asked, err);
    if (rc == 0 && kind->check)
        rc = kind->check(turn, asked, err);
    if (rc != 0) {
        asked_refuse(turn, asked, err);
        return rc;
    }
    stage_note(&turn->cf->stage, asked->verb, asked->id, asked->name, asked->row, asked->args,
               asked->result, turn->seq);
    command->args = (struct value *)asked->args; /* as noted: rows have got their names */
    command->result = asked->result;
    return 0;
}

static int on_cancel(void *host, const char *branch, struct err *err)
{
    struct turn *turn = host;
    struct command command = {.verb = VERB_CANCEL, .id = branch, .name = branch};

    (void)err;
    if (!turn->cancelled)
        turn->cancelled = value_list(turn->arena);
    value_push(turn->arena, turn->cancelled, value_string(turn->arena, branch));
    asked_add(turn, &command);
    stage_note(&turn->cf->stage, VERB_CANCEL, branch, branch, NULL, NULL, NULL, turn->seq);
    return 0;
}

static int on_query(void *host, const char *query, const char *name, const struct value *args,
                    struct value **out, struct err *err)
{
    struct turn *turn = host;
    int rc = check_turn_size(turn, err);
    return rc != 0 ? rc : turn_query(turn, query, name, args, out, err);
}

const struct script_host command_host = {on_command, on_query, on_cancel};

/* ---- applying ---- */

static const struct value *part_body(struct turn *turn, const struct part *part)
{
    struct value *body;
    struct err ignored = {0};
    return canon_read(turn->arena, part->body, &body, &ignored) == 0 ? body : &value_nil;
}

static void end_message(struct turn *turn, const struct part *link, const char *outcome)
{
    struct arena *arena = turn->arena;
    struct value *body = value_map(arena), *ended = value_map(arena);
    char text[ID_TEXT_LEN + 1];

    value_put(arena, ended, "outcome", value_string(arena, outcome));
    value_put(arena, body, "kind", value_string(arena, "ended"));
    value_put(arena, body, "from", value_string(arena, id_to_text(&turn->cf->ref, text)));
    value_put(arena, body, "ended", ended);
    turn_send(turn, &link->ref, body);
}

/* Drops the clocks of commands; those of the case and of its cards live on. */
static void drop_own_clocks(struct turn *turn)
{
    struct part *part;
    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_CLOCK, &i));)
        if (memchr(part->key.bytes, '@', part->key.len) && !card_has_clock(part->key))
            parts_drop(&turn->cf->parts, PART_CLOCK, part->key);
}

/* The end of a stage closes what it opened: waits, tasks, clocks of commands. */
static void stage_end(struct turn *turn)
{
    struct value *ended = value_list(turn->arena);
    command_cancel_within(turn, NULL, ended);
    drop_own_clocks(turn);
    for (size_t i = 0; i < value_len(ended); i++)
        turn_note_done(turn, "wait", value_item(ended, i)->text, "cancelled");
}

void turn_tell_parent(struct turn *turn, const char *outcome)
{
    const struct part *parent = parts_find(&turn->cf->parts, PART_LINK, slice_of("parent"));
    if (parent && !value_get_bool(part_body(turn, parent), "silent", false))
        end_message(turn, parent, outcome);
}

static void case_end(struct turn *turn)
{
    struct casefile *cf = turn->cf;
    struct part *part;

    for (size_t i = 0; (part = parts_next(&cf->parts, PART_SIGNAL, &i));)
        parts_drop(&cf->parts, PART_SIGNAL, part->key);
    for (size_t i = 0; (part = parts_next(&cf->parts, PART_CLOCK, &i));)
        if (part->due_ms != 0) { /* a citizen's clock may still be asked for; it fires no more */
            struct part still = *part;
            still.due_ms = 0;
            parts_put(&cf->parts, &still);
        }
    for (size_t i = 0; (part = parts_next(&cf->parts, PART_TASK, &i));) {
        struct task task;
        struct err ignored = {0};
        if (task_of_part(turn, part, &task, &ignored) == 0 && !task_is_ended(&task) &&
            task_cancel(&task, turn->at, &ignored) == 0)
            task_keep(turn, part, &task);
    }
    dispatches_end(turn);
    part = parts_find(&cf->parts, PART_LINK, slice_of("parent"));
    turn_tell_parent(turn, turn->closed);
    merge_tell_end(turn, turn->closed);
    move_at_end(turn);
    cf->row.status = CASE_CLOSED;
    cf->closed_at = turn->at;
    casefile_set_outcome(cf, turn->closed);
}

int command_apply(struct casefile *cf, struct turn *turn, struct err *err)
{
    (void)err;
    for (const struct asked *asked = turn->first; asked; asked = asked->next)
        if (command_kind_of(asked->verb)->apply && !asked->refused)
            command_kind_of(asked->verb)->apply(turn, asked);
    if (turn->next || turn->closed || turn->moves_to)
        stage_end(turn);
    if (turn->moves_to)
        cf->next_stage = arena_text(&cf->arena, turn->moves_to);
    cf->next_is_carried = turn->moves_to != NULL;
    if (turn->next)
        cf->next_stage = arena_text(&cf->arena, turn->next);
    if (turn->closed)
        case_end(turn);
    return 0;
}
