/* progress.c - how a case stands, for the citizen whose code was shown (progress.h).
 *
 *   worker: facts of the row and its parts     loop: the words of the workflow's release
 *
 * What is shown is chosen here and nowhere else: facts are put in one by one, never copied as a
 * whole, so that what a part learns to hold tomorrow is not shown by itself. To show one more: a
 * member of the facts, its words in progress_words, its row in the pages (api/progress_page.c).
 */
#include "engine/progress.h"
#include <string.h>
#include "data/canon.h"
#include "duty/clock.h"
#include "engine/calendars.h"
#include "engine/custody.h"
#include "engine/inside.h"
#include "engine/letter_words.h"
#include "engine/letters.h"
#include "engine/merge.h"
#include "engine/offices.h"
#include "engine/redact.h"

enum { LETTERS_MOST = 200, LINKED_MOST = 50 };

struct progress {
    struct engine *engine;
    struct reader *reader;
    const struct eyes *eyes;
    const struct track *track;
    struct arena *arena;
    struct case_image image;
    struct redaction redaction;
    bool is_known; /* some copy of a letter is his */
    struct value *letters;
};

static const struct value *body_of(const struct progress *progress, const struct part *part)
{
    struct value *body;
    struct err ignored = {0};
    return canon_read(progress->arena, part->body, &body, &ignored) == 0 ? body : &value_nil;
}

static struct value *date_text(struct arena *arena, int32_t date)
{
    char text[16];
    return value_string(arena, date_to_text(date, text));
}

/* ---- letters, and who asks ---- */

static bool is_his(const struct progress *progress, const struct value *copy)
{
    struct track track;
    return track_of_copy(progress->engine, progress->reader, &progress->image.row, copy, &track) ==
               0 &&
           memcmp(track.whose, progress->track->whose, sizeof track.whose) == 0;
}

static void add_letter(struct progress *progress, const struct part *part, const struct value *body,
                       const struct value *copy)
{
    struct arena *arena = progress->arena;
    struct value *letter = value_map(arena), *name = value_map(arena);

    if (part->status != LETTER_ISSUED || value_len(progress->letters) == LETTERS_MOST)
        return;
    value_put(arena, name, "zh", value_copy(arena, value_get(body, "zh")));
    value_put(arena, name, "en", value_copy(arena, value_get(body, "en")));
    value_put(arena, letter, "name", name);
    value_put(arena, letter, "number", value_copy(arena, value_get(body, "number")));
    value_put(arena, letter, "date", date_text(arena, date_of(value_get_int(body, "at", 0))));
    value_put(arena, letter, "ordinal", value_int(arena, value_get_int(body, "ordinal", 0)));
    value_put(arena, letter, "state", value_copy(arena, value_get(copy, "state")));
    value_put(arena, letter, "on", value_copy(arena, value_get(copy, "on")));
    value_push(arena, progress->letters, letter);
}

/* Behind a veil too: he has the paper, and a letter that went from the list would tell him that
 * something was drawn out of the case. */
static void look_at_letter(struct progress *progress, const struct part *part)
{
    const struct value *body = body_of(progress, part), *copies = value_get(body, "to");

    if (value_len(copies) == 0 && is_his(progress, &value_nil)) {
        progress->is_known = true;
        add_letter(progress, part, body, &value_nil);
    }
    for (size_t i = 0; i < value_len(copies); i++) {
        const struct value *copy = value_item(copies, i);
        if (!is_his(progress, copy))
            continue;
        progress->is_known = true;
        add_letter(progress, part, body, copy);
    }
}

static void sort_letters(struct value *letters)
{
    for (size_t i = 1; i < value_len(letters); i++)
        for (size_t j = i; j > 0 && value_get_int(letters->list.items[j], "ordinal", 0) <
                                        value_get_int(letters->list.items[j - 1], "ordinal", 0);
             j--) {
            struct value *other = letters->list.items[j];
            letters->list.items[j] = letters->list.items[j - 1];
            letters->list.items[j - 1] = other;
        }
}

/* ---- what runs ---- */

/* Is it about a row that he may not know of? */
static bool is_hidden_row(const struct progress *progress, const char *row)
{
    return row && *row && !value_is_nil(value_get(progress->redaction.names, row));
}

static struct value *extended_by(const struct progress *progress, const struct clock *clock)
{
    struct value *list = value_list(progress->arena);
    for (size_t i = 0; i < clock->ledger_len; i++)
        if (clock->ledger[i].kind == LEDGER_EXTENDED)
            value_push(progress->arena, list,
                       duration_to_value(progress->arena, clock->ledger[i].length));
    return list;
}

static void add_period(const struct progress *progress, const struct part *part,
                       struct value *periods)
{
    struct arena *arena = progress->arena;
    struct value *period = value_map(arena);
    struct clock clock;
    struct due due;
    struct err ignored = {0};
    char text[40];

    if (memchr(part->key.bytes, '@', part->key.len) || /* of a card: between offices */
        clock_from_value(arena, body_of(progress, part), &clock, &ignored) != 0 ||
        clock_is_stopped(&clock) || is_hidden_row(progress, clock.row))
        return;
    const struct calendar *calendar = clock_calendar(engine_calendars(progress->engine), &clock);
    clock_due(&clock, calendar, &due);
    value_put(arena, period, "id", value_string(arena, clock.id));
    value_put(arena, period, "whose", value_string(arena, clock_owner_word(clock.owner)));
    value_put(arena, period, "basis", value_string(arena, clock.basis));
    value_put(arena, period, "state", value_string(arena, clock_state_word(due.state)));
    value_put(arena, period, "from", date_text(arena, clock.start_date));
    value_put(arena, period, "within",
              clock.is_set ? &value_nil : duration_to_value(arena, clock.within));
    value_put(arena, period, "extended", extended_by(progress, &clock));
    if (due.has_date) {
        bool is_days = clock.is_set || duration_is_days(clock.within);
        value_put(arena, period, "due", date_text(arena, due.date));
        value_put(arena, period, "due_at",
                  is_days ? &value_nil : value_string(arena, time_to_text(due.at_ms, text)));
        value_put(arena, period, "is_late",
                  value_bool(arena,
                             clock_is_late(&clock, calendar, loop_now_ms(progress->engine->loop))));
    }
    for (size_t i = 0; i < value_len(periods); i++) /* of several rows on the same day: once */
        if (value_is_equal(value_item(periods, i), period))
            return;
    value_push(arena, periods, period);
}

/* ---- other cases ---- */

/* Whoever has a code may ask each second: of a joint matter with hundreds of parts the first are
 * named, and each is let go of again. */
static void add_linked(const struct progress *progress, const struct id *ref, struct value *linked)
{
    struct arena *arena = progress->arena, other = {0};
    struct case_image image;
    struct err ignored = {0};

    if (value_len(linked) == LINKED_MOST)
        return;
    if (reader_load_live(progress->reader, ref, &other, &image, &ignored) == 0 &&
        eyes_may_see(progress->eyes, image.row.office, image.row.extra, 0) &&
        image.row.number.len > 0) {
        struct value *link = value_map(arena);
        value_put(arena, link, "number", value_text(arena, image.row.number));
        value_put(arena, link, "workflow", value_text(arena, image.row.workflow));
        value_push(arena, linked, link);
    }
    arena_close(&other);
}

static void add_merged(const struct progress *progress, const struct part *part,
                       struct value *linked)
{
    const char *other = value_get_text(body_of(progress, part), "case");
    struct id ref;

    if ((part->status == MERGE_DONE || part->status == MERGE_LEAVING) && other &&
        id_from_text(other, strlen(other), &ref))
        add_linked(progress, &ref, linked);
}

/* ---- the whole of it ---- */

static void put_row(const struct progress *progress, struct value *facts)
{
    struct arena *arena = progress->arena;
    const struct case_row *row = &progress->image.row;

    value_put(arena, facts, "number", value_text(arena, row->number));
    value_put(arena, facts, "workflow", value_text(arena, row->workflow));
    value_put(arena, facts, "office", value_text(arena, row->office));
    value_put(arena, facts, "stage", value_text(arena, row->stage));
    value_put(arena, facts, "release", value_int(arena, row->release));
    value_put(arena, facts, "registered", date_text(arena, date_of(row->opened_at)));
    /* a case that waits for its host to be mended is open, as far as a citizen is concerned */
    value_put(arena, facts, "status",
              value_string(arena, row->status == CASE_CLOSED ? "closed" : "open"));
    value_put(arena, facts, "outcome",
              row->status == CASE_CLOSED ? value_text(arena, row->outcome) : &value_nil);
}

static void put_parts(struct progress *progress, struct value *facts)
{
    struct arena *arena = progress->arena;
    struct value *periods = value_list(arena), *linked = value_list(arena);

    for (size_t i = 0; i < progress->image.part_count; i++) {
        const struct part *part = &progress->image.parts[i];
        if (part->kind == PART_CLOCK)
            add_period(progress, part, periods);
        else if (part->kind == PART_LINK)
            add_linked(progress, &part->ref, linked);
        else if (part->kind == PART_CUSTODY)
            add_merged(progress, part, linked);
    }
    sort_letters(progress->letters);
    value_put(arena, facts, "periods", periods);
    value_put(arena, facts, "linked", linked);
    value_put(arena, facts, "letters", progress->letters);
}

int progress_read(struct engine *engine, struct reader *reader, const struct eyes *eyes,
                  const struct track *track, struct arena *arena, struct value **facts,
                  struct err *err)
{
    struct progress progress = {.engine = engine,
                                .reader = reader,
                                .eyes = eyes,
                                .track = track,
                                .arena = arena,
                                .letters = value_list(arena)};
    int rc = track_load_case(reader, track, eyes, arena, &progress.image, err);

    if (rc == 0) {
        redaction_open(&progress.redaction, &progress.image, eyes, arena);
        for (size_t i = 0; i < progress.image.part_count; i++)
            if (progress.image.parts[i].kind == PART_LETTER)
                look_at_letter(&progress, &progress.image.parts[i]);
        if (!progress.is_known)
            rc = STATUS_NOT_FOUND;
    }
    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is nothing under this code.");
    *facts = value_map(arena);
    if (rc == 0) {
        put_row(&progress, *facts);
        put_parts(&progress, *facts);
    }
    return rc;
}

/* ---- words ---- */

static struct value *title_of(struct arena *arena, const struct value *declared)
{
    struct value *words = value_map(arena);
    if (!value_get_text(declared, "zh"))
        return &value_nil;
    value_put(arena, words, "zh", value_copy(arena, value_get(declared, "zh")));
    value_put(arena, words, "en", value_copy(arena, value_get(declared, "en")));
    return words;
}

static const struct value *outcome_of(const struct value *model, const char *id)
{
    const struct value *outcomes = value_get(model, "outcomes");
    for (size_t i = 0; id && i < value_len(outcomes); i++)
        if (value_is_text(value_get(value_item(outcomes, i), "id"), id))
            return value_item(outcomes, i);
    return &value_nil;
}

/* Of the release the case is on, if it is in memory; else of the active one, whose words for the
 * same stages will do. */
static const struct value *model_of(const struct engine *engine, const struct value *facts)
{
    const struct edition *edition = engine_edition(engine, value_get_int(facts, "release", 0));
    const struct workflow *workflow =
        edition ? edition_workflow(edition, value_get(facts, "office")->text,
                                   value_get(facts, "workflow")->text)
                : NULL;
    if (!workflow && engine->active)
        workflow = edition_workflow(engine->active, value_get(facts, "office")->text,
                                    value_get(facts, "workflow")->text);
    return workflow ? workflow->model : &value_nil;
}

static struct value *office_title(const struct engine *engine, const struct value *facts,
                                  struct arena *arena)
{
    const struct staff_office *office =
        staff_office(engine->staff, value_text_or(value_get(facts, "office"), ""));
    struct value *words = value_map(arena);

    if (office && office->zh) {
        value_put(arena, words, "zh", value_string(arena, office->zh));
        value_put(arena, words, "en", value_string(arena, office->en ? office->en : office->zh));
    }
    return words;
}

static struct value *date_words(struct arena *arena, const struct value *text)
{
    int32_t date;
    return text->type == VALUE_TEXT && date_from_text(text->text, &date) ? letter_date(arena, date)
                                                                         : value_map(arena);
}

static struct value *duration_words(struct arena *arena, const struct value *value)
{
    char zh[DURATION_TEXT_SIZE], en[DURATION_TEXT_SIZE];
    struct duration duration;
    struct value *words = value_map(arena);
    struct err ignored = {0};

    if (value->type != VALUE_MAP || duration_from_value(value, &duration, &ignored) != 0)
        return words;
    value_put(arena, words, "zh", value_string(arena, duration_to_text(duration, LANGUAGE_ZH, zh)));
    value_put(arena, words, "en", value_string(arena, duration_to_text(duration, LANGUAGE_EN, en)));
    return words;
}

static void word_period(struct arena *arena, const struct value *model, struct value *period)
{
    static const char *const dates[] = {"from", "due"};
    const char *id = value_text_or(value_get(period, "id"), "");
    const struct value *lengths = value_get(period, "extended");
    struct value *extended = value_list(arena);

    value_put(arena, period, "name", title_of(arena, value_get(value_get(model, "clocks"), id)));
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        char *words = arena_printf(arena, "%s_words", dates[i]);
        value_put(arena, period, words, date_words(arena, value_get(period, dates[i])));
    }
    value_put(arena, period, "within_words", duration_words(arena, value_get(period, "within")));
    for (size_t i = 0; i < value_len(lengths); i++)
        value_push(arena, extended, duration_words(arena, value_item(lengths, i)));
    value_put(arena, period, "extended", extended);
}

static void word_lists(struct engine *engine, struct arena *arena, const struct value *model,
                       struct value *out)
{
    const struct value *periods = value_get(out, "periods"), *letters = value_get(out, "letters");
    const struct value *linked = value_get(out, "linked");

    for (size_t i = 0; i < value_len(periods); i++)
        word_period(arena, model, value_item(periods, i));
    for (size_t i = 0; i < value_len(letters); i++) {
        struct value *letter = value_item(letters, i);
        value_put(arena, letter, "date_words", date_words(arena, value_get(letter, "date")));
        value_put(arena, letter, "ordinal", &value_nil);
    }
    for (size_t i = 0; i < value_len(linked); i++) {
        struct value *link = value_item(linked, i);
        const char *name = value_text_or(value_get(link, "workflow"), "");
        const struct value *other = engine_workflow_model(engine, "", name);
        value_put(arena, link, "name", title_of(arena, other ? other : &value_nil));
    }
}

struct value *progress_words(struct engine *engine, const struct value *facts, struct arena *arena)
{
    struct value *out = value_copy(arena, facts);
    const struct value *model = model_of(engine, facts);
    const struct value *stage =
        value_get(value_get(model, "stages"), value_text_or(value_get(facts, "stage"), ""));

    value_put(arena, out, "release", &value_nil);
    value_put(arena, out, "workflow", title_of(arena, model));
    value_put(arena, out, "office", office_title(engine, facts, arena));
    value_put(arena, out, "stage", title_of(arena, stage));
    value_put(arena, out, "next", title_of(arena, value_get(stage, "next_step")));
    value_put(arena, out, "outcome",
              title_of(arena, outcome_of(model, value_get_text(facts, "outcome"))));
    value_put(arena, out, "registered_words", date_words(arena, value_get(facts, "registered")));
    word_lists(engine, arena, model, out);
    return out;
}
