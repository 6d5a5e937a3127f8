/* test_outside.c - how things are sent: signatures, addresses nobody may be led to, mails no text
 * can break out of; sheets, of which a death leaves nothing. What a peer sees of it is in
 * tests/http/effects.sh.
 */
#include "lib/check.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>
#include "outside/inside.h"
#include "outside/xlsx.h"

/* The published example of the Standard Webhooks' own libraries. */
static void test_signature_as_published(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct slice body = slice_of("{\"test\": 2432232314}");
    assert_string_equal(webhook_signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                          "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, &arena),
                        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    /* Of another body, key, time or secret it is another. */
    const char *published = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    assert_string_not_equal(webhook_signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                              "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265331, body,
                                              &arena),
                            published);
    assert_string_not_equal(webhook_signature("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                              "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body,
                                              &arena),
                            published);
    arena_close(&arena);
}

static bool is_private(const char *text)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
        return address_is_private((struct sockaddr *)&in);
    assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
    return address_is_private((struct sockaddr *)&in6);
}

static void test_addresses(void **state)
{
    (void)state;
    static const char *const inside[] = {
        "127.0.0.1",
        "127.255.255.255",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::1",
        "64:ff9b::7f00:1",
        "2001::1",
        "2001:db8::1",
    };
    static const char *const outside[] = {
        "8.8.8.8",   "172.15.255.255", "172.32.0.1",   "100.128.0.1",      "198.20.0.1",
        "223.5.5.5", "126.255.0.1",    "2400:3200::1", "::ffff:223.5.5.5", "2002:df05:505::1",
    };
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        if (!is_private(inside[i]))
            fail_msg("%s is taken for a public address", inside[i]);
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        if (is_private(outside[i]))
            fail_msg("%s is taken for a private address", outside[i]);
    struct sockaddr local = {.sa_family = AF_UNIX};
    assert_true(address_is_private(&local));
}

static struct arena arena;

static struct value *text_map(const char *zh, const char *en)
{
    struct value *map = value_map(&arena);
    value_put(&arena, map, "zh", value_string(&arena, zh));
    value_put(&arena, map, "en", value_string(&arena, en));
    return map;
}

static void test_words_of_a_message(void **state)
{
    (void)state;
    struct value *message = value_map(&arena), *with = value_map(&arena),
                 *person = value_map(&arena);
    value_put(&arena, person, "name", value_string(&arena, "张三"));
    value_put(&arena, with, "who", person);
    value_put(&arena, with, "days", value_int(&arena, 5));
    value_put(&arena, message, "with", with);
    value_put(&arena, message, "number", value_string(&arena, "2026E1"));
    value_put(&arena, message, "text", text_map("{who}：{days}天 {number} {unknown}", "{who} {"));
    const struct outgoing outgoing = {.with = message, .kind = "mail"};
    assert_string_equal(message_text(&outgoing, &arena), "张三：5天 2026E1 {unknown}\n\n张三 {");
    value_put(&arena, message, "text", &value_nil);
    value_put(&arena, message, "title", text_map("标题", NULL));
    assert_string_equal(message_text(&outgoing, &arena), "标题");
    assert_string_equal(message_subject(&outgoing, &arena), "标题");
    arena_close(&arena);
    arena = (struct arena){0};
}

static const char *address_of(const char *kind, struct value *to)
{
    struct value *with = value_map(&arena), *target = value_map(&arena);
    struct sent sent = {0};
    value_put(&arena, with, "to", to);
    const struct outgoing outgoing = {.with = with, .kind = kind, .target = target};
    const char *address = message_address(&outgoing, &sent);
    assert_int_equal(sent.status, address ? SENT_DONE : SENT_REFUSED);
    assert_true(address || sent.is_ours);
    return address ? address : "";
}

static void test_addresses_of_people(void **state)
{
    (void)state;
    static const char *const bad[] = {"",        "nobody", "a@b.cn\r\nRCPT TO:<c@d.cn>",
                                      "a@b,c@d", "<a@b>",  "a b@c",
                                      "\"a\"@b", "a@b;c@d"};
    struct value *person = value_map(&arena);
    value_put(&arena, person, "phone", value_string(&arena, "13900000001"));
    value_put(&arena, person, "email", value_string(&arena, "li@example.cn"));
    assert_string_equal(address_of("mail", person), "li@example.cn");
    assert_string_equal(address_of("extension", person), "13900000001");
    assert_string_equal(address_of("mail", value_string(&arena, "a@b.cn")), "a@b.cn");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(address_of("mail", value_string(&arena, bad[i])), "");
    assert_string_equal(address_of("mail", value_map(&arena)), "");
    arena_close(&arena);
    arena = (struct arena){0};
}

static void test_what_answers_mean(void **state)
{
    (void)state;
    static const struct {
        long status;
        enum sent_status means;
    } rows[] = {
        {200, SENT_DONE   },
        {204, SENT_DONE   },
        {302, SENT_REFUSED},
        {400, SENT_REFUSED},
        {404, SENT_REFUSED},
        {408, SENT_LATER  },
        {410, SENT_REFUSED},
        {425, SENT_LATER  },
        {429, SENT_LATER  },
        {500, SENT_LATER  },
        {503, SENT_LATER  },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct transfer transfer = {.status = rows[i].status};
        struct sent sent = {0};
        transfer_judge(&transfer, &sent);
        assert_int_equal(sent.status, rows[i].means);
        assert_true(!sent.is_ours);
    }
}

/* A sender is asked by the kind of the target; an unknown kind is ours to mend. */
static void test_kinds(void **state)
{
    (void)state;
    struct outside *outside;
    struct err err = {0};
    struct sent sent;
    assert_int_equal(outside_open(&outside, &err), 0);
    const struct sender *sender = outside_sender(outside);
    struct value *target = value_map(&arena);
    struct outgoing outgoing = {
        .key = "k", .name = "n", .kind = "fax", .target = target, .with = value_map(&arena)};
    sender->send(sender->owner, &outgoing, &arena, &sent);
    assert_int_equal(sent.status, SENT_REFUSED);
    assert_true(sent.is_ours);
    outgoing.kind = "extension";
    value_put(&arena, target, "extension", value_string(&arena, "sms"));
    sender->send(sender->owner, &outgoing, &arena, &sent);
    assert_int_equal(sent.status, SENT_LATER);
    assert_non_null(strstr(sent.reason, "without the extension sms"));
    sender->stop(sender->owner);
    sender->send(sender->owner, &outgoing, &arena, &sent);
    assert_int_equal(sent.status, SENT_LATER);
    assert_true(sent.is_ours);
    assert_int_equal(outside_load(outside, "no_folder.so", &err), STATUS_USAGE);
    assert_int_equal(outside_load(outside, "./not_there.so", &err), STATUS_MALFORMED);
    outside_close(outside);
    arena_close(&arena);
    arena = (struct arena){0};
}

/* What a host that dies at any moment would leave of a sheet: files with a name, and none of them
 * has anything in it while it has one. */
static void test_a_sheet_has_no_name_while_it_is_made(void **state)
{
    (void)state;
    char directory[] = "/tmp/xlsx-XXXXXX";
    _Alignas(struct inotify_event) char events[65536];
    struct value *table = value_map(&arena), *rows = value_list(&arena);
    struct buf bytes = {0};
    struct err err = {0};

    for (int i = 0; i < 500; i++) {
        struct value *row = value_list(&arena);
        value_push(&arena, row, value_string(&arena, "figures"));
        value_push(&arena, row, value_int(&arena, i));
        value_push(&arena, rows, row);
    }
    value_put(&arena, table, "rows", rows);
    assert_non_null(mkdtemp(directory));
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    assert_true(fd >= 0);
    assert_true(inotify_add_watch(fd, directory,
                                  IN_CREATE | IN_MODIFY | IN_MOVED_TO | IN_EXCL_UNLINK) >= 0);
    assert_int_equal(xlsx_write(table, directory, &bytes, &err), 0);
    ssize_t len = read(fd, events, sizeof events);
    assert_true(len > 0); /* else the folder is not where it works */
    for (ssize_t at = 0; at < len;) {
        const struct inotify_event *event = (const void *)(events + at);
        if ((event->mask & IN_CREATE) == 0)
            fail_msg("%s was written to while it had this name", event->name);
        at += (ssize_t)(sizeof *event + event->len);
    }
    close(fd);
    assert_int_equal(rmdir(directory), 0); /* it is empty */
    assert_true(bytes.len > 4 && memcmp(bytes.bytes, "PK\3\4", 4) == 0);
    buf_close(&bytes);
    arena_close(&arena);
    arena = (struct arena){0};
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signature_as_published),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_words_of_a_message),
        cmocka_unit_test(test_addresses_of_people),
        cmocka_unit_test(test_what_answers_mean),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_a_sheet_has_no_name_while_it_is_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
