/* route.h - the endpoint for a method and a path. The table of endpoints is borrowed for the life
 * of the router.
 */
#pragma once
#include "api/call.h"

struct router {
    struct route *routes; /* the more literal first */
    size_t count;
};

void router_open(struct router *router, const struct endpoint *endpoints);
void router_close(struct router *router);

/* The row of a path without {segments} that takes large bodies; NULL: no such row. */
const struct endpoint *router_upload(const struct router *router, const char *method,
                                     struct slice target);

enum route_result { ROUTE_FOUND, ROUTE_NO_PATH, ROUTE_NO_METHOD };

/* Found: *endpoint and the values of its {segments} (in the arena). No method: *allow is what the
 * Allow field should say. */
enum route_result route_find(const struct router *router, struct call *call, const char **allow);
