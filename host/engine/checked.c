/* checked.c - looking up a certificate by its number and its check code (checked.h).
 *
 *   code -> case, whose     proof of the code: track.h, before the store is read
 *        -> its letters with `check` -> the copy whose code it is -> is the number the same?
 */
#include "engine/checked.h"
#include <string.h>
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/letter_words.h"
#include "engine/letters.h"

bool letter_is_checked(const struct value *letter)
{
    return value_len(value_get(letter, "check")) > 0;
}

const char *checked_code(const struct engine *engine, struct reader *reader, const struct id *ref,
                         const struct value *letter, const struct value *copy, struct arena *arena)
{
    struct case_image image;
    struct err ignored = {0};
    char text[TRACK_TEXT_LEN + 1];
    struct track track;

    if (reader_load_live(reader, ref, arena, &image, &ignored) != 0 ||
        case_is_sealed(image.row.extra) ||
        track_of_check(engine, reader, &image.row, letter, copy, &track) != 0)
        return NULL;
    return arena_text(arena, track_to_text(engine, &track, text));
}

/* ---- numbers and names ---- */

static size_t sign_len(const char *text)
{
    size_t len = 1;
    while (((unsigned char)text[len] & 0xC0) == 0x80)
        len++;
    return len;
}

/* What people leave out or type in another way: blanks, and which brackets. */
static bool is_passed_over(const char *sign, size_t len)
{
    static const char *const passed[] = {" ", "\t", "　", "〔", "〕", "［", "］", "[",
                                         "]", "(",  ")",  "（", "）", "【", "】"};
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
        if (strlen(passed[i]) == len && memcmp(passed[i], sign, len) == 0)
            return true;
    return false;
}

static void digest_number(const struct engine *engine, const char *number, struct digest *out)
{
    struct digest_state state;
    digest_init(&state, engine->child_key, sizeof engine->child_key);
    while (*number) {
        size_t len = sign_len(number);
        if (!is_passed_over(number, len))
            digest_add(&state, number, len);
        number += len;
    }
    digest_end(&state, out);
}

/* Takes as long whatever is different. */
static bool is_same_number(const struct engine *engine, const char *a, const char *b)
{
    struct digest digests[2];
    digest_number(engine, a, &digests[0]);
    digest_number(engine, b, &digests[1]);
    return secret_is_equal(digests[0].bytes, digests[1].bytes, sizeof digests[0].bytes);
}

const char *checked_mask(struct arena *arena, const char *name)
{
    struct buf masked = {0};
    if (*name)
        buf_add(&masked, name, sign_len(name));
    for (const char *at = *name ? name + sign_len(name) : name; *at; at += sign_len(at))
        if (masked.len < 40)
            buf_add_text(&masked, "＊");
    const char *text = arena_copy(arena, buf_slice(&masked)).bytes;
    buf_close(&masked);
    return text;
}

/* ---- reading ---- */

struct checking {
    struct engine *engine;
    struct reader *reader;
    const struct checked_ask *ask;
    struct arena *arena;
    struct case_image image;
};

/* A name that is typed as "name" of a person, or a text. */
static const char *name_in(struct arena *arena, const struct value *shown)
{
    const struct value *plain = letter_in(arena, shown, "zh");
    return plain->type == VALUE_MAP ? value_get_text(plain, "name") : value_text_or(plain, NULL);
}

static struct value *holder(const struct checking *checking, const struct value *copy)
{
    const struct show_look look = {.is_personal = true};
    const struct value *handle = value_get(copy, "handle");
    struct value *shown;
    struct err ignored = {0};
    const char *name = NULL;

    if (!value_is_nil(handle) &&
        case_show_value(checking->engine, checking->reader, &checking->image.row.ref, &look, handle,
                        checking->arena, &shown, &ignored) == 0)
        name = name_in(checking->arena, shown);
    return value_string(checking->arena, name ? checked_mask(checking->arena, name) : NULL);
}

static struct value *both(struct arena *arena, const struct value *from)
{
    struct value *words = value_map(arena);
    value_put(arena, words, "zh", value_copy(arena, value_get(from, "zh")));
    value_put(arena, words, "en", value_copy(arena, value_get(from, "en")));
    return words;
}

/* What is personal stays closed: a handle has no words here. */
static struct value *words_of(struct arena *arena, const struct value *said)
{
    static const char *const languages[] = {"zh", "en"};
    const struct value *name = value_get(said, "name"); /* of an office */
    struct value *words = value_map(arena);

    if (name->type == VALUE_MAP)
        said = name;
    for (size_t i = 0; i < 2; i++) {
        const struct value *in = letter_in(arena, said, languages[i]);
        if (in->type == VALUE_INT)
            value_put(arena, words, languages[i],
                      value_string(arena, arena_printf(arena, "%lld", (long long)in->integer)));
        else if (in->type == VALUE_TEXT)
            value_put(arena, words, languages[i], value_copy(arena, in));
    }
    return value_len(words) == 2 ? words : NULL;
}

static struct value *what_it_says(struct arena *arena, const struct value *letter)
{
    const struct value *check = value_get(letter, "check"), *says = value_get(letter, "says");
    struct value *list = value_list(arena);

    for (size_t i = 0; i < value_len(check); i++) {
        const struct value *row = value_item(check, i);
        struct value *shown = both(arena, row);
        struct value *words =
            words_of(arena, value_get(says, value_text_or(value_get(row, "id"), "")));
        if (!words)
            continue;
        value_put(arena, shown, "value", words);
        value_push(arena, list, shown);
    }
    return list;
}

static struct value *facts_of(const struct checking *checking, const struct value *letter,
                              const struct value *copy)
{
    struct arena *arena = checking->arena;
    struct value *facts = value_map(arena);
    const struct value *office = value_get(value_get(letter, "says"), "office");
    char date[16];

    value_put(arena, facts, "number", value_copy(arena, value_get(letter, "number")));
    value_put(arena, facts, "name", both(arena, letter));
    value_put(arena, facts, "office", both(arena, value_get(office, "organ")));
    value_put(arena, facts, "date",
              value_string(arena, date_to_text(date_of(value_get_int(letter, "at", 0)), date)));
    value_put(arena, facts, "holder", holder(checking, copy));
    value_put(arena, facts, "person", value_copy(arena, value_get(copy, "person")));
    value_put(arena, facts, "says", what_it_says(arena, letter));
    return facts;
}

/* The copy of this letter that the code is of, if it has the number that was typed. */
static bool look_at(const struct checking *checking, const struct value *letter,
                    const struct value **copy)
{
    const struct value *copies = value_get(letter, "to");
    const char *number = value_get_text(letter, "number");
    struct track track;

    for (size_t i = 0; number && i < value_len(copies); i++) {
        *copy = value_item(copies, i);
        if (track_of_check(checking->engine, checking->reader, &checking->image.row, letter, *copy,
                           &track) == 0 &&
            secret_is_equal(track.whose, checking->ask->track.whose, sizeof track.whose))
            return is_same_number(checking->engine, number, checking->ask->number);
    }
    return false;
}

int checked_read(struct engine *engine, struct reader *reader, const struct checked_ask *ask,
                 struct arena *arena, struct value **facts, struct err *err)
{
    struct checking checking = {.engine = engine, .reader = reader, .ask = ask, .arena = arena};
    const struct value *copy;
    int rc = track_load_case(reader, &ask->track, ask->eyes, arena, &checking.image, err);

    for (size_t i = 0; rc == 0 && i < checking.image.part_count; i++) {
        const struct part *part = &checking.image.parts[i];
        struct value *letter;
        if (part->kind != PART_LETTER || part->status != LETTER_ISSUED)
            continue;
        rc = canon_read(arena, part->body, &letter, err);
        if (rc == 0 && letter_is_checked(letter) && look_at(&checking, letter, &copy)) {
            *facts = facts_of(&checking, letter, copy);
            return 0;
        }
    }
    return rc == 0 || rc == STATUS_NOT_FOUND
               ? err_set(err, STATUS_NOT_FOUND, "There is no such certificate.")
               : rc;
}
