/* world.c - a host in held time (world.h). */
#include "simulation/world.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include "loop/simulated.h"

enum { SETTLE_MOST = 2 * 1000 * 1000 };

static const struct store_faults no_faults;
static const int64_t usual_start_ms = 1767574800000; /* 2026-01-05T09:00+08:00 */

/* -- scripts ---------------------------------------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* One line of a script, as this edition has it. */
static void add_line(struct buf *text, enum edition_kind kind, struct slice line)
{
    static const char stage[] = "stage \"", opening[] = "function(case)";
    buf_add_slice(text, line);
    if (kind == EDITION_REWORDED)
        buf_add_text(text, " -- reworded");
    bool is_stage = strncmp(line.bytes, stage, strlen(stage)) == 0 &&
                    memmem(line.bytes, line.len, opening, strlen(opening)) != NULL;
    if (kind == EDITION_CHANGED && is_stage && line.bytes[line.len - 1] == ')')
        buf_add_text(text, " case:note { zh = \"改\", en = \"changed\" }");
    buf_add_byte(text, '\n');
}

static void add_lines(struct buf *text, enum edition_kind kind, const char *from)
{
    while (*from) {
        struct slice line = {.bytes = from, .len = strcspn(from, "\n")};
        add_line(text, kind, line);
        from += line.len + (from[line.len] == '\n');
    }
}

static int read_script(struct scripts *scripts, const char *folder, enum edition_kind kind,
                       const char *name, struct err *err)
{
    struct script_file *file = &scripts->files[scripts->count];
    file->path = arena_printf(&scripts->arena, "%s/workflow.lua", name);
    char *path = arena_printf(&scripts->arena, "%s/%s", folder, file->path);
    FILE *from = fopen(path, "rb");
    if (!from)
        return err_set(err, STATUS_IO, "%s cannot be read.", path);
    struct buf plain = {0}, text = {0};
    for (int c; (c = fgetc(from)) != EOF;)
        buf_add_byte(&plain, (char)c);
    fclose(from);
    buf_add_byte(&plain, '\0');
    add_lines(&text, kind, buf_slice(&plain).bytes);
    file->text = arena_copy(&scripts->arena, buf_slice(&text));
    buf_close(&plain);
    buf_close(&text);
    scripts->count++;
    return 0;
}

/* Offices and templates of letters are the same in every edition. */
static void add_template(struct scripts *scripts)
{
    scripts->files[scripts->count++] = (struct script_file){
        .path = "offices/tree.csv",
        .text = slice_of("code,parent,kind,zh,en\nC,,county,县,County\nA,C,town,甲,A\n"
                         "B,C,town,乙,B\n")};
    scripts->files[scripts->count++] =
        (struct script_file){.path = "writing/letters/slip.html",
                             .text = slice_of("<h1>便条</h1><p>{{letter_number}}：{{n}}</p>")};
}

int scripts_read(const char *folder, enum edition_kind kind, struct scripts *out, struct err *err)
{
    enum { MOST = 64 };
    char *names[MOST];
    size_t count = 0;
    DIR *dir = opendir(folder);
    if (!dir)
        return err_set(err, STATUS_IO, "There is no folder %s.", folder);
    for (struct dirent *entry; (entry = readdir(dir)) && count < MOST;)
        if (entry->d_name[0] != '.')
            names[count++] = arena_text(&out->arena, entry->d_name);
    closedir(dir);
    qsort(names, count, sizeof *names, compare_names);
    out->files = ARENA_ARRAY(&out->arena, struct script_file, count + 3);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = read_script(out, folder, kind, names[i], err);
    add_template(out);
    return rc;
}

void scripts_close(struct scripts *scripts)
{
    arena_close(&scripts->arena);
}

/* -- one life --------------------------------------------------------------------------------- */

static void on_dead(void *owner, const struct err *err)
{
    (void)err;
    ((struct world *)owner)->is_dead = true;
}

static int open_store(struct world *world, struct err *err)
{
    struct store_options options = {
        .on_settled = engine_on_settled,
        .on_state = engine_on_state,
        .owner = world->engine,
        .clock = &world->clock.base,
    };
    int rc = store_open_simulated(world->disk, &options, &world->store, err);
    if (rc == 0)
        loop_simulated_add_source(world->loop, store_simulated_has_work, store_simulated_step,
                                  world->store);
    return rc;
}

static int start_engine(struct world *world, struct err *err)
{
    struct worker_plan plan = {
        .threads = {[LANE_TURN] = 3, [LANE_READ] = 2, [LANE_SHADOW] = 2, [LANE_SEND] = 2},
        .worker_open = engine_worker_open,
        .worker_close = engine_worker_close,
        .owner = world->engine,
    };
    int rc = engine_attach(world->engine, world->store, err);
    if (rc == 0)
        rc = loop_start_workers(world->loop, &plan, err);
    for (size_t i = 0; rc == 0 && world->life == 1 && i < world->stored_count; i++)
        rc = engine_use_scripts(world->engine, world->stored[i].files, world->stored[i].count, err);
    if (rc == 0 && (world->life == 1 || !world->keeps_releases))
        rc = engine_use_scripts(world->engine, world->scripts->files, world->scripts->count, err);
    if (rc == 0 && world->life == 1)
        rc = outside_make_targets(world->store, world->loop, err);
    if (rc == 0)
        rc = reader_open(world->store, &world->reader, err);
    if (rc == 0) {
        engine_on_turn(world->engine, world->on_turn, world->owner);
        engine_start(world->engine);
    }
    return rc;
}

static int boot(struct world *world, struct err *err)
{
    struct engine_options options = {
        .master = {.bytes = {1, 2, 3}},
        .chance = &world->chance,
        .shelf = world->shelf,
        .resident_bytes = world->resident_bytes,
        .evicts_always = world->evicts_always,
        .collect_each = world->collect_each,
        .near_ms = world->near_ms,
        .turn_units = 500 * 1000,
        .turn_wall_ms = 600 * 1000, /* a busy machine must not decide what happens */
        .sender = &world->outside.sender,
        .on_dead = on_dead,
        .owner = world,
    };
    uint64_t seed = world->seed * 1000 + (uint64_t)++world->life;
    chance_seeded(&world->chance, seed);
    int rc = loop_open_simulated(&world->clock, seed, &world->loop, err);
    options.loop = world->loop;
    if (rc == 0)
        rc = engine_open(&options, &world->engine, err);
    if (rc == 0)
        rc = open_store(world, err);
    return rc == 0 ? start_engine(world, err) : rc;
}

static void on_drained(void *owner)
{
    (void)owner;
}

/* The end of a life in good order: what is on the way arrives. */
static void end_life(struct world *world)
{
    disk_set_faults(world->disk, &no_faults);
    if (world->engine && world->store) {
        engine_on_turn(world->engine, NULL, NULL);
        engine_drain(world->engine, on_drained, world);
        world_settle(world);
    }
    if (world->reader)
        reader_close(world->reader);
    if (world->loop)
        loop_close(world->loop);
    if (world->store)
        store_close(world->store);
    if (world->engine)
        engine_close(world->engine);
    world->reader = NULL;
    world->loop = NULL;
    world->store = NULL;
    world->engine = NULL;
}

int world_open(struct world *world, struct err *err)
{
    int64_t start_ms = world->start_ms ? world->start_ms : usual_start_ms;
    wallclock_held_init(&world->clock, start_ms);
    world->latest_ms = start_ms;
    world->drift_ms = world->clock.now - world->clock.boot;
    world->disk = disk_new(world->seed);
    outside_init(&world->outside, world->seed);
    return boot(world, err);
}

void world_close(struct world *world)
{
    end_life(world);
    disk_close(world->disk);
    outside_free(&world->outside);
    world->disk = NULL;
}

int world_crash(struct world *world, struct err *err)
{
    struct disk *kept = disk_copy(world->disk);
    disk_set_faults(kept, &no_faults); /* a host that cannot boot says so and ends */
    end_life(world);
    disk_close(world->disk);
    world->disk = kept;
    return boot(world, err);
}

/* -- what happens ----------------------------------------------------------------------------- */

uint64_t world_step(struct world *world, uint64_t most)
{
    return loop_simulated_settle(world->loop, most);
}

void world_settle(struct world *world)
{
    loop_simulated_settle(world->loop, SETTLE_MOST);
}

static void note_time(struct world *world)
{
    if (world->clock.now > world->latest_ms)
        world->latest_ms = world->clock.now;
}

/* From timer to timer, so that whoever looks at a turn knows the time it was taken at. */
void world_advance(struct world *world, int64_t by_ms)
{
    int64_t until = world->clock.now + by_ms;
    world_settle(world);
    for (;;) {
        int64_t next = loop_simulated_next_ms(world->loop);
        int64_t to = next < until ? next : until;
        if (to > world->clock.now) {
            world->clock.boot += to - world->clock.now;
            world->clock.now = to;
        }
        note_time(world);
        world_settle(world);
        if (next >= until)
            return;
    }
}

void world_set_clock(struct world *world, int64_t by_ms)
{
    world->clock.now += by_ms;
    note_time(world);
}
