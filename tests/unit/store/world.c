/* world.c - see world.h. Submitted sets come back through on_settled into one list under a lock. */
#include "world.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "store/store.h"

static void on_settled(void *owner, struct list *settled)
{
    struct world *world = owner;
    pthread_mutex_lock(&world->lock);
    list_append(&world->settled, settled);
    pthread_cond_broadcast(&world->changed);
    pthread_mutex_unlock(&world->lock);
}

static void on_state(void *owner, enum store_state state, int64_t generation)
{
    struct world *world = owner;
    pthread_mutex_lock(&world->lock);
    world->state = state;
    world->generation = generation;
    world->states_told++;
    pthread_cond_broadcast(&world->changed);
    pthread_mutex_unlock(&world->lock);
}

int world_start(struct world *world, struct err *err)
{
    struct store_options options = {
        .directory = world->directory,
        .on_settled = on_settled,
        .on_state = on_state,
        .owner = world,
        .vfs = world->vfs,
        .limits = &world->limits,
    };
    int status = world->kind == WORLD_SQLITE
                     ? store_open(&options, &world->store, err)
                     : store_open_simulated(world->disk, &options, &world->store, err);
    world->state = STORE_OPEN;
    world->generation = 1;
    return status == 0 ? reader_open(world->store, &world->reader, err) : status;
}

void world_stop(struct world *world)
{
    reader_close(world->reader);
    store_close(world->store);
    world->reader = NULL;
    world->store = NULL;
}

void world_open(struct world *world, enum world_kind kind)
{
    struct err err = {0};
    *world = (struct world){.kind = kind, .limits = store_limits_default};
    world->limits.ballast_bytes = world->limits.min_free_bytes = 0;
    world->limits.probe_ms = 1;
    pthread_mutex_init(&world->lock, NULL);
    pthread_cond_init(&world->changed, NULL);
    if (kind == WORLD_SQLITE) {
        snprintf(world->directory, sizeof world->directory, "/tmp/comity-store-XXXXXX");
        assert_non_null(mkdtemp(world->directory));
        assert_int_equal(store_create(world->directory, &err), 0);
    } else {
        world->disk = disk_new(1);
    }
    assert_int_equal(world_start(world, &err), 0);
}

static void remove_directory(const char *directory)
{
    DIR *entries = opendir(directory);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(path);
    }
    closedir(entries);
    rmdir(directory);
}

void world_close(struct world *world)
{
    world_stop(world);
    while (!list_is_empty(&world->settled))
        write_set_close(LIST_ITEM(list_pop(&world->settled), struct write_set, link));
    if (world->kind == WORLD_SQLITE)
        remove_directory(world->directory);
    disk_close(world->disk);
    arena_close(&world->arena);
    pthread_mutex_destroy(&world->lock);
    pthread_cond_destroy(&world->changed);
}

void world_reopen(struct world *world)
{
    struct err err = {0};
    world_stop(world);
    assert_int_equal(world_start(world, &err), 0);
}

struct list world_take(struct world *world, size_t count)
{
    while (world->kind == WORLD_SIMULATED && world->settled.count < count)
        store_simulated_step(world->store);
    pthread_mutex_lock(&world->lock);
    while (world->settled.count < count)
        pthread_cond_wait(&world->changed, &world->lock);
    struct list taken = world->settled;
    world->settled = (struct list){0};
    pthread_mutex_unlock(&world->lock);
    assert_int_equal(taken.count, count);
    return taken;
}

void world_wait_state(struct world *world, enum store_state state)
{
    pthread_mutex_lock(&world->lock);
    while (world->state != state)
        pthread_cond_wait(&world->changed, &world->lock);
    pthread_mutex_unlock(&world->lock);
}

int world_write(struct world *world, struct write_set *set)
{
    store_submit(world->store, set);
    struct list taken = world_take(world, 1);
    assert_ptr_equal(LIST_ITEM(taken.first, struct write_set, link), set);
    return set->status;
}

int world_write_once(struct world *world, struct write_set *set)
{
    int status = world_write(world, set);
    write_set_close(set);
    return status;
}

struct write_set *world_plain_set(struct world *world)
{
    struct write_set *set = write_set_new();
    set->epoch = store_epoch(world->store);
    set->generation = store_generation(world->store);
    return set;
}

struct write_set *world_set(struct world *world, const struct case_row *row, size_t turns)
{
    struct write_set *set = world_plain_set(world);
    set->has_case = true;
    set->expected_seq = row->seq;
    set->row = *row;
    for (size_t i = 0; i < turns; i++) {
        struct journal_row *turn = write_set_add_row(set);
        turn->seq = ++set->row.seq;
        turn->is_opening = turn->seq == 1;
        turn->is_replayed = true;
        turn->release = 1;
        turn->at = set->row.at = row->at + (int64_t)i + 1;
        turn->body = slice_of(arena_printf(&set->arena, "{\"seq\":%lld}", (long long)turn->seq));
        journal_hash(&set->row.hash, &row->ref, turn, &turn->hash);
        set->row.hash = turn->hash;
    }
    set->bytes = 200 * turns;
    return set;
}

struct id world_id(uint8_t number)
{
    struct id id = {{0xc0}};
    id.bytes[ID_BYTES - 1] = number;
    return id;
}

struct case_row world_row(uint8_t number)
{
    return (struct case_row){
        .ref = world_id(number),
        .workflow = slice_of("dispute_mediation"),
        .office = slice_of("320583"),
        .stage = slice_of("intake"),
        .outcome = slice_of(""),
        .status = CASE_OPEN,
        .release = 1,
        .opened_at = 1000,
        .at = 1000,
        .extra = slice_of("{}"),
    };
}

void world_take_turns(struct world *world, struct case_row *row, size_t turns)
{
    struct write_set *set = world_set(world, row, turns);
    assert_int_equal(world_write(world, set), 0);
    *row = set->row;
    write_set_close(set);
}

struct op *world_put(struct write_set *set, enum part_kind kind, const char *key, int64_t due_ms)
{
    struct op *op = write_set_add(set, OP_PUT_PART);
    op->part = (struct part){.kind = kind,
                             .key = slice_of(key),
                             .due_ms = due_ms,
                             .body = slice_of(arena_printf(&set->arena, "{\"key\":\"%s\"}", key))};
    return op;
}

void world_check_series(struct world *world, const char *prefix, int64_t last, size_t missing)
{
    struct series_row row;
    struct err err = {0};
    assert_int_equal(reader_series(world->reader, slice_of(prefix), &world->arena, &row, &err), 0);
    assert_int_equal(row.last, last);
    assert_int_equal(row.missing_count, missing);
}
