/* redact.c - a case without what is sealed in it (redact.h). Left out rather than blanked: a blank
 * says that there is something. */
#include "engine/redact.h"
#include "data/canon.h"
#include "engine/custody.h"
#include "engine/tasks.h"

static int64_t veiled_until(const struct case_image *image, const struct eyes *eyes)
{
    struct arena arena = {0};
    struct value *extra;
    struct err ignored = {0};
    int64_t until = 0;

    if (eyes && image->row.extra.len && canon_read(&arena, image->row.extra, &extra, &ignored) == 0)
        until = value_get_int(value_get(extra, "veil"), "seq", 0);
    arena_close(&arena);
    return until > 0 && !eyes_may_see(eyes, image->row.office, image->row.extra, 1) ? until : 0;
}

void redaction_open(struct redaction *redaction, const struct case_image *image,
                    const struct eyes *eyes, struct arena *arena)
{
    static const char prefix[] = "seal/";
    struct value *names = value_map(arena);

    *redaction = (struct redaction){.arena = arena, .names = names};
    redaction->from = veiled_until(image, eyes);
    if (!eyes || eyes_are_cleared(eyes, image->row.office))
        return;
    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind == PART_CUSTODY && part->status == CUSTODY_SEAL)
            value_put_slice(arena, names,
                            (struct slice){.bytes = part->key.bytes + strlen(prefix),
                                           .len = part->key.len - strlen(prefix)},
                            value_bool(arena, true));
    }
}

static bool is_hidden(const struct redaction *redaction, struct slice name)
{
    return !value_is_nil(value_get_slice(redaction->names, name));
}

/* A sealed row, a reference to one, or the name of one. */
static bool is_hidden_value(const struct redaction *redaction, const struct value *value)
{
    if (value->type == VALUE_ROW || value->type == VALUE_TEXT)
        return is_hidden(redaction, value->text);
    const char *row = value->type == VALUE_MAP ? value_get_text(value, "$row") : NULL;
    return row && is_hidden(redaction, slice_of(row));
}

static const struct value *redacted_list(const struct redaction *redaction,
                                         const struct value *list)
{
    struct value *out = value_list(redaction->arena);
    for (size_t i = 0; i < value_len(list); i++)
        if (!is_hidden_value(redaction, value_item(list, i)) &&
            !value_is_text(value_get(value_item(list, i), "kind"), "seal"))
            value_push(redaction->arena, out,
                       (struct value *)redacted(redaction, value_item(list, i)));
    return out;
}

const struct value *redacted(const struct redaction *redaction, const struct value *value)
{
    if (value_len(redaction->names) == 0)
        return value;
    if (value->type == VALUE_LIST)
        return redacted_list(redaction, value);
    if (value->type != VALUE_MAP)
        return value;
    struct value *out = value_map(redaction->arena);
    for (size_t i = 0; i < value_len(value); i++) {
        const struct member *member = &value->map.members[i];
        if (!is_hidden(redaction, member->key) && !is_hidden_value(redaction, member->value))
            value_put_slice(redaction->arena, out, member->key,
                            (struct value *)redacted(redaction, member->value));
    }
    return out;
}

bool redaction_hides_part(const struct redaction *redaction, const struct part *part)
{
    struct value *body;
    struct err ignored = {0};

    if (part->kind == PART_TASK && task_key_seq(part->key) < redaction->from)
        return true;
    if (part->kind == PART_LETTER && redaction->from > 0)
        return canon_read(redaction->arena, part->body, &body, &ignored) != 0 ||
               value_get_int(body, "turn", 0) < redaction->from;
    if (part->kind != PART_TASK || value_len(redaction->names) == 0 ||
        canon_read(redaction->arena, part->body, &body, &ignored) != 0)
        return false;
    return is_hidden_value(redaction, value_get(body, "row"));
}
