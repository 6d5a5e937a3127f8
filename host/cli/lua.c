/* lua.c - `comity lua FILE`: a chunk in exactly the sandbox and budget of a stage; without FILE a
 * small REPL, one line at a time in one state.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/scripts.h"
#include "script/chunk.h"

enum { CHUNK_MOST = 1 << 20 };

static void print_result(const struct cli *cli, struct slice out, const struct err *err)
{
    if (!cli->is_json) {
        printf("%.*s", SLICE_ARG(out));
        if (out.len && out.bytes[out.len - 1] != '\n')
            putchar('\n');
        return;
    }
    struct arena arena = {0};
    struct value *map = value_map(&arena);
    value_put(&arena, map, "ok", value_bool(&arena, err->status == 0));
    value_put(&arena, map, "output", value_text(&arena, out));
    if (err->status != 0) {
        value_put(&arena, map, "code", value_string(&arena, err_code(err)));
        value_put(&arena, map, "where", value_string(&arena, err->where));
        value_put(&arena, map, "message", value_string(&arena, err->text));
    }
    print_json(map);
    arena_close(&arena);
}

static int run_text(const struct cli *cli, struct console *console, struct slice text,
                    const char *chunk_name)
{
    struct buf out = {0};
    struct err err;

    err_clear(&err);
    int rc = console_run(console, text, chunk_name, &out, &err);
    print_result(cli, buf_slice(&out), &err);
    fflush(stdout);
    buf_close(&out);
    if (rc == 0)
        return EXIT_DONE;
    if (!cli->is_json)
        cli_fail(&err);
    if (!cli->is_json && err.stack[0])
        fprintf(stderr, "%s\n", err.stack);
    return EXIT_NO;
}

static int run_lines(const struct cli *cli, struct console *console)
{
    bool is_person = isatty(STDIN_FILENO);
    int code = EXIT_DONE;
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;

    while (printf("%s", is_person ? "> " : ""), fflush(stdout),
           (len = getline(&line, &capacity, stdin)) >= 0) {
        struct slice text = {.bytes = line, .len = (size_t)len};
        if (strspn(line, " \t\r\n") < text.len && run_text(cli, console, text, "stdin") != 0)
            code = EXIT_NO;
    }
    if (is_person)
        putchar('\n');
    free(line);
    return is_person ? EXIT_DONE : code;
}

static int run_file(const struct cli *cli, struct console *console, const char *path)
{
    struct arena arena = {0};
    struct slice text;
    struct err err;

    err_clear(&err);
    int code = file_read(path, CHUNK_MOST, &arena, &text, &err) < 0
                   ? cli_fail(&err)
                   : run_text(cli, console, text, strcmp(path, "-") == 0 ? "stdin" : path);
    arena_close(&arena);
    return code;
}

static int run(struct cli *cli)
{
    const struct fiber_limits limits = {0};
    struct console *console;
    struct err err;
    int code;

    if (cli->count > 1)
        return cli_fail_usage(cli, "Name one file.");
    err_clear(&err);
    if (console_open(&limits, &console, &err) < 0)
        return cli_fail(&err);
    if (cli->eval)
        code = run_text(cli, console, slice_of(cli->eval), "eval");
    else if (cli->count == 1)
        code = run_file(cli, console, cli->words[0]);
    else
        code = run_lines(cli, console);
    console_close(console);
    return code;
}

const struct subcommand subcommand_lua = {
    .name = "lua",
    .words = "[FILE]",
    .options = "eval json",
    .en = "run a piece of Lua as a stage would; without FILE, line by line",
    .zh = "在流程沙箱中试运行一段脚本",
    .run = run,
};
