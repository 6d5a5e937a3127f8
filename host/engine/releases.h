/* releases.h - releases as people ask for them: found by the beginning of a digest, listed, shown,
 * compared. Each call runs on a worker thread with its reader and changes nothing. Times are
 * integers in ms; the API words them.
 */
#pragma once
#include "engine/engine.h"

struct release_found {
    struct release_row row; /* without its body */
    int64_t active;         /* the active release; 0: none */
};

/* `name`: a digest, six or more of its first characters, or "active". STATUS_NOT_FOUND,
 * STATUS_CONFLICT (more than one begins so), STATUS_MALFORMED: a sentence in err. */
MUST_CHECK int release_find(struct reader *reader, const char *name, struct arena *arena,
                            struct release_found *out, struct err *err);
/* { items = [ { digest, at, by, note, is_active, open_cases } ] }, newest first. */
MUST_CHECK int release_list(struct reader *reader, struct arena *arena, struct value **out,
                            struct err *err);
/* { digest, at, by, note, is_active, open_cases, files = [ { path, bytes } ], workflows = [ name ],
 *   activations = [ { at, by, why, kind, former } ] } */
MUST_CHECK int release_show(struct reader *reader, const char *name, struct arena *arena,
                            struct value **out, struct err *err);
/* { path, text }; STATUS_NOT_FOUND if the release has no such file. */
MUST_CHECK int release_file(struct reader *reader, const char *name, const char *path,
                            struct arena *arena, struct value **out, struct err *err);
/* { from, to, files = [ { path, change = "added" | "removed" | "changed", diff } ],
 *   declarations = [ { workflow, kind, name, change, from, to } ] }: `diff` is a unified diff;
 * declarations are what people and other scripts know of a workflow, where both can be read. */
MUST_CHECK int release_diff(struct reader *reader, const char *from, const char *to,
                            struct arena *arena, struct value **out, struct err *err);
/* { items = [ findings of the cases that stay behind the active release and that these eyes may
 * see, NULL: all ], next }: `release` must be the active one, since nobody stays behind another. */
struct stays_page {
    const struct eyes *eyes;
    int64_t after;
    size_t limit;
};
MUST_CHECK int release_stays(struct reader *reader, const char *name, const struct stays_page *page,
                             struct arena *arena, struct value **out, struct err *err);
