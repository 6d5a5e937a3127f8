/* verify_places.c - are the places those that the journal tells of? (verify_places.h)
 *
 * Every row that moved a place or a dispatch says so in `done`: its key, what it became, and whose
 * it is. A row is parsed only if its text may hold such a thing.
 */
#include "engine/verify_places.h"
#include <string.h>
#include "data/canon.h"
#include "duty/dispatch_row.h"
#include "engine/dispatches.h"
#include "engine/row.h"

struct told_place {
    struct told_place *next;
    struct slice key;
    const char *status, *person; /* person NULL: of a dispatch, or of a level nobody answered */
    bool is_dispatch;
};

static bool may_move_a_place(const struct journal_row *row)
{
    static const char *const words[] = {"\"place\":", "\"dispatch\":"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (memmem(row->body.bytes, row->body.len, words[i], strlen(words[i])))
            return true;
    return false;
}

static struct told_place **bucket_of(const struct told_places *told, struct slice key)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (uint8_t)key.bytes[i]) * 1099511628211u;
    return &told->buckets[(hash ^ (hash >> 32)) & (told->bucket_count - 1)];
}

static const struct told_place *find(const struct told_places *told, struct slice key,
                                     bool is_dispatch)
{
    const struct told_place *one = told->bucket_count ? *bucket_of(told, key) : NULL;
    while (one && (one->is_dispatch != is_dispatch || !slice_is_equal(one->key, key)))
        one = one->next;
    return one;
}

static void grow(struct told_places *told)
{
    struct told_place **former = told->buckets;
    size_t count = told->bucket_count;

    told->bucket_count = count ? 4 * count : 64;
    told->buckets = ARENA_ARRAY(told->arena, struct told_place *, told->bucket_count);
    for (size_t i = 0; i < count; i++)
        for (struct told_place *one = former[i], *next; one; one = next) {
            struct told_place **bucket = bucket_of(told, one->key);
            next = one->next;
            one->next = *bucket;
            *bucket = one;
        }
}

static void tell(struct told_places *told, const struct value *entry)
{
    const char *place = value_get_text(entry, "place");
    const char *key = place ? place : value_get_text(entry, "dispatch");
    const char *person = value_get_text(entry, "person");

    if (!key || find(told, slice_of(key), !place))
        return;
    if (told->count++ >= told->bucket_count)
        grow(told);
    struct told_place *one = ARENA_NEW(told->arena, struct told_place);
    one->key = arena_copy(told->arena, slice_of(key));
    one->status = arena_text(told->arena, value_text_or(value_get(entry, "status"), ""));
    one->person = person ? arena_text(told->arena, person) : NULL;
    one->is_dispatch = !place;
    struct told_place **bucket = bucket_of(told, one->key);
    one->next = *bucket;
    *bucket = one;
}

int verify_places_tell(struct told_places *told, const struct journal_row *row, struct err *err)
{
    struct arena arena = {0};
    struct value *body;

    if (!may_move_a_place(row))
        return 0;
    int rc = row_read(&arena, row, &body, err);
    const struct value *done = rc == 0 ? value_get(body, "done") : &value_nil;
    for (size_t i = value_len(done); i-- > 0;)
        tell(told, value_item(done, i));
    arena_close(&arena);
    return rc;
}

/* ---- comparing ---- */

static int check_place(const struct told_places *told, const struct part *part,
                       const struct value *body, struct err *err)
{
    const struct told_place *one = find(told, part->key, false);
    const char *status = place_status_word((enum place_status)part->status);
    const char *person = value_get_text(body, "person");

    if (!one)
        return err_set(err, STATUS_CORRUPT, "its journal never tells of the place %.*s",
                       SLICE_ARG(part->key));
    if (strcmp(one->status, status) != 0)
        return err_set(err, STATUS_CORRUPT, "the place %.*s is %s, its journal says %s",
                       SLICE_ARG(part->key), status, one->status);
    if (strcmp(one->person ? one->person : "", person ? person : "") != 0)
        return err_set(err, STATUS_CORRUPT,
                       "the place %.*s is another person's than its journal "
                       "says",
                       SLICE_ARG(part->key));
    return 0;
}

static int check_dispatch(const struct told_places *told, const struct part *part, struct err *err)
{
    const struct told_place *one = find(told, part->key, true);
    const char *status = dispatch_status_word((enum dispatch_status)part->status);

    if (memchr(part->key.bytes, '#', part->key.len))
        return 0; /* its posts */
    if (one && strcmp(one->status, status) == 0)
        return 0;
    return err_set(err, STATUS_CORRUPT, "the dispatch %.*s is %s, its journal says %s",
                   SLICE_ARG(part->key), status, one ? one->status : "nothing of it");
}

static int check_promises(const struct case_image *image, struct arena *arena, struct err *err)
{
    struct dispatches dispatches;
    int rc = dispatches_read(image, arena, &dispatches, err);

    for (size_t i = 0; rc == 0 && i < dispatches.count; i++) {
        const char *fault = dispatch_check(dispatches.items[i]);
        if (fault)
            rc = err_set(err, STATUS_CORRUPT, "the dispatch %s: %s", dispatches.items[i]->name,
                         fault);
    }
    if (rc == 0)
        dispatches_close(&dispatches);
    return rc;
}

int verify_places(const struct told_places *told, const struct case_image *image, struct err *err)
{
    struct arena arena = {0};
    size_t found = 0;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        struct value *body;
        if (part->kind != PART_PLACE && part->kind != PART_DISPATCH)
            continue;
        found += part->kind == PART_PLACE || !memchr(part->key.bytes, '#', part->key.len);
        if (part->kind == PART_DISPATCH)
            rc = check_dispatch(told, part, err);
        else if ((rc = canon_read(&arena, part->body, &body, err)) == 0)
            rc = check_place(told, part, body, err);
    }
    if (rc == 0 && found != told->count)
        rc = err_set(err, STATUS_CORRUPT,
                     "the case has %zu places and dispatches, its journal tells of %zu", found,
                     told->count);
    if (rc == 0)
        rc = check_promises(image, &arena, err);
    arena_close(&arena);
    return rc;
}
