/* look.c - the debugger on journals of every version (look.h). What hung on the cases was not
 * recorded, so only turns are verified; each must replay, and be shown with where its script stood.
 */
#include "look.h"
#include <string.h>
#include "data/canon.h"
#include "engine/export.h"
#include "engine/exported.h"
#include "engine/trace.h"
#include "script/release.h"

enum { FILES_MOST = 256 };

static void on_bytes(void *owner, struct slice bytes)
{
    buf_add_slice(owner, bytes);
}

static struct value *head_value(struct arena *arena, const struct value *value)
{
    const struct value *rows = value_get(value, "rows");
    const struct value *last = value_item(rows, value_len(rows) - 1);
    struct value *head = value_map(arena), *row = value_map(arena);
    struct value *body, *opening = &value_nil;
    struct err ignored = {0};

    for (size_t i = 0; i < value_len(rows); i++)
        if (canon_read(arena, value_get(value_item(rows, i), "body")->text, &body, &ignored) == 0 &&
            !value_is_nil(value_get(body, "opening")))
            opening = value_get(body, "opening");
    value_put(arena, row, "id", value_get(value, "case"));
    value_put(arena, row, "number", value_get(value, "number"));
    value_put(arena, row, "workflow", value_get(value, "workflow"));
    value_put(arena, row, "office", value_string(arena, "office"));
    value_put(arena, row, "stage", value_get(opening, "stage"));
    value_put(arena, row, "status", value_string(arena, "closed"));
    value_put(arena, row, "extra", value_string(arena, "{}"));
    value_put(arena, row, "release", value_get(last, "release"));
    value_put(arena, row, "seq", value_get(last, "seq"));
    value_put(arena, row, "at", value_get(last, "at"));
    value_put(arena, row, "opened_at", value_get(last, "at"));
    value_put(arena, row, "hash", value_get(last, "hash"));
    value_put(arena, head, "row", row);
    return head;
}

static int add_release(struct export_writer *writer, const struct value *files, int64_t id,
                       struct arena *arena, struct err *err)
{
    struct script_file list[FILES_MOST];
    struct value *release = value_map(arena);
    struct digest digest;
    char text[2 * DIGEST_BYTES + 1];
    size_t count = value_len(files) < FILES_MOST ? value_len(files) : FILES_MOST;

    for (size_t i = 0; i < count; i++)
        list[i] = (struct script_file){.path = files->map.members[i].key.bytes,
                                       .text = files->map.members[i].value->text};
    int rc = release_digest_of(list, count, &digest, err);
    value_put(arena, release, "id", value_int(arena, id));
    value_put(arena, release, "digest", value_string(arena, digest_to_text(&digest, text)));
    value_put(arena, release, "files", (struct value *)files);
    if (rc == 0)
        export_add_release(writer, release);
    return rc;
}

/* Releases after the first of a file have a place of their own. */
static const struct value *files_of(const struct value *root, int64_t release)
{
    const struct value *later = value_get(root, "releases");
    return release > 1 && (size_t)release - 2 < value_len(later)
               ? value_item(later, (size_t)release - 2)
               : value_get(root, "files");
}

static int write_file(const struct value *root, const struct value *value, struct arena *arena,
                      struct buf *file, struct err *err)
{
    struct export_writer writer = {.write = on_bytes, .owner = file};
    const struct value *rows = value_get(value, "rows");
    int64_t release;
    int rc = 0;

    export_begin(&writer, head_value(arena, value));
    for (size_t i = value_len(rows); i-- > 0;) {
        static const char *const names[] = {"at", "body", "hash", "release", "seq"};
        struct value *turn = value_map(arena);
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            value_put(arena, turn, names[k], value_get(value_item(rows, i), names[k]));
        export_add_turn(&writer, turn);
    }
    while (rc == 0 && (release = export_take_release(&writer)))
        rc = add_release(&writer, files_of(root, release), release, arena, err);
    export_end(&writer);
    export_abandon(&writer);
    return rc;
}

static void on_fault(void *owner, const struct id *ref, const struct err *err)
{
    struct err *first = owner;
    (void)ref;
    if (!first->status)
        *first = *err;
}

/* A turn that ends no stage and parks nothing leaves its script waiting somewhere. */
static int check_turn(const struct value *turn, struct err *err)
{
    const struct value *branches = value_get(turn, "branches");
    const struct value *commands = value_get(turn, "commands");
    long long seq = (long long)value_get_int(turn, "seq", 0);
    bool has_ended = value_get_text(turn, "next") || value_get_text(turn, "closed");

    if (!has_ended && value_is_nil(branches))
        return 0; /* behind the end of the last stage */
    for (size_t i = 0; i < value_len(branches); i++)
        if (!value_get_text(value_item(branches, i), "line"))
            return err_set(err, STATUS_CORRUPT, "turn %lld: a branch stands nowhere", seq);
    for (size_t i = 0; i < value_len(commands); i++) {
        const struct value *command = value_item(commands, i);
        if (!value_is_text(value_get(command, "kind"), "cancel") &&
            !value_get_text(command, "line"))
            return err_set(err, STATUS_CORRUPT, "turn %lld: command %s was asked for nowhere", seq,
                           value_text_or(value_get(command, "id"), "?"));
    }
    return 0;
}

static int look_at_turns(struct exported *exported, size_t *turns, struct err *err)
{
    struct trace_ask ask = {.limit = 20};
    int rc = 0;

    do {
        struct arena arena = {0};
        struct value *page;
        rc = case_trace(exported->engine, exported->reader, &exported->ref, &ask, &arena, &page,
                        err);
        const struct value *items = rc == 0 ? value_get(page, "items") : &value_nil;
        const struct value *fault = rc == 0 ? value_get(page, "fault") : &value_nil;
        if (!value_is_nil(fault))
            rc = err_set(err, STATUS_CORRUPT, "%s",
                         value_text_or(value_get(fault, "message"), "a fault"));
        for (size_t i = 0; rc == 0 && i < value_len(items); i++, ++*turns)
            rc = check_turn(value_item(items, i), err);
        ask.before = rc == 0 ? value_get_int(page, "next", 0) : 0;
        arena_close(&arena);
    } while (rc == 0 && ask.before > 1);
    return rc;
}

int golden_look(const struct value *root, const struct value *value, size_t *turns, struct err *err)
{
    struct arena arena = {0};
    struct buf file = {0};
    struct exported exported;
    struct verify_result result = {0};
    struct err fault = {0};

    int rc = write_file(root, value, &arena, &file, err);
    if (rc == 0)
        rc = exported_open(&exported, buf_slice(&file), err);
    if (rc == 0) {
        rc = verify_stages(exported.engine, exported.reader, &exported.image.row, on_fault, &fault,
                           &result, err);
        if (rc == 0 && fault.status) {
            *err = fault;
            rc = fault.status;
        }
        if (rc == 0)
            rc = look_at_turns(&exported, turns, err);
        exported_close(&exported);
    }
    buf_close(&file);
    arena_close(&arena);
    return rc;
}
