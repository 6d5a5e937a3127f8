/* letters.c - letters issued, numbered, looked at (letters.h).
 *
 * What a letter says is fixed when it is issued: values in both languages, the office's name, the
 * day, when clocks of the case were due. Its number follows in a turn of its own, since only the
 * loop may count across cases; that turn comes also after the case has closed.
 *
 * Names a template may use besides those of `with`: case_number, letter_number, office, date, to,
 * due.ID, workflow, reason.
 */
#include "engine/letters.h"
#include <stdlib.h>
#include "data/canon.h"
#include "duty/letter.h"
#include "duty/staff.h"
#include "engine/accept.h"
#include "engine/clocks.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/letter_words.h"
#include "engine/notify.h"
#include "engine/recipients.h"
#include "store/releases.h"

enum { NUMBER_DIGITS = 8, SERIES_MOST = 150 };

/* ---- what it says ---- */

static const struct value *letter_decl(const struct turn *turn, const char *name)
{
    const struct value *letters =
        turn->cf->workflow ? value_get(turn->cf->workflow->model, "letters") : &value_nil;
    return name ? value_get(letters, name) : &value_nil;
}

/* Of a case of no office, as specs have them: the one at the top. NULL: there is no table of
 * offices, and nobody knows what the office is called. */
static const struct staff_office *office_of_case(const struct turn *turn, const char *code)
{
    const struct staff *staff = turn_staff(turn);
    const struct staff_office *office = staff ? staff_office(staff, code) : NULL, *all;
    size_t count = staff ? staff_offices(staff, &all) : 0;

    for (size_t i = 0; !office && strcmp(code, RELEASE_AS_WRITTEN) == 0 && i < count; i++)
        if (!all[i].parent)
            return &all[i];
    return office;
}

static struct value *office_words(const struct turn *turn)
{
    const char *code = arena_copy(turn->arena, turn->cf->row.office).bytes;
    const struct staff_office *office = office_of_case(turn, code);
    const char *zh = office && office->zh ? office->zh : "本单位";
    const char *en = office && office->en ? office->en : "this office";
    const struct letter_office_names names = {
        .zh = zh,
        .en = en,
        .organ_zh = office && office->organ_zh ? office->organ_zh : zh,
        .organ_en = office && office->organ_en ? office->organ_en : en,
    };
    return letter_office(turn->arena, &names);
}

/* { "XF-D8" = { zh, en } } of the clocks that run. */
static struct value *due_words(struct turn *turn, const struct clock *moved)
{
    struct value *words = value_map(turn->arena);
    const struct part *part;
    struct err ignored = {0};

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_CLOCK, &i));) {
        struct clock clock;
        if (clock_of_part(turn, part, &clock, &ignored) != 0 || clock_is_stopped(&clock) ||
            memchr(part->key.bytes, '@', part->key.len))
            continue;
        bool is_moved =
            moved && strcmp(moved->id, clock.id) == 0 && strcmp(moved->row, clock.row) == 0;
        const struct value *due = clock_due_value(turn, is_moved ? moved : &clock);
        int32_t date;
        if (due->type == VALUE_TEXT && date_from_text(due->text, &date))
            value_put(turn->arena, words, clock.id, letter_date(turn->arena, date));
    }
    return words;
}

bool letter_gives(const char *name)
{
    static const char *const names[] = {"case_number", "office",        "date", "due",
                                        "workflow",    "letter_number", "to"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* All a template may name but the number and to whom. */
static struct value *letter_says(struct turn *turn, const struct letter_order *order)
{
    struct arena *arena = turn->arena;
    const struct value *model = turn->cf->workflow->model;
    const struct value *with = order->with ? order->with : &value_nil;
    struct value *says = letter_words(turn, shown_now(turn, with));
    struct value *title = value_map(arena);

    value_put(arena, title, "zh", value_get(model, "zh"));
    value_put(arena, title, "en", value_get(model, "en"));
    value_put(arena, says, "case_number", value_text(arena, turn->cf->row.number));
    value_put(arena, says, "office", office_words(turn));
    value_put(arena, says, "date", letter_date(arena, date_of(turn->at)));
    value_put(arena, says, "due", due_words(turn, order->moved));
    value_put(arena, says, "workflow", title);
    if (order->reason && !value_is_nil(order->reason) && value_is_nil(value_get(says, "reason")))
        value_put(arena, says, "reason", value_copy(arena, order->reason));
    return says;
}

static struct value *letter_to(struct turn *turn, const struct letter_order *order)
{
    struct recipients_where where = {.clock = order->clock};
    struct value *to =
        order->to && !value_is_nil(order->to) ? recipients_of(turn, order->to, &where) : NULL;
    return to ? to : value_list(turn->arena);
}

/* ---- checking ---- */

static int check_template(struct turn *turn, const char *path, const struct value *says,
                          struct err *err)
{
    struct letter_template *letter;
    struct slice text = release_text(turn->cf->edition->release, path);

    if (!text.bytes)
        return err_set(err, STATUS_INVALID, "the release has no file %s.", path);
    int rc = letter_parse(turn->arena, path, text, &letter, err);
    if (rc != 0)
        return rc;
    const struct value *needs = letter_needs(letter, turn->arena);
    for (size_t i = 0; i < value_len(needs); i++) {
        const char *name = value_item(needs, i)->text.bytes;
        if (!letter_gives(name) && value_is_nil(value_get(says, name)))
            return err_set(err, STATUS_INVALID,
                           "the letter needs %s, which is not given. Write with = { %s = ... }, or "
                           "put it into a section of %s: {{#%s}}...{{/%s}}.",
                           name, name, path, name, name);
    }
    return 0;
}

int letter_check(struct turn *turn, const struct letter_order *order, struct err *err)
{
    const struct value *decl = letter_decl(turn, order->name);
    const char *path_en = value_get_text(decl, "path_en");

    if (value_is_nil(decl))
        return err_set(err, STATUS_NOT_FOUND, "there is no letter \"%s\" in this workflow.",
                       order->name ? order->name : "");
    const struct value *says = letter_says(turn, order);
    int rc = check_template(turn, value_text_or(value_get(decl, "path"), ""), says, err);
    return rc == 0 && path_en ? check_template(turn, path_en, says, err) : rc;
}

/* ---- issuing ---- */

static int64_t next_ordinal(struct turn *turn)
{
    const struct part *part;
    int64_t most = 0;
    struct value *body;
    struct err ignored = {0};

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_LETTER, &i));)
        if (canon_read(turn->arena, part->body, &body, &ignored) == 0 &&
            value_get_int(body, "ordinal", 0) > most)
            most = value_get_int(body, "ordinal", 0);
    return most + 1;
}

struct value *letter_reference(struct turn *turn)
{
    int64_t ordinal = next_ordinal(turn);
    for (const struct asked *asked = turn->first; asked; asked = asked->next)
        if ((asked->verb == VERB_LETTER || asked->verb == VERB_SERVE) && !asked->refused &&
            asked != turn->last)
            ordinal++;
    return value_string(turn->arena, arena_printf(turn->arena, "letter/%lld", (long long)ordinal));
}

/* "受理〔2026〕{n}号" of this office and year; NULL: numbered by the case. So is one of a sealed
 * case: no gap in the office's series may show that it is there. */
static const char *series_of(const struct turn *turn, const struct value *decl)
{
    const char *pattern = value_get_text(decl, "number");
    struct buf series = {0};
    int year, month, day;
    struct value *extra;
    struct err ignored = {0};

    if (!pattern || (turn->cf->row.extra.len > 0 &&
                     canon_read(turn->arena, turn->cf->row.extra, &extra, &ignored) == 0 &&
                     !value_is_nil(value_get(extra, "sealed"))))
        return NULL;
    date_to_civil(date_of(turn->at), &year, &month, &day);
    while (*pattern) {
        if (strncmp(pattern, "{year}", 6) == 0) {
            buf_printf(&series, "%04d", year);
            pattern += 6;
        } else if (strncmp(pattern, "{office}", 8) == 0) {
            buf_add_slice(&series, turn->cf->row.office);
            pattern += 8;
        } else if (*pattern != '\n')
            buf_add_byte(&series, *pattern++);
        else
            pattern++;
    }
    const char *text = arena_copy(turn->arena, buf_slice(&series)).bytes;
    buf_close(&series);
    return strlen(text) <= SERIES_MOST ? text : NULL;
}

/* A relation in which nobody stands: "the representatives" of who came alone. */
static bool is_nobody(const struct value *recipient)
{
    return value_get_text(recipient, "relation") && value_is_nil(value_get(recipient, "handle"));
}

/* Each recipient has a copy of his own, to be brought to him. Nobody has none, unless there is
 * nobody at all: the letter is in the file all the same. */
static struct value *copies_of(struct turn *turn, const struct value *to)
{
    struct value *copies = value_list(turn->arena);
    bool has_somebody = false;
    for (size_t i = 0; i < value_len(to); i++)
        has_somebody = has_somebody || !is_nobody(value_item(to, i));
    for (size_t i = 0; i < value_len(to); i++) {
        if (has_somebody && is_nobody(value_item(to, i)))
            continue;
        struct value *copy = value_copy(turn->arena, value_item(to, i));
        value_put(turn->arena, copy, "state", value_string(turn->arena, "issued"));
        value_push(turn->arena, copies, copy);
    }
    return copies;
}

static void tell_recipients(struct turn *turn, const struct letter_order *order, int64_t ordinal)
{
    struct arena *arena = turn->arena;
    const struct value *decl = letter_decl(turn, order->name);
    struct value *text = value_map(arena), *told;
    struct err ignored = {0};
    struct notice_request notice = {
        .name = "letter",
        .key = arena_printf(arena, "letter/%lld", (long long)ordinal),
        .text = text,
        .to = order->to,
        .clock = order->clock,
    };
    value_put(arena, text, "zh",
              value_string(arena, arena_printf(arena, "案件%.*s有文书：%s。",
                                               SLICE_ARG(turn->cf->row.number),
                                               value_text_or(value_get(decl, "zh"), ""))));
    value_put(arena, text, "en",
              value_string(arena, arena_printf(arena, "There is a letter in case %.*s: %s.",
                                               SLICE_ARG(turn->cf->row.number),
                                               value_text_or(value_get(decl, "en"), ""))));
    if (order->to && !value_is_nil(order->to))
        (void)!notice_send(turn, &notice, &told, &ignored); /* the letter is there all the same */
}

static void ask_for_number(struct turn *turn, const char *key, const char *series)
{
    char text[ID_TEXT_LEN + 1];
    struct value *message = value_map(turn->arena);

    value_put(turn->arena, message, "kind", value_string(turn->arena, "letter"));
    value_put(turn->arena, message, "letter", value_string(turn->arena, key));
    value_put(turn->arena, message, "series", value_string(turn->arena, series));
    value_put(turn->arena, message, "from",
              value_string(turn->arena, id_to_text(&turn->cf->ref, text)));
    turn_send(turn, &turn->cf->ref, message);
}

static struct value *letter_body(struct turn *turn, const struct letter_order *order,
                                 int64_t ordinal)
{
    static const char *const taken[] = {"zh", "en", "path", "path_en", "size", "check"};
    struct arena *arena = turn->arena;
    const struct value *decl = letter_decl(turn, order->name);
    struct value *body = value_map(arena);

    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        value_put(arena, body, taken[i], value_copy(arena, value_get(decl, taken[i])));
    value_put(arena, body, "name", value_string(arena, order->name));
    value_put(arena, body, "ordinal", value_int(arena, ordinal));
    value_put(arena, body, "release", value_int(arena, turn->cf->row.release));
    value_put(arena, body, "stage", value_int(arena, turn->cf->stage.seq));
    value_put(arena, body, "office", value_text(arena, turn->cf->row.office));
    value_put(arena, body, "at", value_int(arena, turn->at));
    value_put(arena, body, "by", value_string(arena, turn_by(turn)));
    value_put(arena, body, "command", value_string(arena, order->command));
    value_put(arena, body, "says", letter_says(turn, order));
    value_put(arena, body, "to", copies_of(turn, letter_to(turn, order)));
    return body;
}

int letter_issue(struct turn *turn, const struct letter_order *order, struct value **ref,
                 struct err *err)
{
    struct arena *arena = turn->arena;
    int rc = letter_check(turn, order, err);
    if (rc != 0)
        return rc;
    int64_t ordinal = next_ordinal(turn);
    const char *series = series_of(turn, letter_decl(turn, order->name));
    const char *key = arena_printf(arena, "%04lld", (long long)ordinal);
    struct value *body = letter_body(turn, order, ordinal);
    value_put(arena, body, "turn", value_int(arena, turn->seq)); /* in or behind a veil: veil.h */
    struct part part = {.kind = PART_LETTER,
                        .key = slice_of(key),
                        .status = series ? LETTER_WAITING : LETTER_ISSUED};

    if (!series)
        value_put(
            arena, body, "number",
            value_string(arena, arena_printf(arena, "%.*s-%lld", SLICE_ARG(turn->cf->row.number),
                                             (long long)ordinal)));
    part.body = canon_text(arena, body);
    parts_put(&turn->cf->parts, &part);
    if (series)
        ask_for_number(turn, key, series);
    tell_recipients(turn, order, ordinal);
    turn_note_done(turn, "letter", slice_of(order->name), "issued");
    *ref = value_map(arena);
    value_put(arena, *ref, "letter", value_int(arena, ordinal));
    value_put(arena, *ref, "to", value_int(arena, (int64_t)value_len(value_get(body, "to"))));
    return 0;
}

/* ---- the number ---- */

const char *letter_series(const struct value *body, struct arena *arena)
{
    const char *series = value_get_text(body, "series");
    return value_is_text(value_get(body, "kind"), "letter") && series
               ? arena_printf(arena, "%c%s\n", LETTER_NUMBERED, series)
               : NULL;
}

/* "受理〔2026〕{n}号" and 12. */
static const char *number_text(struct arena *arena, const char *series, int64_t number)
{
    const char *at = strstr(series, "{n}");
    if (!at)
        return series;
    return arena_printf(arena, "%.*s%lld%s", (int)(at - series), series, (long long)number, at + 3);
}

int letter_take_number(struct turn *turn, const struct value *message, struct err *err)
{
    const char *key = value_text_or(value_get(message, "letter"), "");
    const char *series = value_text_or(value_get(message, "series"), "");
    const char *reserved = turn->event->number;
    const char *digits = reserved ? strrchr(reserved, '\n') : NULL;
    struct part *part = parts_find(&turn->cf->parts, PART_LETTER, slice_of(key));
    struct value *body;

    turn->skips_hearing = true;
    if (!part || part->status != LETTER_WAITING)
        return 0;
    if (!digits)
        return err_set(err, STATUS_CORRUPT, "a letter has no number reserved");
    int rc = canon_read(turn->arena, part->body, &body, err);
    if (rc != 0)
        return rc;
    const char *number = number_text(turn->arena, series, strtoll(digits + 1, NULL, 10));
    struct part numbered = {.kind = PART_LETTER,
                            .key = slice_of(arena_text(turn->arena, reserved)),
                            .status = LETTER_ISSUED};
    value_put(turn->arena, body, "number", value_string(turn->arena, number));
    numbered.body = canon_text(turn->arena, body);
    parts_drop(&turn->cf->parts, PART_LETTER, slice_of(key));
    parts_put(&turn->cf->parts, &numbered);
    turn_note_done(turn, "letter", slice_of(number), "numbered");
    return 0;
}

bool letter_was_issued(const struct turn *turn, const char *name)
{
    const struct part *part;
    struct value *body;
    struct err ignored = {0};

    for (const struct asked *asked = turn->first; asked; asked = asked->next)
        if ((asked->verb == VERB_LETTER || asked->verb == VERB_SERVE) && asked->name &&
            strcmp(asked->name, name) == 0 && !asked->refused)
            return true;
    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_LETTER, &i));)
        if (canon_read(turn->arena, part->body, &body, &ignored) == 0 &&
            value_is_text(value_get(body, "name"), name) &&
            value_get_int(body, "stage", 0) == turn->cf->stage.seq)
            return true;
    return false;
}
