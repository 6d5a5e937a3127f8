/* mail.c - one mail by SMTP, with TLS unless the target says that there is none.
 *
 * Subject and text are UTF-8, the one as encoded words (RFC 2047), the other as base64, so that no
 * byte of them can be read as a header or as the end of the mail. The Message-ID follows from the
 * idempotency key: a mail server, and the reader's own program, know a repeated one.
 */
#include <string.h>
#include <time.h>
#include "data/sign.h"
#include "outside/curl.h"

enum { TIMEOUT_S = 60, WORD_BYTES = 42, LINE_BYTES = 57 };

static size_t character_len(const char *text)
{
    unsigned char byte = (unsigned char)*text;
    size_t wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1, len = 1;
    while (len < wanted && ((unsigned char)text[len] & 0xc0) == 0x80)
        len++;
    return len;
}

/* Encoded words of whole characters, on lines of their own. */
static void add_subject(struct buf *out, const char *text)
{
    buf_add_text(out, "Subject:");
    while (*text) {
        size_t len = 0;
        while (text[len] && len + character_len(text + len) <= WORD_BYTES)
            len += character_len(text + len);
        buf_add_text(out, " =?UTF-8?B?");
        base64_add(out, text, len);
        buf_add_text(out, "?=\r\n");
        text += len;
    }
    if (out->bytes[out->len - 1] != '\n')
        buf_add_text(out, " -\r\n");
}

static void add_text(struct buf *out, const char *text)
{
    size_t left = strlen(text);
    while (left > 0) {
        size_t len = left < LINE_BYTES ? left : LINE_BYTES;
        base64_add(out, text, len);
        buf_add_text(out, "\r\n");
        text += len;
        left -= len;
    }
}

static void add_date(struct buf *out, int64_t now_ms)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(now_ms / 1000 + 8 * 3600);
    struct tm tm;
    if (!gmtime_r(&seconds, &tm))
        return;
    buf_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0800\r\n", days[tm.tm_wday], tm.tm_mday,
               months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void write_mail(struct buf *out, const struct outgoing *outgoing, const char *to)
{
    struct arena arena = {0};
    const char *from = value_get_text(outgoing->target, "from");
    const char *host = strchr(from, '@');

    buf_printf(out, "From: <%s>\r\nTo: <%s>\r\n", from, to);
    add_date(out, outgoing->now_ms);
    buf_printf(out, "Message-ID: <%s@%s>\r\n", outgoing->key, host ? host + 1 : "comity");
    add_subject(out, message_subject(outgoing, &arena));
    buf_add_text(out, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                      "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n"
                      "\r\n");
    add_text(out, message_text(outgoing, &arena));
    arena_close(&arena);
}

struct upload {
    struct slice rest;
};

static size_t on_read(char *to, size_t size, size_t count, void *owner)
{
    struct upload *upload = owner;
    size_t len = size * count < upload->rest.len ? size * count : upload->rest.len;
    memcpy(to, upload->rest.bytes, len);
    upload->rest.bytes += len;
    upload->rest.len -= len;
    return len;
}

static bool prepare(CURL *curl, const struct outgoing *outgoing, struct curl_slist *recipients,
                    struct upload *upload)
{
    const char *user = value_get_text(outgoing->target, "user");
    const char *tls = value_get_text(outgoing->target, "tls");
    bool has_tls = !tls || strcmp(tls, "none") != 0;
    return recipients &&
           curl_easy_setopt(curl, CURLOPT_URL, value_get_text(outgoing->target, "url")) ==
               CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_USE_SSL,
                            (long)(has_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE)) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_MAIL_FROM, value_get_text(outgoing->target, "from")) ==
               CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients) == CURLE_OK &&
           (!user || curl_easy_setopt(curl, CURLOPT_USERNAME, user) == CURLE_OK) &&
           (!user || !outgoing->secret ||
            curl_easy_setopt(curl, CURLOPT_PASSWORD, outgoing->secret) == CURLE_OK) &&
           curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_READDATA, upload) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L) == CURLE_OK;
}

/* 5xx is for ever, all else for now - but not a login that is refused, which a person can mend. */
static void judge(struct wire *wire, struct sent *sent)
{
    long code = 0;
    curl_easy_getinfo(wire->curl, CURLINFO_RESPONSE_CODE, &code);
    if (code >= 500 && code < 600 && code != 530 && code != 535)
        sent_note(sent, SENT_REFUSED, "The mail server refuses it: %ld.", code);
}

void send_mail(struct outside *outside, const struct outgoing *outgoing, struct arena *arena,
               struct sent *sent)
{
    const char *to = message_address(outgoing, sent);
    struct buf mail = {0};
    struct wire wire;

    (void)arena;
    if (!to)
        return;
    write_mail(&mail, outgoing, to);
    struct upload upload = {buf_slice(&mail)};
    struct curl_slist *recipients = curl_slist_append(NULL, to);
    if (!wire_open(&wire, outside, "smtp,smtps",
                   value_get_bool(outgoing->target, "is_private", false),
                   (int)value_get_int(outgoing->target, "timeout_s", TIMEOUT_S)) ||
        !prepare(wire.curl, outgoing, recipients, &upload))
        sent_note(sent, SENT_LATER, "The mail could not be prepared.");
    else if (!wire_run(&wire, sent) && !sent->is_ours)
        judge(&wire, sent);
    wire_close(&wire);
    curl_slist_free_all(recipients);
    buf_close(&mail);
}
