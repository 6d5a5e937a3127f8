/* bench_host.c - the pieces of `comity serve` in this process, without its door: for workloads that
 * measure the engine and the store, and to fill data directories quickly.
 *
 * What the store settles passes through on_settled here first, on the store's thread, which counts
 * commits, write sets and rows: the batches the floor is then measured with.
 */
#include "cli/bench.h"

static void on_settled(void *owner, struct list *settled)
{
    struct bench_host *host = owner;

    host->commits++;
    host->write_sets += (int64_t)settled->count;
    for (struct list_link *link = settled->first; link; link = link->next) {
        const struct write_set *set = LIST_ITEM(link, struct write_set, link);
        host->rows += (int64_t)set->row_count;
        for (size_t i = 0; i < set->row_count; i++)
            host->body_bytes += (int64_t)set->rows[i].body.len;
    }
    engine_on_settled(host->engine, settled);
}

static void on_state(void *owner, enum store_state state, int64_t generation)
{
    engine_on_state(((struct bench_host *)owner)->engine, state, generation);
}

static void on_dead(void *owner, const struct err *err)
{
    struct bench_host *host = owner;
    host->err = *err;
    host->is_over = true;
}

static void make_actor(struct bench_host *host)
{
    struct value *roles = value_list(&host->arena);
    value_push(&host->arena, roles, value_string(&host->arena, "clerk"));
    host->actor = (struct actor){
        .id = "00000000000000000000000000", .roles = roles, .is_administrator = true};
}

static int open_key(const char *folder, struct arena *arena, struct secret_key *key,
                    struct err *err)
{
    int rc = secret_open(err);
    return rc == 0 ? secret_key_load(arena_printf(arena, "%s/vault.key", folder), key, err) : rc;
}

static int open_store(struct bench_host *host, const char *folder, struct err *err)
{
    struct store_options options = {.directory = folder,
                                    .on_settled = on_settled,
                                    .on_state = on_state,
                                    .owner = host,
                                    .clock = wallclock_real()};
    return store_open(&options, &host->store, err);
}

static int open_engine(struct bench_host *host, const char *folder, struct err *err)
{
    struct engine_options options = {
        .loop = host->loop, .chance = chance_real(), .on_dead = on_dead, .owner = host};
    int rc = open_key(folder, &host->arena, &options.master, err);
    if (rc == 0)
        rc = engine_open(&options, &host->engine, err);
    if (rc == 0)
        rc = open_store(host, folder, err);
    if (rc == 0)
        rc = engine_attach(host->engine, host->store, err);
    secret_wipe(&options.master, sizeof options.master);
    return rc;
}

int bench_host_open(struct bench *bench, const char *name, struct bench_host *host, struct err *err)
{
    const char *folder = bench_path(bench, name);
    struct worker_plan plan = {
        .threads = {[LANE_TURN] = bench->threads, [LANE_READ] = 2, [LANE_SHADOW] = 2},
        .worker_open = engine_worker_open,
        .worker_close = engine_worker_close
    };

    *host = (struct bench_host){0};
    make_actor(host);
    int rc = loop_open(wallclock_real(), &host->loop, err);
    if (rc == 0)
        rc = open_engine(host, folder, err);
    if (rc == 0)
        rc = engine_use_scripts(host->engine, bench_scripts, bench_script_count, err);
    plan.owner = host->engine;
    if (rc == 0)
        rc = loop_start_workers(host->loop, &plan, err);
    if (rc != 0) {
        bench_host_close(host);
        return rc;
    }
    engine_start(host->engine);
    engine_wait_ready(host->engine);
    host->commits = host->write_sets = host->rows = host->body_bytes = 0;
    return 0;
}

static void on_drained(void *owner)
{
    ((struct bench_host *)owner)->is_over = true;
}

void bench_host_close(struct bench_host *host)
{
    if (host->engine && host->store) {
        host->is_over = false;
        engine_drain(host->engine, on_drained, host);
        loop_run_until(host->loop, &host->is_over);
    }
    if (host->loop)
        loop_close(host->loop);
    store_close(host->store);
    engine_close(host->engine);
    arena_close(&host->arena);
    *host = (struct bench_host){0};
}

void bench_host_start(struct bench_host *host, const char *workflow, struct value *data,
                      void (*on_answer)(struct act *act, const struct answer *answer), void *owner)
{
    struct act *act = act_new(ACT_START);

    act->workflow = workflow;
    act->data = data ? value_copy(&act->arena, data) : &value_nil;
    act->actor = &host->actor;
    act->on_answer = on_answer;
    act->owner = owner;
    engine_post(host->engine, act);
}

/* ---- filling ---- */

enum { FILL_AT_ONCE = 4000 };

struct filling {
    struct bench_host *host;
    const struct bench_fill *fill;
    int64_t started, answered;
    struct err err;
};

static void on_filled(struct act *act, const struct answer *answer);

static void fill_more(struct filling *filling)
{
    struct bench_host *host = filling->host;
    const struct bench_fill *fill = filling->fill;

    while (filling->started < fill->count && filling->started - filling->answered < FILL_AT_ONCE) {
        struct arena arena = {0};
        int64_t n = filling->started++;
        struct value *data = fill->data_of ? fill->data_of(fill->owner, n, &arena) : NULL;
        bench_host_start(host, fill->workflow, data, on_filled, filling);
        arena_close(&arena);
    }
    if (filling->answered == fill->count || filling->err.status != 0)
        host->is_over = true;
}

static void on_filled(struct act *act, const struct answer *answer)
{
    struct filling *filling = act->owner;

    if (answer->status != 0)
        filling->err = answer->err;
    else if (filling->fill->on_started)
        filling->fill->on_started(filling->fill->owner, &act->case_ref, act->data);
    filling->answered++;
    fill_more(filling);
}

int bench_host_fill(struct bench_host *host, const struct bench_fill *fill, struct err *err)
{
    struct filling filling = {.host = host, .fill = fill};

    host->is_over = false;
    fill_more(&filling);
    if (!host->is_over)
        loop_run_until(host->loop, &host->is_over);
    *err = filling.err;
    return filling.err.status;
}
