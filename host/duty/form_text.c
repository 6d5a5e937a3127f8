/* form_text.c - what a text of an answer may hold, and how long it may be.
 *
 * Characters are counted, not bytes: "调解书" has three. Control characters are refused, and those
 * that turn the direction of what follows: they would make a letter read otherwise than it was
 * written.
 */
#include <inttypes.h>

#include "duty/form_field.h"

struct text_facts {
    size_t chars;
    bool is_sound; /* UTF-8 without control characters, except newline and tab */
    bool is_blank;
    bool has_breaks; /* newline or tab */
};

/* One character of UTF-8 from the front; 0 if it is none. */
static size_t char_take(struct slice text, uint32_t *out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)text.bytes[0];
    size_t len = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : 4;
    if (len > text.len || (len == 4 && first >> 3 != 30))
        return 0;
    uint32_t code = len == 1 ? first : first & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        unsigned char next = (unsigned char)text.bytes[i];
        if (next >> 6 != 2)
            return 0;
        code = code << 6 | (next & 0x3Fu);
    }
    *out = code;
    bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code < least[len] || code > 0x10FFFF || is_surrogate ? 0 : len;
}

/* Control characters, and those that turn the direction of what follows: they would make a letter
 * read otherwise than it was written. */
static bool char_is_refused(uint32_t code)
{
    if (code == '\n' || code == '\t')
        return false;
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

static bool char_is_blank(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\n' || code == 0xA0 || code == 0x3000;
}

static struct text_facts text_look(struct slice text)
{
    struct text_facts facts = {.is_sound = true, .is_blank = true};
    while (text.len > 0) {
        uint32_t code;
        size_t len = char_take(text, &code);
        if (len == 0) {
            facts.is_sound = facts.is_blank = false;
            return facts;
        }
        facts.chars++;
        facts.is_sound = facts.is_sound && !char_is_refused(code);
        facts.is_blank = facts.is_blank && char_is_blank(code);
        facts.has_breaks = facts.has_breaks || code == '\n' || code == '\t';
        text = (struct slice){.bytes = text.bytes + len, .len = text.len - len};
    }
    return facts;
}

struct value *form_text_check(struct checking *checking, const char *path,
                              const struct value *given, struct text_limits limits)
{
    struct arena *arena = checking->arena;
    if (given->type != VALUE_TEXT)
        return checking_note(checking, path, "not_text", "应填写文字", "must be text");
    struct text_facts facts = text_look(given->text);
    if (!facts.is_sound || (limits.is_one_line && facts.has_breaks))
        return checking_note(checking, path, "bad_character", "含有不能使用的控制字符",
                             "holds control characters, which cannot be used");
    if ((int64_t)facts.chars < limits.min)
        return checking_note(checking, path, "too_short",
                             arena_printf(arena, "至少%" PRId64 "个字", limits.min),
                             arena_printf(arena, "at least %" PRId64 " characters", limits.min));
    if ((int64_t)facts.chars > limits.max)
        return checking_note(checking, path, "too_long",
                             arena_printf(arena, "最多%" PRId64 "个字", limits.max),
                             arena_printf(arena, "at most %" PRId64 " characters", limits.max));
    return value_text(arena, given->text);
}

bool form_text_is_blank(const struct value *given)
{
    return given->type == VALUE_TEXT && text_look(given->text).is_blank;
}
