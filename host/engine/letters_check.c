/* letters_check.c - the templates of a release, read before it is published (letters_check.h). What
 * a letter must be given is asked when it is issued: only then is it known. */
#include "engine/letters_check.h"
#include <stdlib.h>
#include <string.h>
#include "duty/letter.h"
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

bool letters_check(const struct script_file *files, size_t count, struct arena *arena,
                   struct value *findings)
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
    return report.errors == 0;
}
