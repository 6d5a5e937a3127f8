/* progress_page.c - GET /t, /t/{code}: how a case stands, as a page for the citizen
 * who has the code. It is printed on letters, so the address is short.
 *
 * Its frame is public_page.h; the code is in its address, and it says the same of every code under
 * which there is nothing. Large type, one column, by keyboard, no colour that is the only sign
 * (console rules for elderly readers). Chinese unless `lang=en` is asked for. All its words are in
 * public_words.h.
 */
#include "api/endpoints.h"
#include "api/following.h"
#include "api/public_page.h"
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

static void add_form(struct page *page)
{
    buf_add_text(&page->out, "<form action=\"/t\" method=\"get\">\n<label for=\"code\">");
    markup_add(&page->out, slice_of(page_say(page, SAY_ASK)));
    buf_add_text(&page->out, "</label>\n<input id=\"code\" name=\"code\" required maxlength=\"80\" "
                             "autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\">\n");
    if (page->language == LANGUAGE_EN)
        buf_add_text(&page->out, "<input type=\"hidden\" name=\"lang\" value=\"en\">\n");
    page_add(page, "button", NULL, page_say(page, SAY_ASK_BUTTON));
    buf_add_text(&page->out, "</form>\n");
    page_add(page, "p", "why", page_say(page, SAY_ASK_HINT));
}

static void add_check(struct page *page)
{
    buf_printf(&page->out, "<p><a href=\"/t/check%s\">",
               page->language == LANGUAGE_EN ? "?lang=en" : "");
    markup_add(&page->out, slice_of(page_say(page, SAY_CHECK_TITLE)));
    buf_add_text(&page->out, "</a></p>\n");
}

static void add_again(struct page *page)
{
    buf_printf(&page->out, "<p><a href=\"/t%s\">", page->language == LANGUAGE_EN ? "?lang=en" : "");
    markup_add(&page->out, slice_of(page_say(page, SAY_ASK_AGAIN)));
    buf_add_text(&page->out, "</a></p>\n");
}

/* ---- the case ---- */

static void add_head(struct page *page, const struct value *shown)
{
    bool is_closed = value_is_text(value_get(shown, "status"), "closed");
    const char *under_way = page_say(page, is_closed ? SAY_CLOSED : SAY_UNDER_WAY);

    buf_add_text(&page->out, "<dl>\n");
    page_add_row(page, SAY_NUMBER, value_text_or(value_get(shown, "number"), ""));
    page_add_row(page, SAY_MATTER, page_in(page, shown, "workflow", ""));
    page_add_row(page, SAY_STAGE, is_closed ? under_way : page_in(page, shown, "stage", under_way));
    if (is_closed && page_in(page, shown, "outcome", NULL))
        page_add_row(page, SAY_OUTCOME, page_in(page, shown, "outcome", ""));
    if (page_in(page, shown, "office", NULL))
        page_add_row(page, SAY_OFFICE, page_in(page, shown, "office", ""));
    page_add_row(page, SAY_REGISTERED, page_in(page, shown, "registered_words", ""));
    buf_add_text(&page->out, "</dl>\n");
}

static void add_periods(struct page *page, const struct value *periods)
{
    struct arena *arena = &page->call->arena;

    page_add(page, "h2", NULL, page_say(page, SAY_PERIODS));
    if (value_len(periods) == 0)
        page_add(page, "p", NULL, page_say(page, SAY_PERIODS_NONE));
    buf_add_text(&page->out, value_len(periods) > 0 ? "<ul>\n" : "");
    for (size_t i = 0; i < value_len(periods); i++) {
        const struct value *period = value_item(periods, i);
        buf_add_text(&page->out, "<li>");
        page_add(page, "p", "name", page_in(page, period, "name", ""));
        if (value_get_bool(period, "is_late", false) &&
            value_is_text(value_get(period, "whose"), "office"))
            page_add(page, "p", "late", page_say(page, SAY_IS_LATE));
        page_add(page, "p", NULL, period_when(arena, period, page->language));
        page_add(page, "p", "why", period_why(arena, period, page->language));
        buf_add_text(&page->out, "</li>\n");
    }
    buf_add_text(&page->out, value_len(periods) > 0 ? "</ul>\n" : "");
}

static void add_letters(struct page *page, const struct value *letters)
{
    struct arena *arena = &page->call->arena;

    page_add(page, "h2", NULL, page_say(page, SAY_LETTERS));
    if (value_len(letters) == 0)
        page_add(page, "p", NULL, page_say(page, SAY_LETTERS_NONE));
    buf_add_text(&page->out, value_len(letters) > 0 ? "<ul>\n" : "");
    for (size_t i = 0; i < value_len(letters); i++) {
        const struct value *letter = value_item(letters, i);
        buf_add_text(&page->out, "<li>");
        page_add(page, "p", "name", page_in(page, letter, "name", ""));
        page_add(page, "p", NULL, value_text_or(value_get(letter, "number"), ""));
        page_add(page, "p", "why", letter_state(arena, letter, page->language));
        buf_add_text(&page->out, "</li>\n");
    }
    buf_add_text(&page->out, value_len(letters) > 0 ? "</ul>\n" : "");
}

static void add_linked(struct page *page, const struct value *linked)
{
    if (value_len(linked) == 0)
        return;
    page_add(page, "h2", NULL, page_say(page, SAY_LINKED));
    page_add(page, "p", NULL, page_say(page, SAY_LINKED_HINT));
    buf_add_text(&page->out, "<ul>\n");
    for (size_t i = 0; i < value_len(linked); i++) {
        const struct value *link = value_item(linked, i);
        buf_add_text(&page->out, "<li>");
        page_add(page, "p", "name", value_text_or(value_get(link, "number"), ""));
        page_add(page, "p", NULL, page_in(page, link, "name", ""));
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
    page_add(page, "p", NULL, public_say(arena, SAY_SEEN_AT, page->language, now, NULL));
    page_add(page, "p", NULL, page_say(page, SAY_RIGHTS));
    page_add(page, "p", NULL, page_say(page, SAY_PRIVACY));
    add_again(page);
    buf_add_text(&page->out, "</footer>\n");
}

static void add_case(struct page *page, const struct value *shown)
{
    page_begin(page, page_in(page, shown, "office", ""));
    page_add(page, "h1", NULL, page_say(page, SAY_TITLE));
    add_head(page, shown);
    page_add(page, "h2", NULL, page_say(page, SAY_NEXT));
    page_add(page, "p", NULL, next_step(shown, page->language));
    add_periods(page, value_get(shown, "periods"));
    add_letters(page, value_get(shown, "letters"));
    add_linked(page, value_get(shown, "linked"));
    add_foot(page);
}

/* ---- answers ---- */

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
    struct page page = {
        .call = call, .language = page_language(call), .path = "", .title = SAY_TITLE};

    if (end == FOLLOWING_FOUND) {
        page.path = call->private_data;
        add_case(&page, shown);
        page_send(&page, 200);
    } else { /* the code is not repeated: whatever it was, the page is the same */
        page_begin(&page, "");
        page_add(&page, "h1", NULL, page_say(&page, ends[end].title));
        page_add(&page, "p", NULL, page_say(&page, ends[end].text));
        add_form(&page);
        page_send(&page, ends[end].http_status);
    }
    buf_close(&page.out);
}

static void follow(struct call *call, const char *code)
{
    const char *plain = page_plain_code(call, code);
    call->private_data = arena_printf(&call->arena, "%s%s", plain ? "/" : "", plain ? plain : "");
    following_start(call, code, answer_page);
}

void answer_progress_page(struct call *call)
{
    follow(call, call_param(call, "code"));
}

void answer_progress_ask(struct call *call)
{
    const char *code = call_query(call, "code");
    struct page page = {
        .call = call, .language = page_language(call), .path = "", .title = SAY_TITLE};

    if (code && *code) {
        follow(call, code);
        return;
    }
    if (!following_may_look(call)) {
        answer_page(call, FOLLOWING_TOO_OFTEN, NULL);
        return;
    }
    page_begin(&page, "");
    page_add(&page, "h1", NULL, page_say(&page, SAY_TITLE));
    add_form(&page);
    add_check(&page);
    page_send(&page, 200);
    buf_close(&page.out);
}
