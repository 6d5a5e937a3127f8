/* letters_show.c - letters as people see them, and as paper (letters.h). No Lua runs. */
#include <string.h>
#include "data/canon.h"
#include "duty/letter.h"
#include "duty/staff.h"
#include "engine/checked.h"
#include "engine/inside.h"
#include "engine/letter_words.h"
#include "engine/letters.h"
#include "engine/opened.h"
#include "engine/public_address.h"
#include "engine/redact.h"
#include "engine/track.h"
#include "store/releases.h"

static struct value *show_letter(struct arena *arena, const struct part *part,
                                 const struct value *body)
{
    static const char *const shown[] = {"ordinal", "name",   "zh", "en",
                                        "number",  "office", "by", "to"};
    struct value *letter = value_map(arena), *languages = value_list(arena);
    char at[40];

    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        value_put(arena, letter, shown[i], show_closed(arena, value_get(body, shown[i])));
    value_put(arena, letter, "at",
              value_string(arena, time_to_text(value_get_int(body, "at", 0), at)));
    value_put(arena, letter, "status",
              value_string(arena, part->status == LETTER_ISSUED ? "issued" : "waiting"));
    value_push(arena, languages, value_string(arena, "zh"));
    if (value_get_text(body, "path_en"))
        value_push(arena, languages, value_string(arena, "en"));
    value_put(arena, letter, "languages", languages);
    return letter;
}

static int64_t ordinal_of(const struct value *letter)
{
    return value_get_int(letter, "ordinal", 0);
}

int letters_show(struct reader *reader, const struct id *ref, const struct eyes *eyes,
                 struct arena *arena, struct value **out, struct err *err)
{
    struct redaction redaction;
    struct case_image image;
    struct value *items = value_list(arena), *body;
    int rc = reader_load_live(reader, ref, arena, &image, err);

    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is no such case.");
    if (rc == 0)
        redaction_open(&redaction, &image, eyes, arena);
    for (size_t i = 0; rc == 0 && i < image.part_count; i++)
        if (image.parts[i].kind == PART_LETTER &&
            !redaction_hides_part(&redaction, &image.parts[i])) {
            rc = canon_read(arena, image.parts[i].body, &body, err);
            if (rc == 0)
                value_push(arena, items, show_letter(arena, &image.parts[i], body));
        }
    /* by ordinal: few, and nearly so by key */
    for (size_t i = 1; i < items->list.len; i++)
        for (size_t j = i;
             j > 0 && ordinal_of(items->list.items[j]) < ordinal_of(items->list.items[j - 1]);
             j--) {
            struct value *other = items->list.items[j];
            items->list.items[j] = items->list.items[j - 1];
            items->list.items[j - 1] = other;
        }
    *out = value_map(arena);
    value_put(arena, *out, "items", items);
    return rc;
}

/* ---- paper ---- */

/* `ask` loses is_personal where it is not for him to see. */
static int find_letter(struct reader *reader, struct letter_ask *ask, struct arena *arena,
                       struct value **body, struct err *err)
{
    struct redaction redaction;
    struct case_image image;
    int rc = reader_load_live(reader, &ask->ref, arena, &image, err);

    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is no such case.");
    if (rc == 0)
        redaction_open(&redaction, &image, ask->eyes, arena);
    for (size_t i = 0; rc == 0 && i < image.part_count; i++)
        if (image.parts[i].kind == PART_LETTER &&
            !redaction_hides_part(&redaction, &image.parts[i])) {
            rc = canon_read(arena, image.parts[i].body, body, err);
            if (rc == 0 && ordinal_of(*body) == ask->ordinal) {
                ask->is_personal = ask->is_personal &&
                                   opened_for(ask->eyes, &image, value_get_text(*body, "office"));
                return 0;
            }
        }
    return rc == 0 ? err_set(err, STATUS_NOT_FOUND, "The case has no letter %lld.",
                             (long long)ask->ordinal)
                   : rc;
}

static int template_text(struct reader *reader, int64_t release, const char *path,
                         struct arena *arena, struct slice *text, struct err *err)
{
    struct release_row row;
    struct value *body;
    int rc = reader_release(reader, release, arena, &row, err);

    if (rc == 0)
        rc = canon_read(arena, row.body, &body, err);
    if (rc != 0)
        return rc;
    const struct value *file = value_get(value_get(body, "files"), path);
    *text = file->type == VALUE_TEXT ? file->text : (struct slice){0};
    return file->type == VALUE_TEXT
               ? 0
               : err_set(err, STATUS_CORRUPT, "the release of the letter has no file %s", path);
}

static const char *name_of(const struct staff *staff, const char *id)
{
    const struct staff_person *person = staff && id ? staff_person(staff, id) : NULL;
    return person ? person->name : NULL;
}

/* To whom this copy goes: a person's name, a citizen, a role at an office. */
static struct value *addressee(struct engine *engine, struct reader *reader,
                               const struct letter_ask *ask, const struct value *copy,
                               struct arena *arena)
{
    const struct value *handle = value_get(copy, "handle");
    const struct show_look look = {.is_personal = ask->is_personal, .eyes = ask->eyes};
    struct value *shown;
    struct err ignored = {0};

    if (!value_is_nil(handle) &&
        case_show_value(engine, reader, &ask->ref, &look, handle, arena, &shown, &ignored) == 0)
        return letter_in(arena, shown, ask->lang);
    const char *person = value_get_text(copy, "person"), *name = name_of(ask->staff, person);
    if (!name)
        name = value_get_text(copy, "name");
    return value_string(arena, name || person ? name : value_get_text(copy, "role"));
}

/* People who work here are ids wherever they are kept: on paper they have names. */
static struct value *with_names(const struct staff *staff, struct value *words, struct arena *arena)
{
    struct id id;

    if (words->type == VALUE_TEXT && id_from_text(words->text.bytes, words->text.len, &id)) {
        const char *name = name_of(staff, arena_copy(arena, words->text).bytes);
        return name ? value_string(arena, name) : words;
    }
    for (size_t i = 0; words->type == VALUE_LIST && i < value_len(words); i++)
        words->list.items[i] = with_names(staff, words->list.items[i], arena);
    for (size_t i = 0; words->type == VALUE_MAP && i < value_len(words); i++)
        words->map.members[i].value = with_names(staff, words->map.members[i].value, arena);
    return words;
}

/* The code in fours, as people read it out. */
static const char *in_fours(struct arena *arena, const char *code)
{
    struct buf text = {0};
    for (size_t i = 0; code[i]; i++) {
        if (i > 0 && i % 4 == 0)
            buf_add_byte(&text, ' ');
        buf_add_byte(&text, code[i]);
    }
    const char *copy = arena_copy(arena, buf_slice(&text)).bytes;
    buf_close(&text);
    return copy;
}

/* Under a certificate: how whoever is shown it finds out whether it is true (checked.h). */
static struct paper_track *check_words(struct engine *engine, struct reader *reader,
                                       const struct letter_ask *ask, const struct value *body,
                                       struct arena *arena)
{
    const struct value *copy = value_item(value_get(body, "to"), ask->copy);
    const char *public = public_address_at(engine, value_get_int(body, "at", 0));
    const char *number = value_get_text(body, "number"), *code;
    bool is_english = strcmp(ask->lang, "en") == 0;

    if (!public || !number || !(code = checked_code(engine, reader, &ask->ref, body, copy, arena)))
        return NULL;
    struct paper_track *track = ARENA_NEW(arena, struct paper_track);
    track->link = arena_printf(arena, "%s/t/check?code=%s", public, code);
    track->lines[0] = arena_printf(arena, is_english ? "Certificate %s" : "证明编号：%s", number);
    track->lines[1] = arena_printf(arena,
                                   is_english ? "Scan to check that it is true, or visit %s/t/check"
                                              : "扫码查验真伪，或登录 %s/t/check",
                                   public);
    track->lines[2] =
        arena_printf(arena, is_english ? "Check code: %s" : "查验码：%s", in_fours(arena, code));
    return track;
}

/* Is it somebody of an office whom the case has bound: who handles it, not whose matter it is? */
static bool is_bound(const struct case_image *image, const char *person, struct arena *arena)
{
    static const char relation[] = "relation/";
    struct value *fact;
    struct err ignored = {0};

    for (size_t i = 0; person && i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind == PART_FACT && part->key.len > sizeof relation - 1 &&
            memcmp(part->key.bytes, relation, sizeof relation - 1) == 0 &&
            canon_read(arena, part->body, &fact, &ignored) == 0 &&
            value_is_text(value_get(fact, "person"), person))
            return true;
    }
    return false;
}

static struct paper_track *track_words(struct engine *engine, struct reader *reader,
                                       const struct letter_ask *ask, const struct value *body,
                                       struct arena *arena)
{
    const struct value *copy = value_item(value_get(body, "to"), ask->copy);
    const char *public = public_address_at(engine, value_get_int(body, "at", 0));
    struct case_image image;
    struct err ignored = {0};
    const char *code;

    if (!public || reader_load_live(reader, &ask->ref, arena, &image, &ignored) != 0 ||
        is_bound(&image, value_get_text(copy, "person"), arena))
        return NULL;
    const char *link = track_link(engine, reader, &image.row, copy, public, arena, &code);
    if (!link)
        return NULL;
    bool is_english = strcmp(ask->lang, "en") == 0;
    struct paper_track *track = ARENA_NEW(arena, struct paper_track);
    track->link = link;
    track->lines[0] = arena_printf(arena, is_english ? "Case %.*s" : "案件编号：%.*s",
                                   SLICE_ARG(image.row.number));
    track->lines[1] = arena_printf(arena,
                                   is_english ? "Scan to see how it stands, or visit %s/t"
                                              : "扫码查询办理进度，或登录 %s/t",
                                   public);
    track->lines[2] =
        arena_printf(arena, is_english ? "Code: %s" : "查询码：%s", in_fours(arena, code));
    return track;
}

int letter_paper(struct engine *engine, struct reader *reader, const struct letter_ask *asked,
                 struct arena *arena, struct paper *out, const char **name, struct err *err)
{
    struct letter_ask own = *asked;
    const struct letter_ask *ask = &own;
    struct value *body = &value_nil, *shown;
    struct letter_template *letter;
    struct slice text = {0};
    bool is_english = strcmp(ask->lang, "en") == 0;
    int rc = find_letter(reader, &own, arena, &body, err);

    if (rc != 0)
        return rc;
    const struct show_look look = {.is_personal = own.is_personal, .eyes = own.eyes};
    const char *path = value_get_text(body, is_english ? "path_en" : "path");
    if (!path)
        return err_set(err, STATUS_NOT_FOUND, "The letter is not written in this language.");
    const struct value *copy = value_item(value_get(body, "to"), ask->copy);
    if (ask->copy > 0 && value_is_nil(copy))
        return err_set(err, STATUS_NOT_FOUND, "The letter has no copy %zu.", ask->copy);
    rc = template_text(reader, value_get_int(body, "release", 0), path, arena, &text, err);
    if (rc == 0)
        rc = letter_parse(arena, path, text, &letter, err);
    if (rc == 0)
        rc = case_show_value(engine, reader, &ask->ref, &look, value_get(body, "says"), arena,
                             &shown, err);
    if (rc != 0)
        return rc;
    struct value *values = with_names(ask->staff, letter_in(arena, shown, ask->lang), arena);
    const char *number =
        value_text_or(value_get(body, "number"), is_english ? "(no number yet)" : "（待编号）");
    struct value *to = addressee(engine, reader, ask, copy, arena);
    value_put(arena, values, "letter_number", value_string(arena, number));
    value_put(arena, values, "to",
              value_is_nil(to) ? value_string(arena, is_english ? "whom it concerns" : "有关人员")
                               : to);
    const char *title = value_text_or(value_get(body, is_english ? "en" : "zh"), "");
    out->lang = is_english ? "en" : "zh";
    out->size = value_text_or(value_get(body, "size"), "A4");
    *name = arena_printf(arena, "%s %s", number, title);
    out->subject = slice_of(*name);
    out->track = letter_is_checked(body) ? check_words(engine, reader, ask, body, arena)
                                         : track_words(engine, reader, ask, body, arena);
    return letter_fill(letter, values, arena, out, err);
}
