/* target.c - where effects go, and sending what was given up again (target.h). Each change is one
 * write set with its audit row, which never names a secret.
 */
#include "engine/target.h"
#include <stdlib.h>
#include "data/canon.h"
#include "data/sign.h"
#include "engine/deed.h"
#include "engine/routes.h"
#include "engine/sending.h"
#include "store/office.h"

/* ---- secrets ---- */

static struct slice context_of(const char *name)
{
    return slice_of(name);
}

static struct value *seal_secret(struct engine *engine, struct arena *arena, const char *name,
                                 const char *secret)
{
    struct buf sealed = {0}, text = {0};
    secret_seal(&engine->master, engine->chance, slice_of(secret), context_of(name), &sealed);
    base64_add(&text, sealed.bytes, sealed.len);
    struct value *out = value_text(arena, buf_slice(&text));
    buf_close(&sealed);
    buf_close(&text);
    return out;
}

int target_secret(const struct engine *engine, const char *name, const struct value *settings,
                  struct arena *arena, const char **out, struct err *err)
{
    const struct value *text = value_get(settings, "sealed");
    struct buf sealed = {0}, plain = {0};
    int rc = 0;

    *out = NULL;
    if (text->type != VALUE_TEXT)
        return 0;
    if (!base64_read(text->text, &sealed))
        rc = err_set(err, STATUS_CORRUPT, "the secret of the target %s is damaged", name);
    if (rc == 0)
        rc = secret_unseal(&engine->master, buf_slice(&sealed), context_of(name), &plain, err);
    if (rc == 0)
        *out = arena_copy(arena, buf_slice(&plain)).bytes;
    if (plain.bytes)
        secret_wipe(plain.bytes, plain.len);
    buf_close(&plain);
    buf_close(&sealed);
    return rc;
}

void target_wipe_secret(const char *secret)
{
    if (secret)
        secret_wipe((char *)secret, strlen(secret));
}

/* ---- routes ---- */

static void read_use(struct routes *routes, struct slice key, const struct value *settings)
{
    const char *use = value_get_text(settings, "use");
    const char *address = value_get_text(settings, "address");
    enum route_address by = address && strcmp(address, "phone") == 0 ? ROUTE_PHONE : ROUTE_MAIL;

    for (int whom = 0; use && whom < ROUTE_USES; whom++) {
        bool is_meant = strcmp(use, "both") == 0 ||
                        strcmp(use, whom == ROUTE_PEOPLE ? "people" : "citizens") == 0;
        if (is_meant && !routes->names[whom][by])
            routes->names[whom][by] = arena_copy(&routes->arena, key).bytes;
    }
}

/* Script threads may still read the former one: it is kept until the engine closes. There are as
 * many as an administrator has changed targets in one life. */
static void set_routes(struct engine *engine, struct routes *routes)
{
    const struct routes *former = atomic_load(&engine->routes);
    do
        routes->former = former;
    while (!atomic_compare_exchange_weak(&engine->routes, &former, routes));
}

int routes_load(struct engine *engine, struct reader *reader, struct err *err)
{
    struct routes *routes = mem_zero(sizeof *routes);
    struct record_span span = {.kind = RECORD_TARGET, .limit = 1000};
    struct record_row *rows;
    size_t count;
    int rc = reader_records(reader, &span, &routes->arena, &rows, &count, err);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        struct value *settings;
        struct err ignored = {0};
        if (canon_read(&routes->arena, rows[i].body, &settings, &ignored) == 0)
            read_use(routes, rows[i].key, settings);
    }
    set_routes(engine, routes);
    return rc;
}

void routes_close(struct engine *engine)
{
    struct routes *routes = (struct routes *)atomic_load(&engine->routes);
    while (routes) {
        struct routes *former = (struct routes *)routes->former;
        arena_close(&routes->arena);
        free(routes);
        routes = former;
    }
}

const char *route_of(const struct engine *engine, enum route_use use, enum route_address address)
{
    const struct routes *routes = atomic_load(&((struct engine *)engine)->routes);
    return routes ? routes->names[use][address] : NULL;
}

/* ---- changing a target ---- */

struct changing {
    struct read read;
    struct note note;
    struct engine *engine;
    struct target_change change;
    struct arena arena;
    struct record_row former;
    struct value *settings, *reply;
    struct write_set *writes;
    struct err err;
};

static void changing_end(struct changing *changing, int status)
{
    changing->change.on_done(changing->change.owner, status, changing->reply, &changing->err);
    write_set_close(changing->writes);
    arena_close(&changing->read.arena);
    arena_close(&changing->arena);
    free(changing);
}

static int reread_run(struct read *read, struct engine *engine, struct reader *reader,
                      struct err *err)
{
    (void)read;
    return routes_load(engine, reader, err);
}

static void reread_done(struct read *read)
{
    struct changing *changing = (struct changing *)(void *)read;
    outbox_wake(changing->engine);
    changing_end(changing, 0);
}

static void on_changed(struct note *note)
{
    struct changing *changing =
        (struct changing *)(void *)((char *)note - offsetof(struct changing, note));
    struct engine *engine = changing->engine;
    int status = deed_status(changing->writes, &changing->err);

    if (status == STATUS_REFUSED)
        status = err_set_at(&changing->err, STATUS_CONFLICT, "stale_version", NULL,
                            "The target %s has been changed meanwhile. Look at it, then change it "
                            "again.",
                            changing->change.name);
    if (status == 0) {
        changing->read.run = reread_run;
        changing->read.on_done = reread_done;
        engine_read(engine, &changing->read);
    } else {
        changing_end(changing, status);
    }
    deed_end(engine);
}

/* The new body; a secret that is not given stays. */
static struct value *new_body(struct changing *changing)
{
    const struct target_change *change = &changing->change;
    struct arena *arena = &changing->arena;
    struct value *former = &value_nil, *body;
    struct err ignored = {0};

    if (changing->former.body.len && canon_read(arena, changing->former.body, &former, &ignored))
        former = &value_nil;
    body = value_copy(arena, changing->settings ? changing->settings : former);
    if (change->secret)
        value_put(arena, body, "sealed",
                  seal_secret(changing->engine, arena, change->name, change->secret));
    else
        value_put(arena, body, "sealed", value_get(former, "sealed"));
    return body;
}

static int find_former(struct read *read, struct engine *engine, struct reader *reader,
                       struct err *err)
{
    struct changing *changing = (struct changing *)(void *)read;
    int rc = reader_record(reader, RECORD_TARGET, slice_of(changing->change.name), &changing->arena,
                           &changing->former, err);
    (void)engine;
    if (rc == STATUS_NOT_FOUND && !changing->settings)
        return err_set(err, STATUS_NOT_FOUND, "There is no target %s.", changing->change.name);
    return rc == STATUS_NOT_FOUND ? 0 : rc;
}

static void submit_change(struct read *read)
{
    struct changing *changing = (struct changing *)(void *)read;
    struct engine *engine = changing->engine;
    const struct target_change *change = &changing->change;
    int rc = read->status;

    changing->err = read->err;
    if (rc == 0)
        rc = deed_refusal(engine, &changing->err);
    if (rc != 0) {
        changing_end(changing, rc);
        return;
    }
    changing->writes = write_set_new();
    struct arena *arena = &changing->writes->arena;
    struct op *op = write_set_add(changing->writes, OP_RECORD);
    struct value *told = value_map(arena);
    /* One that has ended may begin again as a new one. */
    bool is_anew = change->version == 0 && changing->former.version && !changing->former.status;
    op->number = is_anew || !changing->settings ? changing->former.version : change->version;
    op->record = (struct record_row){.kind = RECORD_TARGET,
                                     .key = slice_of(change->name),
                                     .status = changing->settings != NULL,
                                     .at = loop_now_ms(engine->loop),
                                     .body = canon_text(arena, new_body(changing))};
    value_put(arena, told, "target", value_string(arena, change->name));
    value_put(arena, told, "version", value_int(arena, op->number + 1));
    value_put(arena, told, "url",
              value_get(changing->settings ? changing->settings : &value_nil, "url"));
    deed_audit(engine, changing->writes, change->actor,
               changing->settings ? "target_changed" : "target_removed", told);
    changing->reply = value_map(&changing->arena);
    value_put(&changing->arena, changing->reply, "target",
              value_string(&changing->arena, change->name));
    value_put(&changing->arena, changing->reply, "version",
              value_int(&changing->arena, op->number + 1));
    deed_key_put(engine, changing->writes, change->key, changing->reply);
    changing->note.on_note = on_changed;
    deed_submit(engine, changing->writes, &changing->note);
}

void engine_change_target(struct engine *engine, const struct target_change *change)
{
    struct changing *changing = mem_zero(sizeof *changing);

    changing->engine = engine;
    changing->change = *change;
    changing->change.name = arena_text(&changing->arena, change->name);
    changing->change.secret = change->secret ? arena_text(&changing->arena, change->secret) : NULL;
    if (change->settings)
        changing->settings = value_copy(&changing->arena, change->settings);
    changing->read.run = find_former;
    changing->read.on_done = submit_change;
    engine_read(engine, &changing->read);
}

/* ---- sending again ---- */

enum { RESEND_PAGE = 500 };

struct resending {
    struct read read; /* first: found by it */
    struct note note;
    struct engine *engine;
    struct effect_resend resend;
    struct id ref;
    struct arena arena;
    struct effect_row *rows;
    struct incident_row *incidents; /* of dead letters that are open; by ref */
    size_t count, incident_count, total;
    struct write_set *writes;
    struct err err;
};

static void look(struct resending *resending);

static struct value *resent_reply(struct arena *arena, size_t total)
{
    struct value *reply = value_map(arena);
    value_put(arena, reply, "resent", value_int(arena, (int64_t)total));
    return reply;
}

static void resending_end(struct resending *resending, int status)
{
    resending->resend.on_done(resending->resend.owner, status,
                              resent_reply(&resending->arena, resending->total), &resending->err);
    write_set_close(resending->writes);
    arena_close(&resending->arena);
    free(resending);
}

static int find_one(struct resending *resending, struct reader *reader, struct err *err)
{
    struct effect_row *row = ARENA_NEW(&resending->arena, struct effect_row);
    int rc = reader_effect(reader, &resending->ref, &resending->arena, row, err);

    if (rc == STATUS_NOT_FOUND)
        return err_set(err, STATUS_NOT_FOUND, "There is no such effect.");
    if (rc == 0 && row->status != EFFECT_DEAD && row->status != EFFECT_HELD)
        return err_set(err, STATUS_CONFLICT,
                       "This effect is %s. Only one that is dead or held can be sent again.",
                       effect_status_word(row->status));
    resending->rows = row;
    resending->count = 1;
    if (rc == 0 && row->status == EFFECT_DEAD)
        rc = reader_incidents(reader, row->case_id, true, &resending->arena, &resending->incidents,
                              &resending->incident_count, err);
    return rc;
}

static int find_effects(struct read *read, struct engine *engine, struct reader *reader,
                        struct err *err)
{
    struct resending *resending = (struct resending *)(void *)read;
    const struct effect_span held = {.status = EFFECT_HELD,
                                     .until_ms = INT64_MAX,
                                     .after_next_at = INT64_MIN,
                                     .limit = RESEND_PAGE};
    (void)engine;
    if (resending->resend.ref)
        return find_one(resending, reader, err);
    return reader_effects(reader, &held, &resending->arena, &resending->rows, &resending->count,
                          err);
}

static void end_incident(struct resending *resending, const struct id *ref, int64_t now)
{
    for (size_t i = 0; i < resending->incident_count; i++)
        if (id_is_equal(&resending->incidents[i].ref, ref)) {
            struct op *op = write_set_add(resending->writes, OP_INCIDENT);
            op->incident = resending->incidents[i];
            op->incident.ended_at = now;
        }
}

static void on_resent(struct note *note)
{
    struct resending *resending =
        (struct resending *)(void *)((char *)note - offsetof(struct resending, note));
    struct engine *engine = resending->engine;
    int status = deed_status(resending->writes, &resending->err);
    bool is_all = resending->resend.ref || resending->count < RESEND_PAGE;

    if (status == STATUS_REFUSED)
        status = err_set(&resending->err, STATUS_CONFLICT,
                         "Somebody else was quicker. Look at the list again.");
    for (struct op *op = resending->writes->first_op; status == 0 && op; op = op->next)
        if (op->kind == OP_EFFECT)
            outbox_note(engine, &op->effect);
    if (status == 0)
        resending->total += resending->count;
    write_set_close(resending->writes);
    resending->writes = NULL;
    if (status != 0 || is_all)
        resending_end(resending, status);
    else
        look(resending);
    deed_end(engine);
}

static void submit_resend(struct read *read)
{
    struct resending *resending = (struct resending *)(void *)read;
    struct engine *engine = resending->engine;
    int64_t now = loop_now_ms(engine->loop);
    int rc = read->status;

    resending->err = read->err;
    arena_close(&read->arena);
    read->arena = (struct arena){0};
    if (rc == 0)
        rc = deed_refusal(engine, &resending->err);
    if (rc != 0 || resending->count == 0) {
        resending_end(resending, rc);
        return;
    }
    resending->writes = write_set_new();
    struct arena *arena = &resending->writes->arena;
    struct value *told = value_map(arena), *ids = value_list(arena);
    for (size_t i = 0; i < resending->count; i++) {
        struct op *op = write_set_add(resending->writes, OP_EFFECT);
        char text[ID_TEXT_LEN + 1];
        op->number = resending->rows[i].version;
        op->effect = resending->rows[i];
        op->effect.status = EFFECT_PENDING;
        op->effect.attempts = 0;
        op->effect.next_at = now;
        end_incident(resending, &op->effect.ref, now);
        value_push(arena, ids, value_string(arena, id_to_text(&op->effect.ref, text)));
    }
    value_put(arena, told, "effects", ids);
    deed_audit(engine, resending->writes, resending->resend.actor, "effect_resent", told);
    if (resending->resend.ref || resending->count < RESEND_PAGE)
        deed_key_put(engine, resending->writes, resending->resend.key,
                     resent_reply(arena, resending->total + resending->count));
    resending->note.on_note = on_resent;
    deed_submit(engine, resending->writes, &resending->note);
}

static void look(struct resending *resending)
{
    resending->read = (struct read){.run = find_effects, .on_done = submit_resend};
    engine_read(resending->engine, &resending->read);
}

void engine_resend(struct engine *engine, const struct effect_resend *resend)
{
    struct resending *resending = mem_zero(sizeof *resending);

    resending->engine = engine;
    resending->resend = *resend;
    if (resend->ref) {
        resending->ref = *resend->ref;
        resending->resend.ref = &resending->ref;
    }
    look(resending);
}
