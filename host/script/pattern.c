/* pattern.c - a backtracking matcher for Lua patterns that pays for each step.
 *
 * match_items goes along the pattern; where there is a choice (a quantifier, a capture that may be
 * taken back) it goes into itself, at most PATTERN_DEPTH deep. Every look at a byte of the subject,
 * every byte of a set and every 16 bytes of a back reference is a step; when PATTERN_STEPS are gone
 * the match has a fault and everything returns NULL at once.
 *
 * P1. After a failed attempt the captures are as before it.
 * P2. fault, once set, is never cleared; nobody goes on after it.
 * P3. Nothing is read at or behind the ends of subject and pattern.
 */
#include "script/pattern.h"

#include <string.h>

enum { CAPTURE_OPEN = -1, SET_BYTES = 1, COMPARE_BYTES = 16 };

static const char *match_items(struct pattern *m, const char *s, const char *p);

void pattern_init(struct pattern *pattern, struct slice subject, struct slice text)
{
    *pattern = (struct pattern){
        .subject = subject,
        .end = text.bytes + text.len,
        .depth = PATTERN_DEPTH,
    };
}

const char *pattern_match(struct pattern *pattern, const char *at, const char *text)
{
    pattern->level = 0;
    pattern->attempts++;
    pattern->depth = PATTERN_DEPTH;
    if (pattern->fault)
        return NULL;
    const char *end = match_items(pattern, at, text);
    return pattern->fault ? NULL : end;
}

bool pattern_is_plain(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.bytes[i] && strchr("^$*+?.([%-", text.bytes[i]))
            return false;
    return true;
}

const char *pattern_find_plain(struct slice hay, struct slice needle)
{
    return needle.len == 0 ? hay.bytes : memmem(hay.bytes, hay.len, needle.bytes, needle.len);
}

/* --- bounds ------------------------------------------------------------------------------------
 */

static const char *fail(struct pattern *m, const char *why)
{
    if (!m->fault)
        m->fault = why;
    return NULL;
}

static bool spend(struct pattern *m, size_t steps)
{
    m->steps += (int64_t)steps;
    if (m->steps > PATTERN_STEPS)
        fail(m, "the pattern needs too many steps on this text; make it simpler");
    return m->fault == NULL;
}

static const char *subject_end(const struct pattern *m)
{
    return m->subject.bytes + m->subject.len;
}

/* The byte at p of the pattern, 0 at its end. */
static char peek(const struct pattern *m, const char *p)
{
    return p < m->end ? *p : '\0';
}

static const char *go_deeper(struct pattern *m, const char *s, const char *p)
{
    if (m->depth == 0)
        return fail(m, "the pattern is too complex: too many parts that may vary");
    m->depth--;
    const char *end = match_items(m, s, p);
    m->depth++;
    return end;
}

/* --- one character ------------------------------------------------------------------------------
 */

static bool is_between(unsigned char c, unsigned char low, unsigned char high)
{
    return c >= low && c <= high;
}

static bool is_letter(unsigned char c)
{
    return is_between(c | 0x20, 'a', 'z');
}

static bool is_digit(unsigned char c)
{
    return is_between(c, '0', '9');
}

/* Is c in the class named by a lower-case letter? Own tables: no locale has a say. */
static bool is_in_lower_class(unsigned char c, char class, bool *is_class)
{
    *is_class = true;
    switch (class) {
    case 'a':
        return is_letter(c);
    case 'c':
        return c < 0x20 || c == 0x7F;
    case 'd':
        return is_digit(c);
    case 'g':
        return is_between(c, 0x21, 0x7E);
    case 'l':
        return is_between(c, 'a', 'z');
    case 'p':
        return is_between(c, 0x21, 0x7E) && !is_letter(c) && !is_digit(c);
    case 's':
        return c == ' ' || is_between(c, '\t', '\r');
    case 'u':
        return is_between(c, 'A', 'Z');
    case 'w':
        return is_letter(c) || is_digit(c);
    case 'x':
        return is_digit(c) || is_between(c | 0x20, 'a', 'f');
    case 'z':
        return c == 0;
    default:
        *is_class = false;
        return false;
    }
}

/* %class: a letter names a class (upper case: its complement), another byte itself. */
static bool is_in_class(unsigned char c, char class)
{
    bool is_class, is_upper = is_between((unsigned char)class, 'A', 'Z');
    bool is_in = is_in_lower_class(c, is_upper ? (char)(class | 0x20) : class, &is_class);

    if (!is_class)
        return c == (unsigned char)class;
    return is_upper ? !is_in : is_in;
}

/* p at '[', last at its ']'. */
static bool is_in_set(struct pattern *m, unsigned char c, const char *p, const char *last)
{
    bool wants = p[1] != '^';

    if (!spend(m, (size_t)(last - p)))
        return false;
    for (p += wants ? 1 : 2; p < last; p++) {
        if (*p == '%') {
            p++;
            if (is_in_class(c, *p))
                return wants;
        } else if (p[1] == '-' && p + 2 < last) {
            p += 2;
            if (is_between(c, (unsigned char)p[-2], (unsigned char)*p))
                return wants;
        } else if ((unsigned char)*p == c) {
            return wants;
        }
    }
    return !wants;
}

/* Behind the set whose first byte after '[' is at p. */
static const char *set_end(struct pattern *m, const char *p)
{
    const char *start = p;

    if (peek(m, p) == '^')
        p++;
    do { /* a ']' right here is a member */
        if (p >= m->end)
            return fail(m, "malformed pattern (missing ']')");
        if (*p++ == '%' && p < m->end)
            p++;
    } while (p >= m->end || *p != ']');
    spend(m, (size_t)(p - start) / COMPARE_BYTES);
    return p + 1;
}

/* Behind the single-character item at p. */
static const char *item_end(struct pattern *m, const char *p)
{
    char first = *p++;

    if (first == '%') {
        if (p >= m->end)
            return fail(m, "malformed pattern (ends with '%')");
        return p + 1;
    }
    return first == '[' ? set_end(m, p) : p;
}

static bool is_single(struct pattern *m, const char *s, const char *p, const char *end)
{
    if (s >= subject_end(m) || !spend(m, 1))
        return false;
    unsigned char c = (unsigned char)*s;
    switch (*p) {
    case '.':
        return true;
    case '%':
        return is_in_class(c, p[1]);
    case '[':
        return is_in_set(m, c, p, end - 1);
    default:
        return (unsigned char)*p == c;
    }
}

/* --- repetition ----------------------------------------------------------------------------------
 */

/* As many as there are, then fewer. */
static const char *expand_most(struct pattern *m, const char *s, const char *p, const char *end)
{
    ptrdiff_t count = 0;

    while (is_single(m, s + count, p, end))
        count++;
    for (; count >= 0 && !m->fault; count--) {
        const char *found = go_deeper(m, s + count, end + 1);
        if (found)
            return found;
    }
    return NULL;
}

/* As few as will do. */
static const char *expand_least(struct pattern *m, const char *s, const char *p, const char *end)
{
    while (!m->fault) {
        const char *found = go_deeper(m, s, end + 1);
        if (found)
            return found;
        if (!is_single(m, s, p, end))
            return NULL;
        s++;
    }
    return NULL;
}

/* --- captures, balance, frontier
 * -------------------------------------------------------------------- */

static const char *start_capture(struct pattern *m, const char *s, const char *p, ptrdiff_t mark)
{
    if (m->level >= PATTERN_CAPTURES)
        return fail(m, "too many captures");
    m->captures[m->level++] = (struct pattern_capture){s, mark};
    const char *found = go_deeper(m, s, p);
    if (!found)
        m->level--;
    return found;
}

static const char *end_capture(struct pattern *m, const char *s, const char *p)
{
    int open = m->level - 1;

    while (open >= 0 && m->captures[open].len != CAPTURE_OPEN)
        open--;
    if (open < 0)
        return fail(m, "invalid pattern capture");
    m->captures[open].len = s - m->captures[open].start;
    const char *found = go_deeper(m, s, p);
    if (!found)
        m->captures[open].len = CAPTURE_OPEN;
    return found;
}

/* %1: the same bytes again. */
static const char *match_again(struct pattern *m, const char *s, char digit)
{
    int i = digit - '1';

    if (i < 0 || i >= m->level || m->captures[i].len == CAPTURE_OPEN)
        return fail(m, "invalid capture index in the pattern");
    ptrdiff_t len = m->captures[i].len;
    if (len == PATTERN_POSITION || subject_end(m) - s < len)
        return NULL;
    if (!spend(m, (size_t)len / COMPARE_BYTES))
        return NULL;
    return memcmp(m->captures[i].start, s, (size_t)len) == 0 ? s + len : NULL;
}

/* %bxy; p at x. */
static const char *match_balance(struct pattern *m, const char *s, const char *p)
{
    int open = 1;

    if (m->end - p < 2)
        return fail(m, "malformed pattern (missing arguments to '%b')");
    if (s >= subject_end(m) || *s != p[0])
        return NULL;
    while (++s < subject_end(m) && spend(m, 1)) {
        if (*s == p[1]) {
            if (--open == 0)
                return s + 1;
        } else if (*s == p[0]) {
            open++;
        }
    }
    return NULL;
}

/* %f[set]; p at '['. Where the set begins to hold: behind the set, or NULL. */
static const char *match_frontier(struct pattern *m, const char *s, const char *p)
{
    if (peek(m, p) != '[')
        return fail(m, "missing '[' after '%f' in pattern");
    const char *end = item_end(m, p);
    if (!end)
        return NULL;
    unsigned char before = s == m->subject.bytes ? 0 : (unsigned char)s[-1];
    unsigned char after = s == subject_end(m) ? 0 : (unsigned char)*s;
    return !is_in_set(m, before, p, end - 1) && is_in_set(m, after, p, end - 1) ? end : NULL;
}

/* --- along the pattern
 * ------------------------------------------------------------------------------ */

/* Items of '%' that are no class: moves s and p on. False if p holds none of them. */
static bool is_special(struct pattern *m, const char **s, const char **p)
{
    char kind = peek(m, *p + 1);

    if (kind == 'b') {
        *s = match_balance(m, *s, *p + 2);
        *p += 4;
    } else if (kind == 'f') {
        const char *end = match_frontier(m, *s, *p + 2);
        *s = end ? *s : NULL;
        *p = end;
    } else if (is_digit((unsigned char)kind)) {
        *s = match_again(m, *s, kind);
        *p += 2;
    } else {
        return false;
    }
    return true;
}

/* A single-character item with its quantifier, where that decides everything behind it. Sets
 * *goes_on and moves s and p instead if what follows is just the next item. */
static const char *match_single(struct pattern *m, const char **s, const char **p, bool *goes_on)
{
    const char *end = item_end(m, *p);

    if (!end)
        return NULL;
    char quantifier = peek(m, end);
    if (quantifier == '*')
        return expand_most(m, *s, *p, end);
    if (quantifier == '-')
        return expand_least(m, *s, *p, end);
    bool is_here = is_single(m, *s, *p, end);
    if (quantifier == '+')
        return is_here ? expand_most(m, *s + 1, *p, end) : NULL;
    if (quantifier == '?') {
        const char *found = is_here ? go_deeper(m, *s + 1, end + 1) : NULL;
        *goes_on = !found && !m->fault;
        *p = end + 1;
        return found;
    }
    *goes_on = is_here;
    *s += 1;
    *p = end;
    return NULL;
}

static const char *match_items(struct pattern *m, const char *s, const char *p)
{
    while (p < m->end) {
        if (!spend(m, 1))
            return NULL;
        if (*p == '(')
            return peek(m, p + 1) == ')' ? start_capture(m, s, p + 2, PATTERN_POSITION)
                                         : start_capture(m, s, p + 1, CAPTURE_OPEN);
        if (*p == ')')
            return end_capture(m, s, p + 1);
        if (*p == '$' && p + 1 == m->end)
            return s == subject_end(m) ? s : NULL;
        if (*p == '%' && is_special(m, &s, &p)) {
            if (!s || m->fault)
                return NULL;
            continue;
        }
        bool goes_on = false;
        const char *found = match_single(m, &s, &p, &goes_on);
        if (!goes_on)
            return found;
    }
    return s;
}
