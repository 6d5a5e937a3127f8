/* verify.c - `comity verify`: is every case what its journal says?
 *
 * With FILE it is an exported case, read here; former stages are replayed as well.
 * With --data DIR it reads the directory itself, and is refused while a host serves it; with --host
 * URL the running host is asked.
 */
#include <stdio.h>

#include "cli/cli.h"
#include "cli/exported_file.h"
#include "cli/host.h"
#include "cli/print.h"
#include "cli/remote.h"
#include "engine/verify.h"
#include "store/lists.h"

struct verifying {
    struct arena arena;
    struct value *items;
};

static void on_fault(void *owner, const struct id *case_ref, const struct err *err)
{
    struct verifying *verifying = owner;
    struct arena *arena = &verifying->arena;
    struct value *item = value_map(arena);
    char text[ID_TEXT_LEN + 1];

    if (case_ref)
        value_put(arena, item, "case", value_string(arena, id_to_text(case_ref, text)));
    value_put(arena, item, "code", value_string(arena, err_code(err)));
    value_put(arena, item, "where", value_string(arena, err->where));
    value_put(arena, item, "message", value_string(arena, err->text));
    value_push(arena, verifying->items, item);
}

static int print_result(const struct cli *cli, const struct value *result)
{
    static const char *const columns[] = {"case", "code", "message", NULL};
    bool is_clean = value_get_bool(result, "clean", false);

    if (cli->is_json) {
        print_json(result);
        return is_clean ? EXIT_DONE : EXIT_NO;
    }
    if (!is_clean)
        print_table(result, columns);
    printf("%lld cases, %lld turns, %lld stages replayed: %s\n",
           (long long)value_get_int(result, "cases", 0),
           (long long)value_get_int(result, "turns", 0),
           (long long)value_get_int(result, "replayed", 0),
           is_clean ? "clean 核验无误" : "FAULTS FOUND 发现问题");
    return is_clean ? EXIT_DONE : EXIT_NO;
}

static struct value *result_value(struct verifying *verifying, const struct verify_result *result)
{
    struct arena *arena = &verifying->arena;
    struct value *map = value_map(arena);
    value_put(arena, map, "cases", value_int(arena, (int64_t)result->cases));
    value_put(arena, map, "turns", value_int(arena, (int64_t)result->rows));
    value_put(arena, map, "replayed", value_int(arena, (int64_t)result->replayed));
    value_put(arena, map, "faults", value_int(arena, (int64_t)result->faults));
    value_put(arena, map, "items", verifying->items);
    value_put(arena, map, "clean",
              value_bool(arena, result->faults == 0 && value_len(verifying->items) == 0));
    return map;
}

/* First the file, then the audit log and the cases in it. 0: `result` says what was found. */
static int verify_data(const char *data, struct verifying *verifying, struct verify_result *result,
                       struct err *err)
{
    struct host host = {0};
    struct reader *reader = NULL;

    int rc = host_open(&host, data, true, err);
    if (rc == 0)
        rc = reader_open(host.store, &reader, err);
    if (rc == 0)
        rc = list_check(reader, err);
    if (rc == 0) {
        struct err broken = {0};
        if (list_check_audit(reader, &broken) != 0)
            on_fault(verifying, NULL, &broken);
        rc = verify_all(host.engine, reader, on_fault, verifying, result, err);
        rc = rc == STATUS_CORRUPT ? 0 : rc; /* the faults have been told */
    }
    reader_close(reader);
    host_close(&host);
    return rc;
}

static int verify_offline(struct cli *cli)
{
    struct verifying verifying = {0};
    struct verify_result result = {0};
    struct err err;

    err_clear(&err);
    verifying.items = value_list(&verifying.arena);
    int rc = verify_data(cli->data, &verifying, &result, &err);
    int code = rc < 0 ? cli_fail(&err) : print_result(cli, result_value(&verifying, &result));
    arena_close(&verifying.arena);
    return code;
}

static int verify_online(struct cli *cli)
{
    struct arena arena = {0};
    struct question question = {.method = "POST", .target = "/api/v1/verify"};
    struct value *result;
    int code = remote_ask(cli, &question, &arena, &result);
    if (code == EXIT_DONE)
        code = print_result(cli, result);
    arena_close(&arena);
    return code;
}

/* A file that was changed is a fault found; one that is no case at all, or of a newer Comity, is
 * not. */
static int check_file(const char *path, struct verifying *verifying, struct verify_result *result,
                      struct err *err)
{
    struct exported exported = {0};
    int rc = exported_file_open(path, &verifying->arena, &exported, err);

    if (rc == 0) {
        rc = exported_verify(&exported, on_fault, verifying, result, err);
        rc = rc == STATUS_CORRUPT ? 0 : rc; /* the faults have been told */
    } else if (rc == STATUS_CORRUPT && strcmp(err_code(err), "not_exported") != 0) {
        on_fault(verifying, NULL, err);
        rc = 0;
    }
    exported_close(&exported);
    return rc;
}

/* An exported case: what its file says, without host and data directory. */
static int verify_file(struct cli *cli)
{
    struct verifying verifying = {0};
    struct verify_result result = {0};
    struct err err;

    err_clear(&err);
    verifying.items = value_list(&verifying.arena);
    int rc = check_file(cli_word(cli, 0), &verifying, &result, &err);
    int code = rc < 0 ? cli_fail(&err) : print_result(cli, result_value(&verifying, &result));
    arena_close(&verifying.arena);
    return rc == STATUS_NOT_FOUND ? EXIT_WRONG_USAGE : code; /* 1 is for faults */
}

static int run(struct cli *cli)
{
    if (cli->count == 1 && !cli->host && !cli->data)
        return verify_file(cli);
    if (cli->host)
        return verify_online(cli);
    if (!cli->data || cli->count > 0)
        return cli_fail_usage(cli, "Name the data directory, the running host, or a file.");
    return verify_offline(cli);
}

const struct subcommand subcommand_verify = {
    .name = "verify",
    .words = "--data DIR | --host URL --token-file FILE | FILE",
    .options = "data host token-file json",
    .en = "check every hash chain, cases and audit log, and replay every open case",
    .zh = "核验全部案件与审计日志的记录链，并重演在办案件",
    .more =
        "--data reads the directory itself and is refused while a host serves it; it also reads\n"
        "every page and index of the database file, which --host, asking the running host, does\n"
        "not. FILE is a case written by `comity case export`. Exit code 1: faults were found.\n",
    .run = run,
};
