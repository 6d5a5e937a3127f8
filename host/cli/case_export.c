/* case_export.c - `comity case export ID > FILE`: a case as one file for `comity verify FILE` and
 * `comity case replay FILE`. The pieces come from the host one by one and go straight to stdout.
 */
#include <stdio.h>

#include "cli/case_words.h"
#include "cli/remote.h"
#include "engine/export.h"

struct exporting {
    struct cli *cli;
    const char *id;
    struct export_writer writer;
    bool has_failed; /* stdout took no more */
};

static void on_bytes(void *owner, struct slice bytes)
{
    struct exporting *exporting = owner;
    if (fwrite(bytes.bytes, 1, bytes.len, stdout) != bytes.len)
        exporting->has_failed = true;
}

/* One piece; its members lie in the arena. */
static int ask_piece(struct exporting *exporting, const char *name, int64_t number,
                     struct arena *arena, struct value **piece)
{
    struct buf target = {0};
    char text[24];
    struct question question = {.method = "GET"};

    snprintf(text, sizeof text, "%lld", (long long)number);
    buf_add_text(&target, "/api/v1/cases/");
    remote_encode(&target, exporting->id);
    buf_add_text(&target, "/export");
    remote_add_query(&target, name, number ? text : NULL);
    question.target = target.bytes;
    int code = remote_ask(exporting->cli, &question, arena, piece);
    buf_close(&target);
    return code;
}

static int export_journal(struct exporting *exporting, int64_t next)
{
    int code = EXIT_DONE;

    while (code == EXIT_DONE && next && !exporting->has_failed) {
        struct arena arena = {0};
        struct value *piece;
        code = ask_piece(exporting, "from", next, &arena, &piece);
        const struct value *turns = code == EXIT_DONE ? value_get(piece, "journal") : &value_nil;
        for (size_t i = 0; i < value_len(turns); i++)
            export_add_turn(&exporting->writer, value_item(turns, i));
        next = code == EXIT_DONE ? value_get_int(piece, "next", 0) : 0;
        arena_close(&arena);
    }
    return code;
}

static int export_releases(struct exporting *exporting)
{
    int64_t id;
    int code = EXIT_DONE;

    while (code == EXIT_DONE && (id = export_take_release(&exporting->writer))) {
        struct arena arena = {0};
        struct value *piece;
        code = ask_piece(exporting, "release", id, &arena, &piece);
        if (code == EXIT_DONE)
            export_add_release(&exporting->writer, value_get(piece, "release"));
        arena_close(&arena);
    }
    return code;
}

static int export_case(struct exporting *exporting)
{
    struct arena arena = {0};
    struct value *piece;
    int64_t next = 0;

    int code = ask_piece(exporting, NULL, 0, &arena, &piece);
    if (code == EXIT_DONE) {
        export_begin(&exporting->writer, value_get(piece, "head"));
        next = value_get_int(piece, "next", 0);
    }
    arena_close(&arena);
    if (code == EXIT_DONE)
        code = export_journal(exporting, next);
    if (code == EXIT_DONE)
        code = export_releases(exporting);
    if (code == EXIT_DONE)
        export_end(&exporting->writer);
    export_abandon(&exporting->writer);
    return code;
}

int case_export_run(struct cli *cli)
{
    struct arena arena = {0};
    struct exporting exporting = {.cli = cli, .writer = {.write = on_bytes}};
    int code;

    exporting.writer.owner = &exporting;
    exporting.id = remote_find_case(cli, cli_word(cli, 1), &arena, &code);
    if (exporting.id)
        code = export_case(&exporting);
    if (exporting.has_failed) {
        fprintf(stderr, "The file cannot be written; what is there of it is not whole.\n");
        code = EXIT_DISK;
    }
    arena_close(&arena);
    return code;
}
