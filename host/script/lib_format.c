/* lib_format.c - string.format.
 *
 * Each conversion is read into a struct spec and checked against the flags it may have, then a
 * format of our own making goes to snprintf; nothing a script wrote does. Absent: %p and %a (they
 * show addresses and the C library's taste), %q. -nan prints as nan, whatever the processor.
 */
#include <inttypes.h>
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "script/budget.h"
#include "script/lib.h"
#include "script/sandbox.h"

enum { CONVERSION_UNITS = 20 };

struct spec {
    char flags[6];
    int width;     /* 0..99 */
    int precision; /* 0..99; -1: none */
    char kind;
    struct slice text; /* as written, for errors */
};

RAISES static int refuse(lua_State *L, const struct spec *spec)
{
    char shown[24];
    snprintf(shown, sizeof shown, "%.*s", (int)(spec->text.len > 20 ? 20 : spec->text.len),
             spec->text.bytes);
    return luaL_error(L, "invalid conversion '%s' to 'format'", shown);
}

/* Up to two digits; false if there are more. */
static bool read_number(const char **at, const char *end, int *number)
{
    const char *start = *at;

    *number = 0;
    while (*at < end && **at >= '0' && **at <= '9' && *at - start < 3)
        *number = *number * 10 + (*(*at)++ - '0');
    return *at - start <= 2;
}

/* From behind '%' at `at`; returns behind the conversion. */
RAISES static const char *read_spec(lua_State *L, const char *at, const char *end,
                                    struct spec *spec)
{
    size_t flags = 0;
    bool is_good = true;

    *spec = (struct spec){
        .precision = -1, .text = {at - 1, 1}
    };
    while (at < end && *at && strchr("-+ #0", *at) && flags < sizeof spec->flags - 1)
        spec->flags[flags++] = *at++;
    is_good = read_number(&at, end, &spec->width);
    if (is_good && at < end && *at == '.') {
        at++;
        is_good = read_number(&at, end, &spec->precision);
    }
    spec->kind = at < end ? *at++ : '\0';
    spec->text.len = (size_t)(at - spec->text.bytes);
    if (!is_good)
        refuse(L, spec);
    return at;
}

static bool has_flag(const struct spec *spec, char flag)
{
    return strchr(spec->flags, flag) != NULL;
}

RAISES static void check_spec(lua_State *L, const struct spec *spec, const char *flags,
                              bool may_have_precision)
{
    for (const char *flag = spec->flags; *flag; flag++)
        if (!strchr(flags, *flag))
            refuse(L, spec);
    if (spec->precision >= 0 && !may_have_precision)
        refuse(L, spec);
}

/* "%-5.2" + length + kind. */
static void write_format(const struct spec *spec, const char *length, char format[32])
{
    size_t len = (size_t)snprintf(format, 32, "%%%s", spec->flags);
    if (spec->width > 0)
        len += (size_t)snprintf(format + len, 32 - len, "%d", spec->width);
    if (spec->precision >= 0)
        len += (size_t)snprintf(format + len, 32 - len, ".%d", spec->precision);
    snprintf(format + len, 32 - len, "%s%c", length, spec->kind);
}

static void add_padded(struct text *out, const struct spec *spec, struct slice text)
{
    static const char blanks[100] = "                                                              "
                                    "                                     ";
    size_t width = (size_t)spec->width;
    size_t pad = width > text.len ? width - text.len : 0;

    if (!has_flag(spec, '-'))
        text_add(out, blanks, pad);
    text_add(out, text.bytes, text.len);
    if (has_flag(spec, '-'))
        text_add(out, blanks, pad);
}

RAISES static void add_integer(lua_State *L, struct text *out, const struct spec *spec, int arg)
{
    char format[32], bytes[160];
    bool is_signed = spec->kind == 'd' || spec->kind == 'i';

    check_spec(L, spec, is_signed ? "-+0 " : "-#0", true);
    lua_Integer number = luaL_checkinteger(L, arg);
    write_format(spec, "ll", format);
    int len = snprintf(bytes, sizeof bytes, format, (long long)number);
    text_add(out, bytes, (size_t)len);
}

RAISES static void add_real(lua_State *L, struct text *out, const struct spec *spec, int arg)
{
    char format[32], bytes[512]; /* %99.99f of 1e308: 410 */

    check_spec(L, spec, "-+#0 ", true);
    lua_Number number = luaL_checknumber(L, arg);
    write_format(spec, "", format);
    int len = snprintf(bytes, sizeof bytes, format, isnan(number) ? fabs(number) : number);
    text_add(out, bytes, (size_t)len);
}

RAISES static void add_string(lua_State *L, struct text *out, const struct spec *spec, int arg)
{
    struct slice text;

    check_spec(L, spec, "-", true);
    lib_push_text(L, arg);
    text.bytes = lua_tolstring(L, -1, &text.len);
    if (spec->precision >= 0 && (size_t)spec->precision < text.len)
        text.len = (size_t)spec->precision;
    add_padded(out, spec, text);
    lua_pop(L, 1);
}

RAISES static void add_char(lua_State *L, struct text *out, const struct spec *spec, int arg)
{
    check_spec(L, spec, "-", false);
    char c = (char)luaL_checkinteger(L, arg);
    add_padded(out, spec, (struct slice){&c, 1});
}

RAISES static void add_conversion(lua_State *L, struct text *out, const struct spec *spec, int arg)
{
    if (spec->kind && strchr("dioxX", spec->kind))
        add_integer(L, out, spec, arg);
    else if (spec->kind && strchr("eEfgG", spec->kind))
        add_real(L, out, spec, arg);
    else if (spec->kind == 's')
        add_string(L, out, spec, arg);
    else if (spec->kind == 'c')
        add_char(L, out, spec, arg);
    else
        refuse(L, spec);
}

RAISES int l_string_format(lua_State *L)
{
    int last = lua_gettop(L), arg = 1;
    struct slice format;
    struct text out;

    format.bytes = luaL_checklstring(L, 1, &format.len);
    const char *end = format.bytes + format.len;
    text_open(L, &out);
    for (const char *at = format.bytes; at < end;) {
        const char *percent = memchr(at, '%', (size_t)(end - at));
        text_add(&out, at, (size_t)((percent ? percent : end) - at));
        if (!percent)
            break;
        at = percent + 1;
        if (at < end && *at == '%') {
            text_add(&out, at++, 1);
            continue;
        }
        struct spec spec;
        budget_charge(L, CONVERSION_UNITS);
        at = read_spec(L, at, end, &spec);
        if (++arg > last)
            return luaL_argerror(L, arg, "no value");
        add_conversion(L, &out, &spec, arg);
    }
    text_push(&out);
    return 1;
}
