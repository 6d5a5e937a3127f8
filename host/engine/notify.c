/* notify.c - telling people (notify.h). A row for each recipient, and for those who want it another
 * way an effect beside it.
 *
 * What is told is the text as it was declared then, and the values it speaks of: no release changes
 * what somebody was told. Refs follow from case, seq, key and recipient, so nothing is drawn.
 */
#include "engine/notify.h"
#include "data/canon.h"
#include "engine/calendars.h"
#include "engine/inside.h"
#include "engine/outbox.h"
#include "engine/recipients.h"
#include "engine/routes.h"

enum { RECIPIENTS_MOST = 1000 };

struct putting {
    struct turn *turn;
    const struct notice_request *request;
    struct slice office, body;
    const struct value *content;
    int64_t not_before;
    int count;
    int ordinal; /* of the first of them among all that the write set tells */
};

static const struct value *declared(const struct turn *turn, const struct notice_request *request)
{
    const struct value *model = turn->cf->workflow ? turn->cf->workflow->model : &value_nil;
    return value_get(value_get(model, "notices"), request->name);
}

static struct value *content_of(struct turn *turn, const struct notice_request *request)
{
    struct arena *arena = turn->arena;
    const struct value *notice = declared(turn, request);
    const struct value *text = request->text ? request->text : &value_nil;
    struct value *content = value_map(arena), *title = value_map(arena);

    if (value_is_nil(text))
        text = value_get(notice, "text");
    value_put(arena, title, "zh", value_string(arena, value_get_text(notice, "zh")));
    value_put(arena, title, "en", value_string(arena, value_get_text(notice, "en")));
    if (value_len(title))
        value_put(arena, content, "title", title);
    value_put(arena, content, "text", value_copy(arena, text));
    if (request->with)
        value_put(arena, content, "with", value_copy(arena, request->with));
    value_put(arena, content, "number", value_text(arena, turn->cf->row.number));
    value_put(arena, content, "workflow", value_text(arena, turn->cf->row.workflow));
    return content;
}

/* ---- rows ---- */

static void add_row(struct putting *put, const struct value *recipient)
{
    struct turn *turn = put->turn;
    struct arena *arena = turn->arena;
    const char *person = value_get_text(recipient, "person");
    const char *role = value_get_text(recipient, "role");
    const char *office = value_get_text(recipient, "office");
    struct op *op = write_set_add(turn->writes, OP_NOTICE);
    char text[ID_TEXT_LEN + 1];

    const char *name =
        arena_printf(arena, "notice/%lld/%s/%s/%d", (long long)turn->seq, put->request->key,
                     put->request->name, put->ordinal + put->count);
    digest_id(turn->engine->child_key, slice_of(name), slice_of(id_to_text(&turn->cf->ref, text)),
              &op->notice.ref);
    op->notice.case_id = turn->cf->row.id;
    op->notice.case_ref = turn->cf->ref;
    op->notice.at = turn->at;
    op->notice.not_before = put->not_before;
    op->notice.office = office ? slice_of(arena_text(arena, office)) : put->office;
    op->notice.person = slice_of(person ? arena_text(arena, person) : "");
    op->notice.role = slice_of(person || !role ? "" : arena_text(arena, role));
    op->notice.name = slice_of(arena_text(arena, put->request->name));
    op->notice.body = put->body;
    turn->writes->bytes += put->body.len + 256;
}

/* The same by mail or phone, through the outbox. */
static void add_effect(struct putting *put, struct value *to, const char *target)
{
    struct arena *arena = put->turn->arena;
    struct value *with = value_copy(arena, put->content);
    struct id ref;

    value_put(arena, with, "to", to);
    const struct effect_request request = {
        .target = target,
        .kind = "notice",
        .key = arena_printf(arena, "%s/%s/%d/%s", put->request->key, put->request->name,
                            put->ordinal + put->count, target),
        .with = with,
        .not_before_ms = put->not_before,
    };
    effect_ask(put->turn, &request, &ref);
}

static void tell_person(struct putting *put, const char *id)
{
    const struct engine *engine = put->turn->engine;
    const struct staff_person *person = staff_person(turn_staff(put->turn), id);
    const char *mail = route_of(engine, ROUTE_PEOPLE, ROUTE_MAIL);
    const char *phone = route_of(engine, ROUTE_PEOPLE, ROUTE_PHONE);
    struct value *to = value_map(put->turn->arena);

    value_put(put->turn->arena, to, "person", value_string(put->turn->arena, id));
    if (person && person->wants_mail && mail)
        add_effect(put, to, mail);
    if (person && person->wants_sms && phone)
        add_effect(put, to, phone);
}

/* A citizen has no screen of ours to look at: by phone, else by mail. */
static void tell_citizen(struct putting *put, const struct value *handle)
{
    const struct engine *engine = put->turn->engine;
    const char *target = route_of(engine, ROUTE_CITIZENS, ROUTE_PHONE);

    if (!target)
        target = route_of(engine, ROUTE_CITIZENS, ROUTE_MAIL);
    if (target && !value_is_nil(handle))
        add_effect(put, value_copy(put->turn->arena, handle), target);
}

/* Somebody may be told the same twice in one turn, under the same key: each has a ref of its own.
 */
static int count_told(const struct write_set *writes)
{
    int count = 0;
    for (const struct op *op = writes->first_op; op; op = op->next)
        count += op->kind == OP_NOTICE || op->kind == OP_EFFECT;
    return count;
}

void notice_put(struct turn *turn, const struct notice_request *request, const struct value *told)
{
    struct arena *arena = turn->arena;
    const struct value *to = value_get(told, "to");
    struct putting put = {.turn = turn, .request = request};

    put.content = content_of(turn, request);
    put.body = canon_text(arena, put.content);
    put.office = request->office ? slice_of(arena_text(arena, request->office))
                                 : arena_copy(arena, turn->cf->row.office);
    put.ordinal = count_told(turn->writes);
    put.not_before = value_get_int(told, "not_before", turn->at);
    for (; (size_t)put.count < value_len(to); put.count++) {
        const struct value *recipient = value_item(to, (size_t)put.count);
        if (value_get_text(recipient, "relation")) {
            tell_citizen(&put, value_get(recipient, "handle"));
            continue;
        }
        add_row(&put, recipient);
        if (value_get_text(recipient, "person"))
            tell_person(&put, value_get_text(recipient, "person"));
    }
}

/* ---- who, and when ---- */

/* Not at midnight: when the office that tells is open next. One that never opens again tells at
 * once. */
static int64_t shown_from(const struct turn *turn, const struct notice_request *request)
{
    bool is_life_safety =
        request->is_life_safety || value_get_bool(declared(turn, request), "is_life_safety", false);
    int64_t from = request->not_before_ms > turn->at ? request->not_before_ms : turn->at, opens;
    struct slice office = request->office ? slice_of(request->office) : turn->cf->row.office;

    if (is_life_safety)
        return turn->at;
    return calendar_next_opening(calendars_of(casefile_calendars(turn->cf), office), from, &opens)
               ? opens
               : from;
}

struct value *notice_recipients(struct turn *turn, const struct notice_request *request)
{
    struct arena *arena = turn->arena;
    struct value *told = value_map(arena), *to = value_list(arena);
    const struct recipients_where where = {
        .office = request->office, .task = request->task, .clock = request->clock};
    const struct value *found = recipients_of(turn, request->to, &where);

    for (size_t i = 0; i < value_len(found) && i < RECIPIENTS_MOST; i++)
        value_push(arena, to, value_item(found, i));
    value_put(arena, told, "to", to);
    value_put(arena, told, "not_before", value_int(arena, shown_from(turn, request)));
    return told;
}

int notice_send(struct turn *turn, const struct notice_request *request, struct value **told,
                struct err *err)
{
    (void)err;
    *told = notice_recipients(turn, request);
    notice_put(turn, request, *told);
    return 0;
}
