/* letters_check.c - the templates of a release, read before it is published (letters_check.h), and
 * what the scripts give them, where that is written out. What stands in a variable is asked when
 * the letter is issued: only then is it known. */
#include "engine/letters_check.h"
#include <stdlib.h>
#include <string.h>
#include "duty/actor.h"
#include "duty/letter.h"
#include "engine/letters.h"
#include "script/report.h"

static bool is_template(const char *path)
{
    const char *end = path + strlen(path);
    return strstr(path, "letters/") && end - path > 5 && strcmp(end - 5, ".html") == 0;
}

/* A finding brings its own full stop. */
static const char *sentence_of(struct arena *arena, const char *text)
{
    size_t len = strlen(text);
    if (len > 0 && text[len - 1] == '.')
        len--;
    return arena_copy(arena, (struct slice){.bytes = text, .len = len}).bytes;
}

static const struct script_file *file_at(const struct script_file *files, size_t count,
                                         const char *path)
{
    for (size_t i = 0; path && i < count; i++)
        if (strcmp(files[i].path, path) == 0)
            return &files[i];
    return NULL;
}

static void tell_hole(struct report *report, const struct value *use, const char *path,
                      const char *name, bool is_maybe)
{
    struct arena *arena = report->arena;
    const char *letter = value_text_or(value_get(use, "letter"), "");

    report_add(
        report,
        &(struct check_finding){
            .code = is_maybe ? CHECK_OPTIONAL_PLACE : CHECK_LETTER_HOLE,
            .file = value_text_or(value_get(use, "file"), ""),
            .line = (int)value_get_int(use, "line", 1),
            .column = (int)value_get_int(use, "column", 1),
            .what = is_maybe
                        ? arena_printf(arena, "letter \"%s\" needs %s, which may be empty here",
                                       letter, name)
                        : arena_printf(arena, "letter \"%s\" needs %s, which is not given", letter,
                                       name),
            .instead = arena_printf(arena,
                                    is_maybe ? "Ask before whether it is there, or put it into a "
                                               "section of %s: {{#%s}}...{{/%s}}."
                                             : "Write it in with = { ... }, or put it into a "
                                               "section of %s: {{#%s}}...{{/%s}}.",
                                    path, name, name)});
}

/* What one call of a verb leaves open in one template. One that cannot be read was told of. */
static void check_use(struct report *report, const struct value *use,
                      const struct script_file *file)
{
    struct letter_template *letter;
    struct err ignored = {0};

    if (!file || letter_parse(report->arena, file->path, file->text, &letter, &ignored) != 0)
        return;
    const struct value *needs = letter_needs(letter, report->arena);
    for (size_t i = 0; i < value_len(needs); i++) {
        const char *name = value_text_or(value_item(needs, i), "");
        if (!letter_gives(name) && !words_have(value_get(use, "given"), name))
            tell_hole(report, use, file->path, name, words_have(value_get(use, "maybe"), name));
    }
}

bool letters_check(const struct script_file *files, size_t count, const struct value *uses,
                   struct arena *arena, struct value *findings)
{
    struct report report = {.arena = arena, .findings = findings};

    for (size_t i = 0; i < count; i++) {
        struct letter_template *letter;
        struct err err = {0};
        if (!is_template(files[i].path) ||
            letter_parse(arena, files[i].path, files[i].text, &letter, &err) == 0)
            continue;
        const char *line = strrchr(err.where, ':');
        report_add(&report,
                   &(struct check_finding){.code = CHECK_BAD_LETTER,
                                           .file = files[i].path,
                                           .line = line ? (int)strtol(line + 1, NULL, 10) : 1,
                                           .column = 1,
                                           .what = sentence_of(arena, err.text)});
    }
    for (size_t i = 0; i < value_len(uses); i++) {
        const struct value *use = value_item(uses, i);
        check_use(&report, use, file_at(files, count, value_get_text(use, "path")));
        check_use(&report, use, file_at(files, count, value_get_text(use, "path_en")));
    }
    return report.errors == 0;
}
