/* rehearsal.c - a whole host in virtual time (rehearsal.h).
 *
 * The pieces are those of `comity serve` but for three: a loop that is stepped, a disk in memory, a
 * clock that is held. A crash closes engine, loop and store without settling what was under way,
 * and opens them again on the same disk; the actors and the clock live on.
 */
#include "engine/rehearsal.h"
#include "engine/rehearsal_outside.h"
#include <stdlib.h>
#include "data/canon.h"
#include "engine/inside.h"
#include "loop/simulated.h"
#include "script/shelf.h"

enum { STEPS_MOST = 10000000 };

struct rehearsal {
    struct rehearsal_outside outside; /* lives as long as the disk */
    struct wallclock_held clock;
    struct chance chance;
    struct disk *disk;
    struct loop *loop;
    struct store *store;
    struct engine *engine;
    struct reader *reader;
    struct rehearsal_options options;
    struct shelf *own_shelf;
    bool has_new_files; /* the next life makes them its active release; else it keeps its own */
    uint64_t lives;
    struct known_actor {
        struct known_actor *next;
        struct arena arena;
        const char *name;
        struct actor actor;
    } * actors;
};

static int boot_store(struct rehearsal *rehearsal, struct err *err)
{
    struct store_options options = {.on_settled = engine_on_settled,
                                    .on_state = engine_on_state,
                                    .owner = rehearsal->engine,
                                    .clock = &rehearsal->clock.base};
    return store_open_simulated(rehearsal->disk, &options, &rehearsal->store, err);
}

static int boot_engine(struct rehearsal *rehearsal, struct err *err)
{
    struct engine_options options = {
        .shelf = rehearsal->options.shelf,
        .loop = rehearsal->loop,
        .chance = &rehearsal->chance,
        .evicts_always = rehearsal->options.evicts_always,
        .skips_sweep = rehearsal->options.skips_sweep,
        .collect_each = rehearsal->options.collect_each,
        .takes_as_written = true,
        .sender = &rehearsal->outside.sender,
        .public_url = "https://fuwu.example.gov.cn",
        .near_ms = (int64_t)400 * DAY_MS,
        .turn_wall_ms =
            60000, /* the same run on a busy machine: the budget counts, not the clock */
    };
    memset(options.master.bytes, 7, sizeof options.master.bytes);
    return engine_open(&options, &rehearsal->engine, err);
}

static int boot(struct rehearsal *rehearsal, struct err *err)
{
    struct worker_plan plan = {
        .threads = {[LANE_TURN] = 2, [LANE_READ] = 1, [LANE_SHADOW] = 2, [LANE_SEND] = 1},
        .worker_open = engine_worker_open,
        .worker_close = engine_worker_close
    };
    uint64_t seed = rehearsal->options.seed * 1000003u + rehearsal->lives++;

    int rc = loop_open_simulated(&rehearsal->clock, seed, &rehearsal->loop, err);
    if (rc == 0)
        rc = boot_engine(rehearsal, err);
    if (rc == 0)
        rc = boot_store(rehearsal, err);
    if (rc != 0)
        return rc;
    loop_simulated_add_source(rehearsal->loop, store_simulated_has_work, store_simulated_step,
                              rehearsal->store);
    plan.owner = rehearsal->engine;
    rc = engine_attach(rehearsal->engine, rehearsal->store, err);
    if (rc == 0 && rehearsal->has_new_files)
        rc = engine_use_scripts(rehearsal->engine, rehearsal->options.files,
                                rehearsal->options.file_count, err);
    if (rc == 0)
        rehearsal->has_new_files = false;
    if (rc == 0)
        rc = loop_start_workers(rehearsal->loop, &plan, err);
    if (rc == 0)
        rc = reader_open(rehearsal->store, &rehearsal->reader, err);
    if (rc != 0)
        return rc;
    engine_start(rehearsal->engine);
    rehearsal_settle(rehearsal);
    return 0;
}

/* Order matters: the store settles what was submitted as unknown, the loop delivers that to the
 * engine, which lets go of everything before it is closed. */
static void halt(struct rehearsal *rehearsal)
{
    reader_close(rehearsal->reader);
    rehearsal->reader = NULL;
    if (rehearsal->engine)
        engine_halt(rehearsal->engine);
    if (rehearsal->store)
        store_simulated_crash(rehearsal->store);
    if (rehearsal->loop)
        loop_close(rehearsal->loop);
    store_close(rehearsal->store);
    engine_close(rehearsal->engine);
    rehearsal->loop = NULL;
    rehearsal->store = NULL;
    rehearsal->engine = NULL;
}

int rehearsal_open(const struct rehearsal_options *options, struct rehearsal **out, struct err *err)
{
    struct rehearsal *rehearsal = mem_zero(sizeof *rehearsal);
    int64_t start = options->start_ms;

    if (start == 0)
        start = date_start_ms(date_from_civil(2026, 1, 5)) + 9 * 3600 * 1000;
    rehearsal->options = *options;
    rehearsal->has_new_files = options->files != NULL;
    if (!options->shelf)
        rehearsal->options.shelf = rehearsal->own_shelf = shelf_new();
    wallclock_held_init(&rehearsal->clock, start);
    chance_seeded(&rehearsal->chance, options->seed);
    rehearsal->disk = disk_new(options->seed);
    rehearsal_outside_open(&rehearsal->outside);
    int rc = boot(rehearsal, err);
    if (rc != 0) {
        rehearsal_close(rehearsal);
        rehearsal = NULL;
    }
    *out = rehearsal;
    return rc;
}

void rehearsal_close(struct rehearsal *rehearsal)
{
    if (!rehearsal)
        return;
    halt(rehearsal);
    rehearsal_outside_close(&rehearsal->outside);
    disk_close(rehearsal->disk);
    shelf_free(rehearsal->own_shelf);
    while (rehearsal->actors) {
        struct known_actor *known = rehearsal->actors;
        rehearsal->actors = known->next;
        arena_close(&known->arena);
        free(known);
    }
    free(rehearsal);
}

void rehearsal_use_files(struct rehearsal *rehearsal, const struct script_file *files, size_t count)
{
    rehearsal->options.files = files;
    rehearsal->options.file_count = count;
    rehearsal->has_new_files = true;
}

int rehearsal_use_scripts(struct rehearsal *rehearsal, struct err *err)
{
    return engine_use_scripts(rehearsal->engine, rehearsal->options.files,
                              rehearsal->options.file_count, err);
}

void rehearsal_sweep_again(struct rehearsal *rehearsal)
{
    rehearsal->options.skips_sweep = false;
}

int rehearsal_crash(struct rehearsal *rehearsal, struct err *err)
{
    halt(rehearsal);
    return boot(rehearsal, err);
}

struct engine *rehearsal_engine(struct rehearsal *rehearsal)
{
    return rehearsal->engine;
}

struct loop *rehearsal_loop(struct rehearsal *rehearsal)
{
    return rehearsal->loop;
}

struct wallclock_held *rehearsal_clock(struct rehearsal *rehearsal)
{
    return &rehearsal->clock;
}

struct disk *rehearsal_disk(struct rehearsal *rehearsal)
{
    return rehearsal->disk;
}

struct reader *rehearsal_reader(struct rehearsal *rehearsal)
{
    return rehearsal->reader;
}

struct rehearsal_outside *rehearsal_outside_of(struct rehearsal *rehearsal)
{
    return &rehearsal->outside;
}

int64_t rehearsal_now_ms(const struct rehearsal *rehearsal)
{
    return rehearsal->clock.now;
}

const struct actor *rehearsal_actor(struct rehearsal *rehearsal, const char *name,
                                    const char *roles)
{
    for (struct known_actor *known = rehearsal->actors; known; known = known->next)
        if (strcmp(known->name, name) == 0)
            return &known->actor;
    struct known_actor *known = mem_zero(sizeof *known);
    struct value *list = value_list(&known->arena);
    char text[ID_TEXT_LEN + 1];
    struct digest digest;
    struct id id;

    for (const char *at = roles; at && *at;) {
        size_t len = strcspn(at, "\n,");
        value_push(&known->arena, list,
                   value_text(&known->arena, (struct slice){.bytes = at, .len = len}));
        if (len == 5 && memcmp(at, "admin", 5) == 0)
            known->actor.is_administrator = true;
        at += len + (at[len] != '\0');
    }
    digest_of(slice_of(name), &digest);
    memcpy(id.bytes, digest.bytes, sizeof id.bytes);
    known->name = arena_text(&known->arena, name);
    known->actor.id = arena_text(&known->arena, id_to_text(&id, text));
    known->actor.roles = list;
    known->next = rehearsal->actors;
    rehearsal->actors = known;
    return &known->actor;
}

const struct actor *rehearsal_member(struct rehearsal *rehearsal, const char *name,
                                     const char *role, const char *office)
{
    const struct actor *actor = rehearsal_actor(rehearsal, name, "");
    struct known_actor *known = rehearsal->actors;

    while (&known->actor != actor)
        known = known->next;
    if (!known->actor.is_person) {
        struct membership *held = ARENA_NEW(&known->arena, struct membership);
        *held = (struct membership){.role = arena_text(&known->arena, role),
                                    .office = arena_text(&known->arena, office)};
        known->actor.memberships = held;
        known->actor.membership_count = 1;
        known->actor.is_person = true;
    }
    return actor;
}

struct posted {
    struct arena *arena;
    struct answer *answer;
    bool is_answered;
};

static void on_answer(struct act *act, const struct answer *answer)
{
    struct posted *posted = act->owner;

    *posted->answer = *answer;
    posted->answer->errors = answer->errors ? value_copy(posted->arena, answer->errors) : NULL;
    posted->answer->reply = answer->reply ? value_copy(posted->arena, answer->reply) : NULL;
    posted->is_answered = true;
}

void rehearsal_act(struct rehearsal *rehearsal, struct act *act, struct arena *arena,
                   struct answer *answer)
{
    struct posted posted = {.arena = arena, .answer = answer};

    act->on_answer = on_answer;
    act->owner = &posted;
    engine_post(rehearsal->engine, act);
    loop_run_until(rehearsal->loop, &posted.is_answered);
}

void rehearsal_settle(struct rehearsal *rehearsal)
{
    loop_simulated_settle(rehearsal->loop, STEPS_MOST);
}

void rehearsal_advance(struct rehearsal *rehearsal, int64_t to_ms)
{
    loop_simulated_advance(rehearsal->loop, to_ms);
}
