/* case_letter.c - GET /api/v1/cases/{id}/letters/{letter}: a letter as a page to print
 * (format=html) or as an office document (format=docx), in one of its languages.
 *
 * It is made from its template and the values of the case each time; the look at personal values is
 * recorded first, as with case_show.c.
 */
#include <stdlib.h>
#include "api/endpoints.h"
#include "api/personal.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "duty/letter.h"
#include "duty/staff.h"
#include "engine/letters.h"
#include "outside/docx.h"
#include "outside/qr.h"

const struct input_rule case_letter_input[] = {
    {.place = INPUT_QUERY,
     .name = "format",
     .most = 4,
     .about = "html: a page to print, as if nothing is said; docx: an office document"},
    {                    .place = INPUT_QUERY,
     .name = "lang",
     .most = 2,
     .about = "zh as if nothing is said; en where the letter is written in it"      },
    { .place = INPUT_QUERY,
     .name = "copy",
     .type = INPUT_INT,
     .most = 10000,
     .about = "Of which recipient, from 0: as `to` of the letter lists them"},
    INPUT_PERSONAL,
    INPUT_LAST,
};

struct letter_plan {
    struct letter_ask ask;
    bool is_docx;
    struct slice bytes; /* in the arena of the reading */
    const char *name;
    struct staff *staff; /* a reference, until the paper is made */
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct letter_plan *plan = reading->plan;
    struct arena *arena = &reading->read.arena;
    struct paper paper = {0};
    struct buf out = {0};
    plan->ask.eyes = reading->eyes;
    plan->ask.staff = plan->staff;
    int rc =
        letter_paper(reading->read.engine, reader, &plan->ask, arena, &paper, &plan->name, err);

    if (rc == 0 && paper.track)
        rc = qr_draw(paper.track, arena, err);
    if (rc == 0 && plan->is_docx)
        rc = docx_write(&paper, &out, err);
    else if (rc == 0)
        paper_write_page(&paper, &out);
    plan->bytes = arena_copy(arena, buf_slice(&out));
    buf_close(&out);
    return rc;
}

/* RFC 5987: the name in UTF-8, percent-encoded. */
static const char *file_name(struct arena *arena, const char *name, const char *ending)
{
    static const char hex[] = "0123456789ABCDEF";
    struct buf text = {0};
    for (; *name; name++) {
        unsigned char c = (unsigned char)*name;
        bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                        (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
        if (is_plain)
            buf_add_byte(&text, (char)c);
        else
            buf_printf(&text, "%%%c%c", hex[c >> 4], hex[c & 15]);
    }
    const char *named = arena_printf(arena, "attachment; filename*=UTF-8''%.*s.%s",
                                     SLICE_ARG(buf_slice(&text)), ending);
    buf_close(&text);
    return named;
}

static void on_filled(struct reading *reading)
{
    struct call *call = reading->call;
    const struct letter_plan *plan = reading->plan;

    staff_unref(plan->staff);
    if (reading->read.status < 0) {
        problem_answer(call, &reading->read.err);
        return;
    }
    call_add_header(call, "Cache-Control", "no-store");
    if (!plan->is_docx) {
        call_add_header(call, "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'");
        call_answer_bytes(call, 200, "text/html; charset=utf-8", plan->bytes);
        return;
    }
    call_add_header(call, "Content-Disposition", file_name(&call->arena, plan->name, "docx"));
    call_answer_bytes(call, 200,
                      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                      plan->bytes);
}

static void start(struct call *call, struct letter_plan *plan)
{
    plan->staff = engine_staff(call->service->engine);
    reading_start_whole(call, plan, fill, on_filled);
}

static void on_audited(void *owner, int status)
{
    struct call *call = owner;
    struct letter_plan *plan = call->private_data;

    if (status == STATUS_FULL)
        plan->ask.is_personal = false;
    if (status == 0 || status == STATUS_FULL)
        start(call, plan);
    else
        problem_answer_status(call, status, "The look could not be recorded, so nothing is shown.");
}

/* Words the rules cannot bound. */
static bool is_known(struct call *call, const struct value *input)
{
    const char *format = value_text_or(value_get(input, "format"), "html");
    const char *lang = value_text_or(value_get(input, "lang"), "zh");
    bool is = (strcmp(format, "html") == 0 || strcmp(format, "docx") == 0) &&
              (strcmp(lang, "zh") == 0 || strcmp(lang, "en") == 0);
    if (!is)
        problem_answer_status(call, STATUS_MALFORMED, "format is html or docx, lang is zh or en.");
    return is;
}

void answer_case_letter(struct call *call)
{
    struct letter_plan *plan = ARENA_NEW(&call->arena, struct letter_plan);
    const struct value *input = input_take(call);
    if (!input || !is_known(call, input) || !input_take_id(call, "id", &plan->ask.ref))
        return;
    plan->ask.ordinal = strtoll(call_param(call, "letter"), NULL, 10);
    plan->ask.lang = value_text_or(value_get(input, "lang"), "zh");
    plan->ask.copy = (size_t)value_get_int(input, "copy", 0);
    plan->ask.is_personal = personal_is_asked(call, input);
    plan->is_docx = value_is_text(value_get(input, "format"), "docx");
    call->private_data = plan;
    if (plan->ask.is_personal)
        engine_audit(call->service->engine, call->actor, "letter.show", &plan->ask.ref, on_audited,
                     call);
    else
        start(call, plan);
}
