/* progress_page.c - GET /t, /t/{code}, /t/style.css: how a case stands, as a page for the citizen
 * who has the code. It is printed on letters, so the address is short.
 *
 * The page holds no script, loads nothing but its own style sheet, is kept by nobody, tells no
 * other site where it was (the code is in its address) and says the same of every code under which
 * there is nothing. Large type, one column, by keyboard, no colour that is the only sign (console
 * rules for elderly readers). Chinese unless `lang=en` is asked for. All its words are in
 * public_words.h.
 */
#include "api/endpoints.h"
#include "api/following.h"
#include "base/markup.h"
#include "base/wallclock.h"
#include "engine/letter_words.h"

const struct input_rule progress_page_input[] = {
    {.place = INPUT_QUERY, .name = "lang", .most = 2, .about = "zh as if nothing is said, or en"},
    INPUT_LAST,
};
const struct input_rule progress_ask_input[] = {
    {.place = INPUT_QUERY, .name = "lang", .most = 2,  .about = "zh as if nothing is said, or en"},
    {.place = INPUT_QUERY, .name = "code", .most = 80, .about = "The code, as somebody typed it" },
    INPUT_LAST,
};
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

struct page {
    struct call *call;
    enum language language;
    const char *code; /* as it stands in the address, letters and digits; NULL: none */
    struct buf out;
};

/* ---- pieces ---- */

static void add_element(struct page *page, const char *tag, const char *class, const char *text)
{
    buf_printf(&page->out, class ? "<%s class=\"%s\">" : "<%s>", tag, class);
    markup_add(&page->out, slice_of(text));
    buf_printf(&page->out, "</%s>\n", tag);
}

static const char *say(const struct page *page, enum public_word word)
{
    return public_text(word, page->language);
}

static void add_row(struct page *page, enum public_word label, const char *text)
{
    add_element(page, "dt", NULL, say(page, label));
    add_element(page, "dd", NULL, text);
}

static const char *in(const struct page *page, const struct value *shown, const char *name,
                      const char *fallback)
{
    return said_in(value_get(shown, name), page->language, fallback);
}

/* ---- frame ---- */

static void begin(struct page *page, const char *office)
{
    bool is_english = page->language == LANGUAGE_EN;
    const char *other = is_english ? "zh" : "en";

    buf_printf(&page->out,
               "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">\n<title>",
               is_english ? "en" : "zh-CN");
    markup_add(&page->out, slice_of(say(page, SAY_TITLE)));
    buf_add_text(&page->out,
                 "</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n"
                 "<meta name=\"robots\" content=\"noindex\">\n"
                 "<link rel=\"stylesheet\" href=\"/t/style.css\"></head>\n<body>\n<header><p>");
    markup_add(&page->out, slice_of(office));
    buf_printf(&page->out,
               "</p><a class=\"other\" lang=\"%s\" hreflang=\"%s\" href=\"/t%s%s?lang=%s\">",
               is_english ? "zh-CN" : "en", is_english ? "zh-CN" : "en", page->code ? "/" : "",
               page->code ? page->code : "", other);
    markup_add(&page->out, slice_of(say(page, SAY_OTHER_LANGUAGE)));
    buf_add_text(&page->out, "</a></header>\n<main>\n");
}

static void send_page(struct page *page, int http_status)
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

static void add_form(struct page *page)
{
    buf_add_text(&page->out, "<form action=\"/t\" method=\"get\">\n<label for=\"code\">");
    markup_add(&page->out, slice_of(say(page, SAY_ASK)));
    buf_add_text(&page->out, "</label>\n<input id=\"code\" name=\"code\" required maxlength=\"80\" "
                             "autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\">\n");
    if (page->language == LANGUAGE_EN)
        buf_add_text(&page->out, "<input type=\"hidden\" name=\"lang\" value=\"en\">\n");
    add_element(page, "button", NULL, say(page, SAY_ASK_BUTTON));
    buf_add_text(&page->out, "</form>\n");
    add_element(page, "p", "why", say(page, SAY_ASK_HINT));
}

static void add_again(struct page *page)
{
    buf_printf(&page->out, "<p><a href=\"/t%s\">", page->language == LANGUAGE_EN ? "?lang=en" : "");
    markup_add(&page->out, slice_of(say(page, SAY_ASK_AGAIN)));
    buf_add_text(&page->out, "</a></p>\n");
}

/* ---- the case ---- */

static void add_head(struct page *page, const struct value *shown)
{
    bool is_closed = value_is_text(value_get(shown, "status"), "closed");
    const char *under_way = say(page, is_closed ? SAY_CLOSED : SAY_UNDER_WAY);

    buf_add_text(&page->out, "<dl>\n");
    add_row(page, SAY_NUMBER, value_text_or(value_get(shown, "number"), ""));
    add_row(page, SAY_MATTER, in(page, shown, "workflow", ""));
    add_row(page, SAY_STAGE, is_closed ? under_way : in(page, shown, "stage", under_way));
    if (is_closed && in(page, shown, "outcome", NULL))
        add_row(page, SAY_OUTCOME, in(page, shown, "outcome", ""));
    if (in(page, shown, "office", NULL))
        add_row(page, SAY_OFFICE, in(page, shown, "office", ""));
    add_row(page, SAY_REGISTERED, in(page, shown, "registered_words", ""));
    buf_add_text(&page->out, "</dl>\n");
}

static void add_periods(struct page *page, const struct value *periods)
{
    struct arena *arena = &page->call->arena;

    add_element(page, "h2", NULL, say(page, SAY_PERIODS));
    if (value_len(periods) == 0)
        add_element(page, "p", NULL, say(page, SAY_PERIODS_NONE));
    buf_add_text(&page->out, value_len(periods) > 0 ? "<ul>\n" : "");
    for (size_t i = 0; i < value_len(periods); i++) {
        const struct value *period = value_item(periods, i);
        buf_add_text(&page->out, "<li>");
        add_element(page, "p", "name", in(page, period, "name", ""));
        if (value_get_bool(period, "is_late", false) &&
            value_is_text(value_get(period, "whose"), "office"))
            add_element(page, "p", "late", say(page, SAY_IS_LATE));
        add_element(page, "p", NULL, period_when(arena, period, page->language));
        add_element(page, "p", "why", period_why(arena, period, page->language));
        buf_add_text(&page->out, "</li>\n");
    }
    buf_add_text(&page->out, value_len(periods) > 0 ? "</ul>\n" : "");
}

static void add_letters(struct page *page, const struct value *letters)
{
    struct arena *arena = &page->call->arena;

    add_element(page, "h2", NULL, say(page, SAY_LETTERS));
    if (value_len(letters) == 0)
        add_element(page, "p", NULL, say(page, SAY_LETTERS_NONE));
    buf_add_text(&page->out, value_len(letters) > 0 ? "<ul>\n" : "");
    for (size_t i = 0; i < value_len(letters); i++) {
        const struct value *letter = value_item(letters, i);
        buf_add_text(&page->out, "<li>");
        add_element(page, "p", "name", in(page, letter, "name", ""));
        add_element(page, "p", NULL, value_text_or(value_get(letter, "number"), ""));
        add_element(page, "p", "why", letter_state(arena, letter, page->language));
        buf_add_text(&page->out, "</li>\n");
    }
    buf_add_text(&page->out, value_len(letters) > 0 ? "</ul>\n" : "");
}

static void add_linked(struct page *page, const struct value *linked)
{
    if (value_len(linked) == 0)
        return;
    add_element(page, "h2", NULL, say(page, SAY_LINKED));
    add_element(page, "p", NULL, say(page, SAY_LINKED_HINT));
    buf_add_text(&page->out, "<ul>\n");
    for (size_t i = 0; i < value_len(linked); i++) {
        const struct value *link = value_item(linked, i);
        buf_add_text(&page->out, "<li>");
        add_element(page, "p", "name", value_text_or(value_get(link, "number"), ""));
        add_element(page, "p", NULL, in(page, link, "name", ""));
        buf_add_text(&page->out, "</li>\n");
    }
    buf_add_text(&page->out, "</ul>\n");
}

static void add_foot(struct page *page)
{
    struct arena *arena = &page->call->arena;
    int32_t date = date_of(page->call->at_ms);
    char at[40];
    bool is_english = page->language == LANGUAGE_EN;

    time_to_text(page->call->at_ms, at);
    buf_add_text(&page->out, "<footer>\n");
    const char *now = arena_printf(arena, is_english ? "%s, %.5s" : "%s%.5s",
                                   said_in(letter_date(arena, date), page->language, ""), at + 11);
    add_element(page, "p", NULL, public_say(arena, SAY_SEEN_AT, page->language, now, NULL));
    add_element(page, "p", NULL, say(page, SAY_RIGHTS));
    add_element(page, "p", NULL, say(page, SAY_PRIVACY));
    add_again(page);
    buf_add_text(&page->out, "</footer>\n");
}

static void add_case(struct page *page, const struct value *shown)
{
    begin(page, in(page, shown, "office", ""));
    add_element(page, "h1", NULL, say(page, SAY_TITLE));
    add_head(page, shown);
    add_element(page, "h2", NULL, say(page, SAY_NEXT));
    add_element(page, "p", NULL, next_step(shown, page->language));
    add_periods(page, value_get(shown, "periods"));
    add_letters(page, value_get(shown, "letters"));
    add_linked(page, value_get(shown, "linked"));
    add_foot(page);
}

/* ---- answers ---- */

static enum language language_of(const struct call *call)
{
    const char *lang = call_query(call, "lang");
    return lang && strcmp(lang, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ZH;
}

/* What may stand in a link again: nothing but letters and digits. */
static char *plain_code(struct call *call, const char *typed)
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

static void answer_page(struct call *call, enum following_end end, const struct value *shown)
{
    static const struct {
        int http_status;
        enum public_word title, text;
    } ends[] = {
        [FOLLOWING_UNKNOWN] = {404, SAY_UNKNOWN_TITLE,   SAY_UNKNOWN  },
        [FOLLOWING_TOO_OFTEN] = {429, SAY_TOO_OFTEN_TITLE, SAY_TOO_OFTEN},
        [FOLLOWING_TROUBLE] = {503, SAY_TROUBLE_TITLE,   SAY_TROUBLE  },
    };
    struct page page = {.call = call, .language = language_of(call)};

    if (end == FOLLOWING_FOUND) {
        page.code = call->private_data;
        add_case(&page, shown);
        send_page(&page, 200);
    } else { /* the code is not repeated: whatever it was, the page is the same */
        begin(&page, "");
        add_element(&page, "h1", NULL, say(&page, ends[end].title));
        add_element(&page, "p", NULL, say(&page, ends[end].text));
        add_form(&page);
        send_page(&page, ends[end].http_status);
    }
    buf_close(&page.out);
}

static void follow(struct call *call, const char *code)
{
    call->private_data = plain_code(call, code);
    following_start(call, code, answer_page);
}

void answer_progress_page(struct call *call)
{
    follow(call, call_param(call, "code"));
}

void answer_progress_ask(struct call *call)
{
    const char *code = call_query(call, "code");
    struct page page = {.call = call, .language = language_of(call)};

    if (code && *code) {
        follow(call, code);
        return;
    }
    if (!following_may_look(call)) {
        answer_page(call, FOLLOWING_TOO_OFTEN, NULL);
        return;
    }
    begin(&page, "");
    add_element(&page, "h1", NULL, say(&page, SAY_TITLE));
    add_form(&page);
    send_page(&page, 200);
    buf_close(&page.out);
}

void answer_progress_style(struct call *call)
{
    call_add_header(call, "Cache-Control", "public, max-age=86400");
    call_answer_bytes(call, 200, "text/css; charset=utf-8", slice_of(style));
}
