/* message.c - what a notice says to one person: the address it goes to, its subject, its text in
 * both languages with {fields} filled in.
 */
#include <ctype.h>
#include <string.h>
#include "outside/inside.h"

static const char *by_word(const struct outgoing *outgoing)
{
    const char *address = value_get_text(outgoing->target, "address");
    if (address)
        return strcmp(address, "phone") == 0 ? "phone" : "email";
    return strcmp(outgoing->kind, "mail") == 0 ? "email" : "phone";
}

/* One line without anything that could begin a header or a second address. */
static bool is_address(const char *text)
{
    for (const char *at = text; *at; at++)
        if ((unsigned char)*at <= ' ' || strchr("<>,;:\"\\()", *at))
            return false;
    return *text != '\0' && strlen(text) <= 254;
}

const char *message_address(const struct outgoing *outgoing, struct sent *sent)
{
    const struct value *to = value_get(outgoing->with, "to");
    const char *word = by_word(outgoing);
    const char *text = to->type == VALUE_MAP ? value_get_text(to, word) : value_text_or(to, NULL);

    if (text && !is_address(text))
        text = NULL;
    if (text && strcmp(word, "email") == 0 && !strchr(text, '@'))
        text = NULL;
    if (!text) {
        sent_note(sent, SENT_REFUSED, "Nobody knows the %s of who is told.",
                  strcmp(word, "phone") == 0 ? "phone" : "mail address");
        sent->is_ours = true;
    }
    return text;
}

static void add_value(struct buf *out, const struct value *value)
{
    if (value->type == VALUE_INT)
        buf_printf(out, "%lld", (long long)value->integer);
    else if (value->type == VALUE_MAP)
        buf_add_text(out, value_text_or(value_get(value, "name"), ""));
    else
        buf_add_text(out, value_text_or(value, ""));
}

/* {name} becomes the member of `with`, number and the like those of the message itself. */
static void add_filled(struct buf *out, const struct value *message, const char *text)
{
    while (*text) {
        const char *end = *text == '{' ? strchr(text, '}') : NULL;
        struct slice name = {.bytes = text + 1, .len = end ? (size_t)(end - text - 1) : 0};
        const struct value *value =
            end ? value_get_slice(value_get(message, "with"), name) : &value_nil;
        if (end && value_is_nil(value))
            value = value_get_slice(message, name);
        if (end && !value_is_nil(value)) {
            add_value(out, value);
            text = end + 1;
        } else {
            buf_add_byte(out, *text++);
        }
    }
}

static const char *both(const struct outgoing *outgoing, const struct value *texts,
                        const char *between, struct arena *arena)
{
    const char *zh = value_get_text(texts, "zh"), *en = value_get_text(texts, "en");
    struct buf out = {0};

    if (texts->type == VALUE_TEXT)
        add_filled(&out, outgoing->with, value_text_or(texts, ""));
    if (zh)
        add_filled(&out, outgoing->with, zh);
    if (zh && en)
        buf_add_text(&out, between);
    if (en)
        add_filled(&out, outgoing->with, en);
    const char *text = arena_copy(arena, buf_slice(&out)).bytes;
    buf_close(&out);
    return text;
}

const char *message_text(const struct outgoing *outgoing, struct arena *arena)
{
    const struct value *text = value_get(outgoing->with, "text");
    return both(outgoing, value_is_nil(text) ? value_get(outgoing->with, "title") : text, "\n\n",
                arena);
}

const char *message_subject(const struct outgoing *outgoing, struct arena *arena)
{
    const struct value *subject = value_get(outgoing->with, "subject");
    return both(outgoing, value_is_nil(subject) ? value_get(outgoing->with, "title") : subject,
                " / ", arena);
}
