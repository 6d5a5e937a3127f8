/* letter_files.c - templates of letters as files of a release (letter_files.h). Nothing of them
 * runs here: they are bytes that the digest covers. */
#include "script/letter_files.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "script/lib.h"

static bool is_template(const struct chunk *chunk)
{
    size_t len = strlen(chunk->file);
    return len > 5 && strcmp(chunk->file + len - 5, ".html") == 0;
}

static int scan_one(const struct chunk *chunk, struct err *err)
{
    char where[160];
    snprintf(where, sizeof where, "%.150s:1", chunk->path);
    if (strcmp(chunk->workflow, "letters") != 0)
        return err_set_at(err, STATUS_SCRIPT_FAILED, "bad_source", where,
                          "this file lies in no folder letters/. Templates of letters lie in "
                          "letters/ beside workflow.lua, or in offices/CODE/letters/.");
    if (chunk->text.len > LETTER_BYTES_MOST)
        return err_set_at(err, STATUS_SCRIPT_FAILED, "bad_source", where,
                          "a template has at most %d KiB, this one has %zu. Take out what is no "
                          "text.",
                          LETTER_BYTES_MOST / 1024, chunk->text.len / 1024);
    if (!lib_utf8_is_valid(chunk->text))
        return err_set_at(err, STATUS_SCRIPT_FAILED, "not_utf8", where,
                          "this file is not UTF-8. Save the file as UTF-8.");
    return 0;
}

int letter_files_scan(const struct release *release, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < release->count && rc == 0; i++) {
        if (is_template(&release->chunks[i]))
            rc = scan_one(&release->chunks[i], err);
    }
    return rc;
}

static void place(struct arena *arena, struct value *letter, const char *folder, const char *from,
                  const char *to)
{
    const char *file = value_get_text(letter, from);
    if (file)
        value_put(arena, letter, to,
                  value_string(arena, arena_printf(arena, "%s%sletters/%s", folder,
                                                   *folder ? "/" : "", file)));
}

static const struct chunk *find_chunk(const struct release *release, const char *path)
{
    size_t low = 0, high = release->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(release->chunks[middle].path, path);
        if (order == 0)
            return &release->chunks[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* receipt.en.html beside receipt.html is the letter in English, unless the letter names another. */
static void place_beside(struct release *release, struct value *letter)
{
    const char *path = value_get_text(letter, "path");
    size_t len = path ? strlen(path) : 0;

    if (len < 6 || value_get_text(letter, "file_en"))
        return;
    const char *beside = arena_printf(&release->arena, "%.*s.en.html", (int)(len - 5), path);
    if (find_chunk(release, beside))
        value_put(&release->arena, letter, "path_en", value_string(&release->arena, beside));
}

void letter_files_place(struct release *release, const struct value *model, const char *folder)
{
    const struct value *letters = value_get(model, "letters");
    for (size_t i = 0; i < value_len(letters); i++) {
        struct value *letter = letters->map.members[i].value;
        if (value_get_text(letter, "path"))
            continue;
        place(&release->arena, letter, folder, "file", "path");
        place(&release->arena, letter, folder, "file_en", "path_en");
        place_beside(release, letter);
    }
}

struct slice release_text(const struct release *release, const char *path)
{
    const struct chunk *chunk = path ? find_chunk(release, path) : NULL;
    return chunk ? chunk->text : (struct slice){0};
}

/* ---- for the static check -------------------------------------------------------------------- */

static void check_path(const struct release *release, struct report *report,
                       const struct member *letter, const char *path)
{
    if (!path || find_chunk(release, path))
        return;
    const char *at = value_text_or(value_get(letter->value, "at"), "?:1"), *colon;
    const struct value *source = value_get(letter->value, "source");
    if (value_len(source))
        at = value_text_or(value_get(value_item(source, value_len(source) - 1), "at"), at);
    colon = strrchr(at, ':');
    struct slice file = {.bytes = at, .len = colon ? (size_t)(colon - at) : strlen(at)};
    struct check_finding finding = {
        .code = CHECK_MISSING_FILE,
        .file = arena_copy(report->arena, file).bytes,
        .line = colon ? (int)strtol(colon + 1, NULL, 10) : 1,
        .column = 1,
        .what = arena_printf(report->arena,
                             "letter \"%.*s\" has its template in %s, which is not "
                             "there",
                             SLICE_ARG(letter->key), path),
        .instead = "Write the template there, or correct file."};
    report_add(report, &finding);
}

static void check_letters(const struct release *release, struct report *report,
                          const struct value *model)
{
    const struct value *letters = value_get(model, "letters");
    for (size_t i = 0; i < value_len(letters); i++) {
        const struct member *letter = &letters->map.members[i];
        check_path(release, report, letter, value_get_text(letter->value, "path"));
        check_path(release, report, letter, value_get_text(letter->value, "path_en"));
    }
}

void letter_files_check(const struct release *release, struct report *report)
{
    const struct value *workflows = value_get(release->model, "workflows");
    for (size_t i = 0; i < value_len(workflows); i++)
        check_letters(release, report, workflows->map.members[i].value);
    for (size_t i = 0; i < release->overlay_count; i++)
        check_letters(release, report, release->overlays[i]->model);
}
