/* test_listener.c - real sockets on a port the system chooses: the client and the listener
 * together, on one loop and one thread. Nothing waits for time to pass but the deadline of one
 * test, which is shrunk and awaited, not measured.
 */
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../lib/check.h"
#include "base/fault.h"
#include "http/address.h"
#include "http/client.h"
#include "kit.h"

enum { REQUESTS = 2000 };

static struct loop *loop;
static struct kit kit; /* for its endpoints; the loop and http are our own */
static struct http *http;
static struct client *client;

static void open_http(const struct http_limits *limits)
{
    struct http_options options = kit_options(&kit, limits);
    memset(&kit, 0, sizeof kit);
    assert_int_equal(loop_open(wallclock_real(), &loop, NULL), 0);
    assert_int_equal(http_open(loop, &options, &http, NULL), 0);
    assert_true(http_port(http) > 0);
}

static struct client *open_client(size_t pipelined)
{
    struct client *opened;
    struct client_options options = {
        .host = "127.0.0.1", .port = http_port(http), .pipelined = pipelined};
    assert_int_equal(client_open(loop, &options, &opened, NULL), 0);
    return opened;
}

static int setup(void **state)
{
    (void)state;
    open_http(NULL);
    client = open_client(8);
    return 0;
}

static void on_drained(void *owner)
{
    (void)owner;
    loop_stop(loop);
}

static int teardown(void **state)
{
    (void)state;
    client_close(client);
    client = NULL;
    http_drain(http, on_drained, NULL);
    loop_run(loop);
    http_close(http);
    loop_close(loop);
    return 0;
}

/* ---- what comes back --------------------------------------------------------------------------
 */

static struct buf told; /* "200 hello|404 ...|", or the status of a failure */
static int left;

static void on_answer(struct client_request *request, const struct client_answer *answer)
{
    (void)request;
    if (answer->http_status)
        buf_printf(&told, "%d %.*s|", answer->http_status, SLICE_ARG(answer->body));
    else
        buf_printf(&told, "%s|", status_code(answer->err.status));
    if (--left == 0)
        loop_stop(loop);
}

static void ask(struct client_request *request, const char *method, const char *target)
{
    *request = (struct client_request){.method = method, .target = target, .on_answer = on_answer};
    left++;
    client_send(client, request);
}

static void assert_told(const char *expected)
{
    loop_run(loop);
    assert_string_equal(told.bytes ? told.bytes : "", expected);
    buf_clear(&told);
}

static void test_questions_and_answers(void **state)
{
    (void)state;
    struct client_request requests[5];
    ask(&requests[0], "GET", "/hello");
    ask(&requests[1], "HEAD", "/hello");
    ask(&requests[2], "PUT", "/items/1");
    ask(&requests[3], "POST", "/echo");
    requests[3].body = slice_of("a body");
    ask(&requests[4], "GET", "/secret");
    requests[4].token = "good";
    assert_int_equal(told.len, 0); /* never inside client_send */
    assert_told("200 hello|200 |204 |200 a body|200 hello|");
}

static void test_large_bodies(void **state)
{
    (void)state;
    struct client_request requests[2];
    struct buf large = {0};
    while (large.len < 1000000)
        buf_add_int(&large, (int64_t)large.len);
    ask(&requests[0], "POST", "/echo");
    requests[0].body = buf_slice(&large);
    ask(&requests[1], "GET", "/large/2999999");
    loop_run(loop);
    assert_memory_equal(told.bytes + 4, large.bytes, large.len);
    assert_int_equal(told.len, 4 + large.len + 1 + 4 + 2999999 + 1);
    buf_clear(&told);
    buf_close(&large);
}

static int answered;

static void on_counted(struct client_request *request, const struct client_answer *answer)
{
    assert_int_equal(answer->http_status, 200);
    assert_true(request == (struct client_request *)request->owner + answered);
    if (++answered == REQUESTS)
        loop_stop(loop);
}

static void test_many_in_order(void **state)
{
    (void)state;
    static struct client_request requests[REQUESTS];
    answered = 0;
    for (int i = 0; i < REQUESTS; i++) {
        requests[i] = (struct client_request){
            .method = "GET", .target = "/hello", .on_answer = on_counted, .owner = requests};
        client_send(client, &requests[i]);
    }
    loop_run(loop);
    assert_int_equal(answered, REQUESTS);
    assert_int_equal(http_count(http).accepted, 1);
}

/* A bad request ends the connection; what waits goes to the next one. */
static void test_reconnects(void **state)
{
    (void)state;
    struct client_request requests[3];
    client_close(client);
    client = open_client(1);
    ask(&requests[0], "GET", "/hello");
    ask(&requests[1], "FROB", "/hello");
    ask(&requests[2], "GET", "/hello");
    loop_run(loop);
    assert_int_equal(strncmp(told.bytes, "200 hello|501 {", 15), 0);
    assert_string_equal(strstr(told.bytes, "}|"), "}|200 hello|");
    assert_int_equal(http_count(http).accepted, 2);
    buf_clear(&told);
}

static struct client_request follower;

static void on_last_answer(struct client_request *request, const struct client_answer *answer)
{
    assert_int_equal(answer->http_status, 501);
    (void)request;
    ask(&follower, "GET", "/hello");
}

/* What is asked while the host says that it closes is not lost with this connection. */
static void test_asked_by_the_last_answer(void **state)
{
    (void)state;
    struct client_request last = {
        .method = "FROB", .target = "/hello", .on_answer = on_last_answer};
    client_send(client, &last);
    assert_told("200 hello|");
}

static void test_nobody_there(void **state)
{
    (void)state;
    struct client_request requests[2];
    int port = http_port(http);
    teardown(NULL);
    open_http(NULL); /* on another port: the first is free now */
    if (http_port(http) == port)
        return;
    struct client_options options = {.host = "127.0.0.1", .port = port};
    assert_int_equal(client_open(loop, &options, &client, NULL), 0);
    ask(&requests[0], "GET", "/hello");
    ask(&requests[1], "GET", "/hello");
    assert_told("io_error|io_error|");
}

static void test_given_up(void **state)
{
    (void)state;
    struct client_request requests[2];
    ask(&requests[0], "GET", "/slow/1");
    ask(&requests[1], "GET", "/hello");
    left++; /* the loop is not running: it must not be stopped */
    client_close(client);
    client = NULL;
    assert_string_equal(told.bytes, "stopping|stopping|");
    buf_clear(&told);
    left = 0;
}

/* The client's deadline; the only test that waits for one. */
static void test_no_answer_in_time(void **state)
{
    (void)state;
    struct client_request request;
    struct client_options options = {.host = "127.0.0.1", .port = http_port(http), .timeout_ms = 1};
    client_close(client);
    assert_int_equal(client_open(loop, &options, &client, NULL), 0);
    ask(&request, "GET", "/slow/1");
    assert_told("busy|");
    if (kit.held_count > 0)
        call_answer_empty(kit.held[0], 204);
}

/* ---- how many ---------------------------------------------------------------------------------
 */

static int connect_plain(void)
{
    struct sockaddr_in name = {.sin_family = AF_INET,
                               .sin_port = htons((uint16_t)http_port(http)),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&name, sizeof name), 0);
    return fd;
}

static void stop_when_full(void *owner)
{
    size_t *wanted = owner;
    if (http_count(http).connections == *wanted)
        loop_stop(loop);
}

/* Four may be connected; the others wait until one of them goes, and nobody is refused. */
static void test_waits_when_full(void **state)
{
    (void)state;
    struct http_limits limits = http_limits_default;
    struct client_request request;
    int fds[6];
    size_t wanted = 4;

    teardown(NULL);
    limits.connections = 4;
    open_http(&limits);
    for (int i = 0; i < 6; i++)
        fds[i] = connect_plain();
    loop_before_sleep(loop, stop_when_full, &wanted);
    loop_run(loop);
    assert_int_equal(http_count(http).accepted, 4);
    client = open_client(1);
    ask(&request, "GET", "/hello");
    wanted = SIZE_MAX;
    for (int i = 0; i < 6; i++)
        close(fds[i]); /* each lets one in; the client is the seventh */
    assert_told("200 hello|");
    assert_int_equal(http_count(http).accepted, 7);
    loop_forget_hooks(loop, &wanted);
}

/* Without a descriptor the listener rests, and is there again on the same port. */
static void test_rests_without_descriptors(void **state)
{
    (void)state;
    struct client_request requests[2];
    int port = http_port(http);
    fault_open("http.accept=1");
    ask(&requests[0], "GET", "/hello");
    assert_told("io_error|");
    fault_open("");
    assert_int_equal(http_port(http), port);
    do {
        ask(&requests[1], "GET", "/hello"); /* refused until the rest is over */
        loop_run(loop);
        left = 0;
    } while (told.bytes[0] != '2' && (buf_clear(&told), true));
    assert_string_equal(told.bytes, "200 hello|");
    buf_clear(&told);
}

static void test_addresses_are_counted(void **state)
{
    (void)state;
    static struct address_book book;
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct address a, b, c;

    inet_pton(AF_INET, "192.0.2.7", &v4.sin_addr);
    address_read(&a, (struct sockaddr *)&v4);
    inet_pton(AF_INET6, "2001:db8:1:2::3", &v6.sin6_addr);
    address_read(&b, (struct sockaddr *)&v6);
    inet_pton(AF_INET6, "2001:db8:1:2:ffff::4", &v6.sin6_addr);
    address_read(&c, (struct sockaddr *)&v6); /* the same /64 */
    assert_false(a.is_exempt || b.is_exempt || c.is_exempt);
    assert_true(address_take(&book, &a, 2) && address_take(&book, &a, 2));
    assert_false(address_take(&book, &a, 2));
    assert_true(address_take(&book, &b, 2) && address_take(&book, &c, 2));
    assert_false(address_take(&book, &b, 2));
    address_give(&book, &a);
    assert_true(address_take(&book, &a, 2));
    assert_false(address_take(&book, &a, 2));
    address_give(&book, &a), address_give(&book, &a);
    address_give(&book, &b), address_give(&book, &c);
    for (size_t i = 0; i < sizeof book.rows / sizeof *book.rows; i++)
        assert_null(book.rows[i]);
}

static void test_loopback(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_loopback;
    } rows[] = {
        {"::1",              true },
        {"::ffff:127.0.0.1", true },
        {"::ffff:127.9.9.9", true },
        {"::ffff:128.0.0.1", false},
        {"::2",              false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sockaddr_in6 name = {.sin6_family = AF_INET6};
        struct address address;
        assert_int_equal(inet_pton(AF_INET6, rows[i].text, &name.sin6_addr), 1);
        address_read(&address, (struct sockaddr *)&name);
        assert_int_equal(address.is_exempt, rows[i].is_loopback);
    }
}

/* ---- opening ----------------------------------------------------------------------------------
 */

static void test_a_port_that_is_taken(void **state)
{
    (void)state;
    struct http_options options = kit_options(&kit, NULL);
    struct http *second = NULL;
    struct err err = {0};
    options.port = http_port(http);
    assert_int_equal(http_open(loop, &options, &second, &err), STATUS_LOCKED);
    assert_non_null(strstr(err.text, "cannot be listened on"));
    options.exempt = (const char *const[]){"192.0.2.1", "2001:db8::1", "proxy", NULL};
    assert_int_equal(http_open(loop, &options, &second, &err), STATUS_USAGE);
    assert_non_null(strstr(err.text, "proxy is not an address"));
    options.exempt = NULL;
    options.host = "localhost";
    assert_int_equal(http_open(loop, &options, &second, &err), STATUS_USAGE);
    assert_non_null(strstr(err.text, "localhost is not an address"));
}

static void test_urls(void **state)
{
    (void)state;
    static const struct {
        const char *url, *host;
        int port;
    } rows[] = {
        {"http://127.0.0.1:8080",  "127.0.0.1", 8080},
        {"http://127.0.0.1:8080/", "127.0.0.1", 8080},
        {"http://[::1]:1",         "::1",       1   },
        {"http://127.0.0.1",       NULL,        0   },
        {"https://127.0.0.1:80",   NULL,        0   },
        {"http://:80",             NULL,        0   },
        {"http://a:0",             NULL,        0   },
        {"http://a:65536",         NULL,        0   },
        {"http://a:80/x",          NULL,        0   },
        {"",                       NULL,        0   },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char host[64] = "";
        int port = 0;
        int rc = client_read_url(rows[i].url, host, &port, NULL);
        assert_int_equal(rc, rows[i].host ? 0 : STATUS_USAGE);
        if (rc == 0)
            assert_string_equal(host, rows[i].host);
        assert_int_equal(port, rows[i].port);
    }
}

static int close_told(void **state)
{
    (void)state;
    buf_close(&told);
    return 0;
}

#define LISTENER_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LISTENER_TEST(test_questions_and_answers),
        LISTENER_TEST(test_large_bodies),
        LISTENER_TEST(test_many_in_order),
        LISTENER_TEST(test_reconnects),
        LISTENER_TEST(test_asked_by_the_last_answer),
        LISTENER_TEST(test_nobody_there),
        LISTENER_TEST(test_given_up),
        LISTENER_TEST(test_no_answer_in_time),
        LISTENER_TEST(test_waits_when_full),
        LISTENER_TEST(test_rests_without_descriptors),
        LISTENER_TEST(test_a_port_that_is_taken),
        cmocka_unit_test(test_addresses_are_counted),
        cmocka_unit_test(test_loopback),
        cmocka_unit_test(test_urls),
    };
    return cmocka_run_group_tests(tests, NULL, close_told);
}
