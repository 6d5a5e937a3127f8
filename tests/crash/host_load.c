/* host_load.c - a real host under load, and the reckoning afterwards (host_load.h). */
#include "host_load.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/wallclock.h"

enum { LOG_END = 4000, STEPS = 6, STEPS_WAITED = 3000 };

static void print_end(const char *path)
{
    char text[LOG_END + 1];
    FILE *file = fopen(path, "r");
    if (!file)
        return;
    if (fseek(file, -LOG_END, SEEK_END) != 0)
        rewind(file);
    text[fread(text, 1, LOG_END, file)] = '\0';
    fputs(text, stderr);
    fclose(file);
}

void load_die(struct load *load, const char *what, const char *detail)
{
    fprintf(stderr, "%s %s\nrepeat: %s\nthe hosts said, in %s:\n", what, detail ? detail : "",
            load->repeat, load->log);
    print_end(load->log);
    if (load->pid > 0)
        kill(load->pid, SIGKILL);
    exit(1);
}

/* ---- the host ---- */

static pid_t spawn(struct load *load, char *const argv[], int *out)
{
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        int log = open(load->log, O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(fds[1], STDOUT_FILENO);
        if (log >= 0)
            dup2(log, STDERR_FILENO);
        execv(argv[0], argv);
        _exit(127);
    }
    close(fds[1]);
    *out = fds[0];
    return pid;
}

int load_run(struct load *load, char *const argv[], struct buf *output)
{
    char chunk[4096];
    int fd, status;
    ssize_t len;
    pid_t pid = spawn(load, argv, &fd);

    if (pid < 0)
        load_die(load, "cannot run", argv[1]);
    while ((len = read(fd, chunk, sizeof chunk)) > 0)
        buf_add(output, chunk, (size_t)len);
    close(fd);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

bool load_start_host(struct load *load)
{
    char *argv[] = {(char *)load->comity,
                    "serve",
                    "--data",
                    load->directory,
                    "--listen",
                    "127.0.0.1:0",
                    "--workflows",
                    (char *)load->workflows,
                    NULL};
    char line[256] = "", host[64];
    struct err err = {0};
    size_t len = 0;
    int fd;

    load->pid = spawn(load, argv, &fd);
    while (len + 1 < sizeof line && read(fd, line + len, 1) == 1 && line[len] != '\n')
        len++;
    line[len] = '\0';
    close(fd);
    if (strncmp(line, "ready ", 6) != 0 && load->may_refuse)
        return false;
    if (strncmp(line, "ready ", 6) != 0)
        load_die(load, "the host does not start:", line);
    if (client_read_url(line + 6, host, &load->port, &err) != 0)
        load_die(load, "no address:", err.text);
    return true;
}

bool load_host_is_dead(const struct load *load)
{
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)load->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == load->pid;
}

int load_wait_host(struct load *load)
{
    int status = 0;
    waitpid(load->pid, &status, 0);
    load->pid = 0;
    return status;
}

void load_kill_host(struct load *load)
{
    kill(load->pid, SIGKILL);
    load_wait_host(load);
}

/* ---- callers ---- */

static void caller_send(struct caller *caller);

static void caller_connect(struct caller *caller)
{
    struct client_options options = {.host = "127.0.0.1", .port = caller->load->port};
    struct err err = {0};

    if (client_open(caller->load->loop, &options, &caller->client, &err) != 0)
        load_die(caller->load, "no connection:", err.text);
}

/* What to ask next: a case until there are enough, then numbers for them. */
static void caller_next(struct caller *caller)
{
    struct load *load = caller->load;

    snprintf(caller->key, sizeof caller->key, "k-%ld-%d", (long)(caller - load->callers),
             caller->sent_key++);
    if (caller->case_count < LOAD_CASES_EACH) {
        snprintf(caller->target, sizeof caller->target, "/api/v1/cases");
        snprintf(caller->body, sizeof caller->body,
                 "{\"workflow\":\"counting\",\"data\":{\"start\":1}}");
        return;
    }
    caller->at = (int)(chance_next(&load->chance) % LOAD_CASES_EACH);
    caller->number = (int64_t)(chance_next(&load->chance) % 1000);
    snprintf(caller->target, sizeof caller->target, "/api/v1/cases/%s/signals/add",
             caller->cases[caller->at].ref);
    snprintf(caller->body, sizeof caller->body, "{\"data\":{\"n\":%lld}}",
             (long long)caller->number);
}

static void caller_took(struct caller *caller, const struct client_answer *answer)
{
    struct arena arena = {0};
    struct value *reply;
    struct err err = {0};

    caller->load->acknowledged++;
    if (caller->case_count < LOAD_CASES_EACH) {
        struct counted *counted = &caller->cases[caller->case_count++];
        const char *id = json_read(&arena, answer->body, NULL, &reply, &err) == 0
                             ? value_get_text(reply, "id")
                             : NULL;
        if (!id || strlen(id) != ID_TEXT_LEN)
            load_die(caller->load, "a case without an id:", err.text);
        memcpy(counted->ref, id, ID_TEXT_LEN + 1);
    } else {
        caller->cases[caller->at].count++;
        caller->cases[caller->at].sum += caller->number;
    }
    arena_close(&arena);
}

static void on_answer(struct client_request *request, const struct client_answer *answer)
{
    struct caller *caller = request->owner;
    struct load *load = caller->load;
    bool is_retry =
        answer->http_status == 0 || answer->http_status == 503 || answer->http_status == 507;

    caller->is_waiting = false;
    if (answer->http_status / 100 == 2) {
        caller_took(caller, answer);
        caller_next(caller);
    } else if (!is_retry) {
        char text[400];
        snprintf(text, sizeof text, "%d %.*s", answer->http_status, SLICE_ARG(answer->body));
        load_die(load, "refused:", text);
    } else
        load->repeated++;
    if (load->is_ending && !is_retry)
        caller->is_stopped = true;
    else if (load->pid > 0)
        loop_timer_start(load->loop, &caller->again, is_retry ? 1 : 0);
    if (load->on_answer)
        load->on_answer(load, answer);
}

static void caller_send(struct caller *caller)
{
    if (caller->is_waiting || caller->is_stopped || caller->load->pid <= 0)
        return;
    caller->request = (struct client_request){
        .method = "POST",
        .target = caller->target,
        .token = caller->load->token,
        .idempotency_key = caller->key,
        .content_type = "application/json",
        .body = slice_of(caller->body),
        .on_answer = on_answer,
        .owner = caller,
    };
    caller->is_waiting = true;
    client_send(caller->client, &caller->request);
}

static void on_again(struct loop_timer *timer)
{
    caller_send(timer->owner);
}

void load_connect(struct load *load)
{
    for (int i = 0; i < LOAD_CLIENTS; i++) {
        caller_connect(&load->callers[i]);
        load->callers[i].is_waiting = false;
        caller_send(&load->callers[i]);
    }
}

void load_hang_up(struct load *load)
{
    for (int i = 0; i < LOAD_CLIENTS; i++) {
        loop_timer_stop(load->loop, &load->callers[i].again);
        client_close(load->callers[i].client);
    }
}

bool load_all_stopped(const struct load *load)
{
    for (int i = 0; i < LOAD_CLIENTS; i++)
        if (!load->callers[i].is_stopped)
            return false;
    return true;
}

/* ---- the reckoning ---- */

int load_ask(struct load *load, const char *method, const char *target, struct buf *body)
{
    struct client_options options = {.host = "127.0.0.1", .port = load->port};
    struct client_request request = {.method = method, .target = target, .token = load->token};
    struct err err = {0};
    int http_status = 0;

    if (strcmp(method, "POST") == 0) {
        request.content_type = "application/json";
        request.body = slice_of("{}");
    }
    return client_ask(&options, &request, &http_status, body, &err) == 0 ? http_status : 0;
}

static void ask(struct load *load, const char *method, const char *target, struct buf *body)
{
    if (load_ask(load, method, target, body) != 200)
        load_die(load, "an acknowledged case is gone:", target);
}

static struct value *show_case(struct load *load, const char *target, struct arena *arena)
{
    struct buf body = {0};
    struct value *shown;
    struct err err = {0};

    ask(load, "GET", target, &body);
    if (json_read(arena, buf_slice(&body), NULL, &shown, &err) != 0)
        load_die(load, "unreadable:", err.text);
    buf_close(&body);
    return shown;
}

static void check_case(struct load *load, const struct counted *counted)
{
    struct arena arena = {0};
    char target[64], text[300];

    snprintf(target, sizeof target, "/api/v1/cases/%s", counted->ref);
    struct value *shown = show_case(load, target, &arena);
    if (value_is_text(value_get(shown, "status"), "parked")) {
        /* at work in two crashed lives: parked with all it was told, and a person retries it */
        struct buf body = {0};
        snprintf(target, sizeof target, "/api/v1/cases/%s/retry", counted->ref);
        ask(load, "POST", target, &body);
        buf_close(&body);
        snprintf(target, sizeof target, "/api/v1/cases/%s", counted->ref);
        shown = show_case(load, target, &arena);
    }
    /* its steps go on after the start was answered: on a busy machine for a while */
    const struct value *data = value_get(shown, "data");
    for (int i = 0; i < STEPS_WAITED && value_get_int(data, "steps", 0) != STEPS &&
                    value_is_text(value_get(shown, "status"), "open");
         i++) {
        poll(NULL, 0, 10);
        arena_close(&arena);
        shown = show_case(load, target, &arena);
        data = value_get(shown, "data");
    }
    snprintf(text, sizeof text, "%s: acknowledged %lld (sum %lld), counted %lld (sum %lld) %s",
             counted->ref, (long long)counted->count, (long long)counted->sum,
             (long long)value_get_int(data, "count", 0), (long long)value_get_int(data, "sum", 0),
             value_text_or(value_get(shown, "status"), ""));
    if (value_get_int(data, "count", 0) != counted->count ||
        value_get_int(data, "sum", 0) != counted->sum || value_get_int(data, "steps", 0) != STEPS)
        load_die(load, "lost or done twice:", text);
    arena_close(&arena);
}

/* Many a host ends by abort here: one that failed an assertion must not pass as one of them. */
static void check_log(struct load *load)
{
    static const char *const words[] = {"Assertion `", "Sanitizer", "runtime error:"};
    char line[1024];
    FILE *log = fopen(load->log, "r");

    while (log && fgets(line, sizeof line, log))
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            if (strstr(line, words[i]))
                load_die(load, "a host said:", line);
    if (log)
        fclose(log);
}

void load_reckon(struct load *load)
{
    char *verify[] = {(char *)load->comity, "verify", "--data", load->directory, NULL};
    char *clean[] = {"/bin/rm", "-rf", load->work, NULL};
    struct buf output = {0};

    load_hang_up(load);
    loop_close(load->loop);
    for (int i = 0; i < LOAD_CLIENTS; i++)
        for (int k = 0; k < load->callers[i].case_count; k++)
            check_case(load, &load->callers[i].cases[k]);
    kill(load->pid, SIGTERM);
    int status = load_wait_host(load);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        load_die(load, "the host did not drain and exit 0", NULL);
    if (load_run(load, verify, &output) != 0)
        load_die(load, "verify:", output.bytes);
    check_log(load);
    load_run(load, clean, &output);
    buf_close(&output);
}

/* ---- the beginning ---- */

static void write_repeat(struct load *load, int argc, char **argv)
{
    size_t len = 0;
    for (int i = 0; i < argc && len < sizeof load->repeat; i++)
        len += (size_t)snprintf(load->repeat + len, sizeof load->repeat - len, "%s%s", i ? " " : "",
                                argv[i]);
}

static void read_token(struct load *load)
{
    char path[128];
    snprintf(path, sizeof path, "%s/admin.token", load->directory);
    FILE *file = fopen(path, "r");
    if (!file || !fgets(load->token, sizeof load->token, file))
        load_die(load, "no token in", path);
    fclose(file);
    load->token[strcspn(load->token, "\r\n")] = '\0';
}

void load_open(struct load *load, int argc, char **argv)
{
    char *init[] = {(char *)load->comity, "init", load->directory, NULL};
    struct buf output = {0};
    struct err err = {0};

    signal(SIGPIPE, SIG_IGN);
    write_repeat(load, argc, argv);
    snprintf(load->work, sizeof load->work, "/tmp/comity_load.XXXXXX");
    if (!mkdtemp(load->work))
        load_die(load, "no directory", NULL);
    snprintf(load->directory, sizeof load->directory, "%s/office", load->work);
    snprintf(load->log, sizeof load->log, "%s/log", load->work);
    if (load_run(load, init, &output) != 0)
        load_die(load, "init:", output.bytes);
    buf_close(&output);
    read_token(load);
    for (int i = 0; i < LOAD_CLIENTS; i++) {
        load->callers[i].load = load;
        load->callers[i].again =
            (struct loop_timer){.on_timer = on_again, .owner = &load->callers[i]};
        caller_next(&load->callers[i]);
    }
    if (loop_open(wallclock_real(), &load->loop, &err) != 0)
        load_die(load, err.text, NULL);
}
