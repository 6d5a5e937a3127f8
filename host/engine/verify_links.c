/* verify_links.c - are the linked cases those that the journal tells of? (verify_links.h)
 *
 * A link is made by `start_case` and `split` (their result is the child), by `link` (its argument
 * names the case), by a signal that begins a case and by being started by another (the event says
 * which). None is ever taken
 * away. Few rows have one, so a row is parsed only if its text may hold such a thing.
 */
#include "engine/verify_links.h"
#include <string.h>
#include "engine/row.h"
#include "script/verb.h"

static bool may_link(const struct journal_row *row)
{
    static const char *const words[] = {"\"start_case\"", "\"split\"", "\"link\"", "\"parent\"",
                                        "\"begins\""};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (memmem(row->body.bytes, row->body.len, words[i], strlen(words[i])))
            return true;
    return false;
}

static void tell(struct told_links *told, const char *key)
{
    if (key)
        value_put(told->arena, told->known, key, value_bool(told->arena, true));
}

static void tell_command(struct told_links *told, const struct value *command)
{
    enum verb verb = verb_of(value_text_or(value_get(command, "kind"), ""));
    const struct value *args = value_get(command, "args");

    if (!value_is_nil(value_get(command, "refused")))
        return;
    if (verb == VERB_START_CASE || verb == VERB_SPLIT) /* a sealed part has no result */
        tell(told, value_get_text(command, "result"));
    if (verb == VERB_LINK)
        tell(told,
             args->type == VALUE_MAP ? value_get_text(args, "ref") : value_text_or(args, NULL));
}

int verify_links_tell(struct told_links *told, const struct journal_row *row, struct err *err)
{
    struct arena arena = {0};
    struct value *body;

    if (!told->known)
        told->known = value_map(told->arena);
    if (!may_link(row))
        return 0;
    int rc = row_read(&arena, row, &body, err);
    const struct value *commands = rc == 0 ? value_get(body, "commands") : &value_nil;
    for (size_t i = 0; i < value_len(commands); i++)
        tell_command(told, value_item(commands, i));
    if (rc == 0)
        tell(told, value_get_text(value_get(body, "event"), "begins"));
    if (rc == 0 && !value_is_nil(value_get(value_get(body, "event"), "parent")))
        tell(told, "parent");
    arena_close(&arena);
    return rc;
}

int verify_links(const struct told_links *told, const struct case_image *image, struct err *err)
{
    size_t found = 0;

    for (size_t i = 0; i < image->part_count; i++) {
        if (image->parts[i].kind != PART_LINK)
            continue;
        found++;
        if (value_is_nil(value_get_slice(told->known, image->parts[i].key)))
            return err_set(err, STATUS_CORRUPT, "its journal never linked the case to %.*s",
                           SLICE_ARG(image->parts[i].key));
    }
    if (found != value_len(told->known))
        return err_set(err, STATUS_CORRUPT, "the case has %zu links, its journal tells of %zu",
                       found, value_len(told->known));
    return 0;
}
