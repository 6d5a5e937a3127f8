/* verify.c - POST /api/v1/verify: checks every hash chain, of cases and of the audit log, and
 * replays every open case, on a worker thread with a reader of its own. 200 with the faults found
 * (the first hundred), also when there are some: the check itself went well. The file as such -
 * pages, indexes - is for `comity verify --data DIR`: one long read would keep the WAL from being
 * cut.
 */
#include "api/endpoints.h"
#include "api/reading.h"
#include "engine/verify.h"
#include "store/lists.h"

const struct input_rule verify_input[] = {INPUT_LAST};

enum { FAULTS_SHOWN = 100 };

struct faults {
    struct arena *arena;
    struct value *list;
};

static void on_fault(void *owner, const struct id *case_ref, const struct err *err)
{
    struct faults *faults = owner;
    char text[ID_TEXT_LEN + 1];
    if (value_len(faults->list) == FAULTS_SHOWN)
        return;
    struct value *fault = value_map(faults->arena);
    if (case_ref)
        value_put(faults->arena, fault, "case",
                  value_string(faults->arena, id_to_text(case_ref, text)));
    value_put(faults->arena, fault, "code", value_string(faults->arena, err_code(err)));
    value_put(faults->arena, fault, "message", value_string(faults->arena, err->text));
    if (err->where[0])
        value_put(faults->arena, fault, "where", value_string(faults->arena, err->where));
    value_push(faults->arena, faults->list, fault);
}

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct arena *arena = &reading->read.arena;
    struct faults faults = {.arena = arena, .list = value_list(arena)};
    struct verify_result result = {0};

    struct err broken = {0};
    int audit = list_check_audit(reader, &broken);
    if (audit < 0 && audit != STATUS_CORRUPT)
        return err_set(err, audit, "%s", broken.text);
    if (audit < 0)
        on_fault(&faults, NULL, &broken);
    int rc = verify_all(reading->read.engine, reader, on_fault, &faults, &result, err);
    if (rc < 0 && rc != STATUS_CORRUPT)
        return rc;
    reading->out = value_map(arena);
    value_put(arena, reading->out, "cases", value_int(arena, (int64_t)result.cases));
    value_put(arena, reading->out, "turns", value_int(arena, (int64_t)result.rows));
    value_put(arena, reading->out, "replayed", value_int(arena, (int64_t)result.replayed));
    value_put(arena, reading->out, "faults", value_int(arena, (int64_t)result.faults));
    value_put(arena, reading->out, "items", faults.list);
    value_put(arena, reading->out, "clean",
              value_bool(arena, rc == 0 && audit == 0 && result.faults == 0));
    return 0;
}

void answer_verify(struct call *call)
{
    if (input_take(call))
        reading_start(call, NULL, fill, NULL);
}
