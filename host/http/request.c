/* request.c - the reader of one connection.
 *
 *   READER_IDLE --bytes--> READER_HEAD --guard says complete--> llhttp over the whole head
 *       ^                                   |          |
 *       |                          no body  |          | body
 *       +-- request_reader_take <-- READER_REQUEST <+          v
 *                                  ^--- complete --- READER_BODY (llhttp, as bytes come)
 *
 *   any --refused--> READER_DEAD
 *
 * A head is given to llhttp in one piece and in memory that lives as long as the request: so every
 * field is one span, and nothing is put together from parts. What llhttp does not judge is judged
 * in on_field (a row per field we care about) and check_head. Each refusal is final: a connection
 * whose framing was wrong once is not trusted again.
 *
 * To care about one more field: a member in struct request and a row in `fields`.
 */
#include "http/request.h"

#include <ctype.h>
#include <stddef.h>
#include <strings.h>

#include "http/target.h"

static int refuse(struct reader *reader, int http_status, const char *code, const char *detail)
{
    if (reader->refusal.http_status == 0)
        reader->refusal = (struct refusal){http_status, code, detail};
    return -1;
}

static int malformed(struct reader *reader, const char *detail)
{
    return refuse(reader, 400, "malformed_request", detail);
}

/* ---- fields -----------------------------------------------------------------------------------
 */

static int take_host(struct reader *reader, const char *value)
{
    if (++reader->hosts > 1)
        return malformed(reader, "The request has two Host fields.");
    if (!target_is_host(slice_of(value)))
        return malformed(reader, "The Host field is not a host.");
    reader->request.host = value;
    return 0;
}

/* llhttp has refused a length that is no number or too long for 64 bits. */
static int take_length(struct reader *reader, const char *value)
{
    if (++reader->lengths > 1)
        return malformed(reader, "The request has two Content-Length fields.");
    if (*value == '\0' || value[strspn(value, "0123456789")] != '\0')
        return malformed(reader, "The Content-Length is not a number.");
    return 0;
}

static int take_coding(struct reader *reader, const char *value)
{
    if (++reader->codings > 1 || strcasecmp(value, "chunked") != 0)
        return malformed(reader, "The only Transfer-Encoding taken is chunked, once.");
    return 0;
}

static int take_expect(struct reader *reader, const char *value)
{
    if (reader->expect || strcasecmp(value, "100-continue") != 0)
        return refuse(reader, 417, "expectation_failed", "The only Expect taken is 100-continue.");
    reader->expect = value;
    return 0;
}

/* Another scheme than Bearer leaves the token unset: the call is then one without a token. */
static int take_authorization(struct reader *reader, const char *value)
{
    static const char scheme[] = "Bearer ";
    if (reader->request.token)
        return malformed(reader, "The request has two Authorization fields.");
    if (strncasecmp(value, scheme, sizeof scheme - 1) == 0)
        reader->request.token = value + sizeof scheme - 1;
    return 0;
}

/* Each proxy adds a field or an item: the nearest one's comes last. */
static int take_forwarded(struct reader *reader, const char *value)
{
    reader->request.forwarded_for = value;
    return 0;
}

/* A field is either given to `take` or kept as text at `offset` of the request. */
struct field_row {
    const char *name;
    int (*take)(struct reader *reader, const char *value);
    size_t offset;
};

#define AT(member) offsetof(struct request, member)

static const struct field_row fields[] = {
    {"host",              take_host,          0                  },
    {"content-length",    take_length,        0                  },
    {"transfer-encoding", take_coding,        0                  },
    {"expect",            take_expect,        0                  },
    {"authorization",     take_authorization, 0                  },
    {"idempotency-key",   NULL,               AT(idempotency_key)},
    {"last-event-id",     NULL,               AT(last_event_id)  },
    {"if-match",          NULL,               AT(if_match)       },
    {"if-none-match",     NULL,               AT(if_none_match)  },
    {"content-type",      NULL,               AT(content_type)   },
    {"accept-language",   NULL,               AT(accept_language)},
    {"x-forwarded-for",   take_forwarded,     0                  },
};

static bool is_printable(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        if ((byte < 0x20 && byte != '\t') || byte >= 0x7f)
            return false;
    }
    return true;
}

static int keep_field(struct reader *reader, const struct field_row *row, const char *value)
{
    const char **kept = (const char **)(void *)((char *)&reader->request + row->offset);
    if (*kept)
        return malformed(reader, "A field that may come once was sent twice.");
    *kept = value;
    return 0;
}

static int on_field(struct reader *reader)
{
    struct slice name = reader->name, value = reader->value;

    reader->name = reader->value = (struct slice){0};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct field_row *row = &fields[i];
        if (strlen(row->name) != name.len || strncasecmp(row->name, name.bytes, name.len) != 0)
            continue;
        while (value.len > 0 && strchr(" \t", value.bytes[value.len - 1]))
            value.len--;
        if (!is_printable(value))
            return malformed(reader, "A field has characters that are not ASCII.");
        const char *text = arena_copy(&reader->request.arena, value).bytes;
        return row->take ? row->take(reader, text) : keep_field(reader, row, text);
    }
    return 0;
}

/* ---- llhttp's callbacks -----------------------------------------------------------------------
 */

static struct reader *reader_of(llhttp_t *parser)
{
    return parser->data;
}

/* A span may be handed over in two parts that lie side by side. */
static void extend(struct slice *span, const char *at, size_t len)
{
    if (!span->bytes)
        span->bytes = at;
    span->len += len;
}

static int on_url(llhttp_t *parser, const char *at, size_t len)
{
    extend(&reader_of(parser)->request.target, at, len);
    return 0;
}

static int on_header_field(llhttp_t *parser, const char *at, size_t len)
{
    if (reader_of(parser)->state == READER_HEAD)
        extend(&reader_of(parser)->name, at, len);
    return 0; /* trailers are read over; their size is bounded with the chunks' */
}

static int on_header_value(llhttp_t *parser, const char *at, size_t len)
{
    if (reader_of(parser)->state == READER_HEAD)
        extend(&reader_of(parser)->value, at, len);
    return 0;
}

static int on_header_value_complete(llhttp_t *parser)
{
    struct reader *reader = reader_of(parser);
    return reader->state == READER_HEAD ? on_field(reader) : 0;
}

/* The methods a host of this kind answers; the text lives for ever. */
static const char *method_name(unsigned method)
{
    switch (method) {
    case HTTP_DELETE:
    case HTTP_GET:
    case HTTP_HEAD:
    case HTTP_POST:
    case HTTP_PUT:
    case HTTP_PATCH:
    case HTTP_OPTIONS:
        return llhttp_method_name((llhttp_method_t)method);
    default:
        return NULL;
    }
}

static int check_method(struct reader *reader)
{
    unsigned method = llhttp_get_method(&reader->parser);
    reader->request.method = method_name(method);
    if (!reader->request.method)
        return refuse(reader, 501, "method_unknown", "This method is not known here.");
    reader->request.is_head = method == HTTP_HEAD;
    return 0;
}

static int check_version(struct reader *reader)
{
    int major = llhttp_get_http_major(&reader->parser);
    int minor = llhttp_get_http_minor(&reader->parser);
    if (major != 1 || minor > 1)
        return refuse(reader, 505, "version_unknown", "This host speaks HTTP/1.1.");
    reader->request.is_http_1_0 = minor == 0;
    if (reader->request.is_http_1_0 && reader->codings > 0)
        return malformed(reader, "HTTP/1.0 has no Transfer-Encoding.");
    if (!reader->request.is_http_1_0 && reader->hosts == 0)
        return malformed(reader, "The request has no Host field.");
    return 0;
}

static int check_head(struct reader *reader)
{
    if (reader->refusal.http_status != 0 || check_method(reader) < 0 || check_version(reader) < 0)
        return -1;
    reader->body_most = reader->limits->body_bytes;
    if (reader->find_most && reader->request.token)
        reader->body_most = reader->find_most(reader->owner, &reader->request);
    if (reader->codings > 0 && reader->lengths > 0)
        return malformed(reader, "The request has both Content-Length and Transfer-Encoding.");
    if (reader->lengths > 0 && reader->parser.content_length > reader->body_most)
        return refuse(reader, 413, "too_large", "The body is larger than allowed.");
    if (reader->find_taker &&
        !reader->find_taker(reader->owner, &reader->request, &reader->refusal))
        return -1;
    return 0;
}

static int on_headers_complete(llhttp_t *parser)
{
    struct reader *reader = reader_of(parser);
    if (check_head(reader) < 0)
        return -1;
    reader->request.is_kept_alive = llhttp_should_keep_alive(parser);
    return 0;
}

static int on_body(llhttp_t *parser, const char *at, size_t len)
{
    struct reader *reader = reader_of(parser);
    struct body_taker *taker = reader->request.taker;
    if (len > reader->body_most - reader->body_len)
        return refuse(reader, 413, "too_large", "The body is larger than allowed.");
    reader->body_len += len;
    if (!taker)
        buf_add(&reader->request.body, at, len);
    else if (!taker->take(taker, (struct slice){at, len}))
        reader->is_held = true;
    return 0;
}

static int on_message_complete(llhttp_t *parser)
{
    reader_of(parser)->is_complete = true;
    return HPE_PAUSED;
}

static const llhttp_settings_t settings = {
    .on_url = on_url,
    .on_header_field = on_header_field,
    .on_header_value = on_header_value,
    .on_header_value_complete = on_header_value_complete,
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_message_complete = on_message_complete,
};

/* ---- running llhttp ---------------------------------------------------------------------------
 */

static void explain_parser(struct reader *reader, llhttp_errno_t rc)
{
    switch (rc) {
    case HPE_INVALID_METHOD:
        refuse(reader, 501, "method_unknown", "This method is not known here.");
        break;
    case HPE_INVALID_VERSION:
        refuse(reader, 505, "version_unknown", "This host speaks HTTP/1.1.");
        break;
    case HPE_INVALID_CONTENT_LENGTH:
    case HPE_UNEXPECTED_CONTENT_LENGTH:
        malformed(reader, "The Content-Length is wrong.");
        break;
    case HPE_INVALID_TRANSFER_ENCODING:
        malformed(reader, "The Transfer-Encoding is wrong.");
        break;
    case HPE_INVALID_CHUNK_SIZE:
        malformed(reader, "A chunk's size is wrong.");
        break;
    default:
        malformed(reader, "The request is not HTTP as it should be.");
    }
}

/* Feeds llhttp; returns how many bytes it took. */
static size_t execute(struct reader *reader, struct slice bytes)
{
    llhttp_errno_t rc = llhttp_execute(&reader->parser, bytes.bytes, bytes.len);
    if (rc == HPE_OK)
        return bytes.len;
    size_t taken = (size_t)(llhttp_get_error_pos(&reader->parser) - bytes.bytes);
    if (rc != HPE_PAUSED || !reader->is_complete)
        explain_parser(reader, rc);
    return taken;
}

static void read_head(struct reader *reader, struct slice head)
{
    struct slice kept = arena_copy(&reader->request.arena, head);

    llhttp_init(&reader->parser, HTTP_REQUEST, &settings);
    reader->parser.data = reader;
    execute(reader, kept);
    buf_close(&reader->head);
    reader->is_continue_wanted = reader->expect && !reader->request.is_http_1_0;
    reader->state = READER_BODY;
}

/* The head is kept only while it is not complete: most come in one piece. */
static void feed_head(struct reader *reader, struct slice *bytes)
{
    size_t len = guard_feed(&reader->guard, reader->limits, *bytes, &reader->refusal);
    struct slice part = {bytes->bytes, len};

    if (reader->refusal.http_status != 0)
        return;
    bytes->bytes += len, bytes->len -= len;
    bool is_done = reader->guard.state == GUARD_DONE;
    if (is_done && reader->head.len == 0) {
        read_head(reader, part);
        return;
    }
    buf_add_slice(&reader->head, part);
    if (is_done)
        read_head(reader, buf_slice(&reader->head));
}

static void feed_body(struct reader *reader, struct slice *bytes)
{
    size_t taken = execute(reader, *bytes);

    reader->is_continue_wanted = false;
    reader->body_fed += taken;
    bytes->bytes += taken, bytes->len -= taken;
    if (reader->body_fed - reader->body_len > reader->limits->overhead_bytes)
        malformed(reader, "The chunks of the body are mostly framing.");
}

void request_reader_init(struct reader *reader, const struct http_limits *limits)
{
    *reader = (struct reader){.limits = limits};
}

void request_reader_close(struct reader *reader)
{
    buf_close(&reader->head);
    request_close(&reader->request);
}

enum reader_result request_reader_feed(struct reader *reader, struct slice *bytes)
{
    while (bytes->len > 0 && !reader->is_complete && reader->state != READER_DEAD) {
        if (reader->state == READER_IDLE)
            reader->state = READER_HEAD;
        if (reader->state == READER_HEAD)
            feed_head(reader, bytes);
        else
            feed_body(reader, bytes);
        if (reader->refusal.http_status != 0)
            reader->state = READER_DEAD;
    }
    if (reader->state == READER_DEAD)
        return READER_REFUSED;
    return reader->is_complete ? READER_REQUEST : READER_MORE;
}

void request_reader_take(struct reader *reader, struct request *request)
{
    *request = reader->request;
    reader->request = (struct request){0};
    size_t (*find_most)(void *, const struct request *) = reader->find_most;
    bool (*find_taker)(void *, struct request *, struct refusal *) = reader->find_taker;
    void *owner = reader->owner;
    request_reader_init(reader, reader->limits);
    reader->find_most = find_most;
    reader->find_taker = find_taker;
    reader->owner = owner;
}

void request_close(struct request *request)
{
    if (request->taker)
        request->taker->drop(request->taker);
    request->taker = NULL;
    arena_close(&request->arena);
    buf_close(&request->body);
}
