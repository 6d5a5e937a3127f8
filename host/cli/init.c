/* init.c - `comity init DIR`: a data directory, its master key, its first administrator's token.
 *
 * Everything is made in a folder beside DIR and renamed at the end, so that neither a crash nor a
 * full disk leaves a half-made DIR behind.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
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

static void token_text(char token[64])
{
    char text[2][ID_TEXT_LEN + 1];
    for (int i = 0; i < 2; i++) {
        struct id id;
        chance_id(chance_real(), &id);
        id_to_text(&id, text[i]);
    }
    snprintf(token, 64, "comity_%s%s", text[0], text[1]);
}

static int add_admin(const char *folder, struct err *err)
{
    struct host host = {0};
    struct adding adding = {0};
    char token[64];

    int rc = host_open(&host, folder, false, err);
    if (rc < 0)
        return rc;
    token_text(token);
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
    struct secret_key key;
    char path[HOST_PATH];

    int rc = secret_open(err);
    if (rc == 0)
        rc = store_create(folder, err);
    if (rc == 0)
        rc = host_path(folder, "vault.key", path, err);
    if (rc == 0)
        rc = secret_key_create(path, &key, err);
    if (rc == 0)
        rc = host_note_key(folder, &key, err);
    if (rc == 0 && is_training)
        rc = training_make(folder, err);
    secret_wipe(&key, sizeof key);
    return rc == 0 ? add_admin(folder, err) : rc;
}

/* The folder is our own, made a moment ago under a name nobody else has: all in it goes. */
static void remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    char name[HOST_PATH];
    struct err ignored;
    for (struct dirent *entry; folder && (entry = readdir(folder)) != NULL;)
        if (host_path(path, entry->d_name, name, &ignored) == 0)
            unlink(name); /* "." and ".." cannot be */
    if (folder)
        closedir(folder);
    rmdir(path);
}

static int sync_parent(const char *folder)
{
    char path[HOST_PATH];
    struct err ignored;
    if (host_path(folder, "..", path, &ignored) < 0)
        return -1;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = fd < 0 ? -1 : fsync(fd);
    if (fd >= 0)
        close(fd);
    return rc;
}

/* rename() takes the place of an empty folder and refuses any other. */
static int move_into_place(const char *folder, const char *data, struct err *err)
{
    if (rename(folder, data) == 0 && sync_parent(data) == 0)
        return 0;
    if (errno == ENOTEMPTY || errno == EEXIST)
        return err_set(err, STATUS_CONFLICT,
                       "%s exists and is not empty; nothing in it was changed. Name a new folder.",
                       data);
    return err_set(err, STATUS_IO, "Cannot make %s: %s.", data, strerror(errno));
}

static int init_data(const char *data, bool is_training, struct err *err)
{
    char folder[HOST_PATH];
    size_t len = strlen(data);
    while (len > 1 && data[len - 1] == '/')
        len--;
    int printed = snprintf(folder, sizeof folder, "%.*s.new-XXXXXX", (int)len, data);
    if (printed < 0 || printed >= (int)sizeof folder)
        return err_set(err, STATUS_USAGE, "The path is too long.");
    if (!mkdtemp(folder))
        return err_set(err, errno == ENOSPC || errno == EROFS ? STATUS_FULL : STATUS_IO,
                       "Cannot make a folder beside %s: %s.", data, strerror(errno));
    int rc = fill_folder(folder, is_training, err);
    if (rc == 0)
        rc = move_into_place(folder, data, err);
    if (rc < 0)
        remove_folder(folder);
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
