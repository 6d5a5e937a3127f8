/* command_data.c - case.data: set, add, drop, note, and the end of the case. These are done when
 * they are checked (stage_note), in memory that dies with a failed turn. Rows that enter case.data
 * get their names here, so that the script's view, the journal and replay know them by the same. */
#include <stdlib.h>
#include "data/canon.h"
#include "duty/clock.h"
#include "engine/command.h"
#include "engine/inside.h"

static bool is_list_of_rows(const struct value *value)
{
    return value->type == VALUE_LIST && value_len(value) > 0 &&
           value_item(value, 0)->type == VALUE_MAP;
}

/* The highest number a row of this list has ever had. */
static long last_row_number(const struct value *list)
{
    long last = 0;
    for (size_t i = 0; list && i < value_len(list); i++) {
        const char *name = value_get_text(value_item(list, i), "$row");
        const char *slash = name ? strrchr(name, '/') : NULL;
        long number = slash ? strtol(slash + 1, NULL, 10) : 0;
        last = number > last ? number : last;
    }
    return last;
}

static void name_new_rows(struct turn *turn, struct value *args)
{
    const struct value *data = turn->cf->stage.data;

    for (size_t i = 0; i < value_len(args); i++) {
        struct member *member = &args->map.members[i];
        if (!is_list_of_rows(member->value))
            continue;
        long last = last_row_number(data_list(data, member->key.bytes));
        for (size_t k = 0; k < value_len(member->value); k++) {
            struct value *row = value_item(member->value, k);
            if (row->type == VALUE_MAP && value_is_nil(value_get(row, "$row")))
                value_put(turn->arena, row, "$row",
                          value_string(turn->arena, arena_printf(turn->arena, "%.*s/%ld",
                                                                 SLICE_ARG(member->key), ++last)));
        }
    }
}

/* The change on a copy, measured: small data is copied rarely, see below. */
static size_t size_after(struct turn *turn, const struct asked *asked)
{
    struct stage trial = {0};

    trial.data = value_copy(&trial.arena, turn->cf->stage.data);
    stage_note(&trial, asked->verb, asked->id, asked->name, asked->row, asked->args, asked->result,
               turn->seq);
    size_t size = data_size(trial.data);
    stage_close(&trial);
    return size;
}

/* `data_most` is what case.data has at most: what it had when it was measured and all that was
 * written since. Only when that comes over the limit is the case measured again. */
static int check_growth(struct turn *turn, const struct asked *asked, struct err *err)
{
    enum { NAMES_AND_MARKS = 128 };
    struct stage *stage = &turn->cf->stage;
    size_t more = data_size(asked->args) + NAMES_AND_MARKS;

    if (stage->data_most == 0)
        stage->data_most = data_size(stage->data);
    if (stage->data_most + more <= DATA_BYTES_MOST) {
        stage->data_most += more;
        return 0;
    }
    size_t size = size_after(turn, asked);
    if (size > DATA_BYTES_MOST)
        return command_refuse(err, asked, "case.data would be larger than 64 KiB.");
    stage->data_most = size;
    return 0;
}

static int check_row(struct turn *turn, const struct asked *asked, struct err *err)
{
    if (!asked->row || data_row(turn->cf->stage.data, asked->row))
        return 0;
    return command_refuse(err, asked, "there is no row %s in case.data, or it has been dropped.",
                          asked->row);
}

int check_set(struct turn *turn, struct asked *asked, struct err *err)
{
    if (asked->args->type != VALUE_MAP)
        return command_refuse(err, asked, "give a table of fields: case:set { risk = \"low\" }.");
    struct value *args = value_copy(turn->arena, asked->args);
    name_new_rows(turn, args);
    asked->args = args;
    int rc = check_row(turn, asked, err);
    return rc == 0 ? check_growth(turn, asked, err) : rc;
}

int check_add(struct turn *turn, struct asked *asked, struct err *err)
{
    const struct value *list =
        asked->name ? value_get(turn->cf->stage.data, asked->name) : &value_nil;

    if (!asked->name || asked->args->type != VALUE_MAP)
        return command_refuse(err, asked,
                              "give a list and a table: case:add(\"obligations\", { ... }).");
    if (!value_is_nil(list) && list->type != VALUE_LIST)
        return command_refuse(err, asked, "%s is not a list.", asked->name);
    struct value *row = value_copy(turn->arena, asked->args);
    long last = last_row_number(list->type == VALUE_LIST ? list : NULL);
    value_put(
        turn->arena, row, "$row",
        value_string(turn->arena, arena_printf(turn->arena, "%s/%ld", asked->name, last + 1)));
    asked->result = row;
    return check_growth(turn, asked, err);
}

int check_drop(struct turn *turn, struct asked *asked, struct err *err)
{
    if (!asked->row)
        return command_refuse(err, asked, "give a row of case.data and a reason.");
    int rc = check_row(turn, asked, err);
    return rc == 0 ? check_growth(turn, asked, err) : rc;
}

int check_note(struct turn *turn, struct asked *asked, struct err *err)
{
    (void)turn;
    if (!asked_option(asked, "zh") || !asked_option(asked, "en"))
        return command_refuse(err, asked,
                              "give the text people read: note { zh = ..., en = ... }.");
    return 0;
}

/* The clock as the script sees it runs, and belongs to the office. */
static const char *office_clock_running(struct turn *turn)
{
    const struct value *clocks = turn->cf->stage.clocks;

    for (size_t i = 0; i < value_len(clocks); i++) {
        const struct member *member = &clocks->map.members[i];
        const char *hash = memchr(member->key.bytes, '#', member->key.len);
        size_t len = hash ? (size_t)(hash - member->key.bytes) : member->key.len;
        struct slice id = {.bytes = member->key.bytes, .len = len};
        const struct value *decl =
            value_get_slice(value_get(turn->cf->workflow->model, "clocks"), id);
        if (value_get_bool(member->value, "running", false) &&
            value_is_text(value_get(decl, "owner"), "office"))
            return member->key.bytes;
    }
    return NULL;
}

int check_close(struct turn *turn, struct asked *asked, struct err *err)
{
    const char *clock = office_clock_running(turn);

    if (!asked->name || !workflow_has_outcome(turn->cf->workflow, asked->name))
        return command_refuse(err, asked, "\"%s\" is not among the outcomes of the workflow.",
                              asked->name ? asked->name : "");
    if (clock)
        return command_refuse(err, asked,
                              "the clock %s of the office still runs. Stop it first: "
                              "case:stop_clock.",
                              clock);
    return 0;
}
