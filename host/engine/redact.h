/* redact.h - a case as it shows to who is not cleared for what is sealed in it (veil.h): sealed
 * fields and rows are not there, nor is anything that names them.
 */
#pragma once
#include "engine/veil.h"

struct redaction {
    struct arena *arena;
    const struct value *names; /* what is hidden: { "accuser" = true, "demands/2" = true } */
    int64_t from;              /* turns below it, tasks of their stages, their letters are hidden */
};

/* What is hidden of the case from these eyes: nothing, for NULL and for the cleared. */
void redaction_open(struct redaction *redaction, const struct case_image *image,
                    const struct eyes *eyes, struct arena *arena);
/* A copy without what is hidden; the value itself if nothing is. */
const struct value *redacted(const struct redaction *redaction, const struct value *value);
bool redaction_hides_part(const struct redaction *redaction, const struct part *part);
