/* kill_load.c - kill -9 at random moments under load: nothing acknowledged is lost, nothing is done
 * twice.
 *
 *   kill_load COMITY WORKFLOWS [--kills N] [--seed S] [--how moment|point|memory|trouble] [--from
 * N] [--life MS]
 *
 * A real host in a process of its own; several connections start cases and send them numbers, each
 * request with an Idempotency-Key of its own. At a random moment the host is killed and started
 * again (--how point: it dies by itself at the n-th passage of a named fault point; --how memory:
 * its n-th allocation fails, n counted up from --from; --life: how long a host
 * lives at most, 150 unless it is one that sanitizers slow down); whoever had no answer sends the
 * same request with the same key until it has one. In the end every case must have counted each
 * number exactly once, and `comity verify` must find no fault. A failure prints the command that
 * repeats it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/id.h"
#include "base/wallclock.h"
#include "data/json.h"
#include "data/secret.h"
#include "http/client.h"
#include "loop/loop.h"

enum how { BY_MOMENT, BY_POINT, BY_MEMORY, BY_TROUBLE };

static const char *const how_words[] = {"moment", "point", "memory", "trouble"};

static const char *const points[] = {
    "store.before_commit", "store.after_commit", "store.settle",     "loan.before_submit",
    "loan.before_outbox",  "loan.before_answer", "recover.gathered",
};

enum { CLIENTS = 12, CASES_EACH = 3, LIFE_MS = 150, LIVES_WAITED = 30, SENDS_AFTER = 5 };

struct counted {
    char ref[ID_TEXT_LEN + 1];
    int64_t count, sum; /* acknowledged */
};

struct load;

struct caller {
    struct load *load;
    struct client *client;
    struct client_request request;
    struct loop_timer again;
    char target[128], key[64], body[128];
    struct counted cases[CASES_EACH];
    int case_count, at;
    int64_t number;
    int sent_key;
    bool is_waiting, is_stopped;
};

struct load {
    const char *comity, *workflows;
    char directory[64], token[128];
    uint64_t seed;
    int kills, kills_done, life, from, life_ms;
    enum how how;
    int waited;
    struct chance chance;
    struct loop *loop;
    struct loop_timer killing;
    pid_t pid;
    int port;
    struct caller callers[CLIENTS];
    uint64_t acknowledged, repeated;
    bool is_ending, is_failed;
};

static void die(struct load *load, const char *what, const char *detail)
{
    fprintf(stderr,
            "kill_load: %s %s\nrepeat: kill_load %s %s --kills %d --seed %llu --from %d --how %s\n",
            what, detail ? detail : "", load->comity, load->workflows, load->kills,
            (unsigned long long)load->seed, load->from,
            load->how == BY_POINT    ? "point"
            : load->how == BY_MEMORY ? "memory"
                                     : "moment");
    if (load->pid > 0)
        kill(load->pid, SIGKILL);
    exit(1);
}

/* ---- the host ---- */

static pid_t spawn(char *const argv[], int *out)
{
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        dup2(fds[1], STDOUT_FILENO);
        execv(argv[0], argv);
        _exit(127);
    }
    close(fds[1]);
    *out = fds[0];
    return pid;
}

static int run(struct load *load, char *const argv[], struct buf *output)
{
    char chunk[4096];
    int fd, status;
    ssize_t len;
    pid_t pid = spawn(argv, &fd);

    if (pid < 0)
        die(load, "cannot run", argv[1]);
    while ((len = read(fd, chunk, sizeof chunk)) > 0)
        buf_add(output, chunk, (size_t)len);
    close(fd);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* The plan of faults of this life, in the environment of the host to be started. */
static void plan_life(struct load *load)
{
    char plan[120];

    unsetenv("COMITY_FAULT");
    if (load->is_ending || load->how == BY_MOMENT)
        return;
    if (load->how == BY_TROUBLE)
        snprintf(plan, sizeof plan, "store.full=%d,store.unknown_lost=%d,store.unknown_kept=%d",
                 1 + (int)(chance_next(&load->chance) % 20),
                 1 + (int)(chance_next(&load->chance) % 40),
                 1 + (int)(chance_next(&load->chance) % 60));
    else if (load->how == BY_MEMORY)
        snprintf(plan, sizeof plan, "memory=%d", load->from + load->kills_done);
    else
        snprintf(plan, sizeof plan, "%s=%d!",
                 points[chance_next(&load->chance) % (sizeof points / sizeof points[0])],
                 1 + (int)(chance_next(&load->chance) % 60));
    setenv("COMITY_FAULT", plan, 1);
}

/* False if the host died before it was ready, as its plan may have it. */
static bool host_start(struct load *load)
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

    plan_life(load);
    load->pid = spawn(argv, &fd);
    while (len + 1 < sizeof line && read(fd, line + len, 1) == 1 && line[len] != '\n')
        len++;
    line[len] = '\0';
    close(fd);
    if (strncmp(line, "ready ", 6) != 0 && load->how != BY_MOMENT && !load->is_ending)
        return false;
    if (strncmp(line, "ready ", 6) != 0)
        die(load, "the host does not start:", line);
    if (client_read_url(line + 6, host, &load->port, &err) != 0)
        die(load, "no address:", err.text);
    return true;
}

static bool host_is_dead(const struct load *load)
{
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)load->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == load->pid;
}

static void host_kill(struct load *load)
{
    int status;
    kill(load->pid, SIGKILL);
    waitpid(load->pid, &status, 0);
    load->pid = 0;
}

/* ---- callers ---- */

static void caller_send(struct caller *caller);

static void caller_connect(struct caller *caller)
{
    struct client_options options = {.host = "127.0.0.1", .port = caller->load->port};
    struct err err = {0};

    if (client_open(caller->load->loop, &options, &caller->client, &err) != 0)
        die(caller->load, "no connection:", err.text);
}

/* What to ask next: a case until there are enough, then numbers for them. */
static void caller_next(struct caller *caller)
{
    struct load *load = caller->load;

    snprintf(caller->key, sizeof caller->key, "k-%ld-%d", (long)(caller - load->callers),
             caller->sent_key++);
    if (caller->case_count < CASES_EACH) {
        snprintf(caller->target, sizeof caller->target, "/api/v1/cases");
        snprintf(caller->body, sizeof caller->body,
                 "{\"workflow\":\"counting\",\"data\":{\"start\":1}}");
        return;
    }
    caller->at = (int)(chance_next(&load->chance) % CASES_EACH);
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
    if (caller->case_count < CASES_EACH) {
        struct counted *counted = &caller->cases[caller->case_count++];
        const char *id = json_read(&arena, answer->body, NULL, &reply, &err) == 0
                             ? value_get_text(reply, "id")
                             : NULL;
        if (!id || strlen(id) != ID_TEXT_LEN)
            die(caller->load, "a case without an id:", err.text);
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
        die(load, "refused:", text);
    } else
        load->repeated++;
    if (load->is_ending && !is_retry)
        caller->is_stopped = true;
    else if (load->pid > 0)
        loop_timer_start(load->loop, &caller->again, is_retry ? 1 : 0);
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

/* ---- lives ---- */

static bool all_stopped(const struct load *load)
{
    for (int i = 0; i < CLIENTS; i++)
        if (!load->callers[i].is_stopped)
            return false;
    return true;
}

static void life_begin(struct load *load)
{
    while (!host_start(load)) {
        host_kill(load);
        load->kills_done++;
        load->is_ending = load->kills_done >= load->kills;
    }
    load->life++;
    for (int i = 0; i < CLIENTS; i++) {
        caller_connect(&load->callers[i]);
        load->callers[i].is_waiting = false;
        caller_send(&load->callers[i]);
    }
    loop_timer_start(load->loop, &load->killing,
                     1 + (int64_t)(chance_next(&load->chance) % (uint64_t)load->life_ms));
}

static void on_killing(struct loop_timer *timer)
{
    struct load *load = timer->owner;

    if (load->is_ending) {
        if (all_stopped(load))
            loop_stop(load->loop);
        else
            loop_timer_start(load->loop, &load->killing, 10);
        return;
    }
    if ((load->how == BY_POINT || load->how == BY_MEMORY) && load->waited++ < LIVES_WAITED &&
        !host_is_dead(load)) {
        loop_timer_start(load->loop, &load->killing, 5); /* it may still come to its point */
        return;
    }
    load->waited = 0;
    host_kill(load);
    for (int i = 0; i < CLIENTS; i++) {
        loop_timer_stop(load->loop, &load->callers[i].again);
        client_close(load->callers[i].client);
    }
    load->kills_done++;
    load->is_ending = load->kills_done >= load->kills;
    life_begin(load);
}

/* ---- the reckoning ---- */

/* Asks the host, which is up and left alone; the answer lands in `body`. */
static void ask(struct load *load, const char *method, const char *target, struct buf *body)
{
    struct client_options options = {.host = "127.0.0.1", .port = load->port};
    struct client_request request = {.method = method, .target = target, .token = load->token};
    struct err err = {0};
    int http_status;

    if (strcmp(method, "POST") == 0) {
        request.content_type = "application/json";
        request.body = slice_of("{}");
    }
    if (client_ask(&options, &request, &http_status, body, &err) != 0 || http_status != 200)
        die(load, "an acknowledged case is gone:", target);
}

static struct value *show_case(struct load *load, const char *target, struct arena *arena)
{
    struct buf body = {0};
    struct value *shown;
    struct err err = {0};

    ask(load, "GET", target, &body);
    if (json_read(arena, buf_slice(&body), NULL, &shown, &err) != 0)
        die(load, "unreadable:", err.text);
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
    const struct value *data = value_get(shown, "data");
    snprintf(text, sizeof text, "%s: acknowledged %lld (sum %lld), counted %lld (sum %lld) %s",
             counted->ref, (long long)counted->count, (long long)counted->sum,
             (long long)value_get_int(data, "count", 0), (long long)value_get_int(data, "sum", 0),
             value_text_or(value_get(shown, "status"), ""));
    if (value_get_int(data, "count", 0) != counted->count ||
        value_get_int(data, "sum", 0) != counted->sum || value_get_int(data, "steps", 0) != 6)
        die(load, "lost or done twice:", text);
    arena_close(&arena);
}

static void reckon(struct load *load)
{
    char *verify[] = {(char *)load->comity, "verify", "--data", load->directory, NULL};
    struct buf output = {0};
    int status;

    for (int i = 0; i < CLIENTS; i++)
        for (int k = 0; k < load->callers[i].case_count; k++)
            check_case(load, &load->callers[i].cases[k]);
    kill(load->pid, SIGTERM);
    waitpid(load->pid, &status, 0);
    load->pid = 0;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        die(load, "the host did not drain and exit 0", NULL);
    if (run(load, verify, &output) != 0)
        die(load, "verify:", output.bytes);
    buf_close(&output);
}

static void read_token(struct load *load)
{
    char path[128];
    snprintf(path, sizeof path, "%s/admin.token", load->directory);
    FILE *file = fopen(path, "r");
    if (!file || !fgets(load->token, sizeof load->token, file))
        die(load, "no token in", path);
    fclose(file);
    load->token[strcspn(load->token, "\r\n")] = '\0';
}

static void prepare(struct load *load)
{
    char *init[] = {(char *)load->comity, "init", load->directory, NULL};
    struct buf output = {0};

    snprintf(load->directory, sizeof load->directory, "/tmp/kill_load.XXXXXX");
    if (!mkdtemp(load->directory) || rmdir(load->directory) != 0)
        die(load, "no directory", NULL);
    if (run(load, init, &output) != 0)
        die(load, "init:", output.bytes);
    buf_close(&output);
    read_token(load);
    chance_seeded(&load->chance, load->seed);
    for (int i = 0; i < CLIENTS; i++) {
        load->callers[i].load = load;
        load->callers[i].again =
            (struct loop_timer){.on_timer = on_again, .owner = &load->callers[i]};
        caller_next(&load->callers[i]);
    }
}

static enum how how_of(const char *word)
{
    for (int i = 0; i < (int)(sizeof how_words / sizeof how_words[0]); i++)
        if (strcmp(how_words[i], word) == 0)
            return (enum how)i;
    fprintf(stderr, "kill_load: --how moment|point|memory|trouble\n");
    exit(2);
}

int main(int argc, char **argv)
{
    static struct load load = {.kills = 50, .seed = 1, .from = 1, .life_ms = LIFE_MS};
    struct err err = {0};

    if (argc < 3)
        return 2;
    load.comity = argv[1];
    load.workflows = argv[2];
    for (int i = 3; i + 1 < argc; i += 2)
        if (strcmp(argv[i], "--kills") == 0)
            load.kills = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--from") == 0)
            load.from = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--life") == 0)
            load.life_ms = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--how") == 0)
            load.how = how_of(argv[i + 1]);
        else
            load.seed = strtoull(argv[i + 1], NULL, 10);
    if (load.life_ms < 1)
        return 2;
    signal(SIGPIPE, SIG_IGN);
    prepare(&load);
    if (loop_open(wallclock_real(), &load.loop, &err) != 0)
        die(&load, err.text, NULL);
    load.killing = (struct loop_timer){.on_timer = on_killing, .owner = &load};
    life_begin(&load);
    loop_run(load.loop);
    for (int i = 0; i < CLIENTS; i++)
        client_close(load.callers[i].client);
    loop_close(load.loop);
    reckon(&load);
    printf(
        "%d kills, %llu acknowledged, %llu sent again, nothing lost, nothing twice, verify clean\n",
        load.kills_done, (unsigned long long)load.acknowledged, (unsigned long long)load.repeated);
    char *clean[] = {"/bin/rm", "-rf", load.directory, NULL};
    struct buf output = {0};
    run(&load, clean, &output);
    buf_close(&output);
    return 0;
}
