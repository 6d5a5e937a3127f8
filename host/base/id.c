/* id.c - identities as text: a 128-bit big-endian number in 26 base32 digits.
 *
 * 26 digits hold 130 bits; the two spare ones are the highest, so the first digit is 0 to 7 and
 * texts sort like bytes. One id has exactly one text: no upper case, no look-alikes.
 */
#include "base/id.h"

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

char *id_to_text(const struct id *id, char text[ID_TEXT_LEN + 1])
{
    unsigned pending = 0, bits = 2; /* the two spare zero bits come first */
    int at = 0;
    for (int i = 0; i < ID_BYTES; i++) {
        pending = (pending << 8 | id->bytes[i]) & 0xFFFF;
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text[at++] = alphabet[pending >> bits & 31];
        }
    }
    text[at] = '\0';
    return text;
}

bool id_from_text(const char *text, size_t len, struct id *id)
{
    if (len != ID_TEXT_LEN)
        return false;
    struct id read;
    unsigned pending = 0, bits = 0;
    int at = 0;
    for (int i = 0; i < ID_TEXT_LEN; i++) {
        int digit = digit_of(text[i]);
        if (digit < 0 || (i == 0 && digit > 7))
            return false;
        pending = (pending << 5 | (unsigned)digit) & 0xFFFF;
        bits += i == 0 ? 3 : 5;
        if (bits >= 8) {
            bits -= 8;
            read.bytes[at++] = (uint8_t)(pending >> bits);
        }
    }
    *id = read;
    return true;
}
