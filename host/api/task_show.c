/* task_show.c - GET /api/v1/tasks/{id}: one task, as in the list. */
#include "api/endpoints.h"
#include "api/reading.h"
#include "base/wallclock.h"
#include "data/canon.h"
#include "store/lists.h"

const struct input_rule task_show_input[] = {INPUT_LAST};

static void put_time(struct arena *arena, struct value *map, const char *name, int64_t at_ms)
{
    char text[40];
    if (at_ms)
        value_put(arena, map, name, value_string(arena, time_to_text(at_ms, text)));
}

/* One word per line -> a list. */
static struct value *words(struct arena *arena, struct slice lines)
{
    struct value *list = value_list(arena);
    while (lines.len) {
        const char *end = memchr(lines.bytes, '\n', lines.len);
        size_t len = end ? (size_t)(end - lines.bytes) : lines.len;
        value_push(arena, list, value_text(arena, (struct slice){lines.bytes, len}));
        lines.bytes += len + (end ? 1 : 0);
        lines.len -= len + (end ? 1 : 0);
    }
    return list;
}

static struct value *task_value(struct arena *arena, const struct part *part,
                                const struct id *case_ref, const struct value *body)
{
    static const char *const kept[] = {"title", "row", "outcome", "by"};
    struct value *task = value_map(arena);
    char text[ID_TEXT_LEN + 1];

    value_put(arena, task, "id", value_string(arena, id_to_text(&part->ref, text)));
    value_put(arena, task, "case", value_string(arena, id_to_text(case_ref, text)));
    value_put(arena, task, "form", value_text(arena, part->form));
    value_put(arena, task, "to", words(arena, part->to));
    value_put(arena, task, "status",
              value_string(arena, part->status >= 0 && part->status < TASK_STATUS_WORDS
                                      ? task_status_words[part->status]
                                      : NULL));
    if (part->assignee.len)
        value_put(arena, task, "assignee", value_text(arena, part->assignee));
    put_time(arena, task, "due", part->due_at);
    put_time(arena, task, "opened_at", part->opened_at);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        value_put(arena, task, kept[i], value_get(body, kept[i]));
    return task;
}

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct arena *arena = &reading->read.arena;
    const struct id *task = reading->plan;
    struct id case_ref;
    struct part part;
    struct value *body;

    int rc = list_find_task(reader, task, arena, &part, &case_ref, err);
    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is no such task.");
    if (rc == 0)
        rc = canon_read(arena, part.body, &body, err);
    if (rc == 0)
        reading->out = task_value(arena, &part, &case_ref, body);
    return rc;
}

void answer_task_show(struct call *call)
{
    struct id *task = ARENA_NEW(&call->arena, struct id);
    if (input_take(call) && input_take_id(call, "id", task))
        reading_start(call, task, fill, NULL);
}
