/* calendar_records.c - calendars as records, and the snapshot made of them (calendar_edit.h).
 *
 * Everything a clock may name is there for ever: each list and each office's hours as a piece under
 * its version, each calendar that was in force as the pieces it was made of. The version of a
 * calendar names its pieces, so reading is: find the pieces, put them together.
 */
#include <stdlib.h>
#include "base/log.h"
#include "data/canon.h"
#include "engine/calendar_check.h"
#include "engine/calendar_edit.h"
#include "engine/deed.h"
#include "engine/inside.h"
#include "engine/recalc.h"

enum { RECORDS_PAGE = 500 };

#define PIECE "piece/"
#define KNOWN "known/"

/* Deadlines are reckoned by these: none of them is passed over. */
static int check_record(const struct record_row *row, struct err *err)
{
    struct arena arena = {0};
    struct value *body;
    struct err why = {0};
    int rc = canon_read(&arena, row->body, &body, &why);

    arena_close(&arena);
    return rc == 0 ? 0
                   : err_set(err, STATUS_CORRUPT, "the calendar %.*s is damaged: %s",
                             SLICE_ARG(slice_repeatable(row->key)), why.text);
}

int calendar_records_read(struct reader *reader, struct arena *arena, struct calendar_records *out,
                          struct err *err)
{
    struct record_span span = {.kind = RECORD_CALENDAR, .limit = RECORDS_PAGE};
    size_t count = RECORDS_PAGE;
    int rc = 0;

    *out = (struct calendar_records){0};
    while (rc == 0 && count == RECORDS_PAGE) {
        struct record_row *rows;
        rc = reader_records(reader, &span, arena, &rows, &count, err);
        if (rc != 0 || count == 0)
            break;
        struct record_row *all = ARENA_ARRAY(arena, struct record_row, out->count + count);
        if (out->count)
            memcpy(all, out->rows, out->count * sizeof *all);
        memcpy(all + out->count, rows, count * sizeof *all);
        out->rows = all;
        out->count += count;
        span.after = rows[count - 1].key;
        for (size_t i = 0; rc == 0 && i < count; i++)
            rc = check_record(&rows[i], err);
    }
    return rc;
}

/* ---- putting them together ---- */

struct pieces {
    struct arena arena;
    const struct calendar_records *records;
    struct calendar **lists; /* by index of the record; NULL: it is none */
    struct opening **hours;
    const struct value *state;
    int64_t edit; /* version of the state */
};

static void piece_take(struct pieces *pieces, size_t index)
{
    const struct record_row *row = &pieces->records->rows[index];
    struct err err = {0};
    struct value *body;
    int rc = canon_read(&pieces->arena, row->body, &body, &err);

    if (rc == 0 && slice_is(row->key, "state")) {
        pieces->state = body;
        pieces->edit = row->version;
    } else if (rc == 0 && row->key.len > strlen(PIECE) && memcmp(row->key.bytes, PIECE, 6) == 0) {
        const struct value *csv = value_get(body, "csv");
        rc = csv->type == VALUE_TEXT
                 ? calendar_load(csv->text, &pieces->lists[index], &err)
                 : opening_from_value(value_get(body, "hours"), &pieces->hours[index], &err);
    }
    if (rc != 0)
        log_error("engine", "the calendar %.*s cannot be read: %s", SLICE_ARG(row->key), err.text);
}

/* The index of the piece of that version; count: there is none. */
static size_t piece_find(const struct pieces *pieces, struct slice version)
{
    size_t i = 0;
    for (; i < pieces->records->count; i++) {
        struct slice key = pieces->records->rows[i].key;
        if (key.len == version.len + 6 && memcmp(key.bytes, PIECE, 6) == 0 &&
            memcmp(key.bytes + 6, version.bytes, version.len) == 0)
            break;
    }
    return i;
}

static struct calendar *list_find(const struct pieces *pieces, struct slice version)
{
    size_t index = piece_find(pieces, version);
    return index < pieces->records->count ? pieces->lists[index] : NULL;
}

static struct opening *hours_find(const struct pieces *pieces, struct slice version)
{
    size_t index = piece_find(pieces, version);
    return index < pieces->records->count ? pieces->hours[index] : NULL;
}

/* A calendar that was in force once: "LIST+HOURS+HOURS". */
static void know_version(const struct pieces *pieces, struct slice version,
                         struct calendars *calendars)
{
    struct opening *chain[CALENDAR_CHAIN_MAX];
    size_t len = 0, from = 0;
    struct calendar *list = NULL;

    for (size_t i = 0; i <= version.len; i++) {
        if (i < version.len && version.bytes[i] != '+')
            continue;
        struct slice part = {.bytes = version.bytes + from, .len = i - from};
        if (from == 0)
            list = list_find(pieces, part);
        else if (len == CALENDAR_CHAIN_MAX || !(chain[len++] = hours_find(pieces, part)))
            return;
        from = i + 1;
    }
    if (!list)
        list = calendars_find(calendars,
                              arena_printf((struct arena *)&pieces->arena, "%.*s",
                                           (int)strcspn(version.bytes, "+"), version.bytes));
    if (!list)
        return;
    struct calendar *made = calendar_with(list, chain, len);
    calendars_know(calendars, made);
    calendar_unref(made);
}

static void know_all(const struct pieces *pieces, struct calendars *calendars)
{
    for (size_t i = 0; i < pieces->records->count; i++)
        if (pieces->lists[i])
            calendars_know(calendars, pieces->lists[i]);
    for (size_t i = 0; i < pieces->records->count; i++) {
        struct slice key = pieces->records->rows[i].key;
        if (key.len > 6 && memcmp(key.bytes, KNOWN, 6) == 0)
            know_version(pieces, (struct slice){.bytes = key.bytes + 6, .len = key.len - 6},
                         calendars);
    }
}

/* The caller has a reference. */
static struct calendar *list_of_release(struct engine *engine)
{
    struct slice text =
        engine->active ? release_text(engine->active->release, CALENDAR_PATH) : (struct slice){0};
    struct calendar *list;
    struct err err = {0};

    if (!text.len)
        return calendar_embedded();
    if (calendar_load(text, &list, &err) == 0)
        return list;
    log_error("engine", "calendars/cn.csv of the active release cannot be read: %s", err.text);
    return calendar_embedded();
}

struct calendars *calendars_made(const struct calendars *former, struct calendar *list,
                                 const struct value *tree, const char *office, struct opening *own)
{
    struct calendars *made = calendars_new(former, list);
    size_t count = former ? calendars_office_count(former) : 0;

    if (former) {
        calendars_set_loaded(made, calendars_is_loaded(former));
        calendars_set_edit(made, calendars_edit(former));
    }
    for (size_t i = 0; i < value_len(tree); i++) {
        const struct value *row = tree->map.members[i].value;
        const char *code = value_get_text(row, "code");
        struct opening *hours = NULL;
        for (size_t k = 0; k < count; k++)
            if (strcmp(calendars_office(former, k)->code, code) == 0)
                hours = calendars_office(former, k)->own;
        if (office && strcmp(office, code) == 0)
            hours = own;
        calendars_add_office(made, code, value_get_text(row, "parent"), hours);
    }
    if (office) /* also one that no tree has: the only office of a host */
        calendars_add_office(made, office, NULL, own);
    for (size_t i = 0; i < count; i++)
        calendars_add_office(made, calendars_office(former, i)->code,
                             calendars_office(former, i)->parent, calendars_office(former, i)->own);
    calendars_seal(made);
    return made;
}

/* ---- which stand in records ---- */

static void note_key(struct engine *engine, struct slice key)
{
    struct arena *arena = &engine->kept_arena;
    if (key.len > 6 && (memcmp(key.bytes, PIECE, 6) == 0 || memcmp(key.bytes, KNOWN, 6) == 0))
        value_put_slice(arena, engine->kept_calendars,
                        (struct slice){.bytes = key.bytes + 6, .len = key.len - 6},
                        value_bool(arena, true));
}

static void note_kept(struct engine *engine, const struct calendar_records *records)
{
    engine->kept_calendars = value_map(&engine->kept_arena);
    for (size_t i = 0; i < records->count; i++)
        note_key(engine, records->rows[i].key);
}

void calendar_records_follow(struct engine *engine, const struct write_set *writes)
{
    for (const struct op *op = writes->first_op; op; op = op->next)
        if (op->kind == OP_RECORD)
            note_key(engine, op->record.key);
}

/* ---- taking them ---- */

static struct calendars *records_build(struct engine *engine, const struct pieces *pieces)
{
    const struct value *tree = value_get(engine_model(engine), "tree");
    const struct value *offices = value_get(pieces->state, "offices");
    const struct value *named = value_get(pieces->state, "list");
    struct calendar *loaded = named->type == VALUE_TEXT ? list_find(pieces, named->text) : NULL;
    struct calendar *list = loaded ? calendar_ref(loaded) : list_of_release(engine);
    struct calendars *with_hours = calendars_new(NULL, list), *made;
    struct calendar *embedded = calendar_embedded();

    for (size_t i = 0; i < value_len(offices); i++) {
        const struct member *member = &offices->map.members[i];
        struct opening *own = hours_find(pieces, member->value->text);
        if (own)
            calendars_add_office(with_hours, member->key.bytes, NULL, own);
    }
    calendars_know(with_hours, embedded);
    know_all(pieces, with_hours);
    made = calendars_made(with_hours, list, tree, NULL, NULL);
    calendars_set_loaded(made, loaded != NULL);
    calendars_set_edit(made, pieces->edit);
    calendars_set_why(made, value_text_or(value_get(pieces->state, "why"), ""));
    calendars_unref(with_hours);
    calendar_unref(embedded);
    calendar_unref(list);
    return made;
}

void calendar_records_take(struct engine *engine, const struct calendar_records *records)
{
    struct pieces pieces = {.records = records, .state = &value_nil};
    pieces.lists = ARENA_ARRAY(&pieces.arena, struct calendar *, records->count + 1);
    pieces.hours = ARENA_ARRAY(&pieces.arena, struct opening *, records->count + 1);
    for (size_t i = 0; i < records->count; i++)
        piece_take(&pieces, i);
    note_kept(engine, records);
    engine_set_calendars(engine, records_build(engine, &pieces));
    for (size_t i = 0; i < records->count; i++) {
        calendar_unref(pieces.lists[i]);
        opening_unref(pieces.hours[i]);
    }
    arena_close(&pieces.arena);
}

/* ---- keeping what came from elsewhere ---- */

struct keeping {
    struct note note;
    struct engine *engine;
    struct write_set *writes;
};

/* Whether it was recorded: at the next start it is looked at again. */
static void on_kept(struct note *note)
{
    struct keeping *keeping = (struct keeping *)(void *)note;
    write_set_close(keeping->writes);
    deed_end(keeping->engine);
    free(keeping);
}

static void keep_record(struct keeping *keeping, const char *key, const struct value *body)
{
    struct write_set *writes = keeping->writes;
    struct op *op = write_set_add(writes, OP_RECORD);
    op->record = (struct record_row){.kind = RECORD_CALENDAR,
                                     .key = slice_of(arena_text(&writes->arena, key)),
                                     .status = 1,
                                     .at = loop_now_ms(keeping->engine->loop),
                                     .body = canon_text(&writes->arena, body)};
    writes->bytes += op->record.body.len + 128;
}

static void keep_calendar(struct keeping *keeping, const struct calendar *calendar)
{
    struct arena *arena = &keeping->writes->arena;
    const char *version = calendar_version(calendar);
    struct slice text = calendar_list_text(calendar);
    struct value *body = value_map(arena);

    if (!strchr(version, '+') && text.len == 0)
        return; /* weekdays need no record */
    if (!strchr(version, '+'))
        value_put(arena, body, "csv", value_text(arena, text));
    keep_record(keeping, arena_printf(arena, "%s%s", strchr(version, '+') ? KNOWN : PIECE, version),
                body);
}

static bool is_kept(const struct engine *engine, const struct calendar *calendar)
{
    return value_get_bool(engine->kept_calendars, calendar_version(calendar), false);
}

void calendar_records_keep(struct engine *engine)
{
    const struct calendars *calendars = engine_calendars(engine);
    struct err ignored = {0};

    if (engine->options.takes_as_written || deed_refusal(engine, &ignored) != 0)
        return;
    struct keeping *keeping = mem_zero(sizeof *keeping);
    keeping->engine = engine;
    keeping->note.on_note = on_kept;
    keeping->writes = write_set_new();
    for (size_t i = 0; i <= calendars_office_count(calendars); i++) {
        const struct calendar *calendar =
            i == 0 ? calendars_list(calendars) : calendars_office(calendars, i - 1)->calendar;
        if (is_kept(engine, calendar))
            continue;
        keep_calendar(keeping, calendar);
        value_put(&engine->kept_arena, engine->kept_calendars, calendar_version(calendar),
                  value_bool(&engine->kept_arena, true));
    }
    if (keeping->writes->first_op) {
        deed_submit(engine, keeping->writes, &keeping->note);
        return;
    }
    write_set_close(keeping->writes);
    free(keeping);
}

/* Have two snapshots the same calendar for every office? */
static bool is_same(const struct calendars *a, const struct calendars *b)
{
    if (calendars_list(a) != calendars_list(b) &&
        strcmp(calendar_version(calendars_list(a)), calendar_version(calendars_list(b))) != 0)
        return false;
    for (size_t i = 0; i < calendars_office_count(b); i++) {
        const struct calendars_office *office = calendars_office(b, i);
        const struct calendar *other = calendars_of(a, slice_of(office->code));
        if (strcmp(calendar_version(other), calendar_version(office->calendar)) != 0)
            return false;
    }
    return calendars_office_count(a) == calendars_office_count(b);
}

void calendars_rebuild(struct engine *engine)
{
    struct calendars *former = engine_calendars(engine);
    struct calendar *list = calendars_is_loaded(former) ? calendar_ref(calendars_list(former))
                                                        : list_of_release(engine);
    struct calendars *made =
        calendars_made(former, list, value_get(engine_model(engine), "tree"), NULL, NULL);

    calendar_unref(list);
    calendars_set_why(made, "another release is active");
    if (is_same(former, made)) {
        calendars_unref(made);
        return;
    }
    engine_set_calendars(engine, made);
    engine->has_recalculated = false;
    if (engine->state != ENGINE_RUNNING)
        return;
    calendar_records_keep(engine);
    recalc_sweep(engine);
}
