/* print.c - tables whose columns fit what stands in them; a Chinese character takes two cells. */
#include "cli/print.h"

#include <stdio.h>

#include "data/json.h"

void print_json(const struct value *value)
{
    struct buf out = {0};
    json_write(&out, value, 2);
    printf("%.*s\n", SLICE_ARG(buf_slice(&out)));
    buf_close(&out);
}

static void add_cell(struct buf *out, const struct value *value);

static void add_list(struct buf *out, const struct value *list)
{
    for (size_t i = 0; i < value_len(list); i++) {
        if (i)
            buf_add_text(out, ", ");
        add_cell(out, value_item(list, i));
    }
}

/* A role in an office, as tables of people and --member write it: "370102:clerk". */
static bool add_membership(struct buf *out, const struct value *map)
{
    const char *office = value_get_text(map, "office"), *role = value_get_text(map, "role");
    if (value_len(map) != 2 || !office || !role)
        return false;
    buf_printf(out, "%s:%s", office, role);
    return true;
}

/* A personal value as the value it holds, if it was shown; other maps as {name: cell}. */
static void add_map(struct buf *out, const struct value *map)
{
    if (value_get_bool(map, "personal", false)) {
        const struct value *value = value_get(map, "value");
        if (value_is_nil(value))
            buf_add_text(out, value_get_bool(map, "erased", false) ? "(erased)" : "(personal)");
        else
            add_cell(out, value);
        return;
    }
    if (add_membership(out, map))
        return;
    buf_add_byte(out, '{');
    for (size_t i = 0; i < value_len(map); i++) {
        buf_printf(out, "%s%.*s: ", i ? ", " : "", SLICE_ARG(map->map.members[i].key));
        add_cell(out, map->map.members[i].value);
    }
    buf_add_byte(out, '}');
}

/* Text as it stands, lists and maps of such; control characters become '?'. */
static void add_cell(struct buf *out, const struct value *value)
{
    size_t from = out->len;
    if (value->type == VALUE_TEXT)
        buf_add_slice(out, value->text);
    else if (value_is_nil(value))
        buf_add_byte(out, '-');
    else if (value->type == VALUE_LIST)
        add_list(out, value);
    else if (value->type == VALUE_MAP)
        add_map(out, value);
    else
        json_write(out, value, 0);
    for (size_t i = from; i < out->len; i++)
        if ((unsigned char)out->bytes[i] < 0x20 || out->bytes[i] == 0x7f)
            out->bytes[i] = '?';
}

void print_add(struct buf *out, const struct value *value)
{
    add_cell(out, value);
}

/* Cells on a terminal: three- and four-byte characters of UTF-8 are wide, near enough. */
int print_width(struct slice text)
{
    int cells = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        cells += byte < 0x80 || (byte >= 0xC0 && byte < 0xE0) ? 1 : byte >= 0xE0 ? 2 : 0;
    }
    return cells;
}

static int column_width(const struct value *items, const char *column)
{
    struct buf cell = {0};
    int most = print_width(slice_of(column));
    for (size_t i = 0; i < value_len(items); i++) {
        buf_clear(&cell);
        add_cell(&cell, value_get(value_item(items, i), column));
        if (print_width(buf_slice(&cell)) > most)
            most = print_width(buf_slice(&cell));
    }
    buf_close(&cell);
    return most;
}

static void print_cell(struct slice text, int cells, bool is_last)
{
    printf("%.*s", SLICE_ARG(text));
    if (is_last)
        putchar('\n');
    else
        printf("%*s", cells - print_width(text) + 2, "");
}

void print_table(const struct value *page, const char *const *columns)
{
    const struct value *items = value_get(page, "items");
    const char *next = value_get_text(page, "next");
    struct buf cell = {0};

    if (value_len(items) == 0)
        printf("(none)\n");
    for (size_t c = 0; value_len(items) && columns[c]; c++)
        print_cell(slice_of(columns[c]), column_width(items, columns[c]), !columns[c + 1]);
    for (size_t i = 0; i < value_len(items); i++)
        for (size_t c = 0; columns[c]; c++) {
            buf_clear(&cell);
            add_cell(&cell, value_get(value_item(items, i), columns[c]));
            print_cell(buf_slice(&cell), column_width(items, columns[c]), !columns[c + 1]);
        }
    if (next)
        printf("(there are more)\n");
    buf_close(&cell);
}

void print_members(const struct value *map, const char *const *names)
{
    struct buf cell = {0};
    for (; *names; names++) {
        const struct value *member = value_get(map, *names);
        buf_clear(&cell);
        if (!value_is_nil(member))
            add_cell(&cell, member);
        if (cell.len)
            printf("%s: %.*s\n", *names, SLICE_ARG(buf_slice(&cell)));
    }
    buf_close(&cell);
}
