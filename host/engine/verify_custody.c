/* verify_custody.c - is the case held by whom its journal says, and did it go that way?
 * (verify_custody.h)
 *
 * A leg is told by `done` of its row, a sealed field and a binding by their commands, the first
 * holder by the first row. Few rows have any of it, so a row is parsed only if its text may.
 */
#include "engine/verify_custody.h"
#include <string.h>
#include "engine/custody.h"
#include "engine/row.h"
#include "script/verb.h"

static bool may_tell(const struct journal_row *row)
{
    static const char *const words[] = {"\"custody\"", "\"seal\"", "\"assign\"", "\"merge\""};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (memmem(row->body.bytes, row->body.len, words[i], strlen(words[i])))
            return true;
    return row->seq == 1;
}

static void know(struct told_custody *told, const char *key)
{
    value_put(told->arena, told->known, key, value_bool(told->arena, true));
}

/* The legs of a row in the order in which they were gone: the last one says who holds it. */
static void tell_legs(struct told_custody *told, const struct value *done, int64_t seq)
{
    const char *last = NULL;
    int n = 0;

    for (size_t i = 0; i < value_len(done); i++) {
        const char *to = value_get_text(value_item(done, i), "custody");
        if (!to)
            continue;
        know(told, arena_printf(told->arena, "way/%010lld.%d", (long long)seq, n++));
        last = to;
    }
    if (last && !told->holder)
        told->holder = arena_text(told->arena, last);
}

/* Of a merge the newest word counts: whether there is still one. */
static void tell_merges(struct told_custody *told, const struct value *done)
{
    for (size_t i = value_len(done); i-- > 0;) {
        const struct value *entry = value_item(done, i);
        const char *key = value_get_text(entry, "merge");
        if (!key || !value_is_nil(value_get(told->merges, key)))
            continue;
        bool is_gone = value_is_text(value_get(entry, "status"), "gone");
        value_put(told->arena, told->merges, key, value_bool(told->arena, !is_gone));
        if (!is_gone)
            know(told, key);
    }
}

static void tell_command(struct told_custody *told, const struct value *command)
{
    enum verb verb = verb_of(value_text_or(value_get(command, "kind"), ""));
    const char *row = value_get_text(command, "row"), *name = value_get_text(command, "name");

    if (!value_is_nil(value_get(command, "refused")))
        return;
    if (verb == VERB_SEAL && (row || name))
        know(told, arena_printf(told->arena, "seal/%s", row ? row : name));
}

int verify_custody_tell(struct told_custody *told, const struct journal_row *row, struct err *err)
{
    struct arena arena = {0};
    struct value *body;

    if (!told->known) {
        told->known = value_map(told->arena);
        told->merges = value_map(told->arena);
    }
    if (!may_tell(row))
        return 0;
    int rc = row_read(&arena, row, &body, err);
    const struct value *commands = rc == 0 ? value_get(body, "commands") : &value_nil;
    for (size_t i = 0; i < value_len(commands); i++)
        tell_command(told, value_item(commands, i));
    if (rc == 0)
        tell_legs(told, value_get(body, "done"), row->seq);
    if (rc == 0)
        tell_merges(told, value_get(body, "done"));
    const char *born = rc == 0 ? value_get_text(value_get(body, "event"), "office") : NULL;
    if (born && row->seq == 1)
        told->born = arena_text(told->arena, born);
    arena_close(&arena);
    return rc;
}

static int check_holder(const struct told_custody *told, const struct case_row *row,
                        struct err *err)
{
    const char *holder = told->holder ? told->holder : told->born;
    if (!holder || slice_is(row->office, holder)) /* the first rows of old cases do not say */
        return 0;
    return err_set(err, STATUS_CORRUPT, "the case is held by %.*s, its journal says by %s",
                   SLICE_ARG(row->office), holder);
}

int verify_custody(const struct told_custody *told, const struct case_image *image, struct err *err)
{
    size_t found = 0;
    int rc = check_holder(told, &image->row, err);

    for (size_t i = 0; rc == 0 && i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind != PART_CUSTODY)
            continue;
        found++;
        if (value_is_nil(value_get_slice(told->known, part->key)))
            rc = err_set(err, STATUS_CORRUPT, "its journal knows nothing of %.*s",
                         SLICE_ARG(part->key));
    }
    if (rc == 0 && found != value_len(told->known))
        rc = err_set(err, STATUS_CORRUPT,
                     "the way of the case has %zu entries, its journal tells of %zu", found,
                     value_len(told->known));
    return rc;
}
