/* letter_files.h - the files of a release that are no Lua: templates of letters. The folder
 * letters/ beside a workflow.lua has those of the workflow, offices/CODE/letters/ those of an
 * office.
 */
#pragma once
#include "script/release_inside.h"
#include "script/report.h"

/* Every .html file lies in a folder letters/, is UTF-8 and not too large. */
MUST_CHECK int letter_files_scan(const struct release *release, struct err *err);
/* Says for each letter of the model that has none yet in which file of the release its template is:
 * `path`, and `path_en` where it has file_en, or where NAME.en.html lies beside NAME.html. `folder`
 * is where letters/ lies. */
void letter_files_place(struct release *release, const struct value *model, const char *folder);
/* Each letter's template is there. */
void letter_files_check(const struct release *release, struct report *report);
