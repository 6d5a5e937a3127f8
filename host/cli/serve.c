/* serve.c - `comity serve`: a host on a data directory, with its door open, until it is told to
 * stop.
 *
 *   OPENING --ready--> SERVING --SIGTERM, SIGINT--> DRAINING_DOOR --> DRAINING_ENGINE --> (exit 0)
 *                         |                              |                  |
 *                         +------- the store is dead ----+------------------+----> (exit 74)
 *
 * "ready URL" is the one line on stdout, printed once requests are answered; the log is on stderr.
 * A signal a second later stops at once: what was acknowledged is on disk.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/service.h"
#include "base/log.h"
#include "cli/cli.h"
#include "cli/host.h"
#include "cli/scanner.h"
#include "cli/scripts.h"
#include "cli/serve_watch.h"
#include "cli/wall.h"
#include "config.h"
#include "data/digest.h"
#include "http/http.h"
#include "outside/outside.h"

enum serve_state { SERVE_OPENING, SERVE_SERVING, SERVE_DRAINING_DOOR, SERVE_DRAINING_ENGINE };

struct serve {
    struct host host; /* first: on_death finds the serve by it */
    enum serve_state state;
    struct service service;
    struct http *http;
    struct outside *outside;
    const char *data;
    char address[64];
    int port;
    struct loop_timer watchdog;
    struct serve_watch watch;
    int64_t stopped_ms; /* when the first signal came */
};

enum { AGAIN_MS = 1000 };

/* ---- stopping ---- */

/* What tells others where the host is: DIR/address and DIR/pid, there while it serves. */
static void forget_address(const char *data)
{
    static const char *const names[] = {"address", "pid"};
    char path[HOST_PATH];
    struct err ignored;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (host_path(data, names[i], path, &ignored) == 0)
            unlink(path);
}

static void on_engine_drained(void *owner)
{
    struct serve *serve = owner;
    loop_stop(serve->host.loop);
}

static void on_door_drained(void *owner)
{
    struct serve *serve = owner;
    serve->state = SERVE_DRAINING_ENGINE;
    engine_drain(serve->host.engine, on_engine_drained, serve);
}

static void on_stop(void *owner, int signal_number)
{
    struct serve *serve = owner;
    int64_t now_ms = loop_now_ms(serve->host.loop);
    if (serve->state != SERVE_SERVING) {
        if (now_ms - serve->stopped_ms > AGAIN_MS)
            _exit(EXIT_NO);
        return; /* one Control-C, told twice: by the terminal and by who started us */
    }
    serve->stopped_ms = now_ms;
    log_info("serve", "stopping on signal %d: no new requests, what was taken in is finished",
             signal_number);
    serve->state = SERVE_DRAINING_DOOR;
    serve_watch_stop(&serve->watch);
    wall_notify("STOPPING=1");
    service_close_streams(&serve->service);
    http_drain(serve->http, on_door_drained, serve);
}

/* The store is gone and acts under way have been answered: nothing is left to drain for. */
static void on_death(struct host *host)
{
    struct serve *serve = (struct serve *)(void *)host;
    forget_address(serve->data);
    fflush(NULL);
    _exit(host->death.status == STATUS_CORRUPT ? EXIT_UNUSABLE : EXIT_DISK);
}

static void on_unknown(struct host *host)
{
    struct serve *serve = (struct serve *)(void *)host;
    if (serve->http)
        http_hang_up(serve->http);
}

/* ---- opening ---- */

/* "127.0.0.1:8080", "[::1]:0". */
static int read_listen(struct serve *serve, const char *listen, struct err *err)
{
    const char *colon = strrchr(listen, ':');
    size_t len = colon ? (size_t)(colon - listen) : 0;
    char *end = NULL;
    long port = colon && colon[1] ? strtol(colon + 1, &end, 10) : -1;

    if (len > 2 && listen[0] == '[' && listen[len - 1] == ']')
        listen++, len -= 2;
    if (!end || *end || port < 0 || port > 65535 || len == 0 || len >= sizeof serve->address)
        return err_set(err, STATUS_USAGE,
                       "--listen takes an address and a port, as in 127.0.0.1:8080 or [::1]:0.");
    memcpy(serve->address, listen, len);
    serve->port = (int)port;
    return 0;
}

static int use_scripts(struct serve *serve, const char *path, struct err *err)
{
    struct scripts scripts;
    if (!path)
        return 0;
    struct digest active;
    char text[2 * DIGEST_BYTES + 1];
    bool has_active = engine_active_digest(serve->host.engine, &active);
    enum offered offered = OFFERED_DIFFERS;
    int rc = scripts_read(path, &scripts, err);
    if (rc == 0) {
        rc = engine_offer_scripts(serve->host.engine, scripts.files, scripts.count, &offered, err);
        scripts_close(&scripts);
    }
    if (!has_active)
        return rc;
    if (serve->watch.path) { /* what is different, or wrong, is said when it is looked at */
        err_clear(err);
        return 0;
    }
    digest_to_text(&active, text);
    if (rc != 0) /* lost or broken: the release lives in the database */
        log_info("serve", "the folder cannot be read (%s); the active release %.12s goes on",
                 err->text, text);
    else if (offered == OFFERED_DIFFERS)
        log_info("serve",
                 "the folder differs from the active release %.12s: comity publish %s, then comity "
                 "activate DIGEST --why REASON",
                 text, path);
    err_clear(err);
    return 0;
}

static void add_metric(struct buf *out, const char *name, const char *kind, uint64_t number)
{
    buf_printf(out, "# TYPE comity_http_%s %s\ncomity_http_%s %llu\n", name, kind, name,
               (unsigned long long)number);
}

static void add_metrics(void *owner, struct buf *out)
{
    const struct serve *serve = owner;
    struct http_counts counts = http_count(serve->http);
    add_metric(out, "connections", "gauge", counts.connections);
    add_metric(out, "requests_running", "gauge", counts.running);
    add_metric(out, "connections_total", "counter", counts.accepted);
    add_metric(out, "connections_refused_total", "counter", counts.refused_address);
    add_metric(out, "requests_total", "counter", counts.calls);
    add_metric(out, "requests_refused_total", "counter", counts.refused);
    add_metric(out, "connections_dropped_total", "counter", counts.dropped);
}

static int open_door(struct serve *serve, struct err *err)
{
    struct http_options options = {
        .host = serve->address,
        .port = serve->port,
        .endpoints = endpoints,
        .service = &serve->service,
        .authenticate = service_authenticate,
    };
    serve->service = (struct service){
        .engine = serve->host.engine,
        .loop = serve->host.loop,
        .chance = chance_real(),
        .version = COMITY_VERSION,
        .add_metrics = add_metrics,
        .owner = serve,
    };
    service_open(&serve->service);
    int rc = loop_on_signal(serve->host.loop, SIGTERM, on_stop, serve, err);
    if (rc == 0)
        rc = loop_on_signal(serve->host.loop, SIGINT, on_stop, serve, err);
    if (rc == 0)
        rc = http_open(serve->host.loop, &options, &serve->http, err);
    return rc;
}

static int open_serve(struct serve *serve, const struct cli *cli, struct err *err)
{
    int rc = read_listen(serve, cli->listen ? cli->listen : "127.0.0.1:8080", err);
    if (rc == 0)
        rc = host_open(&serve->host, cli->data, false, err);
    if (rc < 0)
        return rc;
    serve->host.on_death = on_death;
    serve->host.on_unknown = on_unknown;
    wall_watch_crashes(serve->host.slots);
    rc = use_scripts(serve, cli->watch ? cli->watch : cli->workflows, err);
    if (rc == 0)
        rc = host_start_workers(&serve->host,
                                cli->threads ? (int)strtol(cli->threads, NULL, 10) : 0, err);
    if (rc == 0) {
        engine_start(serve->host.engine);
        engine_wait_ready(serve->host.engine);
        rc = open_door(serve, err);
    }
    return rc;
}

/* ---- serving ---- */

/* The loop is alive as long as its timers fire. */
static void on_watchdog(struct loop_timer *timer)
{
    struct serve *serve = timer->owner;
    wall_notify("WATCHDOG=1");
    loop_timer_start(serve->host.loop, timer, wall_watchdog_ms());
}

static int say_ready(struct serve *serve, struct err *err)
{
    char url[128];
    bool is_v6 = strchr(serve->address, ':') != NULL;
    snprintf(url, sizeof url, is_v6 ? "http://[%s]:%d" : "http://%s:%d", serve->address,
             http_port(serve->http));
    char line[160];
    snprintf(line, sizeof line, "%s\n", url);
    int rc = host_write_file(serve->data, "address", slice_of(line), false, err);
    snprintf(line, sizeof line, "%ld\n", (long)getpid());
    if (rc == 0)
        rc = host_write_file(serve->data, "pid", slice_of(line), false, err);
    if (rc < 0)
        return rc;
    wall_close();
    serve->state = SERVE_SERVING;
    wall_notify("READY=1");
    if (wall_watchdog_ms() > 0)
        on_watchdog(&serve->watchdog);
    printf("ready %s\n", url);
    fflush(stdout);
    log_info("serve", "serving %s on %s", serve->data, url);
    return 0;
}

static void close_serve(struct serve *serve)
{
    if (serve->state != SERVE_OPENING)
        forget_address(serve->data);
    if (serve->http)
        http_close(serve->http);
    service_close(&serve->service);
    host_close(&serve->host);
    outside_close(serve->outside);
}

/* What sends, with its extensions: before files are fenced off, and before there are threads. */
static int open_outside(struct serve *serve, const char *extensions, struct err *err)
{
    int rc = outside_open(&serve->outside, err);
    for (const char *at = extensions; rc == 0 && at && *at;) {
        char path[HOST_PATH];
        size_t len = strcspn(at, ",");
        if (len >= sizeof path)
            return err_set(err, STATUS_USAGE, "The name of the extension is too long.");
        memcpy(path, at, len);
        path[len] = '\0';
        rc = outside_load(serve->outside, path, err);
        at += len + (at[len] == ',');
    }
    if (rc == 0)
        serve->host.sender = outside_sender(serve->outside);
    return rc;
}

static int run(struct cli *cli)
{
    struct serve serve = {.data = cli->data};
    serve.watchdog = (struct loop_timer){.on_timer = on_watchdog, .owner = &serve};
    struct err err;

    if (!cli->data || cli->count > 0)
        return cli_fail_usage(cli, "Name the data directory: --data DIR.");
    if (cli->watch && cli->workflows)
        return cli_fail_usage(cli, "--watch PATH takes the place of --workflows PATH.");
    err_clear(&err);
    if (cli->scan && scanner_start(cli->scan, &serve.host.scan, &err) < 0)
        return cli_fail(&err);
    wall_limit();
    if (open_outside(&serve, cli->extension, &err) < 0) {
        outside_close(serve.outside);
        return cli_fail(&err);
    }
    wall_fence(cli->data, cli->watch ? cli->watch : cli->workflows);
    serve.watch.path = cli->watch;
    err_clear(&err);
    int rc = open_serve(&serve, cli, &err);
    if (rc == 0)
        rc = say_ready(&serve, &err);
    if (rc < 0) {
        int code = cli_fail(&err);
        if (serve.host.engine) /* threads may be at work; the journal makes leaving safe */
            fflush(NULL), _exit(code);
        outside_close(serve.outside);
        return code;
    }
    if (cli->watch)
        serve_watch_start(&serve.watch, serve.host.loop, serve.host.engine, cli->watch);
    loop_run(serve.host.loop);
    close_serve(&serve);
    return EXIT_DONE;
}

const struct subcommand subcommand_serve = {
    .name = "serve",
    .words = "--data DIR --workflows PATH",
    .options = "scan data listen workflows watch threads extension",
    .en = "serve an office: cases, tasks and clocks over HTTP",
    .zh = "启动主机，对外提供案件、任务与期限服务",
    .more =
        "Prints `ready URL` once it answers. SIGTERM finishes what was taken in and exits 0.\n"
        "The folder of workflows is the first release of a new office. Later the active release\n"
        "goes on, whatever became of the folder; where it differs the log says so, and `comity\n"
        "publish` and `comity activate` bring the change.\n"
        "--watch PATH is for a developer's own machine: what is saved there is published and\n"
        "activated at once, and what happened is said on stderr.\n"
        "Exit code 74: the disk failed and the host stopped rather than guess.\n",
    .run = run,
};
