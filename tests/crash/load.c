/* load.c - see load.h.
 *
 * Each write set of a case holds one to three turns, changes some of its parts, and at times sends
 * a message, takes one, and stores a key. Bodies run from 20 bytes to several pages.
 */
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include "base/buf.h"
#include "crash_vfs.h"
#include "memory_trouble.h"

static uint64_t draw(struct load *load, uint64_t below)
{
    return chance_next(&load->chance) % below;
}

void load_init(struct load *load, uint64_t seed)
{
    *load = (struct load){0};
    chance_seeded(&load->chance, seed);
    for (size_t i = 0; i < LOAD_CASES; i++) {
        struct case_row *row = &load->cases[i].row;
        *row = (struct case_row){.workflow = slice_of("dispute_mediation"),
                                 .office = slice_of("320583"),
                                 .stage = slice_of("intake"),
                                 .status = CASE_OPEN,
                                 .release = 1};
        chance_id(&load->chance, &row->ref);
    }
    pthread_mutex_init(&load->lock, NULL);
    pthread_cond_init(&load->over, NULL);
}

void load_close(struct load *load)
{
    for (size_t i = 0; i < LOAD_CASES; i++)
        write_set_close(load->cases[i].pending);
    pthread_mutex_destroy(&load->lock);
    pthread_cond_destroy(&load->over);
}

static void fail(struct load *load, const char *what, const struct load_case *it, int64_t number)
{
    char ref[ID_TEXT_LEN + 1] = "-";
    if (it)
        id_to_text(&it->row.ref, ref);
    if (!load->fault[0])
        snprintf(load->fault, sizeof load->fault, "%.800s (case %s, %lld)", what, ref,
                 (long long)number);
}

/* ---- making write sets ---- */

static struct slice make_body(struct load *load, struct arena *arena)
{
    size_t len = draw(load, 12) == 0 ? 2000 + draw(load, 12000) : 20 + draw(load, 600);
    char *bytes = arena_alloc(arena, len);
    memset(bytes, 'a' + (int)draw(load, 26), len);
    return (struct slice){.bytes = bytes, .len = len};
}

static void add_turns(struct load *load, struct write_set *set)
{
    for (uint64_t turns = 1 + draw(load, 3); turns > 0; turns--) {
        struct journal_row *row = write_set_add_row(set);
        row->seq = ++set->row.seq;
        row->is_opening = row->seq == 1 || draw(load, 10) == 0;
        row->is_replayed = draw(load, 4) != 0;
        row->release = 1;
        row->at = set->row.at = 1000 * row->seq;
        row->body = make_body(load, &set->arena);
        journal_hash(&set->row.hash, &set->row.ref, row, &row->hash);
        set->row.hash = row->hash;
        set->bytes += row->body.len;
    }
}

static void add_part(struct load *load, struct load_case *it, struct write_set *set)
{
    size_t slot = (size_t)draw(load, LOAD_SLOTS);
    bool is_drop = it->pending_slots[slot] != 0 && draw(load, 3) == 0;
    struct op *op = write_set_add(set, is_drop ? OP_DROP_PART : OP_PUT_PART);
    op->part.kind = slot == 0 ? PART_TASK : slot % 2 ? PART_WAIT : PART_CLOCK;
    op->part.key = slice_of(arena_printf(&set->arena, "slot/%zu", slot));
    it->pending_slots[slot] = is_drop ? 0 : ++load->version;
    op->part.status = (int)(it->pending_slots[slot] % 5);
    op->part.due_ms = slot == 0 ? 0 : (int64_t)(1 + draw(load, 100000));
    op->part.body = slice_of(arena_printf(&set->arena, "%u", it->pending_slots[slot]));
    op->part.ref = it->row.ref; /* one task in a case: its ref is as good as another */
}

static void add_message(struct load *load, struct load_case *it, struct write_set *set)
{
    if (load->last_message + 1 >= LOAD_MESSAGES)
        return;
    it->sends = ++load->last_message;
    struct op *op = write_set_add(set, OP_SEND);
    op->message.to = load->cases[draw(load, LOAD_CASES)].row.ref;
    op->message.body = slice_of(arena_printf(&set->arena, "%u", it->sends));
}

static void add_take(struct load *load, struct load_case *it, struct write_set *set)
{
    struct arena arena = {0};
    struct message_row *rows;
    size_t count;
    struct err err = {0};
    if (reader_inbox(load->reader, 0, 50, &arena, &rows, &count, &err) == 0)
        for (size_t i = 0; i < count && !it->takes; i++)
            if (id_is_equal(&rows[i].to, &it->row.ref)) {
                it->takes = (uint32_t)strtoul(rows[i].body.bytes, NULL, 10);
                write_set_add(set, OP_TAKE)->number = rows[i].id;
            }
    arena_close(&arena);
}

static void make_digest(uint32_t number, struct digest *out)
{
    digest_of((struct slice){.bytes = (const char *)&number, .len = sizeof number}, out);
}

static void add_key(struct load *load, struct load_case *it, struct write_set *set)
{
    if (load->last_key + 1 >= LOAD_KEYS)
        return;
    it->key = ++load->last_key;
    struct op *op = write_set_add(set, OP_KEY);
    make_digest(it->key, &op->key.digest);
    op->key.case_ref = it->row.ref;
    op->key.at = 1;
}

static void submit(struct load *load, struct load_case *it)
{
    struct write_set *set = write_set_new();
    set->has_case = true;
    set->epoch = store_epoch(load->store);
    set->generation = store_generation(load->store);
    set->expected_seq = it->row.seq;
    set->row = it->row;
    set->row.is_ready = draw(load, 2);
    set->owner = it;
    memcpy(it->pending_slots, it->slots, sizeof it->slots);
    it->sends = it->takes = it->key = 0;
    add_turns(load, set);
    for (uint64_t parts = draw(load, 4); parts > 0; parts--)
        add_part(load, it, set);
    if (draw(load, 3) == 0)
        add_message(load, it, set);
    if (draw(load, 3) == 0)
        add_take(load, it, set);
    if (draw(load, 4) == 0)
        add_key(load, it, set);
    it->pending = set;
    load->in_flight++;
    store_submit(load->store, set);
}

/* ---- the model ---- */

static void forget_pending(struct load_case *it)
{
    write_set_close(it->pending);
    it->pending = NULL;
}

/* The pending write set is recorded: so is all it says. */
static void adopt_pending(struct load *load, struct load_case *it)
{
    it->row = it->pending->row;
    memcpy(it->slots, it->pending_slots, sizeof it->slots);
    if (it->sends)
        load->messages[it->sends] = true;
    if (it->takes)
        load->messages[it->takes] = false;
    if (it->key)
        load->keys[it->key] = true;
    forget_pending(it);
}

static const struct part *find_part(const struct case_image *image, size_t slot)
{
    char key[24];
    snprintf(key, sizeof key, "slot/%zu", slot);
    for (size_t i = 0; i < image->part_count; i++)
        if (slice_is(image->parts[i].key, key))
            return &image->parts[i];
    return NULL;
}

static void check_parts(struct load *load, const struct load_case *it,
                        const struct case_image *image)
{
    size_t wanted = 0;
    for (size_t slot = 0; slot < LOAD_SLOTS; slot++) {
        const struct part *part = find_part(image, slot);
        uint32_t version = part ? (uint32_t)strtoul(part->body.bytes, NULL, 10) : 0;
        if (version != it->slots[slot])
            fail(load, "a part is not as recorded", it, (int64_t)slot);
        wanted += it->slots[slot] != 0;
    }
    if (image->part_count != wanted)
        fail(load, "there are parts nobody put", it, (int64_t)image->part_count);
}

/* From the head to the first turn, nothing missing, every hash following from the one before. */
static void check_chain(struct load *load, struct reader *reader, const struct load_case *it,
                        struct arena *arena)
{
    struct journal_row *rows;
    size_t count;
    struct err err = {0};
    struct digest hash = {0};
    if (reader_back(reader, it->row.head, SIZE_MAX, arena, &rows, &count, &err) != 0 ||
        count != (size_t)it->row.seq) {
        fail(load, "the journal of a case has holes", it, (int64_t)it->row.seq);
        return;
    }
    for (size_t i = count; i-- > 0;) {
        journal_hash(&hash, &it->row.ref, &rows[i], &hash);
        if (memcmp(&hash, &rows[i].hash, sizeof hash) != 0)
            fail(load, "a hash does not follow", it, rows[i].seq);
    }
    if (memcmp(&hash, &it->row.hash, sizeof hash) != 0)
        fail(load, "the head is not the last turn", it, it->row.seq);
    if (reader_stage(reader, &it->row, arena, &rows, &count, &err) != 0 || count == 0 ||
        !rows[0].is_opening)
        fail(load, "a stage does not lead back to its opening", it, (int64_t)count);
}

/* Did what was under way come to be? */
static bool has_pending(const struct load_case *it, const struct case_image *image)
{
    return it->pending && image->row.seq == it->pending->row.seq &&
           memcmp(&image->row.hash, &it->pending->row.hash, DIGEST_BYTES) == 0;
}

/* A read that failed by a planned fault is done again, as a client would. */
static int load_image(struct reader *reader, const struct load_case *it, struct arena *arena,
                      struct case_image *image, struct err *err)
{
    int status = STATUS_IO;
    for (int tries = 0; tries < 3 && status != 0 && status != STATUS_NOT_FOUND; tries++)
        status = reader_load(reader, &it->row.ref, arena, image, err);
    return status;
}

static void look_up(struct load *load, struct reader *reader, struct load_case *it)
{
    struct arena arena = {0};
    struct case_image image;
    struct err err = {0};
    int status = load_image(reader, it, &arena, &image, &err);
    if (status != 0 && status != STATUS_NOT_FOUND) {
        if (!crash_vfs_is_dead()) /* else it is looked up after the restart */
            fail(load, err.text, it, status);
        load->rounds_left = 0;
        arena_close(&arena);
        return;
    }
    if (status == 0 && has_pending(it, &image)) {
        it->pending->row.id = image.row.id; /* as the store would have told */
        it->pending->row.head = image.row.head;
        it->pending->row.back = image.row.back;
        load->found++;
        adopt_pending(load, it);
    } else if (it->pending) {
        forget_pending(it);
    }
    int64_t seq = status == 0 ? image.row.seq : 0;
    if (seq < it->row.seq)
        fail(load, "acknowledged turns are lost", it, it->row.seq);
    else if (seq > it->row.seq)
        fail(load, "there are turns nobody asked for", it, seq);
    else if (seq > 0 && memcmp(&image.row.hash, &it->row.hash, DIGEST_BYTES) != 0)
        fail(load, "a turn is another than was acknowledged", it, seq);
    else if (seq > 0) {
        check_parts(load, it, &image);
        check_chain(load, reader, it, &arena);
    }
    arena_close(&arena);
}

static void check_messages(struct load *load, struct reader *reader)
{
    struct arena arena = {0};
    struct message_row *rows;
    size_t count = 0, wanted = 0;
    struct err err = {0};
    if (reader_inbox(reader, 0, LOAD_MESSAGES, &arena, &rows, &count, &err) != 0)
        fail(load, err.text, NULL, 0);
    for (size_t i = 0; i < count; i++) {
        uint32_t number = (uint32_t)strtoul(rows[i].body.bytes, NULL, 10);
        if (number >= LOAD_MESSAGES || !load->messages[number])
            fail(load, "a message was taken and is there, or was never sent", NULL, number);
    }
    for (size_t i = 0; i < LOAD_MESSAGES; i++)
        wanted += load->messages[i];
    if (count != wanted)
        fail(load, "messages are lost", NULL, (int64_t)(wanted - count));
    arena_close(&arena);
}

static void check_keys(struct load *load, struct reader *reader)
{
    struct arena arena = {0};
    for (uint32_t number = 1; number <= load->last_key; number++) {
        struct digest digest;
        struct key_row row;
        struct err err = {0};
        make_digest(number, &digest);
        bool is_there = reader_key(reader, &digest, &arena, &row, &err) == 0;
        if (is_there != load->keys[number])
            fail(load, "a key is not as recorded", NULL, number);
    }
    arena_close(&arena);
}

bool load_check(struct load *load, struct store *store, struct reader *reader)
{
    (void)store;
    for (size_t i = 0; i < LOAD_CASES; i++)
        look_up(load, reader, &load->cases[i]);
    check_messages(load, reader);
    check_keys(load, reader);
    return load->fault[0] == '\0';
}

/* ---- running ---- */

static void end(struct load *load)
{
    if (load->ends_in_the_dark)
        crash_vfs_kill();
    pthread_mutex_lock(&load->lock);
    load->is_over = true;
    pthread_cond_signal(&load->over);
    pthread_mutex_unlock(&load->lock);
}

/* After UNKNOWN the disk is asked, as a client would by repeating. */
static void look_up_unknown(struct load *load)
{
    for (size_t i = 0; i < LOAD_CASES; i++)
        if (load->cases[i].pending)
            look_up(load, load->reader, &load->cases[i]);
    load->has_unknown = false;
}

static void next_group(struct load *load)
{
    if (load->has_unknown)
        look_up_unknown(load);
    if (load->rounds_left-- <= 0 || load->fault[0]) {
        end(load);
        return;
    }
    /* First chosen, then submitted: the thread that commits is this one. */
    bool is_chosen[LOAD_CASES] = {false};
    for (uint64_t count = 1 + draw(load, LOAD_GROUP); count > 0; count--)
        is_chosen[draw(load, LOAD_CASES)] = true;
    for (size_t i = 0; i < LOAD_CASES; i++)
        if (is_chosen[i])
            submit(load, &load->cases[i]);
}

static void settle(struct load *load, struct write_set *set)
{
    struct load_case *it = set->owner;
    load->in_flight--;
    switch (set->status) {
    case 0:
        load->acknowledged++;
        adopt_pending(load, it);
        break;
    case STATUS_UNKNOWN: /* kept until it can be looked up */
        load->unknown++;
        load->has_unknown = true;
        break;
    case STATUS_FULL:
        load->full++;
        forget_pending(it);
        break;
    default:
        load->refused++;
        fail(load, set->err.text, it, set->status);
        forget_pending(it);
    }
}

void load_on_settled(void *owner, struct list *settled)
{
    struct load *load = owner;
    while (!list_is_empty(settled))
        settle(load, LIST_ITEM(list_pop(settled), struct write_set, link));
    if (load->in_flight == 0 && !load->is_full && !load->is_over)
        next_group(load);
}

/* FULL is told before its batch settles; OPEN, when nothing is under way. Without power the store
 * stays full (nothing can be written before COMMIT) and the life is over. */
void load_on_state(void *owner, enum store_state state, int64_t generation)
{
    (void)generation;
    struct load *load = owner;
    bool was_full = load->is_full;
    load->is_full = state == STORE_FULL;
    if (state == STORE_DEAD || (load->is_full && crash_vfs_is_dead())) {
        load->is_full = false;
        load->rounds_left = 0;
        load->has_unknown = false;
        end(load);
    } else if (load->is_full) {
        crash_vfs_clear_fault(); /* somebody made room: the next probe finds it */
        memory_trouble_clear();
    } else if (was_full && load->in_flight == 0) {
        next_group(load);
    }
}

void load_run(struct load *load, struct store *store, struct reader *reader, int rounds)
{
    load->store = store;
    load->reader = reader;
    load->rounds_left = rounds;
    load->is_over = load->is_full = load->has_unknown = false;
    submit(load, &load->cases[draw(load, LOAD_CASES)]);
    pthread_mutex_lock(&load->lock);
    while (!load->is_over)
        pthread_cond_wait(&load->over, &load->lock);
    pthread_mutex_unlock(&load->lock);
}
