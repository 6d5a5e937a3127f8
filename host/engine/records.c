/* records.c - records changed from outside (records.h): one write set, then memory follows the
 * disk. What became of a change whose outcome is unknown is read again with all else
 * (engine_recover).
 */
#include "engine/records.h"

#include <stdlib.h>
#include "data/canon.h"
#include "engine/deed.h"
#include "engine/people.h"
#include "engine/public_address.h"

enum { CHANGES_FIRST = 8 };

struct records_change *records_change_new(const struct actor *actor, const char *what)
{
    struct records_change *change = mem_zero(sizeof *change);
    change->actor = actor;
    change->what = what;
    return change;
}

void records_change_free(struct records_change *change)
{
    if (!change)
        return;
    write_set_close(change->own.writes);
    arena_close(&change->arena);
    free(change->changes);
    free(change);
}

struct record_change *records_change_add(struct records_change *change)
{
    size_t count = change->count;
    if (count == 0 || (count >= CHANGES_FIRST && (count & (count - 1)) == 0)) {
        size_t capacity = count == 0 ? CHANGES_FIRST : 2 * count;
        struct record_change *larger = mem_zero(capacity * sizeof *larger);
        if (count)
            memcpy(larger, change->changes, count * sizeof *larger);
        free(change->changes);
        change->changes = larger;
    }
    change->changes[count] = (struct record_change){.status = 1};
    return &change->changes[change->count++];
}

/* The store says which row it was not; the caller has to look again. */
static void word_refusal(struct records_change *change)
{
    if (change->status == STATUS_REFUSED && strcmp(err_code(&change->err), "stale_version") == 0)
        change->status =
            err_set_at(&change->err, STATUS_CONFLICT, "stale_version", NULL,
                       "Somebody else has changed it meanwhile, or it is there already. Look at "
                       "it as it is now, then change that. Nothing was recorded.");
}

static void on_settled(struct note *note)
{
    struct records_change *change =
        (struct records_change *)(void *)((char *)note - offsetof(struct records_change, own.note));
    struct engine *engine = change->own.engine;

    change->status = deed_status(change->own.writes, &change->err);
    word_refusal(change);
    if (change->status == 0) {
        people_follow(engine, change->own.writes);
        public_addresses_follow(engine, change->own.writes);
    }
    change->on_done(change);
    deed_end(engine);
}

struct refused_change {
    struct note note;
    struct records_change *change;
};

static void on_refused(struct note *note)
{
    struct refused_change *refused = (struct refused_change *)(void *)note;
    refused->change->on_done(refused->change);
    free(refused);
}

static void refuse_later(struct engine *engine, struct records_change *change)
{
    struct refused_change *refused = mem_zero(sizeof *refused);
    refused->note.on_note = on_refused;
    refused->change = change;
    loop_post(engine->loop, &refused->note);
}

static const char *kind_word(enum record_kind kind)
{
    static const char *const words[RECORD_KINDS] = {
        [RECORD_PERSON] = "person",         [RECORD_OFFICE] = "office",
        [RECORD_CALENDAR] = "calendar",     [RECORD_ROSTER] = "roster",
        [RECORD_ABSENCE] = "absence",       [RECORD_CONFLICT] = "conflict",
        [RECORD_TARGET] = "target",         [RECORD_DRAFT] = "draft",
        [RECORD_SETTING] = "setting",       [RECORD_ATTACHMENT] = "file",
        [RECORD_ASSESSMENT] = "assessment",
    };
    return words[kind];
}

static void add_change(struct records_change *change, const struct record_change *record)
{
    struct engine *engine = change->own.engine;
    struct write_set *writes = change->own.writes;
    struct arena *arena = &writes->arena;
    struct op *op = write_set_add(writes, OP_RECORD);
    struct value *told = value_map(arena);

    op->number = record->expected;
    op->record = (struct record_row){.kind = record->kind,
                                     .key = slice_of(arena_text(arena, record->key)),
                                     .status = record->status,
                                     .at = loop_now_ms(engine->loop),
                                     .body = canon_text(arena, record->body)};
    writes->bytes += op->record.body.len + 128;
    value_put(arena, told, "kind", value_string(arena, kind_word(record->kind)));
    value_put(arena, told, "key", value_string(arena, record->key));
    value_put(arena, told, "former", value_int(arena, record->expected));
    value_put(arena, told, "version", value_int(arena, record->expected + 1));
    if (record->status == 0)
        value_put(arena, told, "ended", value_bool(arena, true));
    deed_audit(engine, writes, change->actor, change->what, told);
}

static void add_notice(struct records_change *change, const struct value *notice)
{
    struct engine *engine = change->own.engine;
    struct write_set *writes = change->own.writes;
    struct arena *arena = &writes->arena;
    struct op *op = write_set_add(writes, OP_NOTICE);

    chance_id(engine->chance, &op->notice.ref);
    op->notice.at = op->notice.not_before = loop_now_ms(engine->loop);
    op->notice.office = slice_of("");
    op->notice.person = slice_of(arena_text(arena, value_text_or(value_get(notice, "person"), "")));
    op->notice.role = slice_of("");
    op->notice.name = slice_of(arena_text(arena, value_text_or(value_get(notice, "name"), "")));
    op->notice.body = canon_text(arena, value_get(notice, "body"));
}

void engine_change_records(struct engine *engine, struct records_change *change)
{
    change->status = deed_refusal(engine, &change->err);
    if (change->status != 0) {
        refuse_later(engine, change);
        return;
    }
    change->own.engine = engine;
    change->own.writes = write_set_new();
    for (size_t i = 0; i < change->count; i++)
        add_change(change, &change->changes[i]);
    for (size_t i = 0; i < value_len(change->notices); i++)
        add_notice(change, value_item(change->notices, i));
    if (change->key)
        deed_key_put(engine, change->own.writes, change->key, change->reply);
    change->own.note.on_note = on_settled;
    deed_submit(engine, change->own.writes, &change->own.note);
}

int record_read(struct reader *reader, enum record_kind kind, const char *key, struct arena *arena,
                struct record_row *row, struct value **body, struct err *err)
{
    int rc = reader_record(reader, kind, slice_of(key), arena, row, err);
    if (rc == 0)
        rc = canon_read(arena, row->body, body, err);
    return rc;
}
