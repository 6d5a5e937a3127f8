/* route.c - paths are compared segment by segment with the rows of the table.
 *
 * A row is kept as its segments; where a literal and a {name} both fit, the literal wins, because
 * rows are sorted so at the start. A request looks at the rows with as many segments as it has: a
 * few comparisons of short words, nothing that needs a tree.
 */
#include "http/route.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buf.h"
#include "http/target.h"

enum { SEGMENTS_MOST = 12 };

struct route {
    const struct endpoint *endpoint;
    size_t count;
    struct slice segments[SEGMENTS_MOST]; /* "{id}" with its braces */
};

/* "/a/b" has two; "/" has one, which is empty. SEGMENTS_MOST + 1 if there are more. */
static size_t split(const char *path, struct slice segments[SEGMENTS_MOST])
{
    size_t count = 0;
    while (*path == '/') {
        size_t len = strcspn(++path, "/");
        if (count == SEGMENTS_MOST)
            return SEGMENTS_MOST + 1;
        segments[count++] = (struct slice){path, len};
        path += len;
    }
    return count;
}

static bool is_parameter(struct slice segment)
{
    return segment.len > 2 && segment.bytes[0] == '{';
}

/* Literal before parameter at the first place where they differ in kind. */
static int compare_routes(const void *a, const void *b)
{
    const struct route *left = a, *right = b;
    for (size_t i = 0; i < left->count && i < right->count; i++) {
        int order = is_parameter(left->segments[i]) - is_parameter(right->segments[i]);
        if (order != 0)
            return order;
    }
    return left->endpoint < right->endpoint ? -1 : left->endpoint > right->endpoint;
}

void router_open(struct router *router, const struct endpoint *endpoints)
{
    *router = (struct router){0};
    while (endpoints[router->count].method)
        router->count++;
    router->routes = mem_zero((router->count + 1) * sizeof *router->routes);
    for (size_t i = 0; i < router->count; i++) {
        struct route *route = &router->routes[i];
        route->endpoint = &endpoints[i];
        route->count = split(endpoints[i].path, route->segments);
        assert(route->count > 0 && route->count <= SEGMENTS_MOST);
    }
    qsort(router->routes, router->count, sizeof *router->routes, compare_routes);
}

void router_close(struct router *router)
{
    free(router->routes);
    *router = (struct router){0};
}

static bool is_match(const struct route *route, const struct slice *segments, size_t count)
{
    if (route->count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (is_parameter(route->segments[i]) ? segments[i].len == 0
                                             : !slice_is_equal(route->segments[i], segments[i]))
            return false;
    }
    return true;
}

static bool is_method(const struct endpoint *endpoint, const char *method)
{
    return strcmp(endpoint->method, method) == 0 ||
           (strcmp(method, "HEAD") == 0 && strcmp(endpoint->method, "GET") == 0);
}

/* False if a segment is not decodable: then no such thing exists. */
static bool take_params(const struct route *route, const struct slice *segments, struct call *call)
{
    for (size_t i = route->count; i-- > 0;) {
        struct slice name = route->segments[i];
        if (!is_parameter(name))
            continue;
        struct call_pair *pair = ARENA_NEW(&call->arena, struct call_pair);
        pair->name = arena_copy(&call->arena, (struct slice){name.bytes + 1, name.len - 2}).bytes;
        pair->value = target_decode(&call->arena, segments[i]);
        pair->next = call->params;
        call->params = pair;
        if (!pair->value)
            return false;
    }
    return true;
}

static void add_allowed(struct call *call, const char **allow, const char *method)
{
    const char *both = strcmp(method, "GET") == 0 ? "GET, HEAD" : method;
    *allow = *allow ? arena_printf(&call->arena, "%s, %s", *allow, both) : both;
}

enum route_result route_find(const struct router *router, struct call *call, const char **allow)
{
    struct slice segments[SEGMENTS_MOST];
    size_t count = split(call->path, segments);

    *allow = NULL;
    for (size_t i = 0; i < router->count; i++) {
        const struct route *route = &router->routes[i];
        if (!is_match(route, segments, count))
            continue;
        if (is_method(route->endpoint, call->method)) {
            call->endpoint = route->endpoint;
            return take_params(route, segments, call) ? ROUTE_FOUND : ROUTE_NO_PATH;
        }
        add_allowed(call, allow, route->endpoint->method);
    }
    return *allow ? ROUTE_NO_METHOD : ROUTE_NO_PATH;
}

const struct endpoint *router_upload(const struct router *router, const char *method,
                                     struct slice target)
{
    const char *query = memchr(target.bytes, '?', target.len);
    if (query)
        target.len = (size_t)(query - target.bytes);
    for (size_t i = 0; i < router->count; i++) {
        const struct endpoint *endpoint = router->routes[i].endpoint;
        if (endpoint->body_most && slice_is(target, endpoint->path) && is_method(endpoint, method))
            return endpoint;
    }
    return NULL;
}
