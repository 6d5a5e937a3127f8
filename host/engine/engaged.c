/* engaged.c - one entry for each person and live place (engaged.h), in two hash tables that share
 * it: by person, to ask; by case, to settle.
 *
 *   PENDING --settled--> STANDING --place ended, given away, dispatch over--> gone
 *      +----loan failed--> gone
 */
#include "engine/engaged.h"
#include <pthread.h>
#include <stdlib.h>
#include "data/canon.h"
#include "engine/dispatches.h"
#include "store/each_case.h"
#include "store/office.h"

enum { BUCKETS = 4096, KEY_SIZE = 64, PERSON_SIZE = ID_TEXT_LEN + 1 };

struct entry {
    struct entry *next_of_person, *next_of_case;
    struct id ref;
    char key[KEY_SIZE], person[PERSON_SIZE];
    int64_t starts_ms, ends_ms;
    bool is_pending;
};

struct engaged {
    pthread_mutex_t lock;
    struct entry *people[BUCKETS], *cases[BUCKETS];
};

static size_t bucket_of(const void *bytes, size_t len)
{
    const unsigned char *at = bytes;
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ at[i]) * 1099511628211u;
    return (size_t)(hash ^ (hash >> 32)) % BUCKETS;
}

static struct entry **person_chain(struct engaged *engaged, const char *person)
{
    return &engaged->people[bucket_of(person, strlen(person))];
}

static struct entry **case_chain(struct engaged *engaged, const struct id *ref)
{
    return &engaged->cases[bucket_of(ref->bytes, sizeof ref->bytes)];
}

struct engaged *engaged_new(void)
{
    struct engaged *engaged = mem_zero(sizeof *engaged);
    pthread_mutex_init(&engaged->lock, NULL);
    return engaged;
}

static void clear(struct engaged *engaged)
{
    for (size_t i = 0; i < BUCKETS; i++) {
        for (struct entry *at = engaged->cases[i], *next; at; at = next) {
            next = at->next_of_case;
            free(at);
        }
        engaged->cases[i] = engaged->people[i] = NULL;
    }
}

void engaged_free(struct engaged *engaged)
{
    if (!engaged)
        return;
    clear(engaged);
    pthread_mutex_destroy(&engaged->lock);
    free(engaged);
}

void engaged_lock(struct engaged *engaged)
{
    pthread_mutex_lock(&engaged->lock);
}

void engaged_unlock(struct engaged *engaged)
{
    pthread_mutex_unlock(&engaged->lock);
}

void engaged_find(struct engaged *engaged, const struct id *but, const char *person,
                  struct arena *arena, struct elsewheres *out)
{
    for (const struct entry *at = *person_chain(engaged, person); at; at = at->next_of_person) {
        if (strcmp(at->person, person) != 0 || id_is_equal(&at->ref, but))
            continue;
        struct elsewhere *one = ARENA_NEW(arena, struct elsewhere);
        *one = (struct elsewhere){.next = out->first,
                                  .person = arena_text(arena, person),
                                  .starts_ms = at->starts_ms,
                                  .ends_ms = at->ends_ms};
        out->first = one;
    }
}

static struct entry *add(struct engaged *engaged, const struct id *ref, const char *key,
                         const struct elsewhere *times)
{
    struct entry *entry;

    if (strlen(key) >= KEY_SIZE || strlen(times->person) >= PERSON_SIZE)
        return NULL; /* no host writes such a key */
    entry = mem_zero(sizeof *entry);
    entry->ref = *ref;
    memcpy(entry->key, key, strlen(key) + 1);
    memcpy(entry->person, times->person, strlen(times->person) + 1);
    entry->starts_ms = times->starts_ms;
    entry->ends_ms = times->ends_ms;
    struct entry **person = person_chain(engaged, times->person), **of = case_chain(engaged, ref);
    entry->next_of_person = *person;
    entry->next_of_case = *of;
    *person = *of = entry;
    return entry;
}

void engaged_take(struct engaged *engaged, const struct id *ref, const char *key,
                  const struct elsewhere *times)
{
    struct entry *entry = add(engaged, ref, key, times);
    if (entry)
        entry->is_pending = true;
}

/* ---- settling ---- */

/* Takes it out of both chains; the link that pointed to it in the chain of its case points on. */
static void drop(struct engaged *engaged, struct entry **link)
{
    struct entry *entry = *link;
    struct entry **person = person_chain(engaged, entry->person);

    while (*person != entry)
        person = &(*person)->next_of_person;
    *person = entry->next_of_person;
    *link = entry->next_of_case;
    free(entry);
}

/* What the row of a place says of an entry under its key: it stands, or is gone. */
static bool still_holds(const struct entry *entry, const struct part *part)
{
    struct arena arena = {0};
    struct value *body;
    struct err ignored = {0};

    if (!part_is_live(part))
        return false;
    bool is_his = canon_read(&arena, part->body, &body, &ignored) == 0 &&
                  value_is_text(value_get(body, "person"), entry->person);
    arena_close(&arena);
    return is_his;
}

static bool is_of_dispatch(const struct entry *entry, struct slice name)
{
    return strlen(entry->key) > name.len && memcmp(entry->key, name.bytes, name.len) == 0 &&
           entry->key[name.len] == '/';
}

/* False: nothing of it concerns the entry; else *stands says whether it does. */
static bool settle_one(const struct entry *entry, const struct part *part, bool *stands)
{
    if (part->kind == PART_PLACE && slice_is(part->key, entry->key)) {
        *stands = still_holds(entry, part);
        return true;
    }
    *stands = false;
    return part->kind == PART_DISPATCH && part->status >= DISPATCH_OVER &&
           is_of_dispatch(entry, part->key);
}

static void settle_part(struct engaged *engaged, const struct id *ref, const struct part *part)
{
    struct entry **link = case_chain(engaged, ref);
    bool stands;

    while (*link) {
        bool concerns = id_is_equal(&(*link)->ref, ref) && settle_one(*link, part, &stands);
        if (concerns && !stands) {
            drop(engaged, link);
            continue;
        }
        if (concerns)
            (*link)->is_pending = false;
        link = &(*link)->next_of_case;
    }
}

static void drop_pending(struct engaged *engaged, const struct id *ref)
{
    struct entry **link = case_chain(engaged, ref);
    while (*link)
        if ((*link)->is_pending && id_is_equal(&(*link)->ref, ref))
            drop(engaged, link);
        else
            link = &(*link)->next_of_case;
}

static bool is_about_places(const struct op *op)
{
    return op->kind == OP_PUT_PART &&
           (op->part.kind == PART_PLACE || op->part.kind == PART_DISPATCH);
}

void engaged_settle(struct engaged *engaged, const struct id *ref, const struct write_set *writes)
{
    const struct op *op = writes ? writes->first_op : NULL;

    while (op && !is_about_places(op))
        op = op->next;
    if (writes && !op)
        return; /* as nearly all */
    engaged_lock(engaged);
    for (; op; op = op->next)
        if (is_about_places(op))
            settle_part(engaged, ref, &op->part);
    if (!writes)
        drop_pending(engaged, ref);
    engaged_unlock(engaged);
}

/* ---- reading ---- */

static void add_dispatch(struct engaged *into, const struct case_image *image,
                         const struct dispatch *dispatch, struct arena *arena)
{
    for (size_t i = 0; dispatch->status < DISPATCH_OVER && i < dispatch->place_count; i++) {
        const struct place *place = dispatch->places[i];
        if (dispatch->has_levels || place_is_ended(place))
            continue;
        const struct post *post = &dispatch->posts[place->post];
        struct elsewhere times = {
            .person = place->person, .starts_ms = post->starts_ms, .ends_ms = post->ends_ms};
        add(into, &image->row.ref, place_key(arena, dispatch, place), &times);
    }
}

struct reading {
    struct reader *reader;
    struct engaged *into;
};

static int read_case(void *owner, const struct case_row *row, struct err *err)
{
    const struct reading *reading = owner;
    struct arena arena = {0};
    struct case_image image;
    struct dispatches dispatches = {0};
    struct err damaged = {0};
    int rc = reader_load_live(reading->reader, &row->ref, &arena, &image, err);

    if (rc == 0 && dispatches_read(&image, &arena, &dispatches, &damaged) == 0)
        for (size_t i = 0; i < dispatches.count; i++)
            add_dispatch(reading->into, &image, dispatches.items[i], &arena);
    dispatches_close(&dispatches); /* what is damaged is for verify to tell */
    arena_close(&arena);
    return rc == STATUS_NOT_FOUND ? 0 : rc;
}

int engaged_read(struct reader *reader, struct engaged *into, struct err *err)
{
    struct reading reading = {.reader = reader, .into = into};
    return each_dispatching(reader, read_case, &reading, err);
}

void engaged_replace(struct engaged *engaged, struct engaged *from)
{
    engaged_lock(engaged);
    clear(engaged);
    memcpy(engaged->people, from->people, sizeof engaged->people);
    memcpy(engaged->cases, from->cases, sizeof engaged->cases);
    memset(from->people, 0, sizeof from->people);
    memset(from->cases, 0, sizeof from->cases);
    engaged_unlock(engaged);
}
