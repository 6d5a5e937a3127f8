/* calendar_check.c - the list of days of a release, read before it is published (calendar_check.h).
 * A host that cannot read the list of its active release counts by the one it was built with:
 * nobody would see that until a period is wrong. */
#include "engine/calendar_check.h"
#include <stdlib.h>
#include <string.h>
#include "duty/calendar.h"
#include "script/report.h"

/* "line 7: the date is not one" -> 7, "the date is not one"; 1 where none is named. */
static int line_of(const char **text)
{
    char *end;
    if (strncmp(*text, "line ", 5) != 0)
        return 1;
    long line = strtol(*text + 5, &end, 10);
    if (strncmp(end, ": ", 2) != 0)
        return 1;
    *text = end + 2;
    return (int)line;
}

static void check_list(const struct script_file *file, struct report *report)
{
    struct calendar *list;
    struct err err = {0};

    if (calendar_load(file->text, &list, &err) == 0) {
        calendar_unref(list);
        return;
    }
    const char *what = err.text;
    int line = line_of(&what);
    report_add(report, &(struct check_finding){.code = CHECK_BAD_CALENDAR,
                                               .file = file->path,
                                               .line = line,
                                               .column = 1,
                                               .what = what});
}

bool calendar_check(const struct script_file *files, size_t count, struct arena *arena,
                    struct value *findings)
{
    struct report report = {.arena = arena, .findings = findings};

    for (size_t i = 0; i < count; i++)
        if (strcmp(files[i].path, CALENDAR_PATH) == 0)
            check_list(&files[i], &report);
    return report.errors == 0;
}
