/* incident.c - what failed and waits for a person: a row of its own, never lost.
 *
 * What a ladder finds late is the office's, and a retry of the case does not end it.
 * A script's failure and a host's verdict are ended by the retry of the parked case. What a script
 * asked for with `case:incident` ends with its wait: answered by a retry of the open case, or
 * cancelled with its branch or stage. A dead letter ends when its effect is sent again. A task that
 * nobody can do ends its incident when somebody can, or when it has ended (hands.c). So who will
 * end one keeps what is needed to write the row again.
 */
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/turn.h"

const struct incident_row *incident_add(struct turn *turn, const char *kind, const struct err *err)
{
    struct arena *arena = turn->arena;
    struct op *op = write_set_add(turn->writes, OP_INCIDENT);
    struct value *body = value_map(arena);

    chance_id(turn->engine->chance, &op->incident.ref);
    op->incident.case_id = turn->cf->row.id;
    op->incident.case_ref = turn->cf->ref;
    op->incident.at = turn->at;
    op->incident.kind = slice_of(kind);
    op->incident.code = slice_of(arena_text(arena, err_code(err)));
    value_put(arena, body, "message", value_string(arena, err->text));
    value_put(arena, body, "number", value_text(arena, turn->cf->row.number));
    value_put(arena, body, "seq", value_int(arena, turn->seq));
    if (err->stack[0])
        value_put(arena, body, "stack", value_string(arena, err->stack));
    value_put(arena, body, "stage", value_text(arena, turn->cf->row.stage));
    if (err->where[0])
        value_put(arena, body, "where", value_string(arena, err->where));
    value_put(arena, body, "workflow", value_text(arena, turn->cf->row.workflow));
    op->incident.body = canon_text(arena, body);
    turn->writes->bytes += op->incident.body.len + 128;
    return &op->incident;
}

struct value *incident_keep(struct turn *turn, const char *kind, const struct err *err)
{
    struct arena *arena = turn->arena;
    const struct incident_row *row = incident_add(turn, kind, err);
    struct value *kept = value_map(arena);
    char text[ID_TEXT_LEN + 1];

    value_put(arena, kept, "ref", value_string(arena, id_to_text(&row->ref, text)));
    value_put(arena, kept, "at", value_int(arena, row->at));
    value_put(arena, kept, "code", value_text(arena, row->code));
    value_put(arena, kept, "body", value_text(arena, row->body));
    return kept;
}

void incident_end_kept(struct turn *turn, const char *kind, const struct value *kept)
{
    const struct value *ref = value_get(kept, "ref"), *body = value_get(kept, "body");
    struct incident_row row = {.case_id = turn->cf->row.id,
                               .case_ref = turn->cf->ref,
                               .at = value_get_int(kept, "at", 0),
                               .ended_at = turn->at,
                               .kind = slice_of(kind),
                               .code = slice_of(value_text_or(value_get(kept, "code"), kind))};

    if (ref->type != VALUE_TEXT || body->type != VALUE_TEXT ||
        !id_from_text(ref->text.bytes, ref->text.len, &row.ref))
        return;
    row.body = arena_copy(turn->arena, body->text);
    write_set_add(turn->writes, OP_INCIDENT)->incident = row;
}

int incidents_end_failures(struct turn *turn, struct err *err)
{
    struct incident_row *rows;
    size_t count;
    int rc = reader_incidents(turn->worker->reader, turn->cf->row.id, true, turn->arena, &rows,
                              &count, err);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (slice_is(rows[i].kind, "asked") || slice_is(rows[i].kind, "ladder") ||
            slice_is(rows[i].kind, "effect") || slice_is(rows[i].kind, "nobody"))
            continue;
        struct op *op = write_set_add(turn->writes, OP_INCIDENT);
        op->incident = rows[i];
        op->incident.ended_at = turn->at;
    }
    return rc;
}
