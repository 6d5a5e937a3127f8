/* bench_child.c - hosts as processes of their own: `comity init`, `comity serve`, kill -9.
 *
 * A child is this same binary. Its log goes to a file beside its data directory; its one line on
 * stdout says when it is ready, and that moment is taken when the line is read.
 */
#include "cli/bench.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "http/client.h"

extern char **environ;

/* Starts the program with `argv`; its stdout into `out`, its stderr behind `log`. */
static int spawn(const struct bench *bench, char *const argv[], const char *log, int out, int *pid,
                 struct err *err)
{
    posix_spawn_file_actions_t actions;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, out >= 0 ? out : 2, 1);
    int error = posix_spawn(pid, bench->program, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error == 0
               ? 0
               : err_set(err, STATUS_IO, "Cannot start %s: %s.", bench->program, strerror(error));
}

int bench_child_init(struct bench *bench, const char *name, struct err *err)
{
    char *folder = arena_text(&bench->arena, bench_path(bench, name));
    char *log = arena_printf(&bench->arena, "%s.log", folder);
    char *argv[] = {"comity", "init", folder, NULL};
    int pid, status;
    int rc = spawn(bench, argv, log, -1, &pid, err);
    if (rc != 0)
        return rc;
    if (waitpid(pid, &status, 0) != pid || status != 0)
        return err_set(err, STATUS_IO, "`comity init %s` failed; see %s.", folder, log);
    return 0;
}

static int read_token(const char *folder, struct bench_child *child, struct err *err)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/admin.token", folder);
    FILE *file = fopen(path, "r");
    bool is_read = file && fgets(child->token, sizeof child->token, file);
    if (file)
        fclose(file);
    if (!is_read)
        return err_set(err, STATUS_IO, "Cannot read %s: %s.", path, strerror(errno));
    child->token[strcspn(child->token, "\n")] = '\0';
    return 0;
}

/* The line `ready URL`; whatever ends before it is a host that did not start. */
static int read_ready(struct bench_child *child, const char *log, struct err *err)
{
    char line[256];
    size_t len = 0;
    ssize_t got = 1;

    while (len < sizeof line - 1 && got > 0 && !memchr(line, '\n', len)) {
        got = read(child->out, line + len, sizeof line - 1 - len);
        len += got > 0 ? (size_t)got : 0;
    }
    line[len] = '\0';
    line[strcspn(line, "\n")] = '\0';
    if (strncmp(line, "ready ", 6) != 0)
        return err_set(err, STATUS_IO, "The host did not get ready; see %s.", log);
    return client_read_url(line + 6, child->address, &child->port, err);
}

int bench_child_start(struct bench *bench, const char *name, struct bench_child *child,
                      struct err *err)
{
    char *folder = arena_text(&bench->arena, bench_path(bench, name));
    char *log = arena_printf(&bench->arena, "%s.log", folder);
    char *scripts = arena_text(&bench->arena, bench_path(bench, "workflows"));
    char *threads = arena_printf(&bench->arena, "%d", bench->threads);
    char *argv[] = {"comity",      "serve", "--data",    folder,  "--listen", "127.0.0.1:0",
                    "--workflows", scripts, "--threads", threads, NULL};
    int ends[2];

    *child = (struct bench_child){.out = -1};
    int rc = bench_scripts_write(bench, err);
    if (rc == 0)
        rc = read_token(folder, child, err);
    if (rc == 0 && pipe2(ends, O_CLOEXEC) != 0)
        rc = err_set(err, STATUS_IO, "Cannot make a pipe: %s.", strerror(errno));
    if (rc != 0)
        return rc;
    int64_t start = wallclock_ticks_ns();
    rc = spawn(bench, argv, log, ends[1], &child->pid, err);
    close(ends[1]);
    child->out = ends[0];
    if (rc == 0)
        rc = read_ready(child, log, err);
    child->ready_ms = seconds_since(start) * 1000;
    if (rc != 0)
        bench_child_kill(child);
    return rc;
}

int64_t bench_child_resident(const struct bench_child *child)
{
    char path[64], line[256];
    long long kib = 0;

    snprintf(path, sizeof path, "/proc/%d/status", child->pid);
    FILE *file = fopen(path, "r");
    while (file && kib == 0 && fgets(line, sizeof line, file))
        if (strncmp(line, "VmRSS:", 6) == 0)
            kib = strtoll(line + 6, NULL, 10);
    if (file)
        fclose(file);
    return kib * 1024;
}

static void child_end(struct bench_child *child, int signal_number)
{
    if (child->pid > 0) {
        kill(child->pid, signal_number);
        waitpid(child->pid, NULL, 0);
    }
    if (child->out >= 0)
        close(child->out);
    child->pid = 0;
    child->out = -1;
}

void bench_child_kill(struct bench_child *child)
{
    child_end(child, SIGKILL);
}

void bench_child_stop(struct bench_child *child)
{
    child_end(child, SIGTERM);
}
