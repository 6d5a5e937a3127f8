/* init.c - `comity init DIR`: a data directory, its master key, its first administrator's token.
 *
 * Everything is made in a folder beside DIR and gets its name at the end (folder.h).
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/folder.h"
#include "cli/host.h"
#include "cli/print.h"
#include "data/secret.h"

struct adding {
    int status;
    bool is_done;
};

static void on_added(void *owner, int status)
{
    struct adding *adding = owner;
    adding->status = status;
    adding->is_done = true;
}

static int add_admin(const char *folder, struct err *err)
{
    struct host host = {0};
    struct adding adding = {0};
    char token[64];

    int rc = host_open(&host, folder, false, err);
    if (rc < 0)
        return rc;
    host_token_text(token);
    engine_add_token(host.engine, "admin", "admin", slice_of(token), on_added, &adding);
    loop_run_until(host.loop, &adding.is_done);
    host_close(&host);
    if (adding.status < 0)
        return err_set(err, adding.status, "The administrator's token was not recorded.");
    token[strlen(token) + 1] = '\0';
    token[strlen(token)] = '\n';
    rc = host_write_file(folder, "admin.token", slice_of(token), true, err);
    secret_wipe(token, sizeof token);
    return rc;
}

static int fill_folder(const char *folder, bool is_training, struct err *err)
{
    int rc = folder_fill(folder, err);
    if (rc == 0 && is_training)
        rc = training_make(folder, err);
    return rc == 0 ? add_admin(folder, err) : rc;
}

static int init_data(const char *data, bool is_training, struct err *err)
{
    char folder[HOST_PATH];
    int rc = folder_begin(data, folder, err);
    if (rc == 0)
        rc = folder_end(folder, data, fill_folder(folder, is_training, err), err);
    return rc;
}

static int run(struct cli *cli)
{
    const char *data = cli_word(cli, 0);
    struct err err;

    if (!data || cli->count > 1)
        return cli_fail_usage(cli, "Name one folder.");
    err_clear(&err);
    if (init_data(data, cli->is_training, &err) < 0)
        return cli_fail(&err);
    if (cli->is_json) {
        struct arena arena = {0};
        struct value *made = value_map(&arena);
        value_put(&arena, made, "data", value_string(&arena, data));
        value_put(&arena, made, "token_file",
                  value_string(&arena, arena_printf(&arena, "%s/admin.token", data)));
        print_json(made);
        arena_close(&arena);
        return EXIT_DONE;
    }
    printf("made %s\n"
           "  admin.token  the administrator's token 管理员令牌\n"
           "  vault.key    the key of all personal data: keep a copy in a safe place, elsewhere\n"
           "               个人信息的总密钥：请另存一份到安全处，丢失则无法恢复\n"
           "next: comity serve --data %s --workflows PATH\n",
           data, data);
    return EXIT_DONE;
}

const struct subcommand subcommand_init = {
    .name = "init",
    .words = "DIR",
    .options = "training json",
    .en = "make a data directory, its keys and the administrator's token",
    .zh = "建立数据目录、密钥与管理员令牌",
    .run = run,
};
