/* sources.c - lines of a release's scripts (sources.h). */
#include "engine/sources.h"
#include <stdlib.h>
#include "data/canon.h"
#include "store/releases.h"

enum { LINE_BYTES_MOST = 400 };

int sources_load(struct sources *sources, struct reader *reader, int64_t release, struct err *err)
{
    struct release_row row;
    struct value *body = &value_nil;

    if (sources->release == release && sources->files)
        return 0;
    sources_close(sources);
    int rc = reader_release(reader, release, &sources->arena, &row, err);
    if (rc == 0)
        rc = canon_read(&sources->arena, row.body, &body, err);
    if (rc == STATUS_NOT_FOUND)
        rc = 0;
    sources->release = release;
    sources->files = value_get(body, "files");
    return rc;
}

void sources_close(struct sources *sources)
{
    arena_close(&sources->arena);
    *sources = (struct sources){0};
}

/* Lua cuts the front of a long name: "...ation/workflow.lua". */
static bool is_file(struct slice path, struct slice name)
{
    if (name.len > 3 && memcmp(name.bytes, "...", 3) == 0) {
        size_t len = name.len - 3;
        return path.len >= len && memcmp(path.bytes + path.len - len, name.bytes + 3, len) == 0;
    }
    return slice_is_equal(path, name);
}

static struct slice find_text(const struct sources *sources, struct slice name)
{
    for (size_t i = 0; i < value_len(sources->files); i++) {
        const struct member *member = &sources->files->map.members[i];
        if (is_file(member->key, name) && member->value->type == VALUE_TEXT)
            return member->value->text;
    }
    return (struct slice){0};
}

static struct slice take_line(struct slice *text)
{
    const char *end = text->len ? memchr(text->bytes, '\n', text->len) : NULL;
    struct slice line = {text->bytes, end ? (size_t)(end - text->bytes) : text->len};
    size_t used = end ? line.len + 1 : line.len;

    text->bytes += used;
    text->len -= used;
    return line;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static const char *trim(struct slice line, struct arena *arena)
{
    while (line.len && is_space(line.bytes[0])) {
        line.bytes++;
        line.len--;
    }
    while (line.len && is_space(line.bytes[line.len - 1]))
        line.len--;
    if (line.len > LINE_BYTES_MOST)
        for (line.len = LINE_BYTES_MOST; line.len && (line.bytes[line.len] & 0xC0) == 0x80;)
            line.len--;
    return arena_copy(arena, line).bytes;
}

const char *sources_line(const struct sources *sources, const char *where, struct arena *arena)
{
    const char *colon = where ? strrchr(where, ':') : NULL;
    if (!colon || !sources->files)
        return NULL;
    struct slice text = find_text(sources, (struct slice){where, (size_t)(colon - where)});
    long number = strtol(colon + 1, NULL, 10);
    struct slice line = {0};

    for (long n = 0; n < number; n++) {
        if (text.len == 0)
            return NULL;
        line = take_line(&text);
    }
    return number > 0 ? trim(line, arena) : NULL;
}
