/* recording.c - changed records (recording.h): the way to the engine and back, and pages of them.
 */
#include "api/recording.h"

#include <stdlib.h>

#include "api/deeding.h"
#include "api/endpoints.h"
#include "api/input.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "engine/offices.h"
#include "data/canon.h"

/* ---- changing -------------------------------------------------------------------------------- */

static void recording_free(struct recording *recording)
{
    staff_unref(recording->staff);
    records_change_free(recording->change);
    free(recording);
}

static void answer(struct recording *recording)
{
    struct call *call = recording->call;
    int64_t version = value_get_int(recording->reply, "version", 0);

    if (version)
        call_add_header(call, "ETag", arena_printf(&call->arena, "\"%lld\"", (long long)version));
    call_answer_json(call, endpoint_notes_of(call)->success, recording->reply);
}

static void on_recorded(struct records_change *change)
{
    struct recording *recording = change->owner;

    if (change->status == 0)
        answer(recording);
    else
        problem_answer(recording->call, &change->err);
    recording_free(recording);
}

static int on_worker(struct reading *reading, struct reader *reader, struct err *err)
{
    struct recording *recording = reading->plan;
    int rc = recording->prepare(recording, reader, err);

    if (rc == 0 && value_len(recording->checked.errors) > 0)
        rc = err_set(err, STATUS_INVALID,
                     "Something in it is wrong; nothing was recorded. See "
                     "errors for each place.");
    return rc;
}

static void on_prepared(struct reading *reading)
{
    struct recording *recording = reading->plan;

    if (reading->read.status != 0) {
        problem_answer_with(recording->call, &reading->read.err, recording->checked.errors, NULL);
        recording_free(recording);
    } else if (recording->is_preview || recording->change->count == 0) {
        answer(recording);
        recording_free(recording);
    } else {
        recording->change->on_done = on_recorded;
        recording->change->owner = recording;
        recording->change->reply = recording->reply;
        recording->change->key = recording->key;
        engine_change_records(recording->engine, recording->change);
    }
}

static void go(struct call *call, void *plan, const struct once_digests *key)
{
    struct recording *recording = plan;
    recording->key = key;
    reading_start_whole(call, recording, on_worker, on_prepared);
}

static void drop(void *plan)
{
    recording_free(plan);
}

/* If-Match: "3", or * for whatever it is. False: something else. */
static bool read_match(const char *text, int64_t *version)
{
    char *end;
    *version = -1;
    if (!text || strcmp(text, "*") == 0)
        return true;
    text += *text == '"';
    *version = strtoll(text, &end, 10);
    return end != text && *version >= 0 && (*end == '\0' || strcmp(end, "\"") == 0);
}

void recording_start(struct call *call, const struct value *input, const char *what,
                     int (*prepare)(struct recording *, struct reader *, struct err *))
{
    struct engine *engine = call->service->engine;
    struct recording *recording = mem_zero(sizeof *recording);
    const char *key = call_param(call, "key");

    recording->call = call;
    recording->engine = engine;
    recording->actor = call->actor;
    recording->input = input;
    recording->target = *key ? key : call_param(call, "id");
    recording->now_ms = call->at_ms;
    recording->prepare = prepare;
    recording->staff = engine_staff(engine);
    recording->change = records_change_new(call->actor, what);
    recording->reply = value_map(&recording->change->arena);
    recording->checked = (struct staff_input){.engine = engine,
                                              .staff = recording->staff,
                                              .arena = &recording->change->arena,
                                              .errors = value_list(&recording->change->arena),
                                              .is_only_office = engine_has_one_office(engine)};
    if (!read_match(call->if_match, &recording->expected)) {
        problem_answer_status(call, STATUS_MALFORMED,
                              "If-Match is the version that was read, as ETag gave it: \"3\".");
        recording_free(recording);
        return;
    }
    deeding_start(call, &(struct deeding){.plan = recording, .go = go, .drop = drop});
}

int recording_read(struct recording *recording, struct reader *reader, enum record_kind kind,
                   const char *key, struct record_row *row, struct value **body, struct err *err)
{
    int rc = record_read(reader, kind, key, &recording->change->arena, row, body, err);
    if (rc == STATUS_NOT_FOUND || (rc == 0 && row->status == 0))
        rc = err_set(err, STATUS_NOT_FOUND, "There is none of this name.");
    return rc;
}

static void put(struct recording *recording, const struct record_change *change)
{
    struct arena *arena = &recording->change->arena;
    struct record_change *added = records_change_add(recording->change);

    *added = *change;
    added->key = arena_text(arena, change->key);
    value_put(arena, recording->reply, "version", value_int(arena, change->expected + 1));
}

void recording_put(struct recording *recording, enum record_kind kind, const char *key,
                   int64_t version, const struct value *body)
{
    put(recording, &(struct record_change){
                       .kind = kind, .key = key, .expected = version, .status = 1, .body = body});
}

void recording_end(struct recording *recording, enum record_kind kind, const char *key,
                   int64_t version, const struct value *body)
{
    put(recording,
        &(struct record_change){.kind = kind, .key = key, .expected = version, .body = body});
}

int recording_expect(const struct recording *recording, int64_t version, struct err *err)
{
    if (recording->expected < 0 || recording->expected == version)
        return 0;
    return err_set_at(err, STATUS_CONFLICT, "stale_version", NULL,
                      "Somebody else has changed it meanwhile: it is at version %lld, not %lld. "
                      "Look at it as it is now, then change that. Nothing was recorded.",
                      (long long)version, (long long)recording->expected);
}

static const char *person_key(const struct staff *staff, const char *target)
{
    const struct staff_person *person = staff_person(staff, target);
    return person ? person->key : target;
}

const char *recording_person_key(const struct recording *recording)
{
    return person_key(recording->staff, recording->target);
}

const char *call_person_key(struct call *call)
{
    struct staff *staff = engine_staff(call->service->engine);
    const char *key = arena_text(&call->arena, person_key(staff, call_param(call, "key")));
    staff_unref(staff);
    return key;
}

int recording_refuse(struct err *err)
{
    return err_set(err, STATUS_FORBIDDEN,
                   "Only an administrator, or the head of the office (unit_head) for his own "
                   "office, may do this.");
}

int recording_end_led(struct recording *recording, struct reader *reader, enum record_kind kind,
                      struct err *err)
{
    struct record_row row;
    struct value *body;
    int rc = recording_read(recording, reader, kind, recording->target, &row, &body, err);

    if (rc == 0)
        rc = recording_expect(recording, row.version, err);
    if (rc == 0 && !actor_leads(recording->actor, recording->staff,
                                value_text_or(value_get(body, "person"), "")))
        rc = recording_refuse(err);
    if (rc == 0)
        recording_end(recording, kind, recording->target, row.version, body);
    return rc;
}

/* ---- listing --------------------------------------------------------------------------------- */

struct listing_plan {
    struct record_listing listing;
    const char *key; /* one record */
    int64_t version;
};

static int show_row(const struct listing_plan *plan, const struct record_row *row,
                    struct arena *arena, struct value **shown, struct err *err)
{
    struct value *body;
    int rc = canon_read(arena, row->body, &body, err);

    *shown = NULL;
    if (rc != 0)
        return rc;
    *shown = plan->listing.show(&plan->listing, arena_copy(arena, row->key).bytes, body, arena);
    if (*shown)
        value_put(arena, *shown, "version", value_int(arena, row->version));
    return 0;
}

/* A page is full when `limit` of them are for this list, or there are no more. */
static int fill_page(struct reading *reading, struct reader *reader, struct err *err)
{
    enum { SPAN = 500 };
    struct listing_plan *plan = reading->plan;
    struct arena *arena = &reading->read.arena;
    struct record_span span = {
        .kind = plan->listing.kind, .after = plan->listing.after, .limit = SPAN};
    struct value *items = value_list(arena);
    struct record_row *rows;
    size_t count = SPAN;
    int rc = 0;

    reading->out = value_map(arena);
    value_put(arena, reading->out, "items", items);
    while (rc == 0 && count == SPAN) {
        rc = reader_records(reader, &span, arena, &rows, &count, err);
        for (size_t i = 0; rc == 0 && i < count; i++) {
            struct value *shown;
            if (value_len(items) == plan->listing.limit) {
                value_put(arena, reading->out, "next", value_text(arena, span.after));
                return 0;
            }
            rc = show_row(plan, &rows[i], arena, &shown, err);
            if (shown)
                value_push(arena, items, shown);
            span.after = rows[i].key;
        }
    }
    return rc;
}

static void on_page(struct reading *reading)
{
    struct listing_plan *plan = reading->plan;
    struct staff *staff = plan->listing.staff;

    if (reading->read.status != 0)
        problem_answer(reading->call, &reading->read.err);
    else
        call_answer_json(reading->call, 200, reading->out);
    staff_unref(staff);
}

static struct listing_plan *plan_new(struct call *call, const struct record_listing *listing)
{
    struct listing_plan *plan = ARENA_NEW(&call->arena, struct listing_plan);
    plan->listing = *listing;
    plan->listing.actor = call->actor;
    plan->listing.now_ms = call->at_ms;
    plan->listing.staff = engine_staff(call->service->engine);
    return plan;
}

void record_list_start(struct call *call, enum record_kind kind,
                       struct value *(*show)(const struct record_listing *listing, const char *key,
                                             const struct value *body, struct arena *arena))
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    struct record_listing listing = {.kind = kind,
                                     .input = input,
                                     .after = input_slice(input, "cursor"),
                                     .limit = input_limit(input),
                                     .show = show};
    reading_start_whole(call, plan_new(call, &listing), fill_page, on_page);
}

static int fill_one(struct reading *reading, struct reader *reader, struct err *err)
{
    struct listing_plan *plan = reading->plan;
    struct arena *arena = &reading->read.arena;
    struct record_row row;
    int rc = reader_record(reader, plan->listing.kind, slice_of(plan->key), arena, &row, err);

    reading->out = NULL;
    if (rc == 0 && row.status != 0)
        rc = show_row(plan, &row, arena, &reading->out, err);
    if (rc == STATUS_NOT_FOUND || (rc == 0 && !reading->out))
        rc = err_set(err, STATUS_NOT_FOUND, "There is none of this name.");
    plan->version = rc == 0 ? row.version : 0;
    return rc;
}

static void on_one(struct reading *reading)
{
    struct listing_plan *plan = reading->plan;
    struct call *call = reading->call;

    if (reading->read.status == 0)
        call_add_header(call, "ETag",
                        arena_printf(&call->arena, "\"%lld\"", (long long)plan->version));
    on_page(reading);
}

void record_show_start(struct call *call, const struct record_listing *listing, const char *key)
{
    struct listing_plan *plan = plan_new(call, listing);
    plan->key = key;
    reading_start_whole(call, plan, fill_one, on_one);
}
