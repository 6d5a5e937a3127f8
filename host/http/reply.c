/* reply.c - heads of replies.
 *
 * Everything is private to the person who asked unless an endpoint says otherwise: no-store is the
 * rule, and no reply is ever sniffed for another type than it says.
 */
#include "http/reply.h"

#include <stdio.h>
#include <strings.h>

#include "base/wallclock.h"

static bool has_header(const struct call_pair *headers, const char *name)
{
    for (; headers; headers = headers->next)
        if (strcasecmp(headers->name, name) == 0)
            return true;
    return false;
}

static void write_line(struct buf *out, const char *name, const char *value)
{
    buf_add_text(out, name);
    buf_add(out, ": ", 2);
    buf_add_text(out, value);
    buf_add(out, "\r\n", 2);
}

static void write_start(struct buf *out, const struct reply *reply)
{
    buf_add_text(out, "HTTP/1.1 ");
    buf_add_int(out, reply->http_status);
    buf_add_byte(out, ' ');
    buf_add_text(out, http_status_text(reply->http_status));
    buf_add(out, "\r\n", 2);
    write_line(out, "Date", reply->date);
    if (reply->content_type)
        write_line(out, "Content-Type", reply->content_type);
    if (reply->after == REPLY_CLOSES)
        write_line(out, "Connection", "close");
    else if (reply->after == REPLY_KEEPS_1_0)
        write_line(out, "Connection", "keep-alive");
    if (!has_header(reply->headers, "Cache-Control"))
        write_line(out, "Cache-Control", "no-store");
    write_line(out, "X-Content-Type-Options", "nosniff");
    for (const struct call_pair *pair = reply->headers; pair; pair = pair->next)
        write_line(out, pair->name, pair->value);
}

/* 204 and 304 have neither a body nor a length (RFC 9110 8.6). */
static bool is_bodyless(int http_status)
{
    return http_status == 204 || http_status == 304 || http_status < 200;
}

void reply_write(struct buf *out, const struct reply *reply)
{
    buf_reserve(out, 512 + reply->body.len);
    write_start(out, reply);
    if (!is_bodyless(reply->http_status)) {
        buf_add_text(out, "Content-Length: ");
        buf_add_int(out, (int64_t)reply->body.len);
        buf_add(out, "\r\n", 2);
    }
    buf_add(out, "\r\n", 2);
    if (!reply->is_head && !is_bodyless(reply->http_status))
        buf_add_slice(out, reply->body);
}

void reply_write_stream(struct buf *out, const struct reply *reply, bool is_chunked)
{
    write_start(out, reply);
    if (is_chunked)
        write_line(out, "Transfer-Encoding", "chunked");
    write_line(out, "X-Accel-Buffering", "no"); /* or nginx keeps the events to itself */
    buf_add(out, "\r\n", 2);
}

void reply_write_refusal(struct buf *out, int http_status, const char *code, const char *detail,
                         const char *date)
{
    struct buf body = {0};
    buf_printf(&body,
               "{\"code\":\"%s\",\"detail\":\"%s\",\"status\":%d,\"title\":\"%s\","
               "\"type\":\"about:blank\"}",
               code, detail, http_status, http_status_text(http_status));
    const struct call_pair retry = {.name = "Retry-After", .value = "1"};
    reply_write(out, &(struct reply){
                         .http_status = http_status,
                         .content_type = "application/problem+json",
                         .body = buf_slice(&body),
                         .headers = http_status == 503 ? &retry : NULL,
                         .date = date,
                         .after = REPLY_CLOSES,
                     });
    buf_close(&body);
}

char *reply_date(int64_t at_ms, char text[40])
{
    static const char days[][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year, month, day;
    int64_t second = at_ms / 1000;
    int32_t date = (int32_t)(second / 86400); /* of UTC: date_of would be that of the office */
    int left = (int)(second % 86400);

    date_to_civil(date, &year, &month, &day);
    snprintf(text, 40, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[date_weekday(date)], day,
             months[month - 1], year, left / 3600, left / 60 % 60, left % 60);
    return text;
}
