/* call.c - what endpoints say to a call, put into bytes and handed through the door.
 *
 * Everything here is a rendering: JSON bodies, problem details (RFC 9457), server-sent events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html). Who is connected, in which
 * order replies leave and what happens to those nobody waits for is the business of http, behind
 * `struct call_door`.
 *
 * Bodies are rendered into the call's arena or a buffer that lives for the length of one call of
 * the door; the door copies what it keeps.
 */
#include "api/call.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "data/json.h"

static const char *pair_find(const struct call_pair *pair, const char *name)
{
    for (; pair; pair = pair->next)
        if (strcmp(pair->name, name) == 0)
            return pair->value;
    return NULL;
}

const char *call_param(const struct call *call, const char *name)
{
    const char *value = pair_find(call->params, name);
    return value ? value : "";
}

const char *call_query(const struct call *call, const char *name)
{
    return pair_find(call->queries, name);
}

bool call_is_abandoned(const struct call *call)
{
    return call->door->is_abandoned(call);
}

static bool is_header_text(const char *text)
{
    for (; *text; text++)
        if (iscntrl((unsigned char)*text))
            return false;
    return true;
}

void call_add_header(struct call *call, const char *name, const char *value)
{
    assert(is_header_text(name));
    if (!is_header_text(value))
        return;
    struct call_pair *pair = ARENA_NEW(&call->arena, struct call_pair);
    pair->name = arena_text(&call->arena, name);
    pair->value = arena_text(&call->arena, value);
    pair->next = call->reply_headers;
    call->reply_headers = pair;
}

static void answer_value(struct call *call, int http_status, const char *content_type,
                         const struct value *body)
{
    struct buf buf = {0};
    json_write(&buf, body, 0);
    call->door->answer(call, http_status, content_type, buf_slice(&buf));
    buf_close(&buf);
}

void call_answer_json(struct call *call, int http_status, const struct value *body)
{
    answer_value(call, http_status, "application/json", body);
}

void call_answer_bytes(struct call *call, int http_status, const char *content_type,
                       struct slice bytes)
{
    call->door->answer(call, http_status, content_type, bytes);
}

void call_answer_empty(struct call *call, int http_status)
{
    call->door->answer(call, http_status, NULL, slice_of(""));
}

/* {"type": "about:blank", status, code, title, detail, errors, ...extra}: "about:blank" because the
 * stable `code` is what programs look at, and a made-up address would be one more thing to serve.
 */
void call_answer_problem(struct call *call, const struct problem *problem)
{
    struct arena *arena = &call->arena;
    struct value *body = value_map(arena);
    const char *title = problem->title;

    if (problem->extra && problem->extra->type == VALUE_MAP)
        for (size_t i = 0; i < problem->extra->map.len; i++)
            value_put_slice(arena, body, problem->extra->map.members[i].key,
                            problem->extra->map.members[i].value);
    value_put(arena, body, "type", value_string(arena, "about:blank"));
    value_put(arena, body, "status", value_int(arena, problem->http_status));
    value_put(arena, body, "code", value_string(arena, problem->code));
    value_put(arena, body, "title",
              value_string(arena, title ? title : http_status_text(problem->http_status)));
    if (problem->detail)
        value_put(arena, body, "detail", value_string(arena, problem->detail));
    if (problem->errors)
        value_put(arena, body, "errors", value_copy(arena, problem->errors));
    answer_value(call, problem->http_status, "application/problem+json", body);
}

void call_open_stream(struct call *call, struct stream *stream)
{
    assert(stream->on_closed);
    stream->door = call->door;
    call->door->open_stream(call, stream);
}

/* One "data:" line per line of data: CR, LF and CRLF all end a line for the reader of a stream. */
static void add_data_lines(struct buf *buf, struct slice data)
{
    size_t from = 0;
    for (size_t i = 0; i <= data.len; i++) {
        if (i < data.len && data.bytes[i] != '\n' && data.bytes[i] != '\r')
            continue;
        buf_add_text(buf, "data: ");
        buf_add(buf, data.bytes + from, i - from);
        buf_add_byte(buf, '\n');
        if (i + 1 < data.len && data.bytes[i] == '\r' && data.bytes[i + 1] == '\n')
            i++;
        from = i + 1;
    }
}

void stream_send(struct stream *stream, int64_t id, const char *event, struct slice data)
{
    struct buf buf = {0};
    buf_printf(&buf, "id: %lld\n", (long long)id);
    if (event) {
        assert(is_header_text(event));
        buf_printf(&buf, "event: %s\n", event);
    }
    add_data_lines(&buf, data);
    buf_add_byte(&buf, '\n');
    stream->door->stream_send(stream, buf_slice(&buf));
    buf_close(&buf);
}

void stream_close(struct stream *stream)
{
    stream->door->stream_close(stream);
}

const char *http_status_text(int http_status)
{
    static const struct {
        int http_status;
        const char *text;
    } rows[] = {
        {200, "OK"                             },
        {201, "Created"                        },
        {202, "Accepted"                       },
        {204, "No Content"                     },
        {304, "Not Modified"                   },
        {400, "Bad Request"                    },
        {401, "Unauthorized"                   },
        {403, "Forbidden"                      },
        {404, "Not Found"                      },
        {405, "Method Not Allowed"             },
        {406, "Not Acceptable"                 },
        {408, "Request Timeout"                },
        {409, "Conflict"                       },
        {411, "Length Required"                },
        {412, "Precondition Failed"            },
        {413, "Content Too Large"              },
        {414, "URI Too Long"                   },
        {415, "Unsupported Media Type"         },
        {417, "Expectation Failed"             },
        {422, "Unprocessable Content"          },
        {429, "Too Many Requests"              },
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"          },
        {501, "Not Implemented"                },
        {503, "Service Unavailable"            },
        {505, "HTTP Version Not Supported"     },
        {507, "Insufficient Storage"           },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].http_status == http_status)
            return rows[i].text;
    return "Status";
}
