/* show.c - a case and its journal as people see them. No Lua runs: data is folded from the rows. */
#include "data/canon.h"
#include "engine/veil.h"
#include "engine/calendars.h"
#include "duty/card.h"
#include "duty/ladder.h"
#include "engine/dispatch_show.h"
#include "engine/engine.h"
#include "engine/inside.h"
#include "engine/opened.h"
#include "engine/redact.h"
#include "engine/replay.h"
#include "engine/row.h"
#include "engine/show_way.h"
#include "engine/tasks.h"
#include "engine/vault.h"

struct showing {
    struct engine *engine;
    struct reader *reader;
    const struct case_row *row;
    struct arena *arena;
    bool is_personal;
    struct redaction redaction; /* what these eyes do not see of it */
};

static struct value *time_value(struct arena *arena, int64_t at_ms)
{
    char text[40];
    return at_ms ? value_string(arena, time_to_text(at_ms, text)) : &value_nil;
}

/* A handle: the value itself for who may see it, else only that there is one. */
static struct value *show_handle(struct showing *showing, const struct value *handle)
{
    struct arena *arena = showing->arena;
    struct value *shown = value_map(arena), *plain;
    struct err err = {0};
    struct id person;
    char text[ID_TEXT_LEN + 1];

    value_put(arena, shown, "personal", value_bool(arena, true));
    if (!showing->is_personal)
        return shown;
    int rc = vault_open_value(showing->engine, showing->reader, showing->row->id,
                              &showing->row->ref, handle->text, arena, &plain, &person, &err);
    if (rc == 0)
        value_put(arena, shown, "value", plain);
    else
        value_put(arena, shown, rc == STATUS_ERASED ? "erased" : "unreadable",
                  value_bool(arena, true));
    if (rc == 0 || rc == STATUS_ERASED)
        value_put(arena, shown, "person", value_string(arena, id_to_text(&person, text)));
    return shown;
}

static struct value *show_value(struct showing *showing, const struct value *value)
{
    struct arena *arena = showing->arena;

    if (value->type == VALUE_HANDLE)
        return show_handle(showing, value);
    if (value->type == VALUE_ROW) {
        struct value *row = value_map(arena);
        value_put(arena, row, "row", value_text(arena, value->text));
        return row;
    }
    if (value->type == VALUE_LIST) {
        struct value *list = value_list(arena);
        for (size_t i = 0; i < value_len(value); i++)
            value_push(arena, list, show_value(showing, value_item(value, i)));
        return list;
    }
    if (value->type != VALUE_MAP)
        return value_copy(arena, value);
    struct value *map = value_map(arena);
    for (size_t i = 0; i < value_len(value); i++) {
        const struct member *member = &value->map.members[i];
        struct slice key = member->key;
        if (key.len && key.bytes[0] == '$') /* "$row" is "row" outside */
            key = (struct slice){.bytes = key.bytes + 1, .len = key.len - 1};
        value_put_slice(arena, map, key, show_value(showing, member->value));
    }
    return map;
}

struct value *show_closed(struct arena *arena, const struct value *value)
{
    struct showing showing = {.arena = arena};
    return show_value(&showing, value);
}

/* ---- what hangs on the case ---- */

static struct value *show_task(struct showing *showing, const struct part *part)
{
    struct arena *arena = showing->arena;
    struct value *shown = value_map(arena), *body;
    struct err ignored = {0};
    struct task task;
    char text[ID_TEXT_LEN + 1];

    if (canon_read(arena, part->body, &body, &ignored) != 0 ||
        task_from_value(arena, body, &task, &ignored) != 0)
        return shown;
    value_put(arena, shown, "id", value_string(arena, id_to_text(&task.id, text)));
    value_put(arena, shown, "form", value_string(arena, task.form));
    value_put(arena, shown, "status", value_string(arena, task_status_word(task.status)));
    value_put(arena, shown, "to", task.to ? value_copy(arena, task.to) : &value_nil);
    value_put(arena, shown, "row", value_string(arena, task.row));
    value_put(arena, shown, "with", task.with ? show_value(showing, task.with) : &value_nil);
    value_put(arena, shown, "assignee", value_string(arena, task.assignee));
    value_put(arena, shown, "outcome", value_string(arena, task.outcome));
    value_put(arena, shown, "by", value_string(arena, task.by));
    value_put(arena, shown, "due", time_value(arena, part->due_at));
    value_put(arena, shown, "opened", time_value(arena, part->opened_at));
    return shown;
}

/* What people did to the clock, as its ledger has it. */
static void show_ledger(struct showing *showing, const struct clock *clock, struct value *shown)
{
    struct arena *arena = showing->arena;
    struct value *list = value_list(arena);

    for (size_t i = 0; i < clock->ledger_len; i++) {
        const struct ledger_entry *entry = &clock->ledger[i];
        struct value *map = value_map(arena);
        if (!entry->detail || entry->kind == LEDGER_STARTED || entry->kind == LEDGER_STEPPED)
            continue;
        value_put(arena, map, "entry", value_string(arena, clock_entry_word(entry->kind)));
        value_put(arena, map, "at", time_value(arena, entry->at_ms));
        if (entry->number)
            value_put(arena, map, "n", value_int(arena, entry->number));
        if (entry->kind == LEDGER_EXTENDED || entry->kind == LEDGER_APPLIED)
            value_put(arena, map, "by", duration_to_value(arena, entry->length));
        value_put(arena, map, "why", show_value(showing, entry->detail));
        value_push(arena, list, map);
    }
    if (value_len(list) > 0)
        value_put(arena, shown, "ledger", list);
}

static struct value *show_clock(struct showing *showing, const struct part *part)
{
    struct arena *arena = showing->arena;
    struct value *shown = value_map(arena), *body;
    struct err ignored = {0};
    struct clock clock;
    struct due due;

    if (canon_read(arena, part->body, &body, &ignored) != 0 ||
        clock_from_value(arena, body, &clock, &ignored) != 0)
        return shown;
    clock_due(&clock, clock_calendar(engine_calendars(showing->engine), &clock), &due);
    value_put(arena, shown, "id", value_string(arena, clock.id));
    value_put(arena, shown, "key", value_text(arena, part->key));
    if (clock.row && *clock.row)
        value_put(arena, shown, "row", value_string(arena, clock.row));
    value_put(arena, shown, "owner", value_string(arena, clock_owner_word(clock.owner)));
    value_put(arena, shown, "basis", value_string(arena, clock.basis));
    value_put(arena, shown, "state", value_string(arena, clock_state_word(due.state)));
    if (due.has_date) {
        char text[16];
        value_put(arena, shown, "due", value_string(arena, date_to_text(due.date, text)));
        value_put(arena, shown, "due_at", time_value(arena, due.at_ms));
    }
    if (due.is_provisional)
        value_put(arena, shown, "provisional", value_bool(arena, true));
    if (due.is_not_loaded)
        value_put(arena, shown, "note", value_string(arena, "calendar not loaded"));
    value_put(
        arena, shown, "light",
        value_string(arena,
                     clock_light(&clock, clock_calendar(engine_calendars(showing->engine), &clock),
                                 loop_now_ms(showing->engine->loop))));
    if (clock.ladder)
        value_put(arena, shown, "ladder",
                  ladder_to_show(arena, &clock,
                                 clock_calendar(engine_calendars(showing->engine), &clock),
                                 loop_now_ms(showing->engine->loop)));
    show_ledger(showing, &clock, shown);
    return shown;
}

static struct value *show_mark(struct showing *showing, const struct card_mark *mark)
{
    struct arena *arena = showing->arena;
    struct value *shown = value_map(arena);

    if (!mark->at_ms)
        return &value_nil;
    value_put(arena, shown, "at", time_value(arena, mark->at_ms));
    value_put(arena, shown, "by", value_string(arena, mark->by));
    if (mark->words)
        value_put(arena, shown, "words", show_value(showing, mark->words));
    return shown;
}

static struct value *show_card(struct showing *showing, const struct part *part)
{
    struct arena *arena = showing->arena;
    struct value *shown = value_map(arena), *body;
    struct err ignored = {0};
    struct card card;

    if (canon_read(arena, part->body, &body, &ignored) != 0 ||
        card_from_value(arena, body, &card, &ignored) != 0)
        return shown;
    value_put(arena, shown, "id", value_text(arena, part->key));
    value_put(arena, shown, "colour", value_string(arena, card_colour_word(card.colour)));
    value_put(arena, shown, "status", value_string(arena, card_status_word(card.status)));
    value_put(arena, shown, "office", value_string(arena, card.office));
    value_put(arena, shown, "clock", value_string(arena, card.clock));
    value_put(arena, shown, "step", value_string(arena, card.step));
    value_put(arena, shown, "reply_by", value_string(arena, card.reply));
    if (card.to)
        value_put(arena, shown, "to", show_value(showing, card.to));
    value_put(arena, shown, "issued", show_mark(showing, &card.issued));
    value_put(arena, shown, "acknowledged", show_mark(showing, &card.acknowledged));
    value_put(arena, shown, "answered", show_mark(showing, &card.answered));
    value_put(arena, shown, "withdrawn", show_mark(showing, &card.withdrawn));
    return shown;
}

static struct value *show_wait(struct arena *arena, const struct part *part)
{
    struct value *shown = value_map(arena), *body;
    struct err ignored = {0};

    value_put(arena, shown, "id", value_text(arena, part->key));
    value_put(arena, shown, "due", time_value(arena, part->due_ms));
    if (canon_read(arena, part->body, &body, &ignored) == 0) {
        value_put(arena, shown, "for", value_copy(arena, value_get(body, "verb")));
        value_put(arena, shown, "name", value_copy(arena, value_get(body, "name")));
        value_put(arena, shown, "case", value_copy(arena, value_get(body, "case")));
    }
    return shown;
}

static void show_parts(struct showing *showing, const struct case_image *image, struct value *out)
{
    struct arena *arena = showing->arena;
    struct value *tasks = value_list(arena), *clocks = value_list(arena);
    struct value *waiting = value_list(arena);
    struct value *cards = value_list(arena);

    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (redaction_hides_part(&showing->redaction, part))
            continue;
        if (part->kind == PART_TASK)
            value_push(arena, tasks, show_task(showing, part));
        else if (part->kind == PART_CLOCK)
            value_push(arena, clocks, show_clock(showing, part));
        else if (part->kind == PART_CARD)
            value_push(arena, cards, show_card(showing, part));
        else if (part->kind == PART_WAIT)
            value_push(arena, waiting, show_wait(arena, part));
    }
    value_put(arena, out, "tasks", tasks);
    value_put(arena, out, "clocks", clocks);
    if (value_len(cards) > 0)
        value_put(arena, out, "cards", cards);
    struct value *dispatches = dispatches_show(image, arena);
    if (dispatches)
        value_put(arena, out, "dispatches", dispatches);
    value_put(arena, out, "waiting_for", waiting);
}

static void show_row(struct arena *arena, const struct case_row *row, struct value *out)
{
    char text[ID_TEXT_LEN + 1];

    value_put(arena, out, "id", value_string(arena, id_to_text(&row->ref, text)));
    if (row->number.len)
        value_put(arena, out, "number", value_text(arena, row->number));
    value_put(arena, out, "workflow", value_text(arena, row->workflow));
    value_put(arena, out, "office", value_text(arena, row->office));
    value_put(arena, out, "stage", value_text(arena, row->stage));
    value_put(arena, out, "status", value_string(arena, case_status_word(row->status)));
    if (row->outcome.len)
        value_put(arena, out, "outcome", value_text(arena, row->outcome));
    value_put(arena, out, "release", value_int(arena, row->release));
    value_put(arena, out, "seq", value_int(arena, row->seq));
    value_put(arena, out, "opened", time_value(arena, row->opened_at));
    value_put(arena, out, "changed", time_value(arena, row->at));
}

static int show_incidents(struct showing *showing, struct value *out, struct err *err)
{
    struct arena *arena = showing->arena;
    struct incident_row *rows;
    struct value *list = value_list(arena);
    size_t count;
    int rc = reader_incidents(showing->reader, showing->row->id, true, arena, &rows, &count, err);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        struct value *body;
        rc = canon_read(arena, rows[i].body, &body, err);
        if (rc == 0) {
            value_put(arena, body, "kind", value_text(arena, rows[i].kind));
            value_put(arena, body, "code", value_text(arena, rows[i].code));
            value_put(arena, body, "at", time_value(arena, rows[i].at));
            value_push(arena, list, body);
        }
    }
    if (rc == 0 && count > 0)
        value_put(arena, out, "incidents", list);
    return rc;
}

/* case.data as these eyes see it: rows that have left a veiled stage leave no gaps in its names. */
static struct value *show_data(struct showing *showing, const struct value *data)
{
    struct value *copy = value_copy(showing->arena, redacted(&showing->redaction, data));
    if (showing->redaction.from > 0)
        data_close_gaps(showing->arena, copy, value_map(showing->arena));
    return show_value(showing, copy);
}

int case_show(struct engine *engine, struct reader *reader, const struct id *ref,
              const struct show_look *look, struct arena *arena, struct value **out,
              struct err *err)
{
    struct case_image image;
    struct journal_row *rows;
    struct stage stage = {0};
    size_t count;
    int rc = reader_load(reader, ref, arena, &image, err);

    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is no such case.");
    if (rc == 0)
        rc = reader_stage(reader, &image.row, arena, &rows, &count, err);
    if (rc == 0)
        rc = replay_fold(&stage, rows, count, arena, err);
    struct showing showing = {.engine = engine,
                              .reader = reader,
                              .row = &image.row,
                              .arena = arena,
                              .is_personal =
                                  look->is_personal && opened_for(look->eyes, &image, NULL)};
    const struct way way = {.reader = reader, .eyes = look->eyes, .arena = arena};
    if (rc == 0) {
        redaction_open(&showing.redaction, &image, look->eyes, arena);
        *out = value_map(arena);
        show_row(arena, &image.row, *out);
        value_put(arena, *out, "data", show_data(&showing, stage.data));
        show_parts(&showing, &image, *out);
        show_way(&way, &image, *out);
        rc = show_incidents(&showing, *out, err);
    }
    stage_close(&stage);
    return rc;
}

/* A sealed field is not among them: who may see it looks at the case. */
int case_data(struct reader *reader, const struct case_image *image, struct arena *arena,
              struct value **out, struct err *err)
{
    static const char seal[] = "seal/";
    struct journal_row *rows;
    struct stage stage = {0};
    size_t count;
    int rc = reader_stage(reader, &image->row, arena, &rows, &count, err);

    if (rc == 0)
        rc = replay_fold(&stage, rows, count, arena, err);
    *out = rc == 0 ? value_copy(arena, stage.data) : &value_nil;
    for (size_t i = 0; rc == 0 && i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind == PART_CUSTODY && part->key.len >= sizeof seal &&
            memcmp(part->key.bytes, seal, sizeof seal - 1) == 0)
            value_put(arena, *out, part->key.bytes + sizeof seal - 1, &value_nil);
    }
    stage_close(&stage);
    return rc;
}

int case_show_value(struct engine *engine, struct reader *reader, const struct id *ref,
                    const struct show_look *look, const struct value *value, struct arena *arena,
                    struct value **out, struct err *err)
{
    struct case_image image;
    int rc = reader_load_live(reader, ref, arena, &image, err);
    struct showing showing = {.engine = engine,
                              .reader = reader,
                              .row = &image.row,
                              .arena = arena,
                              .is_personal = look->is_personal};
    if (rc == 0) {
        redaction_open(&showing.redaction, &image, look->eyes, arena);
        *out = show_value(&showing, redacted(&showing.redaction, value));
    }
    return rc;
}

/* ---- the journal ---- */

static int show_turn(struct showing *showing, const struct journal_row *row, struct value **out,
                     struct err *err)
{
    struct arena *arena = showing->arena;
    struct value *body, *shown = value_map(arena);
    char text[2 * DIGEST_BYTES + 1];
    int rc = row_read(arena, row, &body, err);

    if (rc != 0)
        return rc;
    body = (struct value *)redacted(&showing->redaction, body);
    for (size_t i = 0; i < value_len(body); i++)
        value_put_slice(arena, shown, body->map.members[i].key,
                        show_value(showing, body->map.members[i].value));
    value_put(arena, shown, "seq", value_int(arena, row->seq));
    value_put(arena, shown, "release", value_int(arena, row->release));
    value_put(arena, shown, "at", time_value(arena, row->at));
    value_put(arena, shown, "hash", value_string(arena, digest_to_text(&row->hash, text)));
    *out = shown;
    return 0;
}

int case_journal(struct engine *engine, struct reader *reader, const struct id *ref,
                 const struct journal_page *page, struct arena *arena, struct value **out,
                 struct err *err)
{
    int64_t before = page->before;
    size_t limit = page->limit;
    struct case_image image;
    struct journal_row *rows;
    struct value *items = value_list(arena), *turn;
    size_t count;
    int rc = reader_load_live(reader, ref, arena, &image, err);

    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is no such case.");
    int64_t skip = before > 0 && before <= image.row.seq ? image.row.seq - before + 1 : 0;
    if (rc == 0)
        rc = reader_back(reader, image.row.head, limit + (size_t)skip, arena, &rows, &count, err);
    struct showing showing = {
        .engine = engine, .reader = reader, .row = &image.row, .arena = arena};
    if (rc == 0)
        redaction_open(&showing.redaction, &image, page->eyes, arena);
    while (rc == 0 && count > 0 && rows[count - 1].seq < showing.redaction.from)
        count--; /* behind the veil */
    for (size_t i = rc == 0 ? count : 0; rc == 0 && i-- > (size_t)skip;) {
        rc = show_turn(&showing, &rows[i], &turn, err);
        if (rc == 0)
            value_push(arena, items, turn);
    }
    if (rc != 0)
        return rc;
    int64_t first = showing.redaction.from > 1 ? showing.redaction.from : 1;
    *out = value_map(arena);
    value_put(arena, *out, "items", items);
    value_put_null(arena, *out, "next");
    if (count > (size_t)skip && rows[count - 1].seq > first)
        value_put(arena, *out, "next", value_int(arena, rows[count - 1].seq));
    return 0;
}
