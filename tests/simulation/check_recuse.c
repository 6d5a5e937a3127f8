/* check_recuse.c - what the journals tell of those who keep out of a case (INV-2): between their
 * keeping out and being let in again they take no task of it.
 */
#include "simulation/kept_out.h"

const char *kept_out_follow(struct kept_out *kept_out, const char *kind, const struct value *event)
{
    const char *by = value_get_text(event, "by"), *person = value_get_text(event, "person");
    bool takes = strcmp(kind, "task_claimed") == 0 || strcmp(kind, "task_completed") == 0;

    if (!kept_out->people)
        kept_out->people = value_map(kept_out->arena);
    if (takes && by && value_get_bool(kept_out->people, by, false))
        return "let somebody act who keeps out:";
    if (strcmp(kind, "recused") == 0 && person)
        value_put(kept_out->arena, kept_out->people, person,
                  value_bool(kept_out->arena, !value_get_bool(event, "ended", false)));
    return NULL;
}
