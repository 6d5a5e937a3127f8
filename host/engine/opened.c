/* opened.c - for whom the personal values of a case are opened (opened.h). */
#include "engine/opened.h"

#include <string.h>
#include "engine/recusal.h"

/* Not who only watches over cases (supervisor, auditor, statistician), and not who is shown what a
 * visit needs by his task or place (grid_worker, volunteer). Tokens without a person have their
 * roles everywhere. To let another role look: a word below. */
static const char *const handling[] = {
    "clerk",   "mediator",  "director",  "intake_clerk",     "dispatcher", "unit_clerk",
    "officer", "unit_head", "organiser", "leader_in_charge", "secretary",  SEALED_ROLE,
};

static bool is_handling(const char *role)
{
    for (size_t i = 0; i < sizeof handling / sizeof *handling; i++)
        if (strcmp(handling[i], role) == 0)
            return true;
    return false;
}

bool opened_for_role(const struct actor *actor)
{
    if (actor->is_administrator)
        return true;
    for (size_t i = 0; i < actor->membership_count; i++)
        if (is_handling(actor->memberships[i].role))
            return true;
    for (size_t i = 0; i < value_len(actor->roles); i++)
        if (is_handling(value_text_or(value_item(actor->roles, i), "")))
            return true;
    return false;
}

static bool handles_in(const struct actor *actor, struct slice office)
{
    for (size_t i = 0; i < actor->membership_count; i++)
        if (slice_is(office, actor->memberships[i].office) &&
            is_handling(actor->memberships[i].role))
            return true;
    return false;
}

bool opened_has_work(const struct actor *actor, const struct case_image *image)
{
    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind == PART_TASK && part->assignee.len > 0 && part_is_live(part) &&
            actor_is_or_covers(actor, part->assignee.bytes))
            return true;
    }
    return false;
}

bool opened_for(const struct eyes *eyes, const struct case_image *image, const char *also)
{
    const struct actor *actor = eyes ? eyes->actor : NULL;

    if (!eyes || (actor && actor->is_administrator))
        return true;
    if (!actor || !opened_for_role(actor))
        return false;
    if (!actor->is_person)
        return true;
    if (eyes->staff && recusal_closes(image, eyes->staff, actor->id, eyes->now_ms))
        return false;
    return handles_in(actor, image->row.office) || (also && handles_in(actor, slice_of(also))) ||
           opened_has_work(actor, image);
}
