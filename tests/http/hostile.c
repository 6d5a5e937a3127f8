/* hostile.c - sends every file of hostile/ to a host and compares what comes back.
 *
 * A file is a comment, what is expected, an empty line, and the request:
 *
 *   # why this is a trap
 *   expect 200 400
 *
 *   GET /hello HTTP/1.1\r\n
 *   \{X: y\r\n*100}\r\n
 *
 * Lines of the file are joined; \r \n \t \\ \xNN are bytes and \{text*n} is the text n times.
 * Expected are the statuses of all replies, or "none"; then the host must have closed the
 * connection by itself, unless the line ends in stays   the connection is still good: one more
 * request on it is answered eof     the peer shuts its side after sending, and then the host closes
 *
 * Each file is sent three ways: to a conn without sockets in one piece and in small pieces, and
 * over TCP to a real listener. To run one: http_hostile NAME. To add one: a file.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../lib/check.h"
#include "kit.h"

enum { FILES_MOST = 1000, STATUSES_MOST = 100 };

enum after { AFTER_CLOSED, AFTER_STAYS, AFTER_EOF };

struct attack {
    char *name;
    int statuses[STATUSES_MOST];
    int count;
    enum after after;
    struct buf request;
};

static const char probe[] = "GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

static struct attack attacks[FILES_MOST];
static int attack_count;

/* ---- reading the files ------------------------------------------------------------------------
 */

static const char *add_escaped(struct buf *out, const char *at);

static const char *add_repeated(struct buf *out, const char *at)
{
    struct buf text = {0};
    while (*at != '*')
        at = add_escaped(&text, at);
    char *end;
    long times = strtol(at + 1, &end, 10);
    assert_true(times > 0 && *end == '}');
    while (times-- > 0)
        buf_add_slice(out, buf_slice(&text));
    buf_close(&text);
    return end + 1;
}

static const char *add_escaped(struct buf *out, const char *at)
{
    static const char from[] = "rnt\\", to[] = "\r\n\t\\";
    unsigned byte;

    assert_true(*at != '\0');
    if (*at != '\\') {
        if (*at != '\n')
            buf_add_byte(out, *at);
        return at + 1;
    }
    if (at[1] == '{')
        return add_repeated(out, at + 2);
    if (at[1] == 'x') {
        assert_int_equal(sscanf(at + 2, "%2x", &byte), 1);
        buf_add_byte(out, (char)byte);
        return at + 4;
    }
    const char *found = strchr(from, at[1]);
    assert_non_null(found);
    buf_add_byte(out, to[found - from]);
    return at + 2;
}

static void read_expected(struct attack *attack, const char *words)
{
    char word[16];
    for (int len; sscanf(words, "%15s%n", word, &len) == 1; words += len) {
        if (strcmp(word, "stays") == 0)
            attack->after = AFTER_STAYS;
        else if (strcmp(word, "eof") == 0)
            attack->after = AFTER_EOF;
        else if (strcmp(word, "none") != 0)
            attack->statuses[attack->count++] = atoi(word);
    }
}

static void read_attack(struct attack *attack, const char *name)
{
    char path[512], line[512];
    struct buf text = {0};
    snprintf(path, sizeof path, "%s/%s", HOSTILE_DIR, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    attack->name = mem_copy_text(name);
    assert_non_null(fgets(line, sizeof line, file));
    assert_int_equal(line[0], '#');
    assert_non_null(fgets(line, sizeof line, file));
    assert_int_equal(strncmp(line, "expect ", 7), 0);
    line[strcspn(line, "\n")] = '\0';
    read_expected(attack, line + 7);
    for (size_t len; (len = fread(line, 1, sizeof line, file)) > 0;)
        buf_add(&text, line, len);
    for (const char *at = text.bytes; *at;)
        at = add_escaped(&attack->request, at);
    buf_close(&text);
    fclose(file);
}

static int compare_attacks(const void *a, const void *b)
{
    return strcmp(((const struct attack *)a)->name, ((const struct attack *)b)->name);
}

static void read_attacks(const char *only)
{
    DIR *dir = opendir(HOSTILE_DIR);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        const char *dot = strrchr(entry->d_name, '.');
        if (!dot || strcmp(dot, ".txt") != 0 || (only && !strstr(entry->d_name, only)))
            continue;
        assert_true(attack_count < FILES_MOST);
        read_attack(&attacks[attack_count++], entry->d_name);
    }
    closedir(dir);
    qsort(attacks, (size_t)attack_count, sizeof *attacks, compare_attacks);
}

/* ---- comparing --------------------------------------------------------------------------------
 */

/* Cuts one reply off the front; 0 if there is no whole one. */
static int take_status(struct slice *got)
{
    int http_status = 0;
    const char *end = got->len ? memmem(got->bytes, got->len, "\r\n\r\n", 4) : NULL;
    if (!end || sscanf(got->bytes, "HTTP/1.1 %d ", &http_status) != 1)
        return 0;
    const char *length = strstr(got->bytes, "Content-Length: ");
    size_t len = (size_t)(end + 4 - got->bytes);
    if (length && length < end)
        len += (size_t)atoll(length + strlen("Content-Length: "));
    if (len > got->len)
        return 0;
    got->bytes += len, got->len -= len;
    return http_status;
}

/* NULL, or what is wrong. */
static const char *compare(const struct attack *attack, struct slice got)
{
    int expected = attack->count + (attack->after == AFTER_STAYS);
    for (int i = 0; i < expected; i++) {
        int http_status = take_status(&got);
        if (http_status == 0)
            return "a reply is missing";
        if (http_status != (i < attack->count ? attack->statuses[i] : 200))
            return "another status";
    }
    return got.len > 0 ? "more than was expected" : NULL;
}

static int failed;

/* All files are tried, so that one run shows all that is wrong. */
static void report(const struct attack *attack, const char *how, struct slice got,
                   const char *wrong)
{
    if (!wrong)
        return;
    failed++;
    print_error("%s, %s: %s. Got:\n%.600s\n\n", attack->name, how, wrong,
                got.len ? got.bytes : "(nothing)");
}

/* ---- without sockets --------------------------------------------------------------------------
 */

static void send_in_pieces(struct peer *peer, struct slice bytes, size_t piece)
{
    for (size_t len; bytes.len > 0; bytes.bytes += len, bytes.len -= len) {
        len = bytes.len < piece ? bytes.len : piece;
        peer_send_bytes(peer, (struct slice){bytes.bytes, len});
    }
}

static void attack_conn(const struct attack *attack, size_t piece)
{
    struct kit kit;
    struct peer peer;
    const char *wrong = NULL;

    kit_open(&kit, NULL);
    peer_open(&peer, &kit);
    send_in_pieces(&peer, buf_slice(&attack->request), piece);
    if (attack->after != AFTER_STAYS && attack->after != AFTER_EOF && !peer.is_shut)
        wrong = "the connection was not closed";
    if (attack->after == AFTER_STAYS)
        send_in_pieces(&peer, slice_of(probe), piece);
    peer_eof(&peer);
    if (!wrong && !peer.is_closed)
        wrong = "the connection was not closed after the peer's end";
    if (!wrong)
        wrong = compare(attack, buf_slice(&peer.got));
    report(attack, piece == 1 ? "byte by byte" : "in pieces", buf_slice(&peer.got), wrong);
    peer_close(&peer);
    kit_close(&kit);
}

static void test_without_sockets(void **state)
{
    (void)state;
    for (int i = 0; i < attack_count; i++) {
        size_t len = attacks[i].request.len;
        attack_conn(&attacks[i], len < 50000 ? 1 : 997);
        attack_conn(&attacks[i], 7000);
        attack_conn(&attacks[i], SIZE_MAX);
    }
    assert_int_equal(failed, 0);
}

/* ---- over TCP ---------------------------------------------------------------------------------
 */

struct tcp {
    struct loop *loop;
    struct kit kit;
    struct http *http;
    int port;
    struct note over;
};

/* The host may close while we still send: that is its right, and SIGPIPE must not kill us. */
static void send_all(int fd, struct slice bytes)
{
    while (bytes.len > 0) {
        ssize_t len = send(fd, bytes.bytes, bytes.len, MSG_NOSIGNAL);
        if (len <= 0)
            return;
        bytes.bytes += len, bytes.len -= (size_t)len;
    }
}

/* Reads until the host's end: were it to wait instead, so would we, and ctest would kill us. */
static void attack_listener(const struct attack *attack, int port)
{
    struct sockaddr_in name = {.sin_family = AF_INET,
                               .sin_port = htons((uint16_t)port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct buf got = {0};
    char bytes[4096];
    ssize_t len;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(connect(fd, (struct sockaddr *)&name, sizeof name), 0);
    send_all(fd, buf_slice(&attack->request));
    if (attack->after == AFTER_STAYS)
        send_all(fd, slice_of(probe));
    if (attack->after == AFTER_EOF)
        shutdown(fd, SHUT_WR);
    while ((len = recv(fd, bytes, sizeof bytes, 0)) > 0)
        buf_add(&got, bytes, (size_t)len);
    close(fd);
    report(attack, "over TCP", buf_slice(&got), compare(attack, buf_slice(&got)));
    buf_close(&got);
}

static void *attack_all(void *argument)
{
    struct tcp *tcp = argument;
    for (int i = 0; i < attack_count; i++)
        attack_listener(&attacks[i], tcp->port);
    loop_post(tcp->loop, &tcp->over);
    return NULL;
}

static void on_drained(void *owner)
{
    struct tcp *tcp = owner;
    loop_stop(tcp->loop);
}

static void on_over(struct note *note)
{
    struct tcp *tcp = LIST_ITEM(&note->link, struct tcp, over.link);
    http_drain(tcp->http, on_drained, tcp);
}

static void test_over_tcp(void **state)
{
    (void)state;
    static struct tcp tcp;
    pthread_t thread;
    failed = 0;
    struct err err = {0};
    tcp.over.on_note = on_over;
    assert_int_equal(loop_open(wallclock_real(), &tcp.loop, &err), 0);
    struct http_options options = kit_options(&tcp.kit, NULL);
    assert_int_equal(http_open(tcp.loop, &options, &tcp.http, &err), 0);
    tcp.port = http_port(tcp.http);
    assert_int_equal(pthread_create(&thread, NULL, attack_all, &tcp), 0);
    loop_run(tcp.loop);
    pthread_join(thread, NULL);
    http_close(tcp.http);
    loop_close(tcp.loop);
    assert_int_equal(failed, 0);
}

static int free_attacks(void **state)
{
    (void)state;
    for (int i = 0; i < attack_count; i++) {
        free(attacks[i].name);
        buf_close(&attacks[i].request);
    }
    return 0;
}

static const char *only;

static void test_files_are_there(void **state)
{
    (void)state;
    read_attacks(only);
    print_message("%d files\n", attack_count);
    assert_true(only ? attack_count > 0 : attack_count >= 100);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_are_there),
        cmocka_unit_test(test_without_sockets),
        cmocka_unit_test(test_over_tcp),
    };
    only = argc > 1 ? argv[1] : NULL;
    return cmocka_run_group_tests(tests, NULL, free_attacks);
}
