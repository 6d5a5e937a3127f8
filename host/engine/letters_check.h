/* letters_check.h - the templates of a release, read before it is published. */
#pragma once
#include "data/value.h"
#include "script/release.h"

/* Adds a finding (script/report.h) for each template that cannot be read, and for each place that a
 * call leaves open: `uses` as check_release_letters gives them. False: there was one. */
bool letters_check(const struct script_file *files, size_t count, const struct value *uses,
                   struct arena *arena, struct value *findings);
