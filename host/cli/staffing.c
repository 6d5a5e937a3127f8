/* staffing.c - asking about people and telling (staffing.h). */
#include "cli/staffing.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "cli/telling.h"

int staffing_ask(struct cli *cli, const struct staffing *ask, struct arena *arena)
{
    struct buf target = {0};

    buf_add_text(&target, "/api/v1");
    for (size_t i = 0; i < 4 && ask->path[i]; i++) {
        buf_add_byte(&target, '/');
        remote_encode(&target, ask->path[i]);
    }
    if (ask->is_list) {
        remote_add_query(&target, "limit", cli->limit);
        remote_add_query(&target, "office", cli->office);
        remote_add_query(&target, "role", cli->role);
        remote_add_query(&target, "person", cli->person);
    }
    if (strcmp(ask->method, "GET") == 0)
        remote_add_query(&target, "at", cli->at);
    struct question question = {
        .method = ask->method, .target = target.bytes, .body = ask->body, .version = cli->version};
    int code = ask->is_list ? telling_table(cli, &question, arena, ask->shown)
                            : telling_members(cli, &question, arena, ask->shown);
    buf_close(&target);
    return code;
}

/* One piece before the mark; moves behind it. */
static struct slice piece(const char **text, char mark)
{
    const char *from = *text, *end = strchr(from, mark);
    size_t len = end ? (size_t)(end - from) : strlen(from);
    *text = end ? end + 1 : from + len;
    return (struct slice){.bytes = from, .len = len};
}

struct value *staffing_list(struct arena *arena, const char *text)
{
    struct value *list = value_list(arena);
    while (text && *text) {
        struct slice word = piece(&text, ',');
        if (word.len)
            value_push(arena, list, value_text(arena, word));
    }
    return list;
}

static void put(struct arena *arena, struct value *map, const char *name, struct slice text)
{
    if (text.len)
        value_put(arena, map, name, value_text(arena, text));
}

struct value *staffing_members(struct arena *arena, const char *text)
{
    const struct value *words = staffing_list(arena, text);
    struct value *list = value_list(arena);

    for (size_t i = 0; i < value_len(words); i++) {
        const char *at = value_text_or(value_item(words, i), "");
        struct value *one = value_map(arena);
        put(arena, one, "office", piece(&at, ':'));
        put(arena, one, "role", piece(&at, '@'));
        put(arena, one, "from", piece(&at, '~'));
        put(arena, one, "until", piece(&at, '~'));
        value_push(arena, list, one);
    }
    return list;
}

int staffing_read(const char *path, struct arena *arena, struct slice *out)
{
    enum { PIECE = 65536 };
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    struct buf text = {0};
    char *bytes = arena_alloc(arena, PIECE);
    size_t len = 0;

    while (file && (len = fread(bytes, 1, PIECE, file)) > 0)
        buf_add(&text, bytes, len);
    bool is_read = file && !ferror(file);
    if (file && file != stdin)
        fclose(file);
    *out = arena_copy(arena, buf_slice(&text));
    buf_close(&text);
    if (!is_read)
        fprintf(stderr, "comity: %s cannot be read.\n", path);
    return is_read ? EXIT_DONE : EXIT_DISK;
}
