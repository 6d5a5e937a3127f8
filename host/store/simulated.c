/* simulated.c - the journal half over a simulated disk: queue, faults, crash, readers.
 *
 * Nothing happens when a write set is submitted; the simulated loop draws store_simulated_step,
 * which takes some of the front of the queue as one batch. What the disk's faults draw decides its
 * fate:
 *
 *   full            the batch and the next full_lasts ones settle as FULL, then the disk has room
 *   unknown_kept    applied, but settled as UNKNOWN; the generation moves on
 *   unknown_lost    not applied, settled as UNKNOWN; the generation moves on
 *   refuse          one write set of the batch settles as REFUSED with the code "simulated"
 *
 * Closing is the crash: some first part of the queue, by seed, had just been committed; all of it
 * settles as UNKNOWN.
 */
#include "store/simulated.h"

#include <ctype.h>
#include <stdlib.h>
#include "store/simulated_store.h"

static bool strikes(struct disk *disk, uint32_t per_million)
{
    return per_million != 0 && chance_next(&disk->chance) % 1000000 < per_million;
}

static void tell_state(struct simulated_store *store, enum store_state state)
{
    store->state = state;
    if (store->options.on_state)
        store->options.on_state(store->options.owner, state, store->generation);
}

static void refuse(struct write_set *set, const char *code)
{
    set->status = err_set_at(&set->err, STATUS_REFUSED, code, NULL,
                             "The store refused the write set (%s).", code);
}

static void apply(struct simulated_store *store, struct write_set *set, bool is_refused)
{
    const char *code = disk_objection(store->disk, set);
    if (!code && is_refused)
        code = "simulated";
    err_clear(&set->err);
    set->status = 0;
    if (code)
        refuse(set, code);
    else
        disk_apply(store->disk, set);
}

static void apply_batch(struct simulated_store *store, struct list *batch, bool is_faultless)
{
    for (struct list_link *link = batch->first; link; link = link->next)
        apply(store, LIST_ITEM(link, struct write_set, link),
              !is_faultless && strikes(store->disk, store->disk->faults.refuse));
}

static void settle_all(struct simulated_store *store, struct list *batch, int status,
                       const char *text)
{
    for (struct list_link *link = batch->first; link; link = link->next) {
        struct write_set *set = LIST_ITEM(link, struct write_set, link);
        set->status = err_set(&set->err, status, "%s", text);
    }
    if (!list_is_empty(batch))
        store->options.on_settled(store->options.owner, batch);
}

static void settle_unknown(struct simulated_store *store, struct list *batch)
{
    settle_all(store, batch, STATUS_UNKNOWN, "It is not known whether this was recorded.");
}

static struct list take_some(struct list *queue, size_t count)
{
    struct list some = {0};
    while (count-- > 0 && queue->first)
        list_push(&some, list_pop(queue));
    return some;
}

static void commit(struct simulated_store *store, struct list *batch)
{
    struct disk *disk = store->disk;
    bool is_lost = strikes(disk, disk->faults.unknown_lost);
    bool is_kept = !is_lost && strikes(disk, disk->faults.unknown_kept);
    if (!is_lost)
        apply_batch(store, batch, is_kept);
    if (is_lost || is_kept) {
        store->generation++;
        tell_state(store, STORE_OPEN);
        settle_unknown(store, batch);
        return;
    }
    store->options.on_settled(store->options.owner, batch);
}

/* True if the disk is full now; tells when that begins and ends. */
static bool is_full_now(struct simulated_store *store)
{
    struct disk *disk = store->disk;
    if (store->state == STORE_OPEN && strikes(disk, disk->faults.full)) {
        disk->full_left = disk->faults.full_lasts + 1;
        tell_state(store, STORE_FULL);
    }
    return store->state == STORE_FULL;
}

static void pass_full_batch(struct simulated_store *store, struct list *batch)
{
    if (store->disk->full_left > 0)
        store->disk->full_left--;
    settle_all(store, batch, STATUS_FULL, "The disk of the host is full.");
    if (store->disk->full_left == 0)
        tell_state(store, STORE_OPEN);
}

bool store_simulated_has_work(void *base)
{
    const struct simulated_store *store = base;
    return !list_is_empty(&store->queue) || store->state == STORE_FULL;
}

/* Sets of an older generation are cut off as a batch of their own. */
static struct list take_batch(struct simulated_store *store, bool *is_stale)
{
    size_t most = store->queue.count, count = 0;
    if (most > 0)
        most = 1 + (size_t)(chance_next(&store->disk->chance) % most);
    for (struct list_link *link = store->queue.first; link && count < most; link = link->next) {
        bool is_old = LIST_ITEM(link, struct write_set, link)->generation != store->generation;
        if (count == 0)
            *is_stale = is_old;
        if (*is_stale != is_old)
            break;
        count++;
    }
    return take_some(&store->queue, count);
}

void store_simulated_step(void *base)
{
    struct simulated_store *store = base;
    bool is_stale = false;
    struct list batch = take_batch(store, &is_stale);
    if (is_stale)
        settle_unknown(store, &batch);
    else if (is_full_now(store))
        pass_full_batch(store, &batch);
    else if (!list_is_empty(&batch))
        commit(store, &batch);
}

static void submit(struct store *base, struct write_set *set)
{
    list_push(&((struct simulated_store *)base)->queue, &set->link);
}

void store_simulated_crash(void *base)
{
    struct simulated_store *store = base;
    struct list all = store->queue;
    store->queue = (struct list){0};
    size_t kept = (size_t)(chance_next(&store->disk->chance) % (all.count + 1));
    if (store->state == STORE_OPEN) {
        struct list first = take_some(&all, kept);
        apply_batch(store, &first, true);
        list_append(&first, &all);
        all = first;
    }
    store->disk->full_left = 0; /* who boots a host makes room first */
    settle_unknown(store, &all);
}

static void close_store(struct store *base)
{
    store_simulated_crash(base);
    free(base);
}

static int64_t epoch(const struct store *base)
{
    return ((const struct simulated_store *)base)->epoch;
}

static int64_t generation(const struct store *base)
{
    return ((const struct simulated_store *)base)->generation;
}

/* ---- readers ---- */

const struct table *table_of(struct reader *reader, enum disk_table which)
{
    return &((struct simulated_reader *)reader)->store->disk->tables[which];
}

void *found_add(struct found *found, size_t size, size_t *capacity)
{
    if (found->count == *capacity) {
        size_t wanted = *capacity ? *capacity * 2 : 8;
        char *items = arena_zero(found->arena, wanted * size);
        if (found->count)
            memcpy(items, found->items, found->count * size);
        found->items = items;
        *capacity = wanted;
    }
    return (char *)found->items + size * found->count++;
}

/* Every row from `from` on that is wanted, at most `limit`. */
static void copy_rows(const struct table *table, size_t from, size_t limit, struct found *found,
                      bool (*is_wanted)(const void *row))
{
    size_t capacity = 0;
    for (size_t i = from; i < table->count && found->count < limit; i++)
        if (!is_wanted || is_wanted(table_at(table, i)))
            table_copy_out(table, i, found->arena, found_add(found, table->kind->size, &capacity));
}

static size_t beyond(const struct table *table, int64_t id)
{
    const int64_t next = id + 1;
    return table_lower(table, &next);
}

static int load(struct reader *reader, const struct id *ref, bool only_live, struct arena *arena,
                struct case_image *out, struct err *err)
{
    (void)err;
    const struct simulated_reader *from = (struct simulated_reader *)reader;
    const struct case_row *row = disk_case(from->store->disk, ref);
    if (!row)
        return STATUS_NOT_FOUND;
    const struct table *cases = table_of(reader, DISK_CASES), *parts = table_of(reader, DISK_PARTS);
    table_copy_out(cases, table_lower(cases, &row->id), arena, &out->row);
    struct found found = {.arena = arena};
    size_t capacity = 0;
    const struct kept_part first = {.case_id = row->id};
    for (size_t i = table_lower(parts, &first); i < parts->count; i++) {
        const struct kept_part *at = table_at(parts, i);
        struct kept_part kept;
        if (at->case_id != row->id)
            break;
        if (only_live && !part_is_live(&at->part))
            continue;
        table_copy_out(parts, i, arena, &kept);
        *(struct part *)found_add(&found, sizeof kept.part, &capacity) = kept.part;
    }
    out->parts = found.items;
    out->part_count = found.count;
    return 0;
}

static int task(struct reader *reader, int64_t case_id, const struct id *ref, struct arena *arena,
                struct part *out, struct err *err)
{
    (void)err;
    const struct table *parts = table_of(reader, DISK_PARTS);
    const struct kept_part first = {.case_id = case_id};
    for (size_t i = table_lower(parts, &first); i < parts->count; i++) {
        const struct kept_part *at = table_at(parts, i);
        struct kept_part kept;
        if (at->case_id != case_id)
            break;
        if (at->part.kind != PART_TASK || !id_is_equal(&at->part.ref, ref))
            continue;
        table_copy_out(parts, i, arena, &kept);
        *out = kept.part;
        return 0;
    }
    return STATUS_NOT_FOUND;
}

/* A row that is not there, or leads forward, is damage. */
static int follow(struct reader *reader, int64_t id, bool by_back, size_t limit,
                  struct found *found, struct err *err)
{
    const struct table *journal = table_of(reader, DISK_JOURNAL);
    size_t capacity = 0;
    while (id > 0 && limit-- > 0) {
        if (!table_find(journal, &id))
            return err_set(err, STATUS_CORRUPT, "the journal has no row %lld", (long long)id);
        struct journal_row *row = found_add(found, sizeof *row, &capacity);
        table_copy_out(journal, table_lower(journal, &id), found->arena, row);
        int64_t next = by_back ? row->back : row->prev;
        if (next >= id)
            return err_set(err, STATUS_CORRUPT, "row %lld of the journal leads forward",
                           (long long)id);
        id = next;
    }
    return 0;
}

static int stage(struct reader *reader, const struct case_row *row, struct found *found,
                 struct err *err)
{
    int rc = follow(reader, row->back, true, SIZE_MAX, found, err);
    struct journal_row *rows = found->items;
    for (size_t i = 0; i < found->count / 2; i++) {
        struct journal_row turn = rows[i];
        rows[i] = rows[found->count - 1 - i];
        rows[found->count - 1 - i] = turn;
    }
    return rc;
}

static int back(struct reader *reader, int64_t from, size_t limit, struct found *found,
                struct err *err)
{
    return follow(reader, from, false, limit, found, err);
}

static int due(struct reader *reader, const struct due_row *after, int64_t until_ms, size_t limit,
               struct found *found, struct err *err)
{
    (void)err;
    const struct table *table = table_of(reader, DISK_DUE);
    const struct due_row start = {0};
    size_t at = table_lower(table, after ? after : &start), capacity = 0;
    if (after && at < table->count && table->kind->compare(table_at(table, at), after) == 0)
        at++;
    for (; at < table->count && found->count < limit; at++) {
        if (((const struct due_row *)table_at(table, at))->due_ms > until_ms)
            break;
        table_copy_out(table, at, found->arena,
                       found_add(found, sizeof(struct due_row), &capacity));
    }
    return 0;
}

static bool is_ready_row(const void *row)
{
    const struct case_row *it = row;
    return it->is_ready && it->status == CASE_OPEN;
}

static int ready(struct reader *reader, int64_t after, size_t limit, struct found *found,
                 struct err *err)
{
    (void)err;
    const struct table *cases = table_of(reader, DISK_CASES);
    copy_rows(cases, beyond(cases, after), limit, found, is_ready_row);
    return 0;
}

static bool is_dispatching(const struct part *part)
{
    enum { OVER = 5 }; /* of a dispatch: the index of the database says the same */
    return part->kind == PART_DISPATCH && part->status < OVER &&
           !memchr(part->key.bytes, '#', part->key.len);
}

static bool is_task_going_on(const struct part *part)
{
    return part->kind == PART_TASK && part_is_live(part);
}

/* Cases with a part like that. */
static int with_part(struct reader *reader, int64_t after, size_t limit, struct found *found,
                     bool (*is_it)(const struct part *part))
{
    const struct table *cases = table_of(reader, DISK_CASES), *parts = table_of(reader, DISK_PARTS);
    size_t capacity = 0;

    for (size_t i = beyond(cases, after); i < cases->count && found->count < limit; i++) {
        const struct kept_part first = {.case_id =
                                            ((const struct case_row *)table_at(cases, i))->id};
        bool is = false;
        for (size_t k = table_lower(parts, &first); !is && k < parts->count; k++) {
            const struct kept_part *at = table_at(parts, k);
            if (at->case_id != first.case_id)
                break;
            is = is_it(&at->part);
        }
        if (is)
            table_copy_out(cases, i, found->arena, found_add(found, cases->kind->size, &capacity));
    }
    return 0;
}

static int dispatching(struct reader *reader, int64_t after, size_t limit, struct found *found,
                       struct err *err)
{
    (void)err;
    return with_part(reader, after, limit, found, is_dispatching);
}

static int tasked(struct reader *reader, int64_t after, size_t limit, struct found *found,
                  struct err *err)
{
    (void)err;
    return with_part(reader, after, limit, found, is_task_going_on);
}

static int every_case(struct reader *reader, int64_t after, size_t limit, struct found *found,
                      struct err *err)
{
    (void)err;
    const struct table *cases = table_of(reader, DISK_CASES);
    copy_rows(cases, beyond(cases, after), limit, found, NULL);
    return 0;
}

static int inbox(struct reader *reader, int64_t after, size_t limit, struct found *found,
                 struct err *err)
{
    (void)err;
    const struct table *table = table_of(reader, DISK_INBOX);
    copy_rows(table, beyond(table, after), limit, found, NULL);
    return 0;
}

static int key(struct reader *reader, const struct digest *digest, struct arena *arena,
               struct key_row *out, struct err *err)
{
    (void)err;
    const struct key_row *row = table_find(table_of(reader, DISK_KEYS), digest);
    if (!row)
        return STATUS_NOT_FOUND;
    *out = *row;
    out->reply = arena_copy(arena, row->reply);
    return 0;
}

static int vault(struct reader *reader, int64_t case_id, const struct id *ref, struct arena *arena,
                 struct vault_row *out, struct vault_key_row *vault_key, struct err *err)
{
    (void)err;
    const struct table *values = table_of(reader, DISK_VAULT);
    const struct table *keys = table_of(reader, DISK_VAULT_KEYS);
    const struct kept_vault like = {.case_id = case_id, .row.ref = *ref};
    if (!table_find(values, &like))
        return STATUS_NOT_FOUND;
    struct kept_vault kept;
    table_copy_out(values, table_lower(values, &like), arena, &kept);
    *out = kept.row;
    vault_key->case_id = case_id;
    const struct vault_key_row like_key = {.case_id = case_id, .ref = kept.row.key};
    if (table_find(keys, &like_key))
        table_copy_out(keys, table_lower(keys, &like_key), arena, vault_key);
    return 0;
}

static int vault_keys(struct reader *reader, int64_t case_id, struct found *found, struct err *err)
{
    (void)err;
    const struct table *keys = table_of(reader, DISK_VAULT_KEYS);
    const struct vault_key_row first = {.case_id = case_id};
    size_t capacity = 0;
    for (size_t i = table_lower(keys, &first); i < keys->count; i++) {
        if (((const struct vault_key_row *)table_at(keys, i))->case_id != case_id)
            break;
        table_copy_out(keys, i, found->arena,
                       found_add(found, sizeof(struct vault_key_row), &capacity));
    }
    return 0;
}

static int incidents(struct reader *reader, int64_t case_id, bool only_open, struct found *found,
                     struct err *err)
{
    (void)err;
    const struct table *table = table_of(reader, DISK_INCIDENTS);
    size_t capacity = 0;
    for (size_t i = 0; i < table->count; i++) {
        struct kept_incident kept = *(const struct kept_incident *)table_at(table, i);
        if ((case_id != 0 && kept.row.case_id != case_id) || (only_open && kept.row.ended_at != 0))
            continue;
        table_copy_out(table, i, found->arena, &kept);
        *(struct incident_row *)found_add(found, sizeof kept.row, &capacity) = kept.row;
    }
    return 0;
}

static int releases(struct reader *reader, struct found *found, int64_t *active, struct err *err)
{
    (void)err;
    copy_rows(table_of(reader, DISK_RELEASES), 0, SIZE_MAX, found, NULL);
    *active = ((struct simulated_reader *)reader)->store->disk->active_release;
    return 0;
}

static int release_heads(struct reader *reader, struct found *found, int64_t *active,
                         struct err *err)
{
    int status = releases(reader, found, active, err);
    struct release_row *rows = found->items;
    for (size_t i = 0; i < found->count; i++)
        rows[i].body = (struct slice){.bytes = "", .len = 0};
    return status;
}

int copy_one(const struct table *table, int64_t id, struct arena *arena, void *out)
{
    if (!table_find(table, &id))
        return STATUS_NOT_FOUND;
    table_copy_out(table, table_lower(table, &id), arena, out);
    return 0;
}

static int release(struct reader *reader, int64_t id, struct arena *arena, struct release_row *out,
                   struct err *err)
{
    (void)err;
    return copy_one(table_of(reader, DISK_RELEASES), id, arena, out);
}

static int activations(struct reader *reader, int64_t before, size_t limit, struct found *found,
                       struct err *err)
{
    (void)err;
    const struct table *table = table_of(reader, DISK_ACTIVATIONS);
    size_t at = before ? table_lower(table, &before) : table->count, capacity = 0;
    while (at-- > 0 && found->count < limit)
        table_copy_out(table, at, found->arena, found_add(found, table->kind->size, &capacity));
    return 0;
}

static int stay(struct reader *reader, int64_t case_id, struct arena *arena, struct stay_row *out,
                struct err *err)
{
    (void)err;
    return copy_one(table_of(reader, DISK_STAYS), case_id, arena, out);
}

static int stays(struct reader *reader, int64_t after, size_t limit, struct found *found,
                 struct err *err)
{
    (void)err;
    const struct table *table = table_of(reader, DISK_STAYS);
    copy_rows(table, beyond(table, after), limit, found, NULL);
    return 0;
}

/* The serial of a number of that series; 0: it is of another. */
static int64_t serial_of(struct slice number, struct slice prefix)
{
    int64_t serial = 0;
    if (number.len <= prefix.len || memcmp(number.bytes, prefix.bytes, prefix.len) != 0)
        return 0;
    for (size_t i = prefix.len; i < number.len && isdigit((unsigned char)number.bytes[i]); i++)
        serial = 10 * serial + (number.bytes[i] - '0');
    return serial;
}

static int compare_serials(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return *left < *right ? -1 : *left > *right;
}

static void add_serial(struct found *found, size_t *capacity, int64_t serial)
{
    if (serial > 0)
        *(int64_t *)found_add(found, sizeof serial, capacity) = serial;
}

static int series(struct reader *reader, struct slice prefix, struct arena *arena,
                  struct series_row *out, struct err *err)
{
    (void)err;
    struct found found = {.arena = arena};
    size_t capacity = 0;
    bool is_of_letters = prefix.len > 0 && prefix.bytes[0] == LETTER_NUMBERED;
    const struct table *table = table_of(reader, is_of_letters ? DISK_PARTS : DISK_NUMBERS);
    for (size_t i = 0; i < table->count; i++) {
        const struct kept_part *kept = table_at(table, i);
        if (!is_of_letters)
            add_serial(&found, &capacity,
                       serial_of(((struct number_entry *)table_at(table, i))->number, prefix));
        else if (kept->part.kind == PART_LETTER)
            add_serial(&found, &capacity, serial_of(kept->part.key, prefix));
    }
    if (found.count == 0)
        return 0;
    int64_t *serials = found.items;
    qsort(serials, found.count, sizeof *serials, compare_serials);
    out->last = serials[found.count - 1];
    out->missing = ARENA_ARRAY(arena, int64_t, (size_t)out->last);
    for (int64_t next = 1, i = 0; next <= out->last; next++)
        if (serials[i] == next)
            i++;
        else
            out->missing[out->missing_count++] = next;
    return 0;
}

static int letter_numbers(struct reader *reader, struct found *found, struct err *err)
{
    (void)err;
    const struct table *parts = table_of(reader, DISK_PARTS);
    size_t capacity = 0;
    for (size_t i = 0; i < parts->count; i++) {
        const struct kept_part *kept = table_at(parts, i);
        struct slice key = kept->part.key, *found_key = NULL, *keys = found->items;
        const char *end = key.len ? memchr(key.bytes, '\n', key.len) : NULL;
        if (kept->part.kind != PART_LETTER || !end || key.bytes[0] != LETTER_NUMBERED)
            continue;
        size_t series = (size_t)(end - key.bytes) + 1;
        for (size_t j = 0; j < found->count; j++)
            if (keys[j].len >= series && memcmp(keys[j].bytes, key.bytes, series) == 0)
                found_key = &keys[j];
        if (!found_key) {
            found_key = found_add(found, sizeof(struct slice), &capacity);
            *found_key = (struct slice){0};
        }
        if (!found_key->bytes || slice_compare(*found_key, key) < 0)
            *found_key = arena_copy(found->arena, key);
    }
    return 0;
}

static int tokens(struct reader *reader, struct found *found, struct err *err)
{
    (void)err;
    const struct table *table = table_of(reader, DISK_TOKENS);
    size_t capacity = 0;
    for (size_t i = 0; i < table->count; i++) {
        struct kept_token kept;
        table_copy_out(table, i, found->arena, &kept);
        *(struct token_row *)found_add(found, sizeof kept.row, &capacity) = kept.row;
    }
    return 0;
}

static void close_reader(struct reader *reader)
{
    free(reader);
}

static const struct reader_calls reader_calls = {
    .close = close_reader,
    .load = load,
    .task = task,
    .stage = stage,
    .back = back,
    .due = due,
    .ready = ready,
    .dispatching = dispatching,
    .tasked = tasked,
    .inbox = inbox,
    .cases = every_case,
    .key = key,
    .vault = vault,
    .vault_keys = vault_keys,
    .incidents = incidents,
    .releases = releases,
    .release_heads = release_heads,
    .release = release,
    .activations = activations,
    .stay = stay,
    .stays = stays,
    .series = series,
    .letter_numbers = letter_numbers,
    .tokens = tokens,
    .part = simulated_part,
    .record = simulated_record,
    .records = simulated_records,
    .effect = simulated_effect,
    .effects = simulated_effects,
    .notice = simulated_notice,
    .notices = simulated_notices,
};

static int open_reader(struct store *store, struct reader **out, struct err *err)
{
    (void)err;
    struct simulated_reader *reader = mem_zero(sizeof *reader);
    reader->base.calls = &reader_calls;
    reader->store = (struct simulated_store *)store;
    *out = &reader->base;
    return 0;
}

static const struct store_calls store_calls = {
    .close = close_store,
    .submit = submit,
    .reader_open = open_reader,
    .epoch = epoch,
    .generation = generation,
};

int store_open_simulated(struct disk *disk, const struct store_options *options, struct store **out,
                         struct err *err)
{
    (void)err;
    struct simulated_store *store = mem_zero(sizeof *store);
    store->base.calls = &store_calls;
    store->options = *options;
    store->disk = disk;
    disk_hold_effects(disk);
    store->epoch = ++disk->epoch;
    store->generation = 1;
    *out = &store->base;
    return 0;
}
