/* certificate.c - GET /t/check, GET /api/v1/certificates: is this certificate true? For whoever is
 * shown one: by the number and the check code printed on it (engine/checked.h).
 *
 * Paid for like a look at a case (patience.h): a code that was never given out costs ten looks and
 * is refused without the store. Whatever is not there is answered in the same words. A scanned
 * square brings the code along; the number is typed, so that somebody has read the paper.
 */
#include "engine/checked.h"
#include <string.h>
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/public_page.h"
#include "base/markup.h"
#include "api/reading.h"
#include "api/service.h"
#include "duty/staff.h"
#include "engine/letter_words.h"

enum { NUMBER_MOST = 200, CODE_MOST = 80 };

const struct input_rule certificate_show_input[] = {
    {.place = INPUT_QUERY,
     .name = "number",
     .most = NUMBER_MOST,
     .is_required = true,
     .about = "As it stands on the certificate" },
    {.place = INPUT_QUERY,
     .name = "code",
     .most = CODE_MOST,
     .is_required = true,
     .about = "The check code beside the square"},
    INPUT_LAST,
};
const struct input_rule certificate_page_input[] = {
    {.place = INPUT_QUERY, .name = "lang",   .most = 2,           .about = "zh as if nothing is said, or en"},
    {.place = INPUT_QUERY, .name = "number", .most = NUMBER_MOST, .about = "As somebody typed it"           },
    {.place = INPUT_QUERY, .name = "code",   .most = CODE_MOST,   .about = "The check code"                 },
    INPUT_LAST,
};

struct checking {
    struct checked_ask ask;
    struct value *facts;
    void (*answer)(struct call *call, enum following_end end, const struct value *facts);
};

/* ---- looking ---- */

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct checking *checking = reading->plan;
    checking->ask.eyes = reading->eyes;
    return checked_read(reading->read.engine, reader, &checking->ask, &reading->read.arena,
                        &checking->facts, err);
}

/* A volunteer who works with an account is known by it, not by a form of the case. */
static void name_person(struct call *call, struct value *facts)
{
    const char *id = value_get_text(facts, "person");
    struct staff *staff = engine_staff(call->service->engine);
    const struct staff_person *person = id ? staff_person(staff, id) : NULL;

    if (person)
        value_put(&call->arena, facts, "holder",
                  value_string(&call->arena, checked_mask(&call->arena, person->name)));
    value_put(&call->arena, facts, "person", &value_nil);
    staff_unref(staff);
}

static void on_filled(struct reading *reading)
{
    struct call *call = reading->call;
    const struct checking *checking = reading->plan;
    int status = reading->read.status;

    if (status == 0) {
        struct value *facts = value_copy(&call->arena, checking->facts);
        name_person(call, facts);
        checking->answer(call, FOLLOWING_FOUND, facts);
    } else {
        checking->answer(call, status == STATUS_NOT_FOUND ? FOLLOWING_UNKNOWN : FOLLOWING_TROUBLE,
                         NULL);
    }
}

static void check(struct call *call, const char *number, const char *code,
                  void (*answer)(struct call *, enum following_end, const struct value *))
{
    struct checking *checking = ARENA_NEW(&call->arena, struct checking);
    const struct service *service = call->service;
    bool was_given = track_from_text(service->engine, slice_of(code), &checking->ask.track);

    checking->ask.number = number;
    checking->answer = answer;
    if (!following_may_ask(call, was_given ? &checking->ask.track : NULL))
        answer(call, FOLLOWING_TOO_OFTEN, NULL);
    else if (was_given)
        reading_start_whole(call, checking, fill, on_filled);
    else
        answer(call, FOLLOWING_UNKNOWN, NULL);
}

/* ---- for programs ---- */

static void answer_json(struct call *call, enum following_end end, const struct value *facts)
{
    static const struct {
        int http_status;
        const char *code;
        enum public_word detail;
    } ends[] = {
        [FOLLOWING_UNKNOWN] = {404, "not_found",   SAY_CHECK_UNKNOWN},
        [FOLLOWING_TOO_OFTEN] = {429, "too_often",   SAY_TOO_OFTEN    },
        [FOLLOWING_TROUBLE] = {503, "unavailable", SAY_TROUBLE      },
    };
    if (end == FOLLOWING_FOUND) {
        call_answer_json(call, 200, facts);
        return;
    }
    if (end != FOLLOWING_UNKNOWN)
        call_add_header(call, "Retry-After", "10");
    call_answer_problem(call,
                        &(struct problem){.http_status = ends[end].http_status,
                                          .code = ends[end].code,
                                          .detail = public_text(ends[end].detail, LANGUAGE_EN)});
}

void answer_certificate_show(struct call *call)
{
    const struct value *input;
    call_add_header(call, "Cache-Control", "no-store");
    call_add_header(call, "X-Robots-Tag", "noindex");
    if ((input = input_take(call)) != NULL)
        check(call, value_get_text(input, "number"), value_get_text(input, "code"), answer_json);
}

/* ---- the page ---- */

static void add_field(struct page *page, const char *name, enum public_word label, int most,
                      const char *value)
{
    buf_printf(&page->out, "<label for=\"%s\">", name);
    markup_add(&page->out, slice_of(page_say(page, label)));
    buf_printf(&page->out,
               "</label>\n<input id=\"%s\" name=\"%s\" required maxlength=\"%d\" "
               "autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\" value=\"",
               name, name, most);
    markup_add(&page->out, slice_of(value));
    buf_add_text(&page->out, "\">\n");
}

/* What was typed is not repeated, but for a code that a square has brought. */
static void add_form(struct page *page, const char *code)
{
    buf_add_text(&page->out, "<form action=\"/t/check\" method=\"get\">\n");
    add_field(page, "number", SAY_CHECK_NUMBER, NUMBER_MOST, "");
    add_field(page, "code", SAY_CHECK_CODE, CODE_MOST, code ? code : "");
    if (page->language == LANGUAGE_EN)
        buf_add_text(&page->out, "<input type=\"hidden\" name=\"lang\" value=\"en\">\n");
    page_add(page, "button", NULL, page_say(page, SAY_CHECK_BUTTON));
    buf_add_text(&page->out, "</form>\n");
    page_add(page, "p", "why", page_say(page, SAY_CHECK_HINT));
}

static void add_certificate(struct page *page, const struct value *facts)
{
    struct arena *arena = &page->call->arena;
    const struct value *says = value_get(facts, "says"), *day = value_get(facts, "date");
    int32_t date;

    page_add(page, "h1", NULL, page_say(page, SAY_CHECK_IS_TRUE));
    buf_add_text(&page->out, "<dl>\n");
    page_add_row(page, SAY_CHECK_NAME, page_in(page, facts, "name", ""));
    page_add_row(page, SAY_CHECK_NUMBER, value_text_or(value_get(facts, "number"), ""));
    page_add_row(page, SAY_CHECK_OFFICE, page_in(page, facts, "office", ""));
    if (day->type == VALUE_TEXT && date_from_text(day->text, &date))
        page_add_row(page, SAY_CHECK_DATE, said_in(letter_date(arena, date), page->language, ""));
    if (value_get_text(facts, "holder"))
        page_add_row(page, SAY_CHECK_HOLDER, value_get_text(facts, "holder"));
    for (size_t i = 0; i < value_len(says); i++) {
        const struct value *row = value_item(says, i);
        page_add(page, "dt", NULL, said_in(row, page->language, ""));
        page_add(page, "dd", NULL, page_in(page, row, "value", ""));
    }
    buf_add_text(&page->out, "</dl>\n");
    page_add(page, "p", NULL, page_say(page, SAY_CHECK_COMPARE));
    buf_printf(&page->out, "<p><a href=\"/t/check%s\">",
               page->language == LANGUAGE_EN ? "?lang=en" : "");
    markup_add(&page->out, slice_of(page_say(page, SAY_CHECK_AGAIN)));
    buf_add_text(&page->out, "</a></p>\n");
}

static void answer_page(struct call *call, enum following_end end, const struct value *facts)
{
    static const struct {
        int http_status;
        enum public_word title, text;
    } ends[] = {
        [FOLLOWING_UNKNOWN] = {404, SAY_UNKNOWN_TITLE,   SAY_CHECK_UNKNOWN},
        [FOLLOWING_TOO_OFTEN] = {429, SAY_TOO_OFTEN_TITLE, SAY_TOO_OFTEN    },
        [FOLLOWING_TROUBLE] = {503, SAY_TROUBLE_TITLE,   SAY_TROUBLE      },
    };
    struct page page = {
        .call = call, .language = page_language(call), .path = "/check", .title = SAY_CHECK_TITLE};

    page_begin(&page, end == FOLLOWING_FOUND ? page_in(&page, facts, "office", "") : "");
    if (end == FOLLOWING_FOUND) {
        add_certificate(&page, facts);
    } else {
        page_add(&page, "h1", NULL, page_say(&page, ends[end].title));
        page_add(&page, "p", NULL, page_say(&page, ends[end].text));
        add_form(&page, NULL);
    }
    page_send(&page, end == FOLLOWING_FOUND ? 200 : ends[end].http_status);
    buf_close(&page.out);
}

void answer_certificate_page(struct call *call)
{
    struct page page = {
        .call = call, .language = page_language(call), .path = "/check", .title = SAY_CHECK_TITLE};
    const char *number = call_query(call, "number"), *code = call_query(call, "code");
    if (number && *number && code && *code) {
        bool is_bounded = strlen(number) <= NUMBER_MOST && strlen(code) <= CODE_MOST;
        check(call, number, is_bounded ? code : "", answer_page);
        return;
    }
    if (!following_may_look(call)) {
        answer_page(call, FOLLOWING_TOO_OFTEN, NULL);
        return;
    }
    page_begin(&page, "");
    page_add(&page, "h1", NULL, page_say(&page, SAY_CHECK_TITLE));
    add_form(&page, code ? page_plain_code(call, code) : NULL);
    page_send(&page, 200);
    buf_close(&page.out);
}
