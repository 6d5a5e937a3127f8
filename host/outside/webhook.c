/* webhook.c - signed webhooks by the Standard Webhooks (1.0.0), and calls of an HTTP interface.
 *
 * webhook-id is the idempotency key: whoever has seen it has seen the message. The timestamp is
 * that of the attempt, so that a receiver can refuse old ones. Of the answer to a call only what a
 * script may branch on is kept: numbers, yes and no, short words; free text from outside passes no
 * form and goes nowhere.
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include "data/json.h"
#include "data/secret.h"
#include "data/sign.h"
#include "outside/inside.h"

enum { TIMEOUT_S = 30, HEADERS_MOST = 24 };

const char *webhook_signature(const char *secret, const char *key, int64_t timestamp_s,
                              struct slice body, struct arena *arena)
{
    static const char prefix[] = "whsec_";
    struct buf raw = {0}, message = {0}, text = {0};
    uint8_t signature[SIGN_BYTES];
    bool is_coded = strncmp(secret, prefix, sizeof prefix - 1) == 0 &&
                    base64_read(slice_of(secret + sizeof prefix - 1), &raw);

    buf_printf(&message, "%s.%" PRId64 ".", key, timestamp_s);
    buf_add_slice(&message, body);
    sign_hmac_sha256(is_coded ? buf_slice(&raw) : slice_of(secret), buf_slice(&message), signature);
    buf_add_text(&text, "v1,");
    base64_add(&text, signature, sizeof signature);
    const char *out = arena_copy(arena, buf_slice(&text)).bytes;
    if (raw.bytes)
        secret_wipe(raw.bytes, raw.len);
    buf_close(&raw);
    buf_close(&message);
    buf_close(&text);
    return out;
}

struct request {
    const char *headers[HEADERS_MOST + 1];
    int count;
    struct arena arena;
    struct buf body;
};

static void add_header(struct request *request, const char *name, const char *text)
{
    if (request->count < HEADERS_MOST)
        request->headers[request->count++] = arena_printf(&request->arena, "%s: %s", name, text);
}

static void add_own_headers(struct request *request, const struct value *headers)
{
    for (size_t i = 0; i < value_len(headers); i++)
        add_header(request, headers->map.members[i].key.bytes,
                   value_text_or(headers->map.members[i].value, ""));
}

static void request_close(struct request *request)
{
    buf_close(&request->body);
    arena_close(&request->arena);
}

static void run(struct outside *outside, const struct outgoing *outgoing,
                const struct request *request, struct transfer *transfer, struct sent *sent)
{
    transfer->url = value_get_text(outgoing->target, "url");
    transfer->headers = request->headers;
    transfer->body = buf_slice(&request->body);
    transfer->is_private = value_get_bool(outgoing->target, "is_private", false);
    transfer->timeout_s = (int)value_get_int(outgoing->target, "timeout_s", TIMEOUT_S);
    transfer_run(outside, transfer, sent);
    transfer_judge(transfer, sent);
}

void send_webhook(struct outside *outside, const struct outgoing *outgoing, struct arena *arena,
                  struct sent *sent)
{
    struct request request = {0};
    struct transfer transfer = {.method = "POST"};
    struct value *body = value_map(&request.arena);
    int64_t timestamp_s = outgoing->now_ms / 1000;

    (void)arena;
    value_put(&request.arena, body, "type", value_string(&request.arena, outgoing->name));
    value_put(&request.arena, body, "timestamp", value_int(&request.arena, outgoing->at / 1000));
    value_put(&request.arena, body, "data", value_copy(&request.arena, outgoing->with));
    json_write(&request.body, body, 0);
    add_header(&request, "Content-Type", "application/json");
    add_header(&request, "webhook-id", outgoing->key);
    add_header(&request, "webhook-timestamp",
               arena_printf(&request.arena, "%" PRId64, timestamp_s));
    if (outgoing->secret)
        add_header(&request, "webhook-signature",
                   webhook_signature(outgoing->secret, outgoing->key, timestamp_s,
                                     buf_slice(&request.body), &request.arena));
    add_own_headers(&request, value_get(outgoing->target, "headers"));
    run(outside, outgoing, &request, &transfer, sent);
    transfer_close(&transfer);
    request_close(&request);
}

/* ---- calls ---- */

enum { WORD_MOST = 40, DIGITS_MOST = 8, NUMBER_MOST = 999999999, FIELDS_MOST = 32 };

static bool is_name(struct slice key)
{
    bool is_good = key.len > 0 && key.len <= WORD_MOST && islower((unsigned char)key.bytes[0]);
    for (size_t i = 0; is_good && i < key.len; i++)
        is_good = islower((unsigned char)key.bytes[i]) || isdigit((unsigned char)key.bytes[i]) ||
                  key.bytes[i] == '_';
    return is_good;
}

/* A word that stands for a state or a number of a file; a phone or the number of a document has a
 * longer run of digits. */
static bool is_word(struct slice text)
{
    size_t digits = 0;
    if (text.len == 0 || text.len > WORD_MOST || !isalpha((unsigned char)text.bytes[0]))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        digits = isdigit(byte) ? digits + 1 : 0;
        if (digits > DIGITS_MOST || !(isalnum(byte) || byte == '_' || byte == '-' || byte == '.'))
            return false;
    }
    return true;
}

static bool may_be_kept(const struct value *value)
{
    if (value->type == VALUE_INT)
        return value->integer >= -NUMBER_MOST && value->integer <= NUMBER_MOST;
    if (value->type == VALUE_TEXT)
        return is_word(value->text);
    return value->type == VALUE_BOOL;
}

static void keep_answer(const struct transfer *transfer, struct arena *arena, struct sent *sent)
{
    const struct json_bounds bounds = {.max_bytes = SENT_ANSWER_MOST};
    struct arena scratch = {0};
    struct value *answer = value_map(arena), *read;
    struct err ignored = {0};

    if (!transfer->is_cut &&
        json_read(&scratch, buf_slice(&transfer->answer), &bounds, &read, &ignored) == 0 &&
        read->type == VALUE_MAP)
        for (size_t i = 0; i < value_len(read) && value_len(answer) < FIELDS_MOST; i++)
            if (is_name(read->map.members[i].key) && may_be_kept(read->map.members[i].value))
                value_put_slice(arena, answer, read->map.members[i].key,
                                value_copy(arena, read->map.members[i].value));
    value_put(arena, answer, "status", value_int(arena, transfer->status));
    sent->answer = answer;
    arena_close(&scratch);
}

void send_call(struct outside *outside, const struct outgoing *outgoing, struct arena *arena,
               struct sent *sent)
{
    const char *method = value_get_text(outgoing->target, "method");
    struct request request = {0};
    struct transfer transfer = {.method = method ? method : "POST"};

    if (strcmp(transfer.method, "GET") != 0) {
        json_write(&request.body, outgoing->with, 0);
        add_header(&request, "Content-Type", "application/json");
    }
    add_header(&request, "Accept", "application/json");
    add_header(&request, "Idempotency-Key", outgoing->key);
    if (outgoing->secret)
        add_header(&request, "Authorization",
                   arena_printf(&request.arena, "Bearer %s", outgoing->secret));
    add_own_headers(&request, value_get(outgoing->target, "headers"));
    run(outside, outgoing, &request, &transfer, sent);
    if (sent->status == SENT_DONE)
        keep_answer(&transfer, arena, sent);
    transfer_close(&transfer);
    request_close(&request);
}
