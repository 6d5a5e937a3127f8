/* releases_read.c - the readers of store/releases.h, handed on to the implementation. */
#include "store/releases.h"
#include "store/calls.h"

int reader_releases(struct reader *reader, struct arena *arena, struct release_row **rows,
                    size_t *count, int64_t *active, struct err *err)
{
    *active = 0;
    HAND_OUT(reader->calls->releases(reader, &found, active, err));
}

int reader_release_heads(struct reader *reader, struct arena *arena, struct release_row **rows,
                         size_t *count, int64_t *active, struct err *err)
{
    *active = 0;
    HAND_OUT(reader->calls->release_heads(reader, &found, active, err));
}

int reader_release(struct reader *reader, int64_t id, struct arena *arena, struct release_row *out,
                   struct err *err)
{
    *out = (struct release_row){0};
    return reader->calls->release(reader, id, arena, out, err);
}

int reader_activations(struct reader *reader, int64_t before, size_t limit, struct arena *arena,
                       struct activation_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->activations(reader, before, limit, &found, err));
}

int reader_stay(struct reader *reader, int64_t case_id, struct arena *arena, struct stay_row *out,
                struct err *err)
{
    *out = (struct stay_row){0};
    return reader->calls->stay(reader, case_id, arena, out, err);
}

int reader_stays(struct reader *reader, int64_t after, size_t limit, struct arena *arena,
                 struct stay_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->stays(reader, after, limit, &found, err));
}
