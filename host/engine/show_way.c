/* show_way.c - what a case shows of other offices and cases: the way it went, its links, what it is
 * merged with, the number its letter's cases share. A link to a case that he who looks may not see
 * is left out.
 */
#include "engine/custody.h"
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/merge.h"
#include "engine/show_way.h"

static const struct value *body_of(struct arena *arena, const struct part *part)
{
    struct value *body;
    struct err ignored = {0};
    return canon_read(arena, part->body, &body, &ignored) == 0 ? body : &value_nil;
}

static bool is_visible(const struct way *way, const struct id *ref)
{
    struct err ignored = {0};
    return !way->eyes || eyes_check_case(way->eyes, way->reader, ref, way->arena, &ignored) == 0;
}

/* The other case as it stands: both sides, and the citizen, find it by its number. */
static void show_other(const struct way *way, const struct id *ref, struct value *link)
{
    struct arena *arena = way->arena;
    struct case_image other;
    struct err ignored = {0};

    if (reader_load_live(way->reader, ref, arena, &other, &ignored) != 0)
        return; /* it could not begin */
    if (other.row.number.len)
        value_put(arena, link, "number", value_text(arena, other.row.number));
    value_put(arena, link, "workflow", value_text(arena, other.row.workflow));
    value_put(arena, link, "office", value_text(arena, other.row.office));
    value_put(arena, link, "status", value_string(arena, case_status_word(other.row.status)));
}

static void show_link(const struct way *way, const struct part *part, struct value *links,
                      struct value *out)
{
    struct arena *arena = way->arena;
    const struct value *body = body_of(arena, part);
    bool is_parent = slice_is(part->key, "parent");
    struct value *link = value_map(arena);
    char text[ID_TEXT_LEN + 1];

    if (!is_visible(way, &part->ref))
        return;
    value_put(arena, link, "case", value_string(arena, id_to_text(&part->ref, text)));
    value_put(arena, link, "as",
              is_parent ? value_string(arena, "parent") : value_copy(arena, value_get(body, "as")));
    show_other(way, &part->ref, link);
    value_push(arena, links, link);
    if (is_parent)
        value_put(arena, out, "group", value_copy(arena, value_get(body, "group")));
}

static struct value *show_leg(const struct way *way, const struct part *part)
{
    struct value *leg = value_copy(way->arena, body_of(way->arena, part));
    char text[40];

    value_put(way->arena, leg, "at",
              value_string(way->arena, time_to_text(value_get_int(leg, "at", 0), text)));
    return leg;
}

static struct value *show_joined(const struct way *way, const struct part *part)
{
    static const char prefix[] = "merge/from/";
    struct value *joined = value_map(way->arena);
    const struct value *body = body_of(way->arena, part);

    if (part->status == MERGE_FROM)
        value_put(
            way->arena, joined, "case",
            value_string(way->arena, arena_copy(way->arena, part->key).bytes + strlen(prefix)));
    else
        value_put(way->arena, joined, "case", value_copy(way->arena, value_get(body, "case")));
    value_put(way->arena, joined, "number", value_copy(way->arena, value_get(body, "number")));
    return joined;
}

void show_way(const struct way *way, const struct case_image *image, struct value *out)
{
    struct arena *arena = way->arena;
    struct value *links = value_list(arena), *legs = value_list(arena), *joined = value_list(arena);

    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind == PART_LINK)
            show_link(way, part, links, out);
        if (part->kind != PART_CUSTODY)
            continue;
        if (part->status == CUSTODY_LEG)
            value_push(arena, legs, show_leg(way, part));
        if (part->status == MERGE_FROM)
            value_push(arena, joined, show_joined(way, part));
        if (part->status == MERGE_DONE || part->status == MERGE_LEAVING)
            value_put(arena, out, "merged_into", show_joined(way, part));
    }
    value_put(arena, out, "links", links);
    if (value_len(legs))
        value_put(arena, out, "custody", legs);
    if (value_len(joined))
        value_put(arena, out, "joined", joined);
}
