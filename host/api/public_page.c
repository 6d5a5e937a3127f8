/* public_page.c - the frame of the pages for the public, and how they look (public_page.h). */
#include "api/public_page.h"
#include "api/endpoints.h"
#include "base/markup.h"

const struct input_rule progress_style_input[] = {INPUT_LAST};

static const char style[] =
    "*{box-sizing:border-box}"
    "html{font-size:150%}" /* 18 pt, and larger if the reader has asked for it */
    "body{margin:0 auto;max-width:34rem;padding:.75rem 1rem 2rem;background:#fff;color:#111;"
    "font-family:\"Noto Sans CJK SC\",\"Microsoft YaHei\",\"PingFang SC\",sans-serif;"
    "line-height:1.6;overflow-wrap:anywhere}"
    "header{display:flex;justify-content:space-between;align-items:center;gap:1rem;"
    "border-bottom:3px solid #8a1414}"
    "header p{margin:.25rem 0;font-weight:bold}"
    "a{color:#0b3d91}a.other{display:inline-block;padding:.5rem .25rem}"
    "a:focus,button:focus,input:focus{outline:3px solid #0b3d91;outline-offset:2px}"
    "h1{margin:1rem 0 .5rem;font-size:1.4rem;line-height:1.4}"
    "h2{margin:1.6rem 0 .4rem;padding-left:.5rem;border-left:.35rem solid "
    "#8a1414;font-size:1.15rem}"
    "dl{margin:0}dt{margin-top:.7rem;color:#444}dd{margin:0;font-weight:bold}"
    "p{margin:.6rem 0}ul{margin:0;padding:0;list-style:none}"
    "li{margin:.6rem 0;padding:.6rem .8rem;border:1px solid #767676;border-radius:.3rem}"
    "li p{margin:.2rem 0}.name{font-weight:bold}.late{font-weight:bold;color:#8a1414}"
    ".late::before{content:\"! \"}.why,footer{color:#333}"
    "footer{margin-top:2rem;padding-top:.5rem;border-top:1px solid #767676}"
    "label{display:block;font-weight:bold}input,button{width:100%;min-height:3rem;margin:.4rem 0;"
    "padding:.5rem;border:2px solid "
    "#111;border-radius:.3rem;font:inherit;background:#fff;color:#111}"
    "button{border-color:#0b3d91;background:#0b3d91;color:#fff;font-weight:bold}"
    "@media print{html{font-size:100%}.other,form{display:none}}";

/* ---- pieces ---- */

void page_add(struct page *page, const char *tag, const char *class, const char *text)
{
    buf_printf(&page->out, class ? "<%s class=\"%s\">" : "<%s>", tag, class);
    markup_add(&page->out, slice_of(text));
    buf_printf(&page->out, "</%s>\n", tag);
}

const char *page_say(const struct page *page, enum public_word word)
{
    return public_text(word, page->language);
}

void page_add_row(struct page *page, enum public_word label, const char *text)
{
    page_add(page, "dt", NULL, page_say(page, label));
    page_add(page, "dd", NULL, text);
}

const char *page_in(const struct page *page, const struct value *shown, const char *name,
                    const char *fallback)
{
    return said_in(value_get(shown, name), page->language, fallback);
}

/* ---- frame ---- */

void page_begin(struct page *page, const char *office)
{
    bool is_english = page->language == LANGUAGE_EN;
    const char *other = is_english ? "zh" : "en";

    buf_printf(&page->out,
               "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">\n<title>",
               is_english ? "en" : "zh-CN");
    markup_add(&page->out, slice_of(page_say(page, page->title)));
    buf_add_text(&page->out,
                 "</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n"
                 "<meta name=\"robots\" content=\"noindex\">\n"
                 "<link rel=\"stylesheet\" href=\"/t/style.css\"></head>\n<body>\n<header><p>");
    markup_add(&page->out, slice_of(office));
    buf_printf(&page->out,
               "</p><a class=\"other\" lang=\"%s\" hreflang=\"%s\" href=\"/t%s?lang=%s\">",
               is_english ? "zh-CN" : "en", is_english ? "zh-CN" : "en", page->path, other);
    markup_add(&page->out, slice_of(page_say(page, SAY_OTHER_LANGUAGE)));
    buf_add_text(&page->out, "</a></header>\n<main>\n");
}

void page_send(struct page *page, int http_status)
{
    struct call *call = page->call;

    buf_add_text(&page->out, "</main></body></html>\n");
    call_add_header(call, "Cache-Control", "no-store");
    call_add_header(call, "Content-Language", page->language == LANGUAGE_EN ? "en" : "zh-CN");
    call_add_header(call, "Content-Security-Policy",
                    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
                    "frame-ancestors 'none'");
    call_add_header(call, "Referrer-Policy", "no-referrer");
    call_add_header(call, "X-Frame-Options", "DENY");
    call_add_header(call, "X-Robots-Tag", "noindex");
    if (http_status == 429 || http_status == 503)
        call_add_header(call, "Retry-After", "10");
    call_answer_bytes(call, http_status, "text/html; charset=utf-8", buf_slice(&page->out));
}

/* ---- what was asked ---- */

enum language page_language(const struct call *call)
{
    const char *lang = call_query(call, "lang");
    return lang && strcmp(lang, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ZH;
}

/* What may stand in a link again: nothing but letters and digits. */
char *page_plain_code(struct call *call, const char *typed)
{
    struct buf plain = {0};
    for (; *typed && plain.len < 40; typed++)
        if ((*typed >= '0' && *typed <= '9') || (*typed >= 'a' && *typed <= 'z') ||
            (*typed >= 'A' && *typed <= 'Z'))
            buf_add_byte(&plain, *typed);
    char *text = plain.len > 0
                     ? arena_text(&call->arena, arena_copy(&call->arena, buf_slice(&plain)).bytes)
                     : NULL;
    buf_close(&plain);
    return text;
}

void answer_progress_style(struct call *call)
{
    call_add_header(call, "Cache-Control", "public, max-age=86400");
    call_answer_bytes(call, 200, "text/css; charset=utf-8", slice_of(style));
}
