/* fuzz_rows.c - what lies on the disk of a case, damaged or not: the bodies of journal rows, of
 * clocks and of tasks.
 *
 * The input is lines: "C body" is a clock, "T body" a task, "W key" a wait, any other the body of
 * the next row. The rows are folded into a stage and compared with the parts, and an answer is
 * rendered from each. Whatever stands there is read or refused with a sentence; a clock or task
 * that is read is written with the same bytes, and what the fold made has a text that reads back
 * equal.
 */
#include <string.h>
#include "data/canon.h"
#include "duty/clock.h"
#include "duty/task.h"
#include "engine/inside.h"
#include "engine/replay.h"
#include "engine/row.h"
#include "engine/verify_parts.h"
#include "fuzz/fuzz.h"

enum { LINES_MOST = 64 };

struct pages {
    struct arena arena;
    struct journal_row rows[LINES_MOST];
    struct part parts[LINES_MOST];
    size_t row_count;
    struct case_image image;
};

static void require_sentence(int rc, const struct err *err)
{
    fuzz_require(rc == 0 || (err->status == rc && err->text[0]), "what is refused has a sentence");
}

static void check_same_text(struct arena *arena, const struct value *read, struct value *written)
{
    fuzz_require(slice_is_equal(canon_text(arena, read), canon_text(arena, written)),
                 "what is read is written with the same bytes");
}

static void check_clock(struct arena *arena, const struct value *body)
{
    const struct calendar *calendar = calendar_weekdays();
    struct clock clock;
    struct due due;
    struct err err = {0};
    int rc = clock_from_value(arena, body, &clock, &err);

    require_sentence(rc, &err);
    if (rc != 0)
        return;
    check_same_text(arena, body, clock_to_value(arena, &clock));
    clock_due(&clock, calendar, &due);
    fuzz_require(value_len(clock_explain(arena, &clock, calendar)) > 0, "a clock is explained");
    (void)clock_is_late(&clock, calendar, clock.start_ms);
    rc = clock_fall_due(&clock, calendar, due.at_ms, &err);
    require_sentence(rc, &err);
}

static void check_task(struct arena *arena, const struct value *body)
{
    struct task task;
    struct err err = {0};
    int rc = task_from_value(arena, body, &task, &err);

    require_sentence(rc, &err);
    if (rc == 0)
        check_same_text(arena, body, task_to_value(arena, &task));
}

static void add_part(struct pages *pages, enum part_kind kind, struct slice text)
{
    struct part *part = &pages->parts[pages->image.part_count++];
    struct value *body;
    struct err err = {0};

    *part = (struct part){.kind = kind, .key = text, .body = text};
    if (kind == PART_WAIT)
        return;
    if (canon_read(&pages->arena, text, &body, &err) != 0)
        return;
    if (kind == PART_CLOCK) {
        check_clock(&pages->arena, body);
        part->key = slice_of(value_text_or(value_get(body, "id"), ""));
    } else {
        check_task(&pages->arena, body);
        part->key = slice_of(arena_printf(&pages->arena, "00000001:%s",
                                          value_text_or(value_get(body, "command"), "")));
    }
}

static void add_line(struct pages *pages, struct slice line)
{
    static const enum part_kind kinds[128] = {
        ['C'] = PART_CLOCK, ['T'] = PART_TASK, ['W'] = PART_WAIT};
    unsigned char first = line.len ? (unsigned char)line.bytes[0] : 0;
    enum part_kind kind = first < sizeof kinds / sizeof *kinds ? kinds[first] : 0;

    if (kind && line.len > 2 && line.bytes[1] == ' ') {
        if (pages->image.part_count < LINES_MOST)
            add_part(pages, kind, (struct slice){line.bytes + 2, line.len - 2});
    } else if (pages->row_count < LINES_MOST) {
        struct journal_row *row = &pages->rows[pages->row_count++];
        row->seq = (int64_t)pages->row_count;
        row->is_opening = row->is_replayed = row->seq == 1;
        row->at = 1767861000000 + row->seq;
        row->body = line;
    }
}

static void take_lines(struct pages *pages, struct slice text)
{
    for (const char *at = text.bytes, *end = at + text.len; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end;
        add_line(pages, arena_copy(&pages->arena, (struct slice){at, (size_t)(stop - at)}));
        at = stop + 1;
    }
}

static void check_text(struct arena *arena, struct value *value)
{
    struct err err = {0};
    struct value *again;
    fuzz_require(canon_read(arena, canon_text(arena, value), &again, &err) == 0 &&
                     value_is_equal(value, again),
                 "what was folded reads back equal");
}

static void check_fold(struct pages *pages)
{
    static struct calendars *calendars;
    struct stage stage = {0};
    struct err err = {0};
    calendars = calendars ? calendars : calendars_new(NULL, calendar_weekdays());
    int rc = replay_fold(&stage, pages->rows, pages->row_count, &pages->arena, &err);

    require_sentence(rc, &err);
    if (rc == 0) {
        check_text(&pages->arena, stage.data);
        check_text(&pages->arena, stage.clocks);
        pages->image.parts = pages->parts;
        rc = verify_parts(&pages->image, pages->rows, pages->row_count, &stage, calendars,
                          &pages->arena, &err);
        require_sentence(rc, &err);
    }
    stage_close(&stage);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct pages pages;
    const struct id ref = {{1}};

    pages = (struct pages){0};
    take_lines(&pages, (struct slice){(const char *)bytes, len});
    for (size_t i = 0; i < pages.row_count; i++) {
        struct value *answer;
        struct err err = {0};
        int rc = answer_render(&ref, &pages.rows[i], &pages.arena, &answer, &err);
        require_sentence(rc, &err);
        if (rc == 0)
            check_text(&pages.arena, answer);
    }
    check_fold(&pages);
    arena_close(&pages.arena);
    return 0;
}
