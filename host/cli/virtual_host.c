/* virtual_host.c - loop, store, engine and endpoints in one thread and held time (virtual_host.h).
 *
 *   virtual_host_call -> router -> service_authenticate -> endpoint -> engine -> store_step
 *        ^                                                                          |
 *        +-------- door_answer <---- the loop is stepped until it has come ---------+
 *
 * The pieces are those of `comity serve` but for the loop, which is stepped, the store, which
 * commits when it is stepped, and the sender, which takes everything and sends nothing.
 */
#include "cli/virtual_host.h"

#include <stdlib.h>

#include "api/service.h"
#include "cli/host.h"
#include "data/json.h"
#include "duty/effect.h"
#include "http/route.h"
#include "http/target.h"
#include "loop/simulated.h"
#include "store/stepped.h"

struct virtual_host {
    struct wallclock_held clock;
    struct chance chance;
    struct sender sender;
    struct loop *loop;
    struct engine *engine;
    struct store *store;
    struct reader *reader;
    struct router router;
    struct service service;
    char files[HOST_PATH];
    uint64_t calls;
    struct err death; /* status 0: the store goes on */
};

/* ---- opening --------------------------------------------------------------------------------- */

static void on_dead(void *owner, const struct err *err)
{
    struct virtual_host *host = owner;
    host->death = *err;
}

/* The world outside takes everything: an office that is made up sends nothing to anybody. */
static void send_nowhere(void *owner, const struct outgoing *outgoing, struct arena *arena,
                         struct sent *sent)
{
    (void)owner, (void)outgoing, (void)arena;
    *sent = (struct sent){.status = SENT_DONE};
}

static int open_engine(struct virtual_host *host, const char *data, struct err *err)
{
    struct engine_options options = {
        .loop = host->loop,
        .chance = &host->chance,
        .skips_sweep = true,
        .sender = &host->sender,
        .near_ms = (int64_t)400 * DAY_MS,
        .turn_wall_ms = 60000, /* the budget counts, not a clock that stands still */
        .files = host->files,
        .on_dead = on_dead,
        .owner = host,
    };
    int rc = host_path(data, "attachments", host->files, err);
    if (rc == 0)
        rc = host_master(data, &options.master, err);
    if (rc == 0)
        rc = engine_open(&options, &host->engine, err);
    secret_wipe(&options.master, sizeof options.master);
    return rc;
}

static int open_store(struct virtual_host *host, const char *data, struct err *err)
{
    struct store_limits limits = store_limits_default;
    limits.ballast_bytes = 0; /* the first real host makes it */
    struct store_options options = {.directory = data,
                                    .on_settled = engine_on_settled,
                                    .on_state = engine_on_state,
                                    .owner = host->engine,
                                    .clock = &host->clock.base,
                                    .is_stepped = true,
                                    .limits = &limits};
    int rc = store_open(&options, &host->store, err);
    if (rc == 0)
        loop_simulated_add_source(host->loop, store_has_work, store_step, host->store);
    return rc;
}

static int start(struct virtual_host *host, const struct virtual_host_options *options,
                 struct err *err)
{
    struct worker_plan plan = {
        .threads = {[LANE_TURN] = 1, [LANE_READ] = 1, [LANE_SHADOW] = 1, [LANE_SEND] = 1},
        .worker_open = engine_worker_open,
        .worker_close = engine_worker_close,
        .owner = host->engine,
    };
    int rc = engine_attach(host->engine, host->store, err);
    if (rc == 0)
        rc = engine_use_scripts(host->engine, options->files, options->file_count, err);
    if (rc == 0)
        rc = loop_start_workers(host->loop, &plan, err);
    if (rc == 0)
        rc = reader_open(host->store, &host->reader, err);
    if (rc != 0)
        return rc;
    engine_start(host->engine);
    loop_simulated_settle(host->loop, UINT64_MAX);
    host->service = (struct service){
        .engine = host->engine, .loop = host->loop, .chance = &host->chance, .version = "virtual"};
    service_open(&host->service);
    router_open(&host->router, endpoints);
    return 0;
}

int virtual_host_open(const struct virtual_host_options *options, struct virtual_host **out,
                      struct err *err)
{
    struct virtual_host *host = mem_zero(sizeof *host);

    wallclock_held_init(&host->clock, options->start_ms);
    chance_seeded(&host->chance, options->seed);
    host->sender = (struct sender){.send = send_nowhere, .owner = host};
    int rc = loop_open_simulated(&host->clock, options->seed, &host->loop, err);
    if (rc == 0)
        rc = open_engine(host, options->data, err);
    if (rc == 0)
        rc = open_store(host, options->data, err);
    if (rc == 0)
        rc = start(host, options, err);
    if (rc != 0) {
        virtual_host_close(host);
        host = NULL;
    }
    *out = host;
    return rc;
}

void virtual_host_close(struct virtual_host *host)
{
    if (!host)
        return;
    if (host->router.routes) {
        service_close_streams(&host->service);
        loop_simulated_settle(host->loop, UINT64_MAX);
        service_close(&host->service);
        router_close(&host->router);
    }
    reader_close(host->reader);
    if (host->loop)
        loop_close(host->loop);
    store_close(host->store);
    engine_close(host->engine);
    free(host);
}

/* ---- asking ---------------------------------------------------------------------------------- */

struct virtual_exchange {
    struct call call; /* first: the door finds the exchange by it */
    struct arena *arena;
    struct virtual_reply *reply;
    bool is_answered;
};

static void door_answer(struct call *call, int http_status, const char *content_type,
                        struct slice bytes)
{
    struct virtual_exchange *exchange = (struct virtual_exchange *)(void *)call;
    struct virtual_reply *reply = exchange->reply;
    const struct json_bounds bounds = {.max_bytes = (size_t)64 << 20, .is_int64_allowed = true};
    struct err ignored = {0};
    bool is_json = content_type && strncmp(content_type, "application/", 12) == 0 &&
                   strstr(content_type, "json");

    *reply = (struct virtual_reply){.status = http_status, .body = &value_nil, .code = ""};
    exchange->is_answered = true;
    if (!is_json) {
        reply->text = arena_copy(exchange->arena, bytes).bytes;
        return;
    }
    if (json_read(exchange->arena, bytes, &bounds, &reply->body, &ignored) != 0)
        reply->body = &value_nil;
    const char *code = value_get_text(reply->body, "code");
    reply->code = http_status >= 400 && code ? code : "";
}

static bool door_is_abandoned(const struct call *call)
{
    (void)call;
    return false;
}

static const struct call_door door = {.answer = door_answer, .is_abandoned = door_is_abandoned};

static bool is_about_tokens(const char *path)
{
    static const char end[] = "/tokens";
    size_t len = strlen(path);
    return len >= sizeof end - 1 && strcmp(path + len - (sizeof end - 1), end) == 0;
}

/* As http/exchange.c does it, but for everything that bytes on a wire may get wrong. */
static void run(struct virtual_host *host, struct call *call, const char *target)
{
    struct refusal refusal = {0};
    struct err err = {0};
    const char *allow, *query = strchr(target, '?');
    size_t len = query ? (size_t)(query - target) : strlen(target);

    call->path = arena_copy(&call->arena, (struct slice){target, len}).bytes;
    bool is_found = (!query || target_read_query(&call->arena, slice_of(query + 1), &call->queries,
                                                 &refusal)) &&
                    route_find(&host->router, call, &allow) == ROUTE_FOUND;
    if (!is_found)
        call_answer_problem(call, &(struct problem){.http_status = 404, .code = "not_found"});
    else if (call->endpoint->right && service_authenticate(call, &err) < 0)
        call_answer_problem(call, &(struct problem){.http_status = 401, .code = "unauthorized"});
    else
        call->endpoint->answer(call);
}

void virtual_host_call(struct virtual_host *host, const struct virtual_call *wanted,
                       struct arena *arena, struct virtual_reply *reply)
{
    struct virtual_exchange *exchange = mem_zero(sizeof *exchange);
    struct buf body = {0};

    if (wanted->body)
        json_write(&body, wanted->body, 0);
    host->service.chance = is_about_tokens(wanted->path) ? chance_real() : &host->chance;
    exchange->arena = arena;
    exchange->reply = reply;
    exchange->call = (struct call){.method = wanted->method,
                                   .service = &host->service,
                                   .body = buf_slice(&body),
                                   .content_type = wanted->body ? "application/json" : NULL,
                                   .token = wanted->token,
                                   .at_ms = host->clock.now,
                                   .number = ++host->calls,
                                   .door = &door};
    run(host, &exchange->call, wanted->path);
    loop_run_until(host->loop, &exchange->is_answered);
    host->service.chance = &host->chance;
    buf_close(&body);
    arena_close(&exchange->call.arena);
    free(exchange);
}

struct token_made {
    int status;
    bool is_done;
};

static void on_token(void *owner, int status)
{
    struct token_made *made = owner;
    made->status = status;
    made->is_done = true;
}

int virtual_host_token(struct virtual_host *host, const char *name, const char *role,
                       char token[64], struct err *err)
{
    struct token_made made = {0};
    host_token_text(token);
    engine_add_token(host->engine, name, role, slice_of(token), on_token, &made);
    loop_run_until(host->loop, &made.is_done);
    return made.status == 0 ? 0
                            : err_set(err, made.status, "The token of %s was not recorded.", name);
}

/* ---- time ------------------------------------------------------------------------------------ */

int64_t virtual_host_now_ms(const struct virtual_host *host)
{
    return host->clock.now;
}

void virtual_host_advance(struct virtual_host *host, int64_t to_ms)
{
    loop_simulated_advance(host->loop, to_ms);
}

struct engine *virtual_host_engine(struct virtual_host *host)
{
    return host->engine;
}

struct reader *virtual_host_reader(struct virtual_host *host)
{
    return host->reader;
}

int virtual_host_trouble(const struct virtual_host *host, struct err *err)
{
    struct engine_health health;

    if (host->death.status != 0) {
        *err = host->death;
        return host->death.status;
    }
    engine_health(host->engine, &health);
    return health.is_full ? err_set(err, STATUS_FULL,
                                    "There is too little space on the disk. Make room, or name a "
                                    "folder on another one, and begin again.")
                          : 0;
}
