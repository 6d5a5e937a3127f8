/* client.c - see client.h.
 *
 *   CLIENT_IDLE --a request waits--> CLIENT_CONNECTING --connected--> CLIENT_OPEN
 *       ^                                   | failed                     | error, EOF, "close",
 *       |                                   v                            v timeout
 *       +------- closed by libuv ------ CLIENT_CLOSING <-----------------+
 *                                           | client_close
 *                                           v
 *                                       (freed)
 *
 * `waiting` are requests not yet on the wire, `asked` those that are, in the order in which answers
 * must come. When a connection goes, those asked fail; those waiting go to the next connection.
 * One that cannot even be made fails all, so nobody waits for a host that is not there.
 *
 * Answers are given in the callbacks of libuv or, after a failure, from the close callback: never
 * inside client_send.
 */
#include "http/client.h"

#include <assert.h>
#include <llhttp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <uv.h>

enum { TIMEOUT_MS = 60 * 1000, ANSWER_MOST = 64 * 1024 * 1024, READ_BYTES = 64 * 1024 };

enum client_state { CLIENT_IDLE, CLIENT_CONNECTING, CLIENT_OPEN, CLIENT_CLOSING };

enum { FIELD_MOST = 256 };

struct client {
    struct loop *loop;
    struct sockaddr_storage name;
    char host[80]; /* for the Host field */
    size_t pipelined, answer_most;
    int64_t timeout_ms;
    enum client_state state;
    bool is_leaving; /* client_close was called: freed when closed */
    struct list waiting, asked;
    uv_tcp_t tcp;
    uv_connect_t connect;
    uv_write_t write;
    struct buf out, sending;
    struct loop_timer deadline; /* of the first asked */
    struct err err;             /* why the connection went */

    llhttp_t parser;
    bool is_last;   /* the host closes after this answer */
    char field[32]; /* the name being read */
    char content_type[FIELD_MOST], location[FIELD_MOST], etag[FIELD_MOST], retry_after[FIELD_MOST];
    struct buf body;
    char bytes[READ_BYTES];
};

/* ---- the end of a connection ------------------------------------------------------------------
 */

static void pump(struct client *client);

static void fail_list(struct list *requests, const struct err *err)
{
    struct list failed = {0};
    struct list_link *link;
    struct client_answer answer = {
        .err = *err, .content_type = "", .location = "", .etag = "", .retry_after = ""};

    list_append(&failed, requests);
    while ((link = list_pop(&failed)) != NULL) {
        struct client_request *request = LIST_ITEM(link, struct client_request, link);
        request->on_answer(request, &answer);
    }
}

static void free_client(struct client *client)
{
    buf_close(&client->out);
    buf_close(&client->sending);
    buf_close(&client->body);
    free(client);
}

static void on_closed(uv_handle_t *handle)
{
    struct client *client = handle->data;
    fail_list(&client->asked, &client->err); /* may send more, or close the client */
    if (client->is_leaving) {
        free_client(client);
        return;
    }
    client->state = CLIENT_IDLE;
    pump(client);
}

/* `is_final`: no connection could be made, so those waiting fail as well. */
static void break_off(struct client *client, int status, const char *what, const char *why)
{
    if (client->state == CLIENT_CLOSING)
        return;
    bool is_final = client->state == CLIENT_CONNECTING;
    client->state = CLIENT_CLOSING;
    err_clear(&client->err);
    err_set(&client->err, status, "%s %s%s%s", client->host, what, why ? ": " : "", why ? why : "");
    if (is_final)
        list_append(&client->asked, &client->waiting);
    loop_timer_stop(client->loop, &client->deadline);
    uv_close((uv_handle_t *)&client->tcp, on_closed);
}

static void on_deadline(struct loop_timer *timer)
{
    struct client *client = timer->owner;
    break_off(client, STATUS_BUSY, "did not answer in time", NULL);
}

/* ---- answers ----------------------------------------------------------------------------------
 */

static struct client *client_of(llhttp_t *parser)
{
    return parser->data;
}

static int on_message_begin(llhttp_t *parser)
{
    struct client *client = client_of(parser);
    client->content_type[0] = client->location[0] = client->etag[0] = client->retry_after[0] = 0;
    client->field[0] = '\0';
    buf_clear(&client->body);
    return list_is_empty(&client->asked) ? -1 : 0; /* an answer nobody asked for */
}

/* Appends as much as there is room for; a read may cut a field anywhere. */
static void add_part(char *text, size_t size, const char *at, size_t len)
{
    size_t used = strlen(text);
    size_t room = size - 1 - used;
    memcpy(text + used, at, len < room ? len : room);
    text[used + (len < room ? len : room)] = '\0';
}

static int on_header_field(llhttp_t *parser, const char *at, size_t len)
{
    struct client *client = client_of(parser);
    add_part(client->field, sizeof client->field, at, len);
    return 0;
}

static int on_header_value(llhttp_t *parser, const char *at, size_t len)
{
    struct client *client = client_of(parser);
    const struct {
        const char *name;
        char *value;
    } rows[] = {
        {"content-type", client->content_type},
        {"location",     client->location    },
        {"etag",         client->etag        },
        {"retry-after",  client->retry_after },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcasecmp(client->field, rows[i].name) == 0)
            add_part(rows[i].value, FIELD_MOST, at, len);
    return 0;
}

static int on_header_value_complete(llhttp_t *parser)
{
    client_of(parser)->field[0] = '\0';
    return 0;
}

static int on_headers_complete(llhttp_t *parser)
{
    struct client *client = client_of(parser);
    struct client_request *request = LIST_ITEM(client->asked.first, struct client_request, link);
    client->is_last = !llhttp_should_keep_alive(parser);
    return strcmp(request->method, "HEAD") == 0; /* 1: no body follows */
}

static int on_body(llhttp_t *parser, const char *at, size_t len)
{
    struct client *client = client_of(parser);
    if (client->body.len + len > client->answer_most)
        return -1;
    buf_add(&client->body, at, len);
    return 0;
}

static void restart_deadline(struct client *client)
{
    if (list_is_empty(&client->asked))
        loop_timer_stop(client->loop, &client->deadline);
    else
        loop_timer_start(client->loop, &client->deadline, client->timeout_ms);
}

/* 100 Continue and its like announce an answer; they are none. */
static int on_message_complete(llhttp_t *parser)
{
    struct client *client = client_of(parser);
    if (llhttp_get_status_code(parser) < 200)
        return 0;
    struct client_request *request =
        LIST_ITEM(list_pop(&client->asked), struct client_request, link);
    struct client_answer answer = {
        .http_status = llhttp_get_status_code(parser),
        .content_type = client->content_type,
        .location = client->location,
        .etag = client->etag,
        .retry_after = client->retry_after,
        .body = buf_slice(&client->body),
    };
    restart_deadline(client);
    request->on_answer(request, &answer);
    return client->is_leaving || client->is_last ? HPE_PAUSED : 0;
}

static const llhttp_settings_t settings = {
    .on_message_begin = on_message_begin,
    .on_header_field = on_header_field,
    .on_header_value = on_header_value,
    .on_header_value_complete = on_header_value_complete,
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_message_complete = on_message_complete,
};

static void take_bytes(struct client *client, const char *bytes, size_t len)
{
    llhttp_errno_t rc = llhttp_execute(&client->parser, bytes, len);
    if (client->is_leaving)
        return;
    if (rc == HPE_PAUSED)
        break_off(client, STATUS_IO, "closed the connection before this request", NULL);
    else if (rc != HPE_OK)
        break_off(client, STATUS_IO, "sent an answer that is not HTTP as it should be", NULL);
    else
        pump(client);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    struct client *client = handle->data;
    (void)suggested;
    *buf = uv_buf_init(client->bytes, READ_BYTES);
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buf)
{
    struct client *client = stream->data;
    if (len > 0)
        take_bytes(client, buf->base, (size_t)len);
    else if (len < 0)
        break_off(client, STATUS_IO, "closed the connection before it answered",
                  len == UV_EOF ? NULL : uv_strerror((int)len));
}

/* ---- requests ---------------------------------------------------------------------------------
 */

static void add_field(struct buf *out, const char *name, const char *value)
{
    if (!value)
        return;
    buf_add_text(out, name);
    buf_add_text(out, value);
    buf_add(out, "\r\n", 2);
}

static void write_request(struct client *client, const struct client_request *request)
{
    struct buf *out = &client->out;
    buf_add_text(out, request->method);
    buf_add_byte(out, ' ');
    buf_add_text(out, request->target);
    add_field(out, " HTTP/1.1\r\nHost: ", client->host);
    if (request->token)
        add_field(out, "Authorization: Bearer ", request->token);
    add_field(out, "Idempotency-Key: ", request->idempotency_key);
    add_field(out, "If-Match: ", request->if_match);
    add_field(out, "Content-Type: ", request->content_type);
    if (request->body.len > 0 || strcmp(request->method, "POST") == 0)
        buf_printf(out, "Content-Length: %zu\r\n", request->body.len);
    buf_add(out, "\r\n", 2);
    buf_add_slice(out, request->body);
}

static void send_out(struct client *client);

static void on_written(uv_write_t *write, int rc)
{
    struct client *client = write->data;
    buf_clear(&client->sending);
    if (client->state != CLIENT_OPEN)
        return;
    if (rc < 0)
        break_off(client, STATUS_IO, "took no request", uv_strerror(rc));
    else
        send_out(client);
}

/* One write at a time; what is asked meanwhile goes with the next. */
static void send_out(struct client *client)
{
    if (client->out.len == 0 || client->sending.len > 0)
        return;
    struct buf empty = client->sending;
    client->sending = client->out;
    client->out = empty;
    uv_buf_t all = uv_buf_init(client->sending.bytes, (unsigned)client->sending.len);
    client->write.data = client;
    int rc = uv_write(&client->write, (uv_stream_t *)&client->tcp, &all, 1, on_written);
    if (rc < 0)
        break_off(client, STATUS_IO, "took no request", uv_strerror(rc));
}

static void on_connected(uv_connect_t *connect, int rc)
{
    struct client *client = connect->data;
    if (client->state != CLIENT_CONNECTING)
        return;
    if (rc < 0) {
        break_off(client, STATUS_IO, "cannot be reached", uv_strerror(rc));
        return;
    }
    loop_timer_stop(client->loop, &client->deadline);
    client->state = CLIENT_OPEN;
    uv_tcp_nodelay(&client->tcp, 1);
    uv_read_start((uv_stream_t *)&client->tcp, on_alloc, on_read);
    pump(client);
}

static void start_connecting(struct client *client)
{
    const struct sockaddr *name = (const struct sockaddr *)&client->name;
    uv_tcp_init(loop_uv(client->loop), &client->tcp);
    client->tcp.data = client->connect.data = client;
    client->state = CLIENT_CONNECTING;
    client->is_last = false;
    buf_clear(&client->out);
    buf_clear(&client->sending);
    llhttp_init(&client->parser, HTTP_RESPONSE, &settings);
    client->parser.data = client;
    loop_timer_start(client->loop, &client->deadline, client->timeout_ms);
    int rc = uv_tcp_connect(&client->connect, &client->tcp, name, on_connected);
    if (rc < 0)
        break_off(client, STATUS_IO, "cannot be reached", uv_strerror(rc));
}

static void pump(struct client *client)
{
    if (client->state == CLIENT_IDLE && !list_is_empty(&client->waiting))
        start_connecting(client);
    if (client->state != CLIENT_OPEN || client->is_last)
        return; /* is_last: they go to the next connection */
    bool is_first = list_is_empty(&client->asked);
    while (client->asked.count < client->pipelined && !list_is_empty(&client->waiting)) {
        struct list_link *link = list_pop(&client->waiting);
        write_request(client, LIST_ITEM(link, struct client_request, link));
        list_push(&client->asked, link);
    }
    if (is_first)
        restart_deadline(client);
    send_out(client);
}

/* ---- life -------------------------------------------------------------------------------------
 */

static int read_name(struct client *client, const char *host, int port)
{
    bool is_v6 = strchr(host, ':') != NULL;
    snprintf(client->host, sizeof client->host, is_v6 ? "[%s]:%d" : "%s:%d", host, port);
    return is_v6 ? uv_ip6_addr(host, port, (struct sockaddr_in6 *)(void *)&client->name)
                 : uv_ip4_addr(host, port, (struct sockaddr_in *)(void *)&client->name);
}

int client_open(struct loop *loop, const struct client_options *options, struct client **out,
                struct err *err)
{
    struct client *client = mem_zero(sizeof *client);
    if (read_name(client, options->host, options->port) < 0) {
        free(client);
        return err_set(err, STATUS_USAGE, "%s is not an address: write one like 127.0.0.1",
                       options->host);
    }
    client->loop = loop;
    client->pipelined = options->pipelined ? options->pipelined : 1;
    client->timeout_ms = options->timeout_ms ? options->timeout_ms : TIMEOUT_MS;
    client->answer_most = options->answer_most ? options->answer_most : (size_t)ANSWER_MOST;
    client->deadline = (struct loop_timer){.on_timer = on_deadline, .owner = client};
    *out = client;
    return 0;
}

void client_send(struct client *client, struct client_request *request)
{
    assert(!client->is_leaving && request->on_answer);
    list_push(&client->waiting, &request->link);
    pump(client);
}

/* A handle that libuv never saw has nothing to close. */
void client_close(struct client *client)
{
    struct err err = {0};
    if (!client || client->is_leaving)
        return;
    client->is_leaving = true;
    loop_timer_stop(client->loop, &client->deadline);
    err_set(&err, STATUS_STOPPING, "the request to %s was given up", client->host);
    fail_list(&client->asked, &err);
    fail_list(&client->waiting, &err);
    if (client->state == CLIENT_IDLE) {
        free_client(client);
    } else if (client->state != CLIENT_CLOSING) {
        client->state = CLIENT_CLOSING;
        uv_close((uv_handle_t *)&client->tcp, on_closed);
    }
}

/* ---- one question -----------------------------------------------------------------------------
 */

struct question {
    struct loop *loop;
    int http_status;
    struct buf *body;
    struct err err;
};

static void on_asked(struct client_request *request, const struct client_answer *answer)
{
    struct question *question = request->owner;
    question->http_status = answer->http_status;
    question->err = answer->err;
    buf_add_slice(question->body, answer->body);
    loop_stop(question->loop);
}

int client_ask(const struct client_options *options, struct client_request *request,
               int *http_status, struct buf *body, struct err *err)
{
    struct question question = {.body = body};
    struct client *client = NULL;
    int rc = loop_open(wallclock_real(), &question.loop, err);

    if (rc == 0)
        rc = client_open(question.loop, options, &client, err);
    if (rc == 0) {
        request->on_answer = on_asked;
        request->owner = &question;
        client_send(client, request);
        loop_run(question.loop);
        *http_status = question.http_status;
        rc = question.err.status;
        if (rc < 0 && err)
            *err = question.err;
    }
    client_close(client);
    loop_close(question.loop);
    return rc;
}

int client_read_url(const char *url, char host[64], int *port, struct err *err)
{
    static const char scheme[] = "http://";
    const char *at = strncmp(url, scheme, sizeof scheme - 1) == 0 ? url + sizeof scheme - 1 : NULL;
    const char *colon = at ? strrchr(at, ':') : NULL;
    char *end = NULL;
    long number = colon ? strtol(colon + 1, &end, 10) : 0;
    size_t len = colon ? (size_t)(colon - at) : 0;

    if (!colon || end == colon + 1 || (*end && strcmp(end, "/") != 0) || number < 1 ||
        number > 65535 || len == 0 || len > 63)
        return err_set(err, STATUS_USAGE,
                       "the address must look like http://127.0.0.1:8080, as `serve` prints it");
    bool is_bracketed = at[0] == '[' && at[len - 1] == ']';
    snprintf(host, 64, "%.*s", (int)(is_bracketed ? len - 2 : len), is_bracketed ? at + 1 : at);
    *port = (int)number;
    return 0;
}
