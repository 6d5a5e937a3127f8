/* lists.c - what every list has: pages, cursors, members of items.
 *
 * A list is one query, read in one transaction begun after the request arrived (rules.md E15).
 * Pages go by the sort key of the last item, never by offset, so a page costs the same wherever it
 * is and items that come or go meanwhile shift nothing.
 * To add a list: its filter and function in lists.h, its slot in db.h, a file lists_<what>.c.
 */
#include <inttypes.h>
#include <stdlib.h>
#include "data/canon.h"
#include "store/lists_inside.h"

int page_open(struct page *page, struct reader *reader, size_t limit, struct arena *arena,
              struct err *err)
{
    *page = (struct page){.arena = arena, .items = value_list(arena), .limit = limit};
    if (!reader_is_sqlite(reader))
        return err_set(err, STATUS_LATER, "Lists are read from SQLite only.");
    if (limit < 1 || limit > PAGE_LIMIT)
        return err_set(err, STATUS_MALFORMED, "A page holds 1 to %d items.", PAGE_LIMIT);
    return 0;
}

bool page_has_room(const struct page *page)
{
    return value_len(page->items) < page->limit;
}

struct value *page_close(const struct page *page)
{
    struct value *out = value_map(page->arena);
    value_put(page->arena, out, "items", page->items);
    value_put_null(page->arena, out, "next"); /* the last page says so */
    if (page->next.len)
        value_put(page->arena, out, "next", value_text(page->arena, page->next));
    return out;
}

static bool read_number(struct slice *text, int64_t *number)
{
    size_t len = 0;
    int64_t sum = 0;
    for (; len < text->len && text->bytes[len] != '.'; len++) {
        char digit = text->bytes[len];
        if (digit < '0' || digit > '9' || len >= 18)
            return false;
        sum = sum * 10 + (digit - '0');
    }
    *number = sum;
    text->bytes += len;
    text->len -= len;
    return len > 0;
}

int cursor_read(struct slice cursor, size_t count, int64_t *numbers, struct err *err)
{
    struct slice rest = cursor;
    if (cursor.len == 0)
        return 0;
    for (size_t i = 0; i < count; i++) {
        bool is_good = read_number(&rest, &numbers[i]);
        bool is_last = i + 1 == count;
        if (!is_good || (is_last ? rest.len != 0 : rest.len == 0))
            return err_set_at(err, STATUS_MALFORMED, "bad_cursor", NULL,
                              "This cursor was not given by this list. Leave it out to start at "
                              "the first page.");
        rest.bytes += !is_last;
        rest.len -= !is_last;
    }
    return 0;
}

struct slice cursor_write(struct arena *arena, const int64_t *numbers, size_t count)
{
    struct buf buf = {0};
    for (size_t i = 0; i < count; i++)
        buf_printf(&buf, i ? ".%" PRId64 : "%" PRId64, numbers[i]);
    struct slice copy = arena_copy(arena, buf_slice(&buf));
    buf_close(&buf);
    return copy;
}

struct value *value_of_id(struct arena *arena, const struct id *id)
{
    char text[ID_TEXT_LEN + 1];
    return id_is_zero(id) ? &value_nil : value_string(arena, id_to_text(id, text));
}

struct value *value_of_text(struct arena *arena, struct slice text)
{
    return text.len ? value_text(arena, text) : &value_nil;
}

struct value *value_of_lines(struct arena *arena, struct slice lines)
{
    struct value *list = value_list(arena);
    while (lines.len) {
        const char *end = memchr(lines.bytes, '\n', lines.len);
        size_t len = end ? (size_t)(end - lines.bytes) : lines.len;
        if (len)
            value_push(arena, list,
                       value_text(arena, (struct slice){.bytes = lines.bytes, .len = len}));
        len += end != NULL;
        lines.bytes += len;
        lines.len -= len;
    }
    return list;
}

struct value *value_of_body(struct arena *arena, struct slice body, int *status, struct err *err)
{
    struct value *value = &value_nil;
    if (*status == 0 && body.len)
        *status = canon_read(arena, body, &value, err);
    return *status == 0 ? value : &value_nil;
}
