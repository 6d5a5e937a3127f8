/* calendar_edit.c - an edit of the calendar, seen and done (calendar_edit.h).
 *
 *   engine_edit_calendar --> edit_run (worker): the calendars as they would be; every open case
 *                              |                whose office gets another one is looked at
 *                              v
 *                            on_ran (loop): a preview is answered; a commit is one write set
 *                              v
 *                            on_stored: the snapshot changes, then the messages go out
 *
 * "what was seen is what is done": the preview is named after the calendars before and after. The
 * clocks themselves move on in the meantime; which of them an edit moves follows from the two.
 */
#include "engine/calendar_edit.h"
#include <stdlib.h>
#include "data/canon.h"
#include "engine/clocks.h"
#include "engine/deed.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/offices.h"
#include "engine/recalc.h"
#include "store/each_case.h"

enum { TOUCHED_GROWTH = 500, TOKEN_LEN = 16 };

struct calendar_edit *calendar_edit_new(void)
{
    return mem_zero(sizeof(struct calendar_edit));
}

void calendar_edit_free(struct calendar_edit *edit)
{
    if (!edit)
        return;
    calendars_unref(edit->own.next);
    write_set_close(edit->own.writes);
    free(edit->own.touched);
    arena_close(&edit->own.read.arena);
    arena_close(&edit->arena);
    free(edit);
}

/* ---- the calendars as they would be ---- */

static int next_list(struct calendar_edit *edit, const struct calendars *now, struct err *err)
{
    struct calendar *list;
    int rc = calendar_load(edit->csv, &list, err);
    if (rc != 0)
        return rc;
    edit->own.next = calendars_made(now, list, &value_nil, NULL, NULL);
    calendars_set_loaded(edit->own.next, true);
    calendar_unref(list);
    return 0;
}

static int next_hours(struct calendar_edit *edit, const struct calendars *now, struct err *err)
{
    struct opening *own = NULL;
    int rc = value_is_nil(edit->hours) ? 0 : opening_from_value(edit->hours, &own, err);
    if (rc != 0)
        return rc;
    edit->own.next = calendars_made(now, calendars_list(now), &value_nil, edit->office, own);
    opening_unref(own);
    return 0;
}

/* Names what was seen: each office's calendar before and after. */
static const char *token_of(struct calendar_edit *edit, const struct calendars *now)
{
    const struct calendars *next = edit->own.next;
    struct digest_state state;
    struct digest digest;
    char text[2 * DIGEST_BYTES + 1];

    digest_init(&state, NULL, 0);
    for (int side = 0; side < 2; side++) {
        const struct calendars *set = side == 0 ? now : next;
        const char *version = calendar_version(calendars_list(set));
        digest_add(&state, version, strlen(version) + 1);
        for (size_t i = 0; i < calendars_office_count(set); i++) {
            version = calendar_version(calendars_office(set, i)->calendar);
            digest_add(&state, calendars_office(set, i)->code,
                       strlen(calendars_office(set, i)->code) + 1);
            digest_add(&state, version, strlen(version) + 1);
        }
    }
    digest_end(&state, &digest);
    digest_to_text(&digest, text);
    text[TOKEN_LEN] = '\0';
    return arena_text(&edit->arena, text);
}

/* ---- which due dates move ---- */

static void item_add(struct calendar_edit *edit, const struct case_row *row, const char *key,
                     const struct clock *clock, const struct clock_change *change)
{
    struct arena *arena = &edit->arena;
    struct value *item = value_map(arena);
    char text[40];

    if (edit->own.moved++ >= EDIT_SHOWN_MOST)
        return;
    value_put(arena, item, "case", value_string(arena, id_to_text(&row->ref, text)));
    value_put(arena, item, "number", value_text(arena, row->number));
    value_put(arena, item, "office", value_text(arena, row->office));
    value_put(arena, item, "clock", value_string(arena, key));
    value_put(arena, item, "owner", value_string(arena, clock_owner_word(clock->owner)));
    if (change->former.has_date)
        value_put(arena, item, "from",
                  value_string(arena, date_to_text(change->former.date, text)));
    if (change->now.has_date)
        value_put(arena, item, "to", value_string(arena, date_to_text(change->now.date, text)));
    value_put(arena, item, "provisional", value_bool(arena, change->now.is_provisional));
    value_push(arena, edit->own.items, item);
}

static int touch(struct calendar_edit *edit, const struct id *ref, struct err *err)
{
    struct calendar_edit_private *own = &edit->own;
    if (own->touched_count == EDIT_CASES_MOST)
        return err_set(err, STATUS_TOO_LARGE,
                       "More than %d cases are touched by this. Nothing was recorded.",
                       EDIT_CASES_MOST);
    if (own->touched_count % TOUCHED_GROWTH == 0)
        own->touched =
            mem_resize(own->touched, (own->touched_count + TOUCHED_GROWTH) * sizeof *own->touched);
    own->touched[own->touched_count++] = *ref;
    return 0;
}

static int look_at_case(struct calendar_edit *edit, const struct calendars *now,
                        struct reader *reader, const struct case_row *row, struct err *err)
{
    const struct calendar *next = calendars_of(edit->own.next, row->office);
    struct arena arena = {0};
    struct case_image image;
    bool is_touched = false;
    int rc = reader_load_live(reader, &row->ref, &arena, &image, err);

    for (size_t i = 0; rc == 0 && i < image.part_count; i++) {
        const struct part *part = &image.parts[i];
        struct clock_change change;
        struct clock clock;
        struct value *body;
        if (part->kind != PART_CLOCK || canon_read(&arena, part->body, &body, NULL) != 0 ||
            clock_from_value(&arena, body, &clock, NULL) != 0 ||
            clock_recalculate(&clock, clock_calendar(now, &clock), next, edit->own.now_ms, NULL,
                              &change) != RECALC_MOVED)
            continue;
        is_touched = true;
        edit->own.overdue += change.now.has_date && change.now.at_ms <= edit->own.now_ms;
        item_add(edit, row, part->key.bytes, &clock, &change);
    }
    if (rc == 0 && is_touched)
        rc = touch(edit, &row->ref, err);
    arena_close(&arena);
    return rc;
}

struct looking {
    struct calendar_edit *edit;
    const struct calendars *now;
    struct reader *reader;
};

static int look_if_touched(void *owner, const struct case_row *row, struct err *err)
{
    const struct looking *looking = owner;
    struct calendar_edit *edit = looking->edit;
    const char *was = calendar_version(calendars_of(looking->now, row->office));
    const char *is = calendar_version(calendars_of(edit->own.next, row->office));

    if (edit->own.engine->is_halted)
        return EACH_ENOUGH;
    return row->status != CASE_CLOSED && strcmp(was, is) != 0
               ? look_at_case(edit, looking->now, looking->reader, row, err)
               : 0;
}

static int look_at_cases(struct calendar_edit *edit, const struct calendars *now,
                         struct reader *reader, struct err *err)
{
    struct looking looking = {edit, now, reader};
    return each_case(reader, look_if_touched, &looking, err);
}

/* ---- records (worker) ---- */

static void record_add(struct calendar_edit *edit, const char *key, int64_t version,
                       const struct value *body)
{
    struct write_set *writes = edit->own.writes;
    struct op *op = write_set_add(writes, OP_RECORD);

    op->number = version;
    op->record = (struct record_row){.kind = RECORD_CALENDAR,
                                     .key = slice_of(arena_text(&writes->arena, key)),
                                     .status = 1,
                                     .at = edit->own.now_ms,
                                     .body = canon_text(&writes->arena, body)};
    writes->bytes += op->record.body.len + 128;
}

/* STATUS_NOT_FOUND: it is to be added. */
static int record_version(struct reader *reader, const char *key, struct arena *arena,
                          int64_t *version, struct value **body, struct err *err)
{
    struct record_row row = {0};
    int rc = reader_record(reader, RECORD_CALENDAR, slice_of(key), arena, &row, err);

    *version = 0;
    *body = value_map(arena);
    if (rc == STATUS_NOT_FOUND) {
        err_clear(err);
        return 0;
    }
    *version = row.version;
    return rc == 0 ? canon_read(arena, row.body, body, err) : rc;
}

static int add_if_new(struct calendar_edit *edit, struct reader *reader, const char *key,
                      const struct value *body, struct err *err)
{
    struct value *there;
    int64_t version;
    int rc = record_version(reader, key, &edit->arena, &version, &there, err);
    if (rc == 0 && version == 0)
        record_add(edit, key, 0, body);
    return rc;
}

/* The list or the hours of this edit, under their version. *version "" for hours that are gone. */
static int add_piece(struct calendar_edit *edit, struct reader *reader, const char **version,
                     struct err *err)
{
    struct arena *arena = &edit->arena;
    struct value *body = value_map(arena);
    struct opening *own = NULL;
    int rc = 0;

    *version = "";
    if (edit->office && value_is_nil(edit->hours))
        return 0;
    if (edit->office) {
        rc = opening_from_value(edit->hours, &own, err);
        if (rc == 0)
            *version = arena_text(arena, opening_version(own));
        value_put(arena, body, "hours", value_copy(arena, edit->hours));
        opening_unref(own);
    } else {
        *version = arena_text(arena, calendar_version(calendars_list(edit->own.next)));
        value_put(arena, body, "csv", value_text(arena, edit->csv));
    }
    return rc == 0 ? add_if_new(edit, reader, arena_printf(arena, "piece/%s", *version), body, err)
                   : rc;
}

/* A base list that came with a release or with the program must be found again too. */
static int add_known(struct calendar_edit *edit, struct reader *reader, const struct calendars *set,
                     struct err *err)
{
    struct arena *arena = &edit->arena;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < calendars_office_count(set); i++) {
        const struct calendar *calendar = calendars_office(set, i)->calendar;
        const char *key = arena_printf(arena, "known/%s", calendar_version(calendar));
        bool is_there = calendar == calendars_list(set);
        for (size_t k = 0; !is_there && k < i; k++)
            is_there = calendars_office(set, k)->calendar == calendar;
        if (!is_there)
            rc = add_if_new(edit, reader, key, value_map(arena), err);
    }
    return rc;
}

static int add_state(struct calendar_edit *edit, struct reader *reader, const char *piece,
                     struct err *err)
{
    struct arena *arena = &edit->arena;
    struct value *state, *offices;
    int rc = record_version(reader, "state", arena, &edit->own.state_version, &state, err);
    if (rc != 0)
        return rc;
    if (edit->office) {
        offices = value_get(state, "offices");
        offices = value_is_nil(offices) ? value_map(arena) : value_copy(arena, offices);
        value_put(arena, offices, edit->office, *piece ? value_string(arena, piece) : &value_nil);
        value_put(arena, state, "offices", offices);
    } else
        value_put(arena, state, "list", value_string(arena, piece));
    value_put(arena, state, "why", value_string(arena, edit->why));
    value_put(arena, state, "at", value_int(arena, edit->own.now_ms));
    record_add(edit, "state", edit->own.state_version, state);
    return 0;
}

static void add_messages(struct calendar_edit *edit)
{
    struct write_set *writes = edit->own.writes;
    struct value *body = value_map(&writes->arena);

    value_put(&writes->arena, body, "kind", value_string(&writes->arena, "calendar"));
    struct slice text = canon_text(&writes->arena, body);
    for (size_t i = 0; i < edit->own.touched_count; i++) {
        struct op *op = write_set_add(writes, OP_SEND);
        op->message.to = edit->own.touched[i];
        op->message.body = text;
        writes->bytes += text.len + 64;
    }
}

static int write_all(struct calendar_edit *edit, const struct calendars *now, struct reader *reader,
                     struct err *err)
{
    const char *piece;

    edit->own.writes = write_set_new();
    int rc = add_piece(edit, reader, &piece, err);
    if (rc == 0)
        rc = add_known(edit, reader, now, err);
    if (rc == 0)
        rc = add_known(edit, reader, edit->own.next, err);
    if (rc == 0)
        rc = add_state(edit, reader, piece, err);
    if (rc == 0)
        add_messages(edit);
    return rc;
}

/* ---- the run ---- */

static struct value *reply_of(struct calendar_edit *edit, const char *token)
{
    struct arena *arena = &edit->arena;
    struct value *reply = value_map(arena);

    value_put(arena, reply, "preview", value_string(arena, token));
    value_put(arena, reply, "is_done", value_bool(arena, !edit->is_preview));
    value_put(arena, reply, "cases", value_int(arena, (int64_t)edit->own.touched_count));
    value_put(arena, reply, "clocks", value_int(arena, (int64_t)edit->own.moved));
    value_put(arena, reply, "overdue_at_once", value_int(arena, (int64_t)edit->own.overdue));
    value_put(arena, reply, "items", edit->own.items);
    return reply;
}

/* An edit that is on disk and not in memory yet would be lost by one that builds on memory. */
static int check_is_settled(struct calendar_edit *edit, const struct calendars *now,
                            struct reader *reader, struct err *err)
{
    struct value *state;
    int64_t version;
    int rc = record_version(reader, "state", &edit->arena, &version, &state, err);
    if (rc == 0 && version != calendars_edit(now))
        return err_set_at(err, STATUS_CONFLICT, "stale_preview", NULL,
                          "The calendar is being changed at this moment. Look at a preview again. "
                          "Nothing was recorded.");
    return rc;
}

static int edit_run(struct read *read, struct engine *engine, struct reader *reader,
                    struct err *err)
{
    struct calendar_edit *edit =
        (struct calendar_edit *)(void *)((char *)read - offsetof(struct calendar_edit, own.read));
    const struct calendars *now = engine_calendars(engine);
    int rc = check_is_settled(edit, now, reader, err);

    if (rc != 0)
        return rc;
    rc = edit->office ? next_hours(edit, now, err) : next_list(edit, now, err);

    if (rc != 0)
        return err_set(err, STATUS_INVALID, "%s", err->text);
    calendars_set_why(edit->own.next, edit->why ? edit->why : "");
    const char *token = token_of(edit, now);
    if (!edit->is_preview && strcmp(token, edit->preview ? edit->preview : "") != 0)
        return err_set_at(err, STATUS_CONFLICT, "stale_preview", NULL,
                          "This is not what was seen: the calendar has changed since, or no "
                          "preview is named. Look at a preview, then name it. Nothing was "
                          "recorded.");
    edit->own.items = value_list(&edit->arena);
    rc = look_at_cases(edit, now, reader, err);
    if (rc == 0 && !edit->is_preview)
        rc = write_all(edit, now, reader, err);
    if (rc == 0)
        edit->reply = reply_of(edit, token);
    return rc;
}

static void on_stored(struct note *note)
{
    struct calendar_edit *edit =
        (struct calendar_edit *)(void *)((char *)note - offsetof(struct calendar_edit, own.note));
    struct engine *engine = edit->own.engine;
    struct write_set *writes = edit->own.writes;

    edit->status = deed_status(writes, &edit->err);
    if (edit->status == STATUS_REFUSED)
        edit->status = err_set_at(&edit->err, STATUS_CONFLICT, "stale_preview", NULL,
                                  "Somebody else has changed the calendar meanwhile. Look at a "
                                  "preview again. Nothing was recorded.");
    if (edit->status == 0) {
        calendars_set_edit(edit->own.next, edit->own.state_version + 1);
        engine_set_calendars(engine, edit->own.next);
        edit->own.next = NULL;
        calendar_records_follow(engine, writes);
        engine->has_recalculated = false; /* who moved between the look and now is behind */
        if (engine->state == ENGINE_RUNNING)
            recalc_sweep(engine);
    }
    for (struct op *op = writes->first_op; edit->status == 0 && op; op = op->next)
        if (op->kind == OP_SEND && engine->state != ENGINE_LOST) /* else found again on disk */
            message_deliver(engine, &op->message);
    edit->on_done(edit);
    deed_end(engine);
}

static void submit(struct calendar_edit *edit)
{
    struct engine *engine = edit->own.engine;
    struct write_set *writes = edit->own.writes;
    struct value *told = value_map(&writes->arena);

    value_put(&writes->arena, told, "office", value_string(&writes->arena, edit->office));
    value_put(&writes->arena, told, "why", value_string(&writes->arena, edit->why));
    value_put(&writes->arena, told, "preview", value_string(&writes->arena, edit->preview));
    value_put(&writes->arena, told, "former", value_int(&writes->arena, edit->own.state_version));
    value_put(&writes->arena, told, "cases",
              value_int(&writes->arena, (int64_t)edit->own.touched_count));
    deed_audit(engine, writes, edit->actor, "calendar_changed", told);
    deed_key_put(engine, writes, edit->key, edit->reply);
    edit->own.note.on_note = on_stored;
    deed_submit(engine, writes, &edit->own.note);
}

static void on_ran(struct read *read)
{
    struct calendar_edit *edit =
        (struct calendar_edit *)(void *)((char *)read - offsetof(struct calendar_edit, own.read));

    edit->status = read->status;
    edit->err = read->err;
    if (edit->status == 0 && !edit->is_preview)
        edit->status = deed_refusal(edit->own.engine, &edit->err);
    if (edit->status == 0 && !edit->is_preview)
        submit(edit);
    else
        edit->on_done(edit);
}

void engine_edit_calendar(struct engine *engine, struct calendar_edit *edit)
{
    edit->own.engine = engine;
    edit->own.now_ms = loop_now_ms(engine->loop);
    edit->own.read.run = edit_run;
    edit->own.read.on_done = on_ran;
    engine_read(engine, &edit->own.read);
}
