/* remote.c - one question to the running host and its answer (remote.h). */
#include "cli/remote.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "cli/host.h"
#include "cli/print.h"
#include "cli/scripts.h"
#include "data/json.h"
#include "http/client.h"

enum { TOKEN_MOST = 4096, DATA_MOST = 1 << 20 };

/* First line of a small file, without its end. */
static int read_line(const char *path, struct arena *arena, const char **out, struct err *err)
{
    struct slice text;
    int rc = file_read(path, TOKEN_MOST, arena, &text, err);
    if (rc == 0) {
        char *line = arena_text(arena, text.bytes);
        line[strcspn(line, "\r\n")] = '\0';
        *out = line;
    }
    return rc;
}

static int find_address(const struct cli *cli, struct arena *arena, const char **url,
                        struct err *err)
{
    char path[HOST_PATH];
    if (cli->host) {
        *url = cli->host;
        return 0;
    }
    if (!cli->data)
        return err_set(err, STATUS_USAGE,
                       "Say which host: --data DIR, or --host URL and "
                       "--token-file FILE.");
    int rc = host_path(cli->data, "address", path, err);
    if (rc == 0)
        rc = read_line(path, arena, url, err);
    if (rc == STATUS_NOT_FOUND)
        rc = err_set(err, STATUS_LOCKED,
                     "No host serves %s now. Start one: comity serve --data %s --workflows PATH.",
                     cli->data, cli->data);
    return rc;
}

static int find_token(const struct cli *cli, struct arena *arena, const char **token,
                      struct err *err)
{
    char path[HOST_PATH];
    int rc = 0;
    if (cli->token_file)
        return read_line(cli->token_file, arena, token, err);
    if (!cli->data)
        return err_set(err, STATUS_UNAUTHORIZED, "Say with which token: --token-file FILE.");
    rc = host_path(cli->data, "admin.token", path, err);
    return rc == 0 ? read_line(path, arena, token, err) : rc;
}

static int exit_code_of(int http_status)
{
    if (http_status == 401 || http_status == 403)
        return EXIT_NOT_ALLOWED;
    if (http_status == 503)
        return EXIT_LATER;
    return http_status == 507 ? EXIT_DISK : EXIT_NO;
}

/* What the host refused, in its own words: detail, then each wrong field. */
static int tell_problem(const struct cli *cli, int http_status, const struct value *problem)
{
    const struct value *errors = value_get(problem, "errors");
    if (cli->is_json)
        print_json(problem);
    const char *detail = value_get_text(problem, "detail");
    const char *title = value_get_text(problem, "title");
    fprintf(stderr, "%s (%s)\n",
            detail  ? detail
            : title ? title
                    : "The host refused.",
            value_text_or(value_get(problem, "code"), "no code"));
    for (size_t i = 0; i < value_len(errors); i++) {
        const struct value *error = value_item(errors, i);
        const struct value *message = value_get(error, "message");
        fprintf(stderr, "  %s: %s\n", value_text_or(value_get(error, "field"), "?"),
                value_text_or(message, value_text_or(value_get(message, "en"),
                                                     value_text_or(value_get(error, "code"), ""))));
    }
    return exit_code_of(http_status);
}

static int send(const struct cli *cli, const struct question *question, struct arena *arena,
                int *http_status, struct buf *reply, struct err *err)
{
    char address[64];
    struct buf body = {0};
    struct client_options options = {.host = address, .timeout_ms = 120 * 1000};
    struct client_request request = {
        .method = question->method,
        .target = question->target,
        .idempotency_key = cli->key,
        .if_match = question->version,
    };
    const char *url;

    int rc = find_address(cli, arena, &url, err);
    if (rc == 0)
        rc = find_token(cli, arena, &request.token, err);
    if (rc == 0)
        rc = client_read_url(url, address, &options.port, err);
    if (rc < 0)
        return rc;
    if (question->body) {
        json_write(&body, question->body, 0);
        request.body = buf_slice(&body);
        request.content_type = "application/json";
    }
    rc = client_ask(&options, &request, http_status, reply, err);
    if (rc == STATUS_IO) /* nobody listens there: not our disk */
        err->status = rc = STATUS_LOCKED;
    buf_close(&body);
    return rc;
}

int remote_ask(struct cli *cli, const struct question *question, struct arena *arena,
               struct value **answer)
{
    struct json_bounds bounds = {.max_bytes = 64 << 20, .is_int64_allowed = true, .max_depth = 64};
    struct buf reply = {0};
    struct err err;
    int http_status = 0;

    err_clear(&err);
    int rc = send(cli, question, arena, &http_status, &reply, &err);
    if (rc == 0)
        rc = json_read(arena, buf_slice(&reply), &bounds, answer, &err);
    buf_close(&reply);
    if (rc < 0)
        return cli_fail(&err);
    if (http_status / 100 == 2)
        return EXIT_DONE;
    if (question->expected && value_is_text(value_get(*answer, "code"), question->expected))
        return EXIT_NO;
    return tell_problem(cli, http_status, *answer);
}

int remote_fetch(struct cli *cli, const struct question *question, struct buf *bytes)
{
    struct arena arena = {0};
    struct value *problem;
    struct err err;
    int http_status = 0;

    err_clear(&err);
    int rc = send(cli, question, &arena, &http_status, bytes, &err);
    if (rc == 0 && http_status / 100 != 2)
        rc = json_read(&arena, buf_slice(bytes), NULL, &problem, &err);
    int code = rc < 0                   ? cli_fail(&err)
               : http_status / 100 == 2 ? EXIT_DONE
                                        : tell_problem(cli, http_status, problem);
    arena_close(&arena);
    return code;
}

/* ---- what people call things by ---- */

/* The id of the first item of a list; NULL if there is none. */
static const char *ask_first(struct cli *cli, const struct buf *target, struct arena *arena,
                             int *code)
{
    struct question question = {.method = "GET", .target = target->bytes};
    struct value *page;
    *code = remote_ask(cli, &question, arena, &page);
    return *code == EXIT_DONE ? value_get_text(value_item(value_get(page, "items"), 0), "id")
                              : NULL;
}

static bool is_id(const char *word)
{
    struct id id;
    return id_from_text(word, strlen(word), &id);
}

const char *remote_find_case(struct cli *cli, const char *word, struct arena *arena, int *code)
{
    struct buf target = {0};
    *code = EXIT_DONE;
    if (is_id(word))
        return word;
    buf_add_text(&target, "/api/v1/cases");
    remote_add_query(&target, "number", word);
    const char *id = ask_first(cli, &target, arena, code);
    buf_close(&target);
    if (!id && *code == EXIT_DONE) {
        fprintf(stderr, "There is no case %s. `comity case list` shows them.\n", word);
        *code = EXIT_NO;
    }
    return id;
}

struct form_wanted {
    const char *case_ref, *form, *status;
};

static const char *find_form(struct cli *cli, struct form_wanted wanted, struct arena *arena,
                             int *code)
{
    struct buf target = {0};
    buf_add_text(&target, "/api/v1/tasks?limit=1");
    remote_add_query(&target, "status", wanted.status);
    remote_add_query(&target, "case", wanted.case_ref);
    remote_add_query(&target, "form", wanted.form);
    const char *id = ask_first(cli, &target, arena, code);
    buf_close(&target);
    return id;
}

const char *remote_find_task(struct cli *cli, const char *word, struct arena *arena, int *code)
{
    const char *slash = strchr(word, '/');
    const char *id = NULL;
    *code = EXIT_DONE;
    if (!slash)
        return word;
    char *of = arena_text(arena, word);
    of[slash - word] = '\0';
    const char *ref = remote_find_case(cli, of, arena, code);
    if (!ref)
        return NULL;
    /* open ones first; who has claimed one still calls it by the same name */
    id = find_form(cli, (struct form_wanted){ref, slash + 1, "open"}, arena, code);
    if (!id && *code == EXIT_DONE)
        id = find_form(cli, (struct form_wanted){ref, slash + 1, "claimed"}, arena, code);
    if (!id && *code == EXIT_DONE) {
        fprintf(stderr, "That case has no open task %s. `comity task list %s` shows them.\n",
                slash + 1, of);
        *code = EXIT_NO;
    }
    return id;
}

/* ---- text ---- */

void remote_encode(struct buf *target, const char *text)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    for (; *text; text++) {
        if (strchr(plain, *text))
            buf_add_byte(target, *text);
        else
            buf_printf(target, "%%%02X", (unsigned)(unsigned char)*text);
    }
}

void remote_add_query(struct buf *target, const char *name, const char *value)
{
    if (!value)
        return;
    buf_add_byte(target, memchr(target->bytes, '?', target->len) ? '&' : '?');
    buf_add_text(target, name);
    buf_add_byte(target, '=');
    remote_encode(target, value);
}

int remote_read_data(const char *word, struct arena *arena, struct value **out)
{
    struct slice text = slice_of(word ? word : "{}");
    struct err err;
    int rc = 0;

    err_clear(&err);
    if (word && (word[0] == '@' || strcmp(word, "-") == 0))
        rc = file_read(word[0] == '@' ? word + 1 : word, DATA_MOST, arena, &text, &err);
    if (rc == 0)
        rc = json_read(arena, text, NULL, out, &err);
    if (rc == 0 && (*out)->type != VALUE_MAP)
        rc = err_set(&err, STATUS_MALFORMED, "The data must be a JSON object.");
    return rc < 0 ? cli_fail(&err) : EXIT_DONE;
}
