/* office_read.c - the calls of office.h, handed on to the implementation. */
#include "store/calls.h"

int reader_part(struct reader *reader, int64_t case_id, enum part_kind kind, struct slice key,
                struct arena *arena, struct part *out, struct err *err)
{
    const struct part like = {.kind = kind, .key = key};
    *out = (struct part){0};
    return reader->calls->part(reader, case_id, &like, arena, out, err);
}

int reader_record(struct reader *reader, enum record_kind kind, struct slice key,
                  struct arena *arena, struct record_row *out, struct err *err)
{
    *out = (struct record_row){0};
    return reader->calls->record(reader, kind, key, arena, out, err);
}

int reader_records(struct reader *reader, const struct record_span *span, struct arena *arena,
                   struct record_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->records(reader, span, &found, err));
}

int reader_effect(struct reader *reader, const struct id *ref, struct arena *arena,
                  struct effect_row *out, struct err *err)
{
    *out = (struct effect_row){0};
    return reader->calls->effect(reader, ref, arena, out, err);
}

int reader_effects(struct reader *reader, const struct effect_span *span, struct arena *arena,
                   struct effect_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->effects(reader, span, &found, err));
}

int reader_notice(struct reader *reader, const struct id *ref, struct arena *arena,
                  struct notice_row *out, struct err *err)
{
    *out = (struct notice_row){0};
    return reader->calls->notice(reader, ref, arena, out, err);
}

int reader_notices(struct reader *reader, int64_t after, size_t limit, struct arena *arena,
                   struct notice_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->notices(reader, after, limit, &found, err));
}
