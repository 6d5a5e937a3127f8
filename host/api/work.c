/* work.c - the lists of work of one person (work.h).
 *
 *   mine       claimed by him, or by somebody absent whom he stands in for
 *   group      open, for a role he holds in an office (his own, or of whom he stands in for), or
 *              for him by name
 *   overdue    both, past their due time; of an office he leads: all of that office
 *   follow_up  mine, to be seen again today or before
 *   office     all that is open or claimed in an office he leads
 *
 * Roles are read when the list is: whoever gets or loses one sees another list at once.
 */
#include "api/work.h"

#include "base/wallclock.h"
#include "duty/actor.h"

struct making {
    struct arena *arena;
    const struct actor *actor;
    const char *office; /* asked for; NULL: any */
    struct work_source *sources;
    size_t count;
};

static void add_source(struct making *making, struct work_source source)
{
    making->sources[making->count++] = source;
}

static struct slice marked(struct arena *arena, const char *mark, const char *word)
{
    return slice_of(arena_printf(arena, "%s%s", mark, word));
}

/* ---- mine ---- */

static void add_mine(struct making *making)
{
    const struct actor *actor = making->actor;
    add_source(making, (struct work_source){.kind = WORK_MINE, .name = slice_of(actor->id)});
    for (size_t i = 0; actor->covers && i < value_len(actor->covers); i++)
        add_source(making, (struct work_source){
                               .kind = WORK_MINE,
                               .name = slice_of(value_text_or(value_item(actor->covers, i), ""))});
}

/* ---- the group's ---- */

static bool is_first_of_its_office(const struct actor *actor, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(actor->memberships[i].office, actor->memberships[index].office) == 0)
            return false;
    return true;
}

static void add_roles_in(struct making *making, const char *office)
{
    const struct actor *actor = making->actor;
    struct slice *words = ARENA_ARRAY(making->arena, struct slice, actor->membership_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < actor->membership_count; i++)
        if (strcmp(actor->memberships[i].office, office) == 0)
            words[count++] = slice_of(actor->memberships[i].role);
    if (!making->office || strcmp(making->office, office) == 0)
        add_source(making, (struct work_source){WORK_GROUP, slice_of(office), words, count});
}

/* Those of a token that stands for nobody of the records hold everywhere. */
static void add_roles_everywhere(struct making *making)
{
    const struct actor *actor = making->actor;
    size_t count = actor->roles ? value_len(actor->roles) : 0;
    struct slice *words = ARENA_ARRAY(making->arena, struct slice, count + 1);
    for (size_t i = 0; i < count; i++)
        words[i] = slice_of(value_text_or(value_item(actor->roles, i), ""));
    if (actor->is_administrator)
        count = 0; /* no words: all of it */
    else if (count == 0)
        return;
    add_source(making,
               (struct work_source){WORK_GROUP,
                                    making->office ? slice_of(making->office) : (struct slice){0},
                                    words, count});
}

static void add_group(struct making *making)
{
    const struct actor *actor = making->actor;
    struct slice *self = ARENA_NEW(making->arena, struct slice);
    *self = marked(making->arena, "@", actor->id);
    add_roles_everywhere(making);
    for (size_t i = 0; i < actor->membership_count; i++)
        if (is_first_of_its_office(actor, i))
            add_roles_in(making, actor->memberships[i].office);
    if (!making->office)
        add_source(making, (struct work_source){WORK_NAMED, slice_of(""), self, 1});
}

/* Work from which he is excluded, by id or by one of his roles, is not offered. */
static void leave_out(struct making *making, struct work_filter *filter)
{
    const struct actor *actor = making->actor;
    size_t roles = actor->roles ? value_len(actor->roles) : 0;
    struct slice *words =
        ARENA_ARRAY(making->arena, struct slice, roles + actor->membership_count + 1);
    size_t count = 0;
    words[count++] = marked(making->arena, "!", actor->id);
    for (size_t i = 0; i < roles; i++)
        words[count++] = marked(making->arena, "!", value_text_or(value_item(actor->roles, i), ""));
    for (size_t i = 0; i < actor->membership_count; i++)
        if (!actor->memberships[i].covering)
            words[count++] = marked(making->arena, "!", actor->memberships[i].role);
    filter->not_for = words;
    filter->not_count = count;
}

/* ---- an office's ---- */

static bool leads(const struct actor *actor, const char *office)
{
    static const char *const roles[] = {"unit_head", "dispatcher", "supervisor",
                                        "leader_in_charge"};
    bool is = false;
    for (size_t i = 0; office && !is && i < sizeof roles / sizeof *roles; i++)
        is = actor_holds(actor, roles[i], office);
    return is;
}

static int add_office(struct making *making, struct err *err)
{
    if (!making->office)
        return err_set(err, STATUS_MALFORMED, "The parameter \"office\" is missing: of which one?");
    if (!leads(making->actor, making->office))
        return err_set(err, STATUS_FORBIDDEN,
                       "Only who leads an office, supervises or dispatches there sees all its "
                       "work.");
    add_source(making, (struct work_source){.kind = WORK_OFFICE, .name = slice_of(making->office)});
    return 0;
}

/* ---- the lists ---- */

static int list_mine(struct making *making, struct work_filter *filter, struct err *err)
{
    (void)filter;
    (void)err;
    add_mine(making);
    return 0;
}

static int list_group(struct making *making, struct work_filter *filter, struct err *err)
{
    (void)err;
    leave_out(making, filter);
    add_group(making);
    return 0;
}

static int list_overdue(struct making *making, struct work_filter *filter, struct err *err)
{
    if (making->office && leads(making->actor, making->office))
        return add_office(making, err);
    add_mine(making);
    return list_group(making, filter, err);
}

static int list_office(struct making *making, struct work_filter *filter, struct err *err)
{
    (void)filter;
    return add_office(making, err);
}

static const struct list_row {
    const char *word;
    int (*make)(struct making *making, struct work_filter *filter, struct err *err);
    bool is_overdue, is_follow_up;
} rows[] = {
    {"mine",      list_mine,    false, false},
    {"group",     list_group,   false, false},
    {"overdue",   list_overdue, true,  false},
    {"follow_up", list_mine,    false, true },
    {"office",    list_office,  false, false},
};

int work_of(struct call *call, const char *list, const char *office, struct work_filter *out,
            struct err *err)
{
    const struct actor *actor = call->actor;
    struct making making = {.arena = &call->arena, .actor = actor, .office = office};
    size_t covered = actor->covers ? value_len(actor->covers) : 0;
    making.sources =
        ARENA_ARRAY(&call->arena, struct work_source, covered + actor->membership_count + 4);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].word, list) != 0)
            continue;
        *out = (struct work_filter){.sources = making.sources};
        if (rows[i].is_overdue)
            out->due_before = call->at_ms;
        if (rows[i].is_follow_up)
            out->follow_up_until = date_start_ms(date_of(call->at_ms));
        int rc = rows[i].make(&making, out, err);
        out->source_count = making.count;
        return rc;
    }
    return err_set(err, STATUS_MALFORMED,
                   "list is mine, group, overdue, follow_up or office. Ask for one of these.");
}
