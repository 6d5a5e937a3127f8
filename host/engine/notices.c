/* notices.c - notices as those who were told see them (notices.h). */
#include "engine/notices.h"
#include <stdlib.h>
#include "engine/deed.h"

static void add_hold(struct arena *arena, struct value *list, const char *role, const char *office)
{
    struct value *pair = value_list(arena);
    value_push(arena, pair, value_string(arena, role));
    value_push(arena, pair, value_string(arena, office));
    value_push(arena, list, pair);
}

struct value *notice_holds(const struct actor *actor, struct arena *arena)
{
    struct value *list = value_list(arena);
    for (size_t i = 0; i < value_len(actor->roles); i++)
        add_hold(arena, list, value_text_or(value_item(actor->roles, i), ""), "");
    for (size_t i = 0; i < actor->membership_count; i++)
        add_hold(arena, list, actor->memberships[i].role, actor->memberships[i].office);
    return list;
}

static void add_value(struct buf *out, const struct value *value)
{
    if (value->type == VALUE_HANDLE)
        buf_add_text(out, "***");
    else if (value->type == VALUE_INT)
        buf_printf(out, "%lld", (long long)value->integer);
    else
        buf_add_text(out, value_text_or(value, ""));
}

static struct value *fill(struct arena *arena, const struct value *body, const char *text)
{
    struct buf out = {0};
    while (*text) {
        const char *end = *text == '{' ? strchr(text, '}') : NULL;
        struct slice name = {.bytes = text + 1, .len = end ? (size_t)(end - text - 1) : 0};
        const struct value *value =
            end ? value_get_slice(value_get(body, "with"), name) : &value_nil;
        if (end && value_is_nil(value))
            value = value_get_slice(body, name);
        if (end && !value_is_nil(value)) {
            add_value(&out, value);
            text = end + 1;
        } else {
            buf_add_byte(&out, *text++);
        }
    }
    struct value *filled = value_text(arena, buf_slice(&out));
    buf_close(&out);
    return filled;
}

void notice_word(struct arena *arena, struct value *item)
{
    static const char *const parts[] = {"title", "text"};
    const struct value *body = value_get(item, "notice");

    for (size_t p = 0; p < 2; p++) {
        const struct value *texts = value_get(body, parts[p]);
        struct value *worded = value_map(arena);
        for (size_t i = 0; i < value_len(texts); i++)
            value_put_slice(arena, worded, texts->map.members[i].key,
                            fill(arena, body, value_text_or(texts->map.members[i].value, "")));
        if (value_len(worded))
            value_put(arena, item, parts[p], worded);
    }
    value_put(arena, item, "notice", &value_nil);
}

/* ---- having seen it ---- */

struct seeing {
    struct note note; /* first: owner of its write set */
    struct engine *engine;
    struct write_set *writes;
    void (*on_done)(void *owner, int status, const struct err *err);
    void *owner;
};

static void on_seen(struct note *note)
{
    struct seeing *seeing = (struct seeing *)(void *)note;
    struct engine *engine = seeing->engine;
    struct err err = {0};
    int status = deed_status(seeing->writes, &err);

    seeing->on_done(seeing->owner, status, &err);
    write_set_close(seeing->writes);
    free(seeing);
    deed_end(engine);
}

void engine_read_notice(struct engine *engine, const struct id *notice, const struct actor *actor,
                        void (*on_done)(void *owner, int status, const struct err *err),
                        void *owner)
{
    struct err err = {0};
    int rc = deed_refusal(engine, &err);
    if (rc != 0) {
        on_done(owner, rc, &err);
        return;
    }
    struct seeing *seeing = mem_zero(sizeof *seeing);
    seeing->note.on_note = on_seen;
    seeing->engine = engine;
    seeing->on_done = on_done;
    seeing->owner = owner;
    seeing->writes = write_set_new();
    struct op *op = write_set_add(seeing->writes, OP_NOTICE_READ);
    op->notice_read = (struct notice_read_row){
        .notice = *notice,
        .person = slice_of(arena_text(&seeing->writes->arena, actor->id)),
        .at = loop_now_ms(engine->loop),
    };
    deed_submit(engine, seeing->writes, &seeing->note);
}
