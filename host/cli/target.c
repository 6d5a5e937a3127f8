/* target.c - `comity target ...`: where effects may go. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/telling.h"

static const char *const shown[] = {"target", "version", NULL};

static int target_list(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"name", "kind",       "url",     "extension",
                                          "use",  "has_secret", "version", NULL};
    struct question question = {.method = "GET", .target = "/api/v1/targets"};
    return telling_table(cli, &question, arena, columns);
}

enum { SECRET_MOST = 1024 };

/* The first line of the file: what follows it is no part of a secret. */
static int read_secret(const struct cli *cli, struct arena *arena, struct value *body)
{
    char line[SECRET_MOST + 3] = "";
    FILE *file = cli->secret_file ? fopen(cli->secret_file, "rb") : NULL;

    if (!cli->secret_file)
        return EXIT_DONE;
    if (file && !fgets(line, sizeof line, file))
        line[0] = '\0';
    if (file)
        fclose(file);
    size_t len = strcspn(line, "\r\n");
    if (len == 0 || len > SECRET_MOST) {
        fprintf(stderr, "comity: the first line of %s is to be the secret, of %d bytes at most.\n",
                cli->secret_file, SECRET_MOST);
        return EXIT_WRONG_USAGE;
    }
    line[len] = '\0';
    value_put(arena, body, "secret", value_string(arena, line));
    return EXIT_DONE;
}

/* SETTINGS as JSON; the version is that of the target there is, if it is to be replaced. */
static int target_add(struct cli *cli, struct arena *arena)
{
    struct value *body = value_map(arena), *settings;
    int code = remote_read_data(cli_word(cli, 2), arena, &settings);

    if (code == EXIT_DONE)
        code = read_secret(cli, arena, body);
    if (code != EXIT_DONE)
        return code;
    value_put(arena, body, "name", value_string(arena, cli_word(cli, 1)));
    value_put(arena, body, "settings", settings);
    if (cli->version)
        value_put(arena, body, "version", value_int(arena, strtoll(cli->version, NULL, 10)));
    struct question question = {.method = "POST", .target = "/api/v1/targets", .body = body};
    return telling_members(cli, &question, arena, shown);
}

static int target_remove(struct cli *cli, struct arena *arena)
{
    struct buf target = {0};

    buf_add_text(&target, "/api/v1/targets/");
    remote_encode(&target, cli_word(cli, 1));
    buf_add_text(&target, "/remove");
    struct question question = {.method = "POST", .target = target.bytes, .body = value_map(arena)};
    int code = telling_members(cli, &question, arena, shown);
    buf_close(&target);
    return code;
}

static int run(struct cli *cli)
{
    static const struct cli_word_row words[] = {
        {"list",   1, 1, target_list  },
        {"add",    3, 3, target_add   },
        {"remove", 2, 2, target_remove},
        {NULL,     0, 0, NULL         },
    };
    return cli_run_words(cli, words,
                         "Say what to do: list; add with a name and settings; remove with a name.");
}

const struct subcommand subcommand_target = {
    .name = "target",
    .words = "list | add NAME SETTINGS | remove NAME",
    .options = "data host token-file key secret-file version json",
    .en = "where effects may go: mail server, webhooks, interfaces, extensions",
    .zh = "管理对外发送的目标：邮件服务器、回调、接口、扩展",
    .more =
        "SETTINGS is a JSON object, @FILE, or - for stdin:\n"
        "  {\"kind\":\"webhook\",\"url\":\"https://court.example/hook\"}\n"
        "  {\"kind\":\"mail\",\"url\":\"smtps://mail.example\",\"from\":\"office@example.cn\",\n"
        "   \"user\":\"office\",\"use\":\"people\"}\n"
        "The secret - key of the signature, password, token - is the first line of --secret-file;\n"
        "it is kept sealed and never shown. --version N replaces version N of a target.\n",
    .run = run,
};
