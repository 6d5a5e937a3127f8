/* guard.c - the head of a request, byte by byte.
 *
 *   GUARD_START --byte--> METHOD --SP--> TARGET --SP--> VERSION --CRLF--> LINE
 *   LINE --byte--> NAME --':'--> VALUE --CRLF--> LINE          LINE --CRLF--> DONE
 *
 * A CR is taken everywhere and must be followed by LF at once; a LF must follow a CR. Ends of lines
 * move the state in end_line, all other bytes in take_byte. What a method, a version or a field
 * name may consist of is llhttp's to judge; control characters, spaces and lengths are judged here.
 */
#include "http/guard.h"

enum { EMPTY_LINES_MOST = 2 };

static bool refuse(struct refusal *refusal, int http_status, const char *code, const char *detail)
{
    *refusal = (struct refusal){http_status, code, detail};
    return false;
}

static bool malformed(struct refusal *refusal, const char *detail)
{
    return refuse(refusal, 400, "malformed_request", detail);
}

static bool is_control(unsigned char byte)
{
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
}

static bool take_line_start(struct guard *guard, const struct http_limits *limits, char byte,
                            struct refusal *refusal)
{
    if (byte == ' ' || byte == '\t')
        return malformed(refusal, "A field is continued on a second line.");
    if (byte == ':')
        return malformed(refusal, "A field has no name.");
    if (++guard->fields > limits->fields)
        return refuse(refusal, 431, "too_many_fields", "The request has too many fields.");
    guard->state = GUARD_NAME;
    return true;
}

static bool take_word(struct guard *guard, const struct http_limits *limits, char byte,
                      struct refusal *refusal)
{
    if (byte == '\t')
        return malformed(refusal, "The request line has a tab.");
    if (guard->state == GUARD_START) {
        guard->state = GUARD_METHOD;
        return byte != ' ' || malformed(refusal, "The request line begins with a space.");
    }
    if (byte != ' ') {
        if (guard->state == GUARD_TARGET && ++guard->target_len > limits->target_bytes)
            return refuse(refusal, 414, "target_too_long", "The address is too long.");
        return true;
    }
    if (guard->state == GUARD_VERSION)
        return malformed(refusal, "The request line has too many spaces.");
    guard->state = guard->state == GUARD_METHOD ? GUARD_TARGET : GUARD_VERSION;
    return true;
}

/* Any byte but CR and LF. */
static bool take_byte(struct guard *guard, const struct http_limits *limits, char byte,
                      struct refusal *refusal)
{
    if (is_control((unsigned char)byte))
        return malformed(refusal, "The head has a control character.");
    switch (guard->state) {
    case GUARD_LINE:
        return take_line_start(guard, limits, byte, refusal);
    case GUARD_NAME:
        if (byte == ' ' || byte == '\t')
            return malformed(refusal, "A field has a space before its colon.");
        if (byte == ':')
            guard->state = GUARD_VALUE;
        return true;
    case GUARD_VALUE:
        return true;
    default:
        return take_word(guard, limits, byte, refusal);
    }
}

static bool end_line(struct guard *guard, struct refusal *refusal)
{
    switch (guard->state) {
    case GUARD_START:
        if (++guard->empty_lines > EMPTY_LINES_MOST)
            return malformed(refusal, "The request begins with empty lines.");
        return true;
    case GUARD_VERSION:
    case GUARD_VALUE:
        guard->state = GUARD_LINE;
        return true;
    case GUARD_LINE:
        guard->state = GUARD_DONE;
        return true;
    case GUARD_NAME:
        return malformed(refusal, "A field has no colon.");
    default:
        return malformed(refusal, "The request line lacks its address or version.");
    }
}

static bool take(struct guard *guard, const struct http_limits *limits, char byte,
                 struct refusal *refusal)
{
    if (guard->is_after_cr) {
        guard->is_after_cr = false;
        return byte == '\n' ? end_line(guard, refusal)
                            : malformed(refusal, "A line has a CR without a LF.");
    }
    if (byte == '\r') {
        guard->is_after_cr = true;
        return true;
    }
    if (byte == '\n')
        return malformed(refusal, "A line ends in LF without CR.");
    return take_byte(guard, limits, byte, refusal);
}

size_t guard_feed(struct guard *guard, const struct http_limits *limits, struct slice bytes,
                  struct refusal *refusal)
{
    size_t i = 0;
    while (i < bytes.len && guard->state != GUARD_DONE) {
        if (++guard->len > limits->head_bytes) {
            refuse(refusal, 431, "head_too_large", "The head of the request is too large.");
            break;
        }
        if (!take(guard, limits, bytes.bytes[i++], refusal))
            break;
    }
    return i;
}
