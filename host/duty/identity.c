/* identity.c - check digits of GB 11643-1999 and GB 32100-2015, shapes of telephone numbers.
 *
 * Both check digits are weighted sums; the weights are powers of 2 mod 11 and of 3 mod 31. They
 * find every single wrong character and every swap of neighbours.
 */
#include "duty/identity.h"

#include "base/wallclock.h"

enum { NUMBER_LEN = 18 };

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* How many digits stand at the beginning. */
static size_t digits_count(struct slice text)
{
    size_t count = 0;
    while (count < text.len && is_digit(text.bytes[count]))
        count++;
    return count;
}

static struct slice rest_after(struct slice text, size_t len)
{
    return (struct slice){.bytes = text.bytes + len, .len = text.len - len};
}

/* "-123" or nothing. */
static bool extension_is_valid(struct slice text)
{
    if (text.len == 0)
        return true;
    struct slice digits = rest_after(text, 1);
    return text.bytes[0] == '-' && digits.len >= 1 && digits.len <= 6 &&
           digits_count(digits) == digits.len;
}

static bool landline_is_valid(struct slice text)
{
    size_t area = digits_count(text);
    if (area < 3 || text.bytes[0] != '0')
        return false;
    if (area >= 10 && area <= 12) /* written without the hyphen */
        return extension_is_valid(rest_after(text, area));
    if (area > 4 || area == text.len || text.bytes[area] != '-')
        return false;
    struct slice number = rest_after(text, area + 1);
    size_t len = digits_count(number);
    return (len == 7 || len == 8) && extension_is_valid(rest_after(number, len));
}

bool phone_is_valid(struct slice text)
{
    if (text.len == 11 && digits_count(text) == 11 && text.bytes[0] == '1')
        return text.bytes[1] >= '3';
    return landline_is_valid(text);
}

static bool birth_is_valid(struct slice text)
{
    char date[11] = {text.bytes[6],  text.bytes[7],  text.bytes[8], text.bytes[9],  '-',
                     text.bytes[10], text.bytes[11], '-',           text.bytes[12], text.bytes[13]};
    int32_t day;
    return date_from_text((struct slice){.bytes = date, .len = 10}, &day);
}

bool id_card_is_valid(struct slice text)
{
    if (text.len != NUMBER_LEN || digits_count(text) < NUMBER_LEN - 1 || text.bytes[0] == '0')
        return false;
    int sum = 0;
    for (int i = NUMBER_LEN - 2, weight = 2; i >= 0; i--, weight = weight * 2 % 11)
        sum += weight * (text.bytes[i] - '0');
    char wanted = "10X98765432"[sum % 11];
    char last = text.bytes[NUMBER_LEN - 1] == 'x' ? 'X' : text.bytes[NUMBER_LEN - 1];
    return last == wanted && birth_is_valid(text);
}

bool unified_code_is_valid(struct slice text)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    if (text.len != NUMBER_LEN || digits_count(rest_after(text, 2)) < 6)
        return false;
    int sum = 0, weight = 1, last = 0;
    for (int i = 0; i < NUMBER_LEN; i++) {
        const char *at = text.bytes[i] ? strchr(alphabet, text.bytes[i]) : NULL;
        if (!at)
            return false;
        last = (int)(at - alphabet);
        if (i < NUMBER_LEN - 1)
            sum += weight * last;
        weight = weight * 3 % 31;
    }
    return last == (31 - sum % 31) % 31;
}
