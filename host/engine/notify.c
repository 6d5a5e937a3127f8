/* notify.c - telling people (notify.h). A row for each recipient, and for those who want it another
 * way an effect beside it.
 *
 * What is told is the text as it was declared then, and the values it speaks of: no release changes
 * what somebody was told. Refs follow from case, seq, key and recipient, so nothing is drawn.
 */
#include "engine/notify.h"
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/outbox.h"

enum { RECIPIENTS_MOST = 1000 };

struct telling_of {
    struct turn *turn;
    const struct notice_request *request;
    struct slice office, body;
    int64_t not_before;
    int count;
};

static struct value *texts_of(struct turn *turn, const struct notice_request *request,
                              bool *is_life_safety)
{
    struct arena *arena = turn->arena;
    const struct value *model = turn->cf->workflow ? turn->cf->workflow->model : &value_nil;
    const struct value *declared = value_get(value_get(model, "notices"), request->name);
    const struct value *text = request->text ? request->text : &value_nil;

    *is_life_safety = request->is_life_safety || value_get_bool(declared, "is_life_safety", false);
    if (value_is_nil(text))
        text = value_get(declared, "text");
    struct value *body = value_map(arena);
    struct value *title = value_map(arena);
    value_put(arena, title, "zh", value_string(arena, value_get_text(declared, "zh")));
    value_put(arena, title, "en", value_string(arena, value_get_text(declared, "en")));
    if (value_len(title))
        value_put(arena, body, "title", title);
    value_put(arena, body, "text", value_copy(arena, text));
    if (request->with)
        value_put(arena, body, "with", value_copy(arena, request->with));
    value_put(arena, body, "number", value_text(arena, turn->cf->row.number));
    value_put(arena, body, "workflow", value_text(arena, turn->cf->row.workflow));
    return body;
}

/* Until offices have opening hours they are always open. */
static int64_t shown_from(const struct turn *turn, const struct notice_request *request,
                          bool is_life_safety)
{
    if (is_life_safety || request->not_before_ms <= turn->at)
        return turn->at;
    return request->not_before_ms;
}

static void add_row(struct telling_of *told, const struct value *recipient)
{
    struct turn *turn = told->turn;
    struct arena *arena = turn->arena;
    const char *person = value_get_text(recipient, "person");
    const char *role = value_get_text(recipient, "role");
    const char *office = value_get_text(recipient, "office");
    struct op *op = write_set_add(turn->writes, OP_NOTICE);
    char text[ID_TEXT_LEN + 1];

    const char *name = arena_printf(arena, "notice/%lld/%s/%s/%d", (long long)turn->seq,
                                    told->request->key, told->request->name, told->count);
    digest_id(turn->engine->child_key, slice_of(name), slice_of(id_to_text(&turn->cf->ref, text)),
              &op->notice.ref);
    op->notice.case_id = turn->cf->row.id;
    op->notice.case_ref = turn->cf->ref;
    op->notice.at = turn->at;
    op->notice.not_before = told->not_before;
    op->notice.office = office ? slice_of(arena_text(arena, office)) : told->office;
    op->notice.person = slice_of(person ? arena_text(arena, person) : "");
    op->notice.role = slice_of(person || !role ? "" : arena_text(arena, role));
    op->notice.name = slice_of(arena_text(arena, told->request->name));
    op->notice.body = told->body;
    turn->writes->bytes += told->body.len + 256;
}

/* Words are roles of the office, until people are known. */
static int find_recipients(struct turn *turn, const struct notice_request *request,
                           struct value **out, struct err *err)
{
    struct arena *arena = turn->arena;
    const struct value *to = request->to;
    const char *office = request->office;
    struct value *list = value_list(arena);

    (void)err;
    for (size_t i = 0; i < (to->type == VALUE_LIST ? value_len(to) : 1); i++) {
        const struct value *word = to->type == VALUE_LIST ? value_item(to, i) : to;
        struct value *recipient = value_map(arena);
        if (word->type != VALUE_TEXT)
            continue;
        value_put(arena, recipient, "role", value_text(arena, word->text));
        value_put(arena, recipient, "office",
                  office ? value_string(arena, office) : value_text(arena, turn->cf->row.office));
        value_push(arena, list, recipient);
    }
    *out = list;
    return 0;
}

int notice_send(struct turn *turn, const struct notice_request *request, struct value **told_value,
                struct err *err)
{
    struct arena *arena = turn->arena;
    struct value *list;
    bool is_life_safety;
    int rc = find_recipients(turn, request, &list, err);
    if (rc != 0)
        return rc;
    struct telling_of told = {.turn = turn, .request = request};
    told.body = canon_text(arena, texts_of(turn, request, &is_life_safety));
    told.office = request->office ? slice_of(arena_text(arena, request->office))
                                  : arena_copy(arena, turn->cf->row.office);
    told.not_before = shown_from(turn, request, is_life_safety);
    for (; (size_t)told.count < value_len(list) && told.count < RECIPIENTS_MOST; told.count++)
        add_row(&told, value_item(list, (size_t)told.count));
    *told_value = value_map(arena);
    value_put(arena, *told_value, "to", list);
    value_put(arena, *told_value, "not_before", value_int(arena, told.not_before));
    return 0;
}
