/* form_fill.c - makes up answers (form_fill.h).
 *
 * Field by field, in the order of the form: is it wanted (required, needed by the outcome, or by
 * chance)? Then the words of the caller are asked, and what they give is taken if the field's own
 * check takes it; else a maker of the field's type makes a value within min and max. So an answer
 * is right whatever the words are - unless a field wants an upload or an office and there is none.
 *
 * L1. Dates and times of one map do not go back: whatever is declared later is not earlier, so that
 *     `starts` stands before `ends` and `from` before `until`, as far as their limits allow.
 * L2. A file is used once.
 * L3. Nothing here asks the clock or the machine for chance.
 *
 * To add a type: a make_ function and a row in makers; test_form_fill.c has a form of all types.
 */
#include "duty/form_fill.h"

#include <inttypes.h>

#include "base/wallclock.h"
#include "duty/actor.h"
#include "duty/duration.h"
#include "duty/form_fill_words.h"
#include "duty/form_shape.h"

struct filling {
    const struct form *form;
    const struct form_fill *fill;
    struct arena *arena;
    const char *rows;  /* the rows field being filled, or NULL */
    int32_t date_last; /* of this map so far (L1) */
    int64_t time_last;
    size_t files_used;
    const char *lacking; /* what there is not: "an upload" */
};

int64_t chance_below(struct chance *chance, int64_t below)
{
    return (int64_t)(chance_next(chance) % (uint64_t)below);
}

static bool chance_of(struct filling *filling, int percent)
{
    return chance_below(filling->fill->chance, 100) < percent;
}

static int64_t between(struct filling *filling, int64_t low, int64_t high)
{
    uint64_t span = (uint64_t)high - (uint64_t)low;
    return span >= INT64_MAX ? low : low + chance_below(filling->fill->chance, (int64_t)span + 1);
}

static struct value *lacks(struct filling *filling, const char *what)
{
    filling->lacking = what;
    return NULL;
}

/* ---- texts, choices, numbers ----------------------------------------------------------------- */

static struct value *make_text(struct filling *filling, const struct form_field *field)
{
    struct text_wish wish = {.min = field->has_min ? field->min : 1,
                             .max = field->has_max ? field->max : FORM_TEXT_MAX};
    return value_string(filling->arena, fill_text(filling->fill->chance, wish, filling->arena));
}

static struct value *make_choice(struct filling *filling, const struct form_field *field)
{
    const struct value *choices = value_get(field->decl, "choices");
    int64_t pick = chance_below(filling->fill->chance, (int64_t)value_len(choices));
    return value_copy(filling->arena, value_get(value_item(choices, (size_t)pick), "id"));
}

static struct value *make_yes_no(struct filling *filling, const struct form_field *field)
{
    (void)field;
    return value_bool(filling->arena, chance_of(filling, 50));
}

/* Small numbers where the form sets no bound. */
static struct value *make_number(struct filling *filling, const struct form_field *field)
{
    enum { USUAL_SPAN = 9 };
    int64_t low = field->has_min ? field->min : field->has_max && field->max < 1 ? field->max : 1;
    int64_t high = low > INT64_MAX - USUAL_SPAN ? low : low + USUAL_SPAN;
    if (field->has_max && (field->has_min || field->max < high))
        high = field->max;
    return value_int(filling->arena, between(filling, low, high));
}

/* Whole hundreds of yuan, if that lies within the limits. */
static struct value *make_money(struct filling *filling, const struct form_field *field)
{
    enum { FEN_STEP = 10000, USUAL_MOST = 3000000 };
    int64_t low = field->has_min ? field->min : 0;
    int64_t high = field->has_max ? field->max : low < USUAL_MOST ? USUAL_MOST : low;
    int64_t fen = between(filling, low, high);
    int64_t rounded = fen / FEN_STEP * FEN_STEP;
    return value_int(filling->arena, rounded >= low ? rounded : fen);
}

static struct value *make_duration(struct filling *filling, const struct form_field *field)
{
    (void)field;
    enum { DAYS_MOST = 10 };
    struct duration days = {.n = between(filling, 1, DAYS_MOST), .unit = DUR_DAY};
    return duration_to_value(filling->arena, days);
}

/* ---- dates and times ------------------------------------------------------------------------- */

static bool asks_age(const struct form_field *field)
{
    return value_len(value_get(field->decl, "facts")) > 0;
}

static int32_t date_within(const struct filling *filling, const struct form_field *field,
                           int64_t date)
{
    if (field->until_today && date > filling->fill->today)
        date = filling->fill->today;
    if (field->has_min && date < field->min)
        date = field->min;
    if (field->has_max && date > field->max)
        date = field->max;
    return (int32_t)date;
}

/* Of birth: grown up, nine times of ten. Else within the week, forwards. */
static struct value *make_date(struct filling *filling, const struct form_field *field)
{
    enum { YEAR_DAYS = 365, GROWN = 20, OLDEST = 85, CHILD = 10, MINORS_PERCENT = 10, SOON = 7 };
    int32_t today = filling->fill->today;
    char text[16];
    int64_t date;
    if (asks_age(field)) {
        bool is_minor = chance_of(filling, MINORS_PERCENT);
        date = today - between(filling, YEAR_DAYS * (is_minor ? CHILD : GROWN),
                               YEAR_DAYS * (is_minor ? GROWN - 3 : OLDEST));
        if (field->has_min || field->has_max)
            date = date_within(filling, field, date) < today ? date_within(filling, field, date)
                                                             : today;
    } else {
        int32_t from = filling->date_last > today ? filling->date_last : today;
        date = filling->date_last = date_within(filling, field, from + between(filling, 0, SOON));
    }
    return value_string(filling->arena, date_to_text((int32_t)date, text));
}

static struct value *make_time(struct filling *filling, const struct form_field *field)
{
    enum { SOON = 4, FIRST_HOUR = 8, LAST_HOUR = 16, HOURS_MOST = 3, HOUR_MS = 3600 * 1000 };
    int64_t at = filling->time_last + HOUR_MS * between(filling, 1, HOURS_MOST);
    char text[40];
    (void)field;
    if (!filling->time_last)
        at = date_start_ms(filling->fill->today) + DAY_MS * between(filling, 0, SOON) +
             HOUR_MS * between(filling, FIRST_HOUR, LAST_HOUR);
    filling->time_last = at;
    return value_string(filling->arena, time_to_text(at, text));
}

/* ---- people, offices, files ------------------------------------------------------------------ */

static struct value *make_phone(struct filling *filling, const struct form_field *field)
{
    (void)field;
    return value_string(filling->arena, fill_phone(filling->fill->chance, filling->arena));
}

static struct value *make_id_number(struct filling *filling, const struct form_field *field)
{
    (void)field;
    return value_string(filling->arena, fill_id_number(filling->fill->chance, filling->fill->today,
                                                       filling->arena));
}

static struct value *make_address(struct filling *filling, const struct form_field *field)
{
    int64_t max = field && field->has_max ? field->max : FORM_TEXT_MAX;
    return value_string(filling->arena, fill_address(filling->fill->chance, max, filling->arena));
}

static struct value *make_people(struct filling *filling, const struct form_field *field)
{
    enum { PHONES = 85, NUMBERS = 25, ADDRESSES = 50 };
    struct value *person = value_map(filling->arena);
    const char *name = fill_name(filling->fill->chance, filling->arena);
    (void)field;
    value_put(filling->arena, person, "name", value_string(filling->arena, name));
    if (chance_of(filling, PHONES))
        value_put(filling->arena, person, "phone", make_phone(filling, NULL));
    if (chance_of(filling, NUMBERS)) {
        value_put(filling->arena, person, "id_type", value_string(filling->arena, "id_card"));
        value_put(filling->arena, person, "id_number", make_id_number(filling, NULL));
    }
    if (chance_of(filling, ADDRESSES))
        value_put(filling->arena, person, "address", make_address(filling, NULL));
    return person;
}

static struct value *make_office(struct filling *filling, const struct form_field *field)
{
    const struct value *offices = filling->fill->offices;
    (void)field;
    if (!offices || value_len(offices) == 0)
        return lacks(filling, "an office of the tree");
    int64_t pick = chance_below(filling->fill->chance, (int64_t)value_len(offices));
    return value_copy(filling->arena, value_item(offices, (size_t)pick));
}

static struct value *make_files(struct filling *filling, const struct form_field *field)
{
    const struct value *files = filling->fill->files;
    size_t there = files ? value_len(files) - filling->files_used : 0;
    size_t wanted = field->has_min && field->min > 1 ? (size_t)field->min : 1;
    struct value *list = value_list(filling->arena);
    if (there < wanted)
        return lacks(filling, "an upload that nobody has used");
    for (size_t i = 0; i < wanted; i++)
        value_push(filling->arena, list,
                   value_copy(filling->arena, value_item(files, filling->files_used++)));
    return list;
}

/* ---- many ------------------------------------------------------------------------------------ */

static struct value *make_map(struct filling *filling, const struct form_field *fields,
                              size_t count, const struct value *needs);

static struct value *make_rows(struct filling *filling, const struct form_field *field)
{
    enum { USUAL_MOST = 3 };
    int64_t low = field->has_min && field->min > 1 ? field->min : 1;
    int64_t high = low < USUAL_MOST ? USUAL_MOST : low;
    struct value *rows = value_list(filling->arena);
    struct filling saved = *filling;
    if (field->has_max && field->max < high)
        high = field->max;
    for (int64_t left = between(filling, low < high ? low : high, high); left > 0; left--) {
        filling->rows = field->name;
        filling->date_last = 0;
        filling->time_last = 0;
        struct value *row = make_map(filling, field->fields, field->field_count, NULL);
        if (!row)
            return NULL;
        value_push(filling->arena, rows, row);
    }
    filling->rows = NULL;
    filling->date_last = saved.date_last;
    filling->time_last = saved.time_last;
    return rows;
}

/* Posts of a day or two, in shifts of some hours. */
static struct value *make_sheet(struct filling *filling, const struct form_field *field)
{
    enum { USUAL_MOST = 4, NEED_MOST = 4 };
    int64_t low = field->has_min && field->min > 1 ? field->min : 1;
    int64_t high = low < USUAL_MOST ? USUAL_MOST : low;
    struct value *rows = value_list(filling->arena);
    struct arena *arena = filling->arena;
    int64_t before = filling->time_last;
    if (field->has_max && field->max < high)
        high = field->max;
    for (int64_t left = between(filling, low < high ? low : high, high); left > 0; left--) {
        struct value *row = value_map(arena);
        filling->time_last = 0;
        value_put(arena, row, "post",
                  value_string(arena, fill_text(filling->fill->chance,
                                                (struct text_wish){.min = 1, .max = 8}, arena)));
        value_put(arena, row, "starts", make_time(filling, field));
        value_put(arena, row, "ends", make_time(filling, field));
        value_put(arena, row, "need", value_int(arena, between(filling, 1, NEED_MOST)));
        value_push(arena, rows, row);
    }
    filling->time_last = before;
    return rows;
}

/* ---- one answer ------------------------------------------------------------------------------ */

static const struct {
    const char *type;
    struct value *(*make)(struct filling *filling, const struct form_field *field);
} makers[] = {
    {"text",      make_text     },
    {"choice",    make_choice   },
    {"yes_no",    make_yes_no   },
    {"number",    make_number   },
    {"money",     make_money    },
    {"date",      make_date     },
    {"time",      make_time     },
    {"duration",  make_duration },
    {"people",    make_people   },
    {"phone",     make_phone    },
    {"id_number", make_id_number},
    {"address",   make_address  },
    {"files",     make_files    },
    {"rows",      make_rows     },
    {"office",    make_office   },
    {"sheet",     make_sheet    },
};

static bool is_offered(void *owner, const char *code)
{
    const struct filling *filling = owner;
    return words_have(filling->fill->offices, code);
}

/* Would the field take it? Files are never taken from words: which there are only `files` knows. */
static bool field_takes(struct filling *filling, const struct form_field *field,
                        const struct value *given)
{
    const struct form_around around = {.is_office = is_offered, .owner = filling};
    struct checking checking = {.arena = filling->arena,
                                .errors = value_list(filling->arena),
                                .today = filling->fill->today,
                                .around = &around};
    if (field_is(field, "files") || field_is_missing(field, given))
        return false;
    return field->type->check(&checking, field, field->name, given) != NULL &&
           value_len(checking.errors) == 0 && !checking.is_malformed;
}

static struct form_wish wish_of(const struct filling *filling, const struct form_field *field)
{
    return (struct form_wish){.form = filling->form->name,
                              .rows = filling->rows,
                              .field = field->name,
                              .type = field->type->word,
                              .today = filling->fill->today,
                              .chance = filling->fill->chance};
}

static int how_often(const struct filling *filling, const struct form_field *field)
{
    const struct form_words *words = filling->fill->words;
    struct form_wish wish = wish_of(filling, field);
    int often = words && words->often ? words->often(words->owner, &wish) : -1;
    return often >= 0 ? often : filling->fill->often;
}

/* NULL: nothing came to mind; nil: it is to be left empty. */
static const struct value *words_give(struct filling *filling, const struct form_field *field)
{
    const struct form_words *words = filling->fill->words;
    struct form_wish wish = wish_of(filling, field);
    const struct value *given = words ? words->give(words->owner, &wish, filling->arena) : NULL;
    if (!given || value_is_nil(given) || field_takes(filling, field, given))
        return given;
    return NULL;
}

static struct value *make_one(struct filling *filling, const struct form_field *field)
{
    size_t i = 0;
    while (strcmp(makers[i].type, field->type->word) != 0)
        i++;
    return makers[i].make(filling, field);
}

/* L1 holds for what words gave too. */
static void note_given(struct filling *filling, const struct form_field *field,
                       const struct value *given)
{
    if (field_is(field, "date") && !asks_age(field))
        (void)date_from_text(given->text, &filling->date_last);
    if (field_is(field, "time"))
        (void)time_from_text(given->text, &filling->time_last);
}

/* NULL: it stays empty, or is wanted and cannot be had: filling->lacking says what. */
static struct value *fill_one(struct filling *filling, const struct form_field *field,
                              bool is_wanted)
{
    const struct value *given = words_give(filling, field);
    if (given && !value_is_nil(given)) {
        note_given(filling, field, given);
        return value_copy(filling->arena, given);
    }
    if (!is_wanted && (given || !chance_of(filling, how_often(filling, field))))
        return NULL;
    return make_one(filling, field);
}

static struct value *make_map(struct filling *filling, const struct form_field *fields,
                              size_t count, const struct value *needs)
{
    struct value *map = value_map(filling->arena);
    for (size_t i = 0; i < count; i++) {
        bool is_wanted = fields[i].is_required || words_have(needs, fields[i].name);
        struct value *value = fill_one(filling, &fields[i], is_wanted);
        if (!value && is_wanted) {
            filling->lacking = arena_printf(filling->arena, "field \"%s\" wants %s", fields[i].name,
                                            filling->lacking);
            return NULL;
        }
        if (value)
            value_put(filling->arena, map, fields[i].name, value);
    }
    return map;
}

int form_fill(const struct form *form, const struct form_fill *fill, struct arena *arena,
              struct form_filled *out, struct err *err)
{
    struct filling filling = {.form = form, .fill = fill, .arena = arena};
    size_t outcomes = value_len(form->outcomes);
    const struct value *outcome = form_find_outcome(form, fill->outcome);

    *out = (struct form_filled){0};
    if (fill->outcome && !outcome)
        return err_set(err, STATUS_NOT_FOUND, "The form \"%s\" has no outcome \"%s\".", form->name,
                       fill->outcome);
    if (!outcome && outcomes > 0)
        outcome = value_item(form->outcomes, (size_t)chance_below(fill->chance, (int64_t)outcomes));
    out->data = make_map(&filling, form->fields, form->field_count,
                         outcome ? value_get(outcome, "needs") : NULL);
    if (!out->data)
        return err_set(err, STATUS_INVALID,
                       "The form \"%s\" cannot be filled: %s, and there is none.", form->name,
                       filling.lacking);
    out->outcome = outcome ? value_get_text(outcome, "id") : NULL;
    out->files_used = filling.files_used;
    return 0;
}
