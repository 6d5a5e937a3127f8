/* routes.h - which target takes notices, for whom and by which address. Read by script threads;
 * replaced whole by the loop thread when a target changes.
 */
#pragma once
#include "engine/engine.h"

enum route_use { ROUTE_PEOPLE, ROUTE_CITIZENS, ROUTE_USES };
enum route_address { ROUTE_MAIL, ROUTE_PHONE, ROUTE_ADDRESSES };

struct routes {
    struct arena arena;
    const char *names[ROUTE_USES][ROUTE_ADDRESSES]; /* of a target; NULL: none */
    const struct routes *former;
};

/* The name of the target, NULL if there is none. Any thread. */
const char *route_of(const struct engine *engine, enum route_use use, enum route_address address);
/* From the records. While workers run, only on a reading thread of the engine's own change. */
MUST_CHECK int routes_load(struct engine *engine, struct reader *reader, struct err *err);
void routes_close(struct engine *engine);
