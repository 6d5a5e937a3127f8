/* conformance.c - the contract of store.h, run against SQLite and the simulated store alike.
 *
 * To add a promise: one test here and its row in `tests`; both implementations must keep it.
 */
#include "conformance.h"
#include "store/office.h"

static struct case_image load(struct world *world, const struct id *ref)
{
    struct case_image image;
    struct err err = {0};
    assert_int_equal(reader_load(world->reader, ref, &world->arena, &image, &err), 0);
    return image;
}

static struct write_set *set_at(struct list *list, size_t index)
{
    struct list_link *link = list->first;
    while (index-- > 0)
        link = link->next;
    return LIST_ITEM(link, struct write_set, link);
}

static void close_all(struct list *list)
{
    while (!list_is_empty(list))
        write_set_close(LIST_ITEM(list_pop(list), struct write_set, link));
}

static void test_a_case_is_read_as_written(void **state)
{
    struct world *world = open_world(state);
    struct case_row row = world_row(1);
    row.number = slice_of("V-2026-000001");
    row.stage = slice_of("接案");
    row.is_ready = true;
    struct write_set *set = world_set(world, &row, 2);
    world_put(set, PART_SIGNAL, "0001", 0);
    world_put(set, PART_WAIT, "intake/2", 5000);
    world_put(set, PART_WAIT, "intake/10", 0);
    struct op *task = world_put(set, PART_TASK, "intake/1", 0);
    task->part.ref = world_id(200);
    task->part.form = slice_of("acceptance");
    task->part.to = slice_of("clerk\nmediator");
    task->part.assignee = slice_of("wang");
    task->part.opened_at = 7;
    task->part.due_at = 9;
    task->part.status = 1;
    assert_int_equal(world_write(world, set), 0);

    struct case_image image = load(world, &row.ref);
    assert_int_equal(image.row.id, set->row.id);
    assert_int_equal(image.row.seq, 2);
    assert_int_equal(image.row.head, set->rows[1].id);
    assert_int_equal(image.row.head, set->row.head);
    assert_int_equal(image.row.back, set->row.back);
    assert_memory_equal(&image.row.hash, &set->rows[1].hash, DIGEST_BYTES);
    assert_slice(image.row.number, "V-2026-000001");
    assert_slice(image.row.stage, "接案");
    assert_true(image.row.is_ready);
    assert_int_equal(image.row.opened_at, 1000);
    assert_int_equal(image.row.at, 1002);
    assert_int_equal(image.part_count, 4);
    assert_slice(image.parts[0].key, "intake/10"); /* by kind, then key bytewise */
    assert_slice(image.parts[1].key, "intake/2");
    assert_int_equal(image.parts[1].due_ms, 5000);
    const struct part *part = &image.parts[2];
    assert_int_equal(part->kind, PART_TASK);
    assert_true(id_is_equal(&part->ref, &task->part.ref));
    assert_slice(part->to, "clerk\nmediator");
    assert_slice(part->form, "acceptance");
    assert_slice(part->assignee, "wang");
    assert_int_equal(part->status, 1);
    assert_int_equal(part->opened_at, 7);
    assert_int_equal(part->due_at, 9);
    assert_slice(image.parts[3].body, "{\"key\":\"0001\"}");
    write_set_close(set);
    world_close(world);
}

/* What a turn works on: no task that has ended; each is found by its name all the same. */
static void test_ended_tasks_are_loaded_only_when_asked_for(void **state)
{
    static const char *const keys[] = {"1:1", "1:2", "2:1", "2:2", "2:3"};
    struct world *world = open_world(state);
    struct case_row row = world_row(1), other = world_row(2);
    struct write_set *set = world_set(world, &row, 1);
    world_put(set, PART_WAIT, "1", 5000);
    for (int i = 0; i < 5; i++) {
        struct op *task = world_put(set, PART_TASK, keys[i], 0);
        task->part.ref = world_id((unsigned char)(100 + i));
        task->part.form = slice_of("look");
        task->part.status = i;
    }
    assert_int_equal(world_write(world, set), 0);
    world_take_turns(world, &other, 1);
    struct case_image image;
    struct part part;
    struct err err = {0};
    assert_int_equal(reader_load_live(world->reader, &row.ref, &world->arena, &image, &err), 0);
    assert_int_equal(image.part_count, 3);
    assert_slice(image.parts[0].key, "1");
    assert_slice(image.parts[1].key, "1:1");
    assert_slice(image.parts[2].key, "1:2");
    int64_t id = image.row.id;
    assert_int_equal(load(world, &row.ref).part_count, 6);
    struct id ended = world_id(104), nobody = world_id(99);
    assert_int_equal(reader_task(world->reader, id, &ended, &world->arena, &part, &err), 0);
    assert_slice(part.key, "2:3");
    assert_int_equal(part.status, 4);
    assert_slice(part.form, "look");
    assert_int_equal(reader_task(world->reader, id, &nobody, &world->arena, &part, &err),
                     STATUS_NOT_FOUND);
    id = load(world, &other.ref).row.id;
    assert_int_equal(reader_task(world->reader, id, &ended, &world->arena, &part, &err),
                     STATUS_NOT_FOUND);
    write_set_close(set);
    world_close(world);
}

static void test_what_is_not_there_is_not_found(void **state)
{
    struct world *world = open_world(state);
    struct err err = {0};
    struct case_image image;
    struct id nobody = world_id(99);
    struct key_row key;
    struct digest digest = {{1}};
    struct vault_row value;
    struct vault_key_row vault_key;
    assert_int_equal(reader_load(world->reader, &nobody, &world->arena, &image, &err),
                     STATUS_NOT_FOUND);
    assert_string_equal(err.text, "");
    assert_int_equal(reader_key(world->reader, &digest, &world->arena, &key, &err),
                     STATUS_NOT_FOUND);
    assert_int_equal(
        reader_vault(world->reader, 1, &nobody, &world->arena, &value, &vault_key, &err),
        STATUS_NOT_FOUND);
    world_close(world);
}

static void test_a_stale_write_set_alone_is_refused(void **state)
{
    struct world *world = open_world(state);
    struct case_row a = world_row(1), b = world_row(2);
    world_take_turns(world, &a, 1);
    world_take_turns(world, &b, 1);
    struct write_set *sets[] = {world_set(world, &a, 1), world_set(world, &a, 1),
                                world_set(world, &b, 1)};
    world_put(sets[1], PART_WAIT, "lost", 0);
    for (size_t i = 0; i < 3; i++)
        store_submit(world->store, sets[i]);
    struct list taken = world_take(world, 3);
    for (size_t i = 0; i < 3; i++)
        assert_ptr_equal(set_at(&taken, i), sets[i]);
    assert_int_equal(sets[0]->status, 0);
    assert_int_equal(sets[1]->status, STATUS_REFUSED);
    assert_string_equal(sets[1]->err.code, "stale_seq");
    assert_int_equal(sets[1]->row.head, a.head); /* as it came */
    assert_int_equal(sets[2]->status, 0);
    struct case_image image = load(world, &a.ref);
    assert_int_equal(image.row.seq, 2);
    assert_int_equal(image.part_count, 0);
    assert_int_equal(load(world, &b.ref).row.seq, 2);
    close_all(&taken);
    world_close(world);
}

static void test_epochs_and_generations(void **state)
{
    struct world *world = open_world(state);
    struct case_row row = world_row(1);
    world_take_turns(world, &row, 1);
    struct write_set *set = world_set(world, &row, 1);
    set->epoch--;
    assert_int_equal(refusal(world, set, "wrong_epoch"), STATUS_REFUSED);
    set = world_set(world, &row, 1);
    set->generation--;
    assert_int_equal(world_write_once(world, set), STATUS_UNKNOWN);
    assert_int_equal(load(world, &row.ref).row.seq, 1);

    int64_t epoch = store_epoch(world->store);
    set = world_set(world, &row, 1);
    world_reopen(world);
    assert_int_equal(store_epoch(world->store), epoch + 1);
    assert_int_equal(refusal(world, set, "wrong_epoch"), STATUS_REFUSED);
    world_close(world);
}

static void test_a_late_refusal_leaves_no_trace(void **state)
{
    struct world *world = open_world(state);
    struct case_row rows[3] = {world_row(1), world_row(2), world_row(3)};
    struct write_set *sets[3];
    for (size_t i = 0; i < 3; i++) {
        sets[i] = world_set(world, &rows[i], 2);
        world_put(sets[i], PART_CLOCK, "TJ-D1", 100);
        struct op *send = write_set_add(sets[i], OP_SEND);
        send->message = (struct message_row){.to = world_id(9), .body = slice_of("{}")};
        struct op *key = write_set_add(sets[i], OP_KEY);
        key->key.digest.bytes[0] = i == 2 ? 2 : 1; /* the second one's is the first one's */
        key->number = 1;
        store_submit(world->store, sets[i]);
    }
    struct list taken = world_take(world, 3);
    assert_int_equal(sets[0]->status, 0);
    assert_int_equal(sets[1]->status, STATUS_REFUSED);
    assert_string_equal(sets[1]->err.code, "key_taken");
    assert_int_equal(sets[2]->status, 0);
    assert_int_equal(sets[2]->rows[0].id, sets[0]->rows[1].id + 1);
    struct err err = {0};
    struct case_image image;
    assert_int_equal(reader_load(world->reader, &rows[1].ref, &world->arena, &image, &err),
                     STATUS_NOT_FOUND);
    struct message_row *messages;
    size_t count;
    assert_int_equal(reader_inbox(world->reader, 0, 10, &world->arena, &messages, &count, &err), 0);
    assert_int_equal(count, 2);
    struct key_row key;
    struct digest digest = {{2}};
    assert_int_equal(reader_key(world->reader, &digest, &world->arena, &key, &err), 0);
    assert_int_equal(key.journal_id, sets[2]->rows[1].id);
    close_all(&taken);
    world_close(world);
}

static void test_numbers_and_refs_are_unique(void **state)
{
    struct world *world = open_world(state);
    struct case_row a = world_row(1), b = world_row(2);
    a.number = slice_of("V-1");
    world_take_turns(world, &a, 1);
    struct case_row twin = world_row(1);
    assert_int_equal(refusal(world, world_set(world, &twin, 1), "case_exists"), STATUS_REFUSED);
    b.number = slice_of("V-1");
    assert_int_equal(refusal(world, world_set(world, &b, 1), "number_taken"), STATUS_REFUSED);
    b.number = slice_of("V-2");
    world_take_turns(world, &b, 1);
    struct case_row c = world_row(3), d = world_row(4); /* several without a number */
    world_take_turns(world, &c, 1);
    world_take_turns(world, &d, 1);
    c.number = slice_of("V-10"); /* given later */
    world_take_turns(world, &c, 1);
    world_check_series(world, "V-", 10, 7); /* not by letters: the longer is the greater */
    d.number = slice_of("V-X9");            /* of the series V-X */
    world_take_turns(world, &d, 1);
    world_check_series(world, "V-", 10, 7);
    world_check_series(world, "V-X", 9, 8);
    world_check_series(world, "X", 0, 0);
    world_check_series(world, "U", 0, 0);
    struct series_row row;
    struct err err = {0};
    c.number = slice_of("V-4");
    world_take_turns(world, &c, 1);
    assert_int_equal(reader_series(world->reader, slice_of("V-"), &world->arena, &row, &err), 0);
    assert_int_equal(row.last, 4); /* 1, 2 and 4: nobody has 10 any more */
    assert_int_equal(row.missing_count, 1);
    assert_int_equal(row.missing[0], 3);
    world_close(world);
}

/* Rows 1 opening, 2 heard, 3 aside, 4 heard, 5 opening, 6 aside, 7 heard. */
static void test_the_way_back_skips_what_is_not_replayed(void **state)
{
    struct world *world = open_world(state);
    struct case_row row = world_row(1);
    const char *kinds = "OhahOah";
    for (size_t i = 0; kinds[i]; i++) {
        struct case_row other = world_row((uint8_t)(100 + i)); /* so that ids are not dense */
        world_take_turns(world, &other, 1);
        struct write_set *set = world_set(world, &row, 1);
        set->rows[0].is_opening = kinds[i] == 'O';
        set->rows[0].is_replayed = kinds[i] != 'a';
        assert_int_equal(world_write(world, set), 0);
        row = set->row;
        write_set_close(set);
    }
    struct case_image image = load(world, &row.ref);
    assert_int_equal(image.row.back, row.back);
    struct journal_row *rows;
    size_t count;
    struct err err = {0};
    assert_int_equal(reader_stage(world->reader, &image.row, &world->arena, &rows, &count, &err),
                     0);
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].seq, 5);
    assert_true(rows[0].is_opening);
    assert_int_equal(rows[0].back, 0);
    assert_int_equal(rows[1].seq, 7);
    assert_slice(rows[1].body, "{\"seq\":7}");

    assert_int_equal(
        reader_back(world->reader, image.row.head, 100, &world->arena, &rows, &count, &err), 0);
    assert_int_equal(count, 7);
    struct digest hash = {0};
    for (size_t i = 7; i-- > 0;) {
        assert_int_equal(rows[i].seq, 7 - i);
        assert_int_equal(rows[i].case_id, image.row.id);
        assert_int_equal(rows[i].is_replayed, kinds[6 - i] != 'a');
        journal_hash(&hash, &row.ref, &rows[i], &hash);
        assert_memory_equal(&hash, &rows[i].hash, DIGEST_BYTES);
    }
    int64_t older = rows[2].prev;
    assert_int_equal(reader_back(world->reader, older, 2, &world->arena, &rows, &count, &err), 0);
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].seq, 4);
    assert_int_equal(
        reader_back(world->reader, image.row.head + 1000, 2, &world->arena, &rows, &count, &err),
        STATUS_CORRUPT);
    assert_int_equal(reader_back(world->reader, 0, 2, &world->arena, &rows, &count, &err), 0);
    assert_int_equal(count, 0);
    world_close(world);
}

static void test_due_in_order_page_by_page(void **state)
{
    struct world *world = open_world(state);
    struct case_row a = world_row(1), b = world_row(2);
    struct write_set *set = world_set(world, &a, 1);
    world_put(set, PART_WAIT, "x/2", 300);
    world_put(set, PART_WAIT, "x/1", 300);
    world_put(set, PART_CLOCK, "c", 300);
    world_put(set, PART_WAIT, "early", 100);
    world_put(set, PART_WAIT, "never", 0);
    world_put(set, PART_TASK, "task", 50)->part.ref = world_id(77); /* tasks have no timers */
    assert_int_equal(world_write_once(world, set), 0);
    set = world_set(world, &b, 1);
    world_put(set, PART_WAIT, "x/1", 300);
    world_put(set, PART_WAIT, "moved", 200);
    world_put(set, PART_WAIT, "moved", 900);
    world_put(set, PART_CLOCK, "gone", 300);
    struct op *drop = write_set_add(set, OP_DROP_PART);
    drop->part = (struct part){.kind = PART_CLOCK, .key = slice_of("gone")};
    drop = write_set_add(set, OP_DROP_PART);
    drop->part = (struct part){.kind = PART_CLOCK, .key = slice_of("was never there")};
    assert_int_equal(world_write_once(world, set), 0);

    const char *wanted[] = {"early", "x/1", "x/2", "c", "x/1"};
    struct due_row *rows, *after = NULL;
    struct err err = {0};
    size_t count, seen = 0;
    do {
        assert_int_equal(
            reader_due(world->reader, after, 899, 2, &world->arena, &rows, &count, &err), 0);
        for (size_t i = 0; i < count; i++) {
            assert_true(seen < 5);
            assert_slice(rows[i].key, wanted[seen]);
            const struct id *ref = seen < 4 ? &a.ref : &b.ref;
            assert_true(id_is_equal(&rows[i].case_ref, ref));
            seen++;
        }
        after = count ? &rows[count - 1] : NULL;
    } while (count == 2);
    assert_int_equal(seen, 5);
    assert_int_equal(reader_due(world->reader, after, 900, 2, &world->arena, &rows, &count, &err),
                     0);
    assert_int_equal(count, 1);
    assert_slice(rows[0].key, "moved");
    world_close(world);
}

/* Cases with a dispatch that is going on: not its posts, not one that is over. */
static void test_dispatching(void **state)
{
    static const struct {
        const char *key;
        int status;
    } parts[4] = {
        {"helpers",      1},
        {"helpers",      5},
        {"helpers#0000", 1},
        {"crew",         3}
    };
    struct world *world = open_world(state);
    struct case_row rows[4], *found;
    size_t count;
    struct err err = {0};

    for (uint8_t i = 0; i < 4; i++) {
        rows[i] = world_row(i);
        struct write_set *set = world_set(world, &rows[i], 1);
        world_put(set, PART_DISPATCH, parts[i].key, 0)->part.status = parts[i].status;
        assert_int_equal(world_write(world, set), 0);
        rows[i] = set->row;
        write_set_close(set);
    }
    assert_int_equal(reader_dispatching(world->reader, 0, 10, &world->arena, &found, &count, &err),
                     0);
    assert_int_equal(count, 2);
    assert_true(id_is_equal(&found[0].ref, &rows[0].ref));
    assert_true(id_is_equal(&found[1].ref, &rows[3].ref));
    assert_int_equal(
        reader_dispatching(world->reader, rows[0].id, 10, &world->arena, &found, &count, &err), 0);
    assert_int_equal(count, 1);
    assert_int_equal(reader_dispatching(world->reader, 0, 1, &world->arena, &found, &count, &err),
                     0);
    assert_int_equal(count, 1);
    world_close(world);
}

/* Cases with a task that somebody may still do: not those whose tasks have all ended. */
static void test_tasked(void **state)
{
    static const int tasks[5][2] = {
        {0,  -1},
        {2,  -1},
        {3,  1 },
        {-1, -1},
        {4,  0 }
    };
    struct world *world = open_world(state);
    struct case_row rows[5], *found;
    size_t count;
    struct err err = {0};

    for (uint8_t i = 0; i < 5; i++) {
        rows[i] = world_row(i);
        struct write_set *set = world_set(world, &rows[i], 1);
        for (uint8_t k = 0; k < 2; k++) {
            if (tasks[i][k] < 0)
                continue;
            struct op *op = world_put(set, PART_TASK, k ? "2" : "1", 0);
            op->part.status = tasks[i][k];
            op->part.ref = (struct id){
                {(uint8_t)(9 + i), k}
            };
        }
        assert_int_equal(world_write(world, set), 0);
        rows[i] = set->row;
        write_set_close(set);
    }
    assert_int_equal(reader_tasked(world->reader, 0, 10, &world->arena, &found, &count, &err), 0);
    assert_int_equal(count, 3);
    assert_true(id_is_equal(&found[0].ref, &rows[0].ref));
    assert_true(id_is_equal(&found[1].ref, &rows[2].ref));
    assert_true(id_is_equal(&found[2].ref, &rows[4].ref));
    assert_int_equal(
        reader_tasked(world->reader, rows[0].id, 1, &world->arena, &found, &count, &err), 0);
    assert_int_equal(count, 1);
    assert_true(id_is_equal(&found[0].ref, &rows[2].ref));
    world_close(world);
}

static void test_ready_and_all(void **state)
{
    struct world *world = open_world(state);
    struct case_row rows[4];
    for (uint8_t i = 0; i < 4; i++) {
        rows[i] = world_row(i);
        rows[i].is_ready = i != 1;
        rows[i].status = i == 2 ? CASE_PARKED : i == 3 ? CASE_CLOSED : CASE_OPEN;
        world_take_turns(world, &rows[i], 1);
    }
    struct case_row *found;
    size_t count;
    struct err err = {0};
    assert_int_equal(reader_ready(world->reader, 0, 10, &world->arena, &found, &count, &err), 0);
    assert_int_equal(count, 1);
    assert_true(id_is_equal(&found[0].ref, &rows[0].ref));
    rows[0].is_ready = false;
    world_take_turns(world, &rows[0], 1);
    rows[1].is_ready = true;
    world_take_turns(world, &rows[1], 1);
    assert_int_equal(reader_ready(world->reader, 0, 10, &world->arena, &found, &count, &err), 0);
    assert_int_equal(count, 1);
    assert_int_equal(found[0].id, rows[1].id);
    assert_int_equal(
        reader_ready(world->reader, rows[1].id, 10, &world->arena, &found, &count, &err), 0);
    assert_int_equal(count, 0);
    assert_int_equal(reader_cases(world->reader, 0, 2, &world->arena, &found, &count, &err), 0);
    assert_int_equal(count, 2);
    assert_int_equal(
        reader_cases(world->reader, found[1].id, 3, &world->arena, &found, &count, &err), 0);
    assert_int_equal(count, 2); /* parked and closed ones are verified too */
    assert_true(id_is_equal(&found[0].ref, &rows[2].ref));
    assert_true(id_is_equal(&found[1].ref, &rows[3].ref));
    assert_int_equal(found[1].status, CASE_CLOSED);
    world_close(world);
}

static void send(struct write_set *set, const struct id *to, const char *body)
{
    write_set_add(set, OP_SEND)->message = (struct message_row){.to = *to, .body = slice_of(body)};
}

static void test_messages_are_taken_once_by_their_receiver(void **state)
{
    struct world *world = open_world(state);
    struct case_row sender = world_row(1), receiver = world_row(2);
    struct write_set *set = world_set(world, &sender, 1);
    send(set, &receiver.ref, "1");
    send(set, &receiver.ref, "2");
    assert_int_equal(world_write(world, set), 0);
    sender = set->row;
    assert_true(set->last_op->message.id > set->first_op->message.id);
    write_set_close(set);

    struct message_row *rows;
    size_t count;
    struct err err = {0};
    assert_int_equal(reader_inbox(world->reader, 0, 10, &world->arena, &rows, &count, &err), 0);
    assert_int_equal(count, 2);
    assert_slice(rows[0].body, "1");
    assert_true(id_is_equal(&rows[0].to, &receiver.ref));
    set = world_set(world, &sender, 1);
    write_set_add(set, OP_TAKE)->number = rows[0].id;
    assert_int_equal(refusal(world, set, "message_taken"), STATUS_REFUSED);
    for (int round = 0; round < 2; round++) { /* the first message of a case is its birth */
        set = world_set(world, &receiver, 1);
        write_set_add(set, OP_TAKE)->number = rows[0].id;
        int status = world_write(world, set);
        assert_int_equal(status, round == 0 ? 0 : STATUS_REFUSED);
        if (status == 0)
            receiver = set->row;
        write_set_close(set);
    }
    set = world_set(world, &receiver, 1);
    write_set_add(set, OP_TAKE)->number = rows[1].id;
    write_set_add(set, OP_TAKE)->number = rows[1].id;
    assert_int_equal(refusal(world, set, "message_taken"), STATUS_REFUSED);
    int64_t second = rows[1].id;
    assert_int_equal(
        reader_inbox(world->reader, rows[0].id, 10, &world->arena, &rows, &count, &err), 0);
    assert_int_equal(count, 1);
    set = world_set(world, &receiver, 1);
    write_set_add(set, OP_TAKE)->number = second;
    send(set, &sender.ref, "3");
    assert_int_equal(world_write(world, set), 0);
    assert_true(set->last_op->message.id > second); /* numbers are never given again */
    write_set_close(set);
    assert_int_equal(load(world, &sender.ref).row.seq, 1);
    world_close(world);
}

static void test_unsound_sets_are_refused(void **state)
{
    struct world *world = open_world(state);
    struct case_row row = world_row(1);
    struct write_set *set = world_set(world, &row, 2);
    set->rows[1].seq = 3; /* a gap */
    assert_int_equal(refusal(world, set, "not_sound"), STATUS_REFUSED);
    set = world_set(world, &row, 1);
    set->row.seq = 5;
    assert_int_equal(refusal(world, set, "not_sound"), STATUS_REFUSED);
    set = world_set(world, &row, 0);
    assert_int_equal(refusal(world, set, "not_sound"), STATUS_REFUSED);
    set = world_set(world, &row, 1);
    write_set_add(set, OP_KEY)->number = 1; /* there is only row 0 */
    assert_int_equal(refusal(world, set, "not_sound"), STATUS_REFUSED);
    set = world_plain_set(world);
    world_put(set, PART_WAIT, "of no case", 0);
    assert_int_equal(refusal(world, set, "not_sound"), STATUS_REFUSED);
    world_close(world);
}

static void test_order_of_settling(void **state)
{
    enum { COUNT = 9000 }; /* more than two batches */
    struct world *world = open_world(state);
    struct case_row rows[200];
    for (size_t i = 0; i < 200; i++)
        rows[i] = world_row((uint8_t)i);
    for (size_t i = 0; i < COUNT; i++) {
        struct case_row row = rows[i % 200];
        row.ref.bytes[1] = (uint8_t)(i / 200);
        struct write_set *set = world_set(world, &row, 1);
        set->owner = (void *)(uintptr_t)i;
        store_submit(world->store, set);
    }
    struct list taken = world_take(world, COUNT);
    int64_t last = 0;
    for (size_t i = 0; i < COUNT; i++) {
        struct write_set *set = LIST_ITEM(list_pop(&taken), struct write_set, link);
        assert_int_equal((uintptr_t)set->owner, i);
        assert_int_equal(set->status, 0);
        assert_true(set->rows[0].id > last);
        last = set->rows[0].id;
        write_set_close(set);
    }
    world_close(world);
}

static void test_all_is_there_after_a_restart(void **state)
{
    struct world *world = open_world(state);
    struct case_row row = world_row(1), next = world_row(2);
    world_take_turns(world, &row, 3);
    world_reopen(world);
    struct case_image image = load(world, &row.ref);
    assert_int_equal(image.row.seq, 3);
    world_take_turns(world, &row, 1);
    world_take_turns(world, &next, 1);
    assert_int_equal(next.id, row.id + 1);
    assert_int_equal(row.head, 4);
    world_close(world);
}

int main(void)
{
    static enum world_kind sqlite = WORLD_SQLITE, simulated = WORLD_SIMULATED;
    const struct CMUnitTest tests[] = {
        EACH(test_a_case_is_read_as_written),
        EACH(test_ended_tasks_are_loaded_only_when_asked_for),
        EACH(test_what_is_not_there_is_not_found),
        EACH(test_a_stale_write_set_alone_is_refused),
        EACH(test_epochs_and_generations),
        EACH(test_a_late_refusal_leaves_no_trace),
        EACH(test_numbers_and_refs_are_unique),
        EACH(test_the_way_back_skips_what_is_not_replayed),
        EACH(test_due_in_order_page_by_page),
        EACH(test_dispatching),
        EACH(test_tasked),
        EACH(test_ready_and_all),
        EACH(test_messages_are_taken_once_by_their_receiver),
        EACH(test_unsound_sets_are_refused),
        EACH(test_order_of_settling),
        EACH(test_all_is_there_after_a_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
