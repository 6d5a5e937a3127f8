/* log.c - a line is put together on the stack and leaves in one write(2), so lines of different
 * threads never mix and nothing is kept that a crash could lose.
 *
 *   2026-02-10T09:30:00.250+08:00 warn  store: the disk is full, read-only until space returns
 *
 * Before log_open: the machine's clock, LOG_INFO. Control characters, also C1 and DEL, are written
 * \n, \t or \xNN, so that what a script or a client said cannot forge a line or steer a terminal.
 * A text over LOG_TEXT bytes is cut and ends in "...".
 */
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/log.h"

enum { LOG_TEXT = 2048, LOG_LINE = 64 + 64 + 4 * LOG_TEXT + 8 };

static struct wallclock *_Atomic log_clock;
static _Atomic int log_least = LOG_INFO;

static const char *const level_names[] = {"debug", "info ", "warn ", "error"};

static size_t text_escape(char *to, const char *text, size_t len);

void log_open(struct wallclock *clock, enum log_level least)
{
    atomic_store(&log_clock, clock);
    atomic_store(&log_least, (int)least);
}

void log_write(enum log_level level, const char *room, const char *format, ...)
{
    if ((int)level < atomic_load_explicit(&log_least, memory_order_relaxed))
        return;
    char text[LOG_TEXT];
    va_list args;
    va_start(args, format);
    int full = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (full < 0)
        return;

    struct wallclock *clock = atomic_load(&log_clock);
    if (!clock)
        clock = wallclock_real();
    char line[LOG_LINE], at[40];
    int head = snprintf(line, 128, "%s %s %.40s: ", time_to_text(clock->now_ms(clock), at),
                        level_names[level], room);
    size_t len = (size_t)head;
    bool is_cut = (size_t)full >= sizeof text;
    len += text_escape(line + len, text, is_cut ? sizeof text - 1 : (size_t)full);
    if (is_cut) {
        memcpy(line + len, "...", 3);
        len += 3;
    }
    line[len++] = '\n';
    while (write(STDERR_FILENO, line, len) < 0 && errno == EINTR)
        ; /* any other failure: there is nowhere to say so */
}

/* Writes at most four bytes for each of text; returns how many. */
static size_t text_escape(char *to, const char *text, size_t len)
{
    static const char hex[] = "0123456789abcdef";
    size_t out = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        bool is_c1 = c == 0xC2 && i + 1 < len && ((unsigned char)text[i + 1] & 0xE0) == 0x80;
        if (c >= 0x20 && c != 0x7F && !is_c1) {
            to[out++] = (char)c;
            continue;
        }
        if (is_c1)
            c = (unsigned char)text[++i];
        to[out++] = '\\';
        if (c == '\n' || c == '\t') {
            to[out++] = c == '\n' ? 'n' : 't';
            continue;
        }
        to[out++] = 'x';
        to[out++] = hex[c >> 4];
        to[out++] = hex[c & 15];
    }
    return out;
}
