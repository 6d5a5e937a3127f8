/* duplicates.c - cases that may be the same matter again (duplicates.h). */
#include "engine/duplicates.h"
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/recusal.h"
#include "store/lists.h"

enum { SHOWN_MOST = 20, LOOKED_AT_MOST = 200 };

struct duplicates {
    struct reader *reader;
    const struct duplicates_look *look;
    struct arena *arena;
    struct case_image own;
    const struct value *offices; /* that the case is about */
    struct value *seen;          /* { id = true } */
    int looked_at;               /* of all the people together */
    struct value *same, *others;
};

/* The offices a case is about, as its facts say. */
static const struct value *subject_of(struct arena *arena, const struct case_image *image)
{
    for (size_t i = 0; i < image->part_count; i++) {
        struct value *body;
        struct err ignored = {0};
        if (image->parts[i].kind == PART_FACT && slice_is(image->parts[i].key, "subject") &&
            canon_read(arena, image->parts[i].body, &body, &ignored) == 0)
            return value_get(body, "offices");
    }
    return &value_nil;
}

static bool is_about_the_same(const struct value *a, const struct value *b)
{
    for (size_t i = 0; i < value_len(a); i++)
        for (size_t k = 0; k < value_len(b); k++)
            if (value_is_equal(value_item(a, i), value_item(b, k)))
                return true;
    return false;
}

static struct value *item_of(struct arena *arena, const struct case_row *row, bool is_same)
{
    struct value *item = value_map(arena);
    char id[ID_TEXT_LEN + 1];

    value_put(arena, item, "id", value_string(arena, id_to_text(&row->ref, id)));
    value_put(arena, item, "number", value_text(arena, row->number));
    value_put(arena, item, "workflow", value_text(arena, row->workflow));
    value_put(arena, item, "office", value_text(arena, row->office));
    value_put(arena, item, "stage", value_text(arena, row->stage));
    value_put(arena, item, "status", value_string(arena, case_status_word(row->status)));
    if (row->outcome.len)
        value_put(arena, item, "outcome", value_text(arena, row->outcome));
    value_put(arena, item, "opened_at", value_int(arena, row->opened_at));
    value_put(arena, item, "same_subject", value_bool(arena, is_same));
    return item;
}

static void keep(struct duplicates *found, const struct case_image *other)
{
    bool is_same = is_about_the_same(found->offices, subject_of(found->arena, other));
    struct value *list = is_same ? found->same : found->others;

    if (value_len(list) < SHOWN_MOST)
        value_push(found->arena, list, item_of(found->arena, &other->row, is_same));
}

static int look_at(struct duplicates *found, const struct id *ref, struct err *err)
{
    struct arena other_arena = {0}; /* a case may be large, and what is shown of it is not */
    struct case_image other;
    char text[ID_TEXT_LEN + 1];

    id_to_text(ref, text);
    if (found->looked_at == LOOKED_AT_MOST || id_is_equal(ref, found->look->ref) ||
        !value_is_nil(value_get(found->seen, text)))
        return 0;
    found->looked_at++;
    value_put(found->arena, found->seen, text, value_bool(found->arena, true));
    int rc = reader_load_live(found->reader, ref, &other_arena, &other, err);
    if (rc == 0 && eyes_may_see(found->look->eyes, other.row.office, other.row.extra, 0))
        keep(found, &other);
    arena_close(&other_arena);
    return rc;
}

static int look_for(struct duplicates *found, struct slice digest, struct err *err)
{
    struct id *refs;
    size_t count;
    int rc = list_parties(found->reader, digest, LOOKED_AT_MOST, found->arena, &refs, &count, err);

    for (size_t i = 0; rc == 0 && i < count && found->looked_at < LOOKED_AT_MOST; i++)
        rc = look_at(found, &refs[i], err);
    return rc;
}

static int check_role(const struct duplicates *found, struct err *err)
{
    const struct case_row *row = &found->own.row;
    const struct value *roles = value_get_slice(found->look->roles, row->workflow);

    if (found->look->actor->is_administrator ||
        actor_holds_one_of(found->look->actor, roles, arena_copy(found->arena, row->office).bytes))
        return 0;
    return err_set(err, STATUS_FORBIDDEN,
                   "Hints of duplicates are for who registers cases here: those roles that the "
                   "workflow names by hints.");
}

struct value *duplicates_roles(struct engine *engine, struct arena *arena)
{
    const struct edition *active = engine->active;
    struct value *roles = value_map(arena);

    for (size_t i = 0; active && i < active->count; i++) {
        const struct workflow *workflow = &active->workflows[i];
        if (value_is_nil(value_get(roles, workflow->name)))
            value_put(arena, roles, workflow->name,
                      value_copy(arena, value_get(workflow->model, "hints")));
    }
    return roles;
}

int case_duplicates(struct reader *reader, const struct duplicates_look *look, struct arena *arena,
                    struct value **out, struct err *err)
{
    struct duplicates found = {.reader = reader,
                               .look = look,
                               .arena = arena,
                               .seen = value_map(arena),
                               .same = value_list(arena),
                               .others = value_list(arena)};
    int rc = reader_load_live(reader, look->ref, arena, &found.own, err);

    if (rc == 0)
        rc = check_role(&found, err);
    found.offices = rc == 0 ? subject_of(arena, &found.own) : &value_nil;
    for (size_t i = 0; rc == 0 && i < found.own.part_count; i++) {
        const struct part *part = &found.own.parts[i];
        const struct value *digests =
            part->kind == PART_FACT ? recusal_digests(arena, part) : &value_nil;
        for (size_t k = 0; rc == 0 && k < value_len(digests) && found.looked_at < LOOKED_AT_MOST;
             k++)
            rc = look_for(&found, value_item(digests, k)->text, err);
    }
    for (size_t i = 0; i < value_len(found.others) && value_len(found.same) < SHOWN_MOST; i++)
        value_push(arena, found.same, value_item(found.others, i));
    *out = value_map(arena);
    value_put(arena, *out, "items", found.same);
    return rc;
}
