/* fuzz_replay.c - a case rebuilt from journal rows that are not what was recorded.
 *
 * The input is lines, each the body of one row; the scripts are those of a golden journal
 * (FUZZ_SCRIPTS). The rows lie on a simulated disk, the case is loaded and replayed. Whatever they
 * say, replay ends: the fiber stands where they tell, or there is a sentence and no fiber; and a
 * second replay of the same rows ends in the same way, unless a verdict ended it.
 */
#include <string.h>
#include "data/canon.h"
#include "data/secret.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/rehearsal.h"
#include "engine/replay.h"
#include "engine/row.h"
#include "fuzz/fuzz.h"
#include "store/simulated.h"

enum { LINES_MOST = 64, FILES_MOST = 256 };

/* Lives as long as the process: opening the scripts takes longer than a thousand replays. */
struct world {
    struct arena arena;
    struct rehearsal *rehearsal;
    struct disk *disk;
    struct store *store;
    struct reader *reader;
    int settled;
};

struct ending {
    int rc;
    char text[1100];
};

static void on_settled(void *owner, struct list *settled)
{
    struct world *world = owner;
    while (!list_is_empty(settled)) {
        struct write_set *set = LIST_ITEM(list_pop(settled), struct write_set, link);
        world->settled = set->status;
        write_set_close(set);
    }
}

static struct slice read_whole(struct arena *arena, const char *path)
{
    struct buf text = {0};
    char block[65536];
    FILE *from = fopen(path, "rb");
    fuzz_require(from != NULL, "the golden journal is there");
    for (size_t n; (n = fread(block, 1, sizeof block, from)) > 0;)
        buf_add(&text, block, n);
    fclose(from);
    while (text.len > 0 && text.bytes[text.len - 1] == '\n')
        text.len--;
    struct slice whole = arena_copy(arena, buf_slice(&text));
    buf_close(&text);
    return whole;
}

static struct world *world_get(void)
{
    static struct world world;
    static struct script_file files[FILES_MOST];
    struct rehearsal_options options = {.seed = 1, .files = files};
    struct err err = {0};
    struct value *root;

    if (world.rehearsal)
        return &world;
    fuzz_require(secret_open(&err) == 0, "libsodium starts");
    fuzz_require(canon_read(&world.arena, read_whole(&world.arena, FUZZ_SCRIPTS), &root, &err) == 0,
                 "the golden journal is a value");
    const struct value *texts = value_get(root, "files");
    for (; options.file_count < value_len(texts); options.file_count++) {
        const struct member *member = &texts->map.members[options.file_count];
        files[options.file_count] =
            (struct script_file){.path = member->key.bytes, .text = member->value->text};
    }
    fuzz_require(rehearsal_open(&options, &world.rehearsal, &err) == 0, "its scripts open");
    return &world;
}

static void world_renew(struct world *world)
{
    struct store_options options = {.on_settled = on_settled, .owner = world};
    struct err err = {0};

    reader_close(world->reader);
    store_close(world->store);
    disk_close(world->disk);
    world->reader = NULL;
    world->disk = disk_new(1);
    fuzz_require(store_open_simulated(world->disk, &options, &world->store, &err) == 0 &&
                     reader_open(world->store, &world->reader, &err) == 0,
                 "a simulated disk opens");
}

/* The workflow and stage that the first row names; what it does not name is not found. */
static void fill_case(struct write_set *set, const struct journal_row *last)
{
    struct journal_row *first = &set->rows[0];
    struct value *body = &value_nil;
    struct err err = {0};
    struct case_row *row = &set->row;

    if (canon_read(&set->arena, first->body, &body, &err) != 0)
        body = &value_nil;
    row->workflow =
        slice_of(value_text_or(value_get(value_get(body, "event"), "workflow"), "counting"));
    row->stage =
        slice_of(value_text_or(value_get(value_get(body, "opening"), "stage"), "counting"));
    row->number = row->outcome = slice_of("");
    row->office = slice_of("office");
    row->extra = slice_of("{}");
    row->status = CASE_OPEN;
    row->release = 1;
    row->seq = last->seq;
    row->at = row->opened_at = last->at;
    row->hash = last->hash;
}

static bool put_rows(struct world *world, struct slice text, const struct id *ref)
{
    struct write_set *set = write_set_new();
    static const struct digest none;
    const struct digest *former = &none;
    const char *at = text.bytes, *end = at + text.len;

    for (int64_t seq = 1; at < end && seq <= LINES_MOST; seq++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end;
        struct journal_row *row = write_set_add_row(set);
        row->seq = seq;
        row->at = 1767861000000 + 60000 * seq;
        row->release = 1;
        row->is_opening = seq == 1;
        row->is_replayed = true;
        row->body = arena_copy(&set->arena, (struct slice){at, (size_t)(stop - at)});
        journal_hash(former, ref, row, &row->hash);
        former = &row->hash;
        at = stop + 1;
    }
    if (set->row_count == 0) {
        write_set_close(set);
        return false;
    }
    set->has_case = true;
    set->row.ref = *ref;
    set->epoch = store_epoch(world->store);
    set->generation = store_generation(world->store);
    fill_case(set, &set->rows[set->row_count - 1]);
    store_submit(world->store, set);
    while (store_simulated_has_work(world->store))
        store_simulated_step(world->store);
    return world->settled == 0;
}

static struct ending replay(struct world *world, const struct id *ref)
{
    struct engine *engine = rehearsal_engine(world->rehearsal);
    struct worker worker = {.engine = engine, .reader = world->reader};
    struct casefile cf = {.engine = engine, .ref = *ref, .loan.editions = engine->editions};
    struct arena arena = {0};
    struct err err = {0};
    struct ending ending = {0};

    ending.rc = casefile_load(&cf, worker.reader, &err);
    if (ending.rc == 0)
        ending.rc = replay_rebuild(&cf, &worker, &arena, &err);
    fuzz_require(ending.rc == 0 ? cf.fiber != NULL : err.status == ending.rc && err.text[0],
                 "there is a fiber, or a sentence that says why not");
    snprintf(ending.text, sizeof ending.text, "%s|%s|%s", err_code(&err), err.where, err.text);
    if (ending.rc == STATUS_HOST_VERDICT && strcmp(err_code(&err), "diverged") != 0)
        ending.text[0] = '\0'; /* its moment may differ */
    casefile_drop(&cf);
    arena_close(&arena);
    return ending;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct world *world = world_get();
    const struct id ref = {{1}};

    world_renew(world);
    if (!put_rows(world, (struct slice){(const char *)bytes, len}, &ref))
        return 0;
    struct ending first = replay(world, &ref), second = replay(world, &ref);
    fuzz_require(first.rc == second.rc && strcmp(first.text, second.text) == 0,
                 "two replays of the same rows end in the same way");
    return 0;
}
