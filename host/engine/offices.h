/* offices.h - which offices the active release knows, and a workflow as one of them has it. */
#pragma once
#include "engine/engine.h"

/* [{ code, parent, kind, zh, en }] of the active release, the one at the top first, in the arena.
 */
struct value *engine_offices(struct engine *engine, struct arena *arena);
/* One office as engine_offices gives it, with { level, area, review_body, sealed_route, successor,
 * under = [codes], roles = { role = number of people } }; NULL if there is none. */
struct value *engine_office(struct engine *engine, const char *code, struct arena *arena);
/* Would a release with this table of offices leave people, rosters or open cases behind in offices
 * that it does not know? STATUS_CONFLICT "offices_missing", naming them. Any thread. */
struct staff;
MUST_CHECK int offices_check_stranded(const struct staff *staff, const struct value *tree,
                                      struct reader *reader, struct err *err);
/* Has the release no table of offices? Then there is one. */
bool engine_has_one_office(struct engine *engine);
bool engine_has_office(struct engine *engine, const char *code);
/* The declarations of a workflow of the active release as an office ends up with it ("": the one at
 * the top), for the API; NULL if unknown. */
const struct value *engine_workflow_model(struct engine *engine, const char *office,
                                          const char *name);
