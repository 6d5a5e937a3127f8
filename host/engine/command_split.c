/* command_split.c - split: rows of this case move out to a case of their own (docs/lua.md).
 *
 *   split --> the rows leave case.data; message "split" to a case whose id follows from this one's
 *                 --> born there (accept_split.c): data re-sealed under its own keys, named clocks
 *                     with their first start, this case as its parent
 *
 * The new case is of the same workflow and is given what this one holds, less the rows of the same
 * lists that stay. An ordinary part is linked, its rows end here as "moved". A sealed part leaves
 * nothing: no link, no reference, its rows are gone as if they had never been, the tasks about them
 * with them; what the journal said of them is shown from now on to the cleared only (veil,
 * engine/veil.h); it reports to nobody here.
 */
#include "data/canon.h"
#include "data/digest.h"
#include "engine/accept.h"
#include "engine/birth.h"
#include "engine/command.h"
#include "engine/custody.h"
#include "engine/inside.h"
#include "engine/recipients.h"
#include "engine/recusal.h"
#include "engine/telling.h"
#include "engine/veil.h"

static bool is_moved(const struct value *rows, const char *name)
{
    bool is = false;
    for (size_t i = 0; name && !is && i < value_len(rows); i++)
        is = slice_is(value_item(rows, i)->text, name);
    return is;
}

static struct slice list_of_row(struct slice row)
{
    while (row.len && row.bytes[row.len - 1] != '/')
        row.len--;
    row.len -= row.len > 0;
    return row;
}

/* Is it one of the lists that rows are moved out of? */
static bool is_split_list(const struct value *rows, struct slice list)
{
    bool is = false;
    for (size_t i = 0; !is && i < value_len(rows); i++)
        is = slice_is_equal(list_of_row(value_item(rows, i)->text), list);
    return is;
}

/* ---- what the part is given ---- */

struct moving {
    struct turn *turn;
    const struct value *rows;
    struct value *names; /* { name here = name there } of the rows that move */
    bool is_sealed;
};

/* The rows that move, named anew from 1 on; NULL if none is left. */
static struct value *moved_rows(const struct moving *moving, const struct member *member)
{
    struct arena *arena = moving->turn->arena;
    struct value *list = value_list(arena);

    for (size_t i = 0; i < value_len(member->value); i++) {
        const struct value *row = value_item(member->value, i);
        const char *name = value_get_text(row, "$row");
        if (!is_moved(moving->rows, name))
            continue;
        struct value *copy = value_copy(arena, row);
        const char *here =
            arena_printf(arena, "%.*s/%zu", SLICE_ARG(member->key), value_len(list) + 1);
        value_put(arena, copy, "$row", value_string(arena, here));
        value_put(arena, moving->names, name, value_string(arena, here));
        value_push(arena, list, copy);
    }
    return list;
}

/* References to rows: those that move have their new names, those that stay are not known there. */
static struct value *renamed(const struct moving *moving, struct value *value)
{
    struct arena *arena = moving->turn->arena;

    if (value->type == VALUE_ROW && is_split_list(moving->rows, list_of_row(value->text))) {
        const char *name = value_text_or(value_get_slice(moving->names, value->text), NULL);
        return name ? value_row(arena, slice_of(name)) : &value_nil;
    }
    for (size_t i = 0; value->type == VALUE_LIST && i < value_len(value); i++)
        value->list.items[i] = renamed(moving, value->list.items[i]);
    for (size_t i = 0; value->type == VALUE_MAP && i < value_len(value); i++)
        value->map.members[i].value = renamed(moving, value->map.members[i].value);
    return value;
}

static struct value *part_data(struct moving *moving)
{
    struct arena *arena = moving->turn->arena;
    const struct value *data = moving->turn->cf->stage.data;
    struct value *out = value_map(arena);

    for (size_t i = 0; i < value_len(data); i++) {
        const struct member *member = &data->map.members[i];
        value_put_slice(arena, out, member->key,
                        is_split_list(moving->rows, member->key)
                            ? moved_rows(moving, member)
                            : value_copy(arena, member->value));
    }
    if (!moving->is_sealed) /* what is sealed here goes only into a sealed part */
        seal_leave_out(moving->turn, out);
    return renamed(moving, out);
}

/* ---- checking ---- */

static int check_rows(struct turn *turn, const struct asked *asked, const struct value *rows,
                      struct err *err)
{
    if (rows->type != VALUE_LIST || value_len(rows) == 0)
        return command_refuse(err, asked, "give the rows to move: case:split({ row }, { ... }).");
    for (size_t i = 0; i < value_len(rows); i++) {
        const struct value *row = value_item(rows, i);
        if (row->type != VALUE_ROW || !data_row(turn->cf->stage.data, row->text.bytes))
            return command_refuse(err, asked,
                                  "the %zu. of the rows is no row of this case, or has "
                                  "ended.",
                                  i + 1);
    }
    return 0;
}

static int check_clocks(struct turn *turn, const struct asked *asked, struct err *err)
{
    const struct value *ids = value_get(asked->args, "clocks");
    for (size_t i = 0; i < value_len(ids); i++) {
        const char *id = value_text_or(value_item(ids, i), "");
        if (!value_get_bool(value_get(turn->cf->stage.clocks, id), "running", false))
            return command_refuse(err, asked, "clocks: %s does not run.", id);
    }
    return 0;
}

static int check_target(struct turn *turn, const struct asked *asked, const char **office,
                        struct err *err)
{
    const char *start = asked_option(asked, "start"), *wanted = asked_option(asked, "office");

    if (!start || value_is_nil(workflow_stage(turn->cf->workflow, start)))
        return command_refuse(err, asked,
                              "start = the stage in which the part begins is missing, or no stage "
                              "of this workflow.");
    *office =
        wanted ? custody_office(turn, wanted) : arena_copy(turn->arena, turn->cf->row.office).bytes;
    if (!*office)
        return command_refuse(err, asked, "there is no office \"%s\".", wanted);
    return 0;
}

/* Within the case a command id comes back in every stage: the turn makes it the part's own. */
static void part_id(struct turn *turn, const struct asked *asked, struct id *part)
{
    char text[ID_TEXT_LEN + 1];

    digest_id(turn->engine->child_key, slice_of(id_to_text(&turn->cf->ref, text)),
              slice_of(arena_printf(turn->arena, "%lld/%s", (long long)turn->seq, asked->id)),
              part);
    if (turn->engine->telling)
        telling_child(turn, arena_copy(turn->arena, turn->cf->row.workflow).bytes, part);
}

int check_split(struct turn *turn, struct asked *asked, struct err *err)
{
    struct arena *arena = turn->arena;
    const struct value *rows = value_get(asked->args, "rows");
    struct moving moving = {.turn = turn,
                            .rows = rows,
                            .names = value_map(arena),
                            .is_sealed = value_get_bool(asked->args, "sealed", false)};
    struct value *plan = value_map(arena), *tasks = value_list(arena);
    const char *office = NULL;
    char text[ID_TEXT_LEN + 1];
    struct id part;
    int rc = check_rows(turn, asked, rows, err);

    if (rc == 0)
        rc = check_target(turn, asked, &office, err);
    if (rc == 0)
        rc = check_clocks(turn, asked, err);
    if (rc == 0 && moving.is_sealed)
        rc = veil_check_office(turn, asked, office, err);
    if (rc == 0 && moving.is_sealed)
        rc = veil_find_tasks(turn, rows, tasks, err);
    if (rc != 0)
        return rc;
    part_id(turn, asked, &part);
    value_put(arena, plan, "part", value_string(arena, id_to_text(&part, text)));
    value_put(arena, plan, "office", value_string(arena, office));
    value_put(arena, plan, "data", part_data(&moving));
    value_put(arena, plan, "names", moving.names);
    value_put(arena, plan, "tasks", tasks);
    asked->plan = plan;
    asked->result = moving.is_sealed ? &value_nil : value_string(arena, text);
    return 0;
}

/* ---- applying ---- */

const char *custody_group(struct turn *turn)
{
    const struct part *parent = parts_find(&turn->cf->parts, PART_LINK, slice_of("parent"));
    struct value *body = &value_nil;
    struct err ignored = {0};

    if (parent && canon_read(turn->arena, parent->body, &body, &ignored) != 0)
        body = &value_nil;
    const char *group = value_get_text(body, "group");
    return group ? group : arena_copy(turn->arena, turn->cf->row.number).bytes;
}

/* A clock as it stands, under its name there; NULL: it does not run. */
static struct value *clock_along(struct turn *turn, const struct part *part, const char *row)
{
    struct clock clock;
    struct err ignored = {0};

    if (!part || clock_of_part(turn, part, &clock, &ignored) != 0 || clock_is_stopped(&clock))
        return NULL;
    if (row)
        clock.row = row;
    return clock_to_value(turn->arena, &clock);
}

/* The clocks that are named, and those of the rows that move: these leave with their rows. */
static struct value *clocks_along(struct turn *turn, const struct asked *asked)
{
    struct arena *arena = turn->arena;
    struct parts *parts = &turn->cf->parts;
    const struct value *ids = value_get(asked->args, "clocks");
    const struct value *names = value_get(asked->plan, "names");
    struct value *along = value_list(arena), *clock;
    struct part *part;

    for (size_t i = 0; i < value_len(ids); i++)
        if ((clock =
                 clock_along(turn, parts_find(parts, PART_CLOCK, value_item(ids, i)->text), NULL)))
            value_push(arena, along, clock);
    for (size_t i = 0; (part = parts_next(parts, PART_CLOCK, &i));) {
        const char *hash = memchr(part->key.bytes, '#', part->key.len);
        const char *row = hash && !memchr(part->key.bytes, '@', part->key.len)
                              ? value_get_text(names, hash + 1)
                              : NULL;
        if (!row)
            continue;
        if ((clock = clock_along(turn, part, row)))
            value_push(arena, along, clock);
        parts_drop(parts, PART_CLOCK, part->key);
    }
    return along;
}

void apply_split(struct turn *turn, const struct asked *asked)
{
    struct arena *arena = turn->arena;
    struct value *body = value_map(arena);
    bool is_sealed = value_get_bool(asked->args, "sealed", false);
    const char *text = value_get_text(asked->plan, "part"), *office = asked_option(asked, "office");
    char from[ID_TEXT_LEN + 1];
    struct id part;

    id_from_text(text, strlen(text), &part);
    value_put(arena, body, "kind", value_string(arena, "split"));
    value_put(arena, body, "from", value_string(arena, id_to_text(&turn->cf->ref, from)));
    value_put(arena, body, "workflow", value_text(arena, turn->cf->row.workflow));
    value_put(arena, body, "office", value_get(asked->plan, "office"));
    value_put(arena, body, "stage", value_string(arena, asked_option(asked, "start")));
    value_put(arena, body, "release", value_int(arena, turn->cf->row.release));
    value_put(arena, body, "group", value_string(arena, custody_group(turn)));
    value_put(arena, body, "as", value_string(arena, asked_option(asked, "as")));
    value_put(arena, body, "data", value_get(asked->plan, "data"));
    value_put(arena, body, "clocks", clocks_along(turn, asked));
    if (office && strcmp(office, "review_body") == 0)
        recusal_note_decided(turn, office_of_word(turn, NULL));
    value_put(arena, body, "recusals", recusal_along(turn));
    veil_pass_on(turn, body);
    if (is_sealed) {
        value_put(arena, body, "sealed", value_bool(arena, true));
        value_put(arena, body, "units", veil_units(turn));
        veil_draw(turn, value_get(asked->args, "rows"), value_get(asked->plan, "tasks"));
    } else {
        link_keep(turn, asked_option(asked, "as"), &part, true);
        value_put(arena, body, "linked", value_bool(arena, true)); /* the script may wait for it */
    }
    turn_send(turn, &part, body);
}
