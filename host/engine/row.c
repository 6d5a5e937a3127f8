/* row.c - one turn as one journal row (row.h). A new version of the body gets a new number in
 * ROW_VERSION and a branch in row_read; rows of old versions are never rewritten. */
#include "engine/row.h"
#include <stdlib.h>
#include "data/canon.h"
#include "engine/calendars.h"
#include "engine/inside.h"

static struct value *command_value(struct arena *arena, const struct asked *asked)
{
    struct value *command = value_map(arena);

    if (asked->args && !value_is_nil(asked->args) &&
        (asked->args->type != VALUE_MAP || value_len(asked->args)))
        value_put(arena, command, "args", (struct value *)asked->args);
    value_put(arena, command, "id", value_string(arena, asked->id));
    value_put(arena, command, "kind", value_string(arena, verb_word(asked->verb)));
    value_put(arena, command, "name", value_string(arena, asked->name));
    if (asked->refused)
        value_put(arena, command, "refused", asked->refused);
    if (asked->result)
        value_put(arena, command, "result", asked->result);
    value_put(arena, command, "row", value_string(arena, asked->row));
    return command;
}

static struct value *commands_value(struct turn *turn)
{
    struct value *list = value_list(turn->arena);
    for (const struct asked *asked = turn->first; asked; asked = asked->next)
        value_push(turn->arena, list, command_value(turn->arena, asked));
    return list;
}

static struct slice body_text(struct turn *turn)
{
    struct arena *arena = turn->arena;
    struct value *body = value_map(arena);

    value_put(arena, body, "calendar", value_string(arena, turn->calendar));
    if (turn->clocks)
        value_put(arena, body, "clocks", turn->clocks);
    value_put(arena, body, "closed", value_string(arena, turn->closed));
    value_put(arena, body, "ends_as", value_string(arena, turn->ends_as));
    if (turn->first)
        value_put(arena, body, "commands", commands_value(turn));
    if (turn->done)
        value_put(arena, body, "done", turn->done);
    if (turn->error)
        value_put(arena, body, "error", turn->error);
    value_put(arena, body, "event", turn->event_value);
    if (turn->heard)
        value_put(arena, body, "heard", turn->heard);
    value_put(arena, body, "next", value_string(arena, turn->next));
    if (turn->opening)
        value_put(arena, body, "opening", turn->opening);
    value_put(arena, body, "v", value_int(arena, ROW_VERSION));
    return canon_text(arena, body);
}

int journal_append(struct write_set *writes, struct casefile *cf, struct turn *turn,
                   struct err *err)
{
    struct journal_row *row = write_set_add_row(writes);

    (void)err;
    if (turn->opening) /* so that every stage has one to replay by */
        turn_calendar(turn);
    if (turn->answer)
        value_put(turn->arena, turn->event_value, "answer", turn->answer);
    row->case_id = cf->row.id;
    row->seq = turn->seq;
    row->is_opening = turn->opening != NULL;
    row->is_replayed = row->is_opening || turn->heard != NULL || turn->error != NULL ||
                       turn->clocks != NULL; /* what a script may ask for has changed */
    row->release = cf->row.release;
    row->at = turn->at;
    row->body = body_text(turn);
    journal_hash(&cf->row.hash, &cf->ref, row, &row->hash);
    writes->bytes += row->body.len + 128;
    cf->row.hash = row->hash;
    cf->row.seq = turn->seq;
    cf->row.at = turn->at;
    if (cf->row.opened_at == 0)
        cf->row.opened_at = turn->at;
    if (turn->heard && cf->has_stage) {
        cf->stage.heard_rows++;
        cf->stage.bytes += (int64_t)row->body.len;
    }
    return 0;
}

/* ---- reading ---- */

static bool is_list(const struct value *value)
{
    return value_is_nil(value) || value->type == VALUE_LIST;
}

static bool is_map(const struct value *value)
{
    return value_is_nil(value) || value->type == VALUE_MAP;
}

/* What is refused moved nothing and need not make sense. */
static bool is_command(const struct value *command)
{
    enum verb verb = verb_of(value_text_or(value_get(command, "kind"), ""));
    bool is_named = verb == VERB_ADD || verb == VERB_START_CLOCK || verb == VERB_STOP_CLOCK ||
                    verb == VERB_PAUSE_CLOCK || verb == VERB_RESUME_CLOCK ||
                    verb == VERB_EXTEND_CLOCK;

    if (!value_get_text(command, "id"))
        return false;
    if (!value_is_nil(value_get(command, "refused")))
        return true;
    return (verb != VERB_SET || is_map(value_get(command, "args"))) &&
           (!is_named || value_get_text(command, "name"));
}

/* What the readers of a body rely on. A disk may hold anything; only `verify` checks hashes. */
static bool is_sound(const struct value *body)
{
    const struct value *commands = value_get(body, "commands");
    bool is_it = body->type == VALUE_MAP && is_list(commands) &&
                 is_list(value_get(body, "heard")) && is_list(value_get(body, "done")) &&
                 is_map(value_get(body, "event")) && is_map(value_get(body, "clocks"));

    for (size_t i = 0; is_it && i < value_len(commands); i++)
        is_it = is_command(value_item(commands, i));
    return is_it;
}

int row_read(struct arena *arena, const struct journal_row *row, struct value **body,
             struct err *err)
{
    int rc = canon_read(arena, row->body, body, err);
    if (rc == 0 && !is_sound(*body))
        rc = err_set(err, STATUS_CORRUPT, "a journal row that no host has written");
    if (rc != 0)
        return err_wrap(err, "turn %lld", (long long)row->seq);
    int64_t version = value_get_int(*body, "v", 0);
    if (version < 1 || version > ROW_VERSION)
        return err_set(
            err, STATUS_NEWER_SCHEMA,
            "turn %lld is of version %lld, this host reads up to %d. Start the newer host.",
            (long long)row->seq, (long long)version, ROW_VERSION);
    return 0;
}
