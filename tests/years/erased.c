/* erased.c - people whose keys are destroyed in the middle of it all, and what must be gone then:
 * each of their values, the codes of their letters, every word of them on the disk (years.h).
 */
#include <stdio.h>
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/letters.h"
#include "engine/progress.h"
#include "engine/vault.h"
#include "engine/veil.h"
#include "years/years.h"

enum { ROWS_MOST = 100000, HANDLES_MOST = 256, CODES_MOST = 64, WORDS_MOST = 64, WORD_LEAST = 9 };

struct erased {
    struct erased *next;
    struct id case_ref, key;
    int64_t case_id;
    const char *handles[HANDLES_MOST];
    size_t handle_count;
    struct track codes[CODES_MOST];
    size_t code_count;
    const char *words[WORDS_MOST]; /* numbers nobody else has */
    size_t word_count;
};

/* Of whose key is the value? */
static bool is_of(struct years *years, const struct erased *erased, const char *handle)
{
    struct arena arena = {0};
    struct vault_row value;
    struct vault_key_row key;
    struct err err = {0};
    struct id ref;
    bool is = handle && id_from_text(handle, strlen(handle), &ref) &&
              reader_vault(years->run.world.reader, erased->case_id, &ref, &arena, &value, &key,
                           &err) == 0 &&
              id_is_equal(&key.ref, &erased->key);
    arena_close(&arena);
    return is;
}

static int open_value(struct years *years, const struct erased *erased, const char *handle,
                      struct value **plain)
{
    struct err err = {0};
    struct id key;
    return vault_open_value(years->run.world.engine, years->run.world.reader, erased->case_id,
                            &erased->case_ref, slice_of(handle), &years->run.arena, plain, &key,
                            &err);
}

/* The records of the office have the telephones of its people: what a case forgets of one stays
 * there. */
static bool is_of_staff(struct years *years, struct slice number)
{
    struct staff_person *const *people;
    size_t count = staff_people(years->run.world.engine->staff, &people);
    for (size_t i = 0; i < count; i++)
        if (people[i]->phone && slice_is(number, people[i]->phone))
            return true;
    return false;
}

/* Numbers by which somebody is known stand nowhere by chance. */
static void note_words(struct years *years, struct erased *erased, const struct value *plain)
{
    for (size_t i = 0; plain->type == VALUE_MAP && i < value_len(plain); i++)
        note_words(years, erased, plain->map.members[i].value);
    if (plain->type != VALUE_TEXT || plain->text.len < WORD_LEAST ||
        erased->word_count == WORDS_MOST)
        return;
    for (size_t i = 0; i < plain->text.len; i++)
        if (plain->text.bytes[i] < '0' || plain->text.bytes[i] > '9')
            return;
    if (is_of_staff(years, plain->text))
        return;
    erased->words[erased->word_count++] = arena_copy(&years->run.arena, plain->text).bytes;
}

static void note_handle(struct years *years, struct erased *erased, const char *handle)
{
    struct value *plain;
    for (size_t i = 0; i < erased->handle_count; i++)
        if (strcmp(erased->handles[i], handle) == 0)
            return;
    if (erased->handle_count == HANDLES_MOST || !is_of(years, erased, handle))
        return;
    erased->handles[erased->handle_count++] = arena_text(&years->run.arena, handle);
    if (open_value(years, erased, handle, &plain) == 0)
        note_words(years, erased, plain);
    else
        run_fail(&years->run, "a value cannot be opened before its person is erased");
}

static void note_handles(struct years *years, struct erased *erased, const struct value *value)
{
    if (value->type == VALUE_HANDLE)
        note_handle(years, erased, value->text.bytes);
    for (size_t i = 0; value->type == VALUE_LIST && i < value_len(value); i++)
        note_handles(years, erased, value_item(value, i));
    for (size_t i = 0; value->type == VALUE_MAP && i < value_len(value); i++)
        note_handles(years, erased, value->map.members[i].value);
}

static void note_journal(struct years *years, struct erased *erased, const struct case_image *image)
{
    struct arena arena = {0};
    struct journal_row *rows;
    size_t count = 0;
    struct err err = {0};
    if (reader_back(years->run.world.reader, image->row.head, ROWS_MOST, &arena, &rows, &count,
                    &err) != 0)
        run_fail(&years->run, "a journal cannot be read: %s", err.text);
    for (size_t i = 0; i < count; i++) {
        struct value *body;
        if (canon_read(&arena, rows[i].body, &body, &err) == 0)
            note_handles(years, erased, body);
    }
    arena_close(&arena);
}

/* ---- codes of letters ------------------------------------------------------------------------ */

static bool is_followed(struct years *years, const struct track *track)
{
    struct arena arena = {0};
    struct value *facts;
    struct err err = {0};
    bool is = progress_read(years->run.world.engine, years->run.world.reader,
                            engine_eyes(years->run.world.engine, NULL, &arena), track, &arena,
                            &facts, &err) == 0;
    arena_close(&arena);
    return is;
}

/* Is the copy for this person? What is for nobody in particular ends with anybody's key. */
static bool is_copy_of(struct years *years, const struct erased *erased, const struct value *copy)
{
    const struct value *handle = value_get(copy, "handle");
    if (value_is_nil(copy))
        return true;
    if (value_get_text(copy, "person"))
        return false;
    for (size_t i = 0; handle->type == VALUE_MAP && i < value_len(handle); i++)
        if (handle->map.members[i].value->type == VALUE_HANDLE) {
            handle = handle->map.members[i].value;
            break;
        }
    return handle->type == VALUE_HANDLE && is_of(years, erased, handle->text.bytes);
}

static void note_code(struct years *years, struct erased *erased, const struct case_row *row,
                      const struct value *copy)
{
    struct track track;
    if (erased->code_count == CODES_MOST || !is_copy_of(years, erased, copy) ||
        track_of_copy(years->run.world.engine, years->run.world.reader, row, copy, &track) != 0)
        return;
    erased->codes[erased->code_count++] = track;
    if (is_followed(years, &track) == case_is_sealed(row->extra))
        run_fail(&years->run, "the code of a letter of %.*s %s", SLICE_ARG(row->number),
                 case_is_sealed(row->extra) ? "shows a sealed case" : "shows nothing");
}

static void note_codes(struct years *years, struct erased *erased, const struct case_image *image)
{
    for (size_t i = 0; i < image->part_count; i++) {
        struct value *body;
        struct err err = {0};
        if (image->parts[i].kind != PART_LETTER || image->parts[i].status != LETTER_ISSUED ||
            canon_read(&years->run.arena, image->parts[i].body, &body, &err) != 0)
            continue;
        const struct value *copies = value_get(body, "to");
        for (size_t k = 0; k < value_len(copies); k++)
            note_code(years, erased, &image->row, value_item(copies, k));
        if (value_len(copies) == 0)
            note_code(years, erased, &image->row, &value_nil);
    }
}

/* ---- somebody wants to be forgotten ---------------------------------------------------------- */

static void erase(struct years *years, const struct case_image *image, const struct id *key)
{
    struct erased *erased = ARENA_NEW(&years->run.arena, struct erased);
    char text[ID_TEXT_LEN + 1];
    *erased = (struct erased){.case_ref = image->row.ref, .key = *key, .case_id = image->row.id};
    note_journal(years, erased, image);
    note_codes(years, erased, image);
    struct request *request =
        clerk_request(years, ACT_ERASE, &image->row.ref, county_administrator(years));
    request->name = arena_text(&years->run.arena, id_to_text(key, text));
    clerk_send(years, request);
    erased->next = years->erased;
    years->erased = erased;
}

void erased_happens(struct years *years)
{
    struct arena arena = {0};
    struct case_image image;
    struct vault_key_row *keys;
    struct err err = {0};
    size_t count = 0;
    if (years->docket_count == 0)
        return;
    const struct docket *docket = &years->dockets[run_draw(&years->run, years->docket_count)];
    if (reader_load(years->run.world.reader, &docket->ref, &arena, &image, &err) == 0 &&
        reader_vault_keys(years->run.world.reader, image.row.id, &arena, &keys, &count, &err) ==
            0 &&
        count > 0) {
        const struct vault_key_row *key = &keys[run_draw(&years->run, count)];
        if (key->sealed.len > 0)
            erase(years, &image, &key->ref);
    }
    arena_close(&arena);
}

/* ---- at the end ------------------------------------------------------------------------------ */

/* Nobody may have been told: then the key itself says what became of it. */
static bool is_erased(struct years *years, const struct erased *erased)
{
    struct arena arena = {0};
    struct vault_key_row *keys;
    struct err err = {0};
    size_t count = 0;
    bool is = false;
    if (reader_vault_keys(years->run.world.reader, erased->case_id, &arena, &keys, &count, &err) !=
        0)
        run_fail(&years->run, "keys cannot be read: %s", err.text);
    for (size_t i = 0; i < count; i++)
        is = is || (id_is_equal(&keys[i].ref, &erased->key) && keys[i].sealed.len == 0);
    arena_close(&arena);
    return is;
}

static void check_told(struct years *years)
{
    for (const struct request *request = years->run.first; request; request = request->next) {
        struct erased erased = {.case_ref = request->case_ref};
        struct arena arena = {0};
        struct case_image image;
        struct err err = {0};
        if (request->kind != ACT_ERASE || request->fate != FATE_RECORDED)
            continue;
        if (reader_load(years->run.world.reader, &request->case_ref, &arena, &image, &err) == 0)
            erased.case_id = image.row.id;
        if (!id_from_text(request->name, strlen(request->name), &erased.key) ||
            !is_erased(years, &erased))
            run_fail(&years->run, "the key of %s was told to be destroyed, and is there",
                     request->name);
        arena_close(&arena);
    }
}

static void check_one(struct years *years, const struct erased *erased, const char *dump)
{
    struct value *plain;
    char text[ID_TEXT_LEN + 1];
    id_to_text(&erased->key, text);
    for (size_t i = 0; i < erased->handle_count; i++)
        if (open_value(years, erased, erased->handles[i], &plain) != STATUS_ERASED)
            run_fail(&years->run, "a value of %s can be opened after he was erased", text);
    for (size_t i = 0; i < erased->code_count; i++)
        if (is_followed(years, &erased->codes[i]))
            run_fail(&years->run, "a code on a letter to %s answers after he was erased", text);
    for (size_t i = 0; i < erased->word_count; i++)
        if (strstr(dump, erased->words[i]))
            run_fail(&years->run, "a number of %s, erased, stands on the disk", text);
}

void erased_check(struct years *years)
{
    struct buf dump = {0};
    disk_dump(years->run.world.disk, &dump);
    buf_add_byte(&dump, '\0');
    check_told(years);
    for (const struct erased *erased = years->erased; erased; erased = erased->next)
        if (is_erased(years, erased)) {
            years->erasures++;
            check_one(years, erased, buf_slice(&dump).bytes);
        }
    buf_close(&dump);
}
