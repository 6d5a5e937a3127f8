/* incident.c - what failed and waits for a person: a row of its own, never lost, ended by a retry.
 */
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/turn.h"

void incident_add(struct turn *turn, const char *kind, const struct err *err)
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
}
