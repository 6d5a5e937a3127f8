/* openapi.c - GET /api/v1/openapi.json: the OpenAPI 3.1 document, written from the rows of
 * endpoints.h and the input rules beside them, so that it cannot say other than what is checked.
 */
#include "api/endpoints.h"
#include "api/service.h"

const struct input_rule openapi_input[] = {INPUT_LAST};

/* {key: value} added to a map, as text. */
static void put(struct arena *arena, struct value *map, const char *key, const char *text)
{
    value_put(arena, map, key, value_string(arena, text));
}

static struct value *reference(struct arena *arena, const char *to)
{
    struct value *map = value_map(arena);
    put(arena, map, "$ref", to);
    return map;
}

static struct value *schema(struct arena *arena, const struct input_rule *rule)
{
    struct value *map = value_map(arena);
    switch (rule->type) {
    case INPUT_TEXT:
        put(arena, map, "type", "string");
        value_put(arena, map, "minLength", value_int(arena, 1));
        value_put(arena, map, "maxLength", value_int(arena, rule->most));
        break;
    case INPUT_WORDS:
        put(arena, map, "type", "array");
        value_put(arena, map, "items", value_map(arena));
        put(arena, value_get(map, "items"), "type", "string");
        value_put(arena, map, "maxItems", value_int(arena, rule->most));
        break;
    case INPUT_LIST:
        put(arena, map, "type", "array");
        value_put(arena, map, "maxItems", value_int(arena, rule->most));
        break;
    case INPUT_MAPS:
        put(arena, map, "type", "array");
        value_put(arena, map, "items", value_map(arena));
        put(arena, value_get(map, "items"), "type", "object");
        value_put(arena, map, "maxItems", value_int(arena, rule->most));
        break;
    case INPUT_MAP:
        put(arena, map, "type", "object");
        break;
    case INPUT_INT:
        put(arena, map, "type", "integer");
        value_put(arena, map, "minimum", value_int(arena, 0));
        if (rule->most < INT64_MAX)
            value_put(arena, map, "maximum", value_int(arena, rule->most));
        break;
    case INPUT_YES_NO:
        put(arena, map, "type", "boolean");
        break;
    case INPUT_ID:
        put(arena, map, "type", "string");
        put(arena, map, "pattern", "^[0-9a-z]{26}$");
        break;
    case INPUT_TIME:
        put(arena, map, "type", "string");
        put(arena, map, "format", "date-time");
        break;
    }
    return map;
}

static void add_parameter(struct arena *arena, struct value *list, const char *name,
                          const char *place, struct value *of)
{
    struct value *parameter = value_map(arena);
    put(arena, parameter, "name", name);
    put(arena, parameter, "in", place);
    if (strcmp(place, "path") == 0)
        value_put(arena, parameter, "required", value_bool(arena, true));
    value_put(arena, parameter, "schema", of);
    value_push(arena, list, parameter);
}

static struct value *parameters(struct arena *arena, const struct endpoint *endpoint,
                                const struct input_rule *rule)
{
    struct value *list = value_list(arena);
    for (const char *at = endpoint->path; (at = strchr(at, '{')) != NULL; at++) {
        size_t len = strcspn(at, "}") - 1;
        struct value *text = value_map(arena);
        put(arena, text, "type", "string");
        add_parameter(arena, list, arena_copy(arena, (struct slice){at + 1, len}).bytes, "path",
                      text);
    }
    for (; rule->place != INPUT_END; rule++) {
        if (rule->place != INPUT_QUERY)
            continue;
        add_parameter(arena, list, rule->name, "query", schema(arena, rule));
        put(arena, value_item(list, value_len(list) - 1), "description", rule->about);
    }
    if (strcmp(endpoint->method, "POST") == 0) {
        struct value *text = value_map(arena);
        put(arena, text, "type", "string");
        value_put(arena, text, "maxLength", value_int(arena, INPUT_KEY_MOST));
        add_parameter(arena, list, "Idempotency-Key", "header", text);
    }
    return list;
}

static struct value *content(struct arena *arena, const char *type, struct value *of)
{
    struct value *content = value_map(arena), *media = value_map(arena);
    value_put(arena, media, "schema", of);
    value_put(arena, content, type, media);
    return content;
}

static struct value *body(struct arena *arena, const struct input_rule *rule)
{
    struct value *properties = value_map(arena), *required = value_list(arena);
    struct value *object = value_map(arena), *map = value_map(arena);

    for (; rule->place != INPUT_END; rule++) {
        if (rule->place != INPUT_BODY)
            continue;
        struct value *property = schema(arena, rule);
        put(arena, property, "description", rule->about);
        value_put(arena, properties, rule->name, property);
        if (rule->is_required)
            value_push(arena, required, value_string(arena, rule->name));
    }
    put(arena, object, "type", "object");
    value_put(arena, object, "additionalProperties", value_bool(arena, false));
    value_put(arena, object, "properties", properties);
    if (value_len(required))
        value_put(arena, object, "required", required);
    value_put(arena, map, "content", content(arena, "application/json", object));
    return map;
}

/* What is asked for page by page is answered as a page. */
static bool is_paged(const struct input_rule *rule)
{
    for (; rule->place != INPUT_END; rule++)
        if (rule->place == INPUT_QUERY &&
            (strcmp(rule->name, "cursor") == 0 || strcmp(rule->name, "before") == 0))
            return true;
    return false;
}

static struct value *responses(struct arena *arena, const struct endpoint_notes *notes)
{
    struct value *map = value_map(arena), *success = value_map(arena);
    put(arena, success, "description", http_status_text(notes->success));
    if (is_paged(notes->input))
        value_put(
            arena, success, "content",
            content(arena, "application/json", reference(arena, "#/components/schemas/Page")));
    value_put(arena, map, arena_printf(arena, "%d", notes->success), success);
    value_put(arena, map, "default", reference(arena, "#/components/responses/Problem"));
    return map;
}

/* "GET" is "get" here. */
static const char *method_word(const char *method)
{
    static const char *const words[][2] = {
        {"GET",    "get"   },
        {"PUT",    "put"   },
        {"PATCH",  "patch" },
        {"DELETE", "delete"}
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], method) == 0)
            return words[i][1];
    return "post";
}

static bool has_body(const struct endpoint *endpoint)
{
    return strcmp(endpoint->method, "GET") != 0 && strcmp(endpoint->method, "DELETE") != 0;
}

static struct value *operation(struct arena *arena, const struct endpoint *endpoint,
                               const struct endpoint_notes *notes)
{
    struct value *map = value_map(arena);
    put(arena, map, "operationId", notes->name);
    put(arena, map, "summary", notes->summary);
    value_put(arena, map, "parameters", parameters(arena, endpoint, notes->input));
    if (has_body(endpoint))
        value_put(arena, map, "requestBody", body(arena, notes->input));
    value_put(arena, map, "responses", responses(arena, notes));
    if (!endpoint->right)
        value_put(arena, map, "security", value_list(arena));
    return map;
}

static struct value *paths(struct arena *arena)
{
    struct value *map = value_map(arena);
    for (size_t i = 0; endpoints[i].method; i++) {
        const char *method = method_word(endpoints[i].method);
        if (value_is_nil(value_get(map, endpoints[i].path)))
            value_put(arena, map, endpoints[i].path, value_map(arena));
        value_put(arena, value_get(map, endpoints[i].path), method,
                  operation(arena, &endpoints[i], &endpoint_notes[i]));
    }
    return map;
}

/* {items, next}; next is null on the last page. */
static struct value *page_schema(struct arena *arena)
{
    struct value *page = value_map(arena), *members = value_map(arena),
                 *required = value_list(arena);
    struct value *items = value_map(arena), *next = value_map(arena), *types = value_list(arena);

    put(arena, items, "type", "array");
    value_push(arena, types, value_string(arena, "string"));
    value_push(arena, types, value_string(arena, "integer"));
    value_push(arena, types, value_string(arena, "null"));
    value_put(arena, next, "type", types);
    put(arena, next, "description", "leads to the next page; null on the last");
    value_put(arena, members, "items", items);
    value_put(arena, members, "next", next);
    value_push(arena, required, value_string(arena, "items"));
    value_push(arena, required, value_string(arena, "next"));
    put(arena, page, "type", "object");
    value_put(arena, page, "properties", members);
    value_put(arena, page, "required", required);
    return page;
}

/* The schema of call_answer_problem, that of a page, and the one way to show who one is. */
static struct value *components(struct arena *arena)
{
    static const char *const texts[] = {"type", "code", "title", "detail"};
    struct value *map = value_map(arena), *problem = value_map(arena), *members = value_map(arena);
    struct value *response = value_map(arena), *bearer = value_map(arena);

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct value *text = value_map(arena);
        put(arena, text, "type", "string");
        value_put(arena, members, texts[i], text);
    }
    value_put(arena, members, "status", value_map(arena));
    put(arena, value_get(members, "status"), "type", "integer");
    value_put(arena, members, "errors", value_map(arena));
    put(arena, value_get(members, "errors"), "type", "array");
    put(arena, problem, "type", "object");
    value_put(arena, problem, "properties", members);
    put(arena, response, "description", "RFC 9457; `code` is stable");
    value_put(arena, response, "content", content(arena, "application/problem+json", problem));
    put(arena, bearer, "type", "http");
    put(arena, bearer, "scheme", "bearer");
    value_put(arena, map, "responses", value_map(arena));
    value_put(arena, value_get(map, "responses"), "Problem", response);
    value_put(arena, map, "schemas", value_map(arena));
    value_put(arena, value_get(map, "schemas"), "Page", page_schema(arena));
    value_put(arena, map, "securitySchemes", value_map(arena));
    value_put(arena, value_get(map, "securitySchemes"), "token", bearer);
    return map;
}

void answer_openapi(struct call *call)
{
    struct arena *arena = &call->arena;
    struct value *document = value_map(arena), *info = value_map(arena);
    struct value *security = value_list(arena), *token = value_map(arena);

    if (!input_take(call))
        return;
    put(arena, info, "title", "Comity");
    put(arena, info, "version", call->service->version);
    put(arena, document, "openapi", "3.1.0");
    value_put(arena, document, "info", info);
    value_put(arena, document, "paths", paths(arena));
    value_put(arena, document, "components", components(arena));
    value_put(arena, token, "token", value_list(arena));
    value_push(arena, security, token);
    value_put(arena, document, "security", security);
    call_answer_json(call, 200, document);
}
