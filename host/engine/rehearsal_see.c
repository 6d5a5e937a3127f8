/* rehearsal_see.c - what people of a spec see: which case hangs on another, what is hidden from
 * them, and all that they are shown of a case (rehearsal_spec.h).
 *
 * case:linked asks the case, which knows nothing of a sealed part. t:as("sealed@..."):linked asks a
 * person, as the list of cases would: also for parts, among them sealed ones, of which only the
 * part says where it came from. Whoever is not cleared is answered as if there were none.
 */
#include <string.h>
#include "data/canon.h"
#include "duty/letter.h"
#include "engine/inside.h"
#include "engine/letters.h"
#include "engine/opened.h"
#include "engine/rehearsal_spec.h"
#include "engine/veil.h"
#include "store/office.h"

enum { CASES_AT_ONCE = 200, ROWS_AT_ONCE = 200, NOTICES_AT_ONCE = 500 };

static const char *name_of(const struct spec_act *spec)
{
    return value_text_or(value_get(spec->args, "name"), "");
}

static const struct eyes *eyes_of(struct spec_act *spec)
{
    return engine_eyes(rehearsal_engine(spec->rehearsal), spec_actor(spec), spec->arena);
}

/* ---- what is linked ---- */

struct linked_case {
    struct id ref;
    int64_t id; /* in the order they began */
};

static void keep_linked(struct linked_case *found, size_t *count, const struct case_row *row)
{
    size_t at = *count;
    for (size_t i = 0; i < *count; i++)
        if (id_is_equal(&found[i].ref, &row->ref))
            return;
    for (; at > 0 && found[at - 1].id > row->id; at--)
        found[at] = found[at - 1];
    found[at] = (struct linked_case){.ref = row->ref, .id = row->id};
    (*count)++;
}

/* The cases linked to this one under a name, the oldest first. */
static size_t find_linked(struct spec_act *spec, const struct case_image *image,
                          struct linked_case *found)
{
    size_t count = 0;

    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        struct case_image other;
        struct value *body;
        struct err ignored = {0};
        if (part->kind == PART_LINK && canon_read(spec->arena, part->body, &body, &ignored) == 0 &&
            value_is_text(value_get(body, "as"), name_of(spec)) &&
            reader_load(rehearsal_reader(spec->rehearsal), &part->ref, spec->arena, &other,
                        &ignored) == 0)
            keep_linked(found, &count, &other.row);
    }
    return count;
}

/* Did it begin as a part of that case, under that name? Its first row says so. */
static bool is_part_of(struct spec_act *spec, const struct case_row *row, const char *origin)
{
    struct journal_row *rows;
    struct value *body;
    struct err ignored = {0};
    size_t count;

    if (reader_back(rehearsal_reader(spec->rehearsal), row->head, (size_t)row->seq, spec->arena,
                    &rows, &count, &ignored) != 0)
        return false;
    for (size_t i = 0; i < count; i++)
        if (rows[i].seq == 1 && canon_read(spec->arena, rows[i].body, &body, &ignored) == 0) {
            const struct value *event = value_get(body, "event");
            return value_is_text(value_get(event, "parent"), origin) &&
                   value_is_text(value_get(event, "as"), name_of(spec));
        }
    return false;
}

static size_t count_cases(struct spec_act *spec)
{
    struct case_row *rows;
    struct err ignored = {0};
    size_t sum = 0, count = 1;
    for (int64_t after = 0; count > 0; sum += count) {
        if (reader_cases(rehearsal_reader(spec->rehearsal), after, CASES_AT_ONCE, spec->arena,
                         &rows, &count, &ignored) != 0)
            break;
        after = count ? rows[count - 1].id : after;
    }
    return sum;
}

/* What the actor would find in his lists: parts of the case, sealed ones too if he is cleared. */
static int find_seen(struct spec_act *spec, const char *origin, struct linked_case *found,
                     size_t *count, struct err *err)
{
    const struct eyes *eyes = eyes_of(spec);
    struct case_row *rows;
    int64_t after = 0;
    size_t read = 1, kept = 0;
    int rc = 0;

    for (size_t i = 0; i < *count; i++) {
        struct case_image image;
        struct err ignored = {0};
        if (reader_load(rehearsal_reader(spec->rehearsal), &found[i].ref, spec->arena, &image,
                        &ignored) == 0 &&
            eyes_may_see(eyes, image.row.office, image.row.extra, 0))
            found[kept++] = found[i];
    }
    while (rc == 0 && read > 0) {
        rc = reader_cases(rehearsal_reader(spec->rehearsal), after, CASES_AT_ONCE, spec->arena,
                          &rows, &read, err);
        for (size_t i = 0; rc == 0 && i < read; i++) {
            after = rows[i].id;
            if (eyes_may_see(eyes, rows[i].office, rows[i].extra, 0) &&
                is_part_of(spec, &rows[i], origin))
                keep_linked(found, &kept, &rows[i]);
        }
    }
    *count = kept;
    return rc;
}

/* case:linked("item", 2); t:as("sealed@370102090"):linked(case, "sealed_part") */
int spec_linked(struct spec_act *spec, struct err *err)
{
    const char *actor = value_get_text(spec->args, "actor");
    int64_t number = value_get_int(spec->args, "number", 1);
    char text[ID_TEXT_LEN + 1];
    struct case_image image;
    int rc = spec_load(spec, &image, err);

    if (rc != 0)
        return rc;
    struct linked_case *found =
        ARENA_ARRAY(spec->arena, struct linked_case, image.part_count + count_cases(spec) + 1);
    size_t count = find_linked(spec, &image, found);
    if (actor)
        rc = find_seen(spec, id_to_text(&image.row.ref, text), found, &count, err);
    if (rc != 0)
        return rc;
    if (number < 1 || (size_t)number > count)
        return actor ? spec_failed(err, "not_found", "\"%s\" finds %zu cases linked as \"%s\".",
                                   actor, count, name_of(spec))
                     : spec_failed(err, "not_met", "%zu cases are linked as \"%s\".", count,
                                   name_of(spec));
    *spec->out = value_string(spec->arena, id_to_text(&found[number - 1].ref, text));
    spec_remember(spec->specs, &found[number - 1].ref);
    return 0;
}

/* ---- what is hidden ---- */

static bool is_sealed(const struct case_image *image, const char *field)
{
    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        size_t len = strlen("seal/");
        if (part->kind == PART_CUSTODY && part->key.len > len &&
            memcmp(part->key.bytes, "seal/", len) == 0 &&
            slice_is((struct slice){part->key.bytes + len, part->key.len - len}, field))
            return true;
    }
    return false;
}

/* t:as("x"):cannot_see(case): the case is hidden from him; or, with a field, that is. */
int spec_cannot_see(struct spec_act *spec, struct err *err)
{
    static const char hidden[] = "{\"sealed\":{\"units\":[]}}";
    const char *field = value_get_text(spec->args, "name");
    const char *actor = value_text_or(value_get(spec->args, "actor"), "?");
    const struct eyes *eyes = eyes_of(spec);
    struct case_image image;
    int rc = spec_load(spec, &image, err);

    if (rc != 0 || !eyes_may_see(eyes, image.row.office, image.row.extra, 0))
        return rc;
    if (!field)
        return spec_failed(err, "not_met", "\"%s\" sees the case.", actor);
    if (is_sealed(&image, field) && !eyes_may_see(eyes, image.row.office, slice_of(hidden), 0))
        return 0;
    return spec_failed(err, "not_met", "\"%s\" sees the case, and \"%s\" is not sealed from it.",
                       actor, field);
}

/* ---- all that somebody is shown ---- */

struct reading_all {
    struct spec_act *spec;
    struct engine *engine;
    struct reader *reader;
    const struct case_image *image;
    const struct actor *actor;
    struct show_look look;
    const char *word;
    const char *where; /* NULL: not met yet */
};

static void look_in(struct reading_all *all, struct slice text, const char *where)
{
    if (!all->where && memmem(text.bytes, text.len, all->word, strlen(all->word)))
        all->where = where;
}

static int read_case(struct reading_all *all, struct err *err)
{
    struct arena *arena = all->spec->arena;
    struct value *shown;
    int rc =
        case_show(all->engine, all->reader, &all->image->row.ref, &all->look, arena, &shown, err);
    if (rc == 0)
        look_in(all, canon_text(arena, shown), "the case");
    return rc;
}

static int read_journal(struct reading_all *all, struct err *err)
{
    struct arena *arena = all->spec->arena;
    struct journal_page page = {.limit = ROWS_AT_ONCE, .eyes = all->look.eyes};
    int rc;

    do {
        struct value *shown;
        rc =
            case_journal(all->engine, all->reader, &all->image->row.ref, &page, arena, &shown, err);
        if (rc == 0)
            look_in(all, canon_text(arena, shown), "its journal");
        page.before = rc == 0 ? value_get_int(shown, "next", 0) : 0;
    } while (rc == 0 && page.before > 0);
    return rc;
}

/* With what was given along, as who works on the task reads it. */
static int read_tasks(struct reading_all *all, struct err *err)
{
    struct arena *arena = all->spec->arena;
    const struct case_row *row = &all->image->row;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < all->image->part_count; i++) {
        const struct part *part = &all->image->parts[i];
        struct value *body, *shown;
        if (part->kind != PART_TASK ||
            !eyes_may_see(all->look.eyes, row->office, row->extra, task_key_seq(part->key)))
            continue;
        rc = canon_read(arena, part->body, &body, err);
        if (rc == 0)
            rc = case_show_value(all->engine, all->reader, &row->ref, &all->look, body, arena,
                                 &shown, err);
        if (rc == 0)
            look_in(all, canon_text(arena, shown), "a task");
    }
    return rc;
}

static int read_paper(struct reading_all *all, struct letter_ask *ask, struct err *err)
{
    struct paper paper = {0};
    struct buf page = {0};
    const char *file;
    int rc = letter_paper(all->engine, all->reader, ask, all->spec->arena, &paper, &file, err);

    if (rc == 0)
        paper_write_page(&paper, &page);
    if (rc == 0)
        look_in(all, buf_slice(&page), "a letter");
    buf_close(&page);
    return rc;
}

/* Each copy of each letter, in each language. */
static int read_letters(struct reading_all *all, struct err *err)
{
    struct arena *arena = all->spec->arena;
    struct letter_ask ask = {.ref = all->image->row.ref,
                             .eyes = all->look.eyes,
                             .is_personal = all->look.is_personal,
                             .staff = all->engine->staff};
    struct value *letters;
    int rc = letters_show(all->reader, &ask.ref, ask.eyes, arena, &letters, err);
    const struct value *items = rc == 0 ? value_get(letters, "items") : &value_nil;

    for (size_t i = 0; i < value_len(items); i++) {
        const struct value *letter = value_item(items, i);
        const struct value *languages = value_get(letter, "languages");
        size_t copies = value_len(value_get(letter, "to"));
        ask.ordinal = value_get_int(letter, "ordinal", 0);
        for (size_t k = 0; rc == 0 && k < copies * value_len(languages); k++) {
            ask.copy = k % copies;
            ask.lang = value_text_or(value_item(languages, k / copies), "zh");
            rc = read_paper(all, &ask, err);
        }
    }
    return rc;
}

static bool is_told(const struct reading_all *all, const struct notice_row *row)
{
    const struct case_row *about = &all->image->row;
    const char *office = arena_copy(all->spec->arena, row->office).bytes;

    if (!id_is_equal(&row->case_ref, &about->ref))
        return false;
    if (row->person.len)
        return slice_is(row->person, all->actor->id);
    return actor_holds(all->actor, arena_copy(all->spec->arena, row->role).bytes, office) &&
           eyes_may_see(all->look.eyes, about->office, about->extra, 0);
}

static int read_notices(struct reading_all *all, struct err *err)
{
    struct arena *arena = all->spec->arena;
    struct notice_row *rows;
    int64_t after = 0;
    size_t count = 1;
    int rc = 0;

    while (rc == 0 && count > 0) {
        rc = reader_notices(all->reader, after, NOTICES_AT_ONCE, arena, &rows, &count, err);
        for (size_t i = 0; rc == 0 && i < count; i++) {
            struct value *body, *shown;
            after = rows[i].id;
            if (!is_told(all, &rows[i]))
                continue;
            rc = canon_read(arena, rows[i].body, &body, err);
            if (rc == 0)
                rc = case_show_value(all->engine, all->reader, &rows[i].case_ref, &all->look, body,
                                     arena, &shown, err);
            if (rc == 0)
                look_in(all, canon_text(arena, shown), "a notice");
        }
    }
    return rc;
}

/* t:as("x"):reads_nothing_of(case, "words"): neither in the case, its journal, tasks and letters,
 * nor in what he was told of it. */
int spec_reads_nothing(struct spec_act *spec, struct err *err)
{
    struct reading_all all = {.spec = spec,
                              .engine = rehearsal_engine(spec->rehearsal),
                              .reader = rehearsal_reader(spec->rehearsal),
                              .actor = spec_actor(spec),
                              .word = name_of(spec)};
    struct case_image image;
    int rc = spec_load(spec, &image, err);

    all.image = &image;
    all.look = (struct show_look){.is_personal = opened_for_role(all.actor), .eyes = eyes_of(spec)};
    if (rc == 0)
        rc = read_notices(&all, err);
    if (rc == 0 && eyes_may_see(all.look.eyes, image.row.office, image.row.extra, 0)) {
        rc = read_case(&all, err);
        if (rc == 0)
            rc = read_journal(&all, err);
        if (rc == 0)
            rc = read_tasks(&all, err);
        if (rc == 0)
            rc = read_letters(&all, err);
    }
    if (rc != 0 || !all.where)
        return rc;
    return spec_failed(err, "not_met", "\"%s\" reads \"%s\" in %s.",
                       value_text_or(value_get(spec->args, "actor"), "?"), all.word, all.where);
}
